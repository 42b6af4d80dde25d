"""Rules of the catalogue: a closed language, exact; the spreadsheet formula gives the same value as the program."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from par_excel.form.live_rule import LiveRule
from par_excel.model import ExpressionError, Figure, Formula, parse_expression
from par_excel.model.expression import Operation, evaluate
from tests.form.exact_sheet import ExactSheet

FIGURES = ("a", "b", "c")
AMOUNTS = st.integers(0, 400).map(lambda number: Decimal(number) / 4)
RULES = (
    "(b/a) × 1 + (c/a) × 0,5",
    "a × 0,25",
    "min(a; 4) × 0,25 + b·0,1",
    "2 - a × 0,25",
    "nếu(b/a < 80%; 0; b/a x 1,5)",
    "nếu(a = 0; 1; max(0; (b - a)/a))",
    "nếu(b >= a; 1; nếu(b > a/2; 0,5; 0))",
    "max(0; 1 - (a + b) : 10) – c*0,05",
)
"""Several figures with weights, points per item, a bounded sum, deductions, a threshold, growth, levels."""


def formula(text: str, *, floor: str = "0", cap: str = "1.5") -> Formula:
    return Formula(
        figures=tuple(Figure(name, f"số {name}") for name in FIGURES),
        rule=parse_expression(text, FIGURES),
        cap=Decimal(cap),
        floor=Decimal(floor),
        note="",
        text=text,
    )


@pytest.mark.parametrize(
    ("text", "amounts", "score"),
    [
        ("(b/a) × 1 + (c/a) × 0,5", (8, 4, 2), "0.63"),
        ("(b/a) × 1 + (c/a) × 0,5", (0, 4, 2), None),
        ("a × 0,25", (3, 0, 0), "0.75"),
        ("a × 0,25", (9, 0, 0), "1.5"),
        ("2 - a × 0,25", (1, 0, 0), "1.5"),
        ("2 - a × 0,25", (7, 0, 0), "0.25"),
        ("2 - a × 0,25", (90, 0, 0), "0"),
        ("nếu(b/a < 80%; 0; b/a x 1,5)", (100, 80, 0), "1.2"),
        ("nếu(b/a < 80%; 0; b/a x 1,5)", (1000, 799, 0), "0"),
        ("nếu(a = 0; 1; max(0; (b - a)/a))", (0, 5, 0), "1"),
        ("nếu(a = 0; 1; max(0; (b - a)/a))", (4, 5, 0), "0.25"),
        ("nếu(a = 0; 1; max(0; (b - a)/a))", (5, 4, 0), "0"),
        ("a/8", (1, 0, 0), "0.13"),
    ],
)
def test_rules(text: str, amounts: tuple[int, ...], score: str | None) -> None:
    found = formula(text).score([Decimal(amount) for amount in amounts], places=2)
    assert found == (None if score is None else Decimal(score))


def test_bounds() -> None:
    rule = formula("1 - a × 0,25", floor="0.5", cap="1")
    assert rule.score([Decimal(9), Decimal(0), Decimal(0)], places=2) == Decimal("0.5")
    assert rule.score([Decimal(-1), Decimal(0), Decimal(0)], places=2) is None
    assert rule.score([Decimal(1), None, Decimal(0)], places=2) is None
    assert rule.score([Decimal(1)], places=2) is None


def test_values_are_exact() -> None:
    rule = parse_expression("0,1 + 0,2", ())
    assert evaluate(rule, {}) == Fraction(3, 10)
    assert evaluate(parse_expression("a/3 + a/3 + a/3", ("a",)), {"a": Decimal(1)}) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "thiếu phần sau cùng"),
        ("a +", "thiếu phần sau cùng"),
        ("(a", "thiếu “\\)”"),
        ("a b", "thừa “b”"),
        ("d + 1", "không có số liệu tên “d” \\(các số liệu: a, b, c\\)"),
        ("nếu(a; 1; 0)", "cần một dấu so sánh"),
        ("nếu(a > 1; 1)", "thiếu “;”"),
        ("a ** b", "không có số liệu"),
        ("__import__('os')", "không hiểu từ chỗ"),
        ("a.b", "không hiểu từ chỗ"),
        ("exec(a)", "không có số liệu tên “exec”"),
        ("a" + " + a" * 200, "dài quá 500 ký tự"),
        ("(" * 60 + "a" + ")" * 60, "quá nhiều ngoặc"),
    ],
)
def test_whatever_else_is_refused(text: str, said: str) -> None:
    with pytest.raises(ExpressionError, match=said):
        parse_expression(text, FIGURES)


@given(st.text("abc0123456789,.+-*/×()<>=;% nếuminax", max_size=40))
def test_no_text_does_anything_but_parse_or_be_refused(text: str) -> None:
    try:
        rule = parse_expression(text, FIGURES)
    except ExpressionError:
        return
    evaluate(rule, {name: Decimal(2) for name in FIGURES})


CELLS = {"a": "F10", "b": "F11", "c": "F12"}


def evaluated(live: str, amounts: dict[str, Decimal]) -> Decimal | None:
    return ExactSheet(live, {CELLS[name]: Fraction(amount) for name, amount in amounts.items()}).value()


@pytest.mark.parametrize("text", RULES)
@given(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS), st.integers(0, 3), st.sampled_from(["0", "0.25"]))
def test_the_live_formula_gives_the_programs_value(
    text: str, amounts: tuple[Decimal, ...], places: int, floor: str
) -> None:
    rule = formula(text, floor=floor)
    live = LiveRule(rule, CELLS, places).score()
    found = evaluated(live, dict(zip(FIGURES, amounts, strict=True)))
    assert found == rule.score(amounts, places=places)


@given(st.recursive(st.sampled_from(["a", "b", "c", "0,25", "2"]), lambda inner: st.one_of(
    st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda each: f"({each[0]} {each[1]} {each[2]})"),
    st.tuples(inner, inner).map(lambda each: f"min({each[0]}; {each[1]})"),
    st.tuples(inner, st.sampled_from(["<", "<=", ">", ">=", "="]), inner, inner, inner).map(
        lambda each: f"nếu({each[0]} {each[1]} {each[2]}; {each[3]}; {each[4]})"
    ),
), max_leaves=8), st.tuples(AMOUNTS, AMOUNTS, AMOUNTS))  # fmt: skip
def test_any_rule_is_the_same_in_the_form(text: str, amounts: tuple[Decimal, ...]) -> None:
    rule = formula(text)
    live = LiveRule(rule, CELLS, 2).score()
    assert evaluated(live, dict(zip(FIGURES, amounts, strict=True))) == rule.score(amounts, places=2)


def test_brackets_stand_only_where_they_are_needed() -> None:
    live = LiveRule(formula("(a - (b - c)) * 2 + a / (b * c)"), CELLS, 2)
    assert live.value() == 'IFERROR(MIN(1.5,MAX(0,ROUND((F10-(F11-F12))*2+F10/(F11*F12),2))),"")'
    assert isinstance(parse_expression("-a", ("a",)), Operation)
