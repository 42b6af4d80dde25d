"""par.toml: every wrong setting is told with its line, what is wrong and how to mend it."""

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from par_excel.config import check_basis, load_basis
from par_excel.config.toml_tables import line_of, toml_lines
from par_excel.model import DEFAULT_LIMITS, ConfigError, Severity, SeverityChange
from tests.config.small import SETTINGS, folder, problems

EMAIL = 'email = "b@example.vn"'


def line(text: str, settings: str = SETTINGS) -> int:
    """Return the line on which a text first stands."""
    return settings[: settings.index(text)].count("\n") + 1


def test_a_right_file(tmp_path: Path) -> None:
    period = load_basis(folder(tmp_path)).period
    assert (period.id, period.year, period.province) == ("thu-2020", 2020, "tỉnh Thử")
    assert [deadline.day for deadline in period.deadlines] == [date(2021, 2, 18), date(2021, 2, 23)]
    assert [unit.appendix for unit in period.units] == ["1", "2"]
    assert (period.places, period.minimum_initiatives) == (2, 1)
    assert period.report.recipients == ("Lưu: VT",)


def test_scoring_may_be_set(tmp_path: Path) -> None:
    period = load_basis(folder(tmp_path, settings=f"{SETTINGS}[cham_diem]\nso_le = 3\n")).period
    assert (period.places, period.minimum_initiatives) == (3, 1)


def test_limits_may_be_set_one_by_one(tmp_path: Path) -> None:
    settings = f"{SETTINGS}[gioi_han]\nbieu_mau_mb = 5\nso_o = 50000\n"
    limits = load_basis(folder(tmp_path / "a", settings=settings)).period.limits
    assert limits == replace(DEFAULT_LIMITS, file_bytes=5 * 1024 * 1024, cells=50_000)
    assert load_basis(folder(tmp_path / "b")).period.limits == DEFAULT_LIMITS


