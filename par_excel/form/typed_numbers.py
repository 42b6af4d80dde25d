"""Numbers as people type them, as the form itself reads them: `0,85` and `0.85`, whichever of the two the program takes.

Where the language of the system has the other mark, what is typed becomes text, which no sum sees. On a hidden sheet
each input cell for a number therefore has a cell with the number that is meant, and the live formulas look there.
What it takes is a part of what the reader takes, and never another number.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from par_excel.form.columns import Column, RowKind, Sheet
from par_excel.form.form import FormRow

TEXT_COLUMN, DIGITS_COLUMN, NUMBER_COLUMN = "ABC"
"""Columns of the sheet of numbers: what is no number yet, its digits, the number; each in the row of its input cell."""
UNREAD = "?"
"""Stands for what is no number, or may be two (`1.234`)."""
_KINDS = frozenset({RowKind.LEAF, RowKind.CONTRIBUTION, RowKind.FIGURE})
_MOST_DIGITS = 15
"""Digits that every spreadsheet program keeps."""
_PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_SPACES = re.compile(" +")


class TypedNumber(NamedTuple):
    """What stands on the sheet of numbers for one input cell: its text where it is no number, the digits of that, the number."""

    text: str
    digits: str
    number: str | Decimal


def takes_number(row: FormRow) -> bool:
    """Say whether people write a number in a row."""
    return row.kind in _KINDS


def number_column(row: FormRow) -> Column:
    """Return the column of the score sheet in which they do."""
    return Column.FIGURES if row.kind is RowKind.FIGURE else Column.SCORE


def read_cell(row: FormRow) -> str:
    """Return where the number of a row stands once it is read, as formulas of other sheets name it."""
    return f"{Sheet.NUMBERS.value}!{NUMBER_COLUMN}{row.number}"


def read_typed(entry: str | Decimal) -> TypedNumber:
    """Return what the formulas of a row give for an entry: no number where none stands, `?` where it is none."""
    if isinstance(entry, Decimal):
        return TypedNumber("", "", entry)
    text = _SPACES.sub(" ", entry).strip(" ")
    digits = text.replace(",", "").replace(".", "")
    is_ambiguous = text[-4:-3] == "." and text[0] != "0"
    if _PLAIN.fullmatch(text) and len(digits) <= _MOST_DIGITS and not is_ambiguous:
        return TypedNumber(text, digits, Decimal(text.replace(",", ".")))
    return TypedNumber(text, digits, UNREAD if text else "")


def reading_formulas(row: FormRow) -> Mapping[str, str]:
    """Return the formulas of a reading by their cells, which give the same in every language of the system.

    `VALUE` asks for the locale, so only digits are ever made a number: a text of digits alone is one that stands again
    where its number is written with as many digits.
    """
    cell = f"'{Sheet.SCORES.value}'!{row.cell(number_column(row))}"
    text, digits = f"{TEXT_COLUMN}{row.number}", f"{DIGITS_COLUMN}{row.number}"
    sound = (
        f'TEXT(VALUE({digits}),REPT("0",LEN({digits})))={digits}',
        f"LEN({text})-LEN({digits})<2",  # one mark at most, and none at either end
        f"LEFT({text})=LEFT({digits})",
        f"RIGHT({text})=RIGHT({digits})",
        f'OR(LEFT({text})="0",LEFT(RIGHT({text},4))<>".")',  # 1.234 may be over a thousand
    )
    places = f'MAX(0,LEN({text})-FIND(".",SUBSTITUTE({text},",",".")&"."))'
    number = f'IF(AND({",".join(sound)}),VALUE({digits})/10^{places},"{UNREAD}")'
    is_short = f"AND(LEN({digits})<={_MOST_DIGITS},ISNUMBER(VALUE({digits})))"
    return {
        text: f'=IF(ISERROR({cell}),"{UNREAD}",IF(ISNUMBER({cell}),"",TRIM({cell})))',
        digits: f'=SUBSTITUTE(SUBSTITUTE({text},",",""),".","")',
        f"{NUMBER_COLUMN}{row.number}": f'=IF(ISNUMBER({cell}),{cell},IF({text}="","",IF({is_short},{number},"{UNREAD}")))',
    }
