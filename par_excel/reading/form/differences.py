"""How the returned score sheet differs from the form as issued, outside its input cells.

Every locked cell is compared, because protection guides and proves nothing. Of content outside the form the
first cells are named and the rest counted.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from par_excel.form import Column, FormRow, RowKind
from par_excel.model import Difference, DifferenceKind, Place
from par_excel.reading.form.score_table import KeyedRow, ScoreTable
from par_excel.reading.form.values import content, number_cell
from par_excel.reading.workbook.addresses import Span, spans_of
from par_excel.reading.workbook.workbook import CellType, NumberFormat, RawCell
from par_excel.vietnamese import fold, format_number, stored_number, tidy, visible

LIMIT_NAMED = 20
"""How many differences of a kind that may be many are named, as stray cells and lost formulas; the rest is counted."""
_OF_CATALOGUE = frozenset({RowKind.LEAF, RowKind.LINE, RowKind.FIGURE, RowKind.RULE, RowKind.CONTRIBUTION})
"""Rows that say what an agency answers; maxima of headings follow from them."""
_SINCE = {
    DifferenceKind.TEXT: DifferenceKind.CHANGED_TEXT,
    DifferenceKind.POINTS: DifferenceKind.CHANGED_POINTS,
}
_OWN_COLUMNS = (Column.CODE, Column.NAME, Column.MAXIMUM)


def differences(table: ScoreTable, *, is_current_form: bool) -> Iterator[Difference]:
    """Return every difference in the order of rows: first what is missing or doubled, then the cells.

    Fixed texts and points of a form made from another basis were right when it was issued: where they are others now is
    told as what has changed since.
    """
    yield from _lost_columns(table)
    if table.columns:
        yield from _rows(table)
        yield from _fixed_cells(table) if is_current_form else _changed_since(table)
        yield from _numbered_codes(table)
        formulas = tuple(_formula_cells(table))
        yield from first_named(DifferenceKind.FORMULA_LOST, _lost_formulas(table, formulas))
        yield from _never_computed(table, formulas)
        yield from first_named(DifferenceKind.HIDDEN, _hidden(table))
        yield from first_named(DifferenceKind.STRAY, _stray_cells(table))
    if not table.sheet.raw.is_protected:
        sheet = table.sheet.raw.name
        yield Difference(kind=DifferenceKind.UNPROTECTED, place=Place("", sheet), label=sheet)


def _lost_columns(table: ScoreTable) -> Iterator[Difference]:
    place = table.sheet.whole
    for column in Column:
        # a lost column of checks is told by `surroundings`: nothing is read from it
        if column not in table.columns and column is not Column.CHECK:
            yield Difference(
                kind=DifferenceKind.COLUMN_MISSING, place=place, label=column.value, expected=column.value
            )


def _rows(table: ScoreTable) -> Iterator[Difference]:
    sheet = table.sheet.whole
    for row in table.form.rows:
        if row.key not in table.rows and Column.CODE in table.columns:
            yield Difference(
                kind=DifferenceKind.ROW_MISSING,
                place=sheet,
                criterion=row.criterion,
                label=row.key,
                expected=row.text,
            )
    for doubled in table.doubled:
        criterion = table.form.by_key[doubled.key].criterion
        place = _code_place(table, doubled)
        yield Difference(kind=DifferenceKind.ROW_DOUBLED, place=place, criterion=criterion, label=doubled.key)
    for unknown in table.unknown:
        label = visible(tidy(unknown.key))
        place = _code_place(table, unknown)
        yield Difference(
            kind=DifferenceKind.ROW_UNKNOWN, place=place, label=label, found=_row_text(table, unknown)
        )


def _code_place(table: ScoreTable, strange: KeyedRow) -> Place:
    return table.sheet.place(strange.row, table.columns[Column.CODE])


def _row_text(table: ScoreTable, strange: KeyedRow) -> str:
    name = table.columns.get(Column.NAME)
    text = "" if name is None else tidy(table.sheet.text(strange.row, name))
    return visible(text or tidy(strange.key))


def _fixed_cells(table: ScoreTable) -> Iterator[Difference]:
    recovered = {strange.key for strange in table.recovered if not _is_number(table, strange)}
    for row in table.form.rows:
        number = table.rows.get(row.key)
        if number is None:
            continue
        if row.key in recovered:
            yield _changed_code(table, row, number)
        yield from _changed_cells(table, row, number)


def _changed_since(table: ScoreTable) -> Iterator[Difference]:
    """Yield in which rows an older form says something else than the catalogue says now: text, maximum, scale."""
    for row in table.form.rows:
        number = table.rows.get(row.key)
        if number is not None and row.kind in _OF_CATALOGUE:
            for difference in _changed_cells(table, row, number):
                yield replace(difference, kind=_SINCE[difference.kind], label=row.key)


def _changed_cells(table: ScoreTable, row: FormRow, number: int) -> Iterator[Difference]:
    """Yield whether the text or the maximum of a row is another than the form's."""
    cells = table.sheet.raw.rows[number]
    name, maximum = table.columns.get(Column.NAME), table.columns.get(Column.MAXIMUM)
    if name is not None:
        yield from _changed_text(table, row, number, name, cells.get(name))
    if maximum is not None and not row.optional:
        yield from _changed_points(table, row, number, maximum, cells.get(maximum))


