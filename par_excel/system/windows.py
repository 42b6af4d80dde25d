"""Windows: a child is held by a Job Object, which ends with the parent and takes all of its processes along.

Structures and constants are those of the Windows SDK (winnt.h, psapi.h), in types whose sizes are the same on every
system. A process may be in several jobs since Windows 8; Python itself needs 8.1.
"""

import ctypes
import struct
import subprocess
import sys
from contextlib import suppress

from par_excel.system.process_group import ProcessGroup
from par_excel.system.usage import Usage, most_mapped

EXTENDED_LIMITS = struct.Struct("2q I2N IN2I 6Q 4N")
"""JOBOBJECT_EXTENDED_LIMIT_INFORMATION: times, flags and working set, processes and classes, IO_COUNTERS, memory."""
MEMORY_COUNTERS = struct.Struct("2I8N")
"""PROCESS_MEMORY_COUNTERS."""
RESIDENT, PROMISED = 3, 8
"""Fields of the latter: WorkingSetSize, PagefileUsage."""

_EXTENDED_LIMIT_INFORMATION = 9
_LIMIT_PROCESS_MEMORY = 0x0100
_LIMIT_DIE_ON_UNHANDLED_EXCEPTION = 0x0400
_LIMIT_KILL_ON_JOB_CLOSE = 0x2000
_PROCESS_TERMINATE = 0x0001
_PROCESS_SET_QUOTA = 0x0100
_PROCESS_QUERY_LIMITED_INFORMATION = 0x1000
_SECONDS_PER_TICK = 1e-7
"""A FILETIME counts in steps of 100 ns."""


def limits_of_job(most_bytes: int | None) -> bytes:
    """Return the limits of a job whose processes may each have so many bytes; None: as many as there are."""
    # without the second flag, a crash would wait for somebody to close a window
    flags = _LIMIT_KILL_ON_JOB_CLOSE | _LIMIT_DIE_ON_UNHANDLED_EXCEPTION
    if most_bytes is not None:
        flags |= _LIMIT_PROCESS_MEMORY
    return EXTENDED_LIMITS.pack(0, 0, flags, *(0,) * 6, *(0,) * 6, most_bytes or 0, 0, 0, 0)


if sys.platform == "win32":
    _HANDLE, _DWORD, _BOOL, _BYTES = ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_char_p
    _TIME = ctypes.POINTER(ctypes.c_uint64)
    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    # every function is declared in full: ctypes would cut a handle to 32 bits, and take any argument
    for _name, _result, *_arguments in (
        ("CreateJobObjectW", _HANDLE, ctypes.c_void_p, ctypes.c_wchar_p),
        ("SetInformationJobObject", _BOOL, _HANDLE, ctypes.c_int, _BYTES, _DWORD),
        ("AssignProcessToJobObject", _BOOL, _HANDLE, _HANDLE),
        ("TerminateJobObject", _BOOL, _HANDLE, _DWORD),
        ("OpenProcess", _HANDLE, _DWORD, _BOOL, _DWORD),
        ("CloseHandle", _BOOL, _HANDLE),
        ("K32GetProcessMemoryInfo", _BOOL, _HANDLE, _BYTES, _DWORD),
        ("GetProcessTimes", _BOOL, _HANDLE, _TIME, _TIME, _TIME, _TIME),
    ):
        _function = getattr(_kernel, _name)
        _function.restype, _function.argtypes = _result, _arguments

    class JobObject(ProcessGroup):
        """A child, and whatever it starts, in a Job Object of its own."""

        def __init__(self, process: subprocess.Popen[bytes]) -> None:
            super().__init__(process)
            # a process is put into a job with the first two, and looked at with the third
            rights = _PROCESS_TERMINATE | _PROCESS_SET_QUOTA | _PROCESS_QUERY_LIMITED_INFORMATION
            self._job: int | None = _kernel.CreateJobObjectW(None, None)
            self._handle: int | None = _kernel.OpenProcess(rights, 0, process.pid)
            try:
                _ensure(self._job and self._handle)
                # at first only the end with the parent: the bound on memory follows once the libraries are loaded
                self._set(limits_of_job(None))
                _ensure(_kernel.AssignProcessToJobObject(self._job, self._handle))
            except OSError:
                self.close()
                with process:
                    process.kill()
                raise

        def usage(self) -> Usage | None:
            """Return what the child uses; None where the system does not tell."""
            size = MEMORY_COUNTERS.size
            memory = ctypes.create_string_buffer(struct.pack("I", size), size)
            times = [ctypes.c_uint64() for _ in range(4)]
            is_told = _kernel.K32GetProcessMemoryInfo(self._handle, memory, size)
            if not is_told or not _kernel.GetProcessTimes(self._handle, *map(ctypes.byref, times)):
                return None
            counters = MEMORY_COUNTERS.unpack(memory)
            _created, _ended, kernel, user = (time.value for time in times)
            # ProcessMemoryLimit bounds what is promised, so this takes the place of what is mapped elsewhere
            return Usage(counters[PROMISED], counters[RESIDENT], (kernel + user) * _SECONDS_PER_TICK)

        def limit_memory(self, memory_bytes: int) -> None:
            """Let the child, and each process that it starts, take no more memory than this."""
            usage = self.usage()
            self._set(limits_of_job(memory_bytes if usage is None else most_mapped(usage, memory_bytes)))

        def kill(self) -> None:
            """End the child and whatever it started."""
            if not _kernel.TerminateJobObject(self._job, 1):
                with suppress(OSError):  # it has ended already
                    self.process.kill()

        def close(self) -> None:
            """Let go of the child; what is still in the job ends."""
            for handle in (self._handle, self._job):
                if handle:
                    _kernel.CloseHandle(handle)
            self._handle = self._job = None

        def _set(self, limits: bytes) -> None:
            _ensure(
                _kernel.SetInformationJobObject(self._job, _EXTENDED_LIMIT_INFORMATION, limits, len(limits))
            )

    def _ensure(done: int | None) -> None:
        if not done:
            raise ctypes.WinError(ctypes.get_last_error())
