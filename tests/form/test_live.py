"""The live formulas without a program: what is issued with them follows from the scale and from nothing else."""

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from par_excel.checks import live_texts
from par_excel.form import (
    BLANK,
    DONE,
    NOT_ARISEN,
    TICK,
    Column,
    Entries,
    Form,
    FormRow,
    InitiativeColumn,
    LiveForm,
    RowKind,
    Sheet,
    form_for,
)
from par_excel.form.columns import LEFT_OUT_DONE
from par_excel.form.typed_numbers import UNREAD, read_typed
from par_excel.model import WhenNotArisen, derive_score, what_follows
from par_excel.vietnamese import ReadNumber, parse_number
from tests.form.cases import (
    CUMULATIVE,
    LEVELS,
    MAXIMUM,
    RATE,
    TYPED,
    UNKNOWN,
    Case,
    all_cases,
    edge_cases,
    entries_of,
    form_of,
    live,
)
from tests.invented import basis, basis_with_rules

KNOWN_FUNCTIONS = {
    *("ABS", "AND", "COUNT", "COUNTA", "COUNTIF", "FIND", "IF", "ISERROR", "ISNUMBER", "LEFT", "LEN", "MAX"),
    *(
        "MIN",
        "N",
        "NOT",
        "OR",
        "REPT",
        "RIGHT",
        "ROUND",
        "SUBSTITUTE",
        "SUM",
        "SUMIF",
        "TEXT",
        "TRIM",
        "VALUE",
    ),
}
"""What every spreadsheet program calls the same; nothing volatile, nothing that asks for the locale of digits alone."""
LIMIT_FORMULA, LIMIT_TEXT = 8192, 255
"""What Excel takes: characters of a formula, and of a text in it."""
CASES = (*all_cases(), *edge_cases())


def said(case: Case) -> str | Decimal:
    """Return what the check column says of one case."""
    form = form_of([case])
    rows = (*form.leaves, *form.contributions)
    return live(form, entries_of(form, [case])).check(rows[0]).value


def scored(case: Case) -> str | Decimal | None:
    """Return what the score's formula gives for one case; None where there is none."""
    form = form_of([case])
    found = live(form, entries_of(form, [case])).score(form.leaves[0])
    return None if found is None else found.value


def d(text: str) -> Decimal:
    return Decimal(text)


@pytest.mark.parametrize(
    ("case", "score"),
    [
        (Case(scale=LEVELS), ""),
        (Case(scale=LEVELS, marks=(1,)), d("0.75")),
        (Case(scale=LEVELS, marks=(3,)), d("0")),
        (Case(scale=LEVELS, marks=(1, 2)), ""),
        (Case(scale=LEVELS, marks=(1,), level=NOT_ARISEN), ""),
        (Case(scale=LEVELS, marks=(1,), level="kps"), ""),
        (Case(scale=LEVELS, marks=(1,), level="KPS "), d("0.75")),
        (Case(scale=CUMULATIVE), ""),
        (Case(scale=CUMULATIVE, marks=(0, 1)), d("0.3")),
        (Case(scale=CUMULATIVE, marks=(-1,)), d("0")),
        (Case(scale=CUMULATIVE, marks=(-1, 0)), ""),
        (Case(scale=RATE, numerator=d("40"), denominator=d("40")), d("1.5")),
        (Case(scale=RATE, numerator=d("38"), denominator=d("40")), d("1.43")),
        (Case(scale=RATE, numerator=d("37"), denominator=d("40")), d("0")),
        (Case(scale=RATE, numerator=d("41"), denominator=d("40")), d("1.5")),
        (Case(scale=RATE, numerator=d("41")), ""),
        (Case(scale=RATE, numerator=d("41"), denominator=d("0")), ""),
        (Case(scale=RATE, numerator=d("-1"), denominator=d("40")), ""),
        (Case(scale=RATE, numerator="38", denominator=d("40")), d("1.43")),
        (Case(scale=RATE, numerator="38,0", denominator="40.0"), d("1.43")),
        (Case(scale=RATE, numerator="1.038", denominator=d("1040")), ""),
        (Case(scale=UNKNOWN, numerator=d("38"), denominator=d("40")), None),
        (Case(scale=TYPED), None),
        (Case(scale=LEVELS, marks=(1,), level=NOT_ARISEN, rule=WhenNotArisen.FULL), MAXIMUM),
        (Case(scale=LEVELS, marks=(1,), rule=WhenNotArisen.FULL), d("0.75")),
        (Case(scale=TYPED, level=NOT_ARISEN, rule=WhenNotArisen.FULL), MAXIMUM),
        (Case(scale=TYPED, rule=WhenNotArisen.FULL), ""),
        (Case(scale=LEVELS, level=NOT_ARISEN, rule=WhenNotArisen.LEFT_OUT), ""),
        (Case(scale=LEVELS, marks=(1,), rule=WhenNotArisen.LEFT_OUT), d("0.75")),
    ],
)
def test_score_follows_from_marks_and_figures(case: Case, score: Decimal | str | None) -> None:
    assert scored(case) == score


