"""The other sheets of a form: instructions, initiatives, difficulties and signature."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from xlsxwriter.worksheet import Worksheet

from par_excel.form import (
    CLOSING_FIRST_ROW,
    INITIATIVE_HEADER_ROW,
    INITIATIVE_OBLIGATORY,
    INITIATIVE_ROWS,
    ClosingField,
    Column,
    Entries,
    Form,
    InitiativeColumn,
    LiveForm,
    Sheet,
)
from par_excel.form.fixed_texts import (
    CLOSING_TITLE,
    INITIATIVES_TITLE,
    SIGNATURE_ROW,
    SIGNATURES,
    form_title,
    initiative_hint,
)
from par_excel.writing.book.line_breaks import height_of, row_height
from par_excel.writing.book.page import (
    FAINT_COLOUR,
    GRID_COLOUR,
    INPUT_COLOUR,
    PROTECTION,
    PageBlock,
    page_breaks,
    page_room,
)
from par_excel.writing.book.workbook import (
    Book,
    set_growing_row,
    write_formula_cell,
    write_number,
    write_text,
)
from par_excel.writing.template.guide import GUIDE_FIRST_ROW, UNIT_WIDTH, GuideLine, GuideLook
from par_excel.writing.template.page import LEFT, FormSheet, colour_checks, lock_margins, set_page
from par_excel.writing.template.styles import Style, Styles

_GUIDE_WIDTHS = (20.0, UNIT_WIDTH)
_INITIATIVE_WIDTHS = (5.0, 28.0, 34.0, 18.0, 18.0, 18.0, 22.0, 26.0, 16.0)
_READY_INITIATIVES = 3
"""Rows that are seen where fewer are filled in."""
_TITLE_HEIGHTS, _INITIATIVE_HEAD_HEIGHT = (24.0, 21.0, 20.0), 36.0
_READY_HEIGHT, _WAITING_HEIGHT = 32.0, height_of(1, 11)
"""Heights of rows without a text, in points: those that wait unseen are low, so that a page has room for them."""
_CLOSING_WIDTHS = (36.0, 100.0)
_TALL = {ClosingField.DIFFICULTIES: 130.0, ClosingField.PROPOSALS: 90.0}
_GUIDE_FONT = 12


def write_guide(sheet: Worksheet, styles: Styles, form: Form, lines: Sequence[GuideLine]) -> None:
    """Write the instructions; the workbook opens here."""
    set_page(sheet, form, last_column="B", last_row=len(lines) + 2, header_row=None)
    lock_margins(sheet, styles, _GUIDE_WIDTHS)
    sheet.merge_range(0, 0, 0, 1, form_title(form), styles[Style.TITLE])
    title = row_height([(form_title(form), sum(_GUIDE_WIDTHS) * 0.8)], 14)
    sheet.set_row(0, title)
    for number, line in enumerate(lines, start=GUIDE_FIRST_ROW - 1):
        _write_guide_line(sheet, styles, number, line, form)
    room, above = page_room(_GUIDE_WIDTHS, left=LEFT), title + height_of(1, _GUIDE_FONT)
    sheet.set_h_pagebreaks(page_breaks(_sections(lines), room=room, above=above, repeated=0))
    sheet.protect("", PROTECTION)
    sheet.set_selection("B3")


def _sections(lines: Sequence[GuideLine]) -> Iterator[PageBlock]:
    """Yield what stays on one page: a heading of the guide with all that stands under it."""
    starts = [0, *(index for index, line in enumerate(lines) if line.look is GuideLook.HEADING)]
    for start, end in pairwise([*starts, len(lines)]):
        yield PageBlock(start + GUIDE_FIRST_ROW - 1, sum(map(_guide_height, lines[start:end])))


def _guide_height(line: GuideLine) -> float:
    widths = [(line.label, _GUIDE_WIDTHS[0]), (line.text, _GUIDE_WIDTHS[1])]
    return row_height(widths, _GUIDE_FONT) + 3


def _write_guide_line(sheet: Worksheet, styles: Styles, number: int, line: GuideLine, form: Form) -> None:
    label = {
        GuideLook.HEADING: Style.GUIDE_BOLD,
        GuideLook.INPUT_SAMPLE: Style.INPUT_SAMPLE,
        GuideLook.FIXED_SAMPLE: Style.HEADING_NUMBER,
    }.get(line.look, Style.GUIDE_BOLD)
    write_text(sheet, number, 0, line.label, styles[label])
    if line.look is GuideLook.LINK:
        target = next((row for row in form.rows if row.inputs), None)
        cell = (
            target.cell(Column.LEVEL if Column.LEVEL in target.inputs else Column.FIGURES) if target else "A1"
        )
        sheet.write_url(
            number, 1, f"internal:'{Sheet.SCORES.value}'!{cell}", styles[Style.GUIDE_LINK], line.text
        )
    else:
        look = Style.WARNING_TEXT if line.look is GuideLook.WARNING else Style.GUIDE
        write_text(sheet, number, 1, line.text, styles[look])
    set_growing_row(sheet, number, _guide_height(line))


def ready_initiatives(entries: Entries) -> int:
    """Return how many rows for initiatives are seen: one more than are filled in."""
    return max(_READY_INITIATIVES, len(entries.initiatives) + 1)


def write_initiatives(book: Book, sheet: FormSheet, styles: Styles, live: LiveForm, ready: int) -> None:
    """Write the blank table of initiatives, with so many rows in sight; more may be inserted."""
    form = live.form
    last = INITIATIVE_HEADER_ROW + max(INITIATIVE_ROWS, ready - 1)
    letter = InitiativeColumn.CHECK.letter
    lock_margins(sheet, styles, _INITIATIVE_WIDTHS)
    width = len(InitiativeColumn) - 1
    sheet.merge_range(0, 0, 0, width, INITIATIVES_TITLE, styles[Style.TITLE])
    sheet.merge_range(1, 0, 1, width, form.unit.name, styles[Style.TITLE])
    sheet.merge_range(2, 0, 2, width, initiative_hint(form), styles[Style.SUBTITLE])
    for number, height in enumerate(_TITLE_HEIGHTS):
        sheet.set_row(number, height)
    for index, column in enumerate(InitiativeColumn):
        star = " (*)" if column in INITIATIVE_OBLIGATORY else ""
        write_text(sheet, INITIATIVE_HEADER_ROW - 1, index, column.value + star, styles[Style.HEAD])
    sheet.set_row(INITIATIVE_HEADER_ROW - 1, _INITIATIVE_HEAD_HEIGHT)
    set_page(sheet, form, last_column=letter, last_row=last, header_row=INITIATIVE_HEADER_ROW)
    rows = range(last - INITIATIVE_HEADER_ROW)
    heights = [_write_initiative(sheet, styles, live, index, is_waiting=index >= ready) for index in rows]
    _set_printed(sheet, heights, ready)
    _colour_next(book, sheet, INITIATIVE_HEADER_ROW + ready, last)
    first = f"{letter}{INITIATIVE_HEADER_ROW + 1}"
    colour_checks(book, sheet, first, f"{letter}{last}", f'={first}="Đạt"')
    sheet.freeze_panes(INITIATIVE_HEADER_ROW, 2)
    sheet.protect("", PROTECTION | {"insert_rows": True})
    sheet.set_selection(f"B{INITIATIVE_HEADER_ROW + 1}")


def fill_initiatives(sheet: FormSheet, styles: Styles, live: LiveForm) -> None:
    """Write what was entered, or is marked, into a blank table of initiatives."""
    given, ready = len(live.entries.initiatives), ready_initiatives(live.entries)
    rows = range(max(INITIATIVE_ROWS, given))
    heights = [_READY_HEIGHT if index < ready else _WAITING_HEIGHT for index in rows]
    marked = {row - INITIATIVE_HEADER_ROW for row, _ in sheet.faults}
    for index in sorted({*range(given), *marked}):
        heights[index] = _write_initiative(sheet, styles, live, index, is_waiting=index >= ready)
    _set_printed(sheet, heights, ready)


def _set_printed(sheet: FormSheet, heights: Sequence[float], ready: int) -> None:
    last = INITIATIVE_HEADER_ROW + _printed_initiatives(heights, ready)
    sheet.print_area(f"A1:{InitiativeColumn.CHECK.letter}{last}")


def _printed_initiatives(heights: Sequence[float], ready: int) -> int:
    """Return how many rows are printed: all that are seen, and of those that wait unseen what fits on the last page.

    Without the rest no page holds the head alone.
    """
    room = page_room(_INITIATIVE_WIDTHS, left=LEFT)
    blank = INITIATIVE_HEADER_ROW - 1 - len(_TITLE_HEIGHTS)
    used = sum(_TITLE_HEIGHTS) + height_of(blank) + _INITIATIVE_HEAD_HEIGHT
    for index, height in enumerate(heights):
        if used + height > room:
            if index >= ready:
                return index
            used = _INITIATIVE_HEAD_HEIGHT
        used += height
    return len(heights)


def _colour_next(book: Book, sheet: FormSheet, first: int, last: int) -> None:
    """Let a row that waits, from one index to another, show itself once it or the one above it is filled in.

    So on paper no row stands that nobody filled but the next one, whatever program prints.
    """
    if first >= last:
        return
    checked, inputs = InitiativeColumn.CHECK, [each.letter for each in InitiativeColumn if each.is_input]
    areas = ((InitiativeColumn.NUMBER.letter,) * 2, (inputs[0], inputs[-1]), (checked.letter,) * 2)
    box = {"border": 1, "border_color": GRID_COLOUR}
    for (left, right), look in zip(
        areas, ({"font_color": FAINT_COLOUR}, {"bg_color": INPUT_COLOUR}, {}), strict=True
    ):
        rule = {
            "type": "formula",
            "criteria": f"=COUNTA(${inputs[0]}{first}:${inputs[-1]}{first + 1})>0",
            "format": book.add_format(box | look),
        }
        sheet.conditional_format(f"{left}{first + 1}:{right}{last}", rule)


def _write_initiative(
    sheet: FormSheet, styles: Styles, live: LiveForm, index: int, *, is_waiting: bool
) -> float:
    """Write a row; return its height."""
    number, input_, checked = Style.LINE_NUMBER, Style.TEXT_INPUT, Style.CHECK
    if is_waiting:
        number, input_, checked = Style.WAITING_NUMBER, Style.WAITING_INPUT, Style.WAITING_CHECK
    row = INITIATIVE_HEADER_ROW + index
    given = live.entries.initiatives[index] if index < len(live.entries.initiatives) else {}
    texts = [("", 10.0)]
    for position, column in enumerate(InitiativeColumn):
        if column is InitiativeColumn.NUMBER:
            write_number(sheet, row, position, index + 1, styles[number])
        elif column is InitiativeColumn.CHECK:
            check = live.initiative_check(index)
            write_formula_cell(sheet, row, position, check.formula, styles[checked], check.value)
        else:
            text = given.get(column, "")
            style = styles.entered(input_, text, sheet.faults.get((row, position)))
            write_text(sheet, row, position, text, style)
            texts.append((text, _INITIATIVE_WIDTHS[position]))
    height = max(_WAITING_HEIGHT if is_waiting else _READY_HEIGHT, row_height(texts, 11))
    set_growing_row(sheet, row, height)
    return height


def write_closing(sheet: FormSheet, styles: Styles, form: Form) -> None:
    """Write the free note to the office, blank, and the signature block."""
    first = CLOSING_FIRST_ROW - 1
    last = first + len(ClosingField)
    set_page(sheet, form, last_column="B", last_row=last + 8, header_row=None)
    lock_margins(sheet, styles, _CLOSING_WIDTHS)
    sheet.merge_range(0, 0, 0, 1, CLOSING_TITLE, styles[Style.TITLE])
    sheet.merge_range(1, 0, 1, 1, form.unit.name, styles[Style.TITLE])
    sheet.set_row(0, 24)
    for number, field in enumerate(ClosingField, start=first):
        write_text(sheet, number, 0, field.value, styles[Style.HEADING])
        _write_closing_field(sheet, styles, number, field, "")
    for column, signature in enumerate(SIGNATURES):
        write_text(sheet, SIGNATURE_ROW - 1, column, signature, styles[Style.SIGN])
    sheet.set_row(SIGNATURE_ROW - 1, 36)
    sheet.protect("", PROTECTION)
    sheet.set_selection(f"B{CLOSING_FIRST_ROW}")


def fill_closing(sheet: FormSheet, styles: Styles, entries: Entries) -> None:
    """Write what was entered, or is marked, beside the labels."""
    for number, field in enumerate(ClosingField, start=CLOSING_FIRST_ROW - 1):
        if field in entries.closing or (number, 1) in sheet.faults:
            _write_closing_field(sheet, styles, number, field, entries.closing.get(field, ""))


def _write_closing_field(sheet: FormSheet, styles: Styles, row: int, field: ClosingField, text: str) -> None:
    style = styles.entered(Style.TEXT_INPUT, text, sheet.faults.get((row, 1)))
    write_text(sheet, row, 1, text, style)
    height = row_height([(text, _CLOSING_WIDTHS[1]), (field.value, _CLOSING_WIDTHS[0])], 11)
    set_growing_row(sheet, row, max(height, _TALL.get(field, 20.0)))
