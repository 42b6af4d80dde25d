"""Vietnamese dates as they are shown: ``dd/mm/yyyy``, by the clocks of Vietnam."""

from datetime import date, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))
"""The clocks of Vietnam: a fixed zone, as the country knows no summer time and Windows has no tzdata."""


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
