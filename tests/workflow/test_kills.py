"""Killed at any moment, or run twice at once, `merge` ends as an undisturbed run does; outputs can always be opened."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from par_excel.form import Column
from par_excel.workflow.folder import Folder
from par_excel.workflow.merging import merge_inbox
from tests.workflow.periods import RECEIVED, full_period, good_return, send

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills by signal, as only POSIX has them")

ROOT = Path(__file__).parents[2]
KILLS = 24
RACES = 4


class Server:
    """The process that forks runs."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.answer()

    def answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def tell(self, line: str) -> int:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return int(self.answer())


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.workflow.child"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Server(process)
        assert process.stdin is not None
        process.stdin.close()
        process.wait(30)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Return a period that was merged once, with returns in the inbox that came later."""
    folder = full_period(tmp_path_factory.mktemp("kills") / "ky")
    merge_inbox(folder, now=RECEIVED)
    later = good_return(folder, "so-a", {("1.2-a", Column.LEVEL): ""}, saved="2021-02-17T08:00:00Z")
    send(folder, "so-a lan 2.xlsx", later)
    send(folder, "ghi chu.pdf", b"%PDF-1.7")
    return folder


def copy_of(folder: Folder, root: Path) -> Folder:
    return Folder(Path(shutil.copytree(folder.root, root)))


def parts(path: Path) -> dict[str, bytes]:
    """Return the parts of a workbook or document; fails unless it opens and every part is whole."""
    with ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def values(folder: Folder) -> list[list[object]]:
    """Return every value of the master, and of the report its parts; where the folder lies is not told."""
    book = load_workbook(folder.master, data_only=True)
    here = str(folder.root)
    cells: list[list[object]] = [
        [sheet.title, *(value.replace(here, "") if isinstance(value, str) else value for value in row)]
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
    ]
    return [*cells, [parts(folder.report)]]


def merged(folder: Folder) -> list[list[object]]:
    merge_inbox(folder, now=RECEIVED)
    return values(folder)


def test_killed_at_any_moment_the_next_run_ends_as_an_undisturbed_one(
    server: Server, started: Folder, tmp_path: Path
) -> None:
    chance = random.Random(320)  # noqa: S311 - no secret
    undisturbed = copy_of(started, tmp_path / "undisturbed")
    begun = time.perf_counter()
    server.tell(str(undisturbed.root))
    assert server.tell("end") == 0
    seconds = time.perf_counter() - begun
    expected = values(undisturbed)
    killed = 0
    for number in range(KILLS):
        folder = copy_of(started, tmp_path / str(number))
        process = server.tell(str(folder.root))
        until = time.perf_counter() + chance.uniform(0, seconds)
        while time.perf_counter() < until:
            pass  # sleeping is not exact enough
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        killed += server.tell("end") == signal.SIGKILL
        for output in (folder.master, folder.report):
            assert parts(output)
        assert merged(folder) == expected
    assert killed > KILLS // 4


@pytest.mark.parametrize("has_ledger", [True, False])
def test_two_runs_at_once_both_end_well(
    server: Server, started: Folder, tmp_path: Path, *, has_ledger: bool
) -> None:
    if not has_ledger:  # both create it
        started = copy_of(started, tmp_path / "started")
        started.ledger.unlink()
    expected = merged(copy_of(started, tmp_path / "undisturbed"))
    for number in range(RACES):
        folder = copy_of(started, tmp_path / str(number))
        for _ in range(2):
            server.tell(str(folder.root))
        assert [server.tell("end"), server.tell("end")] == [0, 0]
        assert values(folder) == expected
        assert not list(folder.outbox.glob(".par-*"))
