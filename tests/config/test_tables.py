"""Files as offices save them: delimiters, encodings, workbooks, and which file is taken."""

import unicodedata
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from par_excel.config import check_basis, load_basis
from par_excel.model import ConfigError
from tests.config.small import (
    ASSIGNMENTS,
    CATALOGUE_COLUMNS,
    SETTINGS,
    catalogue_rows,
    cells,
    csv_bytes,
    folder,
    problems,
    without_sources,
    xlsx_bytes,
)


def with_points(rows: list[list[str]]) -> list[list[str]]:
    """Return rows with decimal points instead of commas."""
    at = CATALOGUE_COLUMNS.index("Điểm")
    return [
        [cell.replace(",", ".") if index == at else cell for index, cell in enumerate(row)] for row in rows
    ]


def as_numbers(rows: list[list[str]]) -> list[list[object]]:
    """Return rows as Excel holds them: amounts as numbers, codes as text."""
    header, *others = rows
    amounts = {header.index(name) for name in ("Năm", "Điểm", "Ngưỡng (%)", "Hệ số", "Trần", "Phụ lục")}

    def value(index: int, cell: str) -> object:
        return None if not cell else float(cell.replace(",", ".")) if index in amounts else cell

    return [list(header), *([value(index, cell) for index, cell in enumerate(row)] for row in others)]


RIGHT = [
    ("semicolons", csv_bytes(catalogue_rows(), delimiter=";"), "csv"),
    ("points", csv_bytes(with_points(catalogue_rows())), "csv"),
    ("tabs, UTF-16", csv_bytes(catalogue_rows(), delimiter="\t", encoding="utf-16"), "csv"),
    ("UTF-16, big end first", b"\xfe\xff" + csv_bytes(catalogue_rows(), encoding="utf-16-be"), "csv"),
    ("byte order mark", csv_bytes(catalogue_rows(), encoding="utf-8-sig"), "csv"),
    ("bare line feeds", csv_bytes(catalogue_rows()).replace(b"\r\n", b"\n"), "csv"),
    ("decomposed", unicodedata.normalize("NFD", csv_bytes(catalogue_rows()).decode()).encode(), "csv"),
    ("columns turned round", csv_bytes(row[::-1] for row in catalogue_rows()), "csv"),
    (
        "columns of the office's own",
        csv_bytes([*row, "ghi" if n else "Ghi chú"] for n, row in enumerate(catalogue_rows())),
        "csv",
    ),
    (
        "header in capitals",
        csv_bytes([[c.upper() for c in catalogue_rows()[0]], *catalogue_rows()[1:]]),
        "csv",
    ),
    ("blank lines", csv_bytes(row for each in catalogue_rows() for row in (each, [], [""] * 16)), "csv"),
    ("all text", xlsx_bytes(catalogue_rows()), "xlsx"),
    ("numbers", xlsx_bytes(as_numbers(catalogue_rows())), "xlsx"),
]


@pytest.mark.parametrize(("data", "kind"), [case[1:] for case in RIGHT], ids=[case[0] for case in RIGHT])
def test_same_catalogue_however_it_is_saved(tmp_path: Path, data: bytes, kind: str) -> None:
    wanted = without_sources(load_basis(folder(tmp_path / "a")))
    assert without_sources(load_basis(folder(tmp_path / "b", catalogue=data, kind=kind))) == wanted


def test_assignments_from_a_workbook(tmp_path: Path) -> None:
    wanted = without_sources(load_basis(folder(tmp_path / "a")))
    data = xlsx_bytes(cells(ASSIGNMENTS))
    assert without_sources(load_basis(folder(tmp_path / "b", assignments=data, kind="xlsx"))) == wanted


def test_line_of_a_record_is_where_it_begins(tmp_path: Path) -> None:
    rows = catalogue_rows()
    rows[1][3] = "Lĩnh vực\nhai dòng"
    rows[2][4] = "x"
    found = problems(folder(tmp_path, catalogue=csv_bytes(rows)))
    assert found == ["tieu_chi.csv:4 Cột “Điểm” ghi “x”: không phải là số."]


@pytest.mark.parametrize(
    ("column", "what"),
    [("Điểm", "Cột “Điểm” xuất hiện 2 lần."), ("Nội dung", "Cột “Nội dung” xuất hiện 2 lần.")],
)
def test_doubled_column(tmp_path: Path, column: str, what: str) -> None:
    rows = [[*row, row[CATALOGUE_COLUMNS.index(column)]] for row in catalogue_rows()]
    assert f"tieu_chi.csv:1 {what}" in problems(folder(tmp_path, catalogue=csv_bytes(rows)))


