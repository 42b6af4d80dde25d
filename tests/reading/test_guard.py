"""The guard: what is no sound workbook of bounded size is refused with its reason, and nothing ever raises."""

import io
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from par_excel.checks import RULES
from par_excel.model import DEFAULT_LIMITS, DifferenceKind, Limits, Refusal, RefusalReason, Submission
from par_excel.reading.form.submissions import read_submission
from par_excel.writing.template.workbook import template_workbook
from tests.reading.returned import values
from tests.reading.workbooks import BASIS, form, parcel, part_of, with_parts, with_replaced, workbook

GOOD = template_workbook(form(), RULES)
SCORE_PART = part_of(GOOD, "Chấm điểm")


def _refused(data: bytes, limits: Limits = DEFAULT_LIMITS) -> tuple[RefusalReason, str]:
    found = read_submission(parcel(data), BASIS, limits)
    assert isinstance(found, Refusal), found
    assert (found.file, found.sha256) == ("phuluc_1.xlsx", parcel(data).sha256)
    return found.reason, found.detail


def _zip(*names: str, content: bytes = b"<x/>") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, content)
    return stream.getvalue()


def _with_added(name: str, content: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a", method) as file:
        file.writestr(name, content)
    return stream.getvalue()


OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)


@pytest.mark.parametrize(
    ("data", "reason", "word"),
    [
        (b"", RefusalReason.EMPTY, "0 byte"),
        (b"%PDF-1.7 ...", RefusalReason.DOCUMENT, "PDF"),
        (b"\xff\xd8\xff\xe0 JFIF", RefusalReason.DOCUMENT, "JPEG"),
        (b"\x89PNG\r\n\x1a\n", RefusalReason.DOCUMENT, "PNG"),
        (b"\x00\x00\x00\x18ftypheic", RefusalReason.DOCUMENT, "ảnh"),
        (b"{\\rtf1 abc}", RefusalReason.DOCUMENT, "RTF"),
        (OLE + "Workbook".encode("utf-16-le"), RefusalReason.DAMAGED, ".xls"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), RefusalReason.PASSWORD, "mật khẩu"),
        (OLE + "WordDocument".encode("utf-16-le"), RefusalReason.DOCUMENT, "Word"),
        (OLE + "__substg1.0_0037001F".encode("utf-16-le"), RefusalReason.NOT_A_WORKBOOK, "Outlook"),
        (b"<html><table><tr><td>1</td></tr></table>", RefusalReason.NOT_A_WORKBOOK, "web"),
        (b"<?xml version='1.0'?><Workbook/>", RefusalReason.NOT_A_WORKBOOK, "XML"),
        (b"M\xc3\xa3,\xc4\x90i\xe1\xbb\x83m\r\n1.1,1", RefusalReason.NOT_A_WORKBOOK, "csv"),
        ("Mã\tĐiểm".encode("utf-16"), RefusalReason.NOT_A_WORKBOOK, "csv"),
        (b"From: a@b.vn\r\nSubject: Phu luc 1\r\n\r\n", RefusalReason.NOT_A_WORKBOOK, "thư"),
        (b"Rar!\x1a\x07\x00", RefusalReason.NOT_A_WORKBOOK, "RAR"),
        (b"7z\xbc\xaf\x27\x1c", RefusalReason.NOT_A_WORKBOOK, "7z"),
        (bytes(64), RefusalReason.DAMAGED, "byte trống"),
        (b"\x01\x02\x03\x04", RefusalReason.NOT_A_WORKBOOK, "không nhận ra"),
        (b"PK\x05\x06" + bytes(18), RefusalReason.DAMAGED, "rỗng"),
        (_zip("[Content_Types].xml", "word/document.xml"), RefusalReason.DOCUMENT, "Word"),
        (_zip("[Content_Types].xml", "ppt/presentation.xml"), RefusalReason.DOCUMENT, "trình chiếu"),
        (_zip("xl/workbook.bin"), RefusalReason.NOT_A_WORKBOOK, ".xlsb"),
        (_zip("phuluc_1.xlsx", "cv.pdf"), RefusalReason.NOT_A_WORKBOOK, "tệp nén"),
        (_zip("_rels/.rels", "abc.xml"), RefusalReason.NOT_A_WORKBOOK, "không chứa bảng tính"),
        (
            _zip("mimetype", content=b"application/vnd.oasis.opendocument.spreadsheet"),
            RefusalReason.DAMAGED,
            "content.xml",
        ),
        (
            _zip("mimetype", content=b"application/vnd.oasis.opendocument.text"),
            RefusalReason.DOCUMENT,
            "OpenDocument",
        ),
    ],
)
def test_the_kind_is_told_by_content(data: bytes, reason: RefusalReason, word: str) -> None:
    found, detail = _refused(data)
    assert found is reason
    assert word in detail


