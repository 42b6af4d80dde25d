"""Days as they are shown, short and long."""

from datetime import date

import pytest

from par_excel.vietnamese import format_date, format_long_date

DAY = date(2021, 2, 5)


def test_is_shown_with_two_digits() -> None:
    assert format_date(DAY) == "05/02/2021"
    assert format_date(date(2020, 12, 31)) == "31/12/2020"


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (DAY, "ngày 05 tháng 02 năm 2021"),
        (date(2021, 1, 10), "ngày 10 tháng 01 năm 2021"),
        (date(2021, 3, 9), "ngày 09 tháng 3 năm 2021"),
        (date(2021, 12, 31), "ngày 31 tháng 12 năm 2021"),
    ],
)
def test_long_form_takes_zeros_where_the_decree_wants_them(day: date, shown: str) -> None:
    assert format_long_date(day) == shown
