"""`verify` finds what is not as it was written; a copy is the period again, in another place."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from par_excel.model import ConfigError, OutputError
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.intake.check import check_inbox
from par_excel.workflow.records.backup import back_up
from par_excel.workflow.records.decisions import Decider, exclude
from par_excel.workflow.records.log import read_trail
from par_excel.workflow.results.merge import merge_inbox
from par_excel.workflow.results.verify import verify_all
from tests.workflow.periods import RECEIVED, full_period, good_return, lose_ledger, send, spoil_stored

LATER = RECEIVED + timedelta(hours=1)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Return a merged period with a decision in it."""
    folder = full_period(tmp_path / "ky")
    send(folder, "nhầm.xlsx", good_return(folder, "so-a", saved="2021-02-16T02:00:00Z"))
    exclude(folder, "nhầm.xlsx", Decider("An", "gửi nhầm", RECEIVED))
    merge_inbox(folder, now=RECEIVED)
    return folder


def flip(path: Path, where: bytes) -> None:
    content = bytearray(path.read_bytes())
    content[content.index(where) + 10] ^= 1
    path.write_bytes(content)


# --- verify -----------------------------------------------------------------------------------------------------------


def test_all_is_as_it_was_written(folder: Folder) -> None:
    found = verify_all(folder)
    assert found.problems == ()
    assert (found.parcels, found.readings, found.entries) == (3, 3, 5)
    assert found.size_bytes == sum(path.stat().st_size for path in folder.inbox.iterdir())


def test_a_changed_byte_is_named_wherever_it_is(folder: Folder) -> None:
    spoil_stored(folder, "so-b.xlsx")
    flip(folder.master, b"PK")
    flip(folder.log, "gửi nhầm".encode())
    problems = " ".join(verify_all(folder).problems)
    assert "Nội dung đã lưu của tệp so-b.xlsx không còn nguyên vẹn" in problems
    assert "Tệp outbox/tong_hop.xlsx khác với bản chương trình đã lập" in problems
    assert "không khớp với sổ theo dõi" in problems
    assert "bao_cao.docx" not in problems


def test_an_output_that_was_taken_away_is_no_damage(folder: Folder) -> None:
    folder.master.unlink()
    assert verify_all(folder).problems == ()


def test_bytes_that_are_nowhere_any_more_are_named(folder: Folder) -> None:
    lose_ledger(folder)
    (folder.inbox / "so-b.xlsx").unlink()
    check_inbox(folder, now=LATER)
    assert (
        "Không có nội dung của tệp so-b.xlsx: xin chép lại tệp đó vào thư mục inbox."
        in verify_all(folder).problems
    )


def test_a_folder_without_a_ledger_is_told(tmp_path: Path) -> None:
    folder = full_period(tmp_path / "ky")
    for look in (lambda: verify_all(folder), lambda: back_up(folder, None, now=LATER)):
        with pytest.raises(ConfigError, match="chưa có sổ theo dõi"):
            look()
    assert not folder.ledger.exists()


# --- backup -----------------------------------------------------------------------------------------------------------


def test_a_copy_lies_in_a_dated_folder_and_holds_all_that_cannot_be_made_anew(folder: Folder) -> None:
    saved = back_up(folder, None, now=LATER)
    assert saved.place == folder.root / "sao_luu" / "2021-02-17_170000"
    assert saved.files == ("ledger.sqlite", "nhat_ky.jsonl", "par.toml", "phan_cong.csv", "tieu_chi.csv")
    assert {path.name for path in saved.place.iterdir()} == set(saved.files)
    assert saved.verification.problems == ()
    assert saved.verification.parcels == 3
    assert (saved.place / "nhat_ky.jsonl").read_bytes() == folder.log.read_bytes()
    assert [path.name for path in saved.place.parent.iterdir()] == ["2021-02-17_170000"]


def test_a_copy_is_the_period_again_in_another_place(folder: Folder, tmp_path: Path) -> None:
    before = merge_inbox(folder, now=LATER)
    saved = back_up(folder, tmp_path / "đĩa ngoài", now=LATER)
    shutil.rmtree(folder.root)
    again = Folder(tmp_path / "máy khác")
    shutil.copytree(saved.place, again.root)
    again.inbox.mkdir()
    after = merge_inbox(again, now=LATER + timedelta(days=1))
    assert after.result.leaves == before.result.leaves
    assert after.result.total == before.result.total
    assert [(each.file, each.state, each.received) for each in after.result.received] == [
        (each.file, each.state, each.received) for each in before.result.received
    ]
    assert verify_all(again).problems == ()
    assert len(read_trail(again).entries) == 6


def test_copies_do_not_replace_each_other(folder: Folder) -> None:
    places = [back_up(folder, None, now=LATER).place.name for _ in range(3)]
    assert places == ["2021-02-17_170000", "2021-02-17_170000_2", "2021-02-17_170000_3"]


def test_damage_is_told_with_the_copy(folder: Folder) -> None:
    spoil_stored(folder, "so-b.xlsx")
    saved = back_up(folder, None, now=LATER)
    assert ["so-b.xlsx" in problem for problem in saved.verification.problems] == [True]


@pytest.fixture
def in_the_way(folder: Folder) -> Iterator[Path]:
    place = folder.root / "sao_luu"
    place.write_bytes(b"")
    yield place
    assert place.read_bytes() == b""


def test_a_file_in_the_way_is_an_output_error(folder: Folder, in_the_way: Path) -> None:
    with pytest.raises(OutputError, match="đã có một tệp cùng tên"):
        back_up(folder, None, now=LATER)
    with pytest.raises(OutputError):
        back_up(folder, in_the_way / "trong", now=LATER)


def test_a_copy_that_fails_leaves_nothing(folder: Folder) -> None:
    folder.settings.unlink()
    (folder.root / "tieu_chi.csv").unlink()
    (folder.root / "phan_cong.csv").unlink()
    folder.ledger.write_bytes(folder.ledger.read_bytes()[:8192])
    with pytest.raises(Exception, match="Không dùng được sổ theo dõi"):
        back_up(folder, None, now=LATER)
    assert not list((folder.root / "sao_luu").glob("*"))
