"""What became of a task that has no answer, and of children that could not be had at all."""

from dataclasses import dataclass
from enum import Enum, unique


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
