"""A form is filled in as a person would leave it, a hundred times faster than by writing it anew.

The template is written once for each appendix by the program itself; then its parts are taken apart at the cells that
take something, and put together again for every unit: values in input cells, exact results behind formulas, the
unit's own stamp in its places. A test holds such a workbook against one that the program writes from the same values.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from xml.sax.saxutils import escape

from par_excel.checks import RULES
from par_excel.form import (
    INITIATIVE_ROWS,
    PROGRESS_CELL,
    ClosingField,
    Column,
    Entries,
    FormCell,
    InitiativeColumn,
    Live,
    LiveForm,
    RowKind,
    Sheet,
    closing_cell,
    form_for,
    initiative_cell,
    stamp_name,
    stamp_text,
)
from par_excel.model import Basis, Unit
from par_excel.writing.template.workbook import template_workbook

Value = str | Decimal
_NOBODY = "don-vi-trong"
_NAMELESS = "Đơn vị trống của phép đo"
_STRINGS = "xl/sharedStrings.xml"
_SHEETS = {
    f"xl/worksheets/sheet{number}.xml": sheet
    for number, sheet in enumerate(Sheet, start=1)
    if sheet not in {Sheet.GUIDE, Sheet.HIDDEN}
}
_CELL = re.compile(
    r'<c r="(?P<at>[A-Z]+\d+)" s="(?P<style>\d+)"(?:/>|(?: t="str")?>(?P<formula><f>.*?</f>)<v>[^<]*</v></c>)'
)
_TOTALS = frozenset({RowKind.FIELD, RowKind.HEADING, RowKind.TOTAL})


class BlankForm:
    """The blank form of one appendix, ready to be filled in for any of its units."""

    def __init__(self, basis: Basis, appendix: str) -> None:
        """Write the template once, for nobody."""
        nobody = Unit(id=_NOBODY, name=_NAMELESS, appendix=appendix, email="", contact="")
        self.form = form_for(basis, nobody)
        self._texts = {code: rule.live for code, rule in RULES.items() if rule.live}
        with zipfile.ZipFile(io.BytesIO(template_workbook(self.form, RULES))) as template:
            parts = {name: template.read(name).decode("utf-8") for name in template.namelist()}
        self._parts = {name: text for name, text in parts.items() if name not in _SHEETS and name != _STRINGS}
        self._sheets = {name: tuple(_pieces(parts[name])) for name in _SHEETS}
        self._strings = parts[_STRINGS].removesuffix("</sst>")
        self._known = parts[_STRINGS].count("<si>")

    def filled(self, unit: Unit, entries: Entries) -> bytes:
        """Return the workbook of a unit with these values in it."""
        stamp = replace(self.form.stamp, unit=unit.id)
        own = _replacer(
            {
                stamp_text(self.form.stamp): stamp_text(stamp),
                stamp_name(self.form.stamp): stamp_name(stamp),
                _NAMELESS: escape(unit.name),
                _NOBODY: unit.id,
            }
        )
        live = LiveForm(self.form, entries, self._texts)
        values = dict(_values(live))
        strings: dict[str, int] = {}
        parts = {name: own(text) for name, text in self._parts.items()}
        for name, pieces in self._sheets.items():
            parts[name] = own("".join(self._put(pieces, values, _SHEETS[name], strings)))
        parts[_STRINGS] = own(self._strings) + "".join(map(_string, strings)) + "</sst>"
        return _packed(parts)

    def _put(
        self,
        pieces: tuple[str | tuple[str, str, str], ...],
        values: Mapping[FormCell, Value],
        sheet: Sheet,
        strings: dict[str, int],
    ) -> Iterator[str]:
        for piece in pieces:
            if isinstance(piece, str):
                yield piece
                continue
            at, style, formula = piece
            value = values.get(FormCell(sheet, at))
            opened = f'<c r="{at}" s="{style}"'
            if value is None:
                yield f"{opened}/>"
            elif isinstance(value, Decimal):
                yield f"{opened}>{formula}<v>{value.normalize():f}</v></c>"
            elif formula:
                yield f'{opened} t="str">{formula}<v>{escape(value)}</v></c>'
            else:
                number = strings.setdefault(value, self._known + len(strings))
                yield f'{opened} t="s"><v>{number}</v></c>'


def _pieces(text: str) -> Iterator[str | tuple[str, str, str]]:
    """Take a sheet apart at the cells that may hold something: address, style, formula."""
    end = 0
    for cell in _CELL.finditer(text):
        yield text[end : cell.start()]
        yield cell["at"], cell["style"], cell["formula"] or ""
        end = cell.end()
    yield text[end:]


def _values(live: LiveForm) -> Iterator[tuple[FormCell, Value]]:
    """Yield what stands in every cell: what was filled in, else what a formula gives."""
    form, entries = live.form, live.entries
    yield FormCell(Sheet.SCORES, PROGRESS_CELL), live.progress().value
    for column, key, found in _formulas(live):
        yield FormCell(Sheet.SCORES, form.by_key[key].cell(column)), found.value
    for row in form.rows:
        for cell, reading in live.reading(row).items():
            yield FormCell(Sheet.NUMBERS, cell), reading.value
    for (key, column), value in entries.scores.items():
        yield FormCell(Sheet.SCORES, form.by_key[key].cell(column)), value
    for index in range(INITIATIVE_ROWS):
        given = entries.initiatives[index] if index < len(entries.initiatives) else {}
        yield initiative_cell(index, InitiativeColumn.CHECK), live.initiative_check(index).value
        for named, text in given.items():
            yield initiative_cell(index, named), text
    for field in ClosingField:
        if field in entries.closing:
            yield closing_cell(field), entries.closing[field]


def _formulas(live: LiveForm) -> Iterator[tuple[Column, str, Live]]:
    for row in live.form.rows:
        if row.kind is RowKind.LEAF:
            score = live.score(row)
            if score is not None:
                yield Column.SCORE, row.key, score
        elif row.kind in _TOTALS:
            yield Column.SCORE, row.key, live.sum(row)
        elif row.kind is RowKind.RULE:
            rate = live.rate(row)
            if rate is not None:
                yield Column.FIGURES, row.key, rate
        if row.kind in {RowKind.LEAF, RowKind.CONTRIBUTION}:
            yield Column.CHECK, row.key, live.check(row)


def _replacer(words: Mapping[str, str]) -> Callable[[str], str]:
    """Return what replaces these words in a text, all at once."""
    pattern = re.compile("|".join(map(re.escape, words)))
    return lambda text: pattern.sub(lambda found: words[found.group()], text)


def _string(text: str) -> str:
    return f'<si><t xml:space="preserve">{escape(text)}</t></si>'


def _packed(parts: Mapping[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(zipfile.ZipInfo(name, (2021, 2, 10, 8, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
