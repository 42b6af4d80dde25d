"""Sheet “Khó khăn, kiến nghị” of the review workbook, on which the office puts notes of agencies together by subject."""

from collections.abc import Iterator

from par_excel.form.office_sheets import NOTE_KEY, REVIEW_NOTES, ReviewNoteColumn
from par_excel.model import NoteKind, Result, SynthesisEntry, Unit
from par_excel.writing.book.looks import HEAD_ROW, SheetFrame, add_sheet, write_frame
from par_excel.writing.book.workbook import write_text
from par_excel.writing.office.input_cells import InputStyles, lock, write_heads, write_texts
from par_excel.writing.report.difficulties import written

_WIDTHS = (7.0, 15.0, 24.0, 60.0, 28.0, 60.0)
_NOTE = (
    "Chỉ ghi vào các ô màu vàng: các dòng cùng chủ đề được nêu một lần, kèm tên các cơ quan; dòng để trống cả hai ô không "
    "đưa vào báo cáo. Chưa ghi ô nào thì báo cáo liệt kê theo cơ quan."
)
_OWN_ROWS = 5
"""Rows of each kind in which the office adds what no agency wrote."""


def write_notes(frame: SheetFrame, styles: InputStyles) -> list[tuple[str, str, str]]:
    """Write the list, filled in with what is recorded; return the key, unit and kind of each row."""
    sheet = add_sheet(frame, REVIEW_NOTES, _WIDTHS)
    write_frame(sheet, frame, "Khó khăn, vướng mắc và kiến nghị", _NOTE, frozen=3)
    write_heads(frame, sheet, [column.value for column in ReviewNoteColumn])
    recorded = list(frame.result.synthesis)
    keys = []
    for number, (unit, kind, text) in enumerate(_rows(frame.result), start=1):
        key, row = f"{NOTE_KEY}{number}", HEAD_ROW + number
        keys.append((key, "" if unit is None else unit.id, kind.value))
        name = "" if unit is None else unit.name
        write_texts(frame, sheet, row, (key, kind.value, name, text), _WIDTHS)
        said = _taken(recorded, keys[-1])
        write_text(sheet, row, ReviewNoteColumn.SUBJECT.index, said.subject if said else "", styles.text)
        write_text(sheet, row, ReviewNoteColumn.TEXT.index, said.text if said else "", styles.text)
    lock(sheet)
    return keys


def _rows(result: Result) -> Iterator[tuple[Unit | None, NoteKind, str]]:
    """Yield what agencies wrote, difficulties first, then rows of the office's own."""
    for kind in NoteKind:
        for unit in result.units:
            if text := written(unit, kind):
                yield unit.unit, kind, text
        for _ in range(_OWN_ROWS):
            yield None, kind, ""


def _taken(recorded: list[SynthesisEntry], key: tuple[str, str, str]) -> SynthesisEntry | None:
    """Take out what is recorded of a row; of rows of the office's own the first that is left."""
    found = next((each for each in recorded if (each.unit, each.kind.value) == key[1:]), None)
    if found is not None:
        recorded.remove(found)
    return found
