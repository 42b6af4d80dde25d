"""Old Excel workbooks: what stands in a cell, and that damaged or lying files end in a refusal, soon and small.

* A form reads the same as from .xlsx.
* A value that a formula gave is known as such, and whether the formula is the form's own.
* A password, an older Excel, another Office file: each its own reason.
"""

import random
import struct
import time
import tracemalloc
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from par_excel.form import ClosingField, Column, InitiativeColumn
from par_excel.model import (
    DEFAULT_LIMITS,
    FileFormat,
    Limits,
    Refusal,
    RefusalReason,
    Remark,
    Risk,
    ScoreOrigin,
    Submission,
)
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.form.submissions import read_submission
from par_excel.reading.formats import open_workbook
from par_excel.reading.ole.compound_file import CompoundFile
from par_excel.reading.ole.property_sets import read_properties
from par_excel.reading.workbook.addresses import Range
from par_excel.reading.workbook.formulas import Formulas
from par_excel.reading.workbook.workbook import (
    CellType,
    NumberFormat,
    RawCell,
    RawSheet,
    Run,
    SheetState,
    Workbook,
)
from par_excel.reading.xls.drawings import anchored_pictures
from par_excel.reading.xls.tokens import arithmetic
from tests.hostile.compound import compound
from tests.reading.old_workbooks import (
    BIFF5,
    CHART,
    EMPTY_TEXT,
    END,
    GLOBALS,
    TEXT_FOLLOWS,
    OldSheet,
    as_xls,
    formats,
    formula,
    name,
    narrow,
    property_set,
    quoted,
    real,
    record,
    said,
    shared,
    start,
    stream,
    text,
    texts,
    wide,
    xls,
)
from tests.reading.workbooks import BASIS, answer, form, parcel, read, workbook

PLAIN = NumberFormat.PLAIN
VALUES = {
    ("1.1-b", Column.LEVEL): "x",
    ("1.1", Column.EVIDENCE): "Báo cáo số 12/BC-SA\nQuyết định số 5  (bản sao)",
    ("1.1", Column.EXPLANATION): "Kết quả thực hiện nhiệm vụ được giao; " * 300,
    ("1.2", Column.SCORE): 1.25,
    ("2.3", Column.SCORE): "0,5",
    ("2.1/X", Column.SCORE): True,
}
FORM = workbook(
    form(),
    VALUES,
    initiatives=[{InitiativeColumn.TITLE: "Sáng kiến một", InitiativeColumn.COST: 0}],
    closing={ClosingField.AUTHOR: "Nguyễn Thị Ánh", ClosingField.SIGNED_ON: "15/02/2021"},
)
XLS = as_xls(FORM)


