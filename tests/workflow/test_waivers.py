"""A waived finding no longer counts as an error, an excluded return not at all; both stand where they are shown."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from par_excel.form import Column
from par_excel.ledger import open_ledger
from par_excel.model import DecisionKind, FindingKey, LeafState, Opinion, ReturnState, ReviewSheet, UnitState
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.records.decisions import Decider, NamedFinding, waive
from par_excel.workflow.results.merge import MergeOutcome, merge_inbox
from par_excel.workflow.results.review import review
from tests.workflow.periods import RECEIVED, TOTAL, full_period, good_return, lose_ledger, send

TYPED = {("1.1", Column.SCORE): Decimal(1)}
"""Typed over the formula, though the tick gives 1.5."""


def decide(folder: Folder, kind: DecisionKind, **about: object) -> None:
    with open_ledger(folder.ledger, log=folder.log) as ledger:
        ledger.decide(kind, by="chuyên viên A", at=RECEIVED, reason="đã kiểm tra hồ sơ giấy", **about)  # type: ignore[arg-type]


def merged(folder: Folder) -> MergeOutcome:
    return merge_inbox(folder, now=RECEIVED + timedelta(hours=1))


def test_the_typed_score_counts_once_its_contradiction_is_waived(tmp_path: Path) -> None:
    folder = full_period(tmp_path / "ky")
    send(folder, "so-a.xlsx", good_return(folder, "so-a", TYPED))
    before = merged(folder)
    (error,) = [finding for finding in before.checked.intake.findings("so-a") if finding.criterion == "1.1"]
    assert before.checked.intake.state("so-a") is UnitState.FAULTY
    assert before.result.total.score == TOTAL - Decimal("1.5")
    key = FindingKey("so-a", error.code, "1.1", error.value)
    decide(folder, DecisionKind.WAIVE, finding=key)
    after = merged(folder)
    assert after.checked.intake.state("so-a") is UnitState.VALID
    assert after.checked.intake.waived("so-a") == (error,)
    assert after.result.total.score == TOTAL - Decimal("0.5")
    decide(folder, DecisionKind.UNWAIVE, finding=key)
    assert merged(folder).result.total.score == before.result.total.score


def test_a_waiver_does_not_cover_another_value(tmp_path: Path) -> None:
    folder = full_period(tmp_path / "ky")
    send(folder, "so-a.xlsx", good_return(folder, "so-a", TYPED))
    (error,) = [f for f in merged(folder).checked.intake.findings("so-a") if f.criterion == "1.1"]
    decide(folder, DecisionKind.WAIVE, finding=FindingKey("so-a", error.code, "1.1", error.value))
    other = {("1.1", Column.SCORE): Decimal("0.5")}
    send(folder, "so-a moi.xlsx", good_return(folder, "so-a", other, saved="2021-02-16T02:00:00Z"))
    assert merged(folder).checked.intake.state("so-a") is UnitState.FAULTY


def test_a_value_is_named_as_it_is_shown(tmp_path: Path) -> None:
    folder = full_period(tmp_path / "ky")
    said = {("1.1", Column.SCORE): "không\u200b rõ"}
    send(folder, "so-a.xlsx", good_return(folder, "so-a", said))
    named = NamedFinding("so-a", "SC03", "1.1", "không‹U+200B› rõ")
    decided = waive(folder, named, Decider(by="Lan", reason="đã hỏi lại", at=RECEIVED))
    assert [each.value for each in decided.intake.waived("so-a")] == ["không\u200b rõ"]


def test_an_excluded_return_gives_way_to_the_earlier_one_and_back(tmp_path: Path) -> None:
    folder = full_period(tmp_path / "ky")
    merged(folder)
    newer = good_return(folder, "so-a", {("1.2-a", Column.LEVEL): ""}, saved="2021-02-16T02:00:00Z")
    send(folder, "moi.xlsx", newer)
    lines = {each.file: each for each in merged(folder).checked.intake.collection.received}
    sha256 = lines["moi.xlsx"].sha256
    decide(folder, DecisionKind.EXCLUDE, sha256=sha256, file="moi.xlsx")
    without = merged(folder)
    assert without.result.total.score == TOTAL
    states = {each.file: each.state for each in without.checked.intake.collection.received}
    assert (states["moi.xlsx"], states["so-a.xlsx"]) == (ReturnState.EXCLUDED, ReturnState.CURRENT)
    decide(folder, DecisionKind.INCLUDE, sha256=sha256, file="moi.xlsx")
    assert merged(folder).result.total.score == TOTAL - Decimal("0.25")


def test_a_lost_ledger_is_rebuilt_to_the_same_result(tmp_path: Path) -> None:
    folder = full_period(tmp_path / "ky")
    merged(folder)
    newer = good_return(folder, "so-a", {("1.2-a", Column.LEVEL): ""}, saved="2021-02-16T02:00:00Z")
    send(folder, "moi.xlsx", newer)
    before = merge_inbox(folder, now=RECEIVED + timedelta(days=3))
    decide(
        folder,
        DecisionKind.EXCLUDE,
        sha256=before.checked.intake.collection.current["so-a"].submission.sha256,
        file="moi.xlsx",
    )
    before = merge_inbox(folder, now=RECEIVED + timedelta(days=3))
    lose_ledger(folder)
    after = merge_inbox(folder, now=RECEIVED + timedelta(days=9))
    assert after.result == before.result
    assert after.checked.intake.collection.received == before.checked.intake.collection.received


def test_a_score_beyond_the_maximum_counts_never_and_the_office_gives_its_own(tmp_path: Path) -> None:
    """What is accepted is that the agency wrote it: no letter says 1.75 of 1.5."""
    folder = full_period(tmp_path / "ky")
    beyond: dict[tuple[str, Column], str | Decimal] = {
        ("1.1", Column.SCORE): Decimal("1.75"),
        ("1.1-a", Column.LEVEL): "",
    }
    send(folder, "so-a.xlsx", good_return(folder, "so-a", beyond))
    found = merged(folder).checked.intake.findings("so-a")
    (code,) = {finding.code for finding in found if finding.criterion == "1.1" and finding.value == "1,75"}
    by = Decider("chuyên viên A", "đã trao đổi với cơ quan", RECEIVED)
    outcome = waive(folder, NamedFinding("so-a", code, "1.1"), by)
    assert "không được tính dù đã chấp nhận" in outcome.notice
    result = merged(folder).result
    (leaf,) = [each for each in result.leaves if each.criterion.code == "1.1"]
    assert (leaf.state, leaf.score, result.total.score) == (LeafState.FAULTY, None, TOTAL - Decimal("1.5"))
    assert result.draft_reasons == ("Chưa có điểm được tính của tiêu chí: 1.1.",)
    said = Opinion(criterion="1.1", score=Decimal(1), ticks=(), reason="Theo hồ sơ", over=None)
    review(folder, ReviewSheet(opinions=(said,)), by="A", now=RECEIVED)
    settled = merged(folder).result
    assert (settled.total.score, settled.draft_reasons) == (TOTAL - Decimal("0.5"), ())
