"""The reader against openpyxl and calamine: the same values, types, formulas, names and properties of the same files."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.workbook.defined_name import DefinedName
from python_calamine import CalamineWorkbook

from par_excel.form import Column
from par_excel.model import DEFAULT_LIMITS
from par_excel.reading.bounds.guard import open_archive
from par_excel.reading.workbook.addresses import LAST_COLUMN, LAST_ROW, address, column_letters, parse_address
from par_excel.reading.workbook.workbook import CellType, NumberFormat, RawCell, SheetState, Workbook
from par_excel.reading.xlsx.package import read_workbook
from par_excel.vietnamese import format_number, stored_number
from tests.reading.workbooks import SCORES, answer, form, read, with_parts, workbook

_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")


def _open(data: bytes) -> Workbook:
    return read_workbook(open_archive(data, DEFAULT_LIMITS), DEFAULT_LIMITS, is_wanted=lambda _: True)


def _cells(book: Workbook, sheet: str) -> dict[str, RawCell]:
    found = next(each for each in book.sheets if each.name == sheet)
    return {address(row, column): raw for row, cells in found.rows.items() for column, raw in cells.items()}


def _saved(book: openpyxl.Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _rich_book() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Một & hai"
    values: dict[str, Any] = {
        "A1": "chữ",
        "B1": 1.28,
        "C1": True,
        "D1": "#REF!",
        "E1": "=A1&1",
        "F1": date(2021, 2, 5),
        "G1": 0.5,
        "XFD3": "xa",
        "A2": "  khoảng trắng  ",
        "B2": "dòng 1\ndòng 2",
        "C2": CellRichText("thường ", TextBlock(InlineFont(b=True), "đậm")),
        "D2": "<&>\"'",
    }
    for at, value in values.items():
        sheet[at] = value
    sheet["G1"].number_format = "0%"
    sheet.merge_cells("A5:C6")
    sheet.protection.sheet = True
    hidden = book.create_sheet("Ẩn")
    hidden.sheet_state = "hidden"
    book.create_sheet("Ẩn hẳn").sheet_state = "veryHidden"
    book.defined_names.add(DefinedName("vung.mot", attr_text="'Một & hai'!$A$1:$B$2"))
    book.properties.lastModifiedBy = "Người Lưu"
    return _saved(book)


def test_everything_is_read_as_openpyxl_wrote_it() -> None:
    book = _open(_rich_book())
    cells = _cells(book, "Một & hai")
    assert [(sheet.name, sheet.state, sheet.is_protected) for sheet in book.sheets] == [
        ("Một & hai", SheetState.VISIBLE, True),
        ("Ẩn", SheetState.HIDDEN, False),
        ("Ẩn hẳn", SheetState.VERY_HIDDEN, False),
    ]
    plain = NumberFormat.PLAIN
    assert cells == {
        "A1": RawCell(CellType.TEXT, "chữ", None, plain),
        "B1": RawCell(CellType.NUMBER, "1.28", None, plain),
        "C1": RawCell(CellType.TRUTH, "1", None, plain),
        "D1": RawCell(CellType.ERROR, "#REF!", None, plain),
        "E1": RawCell(CellType.NUMBER, None, "A1&1", plain),
        "F1": RawCell(CellType.NUMBER, "44232", None, NumberFormat.DATE),
        "G1": RawCell(CellType.NUMBER, "0.5", None, NumberFormat.PERCENT),
        "XFD3": RawCell(CellType.TEXT, "xa", None, plain),
        "A2": RawCell(CellType.TEXT, "  khoảng trắng  ", None, plain),
        "B2": RawCell(CellType.TEXT, "dòng 1\ndòng 2", None, plain),
        "C2": RawCell(CellType.TEXT, "thường đậm", None, plain),
        "D2": RawCell(CellType.TEXT, "<&>\"'", None, plain),
    }
    assert book.names == {"vung.mot": "'Một & hai'!$A$1:$B$2"}
    assert book.saved_by == "Người Lưu"
    merged = book.sheets[0].merged[0]
    assert (merged.top, merged.left, merged.bottom, merged.right) == (5, 1, 6, 3)
    assert not book.is_1904


def test_only_what_is_wanted_is_read() -> None:
    book = read_workbook(
        open_archive(_rich_book(), DEFAULT_LIMITS), DEFAULT_LIMITS, is_wanted=lambda name: name == "Ẩn"
    )
    assert [sheet.is_read for sheet in book.sheets] == [False, True, False]
    assert book.sheets[0].rows == {}


def _compare(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield every cell in which openpyxl and the reader differ; nothing is expected."""
    formulas = openpyxl.load_workbook(BytesIO(data))
    cached = openpyxl.load_workbook(BytesIO(data), data_only=True)
    own = _open(data)
    assert [sheet.name for sheet in own.sheets] == formulas.sheetnames
    for sheet in own.sheets:
        cells = _cells(own, sheet.name)
        for row in formulas[sheet.name].iter_rows():
            for cell in row:
                found = cells.pop(cell.coordinate, None)
                value = cached[sheet.name][cell.coordinate].value
                if _seen(found) != _theirs(cell, value):
                    yield cell.coordinate, f"{found} {cell.value!r} {value!r}"
        yield from ((at, "not in openpyxl") for at in cells)


