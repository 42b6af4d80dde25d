"""A Dask cluster that does the work of this computer's cores: bytes travel with the task, no disk is shared.

Dask runs a lost worker's batch again elsewhere. What the cluster cannot do at all, because all workers are gone or the
scheduler is, is done here: nothing is lost with it but time. Files from outside are read in limited children on the
workers too, so that a hostile one costs itself and no worker. Dask is loaded only where a cluster is asked for.
"""

import logging
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import contextmanager, suppress
from enum import Enum
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from par_excel import __version__
from par_excel.system.awake import AwakeSeconds
from par_excel.system.runner import Progress, Runner, batched, drawn_ahead
from par_excel.system.tasks import ChildNotStarted, Job, TaskFailure
from par_excel.system.workers import Workers

if TYPE_CHECKING:
    from distributed import Client

K = TypeVar("K")
_C = TypeVar("_C")
_T = TypeVar("_T")
_R = TypeVar("_R")

_CONNECT_SECONDS = 10
_STARTS = 3
"""Attempts to start Dask's own loop, which is given ten seconds to begin; on a busy machine it may take longer."""
_LOOK_SECONDS = 1.0
_MOST_SECONDS_A_LOOK = 5.0
"""Seconds between two looks that count at most towards having no workers; a computer that sleeps waits for nobody."""
ALONE_SECONDS = 20.0
"""Seconds for which a cluster without any worker is waited for: Dask starts a lost one again."""
_BATCH_TASKS, _BATCH_BYTES = 20, 8 * 1024 * 1024
"""Bounds of one batch, whichever is reached first; the set-up of the job travels with every batch."""
_AHEAD = 3
"""Batches handed out for each thread of the cluster, so that none is idle while results travel."""
_ALREADY_RETRIED = "KilledWorker"
"""Dask's exception for a task with which several workers died; known by name, as Dask may not be installed."""


class ClusterFault(Enum):
    """Why a cluster cannot be had."""

    NOT_INSTALLED = "not installed"
    ADDRESS = "address"
    UNREACHABLE = "unreachable"
    NO_WORKERS = "no workers"
    OTHER_VERSIONS = "other versions"


class ClusterError(Exception):
    """A cluster cannot be had.

    Attributes:
        fault: why.
        detail: what was met, as the library or the workers say it; may be empty.
    """

    def __init__(self, fault: ClusterFault, detail: str = "") -> None:
        super().__init__(fault.value, detail)
        self.fault, self.detail = fault, detail


@contextmanager
def cluster(address: str, *, alone_seconds: float = ALONE_SECONDS) -> Iterator["Cluster"]:
    """Give the workers of the scheduler at an address (`tcp://…`, `tls://…`); they are let go of with the block.

    Args:
        address: of the scheduler.
        alone_seconds: how long a cluster that has lost all its workers is waited for.

    Raises:
        ClusterError: they cannot be had, or run something else.
    """
    client = connected(address)
    try:
        threads = sum(client.nthreads().values())
        if not threads:
            raise ClusterError(ClusterFault.NO_WORKERS)
        _ensure_same(client)
        found = Cluster(client, threads, alone_seconds)
        try:
            yield found
        finally:
            found.give_up()
    finally:
        client.close(timeout=_LOOK_SECONDS)


