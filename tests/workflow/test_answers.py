"""Requirements: DESIGN §5: only a real answer replaces an answer, whatever lies in the mailbox."""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from email.message import EmailMessage
from io import BytesIO
from itertools import permutations
from pathlib import Path

import openpyxl
import pytest

from par_excel.checks import RULES
from par_excel.form import Column, figure_key, form_for
from par_excel.ledger import open_ledger
from par_excel.model import UPPER, ConfigError, LetterKind, ReturnState, UnitState
from par_excel.workflow.correspondence.letters import planned
from par_excel.workflow.correspondence.status import read_standing
from par_excel.workflow.folder.catalogue import make_templates
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.intake.check import CheckOutcome, answer, check_inbox
from par_excel.workflow.records.decisions import Decider, exclude, include, stop_using, use
from par_excel.workflow.records.history import unit_history
from par_excel.workflow.results.merge import merge_inbox
from par_excel.writing.template.workbook import template_workbook
from tests.cli.running import run
from tests.workflow.letters import ADDRESSES, OFFICE, letter, mailing_period
from tests.workflow.periods import RECEIVED, basis_of, good_entries, good_return, lose_ledger, send

BETTER = {("1.1", Column.EXPLANATION): "Đã bổ sung"}
FAULT = {("1.1", Column.EVIDENCE): ""}
DAY = timedelta(days=1)
STRANGER = "lanh.dao@evil.example.com"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = mailing_period(tmp_path / "ky")
    send(made, "so-b.xlsx", good_return(made, "so-b"))
    return made


def blank(folder: Folder) -> bytes:
    return make_templates(folder)[0].read_bytes()


def check(folder: Folder, *, days: float = 0) -> CheckOutcome:
    return check_inbox(folder, now=RECEIVED + days * DAY)


def state(checked: CheckOutcome) -> UnitState:
    return checked.intake.state("so-a")


def fates(checked: CheckOutcome) -> Mapping[str, ReturnState]:
    found = {each.file: each.state for each in checked.intake.collection.received}
    return {file: fate for file, fate in found.items() if file != "so-b.xlsx"}


def put(folder: Folder, name: str, message: EmailMessage) -> None:
    send(folder, name, message.as_bytes())


def mailed(folder: Folder, name: str, data: bytes, sent: datetime, sender: str = ADDRESSES["so-a"]) -> None:
    put(folder, name, letter(sender, sent, {"phuluc_1.xlsx": data}))


def resaved(data: bytes) -> bytes:
    """Return a workbook that another program opened and saved."""
    stream = BytesIO()
    openpyxl.load_workbook(BytesIO(data)).save(stream)
    return stream.getvalue()


# --- what is no answer ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("saved_by", [bytes, resaved], ids=["nguyên vẹn", "lưu lại"])
@pytest.mark.parametrize("order", list(permutations(["1.eml", "2.eml"])), ids=str)
def test_a_blank_form_neither_counts_nor_replaces_whatever_the_order(
    folder: Folder, saved_by: type[bytes], order: tuple[str, str]
) -> None:
    form = saved_by(blank(folder))
    mailed(folder, order[0], good_return(folder, "so-a"), RECEIVED - DAY)
    mailed(folder, order[1], form, RECEIVED - DAY / 2)
    checked = check(folder)
    assert state(checked) is UnitState.VALID
    assert fates(checked) == {
        f"{order[0]}/phuluc_1.xlsx": ReturnState.CURRENT,
        f"{order[1]}/phuluc_1.xlsx": ReturnState.BLANK,
    }
    assert checked.intake.letters_without_return == (order[1],)
    assert checked.is_in_order


def test_a_letter_with_blank_and_filled_form_is_a_return(folder: Folder) -> None:
    files = {"phuluc_1.xlsx": blank(folder), "phuluc_1_dien.xlsx": good_return(folder, "so-a")}
    put(folder, "nop.eml", letter(ADDRESSES["so-a"], RECEIVED - DAY, files))
    checked = check(folder)
    assert state(checked) is UnitState.VALID
    assert checked.intake.letters_without_return == ()


