"""The feedback workbook: our form filled again, faults marked and explained, and nothing of anybody else."""

import re
from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from msgspec.structs import replace

from par_excel.checks import RULES
from par_excel.form import (
    FEEDBACK_SHEET,
    INITIATIVE_HEADER_ROW,
    INITIATIVE_OBLIGATORY,
    ClosingField,
    Column,
    Entries,
    InitiativeColumn,
    Sheet,
    form_for,
    parse_stamp,
)
from par_excel.model import Cell, Difference, DifferenceKind, Place, Remark, ScoreOrigin, Severity, Submission
from par_excel.writing.feedback.faults import _NO_INITIATIVE, _RESTORED
from par_excel.writing.template.workbook import template_workbook
from tests.reading.workbooks import BASIS, answer, read
from tests.roundtrip.reading_back import closing_cells
from tests.writing.feedback_parts import (
    ERROR_FILL,
    INPUT_FILL,
    WARNING_FILL,
    cell_of,
    feedback,
    finding,
    listed,
    marks,
    moved,
    note,
    result_sheet,
    workbook,
)
from tests.writing.template_parts import MAIN, opened, parts_of, texts_of, tree

SCORES = Sheet.SCORES.value
GOOD: Mapping[tuple[str, Column], str | Decimal] = {
    ("1.1-b", Column.LEVEL): "x",
    ("1.1", Column.EVIDENCE): "Báo cáo số 12/BC-SA ngày 10/12/2020",
    ("1.2", Column.SCORE): Decimal("1.5"),
    ("1.2", Column.EVIDENCE): "Kế hoạch số 5/KH-SA ngày 02/01/2020",
    ("2.3", Column.SCORE): Decimal("0.28"),
    ("2.3", Column.EVIDENCE): "- Công văn số 7/CV-SA ngày 03/02/2020",
    ("2.3", Column.EXPLANATION): "=giải trình",
    ("2.1/X", Column.SCORE): Decimal("0.75"),
    ("2.1/X", Column.FIGURES): "+84 dự án",
}
INITIATIVE = dict.fromkeys(INITIATIVE_OBLIGATORY, "Trả kết quả qua Zalo")
CLOSING = dict.fromkeys(ClosingField, "Nguyễn Văn A") | {ClosingField.SIGNED_ON: "15/02/2021"}


def sent(values: Mapping[tuple[str, Column], str | Decimal] | None = None, unit: str = "so-a") -> Submission:
    """Return the submission of an invented unit: good values, and these besides."""
    form = form_for(BASIS, BASIS.units[unit])
    entries = Entries({**(GOOD if unit == "so-a" else {}), **(values or {})}, (INITIATIVE,), CLOSING)
    return read(template_workbook(form, RULES, entries))


def shown(data: bytes, key: str, column: Column, *, cached: bool = False) -> object:
    """Return what stands in a field of the score sheet."""
    at = form_for(BASIS, BASIS.units["so-a"]).by_key[key].cell(column)
    return opened(data, data_only=cached)[SCORES][at].value


@pytest.mark.parametrize(("given", "wanted"), [(0, 1), (4, 5), (None, 1)])
def test_the_revision_is_the_next_in_all_four_stamps(given: int | None, wanted: int) -> None:
    submission = sent()
    assert submission.stamp is not None
    stamp = None if given is None else replace(submission.stamp, revision=given)
    again = read(workbook(replace(submission, stamp=stamp)))
    assert [vote.stamp for vote in again.votes] == [replace(submission.stamp, revision=wanted)] * 4
    assert again.differences == ()


