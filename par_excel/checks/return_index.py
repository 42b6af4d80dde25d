"""An index over all current returns, for checks that compare one return with the others.

Each look-up table is built once and asked for every return: comparing each return with each other one takes a minute
for two hundred of them.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar, cast

from par_excel.model import Basis, Judged

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
V = TypeVar("V", bound=Hashable)


class ReturnIndex:
    """The current submissions of all units, with the look-up tables that checks have built over them."""

    def __init__(self, current: Sequence[Judged], basis: Basis) -> None:
        """Take the submissions; no table is built before a check asks for it."""
        self.current = tuple(current)
        self.basis = basis
        self._tables: dict[Callable[[ReturnIndex], Any], object] = {}

    @cached_property
    def of_own_forms(self) -> tuple[Judged, ...]:
        """The submissions of units that each fill a form alone; where many fill one, each speaks for itself."""
        shared = self.basis.shared_appendices
        return tuple(each for each in self.current if each.submission.appendix not in shared)

    def table(self, build: Callable[["ReturnIndex"], T]) -> T:
        """Return the look-up table that this function builds; it runs the first time only."""
        if build not in self._tables:
            self._tables[build] = build(self)
        return cast("T", self._tables[build])


class ValuesByUnit(Generic[K, V]):
    """Which units gave which value under which name."""

    def __init__(self, given: Iterable[tuple[K, V, str]]) -> None:
        """Take names, values and units."""
        self._units: dict[K, dict[V, str | set[str]]] = {}
        """A single unit, or several: most names are one unit's own, and a set of one takes five times the memory."""
        for name, value, unit in given:
            by_value = self._units.setdefault(name, {})
            known = by_value.setdefault(value, unit)
            if isinstance(known, set):
                known.add(unit)
            elif known != unit:
                by_value[value] = {known, unit}

    @property
    def is_empty(self) -> bool:
        """Whether nobody gave anything."""
        return not self._units

    def values(self, name: K) -> frozenset[V]:
        """Return the values that any unit gave."""
        return frozenset(self._units.get(name, ()))

    def is_given_by_another(self, name: K, unit: str) -> bool:
        """Say whether another unit gave any value under this name."""
        return any(_has_another(units, unit) for units in self._units.get(name, {}).values())

    def differs(self, name: K, value: V, unit: str) -> bool:
        """Say whether another unit gave another value under this name."""
        known = self._units.get(name, {})
        return any(other != value and _has_another(units, unit) for other, units in known.items())


def _has_another(units: str | set[str], unit: str) -> bool:
    return isinstance(units, set) or units != unit
