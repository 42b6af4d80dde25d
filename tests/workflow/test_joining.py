"""One agency's form in parts: several files become one submission, every value with its own file and cell."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook

from par_excel.checks import RULES
from par_excel.form import Column
from par_excel.ledger import open_ledger
from par_excel.model import ConfigError, DecisionKind, ReturnState, UnitState
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.intake.check import CheckOutcome, answer, check_inbox
from par_excel.workflow.records.decisions import Decider, exclude, join, stop_using
from par_excel.workflow.records.history import unit_history
from par_excel.workflow.results.merge import merge_inbox
from par_excel.workflow.results.verify import verify_all
from par_excel.writing.template.workbook import template_workbook
from tests.cli.running import run
from tests.workflow.periods import (
    RECEIVED,
    TOTAL,
    form_of,
    good_entries,
    good_return,
    lose_ledger,
    period,
    send,
)

DAY = timedelta(days=1)
ONLY_FIRST = frozenset({"1.1"})
ONLY_SECOND = frozenset({"1.2"})


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Return a round in which two divisions of the first agency have each filled in a part of its form."""
    made = period(tmp_path / "ky")
    send(made, "so-b.xlsx", good_return(made, "so-b"))
    send(made, "phan_1.xlsx", part(made, ONLY_FIRST))
    check(made)
    send(made, "phan_2.xlsx", part(made, ONLY_SECOND))
    check(made, days=1)
    return made


def part(
    folder: Folder,
    criteria: frozenset[str],
    changes: Mapping[tuple[str, Column], str | Decimal] | None = None,
) -> bytes:
    """Return a form of the first agency in which only these criteria are filled in."""
    form = form_of(folder, "so-a")
    entries = good_entries(form)
    kept = {
        (key, column): value
        for (key, column), value in entries.scores.items()
        if form.by_key[key].criterion in criteria
    }
    given = replace(entries, scores={**kept, **(changes or {})})
    return template_workbook(form, RULES, given)


def check(folder: Folder, *, days: float = 0) -> CheckOutcome:
    return check_inbox(folder, now=RECEIVED + days * DAY)


def decider(hours: float = 0) -> Decider:
    return Decider(by="Lê Văn B", reason="hai phòng làm", at=RECEIVED + 2 * DAY + timedelta(hours=hours))


def fates(checked: CheckOutcome) -> Mapping[str, ReturnState]:
    received = checked.intake.collection.received
    return {each.file: each.state for each in received if each.file != "so-b.xlsx"}


def test_check_says_what_another_part_completes_and_how_to_join_them(folder: Folder) -> None:
    [held] = check(folder, days=2).intake.collection.held
    assert held.completes == 1
    assert held.text.endswith("1 nội dung còn thiếu có trong tệp này")
    assert ' join so-a "phan_1.xlsx" "phan_2.xlsx" --reason "…"' in run("-C", folder.root, "check").out


def test_joined_parts_are_one_return_with_the_whole_score(folder: Folder) -> None:
    decided = join(folder, "so-a", ["phan_1.xlsx", "phan_2.xlsx"], [], decider())
    assert decided.intake.state("so-a") is UnitState.VALID
    merged = merge_inbox(folder, now=RECEIVED + 3 * DAY)
    assert merged.result.total.score == TOTAL
    assert fates(merged.checked) == {
        "phan_1.xlsx": ReturnState.JOINED,
        "phan_2.xlsx": ReturnState.JOINED,
        "phan_1.xlsx + phan_2.xlsx": ReturnState.CURRENT,
    }
    assert merged.is_in_order
    assert verify_all(folder).problems == ()


def test_every_value_keeps_its_own_file_and_cell(folder: Folder) -> None:
    join(folder, "so-a", ["phan_1.xlsx", "phan_2.xlsx"], [], decider())
    submission = check(folder, days=3).intake.collection.current["so-a"].submission
    places = {each.criterion: each.evidence.place for each in submission.answers}
    assert {code: place.file for code, place in places.items()} == {
        "1.1": "phan_1.xlsx",
        "1.2": "phan_2.xlsx",
    }
    merge_inbox(folder, now=RECEIVED + 3 * DAY)
    cells = {str(cell.value) for row in load_workbook(folder.master)["Chi tiết"].iter_rows() for cell in row}
    assert {"phan_1.xlsx", "phan_2.xlsx"} <= cells


