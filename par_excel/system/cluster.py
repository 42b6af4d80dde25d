"""A Dask cluster that does the work of this computer's cores: bytes travel with the task, no disk is shared.

Dask runs a lost worker's batch again elsewhere. What the cluster cannot do at all, because all workers are gone or the
scheduler is, is done here: nothing is lost with it but time. Files from outside are read in limited children on the
workers too, so that a hostile one costs itself and no worker. Dask is loaded only where a cluster is asked for.
"""

import logging
import platform
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from itertools import chain
from time import monotonic
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from par_excel import __version__
from par_excel.system.runner import OWN_CORES, Job
from par_excel.system.spreading import spread
from par_excel.system.tasks import ChildNotStarted, Death
from par_excel.system.workers import Workers

if TYPE_CHECKING:
    from distributed import Client

_A = ParamSpec("_A")
K = TypeVar("K")
_C = TypeVar("_C")
_T = TypeVar("_T")
_R = TypeVar("_R")

_CONNECT_SECONDS = 10
_LOOK_SECONDS = 1.0
ALONE_SECONDS = 20.0
"""So long a cluster without any worker is waited for: Dask starts a lost one again."""
_BATCH_TASKS, _BATCH_BYTES = 20, 8 * 1024 * 1024
_AHEAD = 3
"""Batches handed out for each thread of the cluster, so that none is idle while results travel."""
_ALREADY_RETRIED = "KilledWorker"


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
    client = _connected(address)
    try:
        threads = sum(client.nthreads().values())
        if not threads:
            raise ClusterError(ClusterFault.NO_WORKERS)
        _ensure_same(client)
        found = Cluster(client, threads, alone_seconds)
        try:
            yield found
        finally:
            found.executor.give_up()
    finally:
        client.close(timeout=_LOOK_SECONDS)


class Cluster:
    """Workers elsewhere that do the work in batches."""

    def __init__(self, client: "Client", threads: int, alone_seconds: float) -> None:
        self.executor = _ClusterExecutor(client, alone_seconds)
        self._threads = threads

    @property
    def is_lost(self) -> bool:
        """Say whether the cluster stopped answering, so that the rest was done here."""
        return self.executor.is_lost

    def spread(
        self,
        work: Callable[[_C, Sequence[_T]], Sequence[_R]],
        common: _C,
        pieces: Sequence[_T],
        *,
        progress: Callable[[int, int], None] | None = None,
    ) -> Generator[_R, None, None]:
        """Yield what becomes of each piece, in the order of the pieces."""
        return spread(
            work, common, pieces, processes=self._threads, executor=self.executor, progress=progress
        )

    def run(
        self, job: Job, tasks: Iterable[tuple[K, bytes]], count: int
    ) -> Iterator[tuple[K, bytes | Death]]:
        """Yield the answer to each task, or what became of it, in the order of the tasks.

        Raises:
            ChildNotStarted: no child can be had, on a worker or here; what was yielded before holds.
        """
        waiting: deque[tuple[list[tuple[K, bytes]], Future[list[bytes | Death]] | None]] = deque()
        batches = _batches(tasks)
        places = _AHEAD * self._threads
        while True:
            while len(waiting) < places and (batch := next(batches, None)) is not None:
                waiting.append((batch, self._handed_out(job, batch)))
            if not waiting:
                return
            batch, future = waiting.popleft()
            answers = _answers(future)
            if answers is not None:
                yield from zip((key for key, _ in batch), answers, strict=True)
            elif self.is_lost:  # this and all that follows, in one go
                rest = chain(batch, *(each for each, _ in waiting), chain.from_iterable(batches))
                yield from OWN_CORES.run(job, rest, count)
                return
            else:
                yield from OWN_CORES.run(job, batch, len(batch))

    def _handed_out(self, job: Job, batch: Sequence[tuple[K, bytes]]) -> "Future[list[bytes | Death]] | None":
        with suppress(BrokenExecutor):
            return self.executor.submit(_done_on_worker, job, [data for _, data in batch])
        return None


def _answers(future: "Future[list[bytes | Death]] | None") -> list[bytes | Death] | None:
    """Return what a batch came to; None where the cluster could not do it."""
    if future is None:
        return None
    try:
        return future.result()
    except (
        BrokenExecutor,
        ChildNotStarted,
    ):  # a worker that can have no child does not say that none can be had here
        return None


