"""What all current returns say together: gathered once, asked for every return.

Whoever compares each return with all others anew takes a minute for two hundred of them.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar, cast

from par_excel.model import Basis, Judged

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
V = TypeVar("V", bound=Hashable)


class Together:
    """The current submissions of all units, and what the checks have gathered from them."""

    def __init__(self, current: Sequence[Judged], basis: Basis) -> None:
        """Gather nothing yet."""
        self.current = tuple(current)
        self.basis = basis
        self._gathered: dict[Callable[[Together], Any], object] = {}

    @cached_property
    def unlike(self) -> tuple[Judged, ...]:
        """The submissions of units that each fill a form alone; what others of the same form say is their own."""
        shared = self.basis.shared_appendices
        return tuple(each for each in self.current if each.submission.appendix not in shared)

    def once(self, gather: Callable[["Together"], T]) -> T:
        """Return what this function gathers; it runs the first time only."""
        if gather not in self._gathered:
            self._gathered[gather] = gather(self)
        return cast("T", self._gathered[gather])


class Said(Generic[K, V]):
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

    def is_said_by_another(self, name: K, unit: str) -> bool:
        """Say whether another unit gave any value under this name."""
        return any(_has_another(units, unit) for units in self._units.get(name, {}).values())

    def differs(self, name: K, value: V, unit: str) -> bool:
        """Say whether another unit gave another value under this name."""
        known = self._units.get(name, {})
        return any(other != value and _has_another(units, unit) for other, units in known.items())


def _has_another(units: str | set[str], unit: str) -> bool:
    return isinstance(units, set) or units != unit
