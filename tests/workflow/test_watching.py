"""Looks at the inbox: a file is taken in when it is complete, and whatever stands in the way is told once."""

import os
import shutil
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from par_excel.ledger import Arrival, open_ledger
from par_excel.model import ConfigError, LetterKind, UnitState
from par_excel.workflow.folder.catalogue import make_templates
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.records.decisions import Decider, exclude
from par_excel.workflow.watch import Event, EventKind, Watch
from tests.workflow.periods import UNITS, full_period, good_return, period, send
from tests.workflow.standings import NO_EVIDENCE, letter, vietnam, went_out

NOW = vietnam(17)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return period(tmp_path / "ky")


def look(watch: Watch, now: datetime = NOW) -> tuple[Event, ...]:
    return watch.look(lambda: now)


def texts(events: Iterable[Event], *kinds: EventKind) -> list[str]:
    return [event.text for event in events if event.kind in kinds]


def received(events: Iterable[Event]) -> list[str]:
    return texts(events, EventKind.RECEIVED, EventKind.REFUSED)


def names(folder: Folder) -> set[str]:
    """Return what the ledger knows by name."""
    with open_ledger(folder.ledger) as ledger:
        return {name for each in ledger.outcomes() for name in each.names}


def test_a_file_is_taken_in_at_the_second_look(folder: Folder) -> None:
    watch = Watch(folder)
    assert [event.kind for event in look(watch)] == [EventKind.NEXT]
    assert folder.status_page.exists()
    send(folder, "so-a.xlsx", good_return(folder, "so-a"))
    assert look(watch) == ()
    events = look(watch)
    assert received(events) == ["Đã nhận so-a.xlsx của Sở A: hợp lệ (0 lỗi, 0 cảnh báo)."]
    assert texts(events, EventKind.NEXT) == [
        "Việc tiếp theo: Còn 1 cơ quan chưa nộp, hạn nộp còn 1 ngày làm việc: gửi thư nhắc."
    ]
    assert look(watch) == ()
    assert look(watch) == ()


def test_what_lay_there_before_is_taken_in_too(tmp_path: Path) -> None:
    folder = full_period(tmp_path / "ky")
    watch = Watch(folder)
    look(watch)
    assert len(received(look(watch))) == 2
    assert watch.standing is not None
    assert {unit.state for unit in watch.standing.units} == {UnitState.VALID}


