"""openpyxl as a second reader: what our reader reports stands there, and what stands there is reported."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from par_excel.config import load_basis
from par_excel.form import INITIATIVE_HEADER_ROW, ClosingField, InitiativeColumn, Sheet, form_for
from par_excel.model import Basis, Submission
from par_excel.vietnamese import format_number
from par_excel.workflow.demo.demo import RETURNS
from tests.roundtrip.reading_back import all_cells, read

ROOT = Path(__file__).parents[2]
FILES = [
    folder / f"phuluc_{number}.xlsx" for folder in (ROOT / "templates", RETURNS) for number in range(1, 9)
]
each_file = pytest.mark.parametrize("path", FILES, ids=[f"{path.parent.name}/{path.stem}" for path in FILES])


@cache
def basis() -> Basis:
    return load_basis(ROOT)


@cache
def both(path: Path) -> tuple[Submission, Workbook]:
    return read(path.read_bytes(), basis()), load_workbook(path, data_only=True)


def as_shown(value: Any) -> str:
    """Return what openpyxl sees as our reader says it; it hands out numbers in binary."""
    if isinstance(value, int | float):
        return format_number(Decimal(repr(value)))
    return "" if value is None else str(value)


@each_file
def test_what_we_report_is_what_openpyxl_sees_there(path: Path) -> None:
    submission, book = both(path)
    reported = {
        (cell.place.sheet, cell.place.cell): cell.raw for cell in all_cells(submission) if cell.place.cell
    }
    seen = {(sheet, cell): as_shown(book[sheet][cell].value) for sheet, cell in reported}
    assert reported == seen
    assert len(reported) > 9


@each_file
def test_what_openpyxl_sees_we_report(path: Path) -> None:
    submission, book = both(path)
    reported = {(cell.place.sheet, cell.place.cell) for cell in all_cells(submission) if cell.raw}
    seen = {
        (sheet.title, cell)
        for sheet, cells in (
            (book[name.value], find(book, submission, name)) for name, find in FINDERS.items()
        )
        for cell in cells
        if as_shown(sheet[cell].value)
    }
    assert seen == reported


def score_addresses(book: Workbook, submission: Submission, name: Sheet) -> Iterator[str]:
    """Yield the addresses of input cells by the codes that openpyxl finds in the first column."""
    form = form_for(basis(), basis().units[submission.unit])
    for row, key in _first_column(book[name.value]):
        if key in form.by_key:
            yield from (f"{column.letter}{row}" for column in form.by_key[key].inputs)


def initiative_addresses(book: Workbook, _: Submission, name: Sheet) -> Iterator[str]:
    """Yield the addresses of all input cells under the header."""
    for row in range(INITIATIVE_HEADER_ROW + 1, book[name.value].max_row + 1):
        yield from (f"{column.letter}{row}" for column in InitiativeColumn if column.is_input)


def closing_addresses(book: Workbook, _: Submission, name: Sheet) -> Iterator[str]:
    """Yield the address beside each label."""
    labels = {field.value for field in ClosingField}
    yield from (f"B{row}" for row, text in _first_column(book[name.value]) if text in labels)


FINDERS = {
    Sheet.SCORES: score_addresses,
    Sheet.INITIATIVES: initiative_addresses,
    Sheet.CLOSING: closing_addresses,
}


def _first_column(sheet: Worksheet) -> Iterator[tuple[int, str]]:
    for row, (value, *_) in enumerate(sheet.iter_rows(max_col=1, values_only=True), start=1):
        yield row, str(value)


def test_templates_are_blank_and_returns_are_not() -> None:
    filled = {path: sum(cell.value is not None for cell in all_cells(both(path)[0])) for path in FILES}
    scores = {path: sum(answer.score.value is not None for answer in both(path)[0].answers) for path in FILES}
    assert [filled[path] for path in FILES[:8]] == [0] * 8
    assert all(filled[path] > 9 for path in FILES[8:])
    assert sum(scores[path] for path in FILES[8:]) > 70
