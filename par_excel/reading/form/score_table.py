"""The score sheet bound to its form: columns by header text, rows by key, never by position."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from itertools import product

from msgspec import Struct

from par_excel.form import PROPOSED_HEADER, Column, Form, FormRow, RowKind
from par_excel.model import Picture
from par_excel.reading.form.headers import find_header, header_columns
from par_excel.reading.form.located_cells import LocatedCell, LocatedSheet
from par_excel.reading.workbook.number_formats import serial_day
from par_excel.reading.workbook.workbook import CellType, NumberFormat, RawCell
from par_excel.vietnamese import fold, stored_number

_HEADER_TEXTS = {fold(column.value): column for column in Column} | {fold(PROPOSED_HEADER): Column.SCORE}
_CODE_HEADER = fold(Column.CODE.value)
_PROVING = (Column.FIGURES, Column.EVIDENCE, Column.EXPLANATION)
_REPEATED_HEADER = 4
"""How many header texts a row below the header needs to be the header of the second block, that of contributions."""
_CODE = re.compile(r"[0-9]+(\.[0-9]+)*([-/][a-z0-9]+)*\.?")
"""What looks like a code; other text in the code column is stray content."""


class KeyedRow(Struct, frozen=True):
    """A row by the code that stands in it, or was made out of what stands in it."""

    row: int
    key: str
    """The form's code where the row is a doubled one, else what stands in the cell."""


class ScoreTable(Struct, frozen=True, kw_only=True):
    """Where the form's rows and columns stand in the returned score sheet."""

    sheet: LocatedSheet
    form: Form
    header_row: int
    columns: Mapping[Column, int]
    rows: Mapping[str, int]
    """Row number by key of the form."""
    recovered: tuple[KeyedRow, ...]
    """Rows whose code had become a number or a date and was made out."""
    doubled: tuple[KeyedRow, ...]
    unknown: tuple[KeyedRow, ...]
    headings: frozenset[int]
    """Rows of the second block's title and header."""

    def cell(self, row: FormRow, column: Column) -> LocatedCell:
        """Return what stands in a row and column of the form; what is lost is missing."""
        return self.sheet.cell(self.rows.get(row.key), self.columns.get(column))

    def pictures(self, first: FormRow) -> Iterator[Picture]:
        """Yield the pictures that lie in the cells in which people say what proves a score: in its row and those under it."""
        if self.sheet.raw.pictures:
            under = (first, *self.form.lines(first, *RowKind))
            rows = [self.rows[row.key] for row in under if row.key in self.rows]
            columns = [self.columns[column] for column in _PROVING if column in self.columns]
            for row, column in product(rows, columns):
                yield from self.sheet.pictures(row, column)


def bind(sheet: LocatedSheet, form: Form) -> ScoreTable:
    """Return the table of a score sheet; without a header nothing in it is bound."""
    header = find_header(sheet.raw, Column)
    columns = {} if header is None else header.columns
    binding = _Binding(sheet, form, columns)
    header_row = 0 if header is None else header.row
    if Column.CODE in columns:
        binding.bind_rows(header_row)
    return ScoreTable(
        sheet=sheet,
        form=form,
        header_row=header_row,
        columns=columns,
        rows=binding.rows,
        recovered=tuple(binding.recovered),
        doubled=tuple(binding.doubled),
        unknown=tuple(binding.unknown),
        headings=frozenset(binding.headings),
    )


