"""The sums over leaves, column by column: exact decimals, to which no binary fraction can be added."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, localcontext
from functools import reduce
from operator import add
from typing import Any

from par_excel.model import LeafResult, LeafState, Method, Total

EXACT = Context(prec=2_000, traps=[Inexact])
"""A sum that would have to be rounded raises; Decimal's own 28 digits would round it in silence."""

_ZERO = Decimal(0)
_MAXIMA = ("self_maximum", "survey_maximum", "office_maximum", "unit_maximum")
_SUMMED = (*_MAXIMA, "score", "own", "leaves", "counted")


@dataclass(frozen=True, slots=True)
class Group:
    """Leaves that are summed under one key."""

    key: str
    name: str
    leaves: Sequence[LeafResult]


def totals(groups: Sequence[Group]) -> tuple[Total, ...]:
    """Return the sums of every group, in the same order; a group without leaves comes to nothing."""
    is_reviewed = any(leaf.review is not None for group in groups for leaf in group.leaves)
    return tuple(_total(group, _sums(group.leaves), is_reviewed=is_reviewed) for group in groups)


def _sums(leaves: Iterable[LeafResult]) -> Mapping[str, Any]:
    columns = zip(*map(_summands, leaves), strict=True)
    with localcontext(EXACT):
        return {name: reduce(add, column) for name, column in zip(_SUMMED, columns, strict=False)}


def _summands(leaf: LeafResult) -> Iterator[Decimal | int]:
    maximum, reachable = leaf.criterion.maximum, leaf.self_maximum
    is_office, is_by_unit = leaf.criterion.method is Method.OFFICE, leaf.state is LeafState.BY_UNIT
    yield _ZERO if reachable is None else reachable
    yield _ZERO if reachable is not None or is_office or is_by_unit else maximum
    yield maximum if reachable is None and is_office else _ZERO
    yield maximum if is_by_unit else _ZERO
    yield _ZERO if leaf.score is None else leaf.score
    yield _ZERO if leaf.own is None else leaf.own
    yield int(reachable is not None)
    yield int(leaf.score is not None)


def _total(group: Group, sums: Mapping[str, Any], *, is_reviewed: bool) -> Total:
    maxima = {name: sums.get(name, _ZERO) for name in _MAXIMA}
    with localcontext(EXACT):
        maximum = sum(maxima.values(), _ZERO)
    return Total(
        key=group.key,
        name=group.name,
        maximum=maximum,
        score=sums.get("score", _ZERO),
        leaves=sums.get("leaves", 0),
        counted=sums.get("counted", 0),
        own=sums.get("own", _ZERO) if is_reviewed else None,
        **maxima,
    )
