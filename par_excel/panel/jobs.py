"""Long work: one job at a time, in a thread of its own, so that it goes on when its page is closed."""

from collections.abc import Callable
from threading import Lock, Thread
from time import monotonic
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from par_excel.model import ParExcelError
from par_excel.system.faults import said_fault

T = TypeVar("T")
Progress = Callable[[int, int], None]
Work = Callable[[Progress], str]
"""Does the work and returns the sentence that tells what came of it."""


class Busy(ParExcelError):  # noqa: N818 - named after what is so
    """Another job is under way."""

    def __init__(self, title: str) -> None:
        super().__init__(f"Chương trình đang làm việc khác: {title}. Đợi xong rồi thử lại, hoặc bấm Dừng.")


class _StopWork(BaseException):
    """Somebody has stopped the job: passes through everything that catches failures, as Ctrl-C does."""


class PageJob(Struct, frozen=True, kw_only=True):
    """A job as its page shows it."""

    number: int
    title: str
    then: str
    """The address of the page that shows what came of it."""
    done: int = 0
    total: int = 0
    seconds: float = 0.0
    """Since it began."""
    is_over: bool = False
    outcome: str = ""
    """What came of it, in a sentence; empty while it is under way."""
    has_failed: bool = False
    is_stopping: bool = False

    @property
    def seconds_left(self) -> float | None:
        """How long it may still take; None where nobody can tell yet."""
        if self.is_over or not self.done or not self.total:
            return None
        return self.seconds / self.done * (self.total - self.done)


class Jobs:
    """The job under way, and the last one that ended."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._job: PageJob | None = None
        self._since = 0.0
        self._is_stopped = False

    @property
    def current(self) -> PageJob | None:
        """Return the job under way, or the last one."""
        with self._lock:
            if self._job is not None and not self._job.is_over:
                return replace(self._job, seconds=monotonic() - self._since)
            return self._job

    @property
    def is_busy(self) -> bool:
        """Say whether a job is under way."""
        job = self.current
        return job is not None and not job.is_over

    def start(self, title: str, work: Work, *, then: str) -> PageJob:
        """Begin a job.

        Raises:
            Busy: another one is under way.
        """
        with self._lock:
            if self._job is not None and not self._job.is_over:
                raise Busy(self._job.title)
            number = 1 if self._job is None else self._job.number + 1
            job = self._job = PageJob(number=number, title=title, then=then)
            self._since, self._is_stopped = monotonic(), False
        # no daemon: a program that ends waits until what is under way is whole
        Thread(target=self._do, args=(work,), name=title).start()
        return job

    def stop(self) -> None:
        """Stop the job at the next step that it tells of; what is done stays done."""
        with self._lock:
            if self._job is not None and not self._job.is_over:
                self._is_stopped = True
                self._job = replace(self._job, is_stopping=True)

    def _do(self, work: Work) -> None:
        try:
            self._end(work(self._progress))
        except _StopWork:
            self._end("Đã dừng theo yêu cầu; làm lại thì chương trình làm tiếp từ chỗ dừng.", has_failed=True)
        except ParExcelError as failure:
            self._end(str(failure), has_failed=True)
        except Exception as failure:
            self._end(said_fault(failure), has_failed=True)
            raise

    def _progress(self, done: int, total: int) -> None:
        with self._lock:
            assert self._job is not None  # noqa: S101 - only a job under way tells; tells mypy
            self._job = replace(self._job, done=done, total=total)
            if self._is_stopped:
                raise _StopWork

    def _end(self, outcome: str, *, has_failed: bool = False) -> None:
        with self._lock:
            assert self._job is not None  # noqa: S101 - as above
            self._job = replace(
                self._job,
                is_over=True,
                outcome=outcome,
                has_failed=has_failed,
                seconds=monotonic() - self._since,
            )