def test_a_blank_form_alone_leaves_the_unit_without_return(folder: Folder) -> None:
    mailed(folder, "hoi.eml", blank(folder), RECEIVED - DAY)
    checked = check(folder)
    assert state(checked) is UnitState.MISSING
    done = run("-C", folder.root, "check")
    assert "  biểu mẫu chưa điền: hoi.eml/phuluc_1.xlsx" in done.out
    assert "  Thư không có bản nộp: hoi.eml" in done.out


@pytest.mark.parametrize("saved_by", [bytes, resaved], ids=["nguyên vẹn", "lưu lại"])
def test_our_own_feedback_in_the_mailbox_is_no_return_and_the_mended_one_is(
    folder: Folder, saved_by: type[bytes]
) -> None:
    mailed(folder, "1.eml", good_return(folder, "so-a", FAULT), RECEIVED - DAY)
    first = check(folder)
    assert state(first) is UnitState.FAULTY
    answered = answer(folder, first, now=RECEIVED)
    feedback = next(path for path in answered.written if path.suffix == ".xlsx")
    mailed(folder, "2.eml", saved_by(feedback.read_bytes()), RECEIVED, OFFICE)
    mended = good_return(folder, "so-a", saved="2021-02-18T01:00:00Z")
    mailed(folder, "3.eml", mended, RECEIVED + DAY)
    checked = check(folder, days=2)
    assert fates(checked) == {
        "1.eml/phuluc_1.xlsx": ReturnState.SUPERSEDED,
        "2.eml/phuluc_1.xlsx": ReturnState.SENT_BACK,
        "3.eml/phuluc_1.xlsx": ReturnState.CURRENT,
    }
    assert state(checked) is UnitState.VALID


def test_a_form_in_which_something_was_written_elsewhere_is_not_taken_for_a_blank_one(folder: Folder) -> None:
    book = openpyxl.load_workbook(BytesIO(blank(folder)))
    book["Chấm điểm"]["L20"].value = "1,5 điểm"
    stream = BytesIO()
    book.save(stream)
    send(folder, "so-a.xlsx", stream.getvalue())
    assert fates(check(folder)) == {"so-a.xlsx": ReturnState.CURRENT}


# --- what waits -------------------------------------------------------------------------------------------------------


def tied(folder: Folder) -> None:
    send(folder, "ban_1.xlsx", good_return(folder, "so-a"))
    send(folder, "ban_2.xlsx", good_return(folder, "so-a", BETTER))


def test_two_returns_that_nothing_orders_wait_and_everybody_says_so(folder: Folder) -> None:
    tied(folder)
    merged = merge_inbox(folder, now=RECEIVED)
    assert fates(merged.checked) == dict.fromkeys(("ban_1.xlsx", "ban_2.xlsx"), ReturnState.HELD)
    assert (state(merged.checked), merged.is_in_order) == (UnitState.MISSING, False)
    assert "Còn 2 bản nộp chờ quyết định, của: Sở A." in merged.result.draft_reasons
    standing = read_standing(folder, now=RECEIVED)
    assert [each.file for each in standing.held] == ["ban_1.xlsx", "ban_2.xlsx"]
    assert standing.next_step.sentence.startswith("2 bản nộp của Sở A chờ quyết định: chọn bằng lệnh use")
    done = run("-C", folder.root, "check")
    assert done.status == 1
    assert re.search(
        r'^    Dùng bản này: par-excel -C \S+ use so-a "ban_1.xlsx" --reason "…"$', done.out, re.MULTILINE
    )
    refused = run("-C", folder.root, "approve", "--decision", "số 1/QĐ, ngày 18/02/2021")
    assert "Sở A: bản nộp ban_1.xlsx: không có căn cứ nào cho biết bản nào mới hơn" in refused.out
    facts = json.loads(run("-C", folder.root, "check", "--json").out)
    assert [each["file"] for each in facts["held"]] == ["ban_1.xlsx", "ban_2.xlsx"]


def test_a_reminder_says_that_the_office_does_not_know_which_file_is_final(folder: Folder) -> None:
    tied(folder)
    check(folder)
    [reminder] = planned(folder, LetterKind.REMIND, said="so-a", now=RECEIVED).letters
    assert "ban_1.xlsx" in reminder.letter.text
    assert "tệp nào là bản cuối cùng" in reminder.letter.text


