"""Tasks for child processes: who does them, what each may use, and why one has no answer where it has none."""

from enum import Enum, unique

from msgspec import Struct

_MIB = 1024 * 1024


class ProcessLimits(Struct, frozen=True, kw_only=True):
    """Bounds beyond which a child is ended; the next task gets a fresh one."""

    # for comparison: a return takes some 10 ms of computing, and its workbook may unpack to 64 MB
    memory_bytes: int = 512 * _MIB
    """Memory in use, with what the interpreter and the libraries take."""
    cpu_seconds: int = 20
    """Computing time for one task."""
    wall_seconds: int = 60
    """Waiting for one task; the time that the computer or the program itself was suspended does not count."""


class Job(Struct, frozen=True):
    """What is done in limited children, whatever tasks come."""

    target: str
    """As "package.module:function"; in a child, `function(setup)` is called once, and what it returns is called with the
    bytes of every task and returns those of the answer."""
    setup: bytes
    """What the function is given."""
    limits: ProcessLimits
    """What one task may use."""


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


class TaskFailure(Struct, frozen=True):
    """What stands for the answer of a task that has none; the tasks before and after it are not touched by this."""

    cause: Cause
    detail: str = ""
    """For those who look after the program: a signal, an exit status or an exception; empty where there is none."""

    def __str__(self) -> str:
        return self.detail if self.cause is Cause.ERROR else f"{self.cause.value} {self.detail}".strip()


class ChildNotStarted(OSError):  # noqa: N818 - says what happened, as FileNotFoundError does
    """No child process can be had, so that no task at all can be done."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"Không khởi động được tiến trình con để đọc tệp: {reason}.")
