"""The review workbook goes out, is filled in, and is read back by merge; everything after it says the same.

What is decided lies in the ledger, so that the workbook may be lost; a score that changed since is not overruled.
"""

import csv
import json
import re
import shutil
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from msgspec.structs import replace
from openpyxl import load_workbook

from par_excel.cli.facts import merged_facts, print_facts
from par_excel.cli.records import show_entry
from par_excel.form import TICK as X
from par_excel.form import Column
from par_excel.ledger import open_ledger
from par_excel.merge import merge
from par_excel.merge.years import FORMER_TABLES, former_year, year_result
from par_excel.reading.outputs.workbook import read_tables
from par_excel.vietnamese import format_number
from par_excel.workflow.conclusion.entry import make_entry_list
from par_excel.workflow.conclusion.reconcile import reconcile_file
from par_excel.workflow.correspondence.status import read_standing
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.intake.looking import look
from par_excel.workflow.results.comparing import comparison_of
from par_excel.workflow.results.verify import output_problems, verify_all
from tests.workflow.periods import RECEIVED, TOTAL, basis_of, good_return, send
from tests.workflow.reviews import (
    FINAL,
    FINAL_TOTAL,
    OWN,
    REASON,
    RECOGNISED,
    SCORE,
    TICK,
    TITLE,
    TOLD,
    cells,
    fill,
    fill_all,
    lines,
    made,
    merged,
    recorded,
)
from tests.workflow.shown import master_tables


@pytest.fixture
def folder(reviewable: Folder, tmp_path: Path) -> Folder:
    """Return a round of its own, with its review workbook not yet filled in."""
    return Folder(shutil.copytree(reviewable.root, tmp_path / "ky"))


