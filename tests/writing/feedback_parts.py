"""Feedback to look into: made from what was read of a return, judged as every return is."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace
from openpyxl.worksheet.worksheet import Worksheet

from par_excel.checks import RULES, judge
from par_excel.form import FEEDBACK_SHEET, Column, FormCell, Sheet, form_for
from par_excel.model import Basis, Finding, Judged, Place, Severity, Submission
from par_excel.vietnamese import local_day
from par_excel.writing.feedback.faults import Feedback, feedback_of, next_revision
from par_excel.writing.feedback.workbook import feedback_workbook
from tests.reading.workbooks import BASIS
from tests.writing.template_parts import opened

RECEIVED = datetime(2021, 2, 17, 9, tzinfo=UTC)
"""16:00 in Vietnam, a day before the deadline."""
HEADER = "STT"
ERROR_FILL, WARNING_FILL, INPUT_FILL = "FFFFC9C9", "FFFFCC66", "FFFFF8DC"


def judged(submission: Submission, basis: Basis = BASIS, received: datetime = RECEIVED) -> Judged:
    """Return a submission with all that is found in it."""
    return Judged(submission=submission, findings=judge(submission, basis), received=received, order=1)


def feedback(
    submission: Submission,
    basis: Basis = BASIS,
    *,
    more: Iterable[Finding] = (),
    received: datetime = RECEIVED,
) -> Feedback:
    """Return what is said about a submission, with these further findings."""
    found = judged(submission, basis, received)
    form = form_for(basis, basis.units[submission.unit], revision=next_revision(submission))
    return feedback_of(form, found, [*found.findings, *more], today=local_day(received))


def workbook(
    submission: Submission,
    basis: Basis = BASIS,
    *,
    more: Iterable[Finding] = (),
    received: datetime = RECEIVED,
) -> bytes:
    """Return the feedback workbook to a submission."""
    return feedback_workbook(feedback(submission, basis, more=more, received=received), RULES)


def cell_of(submission: Submission, key: str, column: Column, basis: Basis = BASIS) -> FormCell:
    """Return where a field of the score sheet stands in our form."""
    form = form_for(basis, basis.units[submission.unit])
    return FormCell(Sheet.SCORES, form.by_key[key].cell(column))


def finding(
    code: str,
    place: Place,
    *,
    severity: Severity = Severity.ERROR,
    criterion: str = "",
    value: str = "",
    title: str = "",
) -> Finding:
    """Return a finding in the words of its rule, as far as they name no facts."""
    return Finding(
        code=code,
        severity=severity,
        unit="so-a",
        place=place,
        criterion=criterion,
        value=value,
        title=title or RULES[code].title,
        why="vì sao",
        mend="cách sửa",
    )


def listed(data: bytes) -> list[tuple[Any, ...]]:
    """Return the rows of the table of findings."""
    rows = list(result_sheet(data).iter_rows(values_only=True))
    start = next(index for index, row in enumerate(rows) if row[0] == HEADER) + 1
    return [row[:8] for row in rows[start:] if isinstance(row[0], int)]


def result_sheet(data: bytes) -> Worksheet:
    """Return the sheet that says what was found."""
    return opened(data)[FEEDBACK_SHEET]


def marks(data: bytes) -> Mapping[tuple[str, str], str]:
    """Return the colour of every cell with a note, by sheet and address."""
    return {
        (sheet.title, cell.coordinate): cell.fill.start_color.rgb
        for sheet in opened(data)
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment is not None
    }


def note(data: bytes, at: FormCell) -> str:
    """Return the note on a cell."""
    found = opened(data)[at.sheet.value][at.address].comment
    assert found is not None
    return str(found.text)


def moved(submission: Submission, criterion: str, cell: str) -> Submission:
    """Return a submission in whose file the score of a criterion stands elsewhere, on a sheet of another name."""
    answers = [
        replace(answer, score=replace(answer.score, place=Place("", "Bảng của tôi", cell)))
        if answer.criterion == criterion
        else answer
        for answer in submission.answers
    ]
    return replace(submission, answers=tuple(answers))