def _opened(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    return open_workbook(data, limits, is_wanted=lambda _: True)


def _sheet(records: bytes, before: bytes = b"", limits: Limits = DEFAULT_LIMITS) -> RawSheet:
    return _opened(xls([OldSheet("Trang", records)], before), limits).sheets[0]


def _cell(records: bytes, before: bytes = b"") -> RawCell | None:
    return _sheet(records, before).rows.get(1, {}).get(1)


def _breach(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Breach:
    with pytest.raises(Breach) as caught:
        _opened(data, limits)
    return caught.value


def _outcome(data: bytes) -> Submission | Refusal:
    begin = time.process_time()
    found = read_submission(parcel(data), BASIS)
    assert time.process_time() - begin < 5
    return found


def _refused(data: bytes) -> RefusalReason:
    found = _outcome(data)
    assert isinstance(found, Refusal), found
    return found.reason


def test_form_reads_the_same_as_from_xlsx() -> None:
    expected, found = read(FORM), read(XLS)
    assert found.format is FileFormat.XLS
    assert [vote.stamp for vote in found.votes] == [found.stamp] * 4
    assert found.stamp == expected.stamp
    assert found.differences == ()
    assert (found.contributions, found.initiatives) == (expected.contributions, expected.initiatives)
    assert found.closing == expected.closing
    for mine, theirs in zip(found.answers, expected.answers, strict=True):
        # openpyxl stores no result of a formula, an old workbook always has one
        assert replace(mine, score=theirs.score) == theirs
        assert (mine.score.value, mine.score.place) == (theirs.score.value, theirs.score.place)


def test_own_formula_is_known_by_its_texts() -> None:
    score = struct.pack("<HHH", 7, 4, 0)
    gave = XLS.replace(score + EMPTY_TEXT, score + struct.pack("<d", 0.25))
    own = answer(read(gave), "1.1")
    assert (own.origin, own.score.value, own.score.place.cell) == (ScoreOrigin.TICKS, Decimal("0.5"), "E8")
    assert own.score.remarks == {Remark.FORMULA, Remark.STALE}
    foreign = answer(read(gave.replace(narrow("KPS", "<B"), narrow("ABC", "<B"))), "1.1")
    assert (foreign.origin, foreign.score.value) == (ScoreOrigin.NONE, None)
    assert foreign.score.remarks == {Remark.FORMULA, Remark.UNPROVED_FORMULA}


def packed_number(value: int, flags: int) -> bytes:
    return record(0x027E, struct.pack("<HHHI", 0, 0, 0, ((value << 2) & 0xFFFFFFFF) | flags))


def result(kind: int, value: int = 0) -> bytes:
    return bytes([kind, 0, value, 0, 0, 0]) + b"\xff\xff"


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        (real(0, 0, 0.1), (CellType.NUMBER, "0.1", None, PLAIN)),
        (real(0, 0, 971.0), (CellType.NUMBER, "971", None, PLAIN)),
        (real(0, 0, -0.0), (CellType.NUMBER, "0", None, PLAIN)),
        (real(0, 0, 1e300), (CellType.NUMBER, "1e+300", None, PLAIN)),
        (real(0, 0, float("inf")), (CellType.NUMBER, "inf", None, PLAIN)),
        (packed_number(5, 2), (CellType.NUMBER, "5", None, PLAIN)),
        (packed_number(-5, 2), (CellType.NUMBER, "-5", None, PLAIN)),
        (packed_number(97, 3), (CellType.NUMBER, "0.97", None, PLAIN)),
        (packed_number(-125, 3), (CellType.NUMBER, "-1.25", None, PLAIN)),
        (record(0x027E, struct.pack("<HHHI", 0, 0, 0, 0x3FF40000)), (CellType.NUMBER, "1.25", None, PLAIN)),
        (record(0x027E, struct.pack("<HHHI", 0, 0, 0, 0x40590001)), (CellType.NUMBER, "1", None, PLAIN)),
        (text(0, 0, "Điểm\ntự chấm"), (CellType.TEXT, "Điểm\ntự chấm", None, PLAIN)),
        (text(0, 0, "  "), (CellType.TEXT, "  ", None, PLAIN)),
        (record(0x00D6, struct.pack("<HHH", 0, 0, 0) + narrow("abc") + b"\x01\x00\x00\x00\x05\x00"), (CellType.TEXT, "abc", None, PLAIN)),
        (record(0x0205, struct.pack("<HHHBB", 0, 0, 0, 1, 0)), (CellType.TRUTH, "1", None, PLAIN)),
        (record(0x0205, struct.pack("<HHHBB", 0, 0, 0, 0, 0)), (CellType.TRUTH, "0", None, PLAIN)),
        (record(0x0205, struct.pack("<HHHBB", 0, 0, 0, 23, 1)), (CellType.ERROR, "#REF!", None, PLAIN)),
        (formula(0, 0, 0.5), (CellType.NUMBER, "0.5", "1", PLAIN)),
        (formula(0, 0, 0.5, quoted("KPS", "x")), (CellType.NUMBER, "0.5", '"KPS";"x"', PLAIN)),
        (formula(0, 0, EMPTY_TEXT), (CellType.TEXT, "", "1", PLAIN)),
        (formula(0, 0, result(1, 1)), (CellType.TRUTH, "1", "1", PLAIN)),
        (formula(0, 0, result(2, 7)), (CellType.ERROR, "#DIV/0!", "1", PLAIN)),
        (formula(0, 0, TEXT_FOLLOWS) + record(0x0207, wide("Đạt")), (CellType.TEXT, "Đạt", "1", PLAIN)),
        (formula(0, 0, TEXT_FOLLOWS) + real(0, 1, 1.0), (CellType.TEXT, None, "1", PLAIN)),
        (formula(0, 0, 3.0).replace(b"\x06\x00", b"\x06\x04", 1), (CellType.NUMBER, "3", "1", PLAIN)),
    ],
)  # fmt: skip
def test_a_cell_is_its_stored_value(
    records: bytes, expected: tuple[CellType, str | None, str | None, NumberFormat]
) -> None:
    assert _cell(records) == RawCell(*expected)


