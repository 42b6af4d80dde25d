"""The form of a unit: which rows it has, where they stand, what may be filled in, what belongs to what."""

from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from msgspec.structs import replace

from par_excel.config import load_basis
from par_excel.form import (
    HEADER_ROW,
    TOTAL_KEY,
    ClosingField,
    Column,
    Form,
    InitiativeColumn,
    RowKind,
    Sheet,
    form_for,
)
from par_excel.form.form import FIRST_ROW
from par_excel.model import Assignment, AssignmentKind, Basis, Cumulative, Formula, Levels
from tests.invented import basis

TEXTS = {Column.FIGURES, Column.EVIDENCE, Column.EXPLANATION}


def invented_form(unit: str) -> Form:
    return form_for(basis(), basis().units[unit])


@cache
def packaged() -> tuple[Form, ...]:
    found = load_basis(Path(__file__).parents[2])
    return tuple(form_for(found, unit) for unit in found.period.units)


each_form = pytest.mark.parametrize(
    "form", [*packaged(), *map(invented_form, ("so-a", "so-b", "so-c"))], ids=lambda form: form.unit.id
)


def test_rows_of_the_first_unit() -> None:
    form = invented_form("so-a")
    assert [(row.number, row.kind.name, row.key, row.text, row.points) for row in form.rows] == [
        (7, "FIELD", "1", "Nội dung 1 (phần thuộc phụ lục này; toàn bộ: 6 điểm)", Decimal("3.0")),
        (8, "LEAF", "1.1", "Nội dung 1.1", Decimal("1.5")),
        (9, "LINE", "1.1-a", "Mức 1", Decimal("1.5")),
        (10, "LINE", "1.1-b", "Mức 2", Decimal("0.5")),
        (11, "LINE", "1.1-c", "Mức 3", Decimal(0)),
        (12, "LEAF", "1.2", "Nội dung 1.2", Decimal("1.5")),
        (13, "LINE", "1.2-a", "Mức 1", Decimal("0.5")),
        (14, "LINE", "1.2-b", "Mức 2", Decimal(1)),
        (15, "NOTHING", "1.2-0", "Không đạt nội dung nào", Decimal(0)),
        (16, "FIELD", "2", "Nội dung 2 (phần thuộc phụ lục này; toàn bộ: 4 điểm)", Decimal(1)),
        (17, "LEAF", "2.3", "Nội dung 2.3", Decimal(1)),
        (18, "RULE", "2.3-TL", "Cách tính: chưa rõ", None),
        (19, "TOTAL", TOTAL_KEY, "TỔNG ĐIỂM CỦA PHỤ LỤC 1", Decimal("4.0")),
        (
            23,
            "CONTRIBUTION",
            "2.1/X",
            "Đóng góp 2.1/X (đầu vào cho tiêu chí 2.1 “Nội dung 2.1”)",
            Decimal(1),
        ),
    ]
    assert form.block_row == 21


def test_rate_has_its_figures() -> None:
    form = invented_form("so-b")
    rate = [(row.key, row.text) for row in form.rows if row.criterion == "1.3.1"]
    assert rate == [
        ("1.3.1", "Nội dung 1.3.1"),
        ("1.3.1-TS", "Tử số: Số đúng hạn"),
        ("1.3.1-MS", "Mẫu số: Tổng số"),
        ("1.3.1-TL", "Tỷ lệ (%); điểm = tỷ lệ × 1 / 100"),
    ]
    assert form.by_key["1.3"].text == "Nội dung 1.3 (phần thuộc phụ lục này; toàn bộ: 3 điểm)"
    assert form.block_row is None
    assert form.contributions == ()


def test_appendix_that_only_contributes_has_no_scores() -> None:
    form = invented_form("so-c")
    assert form.total is None
    assert form.leaves == ()
    assert form.block_row == HEADER_ROW + 2
    assert [row.key for row in form.rows] == ["1.2/Y"]
    assert form.last_row == 10


def test_appendix_that_only_proposes_initiatives_has_no_rows() -> None:
    only = replace(basis(), assignments=(initiative_of("3"),))
    form = form_for(only, only.units["so-c"])
    assert form.rows == ()
    assert form.block_row is None
    assert form.last_row == HEADER_ROW


def initiative_of(appendix: str) -> Assignment:
    given = basis().assignments[-1]
    return replace(given, appendix=appendix, kind=AssignmentKind.INITIATIVE)


def test_whole_heading_says_nothing_of_a_part() -> None:
    whole = Basis(
        basis().period,
        replace(
            basis().catalogue,
            criteria=tuple(
                replace(row, lead="1") if row.code.startswith("1.3.1") else row
                for row in basis().catalogue.criteria
                if row.code != "1.3.2"
            ),
        ),
        (),
    )
    form = form_for(whole, whole.units["so-a"])
    assert form.by_key["1.3"].text == "Nội dung 1.3 (phần thuộc phụ lục này; toàn bộ: 3 điểm)"
    assert form.by_key["1.3"].points == Decimal(1)


def test_packaged_forms_hold_each_self_assessed_criterion_once() -> None:
    forms = packaged()
    found = Counter(leaf.criterion for form in forms for leaf in form.leaves)
    catalogue = forms[0].basis.catalogue
    assert found == Counter(leaf.code for leaf in catalogue.leaves if leaf.lead is not None)
    assert not [code for code in found if not catalogue[code].method.is_self_assessed]


