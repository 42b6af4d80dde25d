"""The template workbook: a form made into cells, with the entries given for it (none in a template).

Laying out a form takes many times as long as filling it. So it is laid out once, for nobody; the workbook of a unit is
a copy of that, in which nobody's texts have become the unit's, and into which only its own cells are written.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from types import MappingProxyType

from msgspec.structs import replace
from xlsxwriter.utility import xl_cell_to_rowcol

from par_excel.form import BLANK, Column, Entries, Form, FormCell, LiveForm, Sheet, stamp_name, stamp_text
from par_excel.form.fixed_texts import fixed_texts, form_title
from par_excel.model import Rule, Severity, Unit
from par_excel.writing.book.line_breaks import line_count
from par_excel.writing.book.looks import carried_date
from par_excel.writing.book.workbook import Book, new_book
from par_excel.writing.template.guide import UNIT_WIDTH, guide_lines, guide_texts
from par_excel.writing.template.hidden_sheet import Lists, fill_numbers, write_hidden, write_numbers
from par_excel.writing.template.other_sheets import (
    fill_closing,
    fill_initiatives,
    ready_initiatives,
    write_closing,
    write_guide,
    write_initiatives,
)
from par_excel.writing.template.page import FormSheet, set_stamp_footer
from par_excel.writing.template.scores import fill_scores, write_scores
from par_excel.writing.template.styles import Styles

PROPERTY = "par_excel"
"""Name of the custom document property that holds the stamp."""
_NOBODY = Unit(id="(chua-ro)", name="(Cơ quan chưa rõ)", appendix="", email="", contact="")
_UNUSUAL = re.compile(r"_x|^ | $|  |^<r>")
"""What is written in a way of its own, as what cannot be printed is: escapes, spaces at the ends, markup."""


def template_workbook(form: Form, rules: Mapping[str, Rule], entries: Entries = BLANK) -> bytes:
    """Return the workbook of a form, filled with these entries.

    Args:
        form: the form to write.
        rules: the declared checks by code: their short texts stand in the check column and the guide.
        entries: what stands in the input cells; formulas carry the exact value that follows from it.
    """
    stream = BytesIO()
    laid_out = laid_out_form(form, rules, entries)
    book, styles = laid_out.begin(stream, form)
    laid_out.fill(book, styles, form, entries)[Sheet.GUIDE].activate()
    book.close()
    return stream.getvalue()


class LaidOutForm:
    """The blank form of an appendix as sheets of a workbook, of which each unit gets a copy.

    Args:
        form: what is laid out, and for whom.
        rules: the declared checks by code.
        initiatives: how many the sheet of initiatives has rows in sight for.
    """

    def __init__(self, form: Form, rules: Mapping[str, Rule], initiatives: int) -> None:
        self._form = form
        texts = {code: rule.live for code, rule in rules.items() if rule.live}
        self._book = book = new_book(
            BytesIO(),
            created=carried_date(form.basis.period),
            unlocked_normal=True,
            lock_structure=True,
        )
        self._styles = styles = Styles(book)
        self._sheets = sheets = {sheet: book.add_worksheet(sheet.value, FormSheet) for sheet in Sheet}
        self._live = live = LiveForm(form, BLANK, texts)
        lists = Lists(form)
        shown = {code: rule for code, rule in rules.items() if code in live.all_codes}
        guide = tuple(guide_lines(form, shown))
        write_guide(sheets[Sheet.GUIDE], styles, form, guide)
        self._heights = write_scores(book, sheets[Sheet.SCORES], styles, live, lists)
        write_initiatives(book, sheets[Sheet.INITIATIVES], styles, live, initiatives)
        write_closing(sheets[Sheet.CLOSING], styles, form)
        write_numbers(sheets[Sheet.NUMBERS], styles, live)
        issued = (*guide_texts(form, guide), *fixed_texts(form))
        write_hidden(sheets[Sheet.HIDDEN], styles, form, lists, issued)
        book.lay_out(styles.every() if form.stamp.revision else ())

    def suits(self, unit: Unit) -> bool:
        """Say whether a copy for this unit is what would have been laid out for it alone."""
        if unit == self._form.unit:
            return True
        own = (unit.name, unit.id)
        if (
            unit.name == unit.id
            or not all(own)
            or any(not text.isprintable() or _UNUSUAL.search(text) for text in own)
        ):
            return False
        return line_count(unit.name, UNIT_WIDTH) == 1 and not any(map(self._book.has_text, own))

    def begin(self, stream: BytesIO, form: Form) -> tuple[Book, Styles]:
        """Return a workbook for a unit's form, protected as all forms are and without sheets yet, and its looks."""
        before = self._form
        book = self._book.copied(
            stream,
            {
                before.unit.name: form.unit.name,
                before.unit.id: form.unit.id,
                stamp_text(before.stamp): stamp_text(form.stamp),
            },
        )
        _write_identity(book, form)
        return book, self._styles.copied(book)

    def fill(
        self,
        book: Book,
        styles: Styles,
        form: Form,
        entries: Entries,
        faults: Mapping[FormCell, Severity] = MappingProxyType({}),
    ) -> Mapping[Sheet, FormSheet]:
        """Add the sheets of a unit's form behind those that the workbook has; return them.

        Args:
            book: where to; it was begun here.
            styles: its looks.
            form: whose, of the revision that was laid out.
            entries: what stands in the input cells.
            faults: which input cells are marked, and how.
        """
        sheets: dict[Sheet, FormSheet] = {sheet: book.add_copy(laid) for sheet, laid in self._sheets.items()}
        for at, severity in faults.items():
            sheets[at.sheet].faults[xl_cell_to_rowcol(at.address)] = severity
        if entries != BLANK or faults:
            live = replace(self._live, entries=entries)
            fill_scores(sheets[Sheet.SCORES], styles, live, self._heights)
            fill_initiatives(sheets[Sheet.INITIATIVES], styles, live)
            fill_closing(sheets[Sheet.CLOSING], styles, entries)
            fill_numbers(sheets[Sheet.NUMBERS], styles, live, self._live)
        for sheet in sheets.values():
            if sheet.footer:
                set_stamp_footer(sheet, form)
        return sheets


