"""Checks across returns: what all give is indexed once, however many there are."""

import sys

from msgspec.structs import replace

from par_excel.checks import judge_collection
from par_excel.checks.return_index import ReturnIndex, ValuesByUnit
from par_excel.model import Judged
from tests import invented


def test_values_by_unit() -> None:
    known = ValuesByUnit([("số hồ sơ", 3, "so-a"), ("số hồ sơ", 3, "so-b"), ("số vụ", 1, "so-a")])
    assert known.values("số hồ sơ") == {3}
    assert known.values("chưa ai nói") == frozenset()
    assert known.is_given_by_another("số hồ sơ", "so-a")
    assert not known.is_given_by_another("số vụ", "so-a")
    assert known.is_given_by_another("số vụ", "so-b")
    assert known.differs("số vụ", 2, "so-b")
    assert not known.differs("số vụ", 2, "so-a")
    assert not known.differs("số hồ sơ", 3, "so-c")


def test_a_table_is_built_once() -> None:
    seen: list[int] = []

    def count(index: ReturnIndex) -> int:
        seen.append(len(index.current))
        return len(index.current)

    index = ReturnIndex([invented.judged(invented.submission())], invented.basis())
    assert [index.table(count), index.table(count)] == [1, 1]
    assert seen == [1]


def _unit(number: int, score: str = "1.5") -> Judged:
    figures = "Số hồ sơ tiếp nhận: 1250 hồ sơ"
    codes = ("1.1", "1.2", "2.1", "2.3")
    plain = invented.submission(
        "so-a",
        answers=[invented.answer(code, score, figures=figures) for code in codes],
        initiatives=[invented.initiative()],
    )
    return invented.judged(replace(plain, unit=f"don-vi-{number}", sha256=f"{number:064}"))


def _calls(count: int) -> int:
    """Return how many functions are called when so many returns are judged together."""
    given = [_unit(number) for number in range(count)]
    calls = 0

    def called(*_: object) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(called)
    judge_collection(given, invented.basis())
    sys.setprofile(None)
    return calls


def test_work_grows_with_the_number_of_returns_not_with_its_square() -> None:
    few, twice, four_times = (_calls(count) for count in (25, 50, 100))
    assert four_times - twice < 2.2 * (twice - few)


def test_one_that_differs_among_many_is_found_from_both_sides() -> None:
    given = [_unit(number, score="0.5" if number == 3 else "1.5") for number in range(5)]
    found = judge_collection(given, invented.basis())
    wanted = [f"don-vi-{number}" for number in range(5) for _ in range(4)]
    assert [each.unit for each in found if each.code == "CO02"] == wanted
