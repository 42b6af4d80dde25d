"""Letters of a period: who gets which, what is in them, and that none goes out twice or unknown."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from par_excel.ledger import open_ledger
from par_excel.model import ConfigError, LetterKind, LetterState
from par_excel.workflow.correspondence.letters import planned
from par_excel.workflow.correspondence.mail import Fate, LetterDelivery, sent_letters, to_send, write_drafts
from par_excel.workflow.correspondence.mail import send as send_letters
from par_excel.workflow.folder.catalogue import make_templates
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.intake.feedback import feedback_contents
from par_excel.workflow.intake.looking import look
from tests.post.letters import opened
from tests.post.servers import CA_FILE, DROP, DROP_AFTER, PASSWORD, USER, Mailbox, mail_server
from tests.workflow.periods import SETTINGS, basis_of, lose_ledger, period
from tests.workflow.standings import received, vietnam

NOW = vietnam(10)
UNITS = ("so-a", "so-b", "so-c")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Return the small period with a third unit, each with an address."""
    folder = period(tmp_path / "ky")
    third = '[[don_vi]]\nid = "so-c"\nten = "Sở C"\nphu_luc = "1"\nemail = "c@example.vn"\nlien_he = ""\n\n'
    text = SETTINGS.replace('phu_luc = "1"\nemail = ""', 'phu_luc = "1"\nemail = "a@example.vn"')
    folder.settings.write_text(text.replace("[kiem_tra]", f"{third}[kiem_tra]"), "utf-8")
    return folder


@pytest.fixture
def mailbox(folder: Folder) -> Iterator[Mailbox]:
    """A server that par.toml names."""
    with mail_server(folder.root) as mailbox:
        settings = folder.settings.read_text("utf-8")
        table = f'[thu]\nmay_chu = "localhost"\ncong = {mailbox.port}\ntai_khoan = "{USER}"\n'
        folder.settings.write_text(f'{table}tep_chung_thu = "{CA_FILE}"\n\n{settings}', "utf-8")
        yield mailbox


def units_of(folder: Folder, kind: LetterKind) -> list[str]:
    return [each.unit.id for each in planned(folder, kind, now=vietnam(10)).letters]


def test_all_are_invited_with_template_and_calendar(folder: Folder) -> None:
    drafts = write_drafts(folder, LetterKind.INVITE, now=NOW)
    templates = dict(zip(UNITS, (path.read_bytes() for path in make_templates(folder)), strict=True))
    assert [each.unit.id for each in drafts.mail.letters] == list(UNITS)
    for each in drafts.mail.letters:
        message = opened(each.place.read_bytes())
        workbook, calendar = message.iter_attachments()
        assert workbook.get_content() == templates[each.unit.id]
        assert (
            workbook.get_filename() == f"Biểu mẫu Phụ lục {each.unit.appendix} - {each.unit.name} - 2020.xlsx"
        )
        assert calendar.get_content_type() == "text/calendar"
        assert message["X-Unsent"] == "1"
        assert message["X-Par-Excel"].split("; ")[1:3] == [each.unit.id, "moi"]
        plain = message.get_body(("plain",))
        assert plain is not None
        assert "18/02/2021" in plain.get_content()


def test_the_same_period_gives_the_same_drafts(folder: Folder) -> None:
    first = write_drafts(folder, LetterKind.INVITE, now=NOW)
    before = {each.place: each.place.read_bytes() for each in first.mail.letters}
    again = write_drafts(folder, LetterKind.INVITE, now=vietnam(11))
    assert {each.place: each.place.read_bytes() for each in again.mail.letters} == before
    assert again.kept == ()


def test_a_draft_changed_by_hand_is_kept(folder: Folder) -> None:
    place = write_drafts(folder, LetterKind.INVITE, now=NOW).mail.letters[0].place
    place.write_bytes(b"Subject: sua tay\r\n\r\n")
    (copy,) = write_drafts(folder, LetterKind.INVITE, now=NOW).kept
    assert copy.read_bytes() == b"Subject: sua tay\r\n\r\n"


def test_only_those_without_a_valid_return_are_reminded(folder: Folder) -> None:
    received(folder, "so-a", NOW)
    letters = planned(folder, LetterKind.REMIND, now=vietnam(10)).letters
    assert [each.unit.id for each in letters] == ["so-b", "so-c"]
    assert all(len(each.letter.attachments) == 1 for each in letters)
    assert "Tình trạng: chưa nộp." in letters[0].letter.text