def _batches(tasks: Iterable[tuple[K, bytes]]) -> Iterator[list[tuple[K, bytes]]]:
    """Yield tasks that travel together: so many, or so many bytes."""
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


class _ClusterFuture(Future[_R]):
    """What a batch on the cluster will come to; waiting for it ends where the cluster is lost."""

    def __init__(self, given: "Future[_R]", executor: "_ClusterExecutor") -> None:
        super().__init__()
        self._given, self._executor = given, executor

    def result(self, timeout: float | None = None) -> _R:  # noqa: ARG002 - the cluster is waited for as long as it is there
        """Return what the batch came to.

        Raises:
            BrokenExecutor: the cluster did not do it.
        """
        while True:
            try:
                return self._given.result(_LOOK_SECONDS)
            except TimeoutError:
                if not self._executor.look():
                    raise BrokenExecutor from None
            except CancelledError:
                raise BrokenExecutor from None
            except Exception as failure:
                if type(failure).__name__ == _ALREADY_RETRIED:  # workers died with it, one after the other
                    raise BrokenExecutor from failure
                raise


class _ClusterExecutor(Executor):
    """Dask's executor, which ends waiting where nobody is left to do the work."""

    def __init__(self, client: "Client", alone_seconds: float) -> None:
        self._client, self._alone_seconds = client, alone_seconds
        self._executor: Executor = client.get_executor(pure=False)
        self._alone_since: float | None = None
        self.is_lost = False

    def submit(self, fn: Callable[_A, _R], /, *args: _A.args, **kwargs: _A.kwargs) -> Future[_R]:
        """Hand out a call.

        Raises:
            BrokenExecutor: the cluster is lost.
        """
        if self.is_lost:
            raise BrokenExecutor
        try:
            return _ClusterFuture(self._executor.submit(fn, *args, **kwargs), self)
        except Exception as failure:  # the connection may break at any moment, in whatever way
            self.is_lost = True
            raise BrokenExecutor from failure

    def look(self) -> bool:
        """Say whether somebody is there to do the work; a cluster once lost stays lost."""
        if not self.is_lost:
            self.is_lost = not self._is_manned()
        return not self.is_lost

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - as the base
        """Do nothing: whoever connected lets go."""

    def give_up(self) -> None:
        """Cancel what was not done."""
        with suppress(Exception):  # a lost cluster has nothing to cancel
            self._client.cancel(list(self._client.futures), force=True)

    def _is_manned(self) -> bool:
        if self._client.status != "running":
            return False
        try:
            is_manned = bool(self._client.nthreads())
        except Exception:  # noqa: BLE001 - see `submit`
            return False
        now = monotonic()
        if is_manned:
            self._alone_since = None
            return True
        self._alone_since = self._alone_since or now
        return now - self._alone_since < self._alone_seconds


@dataclass(frozen=True, slots=True)
class _Version:
    """What runs on a computer."""

    program: str
    python: str


def _version() -> _Version:
    return _Version(__version__, ".".join(platform.python_version_tuple()[:2]))


def _connected(address: str) -> "Client":
    try:
        from distributed import Client  # noqa: PLC0415 - takes a second to load, and may not be there
    except ImportError as failure:
        raise ClusterError(ClusterFault.NOT_INSTALLED, str(failure)) from failure
    for name in [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # what matters of it is said in words
    if "://" not in address:
        raise ClusterError(ClusterFault.ADDRESS, address)
    try:
        return Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
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
            said = (
                f"par_excel {other.program}, Python {other.python}"
                if isinstance(other, _Version)
                else str(other)
            )
            raise ClusterError(ClusterFault.OTHER_VERSIONS, f"{worker}: {said}")


_KEPT = threading.local()
"""On a worker: the children of the job that its thread did last, so that the next batch finds them started."""


def _done_on_worker(job: Job, batch: Sequence[bytes]) -> list[bytes | Death]:
    """Do a batch of tasks in a limited child of the worker's thread."""
    key = sha256(repr((job.target, job.limits)).encode() + job.setup).digest()
    kept: tuple[bytes, Workers] | None = getattr(_KEPT, "workers", None)
    if kept is None or kept[0] != key:
        if kept is not None:
            kept[1].close()
        kept = _KEPT.workers = (key, Workers(job.target, job.setup, job.limits, 1))
    try:
        return [answer for _, answer in kept[1].run(enumerate(batch))]
    except ChildNotStarted:
        kept[1].close()
        del _KEPT.workers
        raise
