"""Formulas that documents tell in words: proposed in full or not at all, and in the closed language."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from par_excel.model import parse_expression
from par_excel.reading.criteria.proposals import propose_formula

A_B = "a: tổng số; b: số đã xong"


@pytest.mark.parametrize(
    ("text", "maximum", "figures", "rule"),
    [
        (
            "Tính theo công thức: (b/a) x điểm tối đa, trong đó a là tổng số, b là số đã xong",
            "1",
            A_B,
            "(b/a) × 1",
        ),
        (
            "Công thức: (b/a)*1 + (c/a)*0,5, trong đó a là số phát hiện; b là số đã xử lý; c là số đang xử lý",
            "1",
            "a: số phát hiện; b: số đã xử lý; c: số đang xử lý",
            "(b/a)*1 + (c/a)*0,5",
        ),
        ("điểm = 1 - a × 0,25, a là số báo cáo chậm", "1", "a: số báo cáo chậm", "1 - a × 0,25"),
        (
            "(Số hồ sơ đúng hạn/Tổng số hồ sơ) x 1.5",
            "1.5",
            "a: Tổng số hồ sơ; b: Số hồ sơ đúng hạn",
            "b/a × 1,5",
        ),
        ("Mỗi báo cáo chậm trừ 0,25 điểm", "1", "a: Số báo cáo chậm", "1 - a × 0,25"),
        (
            "Mỗi báo cáo gửi chậm bị trừ 0.25đ; trừ 0,5 điểm cho mỗi báo cáo không gửi",
            "2",
            "a: Số báo cáo gửi chậm; b: Số báo cáo không gửi",
            "2 - a × 0,25 - b × 0,5",
        ),
        ("Mỗi mô hình được 0,25 điểm, tối đa 1 điểm", "1", "a: Số mô hình", "a × 0,25"),
        ("Mỗi mô hình được 0,25 điểm, tối đa 1 điểm", "1.5", "a: Số mô hình", "min(a × 0,25; 1)"),
    ],
)
def test_what_is_told_in_full_is_proposed(text: str, maximum: str, figures: str, rule: str) -> None:
    found = propose_formula(text, Decimal(maximum))
    assert found is not None
    assert (found.figures, found.rule) == (figures, rule)
    parse_expression(found.rule, [part.partition(":")[0].strip() for part in found.figures.split(";")])


@pytest.mark.parametrize(
    "text",
    [
        "Dưới 80% thì 0 điểm; từ 80% trở lên tính theo (b/a) x 1, a là tổng số, b là số xong",
        "Nếu chậm thì mỗi báo cáo trừ 0,25 điểm",
        "Cứ mỗi 1% được 0,05 điểm",
        "Tỷ lệ giải ngân x 1,5",
        "(b/a) x 1, trong đó a là tổng số",
        "Mỗi mô hình được 0,25 điểm, mỗi lỗi trừ 0,1 điểm",
        "Mức tăng so với năm trước: (b - a)/a, a là số năm trước, b là số năm nay",
        "",
    ],
)
def test_what_is_not_told_in_full_stays_words(text: str) -> None:
    assert propose_formula(text, Decimal(1)) is None


def test_without_a_maximum_nothing_is_proposed() -> None:
    assert propose_formula("Mỗi báo cáo chậm trừ 0,25 điểm", None) is None


@given(st.text(st.sampled_from("ab/x()0,5 mỗitrừđểcông thức=:;là\n"), max_size=200))
def test_a_proposal_is_always_in_the_language(text: str) -> None:
    found = propose_formula(text, Decimal(1))
    if found is not None:
        names = [part.partition(":")[0].strip() for part in found.figures.split(";")]
        parse_expression(found.rule, names)
