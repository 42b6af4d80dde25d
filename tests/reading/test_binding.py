"""Rows are bound by key and columns by header text: whatever was moved, inserted, renamed or lost, nothing shifts."""

import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from par_excel.form import CODE_CELL, ClosingField, Column, InitiativeColumn, Sheet
from par_excel.model import Basis, Catalogue, Difference, DifferenceKind, Levels, ScoreOrigin, Submission
from tests.invented import criterion, lines
from tests.reading.workbooks import BASIS, SCORES, Change, answer, filled, form, read, with_cell, workbook

VALUES = {
    ("1.1-b", Column.LEVEL): "x",
    ("1.1", Column.EVIDENCE): "BC 1",
    ("1.2-a", Column.LEVEL): "x",
    ("1.2-b", Column.LEVEL): "x",
    ("1.2", Column.EVIDENCE): "BC 2",
    ("2.3", Column.SCORE): Decimal("0.5"),
    ("2.3", Column.EVIDENCE): "BC 3",
    ("2.1/X", Column.FIGURES): "12 đơn vị",
    ("2.1/X", Column.SCORE): 1,
}
READ = [("1.1", "0.5", "BC 1"), ("1.2", "1.5", "BC 2"), ("2.3", "0.5", "BC 3")]


def _seen(submission: Submission) -> list[tuple[str, str, str | None]]:
    return [(each.criterion, str(each.score.value), each.evidence.value) for each in submission.answers]


def _kinds(submission: Submission) -> list[tuple[DifferenceKind, str]]:
    return [(difference.kind, difference.place.cell) for difference in submission.differences]


def _of(submission: Submission, kind: DifferenceKind) -> list[Difference]:
    return [difference for difference in submission.differences if difference.kind is kind]


def test_the_form_as_issued_is_read_without_differences() -> None:
    submission = filled(VALUES)
    assert _seen(submission) == READ
    assert submission.differences == ()
    given = submission.contributions[0]
    assert (given.id, given.criterion, given.figures.value) == ("2.1/X", "2.1", "12 đơn vị")
    assert given.proposed.value == Decimal(1)
    assert given.place.cell == "A23"


def _move_columns(book: Any) -> None:
    """Put the code column last and a new column in front."""
    sheet = book[SCORES]
    for row in range(1, sheet.max_row + 1):
        sheet.cell(row, 12, sheet.cell(row, 1).value)
        sheet.cell(row, 1).value = None
    sheet.insert_cols(1, 2)


def _decompose_headers(book: Any) -> None:
    for row in book[SCORES].iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and not cell.value.startswith("="):
                cell.value = unicodedata.normalize("NFD", cell.value)


def _shout_headers(book: Any) -> None:
    for cell in book[SCORES][6]:
        cell.value = f"  {cell.value.upper()}\n"


def _insert_rows(book: Any) -> None:
    for at in (15, 12, 7, 1):
        book[SCORES].insert_rows(at, 2)


def _delete_block_header(book: Any) -> None:
    book[SCORES].delete_rows(21, 2)


@pytest.mark.parametrize(
    "change", [_move_columns, _decompose_headers, _shout_headers, _insert_rows, _delete_block_header]
)
def test_values_are_found_wherever_they_stand(change: Change) -> None:
    submission = filled(VALUES, change=change)
    assert _seen(submission) == READ
    assert submission.contributions[0].figures.value == "12 đơn vị"
    assert not _of(submission, DifferenceKind.ROW_MISSING) + _of(submission, DifferenceKind.COLUMN_MISSING)


def test_places_are_those_of_the_returned_file() -> None:
    submission = filled(VALUES, change=_insert_rows)
    assert answer(submission, "1.1").evidence.place.cell == "G12"
    assert answer(submission, "1.1").place.cell == "A12"
    moved = filled(VALUES, change=_move_columns)
    assert (answer(moved, "1.1").place.cell, answer(moved, "1.1").evidence.place.cell) == ("N8", "I8")


def test_swapped_rows_keep_their_values() -> None:
    def swap(book: Any) -> None:
        sheet = book[SCORES]
        for column in range(1, 10):
            first, second = sheet.cell(8, column), sheet.cell(17, column)
            first.value, second.value = second.value, first.value

    submission = filled(VALUES, change=swap)
    assert _seen(submission) == [("1.1", "0.5", "BC 1"), ("1.2", "1.5", "BC 2"), ("2.3", "0.5", "BC 3")]
    assert answer(submission, "2.3").place.cell == "A8"


def test_a_deleted_row_is_missing_and_nothing_moves_up() -> None:
    submission = filled(VALUES, change=lambda book: book[SCORES].delete_rows(12))
    assert [(each.label, each.criterion) for each in _of(submission, DifferenceKind.ROW_MISSING)] == [
        ("1.2", "1.2")
    ]
    assert answer(submission, "1.1").evidence.value == "BC 1"
    assert answer(submission, "1.2").evidence.value is None
    assert answer(submission, "2.3").evidence.value == "BC 3"


