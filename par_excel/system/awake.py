"""Time in which the computer was awake: the clock of Windows goes on while it sleeps, and nobody has waited then."""

from collections.abc import Callable
from time import monotonic


class AwakeSeconds:
    """Seconds that passed while somebody looked again and again; a pause counts as no more than a bound.

    Args:
        most_seconds: that count between two looks.
        clock: counts seconds and never goes back.
    """

    def __init__(self, most_seconds: float, clock: Callable[[], float] = monotonic) -> None:
        self._most, self._clock = most_seconds, clock
        self._before, self._seconds = clock(), 0.0

    def __call__(self) -> float:
        """Look, and return all seconds that counted."""
        now = self._clock()
        self._seconds += min(now - self._before, self._most)
        self._before = now
        return self._seconds
