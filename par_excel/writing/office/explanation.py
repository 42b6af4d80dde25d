"""The table for the additional explanation: a workbook, locked but for the answers, and a Word document of the same."""

from collections.abc import Sequence

from docx.document import Document
from xlsxwriter.format import Format

from par_excel.form.office_sheets import EXPLAIN_HIDDEN, EXPLAIN_SHEET, ExplainColumn, explain_stamp
from par_excel.model import Basis, Explanation, Period, Result, Unit
from par_excel.vietnamese import format_date, local_day
from par_excel.writing.book.line_breaks import row_height
from par_excel.writing.book.looks import (
    BODY_SIZE,
    HEAD_ROW,
    CellLook,
    SheetFrame,
    Tone,
    add_sheet,
    result_workbook,
    write_title,
    write_wide,
)
from par_excel.writing.book.table import TableColumn, Value, write_head, write_value
from par_excel.writing.book.workbook import set_growing_row, write_text
from par_excel.writing.office.input_cells import input_styles, lock, write_hidden
from par_excel.writing.report.fill import clean, packed
from par_excel.writing.report.rows import score_text
from par_excel.writing.report.sentences import is_one_name
from par_excel.writing.report.word_page import add_letterhead, add_signature, add_table, empty_document

_WIDTHS = (9.0, 36.0, 9.0, 10.0, 10.0, 10.0, 46.0, 60.0)
_LOOKS = (CellLook.CODE, CellLook.TEXT, *[CellLook.SCORE] * 4, CellLook.TEXT)
"""Looks of the columns before the answers."""
_LEAST_HEIGHT = 36.0
"""Points that a row has at least, so that there is room for an answer."""
_MORE = (
    TableColumn("Cơ quan giải trình", 22),
    TableColumn("Nhận lúc", 17, CellLook.MOMENT),
    TableColumn("Lưu ý", 30),
)
_TITLE = "Giải trình bổ sung kết quả thẩm định"
_WORD_HEADS = ("Mã", "Tiêu chí", "Tự đánh giá", "Thẩm định", "Chênh lệch", "Ý kiến thẩm định", "Giải trình")
_WORD_WIDTHS = (13, 34, 16, 16, 16, 34, 36)


def explanation_workbook(
    basis: Basis, result: Result, given: Sequence[Explanation], unit: Unit | None = None
) -> bytes:
    """Return the workbook that one agency fills in, with what it has answered already; no unit: the office's own."""
    stamp = explain_stamp(basis.period.id, "" if unit is None else unit.id)
    whose = basis.period.sender.name if unit is None else unit.name
    note = f"{whose}: ghi giải trình vào cột màu vàng, lưu tệp rồi gửi lại {basis.period.sender.name}. Không sửa các cột khác."
    return _workbook(basis, result, given, note=note, stamp=stamp)


def explanations_workbook(basis: Basis, result: Result, given: Sequence[Explanation]) -> bytes:
    """Return the one table of all agencies, with what they have answered."""
    answered = sum(each.answered is not None for each in given)
    return _workbook(basis, result, given, note=f"Đã giải trình {answered}/{len(given)} tiêu chí.", stamp="")


def _workbook(basis: Basis, result: Result, given: Sequence[Explanation], *, note: str, stamp: str) -> bytes:
    return result_workbook(
        basis,
        result,
        lambda frame: _write_sheet(frame, given, note=note, stamp=stamp),
        title=f"{_TITLE} – {basis.period.title}",
        lock_structure=bool(stamp),
    )


def _write_sheet(frame: SheetFrame, given: Sequence[Explanation], *, note: str, stamp: str) -> None:
    """Write the table; one with a stamp is locked but for the answers, one without has all agencies' answers."""
    columns = [TableColumn(column.value, width) for column, width in zip(ExplainColumn, _WIDTHS, strict=True)]
    columns += [] if stamp else _MORE
    widths = [column.width for column in columns]
    sheet = add_sheet(frame, EXPLAIN_SHEET, widths)
    sheet.set_footer(f"&R&9{_TITLE} – trang &P/&N")
    write_title(sheet, frame, _TITLE)
    write_wide(sheet, 2, note, frame.formats[CellLook.TEXT, Tone.KEY], widths=widths)
    write_text(sheet, 3, 0, stamp, frame.formats.note)
    write_head(sheet, frame.formats, columns, HEAD_ROW)
    sheet.freeze_panes(HEAD_ROW + 1, 2)
    answers = input_styles(frame).text if stamp else frame.formats[CellLook.TEXT, Tone.PLAIN]
    for row, each in enumerate(given, start=HEAD_ROW + 1):
        _write_row(frame, row, each, answers, is_whole=not stamp)
    if stamp:
        lock(sheet)
        write_hidden(frame, EXPLAIN_HIDDEN, [(stamp,)])


