"""The export for correction in Excel: it loads as the same basis, and guides the hand that corrects it."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from par_excel.config import load_basis
from par_excel.config.export import export_catalogue
from par_excel.model import ConfigError
from tests.config.small import CATALOGUE, SETTINGS, folder, without_sources

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def packaged_export() -> dict[str, bytes]:
    return dict(export_catalogue(REPOSITORY))


def exported(where: Path, files: dict[str, bytes], settings: bytes) -> Path:
    where.mkdir()
    (where / "par.toml").write_bytes(settings)
    for name, data in files.items():
        (where / name).write_bytes(data)
    return where


def saved(book: Workbook) -> bytes:
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def as_comma_text(data: bytes) -> bytes:
    """Return a workbook as some programs save it: every number as text with a decimal comma."""
    book = load_workbook(BytesIO(data))
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if isinstance(cell.value, (int, float)):
                cell.value = str(cell.value).replace(".", ",")
    return saved(book)


def test_export_of_the_packaged_catalogue_loads_equal(
    tmp_path: Path, packaged_export: dict[str, bytes]
) -> None:
    assert list(packaged_export) == ["tieu_chi.xlsx", "phan_cong.xlsx"]
    where = exported(tmp_path / "a", packaged_export, (REPOSITORY / "par.toml").read_bytes())
    assert without_sources(load_basis(where)) == without_sources(load_basis(REPOSITORY))
    assert load_basis(where).period.sources["tieu_chi"].endswith("tieu_chi.xlsx")


def test_numbers_saved_as_text_with_comma_load_equal(
    tmp_path: Path, packaged_export: dict[str, bytes]
) -> None:
    changed = {name: as_comma_text(data) for name, data in packaged_export.items()}
    where = exported(tmp_path / "a", changed, (REPOSITORY / "par.toml").read_bytes())
    assert without_sources(load_basis(where)) == without_sources(load_basis(REPOSITORY))


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    odd = (
        CATALOGUE.replace("Tiêu chí a", "=1+1 a b  ")
        .replace("tỷ lệ ", "-a/b  ")
        .replace("verified    ", "x;verified  ")
    )
    first = load_basis(folder(tmp_path / "a", catalogue=odd))
    assert first.catalogue["1.1"].name == "=1+1 a b"
    where = exported(tmp_path / "b", dict(export_catalogue(tmp_path / "a")), SETTINGS.encode())
    assert without_sources(load_basis(where)) == without_sources(first)


def test_a_folder_with_problems_is_not_exported(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Điểm"):
        export_catalogue(folder(tmp_path, catalogue=CATALOGUE.replace("| 6 ", "| 7 ")))


def test_table_is_clean_and_ready_for_correction(packaged_export: dict[str, bytes]) -> None:
    page = load_workbook(BytesIO(packaged_export["tieu_chi.xlsx"])).worksheets[0]
    assert [page.cell(1, column).value for column in (1, 2, 3)] == ["Năm", "Mã", "Cấp"]
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:W336"
    codes = [page.cell(row, 2) for row in range(2, 400)]
    assert {cell.number_format for cell in codes} == {"@"}
    assert {cell.data_type for cell in codes if cell.value is not None} == {"s"}
    assert page["D2"].alignment.wrap_text
    assert page["D2"].font.b
    assert not page["D3"].font.b
    assert all(cell.comment is None for cell in page[1])


def test_unverified_rows_are_tinted(tmp_path: Path) -> None:
    page = load_workbook(BytesIO(export_catalogue(folder(tmp_path))["tieu_chi.xlsx"])).worksheets[0]
    tinted = {row for row in range(2, 16) if page.cell(row, 1).fill.fgColor.rgb == "00FFF2CC"}
    assert tinted == set(range(2, 16)) - {3, 4, 5, 6}


def test_closed_words_come_from_drop_downs(packaged_export: dict[str, bytes]) -> None:
    page = load_workbook(BytesIO(packaged_export["tieu_chi.xlsx"])).worksheets[0]
    offers = {str(each.sqref): each for each in page.data_validations.dataValidation}
    assert offers["G2:G536"].formula1 == '"chọn một mức,cộng dồn,công thức,điều tra"'
    assert offers["C2:C536"].formula1 == '"lĩnh vực,tiêu chí,tiêu chí thành phần,mức,diễn giải"'
    assert offers["F2:F536"].showErrorMessage
    assert offers["P2:P536"].formula1 == '"có"'
    assert offers["Q2:Q536"].formula1 == '"đủ điểm,không tính"'
    assert not offers["U2:U536"].showErrorMessage
    assert all(len(each.formula1 or "") <= 255 for each in offers.values())
    page = load_workbook(BytesIO(packaged_export["phan_cong.xlsx"])).worksheets[0]
    assert page.data_validations.dataValidation[0].formula1 == '"phối hợp,sáng kiến"'


def test_text_that_excel_wraps_over_lines_keeps_its_breaks(tmp_path: Path) -> None:
    where = folder(tmp_path / "a")
    text = (where / "tieu_chi.csv").read_text(encoding="utf-8")
    (where / "tieu_chi.csv").write_text(text.replace("Phần a", '"Phần\na"'), encoding="utf-8")
    other = exported(tmp_path / "b", dict(export_catalogue(where)), SETTINGS.encode())
    assert load_basis(other).catalogue["1.2.1"].name == "Phần\na"
