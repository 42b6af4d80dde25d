"""The charts of the report: native, with the figures of the result in what is shown and in the workbook behind it."""

from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

from docx import Document
from docx.oxml.ns import qn
from lxml import etree
from msgspec.structs import replace
from openpyxl import load_workbook

from par_excel.model import Basis, Result
from par_excel.writing.report.charts import CHART, charts_by_name
from par_excel.writing.report.document import report_document
from par_excel.writing.report.fields import CHARTS
from par_excel.writing.report.word_page import packaged_template
from tests import invented
from tests.writing import sample_result

C = f"{{{CHART}}}"


def charts(data: bytes) -> dict[str, tuple[etree._Element, bytes]]:
    """Return the shown charts by name: their part, and the workbook behind it."""
    word = Document(BytesIO(data))
    found = {}
    for drawing in word.element.body.iter(qn("w:drawing")):
        link = drawing.find(f".//{C}chart")
        described = drawing.find(f".//{qn('wp:docPr')}")
        assert link is not None
        assert described is not None
        part = word.part.related_parts[str(link.get(qn("r:id")))]
        tree = etree.fromstring(part.blob)
        data_link = tree.find(f"{C}externalData")
        assert data_link is not None
        found[str(described.get("descr"))] = (
            tree,
            part.related_parts[str(data_link.get(qn("r:id")))].blob,
        )
    return found


def shown(tree: etree._Element, tag: str) -> list[list[str]]:
    """Return the values of each series that a program shows before it asks the workbook."""
    holders = [holder for series in tree.iter(f"{C}ser") for holder in series.iterchildren(f"{C}{tag}")]
    return [[each.text or "" for each in holder.iter(f"{C}v")] for holder in holders]


def made(basis: Basis, result: Result) -> dict[str, tuple[etree._Element, bytes]]:
    return charts(report_document(basis, result))


def test_what_is_shown_is_what_the_result_says() -> None:
    basis = invented.basis()
    found = made(basis, sample_result.complete(basis))
    assert list(found) == [name for name in CHARTS if name != "bieu_do_don_vi"]
    columns, bars = found["bieu_do_diem"][0], found["bieu_do_ty_le"][0]
    assert shown(columns, "tx") == [["Điểm tối đa tự đánh giá"], ["Điểm tự đánh giá"]]
    assert shown(columns, "cat") == [["1", "2"]] * 2
    assert shown(columns, "val") == [["4.0", "2"], ["3.47", "2"]]
    assert shown(bars, "cat") == [["1. Nội dung 1", "2. Nội dung 2"]]
    assert shown(bars, "val") == [["0.8675", "1.0000"]]


def test_the_workbook_behind_a_chart_holds_what_its_formulas_name() -> None:
    basis = invented.basis()
    tree, book = made(basis, sample_result.complete(basis))["bieu_do_diem"]
    sheet = load_workbook(BytesIO(book))["Số liệu"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        [None, "Điểm tối đa tự đánh giá", "Điểm tự đánh giá"],
        ["1", 4, 3.47],
        ["2", 2, 2],
    ]
    formulas = [each.text or "" for each in tree.iter(f"{C}f")]
    assert formulas[:3] == ["'Số liệu'!$B$1", "'Số liệu'!$A$2:$A$3", "'Số liệu'!$B$2:$B$3"]
    values = [sheet[formula.partition("!")[2].replace("$", "")] for formula in formulas]
    assert values[0].value == "Điểm tối đa tự đánh giá"


def test_texts_of_the_catalogue_are_no_formula_and_no_markup_in_a_chart() -> None:
    basis = invented.basis()
    complete = sample_result.complete(basis)
    first = complete.fields[0]
    hostile = "=1+1</c:v>\x07"
    fields = (replace(first, name=hostile), *complete.fields[1:])
    replaced = replace(complete, fields=fields)
    tree, book = charts(report_document(basis, replaced))["bieu_do_ty_le"]
    assert shown(tree, "cat")[0][0] == "1. =1+1</c:v>‹U+0007›"
    cell = load_workbook(BytesIO(book))["Số liệu"]["A2"]
    assert (cell.value, cell.data_type) == ("1. =1+1</c:v>‹U+0007›", "s")


def test_no_chart_while_nothing_counts() -> None:
    basis = invented.basis()
    assert made(basis, sample_result.empty(basis)) == {}


def test_fields_that_nobody_self_assesses_stand_in_no_chart() -> None:
    basis = invented.basis()
    complete = sample_result.complete(basis)
    none = replace(complete.fields[0], self_maximum=Decimal(0), score=Decimal(0))
    result = replace(complete, fields=(none, complete.fields[1]))
    assert charts_by_name(result)["bieu_do_diem"].categories == ("2",)


def test_workbooks_behind_charts_carry_no_time_of_their_making() -> None:
    basis = invented.basis()
    _, book = made(basis, sample_result.complete(basis))["bieu_do_diem"]
    with ZipFile(BytesIO(book)) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in packed.read("docProps/core.xml")


def test_a_chart_that_has_lost_its_name_is_known_by_its_series() -> None:
    target = BytesIO()
    with ZipFile(BytesIO(packaged_template())) as source, ZipFile(target, "w") as packed:
        for name in source.namelist():
            packed.writestr(name, source.read(name).replace(b'descr="bieu_do_', b'descr="'))
    basis = invented.basis()
    own = charts(report_document(basis, sample_result.complete(basis), template=target.getvalue()))
    assert {name: shown(tree, "val") for name, (tree, _) in own.items()} == {
        "diem": [["4.0", "2"], ["3.47", "2"]],
        "ty_le": [["0.8675", "1.0000"]],
    }


def test_an_office_may_restyle_a_chart() -> None:
    target = BytesIO()
    with ZipFile(BytesIO(packaged_template())) as source, ZipFile(target, "w") as packed:
        for name in source.namelist():
            packed.writestr(name, source.read(name).replace(b"1F4E79", b"AA0000"))
    basis = invented.basis()
    own = charts(report_document(basis, sample_result.complete(basis), template=target.getvalue()))
    tree = own["bieu_do_ty_le"][0]
    assert b"AA0000" in etree.tostring(tree)
    assert shown(tree, "val") == [["0.8675", "1.0000"]]
