"""The command line as somebody types it: what it prints, and how it ends."""

import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path
from unittest.mock import patch

import pytest
from msgspec import Struct

from par_excel.cli import main

ROOT = Path(__file__).parents[2]
WITHIN_SECONDS = 120


class Ended(Struct, frozen=True):
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def line(self) -> str:
        """The one line that says what is wrong; fails where more or less is said."""
        assert self.out == ""
        [line] = self.err.splitlines()
        return line


def run(
    *arguments: str | Path,
    folder: Path | None = None,
    environment: Mapping[str, str | None] | None = None,
    python: tuple[str, ...] = (),
    before: tuple[str, ...] = (),
) -> Ended:
    """Run a command: as a process where the process matters, else here, which takes a tenth of the time.

    `environment` changes variables, or takes them away; `before` starts the interpreter.
    """
    if environment is None and not python and not before:
        return run_here(*arguments, folder=folder)
    changed = {**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})}
    done = subprocess.run(
        [*before, sys.executable, *python, "-m", "par_excel", *map(str, arguments)],
        cwd=folder,
        env={name: value for name, value in changed.items() if value is not None},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=WITHIN_SECONDS,
        check=False,
    )
    ended = Ended(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
    assert "Traceback" not in ended.out + ended.err
    return ended


def run_here(*arguments: str | Path, folder: Path | None = None) -> Ended:
    """Run a command in this process, with all that `main` does around it."""
    out, failures = BytesIO(), BytesIO()
    with (
        chdir(folder or Path.cwd()),
        patch("sys.argv", ["par-excel", *map(str, arguments)]),
        Path(os.devnull).open(encoding="utf-8") as nothing,
        patch("sys.stdin", nothing),
        TextIOWrapper(out) as said,
        TextIOWrapper(failures) as complained,
        redirect_stdout(said),
        redirect_stderr(complained),
    ):
        with pytest.raises(SystemExit) as ended:
            main()
        said.flush()
        complained.flush()
        done = Ended(
            int(ended.value.code or 0), out.getvalue().decode("utf-8"), failures.getvalue().decode("utf-8")
        )
    assert "Traceback" not in done.out + done.err
    return done
