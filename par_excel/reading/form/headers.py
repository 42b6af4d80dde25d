"""Tables in a returned workbook are found by their header texts, wherever they stand by now."""

from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Generic, TypeVar

from msgspec import Struct

from par_excel.reading.workbook.workbook import RawCell, RawSheet
from par_excel.vietnamese import fold

LAST_HEADER_ROW = 40
"""The last row of a sheet in which a header is looked for."""
_LEAST_HEADERS = 3
"""How many header texts a row needs to be a header: one or two may stand in any sentence."""

C = TypeVar("C", bound=Enum)


class Header(Struct, Generic[C], frozen=True):
    """A header row, and the number of each of its columns that is there."""

    row: int
    columns: Mapping[C, int]


def find_header(sheet: RawSheet, kind: type[C]) -> Header[C] | None:
    """Return the row that holds most of the header texts, the first of several; None where no row holds enough."""
    wanted = _texts(kind)
    best: Header[C] | None = None
    for row in sorted(row for row in sheet.rows if row <= LAST_HEADER_ROW):
        columns = header_columns(sheet.rows[row], wanted)
        if len(columns) >= _LEAST_HEADERS and (best is None or len(columns) > len(best.columns)):
            best = Header(row, columns)
        if len(columns) == len(wanted):
            break
    return best


@cache
def _texts(kind: type[C]) -> Mapping[str, C]:
    return {fold(str(column.value)): column for column in kind}


def header_columns(cells: Mapping[int, RawCell], wanted: Mapping[str, C]) -> Mapping[C, int]:
    """Return which header texts a row holds and in which column; of a text that stands twice, the first."""
    found: dict[C, int] = {}
    for number in sorted(cells):
        text = cells[number].text
        column = wanted.get(header_text(text)) if text else None
        if column is not None:
            found.setdefault(column, number)
    return found


def header_text(text: str) -> str:
    """Return a header text as it is compared: without the star of obligatory columns."""
    return fold(text).removesuffix("(*)").removesuffix("*").rstrip()
