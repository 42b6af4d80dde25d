"""The demo: eight returns that a real LibreOffice has saved, read, judged and merged, held against golden files.

The totals are computed once more from what openpyxl reads in the returns, with fractions and none of the rooms in between.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from openpyxl import load_workbook

from par_excel.form import FORM_VERSION, Column, RowKind, Sheet, form_for
from par_excel.merge.contradictions import all_contradictions
from par_excel.model import Recognition, Submission, Total, Unit, UnitState
from par_excel.vietnamese import format_number, number_words
from par_excel.workflow.demo.demo import RETURNS, Demo, run_demo
from par_excel.workflow.demo.mended import FOLDER, mended_returns, sample_review, take_sample_review
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.intake.check import check_inbox
from par_excel.workflow.results.merge import merge_inbox
from par_excel.workflow.results.obstacles import obstacles_of
from tests.programs import needs_validator, validate_office_file
from tools.libreoffice.office import DeleteRow, Type
from tools.make_demo_returns import CONTENT, content_of, steps_for

Golden = Callable[[str, str], None]

FAULTS = {"2.1.2", "2.2", "2.3", "7.1.2", "8.2", "8.3.2"}
"""The criteria with a deliberate fault, marked "fault" in tools/demo_returns: they count in no sum."""
FAULTY = {"so-tu-phap", "so-tttt", "so-khdt"}
RETURN_NAMES = [f"phuluc_{number}.xlsx" for number in range(1, 9)]
MENDED_NAMES = [f"{FOLDER}/phuluc_{number}.xlsx" for number in (2, 5, 7)]


def submissions(demo: Demo) -> Iterator[tuple[Unit, Submission]]:
    for unit in demo.merged.result.units:
        assert unit.judged is not None
        yield unit.unit, unit.judged.submission


# --- against golden files ---------------------------------------------------------------------------------------------


def test_findings(demo: Demo, golden: Golden) -> None:
    checked = demo.merged.checked
    lines = []
    for unit in checked.basis.period.units:
        lines.append(f"# Phụ lục {unit.appendix} – {unit.name}: {checked.intake.state(unit.id).value}\n")
        lines += [
            f"[{finding.severity.value}] {finding.code}: {finding.sentence}"
            for finding in checked.intake.findings(unit.id)
        ]
        lines.append("")
    assert not checked.intake.refusals
    golden("demo_findings.txt", "\n".join(lines))


def test_result(demo: Demo, golden: Golden) -> None:
    result = demo.merged.result
    lines = ["# Theo lĩnh vực", *map(_line, result.fields), "", "# Theo cơ quan"]
    lines += [f"{_line(unit.total)}: {unit.state.value}" for unit in result.units]
    lines += ["", "# Tổng", _line(result.total), "", "# Dự thảo vì", *result.draft_reasons, ""]
    golden("demo_result.txt", "\n".join(lines))


def _line(total: Total) -> str:
    maxima = [total.maximum, total.self_maximum, total.survey_maximum, total.office_maximum]
    shown = " = ".join([format_number(maxima[0]), " + ".join(map(format_number, maxima[1:]))])
    name = f"{total.key} {total.name}".strip()
    return f"{name}: {format_number(total.score)} ({total.counted}/{total.leaves}); tối đa {shown}"


def test_states(demo: Demo) -> None:
    states = {unit.unit.id: unit.state for unit in demo.merged.result.units}
    assert {unit for unit, state in states.items() if state is UnitState.FAULTY} == FAULTY
    assert sum(state is UnitState.VALID for state in states.values()) == 5
    assert len(states) == 8


# --- against openpyxl and fractions -----------------------------------------------------------------------------------


@cache
def scores_of(path: Path) -> dict[str, Fraction]:
    """Return every number of the score column by the code of its row, as openpyxl reads the program's own results.

    One score was typed with a point, which made it text under the Vietnamese locale.
    """
    sheet = load_workbook(path, data_only=True)[Sheet.SCORES.value]
    rows = [(str(row[0]), str(row[4])) for row in sheet.iter_rows(max_col=5, values_only=True)]
    return {code: Fraction(score) for code, score in rows if re.fullmatch(r"\d+(\.\d+)?", score)}


def leaf_scores(demo: Demo) -> dict[str, Fraction]:
    """Return the scores of the leads by criterion, without those at fault."""
    found = {}
    for leaf in demo.merged.checked.basis.catalogue.leaves:
        if leaf.lead is not None and leaf.code not in FAULTS:
            found[leaf.code] = scores_of(RETURNS / f"phuluc_{leaf.lead}.xlsx")[leaf.code]
    return found


def test_totals_are_those_of_another_reader_and_fractions(demo: Demo) -> None:
    result, catalogue = demo.merged.result, demo.merged.checked.basis.catalogue
    scores = leaf_scores(demo)
    assert len(scores) == 74
    assert Fraction(result.total.score) == sum(scores.values())
    for total in result.fields:
        mine = [score for code, score in scores.items() if code.partition(".")[0] == total.key]
        assert Fraction(total.score) == sum(mine)
    for unit in result.units:
        mine = [score for code, score in scores.items() if catalogue[code].lead == unit.unit.appendix]
        assert Fraction(unit.total.score) == sum(mine)


def test_no_total_of_a_return_differs_from_what_libreoffice_shows(demo: Demo) -> None:
    scores = leaf_scores(demo)
    for unit, submission in submissions(demo):
        if unit.id not in FAULTY:
            shown = scores_of(RETURNS / submission.file).get("TỔNG", Fraction(0))
            leaves = [answer.criterion for answer in submission.answers]
            assert shown == sum(scores[code] for code in leaves)


def test_master_and_report_show_the_total_of_the_result(demo: Demo) -> None:
    total = demo.merged.result.total
    book = load_workbook(demo.folder.master, data_only=True)
    figures = {row[0]: row for row in book["Tổng hợp"].iter_rows(values_only=True)}
    shown = {key: [value for value in row[1:] if value is not None] for key, row in figures.items() if key}
    assert Decimal(str(shown["Điểm tự đánh giá"][0])) == total.score
    assert Decimal(str(shown["Điểm điều tra xã hội học (không tự đánh giá)"][0])) == total.survey_maximum
    rows = [row for row in book["Theo cơ quan"].iter_rows(values_only=True) if row[0] in {*"12345678"}][:8]
    assert {row[1]: Decimal(str(row[4])) for row in rows} == {
        unit.unit.name: unit.total.score for unit in demo.merged.result.units
    }
    report = "\n".join(paragraph.text for paragraph in Document(str(demo.folder.report)).paragraphs)
    words = f"{format_number(total.score)} điểm (bằng chữ: {number_words(total.score)} điểm)"
    sentence = f"là {words} trên tổng số {format_number(total.self_maximum)} điểm"
    assert sentence in report
    assert report.count("DỰ THẢO") >= 1


def test_every_score_in_master_and_report_is_that_of_the_result(demo: Demo) -> None:
    leaves = {leaf.criterion.code: leaf.score for leaf in demo.merged.result.leaves}
    sheet = load_workbook(demo.folder.master, data_only=True)["Chi tiết"]
    shown = {row[0]: row[4] for row in sheet.iter_rows(values_only=True) if row[0] in leaves}
    assert {code: None if score is None else Decimal(str(score)) for code, score in shown.items()} == leaves
    tables = Document(str(demo.folder.report)).tables
    table = next(table for table in tables if 'w:val="bang_phu_luc"' in table._tbl.tblPr.xml)
    rows = [[cell.text for cell in row.cells[:4]] for row in table.rows]
    printed = {row[0]: row[3] for row in rows if row[0] in leaves}
    numbers = {
        code: Decimal(score.replace(",", ".")) if re.fullmatch(r"\d+,\d+", score) else None
        for code, score in printed.items()
    }
    assert numbers == leaves


# --- the returns are real, and of the templates of today --------------------------------------------------------------


@pytest.mark.parametrize("name", [*RETURN_NAMES, *MENDED_NAMES])
def test_libreoffice_has_saved_the_return(name: str) -> None:
    with ZipFile(RETURNS / name) as archive:
        assert re.search(rb"<Application>LibreOffice/\d", archive.read("docProps/app.xml"))
    assert sorted(path.name for path in RETURNS.glob("*.xlsx")) == RETURN_NAMES


def test_returns_are_of_the_templates_of_today(demo: Demo) -> None:
    basis = demo.merged.checked.basis
    for unit, submission in submissions(demo):
        stale = f"{submission.file} is stale: run `make demo-returns`"
        assert submission.recognised_by is Recognition.STAMP
        assert submission.is_current_form, stale
        assert submission.stamp == form_for(basis, unit).stamp, stale
        assert submission.stamp.form_version == FORM_VERSION, stale
        assert {vote.stamp for vote in submission.votes} == {submission.stamp}, stale
        assert submission.differences == () or unit.id in FAULTY, stale


@pytest.mark.parametrize("name", [*RETURN_NAMES, *MENDED_NAMES])
def test_returns_hold_what_the_content_says(demo: Demo, name: str) -> None:
    basis = demo.merged.checked.basis
    unit = basis.unit_of(Path(name).stem.removeprefix("phuluc_"))
    assert unit is not None
    content = content_of((CONTENT / name).with_suffix(".toml"))
    steps = list(steps_for(form_for(basis, unit), content))
    gone = [step.row for step in steps if isinstance(step, DeleteRow)]
    book = load_workbook(RETURNS / name)
    for step in steps:
        if not isinstance(step, Type):
            continue
        column, row = step.cell[0], int(step.cell[1:])
        if step.sheet == Sheet.SCORES.value and row in gone:
            continue
        shift = sum(each < row for each in gone) if step.sheet == Sheet.SCORES.value else 0
        found = book[step.sheet][f"{column}{row - shift}"].value
        assert _as_typed(found) == _as_typed(step.text), f"{step}: run `make demo-returns`"


def _as_typed(value: object) -> str:
    """Return a value as it is typed: numbers with a decimal comma, no trailing blanks at the ends of lines."""
    if isinstance(value, int | float):
        return format_number(Decimal(str(value)))
    text = str(value).strip("\n")
    is_number = re.fullmatch(r"\d+(,\d+)?", text)
    return format_number(Decimal(text.replace(",", "."))) if is_number else text


def test_returns_have_every_kind_of_row(demo: Demo) -> None:
    basis = demo.merged.checked.basis
    kinds = {row.kind for unit, _ in submissions(demo) for row in form_for(basis, unit).rows}
    assert kinds == set(RowKind)
    answers = [answer for _, submission in submissions(demo) for answer in submission.answers]
    assert any(answer.not_arisen.value for answer in answers)
    assert any("\n" in (answer.evidence.value or "") for answer in answers)


# --- the files are well formed ----------------------------------------------------------------------------------------


@needs_validator
@pytest.mark.parametrize("name", [*RETURN_NAMES, "tong_hop.xlsx", "bao_cao.docx"])
def test_what_we_write_is_well_formed(demo: Demo, name: str) -> None:
    folder = demo.folder.templates if name in RETURN_NAMES else demo.folder.outbox
    assert validate_office_file(folder / name) == []


def test_columns_of_the_score_sheet_are_where_this_module_looks() -> None:
    assert [Column.CODE.letter, Column.SCORE.letter] == ["A", "E"]


def test_corrected_returns_lie_beside_and_leave_no_fault(tmp_path: Path) -> None:
    shown = run_demo(Folder(tmp_path))
    mended = mended_returns(shown.folder)
    assert [path.name for path in mended] == ["phuluc_2.xlsx", "phuluc_5.xlsx", "phuluc_7.xlsx"]
    shutil.copytree(tmp_path / FOLDER, shown.folder.inbox / FOLDER)
    later = merge_inbox(shown.folder, now=datetime(2021, 2, 18, 2, tzinfo=UTC)).result
    assert mended_returns(shown.folder) == ()
    assert {unit.state for unit in later.units} == {UnitState.VALID}
    assert (shown.merged.result.total.score, later.total.score) == (Decimal("50.66"), Decimal("55.15"))


def test_the_review_that_lies_beside_makes_a_letter_that_can_be_signed(tmp_path: Path) -> None:
    """A real workbook, saved by LibreOffice: once the corrected returns are in, nothing but two decisions is left."""
    folder = run_demo(Folder(tmp_path)).folder
    assert sample_review(folder) is None, "first the corrected returns"
    shutil.copytree(tmp_path / FOLDER, folder.inbox / FOLDER)
    check_inbox(folder, now=datetime(2021, 2, 18, 2, tzinfo=UTC))
    take_sample_review(folder)
    merged = merge_inbox(folder, now=datetime(2021, 2, 18, 3, tzinfo=UTC))
    assert merged.taken is not None
    assert (merged.taken.refused, len(merged.taken.recorded)) == ((), 27)
    basis = merged.checked.basis
    left = [each.key.shown_code for each in obstacles_of(basis, merged.result).left]
    assert left == ["khac-de-xuat", "chua-doi-chieu"]
    assert list(all_contradictions(basis, merged.result)) == []
    word = Document(str(folder.report))
    text = "\n".join(
        [paragraph.text for paragraph in word.paragraphs]
        + [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    ).casefold()
    inward = ("tạm tính", "đơn vị phải", "đơn vị tự", "nội dung phối hợp", "không tự chấm", "đề nghị tính đủ")
    for phrase in (*inward, "chưa ghi đủ", "chưa có điểm tự đánh giá"):
        assert phrase not in text
    assert "có 06 sáng kiến, giải pháp mới về cải cách hành chính được công nhận." in text
