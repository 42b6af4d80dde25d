"""What the sheets of every workbook share: colours, the page that they are printed on, what protection permits."""

from xlsxwriter.worksheet import Worksheet

HEAD_COLOUR, FIELD_COLOUR, HEADING_COLOUR = "#1F4E79", "#D6E4F0", "#EDF3F9"
"""Of heads, and of the rows of the two upper levels of the catalogue."""
MAXIMUM_COLOUR = "#B8CCE4"
"""Of bars that show what can be reached, beside those of what was reached."""
GRID_COLOUR = "#8EA9C1"
INPUT_COLOUR = "#FFF8DC"
LINK_COLOUR = "#0563C1"
FAINT_COLOUR = "#595959"
GOOD_COLOUR, BAD_COLOUR, WARN_COLOUR = "#1E7B34", "#B00020", "#9C5700"

_A4 = 9
"""Number of the paper in the file format (ECMA-376, `paperSize`)."""
PROTECTION = {
    "select_locked_cells": True,
    "select_unlocked_cells": True,
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "autofilter": True,
    "sort": True,
}
"""Protection guides and is no security: people may select, resize, format and filter."""


def set_landscape_page(sheet: Worksheet, *, left: float) -> None:
    """Set A4 landscape, one page wide, with margins in inches and without lines between the cells."""
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=left, right=0.4, top=0.5, bottom=0.6)
    sheet.hide_gridlines(2)  # on the screen as well as on paper
