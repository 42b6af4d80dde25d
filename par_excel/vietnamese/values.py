"""Values as people type them and as workbooks store them: numbers, percentages and dates are read here, and only here.

A value is taken exactly, taken with a note, or refused with a reason; nothing is guessed. Numbers have a decimal comma
and points between thousands (``1.250,5``); what cannot be told from a number of another size (``1.234``: one and a
quarter, or over a thousand?) is refused. Days come before months.
"""

import re
import unicodedata
from datetime import date
from decimal import Context, Decimal
from enum import Enum

from msgspec import Struct

from par_excel.vietnamese.numbers import normal
from par_excel.vietnamese.text import fold, tidy

_LIMIT_CHARACTERS = 40
"""Characters of a text that may be a number."""
_EXCEL_DIGITS = Context(prec=15)
"""The digits that spreadsheet programs keep."""
_EXACT = Context(prec=_LIMIT_CHARACTERS * 2)
_UNIT = re.compile(r"\s*(điểm|đ|d|diem)\.?$")
_PLAIN = re.compile(r"[+-]?\d+(,\d+)?")
_POINT = re.compile(r"[+-]?\d+\.\d+")
_AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}((\.\d{3}){2,}(,\d+)?|\.\d{3},\d+|( \d{3})+(,\d+)?)")
_STORED = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_PERCENT = re.compile(r"(.*?)\s?(?:[%％]|phần trăm)", re.IGNORECASE)
_DATE = re.compile(r"(?:ngày )?(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})", re.ASCII)
_ISO_DATE = re.compile(r"(?:ngày )?(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
"""As programs in English write days; no other order begins with the year."""
_LONG_DATE = re.compile(r"(?:ngày )?(\d{1,2}) tháng (\d{1,2}) năm (\d{4})", re.ASCII)


class NumberNote(Enum):
    """What was tolerated when a text was read as a number."""

    POINT = "dấu chấm thập phân"
    GROUPS = "dấu phân cách hàng nghìn"
    UNIT = "kèm đơn vị"
    FULL_WIDTH = "chữ số rộng"


class NumberRefusal(Enum):
    """Why a text is not taken as a number."""

    AMBIGUOUS = "không rõ là số thập phân hay hàng nghìn"
    FRACTION = "phân số"
    PERCENT = "tỷ lệ phần trăm"
    NOT_FINITE = "không phải số hữu hạn"
    NOT_A_NUMBER = "không phải là số"


class ReadNumber(Struct, frozen=True):
    """A number, and what was tolerated in reading it."""

    value: Decimal
    notes: frozenset[NumberNote] = frozenset()


def parse_number(text: str) -> ReadNumber | NumberRefusal:
    """Return the number that a typed text means, or why it is not taken."""
    wide = tidy(text)
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", wide)).strip().lower()
    if not plain or len(plain) > _LIMIT_CHARACTERS:
        return NumberRefusal.NOT_A_NUMBER
    notes = {NumberNote.FULL_WIDTH} if any("０" <= character <= "９" for character in wide) else set()
    bare = _UNIT.sub("", plain)
    if bare != plain:
        notes.add(NumberNote.UNIT)
    return _parse_plain(bare, wide, notes)


def _parse_plain(bare: str, original: str, notes: set[NumberNote]) -> ReadNumber | NumberRefusal:
    if not bare.isascii() or any(map(_is_disguised_digit, original)):
        return NumberRefusal.FRACTION if "⁄" in bare else NumberRefusal.NOT_A_NUMBER
    if _AMBIGUOUS.fullmatch(bare):
        return NumberRefusal.AMBIGUOUS
    if _PLAIN.fullmatch(bare):
        return ReadNumber(Decimal(bare.replace(",", ".")), frozenset(notes))
    if _POINT.fullmatch(bare):
        return ReadNumber(Decimal(bare), frozenset(notes | {NumberNote.POINT}))
    if _GROUPED.fullmatch(bare):
        digits = bare.replace(".", "").replace(" ", "").replace(",", ".")
        return ReadNumber(Decimal(digits), frozenset(notes | {NumberNote.GROUPS}))
    return _refusal(bare)


def _is_disguised_digit(character: str) -> bool:
    """Say whether a character becomes a digit only when its form is given up: `²`, `①`, `½`."""
    if character.isascii() or "０" <= character <= "９":
        return False
    return any(plain.isdigit() for plain in unicodedata.normalize("NFKC", character))


def _refusal(bare: str) -> NumberRefusal:
    if bare.endswith("%") and parse_percent(bare) is not NumberRefusal.NOT_A_NUMBER:
        return NumberRefusal.PERCENT
    if re.fullmatch(r"\d+ ?/ ?\d+", bare):
        return NumberRefusal.FRACTION
    if bare.strip("+-") in {"nan", "inf", "infinity"}:
        return NumberRefusal.NOT_FINITE
    return NumberRefusal.NOT_A_NUMBER


def parse_percent(text: str) -> ReadNumber | NumberRefusal:
    """Return the ratio that a text in per cent means (``85,5%`` is 0.855), or why it is not taken.

    A number without a sign of per cent is none: whether 0,85 or 85 was meant nobody can tell.
    """
    found = _PERCENT.fullmatch(tidy(text))
    if found is None or _UNIT.search(found[1]):
        return NumberRefusal.NOT_A_NUMBER
    read = parse_number(found[1])
    if isinstance(read, NumberRefusal):
        return read
    return ReadNumber(normal(read.value.scaleb(-2, _EXACT)), read.notes)


_BEYOND = Decimal("1.8e308")
"""The binary numbers of a workbook end below it; what is written beyond is infinite to the program that reads it."""


def stored_number(text: str) -> Decimal | None:
    """Return a number as a workbook stores it, to the 15 digits that spreadsheet programs keep and show.

    Excel writes 17 digits (0.28000000000000003 for 0,28), Gnumeric more; the digits past the fifteenth are
    an accident of the binary form. None where the text is no finite number (``NaN``, ``1_0``, ``abc``).
    """
    if len(text) > _LIMIT_CHARACTERS * 2 or not text.isascii() or not _STORED.fullmatch(text.strip()):
        return None
    number = _EXCEL_DIGITS.create_decimal(text.strip())
    return normal(number) if abs(number) < _BEYOND else None


def parse_date(text: str) -> date | None:
    """Return the day that a text names in Vietnamese order, or year first (2026-12-05); None where it names none."""
    folded = fold(text)
    found = _DATE.fullmatch(folded) or _LONG_DATE.fullmatch(folded)
    turned = _ISO_DATE.fullmatch(folded)
    if found is None and turned is None:
        return None
    day, month, year = map(int, found.groups() if found else reversed(turned.groups() if turned else ()))
    try:
        return date(year, month, day)
    except ValueError:
        return None
