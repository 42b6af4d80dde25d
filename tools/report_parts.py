"""Paragraphs, lines and tables of the report's Word template."""

from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.table import Table, _Cell
from msgspec import Struct

from tools.report_styles import add_field, element

TEXT, NUMBER, CENTRE = "text", "number", "centre"
_SHADE_HEAD, _SHADE_SUM = "E7EBF0", "F2F2F2"


class Column(Struct, frozen=True):
    """A column of a table: heading, key of the prototype cell, width and whether it takes numbers."""

    title: str
    key: str
    width_mm: int
    align: str = "text"


def twips(length: Length | int) -> int:
    """Return a length in twentieths of a point."""
    return int(length) // 635


def paragraphs(word: Document, *lines: tuple[str, str]) -> None:
    """Add paragraphs of (style, text); `**` at the start of a text makes it bold."""
    for style, text in lines:
        word.add_paragraph(style=style).add_run(text.removeprefix("**")).bold = (
            True if text.startswith("**") else None
        )


def fill_cell(cell: _Cell, lines: Sequence[tuple[str, str]]) -> None:
    """Put paragraphs of (style, text) into an empty cell; `**` at the start of a text makes it bold."""
    for index, (style, text) in enumerate(lines):
        paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
        paragraph.style = style
        paragraph.add_run(text.removeprefix("**")).bold = True if text.startswith("**") else None


def fill_more(cell: _Cell, lines: Sequence[tuple[str, str]]) -> None:
    """Add further paragraphs to a cell."""
    for style, text in lines:
        cell.add_paragraph(text, style=style)


def add_line(cell: _Cell, *, indent_mm: int) -> None:
    """Draw a short line: the upper border of a low, indented paragraph."""
    paragraph = cell.add_paragraph(style="Giua")
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = Mm(indent_mm)
    layout.space_before, layout.line_spacing = Pt(2), Pt(4)
    borders = element("w:pBdr")
    borders.append(element("w:top", val="single", sz="6", space="1", color="000000"))
    paragraph.paragraph_format.element.get_or_add_pPr().insert_element_before(
        borders, "w:spacing", "w:ind", "w:jc"
    )


def add_subject_line(word: Document) -> None:
    """Draw the short line under the subject."""
    paragraph = word.add_paragraph(style="Giua")
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = Mm(60)
    layout.space_before, layout.space_after, layout.line_spacing = Pt(3), Pt(6), Pt(6)
    borders = element("w:pBdr")
    borders.append(element("w:top", val="single", sz="6", space="1", color="000000"))
    layout.element.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc")


def add_caption(word: Document, label: str, text: str) -> None:
    """Add a caption with a number as Word itself inserts it, so that it can be referred to and updated."""
    paragraph = word.add_paragraph(style="Caption")
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run(f"{label} ")
    add_field(paragraph, f" SEQ {label.replace(' ', '_')} \\* ARABIC ", "1")
    paragraph.add_run(f". {text}")


def borderless(word: Document, widths_mm: Sequence[int]) -> Table:
    """Add a table of one row without lines."""
    table: Table = word.add_table(rows=1, cols=len(widths_mm))
    table.style = "Normal Table"
    set_widths(table, widths_mm)
    set_cell_margins(table, 0)
    return table


def set_widths(table: Table, widths_mm: Sequence[int]) -> None:
    """Fix the widths of the columns, for Word in the grid and for others in the cells."""
    table.autofit = False
    total = element("w:tblW", w=str(twips(Mm(sum(widths_mm)))), type="dxa")
    properties: Any = table._tbl.tblPr  # noqa: SLF001 - python-docx has no name for it
    properties.replace(properties.find(qn("w:tblW")), total)
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def set_cell_margins(table: Table, margin_twips: int) -> None:
    """Set the space left and right of the text in every cell."""
    margins = element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", w=str(margin_twips), type="dxa"))
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")  # noqa: SLF001 - python-docx has no name for it


def add_table(
    word: Document, name: str, columns: Sequence[Column], *, styles: Sequence[str] = ("plain",)
) -> None:
    """Add a table of a head that is repeated on each page, and prototype rows whose cells name their columns."""
    table = word.add_table(rows=1 + len(styles), cols=len(columns))
    table.style = "Table Grid"
    set_widths(table, [column.width_mm for column in columns])
    set_cell_margins(table, 70)
    table._tbl.tblPr.append(element("w:tblCaption", val=name))  # noqa: SLF001 - python-docx has no name for it
    for row in table.rows:
        row._tr.get_or_add_trPr().append(element("w:cantSplit"))  # noqa: SLF001
    table.rows[0]._tr.get_or_add_trPr().append(element("w:tblHeader"))  # noqa: SLF001
    for cell, column in zip(table.rows[0].cells, columns, strict=True):
        fill_cell(cell, (("Bang dau", column.title),))
        decorate(cell, shade=_SHADE_HEAD, at="center")
    for row, style in zip(table.rows[1:], styles, strict=True):
        for cell, column in zip(row.cells, columns, strict=True):
            add_prototype(cell, column, style)
    spacer = word.add_paragraph(style="Normal")
    spacer.paragraph_format.line_spacing = Pt(6)


def add_prototype(cell: _Cell, column: Column, style: str) -> None:
    """Put the key of a column into a cell of a prototype row."""
    by_align = {TEXT: "Bang chu", NUMBER: "Bang so", CENTRE: "Bang giua"}
    bold = "" if style == "plain" else "**"
    fill_cell(cell, ((by_align[column.align], f"{bold}[{column.key}]"),))
    # headings of fields and criteria stay with what stands below them; sums stand last anyway
    cell.paragraphs[0].paragraph_format.keep_with_next = None if style == "plain" else True
    decorate(cell, shade=_SHADE_SUM if style != "plain" else "", at="")


def decorate(cell: _Cell, *, shade: str, at: str) -> None:
    """Shade a cell and place its text upright, where that is asked for."""
    properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - python-docx has no name for it
    if shade:
        properties.append(element("w:shd", val="clear", color="auto", fill=shade))
    if at:
        properties.append(element("w:vAlign", val=at))
