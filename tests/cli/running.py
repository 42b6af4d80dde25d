"""The command line as a process of its own: what it prints, and how it ends."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
WITHIN_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Ended:
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
    """Run a command; `environment` changes variables, or takes them away; `before` starts the interpreter."""
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
