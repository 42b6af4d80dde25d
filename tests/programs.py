"""The programs that some tests need beside Python, and what happens where one is missing.

A test says what it needs by a mark: ``@needs_libreoffice``, or ``pytestmark = needs_libreoffice`` for a module.
Where the program is missing the test is skipped and counted aloud at the end; in CI it fails.
``conftest.py`` imports the two hooks of this module.
"""

import json
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from par_excel.reading.parcels.unpackers import find_unpacker
from tools.libreoffice.office import Office, is_present

needs_libreoffice = pytest.mark.libreoffice
"""A LibreOffice that can be driven."""
needs_validator = pytest.mark.validator
"""Node and the Open XML SDK's validator from tests/node."""
needs_gnumeric = pytest.mark.gnumeric
"""Gnumeric's ssconvert."""
needs_node = pytest.mark.node
"""Node with the spreadsheet libraries from tests/node."""
needs_onlyoffice = pytest.mark.onlyoffice
"""ONLYOFFICE's document builder, which its publisher builds for Linux on x86-64 among others."""
needs_poi = pytest.mark.poi
"""Apache POI with a Java that runs a source file, and Gnumeric, which makes the .xls that it opens."""
needs_rendering = pytest.mark.rendering
"""LibreOffice, pdftoppm and a serif font with Vietnamese letters."""
needs_unpacker = pytest.mark.unpacker
"""A bsdtar, which unpacks RAR and 7z."""

needs_chromium = pytest.mark.chromium
"""A headless Chromium, and pdftotext."""
needs_strace = pytest.mark.strace
"""strace, and the right to use it."""
needs_faketime = pytest.mark.faketime
"""faketime, which gives a program another clock."""

needs_dovecot = pytest.mark.dovecot
"""Dovecot, an IMAP server."""

needs_postgresql = pytest.mark.postgresql
"""PostgreSQL, a database server."""

MISSING = "missing program"
NODE_MODULES = Path(__file__).parent / "node" / "node_modules"
POI = ":".join(
    f"/usr/share/java/{name}.jar"
    for name in ("poi", "commons-collections4", "commons-codec", "commons-math3")
)
"""Where Debian keeps Apache POI and what it needs; its part for .xlsx does not run there (XMLBeans is another)."""
VALIDATOR = NODE_MODULES / "@xarsh"


def missing_libreoffice() -> str:
    """Say what the driver lacks; empty where it lacks nothing."""
    return "" if is_present() else "LibreOffice with its Python (libreoffice-calc, python3-uno)"


def missing_validator() -> str:
    """Say what the validator lacks; empty where it lacks nothing."""
    if shutil.which("node") is None:
        return "node (nodejs, npm)"
    has_binary = any(VALIDATOR.glob("ooxml-validator-*/ooxml-validator*"))
    return "" if has_binary else "the Open XML validator (npm ci in tests/node)"


def missing_gnumeric() -> str:
    """Say whether Gnumeric is missing; empty where it is not."""
    return "" if shutil.which("ssconvert") else "ssconvert (gnumeric)"


_NODE_LIBRARIES = ("xlsx", "exceljs", "xlsx-populate", "@zurmokeeper/exceljs", "excelize-wasm")


def missing_node() -> str:
    """Say what the libraries from npm lack; empty where they lack nothing."""
    if shutil.which("node") is None:
        return "node (nodejs, npm)"
    has_all = all((NODE_MODULES / name).is_dir() for name in _NODE_LIBRARIES)
    return "" if has_all else "the spreadsheet libraries (npm ci in tests/node)"


def missing_onlyoffice() -> str:
    """Say whether ONLYOFFICE is missing; empty where it is not."""
    return "" if find_spec("docbuilder") else "ONLYOFFICE (document-builder from PyPI)"


def missing_poi() -> str:
    """Say what Apache POI lacks; empty where it lacks nothing."""
    has_all = shutil.which("javac") and all(Path(jar).exists() for jar in POI.split(":"))
    return missing_gnumeric() if has_all else "Apache POI (libapache-poi-java, default-jdk-headless)"


@cache
def missing_rendering() -> str:
    """Say what rendering lacks; empty where it lacks nothing."""
    if missing := missing_libreoffice():
        return missing
    if shutil.which("pdftoppm") is None:
        return "pdftoppm (poppler-utils)"
    return "" if has_vietnamese_serif() else "Liberation Serif with Vietnamese letters (fonts-liberation2)"


def missing_unpacker() -> str:
    """Say what unpacking lacks; empty where it lacks nothing."""
    return "" if find_unpacker() is not None else "bsdtar (libarchive-tools)"


