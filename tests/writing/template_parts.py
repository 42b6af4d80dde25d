"""Templates to look into: made for a form, opened as openpyxl sees them and as the XML of their parts."""

import zipfile
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from par_excel.checks import RULES
from par_excel.config import load_basis
from par_excel.form import (
    BLANK,
    CLOSING_FIRST_ROW,
    INITIATIVE_HEADER_ROW,
    INITIATIVE_ROWS,
    ClosingField,
    Column,
    Entries,
    Form,
    InitiativeColumn,
    Sheet,
    form_for,
)
from par_excel.model import Basis
from par_excel.writing.template.workbook import template_workbook
from tests.invented import basis

ROOT = Path(__file__).parents[2]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
PARTS = {sheet: f"xl/worksheets/sheet{number}.xml" for number, sheet in enumerate(Sheet, start=1)}
VISIBLE = tuple(Sheet)[:-2]

FILLED = Entries(
    {
        ("1.1-b", Column.LEVEL): "x",
        ("1.1", Column.EVIDENCE): "- Báo cáo số 12/BC-SNV\n- Kế hoạch",
        ("1.1", Column.EXPLANATION): "=1+1",
        ("1.1", Column.FIGURES): "+84 233",
        ("1.2", Column.SCORE): Decimal("0.1"),
        ("1.2", Column.EVIDENCE): "@snv",
        ("2.3", Column.SCORE): Decimal("0.28"),
        ("2.3", Column.EXPLANATION): "https://example.vn/a?b=1&c=<d>",
        ("2.1/X", Column.FIGURES): "<r>36/43</r>",
    },
    initiatives=({InitiativeColumn.TITLE: "=HYPERLINK(1)", InitiativeColumn.COST: "-0,5"},),
    closing={ClosingField.DIFFICULTIES: "@ khó", ClosingField.PHONE: "0233 385"},
)
"""What a person of the first invented unit might have written."""


@cache
def packaged() -> tuple[Form, ...]:
    """Return the forms of the packaged period."""
    found = load_basis(ROOT)
    return tuple(form_for(found, unit) for unit in found.period.units)


def invented_form(unit: str = "so-a", given: Basis | None = None) -> Form:
    """Return the form of an invented unit."""
    found = given or basis()
    return form_for(found, found.units[unit])


def all_forms() -> tuple[Form, ...]:
    """Return packaged forms, of which the last only contributes, and the invented ones."""
    return (packaged()[0], packaged()[2], packaged()[7], *map(invented_form, ("so-a", "so-b", "so-c")))


def made(form: Form, entries: Entries = BLANK) -> bytes:
    """Return the workbook of a form."""
    return template_workbook(form, RULES, entries)


def opened(data: bytes, *, data_only: bool = False) -> Workbook:
    """Return a workbook as openpyxl reads it."""
    return load_workbook(BytesIO(data), data_only=data_only)


def texts_of(sheet: Worksheet) -> list[str]:
    """Return all texts of a sheet."""
    return [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


def footers(sheet: Worksheet) -> str:
    """Return what stands at the foot of a sheet, left and right."""
    foot: Any = sheet.oddFooter
    return f"{foot.left.text} {foot.right.text}"


def parts_of(data: bytes) -> Mapping[str, bytes]:
    """Return the parts of a workbook by name, in their order."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def tree(data: bytes, part: str) -> etree._Element:
    """Return one part as XML."""
    return etree.fromstring(parts_of(data)[part])


def sheet_tree(data: bytes, sheet: Sheet) -> etree._Element:
    """Return one sheet as XML."""
    return tree(data, PARTS[sheet])


def input_cells(form: Form) -> Iterator[tuple[Sheet, str]]:
    """Return the cells that may be filled in, as the form says."""
    for row in form.rows:
        yield from ((Sheet.SCORES, row.cell(column)) for column in row.inputs)
    for number in range(INITIATIVE_HEADER_ROW + 1, INITIATIVE_HEADER_ROW + 1 + INITIATIVE_ROWS):
        yield from (
            (Sheet.INITIATIVES, f"{column.letter}{number}") for column in InitiativeColumn if column.is_input
        )
    for number, _ in enumerate(ClosingField, start=CLOSING_FIRST_ROW):
        yield Sheet.CLOSING, f"B{number}"
