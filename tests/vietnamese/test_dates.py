"""Days as they are shown."""

from datetime import date

from par_excel.vietnamese import format_date

DAY = date(2021, 2, 5)


def test_is_shown_with_two_digits() -> None:
    assert format_date(DAY) == "05/02/2021"
    assert format_date(date(2020, 12, 31)) == "31/12/2020"
