"""The score sheet of a form: rows as the form lays them out, with inputs, live formulas and validation."""

from collections.abc import Iterator, Mapping

from msgspec import Struct
from xlsxwriter.utility import xl_cell_to_rowcol
from xlsxwriter.worksheet import Worksheet

from par_excel.form import (
    CODE_CELL,
    CODE_LABEL,
    DONE,
    HEADER_ROW,
    PROGRESS_CELL,
    PROPOSED_HEADER,
    Column,
    Form,
    FormRow,
    Live,
    LiveForm,
    RowKind,
    stamp_text,
)
from par_excel.form.fixed_texts import block_title, caution, form_title, legal_line
from par_excel.writing.book.line_breaks import height_of, row_height
from par_excel.writing.book.page import PROTECTION, PageBlock, page_breaks, page_room
from par_excel.writing.book.table import write_value
from par_excel.writing.book.workbook import (
    Book,
    set_growing_row,
    write_formula_cell,
    write_number,
    write_text,
)
from par_excel.writing.template.hidden_sheet import Lists
from par_excel.writing.template.page import LEFT, FormSheet, colour_checks, lock_margins, set_page
from par_excel.writing.template.styles import Style, Styles
from par_excel.writing.template.validation import validate_inputs

WIDTHS = {
    Column.CODE: 8.5,
    Column.NAME: 42.0,
    Column.MAXIMUM: 7.5,
    Column.LEVEL: 7.0,
    Column.SCORE: 9.0,
    Column.FIGURES: 20.0,
    Column.EVIDENCE: 28.0,
    Column.EXPLANATION: 28.0,
    Column.CHECK: 16.0,
}
_FONT, _CHECK_FONT, _LINE_FONT = 11, 10, 12
_HEADER_HEIGHT, _BLOCK_HEIGHT = 48.0, 34.0
_EXPECTED_LINES = 10
"""Lines of text that are expected of a criterion that is not filled in yet, where pages are broken: those of a long answer.

What is typed makes rows higher, and breaks stay where they are: a page has room for it, so that none of its criteria is cut.
"""
_TEXTS = (Column.FIGURES, Column.EVIDENCE, Column.EXPLANATION)
_HEADINGS = frozenset({RowKind.FIELD, RowKind.HEADING})
_BEGINNING = _HEADINGS | {RowKind.LEAF, RowKind.CONTRIBUTION}
_COLUMNS = tuple(Column)
_OPEN = _COLUMNS[3:]
"""Columns whose cells depend on entries."""
_INDEX = {column: index for index, column in enumerate(_COLUMNS)}
_LOOKS: Mapping[RowKind, tuple[Style, Style, Style]] = {
    RowKind.FIELD: (Style.FIELD, Style.FIELD, Style.FIELD_NUMBER),
    RowKind.HEADING: (Style.HEADING, Style.HEADING, Style.HEADING_NUMBER),
    RowKind.LEAF: (Style.CODE, Style.LEAF, Style.LEAF_NUMBER),
    RowKind.CONTRIBUTION: (Style.CODE, Style.LEAF, Style.LEAF_NUMBER),
    RowKind.TOTAL: (Style.TOTAL, Style.TOTAL, Style.TOTAL_NUMBER),
}
_LINE_LOOKS = (Style.LINE_CODE, Style.LINE, Style.LINE_NUMBER)
_FILLER = {RowKind.FIELD: Style.FIELD, RowKind.HEADING: Style.HEADING, RowKind.TOTAL: Style.TOTAL}


class ScoreHeights(Struct, frozen=True):
    """How high the parts of a blank score sheet are, in points."""

    above: float
    """What stands above the rows, with their heads."""
    rows: Mapping[int, float]
    """The rows by number."""


def write_scores(book: Book, sheet: FormSheet, styles: Styles, live: LiveForm, lists: Lists) -> ScoreHeights:
    """Write the whole score sheet, blank."""
    form = live.form
    set_page(sheet, form, last_column=Column.CHECK.letter, last_row=form.last_row, header_row=HEADER_ROW)
    lock_margins(sheet, styles, [WIDTHS[column] for column in Column])
    above = _write_head(sheet, styles, live)
    _write_header(sheet, styles, HEADER_ROW, {})
    if form.block_row is not None:
        _write_block_title(sheet, styles, form)
    heights = ScoreHeights(
        above + _HEADER_HEIGHT, {row.number: _blank_height(live, row) for row in form.rows}
    )
    for row in form.rows:
        _write_fixed(sheet, styles, row)
        _write_maximum(sheet, styles, live, row)
        for column in _OPEN:
            _write_cell(sheet, styles, live, row, column)
        set_growing_row(sheet, row.number - 1, heights.rows[row.number])
    _break_pages(sheet, live, heights)
    validate_inputs(sheet, form, lists)
    _colour_checks(book, sheet, form)
    sheet.freeze_panes(HEADER_ROW, 2)
    sheet.autofilter(HEADER_ROW - 1, 0, form.last_row - 1, len(Column) - 1)
    sheet.protect("", PROTECTION)
    if form.rows:
        start = next((row for row in form.rows if row.inputs), form.rows[0])
        column = Column.LEVEL if Column.LEVEL in start.inputs else Column.FIGURES
        sheet.set_selection(start.cell(column))
    return heights


