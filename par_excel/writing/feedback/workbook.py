"""The feedback workbook: our own form filled again with what an agency sent in, its faults marked and explained on a sheet of their own.

It is built anew each time, so the marks of earlier rounds are gone; it holds this agency's data and no other's.
The agency mends this very file and sends it back: to the reader it is a form like any other, of the next revision.
"""

from collections.abc import Mapping, Sequence
from enum import Enum
from io import BytesIO

from xlsxwriter.utility import xl_cell_to_rowcol

from par_excel.form import FEEDBACK_SHEET, HEADER_ROW, INITIATIVE_HEADER_ROW, Form, FormCell, Sheet
from par_excel.form.fixed_texts import form_title
from par_excel.model import Rule, Severity
from par_excel.vietnamese import harmless
from par_excel.writing.book.line_breaks import LIMIT_HEIGHT, lines_within, row_height, wrapped
from par_excel.writing.book.page import PROTECTION
from par_excel.writing.book.workbook import set_growing_row, write_note, write_number, write_text
from par_excel.writing.feedback.cells import Outside
from par_excel.writing.feedback.faults import Fault, Feedback, marked, sentence
from par_excel.writing.feedback.letter import deadline, how_to_return, received, verdict
from par_excel.writing.template.page import FormSheet, lock_margins, set_page
from par_excel.writing.template.styles import FAULT_COLOURS, Style, Styles
from par_excel.writing.template.workbook import laid_out_form

_ROWS_ABOVE = 3
"""Rows above the first cell at fault that are seen when the workbook opens."""
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
    entries = feedback.refilled.entries
    laid_out = laid_out_form(form, rules, entries)
    book, styles = laid_out.begin(stream, form)
    front = book.add_worksheet(FEEDBACK_SHEET, FormSheet)
    worst = {at: given[0].finding.severity for at, given in cells.items()}
    sheets = laid_out.fill(book, styles, form, entries, worst)
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


class Heading(Enum):
    """The columns of the table of findings."""

    NUMBER = "STT"
    SEVERITY = "Mức độ"
    CRITERION = "Tiêu chí"
    PLACE = "Vị trí (bấm để đến ô)"
    VALUE = "Nội dung đã ghi"
    WRONG = "Vì sao chưa đúng"
    MEND = "Cách sửa"
    CODE = "Mã lỗi"


_WIDTHS = (5.0, 10.0, 31.0, 24.0, 19.0, 41.0, 40.0, 8.0)
_LAST = len(_WIDTHS) - 1
_LAST_LETTER = "H"
_FONT = 11
_SEVERITIES = {Severity.ERROR: Style.ERROR, Severity.WARNING: Style.WARNING, Severity.NOTE: Style.NOTE}
_OUTSIDE_TITLE = "NỘI DUNG GHI NGOÀI BIỂU MẪU"
_OUTSIDE_HINT = (
    "Những nội dung dưới đây nằm ngoài các ô được phép nhập nên không được tính; được giữ lại ở đây để đối chiếu. "
    "Nội dung cần gửi thì chép vào cột Giải trình hoặc sheet Khó khăn, vướng mắc."
)
_OUTSIDE_SPANS = (("STT", 0, 0), ("Vị trí trong tệp đã gửi", 1, 2), ("Loại", 3, 4), ("Nội dung", 5, _LAST))


def write_feedback_sheet(sheet: FormSheet, styles: Styles, feedback: Feedback) -> None:
    """Write the whole sheet."""
    form, found, outside = feedback.form, feedback.faults, feedback.refilled.outside
    lock_margins(sheet, styles, _WIDTHS)
    header = _write_head(sheet, styles, feedback)
    for index, heading in enumerate(Heading):
        write_text(sheet, header, index, heading.value, styles[Style.HEAD])
    sheet.set_row(header, 34)
    for row, fault in enumerate(found, start=header + 1):
        write_number(sheet, row, 0, row - header, styles[Style.LINE_NUMBER])
        _write_fault(sheet, styles, row, fault, _criterion(form, fault.finding.criterion))
    last = header + len(found)
    if found:
        sheet.autofilter(header, 0, last, _LAST)
    sheet.freeze_panes(header + 1, 0)
    if outside:
        last = _write_outside(sheet, styles, last + 2, outside)
    set_page(sheet, form, last_column=_LAST_LETTER, last_row=last + 1, header_row=header + 1)
    sheet.protect("", PROTECTION)
    first = header + 1 if found else 0
    sheet.set_selection(first, 0, first, 0)


def _write_head(sheet: FormSheet, styles: Styles, feedback: Feedback) -> int:
    """Write what stands above the table; return the row of its header."""
    form, found = feedback.form, feedback.faults
    looks = Style.VERDICT_GOOD if not found else Style.VERDICT_WARN
    lines = [
        (f"KẾT QUẢ KIỂM TRA – {form_title(form)}", Style.TITLE),
        (form.unit.name, Style.TITLE),
        (verdict(found), Style.VERDICT_BAD if feedback.has_errors else looks),
        (deadline(feedback), Style.GUIDE_BOLD),
        (_what_to_do(feedback), Style.GUIDE),
        (_legend(feedback), Style.GUIDE),
    ]
    shown = [(text, style) for text, style in lines if text]
    for row, (text, style) in enumerate(shown):
        _write_wide(sheet, styles, row, text, style)
    return len(shown)