@pytest.mark.parametrize(
    ("case", "code"),
    [
        (Case(scale=LEVELS), "SC01"),
        (Case(scale=LEVELS, marks=(0,)), "EV01"),
        (Case(scale=LEVELS, marks=(0,), evidence=" "), "EV01"),
        (Case(scale=LEVELS, marks=(0,), explanation="vì"), "EV02"),
        (Case(scale=LEVELS, marks=(0,), evidence="Báo cáo"), DONE),
        (Case(scale=LEVELS, marks=(3,)), DONE),
        (Case(scale=LEVELS, marks=(0, 1)), "SC04"),
        (Case(scale=LEVELS, marks=(0,), score=d("0.5")), "SC06"),
        (Case(scale=LEVELS, marks=(0,), score=d("1.5"), evidence="Báo cáo"), DONE),
        (Case(scale=LEVELS, score=d("0.6"), evidence="Báo cáo"), "SC07"),
        (Case(scale=LEVELS, score=d("0.75"), evidence="Báo cáo"), DONE),
        (Case(scale=LEVELS, score=d("1.6")), "SC02"),
        (Case(scale=LEVELS, score=d("-0.1")), "SC02"),
        (Case(scale=LEVELS, score="0.5"), "EV01"),
        (Case(scale=LEVELS, score="0,5", evidence="Báo cáo"), DONE),
        (Case(scale=LEVELS, marks=(1,), score="0,5"), "SC06"),
        (Case(scale=LEVELS, score="1,51"), "SC02"),
        (Case(scale=LEVELS, score="1.234"), "SC03"),
        (Case(scale=LEVELS, score="1/2"), "SC03"),
        (Case(scale=LEVELS, score=" "), "SC01"),
        (Case(scale=LEVELS, level=NOT_ARISEN), "SC01"),
        (Case(scale=LEVELS, level=NOT_ARISEN, score=d("0.6")), "SC10"),
        (Case(scale=LEVELS, level=NOT_ARISEN, score=d("0.6"), explanation="vì"), "EV02"),
        (Case(scale=CUMULATIVE, marks=(-1, 1)), "SC05"),
        (Case(scale=CUMULATIVE, marks=(-1,), score=d("0.3")), "SC06"),
        (Case(scale=RATE, numerator=d("1")), "SC09"),
        (Case(scale=RATE, numerator=d("1"), denominator=d("0")), "SC09"),
        (Case(scale=RATE, numerator=d("-1"), denominator=d("3")), "SC09"),
        (Case(scale=RATE, numerator="một", denominator=d("3")), "SC09"),
        (Case(scale=RATE, numerator="2,9", denominator="3.0", evidence="Báo cáo"), DONE),
        (Case(scale=RATE, numerator=d("1"), level=NOT_ARISEN), "SC01"),
        (Case(scale=RATE, score=d("1"), evidence="Báo cáo"), DONE),
        (Case(scale=UNKNOWN, numerator=d("1"), denominator=d("3")), "SC01"),
        (Case(scale=TYPED, score=MAXIMUM, evidence="Báo cáo"), DONE),
        (Case(scale=LEVELS, level=NOT_ARISEN, rule=WhenNotArisen.FULL), "SC10"),
        (Case(scale=LEVELS, level=NOT_ARISEN, rule=WhenNotArisen.FULL, explanation="vì"), "EV02"),
        (Case(scale=LEVELS, level=NOT_ARISEN, rule=WhenNotArisen.FULL, score=d("0.5")), "SC34"),
        (Case(scale=LEVELS, level=NOT_ARISEN, rule=WhenNotArisen.LEFT_OUT), "SC10"),
        (
            Case(scale=LEVELS, level=NOT_ARISEN, rule=WhenNotArisen.LEFT_OUT, explanation="vì"),
            LEFT_OUT_DONE,
        ),
        (
            Case(scale=RATE, level=NOT_ARISEN, rule=WhenNotArisen.LEFT_OUT, score=d("0"), explanation="vì"),
            "SC34",
        ),
        (Case(scale=LEVELS, rule=WhenNotArisen.LEFT_OUT), "SC01"),
        (Case(scale="đóng góp"), "EV04"),
        (Case(scale="đóng góp", figures="36/43"), DONE),
        (Case(scale="đóng góp", figures="36/43", score="khá"), "SC03"),
        (Case(scale="đóng góp", evidence="Báo cáo", score=d("2")), "SC02"),
    ],
)
def test_check_column_names_the_first_breach(case: Case, code: str) -> None:
    assert said(case) == live_texts().get(code, code)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(CASES), min_size=1, max_size=12))
