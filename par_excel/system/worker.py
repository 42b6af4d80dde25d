"""A child process as its parent sees it: given one task at a time, watched meanwhile, ended when it goes too far."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Lock, Thread
from typing import BinaryIO, cast

from msgspec import Struct

from par_excel.system.awake import AwakeSeconds
from par_excel.system.frames import Frame, FrameError, FrameKind, read_frame, write_frame
from par_excel.system.interpreter import command_for, environment
from par_excel.system.process_group import ProcessGroup
from par_excel.system.tasks import Cause, ChildNotStarted, Job, TaskFailure

if sys.platform == "win32":
    from par_excel.system.windows import JobObject as Group
else:
    Group = ProcessGroup

_SIGNALS = {each.value: each.name for each in signal.Signals}
_SETUP_SECONDS = 180
"""Seconds that a child may take to load its libraries: an old computer with a virus scanner is slow at first."""
_FAREWELL_SECONDS = 10
"""Seconds for which a killed process is waited for at most: the system may be busy writing for it."""
_LOOK_SECONDS = 0.05
"""Seconds between two looks at what the child uses; where the system has limits of its own, those come first."""
_MOST_SECONDS_A_LOOK = 0.5
"""Seconds between two looks that count as waiting at most: a computer that slept an hour has not waited for an hour."""


class _Watchdog(Struct):
    """What is watched while the child does a task."""

    wall_seconds: float
    is_limited: bool
    """Whether memory and computing time count too; they do not while the child loads its libraries."""
    waited_seconds: float = 0
    cpu_before: float | None = None
    cause: Cause | None = None
    """Why the child was ended."""


class Worker:
    """One child. One thread gives it tasks, its own thread watches it; any thread may kill it."""

    def __init__(self, job: Job) -> None:
        self._setup: bytes | None = job.setup
        self._limits = job.limits
        self._lock = Lock()
        self._watch: _Watchdog | None = None
        self._ended = Event()
        self._group = _ready(job.target) or _group(job.target)
        pipes = self._group.process.stdin, self._group.process.stdout
        self._tasks_out, self._answers_in = cast("tuple[BinaryIO, BinaryIO]", pipes)
        Thread(target=self._look_on, name="par_excel watcher", daemon=True).start()

    @property
    def is_alive(self) -> bool:
        """Tell whether it can be given more tasks."""
        return not self._ended.is_set()

    def answer(self, task: bytes) -> bytes | TaskFailure:
        """Return the child's answer; where there is none, the child may have ended: see `is_alive`.

        Raises:
            ChildNotStarted: it could not be set up for its first task.
        """
        if self._setup is not None:
            self._set_up(self._setup)
            self._setup = None
        return self._answer(task, _Watchdog(self._limits.wall_seconds, is_limited=True))

    def kill(self) -> None:
        """End the child from another thread; the one that waits for its answer is told."""
        with self._lock:
            if self.is_alive:
                self._group.kill()

    def end(self) -> int | None:
        """End the child, and return the status with which it did; None where the system keeps it."""
        with self._lock:
            # before its status is asked for: from then on its number may be another process's
            if self.is_alive:
                self._group.kill()  # what it started goes with it, also where it has ended itself
            self._ended.set()
        for pipe in (self._tasks_out, self._answers_in):
            with suppress(OSError):  # what was not sent cannot be sent any more
                pipe.close()
        status = None
        with suppress(subprocess.TimeoutExpired):
            status = self._group.process.wait(_FAREWELL_SECONDS)
        self._group.close()
        return status

    def _set_up(self, setup: bytes) -> None:
        told = f"{self._limits.memory_bytes} {self._limits.cpu_seconds}\n".encode("ascii") + setup
        answer = self._answer(told, _Watchdog(_SETUP_SECONDS, is_limited=False))
        if isinstance(answer, TaskFailure):
            raise ChildNotStarted(str(answer))
        try:
            self._group.limit_memory(self._limits.memory_bytes)
        except OSError as failure:
            raise ChildNotStarted(str(failure)) from failure

    def _answer(self, task: bytes, watch: _Watchdog) -> bytes | TaskFailure:
        self._watch = watch
        try:
            outcome = self._exchange(task)
        finally:
            with self._lock:  # so that nobody is about to kill it for this task
                self._watch = None
        goes_on = isinstance(outcome, bytes) or (outcome is not None and outcome.cause is Cause.ERROR)
        # it may also have been killed in the moment in which it answered
        status = None if goes_on and watch.cause is None else self.end()
        if outcome is not None:
            return outcome
        return TaskFailure(watch.cause) if watch.cause else _failure_for(status)

    def _exchange(self, task: bytes) -> bytes | TaskFailure | None:
        """Send a task and return what comes of it; None where the child has ended instead of answering."""
        reply = None
        with suppress(OSError):  # a child that has ended is found out when it does not answer
            write_frame(self._tasks_out, Frame(FrameKind.TASK, task))
        try:
            with suppress(OSError):
                # an honest answer fits into the memory that its child may have
                reply = read_frame(self._answers_in, most_bytes=self._limits.memory_bytes)
        except FrameError as failure:
            return TaskFailure(Cause.CRASH, str(failure))
        match reply:
            case Frame(FrameKind.ANSWER, data):
                return data
            case Frame(FrameKind.ERROR, detail):
                return TaskFailure(Cause.ERROR, detail.decode("utf-8", "replace"))
            case Frame(FrameKind.MEMORY):
                return TaskFailure(Cause.MEMORY)
        return None

    def _look_on(self) -> None:
        """Count the seconds that pass, and kill the child where its task goes too far; in a thread of its own."""
        awake = AwakeSeconds(_MOST_SECONDS_A_LOOK)
        before = 0.0
        while not self._ended.wait(_LOOK_SECONDS):
            now = awake()
            with self._lock:
                watch = self._watch
                if watch is not None and watch.cause is None and self.is_alive:
                    watch.waited_seconds += now - before
                    watch.cause = self._excess(watch)
                    if watch.cause is not None:
                        self._group.kill()
            before = now

    def _excess(self, watch: _Watchdog) -> Cause | None:
        if watch.waited_seconds > watch.wall_seconds:
            return Cause.WALL_TIME
        if not watch.is_limited or (usage := self._group.usage()) is None:
            return None
        if usage.resident_bytes > self._limits.memory_bytes:
            return Cause.MEMORY
        if watch.cpu_before is None:  # first seen: less than one look ago it had just begun
            watch.cpu_before = usage.cpu_seconds
        return Cause.CPU_TIME if usage.cpu_seconds - watch.cpu_before > self._limits.cpu_seconds else None


_STANDING_BY: dict[str, ProcessGroup] = {}
"""Children that were started before there was a job for them, by target."""


@contextmanager
def standing_by(target: str) -> Iterator[None]:
    """Have a child load what the target needs while this process still loads: the first job with it takes that child."""
    with suppress(ChildNotStarted):  # told where one is needed
        _STANDING_BY[target] = _group(target)
    try:
        yield
    finally:
        group = _ready(target)
        if group is not None:
            group.kill()
            group.process.communicate()
            group.close()


def _ready(target: str) -> ProcessGroup | None:
    """Return the child that stands by for a target, which does so no more."""
    group = _STANDING_BY.pop(target, None)
    return group if group is not None and group.process.poll() is None else None


def _group(target: str) -> ProcessGroup:
    try:
        return Group.start(command_for("par_excel.system.child", target), environment())
    except (OSError, ValueError) as failure:  # ValueError: no program may be called that
        raise ChildNotStarted(str(failure)) from failure


def _failure_for(status: int | None) -> TaskFailure:
    """Return what a process that ended by itself says with its status."""
    if status is None:
        return TaskFailure(Cause.CRASH, "still ending")
    if status >= 0:
        # Windows ends a process with an NTSTATUS (0xC0000005), which is known in hexadecimal
        return TaskFailure(Cause.CRASH, f"exit status {status if status < 256 else hex(status)}")
    name = _SIGNALS.get(-status, f"signal {-status}")  # a real-time signal has no name
    return TaskFailure(Cause.CPU_TIME if name == "SIGXCPU" else Cause.CRASH, name)
