"""don_vi: many units in a list beside par.toml, and every wrong row with its line."""

import re
from pathlib import Path

import pytest

from par_excel.config import ensure_work, load_basis
from par_excel.model import ConfigError
from tests.config.small import SETTINGS, cells, csv_bytes, folder, problems, xlsx_bytes

UNITS = """\
| Mã      | Tên đơn vị | Phụ lục | Nhóm | Thư điện tử   | Liên hệ |
| xa-mot  | Xã Một     | 2       | Xã   | mot@xa.vn     | Bà Ba   |
| xa-hai  | Xã Hai     | 2       | Xã   |               |         |
| phuong  | Phường     | 2       |      |               |         |
"""
NO_TABLES = re.sub(r"\[\[don_vi\]\](.|\n)*$", "", SETTINGS)


def listed(where: Path, table: str = UNITS, *, settings: str = SETTINGS, kind: str = "csv") -> Path:
    made = folder(where, settings=settings)
    data = csv_bytes(cells(table)) if kind == "csv" else xlsx_bytes(cells(table))
    (made / f"don_vi.{kind}").write_bytes(data)
    return made


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_follows_the_tables(tmp_path: Path, kind: str) -> None:
    units = load_basis(listed(tmp_path, kind=kind)).period.units
    assert [unit.id for unit in units] == ["so-a", "so-b", "xa-mot", "xa-hai", "phuong"]
    mot = units[2]
    assert (mot.name, mot.appendix, mot.group, mot.email, mot.contact) == (
        "Xã Một",
        "2",
        "Xã",
        "mot@xa.vn",
        "Bà Ba",
    )
    assert [unit.group for unit in units] == ["", "", "Xã", "Xã", ""]


def test_the_list_may_be_all_there_is(tmp_path: Path) -> None:
    table = UNITS.replace("| 2 ", "| 1 ") + "| so-b | Sở B | 2 | | | |\n"
    units = load_basis(listed(tmp_path, table, settings=NO_TABLES)).period.units
    assert [unit.appendix for unit in units] == ["1", "1", "1", "2"]


def test_a_group_in_par_toml(tmp_path: Path) -> None:
    settings = SETTINGS.replace('phu_luc = "1"\n', 'phu_luc = "1"\nnhom = "Sở"\n')
    assert [unit.group for unit in load_basis(folder(tmp_path, settings=settings)).period.units] == ["Sở", ""]


def test_a_unit_of_which_nothing_is_asked_is_named(tmp_path: Path) -> None:
    table = UNITS.replace("| xa-mot  | Xã Một     | 2 ", "| xa-mot  | Xã Một     | 9 ")
    ensure_work(load_basis(listed(tmp_path / "a")))
    with pytest.raises(ConfigError, match=r"Xã Một \(Phụ lục 9\) không chấm tiêu chí nào"):
        ensure_work(load_basis(listed(tmp_path / "b", table)))


def test_no_units_anywhere(tmp_path: Path) -> None:
    assert problems(folder(tmp_path / "a", settings=NO_TABLES)) == [
        f"par.toml:{len(NO_TABLES.splitlines())} Thiếu bảng [[don_vi]]."
    ]
    found = problems(listed(tmp_path / "b", UNITS.splitlines()[0] + "\n", settings=NO_TABLES))
    assert found == ["don_vi.csv:- Danh sách không có đơn vị nào."]


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("Mã", "Xã Hai", "Cột “Mã” ghi “Xã Hai”."),
        ("Mã", "", "Cột “Mã” ghi “”."),
        ("Mã", "con", "Cột “Mã” ghi “con”."),
        ("Mã", "so-a", "Cột “Mã” ghi “so-a”, đã có ở par.toml."),
        ("Mã", "xa-mot", "Cột “Mã” ghi “xa-mot”, đã có ở dòng 2."),
        ("Tên đơn vị", "Xã Một", "Cột “Tên đơn vị” ghi “Xã Một”, đã có ở dòng 2."),
        ("Tên đơn vị", "XÃ MỘT", "Cột “Tên đơn vị” ghi “XÃ MỘT”, đã có ở dòng 2."),
        ("Tên đơn vị", "", "Cột “Tên đơn vị” để trống."),
        ("Phụ lục", "số 3", "Cột “Phụ lục” ghi “số 3”."),
        ("Thư điện tử", "hai", "Cột “Thư điện tử” ghi “hai”, không phải địa chỉ thư điện tử."),
    ],
)
def test_wrong_cell(tmp_path: Path, column: str, value: str, expected: str) -> None:
    rows = cells(UNITS)
    rows[2][rows[0].index(column)] = value
    made = folder(tmp_path)
    (made / "don_vi.csv").write_bytes(csv_bytes(rows))
    assert problems(made) == [f"don_vi.csv:3 {expected}"]


def test_two_lists_are_one_too_many(tmp_path: Path) -> None:
    made = listed(tmp_path)
    (made / "don_vi.xlsx").write_bytes(xlsx_bytes(cells(UNITS)))
    (found,) = problems(made)
    assert found.endswith("Thư mục có cả don_vi.csv và don_vi.xlsx, không rõ dùng tệp nào.")