def _seen(raw: RawCell | None) -> tuple[Any, bool]:
    if raw is None:
        return None, False
    if raw.kind is CellType.NUMBER and raw.text is not None:
        number = stored_number(raw.text)
        return None if number is None else format_number(number), raw.formula is not None
    text = {"1": "True", "0": "False"}[raw.text] if raw.kind is CellType.TRUTH and raw.text else raw.text
    return text or None, raw.formula is not None


def _theirs(cell: Any, cached: Any) -> tuple[Any, bool]:
    is_formula = cell.data_type == "f"
    if isinstance(cached, bool):
        return str(cached), is_formula
    if isinstance(cached, int | float):
        return format_number(stored_number(repr(cached)) or Decimal(0)), is_formula
    return cached or None, is_formula


def test_openpyxl_sees_the_same_in_a_filled_form() -> None:
    values = {
        ("1.1-a", Column.LEVEL): "x",
        ("1.1", Column.EVIDENCE): "BC 12",
        ("2.3", Column.SCORE): 0.1 + 0.2,
    }
    assert list(_compare(workbook(form(), values))) == []


# --- other writers' ways -----------------------------------------------------------------------------------------

_FORM = workbook(form(), {("1.1-b", Column.LEVEL): "x", ("1.1", Column.EVIDENCE): "BC 12"})
_NEW = "http://purl.oclc.org/ooxml/"


def test_the_strict_form_of_the_standard_is_read() -> None:
    def strict(_: str, content: bytes) -> bytes:
        text = content.decode()
        text = text.replace(
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main", f"{_NEW}spreadsheetml/main"
        )
        text = text.replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            f"{_NEW}officeDocument/relationships",
        )
        return text.replace("/extended-properties", "/extendedProperties").encode()

    found = answer(read(with_parts(_FORM, strict)), "1.1")
    assert (found.score.value, found.evidence.value) == (Decimal("0.5"), "BC 12")


def test_prefixed_elements_are_read() -> None:
    def prefix(name: str, content: bytes) -> bytes:
        if not name.startswith("xl/worksheets/sheet"):
            return content
        text = re.sub(r"<(/?)(\w)", r"<\1x:\2", content.decode())
        return text.replace("xmlns=", "xmlns:x=").replace("<x:?", "<?").encode()

    found = answer(read(with_parts(_FORM, prefix)), "1.1")
    assert (found.score.value, found.evidence.value) == (Decimal("0.5"), "BC 12")


def test_elements_of_a_foreign_namespace_are_no_cells() -> None:
    def add(_: str, content: bytes) -> bytes:
        foreign = b'<c xmlns="urn:la" r="G8" t="str"><v>l\xe1\xba\xa1</v></c>'
        return content.replace(b"</sheetData>", b"</sheetData><extLst><ext>" + foreign + b"</ext></extLst>")

    assert answer(read(with_parts(_FORM, add)), "1.1").evidence.value == "BC 12"


def test_sheets_in_utf_16_are_read() -> None:
    def encode(name: str, content: bytes) -> bytes:
        if not name.startswith("xl/worksheets/sheet"):
            return content
        return f"<?xml version='1.0' encoding='utf-16'?>{content.decode()}".encode("utf-16")

    assert answer(read(with_parts(_FORM, encode)), "1.1").evidence.value == "BC 12"


def test_indented_xml_is_read() -> None:
    def indent(_: str, content: bytes) -> bytes:
        return re.sub(rb"(<(c|row|v|f|is|/c|/row)\b)", rb"\n    \1", content)

    found = answer(read(with_parts(_FORM, indent)), "1.1")
    assert (found.score.value, found.evidence.value) == (Decimal("0.5"), "BC 12")


