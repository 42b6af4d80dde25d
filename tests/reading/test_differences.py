"""Every locked cell is compared with the form; stray content is named up to a bound and then counted."""

from decimal import Decimal
from typing import Any

import pytest

from par_excel.form import Column, Sheet
from par_excel.model import Difference, DifferenceKind, Submission
from par_excel.reading.form.submissions import read_submission
from tests.reading.workbooks import BASIS, SCORES, filled, form, parcel, workbook

K = DifferenceKind


def _differences(**cells: Any) -> list[Difference]:
    def change(book: Any) -> None:
        for address, value in cells.items():
            book[SCORES][address] = value

    return list(filled(change=change).differences)


@pytest.mark.parametrize(
    ("cell", "value", "kind", "criterion", "expected", "found"),
    [
        ("B8", "Nội dung đã sửa", K.TEXT, "1.1", "Nội dung 1.1", "Nội dung đã sửa"),
        ("B8", None, K.TEXT, "1.1", "Nội dung 1.1", ""),
        ("B9", "Mức khác", K.TEXT, "1.1", "Mức 1", "Mức khác"),
        ("B19", "TỔNG", K.TEXT, "", "TỔNG ĐIỂM CỦA PHỤ LỤC 1", "TỔNG"),
        ("C8", 3, K.POINTS, "1.1", "1,5", "3"),
        ("C8", "3 điểm", K.POINTS, "1.1", "1,5", "3"),
        ("C8", "ba", K.POINTS, "1.1", "1,5", "ba"),
        ("C8", None, K.POINTS, "1.1", "1,5", ""),
        ("C9", 2, K.POINTS, "1.1", "1,5", "2"),
        ("C11", 0.25, K.POINTS, "1.1", "0", "0,25"),
        ("C18", 1, K.POINTS, "2.3", "", "1"),
        ("C23", 2, K.POINTS, "2.1", "1", "2"),
        ("E7", 3, K.FORMULA_LOST, "1", "công thức", "3"),
        ("E19", None, K.FORMULA_LOST, "", "công thức", ""),
        ("I8", "Đạt", K.FORMULA_LOST, "1.1", "công thức", "Đạt"),
        ("I23", "Đạt", K.FORMULA_LOST, "2.1", "công thức", "Đạt"),
        ("G9", "BC ở dòng mức", K.STRAY, "1.1", "", "BC ở dòng mức"),
        ("K8", 12.5, K.STRAY, "1.1", "", "12,5"),
        ("B40", "Người lập", K.STRAY, "", "", "Người lập"),
        ("A40", "Ghi chú", K.STRAY, "", "", "Ghi chú"),
        ("F10", "=1+1", K.STRAY, "1.1", "", "=1+1"),
    ],
)
def test_each_change_of_a_locked_cell_is_named(
    *, cell: str, value: Any, kind: DifferenceKind, criterion: str, expected: str, found: str
) -> None:
    if kind is K.STRAY and str(value).startswith("="):
        assert _differences(**{cell: value}) == []  # a formula that was never computed shows nothing
        return
    assert [
        (each.kind, each.place.cell, each.criterion, each.expected, each.found)
        for each in _differences(**{cell: value})
    ] == [(kind, cell, criterion, expected, found)]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("B8", " nội  dung 1.1 "),
        ("C8", "1,5"),
        ("C8", 1.5000000000000002),
        ("A8", " 1.1 "),
        ("E8", 1),
        ("D8", "KPS"),
        ("K8", "   "),
        ("K3", "ghi chú trên đầu bảng"),
    ],
)
def test_what_does_not_change_the_form_is_no_difference(cell: str, value: Any) -> None:
    assert _differences(**{cell: value}) == []


def test_the_rate_formula_of_the_form_is_watched() -> None:
    row = form("so-b").by_key["1.3.1-TL"]

    def change(book: Any) -> None:
        book[SCORES][row.cell(Column.FIGURES)] = 96

    found = filled(unit="so-b", change=change).differences
    assert [(each.kind, each.place.cell) for each in found] == [(K.FORMULA_LOST, row.cell(Column.FIGURES))]


def test_stray_cells_are_named_up_to_twenty_and_then_counted() -> None:
    found = _differences(**{f"K{row}": f"ghi chú {row}" for row in range(30, 63)})
    assert len(found) == 21
    assert (found[0].place.cell, found[19].place.cell) == ("K30", "K49")
    assert (found[20].found, found[20].place.cell) == ("và 13 ô khác", "")


def test_a_sheet_without_protection_is_said_once() -> None:
    def change(book: Any) -> None:
        book[SCORES].protection.sheet = False

    found = filled(change=change).differences
    assert [(each.kind, each.label, each.place.cell) for each in found] == [(K.UNPROTECTED, SCORES, "")]


def test_a_raised_maximum_does_not_change_what_is_read() -> None:
    def change(book: Any) -> None:
        book[SCORES]["C9"] = 3

    submission = filled({("1.1-a", Column.LEVEL): "x"}, change=change)
    assert submission.answers[0].score.value == Decimal("1.5")


def test_formulas_that_were_never_computed_are_said_once() -> None:
    data = workbook(form())
    found = read_submission(parcel(data), BASIS)
    assert isinstance(found, Submission)
    (said,) = found.differences
    assert (said.kind, said.place.sheet, said.place.cell) == (K.NOT_COMPUTED, SCORES, "")
    assert said.label == "7 ô có công thức"


@pytest.mark.parametrize(
    ("rows", "labels"),
    [
        ((8,), ["dòng 8"]),
        ((8, 9, 10), ["dòng 8–10"]),
        ((8, 9, 12, 13), ["dòng 8–9", "dòng 12–13"]),
        ((1, 5, 40), []),
    ],
)
def test_hidden_rows_of_the_form_are_named_together(rows: tuple[int, ...], labels: list[str]) -> None:
    def hide(book: Any) -> None:
        for row in rows:
            book[SCORES].row_dimensions[row].hidden = True

    found = filled(change=hide).differences
    assert [(each.kind, each.label) for each in found] == [(K.HIDDEN, label) for label in labels]


def test_hidden_columns_and_sheets_are_named_and_the_hidden_sheet_when_it_is_shown() -> None:
    def change(book: Any) -> None:
        book[SCORES].column_dimensions.group("G", "H", hidden=True)
        book[Sheet.CLOSING.value].sheet_state = "veryHidden"
        book[Sheet.HIDDEN.value].sheet_state = "visible"

    assert [(each.kind, each.label) for each in filled(change=change).differences] == [
        (K.HIDDEN, "sheet Khó khăn, vướng mắc"),
        (K.SHOWN, "sheet _par"),
        (K.HIDDEN, "cột Tài liệu kiểm chứng"),
        (K.HIDDEN, "cột Giải trình"),
    ]
