"""The feedback workbook: our own form filled again with what an agency sent in, its faults marked and explained.

It is built anew each time, so the marks of earlier rounds are gone; it holds this agency's data and no other's.
The agency mends this very file and sends it back: to the reader it is a form like any other, of the next revision.
"""

from collections.abc import Mapping, Sequence
from io import BytesIO

from xlsxwriter.utility import xl_cell_to_rowcol

from par_excel.form import FEEDBACK_SHEET, HEADER_ROW, INITIATIVE_HEADER_ROW, Form, FormCell, Sheet
from par_excel.model import Rule
from par_excel.writing.book.workbook import write_note
from par_excel.writing.feedback.faults import Fault, Feedback, marked
from par_excel.writing.feedback.sheet import write_feedback_sheet
from par_excel.writing.template.page import FormSheet
from par_excel.writing.template.styles import FAULT_COLOURS, Styles
from par_excel.writing.template.workbook import new_form_book, write_form

_ROWS_ABOVE = 3
"""So many rows above the first cell at fault are seen when the workbook opens."""
_FROZEN = {Sheet.SCORES: (HEADER_ROW, 2), Sheet.INITIATIVES: (INITIATIVE_HEADER_ROW, 2)}


def feedback_workbook(feedback: Feedback, rules: Mapping[str, Rule]) -> bytes:
    """Return the workbook that an agency mends and sends back.

    Args:
        feedback: what is said about its submission.
        rules: the declared checks by code, as for a template.
    """
    form = feedback.form
    cells = marked(form, feedback.faults)
    stream = BytesIO()
    book = new_form_book(stream, form)
    styles = Styles(book)
    front = book.add_worksheet(FEEDBACK_SHEET, FormSheet)
    worst = {at: given[0].finding.severity for at, given in cells.items()}
    sheets = write_form(book, styles, form, rules, feedback.refilled.entries, worst)
    write_feedback_sheet(front, styles, feedback)
    for at, given in cells.items():
        _write_note(sheets[at.sheet], at, given, form)
    _open_at(sheets, front, next(iter(cells), None))
    book.close()
    return stream.getvalue()


def _write_note(sheet: FormSheet, at: FormCell, given: Sequence[Fault], form: Form) -> None:
    """Attach what is wrong in a cell and how to mend it."""
    texts = [_note(fault) for fault in given]
    author, colour = form.basis.period.sender.name, FAULT_COLOURS[given[0].finding.severity]
    row, column = xl_cell_to_rowcol(at.address)
    write_note(sheet, row, column, "\n\n".join(texts), author=author, colour=colour)


def _note(fault: Fault) -> str:
    finding = fault.finding
    value = f"\nĐã ghi: “{fault.value}”." if fault.value else ""
    return f"{finding.severity.value.upper()} {finding.code}. {fault.wrong}{value}\nCách sửa: {fault.mend}"


def _open_at(sheets: Mapping[Sheet, FormSheet], front: FormSheet, at: FormCell | None) -> None:
    """Let the workbook open on the first cell at fault; where none is, on the list."""
    if at is None:
        front.activate()
        return
    sheet = sheets[at.sheet]
    sheet.activate()
    sheet.set_selection(at.address)
    if at.sheet in _FROZEN:
        frozen_rows, frozen_columns = _FROZEN[at.sheet]
        row, _ = xl_cell_to_rowcol(at.address)
        top = max(frozen_rows, row - _ROWS_ABOVE)
        sheet.freeze_panes(frozen_rows, frozen_columns, top, frozen_columns)