def laid_out_form(form: Form, rules: Mapping[str, Rule], entries: Entries) -> LaidOutForm:
    """Return what is laid out for a form with these entries: once for all units whose texts can take nobody's place."""
    initiatives = ready_initiatives(entries)
    laid_out = _laid_out_for_nobody(_Layout(form, rules), initiatives)
    return laid_out if laid_out.suits(form.unit) else LaidOutForm(form, rules, initiatives)


class _Layout:
    """What all copies of a laid out form have in common, as a key: the same objects, for comparing them would cost more."""

    def __init__(self, form: Form, rules: Mapping[str, Rule]) -> None:
        self.form, self.rules = form, rules

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Layout)
            and self.form.rows is other.form.rows
            and self.form.basis is other.form.basis
            and self.form.stamp.revision == other.form.stamp.revision
            and self.rules is other.rules
        )

    def __hash__(self) -> int:
        return hash((id(self.form.rows), self.form.stamp.revision))


@lru_cache(maxsize=8)  # units of one appendix follow one another; they differ in their initiatives
def _laid_out_for_nobody(key: _Layout, initiatives: int) -> LaidOutForm:
    nobody = key.form.of_unit(_NOBODY, revision=key.form.stamp.revision)
    return LaidOutForm(nobody, key.rules, initiatives)


def _write_identity(book: Book, form: Form) -> None:
    stamp = stamp_text(form.stamp)
    first, last = Column.CODE.letter, Column.CHECK.letter
    book.define_name(stamp_name(form.stamp), f"='{Sheet.SCORES.value}'!${first}$1:${last}${form.last_row}")
    book.set_custom_property(PROPERTY, stamp)
    period = form.basis.period
    book.set_properties(
        {
            "title": form_title(form),
            "author": period.sender.name,
            "subject": form.unit.name,
            "created": book.created,
        }
    )
