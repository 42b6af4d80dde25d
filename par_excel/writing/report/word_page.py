"""A Word document with the styles and the page of the report's template, and plain tables in it."""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from datetime import datetime
from functools import cache
from importlib.resources import files
from io import BytesIO

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.shared import Mm
from docx.table import _Cell

from par_excel.writing.report.fill import cell_text, clean, staying_rows

TEMPLATE = "report_template.docx"
_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - Word keeps no zone; any fixed moment does
LIMIT_PROPERTY = 255
"""Characters that the packaging convention takes of a property."""


def empty_document(title: str) -> Document:
    """Return the packaged template with its styles and pages, but without its text."""
    word = docx.Document(BytesIO(packaged_template()))
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
    word.core_properties.title = title.capitalize()
    word.core_properties.created = word.core_properties.modified = MADE
    return word


def packaged_template() -> bytes:
    """Return the Word template that comes with the program."""
    return files("par_excel.writing.report").joinpath(TEMPLATE).read_bytes()


def label(word: Document, title: str, author: str) -> None:
    """Write into the properties of a document what it is and whose."""
    properties = word.core_properties
    properties.title = clean(title)[:LIMIT_PROPERTY]
    properties.author = properties.last_modified_by = clean(author)[:LIMIT_PROPERTY]


@cache
def _style_ids() -> Mapping[str, str]:
    """Return the ids of the template's styles by name: python-docx looks through all of them for each paragraph."""
    return {style.name: style.style_id for style in empty_document("").styles}


def add_paragraphs(word: Document, style: str, lines: Iterable[str]) -> None:
    """Add paragraphs of a style, written as text and parsed at once."""
    made = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{_style_ids()[style]}"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{cell_text(line)}</w:t></w:r></w:p>'
        for line in lines
    )
    body = word.element.body
    for paragraph in parse_xml(f"<w:body {_NAMESPACE}>{made}</w:body>"):
        body.insert(len(body) - 1, paragraph)  # the page stands last


def add_letterhead(
    word: Document, place: str, superior: str, issuer: str, *, is_one_name: bool = False
) -> None:
    """Add the head of an official letter in two columns: who issues it, and the country's name with its motto.

    Args:
        word: the document.
        place: from which it is sent.
        superior: the first line on the left.
        issuer: the second line.
        is_one_name: whether both lines are the name of one agency, as of a people's committee.
    """
    left, right = _side_by_side(word, (60, 105))
    lines = (
        (left, (superior.upper(), is_one_name), (issuer.upper(), True), ("Số: ………/………", False)),
        (
            right,
            ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True),
            ("Độc lập - Tự do - Hạnh phúc", True),
            (f"{place}, ngày …… tháng …… năm ………", False),
        ),
    )
    for cell, *texts in lines:
        for index, (text, is_bold) in enumerate(texts):
            paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
            paragraph.style = "Giua 13"
            paragraph.add_run(clean(text)).bold = is_bold


def add_signature(
    word: Document,
    title: str,
    note: str = "(Ký, ghi rõ họ tên, đóng dấu)",
    *,
    beside: tuple[str, str] = ("", ""),
) -> None:
    """Add the place of a signature right on the page, with the title of who signs and a note; another beside it on the left."""
    cells = _side_by_side(word, (75, 90))
    for cell, texts in zip(cells, (beside, (title.upper(), note)), strict=True):
        cell.paragraphs[0].style = "Giua"
        cell.paragraphs[0].add_run(clean(texts[0])).bold = True
        cell.add_paragraph(clean(texts[1]), style="Giua 13")


def _side_by_side(word: Document, widths_mm: Sequence[int]) -> tuple[_Cell, _Cell]:
    table = word.add_table(rows=1, cols=2)
    table.autofit = False
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
    left, right = table.rows[0].cells
    left.width, right.width = map(Mm, widths_mm)
    return left, right


def add_table(
    word: Document,
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    widths_mm: Sequence[int],
    *,
    numbers: frozenset[int] = frozenset(),
) -> None:
    """Add a table whose head is repeated on every page; columns of `numbers` stand right.

    It is written as text and parsed once: a row for itself takes python-docx a hundred times as long.
    """
    styles = ["Bang so" if at in numbers else "Bang chu" for at in range(len(head))]
    ids = _style_ids()
    grid = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in widths_mm)
    lines = [_row(head, widths_mm, [ids["Bang dau"]] * len(head), mark="<w:tblHeader/>")]
    every = list(rows)
    staying = staying_rows(len(every), every.__getitem__)
    for index, texts in enumerate(every):
        lines.append(_row(texts, widths_mm, [ids[style] for style in styles], is_held=index in staying))
    table = (
        f'<w:tbl {_NAMESPACE}><w:tblPr><w:tblStyle w:val="{ids["Table Grid"]}"/>'
        f'<w:tblW w:w="{_twips(sum(widths_mm))}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"
    )
    spacer = (
        f'<w:p {_NAMESPACE}><w:pPr><w:pStyle w:val="{ids["Normal"]}"/>'
        '<w:spacing w:line="120" w:lineRule="exact"/></w:pPr></w:p>'
    )
    body = word.element.body
    for each in (table, spacer):
        body.insert(len(body) - 1, parse_xml(each))


def _row(
    texts: Sequence[str],
    widths_mm: Sequence[int],
    styles: Sequence[str],
    *,
    mark: str = "",
    is_held: bool = False,
) -> str:
    held = "<w:keepNext/>" if is_held else ""
    cells = (
        f'<w:tc><w:tcPr><w:tcW w:w="{_twips(width)}" w:type="dxa"/></w:tcPr><w:p><w:pPr>'
        f'<w:pStyle w:val="{style}"/>{held}</w:pPr><w:r><w:t xml:space="preserve">{cell_text(text)}</w:t></w:r></w:p></w:tc>'
        for text, width, style in zip(texts, widths_mm, styles, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{mark}</w:trPr>{''.join(cells)}</w:tr>"


def _twips(millimetres: int) -> int:
    # A twentieth of a point is 635 EMU (ECMA-376).
    return int(Mm(millimetres)) // 635
