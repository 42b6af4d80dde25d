"""Numbers in words."""

from decimal import Decimal

import pytest

from par_excel.vietnamese import number_words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("0", "không"),
        ("5", "năm"),
        ("10", "mười"),
        ("11", "mười một"),
        ("15", "mười lăm"),
        ("20", "hai mươi"),
        ("21", "hai mươi mốt"),
        ("24", "hai mươi bốn"),
        ("55", "năm mươi lăm"),
        ("100", "một trăm"),
        ("101", "một trăm linh một"),
        ("105", "một trăm linh năm"),
        ("111", "một trăm mười một"),
        ("115", "một trăm mười lăm"),
        ("1000", "một nghìn"),
        ("1005", "một nghìn không trăm linh năm"),
        ("12021", "mười hai nghìn không trăm hai mươi mốt"),
        ("1000000", "một triệu"),
        ("1000000000", "một tỷ"),
        ("2000000001", "hai tỷ không trăm linh một"),
        ("1500000000000", "một nghìn năm trăm tỷ"),
        ("50.66", "năm mươi phẩy sáu mươi sáu"),
        ("0.05", "không phẩy không năm"),
        ("1.50", "một phẩy năm"),
        ("1E+2", "một trăm"),
        ("-0.25", "âm không phẩy hai mươi lăm"),
    ],
)
def test_number_in_words(value: str, words: str) -> None:
    assert number_words(Decimal(value)) == words


def test_whole_number_of_python() -> None:
    assert number_words(31) == "ba mươi mốt"
