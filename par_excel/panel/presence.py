"""Whether anybody still looks: pages that are open say so every few seconds."""

from collections.abc import Callable
from threading import Lock


class Presence:
    """When a page last gave a sign.

    Args:
        clock: counts seconds and never goes back.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = Lock()
        self._last = clock()
        self.is_asked_to_end = False
        """Whether somebody has closed the panel by its button."""

    def sign(self) -> None:
        """Note that a page is open."""
        with self._lock:
            self._last = self._clock()

    @property
    def idle_seconds(self) -> float:
        """How long no page has given a sign."""
        with self._lock:
            return self._clock() - self._last
