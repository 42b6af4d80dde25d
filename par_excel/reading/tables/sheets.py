"""The tables of a workbook (.xlsx, .xls, .ods): each sheet is one."""

from collections.abc import Iterator, Mapping

from par_excel.reading.tables.grid import Grid, GridCell, GridRow, tidy_lines
from par_excel.reading.workbook.addresses import Range
from par_excel.reading.workbook.workbook import (
    CellType,
    NumberFormat,
    RawCell,
    RawSheet,
    SheetState,
    Workbook,
)
from par_excel.vietnamese import format_number, stored_number, tidy
from par_excel.vietnamese.legacy import read_in_font


def sheet_tables(book: Workbook) -> tuple[Grid, ...]:
    """Return the visible sheets that hold something."""
    return tuple(
        Grid(tuple(_rows(sheet)), (tidy(sheet.name),))
        for sheet in book.sheets
        if sheet.state is SheetState.VISIBLE and sheet.rows
    )


def _rows(sheet: RawSheet) -> Iterator[GridRow]:
    merged = _merged_below(sheet)
    hidden = {row for first, last in sheet.hidden_rows for row in range(first, last + 1)}
    spans = {(area.top, area.left): area.right - area.left + 1 for area in sheet.merged}
    for number in sorted({*sheet.rows, *merged} - hidden):
        row = sheet.rows.get(number, {})
        cells = {
            column - 1: _cell(cell, _legacy(sheet, number, column), spans.get((number, column), 1))
            for column, cell in row.items()
            if cell.shows_something or cell.kind is CellType.ERROR
        }
        for column, area in merged.get(number, {}).items():
            origin = sheet.rows.get(area.top, {}).get(area.left)
            if origin is not None:
                text = _cell(origin, _legacy(sheet, area.top, area.left), 1).text
                cells[column - 1] = GridCell(text, area.right - area.left + 1, is_continued=True)
        if cells:
            yield GridRow(number, cells)


def _merged_below(sheet: RawSheet) -> Mapping[int, Mapping[int, Range]]:
    """Return where merged areas go on below their first row, by row and column."""
    found: dict[int, dict[int, Range]] = {}
    last = max(sheet.rows, default=0)
    for area in sheet.merged:
        for row in range(area.top + 1, min(area.bottom, last) + 1):
            found.setdefault(row, {})[area.left] = area
    return found


def _legacy(sheet: RawSheet, row: int, column: int) -> str:
    """Return a text in a font from before Unicode as it reads; empty where it stands in no such font."""
    runs = sheet.legacy.get((row, column), ())
    return "".join((read_in_font(run.text, run.font) if run.font else None) or run.text for run in runs)


def _cell(cell: RawCell, legacy: str, span: int) -> GridCell:
    text = cell.text or ""
    if cell.kind is CellType.ERROR:
        return GridCell("", span, flaw=f"lỗi công thức {text}")
    if cell.kind is not CellType.NUMBER:
        return GridCell(tidy_lines(legacy or text), span)
    number = stored_number(text)
    if number is None:
        return GridCell(text, span, flaw=f"số {text}")
    if cell.format is NumberFormat.DATE:
        return GridCell("", span, flaw="ngày tháng do Excel tự đổi")
    if cell.format is NumberFormat.PERCENT:
        return GridCell(f"{format_number(number * 100)}%", span)
    return GridCell(format_number(number), span, is_number=True)
