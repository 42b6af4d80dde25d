"""Every formula of a form has, in a real LibreOffice, the value that was issued with it.

Needs LibreOffice.
"""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from par_excel.checks import RULES
from par_excel.config import load_basis
from par_excel.form import (
    INITIATIVE_HEADER_ROW,
    PROGRESS_CELL,
    Column,
    Entries,
    InitiativeColumn,
    Live,
    LiveForm,
    RowKind,
    Sheet,
    form_for,
)
from par_excel.form.typed_numbers import NUMBER_COLUMN
from par_excel.model import LOWER
from par_excel.writing.template.workbook import template_workbook
from tests.form.cases import all_cases, edge_cases, entries_of, form_of, live
from tests.programs import needs_libreoffice
from tools.libreoffice.office import Office, Shown

pytestmark = needs_libreoffice

ROOT = Path(__file__).parents[2]
STRIDE = 131
"""LibreOffice takes its time: it is shown some of the cases; a prime number meets every value of each product."""
SCORES, INITIATIVES, NUMBERS = (sheet.value for sheet in (Sheet.SCORES, Sheet.INITIATIVES, Sheet.NUMBERS))


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with Office() as office:
        yield office


def formulas(live: LiveForm) -> Iterator[tuple[tuple[str, str], Live]]:
    """Return every formula that stands in the workbook, by its cell."""
    for row in live.form.rows:
        for cell, reading in live.reading(row).items():
            if cell.startswith(NUMBER_COLUMN):  # the others follow
                yield (NUMBERS, cell), reading
        is_typed = (row.key, Column.SCORE) in live.entries.scores
        if row.kind is RowKind.LEAF and not is_typed and (score := live.score(row)):
            yield (SCORES, row.cell(Column.SCORE)), score
        if row.kind in {RowKind.LEAF, RowKind.CONTRIBUTION}:
            yield (SCORES, row.cell(Column.CHECK)), live.check(row)
        if row.kind is RowKind.RULE and (rate := live.rate(row)):
            yield (SCORES, row.cell(Column.FIGURES)), rate
        if row.kind in {RowKind.FIELD, RowKind.HEADING, RowKind.TOTAL}:
            yield (SCORES, row.cell(Column.SCORE)), live.sum(row)
            if maximum := live.maximum(row):
                yield (SCORES, row.cell(Column.MAXIMUM)), maximum
    yield (SCORES, PROGRESS_CELL), live.progress()
    for index in range(max(20, len(live.entries.initiatives))):
        cell = f"{InitiativeColumn.CHECK.letter}{INITIATIVE_HEADER_ROW + 1 + index}"
        yield (INITIATIVES, cell), live.initiative_check(index)


def is_same(issued: str | Decimal, shown: Shown) -> bool:
    if isinstance(issued, str):
        return shown.string == issued and shown.value is None and not shown.error
    return shown.value == pytest.approx(float(issued), rel=1e-14, abs=1e-12)


def differing(office: Office, path: Path, live: LiveForm) -> list[str]:
    """Say where LibreOffice computes something else than was issued."""
    path.write_bytes(template_workbook(live.form, RULES, live.entries))
    expected = dict(formulas(live))
    shown = office.read(path, list(expected))
    return [
        f"{cell}: {issued.formula} is {found.string!r}, issued {issued.value!r}"
        for (cell, issued), found in zip(expected.items(), shown, strict=True)
        if not found.formula or not is_same(issued.value, found)
    ]


def test_issued_values_are_those_that_a_program_computes(office: Office, tmp_path: Path) -> None:
    cases = (*all_cases()[::STRIDE], *edge_cases()[::2])
    form = form_of(cases)
    assert not differing(office, tmp_path / "a.xlsx", live(form, entries_of(form, cases)))


def test_a_blank_template(office: Office, tmp_path: Path) -> None:
    basis = load_basis(ROOT)
    assert not differing(office, tmp_path / "a.xlsx", live(form_for(basis, basis.period.units[2])))


@pytest.mark.parametrize("number", [0, 2, 7])
def test_filled_templates_of_the_packaged_period(office: Office, tmp_path: Path, number: int) -> None:
    basis = load_basis(ROOT)
    form = form_for(basis, basis.period.units[number])
    entries = Entries(
        {(row.key, Column.LEVEL): "x" for row in form.rows if row.kind is RowKind.LINE and row.number % 3}
        | {
            (row.key, Column.FIGURES): Decimal(row.number % 7)
            for row in form.rows
            if row.kind is RowKind.FIGURE
        }
        | {(row.key, Column.FIGURES): Decimal(7) for row in form.rows if row.key.endswith(f"-{LOWER}")}
        | {(row.key, Column.EVIDENCE): "Báo cáo" for row in (*form.leaves, *form.contributions)[::2]}
    )
    assert not differing(office, tmp_path / "a.xlsx", live(form, entries))
