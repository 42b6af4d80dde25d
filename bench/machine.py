"""What the figures were measured on and with: no figure means anything without it. Never a path, nor a name of a host."""

import os
import platform
import re
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

LIBRARIES = (
    "openpyxl",
    "pandas",
    "numpy",
    "python-calamine",
    "frictionless",
    "XlsxWriter",
    "lxml",
    "msgspec",
)


def cores() -> int:
    """Return how many cores may be used."""
    return len(os.sched_getaffinity(0))


def machine_lines() -> Iterator[tuple[str, str]]:
    """Yield what the machine is and what runs on it, each with its name."""
    yield "Processor", f"{_processor()}, {cores()} cores usable"
    yield (
        "Load",
        f"{os.getloadavg()[2]:.1f} processes at a time wanted to compute, on average of a quarter of an hour",
    )
    yield "Memory", f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1e9:.0f} GB"
    yield "System", f"{_system()}, Linux {platform.release()}"
    yield "Python", f"{platform.python_implementation()} {platform.python_version()}"
    yield "Libraries", ", ".join(_libraries(LIBRARIES))


def _processor() -> str:
    found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text("utf-8"), re.MULTILINE)
    return found[1] if found else platform.machine()


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return sys.platform


def _libraries(names: Sequence[str]) -> Iterator[str]:
    for name in names:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            yield f"no {name}"
