"""Initiatives under their header, difficulties and signature beside their labels."""

from datetime import date
from typing import Any

from par_excel.form import CLOSING_FIRST_ROW, ClosingField, InitiativeColumn, Sheet
from par_excel.model import DifferenceKind, Remark
from tests.reading.workbooks import filled

C = InitiativeColumn
FIRST = {C.TITLE: "Trả kết quả qua Zalo", C.COST: 12.5, C.DURATION: "Giảm 2 ngày"}
INITIATIVES, CLOSING = Sheet.INITIATIVES.value, Sheet.CLOSING.value


def test_only_rows_in_which_something_is_written_are_read() -> None:
    found = filled(initiatives=[FIRST, {}, {C.TITLE: "   "}, {C.EFFECT: "Tiết kiệm giấy"}]).initiatives
    assert [(each.place.cell, each.title.value, each.effect.value) for each in found] == [
        ("A5", "Trả kết quả qua Zalo", None),
        ("A8", None, "Tiết kiệm giấy"),
    ]
    assert (found[0].cost.value, found[0].cost.place.cell) == ("12,5", "E5")
    assert found[0].reach.remarks == {Remark.BLANK}
    assert found[0].title.place.sheet == INITIATIVES


def test_inserted_rows_and_moved_columns_are_followed() -> None:
    def change(book: Any) -> None:
        sheet = book[INITIATIVES]
        sheet.insert_rows(5, 3)
        sheet["B6"] = "Chèn thêm"
        sheet.insert_cols(2)

    found = filled(initiatives=[FIRST], change=change).initiatives
    assert [(each.title.value, each.title.place.cell) for each in found] == [
        ("Chèn thêm", "C6"),
        ("Trả kết quả qua Zalo", "C8"),
    ]


def test_more_rows_than_the_form_offers_are_read() -> None:
    found = filled(initiatives=[{C.TITLE: f"Sáng kiến {number}"} for number in range(1, 61)]).initiatives
    assert len(found) == 60
    assert found[59].title.value == "Sáng kiến 60"


def test_a_column_of_initiatives_that_is_lost_is_named() -> None:
    submission = filled(initiatives=[FIRST], change=lambda book: book[INITIATIVES].delete_cols(5))
    assert submission.initiatives[0].cost.remarks == {Remark.MISSING}
    assert [(each.kind, each.label, each.place.sheet) for each in submission.differences] == [
        (DifferenceKind.COLUMN_MISSING, "Kinh phí", INITIATIVES)
    ]


def test_the_closing_sheet_is_read_by_its_labels() -> None:
    given: dict[ClosingField, Any] = {
        ClosingField.DIFFICULTIES: "Thiếu nhân lực\nThiếu kinh phí",
        ClosingField.AUTHOR: "Nguyễn Thị Thử",
        ClosingField.SIGNED_ON: date(2021, 2, 5),
        ClosingField.PHONE: 2333852,
        ClosingField.HEAD: "Thủ trưởng đơn vị",
    }
    closing = filled(closing=given).closing
    assert closing.difficulties.value == "Thiếu nhân lực\nThiếu kinh phí"
    assert (closing.author.value, closing.signed_on.value, closing.phone.value) == (
        "Nguyễn Thị Thử",
        "05/02/2021",
        "2333852",
    )
    assert (closing.head.value, closing.head_title.value) == ("Thủ trưởng đơn vị", None)
    assert closing.difficulties.place.cell == f"B{CLOSING_FIRST_ROW}"


def test_labels_are_followed_when_rows_move_and_missing_when_they_are_lost() -> None:
    def change(book: Any) -> None:
        sheet = book[CLOSING]
        sheet.insert_rows(1, 2)
        sheet["A8"] = None
        sheet["A9"] = " NGƯỜI  LẬP BIỂU: "

    closing = filled(closing={ClosingField.AUTHOR: "Nguyễn Thị Thử"}, change=change).closing
    assert (closing.author.value, closing.author.place.cell) == ("Nguyễn Thị Thử", "B9")
    assert closing.report_number.remarks == {Remark.MISSING}


def test_the_input_stands_right_of_a_merged_label() -> None:
    def change(book: Any) -> None:
        sheet = book[CLOSING]
        for row in range(CLOSING_FIRST_ROW, CLOSING_FIRST_ROW + len(ClosingField)):
            sheet.cell(row, 3).value = sheet.cell(row, 2).value
            sheet.cell(row, 2).value = None
            sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=2)

    closing = filled(closing={ClosingField.AUTHOR: "Nguyễn Thị Thử"}, change=change).closing
    assert (closing.author.value, closing.author.place.cell) == ("Nguyễn Thị Thử", "C7")
