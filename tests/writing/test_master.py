"""The master workbook: every figure of the result, traceable, and no text of a return that is more than text."""

import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import unescape

import openpyxl
import pytest
from msgspec.structs import replace

from par_excel import __version__
from par_excel.model import Basis, LeafState, Result
from par_excel.writing.master.summary import sumif_criterion
from par_excel.writing.master.workbook import master_workbook
from par_excel.writing.report.document import report_document
from tests import invented
from tests.writing import sample_master, sample_result
from tests.writing.sample_master import HOSTILE, VERY_LONG

SHEETS = [
    "Tổng hợp",
    "Theo cơ quan",
    "Chi tiết",
    "Điểm bị trừ",
    "Tài liệu kiểm chứng",
    "Sáng kiến",
    "Phối hợp",
    "Khó khăn",
    "Phát hiện",
    "Bản nộp",
    "Quyết định",
    "Nguồn và phiên bản",
]
OUR_FORMULA = re.compile(
    r"""(?x)
    0
    | SUM\(  (?:'Chi\ tiết'!)?\$?[A-Z]+\$?\d+ (?: :\$?[A-Z]+\$?\d+ )?
        (?: ,(?:'Chi\ tiết'!)?\$?[A-Z]+\$?\d+ (?: :\$?[A-Z]+\$?\d+ )? )* \)
    | (?:'Chi\ tiết'!|'Theo\ cơ\ quan'!)?\$[A-Z]+\$\d+
    | [A-Z]+\d+-[A-Z]+\d+
    | SUMIF\('Điểm\ bị\ trừ'!\$C:\$C,\$B\d+,'Điểm\ bị\ trừ'!\$F:\$F\)
    | IF\([A-Z]\d+=0,"",[A-Z]\d+/[A-Z]\d+\)
    """
)


@cache
def draft() -> tuple[Basis, Result, bytes]:
    basis = sample_master.basis()
    result = sample_master.draft(basis)
    return basis, result, master_workbook(basis, result)


def opened(data: bytes, *, computed: bool = True) -> Any:
    return openpyxl.load_workbook(BytesIO(data), data_only=computed)


def parts(data: bytes, kind: str) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            if re.search(kind, name):
                yield name, archive.read(name).decode("utf-8")


def rows_of(sheet: Any, first: str) -> dict[str, tuple[Any, ...]]:
    """Return the rows of the first table below this head, by what stands in their first column."""
    rows = list(sheet.iter_rows(values_only=True))
    top = next(index for index, row in enumerate(rows) if row[0] == first)
    found: dict[str, tuple[Any, ...]] = {}
    for row in rows[top + 1 :]:
        if all(value is None for value in row):
            break
        found.setdefault(str(row[0] if row[0] is not None else row[1]), row)
    return found


def same(found: object, expected: object) -> bool:
    return found is None if expected is None else Decimal(repr(found)) == expected


def test_sheets_stand_in_order_and_open_on_the_summary() -> None:
    book = opened(draft()[2])
    assert book.sheetnames == SHEETS
    assert book.active.title == "Tổng hợp"
    assert all(sheet.sheet_view.selection[-1].activeCell in {None, "A1"} for sheet in book)


def test_every_criterion_stands_with_its_points_in_official_order() -> None:
    basis, result, data = draft()
    found = rows_of(opened(data)["Chi tiết"], "Mã")
    own = [code for code in found if not code.endswith("(tiếp)")]
    assert own == [*(row.code for row in basis.catalogue.criteria), "Tổng cộng"]
    for leaf in result.leaves:
        row = found[leaf.criterion.code]
        assert row[1] == leaf.criterion.name
        self_assessed = leaf.criterion.maximum if leaf.criterion.method.is_self_assessed else None
        for value, expected in zip(
            row[2:5], (leaf.criterion.maximum, self_assessed, leaf.score), strict=True
        ):
            assert same(value, expected), (leaf.criterion.code, value, expected)
    for code, total in [*result.headings.items(), ("Tổng cộng", result.total)]:
        sums = (total.maximum, total.self_maximum, total.score)
        assert all(map(same, found[code][2:5], sums)), code


