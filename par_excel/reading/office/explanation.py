"""A table for the additional explanation that came back: whose it is, and what was answered."""

import struct
import zipfile
import zlib
from collections import Counter
from xml.parsers import expat

from par_excel.form.office_sheets import EXPLAIN_SHEET, ExplainColumn
from par_excel.model import Limits, NotReplied, Replies, Reply
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.form.headers import Header, find_header
from par_excel.reading.form.identity import explanation_stamp
from par_excel.reading.form.located_cells import Ground
from par_excel.reading.form.values import number_cell, text_cell
from par_excel.reading.formats import open_workbook
from par_excel.vietnamese import fold

_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    struct.error,
    EOFError,
    ArithmeticError,
    ValueError,
    LookupError,
    NotImplementedError,
    RecursionError,
)


def read_replies(data: bytes, limits: Limits) -> Replies | NotReplied:
    """Return what was answered, or why nothing of it is taken."""
    try:
        book = open_workbook(data, limits, is_wanted=lambda _: True)
    except Breach as breach:
        return NotReplied(" ".join(filter(None, (breach.reason.value, breach.detail))))
    except _DAMAGE:
        return NotReplied("Tệp bảng tính bị hỏng, không mở được.")
    stamp = explanation_stamp(book.sheets)
    sheet = next((each for each in book.sheets if fold(each.name) == fold(EXPLAIN_SHEET)), None)
    header = None if sheet is None else find_header(sheet, ExplainColumn)
    needed = (ExplainColumn.CODE, ExplainColumn.APPRAISED, ExplainColumn.ANSWER)
    if stamp is None or sheet is None or header is None or not set(needed) <= set(header.columns):
        return NotReplied(
            f"Không còn sheet “{EXPLAIN_SHEET}” với các cột {', '.join(c.value for c in needed)}."
        )
    return _replies(stamp[1], Ground(sheet, is_1904=book.is_1904), header)


def _replies(unit: str, ground: Ground, header: Header[ExplainColumn]) -> Replies | NotReplied:
    columns = header.columns
    found: list[tuple[str, Reply]] = []
    for row in sorted(row for row in ground.sheet.rows if row > header.row):
        code = (text_cell(ground.spot(row, columns[ExplainColumn.CODE])).value or "").strip()
        answer = text_cell(ground.spot(row, columns[ExplainColumn.ANSWER]))
        appraised = number_cell(ground.spot(row, columns[ExplainColumn.APPRAISED])).value
        if code:
            said = (answer.raw if answer.value is None else answer.value).strip()
            found.append((code, Reply(text=said, appraised=appraised)))
        elif not answer.is_empty:
            return NotReplied(f"Dòng {row} có nội dung giải trình nhưng không còn mã tiêu chí.")
    twice = [code for code, count in Counter(code for code, _ in found).items() if count > 1]
    if twice:
        return NotReplied(f"Có dòng lặp lại: {', '.join(twice)}.")
    return Replies(unit=unit, by_criterion=dict(found))
