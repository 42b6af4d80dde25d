"""What stands in the way of approving, and what of it the office has accepted."""

from collections.abc import Iterable

from msgspec import Struct

from par_excel.checks.arrivals import (
    not_surely_of_this_unit,
    older_submission_sent_again,
    sent_by_another_unit,
)
from par_excel.checks.coordination import proposal_differs_from_lead, score_differs_from_another
from par_excel.merge.decided import waived
from par_excel.merge.obstacles import accepted_by, obstacles, said_accepted
from par_excel.model import Basis, Obstacle, ObstacleKind, Result
from par_excel.model.commands import quoted_word

_ASKING = frozenset(
    check.rule.code
    for check in (
        not_surely_of_this_unit,
        older_submission_sent_again,
        score_differs_from_another,
        sent_by_another_unit,
    )
)
"""Findings by which the office is asked which of two things holds."""
_ABOUT_PROPOSALS = proposal_differs_from_lead.rule.code
COMMON = "chung"
"""What is typed in place of a unit for what is nobody's own."""


class Obstacles(Struct, frozen=True):
    """What stands in the way."""

    left: tuple[Obstacle, ...]
    accepted: tuple[str, ...]
    """What was accepted, in words."""


def obstacles_of(basis: Basis, result: Result, refused: Iterable[str] = ()) -> Obstacles:
    """Return what is left and what was accepted.

    Args:
        basis: what everything was judged against.
        result: the merged period.
        refused: why a filled-in review workbook was not taken.
    """
    waivers = waived(result.decisions)
    found = obstacles(basis, result, asking=_ASKING, refused=refused)
    decided = [(each, accepted_by(each, waivers, _ABOUT_PROPOSALS)) for each in found]
    return Obstacles(
        left=tuple(each for each, decision in decided if decision is None),
        accepted=tuple(said_accepted(each, decision) for each, decision in decided if decision is not None),
    )


def how_to_settle(obstacle: Obstacle) -> str:
    """Return the command by which an obstacle is settled or accepted."""
    key = obstacle.key
    if obstacle.kind is ObstacleKind.HELD:
        file = quoted_word(key.value)
        return (
            f'par-excel use {key.unit} {file} --reason "…", hoặc không dùng: '
            f'par-excel exclude {file} --reason "…"'
        )
    parts = [f"par-excel waive {key.unit or COMMON} {key.shown_code}", key.criterion]
    if obstacle.kind in _WITH_VALUE and key.value:
        parts.append(f"--value {quoted_word(key.value)}")
    return f'{" ".join(filter(None, parts))} --reason "…"'


_WITH_VALUE = frozenset({ObstacleKind.PROPOSAL, ObstacleKind.OTHER})
"""Kinds of which a unit may have several about the same criterion."""
