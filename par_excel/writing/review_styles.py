"""How the cells look that the office fills in in the review workbook, and what they take."""

from dataclasses import dataclass

from xlsxwriter.format import Format

from par_excel.writing.book import Sheet
from par_excel.writing.master_looks import BODY_SIZE, Frame
from par_excel.writing.styles import GRID_COLOUR, INPUT_COLOUR
from par_excel.writing.template_page import PROTECTION

_PROTECTION = {**PROTECTION, "sort": False}
_WRONG = "Giá trị không hợp lệ"


@dataclass(frozen=True, slots=True)
class InputStyles:
    """The formats of cells that are open."""

    tick: Format
    score: Format
    text: Format

    @staticmethod
    def only_ticks(sheet: Sheet, row: int, column: int) -> None:
        """Let a cell take a tick and nothing else."""
        message = {"error_title": _WRONG, "error_message": "Chỉ ghi x hoặc để trống."}
        sheet.data_validation(row, column, row, column, {"validate": "list", "source": ["x"], **message})

    @staticmethod
    def only_scores(sheet: Sheet, row: int, column: int, *, top: str, shown: str) -> None:
        """Let a cell take a score up to what stands in another cell, which is `shown` in the message."""
        message = f"Điểm phải là số từ 0 đến {shown}; dùng dấu phẩy cho phần lẻ, ví dụ 0,5."
        wanted = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": top}
        wanted |= {"error_title": _WRONG, "error_message": message}
        sheet.data_validation(row, column, row, column, wanted)


def input_styles(frame: Frame) -> InputStyles:
    """Return the formats of one workbook."""
    looks = {"border": 1, "border_color": GRID_COLOUR, "bg_color": INPUT_COLOUR, "valign": "top"}
    looks |= {"font_size": BODY_SIZE, "locked": False}
    return InputStyles(
        tick=frame.book.add_format({**looks, "align": "center"}),
        score=frame.book.add_format({**looks, "align": "center", "num_format": "General"}),
        text=frame.book.add_format({**looks, "text_wrap": True, "num_format": "@"}),
    )


def lock(sheet: Sheet) -> None:
    """Lock a sheet but for its open cells; rows cannot be sorted."""
    sheet.protect("", _PROTECTION)