def test_blank_cells_are_none() -> None:
    blank = record(0x0201, struct.pack("<HHH", 0, 0, 0))
    many = record(0x00BE, struct.pack("<HHHHH", 0, 0, 0, 0, 1))
    assert _sheet(blank + many + text(0, 0, "")).rows == {}


def test_blank_cells_have_a_limit_of_their_own() -> None:
    many = record(0x00BE, bytes(8000)) * 60
    assert _sheet(many).rows == {}
    few = replace(DEFAULT_LIMITS, cells_with_blank=200_000)
    assert _breach(xls([OldSheet("A", many)]), few).reason is RefusalReason.TOO_MANY_CELLS


def test_many_numbers_in_one_record() -> None:
    numbers = b"".join(struct.pack("<HI", 0, value << 2 | 2) for value in (4, 5, 6))
    found = _sheet(record(0x00BD, struct.pack("<HH", 2, 1) + numbers + struct.pack("<H", 3)))
    assert {column: cell.text for column, cell in found.rows[3].items()} == {2: "4", 3: "5", 4: "6"}


def test_formula_that_several_cells_share_is_found() -> None:
    elsewhere = b"\x01" + struct.pack("<HH", 0, 0)
    tokens = quoted("KPS")
    kept = struct.pack("<H", len(tokens)) + tokens
    block = struct.pack("<HHBB", 0, 2, 0, 0)
    for number, head in ((0x04BC, block + bytes(2)), (0x0221, block + bytes(6))):
        records = (
            formula(0, 0, 1.0, elsewhere)
            + record(number, head + kept)
            + formula(1, 0, 2.0, elsewhere)
            + formula(2, 0, TEXT_FOLLOWS, elsewhere)
            + record(0x0207, wide("ba"))
        )
        found = [_sheet(records).rows[row][1] for row in (1, 2, 3)]
        assert [(cell.text, cell.formula) for cell in found] == [
            ("1", '"KPS"'),
            ("2", '"KPS"'),
            ("ba", '"KPS"'),
        ]


def test_text_that_goes_on_in_other_records() -> None:
    long = "Nội dung " * 2000
    units = long.encode("utf-16-le")
    pieces = [units[index : index + 8000] for index in range(0, len(units), 8000)]
    records = formula(0, 0, TEXT_FOLLOWS) + record(0x0207, struct.pack("<H", len(long)) + b"\x01" + pieces[0])
    records += b"".join(record(0x003C, b"\x01" + piece) for piece in pieces[1:])
    found = _cell(records)
    assert found is not None
    assert found.text == long


def test_shared_texts_go_on_in_other_records() -> None:
    rich = struct.pack("<HBH", 4, 0x09, 2) + "Điểm".encode("utf-16-le") + struct.pack("<HHHH", 0, 5, 2, 6)
    phonetic = struct.pack("<HBI", 2, 0x04, 5) + b"ab" + b"\x07" * 5
    split = struct.pack("<HB", 6, 0x00) + b"abc"
    first = struct.pack("<II", 5, 5) + rich + phonetic + split
    second = b"\x01" + "đêf".encode("utf-16-le") + wide("cuối")[:-4]
    third = b"\x01" + "ối".encode("utf-16-le") + struct.pack("<HBH", 1, 0x08, 3) + b"z" + bytes(4)
    fourth = bytes(8)
    before = record(0x00FC, first) + b"".join(record(0x003C, piece) for piece in (second, third, fourth))
    found = _sheet(b"".join(shared(row, 0, row) for row in range(5)), before)
    assert [found.rows[row][1].text for row in range(1, 6)] == ["Điểm", "ab", "abcđêf", "cuối", "z"]


