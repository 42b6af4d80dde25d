"""A real LibreOffice, driven as a person would: for the tests and for making sample returns.

It has a profile of its own with the Vietnamese locale, so ``0,5`` is a number and ``0.5`` is text.
What it refuses to do: touch the file that it is given. It works on a copy, so no lock file appears beside the source
and several processes may open the same one.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from msgspec import Struct
from msgspec.structs import asdict

XLSX = "Calc MS Excel 2007 XML"
"""LibreOffice's name of the filter that writes .xlsx; ``calc8`` writes .ods, ``MS Excel 97`` .xls."""

QUIT_SECONDS = 15
"""How long LibreOffice may take to quit before it is killed."""

TYPIST = Path(__file__).with_name("typist.py")

PROFILE = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
  <item oor:path="/org.openoffice.Setup/L10N">
    <prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{locale}</value></prop>
  </item>
  <item oor:path="/org.openoffice.Setup/Office">
    <prop oor:name="ooSetupInstCompleted" oor:op="fuse"><value>true</value></prop>
  </item>
  <item oor:path="/org.openoffice.Office.Common/Misc">
    <prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop>
    <prop oor:name="ShowTipOfTheDay" oor:op="fuse"><value>false</value></prop>
  </item>
  <item oor:path="/org.openoffice.Office.Java/VirtualMachine">
    <prop oor:name="Enable" oor:op="fuse"><value>false</value></prop>
  </item>
</oor:items>
"""


class OfficeError(Exception):
    """LibreOffice is not there, did not answer, or could not do what was asked."""


class Type(Struct, frozen=True):
    """Select a cell and type a text; line breaks stay in the cell, an empty text is the Delete key."""

    sheet: str
    cell: str
    text: str


class Unprotect(Struct, frozen=True):
    """Take the protection off a sheet that has no password."""

    sheet: str


class InsertRow(Struct, frozen=True):
    """Insert an empty row above a row; rows count from 1."""

    sheet: str
    row: int


class DeleteRow(Struct, frozen=True):
    """Delete a row; rows count from 1."""

    sheet: str
    row: int


Step = Type | Unprotect | InsertRow | DeleteRow


class Shown(NamedTuple):
    """What a cell shows and holds."""

    string: str
    """As displayed, by number format and locale."""
    value: float | None
    """The number; none where the cell is blank, or holds text or an error."""
    formula: str
    """In English with semicolons, from ``=`` on; empty where there is none."""
    error: int
    """LibreOffice's error code; 0 where there is none."""


