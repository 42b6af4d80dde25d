"""The command `report-template`, and what merge says of the template and of the PDF."""

from pathlib import Path

import docx
import pytest

from par_excel.workflow.demo.demo import run_demo
from par_excel.workflow.folder.folder import Folder
from tests.cli.conftest import Command


def test_the_template_is_written_once(command: Command, tmp_path: Path) -> None:
    first = command("-C", tmp_path, "report-template")
    assert first.status == 0
    assert "mau_bao_cao.docx" in first.out
    assert "mau_bao_cao_giai_thich.docx" in first.out
    word = docx.Document(str(tmp_path / "mau_bao_cao.docx"))
    word.add_paragraph("Sửa")
    word.save(str(tmp_path / "mau_bao_cao.docx"))
    again = command("-C", tmp_path, "report-template")
    assert again.status == 2
    assert again.line.startswith("Lỗi: Đã có mẫu báo cáo")
    assert command("-C", tmp_path, "report-template", "--force").status == 0


def test_a_field_that_does_not_exist_is_told_in_one_line(command: Command, tmp_path: Path) -> None:
    folder = run_demo(Folder(tmp_path / "ky")).folder
    word = docx.Document()
    word.add_paragraph("Kính gửi {{ noi_nhn }}")
    word.save(str(folder.report_template))
    ended = command("-C", folder.root, "merge")
    assert ended.status == 2
    assert ended.line == (
        "Lỗi: mau_bao_cao.docx: Mẫu báo cáo Word: trường “noi_nhn” không có; ở phần thân, đoạn "
        "“Kính gửi {{ noi_nhn }}”. Cách sửa: có phải là “noi_nhan” không? "
        "Xem danh sách trường trong tệp giải thích đi kèm mẫu."
    )


def test_a_pdf_that_could_not_be_made_is_said_and_the_former_one_named(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = run_demo(Folder(tmp_path / "ky")).folder
    folder.report_pdf.write_bytes(b"%PDF-former")
    for name in ("PATH", "PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        monkeypatch.setenv(name, "")
    monkeypatch.setattr("par_excel.system.office._MAC_PLACES", ())
    ended = command("-C", folder.root, "merge", "--pdf")
    assert ended.status == 1
    assert "Chưa lập được tệp PDF: không tìm thấy LibreOffice trên máy này." in ended.out
    assert f"Tệp {folder.report_pdf} đang có là của lần lập trước." in ended.out
    assert folder.report_pdf.read_bytes() == b"%PDF-former"
