"""What is written into a form is what is read from it, whatever it is (no spreadsheet program in between)."""

from collections.abc import Mapping
from decimal import Decimal

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from par_excel.checks import RULES, live_texts
from par_excel.form import (
    INITIATIVE_ROWS,
    NOT_ARISEN,
    TICK,
    ClosingField,
    Column,
    Entries,
    Form,
    FormRow,
    InitiativeColumn,
    LiveForm,
    RowKind,
    form_for,
)
from par_excel.model import Cell, Remark, ScoreOrigin, Submission
from par_excel.vietnamese import tidy
from par_excel.writing.template.workbook import template_workbook
from tests import invented
from tests.roundtrip.reading_back import Key, closing_cells, initiative_cells, read, score_cells

BASIS = invented.basis()
FORMS = [form_for(BASIS, unit) for unit in BASIS.period.units]
INPUTS = [column for column in InitiativeColumn if column.is_input]
LONGEST = 2000

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵĐƯƠ"
SIGNS = "0123456789 .,;:%/()-–+=@'\"“”<>&{}[]|\\#!?*~^_$€×÷≥\n\n"
BEGINNINGS = (
    "",
    "=",
    "+",
    "-",
    "@",
    "'",
    "=SUM(A1)",
    "<r>",
    "_x000D_",
    "{=1}",
    "http://",
    "0",
    "1/2",
    "x",
    "KPS",
)

numbers = st.decimals(0, 10**9, places=4, allow_nan=False) | st.decimals(0, 3, places=2) | st.just(Decimal(0))
short_texts = st.text(LETTERS + SIGNS, max_size=60)
long_texts = st.builds(
    lambda text, times: (text * times)[:LONGEST], st.text(LETTERS + SIGNS, min_size=20), st.integers(1, 100)
)
texts = st.builds(
    lambda beginning, text: tidy(beginning + text)[:LONGEST].strip(),
    st.sampled_from(BEGINNINGS),
    short_texts | long_texts,
).filter(bool)


def given_for(row: FormRow, column: Column) -> st.SearchStrategy[str | Decimal]:
    """Return what may be filled into an input cell."""
    if column is Column.LEVEL:
        return st.just(NOT_ARISEN if row.kind is RowKind.LEAF else TICK)
    if column is Column.SCORE or row.kind is RowKind.FIGURE:
        return numbers
    return texts


@st.composite
def filled_forms(draw: st.DrawFn) -> tuple[Form, Entries]:
    """Return a form, and values for some of its input cells."""
    form = draw(st.sampled_from(FORMS))
    cells = [(row, column) for row in form.rows for column in sorted(row.inputs, key=list(Column).index)]
    scores = {(row.key, column): draw(given_for(row, column)) for row, column in cells if draw(st.booleans())}
    initiative = st.dictionaries(st.sampled_from(INPUTS), texts, min_size=1)
    most = draw(st.sampled_from([0, 1, 3, INITIATIVE_ROWS + 2]))
    initiatives = tuple(draw(st.lists(initiative, max_size=most)))
    closing = draw(st.dictionaries(st.sampled_from(list(ClosingField)), texts))
    return form, Entries(scores, initiatives, closing)


def shown(cells: Mapping[Key, Cell[object]]) -> dict[Key, object]:
    """Return what was taken from cells that hold something of a person."""
    return {key: cell.value for key, cell in cells.items() if Remark.FORMULA not in cell.remarks and cell.raw}


def as_read(entries: Entries) -> dict[Key, object]:
    """Return what the reader shall take: a mark is a truth, all else is itself."""
    return {key: True if key[1] is Column.LEVEL else value for key, value in entries.scores.items()}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(filled_forms())
@example((FORMS[0], Entries()))
@example(
    (FORMS[1], Entries({("1.3.1-TS", Column.FIGURES): Decimal(1), ("1.3.1-MS", Column.FIGURES): Decimal(3)}))
)
def test_what_is_written_is_what_is_read(filled: tuple[Form, Entries]) -> None:
    form, entries = filled
    submission = read(template_workbook(form, RULES, entries), BASIS)
    assert submission.unit == form.unit.id
    assert submission.differences == ()
    assert shown(score_cells(submission)) == as_read(entries)
    assert [
        {column: cell.value for column, cell in initiative_cells(each).items() if cell.value is not None}
        for each in submission.initiatives
    ] == list(entries.initiatives)
    closing = {field: cell.value for field, cell in closing_cells(submission.closing).items() if cell.value}
    assert closing == entries.closing
    no_score_differs_from_the_formula(submission, form, entries)


def no_score_differs_from_the_formula(submission: Submission, form: Form, entries: Entries) -> None:
    """What follows in the reader is what the form's own formula shows."""
    live = LiveForm(form, entries, live_texts())
    for answer in submission.answers:
        if (answer.criterion, Column.SCORE) in entries.scores:
            assert answer.origin is ScoreOrigin.TYPED
            continue
        formula = live.score(form.by_key[answer.criterion])
        value = None if formula is None else formula.value
        assert answer.score.value == (value if isinstance(value, Decimal) else None)
        assert not answer.score.remarks & {Remark.STALE, Remark.NEVER_COMPUTED, Remark.ERROR_VALUE}
