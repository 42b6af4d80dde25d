"""What is still wrong in a return, seen in our own form: which cell each finding is about, and what is to be done there.

A returned file may have other rows than ours; people mend ours, so ours is what they are led to.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from par_excel.form import (
    INITIATIVE_ROWS,
    Column,
    Form,
    FormCell,
    FormRow,
    InitiativeColumn,
    RowKind,
    Sheet,
    initiative_cell,
)
from par_excel.model import Finding, Judged, Severity, Submission
from par_excel.vietnamese import harmless
from par_excel.writing.feedback.cells import Refilled, refill

_RESTORED = frozenset({"ID20", "ID21", "ID22", "ID30", "ID35", "ID38", "ID42"})
"""Checks of what our own form has again by itself: its fixed texts, formulas and protection, and no foreign parts."""
_NO_INITIATIVE = "IN01"
_RESTORED_ADVICE = "Không phải sửa: tệp phản hồi này đã trở lại đúng như biểu mẫu được phát hành."
_THERE_AGAIN: Mapping[str, str] = {
    "ID23": "Dòng này đã có lại trong tệp phản hồi: điền vào đây.",
    "ID24": "Dòng này đã có lại trong tệp phản hồi: đánh dấu hoặc nhập số liệu nếu cần.",
}
"""What is left to do where a row was lost: our form has it again, and it waits to be filled in."""
_FIRST_TO_FILL = {RowKind.LEAF: Column.SCORE, RowKind.CONTRIBUTION: Column.EVIDENCE}
_SHEETS = list(Sheet)


class Fault(Struct, frozen=True):
    """A finding and its cell in our form."""

    finding: Finding
    at: FormCell | None
    """None where it is about no single cell."""
    is_restored: bool
    """Whether our form has put it right already."""

    @property
    def wrong(self) -> str:
        """What is wrong and why, as a sentence."""
        return sentence(f"{self.finding.title}: {self.finding.why}")

    @property
    def mend(self) -> str:
        """How to mend it, as a sentence."""
        if self.is_restored:
            return _RESTORED_ADVICE
        return _THERE_AGAIN.get(self.finding.code) or sentence(self.finding.mend)

    @property
    def value(self) -> str:
        """What was found there; may be empty."""
        return harmless(self.finding.value)

    @property
    def place(self) -> str:
        """Where to look, in words; empty where it is about no single cell."""
        return "" if self.at is None else f"{self.at.sheet.value}, ô {self.at.address}"


class Feedback(Struct, frozen=True):
    """What is said to an agency about one return."""

    form: Form
    """Of the next revision: the agency mends this one."""
    judged: Judged
    refilled: Refilled
    faults: tuple[Fault, ...]
    """Errors first, then in the order of the form."""
    today: date
    """On which it is said: a deadline that has passed is not asked for."""

    @property
    def has_errors(self) -> bool:
        """Say whether an error remains."""
        return any(fault.finding.severity is Severity.ERROR for fault in self.faults)


def next_revision(submission: Submission) -> int:
    """Return the number of the feedback to a submission: 1 to a template sent in, or to one that has lost its stamp."""
    return 1 if submission.stamp is None else submission.stamp.revision + 1


def feedback_of(form: Form, judged: Judged, findings: Iterable[Finding], *, today: date) -> Feedback:
    """Return what is to be said about a submission.

    Args:
        form: the form of the agency, of the next revision.
        judged: its submission, and when it was received.
        findings: all that was found in it and across returns, of this agency alone.
        today: the day on which it is said.
    """
    refilled = refill(form, judged.submission)
    return Feedback(form, judged, refilled, faults(form, judged.submission, refilled, findings), today)


def sentence(text: str) -> str:
    """Return part of a finding as a whole sentence of harmless text."""
    shown = harmless(text)
    return shown[:1].upper() + shown[1:] + ("" if shown.endswith((".", "!", "?", "…")) else ".")


def faults(
    form: Form, submission: Submission, refilled: Refilled, findings: Iterable[Finding]
) -> tuple[Fault, ...]:
    """Return the findings of one submission, errors first, then in the order of our form."""
    found = [
        Fault(finding, _at(form, submission, refilled, finding), finding.code in _RESTORED)
        for finding in findings
    ]
    return tuple(sorted(found, key=_order))


def _order(fault: Fault) -> tuple[int, int, tuple[int, int]]:
    if fault.at is None:
        return fault.finding.severity.rank, -1, (0, 0)
    return (
        fault.finding.severity.rank,
        _SHEETS.index(fault.at.sheet),
        _row_and_column(fault.at.address),
    )


def _at(form: Form, submission: Submission, refilled: Refilled, finding: Finding) -> FormCell | None:
    place = finding.place
    became = refilled.cells.get(place) or refilled.cells.get(place.inside, {})
    if became:
        return became.get(finding.criterion) or next(iter(became.values()))
    if finding.criterion:
        return _cell_of_criterion(form, finding.criterion)
    count = len(submission.initiatives)
    if finding.code == _NO_INITIATIVE and count < INITIATIVE_ROWS:
        return initiative_cell(count, InitiativeColumn.TITLE)
    return None


def _cell_of_criterion(form: Form, criterion: str) -> FormCell | None:
    """Return where a criterion is filled in first; the code of what takes nothing; None where the form has it not."""
    rows = [row for row in form.rows if row.criterion == criterion]
    row = next((row for row in rows if row.kind in _FIRST_TO_FILL), rows[0] if rows else None)
    return None if row is None else FormCell(Sheet.SCORES, row.cell(_column(row)))


def _column(row: FormRow) -> Column:
    return _FIRST_TO_FILL.get(row.kind, Column.CODE)


def _row_and_column(address: str) -> tuple[int, int]:
    from xlsxwriter.utility import xl_cell_to_rowcol  # noqa: PLC0415 - loads the Excel library

    row, column = xl_cell_to_rowcol(address)
    return row, column


def is_marked(form: Form, fault: Fault) -> bool:
    """Say whether the cell of a fault is marked: notes and what is put right already are not."""
    if fault.at is None or fault.is_restored or fault.finding.severity is Severity.NOTE:
        return False
    row = form.by_number.get(_row_and_column(fault.at.address)[0] + 1)
    return fault.at.sheet is not Sheet.SCORES or (row is not None and _is_input(row, fault.at))


def _is_input(row: FormRow, at: FormCell) -> bool:
    return any(row.cell(column) == at.address for column in row.inputs)


def marked(form: Form, found: Sequence[Fault]) -> Mapping[FormCell, Sequence[Fault]]:
    """Return the faults of each cell that is marked, the worst first."""
    cells: dict[FormCell, list[Fault]] = {}
    for fault in found:
        if fault.at is not None and is_marked(form, fault):
            cells.setdefault(fault.at, []).append(fault)
    return cells
