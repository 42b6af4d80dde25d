"""Cell addresses: columns and rows as numbers, and back as people write them."""

import re
from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct

from par_excel.model import RefusalReason
from par_excel.reading.bounds.breach import Breach

LAST_COLUMN, LAST_ROW = 16_384, 1_048_576
"""The last column and row of a sheet since Excel 2007: its last cell is XFD1048576."""
_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


class Range(Struct, frozen=True):
    """A block of cells, its borders included."""

    top: int
    left: int
    bottom: int
    right: int


Span = tuple[int, int]
"""First and last of some rows or columns."""


def join_span(spans: list[Span], first: int, last: int) -> None:
    """Add some rows or columns to a list of spans, as one with those that end right before them."""
    if spans and spans[-1][1] == first - 1:
        first = spans.pop()[0]
    spans.append((first, last))


def spans_of(numbers: Iterable[int]) -> tuple[Span, ...]:
    """Return ascending numbers of rows or columns as first and last of those that follow each other."""
    found: list[Span] = []
    for number in numbers:
        join_span(found, number, number)
    return tuple(found)


def column_letters(column: int) -> str:
    """Return `AB` for 28."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


LETTERS = tuple(column_letters(column) for column in range(703))
"""The letters of the first 702 columns (A to ZZ) by their number, made once: every cell that is read asks for some."""
COLUMNS = {letters: column for column, letters in enumerate(LETTERS) if column}
"""The numbers of the first 702 columns by their letters."""


def address(row: int, column: int) -> str:
    """Return `E12` for row 12, column 5."""
    return f"{LETTERS[column] if column < len(LETTERS) else column_letters(column)}{row}"


def parse_address(text: str) -> tuple[int, int]:
    """Return row and column of an address.

    Raises:
        Breach: it is none, or lies outside a sheet.
    """
    found = _ADDRESS.fullmatch(text)
    if found is None:
        raise _outside(text)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    row = int(found[2])
    if not (1 <= row <= LAST_ROW and column <= LAST_COLUMN):
        raise _outside(text)
    return row, column


def parse_row(text: str) -> int:
    """Return the row that digits name.

    Raises:
        Breach: no sheet has it.
    """
    row = int(text)
    if not 1 <= row <= LAST_ROW:
        raise _outside(f"A{text}")
    return row


@lru_cache(maxsize=1024)  # returns of one form merge the same cells
def parse_range(text: str) -> Range:
    """Return the block that `A1:C3` or a single address names.

    Raises:
        Breach: it names none.
    """
    first, _, last = text.partition(":")
    top, left = parse_address(first)
    bottom, right = parse_address(last or first)
    return Range(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def _outside(text: str) -> Breach:
    return Breach(RefusalReason.DAMAGED, f"địa chỉ ô “{text[:20]}” không có trong trang tính")