def test_number_formats_tell_days_and_percentages() -> None:
    codes = record(0x041E, struct.pack("<H", 164) + narrow('dd"/"mm')) + record(
        0x041E, struct.pack("<H", 165) + narrow('0.0"%d"')
    )
    before = codes + formats(0, 9, 14, 164, 165, 10)
    found = _sheet(b"".join(real(0, index, 0.5, index) for index in range(6)) + real(0, 6, 1.0, 99), before)
    assert [found.rows[1][column].format for column in range(1, 8)] == [
        PLAIN,
        NumberFormat.PERCENT,
        NumberFormat.DATE,
        NumberFormat.DATE,
        NumberFormat.ONE_PLACE,
        NumberFormat.PERCENT,
        PLAIN,
    ]
    assert _sheet(formula(0, 0, 44232.0, form=2), before).rows[1][1].format is NumberFormat.DATE
    assert [
        _opened(xls([OldSheet("A", b"")], mode)).is_1904 for mode in (b"", record(0x22, b"\x01\x00"))
    ] == [
        False,
        True,
    ]


def test_sheets_state_protection_merged_and_hidden() -> None:
    rows = b"".join(
        record(0x0208, struct.pack("<HHHHHHI", row, 0, 0, 0, 0, 0, 0x20 if row else 0))
        for row in (0, 1, 2, 4)
    )
    records = (
        record(0x0012, b"\x01\x00")
        + rows
        + record(0x007D, struct.pack("<HHHHHH", 1, 3, 0, 0, 1, 0))
        + record(0x00E5, struct.pack("<HHHHHHHHH", 2, 0, 1, 0, 0, 3, 3, 2, 4))
    )
    sheets = [
        OldSheet("Một", records),
        OldSheet("Hai", b"", state=1),
        OldSheet("Ba", b"", state=2),
        OldSheet("Hình", text(0, 0, "x"), kind=2, substream=CHART),
    ]
    one, two, three, chart = _opened(xls(sheets)).sheets
    assert (one.is_protected, one.merged) == (True, (Range(1, 1, 2, 1), Range(4, 3, 4, 5)))
    assert (one.hidden_rows, one.hidden_columns) == (((2, 3), (5, 5)), ((2, 4),))
    assert [sheet.state for sheet in (two, three)] == [SheetState.HIDDEN, SheetState.VERY_HIDDEN]
    assert (chart.is_read, chart.rows) == (False, {})
    unread = open_workbook(xls(sheets), DEFAULT_LIMITS, is_wanted=lambda name: name != "Một").sheets[0]
    assert (unread.is_read, unread.name) == (False, "Một")


def test_what_is_embedded_in_a_sheet_is_left_aside() -> None:
    chart = start(CHART) + text(0, 0, "trong biểu đồ") + record(0x0012, b"\x01\x00") + END
    found = _sheet(text(0, 0, "trước") + chart + text(1, 0, "sau"))
    assert ({row: cells[1].text for row, cells in found.rows.items()}, found.is_protected) == (
        {1: "trước", 2: "sau"},
        False,
    )


def test_names_say_what_is_lost() -> None:
    before = (
        name("dau")
        + name("mat", b"\x3d" + bytes(10))
        + name("mat2", b"\x5d" + bytes(10))
        + name("\x06", options=0x20)
    )
    assert _opened(xls([OldSheet("A", b"")], before)).names == {"dau": "", "mat": "#REF!", "mat2": "#REF!"}


def test_texts_in_legacy_fonts_keep_their_font() -> None:
    def font(title: str) -> bytes:
        return record(0x0031, bytes(14) + narrow(title, "<B"))

    before = font("Arial") * 4 + font(".VnTime") + formats(0, 0, fonts=[0, 5])
    before += record(
        0x00FC,
        struct.pack("<II", 1, 1)
        + struct.pack("<HBH", 4, 0x08, 2)
        + b"abcd"
        + struct.pack("<HHHH", 1, 5, 3, 0),
    )
    found = _sheet(shared(0, 0, 0) + text(1, 0, "Së", 1) + text(2, 0, "Sở"), before)
    assert found.legacy == {
        (1, 1): (Run("", "a"), Run(".VnTime", "bc"), Run("", "d")),
        (2, 1): (Run(".VnTime", "Së"),),
    }


