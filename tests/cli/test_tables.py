"""Tables on a terminal: columns in line whatever the letters, and never wider than the terminal."""

import pytest

from par_excel.cli.terminal import table_lines, width


@pytest.mark.parametrize(
    ("text", "places"),
    [("Sở", 2), ("So\u0309\u031b", 2), ("１,５", 5), ("", 0), ("đ", 1)],
)
def test_places_of_a_terminal(text: str, places: int) -> None:
    assert width(text) == places


def test_columns_are_in_line() -> None:
    rows = [("PL", "Cơ quan", "Lỗi", "Tệp"), ("1", "So\u0309 A", "3", "a.xlsx"), ("12", "Ủy ban", "10", "b")]
    assert list(table_lines(rows, frozenset({2}))) == [
        "PL  Cơ quan  Lỗi  Tệp",
        "1   So\u0309 A       3  a.xlsx",
        "12  Ủy ban    10  b",
    ]


def test_what_could_steer_a_terminal_is_shown() -> None:
    assert list(table_lines([("a", "b"), ("\x1b[2J", "x\ny")])) == ["a            b", "‹U+001B›[2J  x ⏎ y"]


def test_the_last_column_is_cut_to_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    assert list(table_lines([("1234567890", "x" * 100)])) == ["1234567890  " + "x" * 100]
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    (line,) = table_lines([("1234567890", "x" * 100)])
    assert line == "1234567890  " + "x" * 17 + "…"
