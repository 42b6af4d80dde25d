"""Which score counts: what a person typed, else what follows; never what a file keeps of the form's own formula."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from par_excel.model import Cell, Place, Remark, ScoreOrigin, WhenNotArisen, counted_score, what_follows
from par_excel.model.scoring import Derived
from tests.invented import criterion

R = Remark
PLACE = Place("", "Chấm điểm", "E9")
TICKS, NOTHING = Derived(Decimal("0.5"), ScoreOrigin.TICKS), Derived(None, ScoreOrigin.NONE)


def cell(value: str | None, raw: str, *remarks: Remark) -> Cell[Decimal]:
    return Cell(None if value is None else Decimal(value), raw, PLACE, frozenset(remarks))


@pytest.mark.parametrize(
    ("seen", "derived", "expected", "origin"),
    [
        (cell("1", "1"), TICKS, cell("1", "1"), ScoreOrigin.TYPED),
        (cell("1", "1", R.TEXT_NUMBER), NOTHING, cell("1", "1", R.TEXT_NUMBER), ScoreOrigin.TYPED),
        (cell("0.5", "0,5", R.FORMULA), TICKS, cell("0.5", "0,5", R.FORMULA), ScoreOrigin.TYPED),
        (cell(None, "", R.BLANK), TICKS, cell("0.5", ""), ScoreOrigin.TICKS),
        (cell(None, "", R.MISSING), TICKS, cell("0.5", "", R.MISSING), ScoreOrigin.TICKS),
        (cell(None, " ", R.WHITESPACE), TICKS, cell("0.5", " ", R.WHITESPACE), ScoreOrigin.TICKS),
        (cell(None, "", R.BLANK), NOTHING, cell(None, "", R.BLANK), ScoreOrigin.NONE),
        (cell(None, "tốt", R.NOT_A_NUMBER), TICKS, cell(None, "tốt", R.NOT_A_NUMBER), ScoreOrigin.NONE),
    ],
)
def test_a_typed_score_counts_else_what_follows(
    seen: Cell[Decimal], derived: Derived, expected: Cell[Decimal], origin: ScoreOrigin
) -> None:
    found = counted_score(seen, derived, is_own_formula=False)
    assert found == (expected, origin)


@pytest.mark.parametrize(
    ("seen", "derived", "expected"),
    [
        (cell("0.5", "0,5", R.FORMULA), TICKS, cell("0.5", "0,5", R.FORMULA)),
        (cell("0.25", "0,25", R.FORMULA), TICKS, cell("0.5", "0,25", R.FORMULA, R.STALE)),
        (cell("0.5", "0,5", R.FORMULA, R.MERGED), TICKS, cell("0.5", "0,5", R.FORMULA, R.MERGED)),
        (cell("0.5", "0,5", R.FORMULA, R.TEXT_NUMBER), TICKS, cell("0.5", "0,5", R.FORMULA, R.STALE)),
        (cell(None, "", R.FORMULA, R.BLANK), TICKS, cell("0.5", "", R.FORMULA, R.STALE)),
        (cell(None, "", R.FORMULA, R.BLANK), NOTHING, cell(None, "", R.FORMULA, R.BLANK)),
        (cell("0.5", "0,5", R.FORMULA), NOTHING, cell(None, "0,5", R.FORMULA, R.STALE, R.BLANK)),
        (cell(None, "=E1", R.FORMULA, R.NEVER_COMPUTED), TICKS, cell("0.5", "", R.FORMULA)),
        (cell(None, "=E1", R.FORMULA, R.NEVER_COMPUTED), NOTHING, cell(None, "", R.FORMULA, R.BLANK)),
        (cell(None, "#REF!", R.FORMULA, R.ERROR_VALUE), TICKS, cell("0.5", "#REF!", R.FORMULA, R.STALE)),
        (
            cell(None, "#REF!", R.FORMULA, R.ERROR_VALUE),
            NOTHING,
            cell(None, "#REF!", R.FORMULA, R.ERROR_VALUE),
        ),
    ],
)
def test_the_kept_result_of_the_forms_formula_never_counts(
    seen: Cell[Decimal], derived: Derived, expected: Cell[Decimal]
) -> None:
    found = counted_score(seen, derived, is_own_formula=True)
    assert found == (expected, derived.origin)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (WhenNotArisen.TYPED, NOTHING),
        (WhenNotArisen.FULL, Derived(Decimal("1.5"), ScoreOrigin.TICKS)),
        (WhenNotArisen.LEFT_OUT, NOTHING),
    ],
)
def test_where_nothing_arose_the_rule_of_the_row_says_what_follows(
    rule: WhenNotArisen, expected: Derived
) -> None:
    leaf = replace(criterion("1.1", "1.5"), when_not_arisen=rule)
    assert what_follows(leaf, TICKS, is_not_arisen=True) == expected
    assert what_follows(leaf, TICKS, is_not_arisen=False) == TICKS
