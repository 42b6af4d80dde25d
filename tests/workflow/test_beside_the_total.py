"""Bonus points and rows that did not arise, from the catalogue to master, report, control sheet and entry list."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document

from par_excel.config import check_basis, load_basis
from par_excel.config.export import export_catalogue
from par_excel.form import NOT_ARISEN, Column
from par_excel.model import WhenNotArisen
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.results.merge import merge_inbox
from tests.config import small
from tests.workflow import periods

CATALOGUE = """\
| Mã  | Cấp       | Nội dung    | Điểm | Cách chấm           | Thang điểm   | Ngưỡng (%) | Hệ số | Trần | Tử số | Mẫu số | Phụ lục | Độ tin cậy | Điểm thưởng | Khi không phát sinh |
| 1   | lĩnh vực  | Lĩnh vực 1  | 5,5  | hỗn hợp             |              |            |       |      |       |        |         | verified   |             |                     |
| 1.1 | tiêu chí  | Tiêu chí a  | 1,5  | tự đánh giá         | chọn một mức |            |       |      |       |        | 1       | verified   |             | không tính          |
| 1.1 | mức       | Đạt         | 1,5  |                     |              |            |       |      |       |        |         |            |             |                     |
| 1.1 | mức       | Không đạt   | 0    |                     |              |            |       |      |       |        |         |            |             |                     |
| 1.2 | tiêu chí  | Tiêu chí b  | 1    | tự đánh giá         | cộng dồn     |            |       |      |       |        | 1       | verified   |             | đủ điểm             |
| 1.2 | mức       | Có a        | 0,25 |                     |              |            |       |      |       |        |         |            |             |                     |
| 1.2 | mức       | Có b        | 0,75 |                     |              |            |       |      |       |        |         |            |             |                     |
| 1.3 | tiêu chí  | Tiêu chí c  | 1    | số liệu             | công thức    | 95         | 1     | 1    | Số a  | Số b   | 2       | verified   |             | không tính          |
| 1.3 | diễn giải | tỷ lệ       |      |                     |              |            |       |      |       |        |         |            |             |                     |
| 1.4 | tiêu chí  | Tiêu chí d  | 1    | điều tra xã hội học | điều tra     |            |       |      |       |        |         | verified   |             |                     |
| 1.4 | diễn giải | theo phiếu  |      |                     |              |            |       |      |       |        |         |            |             |                     |
| 1.5 | tiêu chí  | Tiêu chí đ  | 1    | tự đánh giá         | chọn một mức |            |       |      |       |        | 1       | verified   |             |                     |
| 1.5 | mức       | Đạt         | 1    |                     |              |            |       |      |       |        |         |            |             |                     |
| 1.5 | mức       | Không đạt   | 0    |                     |              |            |       |      |       |        |         |            |             |                     |
| 1.6 | tiêu chí  | Thưởng a    | 0,5  | tự đánh giá         | chọn một mức |            |       |      |       |        | 1       | verified   | có          |                     |
| 1.6 | mức       | Đạt         | 0,5  |                     |              |            |       |      |       |        |         |            |             |                     |
| 1.6 | mức       | Không đạt   | 0    |                     |              |            |       |      |       |        |         |            |             |                     |
| 2   | lĩnh vực  | Điểm thưởng | 2    | tự đánh giá         |              |            |       |      |       |        |         | verified   | có          |                     |
| 2.1 | tiêu chí  | Thưởng b    | 2    | tự đánh giá         | chọn một mức |            |       |      |       |        | 1       | verified   |             |                     |
| 2.1 | mức       | Đạt         | 2    |                     |              |            |       |      |       |        |         |            |             |                     |
| 2.1 | mức       | Không đạt   | 0    |                     |              |            |       |      |       |        |         |            |             |                     |
"""
WHY = "Trong năm không phát sinh trường hợp nào, đã rà soát sổ theo dõi."
NOTHING_AROSE: dict[tuple[str, Column], str | Decimal] = {
    ("1.1", Column.LEVEL): NOT_ARISEN,
    ("1.1-a", Column.LEVEL): "",
    ("1.1", Column.EXPLANATION): WHY,
    ("1.2", Column.LEVEL): NOT_ARISEN,
    ("1.2-a", Column.LEVEL): "",
    ("1.2-b", Column.LEVEL): "",
    ("1.2", Column.EXPLANATION): WHY,
}


def rows(table: str = CATALOGUE) -> bytes:
    """Return the catalogue with all its columns."""
    head, *body = small.cells(table)
    columns = (*small.CATALOGUE_COLUMNS, "Điểm thưởng", "Khi không phát sinh")
    usual = {"Năm": "2020"}
    return small.csv_bytes(
        [
            columns,
            *(
                [(usual | dict(zip(head, row, strict=True))).get(column, "") for column in columns]
                for row in body
            ),
        ]
    )


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Return a period in which all is in order: the first agency has rows that did not arise, and bonus points."""
    made = periods.period(tmp_path / "ky")
    (made.root / "tieu_chi.csv").write_bytes(rows())
    periods.send(made, "so-a.xlsx", periods.good_return(made, "so-a", NOTHING_AROSE))
    periods.send(made, "so-b.xlsx", periods.good_return(made, "so-b"))
    return made


