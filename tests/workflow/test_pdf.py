"""A PDF of the report where LibreOffice is there; a sentence where it is not, and nothing else changes."""

import sys
from pathlib import Path

import pytest

from par_excel.workflow.demo.demo import RECEIVED, Demo, run_demo
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.results.merge import merge_inbox
from par_excel.workflow.results.report_files import PdfError, pdf_of
from tests.programs import needs_libreoffice


@needs_libreoffice
def test_a_report_becomes_a_pdf(demo: Demo) -> None:
    content = pdf_of(demo.folder.report.read_bytes())
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    assert content.count(b"/Type/Page/") + content.count(b"/Type /Page\n") >= 20


def test_a_program_that_makes_none_is_said(tmp_path: Path) -> None:
    with pytest.raises(PdfError, match=r"^Chưa lập được tệp PDF: LibreOffice không chuyển được báo cáo"):
        pdf_of(b"", office=Path(sys.executable), seconds=30)
    with pytest.raises(PdfError, match=r"^Chưa lập được tệp PDF: không chạy được LibreOffice"):
        pdf_of(b"", office=tmp_path / "none")


def test_without_libreoffice_the_other_outputs_are_made_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = run_demo(Folder(tmp_path / "ky")).folder
    before = folder.report.read_bytes()
    folder.report.unlink()
    for name in ("PATH", "PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        monkeypatch.setenv(name, "")
    monkeypatch.setattr("par_excel.system.office._MAC_PLACES", ())
    merged = merge_inbox(folder, now=RECEIVED, with_pdf=True)
    assert merged.pdf is None
    assert merged.pdf_problem.startswith("Chưa lập được tệp PDF: không tìm thấy LibreOffice trên máy này.")
    assert not merged.is_in_order
    assert folder.report.read_bytes() == before
    assert not folder.report_pdf.exists()


@needs_libreoffice
def test_merge_writes_the_pdf_beside_the_report(tmp_path: Path) -> None:
    folder = run_demo(Folder(tmp_path / "ky")).folder
    merged = merge_inbox(folder, now=RECEIVED, with_pdf=True)
    assert merged.pdf == folder.report_pdf
    assert merged.pdf_problem == ""
    assert folder.report_pdf.read_bytes().startswith(b"%PDF-")
