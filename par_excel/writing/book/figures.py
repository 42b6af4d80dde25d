"""Figures that master and report show alike: over fields and initiatives, and over the units of a ranking."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from par_excel.model import Basis, LeafResult, Ranked, Ranking, Result, UnitState

_WIDTH = Decimal("0.1")
_BANDS = 10


class Band(Struct, frozen=True):
    """A range of the index and how many units lie in it."""

    name: str
    units: int


class GroupFigures(Struct, frozen=True, kw_only=True):
    """Counts and ratios of a group of units; the ratios are None where no unit has one."""

    name: str
    units: int
    returned: int
    valid: int
    mean: Decimal | None
    best: Decimal | None
    least: Decimal | None


def leaves_by_field(basis: Basis, result: Result) -> Mapping[str, tuple[LeafResult, ...]]:
    """Return the leaves of every field, by its code."""
    found: dict[str, list[LeafResult]] = {field.code: [] for field in basis.catalogue.fields}
    for leaf in result.leaves:
        found[basis.catalogue.field_of(leaf.criterion.code).code].append(leaf)
    return {code: tuple(leaves) for code, leaves in found.items()}


def recognised_count(result: Result) -> int:
    """Return how many of the proposed initiatives the office recognised."""
    return sum(each is not None and each.opinion.is_recognised for each in result.initiative_reviews)


def bands(ranking: Ranking) -> tuple[Band, ...]:
    """Return bands of 10 % from the lowest that a unit lies in; the highest holds 100 % too."""
    counts = [0] * _BANDS
    for ratio in _ratios(ranking.rows):
        counts[min(_BANDS - 1, int(ratio / _WIDTH))] += 1
    first = next((index for index, count in enumerate(counts) if count), _BANDS - 1)
    return tuple(Band(_named(index), count) for index, count in enumerate(counts[first:], start=first))


def _named(index: int) -> str:
    upper = "đến 100%" if index == _BANDS - 1 else f"đến dưới {10 * (index + 1)}%"
    return f"Từ {10 * index}% {upper}"


def field_figures(ranking: Ranking) -> tuple[tuple[str, Decimal, Decimal | None, Decimal | None], ...]:
    """Return each field's name, maximum, mean of the points of units with a return, and the mean's ratio."""
    return tuple(
        (f"{field.code}. {field.name}", *_usual(ranking, index)) for index, field in enumerate(ranking.fields)
    )


def _usual(ranking: Ranking, index: int) -> tuple[Decimal, Decimal | None, Decimal | None]:
    totals = [row.unit.fields[index] for row in ranking.returned]
    # The largest: a set may leave out of a unit's maximum what did not arise there.
    maximum = max(row.unit.fields[index].self_maximum for row in ranking.rows)
    ratios = [ratio for total in totals if (ratio := total.ratio) is not None]
    return maximum, mean([total.score for total in totals]), mean(ratios)


def group_figures(ranking: Ranking, *, of_all: bool = False) -> tuple[GroupFigures, ...]:
    """Return the figures of each group, units without one last; or one of all units."""
    if of_all:
        return (_figures("", ranking.rows),)
    names = (*ranking.groups, *([""] if any(not row.unit.unit.group for row in ranking.rows) else []))
    return tuple(
        _figures(name, [row for row in ranking.rows if row.unit.unit.group == name]) for name in names
    )


def _figures(name: str, rows: Sequence[Ranked]) -> GroupFigures:
    ratios = list(_ratios(rows))
    return GroupFigures(
        name=name,
        units=len(rows),
        returned=sum(row.place is not None for row in rows),
        valid=sum(row.unit.state in {UnitState.VALID, UnitState.FROZEN} for row in rows),
        mean=mean(ratios),
        best=max(ratios, default=None),
        least=min(ratios, default=None),
    )


def _ratios(rows: Iterable[Ranked]) -> list[Decimal]:
    return [ratio for row in rows if row.place is not None and (ratio := row.unit.total.ratio) is not None]


def mean(numbers: Sequence[Decimal]) -> Decimal | None:
    """Return the mean; None of no numbers."""
    return sum(numbers, Decimal(0)) / len(numbers) if numbers else None
