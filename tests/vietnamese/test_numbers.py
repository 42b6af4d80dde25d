"""Numbers as people type them, as workbooks store them, and as they are shown."""

import math
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from par_excel.vietnamese import (
    NumberNote,
    NumberRefusal,
    ReadNumber,
    format_number,
    format_percent,
    parse_number,
    stored_number,
)

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
def test_is_read(text: str, value: str, notes: tuple[NumberNote, ...]) -> None:
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
def test_is_refused(text: str, why: NumberRefusal) -> None:
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


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        ("1.50", 0, "1,5"),
        ("1.50", 2, "1,50"),
        ("2", 2, "2,00"),
        ("2", 0, "2"),
        ("1E+2", 0, "100"),
        ("-0", 0, "0"),
        ("-0.00", 1, "0,0"),
        ("1250.5", 0, "1250,5"),
        ("0.28", 1, "0,28"),
        ("0.000001", 0, "0,000001"),
    ],
)
def test_is_shown_with_a_comma(value: str, places: int, shown: str) -> None:
    assert format_number(Decimal(value), least_places=places) == shown


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        ("0.9117", 2, "91,17%"),
        ("0.911749", 2, "91,17%"),
        ("0.91175", 2, "91,18%"),
        ("1", 2, "100%"),
        ("0.5", 0, "50%"),
        ("0.005", 0, "1%"),
    ],
)
def test_ratio_is_shown_in_per_cent(value: str, places: int, shown: str) -> None:
    assert format_percent(Decimal(value), places=places) == shown


def test_ratios_in_a_column_have_the_same_places() -> None:
    shown = [format_percent(Decimal(value), least_places=2) for value in ("1", "0.5", "0.91174")]
    assert shown == ["100,00%", "50,00%", "91,17%"]


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
