"""What a child process may use for one task."""

from dataclasses import dataclass

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessLimits:
    """Bounds beyond which a child is ended; the next task gets a fresh one."""

    memory_bytes: int = 512 * _MIB
    """Of memory in use, with what the interpreter and the libraries take."""
    cpu_seconds: int = 20
    """Of computing time for one task."""
    wall_seconds: int = 60
    """Of waiting for one task; the time that the computer or the program itself was suspended does not count."""
