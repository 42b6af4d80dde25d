"""The template workbook: a form made into cells, with the entries given for it (none in a template)."""

from collections.abc import Mapping
from io import BytesIO
from types import MappingProxyType

from xlsxwriter.utility import xl_cell_to_rowcol

from par_excel.form import BLANK, Column, Entries, Form, FormCell, LiveForm, Sheet, stamp_name, stamp_text
from par_excel.form.fixed_texts import fixed_texts, form_title
from par_excel.model import Rule, Severity
from par_excel.writing.book.looks import carried_date
from par_excel.writing.book.workbook import Book, new_book
from par_excel.writing.template.guide import guide_lines, guide_texts
from par_excel.writing.template.hidden_sheet import Lists, write_hidden, write_numbers
from par_excel.writing.template.other_sheets import write_closing, write_guide, write_initiatives
from par_excel.writing.template.page import FormSheet
from par_excel.writing.template.scores import write_scores
from par_excel.writing.template.styles import Styles

PROPERTY = "par_excel"
"""Name of the custom document property that holds the stamp."""


def template_workbook(form: Form, rules: Mapping[str, Rule], entries: Entries = BLANK) -> bytes:
    """Return the workbook of a form, filled with these entries.

    Args:
        form: the form to write.
        rules: the declared checks by code: their short texts stand in the check column and the guide.
        entries: what stands in the input cells; formulas carry the exact value that follows from it.
    """
    stream = BytesIO()
    book = new_form_book(stream, form)
    write_form(book, Styles(book), form, rules, entries)[Sheet.GUIDE].activate()
    book.close()
    return stream.getvalue()


def new_form_book(stream: BytesIO, form: Form) -> Book:
    """Return a workbook for a form, protected as all forms are."""
    return new_book(
        stream, created=carried_date(form.basis.period), unlocked_normal=True, lock_structure=True
    )


def write_form(  # noqa: PLR0913, PLR0917 - where, how it looks, what, its words, its values, its marks
    book: Book,
    styles: Styles,
    form: Form,
    rules: Mapping[str, Rule],
    entries: Entries,
    faults: Mapping[FormCell, Severity] = MappingProxyType({}),
) -> Mapping[Sheet, FormSheet]:
    """Write the sheets of a form behind those that the workbook has; return them.

    Args:
        book: where to.
        styles: the looks of its cells.
        form: the form to write.
        rules: the declared checks by code.
        entries: what stands in the input cells.
        faults: which input cells are marked, and how.
    """
    live = LiveForm(form, entries, {code: rule.live for code, rule in rules.items() if rule.live})
    sheets = {sheet: book.add_worksheet(sheet.value, FormSheet) for sheet in Sheet}
    for at, severity in faults.items():
        sheets[at.sheet].faults[xl_cell_to_rowcol(at.address)] = severity
    lists = Lists(form)
    shown = {code: rule for code, rule in rules.items() if code in live.all_codes}
    guide = tuple(guide_lines(form, shown))
    write_guide(sheets[Sheet.GUIDE], styles, form, guide)
    write_scores(book, sheets[Sheet.SCORES], styles, live, lists)
    write_initiatives(book, sheets[Sheet.INITIATIVES], styles, live)
    write_closing(sheets[Sheet.CLOSING], styles, form, entries)
    write_numbers(sheets[Sheet.NUMBERS], styles, live)
    write_hidden(sheets[Sheet.HIDDEN], styles, form, lists, (*guide_texts(form, guide), *fixed_texts(form)))
    _write_identity(book, form)
    return sheets


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
