"""The log beside the ledger: each gives the other what it lacks, and neither destroys what contradicts it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from par_excel.ledger import Ledger, open_ledger
from par_excel.ledger.entries import line_of, parse_line
from par_excel.ledger.failures import LedgerDamaged, LedgerLost
from par_excel.ledger.log import log_bytes
from par_excel.model import Decision, DecisionKind, FindingKey
from tests.ledger.made import LATER, SEEN, body, change_unhindered, dump, is_told, log_of, parcel, query

PARCELS = [parcel(name, copies=300) for name in ("một", "hai", "ba")]
AGAIN = parcel("một", copies=300, name="gửi lại.xlsx")
KEY = FindingKey("so-a", "SC02", "1.1", "1,75")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


def restored(path: Path) -> Ledger:
    """Open the ledger as `restore` does."""
    return open_ledger(path, log=log_of(path), adopts=True)


def opened(path: Path) -> Ledger:
    return open_ledger(path, log=log_of(path))


def take_in(ledger: Ledger) -> None:
    """Record and read what lies in the inbox, as every command does."""
    ledger.record([*PARCELS, AGAIN], seen=LATER)
    for sha256 in ledger.unread("a"):
        ledger.store([(sha256, body(sha256), "a")])


def work(path: Path) -> None:
    """Take in some of the inbox, decide, take in the rest, decide again: seven lines."""
    with opened(path) as ledger:
        ledger.record(PARCELS[:2], seen=SEEN)
        ledger.decide(DecisionKind.EXCLUDE, by="An", at=SEEN, reason="nhầm", sha256=PARCELS[0].sha256)
        take_in(ledger)
        ledger.decide(DecisionKind.WAIVE, by="Bình", at=LATER, reason="có công văn", finding=KEY)
        ledger.decide(DecisionKind.INCLUDE, by="An", at=LATER, reason="xem lại", sha256=PARCELS[0].sha256)


def aside(path: Path) -> list[Path]:
    """Return the logs that were set aside."""
    return sorted(path.parent.glob("nhat_ky_khong_khop_*.jsonl"))


def lines_of(path: Path) -> list[bytes]:
    return log_of(path).read_bytes().splitlines(keepends=True)


def test_every_arrival_and_decision_is_told_once(path: Path) -> None:
    work(path)
    work(path)
    assert is_told(path)
    assert [kind for (kind,) in query(path, "SELECT kind FROM entry ORDER BY number")] == [
        "nhận tệp",
        "nhận tệp",
        "loại bản nộp",
        "nhận tệp",
        "nhận lại tệp dưới tên khác",
        "chấp nhận ngoại lệ",
        "dùng lại bản nộp",
        "loại bản nộp",
        "chấp nhận ngoại lệ",
        "dùng lại bản nộp",
    ]


# --- the log lacks something --------------------------------------------------------------------------------------


def test_what_was_committed_and_not_appended_is_appended_at_the_next_opening(path: Path) -> None:
    work(path)
    with open_ledger(path) as ledger:  # as a run that is killed right after its commit
        ledger.decide(DecisionKind.EXCLUDE, by="An", at=LATER, reason="vì", sha256=PARCELS[1].sha256)
    assert not is_told(path)
    with opened(path) as ledger:
        assert "dòng ở cuối" in ledger.log_notice
    assert is_told(path)


def test_a_log_cut_anywhere_is_made_whole(path: Path) -> None:
    work(path)
    whole = log_of(path).read_bytes()
    for length in range(0, len(whole), 7):
        log_of(path).write_bytes(whole[:length])
        with opened(path) as ledger:
            assert "đã ghi lại cho đủ từ sổ theo dõi" in ledger.log_notice
        assert log_of(path).read_bytes() == whole
    assert not aside(path)


@pytest.mark.parametrize("rest", [b"\0" * 300, b'{"so":7,"lu\xe1', b"x"], ids=["zeros", "half", "other"])
def test_a_torn_last_line_is_mended(path: Path, rest: bytes) -> None:
    work(path)
    whole = log_of(path).read_bytes()
    for kept in (lines_of(path)[:-1], lines_of(path)):
        log_of(path).write_bytes(b"".join(kept) + rest)
        with opened(path) as ledger:
            assert "đã ghi lại cho đủ từ sổ theo dõi" in ledger.log_notice
        assert log_of(path).read_bytes() == whole
    assert not aside(path)


def test_line_ends_and_a_mark_of_an_editor_are_no_contradiction(path: Path) -> None:
    work(path)
    whole = log_of(path).read_bytes()
    for rewritten in (whole.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + whole):
        log_of(path).write_bytes(rewritten)
        with opened(path) as ledger:
            assert ledger.log_notice == ""
        assert log_of(path).read_bytes() == whole
    path.unlink()
    log_of(path).write_bytes(b"\xef\xbb\xbf" + whole.replace(b"\n", b"\r\n"))
    with restored(path) as ledger:
        assert len(ledger.decisions()) == 3
    assert log_of(path).read_bytes() == whole
    assert not aside(path)


def test_a_log_that_cannot_be_written_stops_nothing(path: Path) -> None:
    with opened(path) as ledger:
        log_of(path).mkdir()
        assert ledger.record(PARCELS, seen=SEEN) == 3
        assert "lần chạy sau sẽ ghi bù" in ledger.log_notice
        decision = ledger.decide(DecisionKind.EXCLUDE, by="An", at=SEEN, reason="vì")
    log_of(path).rmdir()
    with opened(path) as ledger:
        assert ledger.decisions() == (decision,)
        assert "trống hoặc không còn" in ledger.log_notice or "dòng ở cuối" in ledger.log_notice
    assert is_told(path)


# --- the ledger lacks something ---------------------------------------------------------------------------------------


def test_a_lost_ledger_is_rebuilt_from_log_and_inbox_to_the_same(path: Path) -> None:
    work(path)
    before, told = dump(path), log_of(path).read_bytes()
    with opened(path) as ledger:
        outcomes, decisions, entries = ledger.outcomes(), ledger.decisions(), ledger.entries()
    path.unlink()
    with restored(path) as ledger:
        assert ledger.lost() == ("một.xlsx", "hai.xlsx", "ba.xlsx")
        assert ledger.log_notice == (
            "Có 3 tệp đã nhận trước đây mà sổ theo dõi không còn nội "
            "dung nên chưa được tính: một.xlsx, hai.xlsx, ba.xlsx. Xin chép lại các tệp đó vào thư mục inbox."
        )
        take_in(ledger)
        assert ledger.log_notice == ""
        assert len(ledger.log.adopted) == 7
        assert ledger.lost() == ()
        assert (ledger.outcomes(), ledger.decisions(), ledger.entries()) == (outcomes, decisions, entries)
    assert dump(path) == before
    assert log_of(path).read_bytes() == told
    with opened(path) as ledger:
        assert ledger.log_notice == ""


def test_a_lost_ledger_is_not_made_anew_unless_somebody_asks_for_it(path: Path) -> None:
    work(path)
    told = log_of(path).read_bytes()
    path.unlink()
    with pytest.raises(LedgerLost, match="restore") as lost:
        opened(path)
    assert lost.value.exit_status == 2
    assert not path.exists()
    assert log_of(path).read_bytes() == told


def test_a_line_that_only_the_log_has_is_shown_and_not_applied(path: Path) -> None:
    work(path)
    before, whole = dump(path), log_of(path).read_bytes()
    last = parse_line(whole.decode().splitlines()[-1])
    forged = Decision(
        number=last.entry.number + 1, kind=DecisionKind.EXCLUDE, at=SEEN, by="Chủ tịch", reason="0,5", file="ba.xlsx",
        sha256=PARCELS[2].sha256,
    )  # fmt: skip
    added = whole + log_bytes([line_of(forged, last.hash).text])
    log_of(path).write_bytes(added)
    with opened(path) as ledger:
        assert (
            "có 1 dòng mà sổ theo dõi không có, chưa được áp dụng: số 8 “loại bản nộp” của Chủ tịch: 0,5"
            in ledger.log_notice
        )
        assert ledger.log_notice in " ".join(ledger.verify().problems)
        assert not [each for each in ledger.decisions() if each.by == "Chủ tịch"]
    assert dump(path) == before
    assert log_of(path).read_bytes() == added
    with opened(path) as ledger:
        ledger.record([parcel("mới")], seen=LATER)
        assert "không khớp với sổ theo dõi" in ledger.log_notice
    assert [each.read_bytes() for each in aside(path)] == [added]
    assert is_told(path)


@pytest.mark.parametrize("left", [b"", bytes(2000), None], ids=["emptied", "zeros", "cut"])
def test_what_is_mended_in_the_log_is_told(path: Path, left: bytes | None) -> None:
    work(path)
    log_of(path).write_bytes(log_of(path).read_bytes()[:-200] if left is None else left)
    with opened(path) as ledger:
        assert ledger.log_notice
    assert is_told(path)


def test_bytes_that_are_nowhere_any_more_are_named(path: Path) -> None:
    work(path)
    path.unlink()
    with restored(path) as ledger:
        ledger.record(PARCELS[1:], seen=LATER)
        assert ledger.lost() == ("một.xlsx",)
        assert "chưa được tính: một.xlsx. Xin chép lại" in ledger.log_notice
        assert ledger.unread("a") == tuple(each.sha256 for each in PARCELS[1:])
        assert (
            "Không có nội dung của tệp một.xlsx: xin chép lại tệp đó vào thư mục inbox."
            in ledger.verify().problems
        )


def test_an_older_ledger_catches_up_with_its_log(path: Path) -> None:
    with opened(path) as ledger:
        ledger.record(PARCELS[:2], seen=SEEN)
    earlier = path.read_bytes()
    path.unlink()
    log_of(path).unlink()
    work(path)
    before, told = dump(path), log_of(path).read_bytes()
    path.write_bytes(earlier)
    with restored(path) as ledger:
        take_in(ledger)
        assert len(ledger.log.adopted) == 5
    assert dump(path) == before
    assert log_of(path).read_bytes() == told


def test_a_last_line_without_its_end_is_taken_over(path: Path) -> None:
    work(path)
    whole = log_of(path).read_bytes()
    path.unlink()
    log_of(path).write_bytes(whole[:-1])
    with restored(path) as ledger:
        assert len(ledger.entries()) == 7
    assert log_of(path).read_bytes() == whole


# --- the two contradict each other ------------------------------------------------------------------------------------

ALTERATIONS: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "a reason": lambda lines: [line.replace("nhầm".encode(), "khác".encode()) for line in lines],
    "a missing line": lambda lines: lines[:2] + lines[3:],
    "two lines exchanged": lambda lines: [lines[1], lines[0], *lines[2:]],
    "a doubled line": lambda lines: [lines[0], *lines],
    "a line of its own": lambda lines: [*lines, b'{"so":8}\n'],
    "an empty line": lambda lines: [*lines[:2], b"\n", *lines[2:]],
    "no text at all": lambda _: [b"PK\x03\x04\n"],
}


@pytest.mark.parametrize("alter", ALTERATIONS.values(), ids=ALTERATIONS)
def test_an_altered_log_is_set_aside_and_written_anew(
    path: Path, alter: Callable[[list[bytes]], list[bytes]]
) -> None:
    work(path)
    before, whole = dump(path), log_of(path).read_bytes()
    altered = b"".join(alter(lines_of(path)))
    log_of(path).write_bytes(altered)
    os.utime(log_of(path), (SEEN.timestamp(), SEEN.timestamp()))
    with opened(path) as ledger:
        assert ledger.log_notice == (
            "Nhật ký nhat_ky.jsonl không khớp với sổ theo dõi (bị sửa, bị thiếu dòng hoặc thuộc kỳ khác): bản đó được "
            "giữ tại nhat_ky_khong_khop_2021-02-17_153000.jsonl, và nhat_ky.jsonl đã được lập lại từ sổ theo dõi."
        )
        assert ledger.log_notice in ledger.verify().problems
    assert [each.read_bytes() for each in aside(path)] == [altered]
    assert log_of(path).read_bytes() == whole
    assert dump(path) == before


def test_logs_set_aside_do_not_replace_each_other(path: Path) -> None:
    work(path)
    for number in range(3):
        log_of(path).write_bytes(b"%d\n" % number)
        os.utime(log_of(path), (SEEN.timestamp(), SEEN.timestamp()))
        opened(path).close()
    assert [each.name[-12:] for each in aside(path)] == ["153000.jsonl", "3000_2.jsonl", "3000_3.jsonl"]
    assert sorted(each.read_bytes() for each in aside(path)) == [b"0\n", b"1\n", b"2\n"]


def test_the_log_of_another_ledger_is_set_aside(path: Path) -> None:
    other = path.parent / "khác" / "ledger.sqlite"
    other.parent.mkdir()
    with opened(other) as ledger:
        ledger.record([PARCELS[2]], seen=SEEN)
    work(path)
    log_of(path).write_bytes(log_of(other).read_bytes())
    opened(path).close()
    assert is_told(path)
    assert [each.read_bytes() for each in aside(path)] == [log_of(other).read_bytes()]


def test_of_a_lost_ledger_the_log_is_taken_over_as_far_as_it_is_whole(path: Path) -> None:
    work(path)
    lines = lines_of(path)
    path.unlink()
    altered = b"".join([*lines[:4], lines[4].replace(b"xlsx", b"xlsm"), *lines[5:]])
    log_of(path).write_bytes(altered)
    with restored(path) as ledger:
        assert len(ledger.log.adopted) == 4
        assert "không khớp" in ledger.log_notice
        assert len(ledger.entries()) == 4
        take_in(ledger)
        assert [recorded.received for recorded in ledger.outcomes()] == [SEEN, SEEN, LATER]
    assert is_told(path)
    assert [each.read_bytes() for each in aside(path)] == [altered]


def test_a_ledger_whose_own_chain_is_broken_does_not_touch_the_log(path: Path) -> None:
    work(path)
    told = log_of(path).read_bytes()
    change_unhindered(path, "UPDATE entry SET line = replace(line, 'nhầm', 'khác') WHERE number = 3")
    with pytest.raises(LedgerDamaged, match="không còn nguyên vẹn"):
        opened(path)
    assert log_of(path).read_bytes() == told
    assert not aside(path)
    path.unlink()
    with restored(path) as ledger:
        assert [decision.reason for decision in ledger.decisions()] == ["nhầm", "có công văn", "xem lại"]
