"""What a process uses, seen from outside: memory and computing time, where the system tells.

Windows tells through the handle of the process; see `windows.py`.
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process uses."""

    mapped_bytes: int
    """Of address space; on Windows, of memory that is promised to it."""
    resident_bytes: int
    """Of memory that it really holds."""
    cpu_seconds: float
    """Of its whole life, all threads."""


def usage_of(pid: int) -> Usage | None:
    """Return what a living process of this user uses; None where the system does not tell."""
    if sys.platform == "win32":
        return None
    elif sys.platform == "darwin":  # noqa: RET505 - mypy knows what stands in each branch
        from par_excel.system.macos import usage_by_libproc  # noqa: PLC0415 - loads ctypes

        return usage_by_libproc(pid)
    else:
        return _usage_by_proc(pid)


if sys.platform != "win32":

    def _usage_by_proc(pid: int) -> Usage | None:
        folder = Path("/proc", str(pid))
        try:
            mapped, resident = (int(pages) for pages in (folder / "statm").read_bytes().split()[:2])
            # the name of the program stands in brackets and may hold anything
            fields = (folder / "stat").read_bytes().rpartition(b")")[2].split()
        except (OSError, ValueError):
            return None
        page = os.sysconf("SC_PAGE_SIZE")
        ticks = int(fields[11]) + int(fields[12])
        return Usage(mapped * page, resident * page, ticks / os.sysconf("SC_CLK_TCK"))
