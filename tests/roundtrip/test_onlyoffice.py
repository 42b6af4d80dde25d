"""Forms that are filled in with ONLYOFFICE: every value comes back the same, and it computes what the program computes."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec import Struct
from msgspec.structs import replace
from openpyxl import load_workbook

from par_excel.checks import RULES, judge
from par_excel.form import (
    CLOSING_FIRST_ROW,
    INITIATIVE_HEADER_ROW,
    ClosingField,
    Column,
    Entries,
    Form,
    Sheet,
    form_for,
)
from par_excel.model import Severity
from par_excel.writing.template.workbook import template_workbook
from tests.form.cases import live
from tests.form.test_live_in_libreoffice import formulas
from tests.programs import needs_onlyoffice
from tests.roundtrip.reading_back import read
from tests.roundtrip.test_programs import basis, values
from tests.workflow.periods import good_entries
from tools.onlyoffice.office import Job, Typed, run_onlyoffice

pytestmark = needs_onlyoffice
_ENDINGS = (".xlsx", ".ods")


class _Filled(Struct, frozen=True):
    form: Form
    entries: Entries
    files: Mapping[str, Path]
    """By their ending."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, _Filled]:
    """Return the form of every appendix, filled in and saved by ONLYOFFICE, all in one process."""
    folder = tmp_path_factory.mktemp("onlyoffice")
    found, jobs = {}, []
    for unit in basis().period.units:
        if unit.appendix in found:
            continue
        form = form_for(basis(), unit)
        entries = _entries(form)
        blank = folder / f"{unit.appendix}.xlsx"
        blank.write_bytes(template_workbook(form, RULES))
        files = {ending: folder / f"{unit.appendix}_dien{ending}" for ending in _ENDINGS}
        jobs.append(Job(str(blank), [str(path) for path in files.values()], _typed(form, entries)))
        found[unit.appendix] = _Filled(form, entries, files)
    run_onlyoffice(jobs)
    return found


def _entries(form: Form) -> Entries:
    """Return good entries, but several documents in a cell, and figures that became text where the program has points."""
    given = good_entries(form)
    several = {
        (row.key, Column.EVIDENCE): "Báo cáo số 12/BC-A ngày 10/12/2020\nKế hoạch số 3/KH-A ngày 05/01/2020"
        for row in (*form.leaves, *form.contributions)[:2]
    }
    upper = {key: "96,5" for key, value in given.scores.items() if value == Decimal(96)}
    return replace(given, scores={**given.scores, **several, **upper})


def _typed(form: Form, entries: Entries) -> Typed:
    scores = {form.by_key[key].cell(column): _plain(value) for (key, column), value in entries.scores.items()}
    initiatives = {
        f"{column.letter}{INITIATIVE_HEADER_ROW + 1 + index}": _plain(text)
        for index, each in enumerate(entries.initiatives)
        for column, text in each.items()
    }
    closing = {
        f"B{CLOSING_FIRST_ROW + index}": _plain(entries.closing[field])
        for index, field in enumerate(ClosingField)
        if field in entries.closing
    }
    cells = {Sheet.SCORES: scores, Sheet.INITIATIVES: initiatives, Sheet.CLOSING: closing}
    return {sheet.value: typed for sheet, typed in cells.items()}


def _plain(value: object) -> str | float:
    return float(value) if isinstance(value, Decimal) else str(value)


@pytest.mark.parametrize("ending", _ENDINGS)
def test_what_is_typed_is_read(filled: Mapping[str, _Filled], ending: str) -> None:
    assert set(filled) == {unit.appendix for unit in basis().period.units}
    assert len(filled) == 8
    for appendix, each in filled.items():
        found = read(each.files[ending].read_bytes(), basis())
        expected = read(template_workbook(each.form, RULES, each.entries), basis())
        assert values(found) == values(expected), appendix
        assert found.differences == (), appendix
        faults = {finding.code for finding in judge(found, basis()) if finding.severity is Severity.ERROR}
        expected_faults = {
            finding.code for finding in judge(expected, basis()) if finding.severity is Severity.ERROR
        }
        assert faults == expected_faults, appendix


def test_it_computes_what_the_program_computes(filled: Mapping[str, _Filled]) -> None:
    for appendix, each in filled.items():
        book = load_workbook(each.files[".xlsx"], data_only=True)
        differing = []
        for (sheet, cell), issued in formulas(live(each.form, each.entries)):
            found = book[sheet][cell].value
            expected = float(issued.value) if isinstance(issued.value, Decimal) else issued.value or None
            if found != (pytest.approx(expected, rel=1e-14) if isinstance(expected, float) else expected):
                differing.append((sheet, cell, found, expected))
        assert differing == [], appendix
