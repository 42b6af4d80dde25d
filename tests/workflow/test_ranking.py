"""Several units fill the same form: each counts for itself, all are ranked, master and report show the same."""

import re
import shutil
from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from msgspec.structs import replace
from openpyxl import load_workbook

from par_excel.form import Column
from par_excel.model import ComparedPart, Judged, LeafState, ObstacleKind, Ranking, Result, UnitResult
from par_excel.workflow.correspondence.status import read_standing
from par_excel.workflow.folder.catalogue import make_templates
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.results.merge import MergeOutcome, merge_inbox
from par_excel.workflow.results.verify import verify_all
from par_excel.writing.report import difficulties
from par_excel.writing.report.context import report_context
from tests.config.small import cells, csv_bytes
from tests.workflow.approvals import NEXT, approved, copy_of
from tests.workflow.periods import RECEIVED, good_return, period, send

UNITS = """\
| Mã     | Tên đơn vị | Phụ lục | Nhóm   | Thư điện tử | Liên hệ |
| xa-a   | Xã A       | 1       | Xã     |             |         |
| xa-b   | Xã B       | 1       | Xã     |             |         |
| phuong | Phường C   | 1       | Phường |             |         |
| xa-d   | Xã D       | 1       | Xã     |             |         |
"""
LOW = {("1.1-a", Column.LEVEL): "", ("1.1-b", Column.LEVEL): "x"}
"""What loses 1.5 points."""


def ranked_round(root: Path) -> tuple[Folder, MergeOutcome]:
    """Merge a round with five units of one form, one of them without a return, and one of another form."""
    folder = period(root)
    (folder.root / "don_vi.csv").write_bytes(csv_bytes(cells(UNITS)))
    make_templates(folder)
    send(folder, "so-b.xlsx", good_return(folder, "so-b"))
    for unit, changes in (("so-a", LOW), ("xa-a", None), ("xa-b", LOW), ("phuong", None)):
        send(folder, f"{unit}.xlsx", good_return(folder, unit, changes))
    return folder, merge_inbox(folder, now=RECEIVED)


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Folder, MergeOutcome]:
    return ranked_round(tmp_path_factory.mktemp("xep-hang") / "ky")


@pytest.fixture
def ranking(merged: tuple[Folder, MergeOutcome]) -> Ranking:
    (found,) = merged[1].result.rankings
    return found


def names(rows: Sequence[Any]) -> list[str]:
    return [row.unit.unit.name for row in rows]


def test_each_unit_has_its_own_template(merged: tuple[Folder, MergeOutcome]) -> None:
    folder, _ = merged
    shared = {path.name for path in (folder.templates / "phuluc_1").iterdir()}
    assert shared == {"so-a.xlsx", "xa-a.xlsx", "xa-b.xlsx", "phuong.xlsx", "xa-d.xlsx"}


def test_equal_points_share_the_better_place(ranking: Ranking) -> None:
    assert names(ranking.rows) == ["Xã A", "Phường C", "Sở A", "Xã B", "Xã D"]
    assert [row.place for row in ranking.rows] == [1, 1, 3, 3, None]
    assert [row.unit.total.score for row in ranking.rows[:3]] == [Decimal("2.5"), Decimal("2.5"), Decimal(1)]
    assert {row.unit.unit.id: row.in_group for row in ranking.rows} == {
        "xa-a": 1,
        "phuong": 1,
        "so-a": 1,
        "xa-b": 2,
        "xa-d": None,
    }
    assert ranking.groups == ("Xã", "Phường")
    assert [row.by_leaf for row in ranking.rows] == [(1, 1), (1, 1), (3, 1), (3, 1), (None, None)]


def test_nothing_of_them_is_added_to_the_province(merged: tuple[Folder, MergeOutcome]) -> None:
    result: Result = merged[1].result
    states = {leaf.criterion.code: leaf.state for leaf in result.leaves}
    assert states["1.1"] is states["1.2"] is LeafState.BY_UNIT
    assert result.total.score == Decimal("0.96")
    assert (result.total.self_maximum, result.total.unit_maximum) == (Decimal(1), Decimal("2.5"))
    assert result.total.maximum == Decimal("4.5")
    assert [unit.unit.id for unit in result.agencies] == ["so-b"]
    assert "Chưa có bản nộp của: Xã D." in result.draft_reasons


def test_units_of_one_form_do_not_contradict_each_other(merged: tuple[Folder, MergeOutcome]) -> None:
    assert [each.code for each in merged[1].result.findings if each.code.startswith("CO")] == []