def test_issued_values_agree_with_the_scale(cases: list[Case]) -> None:
    form = form_of(cases)
    entries = entries_of(form, cases)
    found = live(form, entries)
    assert all(agrees(found, leaf) for leaf in form.leaves)
    typed = {leaf.key: entries.scores.get((leaf.key, Column.SCORE)) for leaf in form.leaves}
    counted = [
        shown(found, leaf) if (entry := typed[leaf.key]) is None else meant(entry) for leaf in form.leaves
    ]
    expected = sum((value for value in counted if isinstance(value, Decimal)), Decimal(0))
    assert form.total is None or found.sum(form.total).value == expected


def meant(entry: str | Decimal) -> Decimal | None:
    """Return the number that the reader takes an entry for."""
    if isinstance(entry, Decimal):
        return entry
    read = parse_number(entry)
    return read.value if isinstance(read, ReadNumber) else None


@given(
    st.one_of(
        st.text("0123456789,. -+x", max_size=8),
        st.text(max_size=6),
        st.from_regex(r"\A[0-9]{1,17}[.,][0-9]{1,4}\Z"),
    )
)
@example("0,85")
@example("0.85")
@example("1.234")
def test_what_the_form_reads_is_what_the_reader_takes(entry: str) -> None:
    number = read_typed(entry).number
    assert not isinstance(number, Decimal) or number == meant(entry)


@pytest.mark.parametrize(
    ("entry", "number"),
    [
        ("0,85", d("0.85")),
        ("0.85", d("0.85")),
        (" 12 ", d("12")),
        ("0.125", d("0.125")),
        ("1,234", d("1.234")),
        ("1.234", UNREAD),
        ("1.5.5", UNREAD),
        (",5", UNREAD),
        ("5.", UNREAD),
        ("1e5", UNREAD),
        ("50%", UNREAD),
        ("1/2", UNREAD),
        ("1234567890123456", UNREAD),
        (" ", ""),
        (d("-3"), d("-3")),
    ],
)
def test_numbers_of_either_mark_are_read(entry: str | Decimal, number: str | Decimal) -> None:
    assert read_typed(entry).number == number


def shown(live: LiveForm, leaf: FormRow) -> str | Decimal | None:
    score = live.score(leaf)
    return None if score is None else score.value


def agrees(live: LiveForm, leaf: FormRow) -> bool:
    """Say whether the issued score is what the words of the scale give."""
    criterion = live.form.basis.catalogue[leaf.criterion]
    scale = criterion.scale
    assert scale is not None
    derived = derive_score(
        scale,
        [number.key for number in rows_of(live.form, leaf) if live.entries.is_ticked(number.key)],
        amounts=[
            meant(live.entries.scores.get((row.key, Column.FIGURES), ""))
            for row in live.form.lines(leaf, RowKind.FIGURE)
        ],
        places=2,
    )
    follows = what_follows(criterion, derived, is_not_arisen=live.entries.is_not_arisen(leaf.key)).value
    return shown(live, leaf) in ({None, ""} if follows is None else {follows})


def rows_of(form: Form, leaf: FormRow) -> Iterator[FormRow]:
    return (row for row in form.rows if row.criterion == leaf.criterion)


def test_totals_add_up_what_belongs_to_them() -> None:
    form = form_for(basis(), basis().units["so-b"])
    entries = Entries(
        {
            ("1.3.1-TS", Column.FIGURES): Decimal(96),
            ("1.3.1-MS", Column.FIGURES): Decimal(100),
            ("2.1-a", Column.LEVEL): TICK,
        }
    )
    found = live(form, entries)
    sums = {row.key: found.sum(row) for row in form.rows if row.kind in {RowKind.FIELD, RowKind.HEADING}}
    assert {key: each.value for key, each in sums.items()} == {
        "1": Decimal("0.96"),
        "1.3": Decimal("0.96"),
        "2": Decimal(1),
    }
    assert sums["1"].formula == "=SUM(E8)"
    assert form.total is not None
    assert found.sum(form.total).value == Decimal("1.96")


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from([case for case in CASES if case.rule]), min_size=1, max_size=60))
def test_what_did_not_arise_leaves_every_maximum_above_it(cases: list[Case]) -> None:
    form = form_of(cases)
    found = live(form, entries_of(form, cases))
    is_left_out = [case.level == NOT_ARISEN and case.rule is WhenNotArisen.LEFT_OUT for case in cases]
    for row in form.rows:
        if row.kind in {RowKind.FIELD, RowKind.HEADING, RowKind.TOTAL}:
            within = [leaf.key.startswith(row.key) or row is form.total for leaf in form.leaves]
            count = sum(holds and out for holds, out in zip(within, is_left_out, strict=True))
            maximum = found.maximum(row)
            here = row.points if maximum is None else maximum.value
            assert here == (row.points or 0) - count * MAXIMUM


