"""The inbox: everything in it is a parcel or is named with a reason; nothing is followed, opened twice or changed."""

import hashlib
import os
import socket
import sys
import unicodedata
from pathlib import Path

import pytest

from par_excel.model import Parcel
from par_excel.reading.parcels import inbox as inbox_module
from par_excel.reading.parcels.inbox import Skipped, SkipReason, scan_inbox


def _names(folder: Path) -> list[str]:
    return [each.name for each in scan_inbox(folder)]


def _reasons(folder: Path, **options: int) -> dict[str, SkipReason]:
    return {each.name: each.reason for each in scan_inbox(folder, **options) if isinstance(each, Skipped)}


def test_every_file_is_read_with_name_size_and_hash(tmp_path: Path) -> None:
    (tmp_path / "b.xlsx").write_bytes(b"hai")
    (tmp_path / "thu" / "2021").mkdir(parents=True)
    (tmp_path / "thu" / "2021" / "Phụ lục 1.xlsx").write_bytes(b"mot")
    os.utime(tmp_path / "b.xlsx", (1_613_000_000, 1_613_000_000))
    found = list(scan_inbox(tmp_path))
    assert [each.name for each in found] == ["b.xlsx", "thu/2021/Phụ lục 1.xlsx"]
    first = found[0]
    assert isinstance(first, Parcel)
    assert (first.data, first.sha256) == (b"hai", hashlib.sha256(b"hai").hexdigest())
    assert first.modified.isoformat() == "2021-02-10T23:33:20+00:00"


def test_names_stay_as_they_are_in_either_composition(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "Sở Nội vụ.xlsx")
    for name in ("Sở Tư pháp.xlsx", decomposed):
        (tmp_path / name).write_bytes(b"x")
    assert set(_names(tmp_path)) == {"Sở Tư pháp.xlsx", decomposed}


def test_an_inbox_that_does_not_exist_is_empty(tmp_path: Path) -> None:
    assert list(scan_inbox(tmp_path / "inbox")) == []


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("~$phuluc_1.xlsx", SkipReason.LOCK),
        (".~lock.phuluc_1.xlsx#", SkipReason.LOCK),
        ("phuluc_1.xlsx.crdownload", SkipReason.PARTIAL),
        ("phuluc_1.xlsx.PART", SkipReason.PARTIAL),
        ("~WRD0001.tmp", SkipReason.PARTIAL),
        ("desktop.ini", SkipReason.SYSTEM),
        ("Thumbs.db", SkipReason.SYSTEM),
        (".DS_Store", SkipReason.SYSTEM),
        (".gitkeep", SkipReason.SYSTEM),
        ("phuluc_1.xlsx:Zone.Identifier", SkipReason.SYSTEM),
    ],
)
def test_what_is_no_return_is_named_with_its_reason(tmp_path: Path, name: str, reason: SkipReason) -> None:
    (tmp_path / name).write_bytes(b"x")
    (tmp_path / "tot.xlsx").write_bytes(b"x")
    assert _reasons(tmp_path) == {name: reason}
    assert name in _names(tmp_path)


def test_an_empty_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "rong.xlsx").touch()
    assert _reasons(tmp_path) == {"rong.xlsx": SkipReason.EMPTY}


def test_an_empty_folder_with_the_name_of_a_workbook_is_named(tmp_path: Path) -> None:
    for name in ("Sở A/phuluc_4.XLSX", "trong", "bieu.ods"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "bieu.ods" / "a.xlsx").write_bytes(b"a")
    assert [each for each in scan_inbox(tmp_path) if isinstance(each, Skipped)] == [
        Skipped("Sở A/phuluc_4.XLSX", SkipReason.EMPTY_FOLDER)
    ]