# --- addresses, and what is written is what is read --------------------------------------------------------------


@given(st.integers(1, LAST_ROW), st.integers(1, LAST_COLUMN))
def test_addresses_survive(row: int, column: int) -> None:
    assert parse_address(address(row, column)) == (row, column)


def test_letters_of_columns() -> None:
    assert [column_letters(column) for column in (1, 26, 27, 702, 703, 16_384)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
        "XFD",
    ]


_TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=60
).filter(lambda text: not _ILLEGAL.search(text) and not text.startswith("="))
_NUMBERS = st.decimals(-(10**9), 10**9, places=4, allow_nan=False, allow_infinity=False)


@given(texts=st.lists(_TEXTS, min_size=1, max_size=8), numbers=st.lists(_NUMBERS, min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_what_three_readers_read(texts: list[str], numbers: list[Decimal]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row, text in enumerate(texts, start=1):
        cell = sheet.cell(row, 1, text)
        cell.data_type = "s"
    for row, number in enumerate(numbers, start=1):
        sheet.cell(row, 2, number)
    data = _saved(book)
    cells = _cells(_open(data), sheet.title)
    plain = [text.replace("\r\n", "\n").replace("\r", "\n") for text in texts]
    assert [cells[f"A{row}"].text for row in range(1, len(texts) + 1)] == plain
    assert [stored_number(cells[f"B{row}"].text or "") for row in range(1, len(numbers) + 1)] == numbers
    third = (
        CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    )
    assert [line[0] for line in third[: len(texts)]] == plain
    assert [Decimal(repr(line[1])).quantize(Decimal("0.0001")) for line in third[: len(numbers)]] == numbers


_KEYS = [row.key for row in form().leaves]
_PLAIN_TEXTS = st.text(st.characters(categories=("L", "Nd", "Po", "Pd")), min_size=1, max_size=40).filter(
    lambda text: not text.startswith(("=", "#")) and not _ILLEGAL.search(text)
)


@given(
    ticks=st.sets(st.sampled_from(["1.1-a", "1.1-b", "1.1-c", "1.2-a", "1.2-b", "1.2-0"])),
    score=st.decimals(0, 1, places=3),
    evidence=st.fixed_dictionaries(dict.fromkeys(_KEYS, _PLAIN_TEXTS)),
    inserted=st.lists(st.integers(1, 20), max_size=3),
)
@settings(max_examples=30, deadline=None)
def test_what_is_filled_in_is_what_is_read(
    ticks: set[str], score: Decimal, evidence: dict[str, str], inserted: list[int]
) -> None:
    from par_excel.vietnamese import documents_in, tidy

    def change(book: Any) -> None:
        for at in sorted(inserted, reverse=True):
            book[SCORES].insert_rows(at)

    values: dict[tuple[str, Column], Any] = {(line, Column.LEVEL): "x" for line in ticks}
    values |= {(key, Column.EVIDENCE): text for key, text in evidence.items()}
    values[("2.3", Column.SCORE)] = score
    submission = read(workbook(form(), values, change=change))
    assert {line for each in submission.answers for line in each.ticked} == ticks
    assert {each.criterion: each.evidence.value for each in submission.answers} == {
        key: tidy(text) or None for key, text in evidence.items()
    }
    assert answer(submission, "2.3").score.value == score
    said = filter(None, (each.evidence.value for each in submission.rows))
    assert submission.documents == {text: documents_in(text) for text in said}


def test_times_of_properties_are_read_with_their_zone() -> None:
    from par_excel.reading.workbook.number_formats import parse_time

    assert parse_time("2021-02-17T08:30:00Z") == datetime(2021, 2, 17, 8, 30, tzinfo=UTC)
    assert parse_time(" 2021-02-17T08:30:00 ") == datetime(2021, 2, 17, 8, 30, tzinfo=UTC)
    assert parse_time("hôm qua") is None


@pytest.mark.parametrize(
    "name", ["docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "xl/styles.xml"]
)
def test_parts_that_say_nothing_of_the_content_may_be_lost(name: str) -> None:
    lost = with_parts(_FORM, lambda part, content: None if part == name else content)
    if name == "xl/styles.xml":
        lost = with_parts(
            lost,
            lambda part, content: (
                re.sub(rb"<Relationship [^>]*styles[^>]*/>", b"", content)
                if part == "xl/_rels/workbook.xml.rels"
                else content
            ),
        )
    assert answer(read(lost), "1.1").evidence.value == "BC 12"
