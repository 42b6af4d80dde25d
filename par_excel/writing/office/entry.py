"""The entry list, for people and for programs.

The workbook is locked but for two columns, in which people say what they have typed; JSON and CSV say the same. In the
CSV no text can become a formula.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping

from par_excel.form.office_sheets import ENTRY_HIDDEN, ENTRY_KIND, ENTRY_SHEET, FILES_SHEET, EntryColumn
from par_excel.model import Basis, EntryFile, EntryItem, EntryList, Level, Result
from par_excel.model.as_json import Facts, facts_of, json_pieces
from par_excel.vietnamese import format_number, upright
from par_excel.writing.book.line_breaks import LIMIT_HEIGHT, line_count, lines_within, row_height
from par_excel.writing.book.looks import (
    BODY_SIZE,
    HEAD_ROW,
    CellLook,
    SheetFrame,
    Tone,
    add_sheet,
    result_workbook,
    write_frame,
)
from par_excel.writing.book.page import PROTECTION
from par_excel.writing.book.table import Value, write_value
from par_excel.writing.book.workbook import BookSheet, set_growing_row, write_text
from par_excel.writing.office.input_cells import InputStyles, input_styles, write_heads, write_hidden

_FORMULA_START = re.compile(r"((?:^|[,;|\t\r\n])[\"'\s]*)(?=[=+@＝＋＠－-])|^(?=[\t\r])")
"""Where a field may begin to a reader with any separator, and what spreadsheet programs take there for a formula."""


def entry_json(entry: EntryList, marks: Mapping[str, str]) -> bytes:
    """Return the list as JSON; numbers are exact decimal text."""
    facts = {
        **facts_of(entry),
        "items": [item_facts(item, marks) for item in entry.items],
        "loose_files": [{"name": file.name, "source": file.source} for file in entry.loose],
    }
    return ("".join(json_pieces(facts)) + "\n").encode()


def item_facts(item: EntryItem, marks: Mapping[str, str]) -> Facts:
    """Return an item as facts."""
    code = item.criterion.code
    return {**facts_of(item), "entered": code in marks, "by": marks.get(code, "")}


def entry_csv(entry: EntryList, marks: Mapping[str, str]) -> bytes:
    """Return the list as Vietnamese Excel opens it by a double click: UTF-8 with its mark, semicolons, decimal commas.

    Every field is quoted, and in none begins a formula, wherever the separator of another country would cut it.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL)
    columns = [column for column in EntryColumn if column is not EntryColumn.SEAL]
    writer.writerow([column.value for column in columns])
    for item in entry.items:
        texts = _fact_texts(item, marks)
        writer.writerow([_harmless(texts[column]) for column in columns])
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def _fact_texts(item: EntryItem, marks: Mapping[str, str]) -> Mapping[EntryColumn, str]:
    code = item.criterion.code
    return {
        EntryColumn.CODE: code,
        EntryColumn.NAME: item.criterion.full_name,
        EntryColumn.MAXIMUM: format_number(item.criterion.maximum),
        EntryColumn.SCORE: "" if item.score is None else format_number(item.score),
        EntryColumn.LINES: "\n".join(line.text for line in item.ticked)
        or ("KPS" if item.is_not_arisen else ""),
        **_shared_texts(item),
        EntryColumn.ENTERED: "x" if code in marks else "",
        EntryColumn.BY: marks.get(code, ""),
    }


def _harmless(text: str) -> str:
    return _FORMULA_START.sub(lambda found: f"{found[1] or ''}'", upright(text))


_WIDTHS = {
    EntryColumn.CODE: 8.0,
    EntryColumn.NAME: 28.0,
    EntryColumn.MAXIMUM: 8.0,
    EntryColumn.SCORE: 8.0,
    EntryColumn.LINES: 26.0,
    EntryColumn.FIGURES: 24.0,
    EntryColumn.DOCUMENTS: 30.0,
    EntryColumn.FILES: 18.0,
    EntryColumn.EXPLANATION: 52.0,
    EntryColumn.NOTES: 20.0,
    EntryColumn.ENTERED: 8.0,
    EntryColumn.BY: 14.0,
    EntryColumn.SEAL: 10.0,
}
_LOOKS = {
    EntryColumn.CODE: CellLook.CODE,
    EntryColumn.MAXIMUM: CellLook.SCORE,
    EntryColumn.SCORE: CellLook.SCORE,
}
_AT = {column: index for index, column in enumerate(EntryColumn)}
_NOTE = (
    "Nhập theo thứ tự từ trên xuống; đánh x ở cột “Đã nhập” và ghi tên ở cột “Người nhập”. "
    "Hai người cùng làm: mỗi người một bản chép, rồi chạy entry --read."
)


