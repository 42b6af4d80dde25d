"""How this very Python is started once more, so that it finds the same modules."""

import os
import sys

PATH_VARIABLE = "PYTHONPATH"
_KEPT = frozenset(
    {
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONHASHSEED",
        "PYTHONHOME",
        "PYTHONNOUSERSITE",
        "PYTHONPLATLIBDIR",
        "PYTHONPYCACHEPREFIX",
    }
)
"""Variables of Python that a child inherits; others may make it talk, wait or warn, and are for the parent only."""


def command_for(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module; the current folder adds nothing to what it can import."""
    return [_executable(), "-X", "utf8", "-P", "-m", module, *arguments]


def environment() -> dict[str, str]:
    """Return the environment in which a child finds what this process finds, in the same order."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith("PYTHON") or name.upper() in _KEPT
    }
    kept[PATH_VARIABLE] = os.pathsep.join(_search_path())
    if sys.platform == "win32" and _executable() != sys.executable:
        # so that the base interpreter knows its virtual environment
        kept["__PYVENV_LAUNCHER__"] = sys.executable
    return kept


def _search_path() -> list[str]:
    folders = (os.path.abspath(entry or os.curdir) for entry in sys.path)  # noqa: PTH100 - as text, symbolic links kept
    # PYTHONPATH has no way to write a folder whose name holds the separator
    return [folder for folder in folders if os.pathsep not in folder]


def _executable() -> str:
    """Return the interpreter itself.

    In a virtual environment on Windows, python.exe only starts the real one as a process of its own; that one could
    not be held.
    """
    base = getattr(sys, "_base_executable", None) if sys.platform == "win32" else None
    return base or sys.executable