def test_contradictions_are_listed_and_decided_one_by_one(folder: Folder) -> None:
    both = {("1.1-b", Column.LEVEL): "x", ("1.1", Column.EVIDENCE): "Báo cáo số 99/BC-SA ngày 01/12/2020"}
    send(folder, "phan_3.xlsx", part(folder, ONLY_SECOND, both))
    check(folder, days=1.5)
    with pytest.raises(ConfigError, match=r"ghi khác nhau ở 1 mục: 1\.1 \(phan_1\.xlsx: Mức đạt: 1\.1-a"):
        join(folder, "so-a", ["phan_1.xlsx", "phan_3.xlsx"], [], decider())
    decided = join(folder, "so-a", ["phan_1.xlsx", "phan_3.xlsx"], ["1.1=phan_3.xlsx"], decider(1))
    answers = {each.criterion: each for each in decided.intake.collection.current["so-a"].submission.answers}
    assert answers["1.1"].ticked == ("1.1-b",)
    assert answers["1.1"].evidence.place.file == "phan_3.xlsx"


def test_a_later_single_file_that_answers_everything_replaces_the_joint_one(folder: Folder) -> None:
    join(folder, "so-a", ["phan_1.xlsx", "phan_2.xlsx"], [], decider())
    send(folder, "phan_4.xlsx", part(folder, ONLY_SECOND, {("1.2", Column.EXPLANATION): "Sửa"}))
    assert fates(check(folder, days=3))["phan_4.xlsx"] is ReturnState.HELD
    send(folder, "du.xlsx", good_return(folder, "so-a"))
    checked = check(folder, days=4)
    assert checked.intake.file("so-a") == "du.xlsx"
    assert set(fates(checked)) == {"phan_1.xlsx", "phan_2.xlsx", "phan_4.xlsx", "du.xlsx"}


def test_feedback_is_made_from_the_joint_one_and_is_known_again(folder: Folder) -> None:
    wrong = part(folder, ONLY_SECOND, {("1.2", Column.EVIDENCE): ""})
    send(folder, "phan_3.xlsx", wrong)
    check(folder, days=1.5)
    join(folder, "so-a", ["phan_1.xlsx", "phan_3.xlsx"], [], decider())
    checked = check(folder, days=3)
    assert checked.intake.state("so-a") is UnitState.FAULTY
    written = answer(folder, checked, now=RECEIVED + 3 * DAY).written
    feedback = next(path for path in written if path.suffix == ".xlsx")
    send(folder, "gui_lai.xlsx", feedback.read_bytes())
    assert fates(check(folder, days=4))["gui_lai.xlsx"] is ReturnState.SENT_BACK


def test_joining_is_a_decision_like_any_other(folder: Folder) -> None:
    done = run(
        *(
            "-C",
            folder.root,
            "join",
            "so-a",
            "phan_1.xlsx",
            "phan_2.xlsx",
            "--reason",
            "hai phòng",
            "--by",
            "B",
        )
    )
    assert "ghép các bản nộp phan_1.xlsx + phan_2.xlsx" in done.out
    assert "lý do: hai phòng" in run("-C", folder.root, "log", "--kind", "join").out
    lose_ledger(folder)
    with open_ledger(folder.ledger, log=folder.log):
        pass
    versions = unit_history(folder, "so-a", now=RECEIVED + 5 * DAY).versions
    assert [each.received.state for each in versions].count(ReturnState.JOINED) == 2
    with pytest.raises(ConfigError, match="là bản đã ghép"):
        exclude(folder, "phan_1.xlsx + phan_2.xlsx", decider(1))
    taken_back = stop_using(folder, "so-a", decider(2), DecisionKind.UNJOIN)
    assert len(taken_back.intake.collection.held) == 1


def test_a_part_that_is_excluded_ends_the_join(folder: Folder) -> None:
    join(folder, "so-a", ["phan_1.xlsx", "phan_2.xlsx"], [], decider())
    decided = exclude(folder, "phan_2.xlsx", decider(1))
    assert decided.intake.file("so-a") == "phan_1.xlsx"


@pytest.mark.parametrize(
    ("files", "message"),
    [(["phan_1.xlsx"], "ít nhất hai tệp"), (["phan_1.xlsx", "so-b.xlsx"], "Không có bản nộp nào là")],
)
def test_what_cannot_be_joined_is_told(folder: Folder, files: list[str], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        join(folder, "so-a", files, [], decider())