def entry_workbook(basis: Basis, result: Result, entry: EntryList, marks: Mapping[str, str]) -> bytes:
    """Return the workbook.

    Args:
        basis: what everything was judged against.
        result: the merged period.
        entry: what is to be typed.
        marks: who has typed what, by code.
    """
    return result_workbook(
        basis,
        result,
        lambda frame: _write_sheets(frame, entry, marks),
        title=f"Danh sách nhập liệu – {basis.period.title}",
        subject="DỰ THẢO" if entry.draft_reasons else "",
        comment=entry.fingerprint,
        draft_hint="chạy lệnh entry để xem lý do",
        more_scores=[item.score for item in entry.items if item.score is not None],
        lock_structure=True,
    )


def _write_sheets(frame: SheetFrame, entry: EntryList, marks: Mapping[str, str]) -> None:
    _write_list(frame, entry, marks)
    if entry.loose:
        _write_loose(frame, entry.loose)
    write_hidden(frame, ENTRY_HIDDEN, _hidden_rows(entry)).protect("", PROTECTION)


def _write_list(frame: SheetFrame, entry: EntryList, marks: Mapping[str, str]) -> None:
    sheet = add_sheet(frame, ENTRY_SHEET, [_WIDTHS[column] for column in EntryColumn])
    write_frame(
        sheet, frame, "Danh sách nhập vào phần mềm", f"{_NOTE} Mã: {entry.fingerprint[:12]}", frozen=2
    )
    write_heads(frame, sheet, [column.value for column in EntryColumn])
    styles = input_styles(frame)
    row = HEAD_ROW
    field = ""
    for item in entry.items:
        heading = frame.basis.catalogue.field_of(item.criterion.code)
        if heading.code != field:
            row, field = row + 1, heading.code
            _write_field(sheet, frame, row, heading.code, heading.name)
        row += 1
        _write_item(sheet, frame, row, item)
        _write_inputs(frame, sheet, styles, row, item, marks.get(item.criterion.code))
    entered = _AT[EntryColumn.ENTERED]
    if row > HEAD_ROW:
        sheet.data_validation(HEAD_ROW + 1, entered, row, entered, _VALIDATION)
    seal = _AT[EntryColumn.SEAL]
    sheet.set_column(seal, seal, _WIDTHS[EntryColumn.SEAL], None, {"hidden": 1})
    sheet.print_area(0, 0, row, seal - 1)
    sheet.autofilter(HEAD_ROW, 0, row, seal - 1)
    sheet.protect("", PROTECTION)


_VALIDATION = {
    "validate": "list",
    "source": ["x"],
    "error_title": "Đã nhập",
    "error_message": "Chỉ ghi x khi đã nhập xong tiêu chí này, hoặc để trống.",
}


def _write_field(sheet: BookSheet, frame: SheetFrame, row: int, code: str, name: str) -> None:
    for at in range(len(EntryColumn)):
        sheet.write_blank(row, at, None, frame.formats[CellLook.TEXT, Tone.FIELD])
    write_text(sheet, row, 0, code, frame.formats[CellLook.CODE, Tone.FIELD])
    set_growing_row(sheet, row, 18)
    style = frame.formats[CellLook.CODE, Tone.FIELD]
    write_text(sheet, row, 1, f"{Level.FIELD.value.capitalize()}: {name}", style)


def _write_item(sheet: BookSheet, frame: SheetFrame, row: int, item: EntryItem) -> None:
    values = _values(item)
    for column, value in values.items():
        style = frame.formats[_LOOKS.get(column, CellLook.TEXT), _tone(column, item)]
        write_value(sheet, row, _AT[column], value, style=style, at={})
    texts = [(value, _WIDTHS[column]) for column, value in values.items() if isinstance(value, str)]
    set_growing_row(sheet, row, row_height(texts, BODY_SIZE))


