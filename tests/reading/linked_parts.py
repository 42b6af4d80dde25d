"""Workbooks with further parts, and the relationships that lead to them; pictures in cells, as programs put them there."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

from openpyxl.utils.cell import coordinate_to_tuple

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
_RELATION = f'xmlns:a="{_MAIN}" xmlns:r="{OFFICE.rstrip("/")}"'
_SHEET_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RICH = "http://schemas.microsoft.com/office/spreadsheetml/2017/richdata"
_MEDIA = "xl/media/image1.bin"
WORKBOOK_LINKS = "xl/_rels/workbook.xml.rels"


def link(kind: str, target: str, *, outward: bool = False, base: str = OFFICE) -> str:
    mode = ' TargetMode="External"' if outward else ""
    return f'<Relationship Id="rId{900 + len(kind + target)}" Type="{base}{kind}" Target="{target}"{mode}/>'


def rels(*links: str) -> bytes:
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{"".join(links)}</Relationships>'.encode()


def with_files(data: bytes, files: Mapping[str, bytes | str]) -> bytes:
    """Return a workbook with these parts; a text is put before the last end tag of the part that is there."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = files.get(name, "")
            if isinstance(content, str):
                before, end, after = old.read(name).rpartition(b"</")
                content = before + content.encode() + end + after
            new.writestr(name, content)
        for name, content in files.items():
            if name not in old.namelist():
                assert isinstance(content, bytes), name
                new.writestr(name, content)
    return stream.getvalue()


def picture(part: str = "rId1", name: str = "ID_1") -> str:
    """Return the element of a picture in a drawing."""
    return (
        f'<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="{name}"/></xdr:nvPicPr>'
        f'<xdr:blipFill><a:blip r:embed="{part}"/></xdr:blipFill></xdr:pic>'
    )


def laid_over(data: bytes, sheet: str, cells: Mapping[str, bytes]) -> bytes:
    """Return a workbook with pictures that begin at these cells of a sheet's part."""
    folder, _, name = sheet.rpartition("/")
    anchors, links, files = "", "", {}
    for number, (cell, body) in enumerate(cells.items(), start=1):
        row, column = coordinate_to_tuple(cell)
        anchors += (
            f"<xdr:oneCellAnchor><xdr:from><xdr:col>{column - 1}</xdr:col><xdr:row>{row - 1}</xdr:row></xdr:from>"
            f"{picture(f'rId{number}')}</xdr:oneCellAnchor>"
        )
        links += f'<Relationship Id="rId{number}" Type="{OFFICE}image" Target="../media/image{number}.bin"/>'
        files[f"xl/media/image{number}.bin"] = body
    drawing = f'<xdr:wsDr xmlns:xdr="{DRAWING}" {_RELATION}>{anchors}</xdr:wsDr>'
    return with_files(
        data,
        {
            f"{folder}/_rels/{name}.rels": rels(link("drawing", "../drawings/drawing9.xml")),
            "xl/drawings/drawing9.xml": drawing.encode(),
            "xl/drawings/_rels/drawing9.xml.rels": rels(links),
            **files,
        },
    )


def placed_in_cell(data: bytes, body: bytes, *, relation: str = "0") -> bytes:
    """Return a workbook with the parts by which Excel places a picture in the cell that says `vm="1"`."""
    metadata = (
        f'<metadata xmlns="{_SHEET_MAIN}" xmlns:xlrd="{_RICH}"><metadataTypes count="2"><metadataType name="XLDAPR"/>'
        '<metadataType name="XLRICHVALUE"/></metadataTypes><futureMetadata name="XLDAPR"><bk/></futureMetadata>'
        '<futureMetadata name="XLRICHVALUE"><bk><extLst><ext><xlrd:rvb i="1"/></ext></extLst></bk></futureMetadata>'
        '<cellMetadata><bk><rc t="1" v="0"/></bk></cellMetadata>'
        '<valueMetadata><bk><rc t="2" v="0"/></bk></valueMetadata></metadata>'
    )
    structures = (
        f'<rvStructures xmlns="{_RICH}"><s t="_error"><k n="errorType" t="i"/></s><s t="_localImage">'
        '<k n="_rvRel:LocalImageIdentifier" t="i"/><k n="CalcOrigin" t="i"/></s></rvStructures>'
    )
    values = (
        f'<rvData xmlns="{_RICH}"><rv s="0"><v>8</v></rv><rv s="1"><v>{relation}</v><v>5</v></rv></rvData>'
    )
    relations = f'<richValueRels xmlns="{_RICH}" {_RELATION}><rel r:id="rId1"/></richValueRels>'
    microsoft = "http://schemas.microsoft.com/office/2017/06/relationships/"
    links = (
        link("sheetMetadata", "metadata.xml"),
        link("rdRichValue", "richData/rdrichvalue.xml", base=microsoft),
        link("rdRichValueStructure", "richData/rdrichvaluestructure.xml", base=microsoft),
        link("richValueRel", "richData/richValueRel.xml", base=microsoft),
    )
    return with_files(
        data,
        {
            WORKBOOK_LINKS: "".join(links),
            "xl/metadata.xml": metadata.encode(),
            "xl/richData/rdrichvalue.xml": values.encode(),
            "xl/richData/rdrichvaluestructure.xml": structures.encode(),
            "xl/richData/richValueRel.xml": relations.encode(),
            "xl/richData/_rels/richValueRel.xml.rels": _image_link("../media/image1.bin"),
            _MEDIA: body,
        },
    )


def shown_by_wps(data: bytes, body: bytes, name: str) -> bytes:
    """Return a workbook with the parts by which WPS Office keeps the pictures that its function shows in cells."""
    images = (
        f'<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" xmlns:xdr="{DRAWING}" '
        f"{_RELATION}><etc:cellImage>{picture(name=name)}</etc:cellImage></etc:cellImages>"
    )
    return with_files(
        data,
        {
            WORKBOOK_LINKS: link(
                "cellImage", "cellimages.xml", base="http://www.wps.cn/officeDocument/2020/"
            ),
            "xl/cellimages.xml": images.encode(),
            "xl/_rels/cellimages.xml.rels": _image_link("media/image1.bin"),
            _MEDIA: body,
        },
    )


def _image_link(target: str) -> bytes:
    return rels(f'<Relationship Id="rId1" Type="{OFFICE}image" Target="{target}"/>')
