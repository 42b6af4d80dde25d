"""Templates made by exchanging a unit's own texts are those that would have been written out."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from par_excel.checks import RULES
from par_excel.form import form_for
from par_excel.model import Basis, Unit
from par_excel.writing.template.series import TemplateSeries
from par_excel.writing.template.workbook import template_workbook
from tests import invented

BASIS = invented.basis()
APPENDIX = BASIS.period.units[0].appendix


def unit(identifier: str, name: str) -> Unit:
    return Unit(id=identifier, name=name, appendix=APPENDIX, email="", contact="")


def basis_of(*units: Unit) -> Basis:
    return replace(BASIS, period=replace(BASIS.period, units=(*units, *BASIS.period.units[1:])))


def written(basis: Basis, each: Unit) -> bytes:
    return template_workbook(form_for(basis, each), RULES)


PLAIN = (
    unit("xa-mot", "Xã Một"),
    unit("xa-hai", "Xã Hai"),
    unit("xa-ba", "UBND xã Hướng Hóa & Đakrông <cũ>"),
    unit("xa_bon", "Phường Đông Hà"),
)
STRANGE = (
    unit("xa-5", "Xã  hai khoảng trắng"),
    unit("xa-6", "Xã có _x0041_ trong tên"),
    unit("xa-7", " Xã bắt đầu bằng khoảng trắng"),
    unit("xa-8", "Xã có tên rất dài " * 12),
    unit("xa-9", "Xã\nhai dòng"),
    unit("xa-10", BASIS.period.sender.name),
    unit("xa-11", "xa-11"),
    unit("x", "Xã có mã là một dấu x"),
    unit("1", "Xã có mã là một số"),
)


def test_exchanged_templates_are_the_written_ones_byte_for_byte() -> None:
    basis = basis_of(*PLAIN)
    series = TemplateSeries(basis, RULES)
    assert [series.template(each) for each in PLAIN] == [written(basis, each) for each in PLAIN]
    assert series.exchanged == len(PLAIN) - 2


@pytest.mark.parametrize("strange", STRANGE, ids=lambda each: each.id)
def test_units_with_unusual_texts_are_written_out(strange: Unit) -> None:
    basis = basis_of(*PLAIN, strange)
    series = TemplateSeries(basis, RULES)
    for each in PLAIN:
        series.template(each)
    assert series.template(strange) == written(basis, strange)


@pytest.mark.parametrize("strange", STRANGE, ids=lambda each: each.id)
def test_a_series_that_begins_with_an_unusual_unit_is_right(strange: Unit) -> None:
    basis = basis_of(strange, *PLAIN)
    series = TemplateSeries(basis, RULES)
    every = (strange, *PLAIN)
    assert [series.template(each) for each in every] == [written(basis, each) for each in every]


@settings(max_examples=12, deadline=None)
@given(st.text(min_size=1, max_size=60), st.from_regex(r"[a-z0-9-]{1,20}", fullmatch=True))
def test_whatever_a_unit_is_called_its_template_is_the_written_one(name: str, identifier: str) -> None:
    drawn = unit(identifier, name)
    basis = basis_of(*PLAIN, drawn)
    series = TemplateSeries(basis, RULES)
    for each in PLAIN[:2]:
        series.template(each)
    assert series.template(drawn) == written(basis, drawn)