def test_states_of_leaves_are_told_apart() -> None:
    _, result, data = draft()
    found = rows_of(opened(data)["Chi tiết"], "Mã")
    assert {code: found[code][10] for code in ("1.1", "1.2", "1.3.2", "2.1", "2.2", "2.3")} == {
        "1.1": "đã tính",
        "1.2": "đã tính, chỉ có giải trình",
        "1.3.2": "điều tra xã hội học",
        "2.1": "chưa chấm",
        "2.2": "cơ quan tổng hợp chấm",
        "2.3": "có lỗi, chưa tính (SC02)\nTrong bản nộp: 7,125",
    }
    basis = invented.basis()
    waiting = rows_of(opened(master_workbook(basis, sample_result.empty(basis)))["Chi tiết"], "Mã")
    assert waiting["1.1"][10] == "chưa có bản nộp"
    states = {leaf.state for leaf in result.leaves}
    assert states == set(LeafState) - {
        LeafState.NO_RETURN,
        LeafState.REVIEWED,
        LeafState.BY_UNIT,
        LeafState.LEFT_OUT,
    }


def test_provenance_leads_to_the_return() -> None:
    _, result, data = draft()
    book = opened(data)
    sheet, returns = book["Chi tiết"], book["Bản nộp"]
    row = next(row for row in sheet.iter_rows(min_row=6) if row[0].value == "1.1")
    file, place, received, sha256, standing = (cell.value for cell in row[11:16])
    assert result.leaves[0].submission is not None
    assert file == result.leaves[0].submission.file
    assert place == "Chấm điểm, ô E5"
    assert received == datetime(2021, 2, 17, 15, 30)  # noqa: DTZ001 - spreadsheets know no zones
    assert sha256 == result.leaves[0].submission.sha256[:12]
    assert standing == "đã đối chiếu"
    target, cell = row[11].hyperlink.location.split("!")
    assert target == "'Bản nộp'"
    line = returns[returns[cell].row]
    assert line[0].value == file
    assert line[14].value == result.leaves[0].submission.sha256[:12]


def test_summary_shows_the_fields_and_their_totals() -> None:
    _, result, data = draft()
    sheet = opened(data)["Tổng hợp"]
    found = rows_of(sheet, "Mã")
    for key, total in [*((field.key, field) for field in result.fields), ("Tổng cộng", result.total)]:
        sums = (
            *(total.maximum, total.survey_maximum, total.office_maximum, total.self_maximum, total.score),
            *(total.leaves, total.counted),
        )
        row = found[key]
        assert all(map(same, (*row[2:7], *row[8:10]), sums)), key
        assert total.ratio is not None
        assert Decimal(repr(row[7])) == pytest.approx(total.ratio)
    key_figures = {row[0].value: row[2].value for row in sheet.iter_rows(max_row=20)}
    assert same(key_figures["Điểm tự đánh giá"], result.total.score)
    assert same(key_figures["Tổng điểm của Bộ tiêu chí"], result.total.maximum)
    assert key_figures["Tiêu chí đã tính / phải tự đánh giá"] == "3/5"
    assert "Điểm do Sở Nội vụ chấm" in key_figures


def test_draft_and_unverified_catalogue_are_marked_on_every_sheet() -> None:
    _, _, data = draft()
    book = opened(data)
    for sheet in book:
        assert str(sheet["A3"].value).startswith("DỰ THẢO"), sheet.title
        assert "chưa đối chiếu với văn bản gốc" in sheet["A3"].value
        assert sheet.oddFooter.left.text.startswith("DỰ THẢO")
    summary = [row[0] for row in book["Tổng hợp"].iter_rows(values_only=True)]
    assert "– Sở B chưa nộp" in summary


