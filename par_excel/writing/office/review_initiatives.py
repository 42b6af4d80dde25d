"""How the cells look that the office fills in in the review workbook, and what they take.

The sheet of the review workbook on which the office chooses among all proposed initiatives.
"""

from dataclasses import dataclass

from xlsxwriter.format import Format

from par_excel.form.office_sheets import INITIATIVE_KEY, REVIEW_INITIATIVES, ReviewInitiativeColumn
from par_excel.model import Initiative, initiative_names
from par_excel.writing.book.line_breaks import row_height
from par_excel.writing.book.looks import (
    BODY_SIZE,
    HEAD_ROW,
    CellLook,
    SheetFrame,
    Tone,
    add_sheet,
    write_frame,
)
from par_excel.writing.book.page import GRID_COLOUR, INPUT_COLOUR, PROTECTION
from par_excel.writing.book.texts import said
from par_excel.writing.book.workbook import Sheet, set_growing_row, write_text

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


def input_styles(frame: SheetFrame) -> InputStyles:
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


_WIDTHS = (7.0, 20.0, 28.0, 36.0, 18.0, 16.0, 16.0, 22.0, 26.0, 10.0, 30.0)
_NOTE = "Chỉ ghi vào các ô màu vàng: đánh x vào sáng kiến được công nhận; điểm của tiêu chí sáng kiến ghi ở sheet “Rà soát”."
_NONE = "Chưa có sáng kiến nào được đề xuất."


def write_initiatives(frame: SheetFrame, styles: InputStyles) -> list[tuple[str, str, str]]:
    """Write the list, filled in with what is recorded; return the key, unit and name of each row."""
    proposed = frame.result.initiatives
    sheet = add_sheet(frame, REVIEW_INITIATIVES, _WIDTHS)
    write_frame(sheet, frame, "Sáng kiến các cơ quan đề xuất", _NOTE if proposed else _NONE, frozen=3)
    for column in ReviewInitiativeColumn:
        write_text(sheet, HEAD_ROW, column.index, column.value, frame.formats.head)
    sheet.set_row(HEAD_ROW, 34)
    keys = []
    for number, ((unit, given), name) in enumerate(
        zip(proposed, initiative_names(proposed), strict=True), start=1
    ):
        key = f"{INITIATIVE_KEY}{number}"
        keys.append((key, unit.id, name))
        _write_row(frame, sheet, HEAD_ROW + number, (key, unit.name, name, *_texts(given)))
        _write_inputs(frame, sheet, styles, number)
    lock(sheet)
    return keys


def _texts(given: Initiative) -> tuple[str, ...]:
    cells = (given.content, given.reach, given.cost, given.duration, given.effect, given.evidence)
    return tuple(map(said, cells))


def _write_row(frame: SheetFrame, sheet: Sheet, row: int, texts: tuple[str, ...]) -> None:
    for at, text in enumerate(texts):
        look = CellLook.CODE if at == 0 else CellLook.TEXT
        write_text(sheet, row, at, text, frame.formats[look, Tone.PLAIN])
    set_growing_row(sheet, row, row_height(list(zip(texts, _WIDTHS, strict=False)), BODY_SIZE))


def _write_inputs(frame: SheetFrame, sheet: Sheet, styles: InputStyles, number: int) -> None:
    row, reviews = HEAD_ROW + number, frame.result.initiative_reviews
    found = reviews[number - 1] if reviews else None
    ticked = found is not None and found.opinion.is_recognised
    at = ReviewInitiativeColumn.RECOGNISED.index
    write_text(sheet, row, at, "x" if ticked else "", styles.tick)
    styles.only_ticks(sheet, row, at)
    reason = "" if found is None else found.opinion.reason
    write_text(sheet, row, ReviewInitiativeColumn.OPINION.index, reason, styles.text)