class Cluster(Runner):
    """Workers elsewhere that do the work in batches; what they cannot do is done here."""

    def __init__(self, client: "Client", threads: int, alone_seconds: float) -> None:
        super().__init__()
        self._client, self._threads, self._alone_seconds = client, threads, alone_seconds
        # not pure: what is asked for twice is done twice, never answered from what Dask remembers
        self._executor: Executor = client.get_executor(pure=False)
        self._awake = AwakeSeconds(_MOST_SECONDS_A_LOOK)
        self._alone_since: float | None = None
        self.is_lost = False
        """Whether the cluster stopped answering, so that the rest was done here."""

    def spread(
        self,
        work: Callable[[_C, Sequence[_T]], Sequence[_R]],
        common: _C,
        pieces: Sequence[_T],
        *,
        progress: Progress | None = None,
    ) -> Generator[_R, None, None]:
        """Yield what becomes of each piece, in the order of the pieces."""
        hand_out, do_here = partial(self._handed_out, work, common), partial(work, common)
        return batched(hand_out, do_here, pieces, _AHEAD * self._threads, progress)

    def run(
        self, job: Job, tasks: Iterable[tuple[K, bytes]], count: int
    ) -> Iterator[tuple[K, bytes | TaskFailure]]:
        """Yield the answer to each task, or what became of it, in the order of the tasks.

        Raises:
            ChildNotStarted: no child can be had, on a worker or here; what was yielded before holds.
        """
        handed_out = (
            (batch, self._handed_out(_done_on_worker, job, [data for _, data in batch]))
            for batch in _batches(tasks)
        )
        waiting = drawn_ahead(handed_out, _AHEAD * self._threads)
        for batch, answers in waiting:
            try:
                found = answers()
            except (BrokenExecutor, ChildNotStarted):  # of a worker: here there may be a child
                if not self.is_lost:
                    yield from super().run(job, batch, len(batch))
                    continue
                rest = chain.from_iterable(each for each, _ in waiting)  # all that follows, in one go
                yield from super().run(job, chain(batch, rest), count)
            else:
                yield from zip((key for key, _ in batch), found, strict=True)

    def give_up(self) -> None:
        """Cancel what was not done."""
        with suppress(Exception):  # a lost cluster has nothing to cancel
            self._client.cancel(list(self._client.futures), force=True)

    def _handed_out(self, function: Callable[..., _R], *given: object) -> Callable[[], _R]:
        """Have a function called on the cluster; return what waits for its result."""
        future: Future[_R] = Future()
        future.cancel()  # unless it can be handed out
        try:
            if not self.is_lost:
                future = self._executor.submit(function, *given)
        except Exception:  # noqa: BLE001 - the connection may break at any moment, in whatever way
            self.is_lost = True
        return partial(self._result, future)

    def _result(self, future: Future[_R]) -> _R:
        """Wait for what was handed out, as long as somebody is there to do it.

        Raises:
            BrokenExecutor: the cluster did not do it.
        """
        while True:
            try:
                return future.result(_LOOK_SECONDS)
            except TimeoutError:
                self.is_lost = self.is_lost or not self._is_manned()  # once lost it stays lost
                if self.is_lost:
                    raise BrokenExecutor from None
            except CancelledError:
                raise BrokenExecutor from None
            except Exception as failure:
                if type(failure).__name__ == _ALREADY_RETRIED:  # workers died with it, one after the other
                    raise BrokenExecutor from failure
                raise

    def _is_manned(self) -> bool:
        """Tell whether there are workers, or were until a moment ago."""
        if self._client.status != "running":
            return False
        try:
            workers = self._client.nthreads()
        except Exception:  # noqa: BLE001 - see `_handed_out`
            return False
        now = self._awake()
        self._alone_since = None if workers else self._alone_since or now
        return self._alone_since is None or now - self._alone_since < self._alone_seconds


def _batches(tasks: Iterable[tuple[K, bytes]]) -> Iterator[list[tuple[K, bytes]]]:
    """Yield the tasks in batches that travel together, bounded by number and by bytes."""
    batch: list[tuple[K, bytes]] = []
    size = 0
    for key, data in tasks:
        if batch and (len(batch) == _BATCH_TASKS or size + len(data) > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append((key, data))
        size += len(data)
    if batch:
        yield batch


def connected(address: str) -> "Client":
    """Return a connection to the scheduler at an address, whether it has workers or not.

    Raises:
        ClusterError: there is none, or no library for it.
    """
    try:
        from distributed import Client  # noqa: PLC0415 - takes a second to load, and may not be there
        from distributed.comm.addressing import get_address_host_port  # noqa: PLC0415 - as above
    except ImportError as failure:
        raise ClusterError(ClusterFault.NOT_INSTALLED, str(failure)) from failure
    for name in [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # what matters of it is said in words
    connect = partial(Client, address, timeout=_CONNECT_SECONDS, set_as_default=False)
    try:
        # first: a client of no address fails once more, at length, when it is let go of
        get_address_host_port(address, strict=True)
        for _ in range(_STARTS - 1):
            with suppress(AssertionError):  # its loop did not begin in time
                return connect()
        return connect()
    except ValueError as failure:
        raise ClusterError(ClusterFault.ADDRESS, str(failure)) from failure
    except Exception as failure:  # many kinds, from the network up to certificates
        raise ClusterError(ClusterFault.UNREACHABLE, str(failure)) from failure


def _ensure_same(client: "Client") -> None:
    """See that every worker runs the same program on the same Python: the bytes would differ otherwise."""
    mine = _version()
    try:
        others = client.run(_version, on_error="return")
    except Exception as failure:  # a worker that has no such module says so in its own way
        raise ClusterError(ClusterFault.OTHER_VERSIONS, str(failure)) from failure
    for worker, other in others.items():
        if other != mine:
            raise ClusterError(ClusterFault.OTHER_VERSIONS, f"{worker}: {other}")


def _version() -> str:
    """Return what runs on this computer."""
    return "par_excel {}, Python {}.{}".format(__version__, *sys.version_info[:2])


_KEPT = threading.local()
"""On a worker: the job that its thread did last, with a child, so that the next batch finds it started."""


def _done_on_worker(job: Job, batch: Sequence[bytes]) -> list[bytes | TaskFailure]:
    """Do a batch of tasks in a limited child of the worker's thread."""
    # the job came with the batch, as what Dask scatters is lost with its worker; so it is held against the last one
    kept: tuple[Job, Workers] | None = getattr(_KEPT, "job", None)
    if kept is None or kept[0] != job:
        if kept is not None:
            kept[1].close()
        kept = _KEPT.job = (job, Workers(job, 1))
    return [answer for _, answer in kept[1].run(enumerate(batch))]
