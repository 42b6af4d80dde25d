"""Raw cells become values with remarks: numbers, texts and marks, each as the form means its cell.

What is noticed is said in remarks; nothing is judged, and nothing is guessed.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from msgspec import Struct

from par_excel.form import NOT_ARISEN, TICK
from par_excel.model import Cell, Remark
from par_excel.reading.form.located_cells import LocatedCell
from par_excel.reading.workbook.number_formats import iso_text, serial_text
from par_excel.reading.workbook.workbook import CellType, NumberFormat, RawCell
from par_excel.vietnamese import (
    NumberNote,
    NumberRefusal,
    ReadNumber,
    fold,
    format_number,
    is_turned_round,
    parse_number,
    stored_number,
    symbol_mark,
    tidy,
    visible,
)

T = TypeVar("T")

_TICKS = frozenset({TICK, *"✓✔v√☑✅☒✗✘✖"})
_EMOJI = re.compile("[\ufe0e\ufe0f]")
"""What a phone adds to a sign so that it is shown in colours, or is not."""
_NOT_ARISEN = frozenset({fold(NOT_ARISEN), "không phát sinh"})
_NOTES: Mapping[NumberNote, Remark] = {
    NumberNote.POINT: Remark.POINT,
    NumberNote.GROUPS: Remark.GROUPS,
    NumberNote.UNIT: Remark.UNIT,
    NumberNote.FULL_WIDTH: Remark.FULL_WIDTH,
}
_REFUSALS: Mapping[NumberRefusal, Remark] = {
    NumberRefusal.AMBIGUOUS: Remark.AMBIGUOUS_NUMBER,
    NumberRefusal.FRACTION: Remark.FRACTION,
    NumberRefusal.PERCENT: Remark.PERCENT,
    NumberRefusal.NOT_FINITE: Remark.NOT_A_NUMBER,
    NumberRefusal.NOT_A_NUMBER: Remark.NOT_A_NUMBER,
}
_BLANK, _MISSING = frozenset({Remark.BLANK}), frozenset({Remark.MISSING})
_TEXT_IGNORES = frozenset({Remark.DATE, Remark.PERCENT, Remark.NOT_A_NUMBER})
"""What does not hinder a cell that takes text."""
_UNTAKEN = {
    CellType.ERROR: Remark.ERROR_VALUE,
    CellType.TRUTH: Remark.TRUTH_VALUE,
    CellType.UNKNOWN: Remark.UNKNOWN_TYPE,
}
"""Types that no input of a form takes as they are."""
_PICTURE = "hình ảnh"
"""What is said to stand in a cell that holds only a picture."""
_TRUTHS = {"1": "TRUE", "true": "TRUE", "0": "FALSE", "false": "FALSE"}
_BOXES = ("TRUE", "FALSE")
"""What a check box is in the file; any other truth value was typed, or is damaged."""
_UNTICKED = "FALSE"


class Content(Struct, frozen=True):
    """What a cell holds, whatever it is meant to be; `number` and `text` are None where it holds none."""

    shown: str
    """As a person sees it there."""
    number: Decimal | None
    text: str | None
    remarks: frozenset[Remark]


@lru_cache(maxsize=256)
def _set(*remarks: Remark) -> frozenset[Remark]:
    return frozenset(remarks)


def content(raw: RawCell, *, is_1904: bool) -> Content:
    """Return what a cell holds, with what stands in the way of taking it."""
    formula = () if raw.formula is None else (Remark.FORMULA,)
    if raw.is_picture:
        return Content(_PICTURE, None, None, _set(*formula, Remark.PICTURE))
    if raw.text is None:
        return Content(f"={raw.formula}", None, None, _set(Remark.FORMULA, Remark.NEVER_COMPUTED))
    if raw.kind is CellType.NUMBER:
        return _number_content(raw.text, raw.format, formula, is_1904=is_1904)
    if raw.kind is CellType.TEXT:
        return _text_content(raw.text, formula)
    if raw.kind in _UNTAKEN:
        shown = _TRUTHS.get(raw.text.casefold(), raw.text) if raw.kind is CellType.TRUTH else raw.text
        return Content(shown, None, None, _set(*formula, _UNTAKEN[raw.kind]))
    shown = iso_text(raw.text)
    return Content(shown, None, shown, _set(*formula, Remark.DATE))


def _text_content(text: str, formula: tuple[Remark, ...]) -> Content:
    value = tidy(text)
    if value:
        return Content(text, None, visible(value), _set(*formula))
    return Content(text, None, None, _set(*formula, Remark.WHITESPACE if text else Remark.BLANK))


def _number_content(
    stored: str, form: NumberFormat, formula: tuple[Remark, ...], *, is_1904: bool
) -> Content:
    number = stored_number(stored)
    if number is None:
        return Content(stored, None, visible(stored), _set(*formula, Remark.NOT_A_NUMBER))
    if form is NumberFormat.DATE:
        shown = serial_text(number, is_1904=is_1904) or format_number(number)
        return Content(shown, None, shown, _set(*formula, Remark.DATE))
    if form is NumberFormat.PERCENT:
        shown = f"{format_number(number * 100)}%"
        return Content(shown, None, shown, _set(*formula, Remark.PERCENT))
    return Content(format_number(number), number, None, _set(*formula))


def number_cell(cell: LocatedCell) -> Cell[Decimal]:
    """Return the number that stands in a cell which takes one."""
    found = _found(cell)
    if found is None:
        return _untaken(cell)
    if found.number is not None and _is_shown_otherwise(found.number, cell):
        return Cell(found.number, found.shown, cell.place, _joined(cell, found.remarks, Remark.SHOWN_ROUNDED))
    if found.number is not None or found.text is None or Remark.NOT_A_NUMBER in found.remarks:
        return Cell(found.number, found.shown, cell.place, _joined(cell, found.remarks))
    if found.remarks & {Remark.DATE, Remark.PERCENT}:
        return Cell(None, found.shown, cell.place, _joined(cell, found.remarks))
    # marks that turn the direction of text make a person see another number than the one that stands there
    read = NumberRefusal.NOT_A_NUMBER if is_turned_round(found.shown) else parse_number(found.text)
    if isinstance(read, ReadNumber):
        remarks = _joined(cell, found.remarks, Remark.TEXT_NUMBER, *(_NOTES[note] for note in read.notes))
        return Cell(read.value, found.shown, cell.place, remarks)
    return Cell(None, found.shown, cell.place, _joined(cell, found.remarks, _REFUSALS[read]))


def text_cell(cell: LocatedCell) -> Cell[str]:
    """Return the text that stands in a cell which takes one; numbers and dates are shown as Vietnamese write them."""
    found = _found(cell)
    if found is None:
        return _untaken(cell)
    value = found.text if found.number is None else found.shown
    return Cell(value, found.shown, cell.place, _joined(cell, found.remarks - _TEXT_IGNORES))


def tick_cell(cell: LocatedCell) -> Cell[bool]:
    """Return whether a scale line is marked; a plain x is the rule, other usual marks are taken with a remark."""
    return _mark(cell, TICK, _TICKS)


def not_arisen_cell(cell: LocatedCell) -> Cell[bool]:
    """Return whether a criterion is marked as not arisen."""
    return _mark(cell, NOT_ARISEN, _NOT_ARISEN)


def _mark(cell: LocatedCell, plain: str, others: frozenset[str]) -> Cell[bool]:
    found = _found(cell)
    if found is None:
        return _untaken(cell)
    if found.number is None and found.text is None:
        return _check_box(cell, found, plain)
    if cell.runs:
        return _sign(cell, found, others)
    if found.text is None or fold(_EMOJI.sub("", found.text)) not in others:
        return Cell(
            None, found.shown, cell.place, _joined(cell, found.remarks - _TEXT_IGNORES, Remark.NOT_A_TICK)
        )
    more = () if found.shown == plain else (Remark.TICK_NORMALISED,)
    return Cell(True, found.shown, cell.place, _joined(cell, found.remarks, *more))


def _check_box(cell: LocatedCell, found: Content, plain: str) -> Cell[bool]:
    """Return what a cell without number or text means; in the lines of a scale a box of Excel or Google is a tick or none."""
    remarks, is_line = found.remarks, plain == TICK
    is_box = Remark.TRUTH_VALUE in remarks and found.shown in _BOXES and (is_line or found.shown == _UNTICKED)
    if not is_box:
        return Cell(None, found.shown, cell.place, _joined(cell, remarks))
    taken = _joined(cell, remarks - {Remark.TRUTH_VALUE}, Remark.CHECK_BOX)
    return Cell(None if found.shown == _UNTICKED else True, found.shown, cell.place, taken)


def _sign(cell: LocatedCell, found: Content, others: frozenset[str]) -> Cell[bool]:
    """Return whether signs of a font that shows ticks in place of letters mark a line; the font is told."""
    fonts = ", ".join(dict.fromkeys(run.font for run in cell.runs if run.font))
    shown = f"{found.shown} (phông {fonts})"
    marks = [symbol_mark(run.text, run.font) for run in cell.runs if run.text.strip()]
    is_tick = len(marks) == 1 and marks[0] in others
    remark = Remark.TICK_NORMALISED if is_tick else Remark.NOT_A_TICK
    return Cell(
        True if is_tick else None, shown, cell.place, _joined(cell, found.remarks - _TEXT_IGNORES, remark)
    )


def _found(cell: LocatedCell) -> Content | None:
    """Return what a cell holds; None where nothing of it is taken."""
    if cell.raw is None or Remark.UNPROVED_FORMULA in cell.remarks or Remark.PICTURE in cell.remarks:
        return None
    return content(cell.raw, is_1904=cell.is_1904)


def _untaken(cell: LocatedCell) -> Cell[T]:
    """Return the value of a cell of which nothing is taken: blank, missing, a picture, a formula that proves nothing."""
    if Remark.PICTURE in cell.remarks:
        return Cell(None, _PICTURE, cell.place, cell.remarks)
    if cell.raw is not None:
        return Cell(None, f"={cell.raw.formula}", cell.place, cell.remarks | {Remark.FORMULA})
    return Cell(None, "", cell.place, _MISSING if Remark.MISSING in cell.remarks else _BLANK)


def _is_shown_otherwise(number: Decimal, cell: LocatedCell) -> bool:
    """Say whether the format of a cell hides decimal places of what is stored: `0` shows 1 for 0,5."""
    places = None if cell.raw is None else cell.raw.format.places
    # an exponent of -2 is two decimal places; a stored number, which is a double, has none above 308
    return places is not None and number.as_tuple().exponent not in range(-places, 400)


def _joined(cell: LocatedCell, remarks: frozenset[Remark], *more: Remark) -> frozenset[Remark]:
    return remarks if not more and not cell.remarks else remarks | cell.remarks | frozenset(more)
