"""`verify` reads master and report back with other readers, and finds every figure that is not the ledger's."""

import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from par_excel.merge import merge
from par_excel.model import Basis, Result
from par_excel.reading.office.master import ShownRow
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.intake.looking import look
from par_excel.workflow.records.decisions import Decider, exclude
from par_excel.workflow.results.merge import merge_inbox
from par_excel.workflow.results.proving import differences
from par_excel.workflow.results.proving_master import master_differences
from par_excel.workflow.results.proving_report import report_differences
from par_excel.workflow.results.proving_tables import WantedRow, WantedTable, told
from par_excel.workflow.results.verify import verify_all
from par_excel.writing.report.document import packaged_template
from tests.workflow import periods

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _merged(root: Path) -> Folder:
    folder = periods.full_period(root)
    merge_inbox(folder, now=periods.RECEIVED + timedelta(hours=1))
    return folder


def _told(folder: Folder) -> list[str]:
    return list(differences(folder, periods.basis_of(folder)))


def _changed(path: Path, part: str, change: Callable[[str], str]) -> None:
    """Change one part of a zipped file by hand."""
    path.write_bytes(_with(path, part, change))


def _with(path: Path, part: str, change: Callable[[str], str]) -> bytes:
    """Return a zipped file with one part changed."""
    target = BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as pack:
        for name in source.namelist():
            data = source.read(name)
            text = change(data.decode("utf-8")) if name == part else None
            assert text is None or text.encode() != data, "nothing was changed"
            pack.writestr(name, data if text is None else text)
    return target.getvalue()


def _table_of(word: Any, name: str) -> Any:
    for table in word.element.body.iter(f"{_W}tbl"):
        caption = table.find(f"{_W}tblPr/{_W}tblCaption")
        if caption is not None and caption.get(f"{_W}val") == name:
            return table
    raise AssertionError(name)


def _texts_of(word: Any, table: str) -> list[Any]:
    return list(_table_of(word, table).iter(f"{_W}t"))


def _saved(word: Any) -> bytes:
    stream = BytesIO()
    word.save(stream)
    return stream.getvalue()


def test_what_was_made_is_what_the_ledger_holds(tmp_path: Path) -> None:
    folder = _merged(tmp_path)
    assert _told(folder) == []
    assert verify_all(folder).problems == ()


def test_what_was_never_made_says_nothing(tmp_path: Path) -> None:
    folder = _merged(tmp_path)
    folder.master.unlink()
    folder.report.unlink()
    assert _told(folder) == []


def test_a_cached_sum_that_was_changed_is_found(tmp_path: Path) -> None:
    folder = _merged(tmp_path)
    detail = _sheet_part(folder.master, "Chi tiết")
    _changed(
        folder.master, detail, lambda text: re.sub(r"(<f>SUM[^<]*</f><v>)3\.46</v>", r"\g<1>3.5</v>", text)
    )
    told = _told(folder)
    assert any("tiêu chí 1, “Điểm tự đánh giá” là 3,5; theo sổ theo dõi là 3,46." in each for each in told)
    assert any("khác với bản chương trình đã lập" in each for each in verify_all(folder).problems)


def test_a_row_that_was_taken_out_is_found(tmp_path: Path) -> None:
    folder = _merged(tmp_path)
    detail = _sheet_part(folder.master, "Chi tiết")
    _changed(folder.master, detail, lambda text: re.sub(r'<row r="8".*?</row>', "", text, flags=re.DOTALL))
    assert any("không có dòng của tiêu chí" in each for each in _told(folder))


def test_a_figure_of_the_report_that_was_changed_is_found(tmp_path: Path) -> None:
    folder = _merged(tmp_path)
    _changed(folder.report, "word/document.xml", lambda text: text.replace(">3,46<", ">3,64<"))
    told = _told(folder)
    assert any(
        each.startswith("bao_cao.docx: bảng “Kết quả theo lĩnh vực”") and "3,46" in each for each in told
    )


@pytest.mark.parametrize("output", ["master", "report"])
def test_an_output_that_cannot_be_opened_is_named(tmp_path: Path, output: str) -> None:
    folder = _merged(tmp_path)
    path: Path = getattr(folder, output)
    path.write_bytes(b"PK\x03\x04")
    assert [each for each in _told(folder) if each.startswith(f"{path.name}: không đọc lại được")]


_DATES = {"Tổng hợp": 2, "Theo cơ quan": 2, "Chi tiết": 3, "Bản nộp": 4}
"""Cells that hold when something was received or saved: they are no figures of the result."""


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return _merged(tmp_path_factory.mktemp("merged"))


def _result_of(folder: Folder) -> tuple[Basis, Result]:
    basis = periods.basis_of(folder)
    return basis, merge(basis, look(folder, basis).intake.collection)


