"""The templates as they are sent out, blank and filled: read without a difference, every value as it was written."""

from decimal import Decimal
from pathlib import Path

import pytest

from par_excel.checks import RULES
from par_excel.config import load_basis, packaged_files, packaged_years
from par_excel.form import (
    ClosingField,
    Column,
    Entries,
    Form,
    InitiativeColumn,
    RowKind,
    figure_key,
    form_for,
)
from par_excel.model import LOWER, UPPER, Basis, Formula, Remark, ScoreOrigin, StampPlace
from par_excel.writing.template.workbook import template_workbook
from tests.reading.test_workbook import _compare
from tests.reading.workbooks import BASIS, form, read

UNITS = [unit.id for unit in BASIS.period.units]


def _filled(form: Form) -> Entries:
    """Return entries for every input: the best line ticked, both figures given, or a score typed."""
    scores: dict[tuple[str, Column], str | Decimal] = {}
    for leaf in form.leaves:
        lines = form.lines(leaf, RowKind.LINE)
        figures = form.lines(leaf, RowKind.FIGURE)
        if lines:
            scores[lines[0].key, Column.LEVEL] = "x"
        elif figures:
            scores[figure_key(leaf.key, UPPER), Column.FIGURES] = Decimal(98)
            scores[figure_key(leaf.key, LOWER), Column.FIGURES] = Decimal(100)
        scale = form.basis.catalogue[leaf.criterion].scale
        if isinstance(scale, Formula) and not scale.is_computable:
            scores[leaf.key, Column.SCORE] = Decimal("0.25")
    for row in (*form.leaves, *form.contributions):
        scores[row.key, Column.FIGURES] = f"Số liệu {row.key}"
        scores[row.key, Column.EVIDENCE] = f"- Báo cáo số 12/BC ngày 10/12/2020\n- Phụ lục {row.key}"
        scores[row.key, Column.EXPLANATION] = f"=1+1 không phải công thức, {row.key}"
    for row in form.contributions:
        scores[row.key, Column.SCORE] = Decimal("0.5")
    initiative = {column: f"{column.value} một" for column in InitiativeColumn if column.is_input}
    return Entries(scores, (initiative,), {field: f"Ô {field.value}" for field in ClosingField})


@pytest.mark.parametrize("unit", UNITS)
def test_a_blank_template_is_read_without_differences(unit: str) -> None:
    own = form(unit)
    submission = read(template_workbook(own, RULES))
    assert (submission.unit, submission.appendix, submission.stamp) == (unit, own.stamp.appendix, own.stamp)
    assert [vote.place for vote in submission.votes if vote.stamp == own.stamp] == list(StampPlace)
    assert submission.differences == ()
    assert submission.is_current_form
    assert [answer.criterion for answer in submission.answers] == [leaf.criterion for leaf in own.leaves]
    for answer in submission.answers:
        assert (answer.score.value, answer.origin) == (None, ScoreOrigin.NONE)
        assert Remark.STALE not in answer.score.remarks
        assert answer.score.is_empty
    assert submission.initiatives == ()
    assert submission.closing.difficulties.remarks == {Remark.BLANK}


@pytest.mark.parametrize("unit", UNITS)
def test_a_filled_template_is_read_as_it_was_filled(unit: str) -> None:
    own = form(unit)
    entries = _filled(own)
    submission = read(template_workbook(own, RULES, entries))
    assert submission.differences == ()
    for answer in submission.answers:
        row = own.by_key[answer.criterion]
        assert answer.score.place.cell == row.cell(Column.SCORE)
        assert answer.score.value is not None
        assert Remark.STALE not in answer.score.remarks
        assert answer.evidence.value == entries.text(row.key, Column.EVIDENCE)
        assert answer.explanation.value == entries.text(row.key, Column.EXPLANATION)
    for contribution in submission.contributions:
        assert contribution.proposed.value == Decimal("0.5")
        assert contribution.figures.value == f"Số liệu {contribution.id}"
    assert [each.cost.value for each in submission.initiatives] == ["Kinh phí một"]
    assert submission.closing.phone.value == f"Ô {ClosingField.PHONE.value}"


@pytest.mark.parametrize("unit", UNITS)
def test_openpyxl_sees_the_same(unit: str) -> None:
    own = form(unit)
    assert list(_compare(template_workbook(own, RULES, _filled(own)))) == []


@pytest.fixture(scope="module")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Basis:
    folder: Path = tmp_path_factory.mktemp("ky")
    for name, content in packaged_files(packaged_years()[-1]).items():
        (folder / name).write_bytes(content)
    return load_basis(folder)


def test_every_template_of_the_packaged_year_is_read(packaged: Basis) -> None:
    for unit in packaged.period.units:
        own = form_for(packaged, unit)
        submission = read(template_workbook(own, RULES, _filled(own)), packaged)
        assert (submission.unit, submission.differences) == (unit.id, ())
        assert [answer.criterion for answer in submission.answers] == [leaf.criterion for leaf in own.leaves]
        assert all(answer.score.value is not None for answer in submission.answers)