def _is_number(table: ScoreTable, code: KeyedRow) -> bool:
    """Say whether a code had merely become the number that it looks like, as some libraries write it."""
    raw = table.sheet.raw.rows[code.row][table.columns[Column.CODE]]
    return raw.kind is CellType.NUMBER and raw.format is not NumberFormat.DATE


def _numbered_codes(table: ScoreTable) -> Iterator[Difference]:
    """Yield once how many codes have become numbers."""
    numbers = [strange for strange in table.recovered if _is_number(table, strange)]
    if numbers:
        yield Difference(
            kind=DifferenceKind.CODES_AS_NUMBERS,
            place=_code_place(table, numbers[0]),
            label=f"{len(numbers)} mã",
            expected=numbers[0].key,
            found=_shown_code(table, numbers[0].row),
        )


def _shown_code(table: ScoreTable, number: int) -> str:
    return content(
        table.sheet.raw.rows[number][table.columns[Column.CODE]], is_1904=table.sheet.is_1904
    ).shown


def _changed_code(table: ScoreTable, row: FormRow, number: int) -> Difference:
    return Difference(
        kind=DifferenceKind.TEXT,
        place=table.sheet.place(number, table.columns[Column.CODE]),
        criterion=row.criterion,
        label="mã tiêu chí",
        expected=row.key,
        found=_shown_code(table, number),
    )


def _changed_text(
    table: ScoreTable, row: FormRow, number: int, column: int, raw: RawCell | None
) -> Iterator[Difference]:
    found = "" if raw is None else raw.text or ""
    if found == row.text or fold(found) == fold(row.text):
        return
    yield Difference(
        kind=DifferenceKind.TEXT,
        place=table.sheet.place(number, column),
        criterion=row.criterion,
        label=f"nội dung dòng {row.key}",
        expected=row.text,
        found=visible(tidy(found)),
    )


def _changed_points(
    table: ScoreTable, row: FormRow, number: int, column: int, raw: RawCell | None
) -> Iterator[Difference]:
    if _points(raw) == row.points and (row.points is not None or raw is None or not raw.shows_something):
        return
    cell = number_cell(table.sheet.cell(number, column))
    if cell.value is not None and cell.value == row.points:
        return
    yield Difference(
        kind=DifferenceKind.POINTS,
        place=table.sheet.place(number, column),
        criterion=row.criterion,
        label=f"{Column.MAXIMUM.value} dòng {row.key}",
        expected="" if row.points is None else format_number(row.points),
        found=visible(tidy(cell.raw)) if cell.value is None else format_number(cell.value),
    )


def _points(raw: RawCell | None) -> Decimal | None:
    return _stored(raw.text) if raw is not None and raw.kind is CellType.NUMBER and raw.text else None


_stored = lru_cache(maxsize=1024)(stored_number)


class _FormulaCell(Struct, frozen=True):
    """A locked cell in which the form has a live formula, as returned."""

    row: FormRow
    column: Column
    number: int
    at: int
    raw: RawCell | None


