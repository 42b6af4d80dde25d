"""The master workbook read back by openpyxl, an independent reader: what it shows, cell by cell, by heads and codes.

It is the office's own file, but may have been changed, cut or swapped since: it is read within limits, formulas and
links are not followed, and what is missing is named.
"""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any

_LIMIT_UNPACKED = 512 * 1024 * 1024
_LIMIT_ROWS = 200_000
_LIMIT_COLUMNS = 40
_HEADS_WITHIN = 60
SAID = "Giá trị"
"""Head of what stands beside a label above the first table; the label itself has none."""


class UnreadableMaster(ValueError):  # noqa: N818 - named after what it is
    """The file is no master workbook of this program; the text says why, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of a table as the file shows it: values by the head of their column."""

    place: str
    """`Chi tiết, dòng 12`."""
    values: Mapping[str, object]

    def text(self, head: str) -> str:
        """Return a value as text; empty where there is none."""
        value = self.values.get(head)
        return "" if value is None else str(value)

    def number(self, head: str) -> Decimal | None:
        """Return a number with the digits that the file holds; None where there is none."""
        value = self.values.get(head)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return Decimal(repr(value))


Tables = Mapping[str, Sequence[ShownRow]]
"""By sheet; of a sheet with several tables the rows of all."""


def read_master(data: bytes) -> Tables:
    """Return the tables of every sheet.

    Raises:
        UnreadableMaster: it is no workbook, or larger than a master workbook can be.
    """
    import openpyxl  # noqa: PLC0415 - a second reader, needed by few commands

    try:
        _ensure_size(data)
        with closing(openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)) as book:
            return {sheet.title: tuple(_rows(sheet)) for sheet in book.worksheets}
    except UnreadableMaster:
        raise
    except Exception as failure:  # openpyxl raises whatever its parts raise
        raise UnreadableMaster("tệp không mở được như một bảng tính .xlsx") from failure


def _ensure_size(data: bytes) -> None:
    with zipfile.ZipFile(BytesIO(data)) as pack:
        if sum(info.file_size for info in pack.infolist()) > _LIMIT_UNPACKED:
            raise UnreadableMaster("tệp lớn bất thường")


def _rows(sheet: Any) -> Iterator[ShownRow]:  # noqa: ANN401 - openpyxl's read-only sheets have no type of their own
    heads: list[str] = []
    for number, cells in enumerate(
        sheet.iter_rows(max_row=_LIMIT_ROWS, max_col=_LIMIT_COLUMNS, values_only=True), start=1
    ):
        found = _heads(cells)
        if found:
            heads = found
            continue
        given = [value for value in cells if value is not None]
        place = f"{sheet.title}, dòng {number}"
        if not heads and len(given) > 1:
            yield ShownRow(place, {"": given[0], SAID: given[1]})
        elif heads and len(given) > 1:  # a single text is a title between tables
            yield ShownRow(place, {head: value for head, value in zip(heads, cells, strict=False) if head})


def _heads(cells: Sequence[object]) -> list[str]:
    """Return the heads where a row is one: it begins with one of the first heads of our tables."""
    first = cells[0] if cells else None
    if first not in _FIRST_HEADS or not isinstance(cells[1] if len(cells) > 1 else None, str):
        return []
    return ["" if value is None else str(value) for value in cells]


_FIRST_HEADS = frozenset({"Mã", "Phụ lục", "STT", "Tệp", "Cơ quan", "Nội dung", "Số", "Hạng", "Đơn vị"})
