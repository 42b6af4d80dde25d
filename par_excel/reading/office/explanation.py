"""A table for the additional explanation that came back: whose it is, and what was answered."""

from par_excel.form.office_sheets import EXPLAIN_HIDDEN, EXPLAIN_SHEET, ExplainColumn
from par_excel.model import AppraisalReply, Limits, NotReplied, Replies
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.form.identity import explanation_stamp
from par_excel.reading.form.values import number_cell, text_cell
from par_excel.reading.office.filled_tables import FilledTable, Unfit, open_sheets, repeated, table_on

_NEEDED = (ExplainColumn.CODE, ExplainColumn.APPRAISED, ExplainColumn.ANSWER)


def read_replies(data: bytes, limits: Limits) -> Replies | NotReplied:
    """Return what was answered, or why nothing of it is taken."""
    try:
        return _replies(data, limits)
    except (Unfit, Breach) as unfit:
        return NotReplied(str(unfit))


def _replies(data: bytes, limits: Limits) -> Replies:
    sheets = open_sheets(data, limits, EXPLAIN_HIDDEN, EXPLAIN_SHEET)
    stamp = explanation_stamp(sheet.raw for sheet in sheets.values())
    table = table_on(sheets[EXPLAIN_SHEET], ExplainColumn) if EXPLAIN_SHEET in sheets else None
    if stamp is None or table is None or table.lost(_NEEDED):
        heads = ", ".join(column.value for column in _NEEDED)
        raise Unfit(f"Không còn sheet “{EXPLAIN_SHEET}” với các cột {heads}.")
    found = [(code, reply) for row in table.rows for code, reply in _reply(table, row)]
    twice = repeated(code for code, _ in found)
    if twice:
        raise Unfit(f"Có dòng lặp lại: {', '.join(twice)}.")
    return Replies(unit=stamp[1], by_criterion=dict(found))


def _reply(table: FilledTable[ExplainColumn], row: int) -> list[tuple[str, AppraisalReply]]:
    """Return the criterion of a row with what was answered; nothing where the row is blank."""
    code = (text_cell(table.cell(row, ExplainColumn.CODE)).value or "").strip()
    answer = text_cell(table.cell(row, ExplainColumn.ANSWER))
    if code:
        text = (answer.raw if answer.value is None else answer.value).strip()
        appraised = number_cell(table.cell(row, ExplainColumn.APPRAISED)).value
        return [(code, AppraisalReply(text=text, appraised=appraised))]
    if not answer.is_empty:
        raise Unfit(f"Dòng {row} có nội dung giải trình nhưng không còn mã tiêu chí.")
    return []