def test_what_the_file_says_of_itself() -> None:
    moment = int(
        (datetime(2021, 2, 5, 8, 30, tzinfo=UTC) - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds() * 10**7
    )
    summary = property_set(
        {8: said("Nguyễn Văn A"), 13: struct.pack("<IQ", 64, moment), 18: said("Microsoft Excel")}
    )
    for page in (65001, 1200):
        more = property_set(
            {2: said("dấu", page), 3: struct.pack("<Ii", 3, 7)}, {2: "par_excel", 3: "số"}, page
        )
        found = _opened(
            xls(
                [OldSheet("A", b"")],
                more={"\x05SummaryInformation": summary, "\x05DocumentSummaryInformation": more},
            )
        )
        assert found.custom == {"par_excel": "dấu", "số": "7"}
        assert (found.program, found.saved_by) == ("Microsoft Excel", "Nguyễn Văn A")
        assert found.saved_at == datetime(2021, 2, 5, 8, 30, tzinfo=UTC)


def test_property_sets_never_stop_reading() -> None:
    good = property_set(
        {2: said("a"), 3: struct.pack("<Ih", 11, -1), 4: struct.pack("<Id", 5, 0.5)}, {2: "b"}
    )
    assert read_properties(good, DEFAULT_LIMITS).by_name == {"b": "a"}
    assert read_properties(good, DEFAULT_LIMITS).by_number == {2: "a", 3: "true", 4: "0.5"}
    for length in range(len(good)):
        assert read_properties(good[:length], DEFAULT_LIMITS).by_name.keys() <= {"", "b"}
    source = random.Random(3)  # noqa: S311 - the same bytes each time
    for _ in range(300):
        data = bytearray(good)
        for _ in range(4):
            data[source.randrange(24, len(data))] = source.randrange(256)
        with suppress(Breach):  # a list may have become too long
            assert len(read_properties(bytes(data), DEFAULT_LIMITS).by_number) <= len(good)


def test_risks_are_named() -> None:
    macro = OldSheet("Macro1", b"", kind=1, substream=0x0040)
    link = record(0x01AE, struct.pack("<H", 1) + wide("\x01file"))
    own = record(0x01AE, struct.pack("<HH", 1, 0x0401))
    command = record(0x01AE, struct.pack("<H", 0) + narrow("cmd\x03/c calc"))
    assert _opened(xls([OldSheet("A", b"")], own)).risks == ()
    assert _opened(xls([OldSheet("A", b""), macro], link + command)).risks == (
        Risk.MACRO,
        Risk.EXTERNAL_LINK,
        Risk.DDE,
    )


def test_bare_stream_is_read_too() -> None:
    assert _opened(stream([OldSheet("A", text(0, 0, "x"))])).sheets[0].rows[1][1].text == "x"


OLD = {
    version: struct.pack("<HH", number, size) + bytes(size)
    for version, number, size in ((2, 0x0009, 4), (3, 0x0209, 6), (4, 0x0409, 6))
}


@pytest.mark.parametrize(
    ("data", "reason", "word"),
    [
        (xls([OldSheet("A", b"")], record(0x002F, bytes(6))), RefusalReason.PASSWORD, ".xls"),
        (compound({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}), RefusalReason.PASSWORD, "mật khẩu"),
        *((data, RefusalReason.OLD_FORMAT, "Excel") for data in OLD.values()),
        (compound({"Workbook": OLD[4]}), RefusalReason.OLD_FORMAT, "phiên bản 4"),
        (compound({"Book": start(GLOBALS, BIFF5) + END}), RefusalReason.OLD_FORMAT, "Excel 5.0/95"),
        (start(GLOBALS, BIFF5) + END, RefusalReason.OLD_FORMAT, ".xlsx"),
        (compound({"Workbook": start(GLOBALS, 0x0700) + END}), RefusalReason.OLD_FORMAT, "không rõ"),
        (compound({"WordDocument": b"x"}), RefusalReason.DOCUMENT, "Word"),
        (compound({"PowerPoint Document": b"x"}), RefusalReason.DOCUMENT, "trình chiếu"),
        (compound({"__properties_version1.0": b"x"}), RefusalReason.NOT_A_WORKBOOK, "Outlook"),
        (compound({"Contents": b"x"}), RefusalReason.DAMAGED, ""),
        (compound({"Workbook": b""}), RefusalReason.DAMAGED, ""),
        (compound({"Workbook": b"\xfe\x01" * 4000}), RefusalReason.DAMAGED, ""),
        (xls([]), RefusalReason.DAMAGED, "không có trang tính"),
    ],
)
def test_other_files_have_their_own_reason(data: bytes, reason: RefusalReason, word: str) -> None:
    found = _breach(data)
    assert found.reason is reason
    assert word in found.detail


def test_workbook_beside_another_stream_is_read() -> None:
    data = xls([OldSheet("A", text(0, 0, "x"))], more={"MBD0001/WordDocument": b"x", "Book": b"x"})
    assert _opened(data).sheets[0].rows[1][1].text == "x"


LISTED = record(0x0085, struct.pack("<IBB", 0x7FFFFFFF, 0, 0) + wide("A", "<B"))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (xls([OldSheet("A", real(65535, 16384, 1.0))]), RefusalReason.DAMAGED),
        (xls([OldSheet("A", shared(0, 0, 5))], texts("a")), RefusalReason.DAMAGED),
        (xls([OldSheet("A", shared(0, 0, 0))], texts("abc")[:-2]), RefusalReason.DAMAGED),
        (xls([OldSheet("A", record(0x0204, bytes(6) + b"\xff\xff\x00abc"))]), RefusalReason.DAMAGED),
        (xls([OldSheet("A", record(0x0203, bytes(5)))]), RefusalReason.DAMAGED),
        (xls([OldSheet("A", record(0x0006, bytes(6)))]), RefusalReason.DAMAGED),
        (xls([OldSheet("A", record(0x00E5, b"\xff\x00"))]), RefusalReason.DAMAGED),
        (xls([OldSheet("A", b"")], record(0x00FC, struct.pack("<II", 2**31, 2**31))), RefusalReason.TOO_MANY_PARTS),
        (compound({"Workbook": start(GLOBALS) + LISTED + END}), RefusalReason.DAMAGED),
        (compound({"Workbook": start(GLOBALS) + LISTED.replace(b"\xff\xff\xff\x7f", struct.pack("<I", len(start(GLOBALS) + LISTED))) + END}), RefusalReason.DAMAGED),
        (compound({"Workbook": start(GLOBALS) + LISTED}), RefusalReason.DAMAGED),
        (compound({"Workbook": stream([OldSheet("A", b"")]) [:-4] + struct.pack("<HH", 0x0203, 0xFFFF)}), RefusalReason.DAMAGED),
        (xls([OldSheet("A", real(0, 0, 1.0) * 200_001)]), RefusalReason.TOO_MANY_CELLS),
        (xls([OldSheet("A", record(0x9999) * 900_000)]), RefusalReason.TOO_MANY_PARTS),
        (xls([OldSheet("A", record(0x00E5, struct.pack("<H", 20_000)))]), RefusalReason.TOO_MANY_CELLS),
        (xls([OldSheet(f"A{index}", b"") for index in range(20)], name("a") + LISTED * 11_000), RefusalReason.TOO_MANY_PARTS),
    ],
)  # fmt: skip
def test_lying_records_are_refused(data: bytes, reason: RefusalReason) -> None:
    assert _refused(data) is reason