def fill_scores(sheet: FormSheet, styles: Styles, live: LiveForm, blank: ScoreHeights) -> None:
    """Write what was entered, and what follows from it, into a blank score sheet."""
    heights = dict(blank.rows)
    _write_progress(sheet, styles, live)
    marked = ((live.form.by_number[number + 1].key, _COLUMNS[index]) for number, index in sheet.faults)
    own = {*live.entries.scores, *marked}
    keys = {key for key, _ in own}
    for row in live.form.rows:
        _write_maximum(sheet, styles, live, row)
        formulas = (*live.form.computed[row.key], *((Column.SCORE,) if row.kind is RowKind.LEAF else ()))
        for column in _OPEN if formulas or row.key in keys else ():
            if column in formulas or (row.key, column) in own:
                _write_cell(sheet, styles, live, row, column)
        height = _entered_height(live, row) if row.key in keys else 0
        if height > heights[row.number]:
            heights[row.number] = height
            set_growing_row(sheet, row.number - 1, height)
    _break_pages(sheet, live, ScoreHeights(blank.above, heights))


def _break_pages(sheet: FormSheet, live: LiveForm, heights: ScoreHeights) -> None:
    room, blocks = page_room(WIDTHS.values(), left=LEFT), _blocks(live, heights.rows)
    sheet.set_h_pagebreaks(page_breaks(blocks, room=room, above=heights.above, repeated=_HEADER_HEIGHT))


def _blocks(live: LiveForm, heights: Mapping[int, float]) -> Iterator[PageBlock]:
    """Yield what stays on one page: a criterion with the headings above it and its lines; the sum stays with the last."""
    groups: list[list[FormRow]] = []
    is_open = False
    for row in live.form.rows:
        if not is_open and (row.kind in _BEGINNING or not groups):
            groups.append([])
        groups[-1].append(row)
        is_open = row.kind in _HEADINGS
    for rows in groups:
        height = sum(max(heights[row.number], _expected_height(live, row)) for row in rows)
        if live.form.block_row is not None and rows[0].number == live.form.block_row + 2:
            whole = height + _BLOCK_HEIGHT + _HEADER_HEIGHT
            yield PageBlock(live.form.block_row - 1, whole, begins_page=True)
        else:
            yield PageBlock(rows[0].number - 1, height)


def _expected_height(live: LiveForm, row: FormRow) -> float:
    is_checked = Column.CHECK in live.form.computed[row.key]
    is_open = is_checked and not any(live.entries.text(row.key, column) for column in _TEXTS)
    return height_of(_EXPECTED_LINES, _FONT) if is_open else 0


def _write_head(sheet: Worksheet, styles: Styles, live: LiveForm) -> float:
    """Write what stands above the table; return its height."""
    form = live.form
    last = len(Column) - 1
    sheet.merge_range(0, 0, 0, last, form_title(form), styles[Style.TITLE])
    sheet.merge_range(1, 0, 1, last, form.unit.name, styles[Style.TITLE])
    sheet.merge_range(2, 0, 2, last, legal_line(form), styles[Style.SUBTITLE])
    write_text(sheet, 3, 0, CODE_LABEL, styles[Style.CODE_LABEL])
    row, column = xl_cell_to_rowcol(CODE_CELL)
    write_text(sheet, row, column, stamp_text(form.stamp), styles[Style.FAINT_TEXT])
    _write_progress(sheet, styles, live)
    remark = caution(form.basis.catalogue)
    if remark:
        sheet.merge_range(4, 0, 4, last, remark, styles[Style.WARNING_TEXT])
    legal = row_height([(legal_line(form), sum(WIDTHS.values()))], _LINE_FONT)
    heights = (24.0, 21.0, max(18.0, legal), 18.0, 18.0)
    for number, height in enumerate(heights):
        sheet.set_row(number, height)
    return sum(heights)