def test_the_form_itself_passes() -> None:
    assert isinstance(read_submission(parcel(GOOD), BASIS), Submission)


def test_parts_named_with_backslashes_are_the_same_parts() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename.replace("/", "\\"), old.read(info))
    assert values(_read(stream.getvalue())) == values(_read(GOOD))
    assert _refused(_with_added("xl\\workbook.xml", b"<x/>"))[0] is RefusalReason.UNSAFE


def _read(data: bytes) -> Submission:
    found = read_submission(parcel(data), BASIS)
    assert isinstance(found, Submission), found
    return found


@pytest.mark.parametrize(
    "name", ["../x.xml", "/etc/x.xml", "xl/../../x.xml", "..\\x.xml", "C:/x.xml", "XL/WORKBOOK.XML"]
)
def test_strange_and_doubled_names_are_unsafe(name: str) -> None:
    assert _refused(_with_added(name, b"<x/>"))[0] is RefusalReason.UNSAFE


def test_a_part_that_swells_is_unsafe() -> None:
    data = _with_added("xl/media/a.bin", bytes(2 << 20))
    assert _refused(data)[0] is RefusalReason.UNSAFE
    assert isinstance(read_submission(parcel(data), BASIS, replace(DEFAULT_LIMITS, ratio=5000)), Submission)


def test_the_sum_of_the_parts_is_limited() -> None:
    limits = replace(DEFAULT_LIMITS, unpacked_bytes=50_000)
    assert _refused(GOOD, limits) == (RefusalReason.TOO_LARGE, "nội dung giải nén lớn hơn 0 MB")


def test_size_entries_cells_strings_and_merged_ranges_are_limited() -> None:
    merged = workbook(form(), change=lambda book: book["Chấm điểm"].merge_cells("G8:G9"))
    cases: list[tuple[bytes, Limits, RefusalReason]] = [
        (GOOD, replace(DEFAULT_LIMITS, file_bytes=100), RefusalReason.TOO_LARGE),
        (GOOD, replace(DEFAULT_LIMITS, entries=3), RefusalReason.UNSAFE),
        (GOOD, replace(DEFAULT_LIMITS, cells=20), RefusalReason.TOO_MANY_CELLS),
        (GOOD, replace(DEFAULT_LIMITS, strings=5), RefusalReason.TOO_MANY_PARTS),
        (GOOD, replace(DEFAULT_LIMITS, names=2), RefusalReason.TOO_MANY_PARTS),
        (merged, replace(DEFAULT_LIMITS, merged_ranges=0), RefusalReason.TOO_MANY_CELLS),
        (GOOD, replace(DEFAULT_LIMITS, cells_with_blank=20), RefusalReason.TOO_MANY_CELLS),
    ]
    assert [_refused(data, limits)[0] for data, limits, _ in cases] == [reason for _, _, reason in cases]


def test_a_directory_that_understates_a_size_does_not_get_past() -> None:
    """Name a size of 10 bytes for the score sheet in the directory: what inflates does not agree with it."""
    at = GOOD.rindex(SCORE_PART.encode()) - 46
    assert GOOD[at : at + 4] == b"PK\x01\x02"
    lying = GOOD[: at + 24] + struct.pack("<I", 10) + GOOD[at + 28 :]
    assert _refused(lying)[0] is RefusalReason.DAMAGED


def test_a_zip_with_password_and_strange_compression_are_refused() -> None:
    at = GOOD.rindex(SCORE_PART.encode()) - 46
    locked = GOOD[: at + 8] + struct.pack("<H", 1) + GOOD[at + 10 :]
    assert _refused(locked) == (RefusalReason.PASSWORD, "")
    assert _refused(_with_added("a.xml", b"<x/>", zipfile.ZIP_LZMA))[0] is RefusalReason.UNSAFE


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "b">]>'