def test_complete_result_bears_no_mark() -> None:
    basis = invented.basis()
    verified = replace(invented.PROVENANCE, confidence=("verified",))
    criteria = tuple(replace(row, provenance=verified) for row in basis.catalogue.criteria)
    basis = replace(basis, catalogue=replace(basis.catalogue, criteria=criteria))
    data = master_workbook(basis, sample_result.complete(basis))
    for sheet in opened(data):
        assert sheet["A3"].value == "Số liệu đã đầy đủ"
    assert all("DỰ THẢO" not in text and "chưa đối chiếu" not in text for _, text in parts(data, r"\.xml$"))


def test_agencies_stand_with_state_sums_and_fields() -> None:
    basis, result, data = draft()
    sheet = opened(data)["Theo cơ quan"]
    found = rows_of(sheet, "Phụ lục")
    for unit in result.units:
        row = found[unit.unit.appendix]
        sums = (unit.total.self_maximum, unit.total.score)
        counts = (unit.total.leaves, unit.total.counted, unit.errors, unit.warnings, unit.notes)
        assert row[1] == unit.unit.name
        assert all(map(same, (*row[3:5], *row[6:11]), (*sums, *counts)))
    assert found["1"][2] == "có lỗi (bản trước hợp lệ)"
    assert found["2"][2] == "chưa nộp"
    assert same(found["Tổng cộng"][4], result.total.score)
    values = list(sheet.iter_rows(values_only=True))
    start = next(index for index, row in enumerate(values) if str(row[1]).startswith("ĐIỂM TỰ ĐÁNH GIÁ"))
    assert values[start][2:5] == ("1. Nội dung 1", "2. Nội dung 2", "Tổng cộng")
    pivot = {row[1]: row[2:5] for row in values[start + 1 : start + 5]}
    assert pivot["Sở A"] == (1.5, 0, 1.5)
    assert pivot["Sở B"] == (0.97, 0, 0.97)
    assert pivot["Sở C"] == (None, None, 0)
    assert pivot["Tổng cộng"] == (2.47, 0, 2.47)
    assert len(basis.catalogue.fields) == 2


def test_lost_points_are_sorted_and_add_up() -> None:
    _, result, data = draft()
    found = rows_of(opened(data)["Điểm bị trừ"], "Mã")
    own = [code for code in found if not code.endswith("(tiếp)")]
    assert own == ["1.1", "1.2", "1.3.1", "Tổng cộng"]
    lost = {leaf.criterion.code: leaf.lost for leaf in result.leaves}
    assert all(same(found[code][5], lost[code]) for code in own[:-1])
    assert same(found["Tổng cộng"][5], Decimal("1.53"))
    note = opened(data)["Điểm bị trừ"]["A4"].value
    assert "Chưa gồm 2 tiêu chí" in note


@pytest.mark.parametrize(
    ("name", "sought"),
    [("Sở Nội vụ", ""), ("Sở A*", '"=Sở A~*"'), ("Sở ~ “?”", '"=Sở ~~ “~?”"'), ('>1"', '"=>1"""')],
)
def test_a_name_that_sumif_takes_for_a_pattern_is_sought_as_it_is(name: str, sought: str) -> None:
    assert sumif_criterion(name) == sought


@pytest.mark.parametrize("name", ["Ban Quản lý " * 24 + "khu A", "Ban Quản lý * " * 21 + "khu A"])
def test_a_name_longer_than_a_text_in_a_formula_may_be_has_its_sum_as_a_number(name: str) -> None:
    made = sample_master.basis()
    first, *others = made.period.units
    named = replace(made, period=replace(made.period, units=(replace(first, name=name), *others)))
    data = master_workbook(named, sample_master.draft(named))
    formulas = [unescape(text) for _, xml in parts(data, "sheet") for text in re.findall("<f>(.+?)</f>", xml)]
    assert formulas
    assert max(len(text) for each in formulas for text in re.findall('"((?:[^"]|"")*)"', each)) <= 255
    [lost] = [row[10] for row in opened(data, computed=False)["Tổng hợp"].values if row[1] == name]
    assert lost == 1.5