def test_a_file_that_grows_slowly_waits_until_it_is_whole(folder: Folder) -> None:
    watch = Watch(folder)
    look(watch)
    data = good_return(folder, "so-a")
    path = folder.inbox / "so-a.xlsx"
    for part in range(1, 5):
        path.write_bytes(data[: part * len(data) // 5])
        assert look(watch) == ()
    path.write_bytes(data)
    assert look(watch) == ()
    assert received(look(watch)) == ["Đã nhận so-a.xlsx của Sở A: hợp lệ (0 lỗi, 0 cảnh báo)."]
    assert names(folder) == {"so-a.xlsx"}
    with open_ledger(folder.ledger) as ledger:
        arrived = [each.name for each in ledger.entries() if isinstance(each, Arrival)]
    assert arrived == ["so-a.xlsx"], "no half of it was ever taken in"


def test_a_file_whose_name_is_shown_otherwise_than_it_is_does_not_wait(folder: Folder) -> None:
    watch = Watch(folder)
    look(watch)
    send(folder, "so-a\ufffe.xlsx", good_return(folder, "so-a"))
    events = [*look(watch), *look(watch)]
    assert received(events) == ["Đã nhận so-a‹U+FFFE›.xlsx của Sở A: hợp lệ (0 lỗi, 0 cảnh báo)."]
    assert texts(events, EventKind.WAITING) == []


def test_another_file_is_not_kept_waiting_by_one_that_grows(folder: Folder) -> None:
    watch = Watch(folder)
    look(watch)
    send(folder, "so-b.xlsx", good_return(folder, "so-b"))
    growing = send(folder, "so-a.xlsx", b"PK")
    look(watch)
    growing.write_bytes(b"PK\x03\x04")
    assert received(look(watch)) == ["Đã nhận so-b.xlsx của Sở B: hợp lệ (0 lỗi, 0 cảnh báo)."]
    assert names(folder) == {"so-b.xlsx"}


@pytest.mark.parametrize("lock", ["~$so-a.xlsx", ".~lock.so-a.xlsx#", "~$SO-A.xlsx"])
def test_a_file_that_is_open_in_a_spreadsheet_program_waits_and_is_told_once(
    folder: Folder, lock: str
) -> None:
    watch = Watch(folder)
    look(watch)
    send(folder, "so-a.xlsx", good_return(folder, "so-a"))
    held = send(folder, lock, b"Lan")
    waiting = [texts(look(watch), EventKind.WAITING) for _ in range(3)]
    assert waiting == [
        ["so-a.xlsx: đang mở trong Excel hoặc LibreOffice, sẽ nhận khi tệp được đóng."],
        [],
        [],
    ]
    held.unlink()
    assert received(look(watch)) == ["Đã nhận so-a.xlsx của Sở A: hợp lệ (0 lỗi, 0 cảnh báo)."]


def test_a_file_that_was_taken_in_and_is_opened_again_has_not_left(folder: Folder) -> None:
    send(folder, "so-a.xlsx", good_return(folder, "so-a"))
    watch = Watch(folder)
    look(watch)
    look(watch)
    send(folder, "~$so-a.xlsx", b"Lan")
    send(folder, "so-b.xlsx", good_return(folder, "so-b"))
    events = [*look(watch), *look(watch)]
    assert received(events) == ["Đã nhận so-b.xlsx của Sở B: hợp lệ (0 lỗi, 0 cảnh báo)."]
    assert texts(events, EventKind.GONE, EventKind.WAITING) == []
    assert watch.standing is not None
    assert watch.standing.absent == ()


def test_a_return_with_errors_gets_feedback_and_findings_at_once(folder: Folder) -> None:
    watch = Watch(folder)
    look(watch)
    send(folder, "so-a.xlsx", good_return(folder, "so-a", NO_EVIDENCE))
    look(watch)
    [text] = received(look(watch))
    assert text.startswith("Đã nhận so-a.xlsx của Sở A: có lỗi (1 lỗi")
    assert sorted(path.name for path in folder.feedback.rglob("*")) == [
        "danh_sach.txt",
        "phan_hoi_phuluc_1_lan_1.txt",
        "phan_hoi_phuluc_1_lan_1.xlsx",
        "phuluc_1",
    ]
    assert folder.findings.exists()
    assert "có lỗi" in folder.status_page.read_text("utf-8")


def test_copies_evidence_and_files_that_are_no_returns_are_told(folder: Folder) -> None:
    watch = Watch(folder)
    look(watch)
    data = good_return(folder, "so-a")
    send(folder, "so-a/so-a.xlsx", data)
    for number in range(3):
        send(folder, f"so-a/bang-chung-{number}.pdf", b"%PDF-1.7 " + bytes([48 + number]))
    send(folder, "la.xlsx", b"not a workbook")
    look(watch)
    told = received(look(watch))
    assert "Đã nhận so-a/so-a.xlsx của Sở A: hợp lệ (0 lỗi, 0 cảnh báo)." in told
    assert "Đã nhận 3 tệp gửi kèm của Sở A." in told
    assert [text for text in told if text.startswith("Không nhận được la.xlsx: ")]
    assert len(told) == 3
    send(folder, "lần nữa.xlsx", data)
    assert received([*look(watch), *look(watch)]) == [
        "lần nữa.xlsx giống hệt so-a/so-a.xlsx đã nhận trước đó, không tính thêm."
    ]


def test_an_empty_file_is_told_once(folder: Folder) -> None:
    watch = Watch(folder)
    look(watch)
    send(folder, "rong.xlsx", b"")
    told = [texts(look(watch), EventKind.WAITING) for _ in range(4)]
    assert told == [[], ["rong.xlsx: Tệp rỗng, chưa có nội dung."], [], []]


def test_a_return_that_leaves_the_inbox_is_told(folder: Folder) -> None:
    path = send(folder, "so-a.xlsx", good_return(folder, "so-a"))
    watch = Watch(folder)
    look(watch)
    look(watch)
    look(watch)
    path.unlink()
    assert texts(look(watch), EventKind.GONE) == ["so-a.xlsx không còn trong inbox nhưng vẫn được tính."]
    assert look(watch) == ()


@pytest.mark.parametrize("what", ["inbox", "."])
def test_a_folder_that_vanishes_is_told_once_and_again_when_it_is_back(folder: Folder, what: str) -> None:
    send(folder, "so-a.xlsx", good_return(folder, "so-a"))
    watch = Watch(folder)
    look(watch)
    look(watch)
    look(watch)
    place, away = folder.root / what, folder.root.parent / "mất mạng"
    shutil.move(place.resolve(), away)
    [event] = look(watch)
    assert event.kind is EventKind.TROUBLE
    assert "Không thấy thư mục inbox. Cách sửa: kiểm tra kết nối mạng" in event.text
    assert look(watch) == ()
    assert not place.exists()  # nothing was made in its place
    shutil.move(away, place.resolve())
    events = look(watch)
    assert [event.kind for event in events] == [EventKind.RESUMED]
    assert names(folder) == {"so-a.xlsx"}
    send(folder, "so-b.xlsx", good_return(folder, "so-b"))
    look(watch)
    assert len(received(look(watch))) == 1


def test_settings_that_are_broken_and_mended_meanwhile(folder: Folder) -> None:
    watch = Watch(folder)
    look(watch)
    text = folder.settings.read_text("utf-8")
    folder.settings.write_text(text + "x", "utf-8")
    [event] = look(watch)
    assert event.kind is EventKind.TROUBLE
    assert "Tệp không đúng cú pháp TOML" in event.text
    folder.settings.write_text(text, "utf-8")
    assert [event.kind for event in look(watch)] == [EventKind.RESUMED]


def test_a_wrong_folder_ends_the_watch_before_it_begins(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="chưa có tệp thiết lập"):
        look(Watch(Folder(tmp_path)))
    folder = period(tmp_path / "ky")
    folder.inbox.rmdir()
    with pytest.raises(ConfigError, match="Không thấy thư mục inbox"):
        look(Watch(folder))


def test_an_output_in_the_way_is_told_and_made_when_it_can_be(folder: Folder) -> None:
    folder.findings.mkdir()
    watch = Watch(folder)
    kinds = [[event.kind for event in look(watch)] for _ in range(2)]
    assert kinds == [[EventKind.NEXT, EventKind.TROUBLE], []]
    send(folder, "so-a.xlsx", good_return(folder, "so-a"))
    look(watch)
    assert len(received(look(watch))) == 1  # what arrives is taken in all the same
    folder.findings.rmdir()
    assert [event.kind for event in look(watch)] == [EventKind.RESUMED]
    assert folder.findings.is_file()


def test_what_other_commands_decide_reaches_the_page(folder: Folder) -> None:
    make_templates(folder)
    send(folder, "so-a.xlsx", good_return(folder, "so-a"))
    watch = Watch(folder)
    for _ in range(3):
        look(watch)
    exclude(folder, "so-a.xlsx", Decider("Lan", "gửi nhầm", NOW))
    assert texts(look(watch), EventKind.NEXT) == [
        "Việc tiếp theo: Còn 2 cơ quan chưa nộp, hạn nộp còn 1 ngày làm việc: gửi thư nhắc."
    ]
    assert "hợp lệ</td>" not in folder.status_page.read_text("utf-8")


def test_letters_that_went_out_reach_the_page(folder: Folder) -> None:
    watch = Watch(folder)
    look(watch)
    went_out(folder, [letter(unit, LetterKind.REMIND, NOW) for unit in UNITS])
    assert look(watch, vietnam(18)) != ()  # a new day
    assert "nhắc 17/02/2021" in folder.status_page.read_text("utf-8")


def _page(watch: Watch, now: datetime, folder: Folder) -> str:
    look(watch, now)
    return folder.status_page.read_text("utf-8")


def test_days_pass_and_clocks_are_set(folder: Folder) -> None:
    watch = Watch(folder)
    assert "hạn là hôm nay" in _page(watch, vietnam(18, 23, 59), folder)
    assert "quá hạn 1 ngày (1 ngày làm việc)" in _page(
        watch, vietnam(19, 0, 0), folder
    )  # slept through midnight
    assert "còn 9 ngày (2 ngày làm việc)" in _page(watch, vietnam(9), folder)  # set back
    send(folder, "so-a.xlsx", good_return(folder, "so-a"))
    os.utime(folder.inbox / "so-a.xlsx", (4e9, 4e9))  # a file from the future is as good as any
    look(watch, vietnam(9))
    assert len(received(look(watch, vietnam(10)))) == 1


def test_a_clock_that_stands_wrong_is_told_and_waited_out(folder: Folder) -> None:
    watch = Watch(folder)
    look(watch)

    def flat_battery() -> datetime:
        raise ConfigError("Đồng hồ của máy tính đang chỉ ngày 01/01/1970.", "đặt lại ngày giờ.")

    broken: Callable[[], datetime] = flat_battery
    assert [event.kind for event in watch.look(broken)] == [EventKind.TROUBLE]
    assert [event.kind for event in look(watch, datetime(2021, 2, 17, tzinfo=UTC))] == [EventKind.RESUMED]
