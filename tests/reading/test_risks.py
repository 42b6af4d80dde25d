"""What a file carries besides the form is named, whatever it is called, and no value is touched by it.

The lists of parts tell: the parts themselves hold rubbish here, and nobody minds.
"""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pytest
from openpyxl.utils.cell import coordinate_to_tuple

from par_excel.model import FileFormat, Limits, Refusal, RefusalReason, Remark, Risk
from par_excel.reading.bounds.guard import open_archive
from par_excel.reading.form.submissions import read_submission
from par_excel.reading.xlsx.active_content import in_order, old_workbook_risks, open_document_risks
from tests.reading.linked_parts import OFFICE, link, rels, with_files
from tests.reading.returned import ROOT, basis, changed, original, read, values
from tests.reading.workbooks import parcel

R = Risk
MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships/"
WORKBOOK = "xl/_rels/workbook.xml.rels"
SHEET = "xl/worksheets/_rels/sheet2.xml.rels"
DRAWING = "xl/drawings/_rels/drawing1.xml.rels"
TYPES = "[Content_Types].xml"
SCORES = "xl/worksheets/sheet2.xml"


def override(part: str, kind: str) -> str:
    return f'<Override PartName="{part}" ContentType="{kind}"/>'


VBA = "application/vnd.ms-office.vbaProject"
RUBBISH = b"\xd0\xcf\x11\xe0 rubbish"


@pytest.mark.parametrize(
    ("files", "risks"),
    [
        (
            {WORKBOOK: link("vbaProject", "vbaProject.bin", base=MICROSOFT), "xl/vbaProject.bin": RUBBISH},
            {R.MACRO},
        ),
        (
            {WORKBOOK: link("vbaProject", "media/anh.png", base=MICROSOFT), "xl/media/anh.png": RUBBISH},
            {R.MACRO},
        ),
        ({TYPES: override("/xl/anh.bin", VBA), "xl/anh.bin": RUBBISH}, {R.MACRO}),
        ({TYPES: override("/xl/anh.bin", VBA.upper()), "xl/anh.bin": RUBBISH}, {R.MACRO}),
        ({TYPES: override("/xl/anh.bin", VBA.replace("P", "&#80;")), "xl/anh.bin": RUBBISH}, {R.MACRO}),
        ({"xl/vbaProject.bin": RUBBISH}, {R.MACRO}),
        ({"XL/VBAPROJECT.BIN": RUBBISH}, {R.MACRO}),
        ({WORKBOOK: link("xlMacrosheet", "macrosheets/sheet1.xml", base=MICROSOFT)}, {R.MACRO}),
        ({WORKBOOK: link("xlIntlMacrosheet", "macrosheets/sheet1.xml", base=MICROSOFT)}, {R.MACRO}),
        (
            {
                WORKBOOK: link("externalLink", "externalLinks/externalLink1.xml"),
                "xl/externalLinks/externalLink1.xml": RUBBISH,
                "xl/externalLinks/_rels/externalLink1.xml.rels": rels(
                    link("externalLinkPath", "file:///C:/so-lieu.xlsx", outward=True)
                ),
            },
            {R.EXTERNAL_LINK},
        ),
        (
            {
                WORKBOOK: link("externalLink", "externalLinks/externalLink1.xml"),
                "xl/externalLinks/_rels/externalLink1.xml.rels": rels(
                    link("xlExternalLinkPath/xlPathMissing", "so-lieu.xlsx", outward=True, base=MICROSOFT)
                ),
            },
            {R.EXTERNAL_LINK},
        ),
        (
            {
                WORKBOOK: link("externalLink", "externalLinks/externalLink1.xml"),
                "xl/externalLinks/externalLink1.xml": b"<ddeLink/>",
            },
            {R.DDE},
        ),
        ({WORKBOOK: link("connections", "connections.xml")}, {R.CONNECTION}),
        ({SHEET: link("queryTable", "../queryTables/queryTable1.xml")}, {R.CONNECTION}),
        ({WORKBOOK: link("powerPivotData", "model/item.data", base=MICROSOFT)}, {R.CONNECTION}),
        ({DRAWING: rels(link("image", "http://thu.vn/anh.png", outward=True))}, {R.REMOTE_IMAGE}),
        ({SHEET: link("image", "//may-chu/anh.png", outward=True)}, {R.REMOTE_IMAGE}),
        (
            {
                SHEET: link("vmlDrawing", "../drawings/cu.vml"),
                "xl/drawings/_rels/cu.vml.rels": rels(link("image", "http://thu.vn/a", outward=True)),
            },
            {R.REMOTE_IMAGE},
        ),
        ({WORKBOOK: link("rdRichValueWebImage", "richData/rdRichValueWebImage.xml")}, {R.REMOTE_IMAGE}),
        ({SHEET: link("oleObject", "../embeddings/oleObject1.bin")}, {R.EMBEDDED}),
        ({SHEET: link("package", "../embeddings/vanban.docx")}, {R.EMBEDDED}),
        ({SHEET: link("control", "../activeX/activeX1.xml")}, {R.EMBEDDED}),
        ({SHEET: link("oleObject", "file:///C:/a.docx", outward=True)}, {R.EXTERNAL_LINK}),
        (
            {
                SHEET: link("oleObject", "../embeddings/a.bin"),
                WORKBOOK: link("vbaProject", "vbaProject.bin", base=MICROSOFT),
            },
            {R.MACRO, R.EMBEDDED},
        ),
        # nothing to warn of
        ({}, set()),
        ({SHEET: link("hyperlink", "http://thu.vn", outward=True)}, set()),
        ({DRAWING: rels(link("hyperlink", "mailto:a@thu.vn", outward=True))}, set()),
        ({DRAWING: rels(link("image", "../media/anh.png")), "xl/media/anh.png": RUBBISH}, set()),
        ({SHEET: link("printerSettings", "../printerSettings/p.bin"), TYPES: ""}, set()),
        # lists that lead in a circle, nowhere, or are no lists
        ({DRAWING: rels(link("drawing", "drawing1.xml"), link("x", "../../xl/workbook.xml"))}, set()),
        ({DRAWING: rels(link("chart", "../../../../../etc/passwd"))}, set()),
        ({DRAWING: b"no list"}, set()),
        ({TYPES: b"no list"}, set()),
        ({TYPES: "<Override"}, set()),
    ],
)
def test_what_a_workbook_carries_is_named_and_no_value_changes(
    files: Mapping[str, bytes | str], risks: set[Risk]
) -> None:
    found, plain = read(with_files(original(2), files)), read(original(2))
    assert set(found.risks) == risks
    assert list(found.risks) == [risk for risk in Risk if risk in risks]
    assert values(found) == values(plain)
    assert found.differences == plain.differences
    assert found.format is FileFormat.XLSX