def rows_of(sheet: Any) -> list[tuple[Any, ...]]:
    return [row for row in sheet.iter_rows(values_only=True) if any(value is not None for value in row)]


def test_the_master_shows_every_place(merged: tuple[Folder, MergeOutcome]) -> None:
    book = load_workbook(BytesIO(merged[0].master.read_bytes()), data_only=True)
    added = [name for name in book.sheetnames if "PL 1" in name]
    assert added == [
        "Xếp hạng PL 1",
        "Phân bố PL 1",
        "PL 1 nhóm 1 Xã",
        "PL 1 nhóm 2 Phường",
        "Điểm PL 1",
        "Hạng PL 1",
    ]
    head = next(row for row in rows_of(book["Xếp hạng PL 1"]) if row[0] == "Hạng")
    places = [row for row in rows_of(book["Xếp hạng PL 1"]) if row[1] in {"Xã A", "Sở A", "Xã D"}]
    score, ratio = head.index("Điểm"), head.index("Chỉ số")
    assert [(row[0], row[1], row[score], row[ratio]) for row in places] == [
        (1, "Xã A", 2.5, 1),
        (3, "Sở A", 1, 0.4),
        (None, "Xã D", None, None),
    ]
    spread = [row[:2] for row in rows_of(book["Phân bố PL 1"]) if row[0] and "%" in str(row[0])]
    assert spread[0] == ("Từ 40% đến dưới 50%", 2)
    assert spread[-1] == ("Từ 90% đến 100%", 2)
    assert sum(count for _, count in spread) == 4
    means = next(row for row in rows_of(book["Điểm PL 1"]) if row[0] == "Trung bình")
    assert means[2:4] == (0.75, 1)


def test_the_report_tells_of_the_ranking(merged: tuple[Folder, MergeOutcome]) -> None:
    document = Document(BytesIO(merged[0].report.read_bytes()))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert "Xếp hạng các đơn vị cùng biểu mẫu" in texts
    assert ("Có 04/05 đơn vị đã nộp; chỉ số trung bình 70,00%, cao nhất 100,00%, thấp nhất 40,00%.") in texts
    assert "Dẫn đầu: Xã A và Phường C (2,5 điểm); thấp nhất: Sở A và Xã B (1 điểm)." in texts
    table = document.tables[-1]
    shown = {
        cells[1]: (cells[0], cells[-1]) for row in table.rows if (cells := [cell.text for cell in row.cells])
    }
    assert shown["Phường C"] == ("1", "")
    assert shown["Xã D"] == ("–", "chưa nộp")


def complaining(result: Result) -> Result:
    """Return the result with a difficulty of every unit that has sent in a return."""
    return replace(
        result,
        units=tuple(
            unit if unit.judged is None else _complaining(unit, unit.judged) for unit in result.units
        ),
    )


def _complaining(unit: UnitResult, judged: Judged) -> UnitResult:
    closing = judged.submission.closing
    said = replace(closing.difficulties, value=f"{unit.unit.name} thiếu biên chế")
    submission = replace(judged.submission, closing=replace(closing, difficulties=said))
    return replace(unit, judged=replace(judged, submission=submission))


