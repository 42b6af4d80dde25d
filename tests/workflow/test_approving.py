"""`approve` freezes a result under a number; what stands in the way is listed, what comes later is a difference."""

import hashlib
import json
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from msgspec.structs import replace

from par_excel.form import Column
from par_excel.ledger import NobodyDecides, decode_snapshot, open_ledger
from par_excel.ledger.failures import ApprovedMeanwhile
from par_excel.merge.snapshot import entry_of_snapshot, score_of
from par_excel.model import ComparedPart, ConfigError, ResultDifference, UnitState
from par_excel.workflow.conclusion.approve import Approver, parse_decision
from par_excel.workflow.conclusion.entry import make_entry_list
from par_excel.workflow.conclusion.reconcile import reconcile_file
from par_excel.workflow.correspondence.status import read_standing
from par_excel.workflow.folder.folder import Folder, basis_of
from par_excel.workflow.intake.check import check_inbox
from par_excel.workflow.records.decisions import Decider, NamedFinding, exclude, unwaive, use, waive
from par_excel.workflow.results.approved import approvals_of, held_now, snapshot_of
from par_excel.workflow.results.merge import MergeOutcome, merge_inbox
from par_excel.workflow.results.obstacles import how_to_settle
from par_excel.workflow.results.report_files import write_report_template
from par_excel.workflow.results.verify import verify_all
from tests.ledger.made import change_unhindered, query
from tests.workflow import reviews
from tests.workflow.approvals import DECISION, NEXT, NOW, approved, approved_period, copy_of
from tests.workflow.periods import TOTAL, full_period, good_return, lose_ledger, period, send

LESS = {("1.2-a", Column.LEVEL): ""}
"""One line of 1.2 fewer: 0,75 instead of 1 point."""
WHO = Decider("Lê Văn B", "UBND tỉnh đồng ý", NOW, "b.le")


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Return an approved period that nobody changes."""
    return approved_period(tmp_path_factory.mktemp("approved") / "ky")


@pytest.fixture
def folder(once: Folder, tmp_path: Path) -> Folder:
    """Return an approved period to go on with."""
    return copy_of(once, tmp_path / "ky")


@pytest.fixture(scope="module")
def later(once: Folder, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Return an approved period in which a newer return of the first unit was taken in."""
    folder = copy_of(once, tmp_path_factory.mktemp("later") / "ky")
    send_less(folder)
    merged(folder)
    return folder


@pytest.fixture
def departed(later: Folder, tmp_path: Path) -> Folder:
    """Return such a period to go on with."""
    return copy_of(later, tmp_path / "ky")


def merged(folder: Folder, hours: int = 1) -> MergeOutcome:
    return merge_inbox(folder, now=NOW + timedelta(hours=hours))


def differing(folder: Folder) -> tuple[ResultDifference, ...]:
    taken = check_inbox(folder, now=NOW + timedelta(hours=1))
    found = held_now(folder, basis_of(folder), taken.intake.collection)
    assert found is not None
    assert found.holds is not bool(found.differences)
    return found.differences


def short(found: tuple[ResultDifference, ...]) -> list[tuple[str, str, str, str, str]]:
    return [(each.part.value, each.key, each.what, each.before, each.now) for each in found]


def send_less(folder: Folder) -> None:
    send(folder, "so-a 2.xlsx", good_return(folder, "so-a", LESS, saved="2021-02-20T01:00:00Z"))


# --- what approving makes ---------------------------------------------------------------------------------------------


