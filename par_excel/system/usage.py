"""The memory and computing time that a process uses, where the system tells: by /proc on Linux, libproc on macOS.

Windows tells through the handle of the process: see `windows.py`.
"""

import ctypes
import os
import struct
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

TASK_INFO = struct.Struct("6Q12i")
"""`proc_taskinfo` of macOS (sys/proc_info.h): virtual and resident size, computing time of user and system, …"""
TIMEBASE = struct.Struct("2I")
"""`mach_timebase_info` of macOS (mach/mach_time.h): nanoseconds are units × the first ÷ the second."""
_PIDTASKINFO = 4
_LEAST_HEADROOM = 64 * 1024 * 1024
"""Bytes that a task may take even where interpreter and libraries alone nearly fill the limit."""


class Usage(NamedTuple):
    """What a process uses."""

    mapped_bytes: int
    """Address space that is mapped; on Windows, memory that is promised to it."""
    resident_bytes: int
    """Memory that it really holds."""
    cpu_seconds: float
    """Computing time of its whole life, all threads."""


def most_mapped(usage: Usage, memory_bytes: int) -> int:
    """Return the bound for what is mapped, so that what is really held stays below `memory_bytes`.

    Libraries map much more than they ever touch; a bound on the whole would depend on them. So the bound begins at
    what is mapped now, and leaves as much room as there is between what is held now and what may be held.
    """
    return usage.mapped_bytes + max(memory_bytes - usage.resident_bytes, _LEAST_HEADROOM)


def usage_of(pid: int) -> Usage | None:
    """Return what a living process of this user uses; None where the system does not tell."""
    try:
        if sys.platform == "win32":
            return None
        elif sys.platform == "darwin":  # noqa: RET505 - mypy knows what stands in each branch
            return _usage_by_libproc(pid)
        else:
            return _usage_by_proc(pid)
    except (OSError, ValueError, AttributeError):  # no such process, or another system than was thought
        return None


if sys.platform != "win32":

    def _usage_by_proc(pid: int) -> Usage:
        folder = Path("/proc", str(pid))
        mapped, resident = (int(pages) for pages in (folder / "statm").read_bytes().split()[:2])
        # the name of the program stands in brackets and may hold anything
        fields = (folder / "stat").read_bytes().rpartition(b")")[2].split()
        page = os.sysconf("SC_PAGE_SIZE")
        # utime and stime, fields 14 and 15 of proc(5): after the name these begin with the third
        ticks = int(fields[11]) + int(fields[12])
        return Usage(mapped * page, resident * page, ticks / os.sysconf("SC_CLK_TCK"))


def _usage_by_libproc(pid: int) -> Usage | None:
    library, info = ctypes.CDLL(None), ctypes.create_string_buffer(TASK_INFO.size)
    number = ctypes.c_int
    told = library.proc_pidinfo(
        number(pid), number(_PIDTASKINFO), ctypes.c_uint64(0), info, number(TASK_INFO.size)
    )
    if told != TASK_INFO.size:
        return None
    mapped, resident, user, system = TASK_INFO.unpack(info)[:4]
    return Usage(mapped, resident, (user + system) * _seconds_per_unit())


@cache
def _seconds_per_unit() -> float:
    timebase = ctypes.create_string_buffer(TIMEBASE.size)
    ctypes.CDLL(None).mach_timebase_info(timebase)
    nanoseconds, units = TIMEBASE.unpack(timebase)
    return float(nanoseconds / units / 1e9)