def _what_to_do(feedback: Feedback) -> str:
    first = "Bấm vào cột “Vị trí” để đến từng ô, đọc ghi chú của ô và sửa ngay trong tệp này. "
    return (first if feedback.has_errors else "") + how_to_return(feedback)


def _legend(feedback: Feedback) -> str:
    return (
        f"Đã kiểm tra {received(feedback.judged)}. Ô màu đỏ, viền liền là lỗi; ô màu cam, viền đứt là cảnh báo; "
        f"màu và ghi chú của lần phản hồi {feedback.form.stamp.revision} này sẽ không còn ở lần sau."
    )


def _write_wide(sheet: FormSheet, styles: Styles, row: int, text: str, style: Style) -> None:
    # What an agency wrote goes through write_text, which shows what XML forbids; merge_range does not.
    sheet.merge_range(row, 0, row, _LAST, "", styles[style])
    write_text(sheet, row, 0, text, styles[style])
    size = 14 if style in {Style.TITLE, Style.VERDICT_BAD, Style.VERDICT_WARN, Style.VERDICT_GOOD} else 12
    sheet.set_row(row, row_height([(text, sum(_WIDTHS) * 0.97)], size, bold=size == 14) + 4)


def _write_fault(sheet: FormSheet, styles: Styles, row: int, fault: Fault, criterion: str) -> None:
    finding = fault.finding
    texts = {
        Heading.SEVERITY: finding.severity.value,
        Heading.CRITERION: criterion,
        Heading.PLACE: fault.place,
        Heading.VALUE: fault.value,
        Heading.WRONG: fault.wrong,
        Heading.MEND: fault.mend,
        Heading.CODE: finding.code,
    }
    looks = {Heading.SEVERITY: styles[_SEVERITIES[finding.severity]], Heading.CODE: styles[Style.LINE_CODE]}
    for column, heading in enumerate(Heading):
        if heading is Heading.PLACE and fault.at is not None:
            target = f"internal:'{fault.at.sheet.value}'!{fault.at.address}"
            sheet.write_url(row, column, target, styles[Style.RESULT_LINK], fault.place)
        elif heading in texts:
            write_text(sheet, row, column, texts[heading], looks.get(heading, styles[Style.RESULT]))
    widths = dict(zip(Heading, _WIDTHS, strict=True))
    set_growing_row(sheet, row, row_height([(texts[each], widths[each] - 1) for each in texts], _FONT) + 3)


def _criterion(form: Form, code: str) -> str:
    known = form.basis.catalogue.get(code) if code else None
    return code if known is None else f"{code} {known.name}"


def _write_outside(sheet: FormSheet, styles: Styles, row: int, outside: Sequence[Outside]) -> int:
    """Write what stands outside the form; return the last row."""
    _write_wide(sheet, styles, row, _OUTSIDE_TITLE, Style.GUIDE_BOLD)
    _write_wide(sheet, styles, row + 1, _OUTSIDE_HINT, Style.GUIDE)
    _write_spans(sheet, styles, row + 2, [heading for heading, _, _ in _OUTSIDE_SPANS], Style.HEAD)
    row += 3
    for number, each in enumerate(outside, start=1):
        place = ", ".join(part for part in (harmless(each.place.sheet), _cell_words(each)) if part)
        for part, text in enumerate(_parts(each.text)):
            shown = [str(number), place, sentence(each.kind).rstrip(".")] if part == 0 else ["", "(tiếp)", ""]
            _write_spans(sheet, styles, row, [*shown, text], Style.RESULT)
            row += 1
    return row - 1


def _cell_words(outside: Outside) -> str:
    return f"ô {outside.place.cell}" if outside.place.cell else ""


def _width(first: int, last: int) -> float:
    return sum(_WIDTHS[first : last + 1]) - 1


def _parts(text: str) -> list[str]:
    """Return a text in parts of which each fits into the highest row."""
    lines = wrapped(text, _width(5, _LAST), _FONT)
    most = lines_within(LIMIT_HEIGHT, _FONT) - 1
    return ["".join(lines[start : start + most]).rstrip("\n") for start in range(0, len(lines), most)]


def _write_spans(sheet: FormSheet, styles: Styles, row: int, texts: Sequence[str], style: Style) -> None:
    heights = []
    for (_, first, last), text in zip(_OUTSIDE_SPANS, texts, strict=True):
        if last > first:
            sheet.merge_range(row, first, row, last, "", styles[style])
        write_text(sheet, row, first, text, styles[style])
        heights.append((text, _width(first, last)))
    sheet.set_row(row, min(LIMIT_HEIGHT, row_height(heights, _FONT, bold=style is Style.HEAD) + 3))