def test_names_decide_nothing(folder: Folder) -> None:
    tied(folder)
    first, second = folder.inbox / "ban_1.xlsx", folder.inbox / "ban_2.xlsx"
    one, two = first.read_bytes(), second.read_bytes()
    first.write_bytes(two)
    second.write_bytes(one)
    assert set(fates(check(folder)).values()) == {ReturnState.HELD}


def test_a_later_run_puts_in_order_what_nothing_else_does(folder: Folder) -> None:
    send(folder, "z.xlsx", good_return(folder, "so-a"))
    check(folder)
    send(folder, "a.xlsx", good_return(folder, "so-a", BETTER))
    assert fates(check(folder, days=1)) == {"z.xlsx": ReturnState.SUPERSEDED, "a.xlsx": ReturnState.CURRENT}


def test_a_form_from_another_agencys_address_waits_and_neither_agency_is_told(folder: Folder) -> None:
    mailed(folder, "1.eml", good_return(folder, "so-a"), RECEIVED - DAY)
    mailed(folder, "2.eml", good_return(folder, "so-a", BETTER), RECEIVED - DAY / 2, ADDRESSES["so-b"])
    checked = check(folder)
    [held] = checked.intake.collection.held
    assert (held.file, held.doubt.name) == ("2.eml/phuluc_1.xlsx", "SENDER")
    assert held.text == (
        "2.eml/phuluc_1.xlsx (thư của b@example.vn): thư gửi từ địa chỉ của cơ quan khác; "
        "đang dùng 1.eml/phuluc_1.xlsx; khác ở 1 mục (1.1); 2,5 → 2,5 điểm"
    )
    assert not [each for unit in ("so-a", "so-b") for each in checked.intake.findings(unit)]


def test_where_no_other_is_there_it_counts_with_a_warning_that_approve_lists(folder: Folder) -> None:
    mailed(folder, "2.eml", good_return(folder, "so-a"), RECEIVED - DAY / 2, ADDRESSES["so-b"])
    checked = check(folder)
    assert [each.code for each in checked.intake.findings("so-a")] == ["ID39"]
    done = run("-C", folder.root, "approve", "--decision", "số 1/QĐ, ngày 18/02/2021")
    assert "Sở A: Thư gửi từ địa chỉ của cơ quan khác" in done.out


def forged(folder: Folder) -> bytes:
    basis = basis_of(folder)
    form = form_for(basis, basis.units["so-a"], revision=99)
    return template_workbook(form, RULES, good_entries(form))


def test_a_stamp_that_was_never_issued_waits_and_its_sender_is_shown(folder: Folder) -> None:
    mailed(folder, "1.eml", good_return(folder, "so-a", BETTER), RECEIVED - DAY)
    mailed(folder, "gia.eml", forged(folder), RECEIVED + 60_000 * DAY, STRANGER)
    checked = check(folder)
    assert fates(checked) == {
        "1.eml/phuluc_1.xlsx": ReturnState.CURRENT,
        "gia.eml/phuluc_1.xlsx": ReturnState.HELD,
    }
    assert STRANGER in run("-C", folder.root, "check").out


def test_an_archive_with_forms_of_two_agencies_from_a_stranger_waits(folder: Folder) -> None:
    check(folder)
    mailed(folder, "1.eml", good_return(folder, "so-a"), RECEIVED - DAY)
    other = good_return(folder, "so-b", {(figure_key("1.3", UPPER), Column.FIGURES): Decimal(97)})
    files = {"a.xlsx": good_return(folder, "so-a", BETTER), "b.xlsx": other}
    put(folder, "hai.eml", letter(STRANGER, RECEIVED, files))
    found = fates(check(folder, days=1))
    assert found["hai.eml/a.xlsx"] is found["hai.eml/b.xlsx"] is ReturnState.HELD


