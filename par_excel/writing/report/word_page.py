"""A Word document with the styles and the page of the report's template, and plain tables in it."""

from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime
from importlib.resources import files
from io import BytesIO

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt
from docx.table import Table, _Row

_TEMPLATE = "report_template.docx"
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - Word keeps no zone; any fixed moment does


def empty_document(title: str) -> Document:
    """Return the packaged template with its styles and pages, but without its text."""
    word = docx.Document(BytesIO(files("par_excel.writing.report").joinpath(_TEMPLATE).read_bytes()))
    body = word.element.body
    page = deepcopy(word.sections[0]._sectPr)  # noqa: SLF001 - the first section has paper and header
    for child in list(body):
        body.remove(child)
    body.append(page)
    for paragraph in word.sections[0].header.paragraphs[1:]:  # the first one shows the page number
        paragraph._p.getparent().remove(paragraph._p)  # noqa: SLF001 - python-docx cannot remove one
    kept = {each.get(qn("r:id")) for each in body.iter(qn("w:headerReference"))}
    for key, relation in list(word.part.rels.items()):
        if relation.reltype.endswith(("/chart", "/header")) and key not in kept:
            del word.part.rels[key]
    properties = word.core_properties
    properties.title = title.capitalize()
    properties.created = properties.modified = _MADE
    return word


def add_table(
    word: Document, head: Sequence[str], rows: Sequence[Sequence[str]], widths_mm: Sequence[int]
) -> None:
    """Add a table whose head is repeated on every page."""
    table = word.add_table(rows=0, cols=len(head))
    table.style = "Table Grid"
    table.autofit = False
    for index, texts in enumerate((head, *rows)):
        _add_row(table, texts, widths_mm, style="Bang dau" if index == 0 else "Bang chu")
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - python-docx has no name for it
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
    word.add_paragraph(style="Normal").paragraph_format.line_spacing = Pt(6)


def _add_row(table: Table, texts: Sequence[str], widths_mm: Sequence[int], *, style: str) -> None:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call] # python-docx leaves it without types
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - python-docx has no name for it
    for cell, text, width in zip(row.cells, texts, widths_mm, strict=True):
        cell.width = Mm(width)
        cell.paragraphs[0].style = style
        cell.paragraphs[0].add_run(text)
