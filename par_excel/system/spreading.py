"""Work that falls into many like pieces is spread over all cores, or done here; which of them is chosen in this place alone.

Only our own functions over our own values come here; what was received from outside is read by `Workers`, with limits.
"""

import gc
import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from typing import Any, ParamSpec, TypeVar

from par_excel.system.cores import usable_cores

_A = ParamSpec("_A")
_C = TypeVar("_C")
_T = TypeVar("_T")
_R = TypeVar("_R")

_PIECES_A_PROCESS = 40
"""Starting a process takes as long as so many pieces."""
_BATCH = 25
"""Pieces that travel together."""
_AHEAD = 2
"""Batches waiting for each process, so that none is idle."""


class HereAndNow(Executor):
    """An executor that does everything at once, in this very process."""

    def submit(self, fn: Callable[_A, _R], /, *args: _A.args, **kwargs: _A.kwargs) -> Future[_R]:
        """Do it; what goes wrong is raised where the result is asked for."""
        future: Future[_R] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as failure:  # noqa: BLE001 - a future carries whatever it is
            future.set_exception(failure)
        return future


def _executor_for(processes: int, common: object) -> Executor:
    """Return what runs so many processes at once, each of which keeps what is common; this one alone where one is enough."""
    if processes < 2:
        return HereAndNow()
    # spawned everywhere, as Windows does: a forked child would inherit threads' locks
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(
        processes, mp_context=context, initializer=_begin, initargs=(gc.get_threshold(), common)
    )


def spread(  # noqa: PLR0913 - what, with what, of what, and by whom
    work: Callable[[_C, Sequence[_T]], Sequence[_R]],
    common: _C,
    pieces: Sequence[_T],
    *,
    processes: int | None = None,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Generator[_R, None, None]:
    """Yield what becomes of each piece, in the order of the pieces, however many processes work at it.

    Args:
        work: a function of a module, given what is common and some pieces; it returns one result for each.
        common: what all pieces need.
        pieces: what is to be done; like `common`, it is copied to other processes.
        processes: how many work at once; as many as there are cores and it is worth, where nothing is said.
        executor: who does the work; the cores of this computer, where nothing is said.
        progress: told how many pieces are done, of how many.
    """
    count = processes or max(1, min(usable_cores(), len(pieces) // _PIECES_A_PROCESS))
    batches = deque(pieces[start : start + _BATCH] for start in range(0, len(pieces), _BATCH))
    waiting: deque[tuple[Sequence[_T], Future[Sequence[_R]] | None]] = deque()
    doing = executor or _executor_for(count, common)
    is_kept = isinstance(doing, ProcessPoolExecutor) and executor is None
    done = 0
    try:
        while batches or waiting:
            while batches and len(waiting) < (_AHEAD * count if count > 1 else 1):
                batch = batches.popleft()
                waiting.append((batch, _submitted(doing, work, None if is_kept else (common,), batch)))
            batch, future = waiting.popleft()
            yield from _result(work, common, batch, future)
            done += len(batch)
            if progress is not None:
                progress(done, len(pieces))
    finally:
        doing.shutdown(wait=True, cancel_futures=True)


def _submitted(
    executor: Executor,
    work: Callable[[_C, Sequence[_T]], Sequence[_R]],
    common: tuple[_C] | None,
    batch: Sequence[_T],
) -> Future[Sequence[_R]] | None:
    """Hand a batch out with what is common, or without where each process keeps that: ten thousand units weigh much."""
    try:
        if common is None:
            return executor.submit(_with_kept, work, batch)
        return executor.submit(work, *common, batch)
    except BrokenExecutor:  # a process was lost before; what is left is done here
        return None


def _result(
    work: Callable[[_C, Sequence[_T]], Sequence[_R]],
    common: _C,
    batch: Sequence[_T],
    future: Future[Sequence[_R]] | None,
) -> Sequence[_R]:
    """Return the results of a batch; it is done here where a process was lost with it, for want of memory perhaps."""
    if future is not None:
        try:
            return future.result()
        except BrokenExecutor:
            pass
    return work(common, batch)


_KEPT: list[Any] = []
"""What is common to all pieces that this process does."""


def _with_kept(work: Callable[[Any, Sequence[_T]], Sequence[_R]], batch: Sequence[_T]) -> Sequence[_R]:
    return work(_KEPT[-1], batch)


def _begin(thresholds: tuple[int, int, int], common: object) -> None:
    """Settle a new process.

    Ctrl+C reaches every process of a terminal, but the parent says when the others end; circles of values are looked
    for as seldom as in the parent.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(*thresholds)
    _KEPT.append(common)
