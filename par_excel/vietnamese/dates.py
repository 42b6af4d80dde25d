"""Vietnamese dates as they are shown: ``dd/mm/yyyy``, and the long form of official documents (Decree 30/2020/NĐ-CP)."""

from datetime import date, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))
"""Vietnam knows no summer time."""
_DAY_ONE_DIGIT = 10
_MONTH_ONE_DIGIT = 3


def format_date(day: date) -> str:
    """Return ``05/02/2021``."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def local_time(moment: datetime) -> datetime:
    """Return a moment by the clocks of Vietnam; one without a zone is taken as such."""
    return moment if moment.tzinfo is None else moment.astimezone(VIETNAM)


def local_day(moment: datetime) -> date:
    """Return the day that it is in Vietnam; a moment without a zone is taken as such."""
    return local_time(moment).date()


def format_moment(moment: datetime) -> str:
    """Return ``15:30 ngày 05/02/2021``, by the clocks of Vietnam."""
    there = local_time(moment)
    return f"{there:%H:%M} ngày {format_date(there.date())}"


def format_long_date(day: date) -> str:
    """Return ``ngày 05 tháng 02 năm 2021``: days below 10 and months 1 and 2 take a zero (Decree 30/2020)."""
    number = f"{day.day:02d}" if day.day < _DAY_ONE_DIGIT else str(day.day)
    month = f"{day.month:02d}" if day.month < _MONTH_ONE_DIGIT else str(day.month)
    return f"ngày {number} tháng {month} năm {day.year}"
