"""Tasks done in limited child processes, several at once; a task that ends its child costs only itself."""

from collections import deque
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from threading import Lock
from typing import Generic, NamedTuple, Self, TypeVar

from par_excel.system.tasks import Job, TaskFailure
from par_excel.system.worker import Worker

K = TypeVar("K")

_MOST_WAITING = 64
"""Answers that wait for an earlier one."""
_MOST_BYTES = 64 * 1024 * 1024
"""Bytes of tasks and answers that are held."""
_SIGNAL_SECONDS = 0.5
"""Windows lets Ctrl+C through only between two waits."""


class Workers:
    """Some child processes, each with the same set-up; they are started when there is work, and end with the block.

    Args:
        job: what they do.
        count: how many children there are at most.
    """

    def __init__(self, job: Job, count: int) -> None:
        if count < 1:
            raise ValueError(f"{count} children")
        self._job, self._count = job, count
        self._threads = ThreadPoolExecutor(count, "par_excel worker")
        self._lock = Lock()
        self._children: set[Worker] = set()
        self._free: list[Worker] = []
        self._is_closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        self.close()

    def close(self) -> None:
        """End all children, whatever they are doing; nothing can be run any more."""
        with self._lock:
            self._is_closed = True
            for child in self._children:
                child.kill()
        self._threads.shutdown(cancel_futures=True)
        while self._children:
            self._children.pop().end()

    def run(self, tasks: Iterable[tuple[K, bytes]]) -> Iterator[tuple[K, bytes | TaskFailure]]:
        """Yield the answer to each task, or what became of it, in the order of the tasks; one run at a time.

        Tasks are taken from the iterable a few ahead, in the caller's own thread.

        Raises:
            ChildNotStarted: no child can be had; what was yielded before holds.
        """
        given = (_GivenTask(key, len(data), self._submitted(data)) for key, data in tasks)
        # for each child, one task in its hands and one ready for it
        return _ordered_results(given, most_unanswered=2 * self._count)

    def _submitted(self, task: bytes) -> Future[bytes | TaskFailure]:
        if self._is_closed:
            raise ValueError("closed")
        return self._threads.submit(self._answer, task)

    def _answer(self, task: bytes) -> bytes | TaskFailure:
        """Give a task to a child that has none, in one of the threads."""
        child = self._free_child()
        try:
            return child.answer(task)
        except BaseException:
            child.end()  # what it says next would be taken for the answer to another task
            raise
        finally:
            with self._lock:
                if child.is_alive:
                    self._free.append(child)
                else:
                    self._children.discard(child)

    def _free_child(self) -> Worker:
        with self._lock:
            if self._free:
                return self._free.pop()
        child = Worker(self._job)
        with self._lock:
            self._children.add(child)
            if self._is_closed:
                child.kill()
        return child


class _GivenTask(NamedTuple, Generic[K]):
    """A task that was handed out."""

    key: K
    size_bytes: int
    answer: Future[bytes | TaskFailure]

    @property
    def held_bytes(self) -> int:
        """Bytes of the task until there is an answer, then those of the answer."""
        if not self.answer.done():
            return self.size_bytes
        answer = None if self.answer.cancelled() or self.answer.exception() else self.answer.result()
        return len(answer) if isinstance(answer, bytes) else 0


def _ordered_results(
    given: Iterator[_GivenTask[K]], *, most_unanswered: int
) -> Iterator[tuple[K, bytes | TaskFailure]]:
    """Yield the answers in the order of the tasks, which are handed out by drawing them; bound what waits of them."""
    waiting: deque[_GivenTask[K]] = deque()
    try:
        while True:
            while _has_room(waiting, most_unanswered) and (newest := next(given, None)):
                waiting.append(newest)
            if not waiting:
                return
            if waiting[0].answer.done():
                first = waiting.popleft()
                yield first.key, first.answer.result()
            else:
                unanswered = [each.answer for each in waiting if not each.answer.done()]
                wait(unanswered, _SIGNAL_SECONDS, FIRST_COMPLETED)
    finally:
        for each in waiting:
            each.answer.cancel()


def _has_room(waiting: Collection[_GivenTask[K]], most_unanswered: int) -> bool:
    """Tell whether one more task may be handed out beside those that wait; where none does, always."""
    answered = sum(each.answer.done() for each in waiting)
    return not waiting or (
        len(waiting) - answered < most_unanswered
        and answered < _MOST_WAITING
        and sum(each.held_bytes for each in waiting) < _MOST_BYTES
    )
