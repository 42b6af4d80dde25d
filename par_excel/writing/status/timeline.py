"""The timeline of the status page as places on a drawing: days, deadlines, and what was received and sent when.

Only places are computed here; the page's template draws them. Lengths are in units of the drawing.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count

from msgspec import Struct

from par_excel.model import DeadlineId, Standing, UnitStanding
from par_excel.vietnamese import format_date, local_day, local_time
from par_excel.writing.status.words import moment_text

WIDTH = 960
LEFT = 64
"""From the left, where the days begin; before them stands which appendix a line is."""
TOP = 46
"""From the top, where the agencies begin; above them stand deadlines and dates."""
LINE = 26
"""Height of an agency."""
BOTTOM = 8
_LEAST_BEFORE = timedelta(days=10)
"""Days before the returns are due that are always drawn."""
_MOST_APART = timedelta(days=120)
"""Most days from the deadlines that are drawn: what happened further away has no day of its own on the axis."""
_LONG_PAUSE = timedelta(days=30)
"""Days after the last that anything happened on, beyond which those until today are left out."""
_LATER = 76
"""Width of what stands for the days between the last that are drawn and a much later today."""
_LEAST_TICK = 52
"""Width that the date at a tick takes."""
_DAY = timedelta(days=1)


class Strip(Struct, frozen=True):
    """Days off in a row."""

    x: str
    width: str


class AxisTick(Struct, frozen=True):
    """A date on the axis."""

    x: str
    label: str


class DeadlineLine(Struct, frozen=True):
    """A deadline: at the end of its day."""

    x: str
    number: int
    label: str


class Mark(Struct, frozen=True):
    """A return that was received, or a letter that was sent."""

    x: str
    kind: str
    """`good`, `faulty` or `letter`."""
    label: str


class TimelineRow(Struct, frozen=True):
    """An agency."""

    y: int
    label: str
    name: str
    marks: tuple[Mark, ...]


class Timeline(Struct, frozen=True, kw_only=True):
    """The whole drawing."""

    width: int
    height: int
    left: int
    top: int
    bottom: int
    """Where the lines end."""
    strips: tuple[Strip, ...]
    ticks: tuple[AxisTick, ...]
    lines: tuple[DeadlineLine, ...]
    rows: tuple[TimelineRow, ...]
    now: str
    """Where this moment is."""
    pause: str
    """Where days are left out before it; empty where none are."""


class _Scale(Struct, frozen=True):
    first: date
    days: int
    is_later: bool
    """Whether today is much later than the last day that is drawn."""

    def at(self, day: date, share: float = 0.0) -> str:
        """Return the place of a moment, at the edge where it lies outside."""
        passed = (day - self.first).days + share
        return _number(LEFT + max(0.0, min(passed, self.days)) * self.step)

    def moment(self, moment: datetime) -> str:
        """Return the place of a moment; what happened after the days that are drawn stands between them and today."""
        there = local_time(moment)
        if self.is_later and (there.date() - self.first).days >= self.days:
            return _number(WIDTH - 12 - _LATER * 0.55)
        return self.at(there.date(), (there.hour * 60 + there.minute) / 1440)

    @property
    def step(self) -> float:
        width = WIDTH - LEFT - 12 - (_LATER if self.is_later else 0)
        return width / self.days


def timeline(standing: Standing) -> Timeline:
    """Return the drawing of a period."""
    scale, today = _scale(standing), local_day(standing.at)
    is_later = scale.is_later
    now = _number(WIDTH - 12 - _LATER / 4) if is_later else scale.moment(standing.at)
    bottom = TOP + LINE * len(standing.units)
    return Timeline(
        width=WIDTH,
        height=bottom + BOTTOM,
        left=LEFT,
        top=TOP,
        bottom=bottom,
        strips=tuple(_strips(standing, scale)),
        ticks=(*_ticks(scale), *([AxisTick(now, f"{today:%d/%m/%y}")] if is_later else [])),
        lines=tuple(
            DeadlineLine(
                scale.at(each.deadline.day, 1),
                number,
                f"{each.deadline.title}: {format_date(each.deadline.day)}",
            )
            for number, each in enumerate(standing.deadlines, start=1)
        ),
        rows=tuple(
            TimelineRow(
                TOP + LINE * index + LINE // 2,
                f"PL {unit.unit.appendix}",
                unit.unit.name,
                tuple(_marks(unit, scale)),
            )
            for index, unit in enumerate(standing.units)
        ),
        now=now,
        pause=_number(WIDTH - 12 - _LATER * 0.8) if is_later else "",
    )


def _scale(standing: Standing) -> _Scale:
    """Return a scale on which deadlines and all that happened have a place, and today if it is not much later."""
    deadlines = [each.deadline.day for each in standing.deadlines]
    submit = next(each.deadline.day for each in standing.deadlines if each.deadline.id == DeadlineId.SUBMIT)
    moments = [receipt.at for unit in standing.units for receipt in unit.receipts]
    moments += [letter.at for unit in standing.units for letter in unit.letters]
    today = local_day(standing.at)
    earliest, latest = min(deadlines) - _MOST_APART, max(deadlines) + _MOST_APART
    happened = [max(day, earliest) for day in map(local_day, moments) if day <= latest]
    # A day more at either end: no mark stands on the edge.
    first = min(*deadlines, *happened, submit - _LEAST_BEFORE, max(today, earliest)) - _DAY
    last = max([*deadlines, *happened])
    is_later = today > last + _LONG_PAUSE
    last = (last if is_later else max(last, today)) + _DAY
    return _Scale(first, (last - first).days + 1, is_later)


def _strips(standing: Standing, scale: _Scale) -> Iterator[Strip]:
    length = 0
    for index in range(scale.days + 1):
        is_off = index < scale.days and not standing.calendar.is_worked(scale.first + _DAY * index)
        if is_off:
            length += 1
        elif length:
            yield Strip(scale.at(scale.first + _DAY * (index - length)), _number(length * scale.step))
            length = 0


def _ticks(scale: _Scale) -> Iterator[AxisTick]:
    every = next(number for number in count(1) if number * scale.step >= _LEAST_TICK)
    for index in range(0, scale.days, every):
        day = scale.first + _DAY * index
        yield AxisTick(scale.at(day, 0.5), f"{day.day:02d}/{day.month:02d}")


def _marks(unit: UnitStanding, scale: _Scale) -> Iterator[Mark]:
    for letter in unit.letters:
        label = f"Thư {letter.kind.value}, {letter.state.value}: {moment_text(letter.at)}"
        yield Mark(scale.moment(letter.at), "letter", label)
    for number, receipt in enumerate(unit.receipts, start=1):
        found = "còn lỗi" if receipt.has_errors else "không có lỗi"
        label = f"Bản {number}, {found}: {moment_text(receipt.at)}"
        yield Mark(scale.moment(receipt.at), "faulty" if receipt.has_errors else "good", label)


def _number(value: float) -> str:
    return f"{value:.1f}"
