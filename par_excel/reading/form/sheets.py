"""Which sheet of a returned workbook is which sheet of the form: by name, else by what stands in it."""

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from par_excel.form import FEEDBACK_SHEET, Column, InitiativeColumn, Sheet
from par_excel.model import Limits
from par_excel.reading.form.headers import find_header
from par_excel.reading.form.located_cells import LocatedSheet
from par_excel.reading.form.other_sheets import closing_labels
from par_excel.reading.formats import open_workbook
from par_excel.reading.workbook.workbook import RawSheet, Workbook
from par_excel.vietnamese import fold

_LEAST_LABELS = 3
"""How many of its labels a sheet needs to be the closing sheet."""
_READ = (Sheet.SCORES, Sheet.INITIATIVES, Sheet.CLOSING)
_FIXED = (Sheet.GUIDE, Sheet.HIDDEN)
"""The sheets of a form on which the office alone writes: their texts are compared, nothing is read from them."""
_NAMES = {fold(sheet.value): sheet for sheet in Sheet}
_FEEDBACK = fold(FEEDBACK_SHEET)
_UNREAD = frozenset({fold(Sheet.NUMBERS.value), _FEEDBACK})
"""Formulas of ours, and what the office itself wrote for people to read."""


class Located(Struct, frozen=True):
    """A workbook, and which of its sheets are the form's; those that are lost are absent."""

    workbook: Workbook
    sheets: Mapping[Sheet, RawSheet]

    @property
    def fixed(self) -> Mapping[Sheet, RawSheet]:
        """The sheets of the form on which nobody else writes, by their names."""
        named = {_NAMES.get(fold(sheet.name)): sheet for sheet in self.workbook.sheets if sheet.is_read}
        return {sheet: named[sheet] for sheet in _FIXED if sheet in named}

    @property
    def added(self) -> tuple[RawSheet, ...]:
        """The sheets that are none of the form's; a second one of the same name is none either."""
        own = {id(sheet) for sheet in self.sheets.values()}
        taken: set[Sheet | None] = {None, *self.sheets}
        found = []
        for sheet in self.workbook.sheets:
            meant = _NAMES.get(fold(sheet.name))
            if id(sheet) not in own and meant in taken and fold(sheet.name) != _FEEDBACK:
                found.append(sheet)
            taken.add(meant)
        return tuple(found)


def locate(data: bytes, limits: Limits) -> Located:
    """Return a workbook with its form's sheets; where one is not found by name, every sheet is looked into.

    Raises:
        Breach: the bytes are no workbook, or one that is not opened.
    """
    # Most returns keep the names of sheets: then no other sheet is parsed. Where one is not found and there are others,
    # the workbook is opened once more with all of them.
    known = _located(data, limits, lambda name: fold(name) in _NAMES.keys() - _UNREAD)
    if all(sheet in known.sheets for sheet in _READ) or not known.added:
        return _with_damaged(known)
    return _with_damaged(_located(data, limits, lambda name: fold(name) not in _UNREAD))


def _located(data: bytes, limits: Limits, is_wanted: Callable[[str], bool]) -> Located:
    workbook = open_workbook(data, limits, is_wanted=is_wanted)
    found: dict[Sheet, RawSheet] = {}
    for wanted in _READ:
        taken = {sheet.name for sheet in found.values()}
        free = [sheet for sheet in workbook.sheets if sheet.is_read and sheet.name not in taken]
        sheet = _found(free, wanted)
        if sheet is not None:
            found[wanted] = sheet
    return Located(workbook, found)


def _found(free: Sequence[RawSheet], wanted: Sheet) -> RawSheet | None:
    """Return the sheet of this name if it holds what it should, else the one that holds most of that."""
    for sheet in free:
        if _NAMES.get(fold(sheet.name)) is wanted and _fit(sheet, wanted):
            return sheet
    others = [sheet for sheet in free if _NAMES.get(fold(sheet.name)) is None]
    best = max(others, key=lambda sheet: _fit(sheet, wanted), default=None)
    return best if best is not None and _fit(best, wanted) else None


def _fit(sheet: RawSheet, wanted: Sheet) -> int:
    """Return how many of the form's header texts or labels a sheet holds; 0 where too few."""
    if wanted is Sheet.CLOSING:
        count = len(closing_labels(LocatedSheet(sheet, is_1904=False)))
        return count if count >= _LEAST_LABELS else 0
    header = find_header(sheet, Column if wanted is Sheet.SCORES else InitiativeColumn)
    return 0 if header is None else len(header.columns)


def _with_damaged(located: Located) -> Located:
    """Return the same with those sheets that have the form's name, whatever has become of their content."""
    sheets = dict(located.sheets)
    used = {sheet.name for sheet in sheets.values()}
    for sheet in located.workbook.sheets:
        wanted = _NAMES.get(fold(sheet.name))
        if wanted in _READ and wanted not in sheets and sheet.name not in used:
            sheets[wanted] = sheet
    return Located(located.workbook, sheets)
