"""Points that were lost, as work inside the province: who takes the lead in which criterion, and why."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from msgspec import Struct

from par_excel.model import Basis, LeafResult, Result, told
from par_excel.vietnamese import format_number


class LostPoints(Struct, frozen=True):
    """One criterion with points to gain."""

    leader: str
    """Name of the agency that takes the lead."""
    leaf: LeafResult
    points: Decimal
    cause: str
    """As the office says, or the agency; may be empty."""

    @property
    def task(self) -> str:
        """``Giao Sở A chủ trì khắc phục hạn chế ở tiêu chí 1.1 (chưa đạt 1 điểm)``."""
        level, code = self.leaf.criterion.level.value, self.leaf.criterion.code
        points = format_number(self.points)
        return f"Giao {self.leader} chủ trì khắc phục hạn chế ở {level} {code} (chưa đạt {points} điểm)"


def lost_points(basis: Basis, result: Result, *, with_ranked: bool = False) -> tuple[LostPoints, ...]:
    """Return every criterion with points to gain, agency by agency in their order, the most points first.

    Args:
        basis: the period and its catalogue.
        result: the merged period.
        with_ranked: also of the units that are ranked, each for itself.
    """
    order = {unit.name: index for index, unit in enumerate(basis.period.units)}
    ranked = (leaf for each in result.rankings for row in each.rows for leaf in row.unit.leaves)
    leaves = (*result.leaves, *(ranked if with_ranked else ()))
    found = sorted(_lost(basis, leaves), key=lambda each: -each.points)
    return tuple(sorted(found, key=lambda each: order.get(each.leader, len(order))))


def _lost(basis: Basis, leaves: Iterable[LeafResult]) -> Iterator[LostPoints]:
    for leaf in leaves:
        if leaf.lost:
            leader = basis.period.sender.name if leaf.unit is None else leaf.unit.name
            yield LostPoints(leader, leaf, leaf.lost, told(leaf).explanation)
