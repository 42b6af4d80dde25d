"""What the workbook adds to XlsxWriter: exact numbers, text that stays text, rows that grow, bytes that repeat."""

import re
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from importlib import import_module
from io import BytesIO
from pkgutil import walk_packages
from typing import Any

import openpyxl
import pytest

from par_excel import writing
from par_excel.writing.book import overrides
from par_excel.writing.book.page import PageBlock, page_breaks, page_room
from par_excel.writing.book.workbook import (
    LIMIT_CELL,
    Book,
    BookSheet,
    new_book,
    ready_cell,
    set_growing_row,
    write_formula_cell,
    write_number,
    write_text,
)
from tests.writing.sample_master import HOSTILE, VERY_LONG

SHEET_PART = "xl/worksheets/sheet1.xml"
LIBRARY = "xlsxwriter."


def written(write: Callable[[Book, BookSheet], None], **options: Any) -> bytes:
    stream = BytesIO()
    book = new_book(stream, **options)
    write(book, book.add_worksheet("Thử"))
    book.close()
    return stream.getvalue()


def part(data: bytes, name: str = SHEET_PART) -> str:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return archive.read(name).decode("utf-8")


def read_back(data: bytes, *, computed: bool = False) -> Any:
    return openpyxl.load_workbook(BytesIO(data), data_only=computed).active


@pytest.mark.parametrize(
    "number", ["1.28", "0.1", "100", "1E+2", "1.50", "0.955", "-0.25", "12345678901.25", "0"]
)
def test_number_is_written_with_its_own_digits(number: str) -> None:
    data = written(lambda _, sheet: write_number(sheet, 0, 0, Decimal(number)))
    shown = re.findall(r"<v>(.*?)</v>", part(data))
    assert Decimal(shown[0]) == Decimal(number)
    assert "E" not in shown[0]
    assert not re.search(r"\.\d*0$", shown[0])


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (Decimal("14.10"), '<c r="A1"><f>B1+C1</f><v>14.1</v></c>'),
        (Decimal("0.3"), '<c r="A1"><f>B1+C1</f><v>0.3</v></c>'),
        (7, '<c r="A1"><f>B1+C1</f><v>7</v></c>'),
        ("", '<c r="A1" t="str"><f>B1+C1</f><v></v></c>'),
        ("Thiếu & sai", '<c r="A1" t="str"><f>B1+C1</f><v>Thiếu &amp; sai</v></c>'),
    ],
)
def test_formula_carries_its_exact_result(value: Decimal | str | int, cell: str) -> None:
    data = written(lambda _, sheet: write_formula_cell(sheet, 0, 0, "=B1+C1", None, value))
    assert cell in part(data)


def test_text_stays_text() -> None:
    def write(_: Book, sheet: BookSheet) -> None:
        for row, text in enumerate(HOSTILE):
            write_text(sheet, row, 0, text)

    data = written(write)
    xml = part(data)
    assert "<f>" not in xml
    assert "<hyperlink" not in xml
    sheet = read_back(data)
    expected = [text.replace("\r\n", "\n") for text in HOSTILE]
    expected[11] = "chuông‹U+0007› tắt‹U+0000›, ‹U+FFFE›"
    # openpyxl leaves Excel's _xHHHH_ escapes as they stand
    found = [str(sheet.cell(row, 1).value).replace("_x005F_", "_") for row in range(1, len(HOSTILE) + 1)]
    assert found == expected
    assert all(sheet.cell(row, 1).data_type == "s" for row in range(1, len(HOSTILE) + 1))


def test_empty_text_is_a_blank_cell() -> None:
    data = written(lambda book, sheet: write_text(sheet, 0, 0, "", book.add_format({"bold": True})))
    assert read_back(data)["A1"].value is None
    assert '<c r="A1" s="1"/>' in part(data)


