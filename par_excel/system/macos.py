"""macOS: what a process uses, by libproc; structures are those of sys/proc_info.h and mach/mach_time.h."""

import ctypes
from functools import cache

from par_excel.system.usage import Usage

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