def test_difficulties_of_ranked_units_are_told_by_how_many_share_them_and_the_rest_is_counted(
    merged: tuple[Folder, MergeOutcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    basis, result = merged[1].checked.basis, complaining(merged[1].result)
    few: Any = report_context(basis, result)["kho_khan"]
    ranked = [f"- {name} thiếu biên chế (01 đơn vị)." for name in ("Sở A", "Xã A", "Xã B", "Phường C")]
    assert few[0]["noi_dung"][0] == "- Sở B: Sở B thiếu biên chế."  # it is in no ranking
    assert sorted(few[0]["noi_dung"][1:]) == sorted(ranked)
    monkeypatch.setattr(difficulties, "MOST_NAMED", 3)
    many: Any = report_context(basis, result)["kho_khan"]
    assert len(many[0]["noi_dung"]) == 5
    assert many[0]["noi_dung"][-1] == "- Còn 01 ý kiến khác của các đơn vị."


def test_the_report_lists_the_documents_of_the_agencies_and_the_master_those_of_all(
    merged: tuple[Folder, MergeOutcome],
) -> None:
    result = merged[1].result
    assert {entry.unit.id for entries in result.register for entry in entries} == {"so-b"}
    assert {entry.unit.id for entries in result.documents for entry in entries} == {
        *("so-a", "so-b", "xa-a", "xa-b", "phuong")
    }
    assert "Tài liệu kiểm chứng" in load_workbook(BytesIO(merged[0].master.read_bytes())).sheetnames


def test_status_counts_what_each_unit_scores(merged: tuple[Folder, MergeOutcome]) -> None:
    standing = read_standing(merged[0], now=RECEIVED)
    assert {unit.unit.id: (unit.counted, unit.leaves) for unit in standing.units} == {
        "so-a": (2, 2),
        "so-b": (1, 1),
        "xa-a": (2, 2),
        "xa-b": (2, 2),
        "phuong": (2, 2),
        "xa-d": (0, 2),
    }


def test_verify_proves_the_ranking(merged: tuple[Folder, MergeOutcome]) -> None:
    folder, _ = merged
    assert verify_all(folder).problems == ()


def test_a_place_that_was_changed_is_named(merged: tuple[Folder, MergeOutcome], tmp_path: Path) -> None:
    folder = Folder(Path(shutil.copytree(merged[0].root, tmp_path / "ky")))
    book = load_workbook(BytesIO(folder.master.read_bytes()), data_only=True)
    sheet = book["Xếp hạng PL 1"]
    cell = next(cell for cell in sheet["A"] if cell.value == 3)
    cell.value = 2
    book.save(folder.master)
    problems = verify_all(folder).problems
    assert any("Xếp hạng PL 1" in problem for problem in problems), problems


def test_a_round_of_one_form_alone(tmp_path: Path) -> None:
    """All units fill the same form: there is no sum of the province."""
    folder = period(tmp_path / "ky")
    text = folder.settings.read_text("utf-8").replace("phu_luc = 2", 'phu_luc = "1"')
    folder.settings.write_text(text, "utf-8")
    catalogue = folder.root / "tieu_chi.csv"
    rows = [line for line in catalogue.read_text("utf-8").splitlines(keepends=True) if "1.3" not in line]
    catalogue.write_text("".join(rows).replace("4.5", "3.5").replace('"4,5"', '"3,5"'), "utf-8")
    (folder.root / "phan_cong.csv").write_text(
        (folder.root / "phan_cong.csv").read_text("utf-8").splitlines(keepends=True)[0], "utf-8"
    )
    for unit in ("so-a", "so-b"):
        send(folder, f"{unit}.xlsx", good_return(folder, unit, LOW if unit == "so-b" else None))
    result = merge_inbox(folder, now=RECEIVED).result
    assert result.is_ranking_alone
    assert [row.place for row in result.rankings[0].rows] == [1, 2]
    book = load_workbook(BytesIO(folder.master.read_bytes()), data_only=True)
    assert "Theo cơ quan" not in book.sheetnames
    assert "Kết quả chung" not in {row[0] for row in rows_of(book["Tổng hợp"])}
    texts = [paragraph.text for paragraph in Document(BytesIO(folder.report.read_bytes())).paragraphs]
    numbered = [text for text in texts if re.match(r"[IVX]+\. ", text)]
    assert numbered == [
        "I. KẾT QUẢ CHUNG",
        "II. KẾT QUẢ THEO LĨNH VỰC",
        "III. KHÓ KHĂN, VƯỚNG MẮC",
        "IV. KIẾN NGHỊ, ĐỀ XUẤT",
    ]
    assert [text for text in texts if text.startswith("Phụ lục") and len(text) < 12] == [
        "Phụ lục I",
        "Phụ lục II",
    ]
    assert verify_all(folder).problems == ()


def test_an_approved_ranking_is_fixed_unit_by_unit_and_a_later_return_is_named(
    merged: tuple[Folder, MergeOutcome], tmp_path: Path
) -> None:
    folder = copy_of(merged[0], tmp_path / "ky")
    missing = approved(folder).obstacles
    assert [each.key.unit for each in missing if each.kind is ObstacleKind.MISSING] == ["xa-d"]
    send(folder, "xa-d.xlsx", good_return(folder, "xa-d", LOW))
    first = approved(folder)
    assert first.is_new
    assert approved(folder).is_new is False
    send(folder, "xa-b-2.xlsx", good_return(folder, "xa-b", saved="2021-02-18T01:00:00Z"))
    second = approved(folder, NEXT, days=1)
    assert second.is_new
    told = {
        (each.part, each.key, each.name, each.what): (each.before, each.now) for each in second.differences
    }
    assert told[ComparedPart.CRITERION, "1.1", "Xã B", "Điểm"] == ("0", "1,5")
    points = told[ComparedPart.RANKING, "xa-b", "Xã B", "Điểm"]
    assert points[0] < points[1]
    assert told[ComparedPart.RANKING, "xa-b", "Xã B", "Hạng"][1] == "1"
