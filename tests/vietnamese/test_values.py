"""The table of cases: what is read, what is read with a note, what is refused – numbers, percentages, dates.

Blank, whitespace, error values and formulas that were never computed are no texts: tests/reading/test_cells.py.
"""

import math
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from par_excel.vietnamese import (
    NumberNote,
    NumberRefusal,
    ReadNumber,
    format_date,
    format_number,
    format_percent,
    parse_date,
    parse_number,
    stored_number,
)
from par_excel.vietnamese.values import parse_percent

DAY = date(2021, 2, 5)
POINT, GROUPS, UNIT, WIDE = (
    NumberNote.POINT,
    NumberNote.GROUPS,
    NumberNote.UNIT,
    NumberNote.FULL_WIDTH,
)
NBSP, THIN, NARROW = "\u00a0", "\u2009", "\u202f"


@pytest.mark.parametrize(
    ("text", "value", "notes"),
    [
        ("0", "0", ()),
        ("5", "5", ()),
        ("05", "5", ()),
        ("1,5", "1.5", ()),
        ("0,25", "0.25", ()),
        ("1,50", "1.5", ()),
        (" 1,5 ", "1.5", ()),
        (f"{NBSP}1,5\n", "1.5", ()),
        ("\ufeff1\u200b,5\u200e", "1.5", ()),
        ("-1", "-1", ()),
        ("+1", "1", ()),
        ("-0,5", "-0.5", ()),
        ("1,234", "1.234", ()),
        ("1.5", "1.5", (POINT,)),
        ("0.125", "0.125", (POINT,)),
        ("-0.5", "-0.5", (POINT,)),
        ("1234.567", "1234.567", (POINT,)),
        ("1.2345", "1.2345", (POINT,)),
        ("0.250", "0.25", (POINT,)),
        ("1.250,5", "1250.5", (GROUPS,)),
        ("1 250,5", "1250.5", (GROUPS,)),
        (f"1{NBSP}250", "1250", (GROUPS,)),
        (f"1{THIN}250", "1250", (GROUPS,)),
        (f"1{NARROW}250", "1250", (GROUPS,)),
        ("1.234.567", "1234567", (GROUPS,)),
        ("1.234.567,89", "1234567.89", (GROUPS,)),
        ("-12.345.678", "-12345678", (GROUPS,)),
        ("1,50 điểm", "1.5", (UNIT,)),
        ("1,5điểm", "1.5", (UNIT,)),
        ("1,5 ĐIỂM.", "1.5", (UNIT,)),
        ("1,5 đie\u0302\u0309m", "1.5", (UNIT,)),
        ("1,5đ", "1.5", (UNIT,)),
        ("1,5 d.", "1.5", (UNIT,)),
        ("2 diem", "2", (UNIT,)),
        ("1.5 điểm", "1.5", (UNIT, POINT)),
        ("１,５", "1.5", (WIDE,)),
        ("１，５", "1.5", (WIDE,)),
        ("１．５", "1.5", (WIDE, POINT)),
        ("１．２５０，５ điểm", "1250.5", (WIDE, GROUPS, UNIT)),
    ],
)
def test_a_number_is_read(text: str, value: str, notes: tuple[NumberNote, ...]) -> None:
    assert parse_number(text) == ReadNumber(Decimal(value), frozenset(notes))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1.234", NumberRefusal.AMBIGUOUS),
        ("12.345", NumberRefusal.AMBIGUOUS),
        ("-123.456", NumberRefusal.AMBIGUOUS),
        ("1.250 điểm", NumberRefusal.AMBIGUOUS),
        ("１．２３４", NumberRefusal.AMBIGUOUS),
        ("½", NumberRefusal.FRACTION),
        ("1½", NumberRefusal.FRACTION),
        ("1/2", NumberRefusal.FRACTION),
        ("1 / 2", NumberRefusal.FRACTION),
        ("1⁄2", NumberRefusal.FRACTION),
        ("50%", NumberRefusal.PERCENT),
        ("91,17 %", NumberRefusal.PERCENT),
        ("50％", NumberRefusal.PERCENT),
        ("1.234%", NumberRefusal.PERCENT),
        ("NaN", NumberRefusal.NOT_FINITE),
        ("inf", NumberRefusal.NOT_FINITE),
        ("-Infinity", NumberRefusal.NOT_FINITE),
        ("", NumberRefusal.NOT_A_NUMBER),
        ("   ", NumberRefusal.NOT_A_NUMBER),
        ("\u200b", NumberRefusal.NOT_A_NUMBER),
        ("điểm", NumberRefusal.NOT_A_NUMBER),
        ("1_0", NumberRefusal.NOT_A_NUMBER),
        ("1e3", NumberRefusal.NOT_A_NUMBER),
        ("0x10", NumberRefusal.NOT_A_NUMBER),
        ("٣", NumberRefusal.NOT_A_NUMBER),
        ("三", NumberRefusal.NOT_A_NUMBER),
        ("²", NumberRefusal.NOT_A_NUMBER),
        ("1²", NumberRefusal.NOT_A_NUMBER),
        ("①", NumberRefusal.NOT_A_NUMBER),
        ("⒈5", NumberRefusal.NOT_A_NUMBER),
        ("𝟏", NumberRefusal.NOT_A_NUMBER),
        ("₁", NumberRefusal.NOT_A_NUMBER),
        ("1,", NumberRefusal.NOT_A_NUMBER),
        (",5", NumberRefusal.NOT_A_NUMBER),
        ("1.", NumberRefusal.NOT_A_NUMBER),
        ("1,5,0", NumberRefusal.NOT_A_NUMBER),
        ("1,234,567", NumberRefusal.NOT_A_NUMBER),
        ("1.25.0", NumberRefusal.NOT_A_NUMBER),
        ("1 25", NumberRefusal.NOT_A_NUMBER),
        ("0 250", NumberRefusal.NOT_A_NUMBER),
        ("1,250.5", NumberRefusal.NOT_A_NUMBER),
        ("--1", NumberRefusal.NOT_A_NUMBER),
        ("- 1", NumberRefusal.NOT_A_NUMBER),
        ("−1", NumberRefusal.NOT_A_NUMBER),
        ("khoảng 1,5", NumberRefusal.NOT_A_NUMBER),
        ("0,5 - 1", NumberRefusal.NOT_A_NUMBER),
        ("05/02/2021", NumberRefusal.NOT_A_NUMBER),
        ("=1+1", NumberRefusal.NOT_A_NUMBER),
        ("1" * 41, NumberRefusal.NOT_A_NUMBER),
        ("9" * 5000, NumberRefusal.NOT_A_NUMBER),
        ("1," + "0" * 5000, NumberRefusal.NOT_A_NUMBER),
        ("𝟘" * 5000, NumberRefusal.NOT_A_NUMBER),
    ],
)
def test_a_number_is_refused(text: str, why: NumberRefusal) -> None:
    assert parse_number(text) is why


