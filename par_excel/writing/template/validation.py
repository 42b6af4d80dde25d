"""What the input cells of the score sheet accept, and what they say: while one types, and where it does not fit.

Validation helps whoever types and is never relied on: pasting goes past it.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from xlsxwriter.worksheet import Worksheet

from par_excel.form import NOT_ARISEN, PROPOSED_HEADER, Column, Form, FormRow, RowKind
from par_excel.model import Cumulative, Levels, WhenNotArisen
from par_excel.vietnamese import format_number
from par_excel.writing.book.table import runs_of
from par_excel.writing.template.hidden_sheet import Lists

_LIMIT_HINT = 250
"""Characters of a hint; Excel takes 255 of a message."""
_HALF = "0,5 (hoặc 0.5 nếu Excel dùng dấu chấm)"
"""How to type a half: which of the two makes a number depends on the language of Windows, the other becomes text."""
_WHEN = f"Chỉ chọn {NOT_ARISEN} khi tiêu chí không phát sinh trong năm; khi đó"
_NOT_ARISEN = {
    WhenNotArisen.TYPED: f"{_WHEN} phải nhập điểm và giải trình.",
    WhenNotArisen.FULL: f"{_WHEN} được đủ điểm, phải giải trình.",
    WhenNotArisen.LEFT_OUT: f"{_WHEN} để trống điểm, phải giải trình; điểm tối đa không tính vào tổng.",
}


def validate_inputs(sheet: Worksheet, form: Form, lists: Lists) -> None:
    """Say for every input cell what it accepts; cells that accept the same share one rule."""
    marks = [row for row in form.rows if Column.LEVEL in row.inputs]
    leaves = [row for row in marks if row.kind is RowKind.LEAF]
    lines = [row for row in marks if row.kind is not RowKind.LEAF]
    figures = [row for row in form.rows if row.kind is RowKind.FIGURE]
    _validate(sheet, Column.LEVEL, lines, _tick_rule(lists))
    for rule, message in _NOT_ARISEN.items():
        alike = [row for row in leaves if form.basis.catalogue[row.criterion].when_not_arisen is rule]
        _validate(sheet, Column.LEVEL, alike, _not_arisen_rule(lists, message))
    _validate(sheet, Column.FIGURES, figures, _figure_rule())
    for row in form.rows:
        if Column.SCORE in row.inputs:
            _validate(sheet, Column.SCORE, [row], _score_rule(form, row, lists))
        evidence = form.basis.catalogue[row.criterion].evidence if Column.EVIDENCE in row.inputs else ()
        if evidence:
            _validate(sheet, Column.EVIDENCE, [row], _evidence_rule(evidence))


def _validate(sheet: Worksheet, column: Column, rows: list[FormRow], rule: dict[str, object]) -> None:
    if rows:
        cells = " ".join(_ranges(column, [row.number for row in rows]))
        sheet.data_validation(rows[0].cell(column), {**rule, "multi_range": cells})


def _ranges(column: Column, numbers: list[int]) -> Iterator[str]:
    """Return the cells of a column as ranges, rows that follow each other as one."""
    letter = column.letter
    for first, last in runs_of(numbers):
        yield f"{letter}{first}" if first == last else f"{letter}{first}:{letter}{last}"


def _evidence_rule(evidence: Iterable[str]) -> dict[str, object]:
    hint = _short("Gợi ý: " + "; ".join(evidence), _LIMIT_HINT)
    return {"validate": "any", "input_title": "Tài liệu kiểm chứng", "input_message": hint}


def _not_arisen_rule(lists: Lists, message: str) -> dict[str, object]:
    wrong = f"Ô này chỉ nhận {NOT_ARISEN} hoặc để trống. Đánh dấu x ở các dòng mức bên dưới."
    return _rule("list", Column.LEVEL.value, message, wrong, source=lists.not_arisen)


def _tick_rule(lists: Lists) -> dict[str, object]:
    wrong = "Ô này chỉ nhận dấu x hoặc để trống."
    return _rule("list", Column.LEVEL.value, "Chọn x nếu đạt mức này.", wrong, source=lists.tick)


def _figure_rule() -> dict[str, object]:
    return _rule(
        "decimal",
        "Số liệu",
        "Nhập số, không kèm chữ hoặc đơn vị.",
        f"Ô này chỉ nhận số từ 0 trở lên; phần lẻ ghi {_HALF}.",
        criteria=">=",
        value=0,
    )


def _score_rule(form: Form, row: FormRow, lists: Lists) -> dict[str, object]:
    scale = form.basis.catalogue[row.criterion].scale
    top = format_number(row.points or Decimal(0))
    wrong = f"Điểm phải là số từ 0 đến {top}, đúng với thang điểm; phần lẻ ghi {_HALF}."
    if row.kind is RowKind.LEAF and isinstance(scale, Levels):
        lines = form.lines(row, RowKind.LINE)
        letter = Column.MAXIMUM.letter
        # cells, not values: a list of decimals within the rule breaks under a decimal comma
        source = f"=${letter}${lines[0].number}:${letter}${lines[-1].number}"
        return _rule("list", "Điểm", "Điểm tự tính theo mức đã đánh dấu.", wrong, source=source)
    values = lists.scores(row.criterion)
    if row.kind is RowKind.LEAF and isinstance(scale, Cumulative) and values:
        return _rule("list", "Điểm", "Điểm tự tính theo các mức đã đánh dấu.", wrong, source=values)
    title = "Điểm" if row.kind is RowKind.LEAF else PROPOSED_HEADER
    return _rule(
        "decimal",
        title,
        f"Nhập số từ 0 đến {top}, ví dụ {_HALF}.",
        f"Điểm phải là số từ 0 đến {top}; phần lẻ ghi {_HALF}.",
        criteria="between",
        minimum=0,
        maximum=f"={row.cell(Column.MAXIMUM)}",
    )


def _rule(kind: str, title: str, message: str, wrong: str, **more: object) -> dict[str, object]:
    return {
        "validate": kind,
        "input_title": title,
        "input_message": message,
        "error_title": "Giá trị không hợp lệ",
        "error_message": wrong,
        "ignore_blank": True,
        **more,
    }


def _short(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rsplit(" ", 1)[0] + "…"
