"""A command is run and watched: how long it took, how much computing, and the memory of all its processes together.

Linux alone: the kernel's files tell of processes and their memory. Memory is what is resident, added up over the
command and all its descendants at one moment; pages that they share count in each of them, so that the sum is rather
too high. A child belongs to the thread that started it, so all threads are asked.
"""

import os
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from msgspec import Struct

PAUSE = 0.02
"""Seconds between two looks at the memory."""
_KEPT = 10_000
"""Bytes of what a command wrote that are looked at."""


class Ran(Struct, frozen=True, kw_only=True):
    """What a command took."""

    status: int
    seconds: float
    """By the clock on the wall."""
    cpu_seconds: float
    """Computing, of all its processes, the system's part among it."""
    peak_mib: float
    said: str
    """What it wrote to its standard output, cut where it is long."""
    failed: str
    """The end of its standard error."""


def run_watched(
    command: Sequence[str],
    *,
    cwd: Path | None = None,
    of_all: Callable[[Iterable[int]], int] = sum,
    pause: float = PAUSE,
) -> Ran:
    """Run a command to its end.

    Args:
        command: program and arguments.
        cwd: where.
        of_all: makes one figure of the memory of its processes; their sum, or `max` for the largest of them.
        pause: seconds between two looks.
    """
    with TemporaryFile() as out, TemporaryFile() as failures:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=failures, cwd=cwd, env=environment()
        )
        peak = 0
        try:
            while True:
                ended, status, usage = os.wait4(process.pid, os.WNOHANG)
                if ended:
                    break
                peak = max(peak, of_all([0, *map(_resident_bytes, _family(process.pid))]))
                time.sleep(pause)
        except BaseException:
            process.kill()
            process.wait()
            raise
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        return Ran(
            status=process.returncode,
            seconds=seconds,
            cpu_seconds=usage.ru_utime + usage.ru_stime,
            peak_mib=peak / 2**20,
            said=_text(out, 0),
            failed=_text(failures, max(0, failures.seek(0, os.SEEK_END) - _KEPT)),
        )


def environment() -> dict[str, str]:
    """Return the environment of what is measured: an installed program finds its bytecode and need not compile."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _text(stream: IO[bytes], first: int) -> str:
    stream.seek(first)
    return stream.read(_KEPT).decode("utf-8", "replace")


def _family(pid: int) -> list[int]:
    """Return a process and all its descendants, whichever of its threads started them."""
    children: list[str] = []
    try:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            children += (thread / "children").read_text("ascii").split()
    except OSError:  # it has ended meanwhile
        return [pid]
    return [pid, *(member for child in children for member in _family(int(child)))]


def _resident_bytes(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