def _write_row(frame: SheetFrame, row: int, given: Explanation, answers: Format, *, is_whole: bool) -> None:
    sheet, formats = frame.book.worksheets()[0], frame.formats
    values: list[Value] = [given.criterion.code, given.criterion.name, given.criterion.maximum, given.score]
    values += [given.appraisal.score, given.difference, given.appraisal.opinion, given.answer]
    styles = [*formats.of_row(_LOOKS, Tone.PLAIN, {}), answers]
    texts = [(value, width) for value, width in zip(values, _WIDTHS, strict=True) if isinstance(value, str)]
    if is_whole:
        values += [_whose(frame.basis, given), given.answered or "chưa có", given.note]
        moment = CellLook.MOMENT, Tone.PLAIN
        if given.answered is None:
            moment = CellLook.CENTRE, Tone.WARN
        note = CellLook.TEXT, Tone.WARN if given.note else Tone.PLAIN
        styles += [formats[CellLook.TEXT, Tone.PLAIN], formats[moment], formats[note]]
    for at, (value, style) in enumerate(zip(values, styles, strict=True)):
        write_value(sheet, row, at, value, style=style, at={})
    set_growing_row(sheet, row, max(_LEAST_HEIGHT, row_height(texts, BODY_SIZE)))


def _whose(basis: Basis, given: Explanation) -> str:
    return basis.period.sender.name if given.unit is None else given.unit.name


def explanation_document(basis: Basis, given: Sequence[Explanation], unit: Unit | None = None) -> bytes:
    """Return the same as a Word document: of one agency, or of all where no unit is given."""
    word = empty_document(_TITLE)
    _add_head(word, basis.period, unit)
    word.add_paragraph(_TITLE.upper(), style="Title")
    word.add_paragraph(clean(f"{basis.period.title} – {basis.period.province}"), style="Trich yeu")
    word.add_paragraph(clean(f"Kính gửi: {_addressee(basis, unit)}"), style="Kinh gui")
    add_table(
        word, _WORD_HEADS, [_word_row(basis, each, is_whole=unit is None) for each in given], _WORD_WIDTHS
    )
    head = basis.period.report
    signers = "\n".join(filter(None, (head.signed_for, head.signer_title)))
    add_signature(word, "THỦ TRƯỞNG CƠ QUAN" if unit is not None else signers)
    return packed(word)


def _add_head(word: Document, period: Period, unit: Unit | None) -> None:
    """Add the head of the letter: that of the agency, or that of the report where all of it goes to the ministry."""
    head = period.report
    if unit is None:
        add_letterhead(word, head.place, head.superior, head.issuer, is_one_name=is_one_name(period))
    else:
        add_letterhead(word, head.place, f"ỦY BAN NHÂN DÂN {period.province}", unit.name)


def _addressee(basis: Basis, unit: Unit | None) -> str:
    """Return whom it is sent to: of one agency the office, of all whoever takes the report."""
    return basis.period.report.addressee if unit is None else basis.period.sender.name


def _word_row(basis: Basis, given: Explanation, *, is_whole: bool) -> tuple[str, ...]:
    who = ""
    if is_whole and given.answered is not None:
        who = f"\n({_whose(basis, given)}, {format_date(local_day(given.answered))})"
    elif is_whole:
        who = f"({_whose(basis, given)} chưa giải trình)"
    texts = (
        given.criterion.code,
        given.criterion.name,
        score_text(given.score),
        score_text(given.appraisal.score),
        score_text(given.difference),
        given.appraisal.opinion,
        f"{given.answer}{who}",
    )
    return tuple(map(clean, texts))
