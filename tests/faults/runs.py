"""Runs of the command line that can be killed, traced and limited, as the tests see them."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec import Struct

from par_excel.workflow.folder.folder import Folder
from tests.workflow.periods import RECEIVED

ROOT = Path(__file__).parents[2]
MERGE = ("merge",)


class Ended(Struct, frozen=True):
    """How a run ended."""

    status: int
    """Negative: the signal that killed it."""
    out: str
    err: str

    @property
    def is_killed(self) -> bool:
        return self.status == -signal.SIGKILL

    @property
    def sentence(self) -> str:
        """The one line that says what could not be done; fails where more, less or something else is said."""
        assert self.status == 3, self
        assert self.out == "", self
        [line] = self.err.splitlines()
        assert line.startswith("Lỗi: "), line
        assert "Errno" not in line
        return line


class Run:
    """A run that was begun."""

    def __init__(self, runs: "Runs", process: int, said: tuple[Path, Path]) -> None:
        self._runs, self.process, self._said = runs, process, said

    def release(self) -> None:
        """Let a run that is held begin its work."""
        self._runs.ask({"do": "open", "process": self.process})

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGKILL)

    def ended(self) -> Ended:
        """Wait for its end."""
        status = self._runs.ask({"do": "end", "process": self.process})
        ended = Ended(status, *(path.read_text("utf-8") for path in self._said))
        for path in self._said:
            path.unlink()
        assert status != 70, ended
        assert "Traceback" not in ended.out + ended.err
        assert "Lỗi của chương trình" not in ended.err, ended.err
        return ended


class Runs:
    """Speaks with the process that forks runs."""

    def __init__(self, process: "subprocess.Popen[str]", place: Path) -> None:
        self._process, self._place, self._count = process, place, 0
        self.ordinary_user: str = self._answer()
        """Who an ordinary user is; empty where this one is ordinary already."""

    def start(
        self,
        folder: Folder,
        *arguments: str,
        now: datetime = RECEIVED,
        is_held: bool = False,
        is_ordinary: bool = False,
        file_bytes: int = 0,
    ) -> Run:
        """Begin a command in a folder; one that is held waits until it is released."""
        self._count += 1
        said = (self._place / f"{self._count}.out", self._place / f"{self._count}.err")
        for path in said:  # a run may be killed before it opens them
            path.touch()
        order = {
            "do": "start",
            "arguments": ["-C", str(folder.root), *(arguments or MERGE)],
            "now": now.isoformat(),
            "held": is_held,
            "user": self.ordinary_user if is_ordinary else "",
            "file_bytes": file_bytes,
            "there": str(ROOT),
            "out": str(said[0]),
            "err": str(said[1]),
        }
        return Run(self, self.ask(order), said)

    def run(self, folder: Folder, *arguments: str, **how: Any) -> Ended:
        """Run a command to its end."""
        return self.start(folder, *arguments, **how).ended()

    def ask(self, order: dict[str, Any]) -> int:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(self._answer())

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())


@contextmanager
def forked_runs(place: Path) -> Iterator[Runs]:
    """Start the process that forks runs; what they print is kept in this place until it is asked for."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.server"],
        cwd=ROOT,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONUTF8": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        yield Runs(process, place)
        assert process.stdin is not None
        process.stdin.close()
        process.wait(30)
