"""`verify` reads master and report back with other readers, and finds every figure that is not the ledger's."""

import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest

from par_excel.workflow.decisions import Decider, exclude
from par_excel.workflow.folder import Folder
from par_excel.workflow.merging import merge_inbox
from par_excel.workflow.proving import differences
from par_excel.workflow.verifying import verify_all
from tests.workflow import periods


def _merged(root: Path) -> Folder:
    folder = periods.full_period(root)
    merge_inbox(folder, now=periods.RECEIVED + timedelta(hours=1))
    return folder


def _told(folder: Folder) -> list[str]:
    return list(differences(folder, periods.basis_of(folder)))


def _changed(path: Path, part: str, change: Callable[[str], str]) -> None:
    """Change one part of a zipped file by hand."""
    target = BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as pack:
        for name in source.namelist():
            data = source.read(name)
            text = change(data.decode("utf-8")) if name == part else None
            assert text is None or text.encode() != data, "nothing was changed"
            pack.writestr(name, data if text is None else text)
    path.write_bytes(target.getvalue())


def test_what_was_made_is_what_the_ledger_holds(tmp_path: Path) -> None:
    folder = _merged(tmp_path)
    assert _told(folder) == []
    assert verify_all(folder).problems == ()


def test_what_was_never_made_says_nothing(tmp_path: Path) -> None:
    folder = _merged(tmp_path)
    folder.master.unlink()
    folder.report.unlink()
    assert _told(folder) == []


def test_a_cached_sum_that_was_changed_is_found(tmp_path: Path) -> None:
    folder = _merged(tmp_path)
    detail = _sheet_part(folder.master, "Chi tiết")
    _changed(
        folder.master, detail, lambda text: re.sub(r"(<f>SUM[^<]*</f><v>)3\.46</v>", r"\g<1>3.5</v>", text)
    )
    told = _told(folder)
    assert any("tiêu chí 1, “Điểm tự đánh giá” là 3,5; theo sổ theo dõi là 3,46." in each for each in told)
    assert any("khác với bản chương trình đã lập" in each for each in verify_all(folder).problems)


def test_a_row_that_was_taken_out_is_found(tmp_path: Path) -> None:
    folder = _merged(tmp_path)
    detail = _sheet_part(folder.master, "Chi tiết")
    _changed(folder.master, detail, lambda text: re.sub(r'<row r="8".*?</row>', "", text, flags=re.DOTALL))
    assert any("không có dòng của tiêu chí" in each for each in _told(folder))


def test_a_figure_of_the_report_that_was_changed_is_found(tmp_path: Path) -> None:
    folder = _merged(tmp_path)
    _changed(folder.report, "word/document.xml", lambda text: text.replace(">3,46<", ">3,64<"))
    told = _told(folder)
    assert any(
        each.startswith("bao_cao.docx: bảng “Kết quả theo lĩnh vực”") and "3,46" in each for each in told
    )


@pytest.mark.parametrize("output", ["master", "report"])
def test_an_output_that_cannot_be_opened_is_named(tmp_path: Path, output: str) -> None:
    folder = _merged(tmp_path)
    path: Path = getattr(folder, output)
    path.write_bytes(b"PK\x03\x04")
    assert [each for each in _told(folder) if each.startswith(f"{path.name}: không đọc lại được")]


def test_outputs_that_are_older_than_the_ledger_are_named_with_what_to_do(tmp_path: Path) -> None:
    folder = _merged(tmp_path)
    exclude(folder, "so-a.xlsx", Decider("thử", "gửi nhầm", periods.RECEIVED + timedelta(hours=2)))
    assert any("chạy lại par-excel merge" in each or "theo sổ theo dõi" in each for each in _told(folder))


def _sheet_part(path: Path, name: str) -> str:
    """Return the part of a sheet: they are numbered in the order in which they stand."""
    with zipfile.ZipFile(path) as pack:
        book = pack.read("xl/workbook.xml").decode("utf-8")
    names = re.findall(r'<sheet name="([^"]*)"', book)
    return f"xl/worksheets/sheet{names.index(name) + 1}.xml"