@pytest.mark.parametrize(
    "sheet",
    ["Tổng hợp", "Theo cơ quan", "Chi tiết", "Điểm bị trừ", "Tài liệu kiểm chứng", "Phối hợp", "Bản nộp"],
)
def test_every_number_of_the_master_is_held(merged: Folder, sheet: str) -> None:
    numbers = 0

    def changed(found: re.Match[str]) -> str:
        nonlocal numbers
        numbers += 1
        return f"{found[1]}{float(found[2]) + 7000}{found[3]}"

    numeric = re.compile(r'(<c r="[A-Z]+\d+"(?: s="\d+")?>(?:<f>[^<]*</f>)?<v>)([\d.]+)(</v></c>)')
    data = _with(merged.master, _sheet_part(merged.master, sheet), lambda text: numeric.sub(changed, text))
    found = list(master_differences(data, *_result_of(merged)))
    assert numbers > 0
    rows_known_by_a_number = sum("mà sổ theo dõi không có" in each for each in found)
    assert len(found) == numbers - _DATES.get(sheet, 0) + rows_known_by_a_number, found


@pytest.mark.parametrize("table", ["bang_linh_vuc", "bang_co_quan", "bang_tieu_chi:1", "bang_phu_luc"])
def test_every_figure_of_the_report_is_held(merged: Folder, table: str) -> None:
    word = Document(str(merged.report))
    changed = 0
    for node in _texts_of(word, table):
        if re.fullmatch(r"\d+,\d\d%?", node.text or ""):
            node.text = f"7{node.text}"
            changed += 1
    told = list(report_differences(_saved(word), None, *_result_of(merged)))
    assert changed > 0
    assert len(told) == changed, told


def test_a_score_where_nothing_counts_is_found(tmp_path: Path) -> None:
    folder = periods.period(tmp_path)
    periods.send(folder, "so-a.xlsx", periods.good_return(folder, "so-a"))
    merge_inbox(folder, now=periods.RECEIVED + timedelta(hours=1))
    assert _told(folder) == []
    word = Document(str(folder.report))
    dash = next(node for node in _texts_of(word, "bang_tieu_chi:1") if node.text == "–")
    dash.text = "0,96"
    folder.report.write_bytes(_saved(word))
    assert _told(folder) == [
        "bao_cao.docx: bảng “Lĩnh vực 1”, dòng 3: mục 1.3, “Điểm tự đánh giá” là 0,96; theo sổ theo dõi là –."
    ]


def test_a_template_with_other_columns_says_nothing_wrong(tmp_path: Path) -> None:
    folder = periods.full_period(tmp_path)
    word = Document(BytesIO(packaged_template()))
    table = _table_of(word, "bang_linh_vuc")
    for row in table.findall(f"{_W}tr"):
        cells = row.findall(f"{_W}tc")
        row.remove(cells[3])  # no survey points
        row.append(cells[2])  # the maximum stands last
    folder.report_template.write_bytes(_saved(word))
    merge_inbox(folder, now=periods.RECEIVED + timedelta(hours=1))
    assert _told(folder) == []
    report = Document(str(folder.report))
    next(node for node in _texts_of(report, "bang_linh_vuc") if node.text == "4,50").text = "5,40"
    folder.report.write_bytes(_saved(report))
    assert _told(folder) == [
        "bao_cao.docx: bảng “Kết quả theo lĩnh vực”, dòng 1: mục 1, “Điểm tối đa” là 5,40; theo sổ theo dõi là 4,50."
    ]


def test_rows_with_the_same_key_are_held_in_order() -> None:
    """Where units share an appendix, each row of it is its own."""
    wanted = WantedTable("T", "Phụ lục", "phụ lục", (_wanted("1", 2), _wanted("1", 3), _wanted("2", 4)))
    rows = [
        ShownRow(f"T, dòng {at}", {"Phụ lục": "1", "Điểm": score}) for at, score in ((2, 2), (3, 5), (4, 6))
    ]
    assert list(told(rows, wanted)) == [
        "T, dòng 3: phụ lục 1, “Điểm” là 5; theo sổ theo dõi là 3.",
        "T: không có dòng của phụ lục 2.",
        "T: có 1 dòng mà sổ theo dõi không có.",
    ]


def _wanted(key: str, score: int) -> WantedRow:
    return WantedRow(key, {"Điểm": Decimal(score)})


def test_outputs_that_are_older_than_the_ledger_are_named_with_what_to_do(tmp_path: Path) -> None:
    folder = _merged(tmp_path)
    exclude(folder, "so-a.xlsx", Decider("thử", "gửi nhầm", periods.RECEIVED + timedelta(hours=2)))
    assert any("chạy lại par-excel merge" in each or "theo sổ theo dõi" in each for each in _told(folder))


def _sheet_part(path: Path, name: str) -> str:
    """Return the part of a sheet: they are numbered in the order in which they stand."""
    with zipfile.ZipFile(path) as pack:
        book = pack.read("xl/workbook.xml").decode("utf-8")
    names = re.findall(r'<sheet name="([^"]*)"', book)
    return f"xl/worksheets/sheet{names.index(name) + 1}.xml"