class _Binding:
    """Finds the row of each key."""

    def __init__(self, sheet: LocatedSheet, form: Form, columns: Mapping[Column, int]) -> None:
        self.rows: dict[str, int] = {}
        self.recovered: list[KeyedRow] = []
        self.doubled: list[KeyedRow] = []
        self.unknown: list[KeyedRow] = []
        self.headings: set[int] = set()
        self._sheet, self._form, self._columns = sheet, form, columns

    @cached_property
    def _folded(self) -> Mapping[str, str]:
        return {fold(key): key for key in self._form.by_key}

    def bind_rows(self, header_row: int) -> None:
        code, keys = self._columns[Column.CODE], self._form.by_key
        before = header_row
        numbers: list[tuple[int, RawCell]] = []
        for row in sorted(row for row in self._sheet.raw.rows if row > header_row):
            raw = self._sheet.raw.rows[row].get(code)
            if raw is not None and raw.kind is CellType.TEXT and raw.text is not None and raw.text in keys:
                self._bind(row, raw.text)
            elif raw is not None and raw.shows_something:
                self._bind_other(row, raw, before, numbers)
            before = row
        for row, raw in numbers:  # last: a code that still stands there has the better claim to its row
            self._recover(row, raw)

    def _bind_other(self, row: int, raw: RawCell, before: int, numbers: list[tuple[int, RawCell]]) -> None:
        """Bind a row whose code does not stand there letter by letter."""
        if raw.kind in {CellType.NUMBER, CellType.ISO_DATE}:
            numbers.append((row, raw))
            return
        text = fold(raw.text or "")
        if text in self._folded:
            self._bind(row, self._folded[text])
        elif text == _CODE_HEADER and self._is_repeated_header(row):
            self._take_headings(before, row)
        elif _CODE.fullmatch(text):
            self.unknown.append(KeyedRow(row, raw.text or ""))

    def _bind(self, row: int, key: str) -> None:
        if key in self.rows:
            self.doubled.append(KeyedRow(row, key))
        else:
            self.rows[key] = row

    def _recover(self, row: int, raw: RawCell) -> None:
        """Make out which key a number or date was: by the number, then by the row's own text.

        Where the code column lost its text format, Excel turns 1.10 into the number 1.1 and 1.2 into a day of this year.
        """
        candidates = self._candidates(raw)
        if len(candidates) > 1:
            name = self._columns.get(Column.NAME)
            text = "" if name is None else fold(self._sheet.text(row, name))
            candidates = [key for key in candidates if fold(self._form.by_key[key].text) == text]
        if len(candidates) == 1:
            self.recovered.append(KeyedRow(row, candidates[0]))
            self._bind(row, candidates[0])
        else:
            self.unknown.append(KeyedRow(row, raw.text or ""))

    def _candidates(self, raw: RawCell) -> list[str]:
        number = stored_number(raw.text or "") if raw.kind is CellType.NUMBER else None
        if number is None:
            return []
        if raw.format is NumberFormat.DATE:
            keys = dict.fromkeys(_date_keys(number, is_1904=self._sheet.is_1904))
            return [key for key in keys if key in self._form.by_key]
        return [key for key in self._form.by_key if stored_number(key) == number]

    def _is_repeated_header(self, row: int) -> bool:
        return len(header_columns(self._sheet.raw.rows[row], _HEADER_TEXTS)) >= _REPEATED_HEADER

    def _take_headings(self, before: int, row: int) -> None:
        """Take the header of the second block, and the title in the row before it."""
        self.headings.add(row)
        taken = {*self.rows.values(), *(strange.row for strange in (*self.doubled, *self.unknown))}
        if before not in taken:
            self.headings.add(before)


def _date_keys(number: Decimal, *, is_1904: bool) -> Iterator[str]:
    """Yield the codes that may have become this day: 1.2 is the first of February, or the second of January."""
    day = serial_day(number, is_1904=is_1904)
    if day is None:
        return
    # Vietnamese settings take 1.2 for the first of February, American ones for the second of January; the day alone does
    # not tell which it was. Of three numbers the last, or the first, has become a year: 1.2.3 the first of February 2003.
    pairs = dict.fromkeys([(day.day, day.month), (day.month, day.day)])
    for first, second in pairs:
        yield f"{first}.{second}"
    for first, second in pairs:
        yield f"{first}.{second}.{day.year % 100}"
    yield f"{day.year % 100}.{day.month}.{day.day}"
