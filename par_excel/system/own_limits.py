"""How much more memory than now a process may take.

The limits that a child sets for itself, where the system has them (Linux, macOS); elsewhere the parent sets them.
"""

import math
import os
import signal
import sys
from contextlib import suppress

from par_excel.system.usage import Usage, usage_of

_LEAST_HEADROOM = 64 * 1024 * 1024
"""What a task may take even where interpreter and libraries alone nearly fill the limit."""


def most_mapped(usage: Usage, memory_bytes: int) -> int:
    """Return the bound for what is mapped, so that what is really held stays below `memory_bytes`.

    Libraries map much more than they ever touch; a bound on the whole would depend on them. So the bound begins at
    what is mapped now, and leaves as much room as there is between what is held now and what may be held.
    """
    return usage.mapped_bytes + max(memory_bytes - usage.resident_bytes, _LEAST_HEADROOM)


try:
    import resource
except ImportError:
    HAS_LIMITS = False
else:
    HAS_LIMITS = True


def limit_own_memory(memory_bytes: int) -> None:
    """Let this process take no more memory for good, and leave no memory image on the disk when it crashes."""
    if sys.platform != "win32" and HAS_LIMITS:
        _lower(resource.RLIMIT_CORE, 0)
        if usage := usage_of(os.getpid()):
            _lower(resource.RLIMIT_AS, most_mapped(usage, memory_bytes))


def limit_own_cpu(seconds: int) -> None:
    """Let this process compute for some more seconds, then be ended by the system.

    The system counts the whole life of a process, in whole seconds; so this is said anew for every task, and only the
    soft limit is moved, as a hard one could not be raised again.
    """
    if sys.platform != "win32" and HAS_LIMITS:
        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = math.ceil(used.ru_utime + used.ru_stime + seconds)
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        with suppress(OSError, ValueError):  # a system that knows the limit, and does not let it be set
            resource.setrlimit(resource.RLIMIT_CPU, (_smaller(soft, hard), hard))


def end_own_group() -> None:
    """End this process at once, with all that it started."""
    if sys.platform != "win32" and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(0)


def ignore_interrupts() -> None:
    """Leave Ctrl+C to the parent, which ends this process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


if sys.platform != "win32":

    def _lower(which: int, bound: int) -> None:
        with suppress(OSError, ValueError):  # macOS knows a limit of memory, and does not let it be set
            bound = _smaller(bound, resource.getrlimit(which)[1])
            resource.setrlimit(which, (bound, bound))

    def _smaller(bound: int, hard: int) -> int:
        return bound if hard == resource.RLIM_INFINITY else min(bound, hard)
