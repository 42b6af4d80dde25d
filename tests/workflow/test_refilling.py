"""A catalogue that changed after the forms went out: who is told what, and a form filled in with what still holds."""

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from par_excel.form import Column
from par_excel.model import ConfigError, ReturnState, UnitState
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.intake.check import CheckOutcome, check_inbox
from par_excel.workflow.intake.refilling import make_refilled
from par_excel.workflow.records.decisions import Decider, NamedFinding, waive
from tests.cli.running import run
from tests.config import small
from tests.workflow.periods import ASSIGNMENTS, CATALOGUE, RECEIVED, full_period

MORE = CATALOGUE.replace("| Có a       | 0,25 |", "| Có a       | 0,5  |").replace(
    "| Có b       | 0,75 |", "| Có b       | 0,5  |"
)
"""The lines of 1.2 give other points; their sum is the same."""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Return a round with good returns, of which the catalogue changed afterwards."""
    made = full_period(tmp_path / "ky")
    check(made)
    small.folder(
        made.root, settings=made.settings.read_text("utf-8"), catalogue=MORE, assignments=ASSIGNMENTS
    )
    return made


def check(folder: Folder) -> CheckOutcome:
    return check_inbox(folder, now=RECEIVED)


def test_only_agencies_concerned_are_told_each_row_with_old_and_new(folder: Folder) -> None:
    checked = check(folder)
    told = [each for each in checked.intake.findings("so-a") if each.code == "ID15"]
    assert [each.why.partition(";")[0] for each in told] == [
        "dòng 1.2-a trong biểu mẫu của cơ quan là “0,25”, nay là “0,5”",
        "dòng 1.2-b trong biểu mẫu của cơ quan là “0,75”, nay là “0,5”",
    ]
    assert [each.code for each in checked.intake.findings("so-b")] == []


def test_a_tick_does_not_become_another_score_until_somebody_settles_it(folder: Folder) -> None:
    checked = check(folder)
    assert checked.intake.state("so-a") is UnitState.FAULTY
    [error] = [each for each in checked.intake.findings("so-a") if each.code == "SC33"]
    assert "dòng 1.2-a trong biểu mẫu của cơ quan ghi 0,25 điểm, nay là 0,5 điểm" in error.sentence
    assert "SC18" not in {each.code for each in checked.intake.findings("so-a")}
    decider = Decider(by="B", reason="cơ quan đồng ý qua điện thoại", at=RECEIVED)
    decided = waive(folder, NamedFinding("so-a", "SC33", "1.2"), decider)
    assert decided.intake.state("so-a") is UnitState.VALID


def test_the_new_form_is_filled_in_with_what_still_holds(folder: Folder) -> None:
    check(folder)
    place, changed = make_refilled(folder, "1", now=RECEIVED)
    assert changed == ("1.2",)
    data = place.read_bytes()
    (folder.inbox / "moi.xlsx").write_bytes(data)
    checked = check(folder)
    states = {each.file: each.state for each in checked.intake.collection.received}
    assert states["moi.xlsx"] is ReturnState.SENT_BACK
    (folder.inbox / "da_dien.xlsx").write_bytes(_ticked(data))
    checked = check(folder)
    assert checked.intake.file("so-a") == "da_dien.xlsx"
    answers = {each.criterion: each for each in checked.intake.collection.current["so-a"].submission.answers}
    assert answers["1.1"].ticked == ("1.1-a",)
    assert (answers["1.2"].ticked, str(answers["1.2"].score.value)) == (("1.2-b",), "0.5")
    assert answers["1.2"].evidence.value
    assert checked.intake.state("so-a") is UnitState.VALID


def _ticked(data: bytes) -> bytes:
    """Return the form in which the agency answered the criterion anew."""
    book = openpyxl.load_workbook(BytesIO(data))
    sheet = book["Chấm điểm"]
    heads = {
        str(cell.value): cell.column for row in sheet.iter_rows(max_row=12) for cell in row if cell.value
    }
    for row in sheet.iter_rows(min_col=heads["Mã"], max_col=heads["Mã"]):
        if row[0].value == "1.2-b":
            sheet.cell(row[0].row, heads[Column.LEVEL.value]).value = "x"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_the_command_says_where_it_is_and_what_is_to_be_answered_anew(folder: Folder) -> None:
    check(folder)
    done = run("-C", folder.root, "templates", "--refill", "so-a")
    assert "bieu_mau_moi" in done.out
    assert "Cơ quan phải trả lời lại, vì điểm đã đổi: 1.2." in done.out


def test_without_a_return_there_is_nothing_to_fill_in(folder: Folder) -> None:
    folder.ledger.unlink()
    folder.log.unlink()
    with pytest.raises(ConfigError, match="chưa có bản nộp nào"):
        make_refilled(folder, "1", now=RECEIVED)