def test_a_deleted_scale_line_is_missing_and_the_others_still_score() -> None:
    submission = filled(VALUES, change=lambda book: book[SCORES].delete_rows(9))
    assert [each.label for each in _of(submission, DifferenceKind.ROW_MISSING)] == ["1.1-a"]
    assert answer(submission, "1.1").score.value == Decimal("0.5")


def test_a_doubled_row_is_named_and_the_first_is_read() -> None:
    def double(book: Any) -> None:
        for column, value in enumerate(("1.1", "Nội dung 1.1", 1.5, None, 1, None, "BC khác"), start=1):
            book[SCORES].cell(30, column, value)

    submission = filled(VALUES, change=double)
    assert [(each.kind, each.label, each.place.cell) for each in submission.differences] == [
        (DifferenceKind.ROW_DOUBLED, "1.1", "A30")
    ]
    assert _seen(submission) == READ


def test_an_unknown_code_is_named_and_not_read() -> None:
    def add(book: Any) -> None:
        book[SCORES]["A30"], book[SCORES]["B30"], book[SCORES]["G30"] = "9.9", "Tiêu chí thêm", "BC"

    found = filled(VALUES, change=add).differences
    assert [(each.kind, each.label, each.found) for each in found] == [
        (DifferenceKind.ROW_UNKNOWN, "9.9", "Tiêu chí thêm")
    ]


@pytest.mark.parametrize("header", ["Giải trình", "Điểm tự đánh giá", "Mức đạt", "Mã"])
def test_a_lost_column_is_named_and_its_values_are_missing(header: str) -> None:
    column = Column(header)

    def lose(book: Any) -> None:
        book[SCORES].delete_cols(list(Column).index(column) + 1)

    submission = filled(VALUES, change=lose)
    assert [each.label for each in _of(submission, DifferenceKind.COLUMN_MISSING)] == [header]
    assert len(submission.answers) == 3


def test_ticks_score_without_the_score_column() -> None:
    submission = filled(VALUES, change=lambda book: book[SCORES].delete_cols(5))
    found = answer(submission, "1.1")
    assert (found.score.value, found.origin) == (Decimal("0.5"), ScoreOrigin.TICKS)
    assert answer(submission, "2.3").score.value is None


def test_a_column_that_stands_twice_is_read_the_first_time_and_the_other_is_stray() -> None:
    def double(book: Any) -> None:
        book[SCORES]["K6"], book[SCORES]["K8"] = "Tài liệu kiểm chứng", "BC khác"

    submission = filled(VALUES, change=double)
    assert _seen(submission) == READ
    assert [(each.place.cell, each.found) for each in _of(submission, DifferenceKind.STRAY)] == [
        ("K8", "BC khác")
    ]


# --- codes that became numbers and dates -------------------------------------------------------------------------


def _with_code(row: int, value: Any, number_format: str = "General") -> Submission:
    def change(book: Any) -> None:
        cell = book[SCORES].cell(row, 1)
        cell.value = value
        cell.number_format = number_format

    return filled(VALUES, change=change)


@pytest.mark.parametrize(
    ("row", "value", "number_format", "code", "shown"),
    [
        (8, 1.1, "General", "1.1", "1,1"),
        (17, 2.3, "General", "2.3", "2,3"),
        (8, date(2026, 1, 1), "d.m", "1.1", "01/01/2026"),
        (12, date(2026, 2, 1), "d.m", "1.2", "01/02/2026"),
        (17, date(2026, 3, 2), "d.m", "2.3", "02/03/2026"),
    ],
)
def test_a_code_that_became_a_number_or_date_is_made_out_and_named(
    row: int, value: Any, number_format: str, code: str, shown: str
) -> None:
    submission = _with_code(row, value, number_format)
    assert _seen(submission) == READ
    changed = [(each.kind, each.expected, each.found) for each in submission.differences]
    is_number = isinstance(value, float)
    kind = DifferenceKind.CODES_AS_NUMBERS if is_number else DifferenceKind.TEXT
    assert changed == [(kind, code, shown)]


def test_a_field_code_stored_as_a_number_is_bound() -> None:
    assert not _of(_with_code(7, 1), DifferenceKind.ROW_MISSING)


def _with_another(code: str, name: str) -> Basis:
    """Return a period with one more criterion, which a number cannot tell from 1.1 or 1.2."""
    more = replace(criterion(code, "1", scale=Levels(lines(code, "1", "0")), lead="1"), name=name)
    known = BASIS.catalogue.criteria
    return Basis(BASIS.period, Catalogue(2020, "", (*known[:5], more, *known[5:])), BASIS.assignments)


def test_a_number_that_may_be_two_codes_is_told_apart_by_the_text_of_its_row() -> None:
    wide = _with_another("1.10", "Nội dung 1.10")
    own = form("so-a", wide)
    at = own.by_key["1.10"].number

    def number(book: Any) -> None:
        book[SCORES].cell(at, 1).value = 1.1

    def unnamed(book: Any) -> None:
        number(book)
        book[SCORES].cell(at, 2).value = "đã sửa"

    values = {("1.10-a", Column.LEVEL): "x"}
    made_out = read(workbook(own, values, change=number), wide)
    assert answer(made_out, "1.10").score.value == 1
    assert answer(made_out, "1.10").place.cell == f"A{at}"
    unclear = read(workbook(own, values, change=unnamed), wide)
    assert [each.label for each in _of(unclear, DifferenceKind.ROW_MISSING)] == ["1.10"]
    assert [each.place.cell for each in _of(unclear, DifferenceKind.ROW_UNKNOWN)] == [f"A{at}"]


