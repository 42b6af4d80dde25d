"""Files that are no workbook of the form: other formats under its name, and old formats."""

import struct
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from io import BytesIO
from xml.sax.saxutils import escape

from openpyxl import load_workbook

from par_excel.model import RefusalReason as Reason
from tests.hostile.cases import Case, Expected, accepted, good, good_parts, packed, refused
from tests.hostile.compound import compound
from tests.hostile.raw_zip import Part, write

_DOCUMENT = refused(Reason.DOCUMENT)
_NO_WORKBOOK = refused(Reason.NOT_A_WORKBOOK)
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def cases() -> Iterator[Case]:
    """Return all of them."""
    yield from _nothing()
    yield from _documents()
    yield from _texts()
    yield from _packages()
    yield from _old_formats()


def _case(name: str, expected: Expected, make: Callable[[], bytes], suffix: str = ".xlsx") -> Case:
    return Case(name=f"other-{name}", make=make, expected=expected, suffix=suffix)


def _bytes(name: str, expected: Expected, data: bytes, suffix: str = ".xlsx") -> Case:
    return _case(name, expected, lambda: data, suffix)


def _nothing() -> Iterator[Case]:
    empty = refused(Reason.EMPTY, Reason.DAMAGED, Reason.NOT_A_WORKBOOK)
    yield _bytes("1-byte", empty, b"P")
    yield _bytes("2-bytes", refused(Reason.DAMAGED, Reason.NO_FILE), b"PK")
    yield _bytes("zeros-1", empty, b"\x00")
    yield _bytes("zeros-20,000", empty, bytes(20_000))
    yield _bytes("ones-20,000", refused(*Reason), b"\xff" * 20_000)
    yield _bytes("line-ends", empty, b"\r\n" * 500)
    yield _bytes("byte-order-mark", empty, b"\xef\xbb\xbf")
    yield _bytes("every-byte", refused(*Reason), bytes(range(256)) * 40)
    yield _bytes(
        "pointer-of-git-lfs", _NO_WORKBOOK, b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n"
    )


def _documents() -> Iterator[Case]:
    heads = {
        "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n",
        "pdf-behind-bytes": b"\x00\x01junk\n%PDF-1.4\n1 0 obj\n<<>>\n%%EOF\n",
        "jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01" + bytes(400) + b"\xff\xd9",
        "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(60),
        "gif": b"GIF89a" + bytes(60),
        "tiff": b"II*\x00\x08\x00\x00\x00" + bytes(60),
        "tiff-mac": b"MM\x00*\x00\x00\x00\x08" + bytes(60),
        "bmp": b"BM" + struct.pack("<L", 200) + bytes(194),
        "heic": b"\x00\x00\x00\x18ftypheic" + bytes(60),
        "webp": b"RIFF\x40\x00\x00\x00WEBPVP8 " + bytes(60),
        "rtf": b"{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Times New Roman;}}\\u272?i\\u7875?m: 0,5\\par}",
    }
    for name, data in heads.items():
        yield _bytes(name, _DOCUMENT, data)
    yield _bytes("pdf-as-xls", _DOCUMENT, heads["pdf"], ".xls")
    yield _bytes("word-95", _DOCUMENT, compound({"WordDocument": b"\xec\xa5" * 3000}))
    yield _bytes("powerpoint-97", _DOCUMENT, compound({"PowerPoint Document": b"\x0f\x00" * 3000}))