def test_master_and_report_stand_without_the_draft_mark_and_with_the_decision(once: Folder) -> None:
    [approval] = approvals_of(once)
    book = openpyxl.load_workbook(once.master)
    first = book["Tổng hợp"]
    shown = [str(cell.value) for row in first.iter_rows(max_row=8) for cell in row if cell.value]
    assert f"ĐÃ PHÊ DUYỆT – Quyết định {DECISION} – phiên bản 1, mã {approval.fingerprint[:12]}" in shown
    assert f"Mã kết quả: {approval.fingerprint[:12]}" in shown
    assert any("bởi Lê Văn B" in each for each in shown)
    assert book.properties.subject == f"Phiên bản 1 – Quyết định {DECISION}"
    assert not [each for each in shown if "DỰ THẢO" in each]
    assert "Khác bản phê duyệt" not in book.sheetnames
    report = Document(str(once.report))
    texts = [each.text for each in report.paragraphs]
    wanted = f"Kết quả tự đánh giá được phê duyệt tại Quyết định {DECISION.replace(',', '')}."
    assert wanted in texts
    assert not [each for each in texts if "DỰ THẢO" in each]
    assert approval.fingerprint[:12] not in " ".join((*texts, report.core_properties.comments))
    sheet = Document(str(once.control_sheet))
    said = {row.cells[0].text: row.cells[1].text for row in sheet.tables[0].rows}
    assert said["Mã kết quả"] == approval.fingerprint[:12]
    assert said["Tình trạng"] == f"Đã phê duyệt theo Quyết định {DECISION}; phiên bản 1"


def test_an_approval_fixes_values_returns_and_the_files_made_of_it(once: Folder) -> None:
    [approval] = approvals_of(once)
    snapshot = decode_snapshot(approval.body)
    assert score_of(snapshot.result.total) == TOTAL
    assert {each["code"]: score_of(each) for each in snapshot.result.items} == {
        "1.1": Decimal("1.5"),
        "1.2": Decimal(1),
        "1.3": Decimal("0.96"),
    }
    given = {each["sha256"] for each in snapshot.result.returns}
    assert given == {hashlib.sha256(path.read_bytes()).hexdigest() for path in once.inbox.iterdir()}
    place = once.approved(1)
    assert sorted(path.name for path in place.iterdir()) == [
        "bao_cao.docx",
        "ket_qua.json",
        "phieu_trinh.docx",
        "tong_hop.xlsx",
    ]
    assert (place / "ket_qua.json").read_bytes() == approval.body
    for output in once.made_of_result:
        data = output.read_bytes()
        assert (place / output.name).read_bytes() == data
        assert approval.files[output.name] == hashlib.sha256(data).hexdigest()
    assert (approval.by, approval.account, approval.decision) == ("Lê Văn B", "b.le", DECISION)


def test_the_log_holds_all_that_is_fixed_in_one_readable_line(once: Folder) -> None:
    lines = [json.loads(line) for line in once.log.read_text("utf-8").splitlines()]
    said = next(each for each in lines if "phien_ban" in each)
    assert (said["viec"], said["phien_ban"], said["quyet_dinh"]) == ("phê duyệt", 1, DECISION)
    assert (said["ai"], said["tai_khoan"]) == ("Lê Văn B", "b.le")
    assert [each["score"] for each in said["ket_qua"]["result"]["items"]] == ["1.5", "1.00", "0.96"]
    assert set(said["tep_luu"]) == {"tong_hop.xlsx", "bao_cao.docx", "phieu_trinh.docx"}


def test_what_was_approved_holds_as_long_as_nothing_changes(folder: Folder) -> None:
    before = folder.master.read_bytes(), folder.report.read_bytes()
    folder.master.unlink()
    done = merged(folder)
    assert (done.is_in_order, done.result.is_draft, done.result.is_approved) == (True, False, True)
    assert {unit.state for unit in done.result.units} == {UnitState.FROZEN}
    assert (folder.master.read_bytes(), folder.report.read_bytes()) == before
    assert verify_all(folder).problems == ()


def test_the_same_decision_about_the_same_result_is_no_second_version(folder: Folder) -> None:
    again = approved(folder, days=1)
    assert again.approval is not None
    assert (again.is_new, again.approval.version, again.differences) == (False, 1, ())
    assert len(approvals_of(folder)) == 1


def test_another_decision_about_the_same_result_is_a_version(folder: Folder) -> None:
    again = approved(folder, NEXT)
    assert again.approval is not None
    assert (again.is_new, again.approval.version, again.differences) == (True, 2, ())
    assert [each.decision for each in approvals_of(folder)] == [DECISION, NEXT]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("số 12/QĐ-UBND, ngày 18/02/2021", DECISION),
        ("Số 12/QĐ-UBND ngày 18/2/2021", DECISION),
        ("Quyết định số 12/QĐ-UBND, ngày 18 tháng 02 năm 2021", DECISION),
        ("  số  12/QĐ-UBND,\tngày 18.02.2021.", DECISION),
    ],
)
def test_a_decision_is_named_by_number_and_day(said: str, kept: str) -> None:
    assert parse_decision(said, today=date(2021, 2, 18)) == kept