def test_many_sheets_on_the_same_records_are_counted() -> None:
    body = real(0, 0, 1.0) * 150_000
    one = stream([OldSheet("A", body)])
    listed = record(0x0085, struct.pack("<IBB", 0, 0, 0) + wide("A", "<B"))
    place = len(start(GLOBALS)) + 300 * len(listed) + len(END)
    pointing = record(0x0085, struct.pack("<IBB", place, 0, 0) + wide("A", "<B"))
    data = compound({"Workbook": start(GLOBALS) + pointing * 300 + END + one[one.index(start(0x0010)) :]})
    assert _breach(data).reason is RefusalReason.TOO_MANY_CELLS


def test_shared_texts_that_point_back_do_not_grow() -> None:
    """A negative length of what stands behind a text must not lead back to it."""
    piece = struct.pack("<HBI", 8000, 0x04, -8007 & 0xFFFFFFFF) + b"a" * 8000
    before = record(0x00FC, struct.pack("<II", 200_000, 200_000) + piece)
    tracemalloc.start()
    found = _sheet(shared(0, 0, 0), before)
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()
    assert found.rows[1][1].text == "a" * 8000


def test_chains_of_sectors_end() -> None:
    good = xls([OldSheet("A", text(0, 0, "x") * 2000)])
    numbers = range(0, 512 + 1024, 4)
    for place in numbers:
        for value in (0, 1, 2, 0xFFFFFFFD, 0xFFFFFFFE, 0x7FFFFFFF):
            data = good[:place] + struct.pack("<I", value) + good[place + 4 :]
            with suppress(Breach, KeyError):
                assert len(CompoundFile(data).read(CompoundFile(data).root["Workbook"])) <= len(good)


