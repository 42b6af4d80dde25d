"""The account of this computer under which the program runs: its name, and where it keeps what is its own."""

import getpass
import os
import sys
from pathlib import Path

_ADMINISTRATORS = frozenset({"root", "administrator", "admin", "system"})
_ADMINISTRATOR = "người quản trị máy"


def account_name() -> str:
    """Return the name under which somebody works on this computer; empty where the system does not know it.

    The account of the machine's administrator names nobody: it is told in words.
    """
    try:
        name = getpass.getuser()
    except (ImportError, KeyError, OSError):
        # Windows without a name in its environment; Unix without an account
        return ""
    return _ADMINISTRATOR if name.casefold() in _ADMINISTRATORS else name


def own_folder() -> Path:
    """Return the folder for what the program remembers for this user; it is made where it is not there yet.

    Raises:
        OSError: it cannot be made.
    """
    folder = _place() / "par_excel"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _place() -> Path:
    given = os.environ.get("PAR_EXCEL_STATE")
    if given:
        return Path(given)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