def test_coordination_shows_both_sides_and_marks_differences() -> None:
    _, _, data = draft()
    sheet = opened(data)["Phối hợp"]
    rows = list(sheet.iter_rows(min_row=6))
    shown = [
        (row[2].value, row[3].value, row[4].value, row[6].value, row[7].value, row[8].value) for row in rows
    ]
    assert shown == [
        ("Sở A", 1, "Sở C", 0.75, -0.25, "khác điểm của chủ trì, đề nghị xem xét"),
        ("Sở A", 1, "Sở C", 1, 0, "trùng điểm của chủ trì"),
        ("Sở A", 1, "Sở C", None, None, "không đề xuất điểm"),
        ("(tổng các tiêu chí thành phần)", None, "Sở A", None, None, "chưa có bản nộp"),
    ]
    colours = [row[7].fill.fgColor.rgb for row in rows]
    assert colours[0] == "FFFDE7E9"
    assert "FFFDE7E9" not in colours[1:]


def test_lists_hold_what_the_returns_say() -> None:
    basis, result, data = draft()
    book = opened(data)
    evidence = rows_of(book["Tài liệu kiểm chứng"], "STT")
    assert len(evidence) == len(result.documents) > len(HOSTILE)
    parts_of_it = (None, None, None, None)
    assert evidence["1"][1:] == (
        HOSTILE[0].partition(";")[0],
        *parts_of_it,
        "1.1",
        "Sở A",
        "không gửi kèm tệp",
        "so-a.xlsx, Chấm điểm, G5",
    )
    initiative = rows_of(book["Sáng kiến"], "STT")["1"]
    assert initiative[1:3] == ("Sở A", HOSTILE[0])
    assert initiative[5] == "(để trống)"
    difficulties = rows_of(book["Khó khăn"], "Cơ quan")
    assert difficulties["Sở A"][1] == HOSTILE[0]
    assert difficulties["Sở B"][1] == "(chưa nộp)"
    findings = list(rows_of(book["Phát hiện"], "STT").values())
    assert [(row[1], row[2], row[3]) for row in findings] == [
        ("lỗi", "SC02", "Sở A"),
        ("cảnh báo", "CO01", None),
        ("ghi chú", "SC09", "Sở A"),
    ]
    returns = list(rows_of(book["Bản nộp"], "Tệp").values())
    assert [row[2] for row in returns] == [
        "đang dùng",
        "bị thay thế",
        "bị loại",
        "không nhận được",
        "đang dùng",
    ]
    assert [row[11] for row in returns] == ["có", "có", "có", "có", "không còn"]
    sources = {row[0]: row[1] for row in book["Nguồn và phiên bản"].iter_rows(min_row=6, values_only=True)}
    assert sources["Mã của Bộ tiêu chí và phân công"] == basis.fingerprint
    assert sources["Phiên bản chương trình"] == f"par_excel {__version__}"
    assert sources["Thời hạn: Các cơ quan nộp"] == "18/02/2021"


def test_long_text_goes_on_in_the_rows_below_and_is_whole() -> None:
    _, _, data = draft()
    sheet = opened(data)["Chi tiết"]
    taken = [row for row in sheet.iter_rows(min_row=6) if str(row[0].value).split(" ")[0] == "1.1"]
    assert [row[0].value for row in taken] == ["1.1", *["1.1 (tiếp)"] * (len(taken) - 1)]
    assert "".join(str(row[8].value) for row in taken) == VERY_LONG
    heights = [sheet.row_dimensions[row[0].row].height for row in taken]
    assert max(heights) <= 409.5
    assert all(row[4].value is None for row in taken[1:])


def test_formulas_are_ours_alone() -> None:
    _, _, data = draft()
    formulas = [
        (name, found)
        for name, text in parts(data, r"worksheets/sheet\d+\.xml$")
        for found in re.findall(r"<f[^>]*>(.*?)</f>", text)
    ]
    assert len(formulas) > 40
    strange = [
        (name, found) for name, found in formulas if not OUR_FORMULA.fullmatch(found.replace("&quot;", '"'))
    ]
    assert strange == []