def test_what_was_taken_stands_there_as_it_was_read() -> None:
    data = workbook(sent())
    assert shown(data, "1.1-b", Column.LEVEL) == "x"
    assert shown(data, "1.2", Column.SCORE) == 1.5
    assert shown(data, "2.3", Column.SCORE) == 0.28
    assert shown(data, "2.1/X", Column.SCORE) == 0.75
    assert shown(data, "2.3", Column.EVIDENCE) == "- Công văn số 7/CV-SA ngày 03/02/2020"
    assert shown(data, "2.3", Column.EXPLANATION) == "=giải trình"
    assert shown(data, "2.1/X", Column.FIGURES) == "+84 dự án"
    again = read(data)
    assert answer(again, "1.2").score.value == Decimal("1.5")
    assert answer(again, "1.2").origin is ScoreOrigin.TYPED


def test_a_score_that_follows_is_our_formula_with_its_value() -> None:
    data = workbook(sent())
    assert str(shown(data, "1.1", Column.SCORE)).startswith("=IF(")
    assert shown(data, "1.1", Column.SCORE, cached=True) == 0.5


@pytest.mark.parametrize(
    ("key", "column", "written", "stands"),
    [
        ("1.2", Column.SCORE, "một điểm", "một điểm"),
        ("1.2", Column.SCORE, "=1+1 điểm", "=1+1 điểm"),
        ("1.2", Column.SCORE, "1.234", "1.234"),
        ("1.2", Column.SCORE, "\u202e5,1", "\u202e5,1".replace("\u202e", "‹U+202E›")),
        ("1.1-a", Column.LEVEL, "đạt", "đạt"),
        ("1.1", Column.LEVEL, "@không", "@không"),
        ("2.1/X", Column.SCORE, "½", "½"),
    ],
)
def test_what_was_refused_stands_there_as_it_stood(
    key: str, column: Column, written: str, stands: str
) -> None:
    data = workbook(sent({(key, column): written}))
    assert shown(data, key, column) == stands
    assert shown(workbook(read(data)), key, column) == stands


def test_what_begins_like_a_formula_is_marked_as_text() -> None:
    submission = sent({("1.2", Column.SCORE): "=1+1"})
    sheet = opened(workbook(submission))[SCORES]
    for key, column in [("1.2", Column.SCORE), ("2.3", Column.EXPLANATION), ("2.1/X", Column.FIGURES)]:
        cell = sheet[cell_of(submission, key, column).address]
        assert cell.data_type == "s"
        assert cell.quotePrefix == 1
        assert not cell.protection.locked
    plain = sheet[cell_of(submission, "1.1", Column.EVIDENCE).address]
    assert plain.quotePrefix == 0


def test_an_error_value_does_not_become_an_answer() -> None:
    plain = sent()
    error: Cell[str] = Cell(None, "#REF!", Place("", SCORES, "G8"), frozenset({Remark.ERROR_VALUE}))
    answers = [replace(each, evidence=error) if each.criterion == "1.1" else each for each in plain.answers]
    submission = replace(plain, answers=tuple(answers))
    data = workbook(submission)
    assert shown(data, "1.1", Column.EVIDENCE) is None
    assert "Đã ghi: “#REF!”" in note(data, cell_of(submission, "1.1", Column.EVIDENCE))


def test_our_own_broken_formula_is_our_formula_again() -> None:
    plain = sent({("1.3.1-TS", Column.FIGURES): "#REF!"}, "so-b")
    broken: Cell[Decimal] = Cell(
        None,
        "#REF!",
        Place("", SCORES, "E9"),
        frozenset({Remark.FORMULA, Remark.ERROR_VALUE}),
    )
    answers = [
        replace(each, score=broken, derived=None) if each.criterion == "1.3.1" else each
        for each in plain.answers
    ]
    data = workbook(replace(plain, answers=tuple(answers)))
    at = cell_of(plain, "1.3.1", Column.SCORE).address
    assert str(opened(data)[SCORES][at].value).startswith("=IF(")


