"""When a return was received: our own server says so, the sender only where nobody else does, and what differs is told."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from par_excel.model import Received
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.intake.intake import Intake, take_in
from par_excel.workflow.records.decisions import Decider, correct_received
from tests.cli.running import run
from tests.workflow.letters import ADDRESSES, letter, mailing_period
from tests.workflow.periods import basis_of, good_return, send

DATED = datetime(2021, 2, 17, 1, 30, tzinfo=UTC)
"""17/02/2021 08:30, a day before the deadline."""
LATE = datetime(2021, 2, 26, 10, tzinfo=UTC)
"""26/02/2021 17:00."""
NOW = datetime(2021, 3, 1, tzinfo=UTC)
BOTH = "theo máy chủ thư; người gửi ghi gửi lúc 17/02/2021 08:30"
BY_SERVER = "from mail.example by mx.quangtri.example.vn; {:%a, %d %b %Y %H:%M:%S} +0000"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return mailing_period(tmp_path / "ky")


def _letter(folder: Folder, arrived: datetime | None, sent: datetime = DATED) -> bytes:
    headers = {} if arrived is None else {"Received": BY_SERVER.format(arrived)}
    return letter(
        ADDRESSES["so-a"], sent, {"so-a.xlsx": good_return(folder, "so-a")}, headers=headers
    ).as_bytes()


def _intake(folder: Folder) -> Intake:
    return take_in(folder, basis_of(folder), now=NOW)


def _received(folder: Folder) -> Received:
    [received] = [each for each in _intake(folder).collection.received if each.unit == "so-a"]
    return received


def _is_late(intake: Intake) -> bool:
    return any(each.code == "DL01" for each in intake.findings("so-a"))


def test_a_letter_dated_in_time_that_came_late_is_late_and_both_times_are_told(folder: Folder) -> None:
    send(folder, "thu.eml", _letter(folder, LATE))
    received, intake = _received(folder), _intake(folder)
    assert (received.received, received.received_note, received.sender) == (LATE, BOTH, ADDRESSES["so-a"])
    [late] = [each for each in intake.findings("so-a") if each.code == "DL01"]
    assert f"nhận lúc 17:00 ngày 26/02/2021, {BOTH}" in late.why


def test_the_name_of_a_fetched_letter_says_when_our_server_took_it_in(folder: Folder) -> None:
    send(folder, "thu/2021-02-26_1700_a-example-vn_1a2b3c4d-7-3.eml", _letter(folder, None))
    received = _received(folder)
    assert (received.received, received.received_note) == (LATE, BOTH)
    assert _is_late(_intake(folder))


def test_a_name_elsewhere_or_of_no_moment_says_nothing(folder: Folder) -> None:
    send(folder, "2021-02-26_1700_a-example-vn_1a2b3c4d-7-3.eml", _letter(folder, None))
    send(folder, "thu/2021-13-46_1700_a-example-vn_1a2b3c4d-7-3.eml", _letter(folder, None))
    assert _received(folder).received == DATED


def test_without_a_servers_word_the_senders_counts_and_is_shown_as_that(folder: Folder) -> None:
    send(folder, "thu.eml", _letter(folder, None))
    received = _received(folder)
    assert (received.received, received.received_note) == (DATED, "theo thư của người gửi")
    for command in (("status",), ("history", "so-a"), ("check",)):
        ended = run("-C", folder.root, *command)
        assert ADDRESSES["so-a"] in ended.out, command
    assert "theo thư của người gửi" in run("-C", folder.root, "status").out
    page = folder.root / "trang.html"
    run("-C", folder.root, "status", "--html", str(page))
    assert f"thư của {ADDRESSES['so-a']}" in page.read_text("utf-8")
    assert "theo thư của người gửi" in page.read_text("utf-8")


def test_clocks_within_an_hour_need_no_word(folder: Folder) -> None:
    send(folder, "thu.eml", _letter(folder, DATED + timedelta(minutes=59)))
    received = _received(folder)
    assert (received.received, received.received_note) == (DATED + timedelta(minutes=59), "")


def test_what_is_packed_in_a_letter_says_nothing_of_its_arrival(folder: Folder) -> None:
    """A letter in a letter is written by the sender as a whole, with lines of any server."""
    inner = letter(
        ADDRESSES["so-a"],
        DATED,
        {"so-a.xlsx": good_return(folder, "so-a")},
        headers={"Received": BY_SERVER.format(DATED)},
    )
    outer = letter(ADDRESSES["so-a"], LATE, inner=(inner,), headers={"Received": BY_SERVER.format(LATE)})
    send(folder, "thu.eml", outer.as_bytes())
    received = _received(folder)
    assert (received.received, received.received_note) == (LATE, BOTH)


def test_a_server_that_says_a_time_after_the_intake_is_bounded_by_it(folder: Folder) -> None:
    send(folder, "thu.eml", _letter(folder, NOW + timedelta(days=2), sent=NOW + timedelta(days=3)))
    received = _received(folder)
    assert received.received == NOW
    assert received.received_note.startswith("theo lúc nhận vào sổ; người gửi ghi gửi lúc 04/03/2021")


def test_of_several_copies_the_one_that_our_server_saw_first_counts(folder: Folder) -> None:
    send(folder, "b.eml", _letter(folder, LATE))
    send(folder, "a.eml", _letter(folder, None))
    send(folder, "c.eml", _letter(folder, LATE + timedelta(days=1)))
    assert _received(folder).received == LATE


def test_a_decision_counts_before_all_of_them(folder: Folder) -> None:
    send(folder, "thu.eml", _letter(folder, LATE))
    correct_received(folder, "so-a.xlsx", DATED, Decider("An", "dấu công văn đến", NOW))
    received = _received(folder)
    assert (received.received, received.received_note) == (DATED, "theo quyết định")
    assert not _is_late(_intake(folder))
