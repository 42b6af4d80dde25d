"""The tasks of one run that were handed out and whose results were not yet handed on, in order.

Tasks are done in limited child processes, several at once; a task that ends its child costs only itself.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from time import monotonic
from types import TracebackType
from typing import Generic, Self, TypeVar

from par_excel.system.tasks import Death, ProcessLimits
from par_excel.system.worker import HeldChild

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


_LOOK_SECONDS = 0.05
_MOST_SECONDS_A_LOOK = 0.5
"""What counts as waiting between two looks: a computer that slept an hour has not waited for an hour."""
_SIGNAL_SECONDS = 0.5
"""Windows lets Ctrl+C through only between two waits."""


@dataclass(frozen=True, slots=True)
class _Task:
    number: int
    data: bytes
    outcomes: "SimpleQueue[tuple[int, Outcome]]"


class Workers:
    """Some child processes, each with the same set-up; they are started when there is work, and end with the block.

    Args:
        target: "package.module:function"; in a child, `function(setup)` is called once, and what it returns is called
            with the bytes of every task and returns those of the answer.
        setup: what the function is given.
        limits: what one task may use.
        count: how many children there are at most.
    """

    def __init__(self, target: str, setup: bytes, limits: ProcessLimits, count: int) -> None:
        if count < 1:
            raise ValueError(f"{count} children")
        self._target, self._setup, self._limits, self._count = target, setup, limits, count
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
        self._tenders: list[Thread] = []
        self._watcher = Thread(target=self._watch, name="par_excel watcher", daemon=True)
        self._children: set[HeldChild] = set()
        self._lock = Lock()
        self._closing = Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all children, whatever they are doing; nothing can be run any more."""
        with self._lock:
            self._closing.set()
            for child in self._children:
                child.kill()
        self._forget_tasks()
        for _ in self._tenders:
            self._tasks.put(None)
        for tender in self._tenders:
            tender.join()
        if self._tenders:
            self._watcher.join()

    def run(self, tasks: Iterable[tuple[K, bytes]]) -> Iterator[tuple[K, bytes | Death]]:
        """Yield the answer to each task, or what became of it, in the order of the tasks; one run at a time.

        Tasks are taken from the iterable a few ahead, in the caller's own thread.

        Raises:
            ChildNotStarted: no child can be had; what was yielded before holds.
        """
        source = iter(tasks)
        line: Line[K] = Line(places=2 * self._count)  # one in a child's hands, one ready for it
        outcomes: SimpleQueue[tuple[int, Outcome]] = SimpleQueue()
        try:
            while self._hand_out(source, line, outcomes):
                self._wait(line, outcomes)
                if line.is_ready():
                    key, outcome = line.take()
                    if isinstance(outcome, BaseException):
                        raise outcome
                    yield key, outcome
        finally:
            self._forget_tasks()

    def _hand_out(
        self,
        source: Iterator[tuple[K, bytes]],
        line: Line[K],
        outcomes: "SimpleQueue[tuple[int, Outcome]]",
    ) -> bool:
        """Hand out tasks while there is room; false where all are done."""
        if self._closing.is_set():
            raise ValueError("closed")
        while line.has_room() and (given := next(source, None)) is not None:
            key, data = given
            self._tasks.put(_Task(line.add(key, len(data)), data, outcomes))
            if len(self._tenders) < min(self._count, line.unanswered):
                self._add_tender()
        return not line.is_empty

    def _wait(self, line: Line[K], outcomes: "SimpleQueue[tuple[int, Outcome]]") -> None:
        """Take in what has come; wait a little where the task whose turn it is has not."""
        with suppress(Empty):
            if not line.is_ready():
                line.arrive(*outcomes.get(timeout=_SIGNAL_SECONDS))
            while True:
                line.arrive(*outcomes.get_nowait())

    def _forget_tasks(self) -> None:
        with suppress(Empty):
            while True:
                self._tasks.get_nowait()

    def _add_tender(self) -> None:
        if not self._tenders:
            self._watcher.start()
        tender = Thread(target=self._tend, name="par_excel tender", daemon=True)
        tender.start()
        self._tenders.append(tender)

    def _tend(self) -> None:
        """Give tasks to one child after the other, in a thread of its own."""
        child: HeldChild | None = None
        while (task := self._tasks.get()) is not None:
            outcome: Outcome
            try:
                child = child or self._new_child()
                outcome = child.answer(task.data)
            except BaseException as failure:  # noqa: BLE001 - is raised where the outcome is waited for
                outcome = failure
            if child is not None and (isinstance(outcome, BaseException) or not child.is_alive):
                self._drop(child)
                child = None
            task.outcomes.put((task.number, outcome))
            del task, outcome  # may be large, and would lie there while this thread waits
        if child is not None:
            self._drop(child)

    def _new_child(self) -> HeldChild:
        child = HeldChild(self._target, self._limits)
        with self._lock:
            self._children.add(child)
            if self._closing.is_set():
                child.kill()
        try:
            child.set_up(self._setup)
        except BaseException:
            self._drop(child)
            raise
        return child

    def _drop(self, child: HeldChild) -> None:
        child.end()
        with self._lock:
            self._children.discard(child)

    def _watch(self) -> None:
        """Look at all children again and again, in a thread of its own."""
        before = monotonic()
        while not self._closing.wait(_LOOK_SECONDS):
            now = monotonic()
            with self._lock:
                children = tuple(self._children)
            for child in children:
                child.watch(min(now - before, _MOST_SECONDS_A_LOOK))
            before = now