def test_a_limit_out_of_bounds_or_misspelt_is_told(tmp_path: Path) -> None:
    settings = f"{SETTINGS}[gioi_han]\nbo_nho_mb = 1\nso_oo = 5\n"
    found = [str(problem) for problem in check_basis(folder(tmp_path, settings=settings)).problems]
    assert "Khóa bo_nho_mb là 1. Cách sửa: ghi số nguyên từ 128 đến 16384." in found[0]
    assert "có khóa lạ “so_oo”" in found[1]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("nam = 2020", "namm = 2020", ["{} Bảng [ky] có khóa lạ “namm”.", "1 Bảng [ky] thiếu khóa nam."]),
        ("nam = 2020", 'nam = "2020"', ["{} Khóa nam không đúng kiểu."]),
        ("nam = 2020", "nam = true", ["{} Khóa nam không đúng kiểu."]),
        ("nam = 2020", "nam = 20", ["{} Khóa nam là 20."]),
        ('id = "thu-2020"', 'id = "Thử 2020"', ["{} Khóa id ghi “Thử 2020”."]),
        ('tinh = "tỉnh Thử"', 'tinh = " "', ["{} Khóa tinh để trống."]),
        ('ten = "Kỳ thử"', 'ten = """Kỳ\nthử"""', ["{} Khóa ten có xuống dòng hoặc ký tự điều khiển."]),
        (
            'noi_nhan = ["Lưu: VT"]',
            "noi_nhan = []",
            ["{} Khóa noi_nhan không phải là danh sách các đoạn chữ."],
        ),
        (
            'noi_nhan = ["Lưu: VT"]',
            "noi_nhan = [1]",
            ["{} Khóa noi_nhan không phải là danh sách các đoạn chữ."],
        ),
        ('noi_nhan = ["Lưu: VT"]', 'noi_nhan = "VT"', ["{} Khóa noi_nhan không đúng kiểu."]),
        ('ngay = "18/02/2021"', 'ngay = "30/02/2021"', ["{} Khóa ngay không phải là một ngày có thật."]),
        (
            'ngay = "18/02/2021"',
            "ngay = 2021-02-18T17:00:00",
            ["{} Khóa ngay không phải là một ngày có thật."],
        ),
        ("ngay = 2021-02-23", "", ["{-} Thiếu khóa ngay."]),
        (
            "ngay = 2021-02-23",
            'ngay = "17/02/2021"',
            ["{} Hạn “trinh” (17/02/2021) trước hạn “nop” (18/02/2021)."],
        ),
        ('id = "nop"', 'id = "nap"', ["{} Chưa có hạn mang id “nop”: ngày các cơ quan phải nộp."]),
        ('id = "trinh"', 'id = "nop"', ["{} Khóa id “nop” đã dùng ở một bảng [[han]] phía trên."]),
        (
            'email = "b@example.vn"',
            'email = "b@"',
            ["{} Khóa email ghi “b@”, không phải địa chỉ thư điện tử."],
        ),
        ('id = "so-b"', 'id = "so-a"', ["{} Khóa id “so-a” đã dùng ở một bảng [[don_vi]] phía trên."]),
        ('id = "so-b"', 'id = "con"', ["{} Khóa id ghi “con”."]),
        ('ten = "Sở B"', 'ten = "Sở A"', ["{} Khóa ten “Sở A” đã dùng ở một bảng [[don_vi]] phía trên."]),
        ('ten = "Sở B"', 'ten = "SỞ A"', ["{} Khóa ten “SỞ A” đã dùng ở một bảng [[don_vi]] phía trên."]),
        (
            "[nguoi_gui]",
            "[nguoi_guy]",
            ["{} Tệp có bảng hoặc khóa lạ “nguoi_guy”.", "{last} Thiếu bảng [nguoi_gui]."],
        ),
        ("[bao_cao]", "[[bao_cao]]", ["{} Bảng bao_cao viết sai dạng."]),
    ],
)
def test_wrong_setting(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    settings = SETTINGS.replace(old, new, 1)
    assert settings != SETTINGS
    at = line(old)
    above, last = line('id = "trinh"') - 1, SETTINGS.count("\n")
    wanted = [
        each.replace("{}", str(at)).replace("{-}", str(above)).replace("{last}", str(last))
        for each in expected
    ]
    found = problems(folder(tmp_path, settings=settings))
    assert sorted(found) == sorted(f"par.toml:{each}" for each in wanted)


def test_phu_luc_that_cannot_be_a_file_name(tmp_path: Path) -> None:
    found = problems(folder(tmp_path, settings=SETTINGS.replace("phu_luc = 2", 'phu_luc = "2/b"')))
    assert found == [f"par.toml:{line('phu_luc = 2')} Khóa phu_luc ghi “2/b”."]


def test_phu_luc_of_another_kind(tmp_path: Path) -> None:
    found = problems(folder(tmp_path, settings=SETTINGS.replace("phu_luc = 2", "phu_luc = [[2]]")))
    assert found == [f"par.toml:{line('phu_luc = 2')} Khóa phu_luc ghi “[2]”."]


def test_a_table_written_as_a_single_one(tmp_path: Path) -> None:
    first, _, rest = SETTINGS.partition("[[han]]")
    settings = first + "[han]" + rest[: rest.index("[[han]]")] + rest[rest.index("[nguoi_gui]") :]
    assert problems(folder(tmp_path, settings=settings)) == ["par.toml:12 Bảng han viết sai dạng."]


@pytest.mark.parametrize(
    ("typed", "offered"), [("dien_thoại", "dien_thoai"), ("dienthoai", "dien_thoai"), ("lienhe", "lien_he")]
)
def test_nearest_known_key_is_offered(tmp_path: Path, typed: str, offered: str) -> None:
    settings = SETTINGS.replace('dien_thoai = ""', f'dien_thoai = ""\n"{typed}" = ""')
    (problem,) = check_basis(folder(tmp_path, settings=settings)).problems
    assert f"có phải là “{offered}”" in problem.mend


def test_unlike_key_is_answered_with_all_that_are_known(tmp_path: Path) -> None:
    settings = SETTINGS.replace('dien_thoai = ""', 'dien_thoai = ""\nxyz = ""')
    (problem,) = check_basis(folder(tmp_path, settings=settings)).problems
    assert "“ten”, “email”, “dien_thoai”, “lien_he”" in problem.mend


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("nam = 2020", "nam = 2020\nnam = 2021", "Một khóa được ghi hai lần"),
        ('tinh = "tỉnh Thử"', "tinh = “tỉnh Thử”", "Giá trị sau dấu bằng không đúng"),
        ('tinh = "tỉnh Thử"', 'tinh = "tỉnh Thử', "Đoạn chữ chưa đóng ngoặc kép"),
        ('tinh = "tỉnh Thử"', 'tỉnh = "Thử"', "Dòng không phải là bảng hay khóa|Thiếu dấu bằng"),
        ('tinh = "tỉnh Thử"', 'tinh = "C:\\q"', r"Dấu \\ trong đoạn chữ phải viết đôi"),
        ("[nguoi_gui]", "[ky]", "Một bảng được khai báo hai lần"),
    ],
)
def test_syntax_error_has_its_line(tmp_path: Path, old: str, new: str, what: str) -> None:
    settings = SETTINGS.replace(old, new, 1)
    with pytest.raises(ConfigError, match=what) as caught:
        load_basis(folder(tmp_path, settings=settings))
    assert caught.value.line is not None
    assert caught.value.line - line(old) in {0, 1}


