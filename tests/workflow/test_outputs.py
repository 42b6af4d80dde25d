"""Outputs are all there or none is: at every failing call of the system, on a full disk, where one cannot be replaced."""

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import pytest

from par_excel.form import Column
from par_excel.model import OutputError
from par_excel.workflow.folder.outputs import make_folder, write_outputs
from par_excel.workflow.intake.check import check_inbox
from par_excel.workflow.results.merge import merge_inbox
from tests.workflow.periods import RECEIVED, full_period, good_return, send

NEW = {"tong_hop.xlsx": b"new master" * 1000, "bao_cao.docx": b"new report" * 1000}


class Calls:
    """The calls of the system that writing makes, counted; one of them fails, done or not done."""

    def __init__(self, number: int, code: int, *, is_done: bool) -> None:
        self.number, self.code, self.is_done = number, code, is_done
        self.count = 0

    def __call__(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:
            self.count += 1
            if self.count != self.number:
                return call(*arguments, **named)
            if self.is_done:
                call(*arguments, **named)
            raise OSError(self.code, os.strerror(self.code))

        return counted


class Stream:
    """A file of which every write is counted."""

    def __init__(self, stream: Any, calls: Calls) -> None:
        self.stream = stream
        self.write, self.flush = calls(stream.write), calls(stream.flush)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.stream.close()

    def fileno(self) -> int:
        return int(self.stream.fileno())


@contextmanager
def failing(calls: Calls) -> Iterator[None]:
    """Let a call of the system fail; nothing else is touched, and removing always works."""
    fdopen = os.fdopen
    with pytest.MonkeyPatch.context() as patch:
        for name in ("mkdir", "open", "fsync", "replace"):
            patch.setattr(os, name, calls(getattr(os, name)))
        patch.setattr(os, "fdopen", lambda *given: Stream(fdopen(*given), calls))
        patch.setattr(Path, "read_bytes", calls(Path.read_bytes))
        yield


def failure_of(contents: Mapping[Path, bytes], calls: Calls) -> OutputError | None:
    try:
        with failing(calls):
            write_outputs(contents)
    except OutputError as failure:
        return failure
    return None


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def lay(folder: Path, *names: str) -> dict[str, bytes]:
    folder.mkdir()
    for name in names:
        (folder / name).write_bytes(b"old " + name.encode())
    return tree(folder)


@pytest.mark.parametrize("is_done", [False, True])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EIO, errno.ENODEV])
@pytest.mark.parametrize("former", [tuple(NEW), tuple(NEW)[:1], tuple(NEW)[1:], ()], ids=str)
def test_whichever_call_fails_all_former_outputs_are_there_and_nothing_else(
    tmp_path: Path, former: tuple[str, ...], code: int, *, is_done: bool
) -> None:
    for number in range(1, 100):
        folder = tmp_path / str(number)
        before = lay(folder, *former)
        calls = Calls(number, code, is_done=is_done)
        failure = failure_of({folder / name: data for name, data in NEW.items()}, calls)
        if failure is not None:
            assert str(folder) in str(failure)
            assert "Errno" not in str(failure)
            assert tree(folder) == before
            continue
        assert tree(folder) == NEW
        if calls.count < number:  # else it failed to make a folder that is there already
            break
    assert number > 12


def test_where_the_last_one_cannot_be_renamed_the_first_is_put_back(tmp_path: Path) -> None:
    (tmp_path / "b.docx").mkdir()
    (tmp_path / "a.xlsx").write_bytes(b"old")
    with pytest.raises(OutputError, match=r"b\.docx: ở vị trí này đã có một thư mục cùng tên"):
        write_outputs({tmp_path / "a.xlsx": b"new", tmp_path / "b.docx": b"new"})
    assert tree(tmp_path) == {"a.xlsx": b"old"}


def test_an_interruption_between_two_renames_is_undone_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = lay(tmp_path / "outbox", *NEW)
    replace, seen = os.replace, list[object]()

    def interrupted(source: str, target: str) -> None:
        seen.append(target)
        if len(seen) == 2:
            raise KeyboardInterrupt
        replace(source, target)

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_outputs({tmp_path / "outbox" / name: data for name, data in NEW.items()})
    assert tree(tmp_path / "outbox") == before


def test_folders_are_made_and_a_file_in_their_place_is_named(tmp_path: Path) -> None:
    write_outputs({tmp_path / "a" / "b" / "c.xlsx": b"new"})
    assert tree(tmp_path) == {"a/b/c.xlsx": b"new"}
    (tmp_path / "file").write_bytes(b"")
    for place in (tmp_path / "file" / "c.xlsx", tmp_path / "file" / "b" / "c.xlsx"):
        with pytest.raises(OutputError, match="file"):
            write_outputs({place: b"new"})
    with pytest.raises(OutputError, match="đã có một tệp cùng tên"):
        make_folder(tmp_path / "file")


def test_outputs_have_the_rights_of_any_new_file(tmp_path: Path) -> None:
    former = os.umask(0o027)
    try:
        write_outputs({tmp_path / "a.xlsx": b"new"})
    finally:
        os.umask(former)
    assert stat.S_IMODE((tmp_path / "a.xlsx").stat().st_mode) == 0o640


def test_what_a_killed_run_left_is_removed_once_it_is_old(tmp_path: Path) -> None:
    for name, age in {".par-old.xlsx": 7200, ".par-young.xlsx": 60, "tong_hop cu.xlsx": 9999}.items():
        path = tmp_path / name
        path.write_bytes(b"left")
        times = path.stat().st_mtime - age
        os.utime(path, (times, times))
    write_outputs({tmp_path / "a.xlsx": b"new"})
    assert set(tree(tmp_path)) == {"a.xlsx", ".par-young.xlsx", "tong_hop cu.xlsx"}


def test_a_disk_that_is_full_leaves_the_former_outputs(tmp_path: Path) -> None:
    """The limit on the size of a file stands for the full disk; the system itself reports it."""
    resource = pytest.importorskip("resource", reason="limits as POSIX has them")
    folder = full_period(tmp_path / "ky")
    merge_inbox(folder, now=RECEIVED)
    send(folder, "so-a.xlsx", good_return(folder, "so-a", {("1.1", Column.EXPLANATION): "nay có thêm"}))
    check_inbox(
        folder, now=RECEIVED
    )  # what is new is in the ledger already: outputs are all that is left to write
    before = tree(folder.root)
    child = subprocess.run(
        [sys.executable, "-m", "par_excel", "-C", str(folder.root), "merge"],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
    )
    assert (child.returncode, child.stdout) == (3, "")
    assert child.stderr.startswith("Lỗi: Không ghi được ")
    assert child.stderr.count("\n") == 1
    assert tree(folder.root) == before


def test_a_folder_is_looked_through_once_however_many_files_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked, glob = list[Path](), Path.glob

    def noted(path: Path, pattern: str) -> Iterator[Path]:
        looked.append(path)
        return iter(glob(path, pattern))

    monkeypatch.setattr(Path, "glob", noted)
    write_outputs({tmp_path / place / f"{number}.txt": b"x" for number in range(20) for place in ("a", "b")})
    assert sorted(looked) == [tmp_path / "a", tmp_path / "b"]