def test_bonus_points_are_part_of_no_sum() -> None:
    period = basis_with_rules()
    form = form_for(period, period.units["so-a"])
    assert form.total is not None
    assert [form.by_number[part].key for part in form.total.parts] == ["1", "2"]
    assert form.total.points == Decimal(4)
    assert [form.by_number[part].key for part in form.by_key["2"].parts] == ["2.3"]
    found = live(form, Entries({("3.1-a", Column.LEVEL): TICK, ("2.4-a", Column.LEVEL): TICK}))
    assert found.sum(form.by_key["3"]).value == Decimal(2)
    assert found.sum(form.by_key["2"]).value == 0
    assert found.sum(form.total).value == 0


def test_rate_is_shown_in_per_cent() -> None:
    form = form_for(basis(), basis().units["so-b"])
    given = {("1.3.1-TS", Column.FIGURES): Decimal(2), ("1.3.1-MS", Column.FIGURES): Decimal(3)}
    found = live(form, Entries(given)).rate(form.by_key["1.3.1-TL"])
    assert found is not None
    assert found.value == Decimal("66.6666666666667")


def test_progress_counts_what_is_complete() -> None:
    form = form_for(basis(), basis().units["so-a"])
    assert live(form).progress().value == "0/4 nội dung đã hoàn thành"
    entries = Entries({("1.1-c", Column.LEVEL): TICK, ("2.1/X", Column.FIGURES): "36/43"})
    assert live(form, entries).progress().value == "2/4 nội dung đã hoàn thành"


def test_initiative_needs_its_obligatory_columns() -> None:
    form = form_for(basis(), basis().units["so-c"])
    whole = {column: "có" for column in InitiativeColumn if column.is_input}
    optional = {InitiativeColumn.EFFECT, InitiativeColumn.EVIDENCE}
    entries = Entries(
        initiatives=(
            whole,
            {column: text for column, text in whole.items() if column not in optional},
            {column: text for column, text in whole.items() if column is not InitiativeColumn.COST},
            {},
        )
    )
    found = [live(form, entries).initiative_check(index).value for index in range(5)]
    assert found == [DONE, DONE, live_texts()["IN02"], "", ""]


def test_codes_are_those_that_the_form_can_say() -> None:
    first, third = (live(form_for(basis(), basis().units[unit])) for unit in ("so-a", "so-c"))
    assert third.all_codes == {"EV04", "SC02", "SC03", "IN02"}
    assert first.all_codes == third.all_codes | {
        *("SC01", "SC04", "SC05", "SC06", "SC07", "SC10", "EV01", "EV02"),
    }
    assert set(first.codes(first.form.by_key["2.3"])) == {"SC01", "SC02", "SC03", "SC10", "EV01", "EV02"}


def test_formulas_use_what_every_program_knows() -> None:
    form = form_of(CASES[::41])
    found = live(form)
    formulas = [found.check(row).formula for row in (*form.leaves, *form.contributions)]
    formulas += [score.formula for leaf in form.leaves if (score := found.score(leaf))]
    formulas += [rate.formula for row in form.rows if row.kind is RowKind.RULE and (rate := found.rate(row))]
    formulas += [found.progress().formula, found.initiative_check(0).formula]
    formulas += [each.formula for row in form.rows for each in found.reading(row).values()]
    without_texts = [re.sub(r'"[^"]*"', '""', formula) for formula in formulas]
    assert {name for each in without_texts for name in re.findall(r"[A-Z.]+(?=\()", each)} <= KNOWN_FUNCTIONS
    assert max(map(len, formulas)) <= LIMIT_FORMULA
    assert max(len(text) for each in formulas for text in re.findall(r'"([^"]*)"', each)) <= LIMIT_TEXT
    sheets = {name for each in without_texts for name in re.findall(r"[^,(+*/=<>-]*(?=!)", each) if name}
    assert sheets == {Sheet.NUMBERS.value, f"'{Sheet.SCORES.value}'"}
    assert not [each for each in without_texts if ";" in each]


def test_formula_depends_on_no_entry() -> None:
    cases = CASES[::101]
    form = form_of(cases)
    blank, filled = live(form, BLANK), live(form, entries_of(form, cases))
    for row in (*form.leaves, *form.contributions):
        assert blank.check(row).formula == filled.check(row).formula


@pytest.mark.parametrize(("typed", "is_mark"), [("x", True), ("X", True), (" x", False), ("x\n", False)])
def test_mark_is_a_mark_as_formulas_see_it(typed: str, *, is_mark: bool) -> None:
    assert Entries({("1.1-a", Column.LEVEL): typed}).is_ticked("1.1-a") is is_mark
