"""The driver of LibreOffice: what it types is what a person would have typed.

Needs LibreOffice; the last two also need the validator and poppler.
"""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter

from tests.programs import (
    needs_libreoffice,
    needs_rendering,
    needs_validator,
    render_pages,
    validate_office_file,
)
from tools.libreoffice.office import DeleteRow, InsertRow, Office, OfficeError, Shown, Step, Type, Unprotect

pytestmark = needs_libreoffice

SHEET = "Chấm điểm"
NOTES = "Khó khăn, vướng mắc"


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with Office() as office:
        yield office


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Make a protected sheet whose column A may be filled in, and a free one; the name has a blank and diacritics."""
    path = tmp_path / "phụ lục 1.xlsx"
    with xlsxwriter.Workbook(path) as book:
        entry = book.add_format({"locked": False})
        form = book.add_worksheet(SHEET)
        form.set_column("A:A", 20, entry)
        form.write_column("B1", ["Mã", "1.1", "1.2"])
        form.write_formula("C1", "=A1*2", None, 99)
        form.write_formula("C2", "=1/0", None, 0)
        form.freeze_panes(1, 1)
        form.protect()
        notes = book.add_worksheet(NOTES)
        notes.write_column("A1", ["một", "hai", "ba"])
        hidden = book.add_worksheet("_dau")
        hidden.write("A1", "PL1")
        hidden.very_hidden()
    return path


def typed(office: Office, workbook: Path, *steps: Step) -> Path:
    target = workbook.with_name("filled.xlsx")
    assert office.type_into(workbook, target, steps) == ()
    return target


@pytest.mark.parametrize(
    ("text", "string", "value"),
    [
        ("0,5", "0,5", 0.5),
        ("0.5", "0.5", None),
        ("1.250", "1250", 1250),
        ("1,250", "1,25", 1.25),
        ("05/03/2025", "05/03/25", 45721),
        ("'0,5", "0,5", None),
        ("x", "x", None),
        ("", "", None),
    ],
)
def test_locale_parses_what_is_typed(
    office: Office, workbook: Path, text: str, string: str, value: float | None
) -> None:
    filled = typed(office, workbook, Type(SHEET, "A1", text))
    [cell] = office.read(filled, [(SHEET, "A1")])
    assert (cell.string, cell.value) == (string, value)


def test_half_becomes_a_date(office: Office, workbook: Path) -> None:
    filled = typed(office, workbook, Type(SHEET, "A1", "1/2"))
    [cell] = office.read(filled, [(SHEET, "A1")])
    assert cell.string.startswith("01/02/")  # of this year, whichever that is
    assert cell.value is not None
    assert cell.value > 46000


def test_text_with_line_breaks_stays_in_one_cell(office: Office, workbook: Path) -> None:
    filled = typed(office, workbook, Type(SHEET, "A2", "Báo cáo 12/BC-SNV\nQuyết định 5/QĐ-UBND\nđính kèm"))
    cells = office.read(filled, [(SHEET, "A2"), (SHEET, "A3")])
    assert [cell.string for cell in cells] == ["Báo cáo 12/BC-SNV\nQuyết định 5/QĐ-UBND\nđính kèm", ""]


def test_protected_cell_refuses(office: Office, workbook: Path, tmp_path: Path) -> None:
    locked, row = Type(SHEET, "B2", "sửa"), InsertRow(SHEET, 2)
    cleared, gone = Type(SHEET, "B3", ""), DeleteRow(SHEET, 2)
    target = tmp_path / "filled.xlsx"
    refused = office.type_into(workbook, target, [locked, row, Type(SHEET, "A2", "1"), cleared, gone])
    assert refused == (locked, row, cleared, gone)
    cells = office.read(target, [(SHEET, "B2"), (SHEET, "A2"), (SHEET, "B3")])
    assert [cell.string for cell in cells] == ["1.1", "1", "1.2"]


def test_unprotected_sheet_takes_everything(office: Office, workbook: Path) -> None:
    filled = typed(office, workbook, Unprotect(SHEET), Type(SHEET, "B2", "sửa"), InsertRow(SHEET, 2))
    cells = office.read(filled, [(SHEET, "B2"), (SHEET, "B3"), (SHEET, "C3")])
    assert [cell.string for cell in cells] == ["", "sửa", "#DIV/0!"]


def test_rows_are_inserted_and_deleted(office: Office, workbook: Path) -> None:
    filled = typed(office, workbook, DeleteRow(NOTES, 2), InsertRow(NOTES, 1), Type(NOTES, "A1", "không"))
    cells = office.read(filled, [(NOTES, f"A{row}") for row in range(1, 5)])
    assert [cell.string for cell in cells] == ["không", "một", "ba", ""]


def test_formulas_follow_and_errors_show(office: Office, workbook: Path) -> None:
    filled = typed(office, workbook, Type(SHEET, "A1", "1,5"))
    product, error = office.read(filled, [(SHEET, "C1"), (SHEET, "C2")])
    assert product == Shown("3", 3, "=A1*2", 0)
    assert (error.string, error.value, error.error != 0) == ("#DIV/0!", None, True)


def test_cached_value_stays_until_recalculation(office: Office, workbook: Path) -> None:
    [cached] = office.read(workbook, [(SHEET, "C1")], recalculate=False)
    [computed] = office.read(workbook, [(SHEET, "C1")])
    assert (cached.value, computed.value) == (99, 0)


def test_source_is_left_alone(office: Office, workbook: Path) -> None:
    before = workbook.read_bytes()
    typed(office, workbook, Type(SHEET, "A1", "1"))
    assert workbook.read_bytes() == before
    assert sorted(path.name for path in workbook.parent.iterdir()) == ["filled.xlsx", "phụ lục 1.xlsx"]


def test_round_trip_through_ods(office: Office, workbook: Path, tmp_path: Path) -> None:
    filled = typed(office, workbook, Type(SHEET, "A1", "0,5"), Type(SHEET, "A2", "hai\ndòng"))
    ods = office.convert(filled, tmp_path / "ods", "ods")
    back = office.convert(ods, tmp_path / "xlsx", "xlsx")
    cells = [(SHEET, "A1"), (SHEET, "A2"), (SHEET, "C1"), ("_dau", "A1")]
    assert office.read(back, cells) == office.read(ods, cells) == office.read(filled, cells)


@pytest.mark.parametrize(
    ("step", "sentence"),
    [(Type("Không có", "A1", "1"), "no sheet 'Không có'"), (Type("_dau", "A1", "1"), "hidden")],
)
def test_impossible_step_is_an_error(office: Office, workbook: Path, step: Step, sentence: str) -> None:
    with pytest.raises(OfficeError, match=sentence):
        office.type_into(workbook, workbook.with_name("filled.xlsx"), [step])
    assert not workbook.with_name("filled.xlsx").exists()
    assert office.read(workbook, [("_dau", "A1")])[0].string == "PL1"


def test_file_that_is_no_workbook_is_an_error(office: Office, tmp_path: Path) -> None:
    junk = tmp_path / "junk.xlsx"
    junk.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(OfficeError, match=r"junk\.xlsx"):
        office.read(junk, [(SHEET, "A1")])


def test_another_locale_reads_points(workbook: Path) -> None:
    with Office(locale="en-US") as english:
        filled = typed(english, workbook, Type(SHEET, "A1", "0.5"), Type(SHEET, "A2", "0,5"))
        cells = english.read(filled, [(SHEET, "A1"), (SHEET, "A2")])
    assert [cell.value for cell in cells] == [0.5, None]


def test_killed_office_starts_again(office: Office, workbook: Path) -> None:
    office.start()
    assert office._process is not None
    os.killpg(office._process.pid, signal.SIGKILL)
    office._process.wait(10)
    assert office.read(workbook, [("_dau", "A1")])[0].string == "PL1"


def test_hanging_job_is_ended(workbook: Path) -> None:
    with Office(start_seconds=0.1, job_seconds=0.1) as hasty, pytest.raises(OfficeError, match="phụ lục 1"):
        hasty.read(workbook, [(SHEET, "A1")])
    assert hasty._process is None


@needs_validator
def test_validator_tells_good_from_bad(workbook: Path, tmp_path: Path) -> None:
    assert validate_office_file(workbook) == []
    junk = tmp_path / "junk.xlsx"
    junk.write_bytes(b"nothing")
    assert validate_office_file(junk) != []


@needs_rendering
def test_pages_are_rendered(office: Office, workbook: Path, tmp_path: Path) -> None:
    pages = render_pages(workbook, tmp_path / "pages", office)
    assert len(pages) == 2  # the very hidden sheet is not printed
    assert all(page.read_bytes().startswith(b"\x89PNG") for page in pages)
