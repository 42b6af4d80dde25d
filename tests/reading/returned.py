"""Returns that a real LibreOffice filled in and saved, and the same after a person's or program's edit."""

from collections.abc import Callable, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from par_excel.config import load_basis
from par_excel.form import Form, form_for
from par_excel.model import Basis, Submission
from par_excel.reading.form.submissions import read_submission
from par_excel.workflow.demo.demo import RETURNS
from tests.reading.workbooks import parcel
from tests.roundtrip.reading_back import closing_cells, initiative_cells, score_cells

ROOT = Path(__file__).parents[2]
Change = Callable[[Workbook], None]


@cache
def basis() -> Basis:
    """Return the period that the returns belong to."""
    return load_basis(ROOT)


@cache
def original(appendix: int) -> bytes:
    """Return a return as it was saved."""
    return (RETURNS / f"phuluc_{appendix}.xlsx").read_bytes()


def form_of(appendix: int) -> Form:
    """Return the form that a return was made from."""
    return form_for(basis(), basis().units[read(original(appendix)).unit])


def read(data: bytes) -> Submission:
    """Return the submission in these bytes; a refusal fails the test."""
    found = read_submission(parcel(data), basis())
    assert isinstance(found, Submission), found
    return found


def changed(appendix: int, change: Change) -> bytes:
    """Return a return that was opened, changed and saved again."""
    book = load_workbook(BytesIO(original(appendix)))
    change(book)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def values(submission: Submission) -> Mapping[object, Any]:
    """Return all that was filled in, by what it belongs to and not by where it stands."""
    found: dict[object, Any] = {key: cell.value for key, cell in score_cells(submission).items()}
    for number, each in enumerate(submission.initiatives):
        found |= {(number, column): cell.value for column, cell in initiative_cells(each).items()}
    found |= {field: cell.value for field, cell in closing_cells(submission.closing).items()}
    return found