def test_tree_of_names_may_be_a_circle() -> None:
    data = bytearray(xls([OldSheet("A", text(0, 0, "x"))], more={"other": b"y"}))
    entry = data.index("Workbook".encode("utf-16-le"))
    data[entry + 68 : entry + 76] = struct.pack("<II", 1, 1)
    assert _opened(bytes(data)).sheets[0].rows[1][1].text == "x"


def test_short_streams_stand_in_small_sectors() -> None:
    content = stream([OldSheet("A", text(0, 0, "ngắn"))])
    assert len(content) < 4096
    assert _opened(_small(content)).sheets[0].rows[1][1].text == "ngắn"
    assert _opened(_small(content)[: 512 * 4 + len(content)]).sheets[0].rows[1][1].text == "ngắn"


def _small(content: bytes) -> bytes:
    """Return a compound file whose only stream stands in the small sectors."""
    sectors, smalls = -(-len(content) // 512), -(-len(content) // 64)
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    table = [0xFFFFFFFD, end, end, *range(4, 3 + sectors), end]
    header = _header(first_entries=1, first_small=2)

    def entry(title: str, kind: int, child: int, first: int, size: int) -> bytes:
        raw = f"{title}\0".encode("utf-16-le")
        return raw.ljust(64, b"\0") + struct.pack(
            "<HBBIII36xIQ", len(raw), kind, 1, free, free, child, first, size
        )

    entries = entry("Root Entry", 5, 1, 3, sectors * 512) + entry("Workbook", 2, free, 0, len(content))
    small = [*range(1, smalls), end]
    parts = (
        struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff"),
        entries.ljust(512, b"\0"),
        struct.pack(f"<{len(small)}I", *small).ljust(512, b"\xff"),
        content.ljust(sectors * 512, b"\0"),
    )
    return header + b"".join(parts)


def _header(*, first_entries: int, first_small: int) -> bytes:
    free = 0xFFFFFFFF
    head = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16) + struct.pack("<HHHHH6x", 62, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, first_entries, 0, 4096, first_small, 1, 0xFFFFFFFE, 0)
    return head + struct.pack("<109I", 0, *[free] * 108)