def test_every_missing_column_is_told(tmp_path: Path) -> None:
    rows = [row[2:] for row in catalogue_rows()]
    assert problems(folder(tmp_path, catalogue=csv_bytes(rows))) == [
        "tieu_chi.csv:1 Thiếu cột “Năm”.",
        "tieu_chi.csv:1 Thiếu cột “Mã”.",
    ]


def test_comma_that_nobody_quoted(tmp_path: Path) -> None:
    data = csv_bytes(catalogue_rows()).decode().replace("Tiêu chí a", "Tiêu chí a, b").encode()
    assert problems(folder(tmp_path, catalogue=data)) == [
        "tieu_chi.csv:3 Có nội dung “verified” nằm ngoài các cột có tiêu đề."
    ]


def test_quote_that_is_not_closed(tmp_path: Path) -> None:
    data = csv_bytes(catalogue_rows()).decode().replace("Tiêu chí a", '"Tiêu chí a').encode()
    (found,) = problems(folder(tmp_path, catalogue=data))
    assert found.startswith("tieu_chi.csv:3 Không tách được các cột từ dòng này")


@pytest.mark.parametrize(
    ("data", "line", "what"),
    [
        ("Năm,Mã\nTiêu chí".encode().replace("ê".encode(), b"\xea"), 2, "không phải Unicode"),
        (b"N\xa8m,M\xb7\n", 1, "không phải Unicode"),
        ("Nam,Ma".encode("utf-16-le"), 1, "UTF-16 không có dấu nhận biết"),
        ("Năm,M\ufffd".encode(), 1, "đã làm mất chữ có dấu"),
    ],
    ids=["Windows-1258", "TCVN3", "UTF-16 without a mark", "replaced"],
)
def test_other_encodings_are_refused(tmp_path: Path, data: bytes, line: int, what: str) -> None:
    problem = next(
        each for each in check_basis(folder(tmp_path, catalogue=data)).problems if each.line == line
    )
    assert what in problem.what
    assert "CSV UTF-8" in problem.mend


@pytest.mark.parametrize(
    ("data", "kind", "what"),
    [
        (xlsx_bytes(catalogue_rows()), "csv", "Tệp là bảng tính Excel mang đuôi tệp văn bản."),
        (
            csv_bytes(catalogue_rows()),
            "xlsx",
            "Tệp không phải là bảng tính .xlsx hoặc đã bị hỏng, không mở được.",
        ),
        (
            xlsx_bytes(catalogue_rows())[:3000],
            "xlsx",
            "Tệp không phải là bảng tính .xlsx hoặc đã bị hỏng, không mở được.",
        ),
        (
            bytes.fromhex("D0CF11E0A1B11AE1"),
            "xlsx",
            "Tệp ở định dạng Excel cũ (.xls) hoặc được đặt mật khẩu mở.",
        ),
    ],
)
def test_file_of_another_kind(tmp_path: Path, data: bytes, kind: str, what: str) -> None:
    assert f"tieu_chi.{kind}:- {what}" in problems(folder(tmp_path, catalogue=data, kind=kind))


def edited(cell: str, value: object, number_format: str = "General") -> bytes:
    """Return the small catalogue as a workbook with one cell changed."""
    book = load_workbook(BytesIO(xlsx_bytes(catalogue_rows())))
    book.worksheets[0][cell] = value  # type: ignore[assignment]
    book.worksheets[0][cell].number_format = number_format
    data = BytesIO()
    book.save(data)
    return data.getvalue()