def test_the_same_file_from_the_agency_itself_is_its_own(folder: Folder) -> None:
    mailed(folder, "1.eml", good_return(folder, "so-a"), RECEIVED - DAY)
    better = good_return(folder, "so-a", BETTER)
    mailed(folder, "2.eml", better, RECEIVED - DAY / 2, ADDRESSES["so-b"])
    assert check(folder).intake.collection.held
    mailed(folder, "3.eml", better, RECEIVED)
    checked = check(folder, days=1)
    assert not checked.intake.collection.held
    assert checked.intake.file("so-a") == "2.eml/phuluc_1.xlsx"


def test_a_return_that_drops_answers_waits_and_the_agency_is_asked(folder: Folder) -> None:
    mailed(folder, "1.eml", good_return(folder, "so-a"), RECEIVED - DAY)
    fewer = {("1.1-a", Column.LEVEL): "", ("1.1", Column.EVIDENCE): ""}
    mailed(folder, "2.eml", good_return(folder, "so-a", fewer), RECEIVED - DAY / 2)
    checked = check(folder)
    [held] = checked.intake.collection.held
    assert held.difference == "khác ở 1 mục (1.1); 2,5 → 1 điểm; để trống 1 nội dung đã có"
    assert [each.code for each in checked.intake.findings("so-a")] == ["ID18"]


# --- decisions --------------------------------------------------------------------------------------------------------


def decider(hours: float = 0) -> Decider:
    return Decider(by="Lê Văn B", reason="đã gọi điện hỏi", at=RECEIVED + DAY + timedelta(hours=hours))


def test_use_decides_and_can_be_taken_back(folder: Folder) -> None:
    tied(folder)
    check(folder)
    decided = use(folder, "1", "ban_1.xlsx", decider())
    assert decided.intake.file("so-a") == "ban_1.xlsx"
    assert fates(check(folder, days=2)) == {
        "ban_1.xlsx": ReturnState.CURRENT,
        "ban_2.xlsx": ReturnState.SUPERSEDED,
    }
    assert stop_using(folder, "so-a", decider(1)).intake.collection.held
    with pytest.raises(ConfigError, match="Chưa có quyết định nào"):
        stop_using(folder, "so-a", decider(2))


def test_excluding_one_lets_the_other_count_and_including_holds_both_again(folder: Folder) -> None:
    tied(folder)
    check(folder)
    assert exclude(folder, "ban_2.xlsx", decider()).intake.file("so-a") == "ban_1.xlsx"
    assert len(include(folder, "ban_2.xlsx", decider(1)).intake.collection.held) == 2


def test_what_need_not_or_cannot_be_used_is_told(folder: Folder) -> None:
    send(folder, "so-a.xlsx", good_return(folder, "so-a"))
    send(folder, "trong.xlsx", blank(folder))
    check(folder)
    with pytest.raises(ConfigError, match="đang được dùng"):
        use(folder, "so-a", "so-a.xlsx", decider())
    with pytest.raises(ConfigError, match=r"không phải là bản nộp \(biểu mẫu chưa điền"):
        use(folder, "so-a", "trong.xlsx", decider())
    with pytest.raises(ConfigError, match="Không có bản nộp nào"):
        use(folder, "so-a", "so-b.xlsx", decider())
    exclude(folder, "so-a.xlsx", decider(1))
    with pytest.raises(ConfigError, match="đã bị loại"):
        use(folder, "so-a", "so-a.xlsx", decider(2))


def test_a_choice_stands_in_log_and_history_and_outlives_the_ledger(folder: Folder) -> None:
    tied(folder)
    check(folder)
    done = run("-C", folder.root, "use", "so-a", "ban_2.xlsx", "--reason", "đã hỏi", "--by", "B")
    assert "dùng bản nộp này ban_2.xlsx" in done.out
    assert "dùng bản nộp này ban_2.xlsx" in run("-C", folder.root, "log", "--kind", "use").out
    lose_ledger(folder)
    with open_ledger(folder.ledger, log=folder.log):
        pass
    versions = unit_history(folder, "so-a", now=RECEIVED + 3 * DAY).versions
    assert {each.received.file: each.received.state for each in versions} == {
        "ban_1.xlsx": ReturnState.SUPERSEDED,
        "ban_2.xlsx": ReturnState.CURRENT,
    }
