"""What a scale gives: exactly rounded, never more than the cap, nothing where marks contradict each other."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from par_excel.model import (
    Cumulative,
    Levels,
    ScaleLine,
    ScoreOrigin,
    Survey,
    derive_score,
    line_id,
    reachable_scores,
)
from par_excel.model.catalogue import round_half_up
from par_excel.model.scoring import Derived
from tests import invented
from tests.invented import lines

NONE = Derived(None, ScoreOrigin.NONE)
LEVELS = Levels(lines("1", "1", "0.5", "0"))
CUMULATIVE = Cumulative(lines("2", "0.25", "0.5", "0.25"), ScaleLine("2-0", "Không đạt", Decimal(0)))
RATE = invented.rate(
    threshold=Decimal(80),
    factor=Decimal(2),
    cap=Decimal("1.5"),
    numerator="Đúng hạn",
    denominator="Tất cả",
    note="",
)
FIGURES = st.decimals(min_value=0, max_value=10**9, allow_nan=False, allow_infinity=False, places=3)


@given(st.fractions(min_value=0, max_value=10**9), st.integers(0, 6))
@example(Fraction(1, 200), 2)
@example(Fraction(67, 200), 2)
@example(Fraction(201, 200), 2)
@example(Fraction(10**30 + 1, 3), 4)
def test_half_is_rounded_up_exactly(value: Fraction, places: int) -> None:
    rounded = round_half_up(value, places=places)
    step = Fraction(1, 10**places)
    distance = Fraction(rounded) - value
    assert -step / 2 < distance <= step / 2
    assert (Fraction(rounded) / step).denominator == 1


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        (Fraction(5, 1000), 2, "0.01"),
        (Fraction(4999, 10**6), 2, "0.00"),
        (Fraction(335, 1000), 2, "0.34"),
        (Fraction(2675, 1000), 2, "2.68"),
        (Fraction(1, 2), 0, "1"),
        (Fraction(0), 2, "0.00"),
    ],
)
def test_known_halves(value: Fraction, places: int, rounded: str) -> None:
    assert round_half_up(value, places=places) == Decimal(rounded)


@given(st.integers(0, 100_000))
def test_line_ids_are_unique_and_go_past_z(index: int) -> None:
    letters = line_id("3.2.4", index).removeprefix("3.2.4-")
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("a") + 1
    assert number == index + 1


@pytest.mark.parametrize(
    ("index", "id_"), [(0, "1-a"), (25, "1-z"), (26, "1-aa"), (51, "1-az"), (702, "1-aaa")]
)
def test_line_ids(index: int, id_: str) -> None:
    assert line_id("1", index) == id_


def test_top_of_each_scale() -> None:
    assert LEVELS.top == Decimal(1)
    assert CUMULATIVE.top == Decimal(1)
    assert RATE.top == Decimal("1.5")
    assert Survey("phiếu", Decimal(2)).top == Decimal(2)


@pytest.mark.parametrize(
    ("above", "below", "score"),
    [
        ("0", "10", "0"),
        ("79", "100", "0"),
        ("79.999", "100", "0"),
        ("80", "100", "1.5"),
        ("100", "100", "1.5"),
        ("150", "100", "1.5"),
        ("1", "0", None),
        ("1", "-1", None),
        ("-1", "1", None),
    ],
)
def test_rate_has_threshold_factor_and_cap(above: str, below: str, score: str | None) -> None:
    found = RATE.score((Decimal(above), Decimal(below)), places=2)
    assert found == (None if score is None else Decimal(score))


def test_rate_below_the_cap_is_rounded_at_the_leaf() -> None:
    plain = invented.with_share(RATE, threshold=Decimal(0), factor=Decimal(1))
    assert plain.score((Decimal(1), Decimal(3)), places=2) == Decimal("0.33")
    assert plain.score((Decimal(1), Decimal(3)), places=4) == Decimal("0.3333")
    assert plain.score((Decimal(1), Decimal(8)), places=2) == Decimal("0.13")


@given(FIGURES, FIGURES.filter(bool), st.integers(0, 4))
def test_rate_is_the_rounded_quotient_between_nothing_and_the_cap(
    above: Decimal, below: Decimal, places: int
) -> None:
    score = RATE.score((above, below), places=places)
    ratio = Fraction(above) / Fraction(below)
    exact = Decimal(0) if ratio < Fraction(8, 10) else round_half_up(ratio * 2, places=places)
    assert score == min(exact, RATE.cap)


@pytest.mark.parametrize("unknown", [{"threshold": None}, {"factor": None}])
def test_what_the_catalogue_does_not_know_gives_no_score(unknown: dict[str, None]) -> None:
    rate = invented.with_share(RATE, **unknown)
    assert rate.has_figures
    assert not rate.is_computable
    assert rate.score((Decimal(1), Decimal(1)), places=2) is None
    assert derive_score(rate, (), amounts=(Decimal(1), Decimal(1)), places=2) == NONE


@pytest.mark.parametrize("unnamed", [{"numerator": ""}, {"denominator": ""}])
def test_figures_without_a_name_are_not_asked_for(unnamed: dict[str, str]) -> None:
    rate = invented.with_share(RATE, **unnamed)
    assert not rate.has_figures
    assert not rate.is_computable


@pytest.mark.parametrize(
    ("ticked", "score"),
    [((), None), (("1-a",), "1"), (("1-c",), "0"), (("1-a", "1-b"), None), (("1-x",), None)],
)
def test_one_level_holds(ticked: tuple[str, ...], score: str | None) -> None:
    expected = NONE if score is None else Derived(Decimal(score), ScoreOrigin.TICKS)
    assert derive_score(LEVELS, ticked, places=2) == expected


@pytest.mark.parametrize(
    ("ticked", "score"),
    [
        ((), None),
        (("2-a",), "0.25"),
        (("2-a", "2-c"), "0.5"),
        (("2-a", "2-b", "2-c"), "1"),
        (("2-0",), "0"),
        (("2-0", "2-a"), None),
        (("2-x",), None),
    ],
)
def test_lines_reached_add_up(ticked: tuple[str, ...], score: str | None) -> None:
    expected = NONE if score is None else Derived(Decimal(score), ScoreOrigin.TICKS)
    assert derive_score(CUMULATIVE, ticked, places=2) == expected


@pytest.mark.parametrize(
    ("above", "below", "score"),
    [("4", "5", "1.5"), (None, "5", None), ("4", None, None), (None, None, None), ("4", "0", None)],
)
def test_rate_needs_both_figures(above: str | None, below: str | None, score: str | None) -> None:
    found = derive_score(
        RATE,
        (),
        amounts=[None if each is None else Decimal(each) for each in (above, below)],
        places=2,
    )
    assert found == (NONE if score is None else Derived(Decimal(score), ScoreOrigin.RATE))


def test_figures_and_marks_do_not_cross() -> None:
    one = Decimal(1)
    assert derive_score(LEVELS, (), amounts=(one, one), places=2) == NONE
    assert derive_score(RATE, ("1-a",), places=2) == NONE
    assert derive_score(Survey("phiếu", one), ("1-a",), places=2) == NONE


def test_reachable_scores() -> None:
    assert reachable_scores(LEVELS) == tuple(map(Decimal, ("1", "0.5", "0")))
    assert reachable_scores(CUMULATIVE) == tuple(map(Decimal, ("1", "0.75", "0.5", "0.25", "0")))
    assert reachable_scores(RATE) is None
    assert reachable_scores(Survey("phiếu", Decimal(2))) is None


def test_lines_too_many_to_list_have_no_list() -> None:
    many = Cumulative(lines("2", *["0.1"] * 13), CUMULATIVE.nothing)
    assert reachable_scores(many) is None
    assert reachable_scores(replace(many, lines=many.lines[:12])) is not None


@given(st.lists(st.sampled_from(["0.1", "0.25", "0.5", "1"]), min_size=1, max_size=6), st.data())
def test_whatever_is_ticked_is_reachable(points: list[str], data: st.DataObject) -> None:
    scale = Cumulative(lines("2", *points), CUMULATIVE.nothing)
    ticked = data.draw(st.sets(st.sampled_from([line.id for line in scale.lines])))
    reachable = reachable_scores(scale)
    assert reachable is not None
    assert list(reachable) == sorted(set(reachable), reverse=True)
    found = derive_score(scale, ticked or {scale.nothing.id}, places=2)
    assert found.value in reachable
    assert reachable[0] == scale.top