@pytest.mark.parametrize(
    "said", ["", "12/QĐ-UBND", "số 12/QĐ-UBND", "ngày 18/02/2021", "số , ngày 18/02/2021"]
)
def test_a_decision_without_number_or_day_is_refused(said: str) -> None:
    with pytest.raises(ConfigError, match="chưa nêu đủ số và ngày"):
        parse_decision(said, today=date(2021, 3, 1))


def test_a_day_that_has_not_come_is_refused() -> None:
    with pytest.raises(ConfigError, match="chưa đến"):
        parse_decision(DECISION, today=date(2021, 2, 17))


def test_somebody_answers_for_it() -> None:
    with pytest.raises(NobodyDecides):
        Approver(by=" ", account="", at=NOW)


def test_two_approvals_at_once_are_one(folder: Folder) -> None:
    [first] = approvals_of(folder)
    with open_ledger(folder.ledger, log=folder.log) as ledger, pytest.raises(ApprovedMeanwhile):
        ledger.approvals.add(first.body, {}, version=1, decision=NEXT, by="An", account="", at=NOW)
    assert approvals_of(folder) == (first,)


# --- what stands in the way -------------------------------------------------------------------------------------------


def obstacles(folder: Folder) -> list[tuple[str, str, str]]:
    done = approved(folder)
    assert (done.approval is None) is bool(done.obstacles)
    return [(each.key.code, each.key.unit, each.key.criterion) for each in done.obstacles]


def test_a_missing_return_stands_in_the_way_until_it_is_accepted(tmp_path: Path) -> None:
    folder = period(tmp_path)
    send(folder, "so-b.xlsx", good_return(folder, "so-b"))
    done = approved(folder)
    assert [each.text for each in done.obstacles] == ["Sở A: chưa có bản nộp."]
    assert how_to_settle(done.obstacles[0]) == 'par-excel waive so-a thieu-ban-nop --reason "…"'
    assert (folder.master.exists(), folder.approvals.exists(), approvals_of(folder)) == (False, False, ())
    assert waive(folder, NamedFinding("so-a", "pd01"), WHO).decision.account == "b.le"
    done = approved(folder)
    assert done.approval is not None
    assert done.accepted == ("Sở A: chưa có bản nộp. Đã chấp nhận: UBND tỉnh đồng ý (Lê Văn B).",)
    assert done.result.draft_reasons == ()
    first = openpyxl.load_workbook(folder.master)["Tổng hợp"]
    assert f"– {done.accepted[0]}" in [cell.value for row in first.iter_rows(max_row=9) for cell in row]
    told = [each.text for each in Document(str(folder.control_sheet)).paragraphs]
    assert f"- {done.accepted[0]}" in told
    assert not any("chấp nhận" in each.text for each in Document(str(folder.report)).paragraphs)
    assert merged(folder).is_in_order
    assert verify_all(folder).problems == ()


def test_an_acceptance_that_is_taken_back_counts_no_more(tmp_path: Path) -> None:
    folder = period(tmp_path)
    send(folder, "so-b.xlsx", good_return(folder, "so-b"))
    waive(folder, NamedFinding("so-a", "PD01"), WHO)
    unwaive(folder, NamedFinding("so-a", "PD01"), WHO)
    assert obstacles(folder) == [("PD01", "so-a", "")]


def test_an_error_stands_in_the_way_until_it_is_waived(tmp_path: Path) -> None:
    folder = full_period(tmp_path)
    faulty = good_return(folder, "so-a", {("1.1", Column.EVIDENCE): ""}, saved="2021-02-16T02:00:00Z")
    send(folder, "so-a.xlsx", faulty)
    assert obstacles(folder) == [("EV01", "so-a", "1.1")]
    waive(folder, NamedFinding("so-a", "EV01", "1.1"), WHO)
    assert obstacles(folder) == []


