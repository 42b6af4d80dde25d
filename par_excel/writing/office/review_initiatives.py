"""Sheet “Sáng kiến” of the review workbook, on which the office chooses among all proposed initiatives."""

from par_excel.form.office_sheets import INITIATIVE_KEY, REVIEW_INITIATIVES, ReviewInitiativeColumn
from par_excel.model import initiative_names
from par_excel.writing.book.looks import HEAD_ROW, SheetFrame, add_sheet, write_frame
from par_excel.writing.book.texts import text_of
from par_excel.writing.book.workbook import BookSheet, write_text
from par_excel.writing.office.input_cells import InputStyles, lock, write_heads, write_texts

_WIDTHS = (7.0, 20.0, 28.0, 36.0, 18.0, 16.0, 16.0, 22.0, 26.0, 10.0, 30.0)
_NOTE = "Chỉ ghi vào các ô màu vàng: đánh x vào sáng kiến được công nhận; điểm của tiêu chí sáng kiến ghi ở sheet “Rà soát”."
_NONE = "Chưa có sáng kiến nào được đề xuất."


def write_initiatives(frame: SheetFrame, styles: InputStyles) -> list[tuple[str, str, str]]:
    """Write the list, filled in with what is recorded; return the key, unit and name of each row."""
    proposed = frame.result.initiatives
    sheet = add_sheet(frame, REVIEW_INITIATIVES, _WIDTHS)
    write_frame(sheet, frame, "Sáng kiến các cơ quan đề xuất", _NOTE if proposed else _NONE, frozen=3)
    write_heads(frame, sheet, [column.value for column in ReviewInitiativeColumn])
    keys = []
    for number, ((unit, given), name) in enumerate(
        zip(proposed, initiative_names(proposed), strict=True), start=1
    ):
        key = f"{INITIATIVE_KEY}{number}"
        keys.append((key, unit.id, name))
        write_texts(
            frame, sheet, HEAD_ROW + number, (key, unit.name, name, *map(text_of, given.cells[1:])), _WIDTHS
        )
        _write_inputs(frame, sheet, styles, number)
    lock(sheet)
    return keys


def _write_inputs(frame: SheetFrame, sheet: BookSheet, styles: InputStyles, number: int) -> None:
    row, reviews = HEAD_ROW + number, frame.result.initiative_reviews
    found = reviews[number - 1] if reviews else None
    ticked = found is not None and found.opinion.is_recognised
    at = ReviewInitiativeColumn.RECOGNISED.index
    write_text(sheet, row, at, "x" if ticked else "", styles.tick)
    styles.only_ticks(sheet, row, at)
    reason = "" if found is None else found.opinion.reason
    write_text(sheet, row, ReviewInitiativeColumn.OPINION.index, reason, styles.text)