def test_a_file_beyond_the_limit_is_named_and_not_read(tmp_path: Path) -> None:
    (tmp_path / "to.xlsx").write_bytes(b"x" * 11)
    (tmp_path / "vua.xlsx").write_bytes(b"x" * 10)
    assert _reasons(tmp_path, limit_bytes=10) == {"to.xlsx": SkipReason.TOO_LARGE}
    assert len(list(scan_inbox(tmp_path, limit_bytes=10))) == 2


def test_a_small_file_takes_no_memory_for_the_largest_that_may_come(tmp_path: Path) -> None:
    (tmp_path / "nho.xlsx").write_bytes(b"x")
    assert _reasons(tmp_path, limit_bytes=1 << 60) == {}


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there, and pipes are no files")
def test_links_are_not_followed_and_pipes_not_opened(tmp_path: Path) -> None:
    outside = tmp_path / "ngoai"
    outside.mkdir()
    (outside / "mat.xlsx").write_bytes(b"x")
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "lien_ket.xlsx").symlink_to(outside / "mat.xlsx")
    (folder / "thu_muc").symlink_to(outside)
    (folder / "vong").symlink_to(folder)
    os.mkfifo(folder / "ong.xlsx")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "o.xlsx"))
        assert _reasons(folder) == {
            "lien_ket.xlsx": SkipReason.LINK,
            "thu_muc": SkipReason.LINK,
            "vong": SkipReason.LINK,
            "ong.xlsx": SkipReason.SPECIAL,
            "o.xlsx": SkipReason.SPECIAL,
        }


def test_a_file_that_grows_while_it_is_read_is_left(tmp_path: Path) -> None:
    file = tmp_path / "dang_ghi.xlsx"
    file.write_bytes(b"mot")
    before = file.stat()
    file.write_bytes(b"mot hai")
    taken = inbox_module._taken("dang_ghi.xlsx", b"mot", before, file.stat())
    assert taken == Skipped("dang_ghi.xlsx", SkipReason.CHANGING)


def test_a_file_that_is_rewritten_with_the_same_size_is_left(tmp_path: Path) -> None:
    file = tmp_path / "dang_ghi.xlsx"
    file.write_bytes(b"mot")
    os.utime(file, ns=(1, 1_000_000_000))
    before = file.stat()
    os.utime(file, ns=(1, 1_000_000_500))
    taken = inbox_module._taken("dang_ghi.xlsx", b"mot", before, file.stat())
    assert taken == Skipped("dang_ghi.xlsx", SkipReason.CHANGING)


def test_a_file_that_vanishes_or_cannot_be_opened_is_named(tmp_path: Path) -> None:
    gone = inbox_module._read(str(tmp_path / "mat.xlsx"), "mat.xlsx", 10)
    assert gone == Skipped("mat.xlsx", SkipReason.CHANGING)
    (tmp_path / "thu_muc").mkdir()
    # Windows opens no folder as a file
    reason = SkipReason.UNREADABLE if sys.platform == "win32" else SkipReason.SPECIAL
    assert inbox_module._read(str(tmp_path / "thu_muc"), "x", 10) == Skipped("x", reason)


@pytest.mark.skipif(sys.platform == "win32", reason="there, names are texts without such signs")
def test_names_that_no_text_can_hold_are_shown(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"t\xf4.xlsx")).write_bytes(b"x")
    (tmp_path / "\x1b[31m.xlsx").write_bytes(b"x")
    assert sorted(_names(tmp_path)) == ["t‹U+DCF4›.xlsx", "‹U+001B›[31m.xlsx"]


def test_a_time_beyond_the_calendar_does_not_stop_the_scan() -> None:
    assert inbox_module._time(1e18).year == 1970


def test_nothing_in_the_inbox_is_changed(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"x")
    before = [(path.name, path.stat().st_mtime_ns) for path in tmp_path.iterdir()]
    list(scan_inbox(tmp_path))
    assert [(path.name, path.stat().st_mtime_ns) for path in tmp_path.iterdir()] == before


def test_every_reason_is_a_sentence() -> None:
    assert all(reason.value.endswith(".") and reason.value[0].isupper() for reason in SkipReason)