@pytest.mark.parametrize("text", ["Ậ" * 40_000, "𝔸" * 20_000])
def test_text_beyond_a_cell_says_that_it_goes_on(text: str) -> None:
    data = written(lambda _, sheet: write_text(sheet, 0, 0, text))
    found = str(read_back(data)["A1"].value)
    kept, _, mark = found.partition(" […còn ")
    assert text.startswith(kept)
    assert mark == f"{len(text) - len(kept)} ký tự, xem tệp gốc]"
    assert LIMIT_CELL - 40 < len(found.encode("utf-16-le")) // 2 <= LIMIT_CELL


def test_text_that_looks_like_long_markup_stays_text() -> None:
    text = f"<r>{'&' * 20_000}</r>"
    found = str(read_back(written(lambda _, sheet: write_text(sheet, 0, 0, text)))["A1"].value)
    assert found.rstrip() == text


def test_row_grows_unless_it_is_set() -> None:
    def write(_: Book, sheet: BookSheet) -> None:
        set_growing_row(sheet, 0, 40)
        sheet.set_row(1, 40)
        set_growing_row(sheet, 2, 40, None, level=1)
        write_text(sheet, 0, 0, "một")

    rows = re.findall(r"<row [^>]*>", part(written(write)))
    assert ['ht="39.75"' in row for row in rows] == [True, True, True]
    assert ["customHeight" in row for row in rows] == [False, True, False]
    assert "outlineLevel" in rows[2]


def test_locked_cells_say_so_where_normal_is_unlocked() -> None:
    def write(book: Book, sheet: BookSheet) -> None:
        write_text(sheet, 0, 0, "cố định", book.add_format({"locked": 1}))
        write_text(sheet, 1, 0, "nhập", book.add_format({"locked": 0, "bold": True}))

    styles = part(written(write, unlocked_normal=True), "xl/styles.xml")
    cell_formats = styles.partition("<cellXfs")[2].partition("</cellXfs>")[0]
    assert re.findall(r'<protection locked="(\d)"/>', cell_formats) == ["0", "1", "0"]
    assert '<protection locked="0"/>' in styles.partition("<cellStyleXfs")[2].partition("</cellStyleXfs>")[0]
    plain = part(written(write), "xl/styles.xml").partition("<cellXfs")[2]
    assert re.findall(r'<protection locked="(\d)"/>', plain) == ["0"]


def test_structure_is_locked_before_the_views() -> None:
    def write(_: Book, sheet: BookSheet) -> None:
        write_text(sheet, 0, 0, "x")

    locked = part(written(write, lock_structure=True), "xl/workbook.xml")
    assert '<workbookProtection lockStructure="1"/><bookViews>' in locked
    assert "workbookProtection" not in part(written(write), "xl/workbook.xml")


def test_normal_is_times_new_roman_12() -> None:
    styles = part(written(lambda _, sheet: write_text(sheet, 0, 0, "x")), "xl/styles.xml")
    assert '<sz val="12"/>' in styles
    assert set(re.findall(r'<name val="(.*?)"/>', styles)) == {"Times New Roman"}


def test_same_values_give_same_bytes() -> None:
    def write(book: Book, sheet: BookSheet) -> None:
        book.set_properties({"title": "Thử"})
        write_text(sheet, 0, 0, "x")

    moment = datetime(2021, 2, 5, 7, tzinfo=UTC)
    assert written(write) == written(write)
    assert "2021-02-05T07:00:00Z" in part(written(write, created=moment), "docProps/core.xml")
    assert "2021-01-01T00:00:00Z" in part(written(write), "docProps/core.xml")


@pytest.mark.parametrize("text", [*HOSTILE, VERY_LONG, "  thụt vào  ", "dòng\n\ndòng hai\n"])
def test_a_text_in_its_own_cell_reads_as_a_shared_one(text: str) -> None:
    def write(book: Book, sheet: BookSheet, *, own: bool) -> None:
        ready = ready_cell(text) if own else None
        if ready is None:
            write_text(sheet, 0, 0, text)
        else:
            sheet.write_ready(0, 0, [ready], [book.add_format()])

    shared, own = written(partial(write, own=False)), written(partial(write, own=True))
    assert ('t="inlineStr"' in part(own)) != ("_x0041_" in text), (
        "openpyxl knows escapes in shared texts alone"
    )
    assert 't="inlineStr"' not in part(shared)
    assert read_back(own)["A1"].value == read_back(shared)["A1"].value
    assert "<f>" not in part(own)


