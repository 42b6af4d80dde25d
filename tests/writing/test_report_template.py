"""The packaged Word template: fresh, and laid out by Decree 30/2020/NĐ-CP."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Length

from par_excel.writing.report.charts import number_captions
from par_excel.writing.report.context import report_context
from par_excel.writing.report.document import _rendered, report_document
from par_excel.writing.report.fields import TABLES
from par_excel.writing.report.fill import fill_tables, packed
from par_excel.writing.report.rows import ReportRow
from par_excel.writing.report.tables import rows_by_table
from par_excel.writing.report.word_page import packaged_template
from tests import invented
from tests.programs import needs_validator, validate_office_file
from tests.writing import sample_result
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
    portrait, annex, *others = Document(BytesIO(packaged_template())).sections
    assert millimetres(portrait.page_width, portrait.page_height) == [210, 297]
    assert millimetres(annex.page_width, annex.page_height) == [297, 210]
    margins = millimetres(
        portrait.top_margin, portrait.bottom_margin, portrait.left_margin, portrait.right_margin
    )
    assert margins == [20, 20, 30, 15]
    assert [millimetres(other.page_width, other.page_height) for other in others] == [[210, 297]] * 3


def test_each_annex_is_numbered_apart() -> None:
    for section in Document(BytesIO(packaged_template())).sections:
        number = section._sectPr.find(qn("w:pgNumType"))
        assert number is not None
        assert number.get(qn("w:start")) == "1"


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
    assert len(tables) == 12
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
    assert {prototypes[f"[{key}]"] for key in ("diem", "diem_toi_da", "bi_tru", "ty_le")} == {"Bang so"}


def with_years_before() -> bytes:
    """Return a report whose part on the year before is filled in."""
    basis = invented.basis()
    result = sample_result.complete(basis)
    said = {"co_so_sanh": True, "nam_truoc": "2019", "so_sanh": ("Điểm tăng 0,5 điểm.",)}
    said["phu_luc_so_sanh"] = "III"
    word = _rendered(packaged_template(), {**report_context(basis, result), **said}, None)
    declared = {table.name: table for table in TABLES}
    rows = {
        name: (ReportRow(dict.fromkeys(declared[name].columns, "1,00")),)
        for name in ("bang_so_sanh", "bang_so_sanh_tieu_chi")
    }
    fillings = fill_tables(word, {**rows_by_table(basis, result), **rows}, None)
    number_captions(word)
    return packed(word, fillings)


@needs_validator
def test_the_year_before_has_its_part_and_its_annex_where_there_is_one(tmp_path: Path) -> None:
    path = tmp_path / "bao_cao.docx"
    path.write_bytes(with_years_before())
    assert validate_office_file(path) == []
    document = Document(str(path))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert "So sánh với năm 2019" in texts
    assert texts.index("Phụ lục II") < texts.index("Phụ lục III")
    assert [round(section.page_width.mm) for section in document.sections if section.page_width] == [
        210,
        297,
        210,
        210,
    ]
    heads = [[cell.text for cell in table.rows[0].cells] for table in document.tables]
    assert heads[-1][2:6] == ["Điểm tối đa 2019", "Điểm 2019", "Điểm tối đa 2020", "Điểm 2020"]


def test_without_a_year_before_nothing_is_said_of_it() -> None:
    basis = invented.basis()
    document = Document(BytesIO(report_document(basis, sample_result.complete(basis))))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert not [text for text in texts if "So sánh" in text or "Phụ lục III" in text]
    assert len(document.sections) == 3
