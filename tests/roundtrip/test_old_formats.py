"""The same content saved by a real LibreOffice as .xlsx, .ods and .xls reads the same.

A second reader, calamine, agrees on every cell of every sheet. What may differ, and why:

* `sha256`, `format`: it is another file.
* `program`: LibreOffice does not name itself in an .xls.
* `saved_at`: an .ods gives the clock of the machine without its zone.
* `raw` of an error value: each format has its own word for it (`#VALUE!`, `Err:502`).
* Of a person's formulas in an .xls only plain arithmetic is worked out again: of `=TRUE()` and `=""` nothing is taken.
* In a cell with a number format LibreOffice stores the truth value of a formula as 1 in an .ods, and the text of a
  formula as 0 in an .xls; the second reader sees these numbers too, and we take them with the remark of a formula.
"""

import io
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from datetime import time as clock
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from par_excel.form import Column, Sheet, form_for
from par_excel.model import DEFAULT_LIMITS, Cell, FileFormat, Refusal, Remark, Submission
from par_excel.reading.form.submissions import read_submission
from par_excel.reading.formats import open_workbook
from par_excel.reading.workbook.workbook import CellType, NumberFormat, RawCell, SheetState
from tests.programs import needs_libreoffice
from tests.roundtrip.reading_back import Key, all_cells, read, score_cells
from tests.roundtrip.test_libreoffice import BASIS, FIRST, ODD, RATE, Typed, type_into
from tests.workflow.periods import parcel
from tools.libreoffice.office import Office, Type

pytestmark = needs_libreoffice

ASKED = {"first": ("so-a", FIRST), "odd": ("so-a", ODD), "rate": ("so-b", RATE)}
FORMATS = {"ods": FileFormat.ODS, "xls": FileFormat.XLS}
SPOILED: Mapping[str, Mapping[Key, str]] = {
    "so-a": {
        ("1.1", Column.SCORE): "=1/0",
        ("1.2", Column.SCORE): "=1+1",
        ("2.3", Column.SCORE): "=TRUE()",
        ("2.1/X", Column.SCORE): "85%",
        ("1.1", Column.EVIDENCE): "   ",
    },
    "so-b": {
        ("1.3.1", Column.SCORE): "15/02/2021",
        ("2.1", Column.SCORE): "08:30",
        ("1.3.1-TS", Column.FIGURES): '=""',
        ("1.3.1-MS", Column.FIGURES): '="12 hồ sơ"',
    },
}
"""An error, computed values, spaces, a percentage, a day, a time, where a number is asked for."""

REMARKS = {
    "so-a": frozenset(
        {Remark.ERROR_VALUE, Remark.FORMULA, Remark.UNPROVED_FORMULA, Remark.PERCENT, Remark.WHITESPACE}
    ),
    "so-b": frozenset({Remark.DATE, Remark.FORMULA, Remark.UNPROVED_FORMULA}),
}

LOST = {("so-a", "xls"): {"E17": None}, ("so-b", "xls"): {"F11": None}}
"""Cells with a formula of which nothing can be taken from the older format."""

