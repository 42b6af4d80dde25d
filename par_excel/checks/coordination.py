"""CO: where the returns of several agencies speak of one criterion and do not agree.

Nothing is decided here: the lead's score counts, and the office looks at both. What an agency reads
tells it only that its value does not agree, never the other's value.
"""
# ruff: noqa: D103 - every check takes the basis; its declared title becomes its docstring

from collections.abc import Iterator, Sequence
from decimal import Decimal

from par_excel.checks.declaring import Arrival, check, hit
from par_excel.model import Basis, Hit, Severity, Submission


def _score(submissions: Sequence[Submission], criterion: str, appendix: str | None) -> Decimal | None:
    """Return the score that the lead appendix gives, None where there is none or more than one."""
    given = {
        answer.score.value
        for submission in submissions
        for answer in submission.answers
        if submission.appendix == appendix
        and answer.criterion == criterion
        and answer.score.value is not None
    }
    return given.pop() if len(given) == 1 else None


def _lead_score(submissions: Sequence[Submission], criterion: str, basis: Basis) -> Decimal | None:
    """Return what the leads give: the leaf's score, or the sum of a heading's leaves where all are given."""
    leaves = [leaf for leaf in basis.catalogue.leaves_under(criterion) if leaf.method.is_self_assessed]
    scores = [_score(submissions, leaf.code, leaf.lead) for leaf in leaves]
    given = [score for score in scores if score is not None]
    return sum(given, Decimal(0)) if scores and len(given) == len(scores) else None


@check(
    Arrival,
    "CO01",
    Severity.WARNING,
    title="Điểm đề xuất không khớp với điểm của cơ quan chủ trì",
    why="cơ quan chủ trì chấm tiêu chí này với giá trị khác",
    mend="trao đổi với cơ quan chủ trì để thống nhất; {sender} xem xét, quyết định nếu còn khác nhau",
    example="cơ quan phối hợp đề xuất một giá trị, cơ quan chủ trì chấm giá trị khác",
)
def proposal_differs_from_lead(arrival: Arrival, basis: Basis) -> Iterator[Hit]:
    submissions = (arrival.submission, *(other.submission for other in arrival.others))
    for contribution in arrival.submission.contributions:
        proposed = contribution.proposed.value
        if proposed is None or contribution.criterion not in basis.catalogue:
            continue
        lead = _lead_score(submissions, contribution.criterion, basis)
        if lead is not None and lead != proposed:
            yield hit(contribution.proposed, contribution.criterion, sender=basis.period.sender.name)


@check(
    Arrival,
    "CO02",
    Severity.WARNING,
    title="Điểm không khớp với cơ quan khác cùng chấm tiêu chí",
    why="một cơ quan khác cũng chấm tiêu chí này với giá trị khác; hai điểm không được cộng và không tự chọn",
    mend="trao đổi với {sender} để xác định điểm được tính",
    example="hai cơ quan cùng điền một phụ lục và chấm khác nhau",
    guards_sums=True,
)
def score_differs_from_another(arrival: Arrival, basis: Basis) -> Iterator[Hit]:
    for answer in arrival.submission.answers:
        given = answer.score.value
        others = {
            other.score.value
            for submission in (other.submission for other in arrival.others)
            for other in submission.answers
            if other.criterion == answer.criterion and other.score.value is not None
        }
        if given is not None and others - {given}:
            yield hit(answer.score, answer.criterion, sender=basis.period.sender.name)
