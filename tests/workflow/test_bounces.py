"""Bounces and automatic replies: what they say of our letters, and that they are never returns."""

import json
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from par_excel.ledger import PostKind, open_ledger
from par_excel.model import LetterKind, ReturnState, UnitState
from par_excel.post.message import content_of, dispatch
from par_excel.workflow.correspondence.letters import planned
from par_excel.workflow.correspondence.mail import Fate, to_send
from par_excel.workflow.correspondence.status import read_standing, write_status_page
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.intake.check import CheckOutcome, check_inbox
from tests.cli.running import run
from tests.workflow.letters import ADDRESSES, bounce, letter, mailing_period
from tests.workflow.periods import RECEIVED, good_return, send

WRONG = ADDRESSES["so-a"]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = mailing_period(tmp_path / "ky")
    send(made, "so-b.xlsx", good_return(made, "so-b"))
    return made


def check(folder: Folder, hours: float = 0) -> CheckOutcome:
    return check_inbox(folder, now=RECEIVED + timedelta(hours=hours))


def sent(folder: Folder, kind: LetterKind, at: datetime) -> EmailMessage:
    """Let a letter to the first unit go out, and return it as it came to the server."""
    [each] = planned(folder, kind, said="so-a", now=at).letters
    assert each.letter.recipient is not None
    with open_ledger(folder.ledger, log=folder.log) as ledger:
        for step in (PostKind.SENDING, PostKind.SENT):
            ledger.post(
                step,
                letter=kind,
                unit="so-a",
                recipient=each.letter.recipient.mailbox,
                content=content_of(each.letter),
                sha256="0" * 64,
                by="B",
                at=at,
            )
    message = message_from_bytes(dispatch(each.letter, at), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_bounced_letter_with_our_form_is_no_return_and_is_told(folder: Folder) -> None:
    invitation = sent(folder, LetterKind.INVITE, RECEIVED - timedelta(days=2))
    send(folder, "thu/1.eml", bounce(invitation, RECEIVED - timedelta(days=1), recipient=WRONG))
    checked = check(folder)
    [received] = [each for each in checked.intake.collection.received if each.file != "so-b.xlsx"]
    assert (received.state, received.unit) == (ReturnState.AUTOMATIC, "")
    assert checked.intake.state("so-a") is UnitState.MISSING
    assert checked.intake.refusals == ()
    standing = read_standing(folder, now=RECEIVED)
    [undelivered] = standing.undelivered
    assert undelivered.text == (
        f"Không gửi được thư mời đến địa chỉ {WRONG} (Sở A): 552 5.2.2 mailbox full; "
        "sửa địa chỉ trong danh sách đơn vị rồi gửi lại"
    )
    assert "thư gửi Sở A không đến nơi" in standing.next_step.sentence.lower().replace("sở a", "Sở A")
    assert "552 5.2.2 mailbox full" in write_status_page(folder, standing).read_text("utf-8")
    facts = json.loads(run("-C", folder.root, "status", "--json").out)
    assert [(each["unit"], each["kind"]) for each in facts["undelivered"]] == [("so-a", "mời")]
    assert "Thư tự động:" in run("-C", folder.root, "check").out


def test_a_bounced_reminder_leaves_a_valid_return_in_use(folder: Folder) -> None:
    data = good_return(folder, "so-a")
    send(folder, "1.eml", letter(WRONG, RECEIVED - timedelta(days=2), {"phuluc_1.xlsx": data}).as_bytes())
    blank = letter("snv@example.vn", RECEIVED, {"phuluc_1.xlsx": data}, subject="Nhắc nộp")
    send(folder, "2.eml", bounce(blank, RECEIVED, recipient=WRONG))
    checked = check(folder, 1)
    assert checked.intake.state("so-a") is UnitState.VALID
    assert checked.intake.file("so-a") == "1.eml/phuluc_1.xlsx"
    assert checked.is_in_order


def test_a_letter_that_came_back_is_sent_again_once_the_address_is_corrected(folder: Folder) -> None:
    invitation = sent(folder, LetterKind.INVITE, RECEIVED - timedelta(days=2))
    send(folder, "1.eml", bounce(invitation, RECEIVED - timedelta(days=1), recipient=WRONG))
    check(folder)

    def fate() -> Fate:
        [delivery] = to_send(folder, planned(folder, LetterKind.INVITE, said="so-a", now=RECEIVED))
        return delivery.fate

    assert fate() is Fate.BOUNCED
    text = folder.settings.read_text("utf-8")
    folder.settings.write_text(text.replace(WRONG, "vanthu.a@example.vn"), "utf-8")
    check(folder)
    assert fate() is Fate.TO_SEND
    [undelivered] = read_standing(folder, now=RECEIVED).undelivered
    assert undelivered.text.endswith("địa chỉ đã được sửa, gửi lại")
    sent(folder, LetterKind.INVITE, RECEIVED)
    assert read_standing(folder, now=RECEIVED).undelivered == ()


def test_a_bounce_that_gives_nothing_back_is_tied_by_its_address(folder: Folder) -> None:
    sent(folder, LetterKind.REMIND, RECEIVED - timedelta(days=2))
    bare = letter("x@example.vn", RECEIVED - timedelta(days=2))
    send(folder, "1.eml", bounce(bare, RECEIVED - timedelta(days=1), recipient=WRONG))
    check(folder)
    [undelivered] = read_standing(folder, now=RECEIVED).undelivered
    assert (undelivered.unit.id, undelivered.kind) == ("so-a", LetterKind.REMIND)


def test_an_absent_persons_program_answers_and_nothing_comes_of_it(folder: Folder) -> None:
    headers = {"Auto-Submitted": "auto-replied"}
    files = {"phuluc_1.xlsx": good_return(folder, "so-a")}
    send(folder, "1.eml", letter(WRONG, RECEIVED, files, subject="Vắng mặt", headers=headers).as_bytes())
    checked = check(folder)
    assert checked.intake.state("so-a") is UnitState.MISSING
    assert [each.detail for each in checked.intake.automatic] == [f"trả lời tự động: {WRONG}: Vắng mặt"]
    assert read_standing(folder, now=RECEIVED).undelivered == ()
