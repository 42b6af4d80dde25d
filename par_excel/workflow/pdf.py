"""A PDF of the report, made by LibreOffice where it is installed; nothing else of the program needs it."""

from pathlib import Path
from tempfile import TemporaryDirectory

from par_excel.model import ParExcelError
from par_excel.system import find_office, run_office

SECONDS = 180
"""A report of ten thousand rows takes LibreOffice about a minute."""
_FIRST_BYTES = b"%PDF-"


class PdfError(ParExcelError):
    """No PDF could be made; everything else is not touched by it."""


def pdf_of(document: bytes, *, office: Path | None = None, seconds: float = SECONDS) -> bytes:
    """Return a Word document as PDF, made in a folder and with a profile of its own.

    Args:
        document: the Word document.
        office: the program that starts LibreOffice; looked for where it is None.
        seconds: how long it may take.

    Raises:
        PdfError: LibreOffice is not there, or did not make a PDF.
    """
    program = office or find_office()
    if program is None:
        raise PdfError(
            "Chưa lập được tệp PDF: không tìm thấy LibreOffice trên máy này. "
            "Hãy cài LibreOffice rồi chạy lại, hoặc mở báo cáo bằng Word và lưu dưới dạng PDF."
        )
    with TemporaryDirectory(prefix="par-excel-pdf-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source = folder / "bao_cao.docx"
        source.write_bytes(document)
        try:
            run_office(program, _arguments(source, folder), seconds=seconds)
        except OSError as failure:
            raise _failed(f"không chạy được LibreOffice ({failure.strerror or failure})") from failure
        made = source.with_suffix(".pdf")
        content = made.read_bytes() if made.is_file() else b""
    if not content.startswith(_FIRST_BYTES):
        raise _failed(f"LibreOffice không chuyển được báo cáo trong {seconds:.0f} giây")
    return content


def _arguments(source: Path, folder: Path) -> tuple[str, ...]:
    return (
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
        *("--convert-to", "pdf:writer_pdf_Export", "--outdir", str(folder), str(source)),
    )


def _failed(why: str) -> PdfError:
    return PdfError(
        f"Chưa lập được tệp PDF: {why}. Hãy chạy lại, hoặc mở báo cáo bằng Word và lưu dưới dạng PDF."
    )
