"""Returns go through the programs that people and systems save workbooks with: every value comes back the same.

What each program does to the form beside that is a note; a correct return has no error after any of them.
"""

import subprocess
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

import ezodf
import pandas as pd
import pyexcel
import pytest
from msgspec.structs import replace
from openpyxl import load_workbook

from par_excel.checks import RULES, judge
from par_excel.config import load_basis
from par_excel.form import Form, form_for
from par_excel.model import Basis, DifferenceKind, Severity, Submission
from par_excel.workflow.demo.demo import RETURNS
from par_excel.writing.template.workbook import template_workbook
from tests.programs import NODE_MODULES, POI, needs_gnumeric, needs_node, needs_poi
from tests.reading.open_documents import as_ods
from tests.roundtrip.reading_back import closing_cells, initiative_cells, read, score_cells
from tests.workflow.periods import good_entries

K = DifferenceKind
ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
SAMPLES = ("1", "3", "5", "8")
CORRECT = ("2", "4", "6", "7")
"""Between them all appendices; each file costs a second or so in SheetJS."""
Save = Callable[[Sequence[tuple[Path, Path]]], None]
"""Opens and saves workbooks: source and target of each."""


@cache
def basis() -> Basis:
    return load_basis(ROOT)


def save_gnumeric(files: Sequence[tuple[Path, Path]]) -> None:
    for source, target in files:
        _run(["ssconvert", "-T", "Gnumeric_Excel:xlsx2", str(source), str(target)])


def _save_node(script: str, files: Sequence[tuple[Path, Path]]) -> None:
    _run(["node", str(HERE / script), str(NODE_MODULES), *(str(path) for pair in files for path in pair)])


def save_sheetjs(files: Sequence[tuple[Path, Path]]) -> None:
    _save_node("save_sheetjs.cjs", files)


def save_exceljs(files: Sequence[tuple[Path, Path]]) -> None:
    _save_node("save_exceljs.cjs", files)


def _save_other(library: str) -> Save:
    def save(files: Sequence[tuple[Path, Path]]) -> None:
        paths = (str(path) for pair in files for path in pair)
        _run(["node", str(HERE / "save_other.cjs"), library, str(NODE_MODULES), *paths])

    return save


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, capture_output=True, timeout=180, check=True)


def save_openpyxl(files: Sequence[tuple[Path, Path]]) -> None:
    for source, target in files:
        load_workbook(source).save(target)


def save_pandas(files: Sequence[tuple[Path, Path]]) -> None:
    """Write each sheet's values as a table, which is all that pandas keeps."""
    for source, target in files:
        sheets = pd.read_excel(source, sheet_name=None, header=None, dtype=object, engine="openpyxl")
        with pd.ExcelWriter(target, engine="openpyxl") as writer:
            for name, sheet in sheets.items():
                sheet.to_excel(writer, sheet_name=name, header=False, index=False)


def save_pyexcel(files: Sequence[tuple[Path, Path]]) -> None:
    for source, target in files:
        pyexcel.get_book(file_name=str(source)).save_as(str(target))


def save_ezodf(files: Sequence[tuple[Path, Path]]) -> None:
    """Open what openpyxl reads as an OpenDocument spreadsheet, and save it."""
    for source, target in files:
        other = target.with_suffix(".ods")
        other.write_bytes(as_ods(source.read_bytes()))
        ezodf.opendoc(str(other)).saveas(str(target))


def save_poi(files: Sequence[tuple[Path, Path]]) -> None:
    """Open what Gnumeric saves as .xls, and save it."""
    paths: list[str] = []
    for source, target in files:
        other = target.with_suffix(".xls")
        _run(["ssconvert", "-T", "Gnumeric_Excel:excel_biff8", str(source), str(other)])
        paths += (str(other), str(target))
    _run(["java", "-cp", POI, str(HERE / "save_poi.java"), *paths])


_OTHERS = ("xlsx-populate", "xlsx-populate, encrypted", "@zurmokeeper/exceljs", "excelize-wasm")
_SLOW = frozenset({*_OTHERS, "ezodf", "Apache POI"})
"""Programs that save one return only."""
PROGRAMS: Mapping[str, Save] = {
    **{name: _save_other(name) for name in _OTHERS},
    "Gnumeric": save_gnumeric,
    "SheetJS": save_sheetjs,
    "ExcelJS": save_exceljs,
    "openpyxl": save_openpyxl,
    "pandas": save_pandas,
    "pyexcel": save_pyexcel,
    "ezodf": save_ezodf,
    "Apache POI": save_poi,
}
TRACES: Mapping[str, frozenset[DifferenceKind]] = {
    "xlsx-populate": frozenset({K.NOT_COMPUTED, K.CODES_AS_NUMBERS}),
    "xlsx-populate, encrypted": frozenset({K.NOT_COMPUTED, K.CODES_AS_NUMBERS}),
    "@zurmokeeper/exceljs": frozenset({K.UNPROTECTED, K.NOT_COMPUTED}),
    "excelize-wasm": frozenset({K.NOT_COMPUTED}),
    "Gnumeric": frozenset({K.SHOWN}),
    "SheetJS": frozenset({K.UNPROTECTED}),
    "ExcelJS": frozenset({K.UNPROTECTED, K.NOT_COMPUTED}),
    "openpyxl": frozenset({K.NOT_COMPUTED}),
    "pandas": frozenset({K.UNPROTECTED, K.SHOWN, K.FORMULA_LOST}),
    "pyexcel": frozenset({K.UNPROTECTED, K.SHOWN, K.FORMULA_LOST}),
    "ezodf": frozenset({K.NOT_COMPUTED}),
    "Apache POI": frozenset(),
}
"""What a program may do to a form beside its values."""
NOTES = frozenset({"ID22", "ID30", "ID36", "ID38", "ID58"})
"""Formulas replaced, protection gone, another format, what the program did."""
MARKS = {
    "Gnumeric": [needs_gnumeric],
    "Apache POI": [needs_poi],
    **{name: [needs_node] for name in ("SheetJS", "ExcelJS", *_OTHERS)},
}