@pytest.mark.parametrize(
    ("cell", "value", "number_format", "what"),
    [
        ("B3", 1.1, "General", "3 Ô B3 (cột “Mã”) đã bị đổi thành số 1,1, không còn rõ mã ban đầu."),
        ("B7", datetime(2001, 2, 1), "dd/mm/yyyy", "7 Ô B7 (cột “Mã”) chứa ngày tháng do Excel tự đổi."),  # noqa: DTZ001 - as Excel holds it
        ("E3", datetime(2021, 5, 1), "dd/mm/yyyy", "3 Ô E3 (cột “Điểm”) chứa ngày tháng do Excel tự đổi."),  # noqa: DTZ001 - as above
        ("H12", 0.95, "0%", "12 Ô H12 (cột “Ngưỡng (%)”) chứa số ở định dạng phần trăm (95%)."),
        ("E3", "#REF!", "General", "3 Ô E3 (cột “Điểm”) chứa lỗi công thức #REF!."),
        ("E3", True, "General", "3 Ô E3 (cột “Điểm”) chứa giá trị đúng/sai."),
        ("R4", "lạc", "General", "4 Có nội dung “lạc” (ô R4) nằm ngoài các cột có tiêu đề."),
    ],
)
def test_cells_that_excel_changed(
    tmp_path: Path, cell: str, value: object, number_format: str, what: str
) -> None:
    found = problems(folder(tmp_path, catalogue=edited(cell, value, number_format), kind="xlsx"))
    assert [each for each in found if "tieu_chi" in each] == [f"tieu_chi.xlsx:{what}"]


def test_numeric_code_of_a_field_is_fine_and_three_places_are_no_thousands(tmp_path: Path) -> None:
    assert (
        load_basis(folder(tmp_path / "a", catalogue=edited("B2", 1), kind="xlsx")).catalogue["1"].maximum == 6
    )
    found = problems(folder(tmp_path / "b", catalogue=edited("E4", 1.234), kind="xlsx"))
    assert found == ["tieu_chi.xlsx:3 Mức cao nhất là 1,234, khác điểm tối đa 1,5."]


def test_table_is_found_on_whichever_sheet_it_stands(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["Ghi chú của phòng", "Mã"])
    page = book.create_sheet("Bảng")
    for row in [[], *catalogue_rows()]:
        page.append(row)
    data = BytesIO()
    book.save(data)
    wanted = load_basis(folder(tmp_path / "a")).catalogue
    assert load_basis(folder(tmp_path / "b", catalogue=data.getvalue(), kind="xlsx")).catalogue == wanted


def test_both_files_present(tmp_path: Path) -> None:
    where = folder(tmp_path)
    (where / "tieu_chi.xlsx").write_bytes(xlsx_bytes(catalogue_rows()))
    with pytest.raises(ConfigError, match=r"có cả tieu_chi.csv và tieu_chi.xlsx"):
        load_basis(where)


@pytest.mark.parametrize("suffix", [".xls", ".ods", ".txt", ".xlsm"])
def test_file_of_a_kind_that_is_not_read_is_not_passed_over(tmp_path: Path, suffix: str) -> None:
    where = folder(tmp_path)
    (where / "phan_cong.csv").rename(where / f"phan_cong{suffix}")
    with pytest.raises(ConfigError, match=rf"không đọc kiểu tệp \{suffix}.*phan_cong.xlsx"):
        load_basis(where)


def test_lock_file_of_excel_is_no_table(tmp_path: Path) -> None:
    where = folder(tmp_path)
    (where / "~$tieu_chi.xlsx").write_bytes(b"lock")
    assert load_basis(where).period.sources["tieu_chi"].endswith("tieu_chi.csv")


def test_year_without_a_packaged_catalogue(tmp_path: Path) -> None:
    (tmp_path / "par.toml").write_text(SETTINGS.replace("nam = 2020", "nam = 2031"), encoding="utf-8")
    first, second = check_basis(tmp_path).problems
    assert "chưa có tieu_chi.xlsx (hoặc tieu_chi.csv)" in first.what
    assert "đặt tệp tieu_chi.xlsx của năm 2031 vào thư mục" in first.mend
    assert "chưa có phan_cong.xlsx" in second.what


def test_packaged_catalogue_is_held_against_the_units(tmp_path: Path) -> None:
    (tmp_path / "par.toml").write_text(SETTINGS, encoding="utf-8")
    found = check_basis(tmp_path).problems
    assert any(each.what == "Không có cơ quan nào phụ trách phụ lục 3." for each in found)
    assert all(str(each.file).endswith("(bản có sẵn năm 2020)") for each in found)


def test_broken_settings_do_not_hide_a_broken_catalogue(tmp_path: Path) -> None:
    rows = catalogue_rows()
    rows[2][4] = "x"
    where = folder(tmp_path, settings="[ky", catalogue=csv_bytes(rows))
    assert [each.split(" ")[0] for each in problems(where)] == ["par.toml:1", "tieu_chi.csv:3"]