def test_a_cell_of_the_returned_file_is_found_in_our_form() -> None:
    submission = moved(sent({("1.2", Column.SCORE): Decimal(7)}), "1.2", "Z99")
    data = workbook(submission)
    at = cell_of(submission, "1.2", Column.SCORE)
    assert marks(data)[SCORES, at.address] == ERROR_FILL
    assert [row[3] for row in listed(data) if row[7] == "SC02"] == [f"Chấm điểm, ô {at.address}"]


def test_one_merged_cell_is_each_criterion_s_own() -> None:
    plain = sent()
    shared = Place("", SCORES, "G8")
    answers = [replace(each, evidence=replace(each.evidence, place=shared)) for each in plain.answers]
    found = [
        finding("EV03", shared, severity=Severity.WARNING, criterion=code) for code in ("1.1", "1.2", "2.3")
    ]
    data = workbook(replace(plain, answers=tuple(answers)), more=found)
    wanted = [cell_of(plain, code, Column.EVIDENCE).address for code in ("1.1", "1.2", "2.3")]
    assert [row[3].rpartition(" ")[2] for row in listed(data) if row[7] == "EV03"] == wanted


def test_faults_are_marked_and_nothing_else() -> None:
    submission = sent({("1.2", Column.SCORE): Decimal(7), ("2.3", Column.EVIDENCE): "như trên"})
    data = workbook(submission)
    found = {at: colour for (sheet, at), colour in marks(data).items() if sheet == SCORES}
    wrong = cell_of(submission, "1.2", Column.SCORE).address
    doubtful = cell_of(submission, "2.3", Column.EVIDENCE).address
    assert found == {wrong: ERROR_FILL, doubtful: WARNING_FILL}
    sheet = opened(data)[SCORES]
    borders = [sheet[at].border.left.style for at in (wrong, doubtful)]
    assert borders == ["medium", "mediumDashed"]
    plain = sheet[cell_of(submission, "1.1", Column.EVIDENCE).address]
    assert (plain.fill.start_color.rgb, plain.border.left.style) == (INPUT_FILL, "thin")


def test_a_note_says_what_is_wrong_and_how_to_mend_it() -> None:
    submission = sent({("1.2", Column.SCORE): Decimal(7)})
    at = cell_of(submission, "1.2", Column.SCORE)
    more = [
        finding("CO02", answer(submission, "1.2").score.place, severity=Severity.WARNING, criterion="1.2")
    ]
    text = note(workbook(submission, more=more), at)
    first, second = text.split("\n\n")
    assert first == (
        "LỖI SC02. Điểm ngoài khoảng cho phép: điểm của tiêu chí này từ 0 đến 1,5.\n"
        "Đã ghi: “7”.\nCách sửa: Nhập điểm từ 0 đến 1,5."
    )
    assert second.startswith("CẢNH BÁO CO02. ")


def test_marked_cells_stay_open_and_as_they_were() -> None:
    submission = sent({("1.2", Column.SCORE): Decimal(7)})
    form = form_for(BASIS, BASIS.units["so-a"], revision=1)
    blank, data = opened(template_workbook(form, RULES)), opened(workbook(submission))
    for sheet in Sheet:
        assert data[sheet.value].protection.sheet
        for row in blank[sheet.value].iter_rows():
            for cell in row:
                other = data[sheet.value][cell.coordinate]
                assert (other.protection.locked, other.number_format, other.alignment.wrap_text) == (
                    cell.protection.locked,
                    cell.number_format,
                    cell.alignment.wrap_text,
                )


