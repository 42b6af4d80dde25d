"""What a process uses, seen from outside: memory and computing time, where the system tells.

Windows tells through the handle of the process; see `windows.py`.

macOS: what a process uses, by libproc; structures are those of sys/proc_info.h and mach/mach_time.h.
"""

import ctypes
import os
import sys
from dataclasses import dataclass
from functools import cache
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
        from par_excel.system.usage import usage_by_libproc  # noqa: PLC0415 - loads ctypes

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


_TASK_INFO = 4
"""PROC_PIDTASKINFO."""


class TaskInfo(ctypes.Structure):
    """Struct proc_taskinfo."""

    _fields_ = (
        ("virtual_size", ctypes.c_uint64),
        ("resident_size", ctypes.c_uint64),
        ("total_user", ctypes.c_uint64),
        ("total_system", ctypes.c_uint64),
        ("threads_user", ctypes.c_uint64),
        ("threads_system", ctypes.c_uint64),
        ("counters", ctypes.c_int32 * 12),
    )


class Timebase(ctypes.Structure):
    """Struct mach_timebase_info: nanoseconds are units × numer ÷ denom."""

    _fields_ = (("numer", ctypes.c_uint32), ("denom", ctypes.c_uint32))


def usage_by_libproc(pid: int) -> Usage | None:
    """Return what a living process of this user uses; None where the system does not tell."""
    info, size = TaskInfo(), ctypes.sizeof(TaskInfo)
    try:
        library = _system_library()
        told = library.proc_pidinfo(
            ctypes.c_int(pid),
            ctypes.c_int(_TASK_INFO),
            ctypes.c_uint64(0),
            ctypes.byref(info),
            ctypes.c_int(size),
        )
        seconds = _seconds_per_unit()
    except (OSError, AttributeError):
        return None
    if told != size:
        return None
    return Usage(info.virtual_size, info.resident_size, (info.total_user + info.total_system) * seconds)


@cache
def _system_library() -> ctypes.CDLL:
    return ctypes.CDLL(None)


@cache
def _seconds_per_unit() -> float:
    timebase = Timebase()
    _system_library().mach_timebase_info(ctypes.byref(timebase))
    return float(timebase.numer / timebase.denom / 1e9)
