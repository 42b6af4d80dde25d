"""Decisions change what counts, can be taken back, and stand in the trail; so does what they are about."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from par_excel.form import Column
from par_excel.ledger import NobodyDecides, ReasonMissing, kind_of
from par_excel.ledger.entries import ArrivalKind
from par_excel.merge.decided import may_be_waived
from par_excel.model import ConfigError, Decision, DecisionKind, Result, ReturnState, Severity, UnitState
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.intake.check import check_inbox
from par_excel.workflow.intake.intake import Intake
from par_excel.workflow.records.decisions import (
    Decider,
    DecisionOutcome,
    NamedFinding,
    correct_received,
    exclude,
    include,
    unwaive,
    waive,
)
from par_excel.workflow.records.history import unit_history
from par_excel.workflow.records.log import read_trail
from par_excel.workflow.results.merge import merge_inbox
from tests.workflow.periods import RECEIVED, TOTAL, full_period, good_return, lose_ledger, send

NEWER = "2021-02-16T02:00:00Z"
LATER = RECEIVED + timedelta(days=3)
"""Two days after the deadline."""
AN = Decider("An", "gửi nhầm bản nháp", LATER)
TYPED: Mapping[tuple[str, Column], str | Decimal] = {
    ("1.1", Column.SCORE): Decimal(3),
    ("1.1-a", Column.LEVEL): "",
    ("1.1", Column.EXPLANATION): "có giải trình",
}
NO_EVIDENCE: Mapping[tuple[str, Column], str | Decimal] = {("1.1", Column.EVIDENCE): ""}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return full_period(tmp_path / "ky")


@pytest.fixture
def faulty(folder: Folder) -> Folder:
    """Return a period in which a newer return of the first unit has an error."""
    check_inbox(folder, now=RECEIVED)
    send(folder, "so-a 2.xlsx", good_return(folder, "so-a", NO_EVIDENCE, saved=NEWER))
    return folder


def fates(intake: Intake) -> dict[str, ReturnState]:
    return {each.file: each.state for each in intake.collection.received}


def stands(decided: DecisionOutcome) -> tuple[UnitState, str]:
    assert decided.unit is not None
    return decided.intake.state(decided.unit.id), decided.intake.file(decided.unit.id)


# --- returns ----------------------------------------------------------------------------------------------------------


def test_an_excluded_return_leaves_its_place_to_the_former(faulty: Folder) -> None:
    merged = merge_inbox(faulty, now=RECEIVED)
    assert merged.checked.intake.state("so-a") is UnitState.FAULTY
    decided = exclude(faulty, "so-a 2.xlsx", AN)
    assert stands(decided) == (UnitState.VALID, "so-a.xlsx")
    assert fates(decided.intake)["so-a 2.xlsx"] is ReturnState.EXCLUDED
    assert (decided.decision.file, decided.notice) == ("so-a 2.xlsx", "")
    merged = merge_inbox(faulty, now=LATER)
    assert (merged.is_in_order, merged.result.total.score) == (True, TOTAL)


def undecided(result: Result) -> Result:
    """Return a result without the list of what was decided."""
    return replace(result, decisions=(), in_force=frozenset())


def test_an_excluded_return_can_be_used_again(faulty: Folder) -> None:
    before = merge_inbox(faulty, now=RECEIVED).result
    sha256 = exclude(faulty, "so-a 2.xlsx", AN).decision.sha256
    decided = include(faulty, sha256[:6], AN)
    assert stands(decided) == (UnitState.FAULTY, "so-a 2.xlsx")
    after = merge_inbox(faulty, now=LATER).result
    assert undecided(after) == before
    assert [each.number in after.in_force for each in after.decisions] == [False, True]


def test_what_has_only_just_arrived_can_be_excluded(folder: Folder) -> None:
    decided = exclude(folder, "so-b.xlsx", AN)
    assert stands(decided) == (UnitState.MISSING, "")


def test_a_return_that_left_the_inbox_can_be_excluded(folder: Folder) -> None:
    check_inbox(folder, now=RECEIVED)
    (folder.inbox / "so-b.xlsx").unlink()
    assert stands(exclude(folder, "so-b.xlsx", AN)) == (UnitState.MISSING, "")


def test_deciding_the_same_again_is_told(folder: Folder) -> None:
    with pytest.raises(ConfigError, match=r"so-a\.xlsx không bị loại"):
        include(folder, "so-a.xlsx", AN)
    exclude(folder, "so-a.xlsx", AN)
    with pytest.raises(ConfigError, match=r"so-a\.xlsx đã bị loại từ trước"):
        exclude(folder, "so-a.xlsx", AN)
    assert len([entry for entry in read_trail(folder).entries if isinstance(entry, Decision)]) == 1


def test_the_time_received_can_be_corrected_and_taken_back(folder: Folder) -> None:
    late = check_inbox(folder, now=LATER)
    assert [finding.code for finding in late.intake.findings("so-a")] == ["DL01"]
    decided = correct_received(folder, "so-a.xlsx", RECEIVED, AN)
    assert decided.decision.received == RECEIVED
    assert decided.intake.findings("so-a") == ()
    assert [each.received for each in decided.intake.collection.received] == [RECEIVED, LATER]
    decided = correct_received(folder, "so-a.xlsx", None, AN)
    assert [finding.code for finding in decided.intake.findings("so-a")] == ["DL01"]


def test_nothing_is_received_in_the_future(folder: Folder) -> None:
    with pytest.raises(ConfigError, match="Thời điểm nhận chưa đến"):
        correct_received(folder, "so-a.xlsx", LATER + timedelta(minutes=1), AN)


# --- findings ---------------------------------------------------------------------------------------------------------


def test_an_accepted_error_counts_no_more(faulty: Folder) -> None:
    decided = waive(faulty, NamedFinding("PL1", "ev01", "1.1"), AN)
    assert stands(decided) == (UnitState.VALID, "so-a 2.xlsx")
    assert [finding.code for finding in decided.intake.waived("so-a")] == ["EV01"]
    merged = merge_inbox(faulty, now=LATER)
    assert merged.result.total.score == TOTAL


def test_an_exception_can_be_taken_back(faulty: Folder) -> None:
    before = merge_inbox(faulty, now=RECEIVED).result
    waive(faulty, NamedFinding("1", "EV01", "1.1"), AN)
    decided = unwaive(faulty, NamedFinding("so-a", "EV01"), AN)
    assert decided.intake.state("so-a") is UnitState.FAULTY
    assert undecided(merge_inbox(faulty, now=LATER).result) == before
    with pytest.raises(ConfigError, match="Sở A không có ngoại lệ nào được chấp nhận cho EV01"):
        unwaive(faulty, NamedFinding("so-a", "EV01"), AN)


NOT_FOUND = {
    NamedFinding(
        "1", "SC99"
    ): "không có lỗi hay cảnh báo SC99. Cách sửa: các lỗi và cảnh báo hiện có: EV01 1.1, DL01.",
    NamedFinding("1", "EV01", "1.2"): "không có lỗi hay cảnh báo EV01 ở tiêu chí 1.2.",
    NamedFinding("1", "EV01", "1.1", "khác"): "EV01 ở tiêu chí 1.1 không có giá trị “khác”.",
    NamedFinding(
        "2", "EV01"
    ): "của Sở B không có lỗi hay cảnh báo EV01. Cách sửa: các lỗi và cảnh báo hiện có: không có.",
    NamedFinding("9", "EV01"): "“9” không phải là đơn vị nào của kỳ này.",
}


def test_what_was_not_found_cannot_be_accepted(faulty: Folder) -> None:
    for named, sentence in NOT_FOUND.items():
        with pytest.raises(ConfigError) as told:
            waive(faulty, named, AN)
        assert sentence in str(told.value)
    assert not [entry for entry in read_trail(faulty).entries if isinstance(entry, Decision)]


def test_what_is_found_in_several_criteria_must_be_named(folder: Folder) -> None:
    changes = {("1.1", Column.EVIDENCE): "", ("1.2", Column.EVIDENCE): ""}
    send(folder, "so-a.xlsx", good_return(folder, "so-a", changes))
    with pytest.raises(
        ConfigError, match=r"EV01 có ở nhiều tiêu chí: 1\.1, 1\.2\. Cách sửa: nêu rõ tiêu chí"
    ):
        waive(folder, NamedFinding("1", "EV01"), AN)
    assert waive(folder, NamedFinding("1", "EV01", "1.2"), AN).decision.finding is not None


def test_a_note_needs_no_acceptance(folder: Folder) -> None:
    changes = {("1.1-a", Column.LEVEL): "✓"}
    send(folder, "so-a.xlsx", good_return(folder, "so-a", changes))
    noted = check_inbox(folder, now=RECEIVED).intake.findings("so-a")
    assert {finding.severity for finding in noted} == {Severity.NOTE}
    with pytest.raises(ConfigError, match="chỉ là ghi chú"):
        waive(folder, NamedFinding("1", noted[0].code), AN)


def test_an_exception_is_about_that_value_only(folder: Folder) -> None:
    send(folder, "so-a.xlsx", good_return(folder, "so-a", TYPED, saved="2021-02-15T02:00:00Z"))
    found = [
        each for each in check_inbox(folder, now=RECEIVED).intake.findings("so-a") if may_be_waived(each)
    ]
    assert found
    for each in found:
        waive(folder, NamedFinding("1", each.code, "1.1"), AN)
    assert check_inbox(folder, now=RECEIVED).intake.state("so-a") is UnitState.VALID
    other = {**TYPED, ("1.1", Column.SCORE): Decimal(4)}
    send(folder, "so-a 2.xlsx", good_return(folder, "so-a", other, saved=NEWER))
    assert check_inbox(folder, now=RECEIVED).intake.state("so-a") is UnitState.FAULTY


# --- who, why, and the trail ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "reason", "failure"), [("An", " ", ReasonMissing), (" ", "vì", NobodyDecides)]
)
def test_a_decision_needs_a_reason_and_somebody(by: str, reason: str, failure: type[Exception]) -> None:
    with pytest.raises(failure):
        Decider(by, reason, LATER)


def test_the_trail_tells_everything_in_order(faulty: Folder) -> None:
    exclude(faulty, "so-a 2.xlsx", AN)
    include(faulty, "so-a 2.xlsx", AN)
    waive(faulty, NamedFinding("1", "EV01"), AN)
    trail = read_trail(faulty)
    assert [(entry.number, kind_of(entry)) for entry in trail.entries] == [
        (1, ArrivalKind.NEW.value),
        (2, ArrivalKind.NEW.value),
        (3, ArrivalKind.NEW.value),
        (4, DecisionKind.EXCLUDE.value),
        (5, DecisionKind.INCLUDE.value),
        (6, DecisionKind.WAIVE.value),
    ]
    assert trail.notice == ""
    assert len(faulty.log.read_text("utf-8").splitlines()) == 6


def test_a_folder_without_a_ledger_has_no_trail_and_gets_none(folder: Folder) -> None:
    with pytest.raises(ConfigError, match="chưa có sổ theo dõi"):
        read_trail(folder)
    assert not folder.ledger.exists()


# --- history ----------------------------------------------------------------------------------------------------------


def test_versions_and_what_changed_between_them(faulty: Folder) -> None:
    check_inbox(faulty, now=RECEIVED + timedelta(hours=1))
    send(faulty, "so-a 3.xlsx", good_return(faulty, "so-a", NO_EVIDENCE, saved="2021-02-17T02:00:00Z"))
    exclude(faulty, "so-a 3.xlsx", AN)
    history = unit_history(faulty, "PL1", now=LATER)
    assert history.unit.id == "so-a"
    assert [(each.received.file, each.received.state, each.received.errors) for each in history.versions] == [
        ("so-a.xlsx", ReturnState.SUPERSEDED, 0),
        ("so-a 2.xlsx", ReturnState.CURRENT, 1),
        ("so-a 3.xlsx", ReturnState.EXCLUDED, 1),
    ]
    first, second, third = history.versions
    assert first.changes is None
    assert second.changes is not None
    assert [(each.part, each.name, each.old, each.new) for each in second.changes] == [
        ("Tiêu chí 1.1", "Tài liệu kiểm chứng", "Báo cáo số 12/BC-so-a ngày 10/12/2020", "")
    ]
    assert third.changes == ()


def test_a_unit_without_returns_has_no_versions(folder: Folder) -> None:
    (folder.inbox / "so-b.xlsx").unlink()
    assert unit_history(folder, "2", now=RECEIVED).versions == ()


# --- a ledger that was lost -------------------------------------------------------------------------------------------


def test_inbox_and_log_give_the_same_result_again(faulty: Folder) -> None:
    check_inbox(faulty, now=RECEIVED)
    send(faulty, "thư/lại.xlsx", (faulty.inbox / "so-b.xlsx").read_bytes())
    check_inbox(faulty, now=LATER)
    waive(faulty, NamedFinding("1", "EV01"), AN)
    correct_received(faulty, "so-b.xlsx", RECEIVED - timedelta(days=1), AN)
    before, told = merge_inbox(faulty, now=LATER), faulty.log.read_bytes()
    lose_ledger(faulty)
    after = merge_inbox(faulty, now=LATER + timedelta(days=30))
    assert after.result == before.result
    assert after.checked.intake.collection.current == before.checked.intake.collection.current
    assert faulty.log.read_bytes().startswith(told)
