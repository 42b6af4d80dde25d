"""Lines of the log: readable, exact, chained."""

import hashlib
import json
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from par_excel.ledger.entries import (
    BEGINNING,
    Arrival,
    ArrivalKind,
    End,
    Entry,
    LogLine,
    UnreadableLine,
    following,
    line_of,
    parse_line,
    utc_text,
)
from par_excel.model import Decision, DecisionKind, FindingKey
from tests.ledger.made import LATER, SEEN

ARRIVAL = Arrival(
    number=1, kind=ArrivalKind.NEW, at=SEEN, name="Sở A/phụ lục 1.xlsx", sha256="a" * 64, size_bytes=0
)
WAIVER = Decision(
    number=2,
    kind=DecisionKind.WAIVE,
    at=LATER,
    by="Nguyễn Văn A",
    reason="đã có công văn số 5",
    finding=FindingKey("so-a", "SC02", "1.1", "1,75"),
)
CORRECTION = Decision(
    number=3,
    kind=DecisionKind.RECEIVED,
    at=LATER,
    by="Nguyễn Văn A",
    reason="nộp bản giấy",
    sha256="a" * 64,
    file="phụ lục 1.xlsx",
    received=SEEN,
)


def chained(*entries: Entry) -> list[LogLine]:
    """Return entries as lines that follow each other."""
    lines: list[LogLine] = []
    for entry in entries:
        lines.append(line_of(entry, lines[-1].hash if lines else BEGINNING))
    return lines


LINES = chained(ARRIVAL, WAIVER, CORRECTION)
TEXTS = [line.text for line in LINES]


def test_a_line_tells_an_inspector_what_happened() -> None:
    told = [
        {name: part for name, part in json.loads(text).items() if name not in {"truoc", "ma"}}
        for text in TEXTS
    ]
    assert told == [
        {
            "so": 1,
            "luc": "2021-02-17T08:30:00Z",
            "viec": "nhận tệp",
            "tep": "Sở A/phụ lục 1.xlsx",
            "sha256": "a" * 64,
            "kich_thuoc": 0,
        },
        {
            "so": 2,
            "luc": "2021-02-18T16:45:00Z",
            "ai": "Nguyễn Văn A",
            "viec": "chấp nhận ngoại lệ",
            "ly_do": "đã có công văn số 5",
            "don_vi": "so-a",
            "ma_loi": "SC02",
            "tieu_chi": "1.1",
            "gia_tri": "1,75",
        },
        {
            "so": 3,
            "luc": "2021-02-18T16:45:00Z",
            "ai": "Nguyễn Văn A",
            "viec": "ghi thời điểm nhận",
            "ly_do": "nộp bản giấy",
            "tep": "phụ lục 1.xlsx",
            "sha256": "a" * 64,
            "nhan_luc": "2021-02-17T08:30:00Z",
        },
    ]
    assert all("\\u" not in text for text in TEXTS), "letters are readable as they stand"


def test_the_hash_can_be_computed_by_anybody() -> None:
    for text in TEXTS:
        rest, _, last = text.rpartition(',"ma":"')
        assert last.removesuffix('"}') == hashlib.sha256(f"{rest}}}".encode()).hexdigest()


def test_each_line_holds_the_hash_of_the_former() -> None:
    assert json.loads(TEXTS[0])["truoc"] == BEGINNING
    assert all(json.loads(later)["truoc"] == json.loads(former)["ma"] for former, later in pairwise(TEXTS))


def test_lines_come_back_equal() -> None:
    assert [parse_line(text) for text in TEXTS] == LINES


@given(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.datetimes(timezones=st.just(UTC)),
    st.integers(0, 2**62),
)
def test_any_name_and_moment_come_back_equal_on_one_line(name: str, at: datetime, size_bytes: int) -> None:
    entry = Arrival(
        number=7, kind=ArrivalKind.RENAMED, at=at, name=name, sha256="b" * 64, size_bytes=size_bytes
    )
    line = line_of(entry, BEGINNING)
    assert parse_line(line.text) == line
    assert "\n" not in line.text
    assert parse_line(line.text).entry == entry


@pytest.mark.parametrize("number", range(3))
def test_no_letter_can_be_changed_added_or_taken_out(number: int) -> None:
    text = TEXTS[number]
    for index in range(len(text)):
        for changed in (
            text[:index] + chr(ord(text[index]) ^ 1) + text[index + 1 :],
            f"{text[:index]} {text[index:]}",
            text[:index] + text[index + 1 :],
        ):
            with pytest.raises(UnreadableLine):
                parse_line(changed)


def forged(**changes: object) -> str:
    """Return the first line with other facts and a hash that fits them."""
    facts = {**json.loads(TEXTS[0]), **changes}
    del facts["ma"]
    said = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return f'{said[:-1]},"ma":"{hashlib.sha256(said.encode()).hexdigest()}"}}'


def test_the_forger_of_this_test_can_write_lines() -> None:
    assert forged() == TEXTS[0]


@pytest.mark.parametrize(
    "changes",
    [
        {"viec": "xóa tệp"},
        {"viec": "loại bản nộp"},
        {"sha256": "x" * 64},
        {"kich_thuoc": -1},
        {"kich_thuoc": 2**64},
        {"luc": "2021-02-17T08:30:00"},
        {"luc": "hôm qua"},
        {"so": "1"},
        {"la": 1},
    ],
    ids=str,
)
def test_facts_that_this_program_does_not_write_are_no_line(changes: dict[str, object]) -> None:
    with pytest.raises(UnreadableLine):
        parse_line(forged(**changes))


def test_a_chain_is_followed_up_to_the_first_line_that_does_not_fit() -> None:
    assert tuple(following(TEXTS, End())) == tuple(LINES)
    assert tuple(following(TEXTS[1:], End(1, LINES[0].hash))) == tuple(LINES[1:])
    assert tuple(following(TEXTS[1:], End())) == ()
    assert tuple(following([TEXTS[0], TEXTS[2]], End())) == (LINES[0],)
    assert tuple(following([TEXTS[0], "", TEXTS[1]], End())) == (LINES[0],)
    assert tuple(following([TEXTS[0], TEXTS[0]], End())) == (LINES[0],)


def test_a_moment_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        utc_text(datetime(2021, 2, 17))  # noqa: DTZ001 - that is the mistake
