"""The one place that says which score follows from what was ticked or counted (DESIGN: ticks win over cached values)."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from par_excel.model.catalogue import Cumulative, Levels, Rate, Scale
from par_excel.model.submission import ScoreOrigin

_LIMIT_SUBSETS = 12


@dataclass(frozen=True, slots=True)
class Derived:
    """A score that follows from the form, and from what; value None where nothing follows."""

    value: Decimal | None
    origin: ScoreOrigin


NOTHING = Derived(None, ScoreOrigin.NONE)


def derive_score(
    scale: Scale,
    ticked: Collection[str],
    *,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    places: int,
) -> Derived:
    """Return the score that follows from the ticked lines or the two figures.

    Args:
        scale: the scale of the leaf.
        ticked: ids of the lines that are marked; marks that contradict each other give no score.
        numerator: the upper figure of a rate, None where it is not given.
        denominator: the lower figure of a rate.
        places: decimal places of a score that follows from a rate (rounded half up).
    """
    if isinstance(scale, Levels):
        reached = [line.points for line in scale.lines if line.id in ticked]
        return Derived(reached[0], ScoreOrigin.TICKS) if len(reached) == 1 else NOTHING
    if isinstance(scale, Cumulative):
        return _derive_cumulative(scale, ticked)
    if isinstance(scale, Rate) and scale.is_computable and numerator is not None and denominator is not None:
        score = scale.score(numerator, denominator, places=places)
        return NOTHING if score is None else Derived(score, ScoreOrigin.RATE)
    return NOTHING


def _derive_cumulative(scale: Cumulative, ticked: Collection[str]) -> Derived:
    reached = [line.points for line in scale.lines if line.id in ticked]
    says_nothing = scale.nothing.id in ticked
    if says_nothing == bool(reached):
        return NOTHING
    return Derived(sum(reached, Decimal(0)), ScoreOrigin.TICKS)


def reachable_scores(scale: Scale) -> tuple[Decimal, ...] | None:
    """Return every score that the scale can give, highest first; None where any value may come out."""
    if isinstance(scale, Levels):
        return tuple(sorted({line.points for line in scale.lines}, reverse=True))
    if isinstance(scale, Cumulative) and len(scale.lines) <= _LIMIT_SUBSETS:
        points = [line.points for line in scale.lines]
        sums = {
            sum(chosen, Decimal(0))
            for count in range(len(points) + 1)
            for chosen in combinations(points, count)
        }
        return tuple(sorted(sums, reverse=True))
    return None