def test_a_proposal_that_differs_is_decided_or_accepted(tmp_path: Path) -> None:
    proposing = {("1.1/X", Column.SCORE): Decimal("0.5")}
    folder = full_period(tmp_path)
    send(folder, "so-b.xlsx", good_return(folder, "so-b", proposing))
    done = approved(folder)
    assert [each.text for each in done.obstacles] == [
        "Sở B, tiêu chí 1.1 (1.1/X): đề xuất 0,5, chủ trì 1,5, chưa có quyết định."
    ]
    waive(folder, NamedFinding("so-b", "CO01", "1.1"), WHO)
    assert obstacles(folder) == []


def test_what_the_office_has_not_scored_stands_in_the_way(reviewable: Folder, tmp_path: Path) -> None:
    folder = copy_of(reviewable, tmp_path / "ky")
    assert ("PD03", "", "1.5") in obstacles(folder)
    reviews.fill_all(folder)
    done = approved(folder)
    assert done.approval is not None, done.obstacles
    assert done.result.total.score == reviews.FINAL_TOTAL
    snapshot = {each["code"]: each for each in snapshot_of(done.approval).result.items}
    assert (snapshot["1.3"]["score"], snapshot["1.3"]["own"]) == ("0.5", "0.96")
    assert snapshot["1.3"]["review"] == "Thiếu tài liệu (Lê Văn B)"
    assert verify_all(folder).problems == ()


def test_a_review_workbook_that_cannot_be_taken_stands_in_the_way(reviewable: Folder, tmp_path: Path) -> None:
    folder = copy_of(reviewable, tmp_path / "ky")
    reviews.fill(folder, {("1.3", reviews.SCORE): "nhiều"})
    assert ("PD06", "", "") in obstacles(folder)


def test_a_catalogue_that_nobody_verified_is_accepted_for_the_whole_period(tmp_path: Path) -> None:
    folder = full_period(tmp_path)
    catalogue = folder.root / "tieu_chi.csv"
    catalogue.write_text(catalogue.read_text("utf-8").replace("verified", "recalled", 1), "utf-8")
    done = approved(folder)
    assert [how_to_settle(each) for each in done.obstacles] == [
        'par-excel waive chung chua-doi-chieu --reason "…"'
    ]
    decided = waive(folder, NamedFinding("chung", "PD04"), WHO)
    assert decided.unit is None
    assert obstacles(folder) == []


def test_only_what_stands_in_the_way_can_be_accepted(tmp_path: Path) -> None:
    folder = full_period(tmp_path)
    with pytest.raises(ConfigError, match="Không có vướng mắc thieu-ban-nop khi phê duyệt"):
        waive(folder, NamedFinding("so-a", "PD01"), WHO)


def test_whatever_makes_a_draft_refuses(tmp_path: Path, reviewable: Folder) -> None:
    empty = period(tmp_path / "rỗng")
    for folder in (empty, copy_of(reviewable, tmp_path / "chưa chấm")):
        assert merged(folder).result.is_draft
        assert obstacles(folder) != []


# --- what comes later -------------------------------------------------------------------------------------------------


def test_a_later_return_is_a_difference_with_both_values_and_where_it_comes_from(departed: Folder) -> None:
    kept = {path.name: path.read_bytes() for path in departed.approved(1).iterdir()}
    done = merged(departed)
    found = done.result.approval
    assert found is not None
    assert ("Tiêu chí", "1.2", "Điểm", "1", "0,75") in short(found.differences)
    assert ("Tổng điểm", "", "Điểm", "3,46", "3,21") in short(found.differences)
    assert ("Bản nộp", "so-a", "so-a.xlsx, nhận 20/02/2021 16:00", "đang dùng", "bị thay thế") in short(
        found.differences
    )
    [score] = [each for each in found.differences if (each.key, each.what) == ("1.2", "Điểm")]
    assert score.why == "bản nộp so-a 2.xlsx, nhận 20/02/2021 17:00"
    assert done.result.is_draft
    assert done.result.draft_reasons[0].startswith(f"Số liệu hiện nay khác phiên bản 1 ({DECISION})")
    book = openpyxl.load_workbook(departed.master)
    rows = list(book["Khác bản phê duyệt"].iter_rows(min_row=6, values_only=True))
    assert len(rows) == len(found.differences)
    assert (3, "Tiêu chí", "1.2", "Tiêu chí b", "Điểm", "1", "0,75", score.why) in rows
    assert {path.name: path.read_bytes() for path in departed.approved(1).iterdir()} == kept
    assert verify_all(departed).problems == ()


