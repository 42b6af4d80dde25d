"""The packaged example: small, whole, invented in every row, chosen by name, and never taken for an official one."""

from decimal import Decimal
from pathlib import Path

import pytest

from par_excel.config import check_basis, load_basis, packaged_files, packaged_names, units_csv
from par_excel.config.export import export_catalogue
from par_excel.model import Cumulative, Formula, Levels, Survey, Unit
from tests.config.small import SETTINGS, catalogue_rows, csv_bytes, folder, problems

EXAMPLE = "vi-du-cap-xa"
UNITS = (
    Unit(
        id="xa-a",
        name="Xã A; “B”, C",
        appendix="1",
        email="a@vidu.example.vn",
        contact="Bà A",
        group="Miền núi",
    ),
    Unit(id="xa-b", name="Xã B", appendix="1", email="", contact="", group=""),
)


def lay_out(where: Path, *left_out: str) -> Path:
    for name, data in packaged_files(EXAMPLE).items():
        if name not in left_out:
            (where / name).write_bytes(data)
    (where / "don_vi.csv").write_bytes(units_csv(UNITS))
    return where


def test_the_example_is_packaged_under_a_name_and_is_of_no_year() -> None:
    assert packaged_names() == ("2020", EXAMPLE)
    assert list(packaged_files(EXAMPLE)) == ["par.toml", "tieu_chi.csv", "phan_cong.csv"]


def test_counts_of_the_example(tmp_path: Path) -> None:
    report = check_basis(lay_out(tmp_path))
    assert report.problems == ()
    assert [(row.criteria, row.components, str(row.maximum)) for row in report.fields] == [
        (5, 0, "10"),
        (4, 2, "13"),
        (4, 0, "8"),
        (5, 0, "9"),
    ]
    assert report.total is not None
    assert report.total.leaves == 19
    assert [str(part) for part in (report.total.self_assessed, report.total.survey)] == ["38", "2"]


def test_every_row_of_the_example_is_invented(tmp_path: Path) -> None:
    basis = load_basis(lay_out(tmp_path))
    assert basis.catalogue.is_example
    assert basis.catalogue.unverified == basis.catalogue.criteria
    assert {row.provenance.confidence for row in basis.catalogue.criteria} == {("example",)}
    assert check_basis(tmp_path).is_example
    texts = (basis.period.catalogue_name, basis.catalogue.legal_basis, *basis.period.legal_bases)
    assert all("ví dụ" in text.lower() for text in texts)


def test_the_example_has_every_kind_of_scale(tmp_path: Path) -> None:
    leaves = load_basis(lay_out(tmp_path)).catalogue.leaves
    assert {type(leaf.scale) for leaf in leaves} == {Levels, Cumulative, Formula, Survey}
    rates = [leaf.scale for leaf in leaves if isinstance(leaf.scale, Formula)]
    assert {rate.is_computable for rate in rates} == {True, False}
    assert {rate.share.threshold for rate in rates if rate.share is not None} >= {
        None,
        Decimal(0),
        Decimal(70),
    }
    assert all(leaf.evidence for leaf in leaves if leaf.method.is_self_assessed)
    assert all(leaf.scale is not None and leaf.scale.top == leaf.maximum for leaf in leaves)


def test_par_toml_chooses_a_packaged_catalogue_by_name(tmp_path: Path) -> None:
    whole = load_basis(lay_out(tmp_path))
    for name in ("tieu_chi.csv", "phan_cong.csv"):
        (tmp_path / name).unlink()
    chosen = load_basis(tmp_path)
    assert chosen.catalogue == whole.catalogue
    assert chosen.period.sources["tieu_chi"] == f"tieu_chi.csv (bản có sẵn “{EXAMPLE}”)"


def test_a_name_that_is_not_packaged_is_told_with_its_line(tmp_path: Path) -> None:
    settings = SETTINGS.replace('id = "thu-2020"\n', 'id = "thu-2020"\ndanh_muc = "khac"\n', 1)
    assert problems(folder(tmp_path, settings=settings)) == [
        "par.toml:3 Chương trình không có sẵn bộ tiêu chí “khac”."
    ]


def test_without_a_name_the_year_decides(tmp_path: Path) -> None:
    made = folder(tmp_path)
    (made / "tieu_chi.csv").unlink()
    assert check_basis(made).sources["tieu_chi"] == "tieu_chi.csv (bản có sẵn năm 2020)"


def test_the_list_of_units_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert load_basis(lay_out(tmp_path)).period.units == UNITS


def test_an_example_stays_one_when_it_is_exported_and_taken_back(tmp_path: Path) -> None:
    made = lay_out(tmp_path)
    for name, data in export_catalogue(made).items():
        (made / name).write_bytes(data)
        (made / name).with_suffix(".csv").unlink()
    assert load_basis(made).catalogue.is_example


@pytest.mark.parametrize("word", ["example", "Ví dụ", "đã đối chiếu; ví dụ"])
def test_one_invented_row_makes_the_whole_catalogue_an_example(tmp_path: Path, word: str) -> None:
    rows = catalogue_rows()
    for row in rows[1:]:
        row[-1] = "đã đối chiếu"
    rows[2][-1] = word
    catalogue = load_basis(folder(tmp_path, catalogue=csv_bytes(rows))).catalogue
    assert catalogue.is_example
    assert [row.code for row in catalogue.unverified] == ["1.1"]
