"""How many processes can really compute at once."""

import math
import os
import sys
from pathlib import Path

_CGROUP_QUOTA = Path("/sys/fs/cgroup/cpu.max")


def usable_cores() -> int:
    """Return how many cores this process may use; at least one."""
    return min(_granted_cores(), quota_cores(_quota()))


def quota_cores(quota: str) -> int:
    """Return how many cores a container's quota ("microseconds period") comes to; where there is none, very many."""
    try:
        used, period = quota.split()
        return max(1, math.ceil(int(used) / int(period)))
    except (ValueError, ZeroDivisionError):  # "max 100000", or nothing
        return sys.maxsize


def _granted_cores() -> int:
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    else:  # noqa: RET505 - mypy knows what stands in each branch
        return os.cpu_count() or 1


def _quota() -> str:
    try:
        return _CGROUP_QUOTA.read_text("ascii")
    except (OSError, ValueError):
        return ""
