"""Bar charts of the master workbook: each shows columns of a table that stands on the same sheet."""

from collections.abc import Mapping

from xlsxwriter.chart import Chart

from par_excel.writing.book.looks import SheetFrame
from par_excel.writing.book.page import HEAD_COLOUR, MAXIMUM_COLOUR
from par_excel.writing.book.table import PlannedTable
from par_excel.writing.book.workbook import FONT, BookSheet

CHART_NAME = "Tên trên biểu đồ"
"""Heads a column of short names, beside a table and not printed; the table has the full ones."""
REACHED_COLOUR, POSSIBLE_COLOUR = HEAD_COLOUR, MAXIMUM_COLOUR
_FONT = {"name": FONT, "size": 10}
_TITLE_FONT = _FONT | {"size": 12, "bold": True}
_GRIDLINES = {"visible": True, "line": {"color": "#D9D9D9"}}
_MOVED_BY_CELLS = 2
"""Excel's “move but don't size with cells”: a chart keeps its shape where rows above it grow."""
_GAP = 60
"""Gap between groups of bars, in hundredths of a bar's width."""


def insert_chart(  # noqa: PLR0913, PLR0917 - a chart: where it stands, what it shows and how
    frame: SheetFrame,
    sheet: BookSheet,
    at: tuple[int, int],
    table: PlannedTable,
    title: str,
    bars: Mapping[int, str],
    *,
    names: int,
    size: tuple[int, int],
    offset: tuple[int, int] = (4, 4),
    axis: str = "",
    is_share: bool = False,
    share_step: float | None = None,
) -> None:
    """Insert a chart of one bar for each row of a table and each of its columns that is shown.

    Args:
        frame: of the workbook.
        sheet: takes the chart.
        at: row and column of its upper left corner.
        table: whose rows are shown.
        title: of the chart.
        bars: colours by column; a single series needs no legend.
        names: column with the names of the rows: short ones, as not every program cuts or wraps them.
        size: in pixels.
        offset: of the corner within its cell, in pixels.
        axis: what the names are; bars stand upright then, else they lie below each other.
        is_share: whether values are shares from 0 to 1.
        share_step: between the lines of a chart of shares.
    """
    chart: Chart = frame.book.add_chart({"type": "column" if axis else "bar"})
    for column, colour in bars.items():
        chart.add_series(_series(table, names, column, colour, "0%" if is_share else "General"))
    scale: dict[str, object] = {"visible": False, "min": 0, "major_gridlines": _GRIDLINES}
    if is_share:
        scale = {"min": 0, "max": 1, "num_format": "0%", "num_font": _FONT, "major_gridlines": _GRIDLINES}
        scale |= {"major_unit": share_step} if share_step else {}
    if axis:
        chart.set_x_axis({"name": axis, "name_font": _FONT, "num_font": _FONT})
        chart.set_y_axis(scale)
    else:
        # Excel draws the first row of a table at the bottom
        chart.set_y_axis({"reverse": True, "num_font": _FONT})
        chart.set_x_axis(scale)
    chart.set_title({"name": title, "name_font": _TITLE_FONT})
    chart.set_legend({"position": "bottom", "font": _FONT} if len(bars) > 1 else {"none": True})
    if not axis:  # names take the left part and no more, whatever program draws it
        top = 0.22 if is_share else 0.13  # numbers of the axis stand between title and bars
        layout = {"x": 0.4, "y": top, "width": 0.54, "height": (0.83 if len(bars) > 1 else 0.92) - top}
    else:
        layout = {"x": 0.06, "y": 0.2, "width": 0.9, "height": 0.46 if len(bars) > 1 else 0.52}
    chart.set_plotarea({"layout": layout})
    chart.set_size({"width": size[0], "height": size[1]})
    options = {"object_position": _MOVED_BY_CELLS, "x_offset": offset[0], "y_offset": offset[1]}
    sheet.insert_chart(*at, chart, options)


def _series(
    table: PlannedTable, names: int, column: int, colour: str, number_format: str
) -> dict[str, object]:
    return {
        "name": table.columns[column].title,
        "categories": table.cells(names),
        "values": table.cells(column),
        "fill": {"color": colour},
        "gap": _GAP,
        "data_labels": {"value": True, "num_format": number_format, "font": _FONT},
    }