def _formula_cells(table: ScoreTable) -> Iterator[_FormulaCell]:
    for row in table.form.rows:
        number = table.rows.get(row.key)
        for column in () if number is None else table.form.computed[row.key]:
            at = table.columns.get(column)
            if number is not None and at is not None:
                yield _FormulaCell(row, column, number, at, table.sheet.raw.rows[number].get(at))


def _lost_formulas(table: ScoreTable, formulas: Sequence[_FormulaCell]) -> Iterator[Difference]:
    for cell in formulas:
        raw = cell.raw
        if raw is None or raw.formula is None:
            yield Difference(
                kind=DifferenceKind.FORMULA_LOST,
                place=table.sheet.place(cell.number, cell.at),
                criterion=cell.row.criterion,
                label=f"{cell.column.value} dòng {cell.row.key}",
                expected="công thức",
                found="" if raw is None else content(raw, is_1904=table.sheet.is_1904).shown,
            )


def _never_computed(table: ScoreTable, formulas: Sequence[_FormulaCell]) -> Iterator[Difference]:
    """Yield once how many formulas the saving program left without a result."""
    held = [cell.raw for cell in formulas if cell.raw is not None]
    bare = sum(raw.formula is not None and raw.text is None for raw in held)
    if bare:
        place = table.sheet.whole
        yield Difference(kind=DifferenceKind.NOT_COMPUTED, place=place, label=f"{bare} ô có công thức")


def _hidden(table: ScoreTable) -> Iterator[Difference]:
    """Yield which rows and columns of the form nobody sees; neighbouring rows are one."""
    sheet = table.sheet.raw
    if sheet.hidden_rows:
        keys = {number: key for key, number in table.rows.items()}
        for first, last in _groups(sorted(keys), sheet.hidden_rows):
            row = table.form.by_key[keys[first]]
            yield Difference(
                kind=DifferenceKind.HIDDEN,
                place=table.sheet.place(first, table.columns[Column.CODE]),
                criterion=row.criterion if first == last else "",
                label=f"dòng {first}" if first == last else f"dòng {first}–{last}",
            )
    for column, number in table.columns.items():
        if any(first <= number <= last for first, last in sheet.hidden_columns):
            place = Place("", sheet.name)
            yield Difference(kind=DifferenceKind.HIDDEN, place=place, label=f"cột {column.value}")


def _groups(numbers: Iterable[int], spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return first and last of the neighbours among these rows that lie in hidden spans."""
    ordered = sorted(spans)
    starts = [first for first, _ in ordered]

    def is_hidden(number: int) -> bool:
        at = bisect_right(starts, number)
        return at > 0 and number <= ordered[at - 1][1]

    return spans_of(filter(is_hidden, numbers))


def _stray_cells(table: ScoreTable) -> Iterator[Difference]:
    """Yield what stands below the header where the form has nothing to fill in."""
    keys = {number: key for key, number in table.rows.items()}
    known = table.headings | {strange.row for strange in (*table.doubled, *table.unknown)}
    columns = {number: column for column, number in table.columns.items()}
    for number in sorted(table.sheet.raw.rows):
        if number <= table.header_row or number in known:
            continue
        row, cells = table.form.by_key.get(keys.get(number, "")), table.sheet.raw.rows[number]
        own = () if row is None else (*_OWN_COLUMNS, *row.inputs, *table.form.computed[row.key])
        for at in sorted(cells):
            if columns.get(at) not in own and cells[at].shows_something:
                yield Difference(
                    kind=DifferenceKind.STRAY,
                    place=table.sheet.place(number, at),
                    criterion="" if row is None else row.criterion,
                    found=visible(tidy(content(cells[at], is_1904=table.sheet.is_1904).shown)),
                )


def first_named(kind: DifferenceKind, found: Iterator[Difference]) -> Iterator[Difference]:
    """Yield the first few differences, and how many more there are."""
    yield from islice(found, LIMIT_NAMED)
    for more, last in deque(enumerate(found, start=1), maxlen=1):
        place = Place("", last.place.sheet)
        yield Difference(
            kind=kind, place=place, label=f"{more} ô khác", expected=last.expected, found=f"và {more} ô khác"
        )