def test_parts_of_any_size_are_whole_and_dated_alike() -> None:
    long = "\n".join(unicodedata.normalize("NFC", text) for text in (*HOSTILE, VERY_LONG[:20_000]))

    def write(_: Book, sheet: BookSheet) -> None:
        for row in range(40):
            write_text(sheet, row, 0, f"{row} {long}")

    data = written(write)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.getinfo("xl/sharedStrings.xml").file_size > 1 << 18
    assert [cell.value for cell in read_back(data)["A"]] == [
        f"{row} {read_back(data)['A1'].value.partition(' ')[2]}" for row in range(40)
    ]


def test_a_picture_is_a_part_too() -> None:
    pixel = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
        "0000000c4944415408d763f8ffff3f0005fe02fea735810e0000000049454e44ae426082"
    )

    def write(_: Book, sheet: BookSheet) -> None:
        sheet.insert_image(0, 0, "pixel.png", {"image_data": BytesIO(pixel)})

    with zipfile.ZipFile(BytesIO(written(write))) as archive:
        assert archive.read("xl/media/image1.png") == pixel


def private_overrides() -> dict[str, set[str]]:
    """Return by module which private methods of XlsxWriter its classes override."""
    found: dict[str, set[str]] = {}
    for name in (module.name for module in walk_packages(writing.__path__, f"{writing.__name__}.")):
        for each in vars(import_module(name)).values():
            if isinstance(each, type) and each.__module__ == name:
                known = {
                    key for base in each.__mro__ if base.__module__.startswith(LIBRARY) for key in vars(base)
                }
                found.setdefault(name, set()).update(
                    key for key in vars(each) if key in known and re.match(r"_[^_]", key)
                )
    return {name: methods for name, methods in found.items() if methods}


def test_private_methods_are_overridden_in_one_module_and_exist_in_this_version() -> None:
    assert private_overrides() == {
        overrides.__name__: {
            "_create_package",
            "_get_packager",
            "_get_protection_properties",
            "_prepare_format_properties",
            "_prepare_formula",
            "_write_book_views",
            "_write_col_info",
            "_write_cols",
            "_write_conditional_formats",
            "_write_data_validations",
            "_write_merge_cells",
            "_write_page_setup",
            "_write_rows",
            "_write_shared_strings_file",
            "_write_sheet_protection",
            "_write_styles_file",
            "_xml_empty_tag_unencoded",
            "_xml_start_tag_unencoded",
        }
    }


@pytest.mark.parametrize(
    ("heights", "forced", "breaks"),
    [
        ([40, 40], [], []),
        ([40, 40, 40], [], [2]),
        ([40, 20, 20], [1], [1]),
        ([40], [0], []),
        ([230, 40, 20], [], [2]),  # one that is higher than a page goes on; the next finds its place below
        ([], [], []),
    ],
)
def test_no_block_is_cut_by_a_page(heights: list[float], forced: list[int], breaks: list[int]) -> None:
    blocks = [PageBlock(index, height, begins_page=index in forced) for index, height in enumerate(heights)]
    assert page_breaks(blocks, room=100, above=10, repeated=5) == breaks


def test_a_wide_sheet_is_shrunk_and_has_more_rows_on_a_page() -> None:
    narrow, wide = page_room([50], left=0.5), page_room([50] * 5, left=0.5)
    assert narrow < 516 < wide


def test_fonts_are_the_ones_named_and_not_the_themes() -> None:
    stream = BytesIO()
    book = new_book(stream)
    write_text(book.add_worksheet(), 0, 0, "chữ", book.add_format({"bold": True}))
    book.close()
    with zipfile.ZipFile(stream) as archive:
        styles = archive.read("xl/styles.xml")
    assert b"Times New Roman" in styles
    assert b"<scheme" not in styles  # ONLYOFFICE would show the theme's font, Calibri
