"""Files about the report: its PDF, the office's own template, and the command `report-template`.

The PDF is made by LibreOffice where it is installed; nothing else of the program needs it. `report-template` writes the
packaged Word template for the office to edit, with every field explained.
"""

from contextlib import closing
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from par_excel.model import ConfigError, ParExcelError
from par_excel.system import find_office, run_office
from par_excel.vietnamese import said_by_system
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.folder.outputs import read_output, write_outputs

SECONDS = 180
"""How long LibreOffice may take for a PDF; a report of ten thousand rows takes it about a minute."""
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
            raise _failed(f"không chạy được LibreOffice ({said_by_system(failure)})") from failure
        made = source.with_suffix(".pdf")
        content = made.read_bytes() if made.is_file() else b""
    if not content.startswith(_FIRST_BYTES):
        raise _failed(f"LibreOffice không chuyển được báo cáo trong {seconds:.0f} giây")
    return content


def _arguments(source: Path, folder: Path) -> tuple[str, ...]:
    # With the user's own profile, a LibreOffice that is open would be handed the work, or refuse it.
    return (
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
        *("--convert-to", "pdf:writer_pdf_Export", "--outdir", str(folder), str(source)),
    )


def _failed(why: str) -> PdfError:
    return PdfError(
        f"Chưa lập được tệp PDF: {why}. Hãy chạy lại, hoặc mở báo cáo bằng Word và lưu dưới dạng PDF."
    )


def write_report_template(folder: Folder, *, force: bool) -> tuple[Path, ...]:
    """Write the packaged template and what explains it into the working folder; return their paths.

    Args:
        folder: the working folder.
        force: replace a template that is there.

    Raises:
        ConfigError: there is no such folder, or a template is there already and `force` is not given.
        OutputError: something could not be written; what was there is still there.
    """
    from par_excel.writing.report.template_guide import explained_template  # noqa: PLC0415 - the same
    from par_excel.writing.report.word_page import packaged_template  # noqa: PLC0415 - loads the Word library

    target, packaged = folder.report_template, packaged_template()
    if not folder.root.is_dir():
        raise ConfigError(f"Không có thư mục {folder.root}.", "kiểm tra lại tên thư mục sau -C.")
    standing = read_output(target)
    if standing is not None and standing != packaged and not force:
        raise ConfigError(
            f"Đã có mẫu báo cáo {target}.",
            "đổi tên hoặc cất tệp đó đi; hoặc thêm --force để thay bằng mẫu đi kèm chương trình.",
        )
    write_outputs({target: packaged, folder.report_fields: explained_template()})
    return (target, folder.report_fields)


def retired_in_template(folder: Folder) -> tuple[str, ...]:
    """Return a sentence on each thing of the office's own template that the report has no more."""
    template = own_template(folder)
    if template is None:
        return ()
    from par_excel.writing.report.template_check import retired_in  # noqa: PLC0415 - loads the Word library

    return retired_in(template)


def own_template(folder: Folder) -> bytes | None:
    """Return the office's own template; None where it has none.

    Raises:
        OutputError: it cannot be read.
    """
    return read_output(folder.report_template)


_DOTS_AN_INCH = 110
"""Resolution of the pictures of pages; PDF counts 72 points to the inch."""


def count_pages(pdf: bytes) -> int:
    """Return how many pages there are."""
    from pypdfium2 import PdfDocument  # noqa: PLC0415 - loads a library of its own

    with closing(PdfDocument(pdf)) as document:
        return len(document)


def page_picture(pdf: bytes, number: int) -> bytes | None:
    """Return a page, counted from 1, as PNG; None where there is no such one."""
    from pypdfium2 import PdfDocument  # noqa: PLC0415 - as above

    with closing(PdfDocument(pdf)) as document:
        if not 1 <= number <= len(document):
            return None
        picture = document[number - 1].render(scale=_DOTS_AN_INCH / 72).to_pil()
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
