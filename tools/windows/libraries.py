"""The libraries of the folder, for Windows and by hash, and the program itself; without tests and what only builds need."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path, PurePath

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements" / "windows.txt"
_PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
_TARGET = ("--platform=win_amd64", "--implementation=cp", "--python-version=3.13", "--only-binary=:all:")
_LEFT_OUT = frozenset(
    {
        "RECORD",
        "INSTALLER",
        "REQUESTED",
        "direct_url.json",
        "__pycache__",
        "bin",
        "cibw_musl",
        "isoschematron",
        "tests",
    }
)
"""Notes of pip that change from one installation to the next, programs for Linux, licences of builds for Linux, tests;
of lxml, what has long paths."""
_NEEDLESS = frozenset({".c", ".f", ".f90", ".h", ".lib", ".pxd", ".pxi", ".pyf", ".pyi", ".pyx"})
"""Sources, headers and type stubs."""
_UNUSED = (
    "PIL/_avif.*",
    "PIL/_imagingft.*",
    "holidays/locale/*",
    "lxml/objectify.*",
    "numpy/_core/_*_tests.*",
    "numpy/f2py/*",
)
"""What libraries bring and load only where somebody asks for it, as nothing here does: pictures in AVIF, fonts to draw
with, the holidays of other countries in words, objects of XML, Fortran."""
_USED = ("holidays/locale/*/VN.*",)
_SOURCES = ("par_excel", "pyproject.toml", "README.md", "LICENSE")


def installed_libraries(cache: Path) -> dict[str, bytes]:
    """Return the files of all libraries, by place below the folder of packages."""
    _download(cache)
    options = ("--no-index", "--find-links", str(cache), "--no-deps", "--no-compile", "--require-hashes")
    return _installed(*_TARGET, *options, "--requirement", str(LOCK))


def normal_name(name: str) -> str:
    """Return the one spelling of a library's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def wheel_hashes(cache: Path) -> dict[str, str]:
    """Return the SHA-256 of every wheel that was fetched, by the name of its library."""
    return {
        normal_name(path.name.partition("-")[0]): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in cache.glob("*.whl")
    }


def installed_program() -> dict[str, bytes]:
    """Return the files of the program, made of the working tree as a wheel is, by place below the folder of packages."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "source")
        for name in _SOURCES:  # apart, as an earlier build leaves modules behind that are gone by now
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                copy.mkdir(exist_ok=True)
                shutil.copy2(source, copy / name)
        return _installed("--no-deps", "--no-build-isolation", "--no-compile", str(copy))


def _download(cache: Path) -> None:
    """Fetch the wheels that the lock names; those of another lock are gone."""
    stamp = cache / ".of"
    if not stamp.is_file() or stamp.read_bytes() != LOCK.read_bytes():
        shutil.rmtree(cache, ignore_errors=True)
        options = ("--no-deps", "--require-hashes", "--dest", str(cache), "--requirement", str(LOCK))
        _run("download", *_TARGET, *options)
        shutil.copy(LOCK, stamp)


def _installed(*arguments: str) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        _run("install", "--target", folder, *arguments)
        return dict(_files(Path(folder)))


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder)
        if path.is_file() and is_needed(place):
            yield place.as_posix(), path.read_bytes()


def is_needed(place: PurePath) -> bool:
    """Say whether a file of a library goes into the folder."""
    if place.suffix in _NEEDLESS or _LEFT_OUT & set(place.parts):
        return False
    name = place.as_posix()
    is_unused = any(fnmatch(name, each) for each in _UNUSED)
    return not is_unused or any(fnmatch(name, each) for each in _USED)


def _run(*arguments: str) -> None:
    # what an earlier run left in pip's cache is not taken for what is built now
    subprocess.run([*_PIP, *arguments], check=True, env=os.environ | {"SOURCE_DATE_EPOCH": "315532800"})
