import errno
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from par_excel.system import is_elsewhere, rename, replace_file, without_limit
from par_excel.system.files import extended, sync_folder, wait_out_sharing

NO_PAUSES = (0.0, 0.0, 0.0)


class Denied(PermissionError):  # noqa: N818 - what Windows says
    """As Windows reports it; elsewhere `winerror` is not set."""

    def __init__(self, winerror: int) -> None:
        super().__init__(errno.EACCES, "denied")
        self.winerror = winerror


def failing(times: int, failure: OSError, calls: list[int]) -> Callable[[], None]:
    def do() -> None:
        calls.append(1)
        if len(calls) <= times:
            raise failure

    return do


def test_a_file_is_replaced(tmp_path: Path) -> None:
    new, target = tmp_path / "mới.tmp", tmp_path / "tổng hợp.xlsx"
    new.write_bytes(b"new")
    target.write_bytes(b"former")
    replace_file(new, target)
    assert target.read_bytes() == b"new"
    assert not new.exists()


def test_what_cannot_be_replaced_stays(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"former")
    with pytest.raises(FileNotFoundError):
        replace_file(tmp_path / "missing", target)
    assert target.read_bytes() == b"former"


@pytest.mark.parametrize("winerror", [5, 32])
@pytest.mark.parametrize("times", [0, 1, 3])
def test_a_file_that_is_held_for_a_moment(winerror: int, times: int) -> None:
    calls: list[int] = []
    wait_out_sharing(failing(times, Denied(winerror), calls), NO_PAUSES)
    assert len(calls) == times + 1


def test_a_file_that_stays_open_elsewhere() -> None:
    calls: list[int] = []
    with pytest.raises(PermissionError, match="denied"):
        wait_out_sharing(failing(99, Denied(32), calls), NO_PAUSES)
    assert len(calls) == 4


@pytest.mark.parametrize(
    "failure", [PermissionError(errno.EACCES, "no right"), OSError(errno.ENOSPC, "full"), Denied(19)]
)
def test_other_failures_are_told_at_once(failure: OSError) -> None:
    calls: list[int] = []
    with pytest.raises(OSError, match=failure.strerror):
        wait_out_sharing(failing(1, failure, calls), NO_PAUSES)
    assert len(calls) == 1


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir())) if sys.platform == "linux" else 0


def test_a_folder_is_synced(tmp_path: Path) -> None:
    before = descriptors()
    for _ in range(20):
        sync_folder(tmp_path)
    assert descriptors() == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot sync a folder")
def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        sync_folder(tmp_path / "missing")


@pytest.mark.parametrize(
    ("attributes", "verdict"),
    [
        (0x20, False),  # an ordinary file
        (0x8_0020, False),  # always kept on this computer
        (0x1000, True),  # OFFLINE
        (0x50_0420, True),  # as OneDrive marks a file that has not been fetched
        (0x4_0010, True),  # RECALL_ON_OPEN: a folder whose names have not been fetched either
    ],
)
def test_a_file_that_lies_elsewhere(attributes: int, verdict: bool) -> None:  # noqa: FBT001 - a column of the table
    status: Any = SimpleNamespace(st_file_attributes=attributes)
    assert is_elsewhere(status) is verdict


def test_other_systems_know_no_such_attributes(tmp_path: Path) -> None:
    assert not is_elsewhere(tmp_path.stat())


def test_a_folder_gets_another_name(tmp_path: Path) -> None:
    (tmp_path / "mới").mkdir()
    assert rename(tmp_path / "mới", tmp_path / "2021-02-17") == tmp_path / "2021-02-17"
    assert [path.name for path in tmp_path.iterdir()] == ["2021-02-17"]


@pytest.mark.parametrize(
    ("whole", "followed"),
    [
        (r"D:\kỳ\inbox", r"\\?\D:\kỳ\inbox"),
        (r"\\máy chủ\chung\kỳ", r"\\?\UNC\máy chủ\chung\kỳ"),
        (r"\\?\D:\kỳ", r"\\?\D:\kỳ"),
    ],
)
def test_paths_without_a_limit(whole: str, followed: str) -> None:
    assert extended(whole) == followed


@pytest.mark.skipif(sys.platform == "win32", reason="other systems have no such prefix")
def test_other_systems_need_no_prefix(tmp_path: Path) -> None:
    assert without_limit(tmp_path) is tmp_path
