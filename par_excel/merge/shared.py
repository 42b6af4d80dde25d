"""Criteria that several appendices give something to: the lead beside the contributions, nothing decided."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from par_excel.model import (
    Assignment,
    AssignmentKind,
    Basis,
    Contribution,
    Criterion,
    Judged,
    LeafResult,
    SharedCriterion,
    Total,
    Unit,
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
