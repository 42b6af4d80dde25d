"""Tables of workbooks made from a result: rows of values become cells, heights and formulas.

A table is laid out before it is written, so that formulas and links, in it and in other sheets, know its rows.
A text that is higher than a row can be goes on in the row below; nothing is cut.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct, field
from msgspec.structs import replace
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name

from par_excel.vietnamese import local_time
from par_excel.writing.book.line_breaks import (
    LIMIT_HEIGHT,
    height_of,
    line_count,
    lines_within,
    row_height,
    wrapped,
)
from par_excel.writing.book.looks import (
    BODY_SIZE,
    CellFormats,
    CellLook,
    SheetFrame,
    Tone,
    add_sheet,
    write_frame,
)
from par_excel.writing.book.workbook import (
    BookSheet,
    ready_cell,
    set_growing_row,
    write_formula_cell,
    write_number,
    write_text,
)

TOTAL_KEY = "\x00total"
"""Key of the row of sums: nothing else is called so."""
CONTINUED = "(tiếp)"
"""Follows the first value of a row in the rows that go on with its texts."""
_BUTTON = 2.5
"""Width of a filter's button, in characters."""
_LINES = lines_within(LIMIT_HEIGHT, BODY_SIZE)
"""Lines of text that the highest row shows."""
_LIMIT_ARGUMENTS = 200
"""Arguments in one `SUM`; Excel takes 255 of a function."""
_LIMIT_LEVEL = 7
"""Deepest level of a row in the outline; Excel shows seven below the first."""


class CellFormula(Struct, frozen=True):
    """A formula of the program's own, and the exact value that it gives."""

    text: Callable[[Mapping[str, int]], str]
    """Takes the rows of its table by key, as Excel counts them."""
    value: Decimal | str | int


class Link(Struct, frozen=True):
    """A text that leads to a cell of the workbook."""

    target: str
    text: str


Value = str | Decimal | int | datetime | CellFormula | Link | None
_NOT_PLAIN = (datetime, CellFormula, Link)


class TableColumn(Struct, frozen=True):
    """A column with its head; the width counts digits of the normal font."""

    title: str
    width: float
    look: CellLook = CellLook.TEXT


class TableRow(Struct, frozen=True, kw_only=True):
    """The values of one row; `key` names it for formulas and links."""

    values: tuple[Value, ...]
    key: str = ""
    tone: Tone = Tone.PLAIN
    tones: Mapping[int, Tone] = field(default_factory=dict)
    """Tones of single cells, by index of the column."""
    level: int = 0
    """Level of the outline."""


class LaidOutRow(Struct, frozen=True):
    """One row of the sheet: what stands in it, and how many lines it needs."""

    values: tuple[Value, ...]
    lines: int


class PlannedTable(Struct, frozen=True, kw_only=True):
    """A table that knows where it stands."""

    sheet: str
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    top: int
    """Index of the head's row."""
    pieces: tuple[tuple[LaidOutRow, ...], ...]
    """Each row as the rows of the sheet that it takes."""
    at: Mapping[str, int]
    """Rows by key, as Excel counts them."""

    @property
    def bottom(self) -> int:
        """Index of the first row below the table."""
        return self.top + 1 + sum(map(len, self.pieces))

    @property
    def last(self) -> int:
        """Index of the last row above the sums, which a filter leaves in place."""
        has_sums = bool(self.rows) and self.rows[-1].tone is Tone.TOTAL
        return self.bottom - 1 - has_sums

    @property
    def height(self) -> float:
        """Height of the whole table with its head and without a filter, in points."""
        lines = (piece.lines for pieces in self.pieces for piece in pieces)
        return head_height(self.columns) + sum(
            min(LIMIT_HEIGHT, height_of(each, BODY_SIZE)) for each in lines
        )

    def cell(self, key: str, column: int, *, outside: bool = False) -> str:
        """Return the absolute address of a cell, with its sheet for formulas of other sheets."""
        address = f"${xl_col_to_name(column)}${self.at[key]}"
        return f"'{self.sheet}'!{address}" if outside else address

    def shown(self, key: str, column: int, value: Decimal | str, *, outside: bool = True) -> CellFormula:
        """Return a formula that shows a cell, on another sheet unless `outside` is false."""
        return CellFormula(lambda _: f"={self.cell(key, column, outside=outside)}", value)

    def cells(self, column: int) -> str:
        """Return the address of a column without head and sums, as charts want it."""
        name = xl_col_to_name(column)
        return f"='{self.sheet}'!${name}${self.top + 2}:${name}${self.last + 1}"

    def sum(self, keys: Iterable[str], column: int) -> str:
        """Return a formula for another sheet that adds the cells of these rows."""
        return sum_of((self.at[key] for key in keys), column, sheet=self.sheet)


