"""Who does the work that falls into many like pieces: the cores of this computer, unless a subclass does it elsewhere.

What is spread are our own functions over our own values; what was received from outside is read by `Workers`, with
limits.
"""

import gc
import math
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any, TypeVar

from par_excel.system.tasks import Job, TaskFailure
from par_excel.system.workers import Workers

K = TypeVar("K")
_C = TypeVar("_C")
_T = TypeVar("_T")
_R = TypeVar("_R")

Progress = Callable[[int, int], None]
"""Told how many pieces are done, of how many."""

_PIECES_A_PROCESS = 40
"""Pieces whose work takes as long as starting one more process; with fewer for each, cores stay unused."""
_BATCH = 25
"""Pieces that travel together."""
_AHEAD = 2
"""Batches handed out for each process, so that none is idle."""
_TASKS_A_CHILD = 20
"""Tasks whose work takes as long as starting one more child."""


class Runner:
    """Does pieces of work; results come in the order of the pieces, the same whoever does them.

    Args:
        processes: how many of this computer work at what is spread; as many as there are cores and it is worth, where
            nothing is said.
    """

    def __init__(self, processes: int | None = None) -> None:
        self._processes = processes

    def spread(
        self,
        work: Callable[[_C, Sequence[_T]], Sequence[_R]],
        common: _C,
        pieces: Sequence[_T],
        *,
        progress: Progress | None = None,
    ) -> Generator[_R, None, None]:
        """Yield what becomes of each piece, in the order of the pieces.

        Args:
            work: a function of a module, given what is common and some pieces; it returns one result for each.
            common: what all pieces need.
            pieces: what is to be done; like `common`, it is copied to other processes.
            progress: told how many pieces are done, of how many.
        """
        do_here = partial(work, common)
        count = self._processes or max(1, min(usable_cores(), len(pieces) // _PIECES_A_PROCESS))
        if count == 1:
            # lazily: a batch is worked on when its results are asked for
            yield from batched(lambda batch: partial(do_here, batch), do_here, pieces, 1, progress)
            return
        # loaded for large rounds alone: no other command, and no child, has time for them
        import multiprocessing  # noqa: PLC0415 - as said
        from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - as said

        # spawned everywhere, as Windows does: a forked child would inherit threads' locks
        context, given = multiprocessing.get_context("spawn"), (gc.get_threshold(), common)
        pool = ProcessPoolExecutor(count - 1, mp_context=context, initializer=_begin, initargs=given)
        whose = cycle(range(count))

        def hand_out(batch: Sequence[_T]) -> Callable[[], Sequence[_R]]:
            if next(whose) == 0:  # this process works as well, first of all while the others start
                return partial(do_here, batch)
            try:
                return pool.submit(_with_common, work, batch).result
            except BrokenExecutor:  # a process was lost before; what is left is done here
                return partial(do_here, batch)

        try:
            yield from batched(hand_out, do_here, pieces, _AHEAD * count, progress)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def run(
        self, job: Job, tasks: Iterable[tuple[K, bytes]], count: int
    ) -> Iterator[tuple[K, bytes | TaskFailure]]:
        """Yield the answer to each of so many tasks, or what became of it; see `Workers.run`.

        Raises:
            ChildNotStarted: no child can be had; what was yielded before holds.
        """
        children = max(1, min(usable_cores(), count // _TASKS_A_CHILD))
        with Workers(job, children) as workers:
            yield from workers.run(tasks)


OWN_CORES = Runner()


def batched(
    hand_out: Callable[[Sequence[_T]], Callable[[], Sequence[_R]]],
    do_here: Callable[[Sequence[_T]], Sequence[_R]],
    pieces: Sequence[_T],
    ahead: int,
    progress: Progress | None,
) -> Generator[_R, None, None]:
    """Yield what becomes of each piece, in order.

    Args:
        hand_out: given a batch of pieces, begins it elsewhere, and returns what waits for the results.
        do_here: does a batch that was lost elsewhere, for want of memory perhaps.
        pieces: what is to be done.
        ahead: how many batches are handed out at once.
        progress: told how many pieces are done, of how many.
    """
    batches = (pieces[start : start + _BATCH] for start in range(0, len(pieces), _BATCH))
    done = 0
    for batch, results in drawn_ahead(((batch, hand_out(batch)) for batch in batches), ahead):
        try:
            found = results()
        except BrokenExecutor:
            found = do_here(batch)
        yield from found
        done += len(batch)
        if progress is not None:
            progress(done, len(pieces))


def drawn_ahead(values: Iterator[_T], count: int) -> Iterator[_T]:
    """Yield the values in their order, with `count` of them drawn ahead of what is taken."""
    waiting = deque(islice(values, count))
    while waiting:
        yield waiting.popleft()
        waiting.extend(islice(values, 1))


_COMMON: list[Any] = []
"""What is common to all pieces that this process does: handed over once, as ten thousand units weigh much."""


def _with_common(work: Callable[[Any, Sequence[_T]], Sequence[_R]], batch: Sequence[_T]) -> Sequence[_R]:
    return work(_COMMON[-1], batch)


def _begin(thresholds: tuple[int, int, int], common: object) -> None:
    """Settle a new process.

    Ctrl+C reaches every process of a terminal, but the parent says when the others end; circles of values are looked
    for as seldom as in the parent.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(*thresholds)
    _COMMON.append(common)


_CGROUP_QUOTA = Path("/sys/fs/cgroup/cpu.max")


def usable_cores() -> int:
    """Return how many cores this process may use; at least one."""
    return min(_granted_cores(), quota_cores(_quota()))


def quota_cores(quota: str) -> int:
    """Return how many cores a container's quota ("microseconds period") comes to; where there is none, very many."""
    try:
        used, period = quota.split()
        return max(1, math.ceil(int(used) / int(period)))
    except (ValueError, ZeroDivisionError):  # "max 100000", or nothing
        return sys.maxsize


def _granted_cores() -> int:
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    else:  # noqa: RET505 - mypy knows what stands in each branch
        return os.cpu_count() or 1


def _quota() -> str:
    try:
        return _CGROUP_QUOTA.read_text("ascii")
    except (OSError, ValueError):
        return ""