def test_the_list_says_everything_and_links_to_our_cells() -> None:
    submission = sent({("1.2", Column.SCORE): Decimal(7), ("2.3", Column.SCORE): "0.28"})
    found = feedback(submission)
    data = workbook(submission)
    rows = listed(data)
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    assert sorted(row[7] for row in rows) == sorted(fault.finding.code for fault in found.faults)
    assert [row[1] for row in rows] == sorted(
        (row[1] for row in rows), key=["lỗi", "cảnh báo", "ghi chú"].index
    )
    wrong = next(row for row in rows if row[7] == "SC02")
    assert wrong[2:7] == (
        "1.2 Nội dung 1.2",
        f"Chấm điểm, ô {cell_of(submission, '1.2', Column.SCORE).address}",
        "7",
        "Điểm ngoài khoảng cho phép: điểm của tiêu chí này từ 0 đến 1,5.",
        "Nhập điểm từ 0 đến 1,5.",
    )
    sheet = result_sheet(data)
    links = {
        cell.value: cell.hyperlink.location
        for row in sheet.iter_rows(min_col=4, max_col=4)
        for cell in row
        if cell.hyperlink
    }
    assert links
    for text, location in links.items():
        name, _, address = str(text).rpartition(", ô ")
        assert location == f"'{name}'!{address}"


def test_the_list_can_be_filtered_under_protection_and_printed() -> None:
    data = workbook(sent({("1.2", Column.SCORE): Decimal(7)}))
    sheet = result_sheet(data)
    header = next(cell.row for cell in sheet["A"] if cell.value == "STT")
    assert sheet.auto_filter.ref == f"A{header}:H{header + len(listed(data))}"
    assert sheet.freeze_panes == f"A{header + 1}"
    assert (sheet.protection.sheet, sheet.protection.autoFilter) == (True, False)
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == f"${header}:${header}"
    assert opened(data).sheetnames[:2] == [FEEDBACK_SHEET, Sheet.GUIDE.value]


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ({("1.2", Column.SCORE): Decimal(7)}, "Còn 1 lỗi phải sửa"),
        ({("2.3", Column.EVIDENCE): "như trên"}, "Không còn lỗi; có 1 cảnh báo cần xem lại"),
        ({}, "Không còn lỗi và cảnh báo."),
    ],
)
def test_the_head_says_how_much_remains(
    values: Mapping[tuple[str, Column], str | Decimal], verdict: str
) -> None:
    texts = texts_of(result_sheet(workbook(sent(values))))
    assert next(text for text in texts if text.startswith(("Còn", "Không còn"))).startswith(verdict)
    assert "Thời hạn gửi lại: hết ngày 18/02/2021." in texts


def active(data: bytes) -> tuple[str, str, str]:
    """Return the sheet on which a workbook opens, the selected cell, and the first that is seen."""
    view = tree(data, "xl/workbook.xml").find(f"{MAIN}bookViews/{MAIN}workbookView")
    assert view is not None
    number = int(view.get("activeTab", "0"))
    sheet = tree(data, f"xl/worksheets/sheet{number + 1}.xml").find(f"{MAIN}sheetViews/{MAIN}sheetView")
    assert sheet is not None
    pane = sheet.find(f"{MAIN}pane")
    selections = [each.get("activeCell", "A1") for each in sheet.findall(f"{MAIN}selection")]
    return (
        opened(data).sheetnames[number],
        selections[-1],
        "" if pane is None else pane.get("topLeftCell", ""),
    )


def test_it_opens_on_the_first_cell_at_fault() -> None:
    submission = sent({("2.3", Column.SCORE): Decimal(7)})
    at = cell_of(submission, "2.3", Column.SCORE)
    sheet, cell, top = active(workbook(submission))
    assert (sheet, cell) == (SCORES, at.address)
    assert top == f"C{int(at.address[1:]) - 3}"


def test_it_opens_on_the_list_where_no_cell_is_at_fault() -> None:
    assert active(workbook(sent()))[0] == FEEDBACK_SHEET


def test_too_few_initiatives_lead_to_the_first_free_row() -> None:
    submission = replace(sent(), initiatives=())
    data = workbook(submission)
    at = f"{InitiativeColumn.TITLE.letter}{INITIATIVE_HEADER_ROW + 1}"
    assert active(data)[:2] == (Sheet.INITIATIVES.value, at)
    assert marks(data) == {(Sheet.INITIATIVES.value, at): ERROR_FILL}