def test_a_second_approval_is_version_2_with_a_list_of_changes(departed: Folder) -> None:
    done = approved(departed, NEXT, days=1)
    assert done.approval is not None
    assert (done.is_new, done.approval.version) == (True, 2)
    assert ("Tiêu chí", "1.2", "Mức đạt", "1.2-a, 1.2-b", "1.2-b") in short(done.differences)
    sheet = openpyxl.load_workbook(departed.master)["Khác bản phê duyệt"]
    assert sheet["A1"].value == "THAY ĐỔI SO VỚI PHIÊN BẢN 1"
    assert [cell.value for cell in sheet[5]][5:7] == ["Phiên bản 1", "Phiên bản 2"]
    assert departed.approved(1).is_dir()
    assert departed.approved(2).is_dir()
    assert merged(departed, hours=30).is_in_order
    assert verify_all(departed).problems == ()


def test_a_later_decision_is_a_difference(departed: Folder) -> None:
    approved(departed, NEXT, days=1)
    exclude(departed, "so-a 2.xlsx", Decider("An", "gửi nhầm", NOW + timedelta(days=2)))
    found = differing(departed)
    assert ("Tiêu chí", "1.2", "Điểm", "0,75", "1") in short(found)
    why = {each.why for each in found if each.key == "1.2"}
    assert why == {
        "bản nộp so-a.xlsx, nhận 20/02/2021 16:00; quyết định số 9: loại bản nộp so-a 2.xlsx – gửi nhầm (An)"
    }
    [decision] = [each for each in found if each.part is ComparedPart.DECISION]
    assert (decision.name, decision.now) == ("loại bản nộp so-a 2.xlsx", "đang áp dụng")


@pytest.mark.parametrize("saved", ["2021-02-21T02:00:00Z", "2021-02-10T02:00:00Z"], ids=["mới hơn", "cũ hơn"])
def test_a_late_return_that_is_excluded_leaves_the_approved_result_byte_for_byte(
    folder: Folder, saved: str
) -> None:
    outputs = (folder.master, folder.report)
    before = [path.read_bytes() for path in outputs]
    late = good_return(folder, "so-a", LESS, saved=saved)
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("phuluc_1.xlsx", late)
        archive.writestr("Quyết định 7-QĐ-SA.pdf", b"%PDF-1.7")
    send(folder, "muon.zip", data.getvalue())
    merged(folder, hours=1)
    exclude(folder, "muon.zip/phuluc_1.xlsx", Decider("An", "nộp muộn", NOW + timedelta(hours=2)))
    assert merged(folder, hours=3).is_in_order
    assert [path.read_bytes() for path in outputs] == before
    assert held_now(folder, basis_of(folder), merged(folder, hours=4).checked.intake.collection).holds  # type: ignore[union-attr]


def test_a_late_return_that_waits_leaves_the_approved_result_and_asks_for_a_person(folder: Folder) -> None:
    before = folder.master.read_bytes()
    fewer = {("1.1-a", Column.LEVEL): "", ("1.1", Column.EVIDENCE): ""}
    send(folder, "muon.xlsx", good_return(folder, "so-a", fewer, saved="2021-02-21T02:00:00Z"))
    late = merged(folder, hours=1)
    assert [each.file for each in late.checked.intake.collection.held] == ["muon.xlsx"]
    assert (late.result.is_approved, late.is_in_order) == (True, False)
    assert folder.master.read_bytes() == before
    use(folder, "so-a", "so-a.xlsx", Decider("An", "bản cũ đúng", NOW + timedelta(hours=2)))
    assert merged(folder, hours=3).is_in_order
    assert folder.master.read_bytes() == before


