"""What an office puts in a program's way: a folder that nobody may write into, a disk that is full.

Both are mounts of Linux, which the administrator alone may make.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def write_protected(folder: Path) -> Iterator[bool]:
    """Let nobody write into a folder; tells whether this system can do that."""
    with _mounted(folder, "--bind", str(folder)) as is_mounted:
        yield is_mounted and _is_done("mount", "-o", "remount,bind,ro", str(folder))


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[bool]:
    """Let a folder be a disk of its own that is soon full; tells whether this system can do that."""
    folder.mkdir()
    with _mounted(folder, "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs") as is_mounted:
        yield is_mounted


@contextmanager
def _mounted(folder: Path, *options: str) -> Iterator[bool]:
    is_mounted = sys.platform == "linux" and _is_done("mount", *options, str(folder))
    try:
        yield is_mounted
    finally:
        if is_mounted:
            # the server of Wine may still look into it
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _is_done(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
