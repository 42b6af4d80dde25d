"""The entry list: what is typed, who has typed it, and that a list that is no longer whole is not taken."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from msgspec.structs import replace
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from par_excel.form import Column
from par_excel.form.office_sheets import ENTRY_HIDDEN, ENTRY_SHEET
from par_excel.merge.entry import pasted
from par_excel.model import ConfigError, EntryRules
from par_excel.workflow.conclusion.entry import EntryOutcome, make_entry_list
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.records.decisions import Decider, exclude
from tests.config import small
from tests.workflow.periods import RECEIVED, full_period, good_return, send

CODE, SCORE, EXPLANATION, NOTES, MARK, BY, SEAL = 1, 4, 9, 10, 11, 12, 13
CODES = ["1.1", "1.2", "1.3"]
Change = Callable[[Worksheet], object]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return full_period(tmp_path / "ky")


def make(folder: Folder, *read: Path) -> EntryOutcome:
    return make_entry_list(folder, now=RECEIVED, read=read)


def rows_of(sheet: Worksheet) -> dict[str, int]:
    return {
        str(sheet.cell(row, CODE).value): row
        for row in range(6, sheet.max_row + 1)
        if sheet.cell(row, SEAL).value
    }


def opened(path: Path) -> tuple[Workbook, Worksheet]:
    book = load_workbook(path)
    return book, book[ENTRY_SHEET]


def mark(path: Path, marks: dict[str, str], target: Path | None = None) -> Path:
    book, sheet = opened(path)
    for code, name in marks.items():
        sheet.cell(rows_of(sheet)[code], MARK).value = "x"
        sheet.cell(rows_of(sheet)[code], BY).value = name
    book.save(target or path)
    return target or path


def test_a_text_that_no_row_shows_whole_is_there_and_says_so(folder: Folder) -> None:
    long = "Rút ngắn thời gian giải quyết hồ sơ cho người dân, tổ chức. " * 60
    told = {("1.1", Column.EXPLANATION): long.strip(), ("1.2", Column.EXPLANATION): "Đã làm xong"}
    send(folder, "so-a.xlsx", good_return(folder, "so-a", told))
    make(folder)
    _, sheet = opened(folder.entry)
    rows = rows_of(sheet)
    assert sheet.cell(rows["1.1"], EXPLANATION).value == long.strip()
    notes = {code: str(sheet.cell(row, NOTES).value or "") for code, row in rows.items()}
    assert [code for code, note in notes.items() if "dài hơn ô hiện được" in note] == ["1.1"]


def test_everything_that_is_typed_in_the_order_of_the_catalogue(folder: Folder) -> None:
    made = make(folder)
    assert [item.criterion.code for item in made.entry.items] == CODES
    assert [str(item.score) for item in made.entry.items] == ["1.5", "1.00", "0.96"]
    assert [[line.text for line in item.ticked] for item in made.entry.items] == [
        ["Đạt"],
        ["Có a", "Có b"],
        [],
    ]
    assert made.entry.items[2].figures == ("Số a: 96", "Số b: 100")
    assert made.entry.items[0].documents == ("Báo cáo số 12/BC-so-a ngày 10/12/2020",)
    assert made.is_in_order
    assert [item.criterion.code for item in made.left] == CODES


def test_only_two_columns_can_be_written_in(folder: Folder) -> None:
    make(folder)
    book, sheet = opened(folder.entry)
    assert sheet.protection.sheet
    assert book[ENTRY_HIDDEN].sheet_state == "veryHidden"
    unlocked = {cell.column for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert unlocked == {MARK, BY}


def test_json_and_csv_say_the_same_and_no_text_is_a_formula(folder: Folder) -> None:
    send(folder, "so-a.xlsx", good_return(folder, "so-a", {("1.1", Column.EXPLANATION): "=1+1"}))
    make(folder)
    facts = json.loads(folder.entry.with_suffix(".json").read_text(encoding="utf-8"))
    first_item = facts["items"][0]
    assert (first_item["code"], first_item["explanation"]) == ("1.1", "=1+1")
    data = folder.entry.with_suffix(".csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    _, first, *_ = csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";")
    assert first[3] == "1,5"
    assert first[8] == "'=1+1"


def test_marks_stay_and_are_dropped_by_name_where_a_value_changed(folder: Folder) -> None:
    make(folder)
    mark(folder.entry, {"1.1": "An", "1.2": "Bình"})
    made = make(folder)
    assert made.marked.marks == {"1.1": "An", "1.2": "Bình"}
    assert [item.criterion.code for item in made.left] == ["1.3"]
    assert made.kept == ()
    newer = good_return(folder, "so-a", {("1.1", Column.EXPLANATION): "Khác"}, saved="2021-02-17T10:00:00Z")
    send(folder, "so-a moi.xlsx", newer)
    made = make(folder)
    assert made.marked.marks == {"1.2": "Bình"}
    assert made.marked.dropped == ("1.1",)
    assert "số liệu trước đó" in made.marked.notes[0]
    assert not made.is_in_order


def test_two_people_share_the_work(folder: Folder, tmp_path: Path) -> None:
    make(folder)
    first = mark(folder.entry, {"1.1": "An", "1.2": "An"}, tmp_path / "an.xlsx")
    second = mark(folder.entry, {"1.2": "Bình", "1.3": "Bình"}, tmp_path / "binh.xlsx")
    made = make(folder, first, second)
    assert made.marked.marks == {"1.1": "An", "1.2": "An, Bình", "1.3": "Bình"}
    assert made.left == ()
    assert make(folder, first).marked.marks == made.marked.marks


def test_a_sorted_list_is_read_by_its_codes(folder: Folder, tmp_path: Path) -> None:
    make(folder)
    book, sheet = opened(mark(folder.entry, {"1.1": "An"}, tmp_path / "x.xlsx"))
    rows = rows_of(sheet)
    top, bottom = rows["1.1"], rows["1.3"]
    for column in range(1, SEAL + 1):
        one, other = sheet.cell(top, column), sheet.cell(bottom, column)
        one.value, other.value = other.value, one.value
    book.save(tmp_path / "x.xlsx")
    made = make(folder, tmp_path / "x.xlsx")
    assert made.marked.marks == {"1.1": "An"}
    assert "sắp xếp lại" in made.marked.notes[0]


def _lose(sheet: Worksheet) -> None:
    sheet.delete_rows(rows_of(sheet)["1.2"])


def _double(sheet: Worksheet) -> None:
    for column in range(1, SEAL + 1):
        sheet.cell(20, column).value = sheet.cell(rows_of(sheet)["1.1"], column).value


def _sort_in_part(sheet: Worksheet) -> None:
    one, other = (sheet.cell(rows_of(sheet)[code], CODE) for code in ("1.1", "1.2"))
    one.value, other.value = other.value, one.value


def _add(sheet: Worksheet) -> None:
    sheet.cell(20, CODE).value, sheet.cell(20, SEAL).value = "9.9", "abc"


def _rescore(sheet: Worksheet) -> None:
    sheet.cell(rows_of(sheet)["1.1"], SCORE).value = 1


def _lose_column(sheet: Worksheet) -> None:
    sheet.delete_cols(BY)


BAD: list[tuple[Change, str]] = [
    (_lose, "thiếu dòng của tiêu chí 1.2"),
    (_double, "dòng lặp lại của tiêu chí 1.1"),
    (_sort_in_part, "không còn cùng dòng (có thể chỉ sắp xếp một phần bảng) ở tiêu chí 1.2, 1.1"),
    (_add, "dòng không thuộc danh sách 9.9"),
    (_rescore, "Điểm đã bị sửa ở tiêu chí 1.1"),
    (_lose_column, "không còn cột Người nhập"),
]


@pytest.mark.parametrize(("change", "reason"), BAD, ids=[change.__name__ for change, _ in BAD])
def test_nothing_is_taken_of_a_list_that_is_not_whole(
    folder: Folder, tmp_path: Path, change: Change, reason: str
) -> None:
    make(folder)
    before = folder.entry.read_bytes()
    copy = mark(folder.entry, {"1.3": "An"}, tmp_path / "copy.xlsx")
    book, sheet = opened(copy)
    change(sheet)
    book.save(copy)
    with pytest.raises(ConfigError) as failure:
        make(folder, copy)
    assert reason in str(failure.value)
    assert folder.entry.read_bytes() == before
    folder.entry.write_bytes(copy.read_bytes())
    made = make(folder)
    assert made.refused is not None
    assert reason in made.refused.reason
    assert made.marked.marks == {}
    assert [path.read_bytes() for path in made.kept] == [copy.read_bytes()]
    assert not made.is_in_order


def test_a_list_made_by_hand_or_of_another_period_is_named(folder: Folder, tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["Mã", "Điểm", "Đã nhập", "Người nhập"])  # type: ignore[union-attr]
    book.save(tmp_path / "tay.xlsx")
    with pytest.raises(ConfigError, match="không có dấu nhận dạng"):
        make(folder, tmp_path / "tay.xlsx")
    (tmp_path / "rac.xlsx").write_bytes(b"PK\x03\x04 rubbish")
    with pytest.raises(ConfigError, match="hỏng"):
        make(folder, tmp_path / "rac.xlsx")
    with pytest.raises(ConfigError, match="Không đọc được tệp"):
        make(folder, tmp_path / "khong-co.xlsx")
    make(folder)
    other = full_period(tmp_path / "khac")
    settings = small.SETTINGS.replace('id = "thu-2020"', 'id = "thu-2021"')
    other.settings.write_text(settings, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"kỳ đánh giá khác \(thu-2020\)"):
        make(other, folder.entry)


def test_evidence_is_numbered_by_criterion_and_former_files_go(folder: Folder) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("phuluc.xlsx", (folder.inbox / "so-a.xlsx").read_bytes())
        archive.writestr("1.2/Kế hoạch: A.pdf", b"%PDF-1.4 plan")
        archive.writestr("BC 12-BC-so-a.pdf", b"%PDF-1.4 report")
        archive.writestr("ảnh.pdf", b"%PDF-1.4 other")
    (folder.inbox / "so-a.xlsx").unlink()
    parcel = send(folder, "so-a.zip", packed.getvalue())
    made = make(folder)
    files = {
        path.relative_to(folder.entry_files).as_posix(): path.read_bytes()
        for path in folder.entry_files.rglob("*.pdf")
    }
    assert files == {
        "1.1_01_BC 12-BC-so-a.pdf": b"%PDF-1.4 report",
        "1.2_01_Kế hoạch_ A.pdf": b"%PDF-1.4 plan",
        "1.2_02_BC 12-BC-so-a.pdf": b"%PDF-1.4 report",
        "chua_ro_tieu_chi/so-a_01_ảnh.pdf": b"%PDF-1.4 other",
    }
    assert made.missing == ()
    make(folder)
    assert len([*folder.entry_files.rglob("*.pdf")]) == len(files)
    assert parcel.exists()
    changed_by_hand = folder.entry_files / "chua_ro_tieu_chi" / "so-a_01_ảnh.pdf"
    changed_by_hand.write_bytes(b"mine")
    exclude(folder, "so-a.zip/phuluc.xlsx", Decider("An", "gửi nhầm", RECEIVED))
    make(folder)
    assert not (folder.entry_files / "1.1_01_BC 12-BC-so-a.pdf").exists()
    assert b"mine" in [path.read_bytes() for path in folder.entry_files.rglob("*.pdf")]


def test_limits_and_forbidden_characters_are_settings_and_what_they_change_is_said(folder: Folder) -> None:
    settings = folder.settings.read_text(encoding="utf-8")
    rules = '[nhap_lieu]\ngiai_trinh_toi_da = 10\nky_tu_cam = "<>"\nky_tu_thay = "/"\n[doi_chieu]\ndiem = "Điểm A"\n'
    folder.settings.write_text(f"{settings}\n{rules}", encoding="utf-8")
    text = "a<b>c và nhiều chữ nữa"
    send(folder, "so-a.xlsx", good_return(folder, "so-a", {("1.1", Column.EXPLANATION): text}))
    item = make(folder).entry.items[0]
    assert item.explanation == "a/b/c và…"
    assert item.changes == (
        "Đã thay 2 ký tự không được nhập (< >) bằng “/”",
        "Đã rút gọn từ 22 còn 9 ký tự; phần cuối bị bỏ: “nhiều chữ nữa”",
    )


def test_a_text_within_the_limits_is_not_touched() -> None:
    rules = EntryRules(limit_characters=5, forbidden="#")
    assert pasted("abcde", rules) == ("abcde", ())
    assert pasted("abcdef", rules)[0] == "abcd…"
    assert pasted("abcdef" * 100, replace(rules, limit_characters=0)) == ("abcdef" * 100, ())
