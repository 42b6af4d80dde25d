"""What stands around the tables is compared with the form as issued; what the office changed since is no difference."""

from typing import Any

import pytest

from par_excel.form import CODE_CELL, HEADER_ROW, Column, Sheet
from par_excel.form.fixed_texts import NOTICES
from par_excel.model import DifferenceKind
from tests.reading.workbooks import filled, form, read, workbook

SCORES, INITIATIVES, CLOSING = (sheet.value for sheet in (Sheet.SCORES, Sheet.INITIATIVES, Sheet.CLOSING))


def told(**cells: str) -> list[tuple[str, str, str]]:
    """Return place, label and text of each difference, after these cells of sheets were overwritten."""

    def change(book: Any) -> None:
        for name, text in cells.items():
            sheet, cell = name.split("_")
            book[{"S": SCORES, "I": INITIATIVES, "C": CLOSING}[sheet]][cell] = text or None

    found = filled(change=change).differences
    return [(each.place.cell, each.label, each.found) for each in found if each.kind is DifferenceKind.TEXT]


def test_the_form_as_issued_has_no_difference() -> None:
    assert told() == []


@pytest.mark.parametrize(
    ("cell", "text", "label"),
    [
        ("S_A1", "BẢNG CHẤM ĐIỂM", "tiêu đề"),
        ("S_A2", "Sở Tư pháp", "tên cơ quan"),
        ("S_A2", "", "tên cơ quan"),
        ("S_A3", "Theo thông báo", "căn cứ"),
        ("S_A4", "Số hiệu", "nhãn mã biểu mẫu"),
        (f"S_{CODE_CELL}", "CO-QUAN-LA", "mã biểu mẫu"),
        ("I_A1", "Ý tưởng", "tiêu đề"),
        ("I_A3", "Không cần ghi", "yêu cầu về sáng kiến"),
        ("C_A1", "Khác", "tiêu đề"),
        ("C_A2", "Sở Tư pháp", "tên cơ quan"),
        ("C_A7", "Người khác", "nhãn"),
        (f"S_{Column.CHECK.letter}{HEADER_ROW}", "Ghi chú", "tên cột"),
    ],
)
def test_each_text_that_was_overwritten_is_told(cell: str, text: str, label: str) -> None:
    assert told(**{cell: text}) == [(cell.partition("_")[2], label, text)]


def test_what_the_office_changed_since_is_no_difference() -> None:
    renamed = {f"{sheet}_A2": "Sở Nội chính" for sheet in "SIC"}
    assert told(**renamed) == []
    assert told(S_A1="PHỤ LỤC 1 – KỲ TRƯỚC", S_A3="Căn cứ văn bản cũ", S_A5=min(NOTICES)) == []


def test_inserted_rows_and_columns_move_no_text_away() -> None:
    def change(book: Any) -> None:
        book[SCORES].insert_rows(2, 2)
        book[SCORES].insert_cols(1)

    found = read(workbook(form(), change=change)).differences
    assert [each for each in found if each.kind is DifferenceKind.TEXT] == []
