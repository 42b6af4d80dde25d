"""Workbooks read back: the differences between two, and the tables that a later year is compared with."""

from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from decimal import Decimal
from io import BytesIO
from itertools import zip_longest
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from par_excel.reading.outputs.differences import (
    OutputDifference,
    UnreadableOutput,
    Value,
    differences,
    ensure_size,
)
from par_excel.reading.workbook.addresses import address

_DIGITS = 14
"""How many digits of numbers are compared: in these, programs that compute a workbook anew agree."""
_NO_FORMULA = "giá trị, không có công thức"


class SheetPassage(Struct, frozen=True):
    """A row of a sheet that is not blank."""

    sheet: str
    number: int
    values: tuple[Value, ...]

    @property
    def place(self) -> str:
        """Where it stands."""
        return f"sheet “{self.sheet}”, dòng {self.number}"

    def cell(self, index: int) -> str:
        """Return where one of its cells stands."""
        return f"sheet “{self.sheet}”, ô {address(self.number, index + 1)}"


def workbook_differences(
    found: bytes, wanted: bytes, *, besides: frozenset[str] = frozenset()
) -> Iterator[OutputDifference]:
    """Yield in what a workbook differs from the one that is wanted.

    Args:
        found: the workbook as it stands.
        wanted: the workbook as it should be.
        besides: rows that begin with one of these are not compared, nor are columns below one.

    Raises:
        UnreadableOutput: what stands there is no workbook.
    """
    # openpyxl gives either values or formulas, so each workbook is opened twice
    values, wanted_values = read_sheets(found), read_sheets(wanted)
    formulas, wanted_formulas = read_sheets(found, computed=False), read_sheets(wanted, computed=False)
    for title in dict.fromkeys([*wanted_values, *values]):
        if title not in values:
            yield OutputDifference(f"sheet “{title}”", None, title)
        elif title not in wanted_values:
            yield OutputDifference(f"sheet “{title}”", title, None)
        else:
            ours, theirs = (_compared(sheets[title], besides) for sheets in (values, wanted_values))
            changed = list(differences(ours, theirs))
            yield from changed
            told = {each.place for each in changed}
            for each in _formulas(formulas[title], wanted_formulas[title]):
                if each.place not in told:
                    yield each


def _compared(rows: Sequence[SheetPassage], besides: frozenset[str]) -> list[SheetPassage]:
    """Return rows without what is not compared."""
    found, columns = [], set[int]()
    for row in rows:
        columns |= {index for index, value in enumerate(row.values) if value in besides}
        if 0 not in columns:
            kept = tuple(None if index in columns else value for index, value in enumerate(row.values))
            found.append(replace(row, values=kept) if columns else row)
        columns.discard(0)
    return found


def _formulas(found: Sequence[SheetPassage], wanted: Sequence[SheetPassage]) -> Iterator[OutputDifference]:
    """Yield cells whose formulas differ; where rows were added or taken out, all below are other ones anyway."""
    rows = {row.number: row for row in found}
    if found[-1:] and wanted[-1:] and found[-1].number != wanted[-1].number:
        return
    for row in wanted:
        one = rows.get(row.number, row)
        for index, (ours, theirs) in enumerate(zip_longest(one.values, row.values)):
            if ours != theirs and (_is_formula(ours) or _is_formula(theirs)):
                yield OutputDifference(row.cell(index), _formula(ours), _formula(theirs))


def _is_formula(value: Value) -> bool:
    return isinstance(value, str) and value.startswith("=")


def _formula(value: Value) -> str:
    return f"công thức {value}" if _is_formula(value) else _NO_FORMULA


def read_sheets(
    data: bytes, only: Container[str] | None = None, *, computed: bool = True
) -> Mapping[str, Sequence[SheetPassage]]:
    """Return the rows of every sheet, blank ones left out.

    Args:
        data: the workbook.
        only: names of sheets; others are not read.
        computed: return the cached values of formulas, else the formulas themselves.

    Raises:
        UnreadableOutput: it is no workbook, or larger than an output can be.
    """
    import openpyxl  # noqa: PLC0415 - a second reader, needed by few commands

    try:
        ensure_size(data)
        with closing(openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=computed)) as book:
            sheets = [sheet for sheet in book.worksheets if only is None or sheet.title in only]
            return {sheet.title: tuple(_rows(sheet)) for sheet in sheets}
    except UnreadableOutput:
        raise
    except Exception as failure:  # openpyxl raises whatever its parts raise
        raise UnreadableOutput("tệp không mở được như một bảng tính .xlsx") from failure


def _rows(sheet: Any) -> Iterator[SheetPassage]:  # noqa: ANN401 - openpyxl's read-only sheets have no type of their own
    sheet.reset_dimensions()  # the file may say less than there is
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        values = tuple(map(_value, cells))
        while values and values[-1] is None:
            values = values[:-1]
        if values:
            yield SheetPassage(sheet.title, number, values)


def _value(value: object) -> Value:
    if value is None or value == "":
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(f"{value:.{_DIGITS}g}")
    return f"{value:%d/%m/%Y %H:%M}" if isinstance(value, date) else str(getattr(value, "text", value))


class ShownRow(Struct, frozen=True):
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
