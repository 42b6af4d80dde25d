"""Deadlines for calendars: whole days, with reminders, the same again."""

from datetime import date, timedelta
from typing import Any

from icalendar import Calendar
from msgspec.structs import replace

from par_excel.model import Deadline
from par_excel.post.calendar_file import calendar_file
from tests import invented


def test_every_deadline_is_a_whole_day_with_reminders() -> None:
    period = replace(
        invented.basis().period,
        deadlines=(
            Deadline("nop", date(2021, 2, 18), "Nộp kết quả; kèm tài liệu, báo cáo"),
            Deadline("trinh", date(2021, 2, 28), "Trình " + "UBND tỉnh xem xét, phê duyệt " * 5),
        ),
    )
    data = calendar_file(period)
    assert data == calendar_file(period)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    events: list[Any] = Calendar.from_ical(data).walk("VEVENT")
    assert [event["dtstart"].dt for event in events] == [date(2021, 2, 18), date(2021, 2, 28)]
    assert [event["dtend"].dt for event in events] == [date(2021, 2, 19), date(2021, 3, 1)]
    assert str(events[0]["summary"]) == f"Nộp kết quả; kèm tài liệu, báo cáo – {period.title}"
    assert len({str(event["uid"]) for event in events}) == 2
    alarms = [alarm["trigger"].dt for alarm in events[0].walk("VALARM")]
    assert alarms == [timedelta(days=-3), timedelta(hours=8)]
