"""The Word template for the office to edit: written out once, used by merge, never overwritten unasked."""

from io import BytesIO
from pathlib import Path

import docx
import pytest

from par_excel.model import ConfigError
from par_excel.workflow.demo.demo import RECEIVED, run_demo
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.results.merge import merge_inbox
from par_excel.workflow.results.report_files import own_template, write_report_template
from par_excel.writing.report.word_page import packaged_template


def written(*paragraphs: str) -> bytes:
    word = docx.Document()
    for text in paragraphs:
        word.add_paragraph(text)
    stream = BytesIO()
    word.save(stream)
    return stream.getvalue()


def test_it_is_written_with_its_explanation(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    assert own_template(folder) is None
    assert write_report_template(folder, force=False) == (folder.report_template, folder.report_fields)
    assert own_template(folder) == packaged_template()
    assert "GIẢI THÍCH" in docx.Document(str(folder.report_fields)).paragraphs[0].text


def test_an_edited_one_is_kept_unless_it_is_to_be_replaced(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.report_template.write_bytes(b"edited")
    with pytest.raises(ConfigError, match=r"Đã có mẫu báo cáo .*thêm --force") as failure:
        write_report_template(folder, force=False)
    assert failure.value.exit_status == 2
    assert own_template(folder) == b"edited"
    assert not folder.report_fields.exists()
    write_report_template(folder, force=True)
    assert own_template(folder) == packaged_template()
    write_report_template(folder, force=False)  # nobody's work is lost


def test_there_must_be_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"Không có thư mục"):
        write_report_template(Folder(tmp_path / "none"), force=False)


def test_merge_takes_the_template_of_the_working_folder(tmp_path: Path) -> None:
    folder = run_demo(Folder(tmp_path / "ky")).folder
    folder.report_template.write_bytes(written("Báo cáo nội bộ của {{ tinh }}, năm {{ nam }}"))
    merge_inbox(folder, now=RECEIVED)
    made = docx.Document(str(folder.report))
    assert [paragraph.text for paragraph in made.paragraphs] == [
        "Báo cáo nội bộ của tỉnh Quảng Trị, năm 2020"
    ]


def test_a_faulty_template_stops_merge_and_leaves_the_outputs_as_they_were(tmp_path: Path) -> None:
    folder = run_demo(Folder(tmp_path / "ky")).folder
    before = {path: path.read_bytes() for path in (folder.report, folder.master)}
    folder.report_template.write_bytes(written("Năm {{ namm }}"))
    with pytest.raises(ConfigError, match=r"^mau_bao_cao\.docx: Mẫu báo cáo Word: trường “namm” không có"):
        merge_inbox(folder, now=RECEIVED)
    assert {path: path.read_bytes() for path in before} == before