def test_a_faulty_return_is_reminded_of_and_gets_its_feedback(folder: Folder) -> None:
    received(folder, "so-a", NOW, faulty=True)
    reminded = planned(folder, LetterKind.REMIND, now=vietnam(10)).letters[0]
    assert (reminded.unit.id, reminded.letter.attachments) == ("so-a", ())
    assert "có lỗi" in reminded.letter.text
    (letter,) = planned(folder, LetterKind.FEEDBACK, now=vietnam(10)).letters
    basis = basis_of(folder)
    contents = feedback_contents(folder, basis, look(folder, basis).intake.collection, now=vietnam(10))
    (workbook,) = [data for path, data in contents.items() if path.suffix == ".xlsx"]
    assert letter.letter.attachments[0].data == workbook
    assert "LỖI PHẢI SỬA" in letter.letter.text
    assert letter.letter.attachments[0].name in letter.letter.text.replace("\n", " ")


def test_after_the_deadline_today_is_asked_for(folder: Folder) -> None:
    for kind in (LetterKind.INVITE, LetterKind.REMIND):
        before, after, later = (
            planned(folder, kind, now=vietnam(day)).letters[0].letter.text for day in (18, 19, 20)
        )
        assert "chậm nhất ngày 18/02/2021" in before
        assert "ngay trong ngày nhận được thư này (thời hạn 18/02/2021 đã qua)" in after
        assert after == later  # the same letter is known again


def test_one_unit_alone(folder: Folder) -> None:
    assert [
        each.unit.id for each in planned(folder, LetterKind.INVITE, said="PL2", now=vietnam(10)).letters
    ] == ["so-b"]
    with pytest.raises(ConfigError, match="không phải là đơn vị nào"):
        planned(folder, LetterKind.INVITE, said="sở z", now=vietnam(10))


def test_without_an_address_there_is_a_draft_and_nothing_is_sent(folder: Folder, mailbox: Mailbox) -> None:
    text = folder.settings.read_text("utf-8")
    folder.settings.write_text(text.replace("a@example.vn", ""), "utf-8")
    drafts = write_drafts(folder, LetterKind.INVITE, now=NOW)
    assert [unit.id for unit in drafts.mail.without_address] == ["so-a"]
    assert fates(sent(folder)) == [Fate.NO_ADDRESS, Fate.SENT, Fate.SENT]
    assert len(mailbox.taken) == 2


# --- sending ----------------------------------------------------------------------------------------------------------


def sent(
    folder: Folder, *, again: bool = False, kind: LetterKind = LetterKind.INVITE
) -> tuple[LetterDelivery, ...]:
    plan = to_send(folder, planned(folder, kind, now=vietnam(10)), again=again)
    return send_letters(folder, kind, plan, by="Lan", password=PASSWORD, clock=lambda: NOW)


def fates(sendings: Sequence[LetterDelivery]) -> list[Fate]:
    return [each.fate for each in sendings]


def taken(mailbox: Mailbox) -> list[str]:
    return [opened(data)["X-Par-Excel"].split("; ")[1] for _, data in mailbox.taken]


def test_each_letter_goes_out_once_and_is_known(folder: Folder, mailbox: Mailbox) -> None:
    assert fates(sent(folder)) == [Fate.SENT] * 3
    assert fates(sent(folder)) == [Fate.SENT_BEFORE] * 3
    assert taken(mailbox) == list(UNITS)
    for letter, (address, data) in zip(sent_letters(folder), mailbox.taken, strict=True):
        assert (letter.recipient, letter.state, letter.at) == (address, LetterState.SENT, NOW)
        assert opened(data)["Date"] is not None
    assert fates(sent(folder, again=True)) == [Fate.SENT] * 3
    assert len(mailbox.taken) == 6


def test_two_officials_at_once_send_each_letter_once(folder: Folder, mailbox: Mailbox) -> None:
    first, second = (to_send(folder, planned(folder, LetterKind.INVITE, now=vietnam(10))) for _ in range(2))
    both = [
        send_letters(folder, LetterKind.INVITE, plan, by="Lan", password=PASSWORD, clock=lambda: NOW)
        for plan in (first, second)
    ]
    assert [fates(each) for each in both] == [[Fate.SENT] * 3, [Fate.SENT_BEFORE] * 3]
    assert len(mailbox.taken) == 3


def test_a_reminder_to_who_has_answered_is_taken_away(folder: Folder) -> None:
    before = write_drafts(folder, LetterKind.REMIND, now=NOW)
    received(folder, "so-a", NOW)
    write_drafts(folder, LetterKind.REMIND, now=NOW)
    there = [each.unit.id for each in before.mail.letters if each.place.exists()]
    assert there == ["so-b", "so-c"]


def test_another_letter_to_the_same_unit_goes_out(folder: Folder, mailbox: Mailbox) -> None:
    sent(folder)
    (folder.root / "mau_thu").mkdir()
    (folder.root / "mau_thu" / "moi.txt").write_text("Tiêu đề: Gửi lại\n\nBiểu mẫu đã sửa.\n", "utf-8")
    assert fates(sent(folder)) == [Fate.SENT] * 3
    assert len(mailbox.taken) == 6


