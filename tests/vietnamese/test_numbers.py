"""Numbers as they are shown."""

from decimal import Decimal

import pytest

from par_excel.vietnamese import format_number, format_percent


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
