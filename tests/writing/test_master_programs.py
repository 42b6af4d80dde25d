"""The master workbook in other hands: LibreOffice computes what was cached, and the Open XML SDK finds it valid."""

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from par_excel.writing.master.workbook import master_workbook
from tests import invented
from tests.programs import needs_libreoffice, needs_rendering, needs_validator, validate_office_file
from tests.writing import sample_master, sample_result
from tools.libreoffice.office import Office


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with Office() as office:
        yield office


@cache
def workbooks() -> tuple[tuple[str, bytes], ...]:
    hostile, basis, rules = sample_master.basis(), invented.basis(), invented.basis_with_rules()
    return (
        ("nhap", master_workbook(hostile, sample_master.draft(hostile))),
        ("du", master_workbook(basis, sample_result.complete(basis))),
        ("trong", master_workbook(basis, sample_result.empty(basis))),
        ("ngoai_tong", master_workbook(rules, sample_result.beside_the_total(rules))),
    )


def formulas(data: bytes) -> list[tuple[str, str]]:
    book = openpyxl.load_workbook(BytesIO(data))
    return [
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


@needs_libreoffice
def test_libreoffice_computes_what_is_cached(office: Office, tmp_path: Path) -> None:
    for name, data in workbooks():
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(data)
        cells = formulas(data)
        cached = openpyxl.load_workbook(BytesIO(data), data_only=True)
        assert len(cells) > 40
        for (sheet, cell), shown in zip(cells, office.read(path, cells, recalculate=True), strict=True):
            expected = cached[sheet][cell].value
            assert shown.error == 0, (name, sheet, cell)
            if expected is None:
                assert (shown.value, shown.string) == (None, ""), (name, sheet, cell)
            else:
                assert shown.value == pytest.approx(expected, abs=1e-9), (name, sheet, cell)


@needs_rendering
def test_every_sheet_has_pages(office: Office, tmp_path: Path) -> None:
    for name, data in workbooks():
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(data)
        printed = office.convert(path, tmp_path / name, "pdf")
        said = subprocess.run(["pdfinfo", printed], capture_output=True, text=True, timeout=60, check=True)
        (count,) = re.findall(r"^Pages: +(\d+)$", said.stdout, re.MULTILINE)
        assert int(count) >= 11


@needs_validator
def test_open_xml_sdk_finds_nothing_wrong(tmp_path: Path) -> None:
    for name, data in workbooks():
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(data)
        assert validate_office_file(path) == []
