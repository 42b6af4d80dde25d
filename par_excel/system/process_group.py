"""A child process with all that it starts: what it uses, its limit of memory, its end."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from typing import Self

from par_excel.system.usage import Usage, usage_of


class ProcessGroup:
    """A child and whatever it starts (Linux, macOS); Windows has a job for that, see `windows.py`."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process

    @classmethod
    def start(cls, command: list[str], environment: dict[str, str]) -> Self:
        """Start a program on two pipes, apart from the terminal's Ctrl+C.

        Raises:
            OSError: it cannot be started, or not be held.
        """
        process = subprocess.Popen(  # noqa: S603 - our own interpreter
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            # a group of its own, on Windows a hidden console: Ctrl+C goes to all processes of one, and is left to the
            # parent
            process_group=None if sys.platform == "win32" else 0,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # of Windows
        )
        return cls(process)

    def usage(self) -> Usage | None:
        """Return what the child uses; None where the system does not tell."""
        return usage_of(self.process.pid)

    def limit_memory(self, memory_bytes: int) -> None:
        """Let the child take no more memory than this; here it has done so itself, see `own_limits.py`."""

    def kill(self) -> None:
        """End the child and whatever it started; the child's status has not been asked for yet."""
        if sys.platform != "win32":
            with suppress(OSError):  # all have ended already
                os.killpg(self.process.pid, signal.SIGKILL)

    def close(self) -> None:
        """Let go of a child that has ended; here there is no handle."""