class Office:
    """One headless LibreOffice, started at the first job and stopped at the end of the ``with`` block."""

    def __init__(self, *, locale: str = "vi", start_seconds: float = 90, job_seconds: float = 120) -> None:
        self._locale = locale
        self._start_seconds = start_seconds
        self._job_seconds = job_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._folder = tempfile.TemporaryDirectory(prefix="par-excel-office-", ignore_cleanup_errors=True)
        # A pipe and not a port: a port found free may be taken by another worker before LibreOffice opens it.
        self._address = f"pipe,name=par-excel-{uuid.uuid4().hex}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._folder.cleanup()

    def type_into(
        self, source: Path, target: Path, steps: Sequence[Step], *, filter_name: str = XLSX
    ) -> tuple[Step, ...]:
        """Open a workbook, carry out the steps, save it as another file; give the steps that were refused."""
        told = [{"step": type(step).__name__, **asdict(step)} for step in steps]
        target.parent.mkdir(parents=True, exist_ok=True)
        refused = self._do("type_into", source, steps=told, target=str(target.absolute()), filter=filter_name)
        return tuple(steps[number] for number in refused)

    def read(
        self, source: Path, cells: Sequence[tuple[str, str]], *, recalculate: bool = True
    ) -> list[Shown]:
        """Give what cells, named by sheet and address, hold; after a hard recalculation, unless told otherwise."""
        found = self._do("read", source, cells=list(cells), recalculate=recalculate)
        return [Shown(*cell) for cell in found]

    def convert(self, source: Path, target_dir: Path, extension: str) -> Path:
        """Save a workbook or document as pdf, ods, xlsx, xls, csv, docx or odt under the same stem."""
        target = target_dir.absolute() / f"{source.stem}.{extension}"
        target_dir.mkdir(parents=True, exist_ok=True)
        self._do("convert", source, target=str(target), extension=extension)
        return target

    def start(self) -> None:
        """Start LibreOffice, unless it runs."""
        if self._process is not None and self._process.poll() is None:
            return
        self.stop()  # what a crashed one may have left behind
        soffice = find_soffice()
        if soffice is None:
            raise OfficeError("LibreOffice is not installed")
        profile = Path(self._folder.name, "profile")
        shutil.rmtree(profile, ignore_errors=True)
        settings = profile / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(PROFILE.format(locale=self._locale), encoding="utf-8")
        command = [
            soffice,
            "--headless",
            "--norestore",
            "--nologo",
            "--nodefault",
            f"-env:UserInstallation={profile.as_uri()}",
            f"--accept={self._address};urp;StarOffice.ComponentContext",
        ]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=_environment(),
        )

    def stop(self) -> None:
        """Stop LibreOffice with all its processes: by asking it, and where that fails by force."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            with contextlib.suppress(OfficeError, subprocess.TimeoutExpired):
                self._ask({"job": "quit", "patience": 0}, QUIT_SECONDS)
                process.wait(QUIT_SECONDS)
        _end(process)

    def _do(self, job: str, source: Path, **details: Any) -> Any:
        self.start()
        told = {"job": job, "patience": self._start_seconds, **details}
        try:
            with _copy(source, Path(self._folder.name)) as copy:
                return self._ask({**told, "source": str(copy)}, self._start_seconds + self._job_seconds)
        except OfficeError as problem:
            self.stop()  # whatever state it is in, the next job begins afresh
            raise OfficeError(f"{source.name}: {problem}") from problem

    def _ask(self, job: dict[str, Any], seconds: float) -> Any:
        python = find_uno_python()
        if python is None:
            raise OfficeError("no Python interpreter with LibreOffice's uno was found")
        try:
            done = subprocess.run(
                [python, str(TYPIST)],
                input=json.dumps({**job, "address": self._address}),
                capture_output=True,
                encoding="utf-8",
                timeout=seconds,
                check=False,
                env=_environment(),
            )
            answer = json.loads(done.stdout)
        except subprocess.TimeoutExpired as problem:
            raise OfficeError(f"LibreOffice did not finish {job['job']} in {seconds:.0f} s") from problem
        except ValueError as problem:
            raise OfficeError(f"LibreOffice's typist failed: {done.stderr.strip()}") from problem
        if "problem" in answer:
            raise OfficeError(answer["problem"])
        return answer["result"]


@cache
def find_soffice() -> str | None:
    """Find the program that starts LibreOffice."""
    usual = (
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
        r"C:\Program Files\LibreOffice\program\soffice.exe",
    )
    found = (shutil.which(name) for name in ("soffice", "libreoffice", *usual))
    return next((path for path in found if path is not None), None)


@cache
def find_uno_python() -> str | None:
    """Find an interpreter that has LibreOffice's ``uno``: LibreOffice's own, or the system's."""
    soffice = find_soffice()
    if soffice is None:
        return None
    program = Path(soffice).resolve().parent
    own = (program / "python", program / "python.exe", program.parent / "Resources" / "python")
    candidates = (*map(str, own), "/usr/bin/python3", shutil.which("python3") or "", sys.executable)
    return next((python for python in candidates if _has_uno(python)), None)


def is_present() -> bool:
    """Tell whether LibreOffice is there, and can be driven."""
    return find_uno_python() is not None


def _has_uno(python: str) -> bool:
    if not python or not Path(python).exists():
        return False
    try:
        done = subprocess.run(
            [python, "-c", "import uno"], capture_output=True, timeout=60, check=False, env=_environment()
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _environment() -> dict[str, str]:
    """Give the environment without what points an interpreter to the project's own packages."""
    ours = ("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__")
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {**kept, "SAL_USE_VCLPLUGIN": "svp", "PYTHONIOENCODING": "utf-8"}


@contextlib.contextmanager
def _copy(source: Path, folder: Path) -> Iterator[Path]:
    place = Path(tempfile.mkdtemp(prefix="job-", dir=folder))
    try:
        yield Path(shutil.copyfile(source, place / source.name))
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the group: soffice is a starter, and its child may outlive it."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait(QUIT_SECONDS)
