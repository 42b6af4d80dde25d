"""The door: bytes of a document become its tables, whatever kind of file they are; told by content, never by a name."""

from par_excel.model import Limits, RefusalReason
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.bounds.guard import open_archive
from par_excel.reading.bounds.limits import ensure_file_size
from par_excel.reading.formats import open_workbook
from par_excel.reading.kinds import FileKind, content_kind
from par_excel.reading.tables.delimited import delimited_tables
from par_excel.reading.tables.grid import Grid
from par_excel.reading.tables.sheets import sheet_tables
from par_excel.reading.tables.web_page import page_tables
from par_excel.reading.tables.word import word_tables

_WORKBOOKS = frozenset({FileKind.WORKBOOK, FileKind.XLS, FileKind.ODS, FileKind.FLAT_ODS})
_PICTURES = frozenset(
    {FileKind.JPEG, FileKind.PNG, FileKind.GIF, FileKind.TIFF, FileKind.BMP, FileKind.PHOTO}
)
CONVERTED = {FileKind.DOC: ".doc", FileKind.RTF: ".rtf", FileKind.OPEN_DOCUMENT: ".odt"}
"""Documents that LibreOffice turns into .docx first, with the ends of their names."""


def document_tables(data: bytes, limits: Limits) -> tuple[Grid, ...]:
    """Return the tables of a document in their order.

    Raises:
        Breach: the file is of no kind that is read, is damaged, or goes beyond the limits.
    """
    ensure_file_size(data, limits)
    kind = content_kind(data)
    if kind in _WORKBOOKS:
        return sheet_tables(open_workbook(data, limits, is_wanted=lambda _: True))
    if kind is FileKind.DOCX:
        return word_tables(open_archive(data, limits), limits)
    if kind is FileKind.PDF:
        # pdfplumber takes a second to import, and most documents are no PDF files
        from par_excel.reading.tables.pdf import pdf_tables  # noqa: PLC0415

        return pdf_tables(data, limits)
    if kind is FileKind.WEB_PAGE:
        return page_tables(data, limits)
    if kind is FileKind.TEXT:
        return delimited_tables(data, limits)
    if kind in _PICTURES:
        raise Breach(RefusalReason.DOCUMENT, "tệp là ảnh chụp, không có chữ để đọc")
    raise Breach(kind.reason, kind.value)