def planned(
    sheet: str, columns: Sequence[TableColumn], rows: Iterable[TableRow], *, top: int
) -> PlannedTable:
    """Return a table with the place of each of its rows."""
    every = tuple(rows)
    pieces = tuple(_laid_out(row, columns) for row in every)
    at: dict[str, int] = {}
    next_row = top + 2
    for row, parts in zip(every, pieces, strict=True):
        at.setdefault(row.key, next_row)
        next_row += len(parts)
    return PlannedTable(sheet=sheet, columns=tuple(columns), rows=every, top=top, pieces=pieces, at=at)


def retitled(columns: Iterable[TableColumn], titles: Mapping[int, str]) -> tuple[TableColumn, ...]:
    """Return the columns, some of them, by index, under another title."""
    return tuple(
        replace(column, title=titles.get(index, column.title)) for index, column in enumerate(columns)
    )


def sum_above(column: int, value: Decimal | int) -> CellFormula:
    """Return the sum of all rows of a table for the row of its sums, which has no key of its own or that of sums."""
    return CellFormula(
        lambda at: sum_of((row for key, row in at.items() if key not in {"", TOTAL_KEY}), column), value
    )


def quotient(key: str, value: Decimal | str, *, upper: str, lower: str) -> CellFormula:
    """Return the quotient of two cells of a row, given by their columns' letters; empty where the lower one is 0."""
    return CellFormula(lambda at: f'=IF({lower}{at[key]}=0,"",{upper}{at[key]}/{lower}{at[key]})', value)


def sum_of(rows: Iterable[int], column: int, *, sheet: str = "") -> str:
    """Return `=SUM(C5:C9,C12)` over cells of one column; neighbours become ranges, none gives `=0`."""
    name, prefix = xl_col_to_name(column), f"'{sheet}'!" if sheet else ""
    ranges = [
        f"{prefix}${name}${first}" + (f":${name}${last}" if last > first else "")
        for first, last in runs_of(sorted(set(rows)))
    ]
    groups = [ranges[start : start + _LIMIT_ARGUMENTS] for start in range(0, len(ranges), _LIMIT_ARGUMENTS)]
    return "=" + ("+".join(f"SUM({','.join(group)})" for group in groups) or "0")


