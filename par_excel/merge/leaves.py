"""What counts for each scored row of the catalogue, and what does not, and why.

Where several appendices contribute to a criterion, the lead's score stands beside what they gave; nothing is decided.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from par_excel.model import (
    Answer,
    Assignment,
    AssignmentKind,
    Basis,
    Contribution,
    Criterion,
    Finding,
    Judged,
    LeafResult,
    LeafState,
    Method,
    Severity,
    SharedCriterion,
    Total,
    Unit,
    WhenNotArisen,
)


def shared_criteria(
    basis: Basis,
    current: Mapping[str, Judged],
    leaves: Mapping[str, LeafResult],
    headings: Mapping[str, Total],
) -> tuple[SharedCriterion, ...]:
    """Return the criteria that are contributed to, in official order."""
    given = [each for each in basis.assignments if each.kind is AssignmentKind.CONTRIBUTION]
    shared = {each.criterion for each in given}
    return tuple(
        SharedCriterion(
            criterion=criterion,
            lead=leaves.get(criterion.code),
            score=_score(criterion, leaves, headings),
            contributions=tuple(
                contribution
                for assignment in given
                if assignment.criterion == criterion.code
                for contribution in _contributions(basis, assignment, current)
            ),
        )
        for criterion in basis.catalogue.criteria
        if criterion.code in shared
    )


def _score(
    criterion: Criterion, leaves: Mapping[str, LeafResult], headings: Mapping[str, Total]
) -> Decimal | None:
    if criterion.code in leaves:
        return leaves[criterion.code].own
    total = headings[criterion.code]
    own = total.score if total.own is None else total.own
    return own if 0 < total.leaves == total.counted else None


def _contributions(
    basis: Basis, assignment: Assignment, current: Mapping[str, Judged]
) -> Iterator[tuple[Assignment, Unit, Contribution | None]]:
    """Yield what each unit of the appendix gave; None where it has not returned, or its row is lost."""
    for unit in basis.period.units:
        if unit.appendix == assignment.appendix:
            judged = current.get(unit.id)
            rows = () if judged is None else judged.submission.contributions
            yield assignment, unit, next((row for row in rows if row.id == assignment.id), None)


def leaf_results(
    basis: Basis, current: Mapping[str, Judged], findings: Mapping[str, Sequence[Finding]]
) -> tuple[LeafResult, ...]:
    """Return every leaf in official order.

    Args:
        basis: the period and its catalogue.
        current: the current submission of each unit.
        findings: everything found in the current submission of each unit.
    """
    return tuple(_leaf_result(basis, leaf, current, findings) for leaf in basis.catalogue.leaves)


def _leaf_result(
    basis: Basis, leaf: Criterion, current: Mapping[str, Judged], findings: Mapping[str, Sequence[Finding]]
) -> LeafResult:
    if not leaf.method.is_self_assessed:
        return _without_return(
            leaf, None, LeafState.OFFICE if leaf.method is Method.OFFICE else LeafState.SURVEY
        )
    if leaf.lead in basis.shared_appendices:
        return _without_return(leaf, None, LeafState.BY_UNIT)
    unit = None if leaf.lead is None else basis.unit_of(leaf.lead)
    if unit is None or unit.id not in current:
        return _without_return(leaf, unit, LeafState.NO_RETURN)
    here = tuple(finding for finding in findings[unit.id] if finding.criterion == leaf.code)
    judged = current[unit.id]
    return _with_return(leaf, unit, judged, judged.submission.answer(leaf.code), here)


def leaves_of_unit(
    basis: Basis, unit: Unit, judged: Judged | None, findings: Sequence[Finding]
) -> tuple[LeafResult, ...]:
    """Return the leaves that a unit scores for itself, in official order."""
    leaves = [leaf for leaf in basis.appendices[unit.appendix].leaves if leaf.method.is_self_assessed]
    if judged is None:
        return tuple(_without_return(leaf, unit, LeafState.NO_RETURN) for leaf in leaves)
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.criterion, []).append(finding)
    # reversed, so that the first counts where a criterion stands there twice, as in `Submission.answer`
    answers = {answer.criterion: answer for answer in reversed(judged.submission.answers)}
    return tuple(
        _with_return(leaf, unit, judged, answers.get(leaf.code), tuple(found.get(leaf.code, ())))
        for leaf in leaves
    )


def _without_return(leaf: Criterion, unit: Unit | None, state: LeafState) -> LeafResult:
    return LeafResult(
        criterion=leaf,
        unit=unit,
        state=state,
        score=None,
        submission=None,
        received=None,
        findings=(),
    )


def _with_return(
    leaf: Criterion, unit: Unit, judged: Judged, answer: Answer | None, findings: tuple[Finding, ...]
) -> LeafResult:
    state = _state(leaf, answer, findings)
    return LeafResult(
        criterion=leaf,
        unit=unit,
        state=state,
        score=answer.score.value if answer is not None and state is LeafState.COUNTED else None,
        submission=judged.submission,
        received=judged.received,
        findings=findings,
    )


def _state(leaf: Criterion, answer: Answer | None, findings: Sequence[Finding]) -> LeafState:
    """Return what is known of a leaf; a score beyond its limits counts never, not even where it was accepted."""
    is_left_out = leaf.when_not_arisen is WhenNotArisen.LEFT_OUT
    says_so = answer is not None and bool(answer.not_arisen.value) and is_left_out
    if answer is None or (_is_unscored(answer) and not says_so):
        return LeafState.UNANSWERED
    if any(finding.severity is Severity.ERROR for finding in findings):
        return LeafState.FAULTY
    score = answer.score.value
    if says_so and score is None:
        return LeafState.LEFT_OUT
    is_sound = not says_so and score is not None and 0 <= score <= leaf.maximum
    return LeafState.COUNTED if is_sound else LeafState.FAULTY


def _is_unscored(answer: Answer) -> bool:
    """Say whether nothing stands where a score is given or follows from."""
    marks = all(tick.mark.is_empty for tick in answer.ticks)
    figures = all(amount.cell.is_empty for amount in answer.amounts)
    return answer.score.is_empty and marks and figures