@pytest.fixture(
    scope="module",
    params=[pytest.param(name, marks=MARKS.get(name, [])) for name in PROGRAMS],
)
def program(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Return the sample returns as LibreOffice saved them, and returns without fault as XlsxWriter made them."""
    folder = tmp_path_factory.mktemp("sources")
    found = {f"mau_{number}": RETURNS / f"phuluc_{number}.xlsx" for number in SAMPLES}
    for unit in basis().period.units:
        if unit.appendix in CORRECT:
            path = folder / f"dung_{unit.appendix}.xlsx"
            path.write_bytes(good_return(form_for(basis(), unit)))
            found[path.stem] = path
    return found


def good_return(form: Form) -> bytes:
    """Return a workbook in which no check finds an error."""
    entries = good_entries(form)
    told = [
        {column: f"{text} {number}" for column, text in each.items()}
        for number in range(1, 4)
        for each in entries.initiatives
    ]
    return template_workbook(form, RULES, replace(entries, initiatives=tuple(told)))


@pytest.fixture(scope="module")
def saved(
    program: str, sources: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, tuple[Submission, Submission]]:
    """Return each return as read before and after the program saved it."""
    folder = tmp_path_factory.mktemp("saved")
    if program in _SLOW:  # some of them take seconds for each
        sources = {"dung_4": sources["dung_4"]}
    targets = {name: folder / f"{name}.xlsx" for name in sources}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl says what it leaves out
        PROGRAMS[program]([(sources[name], targets[name]) for name in sources])
    return {
        name: (read(sources[name].read_bytes(), basis()), read(targets[name].read_bytes(), basis()))
        for name in sources
    }


def values(submission: Submission) -> Mapping[object, object]:
    found: dict[object, object] = {key: cell.value for key, cell in score_cells(submission).items()}
    for number, each in enumerate(submission.initiatives):
        found |= {(number, column): cell.value for column, cell in initiative_cells(each).items()}
    return found | {field: cell.value for field, cell in closing_cells(submission.closing).items()}


def codes(submission: Submission, severity: Severity | None = None) -> set[tuple[str, str]]:
    found = judge(submission, basis())
    return {(finding.code, finding.criterion) for finding in found if severity in {None, finding.severity}}


BackupOutcome = Mapping[str, tuple[Submission, Submission]]


def test_every_value_comes_back_the_same(saved: BackupOutcome) -> None:
    for name, (before, after) in saved.items():
        assert values(after) == values(before), name
        assert sum(value is not None for value in values(after).values()) > 9, name


def test_it_is_recognised_by_its_stamp(saved: BackupOutcome) -> None:
    for name, (before, after) in saved.items():
        assert (after.unit, after.stamp, after.recognised_by) == (
            before.unit,
            before.stamp,
            before.recognised_by,
        ), name


def test_a_correct_return_has_no_error_and_no_return_has_a_new_one(saved: BackupOutcome) -> None:
    for name, (before, after) in saved.items():
        assert codes(after, Severity.ERROR) == codes(before, Severity.ERROR), name
        if name.startswith("dung"):
            assert codes(after, Severity.ERROR) == set(), name


def test_nothing_is_said_but_what_the_program_did(saved: BackupOutcome, program: str) -> None:
    for name, (before, after) in saved.items():
        new = {each.kind for each in after.differences} - {each.kind for each in before.differences}
        assert new <= TRACES[program], name
        said = {code for code, _ in codes(after) - codes(before)}
        assert said <= NOTES, name


def test_what_the_program_did_is_explained(saved: BackupOutcome, program: str) -> None:
    found = [after for name, (_, after) in saved.items() if name.startswith("mau")]
    explained = [finding.why for each in found for finding in judge(each, basis()) if finding.code == "ID38"]
    assert len(explained) >= len(found) - 1
    named = "openpyxl" if program == "pyexcel" else program.partition(",")[0]  # pyexcel saves by openpyxl
    assert all(named in sentence for sentence in explained)


def test_nothing_in_it_is_suspected(saved: BackupOutcome) -> None:
    assert {after.risks for _, after in saved.values()} == {()}
    assert {after.legacy_texts for _, after in saved.values()} == {()}
