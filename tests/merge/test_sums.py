"""Properties: sums are exact whichever way they are taken, and merging ignores order."""

import random
from decimal import Decimal
from fractions import Fraction
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from par_excel.merge import merge
from par_excel.merge.reviewing import review_key
from par_excel.merge.tabulation import Group, totals
from par_excel.model import (
    Answer,
    Decision,
    DecisionKind,
    Judged,
    LeafResult,
    LeafState,
    Opinion,
    Result,
    Severity,
    WhenNotArisen,
)
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


RULES = invented.basis_with_rules()
_OPTIONS = {
    "1.1": ("1.5", "0.5", "0"),
    "1.2": ("1.5", "0.5"),
    "1.3.1": ("0.97", "1"),
    "2.1": ("1", "0"),
    "2.3": ("0.33", "0"),
    "2.4": ("0.5", "0"),
    "3.1": ("2", "0"),
}
_NOT_ARISEN = "KPS"


def _chosen(code: str) -> st.SearchStrategy[str]:
    may_not_arise = RULES.catalogue[code].when_not_arisen is not WhenNotArisen.TYPED
    return st.sampled_from(("", *_OPTIONS[code], *((_NOT_ARISEN,) if may_not_arise else ())))


def _answers(given: dict[str, str], lead: str) -> list[Answer]:
    """Return the answers of one appendix, as a form with these rules gives them."""
    found = []
    for code, said in given.items():
        row = RULES.catalogue[code]
        if row.lead != lead or not said:
            continue
        if said != _NOT_ARISEN:
            found.append(invented.answer(code, said))
        else:
            full = str(row.maximum) if row.when_not_arisen is WhenNotArisen.FULL else ""
            found.append(invented.answer(code, full, not_arisen=True, explanation="không phát sinh"))
    return found


@settings(deadline=None)
@given(st.fixed_dictionaries({code: _chosen(code) for code in _OPTIONS}))
def test_what_lies_beside_the_total_is_in_no_sum_and_no_percentage(given_answers: dict[str, str]) -> None:
    parts = [
        judged(unit, order=order, answers=_answers(given_answers, lead))
        for order, (unit, lead) in enumerate((("so-a", "1"), ("so-b", "2")))
    ]
    result = merge(RULES, collected(*parts))
    bonus = {row.code for row in RULES.catalogue.leaves if row.is_bonus}
    out = {code for code in ("1.1", "1.3.1") if given_answers[code] == _NOT_ARISEN}
    points = {
        code: Fraction(RULES.catalogue[code].maximum) if said == _NOT_ARISEN else Fraction(said)
        for code, said in given_answers.items()
        if said and code not in out
    }
    inside = {code: each for code, each in points.items() if code not in bonus}
    reachable = sum(
        Fraction(row.maximum) for row in RULES.catalogue.leaves if row.code in _OPTIONS.keys() - bonus - out
    )
    total = result.total
    assert Fraction(total.score) == sum(inside.values())
    assert Fraction(total.bonus) == sum(points.values()) - sum(inside.values())
    assert Fraction(total.self_maximum) == reachable
    assert total.maximum == 10
    assert total.bonus_maximum == Decimal("2.5")
    assert (total.counted, total.bonus_counted) == (len(inside), len(points) - len(inside))
    assert total.leaves == len(_OPTIONS.keys() - bonus - out)
    _parts_make_the_whole(result)


def _parts_make_the_whole(result: Result) -> None:
    every = (result.total, *result.fields, *(unit.total for unit in result.units))
    for total in every:
        assert (
            total.maximum
            == total.self_maximum + total.survey_maximum + total.office_maximum + total.left_out_maximum
        )
        assert total.ratio is None or 0 <= total.ratio <= 1
        assert 0 <= total.bonus <= total.bonus_maximum
    for name in ("score", "self_maximum", "left_out_maximum", "leaves", "counted", "maximum"):
        whole = getattr(result.total, name)
        assert sum(getattr(field, name) for field in result.fields) == whole
        if name != "maximum":
            assert sum(getattr(unit.total, name) for unit in result.units) == whole
    assert [field.key for field in result.fields] == ["1", "2"]
    assert result.headings["3"].maximum == 2
    assert sum(unit.total.bonus for unit in result.units) == result.total.bonus


def test_a_score_of_the_office_brings_a_row_back_into_the_total() -> None:
    left_out = judged("so-a", answers=_answers({"1.1": _NOT_ARISEN}, "1"))
    decision = Decision(
        number=1,
        kind=DecisionKind.REVIEW,
        at=invented.RECEIVED,
        by="An",
        reason="Có phát sinh",
        finding=review_key(
            Opinion(criterion="1.1", score=Decimal("0.5"), ticks=(), reason="Có phát sinh", over=None)
        ),
    )
    before = merge(RULES, collected(left_out))
    after = merge(RULES, replace(collected(left_out), decisions=(decision,)))
    assert before.total.left_out_maximum == Decimal("1.5")
    assert after.total.left_out_maximum == 0
    assert after.total.self_maximum - before.total.self_maximum == Decimal("1.5")
    assert after.total.score == Decimal("0.5")


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
