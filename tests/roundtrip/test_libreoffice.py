"""The real round trip: a template is filled in by typing into a LibreOffice under the Vietnamese locale, saved, and read.

Both as .xlsx and through .ods; the last column of each table is what the reader has to give.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from par_excel.checks import RULES
from par_excel.form import (
    CLOSING_FIRST_ROW,
    INITIATIVE_HEADER_ROW,
    ClosingField,
    Column,
    Form,
    InitiativeColumn,
    Sheet,
    form_for,
)
from par_excel.model import Answer, Remark, ScoreOrigin, Submission
from par_excel.writing.template.workbook import template_workbook
from tests import invented
from tests.programs import needs_libreoffice
from tests.roundtrip.reading_back import Key, closing_cells, initiative_cells, read, score_cells
from tools.libreoffice.office import Office, Type

pytestmark = needs_libreoffice

BASIS = invented.basis()
LONG = " ".join(["Kết quả thực hiện nhiệm vụ được giao, bảo đảm tiến độ và chất lượng;"] * 25)
LINES = (
    "Báo cáo số 12/BC-SA ngày 10/12/2020\nQuyết định số 5/QĐ-SA, “bản sao” <kèm theo> & phụ lục\n- Kế hoạch 7"
)

Typed = Mapping[Key, tuple[str, object]]
"""What is typed into an input cell, and what is to be read."""

FIRST: Typed = {
    ("1.1-b", Column.LEVEL): ("x", True),
    ("1.1", Column.FIGURES): ("12/15 đơn vị (80%)", "12/15 đơn vị (80%)"),
    ("1.1", Column.EVIDENCE): (LINES, LINES),
    ("1.1", Column.EXPLANATION): (LONG, LONG),
    ("1.2-a", Column.LEVEL): ("x", True),
    ("1.2-b", Column.LEVEL): ("X", True),
    ("1.2", Column.SCORE): ("1,25", Decimal("1.25")),
    ("1.2", Column.EVIDENCE): ("như Kế hoạch số 5", "như Kế hoạch số 5"),
    ("1.2", Column.EXPLANATION): ("1234", "1234"),
    ("2.3", Column.SCORE): ("0,5", Decimal("0.5")),
    ("2.3", Column.FIGURES): ("0,5", "0,5"),
    ("2.3", Column.EVIDENCE): ("Ngạch, bậc; đơn vị sự nghiệp", "Ngạch, bậc; đơn vị sự nghiệp"),
    ("2.1/X", Column.SCORE): ("0,75", Decimal("0.75")),
    ("2.1/X", Column.FIGURES): ("03 dự án", "03 dự án"),
    ("2.1/X", Column.EVIDENCE): ("Công văn số 9\nTờ trình số 3", "Công văn số 9\nTờ trình số 3"),
    ("2.1/X", Column.EXPLANATION): ("đề nghị xem xét", "đề nghị xem xét"),
}
"""Levels, a sum with a score typed over it, a score that is only typed, a contribution."""

ODD: Typed = {
    ("1.1", Column.LEVEL): ("KPS", True),
    ("1.1", Column.SCORE): ("1/2", None),
    ("1.1", Column.EXPLANATION): ("không phát sinh trong năm", "không phát sinh trong năm"),
    ("1.2-0", Column.LEVEL): ("x", True),
    ("2.3", Column.SCORE): ("0.5", Decimal("0.5")),
    ("2.1/X", Column.SCORE): ("½", None),
}
"""What a Vietnamese keyboard makes of it: `1/2` a date, `0.5` text."""

RATE: Typed = {
    ("1.3.1-TS", Column.FIGURES): ("971", Decimal(971)),
    ("1.3.1-MS", Column.FIGURES): ("1.000", Decimal(1000)),
    ("1.3.1", Column.EVIDENCE): ("Trích xuất phần mềm một cửa", "Trích xuất phần mềm một cửa"),
    ("2.1-b", Column.LEVEL): ("x", True),
    ("2.1", Column.EVIDENCE): ("Kế hoạch", "Kế hoạch"),
}
"""A rate with its two figures; level 0 of two."""

INITIATIVES = (
    {
        column: f"{column.value}: sáng kiến thứ nhất\ndòng hai"
        for column in InitiativeColumn
        if column.is_input
    },
    {InitiativeColumn.TITLE: "Chỉ có tên", InitiativeColumn.COST: "0 đồng"},
)
CLOSING = {
    field: {
        ClosingField.SIGNED_ON: "15/02/2021",
        ClosingField.PHONE: "02333 852 525",
        ClosingField.DIFFICULTIES: LINES,
    }.get(field, f"{field.value}: Nguyễn Thị Ánh")
    for field in ClosingField
}


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with Office() as office:
        yield office


@pytest.fixture(scope="module", params=["xlsx", "ods"])
def returned(
    request: pytest.FixtureRequest, office: Office, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Submission]:
    """Return the three returns, as saved by LibreOffice, or sent through .ods."""
    folder = tmp_path_factory.mktemp("returned")
    asked = {"first": ("so-a", FIRST), "odd": ("so-a", ODD), "rate": ("so-b", RATE)}
    found = {}
    for name, (unit, typed) in asked.items():
        form = form_for(BASIS, BASIS.units[unit])
        saved = folder / f"{name}.xlsx"
        assert type_into(office, form, typed, saved, is_whole=name == "first") == ()
        if request.param == "ods":
            saved = office.convert(office.convert(saved, folder / "ods", "ods"), folder / "back", "xlsx")
        found[name] = read(saved.read_bytes(), BASIS)
    return found


def type_into(
    office: Office, form: Form, typed: Typed, target: Path, *, is_whole: bool
) -> tuple[object, ...]:
    """Fill in a template; return what LibreOffice refused."""
    steps = [
        Type(Sheet.SCORES.value, form.by_key[key].cell(column), text)
        for (key, column), (text, _) in typed.items()
    ]
    if is_whole:
        steps += [
            Type(Sheet.INITIATIVES.value, f"{column.letter}{INITIATIVE_HEADER_ROW + 1 + index}", text)
            for index, initiative in enumerate(INITIATIVES)
            for column, text in initiative.items()
        ]
        steps += [
            Type(Sheet.CLOSING.value, f"B{CLOSING_FIRST_ROW + index}", CLOSING[field])
            for index, field in enumerate(ClosingField)
        ]
    template = target.with_name(f"template-{target.name}")
    template.write_bytes(template_workbook(form, RULES))
    return office.type_into(template, target, steps)


def answer(submission: Submission, code: str) -> Answer:
    return next(each for each in submission.answers if each.criterion == code)


@pytest.mark.parametrize(("name", "typed"), [("first", FIRST), ("odd", ODD), ("rate", RATE)])
def test_every_value_is_what_was_typed(returned: Mapping[str, Submission], name: str, typed: Typed) -> None:
    cells = score_cells(returned[name])
    assert {key: cells[key].value for key in typed} == {key: value for key, (_, value) in typed.items()}
    formulas = {key for key, cell in cells.items() if Remark.FORMULA in cell.remarks}
    assert {key for key, cell in cells.items() if cell.value is not None and key not in formulas} == {
        key for key, (_, value) in typed.items() if value is not None
    }


def test_form_is_recognised_and_unchanged(returned: Mapping[str, Submission]) -> None:
    for submission in returned.values():
        assert submission.stamp is not None
        assert submission.is_current_form
        assert submission.program.startswith("LibreOffice")
    assert [returned[name].differences for name in ("first", "rate")] == [(), ()]


def test_scores_follow_from_marks_and_figures(returned: Mapping[str, Submission]) -> None:
    by_ticks, typed_over = answer(returned["first"], "1.1"), answer(returned["first"], "1.2")
    assert (by_ticks.score.value, by_ticks.origin) == (Decimal("0.5"), ScoreOrigin.TICKS)
    assert (typed_over.derived, typed_over.origin) == (Decimal("1.5"), ScoreOrigin.TYPED)
    rate, zero = answer(returned["rate"], "1.3.1"), answer(returned["rate"], "2.1")
    assert (rate.score.value, rate.origin) == (Decimal("0.97"), ScoreOrigin.RATE)
    assert (zero.score.value, zero.origin) == (Decimal(0), ScoreOrigin.TICKS)
    for submission in returned.values():  # LibreOffice has computed each formula as the reader does
        assert not [each for each in submission.answers if Remark.STALE in each.score.remarks]


def test_what_was_tolerated_or_refused_says_why(returned: Mapping[str, Submission]) -> None:
    odd = score_cells(returned["odd"])
    assert odd["1.1", Column.SCORE].remarks == {Remark.DATE}
    assert odd["1.1", Column.SCORE].raw == f"01/02/{date.today().year}"  # noqa: DTZ011 - as LibreOffice reads its clock
    assert odd["2.3", Column.SCORE].remarks == {Remark.TEXT_NUMBER, Remark.POINT}
    assert odd["2.1/X", Column.SCORE].remarks & {Remark.FRACTION, Remark.NOT_A_NUMBER}
    assert answer(returned["odd"], "1.2").score.value == 0
    assert odd["1.1", Column.LEVEL].value is True
    assert Remark.TICK_NORMALISED in score_cells(returned["first"])["1.2-b", Column.LEVEL].remarks


def test_initiatives_and_closing_come_back(returned: Mapping[str, Submission]) -> None:
    first = returned["first"]
    assert [
        {column: cell.value for column, cell in initiative_cells(each).items() if cell.value}
        for each in first.initiatives
    ] == list(INITIATIVES)
    assert {field: cell.value for field, cell in closing_cells(first.closing).items()} == CLOSING
    assert returned["rate"].initiatives == ()