@pytest.fixture(scope="module")
def done(reviewable: Folder, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Return a round that was reviewed and merged; tests change nothing of it."""
    folder = Folder(shutil.copytree(reviewable.root, tmp_path_factory.mktemp("done") / "ky"))
    fill_all(folder)
    merged(folder)
    return folder


def test_every_criterion_and_initiative_stands_there_with_exact_sums(reviewable: Folder) -> None:
    found = cells(reviewable)
    assert found["1", OWN] == found["1", FINAL] == float(TOTAL)
    assert found["1.3", FINAL] == 0.96
    assert found["1.4", FINAL] is found["1.5", OWN] is None
    assert found["1.5", "Tài liệu kiểm chứng"] == "0/2 sáng kiến được công nhận (sheet “Sáng kiến”)"
    chosen = cells(reviewable, "Sáng kiến")
    assert [chosen[key, "Tên sáng kiến"] for key in ("SK1", "SK2")] == [TITLE, TITLE]
    book = load_workbook(reviewable.review)
    for name, open_heads in (("Rà soát", {TICK, SCORE, REASON, *TOLD}), ("Sáng kiến", {RECOGNISED, REASON})):
        sheet = book[name]
        assert sheet.protection.sheet
        unlocked = {
            sheet.cell(5, cell.column or 0).value
            for row in sheet.iter_rows(min_row=6)
            for cell in row
            if not cell.protection.locked
        }
        assert unlocked == open_heads


def test_workbook_not_filled_in_changes_nothing(folder: Folder) -> None:
    result = merged(folder).result
    assert (result.total.score, result.total.own, result.is_reviewed) == (TOTAL, None, False)
    assert any("1.5" in reason and "chưa chấm" in reason for reason in result.draft_reasons)
    assert recorded(folder) == 0
    assert "Rà soát" not in load_workbook(folder.master).sheetnames


def test_every_output_shows_the_same_final_figures(done: Folder) -> None:
    basis = basis_of(done)
    result = merge(basis, look(done, basis).intake.collection)
    want = {leaf.criterion.code: leaf.score for leaf in result.leaves}
    assert want == {"1.1": 1.5, "1.2": 1, "1.3": Decimal("0.5"), "1.4": None, "1.5": 1}
    assert (result.total.score, result.total.own, result.total.self_maximum) == (
        FINAL_TOTAL,
        TOTAL,
        Decimal("5.5"),
    )
    assert not result.is_draft
    for told in (_master(done), _report(done), _entry(done), _years(done), _review_workbook(done)):
        assert told == {**{code: want[code] for code in told if code}, "": FINAL_TOTAL}
    assert verify_all(done).problems == (), "what is filled in by hand in the review workbook is no fault"


def _master(folder: Folder) -> Mapping[str, Decimal | None]:
    """Return what the master workbook shows, which says one sum on four sheets."""
    tables = master_tables(folder.master)
    sums = {row.number(FINAL) for row in tables["Tổng hợp"] if row.text("Lĩnh vực") == "Tổng cộng"}
    sums |= {row.number("Giá trị") for row in tables["Tổng hợp"] if row.text("") == FINAL}
    sums |= {row.number(FINAL) for row in tables["Rà soát"] if row.text("Tiêu chí") == "Tổng cộng"}
    detail = {row.text("Mã"): row.number(FINAL) for row in tables["Chi tiết"]}
    assert sums - {None} == {detail[""]} == {FINAL_TOTAL}
    units = [row.number(FINAL) for row in tables["Theo cơ quan"] if row.text("Phụ lục")]
    assert sum(filter(None, units[:2])) + 1 == FINAL_TOTAL, "1 is the office's own"
    lost = {row.text("Mã"): row.number(FINAL) for row in tables["Điểm bị trừ"] if row.text("Mã")}
    assert lost == {"1.3": Decimal("0.5"), "1.5": 1}
    return {code: score for code, score in detail.items() if code != "1"}


def _report(folder: Folder) -> Mapping[str, Decimal | None]:
    tables = {table.rows[0].cells[-1].text: table for table in Document(str(folder.report)).tables}
    found: dict[str, Decimal | None] = {}
    for table in tables.values():
        heads = [cell.text for cell in table.rows[0].cells]
        if OWN in heads and heads[0] == "Mã":
            for row in table.rows[1:]:
                code, text = row.cells[0].text, row.cells[heads.index(OWN)].text
                score = None if text == "–" else Decimal(text.replace(",", "."))
                assert found.setdefault(code, score) == score, code
    return {code: score for code, score in found.items() if code != "1"}


def _entry(folder: Folder) -> Mapping[str, Decimal | None]:
    own = Folder(shutil.copytree(folder.root, folder.root.parent / "nhap"))
    make_entry_list(own, now=RECEIVED)
    assert reconcile_file(own, own.entry.with_suffix(".csv"), now=RECEIVED).reconciled.mismatches == ()
    with own.entry.with_suffix(".csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    codes = next(head for head in rows[0] if head.startswith("Mã"))
    scores = {row[codes]: Decimal(row["Điểm"].replace(",", ".")) for row in rows}
    return {**scores, "": sum(scores.values(), Decimal(0))}


def _years(folder: Folder) -> Mapping[str, Decimal | None]:
    """Return what a later year would compare with: by the ledger and by the master workbook alike."""
    basis = basis_of(folder)
    by_ledger = year_result(basis, merge(basis, look(folder, basis).intake.collection))
    by_master = former_year(read_tables(folder.master.read_bytes(), FORMER_TABLES), "")
    assert by_master is not None
    assert by_ledger.rows == by_master.rows
    assert by_ledger.rows[0].score == FINAL_TOTAL
    return {row.code: row.score for row in by_ledger.rows[1:]} | {"": by_ledger.rows[0].score}


def _review_workbook(folder: Folder) -> Mapping[str, Decimal | None]:
    own = Folder(shutil.copytree(folder.root, folder.root.parent / "ra_soat"))
    made(own)
    found = cells(own)
    shown = {code: found[code, FINAL] for code in ("1.1", "1.2", "1.3", "1.4", "1.5")}
    scores = {code: None if each is None else Decimal(str(each)) for code, each in shown.items()}
    return {**scores, "": Decimal(str(found["1", FINAL]))}


def _with_figures(path: Path, old: str, new: str) -> bytes:
    """Return a workbook with one figure changed wherever it is cached or stands."""
    target = BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as pack:
        for name in source.namelist():
            data = source.read(name)
            is_sheet = name.startswith("xl/worksheets/sheet")
            pack.writestr(name, data.replace(old.encode(), new.encode()) if is_sheet else data)
    return target.getvalue()


def test_verify_finds_a_reviewed_figure_that_was_changed(done: Folder, tmp_path: Path) -> None:
    folder = Folder(shutil.copytree(done.root, tmp_path / "ky"))
    folder.master.write_bytes(_with_figures(folder.master, "<v>0.5</v>", "<v>0.75</v>"))
    word = Document(str(folder.report))
    cell = next(
        cell
        for table in word.tables
        for row in table.rows
        for cell in row.cells
        if cell.text == "Thiếu tài liệu"
    )
    cell.paragraphs[0].runs[0].text = "Đủ tài liệu"
    word.save(str(folder.report))
    told = " ".join(output_problems(folder))
    assert "là “Đủ tài liệu”" in told
    for sheet in ("Chi tiết", "Rà soát", "Điểm bị trừ"):
        assert re.search(rf"sheet “{sheet}”, ô [A-Z]+\d+ là 0,75; theo sổ theo dõi là 0,5\.", told), told


def test_master_says_what_changed_and_why_and_the_report_only_what_came_of_it(done: Folder) -> None:
    book = load_workbook(done.master)
    said = {
        sheet.title: " ".join(str(cell) for row in sheet.values for cell in row if cell) for sheet in book
    }
    assert "Thiếu tài liệu" in said["Rà soát"]
    assert "rà soát (tự đánh giá 0,96): Thiếu tài liệu" in said["Chi tiết"]
    assert "Rà soát: Thiếu tài liệu" in said["Điểm bị trừ"]
    assert "tiêu chí 1.3: 0,5 điểm (tự đánh giá 0,96)" in said["Quyết định"]
    assert f"sáng kiến “{TITLE}”: công nhận: có" in said["Quyết định"]
    assert "Đã công nhận 1/2 sáng kiến." in said["Sáng kiến"]
    assert "Chưa áp dụng" in said["Sáng kiến"]
    assert "Điểm tự đánh giá" not in said["Theo cơ quan"]
    word = Document(str(done.report))
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert "Tổng điểm tự đánh giá của tỉnh Thử là 4 điểm" in text
    assert "đạt 0,5/1 điểm, chưa đạt 0,5 điểm. Thiếu tài liệu." in text
    assert "Có 01 sáng kiến, giải pháp mới về cải cách hành chính được công nhận." in text
    tables = "\n".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
    assert "Chưa áp dụng" not in tables
    assert "rà soát" not in text + tables


def test_log_and_facts_name_a_review_in_words(done: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    with open_ledger(done.ledger, log=done.log) as ledger:
        for entry in ledger.decisions():
            show_entry(entry)
    told = capsys.readouterr().out
    assert "rà soát điểm tiêu chí 1.3: 0,5 điểm (tự đánh giá 0,96) – lý do: Thiếu tài liệu" in told
    assert "rà soát điểm tiêu chí 1.5: mức 1.5-b (tự đánh giá chưa có) – lý do: Một sáng kiến" in told
    own = Folder(shutil.copytree(done.root, done.root.parent / "facts"))
    print_facts(merged_facts(merged(own)))
    facts = json.loads(capsys.readouterr().out)
    assert (facts["total"]["own"], facts["total"]["score"]) == ("3.46", "4.00")
    assert facts["review"] == {"recorded": [], "refused": []}


def test_what_is_left_after_a_recorded_review_is_to_submit_it(folder: Folder, done: Folder) -> None:
    merged(folder)
    before, after = (read_standing(each, now=RECEIVED).next_step.sentence for each in (folder, done))
    assert "hợp lệ: rà soát bằng lệnh review, trình, rồi ghi" in before
    assert "ý kiến rà soát đã được ghi: rà soát tiếp bằng lệnh review nếu cần, trình, rồi ghi" in after


def test_a_review_that_was_taken_back_is_none(folder: Folder) -> None:
    for score, reason in ((0.5, "Thiếu tài liệu"), (None, None)):
        fill(folder, {("1.3", SCORE): score, ("1.3", REASON): reason})
        merged(folder)
    assert recorded(folder) == 2
    assert "hợp lệ: rà soát bằng lệnh review, trình" in read_standing(folder, now=RECEIVED).next_step.sentence


def test_review_is_recorded_once_outlives_the_workbook_and_can_be_taken_back(folder: Folder) -> None:
    fill_all(folder)
    first = merged(folder)
    assert first.taken is not None
    assert first.taken.recorded == ("tiêu chí 1.3", "tiêu chí 1.5", *[f"sáng kiến “{TITLE}”"] * 2)
    assert first.is_in_order
    assert merged(folder).taken == replace(first.taken, recorded=())
    assert recorded(folder) == 4, "the same workbook is recorded once"
    folder.review.unlink()
    made(folder)
    found, chosen = cells(folder), cells(folder, "Sáng kiến")
    assert (found["1.3", SCORE], found["1.3", REASON]) == (0.5, "Thiếu tài liệu")
    assert (chosen["SK1", RECOGNISED], chosen["SK2", REASON]) == ("x", "Chưa áp dụng")
    assert found["1.5", "Tài liệu kiểm chứng"] == "1/2 sáng kiến được công nhận (sheet “Sáng kiến”)"
    fill(folder, {("1.3", SCORE): None, ("1.3", REASON): None})
    fill(folder, {("SK1", RECOGNISED): None}, "Sáng kiến")
    back = merged(folder).result
    assert (back.total.score, recorded(folder)) == (TOTAL + 1, 6)
    assert [each and each.opinion.is_recognised for each in back.initiative_reviews] == [None, False]
    holds = [each.reason for each in back.decisions if each.number in back.in_force]
    assert "Thiếu tài liệu" not in holds
    assert "Một sáng kiến" in holds


def test_ticks_give_the_score_and_are_what_is_typed_into_the_software(folder: Folder) -> None:
    second = lines(folder, "1.2")[1]
    fill(folder, {(second, TICK): X, ("1.2", REASON): "Chỉ có b", ("1.1", SCORE): 1, ("1.1", REASON): "vì"})
    made(folder)
    found = cells(folder)
    assert (found[second, TICK], found["1.2", FINAL]) == ("x", 0.75)
    items = {item.criterion.code: item for item in make_entry_list(folder, now=RECEIVED).entry.items}
    assert ([line.id for line in items["1.2"].ticked], items["1.2"].score) == ([second], Decimal("0.75"))
    assert (items["1.1"].ticked, items["1.1"].score) == ((), Decimal(1))
    assert "không kèm mức đạt" in items["1.1"].doubts[-1]


def test_review_over_a_score_that_changed_is_named_and_not_applied(folder: Folder) -> None:
    fill_all(folder)
    merged(folder)
    changed = good_return(
        folder, "so-b", {("1.3-TS", Column.FIGURES): Decimal(90)}, saved="2021-02-18T08:00:00Z"
    )
    send(folder, "so-b-lan-2.xlsx", changed)
    result = merged(folder).result
    leaf = next(leaf for leaf in result.leaves if leaf.criterion.code == "1.3")
    assert leaf.review is None
    assert leaf.score is not None
    over = f"rà soát trên điểm tự đánh giá 0,96, nay là {format_number(leaf.score)}; cần rà soát lại."
    reason = f"Tiêu chí 1.3: kết quả rà soát đã ghi không áp dụng vì {over}"
    assert result.draft_reasons == (reason,)
    stale = next(each for each in result.decisions if each.reason == "Thiếu tài liệu")
    assert stale.number not in result.in_force
    assert list(output_problems(folder)) == []


def test_a_recognised_initiative_that_is_gone_is_named(folder: Folder) -> None:
    fill_all(folder)
    merged(folder)
    basis = basis_of(folder)
    collection = look(folder, basis).intake.collection
    current = dict(collection.current)
    judged = current["so-a"]
    current["so-a"] = replace(judged, submission=replace(judged.submission, initiatives=()))
    result = merge(basis, replace(collection, current=current))
    assert [each and each.opinion.reason for each in result.initiative_reviews] == ["Chưa áp dụng"]
    assert any(TITLE in reason and "không còn trong bản nộp" in reason for reason in result.draft_reasons)


def test_the_year_after_compares_with_what_counted(done: Folder, tmp_path: Path) -> None:
    later = Folder(shutil.copytree(done.root, tmp_path / "sau"))
    basis = basis_of(later)
    result = merge(basis, look(later, basis).intake.collection)
    period = replace(basis.period, year=basis.period.year + 1, former=str(done.master))
    found = comparison_of(later, replace(basis, period=period), result)
    assert found is not None
    assert found.before.rows == found.now.rows
    assert found.total.before is not None
    assert found.total.before.score == FINAL_TOTAL


def test_the_office_puts_difficulties_together_by_subject(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """One subject stands once with the names of both agencies; the workbook comes back as it was filled in."""
    notes = "Khó khăn, kiến nghị"
    rows = cells(folder, notes)
    written = [key for key, head in rows if head == "Cơ quan" and rows[key, head]]
    own = next(
        key
        for key, head in rows
        if head == "Loại" and key not in written and "kiến nghị" in str(rows[key, head])
    )
    subject, text = "Chủ đề", "Nội dung đưa vào báo cáo"
    filled: dict[tuple[str, str], str | float | None] = {
        (written[0], subject): "Nhân lực",
        (written[0], text): "Thiếu người làm công tác kiểm tra",
        (written[1], subject): "nhân lực",
        (own, text): "Đề nghị Bộ Nội vụ hướng dẫn sớm",
    }
    fill(folder, filled, notes)
    outcome = merged(folder)
    assert outcome.taken is not None
    assert outcome.taken.recorded == ("khó khăn, kiến nghị",)
    found = "\n".join(paragraph.text for paragraph in Document(str(folder.report)).paragraphs)
    assert "1. Nhân lực\nThiếu người làm công tác kiểm tra (Sở A và Sở B)." in found
    assert "VI. KIẾN NGHỊ, ĐỀ XUẤT\nĐề nghị Bộ Nội vụ hướng dẫn sớm." in found
    again = merged(folder).taken
    assert again is not None
    assert again.recorded == (), "it is recorded once"
    made(folder)
    kept = cells(folder, notes)
    assert {key: kept[key] for key in filled} == filled
    with open_ledger(folder.ledger, log=folder.log) as ledger:
        show_entry(ledger.decisions()[-1])
    told = capsys.readouterr().out
    assert "tổng hợp khó khăn, kiến nghị khó khăn, vướng mắc: Nhân lực: Thiếu người" in told
