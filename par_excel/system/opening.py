"""Opening a file or folder with the program that this computer has for it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path


def open_with_system(path: Path) -> bool:
    """Open a file or folder as a double-click would; say whether the system took it."""
    if sys.platform == "win32":
        try:
            os.startfile(path)  # noqa: S606 - a file of the period, chosen by its key
        except OSError:
            return False
        return True
    opener = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    if opener is None:
        return False
    subprocess.Popen(  # noqa: S603 - the system's own opener, and a file of the period
        [opener, str(path)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return True
