"""The other sheets of a form: initiatives by their header, difficulties and signature by their labels."""

from collections import Counter
from collections.abc import Iterator, Mapping

from par_excel.form import CLOSING_FIRST_ROW, ClosingField, InitiativeColumn
from par_excel.model import Cell, Closing, Initiative
from par_excel.reading.form.headers import LAST_HEADER_ROW, Header
from par_excel.reading.form.located_cells import LocatedSheet
from par_excel.reading.form.values import text_cell
from par_excel.vietnamese import fold

_FIELDS = {column: column.name.lower() for column in InitiativeColumn if column.is_input}
_LABELS = {fold(field.value): field for field in ClosingField}


def read_initiatives(sheet: LocatedSheet, header: Header[InitiativeColumn]) -> Iterator[Initiative]:
    """Return every row under the header in which a person wrote something."""
    inputs = {column: header.columns.get(column) for column in _FIELDS}
    known = [number for number in inputs.values() if number is not None]
    first = min(header.columns.values())
    numbered = header.columns.get(InitiativeColumn.NUMBER, first)
    for row in sorted(sheet.raw.rows):
        if row <= header.row:
            continue
        written = sheet.raw.rows[row]
        if any(number in written and written[number].shows_something for number in known):
            cells = {_FIELDS[column]: text_cell(sheet.cell(row, number)) for column, number in inputs.items()}
            yield Initiative(place=sheet.place(row, numbered), **cells)


def closing_labels(sheet: LocatedSheet) -> Mapping[ClosingField, tuple[int, int]]:
    """Return where the labels stand: in the column that holds most of them, each the first time."""
    found: list[tuple[ClosingField, int, int]] = []
    for row in sorted(sheet.raw.rows):
        if row > LAST_HEADER_ROW + CLOSING_FIRST_ROW:
            break
        for column, raw in sheet.raw.rows[row].items():
            field = _LABELS.get(fold(raw.text).rstrip(" :")) if raw.text else None
            if field is not None:
                found.append((field, row, column))
    # What people write may read like a label (“Điện thoại”); the labels stand below one another.
    columns = Counter(column for _, _, column in found)
    best = max(sorted(columns), key=lambda column: columns[column], default=0)
    labels: dict[ClosingField, tuple[int, int]] = {}
    for field, row, column in found:
        if column == best:
            labels.setdefault(field, (row, column))
    return labels


def read_closing(sheet: LocatedSheet, labels: Mapping[ClosingField, tuple[int, int]]) -> Closing:
    """Return what stands beside the labels; what has lost its label is missing."""

    def beside(field: ClosingField) -> Cell[str]:
        row, column = labels.get(field, (None, None))
        return text_cell(sheet.cell(row, None if column is None else _after(sheet, row or 0, column)))

    return Closing(**{field.name.lower(): beside(field) for field in ClosingField})


def _after(sheet: LocatedSheet, row: int, column: int) -> int:
    """Return the column right of a label, beyond the block that it may be merged into."""
    for block in sheet.raw.merged:
        if block.top <= row <= block.bottom and block.left == column:
            return block.right + 1
    return column + 1