def has_vietnamese_serif() -> bool:
    """Tell whether Times New Roman, or what stands for it, has Vietnamese letters; true where nobody can say."""
    if shutil.which("fc-list") is None:
        return True
    done = subprocess.run(
        ["fc-list", ":lang=vi", "family"], capture_output=True, encoding="utf-8", timeout=60, check=True
    )
    return any(family in done.stdout for family in ("Liberation Serif", "Times New Roman"))


@cache
def missing_strace() -> str:
    """Say what is missing to look at calls of the system; empty where nothing is."""
    program = shutil.which("strace")
    if program is None:
        return "strace"
    may = subprocess.run([program, "-o", os.devnull, "true"], capture_output=True, timeout=60, check=False)
    return "" if may.returncode == 0 else "the right to trace processes (strace)"


def missing_chromium() -> str:
    """Say what is missing to look at a page as a browser shows it; empty where nothing is."""
    if shutil.which("chromium") is None:
        return "chromium"
    return "" if shutil.which("pdftotext") else "pdftotext (poppler-utils)"


def missing_faketime() -> str:
    """Say whether faketime is missing; empty where it is not."""
    return "" if shutil.which("faketime") else "faketime"


def missing_dovecot() -> str:
    """Say whether the IMAP server is missing; empty where it is not."""
    return "" if shutil.which("dovecot") else "dovecot (dovecot-imapd)"


def missing_postgresql() -> str:
    """Say whether the database server is missing; empty where it is not."""
    from tests.postgres import program

    return "" if program("initdb") and program("postgres") else "postgres (postgresql)"


NEEDS: dict[str, Callable[[], str]] = {
    "libreoffice": missing_libreoffice,
    "validator": missing_validator,
    "rendering": missing_rendering,
    "gnumeric": missing_gnumeric,
    "node": missing_node,
    "onlyoffice": missing_onlyoffice,
    "poi": missing_poi,
    "unpacker": missing_unpacker,
    "chromium": missing_chromium,
    "strace": missing_strace,
    "faketime": missing_faketime,
    "dovecot": missing_dovecot,
    "postgresql": missing_postgresql,
}


def is_ci() -> bool:
    """Tell whether a missing program is a failure."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose program is missing, before any fixture of it is made; in CI fail it."""
    found = [find() for mark, find in NEEDS.items() if item.get_closest_marker(mark)]
    missing = sorted({what for what in found if what})
    if not missing:
        return
    # properties travel with the report from xdist's workers to the summary
    item.user_properties += [(MISSING, what) for what in missing]
    reason = f"missing: {', '.join(missing)}"
    if is_ci():
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say aloud how many tests were left out, and for want of what."""
    reports = [
        report for kind in ("skipped", "failed", "error") for report in terminalreporter.getreports(kind)
    ]
    left_out = Counter(
        what
        for report in reports
        if report.when == "setup"
        for name, what in report.user_properties
        if name == MISSING
    )
    if not left_out:
        return
    terminalreporter.section("TESTS LEFT OUT FOR WANT OF A PROGRAM", sep="!", red=True, bold=True)
    for what, count in sorted(left_out.items()):
        terminalreporter.write_line(f"not run: {count}, missing: {what}", red=True, bold=True)
    terminalreporter.write_line(
        "make test installs them, given root or sudo; CI does not pass without.", red=True
    )


def validate_office_file(path: Path) -> list[str]:
    """Ask the Open XML SDK what is wrong with a workbook or document: a sentence each, none where it is valid."""
    done = subprocess.run(
        ["node", str(VALIDATOR / "ooxml-validator" / "dist" / "src" / "cli.js"), str(path)],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    if done.returncode not in (0, 1):
        msg = f"the validator could not be run: {done.stderr.strip()}"
        raise RuntimeError(msg)
    errors = json.loads(done.stdout)["errors"]
    return [f"{error['path']} {error['xPath']}: {error['description']}" for error in errors]


def render_pages(path: Path, folder: Path, office: Office | None = None) -> list[Path]:
    """Render a workbook or document as one PNG for each page, 80 dots an inch, through PDF.

    Starts a LibreOffice of its own, which takes seconds, unless it is given one.
    """
    if office is None:
        with Office() as own:
            return render_pages(path, folder, own)
    pdf = office.convert(path, folder, "pdf")
    subprocess.run(
        ["pdftoppm", "-r", "80", "-png", str(pdf), str(folder / path.stem)],
        capture_output=True,
        timeout=120,
        check=True,
    )
    return sorted(folder.glob(f"{path.stem}-*.png"))
