"""Vietnamese numbers: a decimal comma and points between thousands (``1.250,5``).

A number is taken exactly, taken with a note, or refused; nothing is guessed. What cannot be told from
a number of another size (``1.234``: one and a quarter, or over a thousand?) is refused.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Context, Decimal
from enum import Enum

_LIMIT_CHARACTERS = 40
_EXCEL_DIGITS = Context(prec=15)
_UNIT = re.compile(r"\s*(điểm|đ|d|diem)\.?$")
_PLAIN = re.compile(r"[+-]?\d+(,\d+)?")
_POINT = re.compile(r"[+-]?\d+\.\d+")
_AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}((\.\d{3}){2,}(,\d+)?|\.\d{3},\d+|( \d{3})+(,\d+)?)")
_STORED = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")


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


@dataclass(frozen=True, slots=True)
class ReadNumber:
    """A number, and what was tolerated in reading it."""

    value: Decimal
    notes: frozenset[NumberNote] = frozenset()


def parse_number(text: str) -> ReadNumber | NumberRefusal:
    """Return the number that a typed text means, or why it is not taken."""
    wide = unicodedata.normalize("NFC", text).strip()
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
    if re.fullmatch(r"[+-]?[\d.,]+ ?%", bare):
        return NumberRefusal.PERCENT
    if re.fullmatch(r"\d+ ?/ ?\d+", bare):
        return NumberRefusal.FRACTION
    if bare.strip("+-") in {"nan", "inf", "infinity"}:
        return NumberRefusal.NOT_FINITE
    return NumberRefusal.NOT_A_NUMBER


def stored_number(text: str) -> Decimal | None:
    """Return a number as a workbook stores it, to the 15 digits that spreadsheet programs keep and show.

    Excel writes 17 digits (0.28000000000000003 for 0,28), Gnumeric more; the digits past the fifteenth are
    an accident of the binary form. None where the text is no finite number (``NaN``, ``1_0``, ``abc``).
    """
    if len(text) > _LIMIT_CHARACTERS * 2 or not text.isascii() or not _STORED.fullmatch(text.strip()):
        return None
    return normal(_EXCEL_DIGITS.create_decimal(text.strip()))


def normal(value: Decimal) -> Decimal:
    """Return the same number without needless zeros or an exponent (1.50 → 1.5, 1E+2 → 100)."""
    whole, _, part = f"{value:f}".partition(".")
    part = part.rstrip("0")
    return Decimal(f"{whole}.{part}" if part else whole) if value else Decimal(0)


def format_number(value: Decimal, *, least_places: int = 0) -> str:
    """Return ``1,5``: exact, with a decimal comma, no grouping, and at least so many decimal places."""
    whole, _, part = f"{normal(value):f}".partition(".")
    part = part.ljust(least_places, "0")
    return f"{whole},{part}" if part else whole


def format_percent(value: Decimal, *, places: int = 2, least_places: int = 0) -> str:
    """Return ``91,17%`` for a ratio of 0.9117, rounded half up for showing only; columns give `least_places`."""
    step = Decimal(1).scaleb(-places)
    shown = (value * 100).quantize(step, rounding="ROUND_HALF_UP")
    return f"{format_number(shown, least_places=least_places)}%"
