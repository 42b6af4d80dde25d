"""`verify` makes master and report anew, and names every place in which a file says something else."""

import random
import re
import shutil
import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document

import par_excel.writing.master.returns
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.folder.ledgers import ledger_of
from par_excel.workflow.records.decisions import Decider, exclude
from par_excel.workflow.results.merge import merge_inbox
from par_excel.workflow.results.verify import output_problems, verify_all
from par_excel.writing.report.word_page import packaged_template
from tests.workflow import periods
from tests.workflow.approvals import approved_period

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LAST = "không khớp sổ theo dõi; chạy lại par-excel merge để lập bản khớp."


def _merged(root: Path) -> Folder:
    folder = periods.full_period(root)
    merge_inbox(folder, now=periods.RECEIVED + timedelta(hours=1))
    return folder


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Return a merged round; tests change nothing of it."""
    return _merged(tmp_path_factory.mktemp("merged") / "ky")


@pytest.fixture
def folder(merged: Folder, tmp_path: Path) -> Folder:
    return Folder(shutil.copytree(merged.root, tmp_path / "ky"))


def _told(folder: Folder) -> list[str]:
    return list(output_problems(folder))


def _change(path: Path, part: str, change: Callable[[str], str]) -> None:
    """Change one part of a zipped file by hand."""
    target = BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as pack:
        for name in source.namelist():
            data = source.read(name)
            text = change(data.decode("utf-8")) if name == part else None
            assert text is None or text.encode() != data, "nothing was changed"
            pack.writestr(name, data if text is None else text)
    path.write_bytes(target.getvalue())


def _sheet_part(path: Path, name: str) -> str:
    """Return the part of a sheet: they are numbered in the order in which they stand."""
    with zipfile.ZipFile(path) as pack:
        book = pack.read("xl/workbook.xml").decode("utf-8")
    names = re.findall(r'<sheet name="([^"]*)"', book)
    return f"xl/worksheets/sheet{names.index(name) + 1}.xml"


def _table_of(word: Any, name: str) -> Any:
    for table in word.element.body.iter(f"{_W}tbl"):
        caption = table.find(f"{_W}tblPr/{_W}tblCaption")
        if caption is not None and caption.get(f"{_W}val") == name:
            return table
    raise AssertionError(name)


def _texts_of(word: Any, table: str) -> list[Any]:
    return list(_table_of(word, table).iter(f"{_W}t"))


# --- what is in order -------------------------------------------------------------------------------------------------


def test_what_was_made_is_what_the_ledger_holds(merged: Folder) -> None:
    assert verify_all(merged).problems == ()


def test_what_was_never_made_says_nothing(folder: Folder) -> None:
    folder.master.unlink()
    folder.report.unlink()
    assert _told(folder) == []


def test_what_left_the_inbox_or_has_come_since_is_no_difference(folder: Folder) -> None:
    (folder.inbox / "so-a.xlsx").unlink()
    periods.send(folder, "so-b-2.xlsx", periods.good_return(folder, "so-b", saved="2021-02-18T01:00:00Z"))
    assert _told(folder) == []


def test_a_file_of_another_version_is_compared_by_content(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = folder.master.read_bytes()
    monkeypatch.setattr(par_excel.writing.master.returns, "__version__", "99.0")
    folder.master.unlink()  # or the one that stands would stay
    merge_inbox(folder, now=periods.RECEIVED + timedelta(hours=1))
    monkeypatch.undo()
    assert folder.master.read_bytes() != made
    assert verify_all(folder).problems == ()


def test_a_file_that_was_only_saved_again_agrees_in_content(folder: Folder) -> None:
    word = Document(str(folder.report))
    word.save(str(folder.report))
    _change(folder.master, "docProps/app.xml", lambda text: text.replace("Microsoft Excel", "WPS"))
    assert _told(folder) == []
    assert [each for each in verify_all(folder).problems if "khác với bản chương trình đã lập" in each]


# --- the master workbook ----------------------------------------------------------------------------------------------


_NUMBER = re.compile(r'(<c r="([A-Z]+\d+)"(?: s="\d+")?>(?:<f>[^<]*</f>)?<v>)([\d.]+)(</v></c>)')
"""A number in a cell; texts are shared and have a type."""


@pytest.mark.parametrize(
    "sheet",
    ["Tổng hợp", "Theo cơ quan", "Chi tiết", "Điểm bị trừ", "Tài liệu kiểm chứng", "Phối hợp", "Bản nộp"],
)
def test_every_number_of_the_master_is_held(folder: Folder, sheet: str) -> None:
    changed: list[str] = []

    def other(found: re.Match[str]) -> str:
        changed.append(found[2])
        return f"{found[1]}{float(found[3]) + 7000}{found[4]}"

    _change(folder.master, _sheet_part(folder.master, sheet), lambda text: _NUMBER.sub(other, text))
    *told, last = _told(folder)
    assert [each.partition(" là ")[0] for each in told] == [
        f"tong_hop.xlsx: sheet “{sheet}”, ô {cell}" for cell in changed
    ]
    assert last == f"tong_hop.xlsx: có {len(changed)} chỗ {_LAST}"


def test_a_cached_sum_that_was_changed_is_told_with_both_figures(folder: Folder) -> None:
    detail = _sheet_part(folder.master, "Chi tiết")
    _change(
        folder.master, detail, lambda text: re.sub(r"(<f>SUM[^<]*</f><v>)3\.46</v>", r"\g<1>3.5</v>", text)
    )
    assert "tong_hop.xlsx: sheet “Chi tiết”, ô E6 là 3,5; theo sổ theo dõi là 3,46." in _told(folder)
    assert any("khác với bản chương trình đã lập" in each for each in verify_all(folder).problems)


def test_a_formula_that_became_a_number_is_found(folder: Folder) -> None:
    detail = _sheet_part(folder.master, "Chi tiết")
    _change(
        folder.master, detail, lambda text: re.sub(r"<f>SUM[^<]*</f>(<v>3\.46</v>)", r"\1", text, count=1)
    )
    assert _told(folder)[0] == (
        "tong_hop.xlsx: sheet “Chi tiết”, ô E6 là “giá trị, không có công thức”; "
        "theo sổ theo dõi là “công thức =SUM($E$7:$E$10)”."
    )


def test_a_row_that_was_taken_out_is_the_only_difference(folder: Folder) -> None:
    """Rows below it have moved up, as in Excel."""
    detail = _sheet_part(folder.master, "Chi tiết")

    def without(text: str) -> str:
        text = re.sub(r'<row r="8".*?</row>', "", text, flags=re.DOTALL)
        return re.sub(r'(?<= r=")([A-Z]*)(9|10)(?=")', lambda at: f"{at[1]}{int(at[2]) - 1}", text)

    _change(folder.master, detail, without)
    missing, last = _told(folder)
    assert missing.startswith("tong_hop.xlsx: sheet “Chi tiết”, dòng 8: thiếu “1.2 | Tiêu chí b | 1 | 1 |")
    assert last == f"tong_hop.xlsx: có 1 chỗ {_LAST}"


def test_a_sheet_that_was_renamed_is_missing_and_another_one_there(folder: Folder) -> None:
    _change(folder.master, "xl/workbook.xml", lambda text: text.replace('name="Phối hợp"', 'name="Phối"'))
    told = _told(folder)
    assert told[:2] == [
        "tong_hop.xlsx: sheet “Phối hợp”: thiếu “Phối hợp”.",
        "tong_hop.xlsx: sheet “Phối”: “Phối” không có trong sổ theo dõi.",
    ]


# --- the report -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["bang_linh_vuc", "bang_tieu_chi:1", "bang_phu_luc"])
def test_every_figure_of_the_report_is_held(folder: Folder, table: str) -> None:
    word = Document(str(folder.report))
    changed = 0
    for node in _texts_of(word, table):
        if re.fullmatch(r"\d+,\d\d%?", node.text or ""):
            node.text = f"7{node.text}"
            changed += 1
    word.save(str(folder.report))
    *told, last = _told(folder)
    assert changed == len(told) > 0
    assert last == f"bao_cao.docx: có {changed} chỗ {_LAST}"


def test_a_figure_in_a_table_is_told_by_row_and_head(folder: Folder) -> None:
    word = Document(str(folder.report))
    next(node for node in _texts_of(word, "bang_linh_vuc") if node.text == "4,50").text = "5,40"
    word.save(str(folder.report))
    assert re.fullmatch(
        r"bao_cao\.docx: bảng thứ \d \(sau “Bảng 1\. Kết quả theo lĩnh vực .*…”\), dòng 2, cột “Điểm tối đa” "
        r"là 5,40; theo sổ theo dõi là 4,50\.",
        _told(folder)[0],
    )


def test_a_sentence_a_header_and_a_chart_that_were_changed_are_found(folder: Folder) -> None:
    word = Document(str(folder.report))
    paragraph = next(each for each in word.paragraphs if each.text.startswith("Tổng điểm tự đánh giá"))
    paragraph.text = paragraph.text.replace("3,46 điểm", "3,64 điểm")
    word.paragraphs[-2].insert_paragraph_before("Đã thẩm định.")
    word.sections[0].header.paragraphs[0].text = "Bản chính thức"
    word.save(str(folder.report))
    chart = re.compile(r"(<c:v>)3\.46(</c:v>)")
    _change(folder.report, "word/charts/chart1.xml", lambda text: chart.sub(r"\g<1>4\2", text))
    told = _told(folder)
    assert "là 3,64 điểm" in told[0]
    assert "theo sổ theo dõi là “…" in told[0]
    assert "(“Đã thẩm định.”): “Đã thẩm định.” không có trong sổ theo dõi." in told[1]
    assert re.search(r"biểu đồ 1, giá trị thứ \d+ là 4; theo sổ theo dõi là 3,46\.", told[2])
    assert "đầu trang: “Bản chính thức” không có trong sổ theo dõi." in told[3]


def test_a_template_of_the_office_is_what_the_report_is_made_from(tmp_path: Path) -> None:
    folder = periods.full_period(tmp_path)
    word = Document(BytesIO(packaged_template()))
    for row in _table_of(word, "bang_linh_vuc").findall(f"{_W}tr"):
        cells = row.findall(f"{_W}tc")
        row.remove(cells[3])  # no survey points
        row.append(cells[2])  # the maximum stands last
    word.save(str(folder.report_template))
    merge_inbox(folder, now=periods.RECEIVED + timedelta(hours=1))
    assert _told(folder) == []


# --- both -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("output", ["master", "report"])
def test_an_output_that_cannot_be_opened_is_named(folder: Folder, output: str) -> None:
    path: Path = getattr(folder, output)
    path.write_bytes(b"PK\x03\x04")
    [told] = _told(folder)
    assert told.startswith(f"{path.name}: không đọc lại được: tệp không mở được như một ")


@pytest.mark.parametrize("seed", range(3))
def test_a_flipped_bit_in_any_output_is_named(folder: Folder, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    with ledger_of(folder) as ledger:
        names = tuple(name for name in ledger.outputs() if (folder.root / name).is_file())
    for name in names:
        data = bytearray((folder.root / name).read_bytes())
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        (folder.root / name).write_bytes(data)
    problems = verify_all(folder).problems
    assert len(names) > len(folder.made_of_result)
    assert [name for name in names if not any(name in each for each in problems)] == []


def test_outputs_that_are_older_than_the_ledger_are_named_with_what_to_do(folder: Folder) -> None:
    exclude(folder, "so-a.xlsx", Decider("thử", "gửi nhầm", periods.RECEIVED + timedelta(hours=2)))
    told = _told(folder)
    for name in ("tong_hop.xlsx", "bao_cao.docx"):
        *differences, last = [each for each in told if each.startswith(name)]
        assert differences
        assert last.endswith("chạy lại par-excel merge để lập bản khớp.")


def test_the_first_of_very_many_differences_are_named(folder: Folder) -> None:
    word = Document(str(folder.report))
    for number in range(150):
        word.add_paragraph(f"Thêm {number}")
    word.save(str(folder.report))
    told = _told(folder)
    assert len(told) == 101
    assert told[-1].startswith("bao_cao.docx: có 150 chỗ không khớp sổ theo dõi (trên đây là 100 chỗ đầu);")


# --- what was approved ------------------------------------------------------------------------------------------------


def test_a_copy_of_what_was_approved_is_held_against_the_bytes_in_the_ledger(tmp_path: Path) -> None:
    folder = approved_period(tmp_path)
    assert verify_all(folder).problems == ()
    copy = folder.approved(1) / folder.master.name
    detail = _sheet_part(copy, "Chi tiết")
    _change(copy, detail, lambda text: text.replace("<v>3.46</v>", "<v>4.46</v>", 1))
    assert verify_all(folder).problems == (
        "Bản lưu phien_ban_1/tong_hop.xlsx khác với bản đã phê duyệt (phiên bản 1).",
        "phien_ban_1/tong_hop.xlsx: sheet “Chi tiết”, ô E6 là 4,46; theo sổ theo dõi là 3,46.",
        f"phien_ban_1/tong_hop.xlsx: có 1 chỗ {_LAST}",
    )


def test_an_output_that_was_approved_and_changed_is_held_against_the_approved_one(tmp_path: Path) -> None:
    folder = approved_period(tmp_path)
    _change(folder.report, "word/document.xml", lambda text: text.replace(">3,46<", ">3,64<"))
    told = [each for each in verify_all(folder).problems if each.startswith("bao_cao.docx")]
    assert "là 3,64; theo sổ theo dõi là 3,46." in told[0]