def runs_of(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Return first and last of the rows that follow each other, which are given in order."""
    if not rows:
        return []
    breaks = [index for index, (before, after) in enumerate(pairwise(rows), start=1) if after != before + 1]
    bounds = [0, *breaks, len(rows)]
    return [(rows[start], rows[end - 1]) for start, end in pairwise(bounds)]


def _laid_out(row: TableRow, columns: Sequence[TableColumn]) -> tuple[LaidOutRow, ...]:
    texts = [(index, text) for index, text in enumerate(map(_shown, row.values)) if text]
    is_bold = row.tone.is_bold
    counts = [line_count(text, columns[index].width, BODY_SIZE, bold=is_bold) for index, text in texts]
    if max(counts, default=1) <= _LINES:
        return (LaidOutRow(row.values, max(counts, default=1)),)
    tall = {
        index: wrapped(text, columns[index].width, BODY_SIZE, bold=is_bold)
        for (index, text), count in zip(texts, counts, strict=True)
        if count > _LINES
    }
    return tuple(_piece(row, tall, number) for number in range(-(-max(counts) // _LINES)))


def _piece(row: TableRow, tall: Mapping[int, Sequence[str]], number: int) -> LaidOutRow:
    values: list[Value] = [None] * len(row.values)
    values[0] = f"{row.values[0]} {CONTINUED}"
    if number == 0:
        values = list(row.values)
    for index, lines in tall.items():
        values[index] = "".join(lines[number * _LINES : (number + 1) * _LINES]).removesuffix("\n")
    return LaidOutRow(tuple(values), _LINES)


def write_sheet(  # noqa: PLR0913 - a sheet: what it shows, its title and how it is seen
    frame: SheetFrame,
    table: PlannedTable,
    title: str,
    note: str = "",
    *,
    frozen: int = 0,
    has_filter: bool = True,
) -> BookSheet:
    """Write a sheet that is one table, with its title and so many columns that stay in view; return the sheet."""
    sheet = add_sheet(frame, table.sheet, [column.width for column in table.columns])
    write_frame(sheet, frame, title, note, frozen=frozen)
    write_table(sheet, frame.formats, table, has_filter=has_filter)
    return sheet


def write_table(
    sheet: BookSheet, formats: CellFormats, table: PlannedTable, *, has_filter: bool = False
) -> None:
    """Write head and rows; a sheet can have one filter."""
    write_head(sheet, formats, table.columns, table.top, has_filter=has_filter)
    looks = tuple(column.look for column in table.columns)
    index = table.top + 1
    for row, pieces in zip(table.rows, table.pieces, strict=True):
        index = _write_row(
            sheet, index, row, pieces, styles=formats.of_row(looks, row.tone, row.tones), at=table.at
        )
    if has_filter and table.last > table.top:
        sheet.autofilter(table.top, 0, table.last, len(table.columns) - 1)


def write_rows(
    sheet: BookSheet,
    formats: CellFormats,
    columns: Sequence[TableColumn],
    rows: Iterable[TableRow],
    *,
    top: int,
) -> None:
    """Write head and rows with a filter as the rows come; their texts stand in the cells.

    Formulas know the rows that come before them, and their own.
    """
    write_head(sheet, formats, columns, top)
    looks = tuple(column.look for column in columns)
    at: dict[str, int] = {}
    index = top + 1
    for row in rows:
        if row.key:
            at.setdefault(row.key, index + 1)
        styles = formats.of_row(looks, row.tone, row.tones)
        for piece in _laid_out(row, columns):
            _set_row(sheet, index, row, piece)
            _write_at_once(sheet, index, piece.values, styles=styles, at=at)
            index += 1
    if index > top + 1:
        sheet.autofilter(top, 0, index - 1, len(columns) - 1)


def _write_row(  # noqa: PLR0913 - a row: where, what and how
    sheet: BookSheet,
    index: int,
    row: TableRow,
    pieces: Iterable[LaidOutRow],
    *,
    styles: Sequence[Format],
    at: Mapping[str, int],
) -> int:
    """Write a row with those in which it goes on; return the index of the row below."""
    for piece in pieces:
        _set_row(sheet, index, row, piece)
        for number, (value, style) in enumerate(zip(piece.values, styles, strict=True)):
            write_value(sheet, index, number, value, style=style, at=at)
        index += 1
    return index


def _set_row(sheet: BookSheet, index: int, row: TableRow, piece: LaidOutRow) -> None:
    level = {"level": min(row.level, _LIMIT_LEVEL)} if row.level else {}
    set_growing_row(sheet, index, min(LIMIT_HEIGHT, height_of(piece.lines, BODY_SIZE)), None, **level)


def _write_at_once(
    sheet: BookSheet, index: int, values: Sequence[Value], *, styles: Sequence[Format], at: Mapping[str, int]
) -> None:
    """Write the values of a row, texts into their cells: at once where each is a plain text or number."""
    ready = [None if isinstance(value, _NOT_PLAIN) else ready_cell(value) for value in values]
    cells = [cell for cell in ready if cell is not None]
    if len(cells) == len(values):
        sheet.write_ready(index, 0, cells, styles)
        return
    for number, (value, cell, style) in enumerate(zip(values, ready, styles, strict=True)):
        if cell is None:
            write_value(sheet, index, number, value, style=style, at=at)
        else:
            sheet.write_ready(index, number, [cell], [style])


def write_head(
    sheet: BookSheet,
    formats: CellFormats,
    columns: Sequence[TableColumn],
    index: int,
    *,
    has_filter: bool = True,
) -> None:
    """Write the heads of columns in one row; a little room is left for the filter's button."""
    set_growing_row(sheet, index, head_height(columns, room=_BUTTON if has_filter else 0))
    for number, column in enumerate(columns):
        write_text(sheet, index, number, column.title, formats.head)


def head_height(columns: Iterable[TableColumn], *, room: float = 0) -> float:
    """Return how high the row of heads is, with room beside each for something else."""
    return row_height(((column.title, column.width - room) for column in columns), BODY_SIZE, bold=True) + 3


def write_value(  # noqa: PLR0913 - a cell: where, what and how
    sheet: BookSheet, row: int, column: int, value: Value, *, style: object, at: Mapping[str, int]
) -> None:
    """Write one value as what it is: texts never become formulas or links of their own."""
    match value:
        case None:
            sheet.write_blank(row, column, None, style)
        case str():
            write_text(sheet, row, column, value, style)
        case CellFormula():
            write_formula_cell(sheet, row, column, value.text(at), style, value.value)
        case Link():
            # The text is written over that of the link, which would be taken as it is, forbidden characters too.
            sheet.write_url(row, column, value.target, style, "…")
            write_text(sheet, row, column, value.text, style)
        case datetime():
            sheet.write_datetime(row, column, cell_moment(value), style)
        case _:
            write_number(sheet, row, column, value, style)


def cell_moment(moment: datetime) -> datetime:
    """Return a moment in Vietnamese time to the minute, as spreadsheets keep it: without a zone."""
    return local_time(moment).replace(tzinfo=None, second=0, microsecond=0)


def _shown(value: Value) -> str:
    if isinstance(value, Link):
        return value.text
    return value if isinstance(value, str) else ""
