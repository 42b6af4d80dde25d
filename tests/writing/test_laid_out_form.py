"""A form that was laid out for nobody, then given to a unit, is what would have been laid out for that unit alone."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from par_excel.checks import RULES
from par_excel.form import (
    BLANK,
    ClosingField,
    Column,
    Entries,
    Form,
    FormCell,
    InitiativeColumn,
    Sheet,
    form_for,
)
from par_excel.form.forms import form_of
from par_excel.model import Basis, Severity, Unit
from par_excel.writing.book.overrides import is_numbered
from par_excel.writing.template.other_sheets import ready_initiatives
from par_excel.writing.template.workbook import LaidOutForm, laid_out_form, template_workbook
from tests import invented

BASIS = invented.basis()
APPENDIX = BASIS.period.units[0].appendix


def unit(identifier: str, name: str) -> Unit:
    return Unit(id=identifier, name=name, appendix=APPENDIX, email="", contact="")


def basis_of(*units: Unit) -> Basis:
    return replace(BASIS, period=replace(BASIS.period, units=(*units, *BASIS.period.units[1:])))


def written(laid_out: LaidOutForm, form: Form, entries: Entries = BLANK) -> bytes:
    stream = BytesIO()
    book, styles = laid_out.begin(stream, form)
    laid_out.fill(book, styles, form, entries)[Sheet.GUIDE].activate()
    book.close()
    return stream.getvalue()


def alone(form: Form, entries: Entries = BLANK) -> bytes:
    """Return the workbook of a form that was laid out for its unit."""
    return written(LaidOutForm(form, RULES, ready_initiatives(entries)), form, entries)


PLAIN = (
    unit("xa-mot", "Xã Một"),
    unit("xa-hai", "Xã Hai"),
    unit("xa-ba", "UBND xã Hướng Hóa & Đakrông <cũ>"),
    unit("xa_bon", "Phường Đông Hà"),
    unit("xa-nam", BASIS.period.sender.name),
)
STRANGE = (
    unit("xa-5", "Xã  hai khoảng trắng"),
    unit("xa-6", "Xã có _x0041_ trong tên"),
    unit("xa-7", " Xã bắt đầu bằng khoảng trắng"),
    unit("xa-8", "Xã có tên rất dài " * 12),
    unit("xa-9", "Xã\nhai dòng"),
    unit("xa-11", "xa-11"),
    unit("xa-10", "Tài liệu kiểm chứng"),
    unit("xa-12", "<r><t>Xã</t></r>"),
    unit("xa-13", "Xã có dấu \uffff mà XML không cho"),
    unit("x", "Xã có mã là một dấu x"),
    unit("1", "Xã có mã là một số"),
)


@pytest.mark.parametrize("each", PLAIN, ids=lambda each: each.id)
def test_a_plain_unit_shares_what_is_laid_out_and_gets_the_bytes_of_its_own(each: Unit) -> None:
    basis = basis_of(*PLAIN)
    form = form_of(basis, each.id, APPENDIX)
    assert laid_out_form(form, RULES, BLANK) is laid_out_form(
        form_of(basis, "xa-hai", APPENDIX), RULES, BLANK
    )
    assert template_workbook(form, RULES) == alone(form)


@pytest.mark.parametrize("strange", STRANGE, ids=lambda each: each.id)
def test_a_unit_with_unusual_texts_has_its_form_laid_out_alone(strange: Unit) -> None:
    basis = basis_of(*PLAIN, strange)
    template_workbook(form_of(basis, "xa-mot", APPENDIX), RULES)
    form = form_of(basis, strange.id, APPENDIX)
    assert laid_out_form(form, RULES, BLANK) is not laid_out_form(form, RULES, BLANK)
    assert template_workbook(form, RULES) == alone(form)


@settings(max_examples=12, deadline=None)
@given(st.text(min_size=1, max_size=60), st.from_regex(r"[a-z0-9-]{1,20}", fullmatch=True))
def test_whatever_a_unit_is_called_its_template_is_that_of_its_own(name: str, identifier: str) -> None:
    form = form_for(basis_of(*PLAIN, drawn := unit(identifier, name)), drawn)
    assert template_workbook(form, RULES) == alone(form)


def filled_in() -> Iterator[Entries]:
    """Yield entries that differ in what they change: cells, heights, looks, texts, rows in sight."""
    form = form_for(BASIS, BASIS.units["so-a"])
    rows = [row for row in form.rows if Column.EVIDENCE in row.inputs]
    long = "\n".join(f"- Báo cáo số {number}/BC-SNV ngày 12/12/2020" for number in range(30))
    yield Entries({(rows[0].key, Column.EVIDENCE): long, (rows[-1].key, Column.SCORE): "0,25"})
    yield Entries({}, tuple({InitiativeColumn.TITLE: f"Sáng kiến {number}"} for number in range(5)))
    yield Entries(
        {}, tuple({InitiativeColumn.TITLE: long} for _ in range(25)), {ClosingField.PROPOSALS: long}
    )
    yield BLANK


def test_what_was_filled_in_before_leaves_nothing_behind() -> None:
    form = form_of(BASIS, "so-a", BASIS.units["so-a"].appendix, revision=1)
    marks = {FormCell(Sheet.SCORES, row.cell(Column.EVIDENCE)): Severity.ERROR for row in form.leaves}
    for entries in filled_in():
        expected = alone(form, entries)
        laid_out = laid_out_form(form, RULES, entries)
        book, styles = laid_out.begin(BytesIO(), form)
        sheets = laid_out.fill(book, styles, form, next(filled_in()), marks)
        sheets[Sheet.SCORES].write_comment("A1", "Ghi chú")
        sheets[Sheet.SCORES].freeze_panes(1, 1)
        book.close()
        assert template_workbook(form, RULES, entries) == expected


def test_a_form_on_its_way_back_has_every_look_from_the_start() -> None:
    form = form_of(BASIS, "so-a", BASIS.units["so-a"].appendix, revision=1)
    book, styles = laid_out_form(form, RULES, BLANK).begin(BytesIO(), form)
    before = list(book.formats)
    assert all(map(is_numbered, styles.every()))
    assert book.formats == before


@pytest.mark.parametrize("revision", [0, 1])
def test_a_copy_changes_no_format_that_others_share(revision: int) -> None:
    form = form_of(BASIS, "so-a", BASIS.units["so-a"].appendix, revision=revision)
    laid_out = LaidOutForm(form, RULES, ready_initiatives(BLANK))
    book, _ = laid_out.begin(BytesIO(), form)
    before = [dict(vars(each)) for each in book.formats]
    for entries in filled_in():
        if ready_initiatives(entries) == ready_initiatives(BLANK):
            written(laid_out, form, entries)
    assert before
    assert [vars(each) for each in book.formats] == before


def test_nobody_stands_in_no_unit_s_workbook() -> None:
    from zipfile import ZipFile

    data = template_workbook(form_of(BASIS, "so-a", BASIS.units["so-a"].appendix), RULES)
    with ZipFile(BytesIO(data)) as book:
        parts = "".join(book.read(name).decode() for name in book.namelist())
    assert "chua-ro" not in parts.replace("_", "-")
    assert "(Cơ quan chưa rõ)" not in parts