@pytest.mark.parametrize(
    "part",
    [
        SCORE_PART,
        "xl/workbook.xml",
        "xl/sharedStrings.xml",
        "_rels/.rels",
        "xl/styles.xml",
        "[Content_Types].xml",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_a_document_type_is_unsafe_in_whatever_encoding(part: str, encoding: str) -> None:
    def change(name: str, content: bytes) -> bytes:
        if name != part:
            return content
        text = content.decode()
        body = text.partition("?>")[2] if text.startswith("<?xml") else text
        mark = "\ufeff" if encoding == "utf-16-be" else ""
        return f"{mark}<?xml version='1.0' encoding='{encoding[:6]}'?>{DOCTYPE}{body}".encode(encoding)

    assert _refused(with_parts(GOOD, change)) == (RefusalReason.UNSAFE, "có khai báo kiểu tài liệu (DTD)")


@pytest.mark.parametrize("encoding", ["utf-32", "cp037", "utf-7"])
def test_encodings_that_no_program_writes_are_damage(encoding: str) -> None:
    def change(name: str, content: bytes) -> bytes:
        text = f"<?xml version='1.0' encoding='{encoding}'?>{DOCTYPE}<worksheet/>"
        return text.encode(encoding) if name == SCORE_PART else content

    assert _refused(with_parts(GOOD, change))[0] in {RefusalReason.DAMAGED, RefusalReason.UNSAFE}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<c r="A6"', '<c r="ZZZZ2000000"'),
        ('<c r="A6"', '<c r="XFE1"'),
        ('<c r="A6"', '<c r="A1048577"'),
        ('<c r="A6"', '<c r="6A"'),
        ('<row r="6"', '<row r="1048577"'),
        ('<row r="6"', '<row r="sáu"'),
        ('t="s"', 't="s" t="s"'),
        ('t="s"><v>', 't="s"><v>9999'),
        ('t="s"><v>', 't="s"><v>-'),
        ("</sheetData>", ""),
        ("<worksheet ", "<chartsheet "),
    ],
)
def test_a_sheet_that_no_program_writes_is_damaged(old: str, new: str) -> None:
    assert _refused(with_replaced(GOOD, SCORE_PART, old, new))[0] is RefusalReason.DAMAGED


def test_a_lost_part_is_damage_and_names_it() -> None:
    lost = with_parts(GOOD, lambda name, content: None if name == SCORE_PART else content)
    assert _refused(lost) == (RefusalReason.DAMAGED, f"thiếu phần {SCORE_PART}")
    no_book = with_parts(GOOD, lambda name, content: None if name == "xl/workbook.xml" else content)
    assert _refused(no_book)[0] is RefusalReason.NOT_A_WORKBOOK


def test_a_far_cell_and_a_huge_merged_range_cost_nothing() -> None:
    def change(book: object) -> None:
        sheet = book["Chấm điểm"]  # type: ignore[index]
        sheet["XFD1048576"] = "xa"

    far = workbook(form(), change=change)
    merged = '</sheetData><mergeCells><mergeCell ref="J1:XFD1048576"/></mergeCells>'
    data = with_replaced(far, part_of(far, "Chấm điểm"), "</sheetData>", merged)
    found = read_submission(parcel(data), BASIS)
    assert isinstance(found, Submission)
    stray = [each.place.cell for each in found.differences if each.kind is DifferenceKind.STRAY]
    assert stray == ["XFD1048576"]


def test_a_part_whose_own_header_names_another_is_damage() -> None:
    at = GOOD.index(SCORE_PART.encode())
    other = SCORE_PART.replace("sheet2", "sheet9").encode()
    spoilt = GOOD[:at] + other + GOOD[at + len(other) :]
    assert _refused(spoilt) == (RefusalReason.DAMAGED, "mục lục bên trong tệp không khớp với nội dung")


def test_a_crc_that_is_wrong_is_damage() -> None:
    at = GOOD.rindex(SCORE_PART.encode()) - 46
    assert _refused(GOOD[: at + 16] + bytes(4) + GOOD[at + 20 :])[0] is RefusalReason.DAMAGED


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_half_file_is_damage(share: float) -> None:
    assert _refused(GOOD[: int(len(GOOD) * share)])[0] is RefusalReason.DAMAGED


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_no_bytes_ever_raise(data: st.DataObject) -> None:
    """Change some bytes of a real form, of the zip or of a part before it is packed: an outcome always comes."""
    places = st.tuples(st.integers(0, 60_000), st.integers(0, 255))
    changes = data.draw(st.lists(places, min_size=1, max_size=6))
    target = data.draw(
        st.sampled_from(["", SCORE_PART, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"])
    )

    def spoil(content: bytes) -> bytes:
        spoilt = bytearray(content)
        for at, byte in changes:
            spoilt[at % len(spoilt)] = byte
        return bytes(spoilt)

    def change(name: str, content: bytes) -> bytes:
        return spoil(content) if name == target else content

    spoilt = with_parts(GOOD, change) if target else spoil(GOOD)
    assert isinstance(read_submission(parcel(spoilt), BASIS), Submission | Refusal)


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_random_bytes_are_refused(data: bytes) -> None:
    assert isinstance(read_submission(parcel(data), BASIS), Refusal)
    assert isinstance(read_submission(parcel(b"PK\x03\x04" + data), BASIS), Refusal)
