"""Texts in fonts from before Unicode: found by the font of the cell or of a run, read, and left as they stand."""

from collections.abc import Callable
from html import escape
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from par_excel.checks import judge
from par_excel.form import Column, Sheet
from par_excel.model import LegacyText, Submission
from tests.reading.returned import basis, changed, form_of, original, read, values
from tests.reading.workbooks import with_parts, with_replaced

SCORES = Sheet.SCORES.value
LEAF = form_of(2).leaves[0]
EVIDENCE = LEAF.cell(Column.EVIDENCE)
IN_TCVN3, IN_VNI, READING = "B¸o c¸o sè 12 cña Së", "Baùo caùo soá 12 cuûa Sôû", "Báo cáo số 12 của Sở"


def written(text: Any, font: str | None = None, *, cell: str = EVIDENCE) -> Submission:
    """Return the return of appendix 2 with this text in one cell."""

    def write(book: Workbook) -> None:
        book[SCORES][cell] = text
        if font is not None:
            book[SCORES][cell].font = Font(name=font)

    return read(changed(2, write))


def seen(text: LegacyText) -> tuple[str, str, str, str]:
    return text.font, text.encoding, text.raw, text.reading


@pytest.mark.parametrize(
    ("text", "font", "expected"),
    [
        (IN_TCVN3, ".VnTime", (".VnTime", "TCVN3", IN_TCVN3, READING)),
        (IN_TCVN3, ".VnArialH", (".VnArialH", "TCVN3", IN_TCVN3, READING.upper())),
        (IN_VNI, "VNI-Times", ("VNI-Times", "VNI", IN_VNI, READING)),
        (IN_TCVN3, "Times New Roman", ("", "TCVN3", IN_TCVN3, READING)),
        (IN_VNI, "Arial", ("", "VNI", IN_VNI, READING)),
        ("cã", ".VnTime", (".VnTime", "TCVN3", "cã", "có")),
        ("\xadu tiªn", ".VnTime", (".VnTime", "TCVN3", "\xadu tiªn", "ưu tiên")),
    ],
)
def test_a_text_is_read_in_the_font_of_its_cell(
    text: str, font: str, expected: tuple[str, str, str, str]
) -> None:
    (found,) = written(text, font).legacy_texts
    assert seen(found) == expected
    assert (found.place.sheet, found.place.cell, found.criterion) == (SCORES, EVIDENCE, LEAF.criterion)


@pytest.mark.parametrize(
    ("text", "font"),
    [
        (READING, ".VnTime"),
        (READING, "VNI-Times"),
        (READING, "Times New Roman"),
        ("BC 12", ".VnTime"),
        ("cã", "Times New Roman"),
        (12.5, ".VnTime"),
        (None, ".VnTime"),
    ],
)
def test_what_every_machine_shows_alike_is_not_named(text: Any, font: str) -> None:
    assert written(text, font).legacy_texts == ()


def test_the_value_stays_as_it_stands() -> None:
    found = values(written(IN_TCVN3, ".VnTime"))
    assert found[LEAF.key, Column.EVIDENCE] == IN_TCVN3
    plain = values(read(original(2)))
    assert {key for key in plain if plain[key] != found[key]} == {(LEAF.key, Column.EVIDENCE)}


def test_only_what_people_write_is_looked_at() -> None:
    assert written("tªn", ".VnTime", cell=LEAF.cell(Column.NAME)).legacy_texts == ()
    assert written("tªn", ".VnTime", cell="K40").legacy_texts == ()


def test_runs_of_a_text_are_read_each_in_its_own_font() -> None:
    runs = CellRichText(
        "Theo ",
        TextBlock(InlineFont(rFont=".VnTime"), "B¸o c¸o"),
        TextBlock(InlineFont(rFont="Arial"), " số 5 ®"),
    )
    (found,) = written(runs).legacy_texts
    assert seen(found) == (".VnTime", "TCVN3", "Theo B¸o c¸o số 5 ®", "Theo Báo cáo số 5 ®")


def test_runs_without_a_font_have_that_of_their_cell() -> None:
    runs = CellRichText("B¸o c¸o ", TextBlock(InlineFont(rFont="Arial"), "số 5"))
    (found,) = written(runs, ".VnTime").legacy_texts
    assert found.reading == "Báo cáo số 5"


def _as_shared(text: str, xml: str) -> bytes:
    """Return the return of appendix 2 in which a shared string is these runs instead."""
    return with_replaced(
        original(2), "xl/sharedStrings.xml", f'<t xml:space="preserve">{escape(text, quote=False)}</t>', xml
    )


def test_runs_of_shared_strings_are_read() -> None:
    author = read(original(2)).closing.author
    found = read(
        _as_shared(
            author.raw,
            '<r><rPr><rFont val=".VnTime"/></rPr><t>§Þa </t></r><r><t xml:space="preserve">ph</t></r>'
            '<r><rPr><rFont val="VNI-Times"/></rPr><t>öông</t></r><rPh sb="0" eb="1"><t>x</t></rPh>',
        )
    )
    assert [(each.font, each.raw, each.reading) for each in found.legacy_texts] == [
        (".VnTime", "§Þa phöông", "Địa phương")
    ]
    assert found.legacy_texts[0].place == author.place


@pytest.mark.parametrize("sheet", [Sheet.INITIATIVES, Sheet.CLOSING])
def test_texts_of_the_other_sheets_are_found(sheet: Sheet) -> None:
    plain = read(original(2))
    cell = plain.initiatives[0].title if sheet is Sheet.INITIATIVES else plain.closing.author

    def write(book: Workbook) -> None:
        book[sheet.value][cell.place.cell] = IN_VNI
        book[sheet.value][cell.place.cell].font = Font(name="VNI-Helve")

    (found,) = read(changed(2, write)).legacy_texts
    assert (found.place, found.criterion, found.reading) == (cell.place, "", READING)


def _in_font(cell: str, font: str) -> Callable[[Workbook], None]:
    def write(book: Workbook) -> None:
        for row in book[SCORES].iter_rows():
            for each in row:
                each.font = Font(name=font)
        book[SCORES][cell] = IN_TCVN3

    return write


def test_a_whole_form_in_such_a_font_is_named_only_where_it_was_written_in_it() -> None:
    """Whoever sets the font of all cells leaves the form's own texts, and what was typed in Unicode, as they are."""
    (found,) = read(changed(2, _in_font(EVIDENCE, ".VnTime"))).legacy_texts
    assert found.place.cell == EVIDENCE


def test_the_finding_names_font_and_reading() -> None:
    findings = [finding for finding in judge(written(IN_TCVN3, ".VnTime"), basis()) if finding.code == "ID37"]
    assert [(finding.value, finding.place.cell) for finding in findings] == [(IN_TCVN3, EVIDENCE)]
    assert ".VnTime" in findings[0].why
    assert READING in findings[0].why


def test_fonts_of_formats_that_no_cell_has_cost_nothing() -> None:
    def rename(name: str, content: bytes) -> bytes:
        if name != "xl/styles.xml":
            return content
        before, name_of_last_font, after = content.partition(b"</fonts>")
        assert name_of_last_font
        return before + b'<font><name val=".VnTime"/></font></fonts>' + after

    assert read(with_parts(original(2), rename)).legacy_texts == ()