@given(st.text(max_size=60))
@example("İ,5")
@example("\ufdfa" * 30)
def test_any_text_is_answered(text: str) -> None:
    assert isinstance(parse_number(text), ReadNumber | NumberRefusal)
    found = stored_number(text)
    assert found is None or found.is_finite()


DECIMALS = st.decimals(
    min_value=Decimal(-(10**20)), max_value=Decimal(10**20), allow_nan=False, allow_infinity=False, places=15
)


@given(DECIMALS)
@example(Decimal("-0"))
@example(Decimal("1E+2"))
@example(Decimal("12345678901234567890.123456789012345"))
def test_shown_number_is_read_back(value: Decimal) -> None:
    assert parse_number(format_number(value)) == ReadNumber(value)


# --- numbers as workbooks store them -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.28", "1.28"),
        ("0.28000000000000003", "0.28"),
        ("1.27999999999999999997", "1.28"),
        ("0.1000000000000000055511151231257827", "0.1"),
        ("1E-3", "0.001"),
        ("1.5e2", "150"),
        (".5", "0.5"),
        ("5.", "5"),
        ("-0", "0"),
        (" 7 ", "7"),
        ("123456789012345678", "123456789012346000"),
    ],
)
def test_stored_number_has_the_digits_that_are_shown(text: str, value: str) -> None:
    assert stored_number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["", " ", "abc", "NaN", "INF", "1_0", "1,5", "٣", "１", "0x10", "1e", "1e9999", "--1", "1 2", "9" * 5000],
)
def test_what_is_no_stored_number(text: str) -> None:
    assert stored_number(text) is None


