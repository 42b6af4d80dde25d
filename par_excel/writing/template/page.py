"""What the sheets of a form share: page, footer, and the locked margins beyond the form."""

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from par_excel.form import Form, stamp_text
from par_excel.model import Severity
from par_excel.writing.book.page import BAD_COLOUR, GOOD_COLOUR, set_landscape_page
from par_excel.writing.book.workbook import Book, BookSheet, format_rest
from par_excel.writing.template.styles import Style, Styles

LEFT = 0.5
"""The left margin, in inches: forms are filed."""


class FormSheet(BookSheet):
    """A sheet of a form, some of whose input cells are marked as faulty."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: dict[tuple[int, int], Severity] = {}
        """Input cells that are marked, by row and column from 0; none in a template."""


def set_page(
    sheet: Worksheet, form: Form, *, last_column: str, last_row: int, header_row: int | None
) -> None:
    """Set A4 landscape, one page wide, the head repeated, the stamp in the footer."""
    set_landscape_page(sheet, left=LEFT)
    sheet.print_area(f"A1:{last_column}{last_row}")
    if header_row is not None:
        sheet.repeat_rows(header_row - 1)
    set_stamp_footer(sheet, form)


def set_stamp_footer(sheet: Worksheet, form: Form) -> None:
    """Let every page say whose form it is of, and where in it."""
    sheet.set_footer(f'&L&"Times New Roman"&8{stamp_text(form.stamp)}&R&"Times New Roman"&9Trang &P/&N')


def lock_margins(sheet: Worksheet, styles: Styles, widths: Sequence[float]) -> None:
    """Lock all that is not written: the workbook's normal style is unlocked, so that pasted cells stay editable."""
    plain = styles[Style.PLAIN]
    for index, width in enumerate(widths):
        sheet.set_column(index, index, width, plain)
    format_rest(sheet, len(widths), plain)


def colour_checks(book: Book, sheet: Worksheet, first: str, last: str, done: str) -> None:
    """Show the checks from one cell to another in green where this formula holds for the first, else in red."""
    good = book.add_format({"font_color": GOOD_COLOUR})
    bad = book.add_format({"font_color": BAD_COLOUR, "bold": True})
    for criteria, style in ((done, good), (f"=LEN({first})>0", bad)):
        rule = {"type": "formula", "criteria": criteria, "format": style}
        sheet.conditional_format(f"{first}:{last}", rule)