def test_links_are_ours_alone() -> None:
    _, _, data = draft()
    links = [
        found
        for _, text in parts(data, r"worksheets/sheet\d+\.xml$")
        for found in re.findall(r"<hyperlink [^>]*>", text)
    ]
    assert len(links) == 5
    assert all(re.search(r"location=\"'?Bản nộp'?!A\d+\"", link) and "r:id" not in link for link in links)
    assert all('TargetMode="External"' not in text for _, text in parts(data, r"\.rels$"))


def test_every_formula_has_a_computed_value() -> None:
    _, _, data = draft()
    for _, text in parts(data, r"worksheets/sheet\d+\.xml$"):
        for cell in re.findall(r"<c [^>]*>(?:(?!</c>).)*<f>.*?</c>", text):
            is_text = 't="str"' in cell
            value = re.search(r"<v>(.*?)</v>", cell)
            assert value is not None
            assert is_text or re.fullmatch(r"-?\d+(\.\d*[1-9])?", value[1]), cell


def test_sheets_are_ready_to_read_and_to_print() -> None:
    _, _, data = draft()
    for sheet in opened(data):
        assert int(sheet.page_setup.paperSize) == 9, sheet.title
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in {None, 1}
        assert "Trang &P/&N" in str(sheet.oddFooter.right.text)
    book = opened(data)
    for name in SHEETS[1:]:
        assert book[name].freeze_panes is not None, name
    for name in SHEETS[2:]:
        assert book[name].print_title_rows == "$5:$5", name
    for name in SHEETS[2:-1]:
        assert book[name].auto_filter.ref is not None, name


def test_pages_begin_with_fields_and_charts_stand_beside_short_names() -> None:
    _, _, data = draft()
    book = opened(data)
    detail = book["Chi tiết"]
    breaks = {each.id for each in detail.row_breaks.brk}
    fields = [
        row[0].row for row in detail.iter_rows(min_row=6) if row[0].value and str(row[0].value).isdigit()
    ]
    assert {row - 1 for row in fields[1:]} <= breaks
    levels = {row: detail.row_dimensions[row].outlineLevel for row in range(6, detail.max_row + 1)}
    assert all(levels[row] >= levels[row + 1] or row + 1 > detail.max_row for row in breaks), (
        "no lone heading"
    )
    for name, columns in (("Tổng hợp", "A:K"), ("Theo cơ quan", "A:L")):
        first, last = columns.split(":")
        assert re.fullmatch(rf"'{name}'!\${first}\$1:\${last}\$\d+", book[name].print_area)
    for _, text in parts(data, r"charts/chart\d+\.xml$"):
        assert "<c:manualLayout>" in text
        if 'barDir val="bar"' in text:
            names = re.findall(r"<c:v>(.*?)</c:v>", "".join(re.findall(r"<c:cat>.*?</c:cat>", text)))
            assert names
            assert max(map(len, names)) <= 36


def test_tree_folds() -> None:
    _, _, data = draft()
    sheet = opened(data)["Chi tiết"]
    levels = {
        row[0].value: sheet.row_dimensions[row[0].row].outlineLevel for row in sheet.iter_rows(min_row=6)
    }
    assert (levels["1"], levels["1.3"], levels["1.3.1"], levels["1.1 (tiếp)"]) == (0, 1, 2, 1)
    assert sheet.sheet_properties.outlinePr.summaryBelow is False


def test_charts_show_score_beside_maximum() -> None:
    _, _, data = draft()
    charts = [text for _, text in parts(data, r"charts/chart\d+\.xml$") if "Tối đa tự đánh giá" in text]
    assert len(charts) == 2
    for text, caches in zip(
        charts, (["4", "2", "2.47", "0"], ["4", "2", "0", "1.5", "0.97", "0"]), strict=True
    ):
        values = "".join(re.findall(r"<c:val>.*?</c:val>", text))
        assert re.findall(r"<c:v>(.*?)</c:v>", values) == caches


