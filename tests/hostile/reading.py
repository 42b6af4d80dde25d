"""What our reader makes of a file, in the same words as the truth; and the verdict."""

from functools import cache

from par_excel.checks import judge
from par_excel.form import ClosingField, Column
from par_excel.model import Answer, Contribution, Refusal, Severity, Submission
from tests.hostile.cases import Case, Expected, Value, Values, good, truth, value_of
from tests.hostile.patience import ends_within
from tools.apart import packaged_basis, parcel_of, readings_of

BASIS = packaged_basis()
_INITIATIVE = ("title", "content", "reach", "cost", "duration", "effect", "evidence")
"""In the order of the sheet's columns, from the second."""


def outcomes(data: bytes, name: str = "tep.xlsx") -> tuple[Submission | Refusal, ...]:
    """Return what comes of some bytes, read, judged and written down: one outcome, or those of the files in it."""
    with ends_within():
        return tuple(reading.item.outcome for reading in readings_of(parcel_of(data, name), BASIS))


def values(submission: Submission) -> Values:
    """Return everything that was read and is not blank."""
    found: dict[tuple[str, str], Value] = {}
    for answer in submission.answers:
        found |= _answer(answer)
    for contribution in submission.contributions:
        found |= _contribution(contribution)
    for number, initiative in enumerate(submission.initiatives, start=1):
        for column, name in enumerate(_INITIATIVE, start=2):
            found[f"initiative {number}", str(column)] = value_of(getattr(initiative, name).value)
    for field in ClosingField:
        cell = getattr(submission.closing, field.name.lower())
        found["closing", field.value] = value_of(cell.value)
    return {key: value for key, value in found.items() if value is not None}


def _answer(answer: Answer) -> dict[tuple[str, str], Value]:
    code = answer.criterion
    found: dict[tuple[str, str], Value] = {
        (code, Column.SCORE.value): value_of(answer.score.value),
        (code, Column.FIGURES.value): value_of(answer.figures.value),
        (code, Column.EVIDENCE.value): value_of(answer.evidence.value),
        (code, Column.EXPLANATION.value): value_of(answer.explanation.value),
        (code, Column.LEVEL.value): "KPS" if answer.not_arisen.value else None,
    }
    for tick in answer.ticks:
        found[tick.line, Column.LEVEL.value] = "x" if tick.mark.value else None
    for amount in answer.amounts:
        found[f"{code}-{amount.figure}", Column.FIGURES.value] = value_of(amount.cell.value)
    return found


def _contribution(contribution: Contribution) -> dict[tuple[str, str], Value]:
    return {
        (contribution.id, Column.SCORE.value): value_of(contribution.proposed.value),
        (contribution.id, Column.FIGURES.value): value_of(contribution.figures.value),
        (contribution.id, Column.EVIDENCE.value): value_of(contribution.evidence.value),
        (contribution.id, Column.EXPLANATION.value): value_of(contribution.explanation.value),
    }


@cache
def _good_errors() -> frozenset[str]:
    submission = outcomes(good())[0]
    assert isinstance(submission, Submission)
    return frozenset(each.code for each in judge(submission, BASIS) if each.severity is Severity.ERROR)


def complaint(case: Case, found: tuple[Submission | Refusal, ...]) -> str:
    """Return what is wrong with what came of a case; empty where all is as it must be."""
    submissions = [each for each in found if isinstance(each, Submission)]
    if len(submissions) > 1:
        return f"{len(submissions)} submissions"
    if submissions:
        return _complaint_accepted(case.expected, submissions[0])
    reasons = {each.reason for each in found if isinstance(each, Refusal)}
    if reasons & case.expected.refused:
        return ""
    return f"refused: {sorted(reason.name for reason in reasons)}, {[str(each)[:300] for each in found]}"


def _complaint_accepted(expected: Expected, submission: Submission) -> str:
    if not expected.accepted:
        return "accepted"
    wanted = {**truth(), **expected.changed}
    got = values(submission)
    wrong = {
        key: (got.get(key), wanted.get(key)) for key in {*got, *wanted} if got.get(key) != wanted.get(key)
    }
    if wrong:
        return f"other values (read, true): {dict(sorted(wrong.items())[:5])}"
    findings = judge(submission, BASIS)
    codes = {finding.code for finding in findings}
    if not expected.codes <= codes:
        return f"findings {sorted(codes)} without {sorted(expected.codes - codes)}"
    errors = {finding.code for finding in findings if finding.severity is Severity.ERROR}
    if not expected.changed and not expected.codes and errors - _good_errors():
        return f"errors in a return without fault: {sorted(errors - _good_errors())}"
    if not expected.risks <= set(submission.risks):
        return f"risks {submission.risks}"
    return ""
