"""Tables of a master workbook, row by row by the heads of their columns: what a later year is compared with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from par_excel.reading.outputs.differences import Value
from par_excel.reading.outputs.workbook import SheetPassage, read_sheets


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of a table as the file shows it: values by the head of their column."""

    values: Mapping[str, Value]

    def text(self, head: str) -> str:
        """Return a value as text; empty where there is none."""
        value = self.values.get(head)
        return "" if value is None else str(value)

    def number(self, head: str) -> Decimal | None:
        """Return a number with the digits that the file holds; None where there is none."""
        value = self.values.get(head)
        return Decimal(repr(value)) if isinstance(value, float) else None


def read_tables(data: bytes, first_heads: Mapping[str, str]) -> Mapping[str, Sequence[ShownRow]]:
    """Return the rows of one table on each of these sheets.

    Args:
        data: the workbook.
        first_heads: by the name of the sheet what stands above the first column of its table.

    Raises:
        UnreadableOutput: it is no workbook, or larger than a master workbook can be.
    """
    sheets = read_sheets(data, first_heads)
    return {name: _table(sheets.get(name, ()), head) for name, head in first_heads.items()}


def _table(rows: Sequence[SheetPassage], first_head: str) -> tuple[ShownRow, ...]:
    top = next((at for at, row in enumerate(rows) if row.values[0] == first_head), len(rows))
    heads = [str(head) for row in rows[top : top + 1] for head in row.values]
    return tuple(ShownRow(dict(zip(heads, row.values, strict=False))) for row in rows[top + 1 :])
