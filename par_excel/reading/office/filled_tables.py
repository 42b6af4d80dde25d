"""Tables that the program laid out and somebody filled in: columns found by their heads, rows by what was issued.

Such a table is taken whole or not at all: `Unfit` says why not. What it means is for the modules that ask for it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Generic, TypeVar

from msgspec import Struct

from par_excel.model import Limits
from par_excel.reading.form.headers import find_header
from par_excel.reading.form.located_cells import LocatedCell, LocatedSheet
from par_excel.reading.formats import open_workbook
from par_excel.vietnamese import fold, harmless

_SHOWN = 10
"""How many keys a sentence names; of further ones it gives the number."""
C = TypeVar("C", bound=Enum)


class Unfit(Exception):  # noqa: N818 - named after what happened
    """The table is not taken; the text says why, in Vietnamese."""


class FilledTable(Struct, Generic[C], frozen=True):
    """A table on a sheet."""

    sheet: LocatedSheet
    columns: Mapping[C, int]
    """The columns that are still there."""
    rows: tuple[int, ...]
    """The numbers of the rows below the head."""

    @property
    def name(self) -> str:
        """The name of the sheet."""
        return self.sheet.raw.name

    def cell(self, row: int, column: C) -> LocatedCell:
        """Return what stands in a row."""
        return self.sheet.cell(row, self.columns[column])

    def text(self, row: int, column: C) -> str:
        """Return the text that stands in a row, without outer spaces; empty where none does."""
        return self.sheet.text(row, self.columns[column]).strip()

    def lost(self, columns: Iterable[C]) -> str:
        """Return the heads of these columns that are no longer there, for a sentence."""
        return ", ".join(str(column.value) for column in columns if column not in self.columns)


class Issued(Struct, frozen=True, kw_only=True):
    """What the hidden sheet of a table says: when it was laid out, and for what."""

    mark: str
    period: str
    fingerprint: str
    """The fingerprint of the catalogue, or of what the table held."""
    rows: Mapping[str, tuple[str, str]]
    """Two facts on every row, by its key."""


def open_sheets(data: bytes, limits: Limits, *names: str) -> Mapping[str, LocatedSheet]:
    """Return the sheets of these names, as far as they are there.

    Raises:
        Breach: the bytes are no workbook, or one that is not opened.
    """
    wanted = {fold(name): name for name in names}
    book = open_workbook(data, limits, is_wanted=lambda name: fold(name) in wanted)
    # from the last to the first, so that of two sheets whose names read alike the first one stays
    found = {fold(sheet.name): LocatedSheet(sheet, book.is_1904) for sheet in reversed(book.sheets)}
    return {name: found[key] for key, name in wanted.items() if key in found}


def table_on(sheet: LocatedSheet, kind: type[C]) -> FilledTable[C]:
    """Return the table of a sheet; one without a head has no column."""
    header = find_header(sheet.raw, kind)
    if header is None:
        return FilledTable(sheet, {}, ())
    return FilledTable(
        sheet, header.columns, tuple(sorted(row for row in sheet.raw.rows if row > header.row))
    )


def read_issued(sheet: LocatedSheet) -> Issued:
    """Return what a hidden sheet says: in its first row of the whole table, below of every row."""

    def texts(row: int) -> tuple[str, str, str]:
        first, second, third = (sheet.text(row, column).strip() for column in (1, 2, 3))
        return first, second, third

    mark, period, fingerprint = texts(1)
    below = [texts(row) for row in sorted(sheet.raw.rows) if row > 1]
    rows = {key: (second, third) for key, second, third in below if key}
    return Issued(mark=mark, period=period, fingerprint=fingerprint, rows=rows)


def repeated(keys: Iterable[str]) -> list[str]:
    """Return what stands there more than once."""
    return [key for key, count in Counter(keys).items() if count > 1]


def listed(keys: list[str]) -> str:
    """Return the first few of some keys for a sentence, and how many more there are."""
    more = f" và {len(keys) - _SHOWN} dòng khác" if len(keys) > _SHOWN else ""
    return ", ".join(harmless(key) or "(không có mã)" for key in keys[:_SHOWN]) + more