Files = Mapping[tuple[str, str], bytes]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Return each return in each format, by its name and format."""
    folder = tmp_path_factory.mktemp("old")
    found = {}
    with Office() as office:
        for name, saved in _saved(office, folder):
            found[name, "xlsx"] = saved.read_bytes()
            for extension in FORMATS:
                found[name, extension] = office.convert(saved, folder / extension, extension).read_bytes()
    return found


def _saved(office: Office, folder: Path) -> Iterator[tuple[str, Path]]:
    for name, (unit, typed) in ASKED.items():
        saved = folder / f"{name}.xlsx"
        form = form_for(BASIS, BASIS.units[unit])
        assert type_into(office, form, typed, saved, is_whole=name == "first") == ()
        yield name, saved
    for unit, wrong in SPOILED.items():
        form, spoiled = form_for(BASIS, BASIS.units[unit]), folder / f"{unit}.xlsx"
        template = folder / ("template-first.xlsx" if unit == "so-a" else "template-rate.xlsx")
        steps = [
            Type(Sheet.SCORES.value, form.by_key[key].cell(column), text)
            for (key, column), text in wrong.items()
        ]
        assert office.type_into(template, spoiled, steps) == ()
        yield unit, spoiled


def _told(submission: Submission) -> Submission:
    """Return a submission without what its file alone decides."""
    return replace(submission, sha256="", program="", saved_at=None, format=FileFormat.XLSX)


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("extension", FORMATS)
def test_same_submission_as_from_xlsx(files: Files, name: str, extension: str) -> None:
    expected, found = read(files[name, "xlsx"], BASIS), read(files[name, extension], BASIS)
    assert _told(found) == _told(expected)
    assert found.format is FORMATS[extension]
    assert [vote.stamp for vote in found.votes] == [found.stamp] * 4
    assert found.stamp is not None
    assert found.program.startswith("LibreOffice") == (extension == "ods")
    assert found.saved_at is not None


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("extension", FORMATS)
def test_every_value_is_what_was_typed(files: Files, name: str, extension: str) -> None:
    typed: Typed = ASKED[name][1]
    cells = score_cells(read(files[name, extension], BASIS))
    assert {key: cells[key].value for key in typed} == {key: value for key, (_, value) in typed.items()}


@pytest.mark.parametrize(("unit", "remarks"), REMARKS.items())
@pytest.mark.parametrize("extension", FORMATS)
def test_what_is_odd_is_remarked_alike(
    files: Files, extension: str, unit: str, remarks: frozenset[Remark]
) -> None:
    def told(cell: Cell[Any]) -> tuple[object, ...]:
        raw = "" if Remark.ERROR_VALUE in cell.remarks else cell.raw
        return cell.value, raw, cell.place.cell, cell.remarks

    expected, found = read(files[unit, "xlsx"], BASIS), read(files[unit, extension], BASIS)
    pairs = [
        (told(mine), told(theirs)) for mine, theirs in zip(all_cells(found), all_cells(expected), strict=True)
    ]
    unlike = {str(mine[2]): mine[0] for mine, theirs in pairs if mine != theirs}
    assert unlike == LOST.get((unit, extension), {})
    assert remarks <= {remark for cell in all_cells(expected) for remark in cell.remarks}


def test_time_saved_is_that_of_the_xlsx(files: Files) -> None:
    known, old, clocked = (
        read(files["first", extension], BASIS).saved_at for extension in ("xlsx", "xls", "ods")
    )
    assert known is not None
    assert old is not None
    assert clocked is not None
    vietnam = timezone(timedelta(hours=7))
    assert abs(old - known) < timedelta(minutes=5)
    here = datetime.now(UTC).astimezone().utcoffset()
    assert here is not None
    assert abs(clocked - known - (here - timedelta(hours=7)) * 1) < timedelta(minutes=5)
    assert clocked.tzinfo == vietnam


@pytest.mark.parametrize("name", [*ASKED, *SPOILED])
@pytest.mark.parametrize("extension", FORMATS)
def test_calamine_sees_the_same_in_every_cell(files: Files, name: str, extension: str) -> None:
    data = files[name, extension]
    ours = open_workbook(data, DEFAULT_LIMITS, is_wanted=lambda _: True)
    theirs = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert [sheet.name for sheet in ours.sheets] == theirs.sheet_names
    visible = {each.name: each.visible == SheetVisibleEnum.Visible for each in theirs.sheets_metadata}
    assert {sheet.name: sheet.state is SheetState.VISIBLE for sheet in ours.sheets} == visible
    compared = 0
    for sheet in ours.sheets:
        seen = {
            (row, column): value
            for row, values in enumerate(
                theirs.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False), start=1
            )
            for column, value in enumerate(values, start=1)
            if value != ""
        }
        mine = {
            (row, column): _seen(cell)
            for row, cells in sheet.rows.items()
            for column, cell in cells.items()
            if cell.text and cell.kind is not CellType.ERROR  # to calamine an error is a blank
        }
        assert mine == {place: _plain(value) for place, value in seen.items()}
        compared += len(mine)
    assert compared > 150


def _seen(cell: RawCell) -> object:
    """Return a cell of ours as calamine would say it."""
    text = cell.text or ""
    if cell.kind is CellType.NUMBER:
        is_day = cell.format is NumberFormat.DATE
        return _day(float(text)) if is_day else float(text)
    if cell.kind is CellType.TRUTH:
        return text in {"1", "true"}
    return text[:10] if cell.kind is CellType.ISO_DATE else text


def _day(serial: float) -> str:
    if serial < 1:
        minutes = round(serial * 24 * 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return (date(1899, 12, 30) + timedelta(days=int(serial))).isoformat()


def _plain(value: object) -> object:
    """Return a value of calamine in the same way; days and times as text."""
    if isinstance(value, bool | str):
        return value
    if isinstance(value, clock):
        return f"{value:%H:%M}"
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds()) // 60
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    assert isinstance(value, int | float), value
    return float(value)


@cache
def _outcome(data: bytes) -> Submission | Refusal:
    return read_submission(parcel(data, "phuluc.xlsx"), BASIS)


@pytest.mark.parametrize("extension", FORMATS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choice=st.data())
def test_changed_bytes_of_real_files_are_read_or_refused(
    files: Files, extension: str, choice: st.DataObject
) -> None:
    data = bytearray(files["first", extension])
    places = st.integers(0, 1023) | st.integers(0, len(data) - 1)
    for place, value in choice.draw(
        st.lists(st.tuples(places, st.integers(0, 255)), min_size=1, max_size=10)
    ):
        data[place] = value
    assert isinstance(_outcome(bytes(data)), Submission | Refusal)


@pytest.mark.parametrize("extension", FORMATS)
def test_cut_real_files_are_refused(files: Files, extension: str) -> None:
    data = files["first", extension]
    whole = read(data, BASIS)
    for length in range(0, len(data), max(1, len(data) // 80)):
        found = _outcome(data[:length])
        if isinstance(found, Submission):  # behind the last sheet may stand what no answer depends on
            assert extension == "xls"
            assert (found.answers, found.closing) == (whole.answers, whole.closing)