def _texts() -> Iterator[Case]:
    table = "<table><tr><td>1.1</td><td>0,5</td></tr></table>"
    for name, text in {
        "html": f"<!DOCTYPE html><html><body>{table}</body></html>",
        "html-of-excel": f'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body>{table}</body></html>',
        "html-behind-spaces": f"\n\n   <HTML>{table}</HTML>",
        "html-of-login": '<html><head><meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/"></head></html>',
        "csv": "Mã;Điểm\n1.1;0,5\n",
        "tsv": "Mã\tĐiểm\n1.1\t0,5\n",
        "csv-formulas": "=cmd|' /C calc'!A0,@SUM(1),+1,-1\n",
        "json": '{"url": "https://docs.google.com/open?id=1", "doc_id": "1"}',
        "shortcut": "[InternetShortcut]\nURL=http://127.0.0.1:9/\n",
        "xml-of-2003": '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "xml-with-laughs": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>',
        "sylk": "ID;PWXL;N;E\nC;X1;Y1;K0.5\nE\n",
        "dif": 'TABLE\n0,1\n"EXCEL"\n',
        "script": "#!/bin/sh\ntouch /tmp/ra-ngoai\n",
        "svg": '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    }.items():
        expected = refused(Reason.NOT_A_WORKBOOK, Reason.OLD_FORMAT, Reason.DOCUMENT)
        yield _bytes(name, expected, text.encode())
        yield _bytes(f"{name}-utf-16", refused(*Reason), text.encode("utf-16"))
    mhtml = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n<html/>\n--x--\n"
    yield _bytes("mhtml", refused(*Reason), mhtml.encode(), ".xls")


def _packages() -> Iterator[Case]:
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    rels = good_parts()["_rels/.rels"].decode()
    for name, part in {"word": "word/document.xml", "powerpoint": "ppt/presentation.xml"}.items():
        parts = {
            "[Content_Types].xml": types.encode(),
            "_rels/.rels": rels.replace("xl/workbook.xml", part).encode(),
            part: b"<a/>",
        }
        yield _case(name, _DOCUMENT, partial(packed, parts))
    for name, mark in {"text": "text", "slides": "presentation"}.items():
        head = f"application/vnd.oasis.opendocument.{mark}".encode()
        parts = {"mimetype": head, "content.xml": b"<a/>", "META-INF/manifest.xml": b"<a/>"}
        yield _case(f"opendocument-{name}", _DOCUMENT, partial(_open_document, parts))
    binary = {name.replace("workbook.xml", "workbook.bin"): part for name, part in good_parts().items()}
    old = refused(Reason.OLD_FORMAT, Reason.NOT_A_WORKBOOK)
    yield _case("xlsb", old, lambda: packed(binary))
    yield _case(
        "visio",
        refused(*Reason),
        lambda: packed({"visio/document.xml": b"<a/>", "_rels/.rels": rels.encode()}),
    )
    yield _case(
        "numbers",
        refused(*Reason),
        lambda: packed({"Index/Document.iwa": b"\x00", "preview.jpg": b"\xff\xd8"}),
    )
    yield _case(
        "epub",
        refused(*Reason),
        lambda: _open_document({"mimetype": b"application/epub+zip", "OEBPS/a.html": b"<a/>"}),
    )
    yield _case(
        "jar",
        refused(*Reason),
        lambda: packed({"META-INF/MANIFEST.MF": b"Main-Class: A\n", "A.class": b"\xca\xfe"}),
    )
    yield _case("ods-of-the-form", accepted(), _form_as_ods, ".ods")
    yield _case("ods-named-xlsx", accepted(), _form_as_ods)
    for name, content in {
        "foreign": _ods_content([("Sheet1", [["a", "b"]])]),
        "dtd": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        "broken": "<a><b></a>",
        "empty": "",
        "repeated": _ods_content([("Chấm điểm", [["Mã"]])]).replace(
            "<table:table-cell ", '<table:table-cell table:number-columns-repeated="2000000000" ', 1
        ),
        "repeated-rows": _ods_content([("Chấm điểm", [["Mã"]])]).replace(
            "<table:table-row>", '<table:table-row table:number-rows-repeated="2000000000">', 1
        ),
        "deep": "<a>" * 50_000 + "</a>" * 50_000,
    }.items():
        yield _case(f"ods-{name}", refused(*Reason), partial(_ods, content), ".ods")
    yield _case(
        "ods-without-content", refused(*Reason), lambda: _open_document({"mimetype": _SHEETS}), ".ods"
    )
    yield _case(
        "ods-locked",
        refused(Reason.PASSWORD),
        lambda: _open_document(
            {
                "mimetype": _SHEETS,
                "content.xml": bytes(range(256)),
                "META-INF/manifest.xml": _MANIFEST_LOCKED.encode(),
            }
        ),
        ".ods",
    )


_SHEETS = b"application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST_LOCKED = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="{_OFFICE}:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:media-type="{_SHEETS.decode()}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml" manifest:size="900">
<manifest:encryption-data manifest:checksum-type="SHA1/1K" manifest:checksum="AAAA">
<manifest:algorithm manifest:algorithm-name="Blowfish CFB" manifest:initialisation-vector="AAAA"/>
</manifest:encryption-data></manifest:file-entry></manifest:manifest>"""


def _open_document(parts: dict[str, bytes]) -> bytes:
    """Return an OpenDocument package: the mark stands first, as it is."""
    return write(
        [
            Part(name=name.encode(), data=data, method=0 if name == "mimetype" else 8)
            for name, data in parts.items()
        ]
    )


def _ods(content: str) -> bytes:
    manifest = f'<manifest:manifest xmlns:manifest="{_OFFICE}:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="{_SHEETS.decode()}"/></manifest:manifest>'
    return _open_document(
        {"mimetype": _SHEETS, "content.xml": content.encode(), "META-INF/manifest.xml": manifest.encode()}
    )


def _ods_content(sheets: Sequence[tuple[str, Sequence[Sequence[object]]]]) -> str:
    tables = "".join(
        f'<table:table table:name="{escape(name)}">{"".join(_ods_row(row) for row in rows)}</table:table>'
        for name, rows in sheets
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{_OFFICE}:office:1.0"'
        f' xmlns:table="{_OFFICE}:table:1.0" xmlns:text="{_OFFICE}:text:1.0" office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )


def _ods_row(row: Sequence[object]) -> str:
    return f"<table:table-row>{''.join(_ods_cell(value) for value in row)}</table:table-row>"


def _ods_cell(value: object) -> str:
    if value is None:
        return "<table:table-cell />"
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value!r}"><text:p>{value}</text:p></table:table-cell>'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def _form_as_ods() -> bytes:
    """Return the good return's values as another program's table: no formula, no stamp but the visible ones."""
    book = load_workbook(BytesIO(good()), data_only=True)
    sheets = [(sheet.title, [list(row) for row in sheet.iter_rows(values_only=True)]) for sheet in book]
    return _ods(_ods_content(sheets))


def _old_formats() -> Iterator[Case]:
    for name, data in {
        "biff-2": struct.pack("<HHHH", 0x0009, 4, 2, 0x10) + struct.pack("<HH", 0x0A, 0),
        "biff-3": struct.pack("<HHHHH", 0x0209, 6, 3, 0x10, 0) + struct.pack("<HH", 0x0A, 0),
        "biff-4": struct.pack("<HHHHH", 0x0409, 6, 4, 0x10, 0) + struct.pack("<HH", 0x0A, 0),
        "lotus": b"\x00\x00\x02\x00\x06\x04" + bytes(100),
        "dbase": b"\x03\x79\x01\x01" + bytes(100),
    }.items():
        yield _bytes(name, refused(*Reason), data, ".xls")
    biff_5 = struct.pack("<HHHHHH", 0x0809, 8, 0x0500, 5, 0, 0) + struct.pack("<HH", 0x0A, 0)
    yield _bytes("biff-5", refused(Reason.OLD_FORMAT), compound({"Book": biff_5}), ".xls")
    yield _bytes("biff-5-bare", refused(Reason.OLD_FORMAT), biff_5, ".xls")
    encrypted = {
        "EncryptionInfo": b"\x04\x00\x04\x00\x40\x00\x00\x00" + b"<encryption/>",
        "EncryptedPackage": b"\x11" * 9000,
    }
    yield _bytes("locked", refused(Reason.PASSWORD), compound(encrypted))
    yield _bytes("locked-as-xls", refused(Reason.PASSWORD), compound(encrypted), ".xls")
    spoilt = refused(
        Reason.DAMAGED, Reason.OLD_FORMAT, Reason.FOREIGN, Reason.NOT_A_WORKBOOK, Reason.NOT_READ
    )
    biff_8 = struct.pack("<HHHHHHLL", 0x0809, 16, 0x0600, 5, 0, 0, 0, 0) + struct.pack("<HH", 0x0A, 0)
    for name, data in {
        "no-sheets": compound({"Workbook": biff_8}),
        "nothing": compound({"Workbook": b""}),
        "noise": compound({"Workbook": b"\xfe\x01" * 4000}),
        "record-too-long": compound({"Workbook": biff_8[:20] + struct.pack("<HH", 0x00FC, 0xFFFF)}),
        "strings-2-billion": compound(
            {"Workbook": biff_8[:20] + struct.pack("<HHLL", 0x00FC, 8, 0x7FFFFFFF, 0x7FFFFFFF)}
        ),
        "sheet-beyond": compound(
            {"Workbook": biff_8[:20] + struct.pack("<HHLBBBB", 0x0085, 8, 0x7FFFFFFF, 0, 0, 1, 0) + b"A"}
        ),
        "circle": compound({"Workbook": biff_8.ljust(9000, b"\x00")}, chain_to_itself=True),
        "cut": compound({"Workbook": biff_8.ljust(9000, b"\x00")})[:2000],
        "head-alone": compound({"Workbook": biff_8})[:512],
        "mark-alone": bytes.fromhex("D0CF11E0A1B11AE1"),
        "unknown-streams": compound({"Contents": b"x" * 5000}),
    }.items():
        yield _bytes(f"xls-{name}", spoilt, data, ".xls")
