"""Dates as workbooks store them, shown as Vietnamese write them."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from par_excel.vietnamese import format_date

_LAST_SERIAL = 2_958_465
"""31/12/9999 counted from 1900."""
_BEFORE_1900 = date(1899, 12, 30)
_FIRST_1904 = date(1904, 1, 1)
_FALSE_LEAP_DAY = 60
"""Excel counts a 29/02/1900 that never was; days before it are one further on."""
_MINUTES = 24 * 60


def serial_day(serial: Decimal, *, is_1904: bool) -> date | None:
    """Return the day that a stored number means, or None where it means none."""
    whole = int(serial) if abs(serial) <= _LAST_SERIAL else -1
    if is_1904:
        return _FIRST_1904 + timedelta(days=whole) if 0 <= whole <= _LAST_SERIAL - 1462 else None
    if whole < 1 or whole == _FALSE_LEAP_DAY:
        return None
    return _BEFORE_1900 + timedelta(days=whole + (whole < _FALSE_LEAP_DAY))


def serial_text(serial: Decimal, *, is_1904: bool) -> str | None:
    """Return `05/02/2021`, or `08:30` for a time without a day; None where the number means neither."""
    if 0 < serial < 1:
        hours, minutes = divmod(int(serial * _MINUTES + Decimal("0.5")) % _MINUTES, 60)
        return f"{hours:02d}:{minutes:02d}"
    if serial == _FALSE_LEAP_DAY and not is_1904:
        return "29/02/1900"
    day = serial_day(serial, is_1904=is_1904)
    return None if day is None else format_date(day)


def iso_text(text: str) -> str:
    """Return `05/02/2021` for a day stored as ISO 8601, and the text itself where it is none."""
    try:
        return format_date(datetime.fromisoformat(text.strip()).date())
    except ValueError:
        return text
