"""How many lines a text takes: it is whole, and follows width, size and weight."""

import unicodedata

import pytest

from par_excel.writing.book.line_breaks import (
    LIMIT_HEIGHT,
    height_of,
    line_count,
    lines_within,
    row_height,
    wrapped,
)
from tests.writing.sample_master import HOSTILE, VERY_LONG


@pytest.mark.parametrize("width", [5, 12.5, 40, 120])
@pytest.mark.parametrize(
    "text", ["", "một", VERY_LONG, "a" * 500, "dòng\n\ndòng hai\n", "  thụt vào  ", *HOSTILE]
)
def test_wrapped_lines_are_the_text_again(text: str, width: float) -> None:
    assert "".join(wrapped(text, width)) == text


def test_lines_follow_width_size_and_weight() -> None:
    assert line_count("Mã", 8) == 1
    assert line_count("một\nhai\n\nbốn", 40) == 4
    assert line_count(VERY_LONG, 20) > 2 * line_count(VERY_LONG, 45)
    assert line_count(VERY_LONG, 40, 14) > line_count(VERY_LONG, 40, 10)
    assert line_count(VERY_LONG, 40, bold=True) > line_count(VERY_LONG, 40)


def test_decomposed_letters_are_as_wide_as_composed_ones() -> None:
    composed = "Xử lý kiến nghị của tổ chức "
    decomposed = unicodedata.normalize("NFD", composed)
    assert len(decomposed) > len(composed)
    assert line_count(decomposed * 20, 30) == line_count(composed * 20, 30)


def test_height_fits_the_tallest_text() -> None:
    assert row_height([("ngắn", 40), ("một\nhai\nba", 40)]) == height_of(3) == pytest.approx(47.25)
    assert row_height([]) == height_of(1) == pytest.approx(15.75)
    assert row_height([(VERY_LONG, 10)]) == LIMIT_HEIGHT
    assert height_of(lines_within(LIMIT_HEIGHT)) <= LIMIT_HEIGHT < height_of(lines_within(LIMIT_HEIGHT) + 1)
