"""The office's own words for the ministry: in report and entry list, never in the agency's place elsewhere."""

import json
import shutil
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from par_excel.cli.records import show_entry
from par_excel.ledger import open_ledger
from par_excel.merge import merge
from par_excel.merge.reviewing import WORDED
from par_excel.model import EntryItem
from par_excel.workflow.conclusion.entry import make_entry_list
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.intake.looking import look
from tests.cli.running import run
from tests.workflow.periods import RECEIVED, TOTAL, basis_of
from tests.workflow.reviews import (
    REASON,
    RECOGNISED,
    SCORE,
    TICK,
    TITLE,
    TOLD,
    cells,
    fill,
    lines,
    made,
    merged,
    recorded,
)

FIGURES, EVIDENCE, EXPLANATION = TOLD
WORDS: Mapping[tuple[str, str], str] = {
    ("1.3", FIGURES): "Số a: 45\nSố b: 90",
    ("1.3", EVIDENCE): "Báo cáo số 99/BC-SNV ngày 15/01/2021",
    ("1.3", EXPLANATION): "Số liệu chính thức; điểm=0,5; sáng kiến=không",
}


@pytest.fixture
def folder(reviewable: Folder, tmp_path: Path) -> Folder:
    return Folder(shutil.copytree(reviewable.root, tmp_path / "ky"))


def items(folder: Folder) -> Mapping[str, EntryItem]:
    return {item.criterion.code: item for item in make_entry_list(folder, now=RECEIVED).entry.items}


def test_the_workbook_shows_figures_and_rate(folder: Folder) -> None:
    shown = str(cells(folder)["1.3", "Số liệu, tỷ lệ"]).splitlines()
    assert shown[0].startswith("Số a: ")
    assert shown[-1] == "Tỷ lệ 96% × 1 điểm"