@pytest.mark.parametrize(
    ("formula", "risks"),
    [
        ("DDE(&quot;soffice&quot;,&quot;a&quot;,&quot;b&quot;)", {R.DDE}),
        ("cmd|&apos;/c calc&apos;!A0", {R.DDE}),
        ("[1]!&apos;!x|y&apos;+MSEXCEL|&apos;..\\a&apos;!B1", {R.DDE}),
        ("IMAGE(&quot;http://thu.vn/a.png&quot;)", {R.REMOTE_IMAGE}),
        ("_xlfn.IMAGE(A1)", {R.REMOTE_IMAGE}),
        ("_xlfn.WEBSERVICE(A1)", {R.CONNECTION}),
        ("RTD(&quot;may.chu&quot;,,&quot;x&quot;)", {R.CONNECTION}),
        ("IF(A1=&quot;DDE(a|b!c)&quot;,1,2)", set()),
        ("MYIMAGE(A1)&amp;&quot;|&quot;", set()),
        ("HYPERLINK(&quot;http://thu.vn&quot;)", set()),
        ("SUM(A1:A3)", set()),
    ],
)
def test_formulas_that_fetch_are_named(formula: str, risks: set[Risk]) -> None:
    data = original(2)
    with zipfile.ZipFile(BytesIO(data)) as file:
        before, end, after = file.read(SCORES).rpartition(b"</sheetData>")
    row = f'<row r="900"><c r="K900" t="str"><f>{formula}</f><v>x</v></c></row>'.encode()
    found = read(with_files(data, {SCORES: before + row + end + after}))
    assert set(found.risks) == risks
    assert values(found) == values(read(data))


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("application/vnd.ms-excel.sheet.macroEnabled.main+xml", FileFormat.XLSM),
        ("application/vnd.ms-excel.template.macroEnabled.main+xml", FileFormat.XLSM),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", FileFormat.XLSX),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_with_macros_is_known_whatever_its_name(
    kind: str, form: FileFormat, encoding: str
) -> None:
    listed = (
        f'<?xml version="1.0" encoding="{encoding}"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f"{override('/xl/workbook.xml', kind)}{override('/xl/v.bin', VBA)}</Types>"
    )
    found = read(with_files(original(2), {TYPES: listed.encode(encoding), "xl/v.bin": RUBBISH}))
    assert (found.format, found.risks) == (form, (R.MACRO,))


