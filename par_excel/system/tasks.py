"""What a child process may use for one task.

What became of a task that has no answer, and of children that could not be had at all.
"""

from dataclasses import dataclass
from enum import Enum, unique

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessLimits:
    """Bounds beyond which a child is ended; the next task gets a fresh one."""

    memory_bytes: int = 512 * _MIB
    """Of memory in use, with what the interpreter and the libraries take."""
    cpu_seconds: int = 20
    """Of computing time for one task."""
    wall_seconds: int = 60
    """Of waiting for one task; the time that the computer or the program itself was suspended does not count."""


@unique
class Cause(Enum):
    """Why a task has no answer."""

    MEMORY = "memory"
    """It wanted more memory than it may use."""
    CPU_TIME = "cpu time"
    """It computed longer than it may."""
    WALL_TIME = "wall time"
    """It took longer than anybody waits."""
    CRASH = "crash"
    """Its process ended, by itself or by a signal."""
    ERROR = "error"
    """It raised an exception; its process goes on."""


@dataclass(frozen=True, slots=True)
class Death:
    """A task that has no answer; the tasks before and after it are not touched by this."""

    cause: Cause
    detail: str = ""
    """For those who look after the program: a signal, an exit status or an exception; empty where there is none."""


class ChildNotStarted(OSError):  # noqa: N818 - says what happened, as FileNotFoundError does
    """No child process can be had, so that no task at all can be done."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"Không khởi động được tiến trình con để đọc tệp: {reason}.")
