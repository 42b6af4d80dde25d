"""Killed at a call of the system, or told by it that the disk is full, `merge` ends as an undisturbed run does.

strace counts the calls of the main thread, which records, stores and renames; it kills the run at one of them, or lets
all from there on fail. In a tests' run every so many are tried; `python -m tools.system_calls` tries every one.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from par_excel.form import Column
from par_excel.workflow.folder import Folder
from par_excel.workflow.merging import merge_inbox
from tests.programs import needs_strace
from tests.workflow.periods import RECEIVED, full_period, good_return, send
from tests.workflow.test_kills import merged, parts

CALLS = "pwrite64,fsync,fdatasync,ftruncate,rename,unlink"
ROOT = Path(__file__).parents[2]
RUN = """
import sys
from pathlib import Path
from par_excel.model import ParExcelError
from par_excel.workflow.folder import Folder
from par_excel.workflow.merging import merge_inbox
from tests.workflow.periods import RECEIVED
try:
    merge_inbox(Folder(Path(sys.argv[1])), now=RECEIVED)
except ParExcelError as failure:
    print(failure)
    sys.exit(failure.exit_status)
"""
TRIED = 8
"""Of about a hundred and fifty."""


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Return a period that was merged once, with a return in the inbox that came later."""
    folder = full_period(tmp_path_factory.mktemp("calls") / "ky")
    merge_inbox(folder, now=RECEIVED)
    later = good_return(folder, "so-a", {("1.2-a", Column.LEVEL): ""}, saved="2021-02-17T08:00:00Z")
    send(folder, "so-a lan 2.xlsx", later)
    send(folder, "ghi chu.pdf", b"%PDF-1.7")
    return folder


def copy_of(folder: Folder, root: Path) -> Folder:
    return Folder(Path(shutil.copytree(folder.root, root)))


def traced(folder: Folder, *options: str) -> subprocess.CompletedProcess[str]:
    """Run `merge` under strace; its report goes beside the folder."""
    log = folder.root.with_suffix(".strace")
    return subprocess.run(
        [
            "strace",
            "-qq",
            "-o",
            str(log),
            "-e",
            f"trace={CALLS}",
            *options,
            sys.executable,
            "-c",
            RUN,
            str(folder.root),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


def number_of_calls(folder: Folder) -> int:
    """Return how many of the calls an undisturbed run makes."""
    assert traced(folder).returncode == 0
    lines = folder.root.with_suffix(".strace").read_text("utf-8").splitlines()
    return sum(re.match(r"\w+\(", line) is not None for line in lines)


def sample(count: int, tried: int) -> list[int]:
    """Return so many numbers from 1 to count, the first and the last among them."""
    return sorted({1 + round(index * (count - 1) / (tried - 1)) for index in range(tried)})


def kill_at(started: Folder, expected: object, number: int, root: Path) -> None:
    """Kill a run at this call; see that nothing is half there, and that the next run ends as if nothing had been."""
    folder = copy_of(started, root)
    traced(folder, "-e", f"inject={CALLS}:signal=KILL:when={number}")
    for output in (folder.master, folder.report):
        assert parts(output)
    assert merged(folder) == expected


def fail_from(started: Folder, expected: object, number: int, root: Path) -> int:
    """Let the disk be full from this call on; return the exit status."""
    folder = copy_of(started, root)
    before = [folder.master.read_bytes(), folder.report.read_bytes()]
    run = traced(folder, "-e", f"inject=pwrite64,fsync,fdatasync:error=ENOSPC:when={number}+")
    assert "Traceback" not in run.stderr, run.stderr
    if run.returncode:
        assert run.returncode == 3
        assert len(run.stdout.strip().splitlines()) == 1
        assert [folder.master.read_bytes(), folder.report.read_bytes()] == before
    assert merged(folder) == expected
    return run.returncode


@needs_strace
def test_killed_at_a_call_of_the_system_the_next_run_ends_as_an_undisturbed_one(
    started: Folder, tmp_path: Path
) -> None:
    undisturbed = copy_of(started, tmp_path / "undisturbed")
    count = number_of_calls(copy_of(started, tmp_path / "counted"))
    assert count > 30
    expected = merged(undisturbed)
    for number in sample(count, TRIED):
        kill_at(started, expected, number, tmp_path / f"kill {number}")


@needs_strace
def test_a_disk_that_is_full_from_a_call_on_is_told_and_loses_nothing(
    started: Folder, tmp_path: Path
) -> None:
    count = number_of_calls(copy_of(started, tmp_path / "counted"))
    expected = merged(copy_of(started, tmp_path / "undisturbed"))
    statuses = [
        fail_from(started, expected, number, tmp_path / f"full {number}")
        for number in sample(count // 2, TRIED)
    ]
    assert 3 in statuses


@contextmanager
def small_disk(place: Path, size_bytes: int) -> Iterator[Path]:
    """Mount a file system of this size; only root may."""
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size_bytes}", "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may mount a file system"
)
@pytest.mark.parametrize("room", [0, 20_000, 50_000])
def test_a_file_system_without_room_is_told_and_the_next_run_finishes(
    started: Folder, tmp_path: Path, room: int
) -> None:
    expected = merged(copy_of(started, tmp_path / "undisturbed"))
    with small_disk(tmp_path / "disk", 8_000_000) as disk:
        folder = copy_of(started, disk / "ky")
        before = [folder.master.read_bytes(), folder.report.read_bytes()]
        filler = disk / "filler"
        free = shutil.disk_usage(disk).free
        filler.write_bytes(bytes(max(0, free - room)))
        run = subprocess.run(
            [sys.executable, "-c", RUN, str(folder.root)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=300,
        )
        assert "Traceback" not in run.stderr, run.stderr
        assert run.returncode == 3
        assert "đầy" in run.stdout
        assert [folder.master.read_bytes(), folder.report.read_bytes()] == before
        filler.unlink()
        assert merged(folder) == expected
