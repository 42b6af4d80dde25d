"""What a parent holds a child by: it sees what the child uses, limits it, and ends it with all that it started."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from typing import Protocol

from par_excel.system.usage import Usage, usage_of


class Leash(Protocol):
    """One child and whatever it starts."""

    def usage(self) -> Usage | None:
        """Return what the child uses; None where the system does not tell."""

    def limit_memory(self, memory_bytes: int) -> None:
        """Let the child take no more memory than this, where it does not do so itself."""

    def kill(self) -> None:
        """End the child and whatever it started; the child's status has not been asked for yet."""

    def close(self) -> None:
        """Let go of a child that has ended."""


class GroupLeash:
    """Holds a child by its process group (Linux, macOS); its limits are its own work, see `own_limits.py`."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def usage(self) -> Usage | None:
        """Return what the child uses; None where the system does not tell."""
        return usage_of(self._process.pid)

    def limit_memory(self, memory_bytes: int) -> None:
        """Do nothing: the child has done it."""

    def kill(self) -> None:
        """End the child and whatever it started."""
        if sys.platform != "win32":
            with suppress(OSError):  # all have ended already
                os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """Do nothing: there is no handle."""


def start_held(command: list[str], environment: dict[str, str]) -> tuple[subprocess.Popen[bytes], Leash]:
    """Start a program on two pipes, apart from the terminal's Ctrl+C, and hold it.

    Raises:
        OSError: it cannot be started, or not be held.
    """
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    if sys.platform == "win32":
        from par_excel.system.windows import JobLeash  # noqa: PLC0415 - only there does it exist

        process = subprocess.Popen(  # noqa: S603 - our own interpreter
            command,
            stdin=pipe,
            stdout=pipe,
            stderr=nowhere,
            env=environment,
            creationflags=subprocess.CREATE_NO_WINDOW,
        )
        try:
            return process, JobLeash(process)
        except OSError:
            with process:
                process.kill()
            raise
    else:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter
            command, stdin=pipe, stdout=pipe, stderr=nowhere, env=environment, process_group=0
        )
        return process, GroupLeash(process)