def test_changed_settings_catalogue_and_template_are_differences(folder: Folder) -> None:
    changes = ((folder.settings, 'EV13 = "tắt"', 'EV13 = "cảnh báo"'), (folder.settings, "@", "@thu."))
    for path, old, new in (*changes, (folder.root / "tieu_chi.csv", "Tiêu chí c", "Tiêu chí khác")):
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
    write_report_template(folder, force=False)
    own = f"mẫu riêng (mã {hashlib.sha256(folder.report_template.read_bytes()).hexdigest()[:8]})"
    assert [each for each in short(differing(folder)) if each[0] != "Phát hiện"] == [
        ("Bộ tiêu chí", "1.3", "Tên", "Tiêu chí c", "Tiêu chí khác"),
        ("Thiết lập", "kiem_tra", "Giá trị", "EV13: tắt; EV14: tắt", "EV13: cảnh báo; EV14: tắt"),
        ("Thiết lập", "mau_bao_cao.docx", "Mẫu", "mẫu đi kèm chương trình", own),
    ], "addresses are no part of what was approved"


def test_a_file_that_is_no_return_changes_nothing(folder: Folder) -> None:
    send(folder, "la.pdf", b"%PDF-1.7\nkhong phai bieu mau")
    done = merged(folder)
    assert done.result.is_approved
    assert not done.is_in_order
    assert verify_all(folder).problems == ()


def test_nobody_changes_an_output_unseen(folder: Folder) -> None:
    master = folder.master.read_bytes()
    folder.master.write_bytes(master + b"\0")
    assert any("tong_hop.xlsx" in each for each in verify_all(folder).problems)
    done = merged(folder)
    assert folder.master.read_bytes() == master
    assert len(done.kept) == 1


def test_status_says_what_is_approved_and_how_far_the_present_is_from_it(once: Folder, later: Folder) -> None:
    standing = read_standing(once, now=NOW)
    assert standing.approval is not None
    assert (standing.approval.version, standing.approval.differences) == (1, 0)
    assert {unit.state for unit in standing.units} == {UnitState.FROZEN}
    assert standing.next_step.sentence.startswith("Phiên bản 1 đã được phê duyệt: lập danh sách nhập liệu")
    standing = read_standing(later, now=NOW)
    assert standing.approval is not None
    assert standing.approval.differences > 0
    assert [unit.state for unit in standing.units] == [UnitState.VALID, UnitState.FROZEN]
    assert "khác phiên bản 1 đã phê duyệt ở" in standing.next_step.sentence.lower()
    assert standing.next_step.is_due


# --- nothing is lost --------------------------------------------------------------------------------------------------


def test_the_log_and_the_inbox_rebuild_a_lost_ledger_with_its_approvals(folder: Folder) -> None:
    before = approvals_of(folder)
    lose_ledger(folder)
    done = merged(folder)
    assert done.result.is_approved
    assert approvals_of(folder) == before
    assert verify_all(folder).problems == ()
    for path in (folder.approved(1) / "tong_hop.xlsx", folder.master):
        path.unlink()
    merged(folder)
    assert hashlib.sha256(folder.master.read_bytes()).hexdigest() == before[0].files["tong_hop.xlsx"]


def test_without_ledger_and_copies_the_approved_files_are_made_anew(folder: Folder) -> None:
    [before] = approvals_of(folder)
    lose_ledger(folder)
    for path in (*folder.approved(1).iterdir(), folder.master, folder.report):
        path.unlink()
    merged(folder)
    assert hashlib.sha256(folder.master.read_bytes()).hexdigest() == before.files["tong_hop.xlsx"]
    merged(folder)
    assert (folder.approved(1) / "bao_cao.docx").exists()
    assert verify_all(folder).problems == ()


def test_files_of_a_second_version_are_made_anew_with_its_list_of_changes(departed: Folder) -> None:
    approved(departed, NEXT, days=1)
    former = approvals_of(departed)[-1]
    lose_ledger(departed)
    for path in (*departed.approved(2).iterdir(), departed.master, departed.report):
        path.unlink()
    merged(departed, hours=30)
    assert hashlib.sha256(departed.master.read_bytes()).hexdigest() == former.files["tong_hop.xlsx"]


