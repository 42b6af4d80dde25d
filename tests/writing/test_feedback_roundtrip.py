"""Feedback comes back: what was filled in is read again from it, whoever opened it in between, until nothing is wrong.

The reader is the real one, and so is the LibreOffice under a Vietnamese locale.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from par_excel.checks import RULES, judge
from par_excel.form import ClosingField, Column, Entries, Form, InitiativeColumn, Sheet, form_for
from par_excel.model import Basis, Remark, ScoreOrigin, Severity, Submission
from par_excel.writing.template.workbook import template_workbook
from tests.programs import needs_libreoffice, needs_validator, validate_office_file
from tests.reading import returned
from tests.roundtrip.reading_back import read, score_cells
from tests.roundtrip.test_property import BASIS, filled_forms
from tests.writing.feedback_parts import cell_of, workbook
from tests.writing.template_parts import FILLED, opened
from tools.libreoffice.office import Office, Type

SCORES = Sheet.SCORES.value
FAULTY = (2, 5, 7)
"""Sample returns with faults."""
ODD = ("một điểm", "=1+1", "1.234", "½", "85%", "@x", "-", "12/2020", "TRUE", "#REF!", "Đạt\nmột phần", "0.5")
"""What people write where a number or a mark belongs; all but the last is refused."""

NEEDS_WORK = frozenset({Severity.ERROR, Severity.WARNING})


def to_mend(submission: Submission, basis: Basis) -> Counter[tuple[str, str]]:
    """Return the errors and warnings of a submission, by code and criterion."""
    found = judge(submission, basis)
    return Counter((each.code, each.criterion) for each in found if each.severity in NEEDS_WORK)


def scores(submission: Submission) -> list[tuple[object, ...]]:
    """Return what counts of each answer, and where it comes from."""
    return [(each.criterion, each.score.value, each.origin, each.derived) for each in submission.answers]


@st.composite
def odd_forms(draw: st.DrawFn) -> tuple[Form, Entries]:
    """Return a form and values for it, of which some are not what their cells take."""
    form, entries = draw(filled_forms())
    cells = [
        (row.key, column)
        for row in form.rows
        for column in sorted(row.inputs & {Column.SCORE, Column.LEVEL}, key=list(Column).index)
    ]
    odd = draw(st.dictionaries(st.sampled_from(cells), st.sampled_from(ODD), max_size=4))
    return form, Entries({**entries.scores, **odd}, entries.initiatives, entries.closing)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(odd_forms())
@example((form_for(BASIS, BASIS.units["so-a"]), Entries()))
def test_what_feedback_holds_is_what_was_sent_in(filled: tuple[Form, Entries]) -> None:
    form, entries = filled
    first = read(template_workbook(form, RULES, entries), BASIS)
    again = read(workbook(first, BASIS), BASIS)
    assert again.stamp is not None
    assert (again.stamp.revision, again.unit, again.is_current_form) == (1, first.unit, True)
    assert again.differences == ()
    assert returned.values(again) == returned.values(first)
    assert scores(again) == scores(first)
    assert to_mend(again, BASIS) == to_mend(first, BASIS)
    assert not [cell for cell in score_cells(again).values() if Remark.STALE in cell.remarks]
    raws = {key: cell.raw for key, cell in score_cells(first).items() if refused(cell.remarks)}
    assert {key: score_cells(again)[key].raw for key in raws} == raws


def refused(remarks: frozenset[Remark]) -> bool:
    """Say whether what stands in a cell was not taken."""
    return bool(remarks & {Remark.NOT_A_NUMBER, Remark.NOT_A_TICK, Remark.FRACTION, Remark.AMBIGUOUS_NUMBER})


@pytest.mark.parametrize("appendix", range(1, 9))
def test_feedback_to_a_sample_holds_the_same_answers(appendix: int) -> None:
    first = returned.read(returned.original(appendix))
    again = returned.read(workbook(first, returned.basis()))
    assert again.differences == ()
    assert returned.values(again) == returned.values(first)
    assert scores(again) == scores(first)


HOSTILE = {
    "công thức": '=HYPERLINK("http://example.vn";"bấm")',
    "cộng": "+84 233",
    "trừ": "-2+3",
    "a còng": "@SUM(A1)",
    "DDE": "=cmd|' /C calc'!A0",
    "điều khiển": "chuông\x07 và \x1b[31mđỏ\x1b[0m",
    "thẻ": "<r><t>đậm</t></r>",
    "thẻ html": "<script>alert(1)</script>&amp;",
    "phải sang trái": "\u202egpj.exe\u2066x\u2069",
    "ký tự mã hóa": "_x202E_đảo_x0007_",
    "dài nhất": "Ậ" * 32_767,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_are_plain_text_in_every_place(text: str) -> None:
    form = form_for(BASIS, BASIS.units["so-a"])
    given = {
        ("1.1-b", Column.LEVEL): text,
        ("1.1", Column.EVIDENCE): text,
        ("1.2", Column.SCORE): text,
        ("2.1/X", Column.SCORE): text,
    }
    first = read(
        template_workbook(form, RULES, Entries(given, ({InitiativeColumn.TITLE: text},), _noted(text))), BASIS
    )
    data = workbook(first, BASIS)
    again = read(data, BASIS)
    assert returned.values(again) == returned.values(first)
    assert to_mend(again, BASIS) == to_mend(first, BASIS)
    blank = formulas(template_workbook(form, RULES))
    assert formulas(data) <= blank
    assert blank - formulas(data) == {(SCORES, cell_of(first, "1.2", Column.SCORE).address)}
    shown = [str(each) for each in everything(data)]
    assert not [each for each in shown if set(each) & set("\x07\x1b\u202e\u2066\u2069")]
    assert not [each for each in shown if len(each) > 32_767]
    assert links(data) == {"#"}


def _noted(text: str) -> Mapping[ClosingField, str]:
    return {ClosingField.DIFFICULTIES: text}


def formulas(data: bytes) -> set[tuple[str, str]]:
    """Return the cells of the form with a formula."""
    return {
        (sheet.title, cell.coordinate)
        for sheet in opened(data)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def everything(data: bytes) -> Iterator[object]:
    """Return every value and every note of a workbook."""
    for sheet in opened(data):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    yield cell.value
                if cell.comment is not None:
                    yield cell.comment.text


def links(data: bytes) -> set[str]:
    """Return where links lead: `#` stands for this very workbook."""
    return {
        "#" if cell.hyperlink.target is None else str(cell.hyperlink.target)
        for sheet in opened(data)
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink is not None
    }


@needs_validator
@pytest.mark.parametrize("appendix", FAULTY)
def test_feedback_is_valid(appendix: int, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(returned.read(returned.original(appendix)), returned.basis()))
    assert validate_office_file(path) == []


@needs_validator
def test_feedback_with_everything_in_it_is_valid(tmp_path: Path) -> None:
    form = form_for(BASIS, BASIS.units["so-a"])
    odd = {("1.2", Column.SCORE): HOSTILE["thẻ"], ("1.1-a", Column.LEVEL): HOSTILE["ký tự mã hóa"]}
    entries = Entries({**FILLED.scores, **odd}, FILLED.initiatives, FILLED.closing)
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(read(template_workbook(form, RULES, entries), BASIS), BASIS))
    assert validate_office_file(path) == []


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with Office() as office:
        yield office


def through_libreoffice(office: Office, data: bytes, folder: Path, steps: Sequence[Type] = ()) -> bytes:
    """Return a workbook as LibreOffice saves it after typing; nothing may be refused."""
    source, target = folder / "phan_hoi.xlsx", folder / "da_sua.xlsx"
    source.write_bytes(data)
    assert office.type_into(source, target, steps) == ()
    return target.read_bytes()


@needs_libreoffice
@pytest.mark.parametrize("appendix", FAULTY)
def test_libreoffice_saves_feedback_as_it_is(office: Office, tmp_path: Path, appendix: int) -> None:
    first = returned.read(returned.original(appendix))
    basis = returned.basis()
    again = returned.read(through_libreoffice(office, workbook(first, basis), tmp_path))
    assert again.program.startswith("LibreOffice")
    assert again.stamp is not None
    assert again.stamp.revision == 1
    assert again.differences == ()
    assert returned.values(again) == returned.values(first)
    assert scores(again) == scores(first)
    left = to_mend(again, basis)
    assert left <= to_mend(first, basis) | Counter({("SC01", "8.3.2"): 1})
    assert left["SC02", "8.2"] == (1 if appendix == 7 else 0)


@needs_libreoffice
def test_only_what_is_still_wrong_comes_back(office: Office, tmp_path: Path) -> None:
    """Appendix 2: a score above its maximum, a score without proof, a criterion not scored; two are mended."""
    basis = returned.basis()
    first = returned.read(returned.original(2))
    assert to_mend(first, basis) == Counter({("SC02", "2.1.2"): 1, ("EV01", "2.2"): 1, ("SC01", "2.3"): 1})
    steps = [
        Type(SCORES, cell_of(first, "2.1.2", Column.SCORE, basis).address, "1"),
        Type(
            SCORES,
            cell_of(first, "2.2", Column.EVIDENCE, basis).address,
            "Báo cáo số 9/BC-STP ngày 10/12/2020",
        ),
    ]
    second = returned.read(through_libreoffice(office, workbook(first, basis), tmp_path, steps))
    assert to_mend(second, basis) == Counter({("SC01", "2.3"): 1})
    last = [Type(SCORES, cell_of(first, "2.3-a", Column.LEVEL, basis).address, "x")]
    evidence = cell_of(first, "2.3", Column.EVIDENCE, basis).address
    last.append(Type(SCORES, evidence, "Báo cáo số 10/BC-STP ngày 11/12/2020"))
    third = returned.read(through_libreoffice(office, workbook(second, basis), tmp_path, last))
    assert third.stamp is not None
    assert third.stamp.revision == 2
    assert to_mend(third, basis) == Counter()
    assert answers_of(third)["2.3"][1] is ScoreOrigin.TICKS


def answers_of(submission: Submission) -> Mapping[str, tuple[Any, ScoreOrigin]]:
    """Return score and its origin by criterion."""
    return {each.criterion: (each.score.value, each.origin) for each in submission.answers}


@needs_libreoffice
def test_a_cell_that_held_a_text_like_a_formula_takes_a_number(office: Office, tmp_path: Path) -> None:
    form = form_for(BASIS, BASIS.units["so-a"])
    given = {("1.2", Column.SCORE): "=1+1", ("2.3", Column.SCORE): "+một", ("1.1-b", Column.LEVEL): "=x"}
    first = read(template_workbook(form, RULES, Entries(given)), BASIS)
    steps = [
        Type(SCORES, form.by_key["1.2"].cell(Column.SCORE), "1,5"),
        Type(SCORES, form.by_key["1.1-b"].cell(Column.LEVEL), "x"),
    ]
    again = read(through_libreoffice(office, workbook(first, BASIS), tmp_path, steps), BASIS)
    found = answers_of(again)
    assert found["1.2"] == (Decimal("1.5"), ScoreOrigin.TYPED)
    assert found["1.1"] == (Decimal("0.5"), ScoreOrigin.TICKS)
    assert score_cells(again)["2.3", Column.SCORE].raw == "+một"


@needs_libreoffice
def test_notes_arrive_whole(office: Office, tmp_path: Path) -> None:
    form = form_for(BASIS, BASIS.units["so-a"])
    given = {("1.2", Column.SCORE): HOSTILE["ký tự mã hóa"], ("2.3", Column.SCORE): "<b>&amp;</b>"}
    submission = read(template_workbook(form, RULES, Entries(given)), BASIS)
    data = workbook(submission, BASIS)
    saved = opened(through_libreoffice(office, data, tmp_path))[SCORES]
    for key, text in (("1.2", "“_x202E_đảo_x0007_”"), ("2.3", "“<b>&amp;</b>”")):
        comment = saved[form.by_key[key].cell(Column.SCORE)].comment
        assert comment is not None
        # openpyxl leaves the escapes of an ST_Xstring (ECMA-376 §22.9.2.19) in notes as they are
        assert text in comment.text.replace("_x005F_", "_")
