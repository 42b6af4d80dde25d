"""What a process settles for itself: its limits, where the system has them (Linux, macOS), and how it ends.

On Windows the parent sets the limits: see `windows.py`.
"""

import math
import os
import signal
import sys
from contextlib import suppress

from par_excel.system.usage import most_mapped, usage_of

try:
    import resource
except ImportError:
    HAS_LIMITS = False
else:
    HAS_LIMITS = True


def limit_own_memory(memory_bytes: int) -> None:
    """Let this process take no more memory for good, and leave no memory image on the disk when it crashes."""
    if sys.platform != "win32" and HAS_LIMITS:
        _lower(resource.RLIMIT_CORE, 0, for_good=True)
        if usage := usage_of(os.getpid()):
            _lower(resource.RLIMIT_AS, most_mapped(usage, memory_bytes), for_good=True)


def limit_own_cpu(seconds: int) -> None:
    """Let this process compute for some more seconds, then be ended by the system.

    The system counts the whole life of a process, in whole seconds; so this is said anew for every task, and only the
    soft limit is moved, as a hard one could not be raised again.
    """
    if sys.platform != "win32" and HAS_LIMITS:
        used = resource.getrusage(resource.RUSAGE_SELF)
        _lower(resource.RLIMIT_CPU, math.ceil(used.ru_utime + used.ru_stime + seconds), for_good=False)


def end_own_group() -> None:
    """End this process at once, with all that it started."""
    # only as the leader of a group of our own: started by hand, the group is that of the shell
    if sys.platform != "win32" and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(0)


if sys.platform != "win32":

    def _lower(which: int, bound: int, *, for_good: bool) -> None:
        with suppress(OSError, ValueError):  # macOS knows a limit of memory, and does not let it be set
            hard = resource.getrlimit(which)[1]
            soft = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
            resource.setrlimit(which, (soft, soft if for_good else hard))


def end_as_by_hand() -> None:
    """Let the system's request to end run everything that a Ctrl-C runs; called once, in the main thread."""
    signal.signal(signal.SIGTERM, _end)
    if sys.platform == "win32":  # Ctrl-Break, and the closing of the console
        signal.signal(signal.SIGBREAK, _end)


def _end(*_: object) -> None:
    raise SystemExit
