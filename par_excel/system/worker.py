"""A child process as its parent sees it: given one task at a time, watched meanwhile, ended when it goes too far."""

import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import BinaryIO

from par_excel.system.frames import Frame, FrameError, Kind, read_frame, write_frame
from par_excel.system.interpreter import command_for, environment
from par_excel.system.process_group import Leash, start_held
from par_excel.system.tasks import Cause, ChildNotStarted, Death, ProcessLimits

_SETUP_SECONDS = 180
"""An old computer with a virus scanner takes its time to load the libraries for the first time."""
_FAREWELL_SECONDS = 10
"""A process that was killed is waited for no longer: the system may be busy writing for it."""
_CAUSE_OF_SIGNAL = {"SIGXCPU": Cause.CPU_TIME}


@dataclass(slots=True)
class _Errand:
    """What the child is doing, as the thread that watches it counts."""

    wall_seconds: float
    cpu_seconds: float | None
    waited_seconds: float = 0
    cpu_before: float | None = None
    cause: Cause | None = None
    """Why the child was ended."""


class HeldChild:
    """One child. One thread gives it tasks; another one may watch and kill it."""

    def __init__(self, target: str, limits: ProcessLimits) -> None:
        self._limits = limits
        self._lock = Lock()
        self._errand: _Errand | None = None
        self.is_alive = True
        self._process, self._leash = _start(target, limits)
        self._tasks_out, self._answers_in = _pipes(self._process)

    def set_up(self, setup: bytes) -> None:
        """Wait until the child is ready for tasks.

        Raises:
            ChildNotStarted: it never will be.
        """
        reply = self._exchange(Frame(Kind.SETUP, setup), _Errand(_SETUP_SECONDS, cpu_seconds=None))
        if isinstance(reply, Death):
            raise ChildNotStarted(f"{reply.cause.value} {reply.detail}".strip())
        if reply.kind is not Kind.READY:
            self.end()
            raise ChildNotStarted(reply.data.decode("utf-8", "replace"))
        try:
            self._leash.limit_memory(self._limits.memory_bytes)
        except OSError as failure:
            self.end()
            raise ChildNotStarted(str(failure)) from failure

    def answer(self, task: bytes) -> bytes | Death:
        """Return the child's answer; where there is none, the child may have ended: see `is_alive`."""
        errand = _Errand(self._limits.wall_seconds, cpu_seconds=self._limits.cpu_seconds)
        reply = self._exchange(Frame(Kind.TASK, task), errand)
        if isinstance(reply, Death):
            return reply
        if reply.kind is Kind.ANSWER:
            return reply.data
        if reply.kind is Kind.ERROR:
            return Death(Cause.ERROR, reply.data.decode("utf-8", "replace"))
        self.end()
        return Death(Cause.MEMORY) if reply.kind is Kind.MEMORY else Death(Cause.CRASH, str(reply.kind))

    def watch(self, seconds: float) -> None:
        """Count the seconds that have passed, and end the child where its task goes too far."""
        with self._lock:
            errand = self._errand
            if errand is None or errand.cause is not None:
                return
            errand.waited_seconds += seconds
            errand.cause = self._excess(errand)
            if errand.cause is not None:
                self._leash.kill()

    def kill(self) -> None:
        """End the child from another thread; the one that waits for its answer is told."""
        with self._lock:
            if self.is_alive:
                self._leash.kill()

    def end(self) -> int | None:
        """End the child, and return the status with which it did; None where the system keeps it."""
        with self._lock:
            if self.is_alive:
                self._leash.kill()  # what it started goes with it, also where it has ended itself
            self.is_alive = False
        for pipe in (self._tasks_out, self._answers_in):
            with suppress(OSError):  # what was not sent cannot be sent any more
                pipe.close()
        status: int | None = None
        with suppress(subprocess.TimeoutExpired):
            status = self._process.wait(_FAREWELL_SECONDS)
        self._leash.close()
        return status

    def _exchange(self, frame: Frame, errand: _Errand) -> Frame | Death:
        with self._lock:
            self._errand = errand
        strange = ""
        reply = None
        try:
            with suppress(OSError):  # a child that has ended is found out when it does not answer
                write_frame(self._tasks_out, frame)
            with suppress(OSError):
                reply = read_frame(self._answers_in, most_bytes=self._limits.memory_bytes)
        except FrameError as failure:
            strange = str(failure)
        finally:
            with self._lock:
                self._errand = None
        if reply is None:
            return _death(errand, self.end(), strange)
        if errand.cause is not None:  # ended in the moment in which it answered
            self.end()
        return reply

    def _excess(self, errand: _Errand) -> Cause | None:
        if errand.waited_seconds > errand.wall_seconds:
            return Cause.WALL_TIME
        if errand.cpu_seconds is None or (usage := self._leash.usage()) is None:
            return None
        if usage.resident_bytes > self._limits.memory_bytes:
            return Cause.MEMORY
        if errand.cpu_before is None:  # first seen: less than one look ago it had just begun
            errand.cpu_before = usage.cpu_seconds
        return Cause.CPU_TIME if usage.cpu_seconds - errand.cpu_before > errand.cpu_seconds else None


def _start(target: str, limits: ProcessLimits) -> tuple[subprocess.Popen[bytes], Leash]:
    command = command_for("par_excel.system.child", target, str(limits.memory_bytes), str(limits.cpu_seconds))
    try:
        return start_held(command, environment())
    except (OSError, ValueError) as failure:  # ValueError: no program may be called that
        raise ChildNotStarted(str(failure)) from failure


def _pipes(process: subprocess.Popen[bytes]) -> tuple[BinaryIO, BinaryIO]:
    if process.stdin is None or process.stdout is None:
        raise ChildNotStarted("no pipes")
    return process.stdin, process.stdout  # type: ignore[return-value] # IO[bytes], buffered and binary


def _death(errand: _Errand, status: int | None, strange: str) -> Death:
    if errand.cause is not None:
        return Death(errand.cause)
    detail = strange or _words_for(status)
    return Death(_CAUSE_OF_SIGNAL.get(detail, Cause.CRASH), detail)


def _words_for(status: int | None) -> str:
    if status is None:
        return "still ending"
    if status >= 0:
        return f"exit status {status if status < 256 else hex(status)}"
    try:
        return signal.Signals(-status).name
    except ValueError:  # a real-time signal has no name
        return f"signal {-status}"
