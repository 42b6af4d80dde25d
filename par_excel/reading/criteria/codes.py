"""Codes as official tables number their rows: 3.2.4, roman fields, numbers that begin anew, a code in front of a name."""

import re
from collections.abc import Sequence
from enum import Enum

from msgspec import Struct

_WORDS = r"(?:lĩnh vực|tiêu chí thành phần|tiêu chí|tctp|tc|lv)"
_DIGITS = re.compile(rf"(?:{_WORDS}\s*)?(\d{{1,2}}(?:\s*[.,]\s*\d{{1,2}})*)\s*[.):]*", re.IGNORECASE)
_ROMAN = re.compile(r"(?:(?:lĩnh vực|phần|mục)\s*)?([IVX]{1,5})\s*[.):]*", re.IGNORECASE)
_LETTER = re.compile(r"([a-zđ])\s*[.)]?")
_NAMED_DIGITS = re.compile(
    rf"(?:{_WORDS}\s*(?P<word>\d{{1,2}}(?:\.\d{{1,2}})*)|(?P<many>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})|(?P<one>\d{{1,2}})(?=\s*[.):]))"
    r"\s*[.):–-]*\s+(?P<name>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_NAMED_ROMAN = re.compile(
    r"(?:(?:LĨNH VỰC|Lĩnh vực|PHẦN|Phần)\s+)?(?P<roman>[IVX]{1,5})\s*[.):–-]+\s*(?P<name>\S.*)", re.DOTALL
)
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
_LETTERS = "abcdđefghijklmnopqrstuvwxyz"
"""Official lists count đ between d and e."""
MOST_PARTS = 3
"""Parts of a code that the catalogue knows: field, criterion, component. Longer ones are read and marked (decision 22)."""


class CodeStyle(Enum):
    """How a number is written."""

    DIGITS = "chữ số"
    ROMAN = "La Mã"
    LETTER = "chữ cái"


class RawCode(Struct, frozen=True):
    """A number as it stands in front of a row."""

    parts: tuple[int, ...]
    style: CodeStyle


def read_code(text: str) -> RawCode | None:
    """Return the code that a cell holds and nothing else; None where it holds none."""
    plain = text.strip()
    digits = _DIGITS.fullmatch(plain)
    if digits is not None:
        return RawCode(tuple(int(part) for part in re.split(r"\s*[.,]\s*", digits[1])), CodeStyle.DIGITS)
    roman = _ROMAN.fullmatch(plain)
    # a small i or v is a letter of a list, unless a word before it says what is numbered
    if roman is not None and (roman[1].isupper() or " " in plain):
        return _roman(roman[1])
    letter = _LETTER.fullmatch(plain)
    return None if letter is None else RawCode((_LETTERS.index(letter[1]) + 1,), CodeStyle.LETTER)


def split_code(text: str) -> tuple[RawCode, str] | None:
    """Return the code that a name begins with, and the name without it; None where it begins with none."""
    digits = _NAMED_DIGITS.fullmatch(text)
    if digits is not None:
        parts = digits["word"] or digits["many"] or digits["one"]
        return RawCode(tuple(map(int, parts.split("."))), CodeStyle.DIGITS), digits["name"]
    roman = _NAMED_ROMAN.fullmatch(text)
    code = None if roman is None else _roman(roman["roman"])
    return None if roman is None or code is None else (code, roman["name"])


def _roman(text: str) -> RawCode | None:
    """Return a roman number; None for letters in an order that no number has."""
    values = [_ROMAN_VALUES[letter] for letter in text.upper()]
    total = sum(
        -value if value < max(values[index + 1 :], default=0) else value for index, value in enumerate(values)
    )
    return RawCode((total,), CodeStyle.ROMAN) if total > 0 else None


class Placed(Struct, frozen=True):
    """A code as the catalogue has it."""

    parts: tuple[int, ...]
    is_made: bool
    """Whether it stands in the document in another way, so that it follows from the rows above."""

    @property
    def text(self) -> str:
        """The code with points."""
        return ".".join(map(str, self.parts))


def place_codes(raw: Sequence[RawCode]) -> tuple[Placed, ...]:
    """Return the whole code of every row, from how all rows are numbered."""
    # “I, 1, 2, II, 1, 2”: numbers begin anew below each field, and the field belongs to the code. “I, 1.1, 1.2” does not.
    has_roman = any(code.style is CodeStyle.ROMAN for code in raw)
    begins_anew = has_roman and any(code.style is CodeStyle.DIGITS and len(code.parts) == 1 for code in raw)
    placed: list[Placed] = []
    field, above = (0,), tuple[int, ...]()
    for code in raw:
        match code.style:
            case CodeStyle.ROMAN:
                found = Placed(code.parts, is_made=False)
            case CodeStyle.LETTER:
                found = Placed((*above, *code.parts), is_made=True)
            case CodeStyle.DIGITS:
                found = Placed((*field, *code.parts) if begins_anew else code.parts, is_made=False)
        if len(found.parts) == 1:
            field = (found.parts[0],)
        if code.style is not CodeStyle.LETTER:
            above = found.parts
        placed.append(found)
    return tuple(placed)