def test_no_return_and_no_template_is_suspected() -> None:
    for number in range(1, 9):
        template = (ROOT / "templates" / f"phuluc_{number}.xlsx").read_bytes()
        assert read(original(number)).risks == read(template).risks == ()


def test_a_list_without_end_is_refused() -> None:
    many = (
        f'<Relationship Id="a{number}" Type="{OFFICE}image" Target="a{number}.png"/>' for number in range(300)
    )
    data = with_files(original(2), {DRAWING: rels(*many)})
    found = read_submission(parcel(data), basis(), Limits(names=250))
    assert isinstance(found, Refusal)
    assert found.reason is RefusalReason.TOO_MANY_PARTS


def test_a_document_type_in_a_list_is_refused() -> None:
    data = with_files(original(2), {DRAWING: b"<!DOCTYPE x [<!ENTITY y SYSTEM 'a'>]><x>&y;</x>"})
    found = read_submission(parcel(data), basis(), Limits())
    assert isinstance(found, Refusal)
    assert found.reason is RefusalReason.UNSAFE


def test_risks_are_named_once_and_in_order() -> None:
    assert in_order([R.EMBEDDED, R.MACRO, R.EMBEDDED]) == (R.MACRO, R.EMBEDDED)


@pytest.mark.parametrize(
    ("entries", "risks"),
    [
        (["content.xml|text/xml"], set()),
        (["Basic/Standard/Module1.xml|text/xml"], {R.MACRO}),
        (["Scripts/python/a.py|"], {R.MACRO}),
        (["Object 1|application/vnd.sun.star.oleobject"], {R.EMBEDDED}),
        (["Object 1/|application/vnd.oasis.opendocument.chart"], set()),
    ],
)
def test_the_manifest_of_an_open_document_tells(entries: list[str], risks: set[Risk]) -> None:
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    listed = "".join(
        f'<m:file-entry m:full-path="{path}" m:media-type="{kind}"/>'
        for path, kind in (entry.split("|") for entry in entries)
    )
    manifest = f'<m:manifest xmlns:m="{space}">{listed}</m:manifest>'.encode()
    archive = open_archive(with_files(original(2), {"META-INF/manifest.xml": manifest}), Limits())
    assert set(open_document_risks(archive, Limits())) == risks


def test_the_directory_of_an_old_workbook_tells() -> None:
    def named(name: str) -> set[Risk]:
        return set(old_workbook_risks(RUBBISH + name.encode("utf-16-le") + bytes(64)))

    assert named("Workbook") == set()
    assert named("_VBA_PROJECT_CUR") == {R.MACRO}
    assert named("\x01Ole10Native") == {R.EMBEDDED}


XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"


def _anchored(row: int, column: int, what: str = "pic") -> str:
    return (
        f"<xdr:twoCellAnchor><xdr:from><xdr:col>{column - 1}</xdr:col><xdr:row>{row - 1}</xdr:row></xdr:from>"
        f"<xdr:to><xdr:col>9</xdr:col><xdr:row>99</xdr:row></xdr:to><xdr:{what}/></xdr:twoCellAnchor>"
    )


@pytest.mark.parametrize("end", ["</xdr:wsDr>", "<broken"])
def test_a_picture_over_a_blank_cell_is_said_to_be_one(end: str) -> None:
    first, second = (answer.explanation.place.cell for answer in read(original(2)).answers[:2])
    blank = changed(2, lambda book: _wipe(book["Chấm điểm"], first, second))
    over, shape = (coordinate_to_tuple(cell) for cell in (first, second))
    written = coordinate_to_tuple(read(original(2)).answers[0].place.cell)
    anchors = _anchored(*over) + _anchored(*shape, "sp") + _anchored(*written)
    drawing = f'<xdr:wsDr xmlns:xdr="{XDR}">{anchors}{end}'.encode()
    files = {SHEET: rels(link("drawing", "../drawings/drawing1.xml")), "xl/drawings/drawing1.xml": drawing}
    found = read(with_files(blank, files))
    held = {
        cell.place.cell: (cell.value, cell.raw)
        for row in found.rows
        for cell in (row.figures, row.evidence, row.explanation)
        if Remark.PICTURE in cell.remarks
    }
    assert held == {first: (None, "hình ảnh")}


def _wipe(sheet: Any, *cells: str) -> None:
    for cell in cells:
        sheet[cell] = None