def test_initiatives_and_closing_are_filled_again() -> None:
    told = {InitiativeColumn.TITLE: "@ Zalo", InitiativeColumn.COST: "-0,5"}
    noted = {ClosingField.DIFFICULTIES: "= khó", ClosingField.PHONE: "0233"}
    form = form_for(BASIS, BASIS.units["so-a"])
    submission = read(template_workbook(form, RULES, Entries({}, (told,), noted)))
    again = read(workbook(submission))
    assert [(each.title.value, each.cost.value) for each in again.initiatives] == [("@ Zalo", "-0,5")]
    closing = {field: cell.value for field, cell in closing_cells(again.closing).items() if cell.value}
    assert closing == noted


def difference(kind: DifferenceKind, cell: str, found: str, criterion: str = "") -> Difference:
    """Return a difference on the score sheet."""
    place = Place("", "Chấm điểm", cell)
    return Difference(kind=kind, place=place, criterion=criterion, label="nhãn", expected="", found=found)


def test_what_was_written_elsewhere_is_kept_and_shown() -> None:
    submission = replace(
        sent(),
        differences=(
            difference(DifferenceKind.STRAY, "K9", "=gọi lại\nchị Thử"),
            difference(DifferenceKind.ROW_UNKNOWN, "A20", "Tiêu chí tự thêm"),
            difference(DifferenceKind.TEXT, "B9", "<r>Tên khác</r>", "1.1"),
            difference(DifferenceKind.STRAY, "", "sheet Nháp"),
        ),
    )
    data = workbook(submission)
    rows = list(result_sheet(data).iter_rows(values_only=True))
    start = next(index for index, row in enumerate(rows) if row[0] == "NỘI DUNG GHI NGOÀI BIỂU MẪU")
    assert [(row[1], row[5]) for row in rows[start + 3 :]] == [
        ("Chấm điểm, ô K9", "=gọi lại\nchị Thử"),
        ("Chấm điểm, ô A20", "Tiêu chí tự thêm"),
        ("Chấm điểm, ô B9", "<r>Tên khác</r>"),
        ("Chấm điểm", "sheet Nháp"),
    ]
    assert read(data).differences == ()


def test_a_long_text_from_elsewhere_is_told_in_several_rows() -> None:
    long = " ".join(f"dòng{number}" for number in range(3000))
    data = workbook(replace(sent(), differences=(difference(DifferenceKind.STRAY, "K9", long),)))
    rows = list(result_sheet(data).iter_rows(values_only=True))
    start = next(index for index, row in enumerate(rows) if row[0] == "NỘI DUNG GHI NGOÀI BIỂU MẪU")
    parts = [str(row[5]) for row in rows[start + 3 :]]
    assert len(parts) > 1
    assert " ".join(part.strip() for part in parts) == long
    assert [row[1] for row in rows[start + 4 :]] == ["(tiếp)"] * (len(parts) - 1)


def test_what_our_form_has_again_is_no_work_for_the_agency() -> None:
    submission = replace(sent(), differences=(difference(DifferenceKind.TEXT, "B9", "Tên khác", "1.1"),))
    data = workbook(submission)
    row = next(row for row in listed(data) if row[7] == "ID20")
    assert row[6].startswith("Không phải sửa: tệp phản hồi này")
    assert not [at for (sheet, at) in marks(data) if sheet == SCORES]
    head = texts_of(result_sheet(data))[2]
    assert head.endswith("(trong đó 1 cảnh báo đã được xử lý sẵn trong tệp phản hồi).")


