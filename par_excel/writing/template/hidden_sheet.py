"""The very hidden sheets of a form: stamp, texts as issued, lists behind the drop-downs; and the numbers as the form reads them.

Lists are real numbers in cells: a list written into a validation breaks under a decimal comma.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property

from xlsxwriter.utility import xl_cell_to_rowcol, xl_col_to_name

from par_excel.form import NOT_ARISEN, TICK, Form, LiveForm, Sheet, stamp_text
from par_excel.form.fixed_texts import COPIES_ROW, FixedText
from par_excel.model import Cumulative, reachable_scores
from par_excel.writing.book.workbook import BookSheet, write_formula_cell, write_number, write_text
from par_excel.writing.template.styles import Style, Styles

STAMP_LABEL = "Dấu nhận dạng"
_FIRST_LIST_COLUMN = 6
_FIRST_LIST_ROW = 1


class Lists:
    """Where each drop-down of a form finds its values."""

    def __init__(self, form: Form) -> None:
        self._form = form

    @property
    def tick(self) -> str:
        """The mark of a scale line."""
        return self._range(3, 1)

    @property
    def not_arisen(self) -> str:
        """The mark of a criterion that did not arise."""
        return self._range(4, 1)

    def scores(self, code: str) -> str | None:
        """Return the range of the scores that a cumulative scale can give; None for other scales."""
        if code not in self.columns:
            return None
        column, values = self.columns[code]
        return self._range(column, len(values))

    @cached_property
    def columns(self) -> Mapping[str, tuple[int, tuple[Decimal, ...]]]:
        """Column and values of the list of each cumulative criterion."""
        found: dict[str, tuple[int, tuple[Decimal, ...]]] = {}
        for leaf in self._form.appendix.leaves:
            values = reachable_scores(leaf.scale) if isinstance(leaf.scale, Cumulative) else None
            if values:
                found[leaf.code] = (_FIRST_LIST_COLUMN + len(found), values)
        return found

    def _range(self, column: int, count: int) -> str:
        letter = xl_col_to_name(column)
        first = _FIRST_LIST_ROW + 1
        return f"='{Sheet.HIDDEN.value}'!${letter}${first}:${letter}${first + count - 1}"


def write_hidden(
    sheet: BookSheet, styles: Styles, form: Form, lists: Lists, issued: Iterable[FixedText]
) -> None:
    """Write the stamp, whole and in parts, the texts as issued, and the lists."""
    plain = styles[Style.PLAIN]
    stamp = form.stamp
    facts = [
        (STAMP_LABEL, stamp_text(stamp)),
        ("Kỳ đánh giá", stamp.period),
        ("Phụ lục", stamp.appendix),
        ("Cơ quan", stamp.unit),
        ("Bộ tiêu chí", stamp.fingerprint),
        ("Phiên bản biểu mẫu", str(stamp.form_version)),
        ("Lần", str(stamp.revision)),
    ]
    for row, (label, value) in enumerate(facts):
        write_text(sheet, row, 0, label, plain)
        write_text(sheet, row, 1, value, plain)
    write_text(sheet, _FIRST_LIST_ROW, 3, TICK, plain)
    write_text(sheet, _FIRST_LIST_ROW, 4, NOT_ARISEN, plain)
    for code, (column, values) in lists.columns.items():
        write_text(sheet, 0, column, code, plain)
        for row, score in enumerate(values, start=_FIRST_LIST_ROW):
            write_number(sheet, row, column, score, plain)
    for row, fixed in enumerate(issued, start=COPIES_ROW - 1):
        texts = (fixed.at.sheet.value, fixed.at.address, fixed.label, fixed.text)
        for column, text in enumerate(texts):
            write_text(sheet, row, column, text, plain)
    sheet.very_hidden()
    sheet.protect()


def write_numbers(sheet: BookSheet, styles: Styles, live: LiveForm) -> None:
    """Write the formulas that read what is typed as a number; the reader of returns never looks at them."""
    fill_numbers(sheet, styles, live)
    sheet.very_hidden()
    sheet.protect()


def fill_numbers(sheet: BookSheet, styles: Styles, live: LiveForm, blank: LiveForm | None = None) -> None:
    """Write what is typed as those formulas read it, where that is something else than in a blank form."""
    for row in live.form.rows:
        known = {} if blank is None else blank.reading(row)
        for cell, reading in live.reading(row).items():
            if reading != known.get(cell):
                at = xl_cell_to_rowcol(cell)
                write_formula_cell(sheet, at[0], at[1], reading.formula, styles[Style.PLAIN], reading.value)
