"""What is packaged with the program for index year 2020, and that the repository starts from it."""

from decimal import Decimal
from pathlib import Path

import pytest

from par_excel.config import check_basis, load_basis, packaged_files, packaged_years
from par_excel.model import (
    TO_CONFIRM,
    AssignmentKind,
    ConfigError,
    Cumulative,
    Formula,
    Levels,
    Method,
    ScaleLine,
    Survey,
)

REPOSITORY = Path(__file__).parents[2]


def lay_out(where: Path) -> Path:
    for name, data in packaged_files(2020).items():
        (where / name).write_bytes(data)
    return where


def test_packaged_files_are_what_a_period_starts_with() -> None:
    assert list(packaged_files(2020)) == ["par.toml", "tieu_chi.csv", "phan_cong.csv"]
    assert 2020 in packaged_years()


def test_year_that_is_not_packaged_is_told() -> None:
    with pytest.raises(ConfigError, match=r"chưa có sẵn bộ tiêu chí năm 1999.*2020"):
        packaged_files(1999)


def test_repository_is_a_working_folder_with_the_packaged_settings() -> None:
    assert (REPOSITORY / "par.toml").read_bytes() == packaged_files(2020)["par.toml"]


def test_every_key_of_the_settings_is_explained() -> None:
    explained: set[str] = set()
    table, comments = "", 0
    for line in packaged_files(2020)["par.toml"].decode().splitlines():
        if line.startswith("["):
            table, comments = line, 0
        elif line.startswith("#"):
            comments += 1
        elif "=" in line and not line.startswith(" "):
            key = f"{table} {line.partition('=')[0].strip()}"
            assert comments or key in explained, key
            explained.add(key)
            comments = comments if key.endswith("co_quan_dong_1") else 0


def test_counts_of_the_documented_structure() -> None:
    report = check_basis(REPOSITORY)
    assert report.problems == ()
    assert [(row.criteria, row.components) for row in report.fields] == [
        (6, 2),
        (4, 6),
        (5, 19),
        (4, 12),
        (9, 16),
        (4, 15),
        (5, 17),
        (6, 8),
    ]
    total = report.total
    assert total is not None
    assert (total.criteria, total.components, total.leaves) == (43, 95, 109)
    parts = (total.survey, total.office, total.self_assessed)
    assert sum(parts) == total.maximum == 100
    assert [str(part) for part in parts] == ["33", "2", "65"]
    assert [str(row.maximum) for row in report.fields] == ["8.5", "10", "14", "12", "14", "12", "13.5", "16"]
    assert [str(row.survey) for row in report.fields] == ["0", "5", "0", "4", "7.5", "4", "2.5", "10"]


def test_nothing_is_verified_yet_and_unknown_formulas_are_listed() -> None:
    report = check_basis(REPOSITORY)
    assert len(report.unverified) == 8 + 43 + 95
    missing = {unknown.criterion.code: unknown.missing for unknown in report.unknown_formulas}
    assert missing["7.2.1"] == ("Ngưỡng (%)",)
    assert missing["8.5"] == ("Ngưỡng (%)", "Hệ số", "Tử số", "Mẫu số")
    assert "3.4.1" not in missing
    assert len(missing) == 14


def test_scales_of_the_packaged_catalogue() -> None:
    catalogue = load_basis(REPOSITORY).catalogue
    levels, cumulative, rate, survey = (catalogue[code].scale for code in ("1.1", "2.1.1", "3.4.1", "8.1.1"))
    assert isinstance(levels, Levels)
    assert [(line.id, str(line.points)) for line in levels.lines] == [
        ("1.1-a", "1.5"),
        ("1.1-b", "1"),
        ("1.1-c", "0.5"),
        ("1.1-d", "0"),
    ]
    assert isinstance(cumulative, Cumulative)
    assert cumulative.nothing == ScaleLine("2.1.1-0", "Không đạt nội dung nào", Decimal(0))
    assert [line.id for line in cumulative.lines] == ["2.1.1-a", "2.1.1-b", "2.1.1-c"]
    assert isinstance(rate, Formula)
    assert rate.share is not None
    assert (rate.share.threshold, rate.share.factor, rate.cap) == (Decimal(95), Decimal(1), Decimal(1))
    assert rate.is_computable
    assert survey == Survey("điểm do Bộ Nội vụ tính từ phiếu điều tra xã hội học", Decimal(2))


