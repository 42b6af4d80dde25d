"""Published totals: the catalogue is held against them, says what does not agree, and is never mended."""

from decimal import Decimal
from pathlib import Path

from par_excel.config import check_basis
from par_excel.config.totals import check_totals
from par_excel.model import Catalogue
from tests.config.small import csv_bytes, folder

ROOT = Path(__file__).parents[2]
HEAD = ["Phần", "Điểm", "Cách chấm", "Mã", "Trừ mã", "Năm chỉ số", "Nguồn", "Ghi chú"]


def test_the_packaged_set_says_what_does_not_agree() -> None:
    found = [(check.found, check.total.points, check.is_met) for check in check_basis(ROOT).totals]
    assert found == [
        (Decimal(61), Decimal("60.5"), False),
        (Decimal(10), Decimal(10), True),
        (Decimal(23), Decimal("23.5"), False),
        (Decimal(6), Decimal(6), True),
    ]
    assert sum(total for _, total, _ in found) == 100
    assert all("67033" in check.total.source and check.total.note for check in check_basis(ROOT).totals)


def test_a_file_of_the_folder_goes_before_the_packaged_one(tmp_path: Path) -> None:
    place = folder(tmp_path)
    rows = [
        HEAD,
        ["Khảo sát", "1", "điều tra xã hội học", "1.2", "", "2020", "bịa ra", ""],
        ["Còn lại", "1", "điều tra xã hội học;tự đánh giá", "", "1.2", "2020", "bịa ra", ""],
    ]
    (place / "tong_diem.csv").write_bytes(csv_bytes(rows))
    report = check_basis(place)
    assert [check.total.part for check in report.totals] == ["Khảo sát", "Còn lại"]
    survey, rest = report.totals
    leaves = report.catalogue.leaves
    below = [leaf for leaf in leaves if leaf.code.startswith("1.2.")]
    assert survey.found == sum(leaf.maximum for leaf in below if not leaf.method.is_self_assessed)
    assert rest.found == sum(
        leaf.maximum for leaf in leaves if leaf not in below and leaf.method.value == "tự đánh giá"
    )


def test_a_wrong_file_is_told_with_its_line(tmp_path: Path) -> None:
    place = folder(tmp_path)
    rows = [HEAD, ["Khảo sát", "một", "khảo sát", "", "", "2020", "bịa ra", ""]]
    (place / "tong_diem.csv").write_bytes(csv_bytes(rows))
    told = [str(problem) for problem in check_basis(place).problems]
    assert "tong_diem.csv, dòng 2: Cột “Điểm” ghi “một”" in told[0]


def test_a_year_of_which_nothing_was_published(tmp_path: Path) -> None:
    assert check_totals(tmp_path, Catalogue(2031, "", ()), "2031") == ()
    assert check_totals(tmp_path, Catalogue(2031, "", ()), None) == ()
