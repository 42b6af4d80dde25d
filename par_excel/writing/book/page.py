"""What the sheets of every workbook share: colours, the page that they are printed on, what protection permits."""

from collections.abc import Iterable

from msgspec import Struct
from xlsxwriter.worksheet import Worksheet

from par_excel.writing.book.line_breaks import POINTS_PER_CHARACTER

HEAD_COLOUR, FIELD_COLOUR, HEADING_COLOUR = "#1F4E79", "#D6E4F0", "#EDF3F9"
"""Fill of heads, and of the rows of the two upper levels of the catalogue."""
MAXIMUM_COLOUR = "#B8CCE4"
"""Fill of bars that show what can be reached, beside those of what was reached."""
GRID_COLOUR = "#8EA9C1"
INPUT_COLOUR = "#FFF8DC"
LINK_COLOUR = "#0563C1"
FAINT_COLOUR = "#595959"
GOOD_COLOUR, BAD_COLOUR, WARN_COLOUR = "#1E7B34", "#B00020", "#9C5700"

_A4 = 9
"""Number of the paper in the file format (ECMA-376, `paperSize`)."""
_WIDE, _HIGH = 841.9, 595.3
"""Width and height of that paper, laid across, in points."""
_INCH = 72.0
_RIGHT, _TOP, _BOTTOM = 0.4, 0.5, 0.6
_PADDING = 4.0
"""Points by which a column is wider than its characters."""
_SPARE = 0.96
"""Share of a page that is filled: programs differ a little in the widths of columns, and so in how much it holds."""
PROTECTION = {
    "select_locked_cells": True,
    "select_unlocked_cells": True,
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "autofilter": True,
    "sort": True,
}
"""What a protected sheet still permits: protection guides and is no security, so people may resize, format and filter."""


def set_landscape_page(sheet: Worksheet, *, left: float) -> None:
    """Set A4 landscape, one page wide, with margins in inches and without lines between the cells."""
    sheet.set_paper(_A4)
    sheet.set_landscape()
    # 0: as many pages high as it takes
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=left, right=_RIGHT, top=_TOP, bottom=_BOTTOM)
    sheet.hide_gridlines(2)  # on the screen as well as on paper


class PageBlock(Struct, frozen=True):
    """Rows that stay on one page."""

    first: int
    """Index of the first of them."""
    height: float
    begins_page: bool = False


def page_room(widths: Iterable[float], *, left: float) -> float:
    """Return how high the rows are that one page takes, in points, where columns of these widths fill its width."""
    wide = sum(width * POINTS_PER_CHARACTER + _PADDING for width in widths)
    shrunk = min(1.0, (_WIDE - (left + _RIGHT) * _INCH) / wide)
    return (_HIGH - (_TOP + _BOTTOM) * _INCH) / shrunk * _SPARE


def page_breaks(blocks: Iterable[PageBlock], *, room: float, above: float, repeated: float) -> list[int]:
    """Return the indexes of the rows that begin a page so that no block is cut, unless it is higher than a page.

    Args:
        blocks: in order.
        room: of a page.
        above: height of what stands above them on the first page.
        repeated: height of the head that is repeated on every further page.
    """
    breaks, used, is_fresh = [], above, True
    for block in blocks:
        if not is_fresh and (block.begins_page or used + block.height > room):
            breaks.append(block.first)
            used = repeated
        used += block.height
        while used > room:  # a block that is higher than a page goes on on the next one
            used += repeated - room
        is_fresh = False
    return breaks
