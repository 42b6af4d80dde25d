"""Windows: a child is held by a Job Object, which ends with the parent and takes all of its processes along.

Structures and constants are those of the Windows SDK (winnt.h, psapi.h), in types whose sizes are the same on every
system. A process may be in several jobs since Windows 8; Python itself needs 8.1.
"""

import ctypes
import subprocess
import sys
from contextlib import suppress

from par_excel.system.own_limits import most_mapped
from par_excel.system.usage import Usage

_EXTENDED_LIMIT_INFORMATION = 9
_LIMIT_PROCESS_MEMORY = 0x0100
_LIMIT_DIE_ON_UNHANDLED_EXCEPTION = 0x0400
_LIMIT_KILL_ON_JOB_CLOSE = 0x2000
_PROCESS_TERMINATE = 0x0001
_PROCESS_SET_QUOTA = 0x0100
_PROCESS_QUERY_LIMITED_INFORMATION = 0x1000
_SECONDS_PER_TICK = 1e-7


class BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
    )


class IoCounters(ctypes.Structure):
    """IO_COUNTERS."""

    _fields_ = (
        ("ReadOperationCount", ctypes.c_uint64),
        ("WriteOperationCount", ctypes.c_uint64),
        ("OtherOperationCount", ctypes.c_uint64),
        ("ReadTransferCount", ctypes.c_uint64),
        ("WriteTransferCount", ctypes.c_uint64),
        ("OtherTransferCount", ctypes.c_uint64),
    )


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("BasicLimitInformation", BasicLimits),
        ("IoInfo", IoCounters),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


class MemoryCounters(ctypes.Structure):
    """PROCESS_MEMORY_COUNTERS."""

    _fields_ = (
        ("cb", ctypes.c_uint32),
        ("PageFaultCount", ctypes.c_uint32),
        ("PeakWorkingSetSize", ctypes.c_size_t),
        ("WorkingSetSize", ctypes.c_size_t),
        ("QuotaPeakPagedPoolUsage", ctypes.c_size_t),
        ("QuotaPagedPoolUsage", ctypes.c_size_t),
        ("QuotaPeakNonPagedPoolUsage", ctypes.c_size_t),
        ("QuotaNonPagedPoolUsage", ctypes.c_size_t),
        ("PagefileUsage", ctypes.c_size_t),
        ("PeakPagefileUsage", ctypes.c_size_t),
    )


def limits_of_job(most_bytes: int | None) -> ExtendedLimits:
    """Return the limits of a job whose processes may each have so many bytes; None: as many as there are."""
    limits = ExtendedLimits()
    # without the second flag, a crash would wait for somebody to close a window
    flags = _LIMIT_KILL_ON_JOB_CLOSE | _LIMIT_DIE_ON_UNHANDLED_EXCEPTION
    if most_bytes is not None:
        flags |= _LIMIT_PROCESS_MEMORY
        limits.ProcessMemoryLimit = most_bytes
    limits.BasicLimitInformation.LimitFlags = flags
    return limits


if sys.platform == "win32":
    # every function is declared in full: ctypes would cut a handle to 32 bits, and take any argument
    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _handle, _dword, _bool = ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int
    _kernel.CreateJobObjectW.argtypes = (ctypes.c_void_p, ctypes.c_wchar_p)
    _kernel.CreateJobObjectW.restype = _handle
    _kernel.SetInformationJobObject.argtypes = (_handle, ctypes.c_int, ctypes.c_void_p, _dword)
    _kernel.SetInformationJobObject.restype = _bool
    _kernel.AssignProcessToJobObject.argtypes = (_handle, _handle)
    _kernel.AssignProcessToJobObject.restype = _bool
    _kernel.TerminateJobObject.argtypes = (_handle, _dword)
    _kernel.TerminateJobObject.restype = _bool
    _kernel.OpenProcess.argtypes = (_dword, _bool, _dword)
    _kernel.OpenProcess.restype = _handle
    _kernel.CloseHandle.argtypes = (_handle,)
    _kernel.CloseHandle.restype = _bool
    _kernel.K32GetProcessMemoryInfo.argtypes = (_handle, ctypes.POINTER(MemoryCounters), _dword)
    _kernel.K32GetProcessMemoryInfo.restype = _bool
    _kernel.GetProcessTimes.argtypes = (_handle, *([ctypes.POINTER(ctypes.c_uint64)] * 4))
    _kernel.GetProcessTimes.restype = _bool

    class JobLeash:
        """Holds a child, and whatever it starts, in a Job Object of its own."""

        def __init__(self, process: subprocess.Popen[bytes]) -> None:
            self._process = process
            self._handle: int | None = None
            self._job: int | None = _kernel.CreateJobObjectW(None, None)
            try:
                self._hold()
            except OSError:
                self.close()
                raise

        def usage(self) -> Usage | None:
            """Return what the child uses; None where the system does not tell."""
            memory, times = MemoryCounters(), [ctypes.c_uint64() for _ in range(4)]
            memory.cb = ctypes.sizeof(memory)
            told = _kernel.K32GetProcessMemoryInfo(self._handle, ctypes.byref(memory), memory.cb)
            if not told or not _kernel.GetProcessTimes(self._handle, *map(ctypes.byref, times)):
                return None
            _created, _ended, kernel, user = (time.value for time in times)
            return Usage(memory.PagefileUsage, memory.WorkingSetSize, (kernel + user) * _SECONDS_PER_TICK)

        def limit_memory(self, memory_bytes: int) -> None:
            """Let the child, and each process that it starts, take no more memory than this."""
            usage = self.usage()
            self._set(limits_of_job(memory_bytes if usage is None else most_mapped(usage, memory_bytes)))

        def kill(self) -> None:
            """End the child and whatever it started."""
            if not _kernel.TerminateJobObject(self._job, 1):
                with suppress(OSError):  # it has ended already
                    self._process.kill()

        def close(self) -> None:
            """Let go of the child; what is still in the job ends."""
            for handle in (self._handle, self._job):
                if handle:
                    _kernel.CloseHandle(handle)
            self._handle = self._job = None

        def _hold(self) -> None:
            rights = _PROCESS_TERMINATE | _PROCESS_SET_QUOTA | _PROCESS_QUERY_LIMITED_INFORMATION
            self._handle = _kernel.OpenProcess(rights, 0, self._process.pid)
            if not self._job or not self._handle:
                raise ctypes.WinError(ctypes.get_last_error())
            self._set(limits_of_job(None))
            if not _kernel.AssignProcessToJobObject(self._job, self._handle):
                raise ctypes.WinError(ctypes.get_last_error())

        def _set(self, limits: ExtendedLimits) -> None:
            size = ctypes.sizeof(limits)
            done = _kernel.SetInformationJobObject(
                self._job, _EXTENDED_LIMIT_INFORMATION, ctypes.byref(limits), size
            )
            if not done:
                raise ctypes.WinError(ctypes.get_last_error())
