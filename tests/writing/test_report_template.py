"""The packaged Word template: fresh, and laid out by Decree 30/2020/NĐ-CP."""

from io import BytesIO
from zipfile import ZipFile

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Length

from par_excel.writing.report import packaged_template
from tools.make_report_template import make

FONT_SLOTS = ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs")


def parts(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def millimetres(*lengths: Length | None) -> list[int]:
    return [round(each.mm) for each in lengths if each is not None]


def test_template_is_what_the_tool_makes() -> None:
    assert parts(packaged_template()) == parts(make())


def test_paper_and_margins() -> None:
    portrait, annex = Document(BytesIO(packaged_template())).sections
    assert millimetres(portrait.page_width, portrait.page_height) == [210, 297]
    assert millimetres(annex.page_width, annex.page_height) == [297, 210]
    margins = millimetres(
        portrait.top_margin, portrait.bottom_margin, portrait.left_margin, portrait.right_margin
    )
    assert margins == [20, 20, 30, 15]


def test_page_number_stands_at_the_top_from_the_second_page_on() -> None:
    for section in Document(BytesIO(packaged_template())).sections:
        assert section.different_first_page_header_footer
        assert " PAGE " in "".join(
            each.text or "" for each in section.header._element.iter(qn("w:instrText"))
        )
        assert not list(section.first_page_header._element.iter(qn("w:instrText")))
        assert section.header.paragraphs[0].alignment == 1


def test_every_style_is_times_new_roman_in_every_script() -> None:
    styles = Document(BytesIO(packaged_template())).styles.element
    fonts = list(styles.iter(qn("w:rFonts")))
    assert len(fonts) > 15
    assert {tuple(font.get(qn(slot)) for slot in FONT_SLOTS) for font in fonts} == {("Times New Roman",) * 4}
    assert all(set(font.attrib) == {qn(slot) for slot in FONT_SLOTS} for font in fonts)
    everything = b"".join(parts(packaged_template()).values())
    assert b"Calibri" not in everything
    assert b"Cambria" not in everything


def test_every_table_of_data_repeats_its_head_and_keeps_rows_whole() -> None:
    tables = [table for table in Document(BytesIO(packaged_template())).tables if len(table.rows) > 1]
    assert len(tables) == 6
    for table in tables:
        marks = [row._tr.trPr for row in table.rows]
        assert all(mark is not None and mark.find(qn("w:cantSplit")) is not None for mark in marks)
        assert [mark is not None and mark.find(qn("w:tblHeader")) is not None for mark in marks] == [
            index == 0 for index in range(len(marks))
        ]


def test_numbers_stand_right() -> None:
    document = Document(BytesIO(packaged_template()))
    prototypes = {
        cell.text: cell.paragraphs[0].style.name
        for table in document.tables
        for row in table.rows
        for cell in row.cells
        if cell.text.startswith("[") and cell.paragraphs[0].style is not None
    }
    assert {prototypes[f"[{key}]"] for key in ("diem", "diem_toi_da", "bi_tru", "ty_le", "de_xuat")} == {
        "Bang so"
    }