def test_all_problems_of_the_file_are_found_in_one_go(tmp_path: Path) -> None:
    settings = SETTINGS.replace("nam = 2020", 'nam = "x"').replace('email = "b@example.vn"', 'email = "b"')
    assert [each.split(" ")[0] for each in problems(folder(tmp_path, settings=settings))] == [
        "par.toml:3",
        f"par.toml:{line(EMAIL)}",
    ]


def test_windows_line_ends_and_byte_order_mark(tmp_path: Path) -> None:
    where = folder(tmp_path)
    (where / "par.toml").write_bytes(b"\xef\xbb\xbf" + SETTINGS.replace("\n", "\r\n").encode())
    assert load_basis(where).period.year == 2020
    broken = SETTINGS.replace('email = "b@example.vn"', 'email = "b"')
    (where / "par.toml").write_bytes(b"\xef\xbb\xbf" + broken.replace("\n", "\r\n").encode())
    assert problems(where)[0].startswith(f"par.toml:{line(EMAIL)} ")


def test_old_encoding_is_named(tmp_path: Path) -> None:
    where = folder(tmp_path)
    (where / "par.toml").write_bytes(SETTINGS.encode("utf-8").replace("tỉnh".encode(), b"t\xd2nh"))
    (problem,) = check_basis(where).problems
    assert (problem.line, "Windows-1258" in problem.what, "UTF-8" in problem.mend) == (4, True, True)


def test_folder_without_settings(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"chưa có tệp thiết lập par.toml.*par-excel init") as caught:
        load_basis(tmp_path)
    assert str(caught.value).startswith(str(tmp_path / "par.toml"))
    assert len(check_basis(tmp_path / "không có").problems) == 1


def test_lines_are_found_behind_long_texts_and_lists() -> None:
    text = '''\
a = """
[x]
b = 1
"""
[x] # [y]
"b c" = [
  "k = 1", # ] "
  ["z"],
]
d.e = 'it#s'
[[y]]
k = 1
[[y]]
k = { m = 1 }
'''
    lines = toml_lines(text)
    assert lines == {
        ("a",): 1,
        ("x",): 5,
        ("x", "b c"): 6,
        ("x", "d", "e"): 10,
        ("y",): 11,
        ("y", 0): 11,
        ("y", 0, "k"): 12,
        ("y", 1): 13,
        ("y", 1, "k"): 14,
    }
    assert line_of(lines, ("y", 1, "k", "m")) == 14
    assert line_of(lines, ("y", 1, "n")) == 13
    assert line_of(lines, ("q",)) is None


def test_severities_of_checks(tmp_path: Path) -> None:
    settings = f'{SETTINGS}[kiem_tra]\nEV11 = "tắt"\nEV13 = "Ghi chú"\n'
    changes = load_basis(folder(tmp_path, settings=settings)).period.severity_changes
    line = SETTINGS.count("\n") + 2
    assert changes == {"EV11": SeverityChange(None, line), "EV13": SeverityChange(Severity.NOTE, line + 1)}


def test_severities_that_are_none_are_told(tmp_path: Path) -> None:
    settings = f'{SETTINGS}[kiem_tra]\nEV11 = "nhẹ"\nev12 = "tắt"\nEV13 = 1\n'
    found = check_basis(folder(tmp_path, settings=settings)).problems
    first = SETTINGS.count("\n") + 2
    assert [problem.line for problem in found] == [first, first + 1, first + 2]
    assert "Mức độ của EV11 không đúng. Cách sửa: chọn một trong “lỗi”, “cảnh báo”, “ghi chú”, “tắt”." in str(
        found[0]
    )
    assert "“ev12” không phải là mã kiểm tra." in str(found[1])


def test_checks_written_as_a_value_are_told(tmp_path: Path) -> None:
    (problem,) = check_basis(folder(tmp_path, settings=f'kiem_tra = "tắt"\n{SETTINGS}')).problems
    assert "Bảng kiem_tra viết sai dạng." in str(problem)