def test_every_cut_is_refused() -> None:
    bare = CompoundFile(XLS).read(CompoundFile(XLS).root["Workbook"])
    for data in (XLS, bare):
        for length in range(0, len(data) - 4, max(1, len(data) // 120)):
            found = _outcome(data[:length])
            if isinstance(found, Submission):  # only what stands behind the last sheet may be missing
                assert len(bare) - length < 4096
                assert found.answers == read(XLS).answers


STREAM = CompoundFile(XLS).read(CompoundFile(XLS).root["Workbook"]).rstrip(b"\0")
bytes_changed = st.lists(
    st.tuples(st.integers(0, len(STREAM) - 1), st.sampled_from([0, 1, 2, 4, 8, 16, 0x7F, 0x80, 0xFE, 0xFF])),
    min_size=1,
    max_size=8,
)


@settings(max_examples=200, deadline=5_000)
@given(bytes_changed)
def test_changed_records_are_read_or_refused(changed: list[tuple[int, int]]) -> None:
    data = bytearray(STREAM)
    for place, value in changed:
        data[place] = value
    assert isinstance(_outcome(bytes(data)), Submission | Refusal)


@settings(max_examples=200, deadline=5_000)
@given(
    st.lists(
        st.tuples(st.integers(0, 2047) | st.integers(0, len(XLS) - 1), st.integers(0, 255)),
        min_size=1,
        max_size=8,
    )
)
def test_changed_files_are_read_or_refused(changed: list[tuple[int, int]]) -> None:
    data = bytearray(XLS)
    for place, value in changed:
        data[place] = value
    assert isinstance(_outcome(bytes(data)), Submission | Refusal)


@settings(max_examples=60, deadline=5_000)
@given(st.binary(max_size=2000))
def test_noise_behind_a_good_beginning_is_refused(noise: bytes) -> None:
    for head in (STREAM[:20], bytes.fromhex("D0CF11E0A1B11AE1"), XLS[:512], XLS[:1536]):
        assert isinstance(_outcome(head + noise), Refusal)


_E8, _AREA = b"\x44\x07\x00\x04\xc0", b"\x25\x07\x00\x09\x00\x04\xc0\x04\xc0"


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        (b"\x1e\x03\x00\x1e\x04\x00\x06", "(3/4)"),
        (_E8 + b"\x1f" + struct.pack("<d", 0.5) + b"\x05\x1e\x01\x00\x04", "((E8*0.5)-1)"),
        (b"\x1e\x55\x00\x14\x13", "(-(85%))"),
        (b"\x1e\x02\x00\x1e\x03\x00\x07\x15", "((2^3))"),
        (_AREA + b"\x19\x10\x00\x00", "SUM(E8:E10)"),
        (_AREA + _E8 + b"\x42\x02\x04\x00", "SUM(E8:E10,E8)"),
        (_E8 + b"\x19\x40\x00\x01\x1e\x02\x00\x41\x1b\x00", "ROUND(E8,2)"),
        (b"\x21\x3f\x00", None),  # RAND
        (_E8 + b"\x19\x01\x00\x00", None),  # volatile
        (_E8 + b"\x19\x02\x05\x00" + _E8, None),  # IF
        (b"\x3a" + bytes(6), None),  # another sheet
        (b"\x17\x01\x00a", None),  # a text
        (_E8 + b"\x03", None),
        (_E8 + _E8, None),
        (b"\x44\x07", None),
        (b"\x19\x10\x00\x00", None),
        (b"\x42\x05\x04\x00", None),
        (b"", None),
        (b"\x1e\x01\x00" + b"\x13" * 1_000, None),
    ],
)
def test_plain_arithmetic_is_written_out(tokens: bytes, expected: str | None) -> None:
    assert arithmetic(tokens) == expected


@given(st.binary(max_size=60))
def test_no_tokens_raise(tokens: bytes) -> None:
    assert isinstance(arithmetic(tokens), str | None)


@pytest.mark.parametrize(("given", "is_proved"), [(1.0, True), (1.5, False)])
def test_what_plain_arithmetic_gives_is_worked_out_again(given: float, *, is_proved: bool) -> None:
    sheet = _sheet(real(7, 4, 0.5) + formula(8, 4, given, _E8 + b"\x1e\x02\x00\x05"))
    assert Formulas([sheet]).gives_stored(sheet.name, sheet.rows[9][5]) is is_proved


def drawn(kind: int, content: bytes, holds: int = 0, instance: int = 0) -> bytes:
    """Return an entry of a drawing."""
    return struct.pack("<HHI", instance << 4 | holds, kind, len(content)) + content


def shape(form: int, row: int, column: int) -> bytes:
    """Return a shape of this form, anchored at a cell counted from 0."""
    anchor = struct.pack("<9H", 0, column, 0, row, 0, column, 512, row + 1, 127)
    parts = drawn(0xF00A, bytes(8), 2, form) + drawn(0xF00B, bytes(6), 3, 1) + drawn(0xF010, anchor)
    return drawn(0xF004, parts + drawn(0xF011, b""), 15)


def test_pictures_are_told_by_their_cells() -> None:
    group = drawn(0xF003, shape(75, 7, 6) + shape(75, 7, 6) + shape(202, 9, 6), 15)
    records = record(0xEC, drawn(0xF002, drawn(0xF008, bytes(8)) + group, 15)) + record(
        0xEC, shape(75, 19, 7)
    )
    assert _sheet(records).pictures == {(8, 7): ("", ""), (20, 8): ("",)}


def test_pictures_over_one_cell_are_counted_too() -> None:
    with pytest.raises(Breach, match="dài hơn 3 mục"):
        anchored_pictures(shape(75, 1, 1) * 5, replace(DEFAULT_LIMITS, names=3))


@given(st.binary(max_size=80))
def test_a_damaged_drawing_ends_the_list(data: bytes) -> None:
    whole = shape(75, 1, 1)
    assert anchored_pictures(whole + data, DEFAULT_LIMITS)[2, 2] == ("",)
    assert not anchored_pictures(whole[:-9], DEFAULT_LIMITS).keys() - {(2, 2)}
