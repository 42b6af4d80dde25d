"""The one place that says which score follows from what was ticked or counted, and which score counts.

A score that a person typed counts, else what follows from ticks or figures. The result that a file keeps of the form's
own formula never counts: programs that do not compute formulas keep an old one.
"""

from collections.abc import Collection, Sequence
from decimal import Decimal
from itertools import combinations

from msgspec import Struct
from msgspec.structs import replace

from par_excel.model.catalogue import Criterion, Cumulative, Formula, Levels, Scale, WhenNotArisen
from par_excel.model.cell import Cell, Remark
from par_excel.model.submission import ScoreOrigin

_LIMIT_SUBSETS = 12
"""Lines of a cumulative scale up to which all its sums are worked out: 4,096 at most."""


class Derived(Struct, frozen=True):
    """A score that follows from the form, and from what; value None where nothing follows."""

    value: Decimal | None
    origin: ScoreOrigin


_BLANK, _FORMULA = frozenset({Remark.BLANK}), frozenset({Remark.FORMULA})
_MERGED, _STALE = frozenset({Remark.MERGED}), frozenset({Remark.STALE})
NOTHING = Derived(None, ScoreOrigin.NONE)


def derive_score(
    scale: Scale,
    ticked: Collection[str],
    *,
    amounts: Sequence[Decimal | None] = (),
    places: int,
) -> Derived:
    """Return the score that follows from the ticked lines or the figures.

    Args:
        scale: the scale of the leaf.
        ticked: ids of the lines that are marked; marks that contradict each other give no score.
        amounts: the figures of a formula, in its order, None for those that are not given.
        places: decimal places of a score that follows from a rate (rounded half up).
    """
    if isinstance(scale, Levels):
        reached = [line.points for line in scale.lines if line.id in ticked]
        return Derived(reached[0], ScoreOrigin.TICKS) if len(reached) == 1 else NOTHING
    if isinstance(scale, Cumulative):
        return _derive_cumulative(scale, ticked)
    if isinstance(scale, Formula):
        score = scale.score(amounts, places=places)
        return NOTHING if score is None else Derived(score, ScoreOrigin.RATE)
    return NOTHING


def _derive_cumulative(scale: Cumulative, ticked: Collection[str]) -> Derived:
    reached = [line.points for line in scale.lines if line.id in ticked]
    says_nothing = scale.nothing.id in ticked
    if says_nothing == bool(reached):
        return NOTHING
    return Derived(sum(reached, Decimal(0)), ScoreOrigin.TICKS)


def what_follows(leaf: Criterion, derived: Derived, *, is_not_arisen: bool) -> Derived:
    """Return the score that follows in a form: from ticks or figures, else from what the set says where nothing arose."""
    if not is_not_arisen:
        return derived
    return Derived(leaf.maximum, ScoreOrigin.TICKS) if leaf.when_not_arisen is WhenNotArisen.FULL else NOTHING


def counted_score(
    seen: Cell[Decimal], follows: Derived, *, is_own_formula: bool
) -> tuple[Cell[Decimal], ScoreOrigin]:
    """Return the score that counts, with where it comes from.

    Args:
        seen: what stands in the cell of the score.
        follows: what follows from the form.
        is_own_formula: whether the cell holds the form's formula; one that a person wrote is as good as a number.
    """
    if is_own_formula:
        return _recomputed(seen, follows), follows.origin
    if seen.value is not None:
        return seen, ScoreOrigin.TYPED
    if not seen.is_empty or follows.value is None:
        return seen, ScoreOrigin.NONE
    return replace(seen, value=follows.value, remarks=seen.remarks - _BLANK), follows.origin


def _recomputed(seen: Cell[Decimal], follows: Derived) -> Cell[Decimal]:
    """Return what the form's formula gives, with a remark where the file keeps another result."""
    if follows.value is None and Remark.ERROR_VALUE in seen.remarks:
        return replace(seen, value=None)
    remarks = _FORMULA | (seen.remarks & _MERGED)
    if follows.value is None:
        remarks |= _BLANK
    if Remark.NEVER_COMPUTED in seen.remarks:
        return Cell(follows.value, "", seen.place, remarks)
    kept = None if Remark.TEXT_NUMBER in seen.remarks else seen.value
    if kept != follows.value or (kept is None and seen.raw):
        remarks |= _STALE
    return Cell(follows.value, seen.raw, seen.place, remarks)


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
