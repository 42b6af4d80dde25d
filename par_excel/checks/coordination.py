"""CO: where the returns of several agencies speak of one criterion and do not agree.

Nothing is decided here: the lead's score counts, and the office looks at both. An agency
learns only that its value does not agree, never the other's value.
"""
# ruff: noqa: D103 - every check takes the basis; its declared title becomes its docstring

from collections.abc import Iterator
from decimal import Decimal

from par_excel.checks.declaring import CollectedReturn, check, hit
from par_excel.checks.return_index import ReturnIndex, ValuesByUnit
from par_excel.model import Basis, Hit, Severity


def _scores(index: ReturnIndex) -> ValuesByUnit[tuple[str, str], Decimal]:
    """Return the scores that leads gave to what other agencies give something to, by criterion and appendix."""
    basis = index.basis
    helped = {given.criterion for each in basis.appendices.values() for given in each.contributions}
    led = {(leaf.code, leaf.lead) for code in helped for leaf in basis.catalogue.leaves_under(code)}
    leads = {lead for _, lead in led}
    return ValuesByUnit(
        ((answer.criterion, each.submission.appendix), answer.score.value, each.submission.unit)
        for each in index.current
        if each.submission.appendix in leads
        for answer in each.submission.answers
        if answer.score.value is not None and (answer.criterion, each.submission.appendix) in led
    )


def _all_scores(index: ReturnIndex) -> ValuesByUnit[str, Decimal]:
    """Return the scores given, by criterion; units that fill the same form each score themselves, and may differ."""
    return ValuesByUnit(
        (answer.criterion, answer.score.value, each.submission.unit)
        for each in index.of_own_forms
        for answer in each.submission.answers
        if answer.score.value is not None
    )


def _lead_score(
    scores: ValuesByUnit[tuple[str, str], Decimal], criterion: str, basis: Basis
) -> Decimal | None:
    """Return what the leads give: the leaf's score, or the sum of a heading's leaves where each has one score."""
    leaves = [leaf for leaf in basis.catalogue.leaves_under(criterion) if leaf.method.is_self_assessed]
    given = [scores.values((leaf.code, leaf.lead or "")) for leaf in leaves]
    if not given or any(len(values) != 1 for values in given):
        return None
    return sum((value for values in given for value in values), Decimal(0))


@check(
    "CO01",
    Severity.WARNING,
    title="Điểm đề xuất không khớp với điểm của cơ quan chủ trì",
    why="cơ quan chủ trì chấm tiêu chí này với giá trị khác",
    office="cơ quan chủ trì ({lead}) chấm {score} điểm",
    mend="trao đổi với cơ quan chủ trì để thống nhất; {sender} xem xét, quyết định nếu còn khác nhau",
    example="cơ quan phối hợp đề xuất một giá trị, cơ quan chủ trì chấm giá trị khác",
)
def proposal_differs_from_lead(collected: CollectedReturn, basis: Basis) -> Iterator[Hit]:
    scores = collected.index.table(_scores)
    for contribution in collected.submission.contributions:
        proposed = contribution.proposed.value
        if proposed is None or contribution.criterion not in basis.catalogue:
            continue
        lead = _lead_score(scores, contribution.criterion, basis)
        if lead is not None and lead != proposed:
            yield hit(
                contribution.proposed,
                contribution.criterion,
                sender=basis.period.sender.name,
                lead=_leads(contribution.criterion, basis),
                score=lead,
            )


def _leads(criterion: str, basis: Basis) -> str:
    """Return the names of the units that fill the forms in which a criterion is scored."""
    appendices = {leaf.lead for leaf in basis.catalogue.leaves_under(criterion) if leaf.lead}
    return ", ".join(unit.name for unit in basis.period.units if unit.appendix in appendices)


@check(
    "CO02",
    Severity.WARNING,
    title="Điểm không khớp với cơ quan khác cùng chấm tiêu chí",
    why="một cơ quan khác cũng chấm tiêu chí này với giá trị khác; hai điểm không được cộng và không tự chọn",
    mend="trao đổi với {sender} để xác định điểm được tính",
    example="hai cơ quan cùng điền một phụ lục và chấm khác nhau",
    guards_sums=True,
)
def score_differs_from_another(collected: CollectedReturn, basis: Basis) -> Iterator[Hit]:
    scores, unit = collected.index.table(_all_scores), collected.submission.unit
    for answer in collected.submission.answers:
        given = answer.score.value
        if given is not None and scores.differs(answer.criterion, given, unit):
            yield hit(answer.score, answer.criterion, sender=basis.period.sender.name)
