"""The tasks of one run that were handed out and whose results were not yet handed on, in order."""

from typing import Generic, TypeVar

from par_excel.system.death import Death

Outcome = bytes | Death | BaseException
"""An exception is one that stops the whole run."""

K = TypeVar("K")

_MOST_WAITING = 64
_MOST_BYTES = 64 * 1024 * 1024


class Line(Generic[K]):
    """Tasks in the order in which they came; memory that they may take is bounded."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._keys: dict[int, K] = {}
        self._sizes: dict[int, int] = {}
        self._outcomes: dict[int, Outcome] = {}
        self._held_bytes = 0
        self._next = 0
        self._added = 0

    @property
    def is_empty(self) -> bool:
        """Tell whether every result was handed on."""
        return not self._keys

    @property
    def unanswered(self) -> int:
        """Return how many tasks have no outcome yet."""
        return len(self._keys) - len(self._outcomes)

    def has_room(self) -> bool:
        """Tell whether one more task may be handed out."""
        if self.is_empty:
            return True
        return (
            self.unanswered < self._places
            and len(self._outcomes) < _MOST_WAITING
            and self._held_bytes < _MOST_BYTES
        )

    def add(self, key: K, size_bytes: int) -> int:
        """Put a task at the end, and return its number."""
        number = self._added
        self._added += 1
        self._keys[number] = key
        self._weigh(number, size_bytes)
        return number

    def arrive(self, number: int, outcome: Outcome) -> None:
        """Keep what came of a task until its turn comes."""
        self._outcomes[number] = outcome
        self._weigh(number, len(outcome) if isinstance(outcome, bytes) else 0)

    def is_ready(self) -> bool:
        """Tell whether the task whose turn it is has an outcome."""
        return self._next in self._outcomes

    def take(self) -> tuple[K, Outcome]:
        """Take out the task whose turn it is, with its outcome."""
        number = self._next
        self._next += 1
        self._held_bytes -= self._sizes.pop(number)
        return self._keys.pop(number), self._outcomes.pop(number)

    def _weigh(self, number: int, size_bytes: int) -> None:
        self._held_bytes += size_bytes - self._sizes.get(number, 0)
        self._sizes[number] = size_bytes
