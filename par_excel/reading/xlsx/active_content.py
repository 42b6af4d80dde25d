"""What a workbook carries that is never followed, run or copied: macros, links, connections, remote images.

It is told by the lists of parts – content types, relationships, manifest – and by the words of formulas; the parts
themselves are never opened. A macro under another name is found all the same, for programs find it by these lists.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from par_excel.model import FileFormat, Limits, Risk
from par_excel.reading.bounds.breach import unless_damaged
from par_excel.reading.bounds.guard import Archive
from par_excel.reading.bounds.limits import ensure_count
from par_excel.reading.bounds.xml import SEPARATOR, parse_part
from par_excel.reading.workbook.workbook import RawSheet
from par_excel.reading.xlsx.parts import REMEMBERED, Relationships, remembered, sound_relationships

_TYPES = "[Content_Types].xml"
_MANIFEST = "META-INF/manifest.xml"
_LINKED_WORKBOOK = "externallink"
_KINDS: Mapping[str, Risk] = {
    "vbaproject": Risk.MACRO,
    "xlmacrosheet": Risk.MACRO,
    "xlintlmacrosheet": Risk.MACRO,
    "attachedtoolbars": Risk.MACRO,
    "connections": Risk.CONNECTION,
    "querytable": Risk.CONNECTION,
    "powerpivotdata": Risk.CONNECTION,
    "rdrichvaluewebimage": Risk.REMOTE_IMAGE,
    "oleobject": Risk.EMBEDDED,
    "package": Risk.EMBEDDED,
    "control": Risk.EMBEDDED,
}
"""What a relationship to a part of the file brings, by its kind."""
_OUTWARD: Mapping[str, Risk] = {
    "image": Risk.REMOTE_IMAGE,
    "externallinkpath": Risk.EXTERNAL_LINK,
    "xlpathmissing": Risk.EXTERNAL_LINK,
    "oleobject": Risk.EXTERNAL_LINK,
    "package": Risk.EXTERNAL_LINK,
}
"""What a relationship out of the file brings; a hyperlink waits for a click and is none of these."""
_CONTENT_TYPES: Mapping[str, Risk] = {
    "application/vnd.ms-office.vbaproject": Risk.MACRO,
    "application/vnd.ms-excel.macrosheet+xml": Risk.MACRO,
    "application/vnd.ms-excel.intlmacrosheet+xml": Risk.MACRO,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.connections+xml": Risk.CONNECTION,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.querytable+xml": Risk.CONNECTION,
    "application/vnd.openxmlformats-officedocument.oleobject": Risk.EMBEDDED,
}
_NAMES: Mapping[str, Risk] = {
    "xl/vbaProject.bin": Risk.MACRO,
    "xl/connections.xml": Risk.CONNECTION,
    "Basic/script-lc.xml": Risk.MACRO,
}
"""Parts that are named so by the programs that write them, whatever their lists say."""
_MACRO_FORMAT = "macroenabled"

_MARKS = ("|", "DDE(", "IMAGE(", "WEBSERVICE(", "RTD(")
"""Programs store the names of functions in capitals."""
_QUOTED = re.compile(r'"[^"]*"')
"""A text within a formula, which may name any function without calling it."""
_FORMULAS = (
    (re.compile(r"(?<![A-Z])IMAGE\("), Risk.REMOTE_IMAGE),
    (re.compile(r"(?<![A-Z])(?:WEBSERVICE|RTD)\("), Risk.CONNECTION),
    (re.compile(r"(?<![A-Z])DDE\(|[\w\]]\|[^!|]*!"), Risk.DDE),
)
"""What formulas fetch; `program|topic!item` is DDE in Excel, and the function DDE in OpenDocument."""


def in_order(found: Iterable[Risk]) -> tuple[Risk, ...]:
    """Return each risk once, in the order in which they are named."""
    wanted = set(found)
    return tuple(risk for risk in Risk if risk in wanted)


def carried(
    archive: Archive, known: Mapping[str, Relationships], limits: Limits
) -> tuple[FileFormat, frozenset[Risk]]:
    """Return what the lists of an Excel workbook tell: also whether it was saved as one with macros, whatever its name says.

    Args:
        archive: the workbook's parts.
        known: relationships that were read already, by their part; the search begins with them.
        limits: how many relationships a part may have.
    """
    types = _content_types(archive, limits)
    is_macro = any(_MACRO_FORMAT in kind for kind in types)
    risks = {
        *(risk for name, risk in _NAMES.items() if name in archive),
        *(_CONTENT_TYPES[kind] for kind in types & _CONTENT_TYPES.keys()),
        *_linked(archive, known, limits),
    }
    return FileFormat.XLSM if is_macro else FileFormat.XLSX, frozenset(risks)


def _linked(archive: Archive, known: Mapping[str, Relationships], limits: Limits) -> Iterator[Risk]:
    """Yield what is found by going along the relationships."""
    seen: set[str] = set()
    open_parts = list(known)
    while open_parts:
        part = open_parts.pop()
        if part in seen:
            continue
        seen.add(part)
        links = known[part] if part in known else sound_relationships(archive, part, limits)
        yield from (_OUTWARD[kind] for kind in links.external & _OUTWARD.keys())
        for kind, target in links.all:
            if kind in _KINDS:
                yield _KINDS[kind]
            elif kind == _LINKED_WORKBOOK and not sound_relationships(archive, target, limits).external:
                yield Risk.DDE  # a link to a workbook or object names its file; only DDE names none
            open_parts.append(target)


def _content_types(archive: Archive, limits: Limits) -> frozenset[str]:
    """Return the content types of the parts, in small letters."""
    pieces: list[bytes] = []
    if _TYPES in archive:
        unless_damaged(None, pieces.extend, archive.chunks(_TYPES))
    return remembered(_types_in, b"".join(pieces), limits)


@lru_cache(maxsize=REMEMBERED)
def _types_in(content: bytes, limits: Limits) -> frozenset[str]:
    found: set[str] = set()

    def take(attributes: Mapping[str, str]) -> None:
        ensure_count(len(found), limits)
        found.add(attributes.get("ContentType", "").casefold())

    unless_damaged(None, lambda: parse_part([content], starts={"Override": take}))
    return frozenset(found)


def formula_risks(sheets: Iterable[RawSheet]) -> Iterator[Risk]:
    """Yield what the formulas of sheets would fetch if a spreadsheet program computed them."""
    for sheet in sheets:
        formulas = "\n".join(
            [cell.formula for cells in sheet.rows.values() for cell in cells.values() if cell.formula]
        )
        # A search for plain words first: the expressions are slow, and hardly a workbook has any of these.
        if any(mark in formulas for mark in _MARKS):
            bare = _QUOTED.sub('""', formulas)
            yield from (risk for pattern, risk in _FORMULAS if pattern.search(bare))


def open_document_risks(archive: Archive, limits: Limits) -> Iterator[Risk]:
    """Yield what the manifest of an OpenDocument spreadsheet tells."""
    names: set[tuple[str, str]] = set()

    def take(attributes: Mapping[str, str]) -> None:
        ensure_count(len(names), limits)
        given = {key.rpartition(SEPARATOR)[2]: value for key, value in attributes.items()}
        names.add((given.get("full-path", ""), given.get("media-type", "")))

    if _MANIFEST in archive:
        unless_damaged(None, lambda: parse_part(archive.chunks(_MANIFEST), starts={"file-entry": take}))
    yield from (risk for name, risk in _NAMES.items() if name in archive)
    for name, kind in names:
        if name.startswith(("Basic/", "Scripts/")):
            yield Risk.MACRO
        elif kind == "application/vnd.sun.star.oleobject":
            yield Risk.EMBEDDED


# Names in the directory of a compound file are UTF-16 ([MS-CFB], 2.6.1). Looking for their bytes finds them wherever they
# stand: also in embedded objects, and where the directory is damaged.
_STREAMS: Mapping[bytes, Risk] = {
    "_VBA_PROJECT_CUR".encode("utf-16-le"): Risk.MACRO,
    "\x01Ole10Native".encode("utf-16-le"): Risk.EMBEDDED,
}


def old_workbook_risks(data: bytes) -> Iterator[Risk]:
    """Yield what the directory of an .xls workbook names."""
    yield from (risk for name, risk in _STREAMS.items() if name in data)
