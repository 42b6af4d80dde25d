"""What happens outside of the program: letters sent with Outlook itself, reports on paper, letters found among the sent."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from par_excel.ledger import open_ledger
from par_excel.model import ConfigError, LetterKind, LetterState, ReturnState, UnitState
from par_excel.post.message import dispatch
from par_excel.workflow.correspondence.letters import planned
from par_excel.workflow.correspondence.mail import Fate, record_by_hand, to_send
from par_excel.workflow.correspondence.status import read_standing
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.intake.check import check_inbox
from par_excel.workflow.records.decisions import Decider, note_report
from tests.cli.running import run
from tests.workflow.letters import ADDRESSES, mailing_period
from tests.workflow.periods import RECEIVED, good_return, send

DAY = timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = mailing_period(tmp_path / "ky")
    send(made, "so-b.xlsx", good_return(made, "so-b"))
    return made


def invitation(folder: Folder, at: datetime) -> bytes:
    [each] = planned(folder, LetterKind.INVITE, said="so-a", now=at).letters
    return dispatch(each.letter, at)


def fate(folder: Folder) -> Fate:
    [delivery] = to_send(folder, planned(folder, LetterKind.INVITE, said="so-a", now=RECEIVED))
    return delivery.fate


def test_letters_that_went_out_by_hand_are_known_like_others(folder: Folder) -> None:
    on = RECEIVED - 5 * DAY
    units = record_by_hand(folder, LetterKind.INVITE, said="1", on=on, by="B", now=RECEIVED)
    assert [unit.id for unit in units] == ["so-a"]
    assert fate(folder) is Fate.SENT_BEFORE
    [sent] = read_standing(folder, now=RECEIVED).units[0].letters
    assert (sent.kind, sent.state, sent.at) == (LetterKind.INVITE, LetterState.SENT, on)
    folder.ledger.unlink()
    with open_ledger(folder.ledger, log=folder.log, adopts=True) as ledger:
        assert [each.at for each in ledger.letters()] == [on]


def test_a_reminder_to_who_needs_none_any_more_is_recorded_all_the_same(folder: Folder) -> None:
    check_inbox(folder, now=RECEIVED)
    assert record_by_hand(folder, LetterKind.REMIND, said="so-b", on=None, by="B", now=RECEIVED)
    [sent] = read_standing(folder, now=RECEIVED).units[1].letters
    assert sent.at == RECEIVED


def test_a_moment_that_has_not_come_is_refused(folder: Folder) -> None:
    with pytest.raises(ConfigError, match="chưa đến"):
        record_by_hand(folder, LetterKind.INVITE, on=RECEIVED + DAY, by="B", now=RECEIVED)


def test_the_command_records_and_the_log_tells(folder: Folder) -> None:
    done = run(
        *("-C", folder.root, "mail", "invite", "--unit", "1", "--by-hand", "--on", "08/02/2021", "--by", "B")
    )
    assert "Đã ghi nhận thư mời gửi ngoài chương trình cho: Sở A." in done.out
    assert "ghi nhận thư gửi ngoài chương trình mời" in run("-C", folder.root, "log", "--kind", "letter").out
    facts = json.loads(run("-C", folder.root, "log", "--json").out)
    assert facts[0]["sent_on"] == "2021-02-07T17:00:00+00:00"


def test_a_letter_of_ours_among_the_sent_ones_counts_as_sent_and_is_no_return(folder: Folder) -> None:
    send(folder, "thu/da_gui.eml", invitation(folder, RECEIVED - 3 * DAY))
    checked = check_inbox(folder, now=RECEIVED)
    states = {each.file: each.state for each in checked.intake.collection.received}
    assert states["thu/da_gui.eml"] is ReturnState.OWN_LETTER
    assert (checked.intake.state("so-a"), checked.intake.refusals) == (UnitState.MISSING, ())
    [sent] = read_standing(folder, now=RECEIVED).units[0].letters
    assert (sent.kind, sent.recipient) == (LetterKind.INVITE, ADDRESSES["so-a"])
    assert fate(folder) is Fate.SENT_BEFORE


def test_a_letter_that_was_recorded_and_is_found_is_one(folder: Folder) -> None:
    record_by_hand(folder, LetterKind.INVITE, said="1", on=RECEIVED - 3 * DAY, by="B", now=RECEIVED)
    send(folder, "da_gui.eml", invitation(folder, RECEIVED - 3 * DAY))
    check_inbox(folder, now=RECEIVED)
    assert len(read_standing(folder, now=RECEIVED).units[0].letters) == 1


def test_our_letter_in_which_an_agency_sends_its_form_back_is_theirs(folder: Folder) -> None:
    data = invitation(folder, RECEIVED - 3 * DAY)
    head, _, body = data.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.startswith(b"From:")]
    send(
        folder, "tra.eml", b"\r\n".join([b"From: " + ADDRESSES["so-a"].encode(), *lines]) + b"\r\n\r\n" + body
    )
    checked = check_inbox(folder, now=RECEIVED)
    assert ReturnState.BLANK in {each.state for each in checked.intake.collection.received}


def test_a_report_on_paper_lets_the_question_for_it_rest_and_can_be_taken_back(tmp_path: Path) -> None:
    folder = mailing_period(tmp_path / "ky")
    text = folder.settings.read_text("utf-8")
    folder.settings.write_text(text.replace('EV14 = "tắt"\n', ""), "utf-8")
    send(folder, "so-a.xlsx", good_return(folder, "so-a"))
    checked = check_inbox(folder, now=RECEIVED)
    assert [each.code for each in checked.intake.findings("so-a")] == ["EV14"]
    decider = Decider(by="B", reason="văn thư nhận ngày 17/02", at=RECEIVED + DAY)
    assert note_report(folder, "1", decider).intake.findings("so-a") == ()
    with pytest.raises(ConfigError, match="đã được ghi nhận từ trước"):
        note_report(folder, "1", decider)
    back = note_report(folder, "1", decider, is_there=False)
    assert [each.code for each in back.intake.findings("so-a")] == ["EV14"]


def test_the_command_takes_a_return_or_a_report(folder: Folder) -> None:
    done = run("-C", folder.root, "received", "--report", "1", "--reason", "bản giấy", "--by", "B")
    assert "ghi nhận báo cáo giấy đã ký Sở A" in done.out
    assert run("-C", folder.root, "received", "--reason", "x").status == 2
