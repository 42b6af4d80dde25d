"""What stands around the tables is compared with the form as issued; what the office changed since is no difference."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from par_excel.form import CODE_CELL, HEADER_ROW, Column, Sheet
from par_excel.form.fixed_texts import NOTICES
from par_excel.model import Deadline, DeadlineId, DifferenceKind
from tests.reading.workbooks import BASIS, filled, form, read, workbook

SHEETS = {sheet.name[0]: sheet.value for sheet in Sheet}
SCORES, GUIDE = SHEETS["S"], SHEETS["G"]


def told(**cells: str) -> list[tuple[str, str, str]]:
    """Return place, label and text of each difference, after these cells of sheets were overwritten."""

    def change(book: Any) -> None:
        for name, text in cells.items():
            sheet, cell = name.split("_")
            book[SHEETS[sheet]][cell] = text or None

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
        ("C_B15", "Ký ở đây", "chỗ ký"),
        ("G_B5", "Hết ngày 31/12/2099", "thời hạn"),
        ("G_A5", "Ngày", "mục của hướng dẫn"),
        ("G_B6", "", "đầu mối hỗ trợ"),
        (f"S_{Column.CHECK.letter}{HEADER_ROW}", "Ghi chú", "tên cột"),
    ],
)
def test_each_text_that_was_overwritten_is_told(cell: str, text: str, label: str) -> None:
    assert told(**{cell: text}) == [(cell.partition("_")[2], label, text)]


def test_what_the_office_changed_since_is_no_difference() -> None:
    issued = workbook(form())
    later = Deadline(DeadlineId.SUBMIT, date(2021, 3, 1), "Gửi báo cáo")
    sender = replace(BASIS.period.sender, email="moi@example.vn")
    unit = replace(BASIS.units["so-a"], name="Sở Nội chính")
    units = tuple(unit if each.id == unit.id else each for each in BASIS.period.units)
    period = replace(
        BASIS.period,
        title="Kỳ đổi tên",
        legal_bases=("Văn bản mới",),
        units=units,
        deadlines=(later,),
        sender=sender,
    )
    found = read(issued, replace(BASIS, period=period)).differences
    assert [each for each in found if each.kind is DifferenceKind.TEXT] == []


def without_copies(**cells: str) -> list[str]:
    """Return the labels of what is told of a form without its hidden sheet, as older ones are."""

    def change(book: Any) -> None:
        del book[Sheet.HIDDEN.value]
        for name, text in cells.items():
            sheet, cell = name.split("_")
            book[SHEETS[sheet]][cell] = text

    found = filled(change=change).differences
    return [each.label for each in found if each.kind is DifferenceKind.TEXT]


@pytest.mark.parametrize(
    ("cells", "labels"),
    [
        ({"S_A2": "Sở Tư pháp", "G_B3": "Sở Tư pháp"}, ["tên cơ quan"]),
        ({"S_A2": "Sở Nội chính", "I_A2": "Sở Nội chính", "C_A2": "Sở Nội chính"}, []),
        ({"S_A1": "PHỤ LỤC 1 – KỲ TRƯỚC", "S_A3": "Căn cứ văn bản cũ", "S_A5": min(NOTICES)}, []),
        ({"S_A1": "PHỤ LỤC 9", "S_A3": "Theo thông báo"}, ["tiêu đề", "căn cứ"]),
        ({"C_B15": "Ký ở đây"}, ["chỗ ký"]),
    ],
)
def test_without_copies_the_office_may_have_had_other_texts(cells: dict[str, str], labels: list[str]) -> None:
    assert without_copies(**cells) == labels


def test_inserted_rows_and_columns_move_no_text_away() -> None:
    def change(book: Any) -> None:
        book[SCORES].insert_rows(2, 2)
        book[SCORES].insert_cols(1)
        book[GUIDE].insert_rows(2)

    found = read(workbook(form(), change=change)).differences
    assert [each for each in found if each.kind is DifferenceKind.TEXT] == []