def test_copies_that_were_taken_away_come_back(folder: Folder) -> None:
    copy = folder.approved(1) / "bao_cao.docx"
    copy.unlink()
    assert [each for each in verify_all(folder).problems if "phien_ban_1/bao_cao.docx" in each]
    merged(folder)
    assert copy.read_bytes() == folder.report.read_bytes()
    assert verify_all(folder).problems == ()


def test_a_copy_that_was_changed_is_found(folder: Folder) -> None:
    copy = folder.approved(1) / "tong_hop.xlsx"
    copy.write_bytes(copy.read_bytes() + b"\0")
    assert verify_all(folder).problems == (
        "Bản lưu phien_ban_1/tong_hop.xlsx khác với bản đã phê duyệt (phiên bản 1).",
    )


def test_an_approval_that_was_taken_out_of_ledger_and_log_leaves_traces(folder: Folder) -> None:
    """With all that was recorded after it, or the chain itself would tell."""
    [(number,)] = query(folder.ledger, "SELECT number FROM entry WHERE kind = 'phê duyệt'")
    change_unhindered(folder.ledger, f"DELETE FROM entry WHERE number >= {number}")  # noqa: S608
    lines = folder.log.read_bytes().splitlines(keepends=True)
    folder.log.write_bytes(b"".join(lines[: number - 1]))
    problems = verify_all(folder).problems
    assert any("bản lưu không thuộc lần phê duyệt nào" in each for each in problems)
    assert any("Có bản lưu phien_ban_1 nhưng sổ theo dõi không có" in each for each in problems)


def test_figures_of_the_kept_workbook_are_held_against_what_was_frozen(once: Folder, tmp_path: Path) -> None:
    """A workbook that did not say what was fixed would be found, whoever had made it."""
    folder = copy_of(once, tmp_path / "ky")
    other = full_period(tmp_path / "khác")
    send_less(other)
    merge_inbox(other, now=NOW)
    [first] = approvals_of(folder)
    files = {"tong_hop.xlsx": other.master.read_bytes(), "bao_cao.docx": other.report.read_bytes()}
    with open_ledger(folder.ledger, log=folder.log) as ledger:
        ledger.approvals.add(first.body, files, version=2, decision=NEXT, by="An", account="", at=NOW)
    merged(folder)
    problems = verify_all(folder).problems
    assert any(
        "phien_ban_2/tong_hop.xlsx: sheet “Chi tiết”" in each and "là 0,75; theo sổ theo dõi là 1." in each
        for each in problems
    )
    assert any("phien_ban_2/bao_cao.docx: bảng" in each and "là 0,75; theo" in each for each in problems)
    assert any("phien_ban_2/tong_hop.xlsx" in each and "hãy phê duyệt lại" in each for each in problems)


# --- what follows -----------------------------------------------------------------------------------------------------


def test_what_is_typed_follows_from_what_was_frozen(folder: Folder) -> None:

    before = make_entry_list(folder, now=NOW)
    assert before.entry.approval == f"phiên bản 1 ({DECISION})"
    assert before.entry.draft_reasons == ()
    [approval] = approvals_of(folder)
    assert replace(before.entry, approval="") == entry_of_snapshot(snapshot_of(approval))
    send_less(folder)
    after = make_entry_list(folder, now=NOW)
    assert after.entry == before.entry
    assert after.approval is not None
    assert len(after.approval.differences) > 0


def test_what_is_reconciled_is_what_was_approved(departed: Folder, tmp_path: Path) -> None:

    typed = tmp_path / "phan mem.csv"
    typed.write_text("Mã;Điểm\n1.1;1,5\n1.2;1\n1.3;0,96\n", "utf-8")
    found = reconcile_file(departed, typed, now=NOW)
    assert found.is_in_order
    assert found.approval is not None
    assert (found.approval.version, found.approval.holds) == (1, False)
    typed.write_text("Mã;Điểm\n1.1;1,5\n1.2;0,75\n1.3;0,96\n", "utf-8")
    [mismatch] = reconcile_file(departed, typed, now=NOW).reconciled.mismatches
    assert (mismatch.code, mismatch.ours, mismatch.theirs) == ("1.2", "1", "0,75")