def test_the_catalogue_says_it_in_two_columns_and_is_read_back(folder: Folder, tmp_path: Path) -> None:
    first = load_basis(folder.root)
    assert [row.code for row in first.catalogue.criteria if row.is_bonus] == ["1.6", "2", "2.1"]
    assert first.catalogue["1.1"].when_not_arisen is WhenNotArisen.LEFT_OUT
    assert first.catalogue["1.2"].when_not_arisen is WhenNotArisen.FULL
    other = small.folder(
        tmp_path / "again", settings=periods.SETTINGS, catalogue=rows(), assignments=periods.ASSIGNMENTS
    )
    (other / "tieu_chi.xlsx").write_bytes(export_catalogue(other)["tieu_chi.xlsx"])
    (other / "tieu_chi.csv").unlink()
    assert load_basis(other).catalogue.criteria == first.catalogue.criteria
    report = check_basis(folder.root)
    assert report.total is not None
    assert (report.total.maximum, report.total.bonus) == (Decimal("5.5"), Decimal("2.5"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("không tính ", "bỏ qua     ", "Cột “Khi không phát sinh” ghi “bỏ qua”."),
        ("| có          |", "| không       |", "Cột “Điểm thưởng” ghi “không”."),
        (
            "verified   | có          |                     |",
            "verified   | có          | đủ điểm             |",
            "không phải điểm thưởng",
        ),
        ("| verified   | có ", "| verified   |    ", "các dòng ngay dưới cộng lại là 6"),
    ],
)
def test_a_wrong_rule_is_told(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in CATALOGUE
    found = small.problems(
        small.folder(tmp_path, catalogue=rows(CATALOGUE.replace(old, new)), assignments=periods.ASSIGNMENTS)
    )
    assert any(said in each for each in found), found


def detail(path: Path) -> dict[str, tuple[Any, ...]]:
    """Return the rows of “Chi tiết” by code: what stands under maximum, self-assessed maximum and score."""
    book = openpyxl.load_workbook(BytesIO(path.read_bytes()), data_only=True)
    found: dict[str, tuple[Any, ...]] = {}
    for row in book["Chi tiết"].iter_rows(values_only=True):
        if isinstance(row[0], str) and (row[0][:1].isdigit() or row[1] == "Tổng cộng"):
            found[row[0] or "tổng"] = row[2:5]
        elif row[1] == "Tổng cộng":
            found["tổng"] = row[2:5]
    return found


def test_master_read_by_itself_comes_to_the_same_sums(folder: Folder) -> None:
    merged = merge_inbox(folder, now=periods.RECEIVED)
    assert merged.result.draft_reasons == ()
    found = detail(folder.master)
    leaves = {code: found[code] for code in ("1.1", "1.2", "1.3", "1.4", "1.5")}
    assert found["1.1"] == (1.5, None, None)
    assert found["1.2"] == (1, 1, 1)
    assert found["1"][0] == sum(row[0] for row in leaves.values())
    assert found["1"][1] == sum(row[1] or 0 for row in leaves.values())
    assert found["1"][2] == pytest.approx(sum(row[2] or 0 for row in leaves.values()))
    assert found["1.6"] == (0.5, None, 0.5)
    assert found["2"] == (2, 0, 2)
    assert found["tổng"] == found["1"]
    total = merged.result.total
    assert (total.self_maximum, total.score) == (Decimal(3), Decimal("2.96"))
    assert (total.left_out_maximum, total.bonus, total.bonus_maximum) == (
        Decimal("1.5"),
        Decimal("2.5"),
        Decimal("2.5"),
    )
    assert total.ratio == total.score / total.self_maximum
    assert 0 <= total.ratio <= 1


def texts_of(path: Path) -> str:
    if path.suffix == ".docx":
        word = Document(str(path))
        cells = (cell.text for table in word.tables for row in table.rows for cell in row.cells)
        return "\n".join((*(line.text for line in word.paragraphs), *cells))
    book = openpyxl.load_workbook(path, data_only=True)
    return "\n".join(
        str(cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    )


def test_every_output_shows_what_lies_beside_the_total(folder: Folder) -> None:
    merge_inbox(folder, now=periods.RECEIVED)
    said = {path.name: texts_of(path) for path in (folder.master, folder.report, folder.control_sheet)}
    assert "Không phát sinh, không tính vào điểm tối đa tự đánh giá" in said[folder.master.name]
    assert "Điểm thưởng, ngoài tổng điểm (tối đa 2,5)" in said[folder.master.name]
    assert "không phát sinh, không tính điểm" in said[folder.master.name]
    report = said[folder.report.name]
    assert "2,96 điểm" in report
    assert "trên tổng số 3 điểm" in report
    assert "1,5 điểm không phát sinh nên không tính" in report
    assert "Ngoài tổng điểm, điểm thưởng đạt 2,5 điểm trên tối đa 2,5 điểm" in report
    assert "Không phát sinh nội dung đánh giá" in report
    assert "Có 02/03 tiêu chí, tiêu chí thành phần đạt điểm tối đa: tiêu chí 1.2 và 1.5" in report
    assert WHY in report
    assert (
        "không tính 1,5 điểm không phát sinh; điểm thưởng 2,5 điểm trên tối đa 2,5 điểm"
        in said[folder.control_sheet.name]
    )


def test_what_is_against_the_rule_does_not_count(folder: Folder) -> None:
    typed = {**NOTHING_AROSE, ("1.1", Column.SCORE): Decimal(1)}
    periods.send(folder, "so-a.xlsx", periods.good_return(folder, "so-a", typed))
    merged = merge_inbox(folder, now=periods.RECEIVED)
    leaf = next(each for each in merged.result.leaves if each.criterion.code == "1.1")
    assert {finding.code for finding in leaf.findings} >= {"SC34"}
    assert leaf.score is None
    assert merged.result.total.self_maximum == Decimal("4.5")
    assert merged.result.is_draft
