"""The sums over leaves, column by column: exact decimals, to which no binary fraction can be added."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Context, Decimal, Inexact, localcontext
from functools import reduce
from operator import add
from typing import Any

from msgspec import Struct

from par_excel.model import LeafResult, LeafState, Method, Total

EXACT = Context(prec=2_000, traps=[Inexact])
"""The context of all sums: one that would have to be rounded raises, where Decimal's own 28 digits would round it in silence."""

_ZERO = Decimal(0)
_MAXIMA = ("self_maximum", "survey_maximum", "office_maximum", "unit_maximum", "left_out_maximum")
_BONUS = ("bonus_maximum", "bonus", "own_bonus", "bonus_counted")
_SUMMED = (*_MAXIMA, *_BONUS, "score", "own", "counted", "leaves")


class Group(Struct, frozen=True):
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
    yield from _maxima(leaf)
    score, own = (_ZERO if given is None else given for given in (leaf.score, leaf.own))
    reached, nothing = (score, own, int(leaf.score is not None)), (_ZERO, _ZERO, 0)
    is_bonus = leaf.criterion.is_bonus
    yield from reached if is_bonus else nothing
    yield from nothing if is_bonus else reached
    yield int(leaf.is_assessed and not is_bonus)


def _maxima(leaf: LeafResult) -> Iterator[Decimal]:
    """Yield the leaf's maximum in the one column that it belongs to, and nothing in the others."""
    belongs = {
        "bonus_maximum": leaf.criterion.is_bonus,
        "left_out_maximum": leaf.state is LeafState.LEFT_OUT,
        "unit_maximum": leaf.state is LeafState.BY_UNIT,
        "self_maximum": leaf.is_assessed,
        "office_maximum": leaf.criterion.method is Method.OFFICE,
        "survey_maximum": True,
    }
    own = next(name for name, holds in belongs.items() if holds)
    for name in (*_MAXIMA, "bonus_maximum"):
        yield leaf.criterion.maximum if name == own else _ZERO


def _total(group: Group, sums: Mapping[str, Any], *, is_reviewed: bool) -> Total:
    maxima = {name: sums.get(name, _ZERO) for name in _MAXIMA}
    with localcontext(EXACT):
        maximum = sum(maxima.values(), _ZERO)
    return Total(
        key=group.key,
        name=group.name,
        maximum=maximum,
        **{name: sums[name] for name in _BONUS if name in sums},
        score=sums.get("score", _ZERO),
        leaves=sums.get("leaves", 0),
        counted=sums.get("counted", 0),
        own=sums.get("own", _ZERO) if is_reviewed else None,
        **maxima,
    )
