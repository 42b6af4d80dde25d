"""Days in Vietnamese order, short and long."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from par_excel.vietnamese import format_date, format_long_date, parse_date

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


@pytest.mark.parametrize(
    "text",
    [
        "05/02/2021",
        "5/2/2021",
        "5.2.2021",
        "05-02-2021",
        " 5 / 2 / 2021 ",
        "ngày 05/02/2021",
        "Ngày 05 tháng 02 năm 2021",
        "NGÀY 5 THÁNG 2 NĂM 2021",
        "5 tháng 2 năm 2021",
        "nga\u0300y 5 tha\u0301ng 2 na\u0306m 2021",
        "ngày\u00a05 tháng 2\u00a0năm 2021",
        "０５/０２/２０２１",
    ],
)
def test_is_read(text: str) -> None:
    assert parse_date(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "02/2021",
        "5/2/21",
        "31/02/2021",
        "02/13/2021",
        "0/2/2021",
        "05/02/0000",
        "2021-02-05",
        "44232",
        "٥/٢/٢٠٢١",
        "trước ngày 05/02/2021",
        "05/02/2021 và 06/02/2021",
        "5" * 5000,
    ],
)
def test_what_names_no_day(text: str) -> None:
    assert parse_date(text) is None


@given(st.dates())
def test_shown_day_is_read_back(day: date) -> None:
    assert parse_date(format_date(day)) == day
    if day.year >= 1000:
        assert parse_date(format_long_date(day)) == day
