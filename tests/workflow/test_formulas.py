"""A criterion that is scored by a rule over several figures, from the catalogue to the entry list."""

from decimal import Decimal
from pathlib import Path

import pytest

from par_excel.checks import judge
from par_excel.config import check_basis, load_basis
from par_excel.config.export import export_catalogue
from par_excel.form import Column, Entries, LiveForm, RowKind, form_for
from par_excel.model import Answer, Basis, Formula, ScoreOrigin, Submission, figure_lines
from par_excel.reading.form.submissions import read_submission
from par_excel.writing.master.texts import figures_of
from tests.config.small import catalogue_rows, csv_bytes, folder, problems
from tests.reading.workbooks import workbook
from tests.workflow.periods import parcel

FIGURES = "a: Số vấn đề phát hiện; b: Số đã xử lý xong; c: Số đang xử lý"
RULE = "(b/a) × 1 + (c/a) × 0,5"


def with_rule(figures: str = FIGURES, rule: str = RULE, **others: str) -> bytes:
    """Return the small catalogue in which 1.3 is scored by a rule."""
    rows = catalogue_rows()
    head = rows[0]
    named = {"Số liệu": figures, "Công thức": rule, **others}
    for row in rows:
        is_rule = row[head.index("Mã")] == "1.3" and row[head.index("Thang điểm")] == "công thức"
        if is_rule:
            for column in ("Ngưỡng (%)", "Hệ số", "Tử số", "Mẫu số"):
                row[head.index(column)] = ""
    for name, value in named.items():
        for row in rows[1:]:
            is_rule = row[head.index("Mã")] == "1.3" and row[head.index("Thang điểm")] == "công thức"
            row.append(value if is_rule else "")
        head.append(name)
    return csv_bytes(rows)


@pytest.fixture
def basis(tmp_path: Path) -> Basis:
    return load_basis(folder(tmp_path, catalogue=with_rule()))


def unit_of(basis: Basis) -> str:
    lead = basis.catalogue["1.3"].lead
    assert lead is not None
    unit = basis.unit_of(lead)
    assert unit is not None
    return unit.id


def answered(basis: Basis, *amounts: object) -> tuple[Submission, Answer]:
    """Return what is read of a form in which these figures were filled in."""
    form = form_for(basis, basis.units[unit_of(basis)])
    values = {
        (f"1.3-{name}", Column.FIGURES): amount for name, amount in zip("abc", amounts, strict=False)
    } | {("1.3", Column.EVIDENCE): "Báo cáo số 12/BC-SA ngày 10/12/2020"}
    found = read_submission(parcel(workbook(form, values)), basis)
    assert isinstance(found, Submission)
    return found, next(answer for answer in found.answers if answer.criterion == "1.3")


def test_the_catalogue_tells_figures_and_rule(basis: Basis) -> None:
    scale = basis.catalogue["1.3"].scale
    assert isinstance(scale, Formula)
    assert [figure.id for figure in scale.figures] == ["a", "b", "c"]
    assert scale.is_computable
    assert scale.divisors == {"a"}


def test_the_form_asks_for_the_figures_and_says_the_rule(basis: Basis) -> None:
    form = form_for(basis, basis.units[unit_of(basis)])
    rows = [row for row in form.rows if row.criterion == "1.3"]
    assert [(row.kind, row.key) for row in rows] == [
        (RowKind.LEAF, "1.3"),
        (RowKind.FIGURE, "1.3-a"),
        (RowKind.FIGURE, "1.3-b"),
        (RowKind.FIGURE, "1.3-c"),
        (RowKind.RULE, "1.3-TL"),
    ]
    assert rows[1].text == "a: Số vấn đề phát hiện"
    assert RULE in rows[-1].text
    assert "ít nhất 0, nhiều nhất" in rows[-1].text


def test_the_live_score_is_the_programs(basis: Basis) -> None:
    form = form_for(basis, basis.units[unit_of(basis)])
    entries = Entries(
        {
            (f"1.3-{name}", Column.FIGURES): Decimal(amount)
            for name, amount in zip("abc", (8, 4, 2), strict=True)
        }
    )
    live = LiveForm(form, entries, {}).score(form.by_key["1.3"])
    assert live is not None
    assert live.value == Decimal("0.63")


@pytest.mark.parametrize(
    ("amounts", "score", "codes"),
    [
        ((8, 4, 2), "0.63", set()),
        (("8", "4", "2,0"), "0.63", set()),
        ((0, 4, 2), None, {"SC09"}),
        ((8, 4), None, {"SC09"}),
        ((8, -4, 2), None, {"SC09"}),
        ((8, "bốn", 2), None, {"SC09"}),
    ],
)
def test_what_is_filled_in_is_scored_and_judged(
    basis: Basis, amounts: tuple[object, ...], score: str | None, codes: set[str]
) -> None:
    found, answer = answered(basis, *amounts)
    assert answer.score.value == (None if score is None else Decimal(score))
    assert answer.origin is (ScoreOrigin.NONE if score is None else ScoreOrigin.RATE)
    told = {finding.code for finding in judge(found, basis) if finding.criterion == "1.3"}
    assert codes <= told
    assert score is None or "SC09" not in told


def test_master_report_and_entry_name_the_figures(basis: Basis) -> None:
    _, answer = answered(basis, 8, 4, 2)
    criterion = basis.catalogue["1.3"]
    shown = ["Số vấn đề phát hiện: 8", "Số đã xử lý xong: 4", "Số đang xử lý: 2"]
    assert figures_of(criterion, answer).splitlines() == shown
    assert list(figure_lines(criterion, answer)) == shown


def test_the_export_is_read_back(tmp_path: Path, basis: Basis) -> None:
    place = folder(tmp_path / "again", catalogue=with_rule())
    (place / "tieu_chi.xlsx").write_bytes(export_catalogue(place)["tieu_chi.xlsx"])
    (place / "tieu_chi.csv").unlink()
    assert load_basis(place).catalogue["1.3"].scale == basis.catalogue["1.3"].scale


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rule": "b/d"}, "Cột “Công thức” ghi “b/d”: không có số liệu tên “d”"),
        ({"rule": "b/"}, "thiếu phần sau cùng"),
        ({"figures": ""}, "cột “Số liệu” để trống"),
        ({"figures": "min: x; b: y"}, "Cột “Số liệu” ghi “min: x”"),
        ({"figures": "a: x; a: y", "rule": "a"}, "Cột “Số liệu” ghi “a: y”"),
        ({"Sàn": "9"}, "Sàn 9 cao hơn trần"),
    ],
)
def test_a_wrong_rule_is_told(tmp_path: Path, changes: dict[str, str], said: str) -> None:
    found = problems(folder(tmp_path, catalogue=with_rule(**changes)))
    assert any(said in each for each in found), found


def test_a_rule_that_is_not_known_is_listed(tmp_path: Path) -> None:
    report = check_basis(folder(tmp_path, catalogue=with_rule(rule="")))
    assert [(each.criterion.code, each.missing) for each in report.unknown_formulas] == [
        ("1.3", ("Công thức",))
    ]
