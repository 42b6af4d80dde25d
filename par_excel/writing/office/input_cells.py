"""What the office's workbooks share: cells that are open and what they take, rows of texts, and the hidden stamp."""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from xlsxwriter.format import Format

from par_excel.writing.book.line_breaks import row_height
from par_excel.writing.book.looks import BODY_SIZE, HEAD_ROW, CellLook, SheetFrame, Tone
from par_excel.writing.book.page import GRID_COLOUR, INPUT_COLOUR, PROTECTION
from par_excel.writing.book.workbook import BookSheet, set_growing_row, write_text

# Formulas and keys go by the rows: sorted, they would part.
_PROTECTION = {**PROTECTION, "sort": False}
_WRONG = "Giá trị không hợp lệ"
_HEAD_HEIGHT = 34


class InputStyles(Struct, frozen=True):
    """The formats of cells that are open."""

    tick: Format
    score: Format
    text: Format
    mark: Format
    """A tick that is kept as text."""

    @staticmethod
    def only_ticks(sheet: BookSheet, row: int, column: int) -> None:
        """Let a cell take a tick and nothing else."""
        message = {"error_title": _WRONG, "error_message": "Chỉ ghi x hoặc để trống."}
        sheet.data_validation(row, column, row, column, {"validate": "list", "source": ["x"], **message})

    @staticmethod
    def only_scores(sheet: BookSheet, row: int, column: int, *, top: str, shown: str) -> None:
        """Let a cell take a score up to what stands in another cell, which is `shown` in the message."""
        message = f"Điểm phải là số từ 0 đến {shown}; dùng dấu phẩy cho phần lẻ, ví dụ 0,5."
        wanted = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": top}
        wanted |= {"error_title": _WRONG, "error_message": message}
        sheet.data_validation(row, column, row, column, wanted)


def input_styles(frame: SheetFrame) -> InputStyles:
    """Return the formats of one workbook."""
    looks = {"border": 1, "border_color": GRID_COLOUR, "bg_color": INPUT_COLOUR, "valign": "top"}
    looks |= {"font_size": BODY_SIZE, "locked": False}
    return InputStyles(
        tick=frame.book.add_format({**looks, "align": "center"}),
        score=frame.book.add_format({**looks, "align": "center", "num_format": "General"}),
        text=frame.book.add_format({**looks, "text_wrap": True, "num_format": "@"}),
        mark=frame.book.add_format({**looks, "align": "center", "num_format": "@"}),
    )


def lock(sheet: BookSheet) -> None:
    """Lock a sheet but for its open cells; rows cannot be sorted."""
    sheet.protect("", _PROTECTION)


def write_heads(
    frame: SheetFrame, sheet: BookSheet, heads: Iterable[str], height: float | None = _HEAD_HEIGHT
) -> None:
    """Write the heads of a table, in a row of this height."""
    for at, head in enumerate(heads):
        write_text(sheet, HEAD_ROW, at, head, frame.formats.head)
    if height is not None:
        sheet.set_row(HEAD_ROW, height)


def write_texts(
    frame: SheetFrame, sheet: BookSheet, row: int, texts: Sequence[str], widths: Iterable[float]
) -> None:
    """Write a row of texts, the first of which is a code, as high as it needs in columns of these widths."""
    for at, text in enumerate(texts):
        look = CellLook.TEXT if at else CellLook.CODE
        write_text(sheet, row, at, text, frame.formats[look, Tone.PLAIN])
    set_growing_row(sheet, row, row_height(zip(texts, widths, strict=False), BODY_SIZE))


def write_hidden(frame: SheetFrame, name: str, rows: Iterable[Sequence[str]]) -> BookSheet:
    """Write a sheet that nobody sees, by which the program knows its own workbook again; return it."""
    sheet: BookSheet = frame.book.add_worksheet(name)
    for row, texts in enumerate(rows):
        for at, text in enumerate(texts):
            write_text(sheet, row, at, text)
    sheet.very_hidden()
    return sheet
