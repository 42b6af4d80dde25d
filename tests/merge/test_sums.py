"""Properties: sums are exact whichever way they are taken, and merging ignores order."""

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from par_excel.merge import merge
from par_excel.merge.tabulation import Group, totals
from par_excel.model import Answer, Judged, LeafResult, LeafState, Severity
from tests import invented
from tests.merge.returns import collected, finding, judged

BASIS = invented.basis()
LEADS = {leaf.code: unit.id for unit in BASIS.period.units for leaf in BASIS.appendices[unit.appendix].leaves}
HUNDREDTHS = {code: int(BASIS.catalogue[code].maximum * 100) for code in LEADS}


@st.composite
def answers(draw: st.DrawFn, unit: str) -> list[Answer]:
    """Return some answers of a unit, in any order, with scores that have up to thirty places."""
    codes = draw(st.permutations([code for code, lead in LEADS.items() if lead == unit]))
    chosen = codes[: draw(st.integers(0, len(codes)))]
    return [invented.answer(code, str(draw(scores(code)))) for code in chosen]


def scores(code: str) -> st.SearchStrategy[Decimal]:
    """Return scores of a leaf: to two places, and with more places than Decimal keeps in a sum by itself."""
    plain = st.integers(0, HUNDREDTHS[code]).map(lambda hundredths: Decimal(hundredths).scaleb(-2))
    return plain | st.integers(1, 10**30).map(lambda digits: Decimal(f"0.{digits:030d}"))


@st.composite
def returns(draw: st.DrawFn) -> list[Judged]:
    """Return one return of some units, with errors and warnings on some criteria."""
    found = []
    for order, unit in enumerate(draw(st.permutations(list(BASIS.units)))):
        if draw(st.booleans()):
            severities = st.sampled_from(Severity)
            marked = draw(st.lists(st.tuples(st.sampled_from([*LEADS, ""]), severities), max_size=3))
            findings = [finding(code, unit=unit, severity=severity) for code, severity in marked]
            found.append(judged(unit, order=order, answers=draw(answers(unit)), findings=findings))
    return found


def counted_by_hand(given_returns: list[Judged]) -> dict[str, Fraction]:
    """Return what counts, by criterion, found without the program."""
    counted: dict[str, Fraction] = {}
    for each in given_returns:
        wrong = {found.criterion for found in each.findings if found.severity is Severity.ERROR}
        for answer in each.submission.answers:
            if answer.criterion not in wrong and answer.score.value is not None:
                counted[answer.criterion] = Fraction(answer.score.value)
    return counted


@settings(deadline=None)
@given(returns())
def test_every_way_of_summing_comes_to_the_same(given_returns: list[Judged]) -> None:
    result = merge(BASIS, collected(*given_returns))
    by_hand = counted_by_hand(given_returns)
    assert Fraction(result.total.score) == sum(by_hand.values())
    assert sum(Fraction(unit.total.score) for unit in result.units) == sum(by_hand.values())
    assert sum(Fraction(field.score) for field in result.fields) == sum(by_hand.values())
    assert sum(Fraction(leaf.score) for leaf in result.leaves if leaf.score is not None) == sum(
        by_hand.values()
    )
    assert result.total.counted == sum(unit.total.counted for unit in result.units) == len(by_hand)
    for code, total in result.headings.items():
        under = {leaf.code for leaf in BASIS.catalogue.leaves_under(code)}
        assert Fraction(total.score) == sum(score for leaf, score in by_hand.items() if leaf in under)
        assert total.maximum == BASIS.catalogue[code].maximum


@settings(deadline=None)
@given(returns())
def test_every_total_splits_its_maximum(given_returns: list[Judged]) -> None:
    result = merge(BASIS, collected(*given_returns))
    for total in (result.total, *result.headings.values(), *(unit.total for unit in result.units)):
        assert total.maximum == total.self_maximum + total.survey_maximum + total.office_maximum
        assert 0 <= total.counted <= total.leaves
        assert all(isinstance(value, Decimal) for value in (total.maximum, total.score, total.office_maximum))
        assert all(type(value) is int for value in (total.leaves, total.counted))


@settings(deadline=None)
@given(returns(), st.randoms(use_true_random=False))
def test_merging_ignores_order(given_returns: list[Judged], chance: random.Random) -> None:
    across = [
        finding(code, unit=unit, severity=Severity.WARNING, code="CO02") for code, unit in LEADS.items()
    ]
    shuffled = chance.sample(given_returns, len(given_returns))
    once = merge(BASIS, collected(*given_returns, findings=across))
    again = merge(BASIS, collected(*shuffled, findings=chance.sample(across, len(across))))
    assert again == once


@settings(deadline=None)
@given(returns().filter(bool))
def test_taking_a_return_away_only_lowers(given_returns: list[Judged]) -> None:
    before = merge(BASIS, collected(*given_returns))
    after = merge(BASIS, collected(*given_returns[1:]))
    assert after.total.score <= before.total.score
    assert all(after.headings[code].score <= total.score for code, total in before.headings.items())
    others = given_returns[0].submission.unit
    assert all(
        was == now for was, now in zip(before.units, after.units, strict=True) if was.unit.id != others
    )


def leaf_with(score: Decimal) -> LeafResult:
    return LeafResult(
        criterion=replace(BASIS.catalogue["1.1"], maximum=score),
        unit=BASIS.units["so-a"],
        state=LeafState.COUNTED,
        score=score,
        submission=None,
        received=None,
        findings=(),
    )


@pytest.mark.parametrize("seed", range(3))
def test_ten_thousand_decimals_of_two_places_sum_exactly(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    hundredths = [chance.randint(0, 10**6) for _ in range(10_000)]
    (total,) = totals([Group("", "", [leaf_with(Decimal(each).scaleb(-2)) for each in hundredths])])
    assert total.score * 100 == total.self_maximum * 100 == sum(hundredths)
    assert (total.leaves, total.counted) == (10_000, 10_000)


def test_digits_beyond_the_twenty_eighth_are_kept() -> None:
    tiny = Decimal("1E-300")
    (total,) = totals([Group("", "", [leaf_with(Decimal(1)), leaf_with(tiny)])])
    assert Fraction(total.score) == 1 + Fraction(tiny)
    assert Fraction(total.maximum) == 1 + Fraction(tiny)


def test_groups_keep_their_order_and_empty_ones_come_to_nothing() -> None:
    one = leaf_with(Decimal("0.1"))
    found = totals([Group("b", "B", []), Group("a", "A", [one, one]), Group("c", "C", [one])])
    assert [(each.key, each.name, each.score) for each in found] == [
        ("b", "B", Decimal(0)),
        ("a", "A", Decimal("0.2")),
        ("c", "C", Decimal("0.1")),
    ]
    assert totals([]) == ()


def test_a_binary_fraction_is_refused() -> None:
    with pytest.raises(TypeError, match="float"):
        totals([Group("", "", [leaf_with(Decimal(1)), leaf_with(cast("Decimal", 0.5))])])
