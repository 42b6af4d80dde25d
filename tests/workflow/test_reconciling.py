"""What came out of the ministry's software, held against the result: every format, every kind of difference."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from par_excel.form import Column
from par_excel.merge.reconciling import read_score
from par_excel.model import ConfigError
from par_excel.workflow.conclusion.entry import make_entry_list
from par_excel.workflow.conclusion.reconcile import ReconcileOutcome, reconcile_file
from par_excel.workflow.folder.folder import Folder
from par_excel.writing.office.reconciliation import summary
from tests.workflow.periods import RECEIVED, full_period, good_return, send

HEADS = ["Mã tiêu chí", "Tiêu chí", "Điểm tự đánh giá", "Mức đạt", "Tài liệu kiểm chứng", "Giải trình"]
SAME = [
    ["1", "Lĩnh vực 1", "3,46", "", "", ""],
    ["1.1", "Tiêu chí a", "1,5", "Đạt", "Báo cáo số 12/BC-so-a ngày 10/12/2020", "Đã  làm\nxong"],
    ["1.2", "Tiêu chí b", "1.00", "Có b; Có a", "Báo cáo số 12/BC-so-a ngày 10/12/2020", ""],
    ["1.3", "Tiêu chí c", "0.960", "", "Báo cáo số 12/BC-so-b ngày 10/12/2020", ""],
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    folder = full_period(tmp_path_factory.mktemp("doi_chieu") / "ky")
    send(folder, "so-a.xlsx", good_return(folder, "so-a", {("1.1", Column.EXPLANATION): "Đã làm xong"}))
    return folder


def reconciled(folder: Folder, data: bytes) -> ReconcileOutcome:
    file = folder.root / "xuat.bin"
    file.write_bytes(data)
    return reconcile_file(folder, file, now=RECEIVED)


def found(folder: Folder, data: bytes) -> list[tuple[str, str, str, str]]:
    return [
        (each.code, each.what, each.ours, each.theirs)
        for each in reconciled(folder, data).reconciled.mismatches
    ]


def csv_of(rows: list[list[str]], delimiter: str = ";", heads: list[str] | None = None) -> str:
    quoted = [[f'"{cell}"' for cell in row] for row in [heads or HEADS, *rows]]
    return "\r\n".join(delimiter.join(row) for row in quoted)


def html_of(rows: list[list[str]]) -> str:
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in [HEADS, *rows])
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><table>{body}</table></body></html>'
    )


def xlsx_of(rows: list[list[str]]) -> bytes:
    book, stream = Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Phần mềm"])
    for row in [HEADS, *rows]:
        sheet.append(row)
    book.save(stream)
    return stream.getvalue()


def changed(at: int, column: int, text: str) -> list[list[str]]:
    rows = [list(row) for row in SAME]
    rows[at][column] = text
    return rows


@pytest.mark.parametrize(
    "data",
    [
        csv_of(SAME).encode("utf-8-sig"),
        csv_of(SAME, ",").encode(),
        csv_of(SAME, "\t").encode("utf-16"),
        html_of(SAME).encode(),
        xlsx_of(SAME),
    ],
    ids=["semicolons", "commas", "tabs in UTF-16", "html", "xlsx"],
)
def test_nothing_differs_in_any_format(folder: Folder, data: bytes) -> None:
    done = reconciled(folder, data)
    assert done.reconciled.mismatches == ()
    assert done.reconciled.compared == 3
    assert len(done.reconciled.columns) == 4
    assert done.is_in_order


@pytest.mark.parametrize(
    ("rows", "differences"),
    [
        (changed(1, 2, "1"), [("1.1", "điểm", "1,5", "1")]),
        (changed(1, 2, ""), [("1.1", "điểm", "1,5", "")]),
        (changed(2, 3, "Có a"), [("1.2", "mức đạt", "Có a\nCó b", "Có a")]),
        (changed(1, 3, "Không rõ"), [("1.1", "mức đạt", "Đạt", "Không rõ")]),
        (
            changed(3, 4, "BC 1"),
            [("1.3", "tài liệu kiểm chứng", "Báo cáo số 12/BC-so-b ngày 10/12/2020", "BC 1")],
        ),
        (changed(1, 5, "đã làm xong"), [("1.1", "giải trình", "Đã làm xong", "đã làm xong")]),
        (SAME[:3], [("1.3", "không có trong tệp", "0,96", "")]),
        ([*SAME, SAME[1]], [("1.1", "ghi nhiều lần", "", "1,5")]),
        ([*SAME, ["9.9", "Lạ", "1", "", "", ""]], [("9.9", "không có trong bộ tiêu chí", "", "1")]),
    ],
)
def test_every_difference_is_told_with_both_values(
    folder: Folder, rows: list[list[str]], differences: list[tuple[str, str, str, str]]
) -> None:
    assert found(folder, csv_of(rows).encode()) == differences


def test_decomposed_text_and_windows_1258_are_the_same(folder: Folder) -> None:
    import unicodedata

    text = csv_of(SAME)
    assert found(folder, unicodedata.normalize("NFD", text).encode()) == []
    heads = ["Mã", "Điểm"]
    rows = [[row[0], row[2]] for row in SAME]
    legacy = unicodedata.normalize("NFC", csv_of(rows, heads=heads))
    data = b"".join(_legacy(letter) for letter in legacy)
    assert found(folder, data) == []


def _legacy(letter: str) -> bytes:
    """Return a letter in Windows-1258, which has the tones apart."""
    import unicodedata

    for form in ("NFC", "NFD"):
        try:
            return unicodedata.normalize(form, letter).encode("cp1258")
        except UnicodeEncodeError:
            continue
    parts = unicodedata.normalize("NFD", letter)
    base = unicodedata.normalize(
        "NFC", "".join(part for part in parts if part not in "\u0300\u0301\u0303\u0309\u0323")
    )
    tone = "".join(part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323")
    return (base + tone).encode("cp1258")


def test_lines_below_a_criterion_and_fields_of_a_saved_page(folder: Folder) -> None:
    page = """<html><body><table><tr><th rowspan=2>STT</th><th>Nội dung</th><th>Điểm</th><th>Mức đạt</th></tr><tr></tr>
    <tr><td>1.1</td><td>Tiêu chí a</td><td><input type="text" value="1,5"></td><td></td></tr>
    <tr><td></td><td>Đạt: 1,5</td><td></td><td><input type=radio checked></td></tr>
    <tr><td></td><td>Không đạt: 0</td><td></td><td><input type=radio></td></tr>
    <tr><td>1.2</td><td>Tiêu chí b</td><td><select><option>0<option selected>1</select></td><td></td></tr>
    <tr><td></td><td>Có a</td><td></td><td><input type=checkbox checked></td></tr>
    <tr><td></td><td>Có b</td><td></td><td><input type=checkbox></td></tr>
    <tr><td>1.3</td><td>Tiêu chí c</td><td><i style="display:none">0009</i>0,96<script>alert(1)</script></td><td></td></tr>
    </table></body></html>"""
    assert found(folder, page.encode()) == [("1.2", "mức đạt", "Có a\nCó b", "Có a")]


def test_a_page_is_read_to_its_end(folder: Folder) -> None:
    picture = f"<img src='data:image/png;base64,{'A' * 11_000_000}'>"
    page = html_of(SAME).replace("<body>", f"<body>{picture}{'<div>' * 300}")
    assert reconciled(folder, page.encode()).reconciled.compared == 3


def test_rows_and_cells_in_forms_and_behind_the_end_of_a_page_are_read(folder: Folder) -> None:
    page = (
        html_of(SAME).replace("<tr><td>1.1", "<form><tr><td>1.1").replace("<tr><td>1.2", "<tr><form><td>1.2")
    )
    assert "<form>" in page
    assert reconciled(folder, page.encode()).reconciled.compared == 3
    first, second = html_of(SAME[:1]), html_of(SAME[1:])
    assert reconciled(folder, f"{first}\n{second}".encode()).reconciled.compared == 3


def test_items_of_lists_are_read_without_their_bullets(folder: Folder) -> None:
    page = html_of(SAME).replace("<td>", "<td><ul><li>").replace("</td>", "</li></ul></td>")
    assert found(folder, page.encode()) == []


def test_the_usual_short_heads_are_known(tmp_path: Path) -> None:
    folder = full_period(tmp_path / "ky")
    rows = [row[:3] for row in SAME]
    done = reconciled(folder, csv_of(rows, heads=["Chỉ mục", "Tên tiêu chí", "Điểm đạt"]).encode())
    assert done.reconciled.compared > 0
    assert done.reconciled.mismatches == ()


def test_of_foreign_heads_nothing_is_compared_and_the_lines_for_the_settings_are_told(folder: Folder) -> None:
    rows = [["1", "Công tác chỉ đạo", "Tốt"], ["2", "Cải cách thể chế", "Khá"]]
    folder.reconciliation.unlink(missing_ok=True)
    with pytest.raises(ConfigError, match="chưa đối chiếu gì") as raised:
        reconciled(folder, csv_of(rows, heads=["STT", "Nội dung", "Xếp loại"]).encode())
    said = str(raised.value)
    assert "tiêu đề thấy trong tệp: “STT”; “Nội dung”; “Xếp loại”" in said
    assert "cần cột mã hoặc tên tiêu chí và cột điểm" in said
    assert said.count("[doi_chieu]") == 1
    assert 'noi_dung = "tên cột tên tiêu chí", diem = "tên cột điểm"' in said
    assert not folder.reconciliation.exists()


def test_criteria_that_the_file_has_not_are_told_together(folder: Folder) -> None:
    one = reconciled(folder, csv_of(SAME[:2]).encode()).reconciled
    assert one.absent == ("1.2", "1.3")
    assert "không có điểm khác nhau; 2 tiêu chí không có trong tệp" in summary(one)


def test_heads_may_be_mapped_in_the_settings(tmp_path: Path) -> None:
    folder = full_period(tmp_path / "ky")
    rows = [[row[0], row[2]] for row in SAME]
    data = csv_of(rows, heads=["Chỉ số", "Kết quả chấm"]).encode()
    with pytest.raises(
        ConfigError, match=r"chưa đối chiếu gì; .*“Chỉ số”; “Kết quả chấm”.*\[doi_chieu\] ma ="
    ):
        reconciled(folder, data)
    settings = folder.settings.read_text(encoding="utf-8")
    folder.settings.write_text(
        f'{settings}\n[doi_chieu]\nma = "chỉ số"\ndiem = "Kết quả chấm"\n', encoding="utf-8"
    )
    done = reconciled(folder, data)
    assert (done.reconciled.compared, done.reconciled.mismatches) == (3, ())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\x01\x02",
        b"%PDF-1.4",
        b"PK\x03\x04 rubbish",
        b"<html>" + b"<table><tr><td>" * 5_000,
        b"<table>" + b"<tr><td>1" * 300_000,
        b"M\xe3;\xd0i\xeam\n" * 10,
    ],
    ids=["empty", "binary", "pdf", "broken zip", "nested", "too many cells", "no heads"],
)
def test_a_file_that_is_none_is_named_and_nothing_is_written(folder: Folder, data: bytes) -> None:
    folder.reconciliation.unlink(missing_ok=True)
    with pytest.raises(ConfigError) as failure:
        reconciled(folder, data)
    assert "xuat.bin" in str(failure.value)
    assert not folder.reconciliation.exists()


def test_the_own_list_is_the_same_as_the_result_and_the_workbook_shows_differences(folder: Folder) -> None:
    make_entry_list(folder, now=RECEIVED)
    for ending in (".xlsx", ".csv"):
        done = reconcile_file(folder, folder.entry.with_suffix(ending), now=RECEIVED)
        assert (done.reconciled.mismatches, done.reconciled.compared) == ((), 3)
    reconciled(folder, csv_of(changed(1, 2, "=1")).encode())
    sheet = load_workbook(folder.reconciliation)["Đối chiếu"]
    shown = [cell.value for cell in sheet[6]]
    assert shown == ["1.1", "Tiêu chí a", "điểm", "1,5", "=1", "dòng 3"]
    assert sheet["E6"].data_type == "s"


@pytest.mark.parametrize(
    ("text", "score"), [("1,5", "1.5"), ("1.250", "1.25"), ("0", "0"), ("a", None), ("nan", None), ("", None)]
)
def test_scores_are_read_as_software_writes_them(text: str, score: str | None) -> None:
    assert read_score(text) == (None if score is None else Decimal(score))


def test_running_numbers_beside_codes_in_the_text(folder: Folder) -> None:
    heads = ["STT", "Tiêu chí", "Điểm"]
    rows = [[str(number), f"{row[0]}. {row[1]}", row[2]] for number, row in enumerate(SAME, start=1)]
    data = csv_of(rows, heads=heads).encode()
    done = reconciled(folder, data)
    assert (done.reconciled.compared, done.reconciled.mismatches) == (3, ())