def test_words_for_the_ministry_stand_in_report_and_entry_and_the_agencys_elsewhere(folder: Folder) -> None:
    theirs = cells(folder)["1.3", "Tài liệu kiểm chứng"]
    fill(folder, {**WORDS, ("1.3", SCORE): 0.5, ("1.3", REASON): "Chưa đủ tài liệu"})
    result = merged(folder).result
    assert result.total.score == TOTAL - Decimal("0.46")
    item = items(folder)["1.3"]
    assert item.figures == ("Số a: 45", "Số b: 90")
    assert item.documents == (WORDS["1.3", EVIDENCE],)
    assert (item.explanation, item.score) == (WORDS["1.3", EXPLANATION], Decimal("0.5"))
    word = Document(str(folder.report))
    told = "\n".join(
        [paragraph.text for paragraph in word.paragraphs]
        + [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    )
    assert "chưa đạt 0,5 điểm. Số liệu chính thức" in told
    assert "Số liệu: Số a: 45; Số b: 90" in told
    assert WORDS["1.3", EVIDENCE] in told
    assert "Chưa đủ tài liệu" not in told
    detail = load_workbook(folder.master)["Chi tiết"]
    kept = " ".join(str(cell) for row in detail.values for cell in row if cell)
    assert str(theirs) in kept
    assert WORDS["1.3", EVIDENCE] not in kept


def test_words_are_recorded_come_back_into_the_workbook_and_stand_in_the_log(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(folder, WORDS)
    first = merged(folder)
    assert first.taken is not None
    assert first.taken.recorded == ("tiêu chí 1.3",)
    assert (first.result.total.score, recorded(folder)) == (TOTAL, 1)
    merged(folder)
    assert recorded(folder) == 1, "the same words are recorded once"
    folder.review.unlink()
    made(folder)
    found = cells(folder)
    assert {key: found[key] for key in WORDS} == WORDS
    with open_ledger(folder.ledger, log=folder.log) as ledger:
        entry = ledger.decisions()[-1]
        show_entry(entry)
    assert entry.reason == WORDED
    said = capsys.readouterr().out
    assert "giữ nguyên (tự đánh giá 0,96); số liệu gửi Bộ: Số a: 45" in said
    fill(folder, dict.fromkeys(WORDS))
    merged(folder)
    assert items(folder)["1.3"].documents != (WORDS["1.3", EVIDENCE],)


def test_words_alone_decide_nothing_between_two_proposals(folder: Folder) -> None:
    """Only a score, a level or an opinion settles that a contributor proposes another score."""
    fill(folder, {("1.1", EXPLANATION): "Lời gửi Bộ"})
    result = merged(folder).result
    leaf = next(each for each in result.leaves if each.criterion.code == "1.1")
    assert leaf.review is not None
    assert not leaf.review.opinion.is_of_score


def test_words_where_nothing_is_taken_are_refused(folder: Folder) -> None:
    line = lines(folder, "1.2")[0]
    fill(folder, {(line, EXPLANATION): "nhầm dòng"})
    taken = merged(folder).taken
    assert taken is not None
    assert taken.refused == (
        f"Dòng {line}: cột “{EXPLANATION}” không nhận giá trị tại dòng này (“nhầm dòng”).",
    )


def test_entry_warns_where_a_reviewed_score_stands_beside_figures_that_say_otherwise(folder: Folder) -> None:
    fill(folder, {("1.3", SCORE): 0.5, ("1.3", REASON): "Cơ quan nêu 0,96 điểm là chưa đúng"})
    merged(folder)
    doubts = items(folder)["1.3"].doubts
    assert doubts == (
        "Điểm 0,5 nhưng số liệu cho ra 0,96 điểm",
        "Điểm 0,5 nhưng lời giải trình còn nêu 0,96 điểm",
    )
    told = run("-C", folder.root, "entry")
    assert (told.status, f"  - Tiêu chí 1.3: {doubts[0]}." in told.out) == (1, True)
    assert "rút gọn" not in told.out
    facts = json.loads(run("-C", folder.root, "entry", "--json").out)
    assert next(each for each in facts["items"] if each["code"] == "1.3")["doubts"] == list(doubts)
    sheet = "\n".join(paragraph.text for paragraph in Document(str(folder.control_sheet)).paragraphs)
    assert "- Tiêu chí 1.3: điểm 0,5 nhưng số liệu cho ra 0,96 điểm." in sheet
    assert "- Tiêu chí 1.3: điểm 0,5 nhưng lời giải trình còn nêu 0,96 điểm." in sheet
    fill(folder, {("1.3", FIGURES): "Số a: 60\nSố b: 100", ("1.3", EXPLANATION): "Đạt dưới ngưỡng"})
    merged(folder)
    assert items(folder)["1.3"].doubts == ("Điểm 0,5 nhưng số liệu cho ra 0 điểm",)
    fill(folder, {("1.3", FIGURES): "Theo báo cáo tổng hợp của tỉnh"})
    merged(folder)
    assert items(folder)["1.3"].doubts == ()


def test_entry_fills_the_criterion_of_initiatives_from_those_that_were_recognised(folder: Folder) -> None:
    fill(folder, {(lines(folder, "1.5")[1], TICK): "x", ("1.5", REASON): "Một sáng kiến"})
    fill(folder, {("SK2", RECOGNISED): "x"}, "Sáng kiến")
    merged(folder)
    item = items(folder)["1.5"]
    basis = basis_of(folder)
    _, given = merge(basis, look(folder, basis).intake.collection).initiatives[1]
    assert item.figures == ("1 sáng kiến, giải pháp mới được công nhận",)
    assert item.documents == tuple(filter(None, [given.evidence.value]))
    assert item.explanation.startswith(f"1. {TITLE} (Sở B). Quy mô áp dụng: {given.reach.value}")
    fill(folder, {("1.5", EXPLANATION): "Theo lời Sở Nội vụ"})
    merged(folder)
    assert items(folder)["1.5"].explanation == "Theo lời Sở Nội vụ"


def test_what_is_still_provisional_is_named(folder: Folder) -> None:
    fill(folder, {("1.3", EXPLANATION): "Số liệu tạm tính, đang chờ Cục Thống kê xác nhận"})
    merged(folder)
    assert items(folder)["1.3"].doubts == (
        "Nội dung còn ghi “tạm tính”, “đang chờ”; cơ quan tổng hợp ghi lời chính thức khi rà soát",
    )