def test_a_refused_letter_is_told_and_sent_by_the_next_run(folder: Folder, mailbox: Mailbox) -> None:
    address = basis_of(folder).period.units[1].email
    mailbox.refused = frozenset({address})
    first = sent(folder)
    assert fates(first) == [Fate.SENT, Fate.REFUSED, Fate.SENT]
    assert "550" in first[1].reason
    mailbox.refused = frozenset()
    assert fates(sent(folder)) == [Fate.SENT_BEFORE, Fate.SENT, Fate.SENT_BEFORE]
    assert taken(mailbox) == ["so-a", "so-c", "so-b"]


@pytest.mark.parametrize(("answer", "first"), [(DROP, ["so-a"]), (DROP_AFTER, ["so-a", "so-b"])])
def test_a_broken_connection_leaves_a_clear_account(
    folder: Folder, mailbox: Mailbox, answer: str, first: list[str]
) -> None:
    mailbox.on_letter = lambda number: answer if number == 2 else None
    assert fates(sent(folder)) == [Fate.SENT, Fate.LOST, Fate.TO_SEND]
    assert taken(mailbox) == first
    mailbox.on_letter = lambda _: None
    assert fates(sent(folder)) == [Fate.SENT_BEFORE, Fate.UNKNOWN_BEFORE, Fate.SENT]
    assert taken(mailbox) == [*first, "so-c"]
    assert fates(sent(folder, again=True)) == [Fate.SENT] * 3


def test_no_server_is_told(folder: Folder) -> None:
    with pytest.raises(ConfigError, match="chưa có máy chủ"):
        sent(folder)


def test_the_log_tells_every_step_and_rebuilds_a_lost_ledger(folder: Folder, mailbox: Mailbox) -> None:
    sent(folder)
    before = sent_letters(folder)
    lose_ledger(folder)
    with open_ledger(folder.ledger, log=folder.log) as ledger:
        assert ledger.letters() == before
    assert fates(sent(folder)) == [Fate.SENT_BEFORE] * 3
    assert len(mailbox.taken) == 3


def run(folder: Folder) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "par_excel", "-C", str(folder.root), "mail", "invite", "--send", "--yes"]
    environment = {**os.environ, "PAR_EXCEL_SMTP_PASSWORD": PASSWORD}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.mark.skipif(os.name != "posix", reason="kills by a signal of POSIX")
@pytest.mark.parametrize("moment", ["while it is handed over", "when it was taken"])
def test_killed_while_sending_no_letter_is_lost_or_doubled(
    folder: Folder, mailbox: Mailbox, moment: str
) -> None:
    started = threading.Event()
    process: list[subprocess.Popen[bytes]] = []

    def on_letter(number: int) -> str | None:
        if number == 2:
            started.wait(30)
            process[0].send_signal(signal.SIGKILL)
            process[0].wait(30)
            return DROP if moment == "while it is handed over" else None
        return None

    mailbox.on_letter = on_letter
    process.append(run(folder))
    started.set()
    assert process[0].wait(60) == -signal.SIGKILL
    mailbox.on_letter = lambda _: None
    known = {letter.unit: letter.state for letter in sent_letters(folder)}
    assert known == {"so-a": LetterState.SENT, "so-b": LetterState.UNKNOWN}
    second = run(folder)
    assert second.wait(60) == 1  # somebody has to look after the one that nobody knows of
    assert [unit for unit in taken(mailbox) if unit != "so-b"] == ["so-a", "so-c"]
    assert taken(mailbox).count("so-b") == (0 if moment == "while it is handed over" else 1)


@pytest.mark.skipif(os.name != "posix", reason="kills by a signal of POSIX")
def test_killed_again_and_again_every_letter_went_out_once_or_is_named(
    folder: Folder, mailbox: Mailbox
) -> None:
    units = "".join(
        f'[[don_vi]]\nid = "xa-{number}"\nten = "Xã {number}"\nphu_luc = "1"\nemail = "xa{number}@example.vn"\n'
        'lien_he = ""\n\n'
        for number in range(25)
    )
    text = folder.settings.read_text("utf-8")
    folder.settings.write_text(text.replace("[kiem_tra]", f"{units}[kiem_tra]"), "utf-8")
    chance = random.Random(320)  # noqa: S311 - no secret
    for wanted in (3, 9, 16):
        process = run(folder)
        while process.poll() is None and len(mailbox.taken) < wanted:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.03))
        process.kill()
        assert process.wait(30) == -signal.SIGKILL
    assert run(folder).wait(120) in {0, 1}
    went_out = Counter(taken(mailbox))
    known = {letter.unit: letter.state for letter in sent_letters(folder)}
    every = {unit.id for unit in basis_of(folder).period.units}
    assert set(known) == every
    assert set(went_out.values()) == {1}
    unsure = {unit for unit, state in known.items() if state is LetterState.UNKNOWN}
    assert every - set(went_out) <= unsure
    assert len(unsure) <= 3
