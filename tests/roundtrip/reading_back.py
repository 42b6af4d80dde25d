"""What was read, laid out as what may be filled in: every input cell of a form with what the reader reports there."""

from collections.abc import Iterator, Mapping
from typing import Any

from par_excel.form import ClosingField, Column, InitiativeColumn, figure_key
from par_excel.model import Answer, Basis, Cell, Closing, Contribution, Initiative, Parcel, Submission
from par_excel.reading.form.submissions import read_submission
from tests.workflow.periods import parcel

Key = tuple[str, Column]

_TEXTS = {Column.FIGURES: "figures", Column.EVIDENCE: "evidence", Column.EXPLANATION: "explanation"}
_INITIATIVE = {
    InitiativeColumn.TITLE: "title",
    InitiativeColumn.CONTENT: "content",
    InitiativeColumn.REACH: "reach",
    InitiativeColumn.COST: "cost",
    InitiativeColumn.DURATION: "duration",
    InitiativeColumn.EFFECT: "effect",
    InitiativeColumn.EVIDENCE: "evidence",
}


def read(data: bytes, basis: Basis) -> Submission:
    """Return the submission in these bytes; a refusal fails the test."""
    found = read_submission(_parcel(data), basis)
    assert isinstance(found, Submission), found
    return found


def _parcel(data: bytes) -> Parcel:
    return parcel(data, "phuluc.xlsx")


def score_cells(submission: Submission) -> Mapping[Key, Cell[Any]]:
    """Return the input cells of the score sheet, by the key of their row and their column."""
    found: dict[Key, Cell[Any]] = {}
    for answer in submission.answers:
        found |= _answer_cells(answer)
    for given in submission.contributions:
        found[given.id, Column.SCORE] = given.proposed
        found |= _text_cells(given.id, given)
    return found


def _answer_cells(answer: Answer) -> dict[Key, Cell[Any]]:
    key = answer.criterion
    found: dict[Key, Cell[Any]] = {(key, Column.SCORE): answer.score, (key, Column.LEVEL): answer.not_arisen}
    found |= {(tick.line, Column.LEVEL): tick.mark for tick in answer.ticks}
    found |= {(figure_key(key, each.figure), Column.FIGURES): each.cell for each in answer.amounts}
    return found | _text_cells(key, answer)


def _text_cells(key: str, given: Answer | Contribution) -> dict[Key, Cell[Any]]:
    return {(key, column): getattr(given, name) for column, name in _TEXTS.items()}


def initiative_cells(initiative: Initiative) -> Mapping[InitiativeColumn, Cell[str]]:
    """Return the input cells of an initiative by their column."""
    return {column: getattr(initiative, name) for column, name in _INITIATIVE.items()}


def closing_cells(closing: Closing) -> Mapping[ClosingField, Cell[str]]:
    """Return the input cells of the closing sheet by their label."""
    return {field: getattr(closing, field.name.lower()) for field in ClosingField}


def all_cells(submission: Submission) -> Iterator[Cell[Any]]:
    """Return every input cell that was read."""
    yield from score_cells(submission).values()
    for initiative in submission.initiatives:
        yield from initiative_cells(initiative).values()
    yield from closing_cells(submission.closing).values()
