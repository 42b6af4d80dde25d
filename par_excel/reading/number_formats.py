"""What a number format of Excel means for the number: a plain one, a day or a percentage."""

import re

from par_excel.reading.workbook import NumberFormat

_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_PERCENTAGES = frozenset({9, 10})
"""The numbers of the formats that every Excel has."""
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_DATE_CODE = re.compile(r"[ymdhs]", re.IGNORECASE)


def format_meaning(number: int, code: str | None) -> NumberFormat:
    """Return what a format means, by its number and, where the file has its own, its code (`dd/mm/yyyy`)."""
    if code is None:
        if number in _PERCENTAGES:
            return NumberFormat.PERCENT
        return NumberFormat.DATE if number in _DATES else NumberFormat.PLAIN
    first = code.partition(";")[0]
    bare = "" if first.strip().casefold() == "general" else _LITERAL.sub("", first)
    if "%" in bare:
        return NumberFormat.PERCENT
    return NumberFormat.DATE if _DATE_CODE.search(bare) else NumberFormat.PLAIN
