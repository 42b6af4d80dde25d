"""A file system without room, files that may not grow, folders and files that may only be read: told, and nothing lost."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from par_excel.workflow.folder.folder import Folder
from tests.faults.kills import undisturbed_run
from tests.faults.laying import copy_of
from tests.faults.runs import Runs
from tests.faults.state import in_process, opens, outputs_of, state_of

MOUNTED_BYTES = 4_000_000
FILE_BYTES = (2048, 65536, 262144)
"""The last is more than any file needs."""


def may_mount(place: Path) -> bool:
    """Say whether a small file system can be had: only root may, and not in every container."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("mount") is None:
        return False
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if done.returncode == 0:
        subprocess.run(["umount", str(place)], check=True)
    return done.returncode == 0


@contextmanager
def small_disk(place: Path) -> Iterator[Path]:
    """Mount a file system of four megabytes."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={MOUNTED_BYTES}", "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("room", [0, 60_000])
def test_a_file_system_without_room_is_told_and_the_next_run_finishes(
    runs: Runs, begun: Folder, tmp_path: Path, room: int
) -> None:
    if not may_mount(tmp_path / "disk"):
        pytest.skip("no file system can be mounted here; RLIMIT_FSIZE below stands for it")
    with small_disk(tmp_path / "disk") as disk:
        expected = undisturbed_run(runs, begun, disk / "ky")
        folder = copy_of(begun, disk / "ky")
        before = outputs_of(folder)
        filler = disk / "filler"
        filler.write_bytes(bytes(max(0, shutil.disk_usage(disk).free - room)))
        assert "đầy" in runs.run(folder).sentence
        assert outputs_of(folder) == before
        assert not in_process(folder)
        filler.unlink()
        assert runs.run(folder).status == expected.status
        assert state_of(folder) == expected.state


def test_files_that_may_not_grow_are_told_and_the_next_run_finishes(
    runs: Runs, fresh: Folder, tmp_path: Path
) -> None:
    """As an ordinary user: the limit on the size of a file, raised until a run gets through."""
    pytest.importorskip("resource", reason="limits as POSIX has them")
    expected = undisturbed_run(runs, fresh, tmp_path / "ky")
    statuses = []
    for limit in FILE_BYTES:
        folder = copy_of(fresh, tmp_path / "ky")
        before = outputs_of(folder)
        ended = runs.run(folder, file_bytes=limit, is_ordinary=True)
        statuses.append(ended.status)
        if ended.status == expected.status:
            assert state_of(folder) == expected.state
            continue
        assert ended.sentence
        assert outputs_of(folder) == before
        assert not in_process(folder)
        assert runs.run(folder).status == expected.status
        assert state_of(folder) == expected.state
    assert statuses[0] == 3
    assert statuses[-1] == expected.status


@pytest.mark.parametrize("closed", ["outbox", ".", "ledger.sqlite"])
def test_what_may_only_be_read_is_named_and_the_next_run_finishes(
    runs: Runs, begun: Folder, tmp_path: Path, closed: str
) -> None:
    expected = undisturbed_run(runs, begun, tmp_path / "ky")
    folder = copy_of(begun, tmp_path / "ky")
    before = outputs_of(folder)
    path = folder.root / closed
    former = path.stat().st_mode
    path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        ended = runs.run(folder, is_ordinary=True)
    finally:
        path.chmod(former)
    assert (closed if closed != "." else "ledger.sqlite") in ended.sentence
    assert "quyền" in ended.sentence
    assert outputs_of(folder) == before
    assert runs.run(folder).status == expected.status
    assert state_of(folder) == expected.state


def test_a_log_that_may_only_be_read_is_a_notice_and_is_made_good(
    runs: Runs, begun: Folder, tmp_path: Path
) -> None:
    """The ledger has everything; the log follows as soon as it can."""
    expected = undisturbed_run(runs, begun, tmp_path / "ky")
    folder = copy_of(begun, tmp_path / "ky")
    folder.log.chmod(0o444)
    ended = runs.run(folder, is_ordinary=True)
    folder.log.chmod(0o644)
    assert ended.status == expected.status
    assert "nhat_ky.jsonl" in ended.out + ended.err
    assert opens(folder)
    assert runs.run(folder).status == expected.status
    assert state_of(folder) == expected.state