def _write_progress(sheet: Worksheet, styles: Styles, live: LiveForm) -> None:
    progress = live.progress()
    row, column = xl_cell_to_rowcol(PROGRESS_CELL)
    write_formula_cell(sheet, row, column, progress.formula, styles[Style.PROGRESS], progress.value)


def _write_header(sheet: Worksheet, styles: Styles, number: int, renamed: Mapping[Column, str]) -> None:
    for column, index in _INDEX.items():
        write_text(sheet, number - 1, index, renamed.get(column, column.value), styles[Style.HEAD])
    sheet.set_row(number - 1, _HEADER_HEIGHT)


def _write_block_title(sheet: Worksheet, styles: Styles, form: Form) -> None:
    number = form.block_row or 0
    sheet.merge_range(number - 1, 0, number - 1, len(Column) - 1, block_title(form), styles[Style.TOTAL])
    sheet.set_row(number - 1, _BLOCK_HEIGHT)
    _write_header(sheet, styles, number + 1, {Column.SCORE: PROPOSED_HEADER})


def _write_fixed(sheet: FormSheet, styles: Styles, row: FormRow) -> None:
    code, text, number = _LOOKS.get(row.kind, _LINE_LOOKS)
    write_text(sheet, row.number - 1, 0, row.key, styles[code])
    write_text(sheet, row.number - 1, 1, row.text, styles[text])
    if row.points is None:
        sheet.write_blank(row.number - 1, 2, None, styles[number])
    else:
        write_number(sheet, row.number - 1, 2, row.points, styles[number])


def _write_maximum(sheet: FormSheet, styles: Styles, live: LiveForm, row: FormRow) -> None:
    """Write the maximum of a sum of which rows may be left out."""
    maximum = live.maximum(row)
    if maximum is not None:
        style = styles[_LOOKS.get(row.kind, _LINE_LOOKS)[2]]
        write_formula_cell(sheet, row.number - 1, 2, maximum.formula, style, maximum.value)


def _write_cell(sheet: FormSheet, styles: Styles, live: LiveForm, row: FormRow, column: Column) -> None:
    at = row.number - 1, _INDEX[column]
    entry = live.entries.scores.get((row.key, column))
    style = styles.entered(_style(row, column), entry, sheet.faults.get(at))
    if entry is not None and column in row.inputs:
        write_value(sheet, *at, entry, style=style, at={})
    elif (formula := _formula(live, row, column)) is not None:
        write_formula_cell(sheet, *at, formula.formula, style, formula.value)
    else:
        sheet.write_blank(*at, None, style)


def _formula(live: LiveForm, row: FormRow, column: Column) -> Live | None:
    if column is Column.SCORE and row.kind is RowKind.LEAF:
        return live.score(row)
    if column not in live.form.computed[row.key]:
        return None
    if column is Column.CHECK:
        return live.check(row)
    return live.rate(row) if column is Column.FIGURES else live.sum(row)


def _style(row: FormRow, column: Column) -> Style:
    if column in row.inputs:
        if column is Column.LEVEL:
            return Style.TICK_INPUT
        if column is Column.SCORE or row.kind is RowKind.FIGURE:
            return Style.NUMBER_INPUT
        return Style.TEXT_INPUT
    if column is Column.FIGURES and row.kind is RowKind.RULE:
        return Style.RATE
    if column is Column.SCORE and row.kind in _FILLER:
        return _LOOKS[row.kind][2]
    return (
        Style.CHECK
        if column is Column.CHECK and row.kind not in _FILLER
        else _FILLER.get(row.kind, Style.FIXED)
    )


def _entered_height(live: LiveForm, row: FormRow) -> float:
    texts = [
        (live.entries.text(row.key, column), WIDTHS[column]) for column in row.inputs if column in _TEXTS
    ]
    entered = [(text, width) for text, width in texts if text]
    return row_height(entered, _FONT) if entered else 0


def _blank_height(live: LiveForm, row: FormRow) -> float:
    # Lines of a scale are indented.
    fixed = [(row.text, WIDTHS[Column.NAME] - 1.5), (row.key, WIDTHS[Column.CODE])]
    height = row_height(fixed, _FONT, bold=row.kind in _LOOKS)
    if Column.CHECK in live.form.computed[row.key]:
        said = [(live.text(code), WIDTHS[Column.CHECK]) for code in live.codes(row)]
        height = max(height, row_height(said, _CHECK_FONT, bold=True))
    return height


def _colour_checks(book: Book, sheet: Worksheet, form: Form) -> None:
    for checked in (form.leaves, form.contributions):
        if checked:
            first, last = (row.cell(Column.CHECK) for row in (checked[0], checked[-1]))
            colour_checks(book, sheet, first, last, f'=LEFT({first},{len(DONE)})="{DONE}"')
