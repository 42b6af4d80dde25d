"""What a workbook may carry beside its cells: programs, links, connections, pictures from the web, other files."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from par_excel.model import RefusalReason as Reason
from par_excel.model import Risk
from tests.hostile.cases import (
    BOOK_PART,
    BOOK_RELS_PART,
    SCORES_PART,
    Case,
    Expected,
    accepted,
    same_or,
    text_of,
    with_parts,
)
from tests.hostile.compound import compound

_BASE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MS = "http://schemas.microsoft.com/office"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEET_RELS = "xl/worksheets/_rels/sheet2.xml.rels"
_DRAWING_RELS = "xl/drawings/_rels/drawing1.xml.rels"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"


def cases(canary: str = "http://127.0.0.1:9/") -> Iterator[Case]:
    """Return all of them; the canary is an address that nobody may ask for."""
    yield from _programs()
    yield from _links(canary)
    yield from _others(canary)


def _case(name: str, expected: Expected, make: Callable[[], bytes], suffix: str = ".xlsx") -> Case:
    return Case(name=f"content-{name}", make=make, expected=expected, suffix=suffix)


def _risky(*risks: Risk) -> Expected:
    return accepted(risks=frozenset(risks))


def _relation(kind: str, target: str, mode: str = "", identity: str = "rId900") -> str:
    outside = ' TargetMode="External"' if mode else ""
    return f'<Relationship Id="{identity}" Type="{kind}" Target="{target}"{outside}/>'


def _added(part: str, relation: str, more: Mapping[str, str | bytes]) -> bytes:
    """Return the good return with a relationship of a part, and what it leads to."""
    rels = (
        text_of(part)
        if part == BOOK_RELS_PART
        else f'<Relationships xmlns="{_RELATIONSHIPS}"></Relationships>'
    )
    return with_parts({part: rels.replace("</Relationships>", f"{relation}</Relationships>"), **more})


def _programs() -> Iterator[Case]:
    project = compound({"VBA/dir": b"\x01" * 5000, "PROJECT": b'ID="{00000000}"\r\nModule=Modul1\r\n' * 200})
    vba = _relation(f"{_MS}/2006/relationships/vbaProject", "vbaProject.bin")
    types = text_of("[Content_Types].xml")
    macro_type = types.replace("spreadsheetml.sheet.main+xml", "ms-excel.sheet.macroEnabled.main+xml")
    parts: dict[str, str | bytes] = {"xl/vbaProject.bin": project, "[Content_Types].xml": macro_type}
    for suffix in (".xlsm", ".xlsx"):
        name = f"macro-as-{suffix[1:]}"
        yield _case(name, _risky(Risk.MACRO), lambda: _added(BOOK_RELS_PART, vba, parts), suffix)
    hidden = {"xl/vbaProject.bin": project}
    yield _case("macro-unlinked", accepted(), lambda: with_parts(hidden))
    sheet = f'<macrosheet xmlns="{_MAIN}"><sheetData><row r="1"><c r="A1"><f>EXEC("calc")</f></c></row></sheetData></macrosheet>'
    link = _relation(f"{_MS}/2006/relationships/xlMacrosheet", "macrosheets/sheet1.xml")
    listed = (
        text_of(BOOK_PART)
        .replace("</sheets>", '<sheet name="Macro1" sheetId="90" state="veryHidden" r:id="rId900"/></sheets>')
        .replace(
            "</definedNames>",
            '<definedName name="_xlnm.Auto_Open" hidden="1">Macro1!$A$1</definedName></definedNames>',
        )
    )
    xlm: dict[str, str | bytes] = {"xl/macrosheets/sheet1.xml": sheet, BOOK_PART: listed}
    yield _case("macro-of-excel-4", _risky(Risk.MACRO), lambda: _added(BOOK_RELS_PART, link, xlm))
    control = _relation(f"{_BASE}/control", "../activeX/activeX1.xml")
    yield _case(
        "active-x",
        accepted(),
        lambda: _added(
            _SHEET_RELS, control, {"xl/activeX/activeX1.xml": "<ax/>", "xl/activeX/activeX1.bin": project}
        ),
    )


def _links(canary: str) -> Iterator[Case]:
    link = _relation(f"{_BASE}/externalLink", "externalLinks/externalLink1.xml")
    references = text_of(BOOK_PART).replace(
        "<definedNames>",
        '<externalReferences><externalReference r:id="rId900"/></externalReferences><definedNames>',
    )

    def external(inner: str, target: str) -> bytes:
        part = f'<externalLink xmlns="{_MAIN}" xmlns:r="{_BASE}">{inner}</externalLink>'
        rels = f'<Relationships xmlns="{_RELATIONSHIPS}">{_relation(f"{_BASE}/externalLinkPath", target, "x", "rId1")}</Relationships>'
        parts = {BOOK_PART: references, "xl/externalLinks/externalLink1.xml": part}
        listed = {"xl/externalLinks/_rels/externalLink1.xml.rels": rels} if target else {}
        return _added(BOOK_RELS_PART, link, {**parts, **listed})

    book = '<externalBook r:id="rId1"><sheetNames><sheetName val="S"/></sheetNames></externalBook>'
    for name, target in {
        "web": f"{canary}so.xlsx",
        "share": "\\\\127.0.0.1\\c$\\so.xlsx",
        "file": "file:///etc/passwd",
    }.items():
        yield _case(f"link-{name}", _risky(Risk.EXTERNAL_LINK), partial(external, book, target))
    dde = '<ddeLink ddeService="cmd" ddeTopic="/c calc"><ddeItems><ddeItem name="A1" advise="1"/></ddeItems></ddeLink>'
    yield _case("dde", _risky(Risk.DDE), lambda: external(dde, ""))
    yield _case("dde-with-target", _risky(Risk.EXTERNAL_LINK), lambda: external(dde, "cmd"))
    unlinked = {"xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{_MAIN}">{dde}</externalLink>'}
    yield _case("dde-without-relationships", accepted(), lambda: with_parts(unlinked))
    ole = f'<oleLink xmlns:r="{_BASE}" r:id="rId1" progId="Word.Document"><oleItems><oleItem name="A"/></oleItems></oleLink>'
    yield _case("link-to-program", _risky(Risk.EXTERNAL_LINK), lambda: external(ole, f"{canary}a.doc"))
    connections = f'<connections xmlns="{_MAIN}"><connection id="1" name="k" type="4"><webPr url="{canary}q"/></connection></connections>'
    yield _case(
        "connection",
        _risky(Risk.CONNECTION),
        lambda: _added(
            BOOK_RELS_PART,
            _relation(f"{_BASE}/connections", "connections.xml"),
            {"xl/connections.xml": connections},
        ),
    )


def _others(canary: str) -> Iterator[Case]:
    image = _relation(f"{_BASE}/image", f"{canary}anh.png", "x")
    yield _case("remote-image", _risky(Risk.REMOTE_IMAGE), lambda: _added(_DRAWING_RELS, image, {}))
    background = _relation(f"{_BASE}/image", f"{canary}nen.png", "x")
    yield _case("remote-background", _risky(Risk.REMOTE_IMAGE), lambda: _added(_SHEET_RELS, background, {}))
    package = _relation(f"{_BASE}/oleObject", "../embeddings/oleObject1.bin")
    program: dict[str, str | bytes] = {
        "xl/embeddings/oleObject1.bin": compound({"\x01Ole10Native": b"MZ" * 4000})
    }
    yield _case("embedded", _risky(Risk.EMBEDDED), lambda: _added(_SHEET_RELS, package, program))
    for name, target in {
        "script": "javascript:alert(1)",
        "web": f"{canary}bam",
        "file": "file:///c:/windows/system32/calc.exe",
        "search": "search-ms:query=x",
        "long": f"{canary}{'a' * 100_000}",
    }.items():
        relation = _relation(f"{_BASE}/hyperlink", target, "x")
        sheet = text_of(SCORES_PART).replace(
            "<printOptions", '<hyperlinks><hyperlink ref="G48" r:id="rId900"/></hyperlinks><printOptions', 1
        )
        yield _case(
            f"hyperlink-{name}",
            accepted(),
            partial(_added, _SHEET_RELS, relation, {SCORES_PART: sheet}),
        )
    item = f'<x:mashup xmlns:x="http://schemas.microsoft.com/DataMashup">{canary}</x:mashup>'
    yield _case("custom-xml", accepted(), lambda: with_parts({"customXml/item1.xml": item}))
    template = _relation(f"{_BASE}/attachedTemplate", f"{canary}mau.dotm", "x")
    yield _case("remote-template", same_or(*Reason), lambda: _added(BOOK_RELS_PART, template, {}))
    extension = (
        '<we:webextension xmlns:we="http://schemas.microsoft.com/office/webextensions/webextension/2010/11"/>'
    )
    yield _case(
        "web-extension", accepted(), lambda: with_parts({"xl/webextensions/webextension1.xml": extension})
    )
    printer = {"xl/printerSettings/printerSettings1.bin": bytes(range(256)) * 40}
    yield _case("printer-settings", accepted(), lambda: with_parts(printer))
    signature: dict[str, str | bytes | None] = {
        "_xmlsignatures/sig1.xml": "<Signature/>",
        "_xmlsignatures/origin.sigs": b"",
    }
    yield _case("signed", accepted(), lambda: with_parts(signature))