def test_a_number_that_may_be_two_codes_with_the_same_text_is_neither() -> None:
    twins = _with_another("1.10", BASIS.catalogue["1.1"].name)
    own = form("so-a", twins)
    first, second = own.by_key["1.1"].number, own.by_key["1.10"].number

    def numbers(book: Any) -> None:
        for row in (first, second):
            book[SCORES].cell(row, 1).value = 1.1

    submission = read(workbook(own, {("1.10-a", Column.LEVEL): "x"}, change=numbers), twins)
    assert [each.label for each in _of(submission, DifferenceKind.ROW_MISSING)] == ["1.1", "1.10"]
    unknown = [each.place.cell for each in _of(submission, DifferenceKind.ROW_UNKNOWN)]
    assert unknown == [f"A{first}", f"A{second}"]


# --- sheets ------------------------------------------------------------------------------------------------------


def _rename(old: str, new: str) -> Change:
    def change(book: Any) -> None:
        book[old].title = new

    return change


def test_a_renamed_score_sheet_is_found_by_its_headers() -> None:
    submission = filled(VALUES, change=_rename(SCORES, "Bảng điểm PL1"))
    assert _seen(submission) == READ
    assert answer(submission, "1.1").score.place.sheet == "Bảng điểm PL1"
    assert [(each.kind, each.label, each.found) for each in submission.differences] == [
        (DifferenceKind.TEXT, "tên sheet", "Bảng điểm PL1")
    ]


def test_the_name_of_a_sheet_is_compared_folded() -> None:
    name = unicodedata.normalize("NFD", "CHẤM  ĐIỂM")
    submission = filled(VALUES, change=_rename(SCORES, name))
    assert _seen(submission) == READ
    assert submission.differences == ()


def test_all_sheets_renamed_at_once_are_told_apart() -> None:
    def change(book: Any) -> None:
        for number, sheet in enumerate(book.worksheets):
            sheet.title = f"Sheet{number}"

    submission = filled(
        VALUES,
        initiatives=[{InitiativeColumn.TITLE: "Sáng kiến A"}],
        closing={ClosingField.AUTHOR: "Nguyễn Thị Thử"},
        change=change,
    )
    assert _seen(submission) == READ
    assert [each.title.value for each in submission.initiatives] == ["Sáng kiến A"]
    assert submission.closing.author.value == "Nguyễn Thị Thử"


def test_lost_sheets_are_named_and_the_rest_is_read() -> None:
    def change(book: Any) -> None:
        del book[Sheet.INITIATIVES.value]
        del book[Sheet.CLOSING.value]
        del book[Sheet.GUIDE.value]

    submission = filled(VALUES, change=change)
    assert _seen(submission) == READ
    assert [each.label for each in submission.differences] == ["Sáng kiến", "Khó khăn, vướng mắc"]
    assert {each.kind for each in submission.differences} == {DifferenceKind.SHEET_MISSING}
    assert submission.initiatives == ()


def test_without_the_score_sheet_every_answer_is_missing() -> None:
    def change(book: Any) -> None:
        del book[SCORES]

    submission = filled(VALUES, change=change)
    assert _kinds(submission) == [(DifferenceKind.SHEET_MISSING, "")]
    assert [each.score.value for each in submission.answers] == [None, None, None]


def test_an_added_sheet_is_named_and_not_read() -> None:
    def change(book: Any) -> None:
        book.create_sheet("Nháp")["A1"] = "Mã"

    found = filled(VALUES, change=change).differences
    assert [(each.kind, each.place.sheet) for each in found] == [(DifferenceKind.STRAY, "Nháp")]


def test_a_copy_of_the_score_sheet_is_not_read_instead() -> None:
    def change(book: Any) -> None:
        copy = book.copy_worksheet(book[SCORES])
        copy.title = "Chấm điểm (2)"
        copy["G8"] = "BC khác"

    assert _seen(filled(VALUES, change=change)) == READ


def test_an_appendix_that_only_contributes_is_read() -> None:
    submission = filled({("1.2/Y", Column.EXPLANATION): "Đã cung cấp"}, unit="so-c")
    assert submission.answers == ()
    assert [each.explanation.value for each in submission.contributions] == ["Đã cung cấp"]
    assert submission.differences == ()


def test_cells_without_addresses_stand_one_after_the_other() -> None:
    values = VALUES | {("1.1", Column.FIGURES): "trước"}
    data = with_cell(workbook(form(), values), "G8", '<c t="inlineStr"><is><t>BC không địa chỉ</t></is></c>')
    found = answer(read(data), "1.1").evidence
    assert (found.value, found.place.cell) == ("BC không địa chỉ", "G8")


def test_the_visible_code_stays_where_the_form_says() -> None:
    assert CODE_CELL == "B4"
