"""Independent readers of outputs: tables by the heads of their columns, with openpyxl and python-docx alone."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from docx import Document
from msgspec import Struct
from openpyxl import load_workbook

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FIRST_HEADS = frozenset({"Mã", "Phụ lục", "STT", "Tệp", "Cơ quan", "Nội dung", "Số", "Hạng", "Đơn vị"})
SAID = "Giá trị"
"""Head of what stands beside a label above the first table; the label itself has none."""


class ShownRow(Struct, frozen=True):
    """A row of a table: values by the head of their column."""

    values: Mapping[str, object]

    def text(self, head: str) -> str:
        """Return a value as text; empty where there is none."""
        value = self.values.get(head)
        return "" if value is None else str(value)

    def number(self, head: str) -> Decimal | None:
        """Return a number with the digits that the file holds; None where there is none."""
        value = self.values.get(head)
        return Decimal(repr(value)) if isinstance(value, int | float) else None

    def __getitem__(self, head: str) -> object:
        """Return a value that has to be there."""
        return self.values[head]


def master_tables(master: Path) -> Mapping[str, Sequence[ShownRow]]:
    """Return the tables of every sheet; of a sheet with several the rows of all."""
    book = load_workbook(master, data_only=True)
    return {sheet.title: tuple(_rows(sheet)) for sheet in book.worksheets}


def _rows(sheet: Any) -> Iterator[ShownRow]:
    heads: list[str] = []
    for cells in sheet.iter_rows(values_only=True):
        given = [value for value in cells if value is not None]
        if cells[0] in _FIRST_HEADS and isinstance(cells[1], str):
            heads = ["" if value is None else str(value) for value in cells]
        elif not heads and len(given) > 1:
            yield ShownRow({"": given[0], SAID: given[1]})
        elif heads and len(given) > 1:  # a single text is a title between tables
            yield ShownRow({head: value for head, value in zip(heads, cells, strict=False) if head})


def report_tables(report: Path) -> Mapping[str, Sequence[tuple[str, ...]]]:
    """Return the rows below the head of every table that has a name, by that name."""
    found = {}
    for table in Document(str(report)).element.body.iter(f"{_W}tbl"):
        name = table.find(f"{_W}tblPr/{_W}tblCaption")
        if name is not None:
            rows = [row for row in table.findall(f"{_W}tr") if row.find(f"{_W}trPr/{_W}tblHeader") is None]
            found[str(name.get(f"{_W}val"))] = tuple(map(_texts, rows))
    return found


def _texts(row: Any) -> tuple[str, ...]:
    cells = row.findall(f"{_W}tc")
    return tuple("".join(node.text or "" for node in cell.iter(f"{_W}t")) for cell in cells)