def test_every_leaf_reaches_its_maximum() -> None:
    for leaf in load_basis(REPOSITORY).catalogue.leaves:
        assert leaf.scale is not None
        assert leaf.scale.top == leaf.maximum, leaf.code


def test_eight_agencies_and_what_each_gives() -> None:
    basis = load_basis(REPOSITORY)
    given = {
        unit.name: (
            len(basis.appendices[unit.appendix].leaves),
            len(basis.appendices[unit.appendix].contributions),
        )
        for unit in basis.period.units
    }
    assert given == {
        "Sở Nội vụ": (24, 2),
        "Sở Tư pháp": (4, 0),
        "Văn phòng UBND tỉnh": (27, 0),
        "Sở Tài chính": (12, 1),
        "Sở Thông tin và Truyền thông": (6, 0),
        "Sở Khoa học Công nghệ": (2, 0),
        "Sở Kế hoạch và Đầu tư": (5, 2),
        "Sở Tài nguyên và Môi trường": (0, 1),
    }
    assert all(appendix.has_initiatives for appendix in basis.appendices.values())
    assert [leaf.code for leaf in basis.catalogue.leaves if leaf.method is Method.OFFICE] == ["1.5"]
    assert sum(row.kind is AssignmentKind.INITIATIVE for row in basis.assignments) == 8


def test_period_of_the_decision() -> None:
    basis = load_basis(REPOSITORY)
    period = basis.period
    assert [(deadline.id, f"{deadline.day:%d/%m/%Y}") for deadline in period.deadlines] == [
        ("nop", "18/02/2021"),
        ("trinh", "23/02/2021"),
        ("nhap", "26/02/2021"),
    ]
    assert [unit.id for unit in period.units] == (
        ["so-noi-vu", "so-tu-phap", "vp-ubnd", "so-tai-chinh", "so-tttt", "so-khcn", "so-khdt", "so-tnmt"]
    )
    assert (period.places, period.minimum_initiatives) == (2, 1)
    numbers = ("1149/QĐ-BNV", "17/QĐ-BNV", "383/BNV-CCVC", "320/QĐ-UBND")
    assert [number in basis for number, basis in zip(numbers, period.legal_bases, strict=True)] == [True] * 4
    unsure = [each for each in period.legal_bases if each.endswith(TO_CONFIRM)]
    assert unsure == [period.legal_bases[2]], "of it other sources give another number"
    assert period.report.addressee == "Bộ Nội vụ"
    assert "1149/QĐ-BNV" in basis.catalogue.legal_basis
    assert period.sources["tieu_chi"] == "tieu_chi.csv (bản có sẵn năm 2020)"
    assert all(unit.email.endswith("example.vn") for unit in period.units)


def test_a_folder_laid_out_afresh_equals_the_packaged_basis(tmp_path: Path) -> None:
    basis = load_basis(lay_out(tmp_path))
    assert basis.catalogue == load_basis(REPOSITORY).catalogue
    assert basis.fingerprint == load_basis(REPOSITORY).fingerprint
    assert basis.period.sources["tieu_chi"] == str(tmp_path / "tieu_chi.csv")


def test_methods_and_leads_agree() -> None:
    for leaf in load_basis(REPOSITORY).catalogue.leaves:
        assert (leaf.lead is None) == (leaf.method in {Method.SURVEY, Method.OFFICE}), leaf.code
