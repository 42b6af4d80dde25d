"""Files that cannot be used: each has its sentence, and none is changed."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from par_excel.ledger import NobodyDecides, ReasonMissing, open_ledger
from par_excel.ledger.failures import LedgerDamaged, LedgerTooNew, LedgerTooOld, LibraryTooOld, LogUnreadable
from par_excel.model import OutputError, ParExcelError
from tests.ledger.made import SEEN, body, change, flip, log_of, parcel, query

ROOT = Path(__file__).parents[2]
PARCEL = parcel("một tệp gửi về", copies=2000)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a ledger with one parcel and its reading."""
    path = tmp_path / "sổ theo dõi" / "ledger.sqlite"
    path.parent.mkdir()
    with open_ledger(path) as ledger:
        ledger.record([PARCEL], seen=SEEN)
        ledger.store([(PARCEL.sha256, body(PARCEL.sha256), "a")])
    return path


def test_the_file_stands_alone_once_it_is_closed(path: Path) -> None:
    assert [each.name for each in path.parent.iterdir()] == ["ledger.sqlite"]
    moved = path.rename(path.with_name("khác.sqlite"))
    with open_ledger(moved) as ledger:
        assert ledger.data(PARCEL.sha256) == PARCEL.data


def test_rollback_journal_and_full_sync(path: Path) -> None:
    with open_ledger(path) as ledger:
        settings = [
            ledger.database.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert settings == ["delete", 2, 1]
    assert query(path, "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND strict = 1") == [
        (7,)
    ]


def test_a_ledger_switched_to_wal_is_switched_back(path: Path) -> None:
    change(path, "PRAGMA journal_mode = WAL")
    with open_ledger(path) as ledger:
        assert ledger.data(PARCEL.sha256) == PARCEL.data
    assert query(path, "PRAGMA journal_mode") == [("delete",)]


def test_a_newer_ledger_is_refused_and_left_as_it_is(path: Path) -> None:
    change(path, "PRAGMA user_version = 4")
    before = path.read_bytes()
    with pytest.raises(LedgerTooNew, match="phiên bản mới hơn"):
        open_ledger(path)
    assert path.read_bytes() == before


def test_an_older_ledger_is_told_and_left_as_it_is(path: Path) -> None:
    change(path, "PRAGMA user_version = 1")
    before = path.read_bytes()
    with pytest.raises(LedgerTooOld, match="bản thử nghiệm trước đây"):
        open_ledger(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "statement",
    ["DROP TRIGGER parcel_no_delete", "ALTER TABLE entry RENAME line TO dong"],
    ids=["trigger", "column"],
)
def test_a_ledger_with_other_tables_is_refused(path: Path, statement: str) -> None:
    change(path, statement)
    with pytest.raises(LedgerDamaged, match="các bảng bên trong đã bị sửa"):
        open_ledger(path)


def test_an_index_of_somebody_else_does_no_harm(path: Path) -> None:
    change(path, "CREATE INDEX own ON parcel (received)")
    with open_ledger(path) as ledger:
        assert ledger.data(PARCEL.sha256) == PARCEL.data


def test_a_log_that_cannot_be_read_is_a_sentence(path: Path) -> None:
    log_of(path).mkdir()
    with pytest.raises(LogUnreadable, match="Không đọc được nhật ký"):
        open_ledger(path, log=log_of(path))


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(b"PK\x03\x04 a workbook by mistake" * 100)
    before = path.read_bytes()
    with pytest.raises(LedgerDamaged, match="không phải là sổ theo dõi"):
        open_ledger(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("setting", ["user_version = 7", "application_id = 7"])
def test_the_database_of_another_program_is_refused_and_left_as_it_is(tmp_path: Path, setting: str) -> None:
    path = tmp_path / "ledger.sqlite"
    change(path, "CREATE TABLE parcel (id INTEGER)")
    change(path, f"PRAGMA {setting}")
    before = path.read_bytes()
    with pytest.raises(LedgerDamaged, match="của chương trình khác"):
        open_ledger(path)
    assert path.read_bytes() == before


def test_an_empty_file_is_a_ledger_whose_making_was_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    path.touch()
    with open_ledger(path) as ledger:
        assert ledger.record([PARCEL], seen=SEEN) == 1


def test_a_flipped_byte_in_a_parcel_is_found(path: Path) -> None:
    flip(path, "gửi về".encode())
    with open_ledger(path) as ledger, pytest.raises(LedgerDamaged, match=PARCEL.sha256):
        ledger.data(PARCEL.sha256)


@pytest.mark.parametrize(
    "where",
    [b'"criterion":"1.1"', b"2021-02-17", "lỗi".encode(), "Điểm vượt".encode()],
    ids=["body", "time", "enum", "text"],
)
def test_a_flipped_byte_in_what_was_read_is_a_sentence(path: Path, where: bytes) -> None:
    flip(path, where)
    with open_ledger(path) as ledger, pytest.raises(LedgerDamaged, match="Cách xử lý"):
        ledger.outcomes()


@pytest.mark.parametrize("part", [1, 2, 3])
def test_a_ledger_cut_short_is_a_sentence(path: Path, part: int) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * part // 4])
    with pytest.raises(LedgerDamaged, match="đã hỏng"), open_ledger(path) as ledger:
        ledger.outcomes()


def test_a_ledger_in_use_is_a_sentence(path: Path) -> None:
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as other,
        open_ledger(path, busy_seconds=0) as ledger,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OutputError, match="chương trình khác đang dùng"):
            ledger.record([parcel("hai")], seen=SEEN)
        other.execute("ROLLBACK")
        assert ledger.record([parcel("hai")], seen=SEEN) == 1


@pytest.mark.parametrize("name", ["không có/ledger.sqlite", "."])
def test_a_place_that_cannot_be_opened_is_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match="không mở được tệp"):
        open_ledger(tmp_path / name)


@pytest.fixture
def shared() -> Iterator[Path]:
    """Return a folder that everybody may enter; pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.skipif(os.name != "posix", reason="rights of folders are set another way there")
@pytest.mark.parametrize("is_there", [False, True])
def test_a_read_only_folder_is_an_output_error(shared: Path, *, is_there: bool) -> None:
    path = shared / "ledger.sqlite"
    if is_there:
        open_ledger(path).close()
        path.chmod(0o444)
    shared.chmod(0o555)
    done = subprocess.run(
        [sys.executable, "-m", "tests.ledger.child", "without_rights", str(path)],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stdout.startswith("OutputError")
    assert path.exists() == is_there


def test_an_old_sqlite_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    with pytest.raises(LibraryTooOld, match="quá cũ"):
        open_ledger(tmp_path / "ledger.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_every_failure_of_the_ledger_can_be_told_by_the_command_line() -> None:
    kinds = (LedgerDamaged, LedgerTooNew, LedgerTooOld, LibraryTooOld, LogUnreadable)
    assert all(issubclass(kind, ParExcelError) and kind.exit_status == 3 for kind in kinds)
    assert all(
        issubclass(kind, ParExcelError) and kind.exit_status == 2 for kind in (NobodyDecides, ReasonMissing)
    )