def test_packaged_forms_hold_each_contribution_once() -> None:
    forms = packaged()
    found = sorted(row.key for form in forms for row in form.contributions)
    given = [row for row in forms[0].basis.assignments if row.kind is AssignmentKind.CONTRIBUTION]
    assert found == sorted(row.id for row in given)
    by_appendix = {row.id: row.appendix for row in given}
    assert all(by_appendix[row.key] == form.appendix.id for form in forms for row in form.contributions)


def test_packaged_totals_add_up_to_what_agencies_score() -> None:
    forms = packaged()
    leaves = [leaf for leaf in forms[0].basis.catalogue.leaves if leaf.lead is not None]
    totals = [form.total.points for form in forms if form.total is not None]
    assert sum(filter(None, totals)) == sum(leaf.maximum for leaf in leaves)


@each_form
def test_keys_and_numbers_are_unique_and_in_order(form: Form) -> None:
    assert len(form.by_key) == len(form.rows)
    numbers = [row.number for row in form.rows]
    assert numbers == sorted(set(numbers))
    scored = [row.number for row in form.rows if row.kind is not RowKind.CONTRIBUTION]
    assert scored == list(range(FIRST_ROW, FIRST_ROW + len(scored)))
    assert form.last_row == max(numbers)


@each_form
def test_inputs_follow_from_the_kind(form: Form) -> None:
    expected = {
        RowKind.FIELD: set(),
        RowKind.HEADING: set(),
        RowKind.LEAF: TEXTS | {Column.LEVEL, Column.SCORE},
        RowKind.LINE: {Column.LEVEL},
        RowKind.NOTHING: {Column.LEVEL},
        RowKind.FIGURE: {Column.FIGURES},
        RowKind.RULE: set(),
        RowKind.TOTAL: set(),
        RowKind.CONTRIBUTION: TEXTS | {Column.SCORE},
    }
    assert [(row.key, row.inputs) for row in form.rows if row.inputs != expected[row.kind]] == []


@each_form
def test_parts_are_what_stands_directly_below(form: Form) -> None:
    catalogue = form.basis.catalogue
    for row in form.rows:
        parts = [form.by_number[number] for number in row.parts]
        if row.kind in {RowKind.FIELD, RowKind.HEADING}:
            assert parts
            assert {catalogue[part.criterion].parent for part in parts} == {row.criterion}
        elif row.kind is RowKind.LEAF:
            assert {part.criterion for part in parts} <= {row.criterion}
        elif row.kind is RowKind.TOTAL:
            assert {part.kind for part in parts} == {RowKind.FIELD}
        else:
            assert parts == []


@each_form
def test_maxima_add_up(form: Form) -> None:
    for row in form.rows:
        if row.kind in {RowKind.FIELD, RowKind.HEADING, RowKind.TOTAL}:
            points = [form.by_number[number].points for number in row.parts]
            assert sum(filter(None, points), Decimal(0)) == row.points


@each_form
def test_lines_are_those_of_the_scale(form: Form) -> None:
    for leaf in form.leaves:
        scale = form.basis.catalogue[leaf.criterion].scale
        lines = [(row.key, row.points) for row in form.lines(leaf, RowKind.LINE)]
        has_nothing = bool(form.lines(leaf, RowKind.NOTHING))
        kinds = [row.kind for row in form.rows if row.criterion == leaf.criterion and row.key != leaf.key]
        if isinstance(scale, Levels | Cumulative):
            assert lines == [(line.id, line.points) for line in scale.lines]
            assert has_nothing == isinstance(scale, Cumulative)
        else:
            assert isinstance(scale, Formula)
            figures = [RowKind.FIGURE] * len(scale.figures)
            assert kinds == [*figures, RowKind.RULE]


def test_words_by_which_values_are_found_again() -> None:
    assert [sheet.value for sheet in Sheet] == [
        "Hướng dẫn",
        "Chấm điểm",
        "Sáng kiến",
        "Khó khăn, vướng mắc",
        "_par",
        "_so",
    ]
    assert [(column.letter, column.value) for column in Column] == [
        ("A", "Mã"),
        ("B", "Lĩnh vực / Tiêu chí / Tiêu chí thành phần"),
        ("C", "Điểm tối đa"),
        ("D", "Mức đạt"),
        ("E", "Điểm tự đánh giá"),
        ("F", "Số liệu dẫn chứng"),
        ("G", "Tài liệu kiểm chứng"),
        ("H", "Giải trình"),
        ("I", "Kiểm tra"),
    ]
    assert [(column.letter, column.is_input) for column in InitiativeColumn] == [
        ("A", False),
        *((letter, True) for letter in "BCDEFGH"),
        ("I", False),
    ]
    assert len({field.value for field in ClosingField}) == 9


def test_the_form_of_a_unit_made_from_another_s_is_its_own() -> None:
    found = basis()
    first, *others = found.period.units
    for unit in others:
        made = form_for(found, first).of_unit(unit)
        expected = form_for(found, replace(unit, appendix=first.appendix))
        assert made == expected
        assert (made.by_key, made.by_number) == (expected.by_key, expected.by_number)
        assert (made.leaves, made.contributions) == (expected.leaves, expected.contributions)
        assert (made.unit.id, made.stamp.unit) == (unit.id, unit.id)
