"""The Vietnamese calendar of working days: the law's days off from the library `holidays`, and what par.toml sets right.

The library knows Tết, days off in lieu and the swaps of working days that it was told of. The yearly decisions on swaps
come late and may be missing, which is what `[lich]` is for.
"""

from datetime import date

from par_excel.model import Period, WorkingDays

_YEARS = range(2000, 2101)
"""Years that the library is asked about; beyond them only weekends are days off."""


def working_days(period: Period, first: date, last: date) -> WorkingDays:
    """Return the calendar of all years from that of one day to that of another."""
    from holidays import country_holidays  # noqa: PLC0415 - only deadlines need it, and it takes a quarter of a second

    years = [year for year in _YEARS if first.year <= year <= last.year]
    # expand=False: else it adds further years for each day that it is asked about.
    found = country_holidays("VN", years=years, expand=False)
    off, worked = period.calendar.off, period.calendar.worked
    # What par.toml says wins over the library, either way.
    return WorkingDays(
        off=(frozenset(found) | frozenset(off)) - frozenset(worked),
        worked=(frozenset(found.weekend_workdays) | frozenset(worked)) - frozenset(off),
    )