def _values(item: EntryItem) -> Mapping[EntryColumn, Value]:
    lines = [f"☒ {line.text}: {format_number(line.points)}" for line in item.ticked]
    if item.is_not_arisen:
        lines.append("KPS (không phát sinh)")
    return {
        EntryColumn.CODE: item.criterion.code,
        EntryColumn.NAME: item.criterion.full_name,
        EntryColumn.MAXIMUM: item.criterion.maximum,
        EntryColumn.SCORE: item.score,
        EntryColumn.LINES: "\n".join(lines),
        **_shared_texts(item),
        EntryColumn.NOTES: "\n".join((*item.notes, *_unseen(item))),
        EntryColumn.SEAL: item.fingerprint,
    }


def _unseen(item: EntryItem) -> Iterator[str]:
    """Yield a word where no row of a sheet is high enough for the text that is pasted."""
    width = _WIDTHS[EntryColumn.EXPLANATION]
    if line_count(item.explanation, width, BODY_SIZE) > lines_within(LIMIT_HEIGHT, BODY_SIZE):
        yield "giải trình dài hơn ô hiện được: bấm vào ô rồi sao chép, nội dung vẫn đủ"


def _shared_texts(item: EntryItem) -> Mapping[EntryColumn, str]:
    """Return the texts that workbook and CSV write alike."""
    return {
        EntryColumn.FIGURES: "\n".join(item.figures),
        EntryColumn.DOCUMENTS: "\n".join(item.documents),
        EntryColumn.FILES: "\n".join(file.name for file in item.files),
        EntryColumn.EXPLANATION: item.explanation,
        EntryColumn.NOTES: "\n".join(item.notes),
    }


def _tone(column: EntryColumn, item: EntryItem) -> Tone:
    if not item.may_be_entered and column in {EntryColumn.SCORE, EntryColumn.NOTES}:
        return Tone.ALERT
    if column is EntryColumn.NOTES and (item.changes or item.doubts):
        return Tone.WARN
    return Tone.FAINT if column is EntryColumn.SEAL else Tone.PLAIN


def _write_inputs(  # noqa: PLR0913, PLR0917 - two cells: where, how they look, of what and what is in them
    frame: SheetFrame, sheet: BookSheet, styles: InputStyles, row: int, item: EntryItem, by: str | None
) -> None:
    closed = frame.formats[CellLook.CENTRE, Tone.FAINT]
    mark, name = (styles.mark, styles.text) if item.may_be_entered else (closed, closed)
    write_text(sheet, row, _AT[EntryColumn.ENTERED], "" if by is None else "x", mark)
    write_text(sheet, row, _AT[EntryColumn.BY], by or "", name)


def _write_loose(frame: SheetFrame, files: Iterable[EntryFile]) -> None:
    widths = (60.0, 90.0)
    sheet = add_sheet(frame, FILES_SHEET, widths)
    note = "Tệp gửi kèm bản nộp mà tên không nêu mã tiêu chí hay số văn bản đã ghi; hãy tự gắn vào tiêu chí phù hợp."
    write_frame(sheet, frame, FILES_SHEET, note)
    write_heads(frame, sheet, ("Tệp trong tai_lieu", "Nơi nhận trong inbox"), height=None)
    for row, file in enumerate(files, start=HEAD_ROW + 1):
        for at, text in enumerate((file.name, file.source)):
            write_text(sheet, row, at, text, frame.formats[CellLook.TEXT, Tone.PLAIN])
        set_growing_row(sheet, row, row_height(zip((file.name, file.source), widths, strict=True), BODY_SIZE))
    sheet.protect("", PROTECTION)


def _hidden_rows(entry: EntryList) -> Iterator[tuple[str, str, str]]:
    """Yield what the list was made from, then the fingerprint and the score of each item."""
    yield ENTRY_KIND, entry.period, entry.fingerprint
    for item in entry.items:
        score = "" if item.score is None else format_number(item.score)
        yield item.criterion.code, item.fingerprint, score
