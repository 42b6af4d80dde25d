"""Days on which offices work, and how far a day is from a deadline. Which days are off is told, not known here."""

from dataclasses import dataclass
from datetime import date, timedelta

_SATURDAY = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CalendarChanges:
    """What the office sets right in the calendar, in order of days."""

    off: tuple[date, ...] = ()
    """Days off that were added."""
    worked: tuple[date, ...] = ()
    """Days on which offices work in exchange."""


NO_CHANGES = CalendarChanges()


@dataclass(frozen=True, slots=True)
class Margin:
    """How far a deadline is from a day: above zero before it, zero on its day, below zero after it."""

    days: int
    working_days: int

    @property
    def is_late(self) -> bool:
        """Say whether the deadline's day, which counts to its end, is over."""
        return self.days < 0


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """A calendar of working days: Monday to Friday, but for these."""

    off: frozenset[date] = frozenset()
    """Days off, whatever day of the week they are."""
    worked: frozenset[date] = frozenset()
    """Days that are worked, whatever day of the week they are."""

    def is_worked(self, day: date) -> bool:
        """Say whether offices work on a day."""
        return day in self.worked or (day.weekday() < _SATURDAY and day not in self.off)

    def count(self, after: date, until: date) -> int:
        """Return how many working days there are after one day, up to and with another."""
        return sum(self.is_worked(after + _DAY * step) for step in range(1, (until - after).days + 1))

    def margin(self, deadline: date, day: date) -> Margin:
        """Return how far a deadline is from a day."""
        days = (deadline - day).days
        if days < 0:
            return Margin(days, -self.count(deadline, day))
        return Margin(days, self.count(day, deadline))