def test_a_lost_row_is_there_again_and_marked() -> None:
    lost = difference(DifferenceKind.ROW_MISSING, "", "", "1.1")
    plain = sent()
    gone: Cell[Decimal] = Cell(None, "", Place("", SCORES), frozenset({Remark.MISSING}))
    answers = [
        replace(each, score=gone, origin=ScoreOrigin.NONE, derived=None, ticks=())
        if each.criterion == "1.1"
        else each
        for each in plain.answers
    ]
    submission = replace(plain, answers=tuple(answers), differences=(lost,))
    data = workbook(submission)
    at = cell_of(submission, "1.1", Column.SCORE).address
    assert [row[3] for row in listed(data) if row[7] == "ID23"] == [f"Chấm điểm, ô {at}"]
    assert marks(data)[SCORES, at] == ERROR_FILL
    assert shown(data, "1.1", Column.NAME) == "Nội dung 1.1"


def test_what_belongs_to_another_form_is_shown_and_not_filled_in() -> None:
    other = sent(
        {("1.3.1-TS", Column.FIGURES): Decimal(96), ("1.3.1", Column.EVIDENCE): "của biểu mẫu 2"}, "so-b"
    )
    data = workbook(replace(other, unit="so-a"))
    again = read(data)
    assert (again.unit, again.appendix) == ("so-a", "1")
    assert answer(again, "1.1").evidence.value is None
    assert {"96", "của biểu mẫu 2"} <= set(texts_of(result_sheet(data)))


def test_only_this_agency_is_in_it() -> None:
    data = workbook(sent({("1.2", Column.SCORE): Decimal(7)}))
    blank = template_workbook(form_for(BASIS, BASIS.units["so-a"], revision=1), RULES)
    for unit in BASIS.period.units[1:]:
        for name in (unit.id, unit.name):
            named = [part for part, text in parts_of(data).items() if name.encode() in text]
            assert named == [part for part, text in parts_of(blank).items() if name.encode() in text] == []


def test_only_the_list_and_the_notes_are_added_to_a_form() -> None:
    data = parts_of(workbook(sent({("1.2", Column.SCORE): Decimal(7)})))
    blank = parts_of(template_workbook(form_for(BASIS, BASIS.units["so-a"], revision=1), RULES))
    added = {re.sub(r"[0-9]+", "", name) for name in set(data) - set(blank)}
    assert added == {
        "xl/worksheets/sheet.xml",
        "xl/worksheets/_rels/sheet.xml.rels",
        "xl/comments.xml",
        "xl/drawings/vmlDrawing.vml",
    }
    properties = data["docProps/core.xml"]
    assert properties == blank["docProps/core.xml"]


def test_the_same_submission_gives_the_same_bytes() -> None:
    values = {("1.2", Column.SCORE): Decimal(7)}
    assert workbook(sent(values)) == workbook(sent(values))


def test_marks_of_an_earlier_round_are_gone() -> None:
    first = workbook(sent({("1.2", Column.SCORE): Decimal(7)}))
    mended = opened(first)
    at = cell_of(sent(), "1.2", Column.SCORE).address
    mended[SCORES][at].value = 0.5
    mended[SCORES][cell_of(sent(), "2.3", Column.SCORE).address].value = 9
    second = workbook(read(saved(mended)))
    assert (SCORES, at) in marks(first)
    assert (SCORES, at) not in marks(second)
    assert opened(second)[SCORES][at].fill.start_color.rgb == INPUT_FILL
    assert opened(second).sheetnames.count(FEEDBACK_SHEET) == 1


def saved(book: Any) -> bytes:
    """Return a workbook as openpyxl saves it."""
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_codes_that_it_knows_are_declared() -> None:
    assert _RESTORED | {_NO_INITIATIVE} <= set(RULES)


def test_the_guide_says_that_it_is_feedback() -> None:
    texts = texts_of(opened(workbook(sent()))[Sheet.GUIDE.value])
    assert [text for text in texts if text.startswith("Đây là tệp phản hồi lần 1")]
    stamp = parse_stamp(str(opened(workbook(sent()))[SCORES]["B4"].value))
    assert stamp is not None
    assert stamp.revision == 1