def test_charts_show_shares_and_what_each_agency_lost() -> None:
    _, _, data = draft()
    found = {
        re.findall(r"<a:t>(.*?)</a:t>", text)[0]: re.findall(r"<c:val>.*?</c:val>", text)
        for _, text in parts(data, r"charts/chart\d+\.xml$")
        if "Tối đa tự đánh giá" not in text
    }
    assert set(found) == {
        "Chỉ số tự đánh giá theo lĩnh vực",
        "Điểm bị trừ của từng cơ quan (tiêu chí đã tính)",
    }
    for values in found.values():
        assert len(values) == 1
        assert re.findall(r"<c:v>(.*?)</c:v>", values[0])


@pytest.mark.parametrize("make", [sample_result.draft, sample_result.complete, sample_result.empty])
def test_same_result_gives_same_bytes(make: Any) -> None:
    basis = invented.basis()
    assert master_workbook(basis, make(basis)) == master_workbook(basis, make(basis))


def test_date_of_making_follows_the_period_or_the_caller() -> None:
    basis, result, data = draft()
    assert opened(data).properties.created == datetime(2021, 1, 1)  # noqa: DTZ001 - as workbooks say it
    moment = datetime(2021, 2, 24, 9)  # noqa: DTZ001 - as workbooks say it
    assert opened(master_workbook(basis, result, created=moment)).properties.created == moment


def test_scores_with_many_places_are_shown_in_full() -> None:
    basis = invented.basis()
    result = sample_result.complete(basis)
    first = replace(result.leaves[0], score=Decimal("0.125"))
    sheet = opened(master_workbook(basis, replace(result, leaves=(first, *result.leaves[1:]))))["Chi tiết"]
    row = next(row for row in sheet.iter_rows(min_row=6) if row[0].value == "1.1")
    assert (row[4].value, row[4].number_format) == (0.125, "0.000")


def test_thousands_of_rows_are_all_there() -> None:
    basis, result = sample_result.large(invented.basis(), 3_000)
    data = master_workbook(basis, result)
    book = opened(data)
    assert rows_of(book["Tổng hợp"], "Mã")["Tổng cộng"][6] == 3_000
    assert len(rows_of(book["Chi tiết"], "Mã")) == 3_002


def test_the_folder_of_the_settings_does_not_show() -> None:
    basis, result, _ = draft()
    here, there = (
        replace(basis, period=replace(basis.period, sources={"par.toml": str(Path(folder) / "par.toml")}))
        for folder in ("/một/nơi", "/nơi/khác")
    )
    assert master_workbook(here, result) == master_workbook(there, result)


def test_decisions_stand_with_reason_and_whether_they_hold() -> None:
    rows = list(rows_of(opened(draft()[2])["Quyết định"], "Số").values())
    assert [(row[0], row[3], row[4], row[7]) for row in rows] == [
        (1, "chấp nhận ngoại lệ", "Sở A", "đã thay"),
        (2, "chấp nhận ngoại lệ", "Sở A", "đang áp dụng"),
    ]
    assert rows[0][5].startswith("EV01, tiêu chí 1.1: “")
    assert rows[0][6] == HOSTILE[2]


def _calls(rows: int) -> int:
    """Return how many functions are called to write master and report of so many criteria."""
    basis, result = sample_result.large(invented.basis(), rows)
    calls = 0

    def called(*_: object) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(called)
    master_workbook(basis, result)
    report_document(basis, result)
    sys.setprofile(None)
    return calls


def test_work_grows_with_the_number_of_rows_not_with_its_square() -> None:
    _calls(300)  # what is kept after the first time is no part of the growth
    few, twice, four_times = (_calls(rows) for rows in (300, 600, 1_200))
    assert four_times - twice < 2.15 * (twice - few)
