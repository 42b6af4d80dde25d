"""What stored numbers and texts stand for: a plain number, a percentage, a day or a moment."""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal

from par_excel.reading.workbook.workbook import FIXED_PLACES, NumberFormat
from par_excel.vietnamese import format_date

_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_PERCENTAGES = frozenset({9, 10})
"""The numbers of the formats that every Excel has and no file lists (ECMA-376 part 1, 18.8.30); 27–36 and 50–58 are dates
of East Asian editions."""
_FIXED = {
    **dict.fromkeys((1, 3, 37, 38), NumberFormat.WHOLE),
    **dict.fromkeys((2, 4, 39, 40), NumberFormat.TWO_PLACES),
}
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\[\]]*\]', re.IGNORECASE)
"""What a format code shows as it stands and computes nothing: quoted and escaped letters, a gap as wide as a letter
(`_)`), a letter repeated to the cell's border (`*-`), colours, conditions and languages in brackets – but not `[h]`, `[m]`,
`[s]`, which are times."""
_PLACES = re.compile(r"[#,0]*0(?:\.([0#?]*))?")
_DATE_CODE = re.compile(r"[ymdhs]", re.IGNORECASE)


def format_meaning(number: int, code: str | None) -> NumberFormat:
    """Return what a format means, by its number and, where the file has its own, its code (`dd/mm/yyyy`)."""
    if code is None:
        if number in _PERCENTAGES:
            return NumberFormat.PERCENT
        return NumberFormat.DATE if number in _DATES else _FIXED.get(number, NumberFormat.PLAIN)
    # A code may have parts for positive, negative, zero and text; the first says what the number is.
    first = code.partition(";")[0]
    bare = "" if first.strip().casefold() == "general" else _LITERAL.sub("", first)
    if "%" in bare:
        return NumberFormat.PERCENT
    return NumberFormat.DATE if _DATE_CODE.search(bare) else _fixed(bare.strip())


def _fixed(bare: str) -> NumberFormat:
    """Return how many decimal places a code shows (`0.00`, `#,##0`), as far as it may hide some."""
    found = _PLACES.fullmatch(bare)
    places = -1 if found is None else len(found[1] or "")
    return FIXED_PLACES[places] if 0 <= places < len(FIXED_PLACES) else NumberFormat.PLAIN


_LAST_SERIAL = 2_958_465
"""31/12/9999 counted from 1900."""
_BEFORE_1900 = date(1899, 12, 30)
_FIRST_1904 = date(1904, 1, 1)
_FALSE_LEAP_DAY = 60
"""Excel counts a 29/02/1900 that never was, as Lotus 1-2-3 did; days before it are one further on."""
_MINUTES = 24 * 60


def serial_day(serial: Decimal, *, is_1904: bool) -> date | None:
    """Return the day that a stored number means, or None where it means none."""
    whole = int(serial) if abs(serial) <= _LAST_SERIAL else -1
    if is_1904:  # such workbooks count from 1,462 days later
        return _FIRST_1904 + timedelta(days=whole) if 0 <= whole <= _LAST_SERIAL - 1462 else None
    if whole < 1 or whole == _FALSE_LEAP_DAY:
        return None
    return _BEFORE_1900 + timedelta(days=whole + (whole < _FALSE_LEAP_DAY))


def serial_text(serial: Decimal, *, is_1904: bool) -> str | None:
    """Return `05/02/2021`, or `08:30` for a time without a day; None where the number means neither."""
    if 0 < serial < 1:  # the last half minute of a day is shown as 00:00, not as 24:00
        hours, minutes = divmod(int(serial * _MINUTES + Decimal("0.5")) % _MINUTES, 60)
        return f"{hours:02d}:{minutes:02d}"
    if serial == _FALSE_LEAP_DAY and not is_1904:
        return "29/02/1900"
    day = serial_day(serial, is_1904=is_1904)
    return None if day is None else format_date(day)


def parse_time(text: str, zone: tzinfo = UTC) -> datetime | None:
    """Return the moment that a property of a file gives, in this zone where it names none; None where it gives none."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=zone)


def iso_text(text: str) -> str:
    """Return `05/02/2021` for a day stored as ISO 8601, and the text itself where it is none."""
    try:
        return format_date(datetime.fromisoformat(text.strip()).date())
    except ValueError:
        return text
