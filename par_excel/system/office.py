"""LibreOffice on this machine: where it is installed, and running it once with an end that is certain."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

_NAMES = ("soffice", "libreoffice")
_MAC_PLACES = ("/Applications/LibreOffice.app/Contents/MacOS/soffice",)
_WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
_OURS = ("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__")
"""Variables of our Python, which would lead the one inside LibreOffice to the wrong library."""
_QUIT_SECONDS = 15
"""Seconds for which a killed program is waited for."""
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""A flag of Windows: from the panel, which has no console, a program that is started would open one."""


def find_office(environment: Mapping[str, str] | None = None) -> Path | None:
    """Return the program that starts LibreOffice, None where there is none."""
    given = os.environ if environment is None else environment
    on_path = (shutil.which(name, path=given.get("PATH", "")) for name in _NAMES)
    places = (
        *(Path(each) for each in on_path if each),
        *_from_registry(),
        *windows_places(given),
        *(Path(place) for place in _MAC_PLACES),
    )
    return next((place for place in places if place.is_file()), None)


def windows_places(environment: Mapping[str, str]) -> tuple[Path, ...]:
    """Return where LibreOffice is usually installed on Windows; elsewhere no variable names such a folder."""
    folders = (environment.get(name, "") for name in _WINDOWS_FOLDERS)
    return tuple(Path(folder, "LibreOffice", "program", "soffice.exe") for folder in folders if folder)


def _from_registry() -> tuple[Path, ...]:
    """Return where LibreOffice says that it is installed: Windows only."""
    found: list[Path] = []
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 - there is none on other systems

        for hive in (winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CURRENT_USER):
            with suppress(OSError):
                folder = winreg.QueryValue(hive, r"SOFTWARE\LibreOffice\UNO\InstallPath")
                found.append(Path(folder, "soffice.exe"))
    return tuple(found)


def run_office(office: Path, arguments: Sequence[str], *, seconds: float) -> bool:
    """Run LibreOffice until it ends; say whether it did so in time and without failure.

    Raises:
        OSError: it cannot be started.
    """
    kept = {name: value for name, value in os.environ.items() if name not in _OURS}
    process = subprocess.Popen(  # noqa: S603 - the program was found where it is installed
        [str(office), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=kept,
        start_new_session=sys.platform != "win32",
        creationflags=_NO_WINDOW,
    )
    try:
        return process.wait(seconds) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        if process.poll() is None:
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the program with the one that it has started: what is found on the path is but a starter."""
    if sys.platform == "win32":
        tree = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
        subprocess.run(tree, capture_output=True, check=False, creationflags=_NO_WINDOW)  # noqa: S603
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    with suppress(subprocess.TimeoutExpired):
        process.wait(_QUIT_SECONDS)
