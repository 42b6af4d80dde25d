"""The deadlines of a period as a file that calendars take in (RFC 5545); the same period gives the same bytes."""

from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from par_excel.model import Period

NAME = "Lịch các mốc thời gian.ics"
_BEFORE = (timedelta(days=-3), timedelta(hours=8))
"""A reminder three days before, and at eight on the day itself; a whole day begins at midnight."""


def calendar_file(period: Period) -> bytes:
    """Return one event of a whole day for each deadline, with reminders."""
    calendar = Calendar()
    calendar.add("prodid", "-//par_excel//VN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for deadline in period.deadlines:
        calendar.add_component(_event(period, deadline.id, deadline.day, deadline.title))
    return bytes(calendar.to_ical())


def _event(period: Period, key: str, day: date, title: str) -> Event:
    event = Event()
    event.add("uid", f"{period.id}-{key}@{period.sender.email.rpartition('@')[2] or 'par-excel'}")
    # of the period, not of the clock: a file made twice is one file
    event.add("dtstamp", datetime(period.year + 1, 1, 1, tzinfo=UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))  # the end is no part of the event (RFC 5545, 3.6.1)
    event.add("summary", f"{title} – {period.title}")
    event.add("transp", "TRANSPARENT")  # a deadline does not make anybody busy
    for before in _BEFORE:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        alarm.add("trigger", before)
        event.add_component(alarm)
    return event