@given(st.integers(-(10**10), 10**10), st.integers(0, 4))
def test_stored_float_is_the_number_typed(digits: int, places: int) -> None:
    typed = Decimal(digits).scaleb(-places)
    for spelled in (repr(float(typed)), f"{float(typed):.17g}", f"{float(typed):.17e}"):
        assert stored_number(spelled) == typed


@given(st.integers(1, 10**6), st.integers(0, 4), st.sampled_from((-math.inf, math.inf)))
def test_neighbouring_float_is_the_number_typed(digits: int, places: int, towards: float) -> None:
    """Sums leave a last binary digit behind: 0.1 + 0.2."""
    typed = Decimal(digits).scaleb(-places)
    beside = math.nextafter(float(typed), towards)
    assert beside != float(typed)
    assert stored_number(repr(beside)) == typed


# --- percentages -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "ratio", "notes"),
    [
        ("85%", "0.85", ()),
        ("85,5 %", "0.855", ()),
        (f"85,5{NBSP}%", "0.855", ()),
        ("0%", "0", ()),
        ("100%", "1", ()),
        ("120%", "1.2", ()),
        ("-5%", "-0.05", ()),
        ("0,5%", "0.005", ()),
        ("85 phần trăm", "0.85", ()),
        ("85 PHẦN TRĂM", "0.85", ()),
        ("85 pha\u0302\u0300n tra\u0306m", "0.85", ()),
        ("85.5%", "0.855", (POINT,)),
        ("1.250,5%", "12.505", (GROUPS,)),
        ("８５％", "0.85", (WIDE,)),
    ],
)
def test_a_percentage_is_read(text: str, ratio: str, notes: tuple[NumberNote, ...]) -> None:
    assert parse_percent(text) == ReadNumber(Decimal(ratio), frozenset(notes))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("85.250%", NumberRefusal.AMBIGUOUS),
        ("1/2%", NumberRefusal.FRACTION),
        ("½%", NumberRefusal.FRACTION),
        ("50%%", NumberRefusal.PERCENT),
        ("NaN%", NumberRefusal.NOT_FINITE),
        ("85", NumberRefusal.NOT_A_NUMBER),
        ("0,85", NumberRefusal.NOT_A_NUMBER),
        ("%", NumberRefusal.NOT_A_NUMBER),
        ("%85", NumberRefusal.NOT_A_NUMBER),
        ("85 điểm %", NumberRefusal.NOT_A_NUMBER),
        ("85‰", NumberRefusal.NOT_A_NUMBER),
        ("khoảng 85%", NumberRefusal.NOT_A_NUMBER),
        ("85% đơn vị", NumberRefusal.NOT_A_NUMBER),
        ("", NumberRefusal.NOT_A_NUMBER),
        ("9" * 5000 + "%", NumberRefusal.NOT_A_NUMBER),
    ],
)
def test_a_percentage_is_refused(text: str, why: NumberRefusal) -> None:
    assert parse_percent(text) is why


@given(st.decimals(0, 10, allow_nan=False, places=4))
def test_shown_percentage_is_read_back(ratio: Decimal) -> None:
    assert parse_percent(format_percent(ratio)) == ReadNumber(ratio)


# --- dates -------------------------------------------------------------------------------------------------------


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
        "2021-02-05",
        "2021-2-5",
    ],
)
def test_a_day_is_read(text: str) -> None:
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
        "2021-13-05",
        "2021-2-5-1",
        "44232",
        "٥/٢/٢٠٢١",
        "trước ngày 05/02/2021",
        "05/02/2021 và 06/02/2021",
        "5" * 5000,
    ],
)
def test_a_day_is_refused(text: str) -> None:
    assert parse_date(text) is None


@given(st.dates())
def test_shown_day_is_read_back(day: date) -> None:
    assert parse_date(format_date(day)) == day
    if day.year >= 1000:
        assert parse_date(f"ngày {day.day:02d} tháng {day.month} năm {day.year}") == day
