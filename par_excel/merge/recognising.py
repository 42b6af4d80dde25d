"""Which proposed initiatives the office recognises, by its recorded decisions; what is no longer proposed is named."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from par_excel.model import (
    SUBJECT,
    Basis,
    Decision,
    DecisionKind,
    FindingKey,
    Initiative,
    InitiativeOpinion,
    InitiativeReview,
    Unit,
    initiative_names,
)

RECOGNISED = "Công nhận sáng kiến"
NOT_RECOGNISED = "Không công nhận sáng kiến"
"""The reasons that are recorded where the office wrote none."""
_PREFIX, _YES, _NO = "công nhận=", "có", "không"

Recorded = Mapping[tuple[str, str], tuple[InitiativeOpinion, Decision]]
"""The newest opinion by unit and name."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What the recorded decisions come to."""

    given: tuple[InitiativeReview | None, ...] = ()
    """Of each initiative, in order; empty where nothing is recorded of any."""
    reasons: tuple[str, ...] = ()
    """Why this needs the office again, in Vietnamese."""
    stale: frozenset[int] = frozenset()
    """Numbers of the decisions that are about nothing any more."""


def recognised(
    basis: Basis, proposed: Sequence[tuple[Unit, Initiative]], decisions: Iterable[Decision]
) -> Recognised:
    """Return what is recorded of each initiative; a recognised one that is gone from its return is named."""
    recorded = recorded_initiatives(decisions)
    keys = [(unit.id, name) for (unit, _), name in zip(proposed, initiative_names(proposed), strict=True)]
    given = tuple(_recognition(recorded, key) for key in keys)
    gone = [found for key, found in recorded.items() if key not in keys and not found[0].is_empty]
    return Recognised(
        given=given if any(given) else (),
        reasons=tuple(_gone(basis, opinion) for opinion, _ in gone if opinion.is_recognised),
        stale=frozenset(decision.number for _, decision in gone),
    )


def recorded_initiatives(decisions: Iterable[Decision]) -> Recorded:
    """Return the newest recorded opinion on each initiative."""
    found = {}
    for each in sorted(decisions, key=lambda decision: decision.number):
        if each.kind is DecisionKind.REVIEW and each.finding is not None and each.finding.unit:
            opinion = _opinion(each.finding, each.reason)
            found[opinion.unit, opinion.name] = (opinion, each)
    return found


def initiative_key(opinion: InitiativeOpinion) -> FindingKey:
    """Return how an opinion on an initiative stands in the log."""
    said = _YES if opinion.is_recognised else _NO
    return FindingKey(opinion.unit, "", "", f"{_PREFIX}{said}{SUBJECT}{opinion.name}")


def initiative_reason(opinion: InitiativeOpinion) -> str:
    """Return the reason under which an opinion is recorded; never empty."""
    return opinion.reason or (RECOGNISED if opinion.is_recognised else NOT_RECOGNISED)


def new_initiatives(
    opinions: Iterable[InitiativeOpinion], recorded: Recorded
) -> tuple[InitiativeOpinion, ...]:
    """Return what differs from what is recorded."""
    return tuple(each for each in opinions if each != _standing(each, recorded))


def _standing(opinion: InitiativeOpinion, recorded: Recorded) -> InitiativeOpinion:
    found = recorded.get((opinion.unit, opinion.name))
    return replace(opinion, is_recognised=False, reason="") if found is None else found[0]


def _recognition(recorded: Recorded, key: tuple[str, str]) -> InitiativeReview | None:
    if key not in recorded or recorded[key][0].is_empty:
        return None
    opinion, decision = recorded[key]
    return InitiativeReview(opinion=opinion, by=decision.by, at=decision.at)


def _opinion(key: FindingKey, reason: str) -> InitiativeOpinion:
    said, _, name = key.value.partition(SUBJECT)
    return InitiativeOpinion(
        unit=key.unit,
        name=name,
        is_recognised=said == _PREFIX + _YES,
        reason="" if reason in {RECOGNISED, NOT_RECOGNISED} else reason,
    )


def _gone(basis: Basis, opinion: InitiativeOpinion) -> str:
    unit = basis.units.get(opinion.unit)
    name = opinion.unit if unit is None else unit.name
    return f"Sáng kiến “{opinion.name}” của {name} đã được công nhận nhưng không còn trong bản nộp; cần rà soát lại."
