"""OpenDocument spreadsheets written by hand, and a workbook of openpyxl turned into one."""

import io
import re
import zipfile
from collections.abc import Mapping
from html import escape
from typing import Any

from openpyxl import load_workbook

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
NAMESPACES = " ".join(
    [
        *(
            f'xmlns:{short}="{_OASIS}:{name}:1.0"'
            for short, name in {
                "office": "office",
                "style": "style",
                "table": "table",
                "text": "text",
                "draw": "drawing",
                "meta": "meta",
            }.items()
        ),
        'xmlns:xlink="http://www.w3.org/1999/xlink"',
        'xmlns:dc="http://purl.org/dc/elements/1.1/"',
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"',
    ]
)
MANIFEST = (
    f'<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIMETYPE}"/></manifest:manifest>'
)


def content(body: str, *, styles: str = "", kind: str = "spreadsheet") -> str:
    """Return the content part around the inner of its body."""
    return (
        f"<office:document-content {NAMESPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )


def table(rows: str, name: str = "Trang", attributes: str = "") -> str:
    """Return a sheet."""
    return f'<table:table table:name="{escape(name)}" {attributes}>{rows}</table:table>'


def row(*cells: str, attributes: str = "") -> str:
    """Return a row."""
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def cell(inner: str = "", attributes: str = "") -> str:
    """Return a cell."""
    return f"<table:table-cell {attributes}>{inner}</table:table-cell>"


def said(inner: str) -> str:
    """Return what a file says of itself, around the inner of that part."""
    return f"<office:document-meta {NAMESPACES}><office:meta>{inner}</office:meta></office:document-meta>"


def packed(
    text: str | bytes | None,
    *,
    meta: str = "",
    manifest: str | None = MANIFEST,
    mimetype: str | None = MIMETYPE,
    more: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return a packed spreadsheet of these parts; one that is None is left out."""
    parts: dict[str, str | bytes | None] = {
        "mimetype": mimetype,
        "content.xml": text,
        "meta.xml": said(meta),
        "META-INF/manifest.xml": manifest,
        **(more or {}),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, part in parts.items():
            if part is not None:
                method = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
                file.writestr(name, part, method)
    return stream.getvalue()


def as_ods(data: bytes) -> bytes:
    """Return a workbook of openpyxl as an OpenDocument spreadsheet; its formulas are never computed."""
    book: Any = load_workbook(io.BytesIO(data))
    tables = []
    for sheet in book.worksheets:
        rows = "".join(row(*map(_cell, cells)) for cells in sheet.iter_rows())
        style = "shown" if sheet.sheet_state == "visible" else "hidden"
        is_protected = "true" if sheet.protection.sheet else "false"
        attributes = f'table:style-name="{style}" table:protected="{is_protected}"'
        tables.append(table(rows, sheet.title, attributes))
    names = "".join(
        f'<table:named-range table:name="{name}" table:cell-range-address="$A.$A$1"/>'
        for name in book.defined_names
    )
    body = f"{''.join(tables)}<table:named-expressions>{names}</table:named-expressions>"
    meta = "".join(
        f'<meta:user-defined meta:name="{each.name}">{each.value}</meta:user-defined>'
        for each in book.custom_doc_props.props
    )
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table"><style:table-properties table:display="{shown}"/>'
        "</style:style>"
        for name, shown in {"shown": "true", "hidden": "false"}.items()
    )
    return packed(content(body, styles=styles), meta=meta)


def _cell(given: Any) -> str:
    value = given.value
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, bool):
        return cell(attributes=f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"')
    if isinstance(value, int | float):
        return cell(attributes=f'office:value-type="float" office:value="{value}"')
    if str(value).startswith("="):
        return cell(attributes=f'table:formula="of:{escape(value)}"')
    return cell(_paragraphs(str(value)), 'office:value-type="string"')


def _paragraphs(text: str) -> str:
    return "".join(f"<text:p>{_spaced(line)}</text:p>" for line in text.split("\n"))


def _spaced(line: str) -> str:
    """Return a line with all spaces that would not survive written as elements."""
    return re.sub(
        r"^ +|(?<= ) +", lambda found: f'<text:s text:c="{len(found[0])}"/>', escape(line, quote=False)
    )
