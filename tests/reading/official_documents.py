"""Documents in the styles of official ones, made from invented sets: Word, workbook, web page, CSV."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from html import escape
from itertools import groupby

import xlsxwriter
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from par_excel.model import ScaleKind
from par_excel.vietnamese import format_number
from tests.reading.official_sets import Row, Set

TITLE = "BẢNG TIÊU CHÍ VÍ DỤ (dữ liệu tự đặt để kiểm thử, không phải văn bản chính thức)"
HEADS = (
    "STT",
    "Lĩnh vực/Tiêu chí/Tiêu chí thành phần",
    "Điểm tối đa",
    "Tài liệu kiểm chứng",
    "Cơ quan chủ trì",
)
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")


def roman(number: int) -> str:
    """Return I to VIII."""
    return _ROMANS[number - 1]


def points(value: Decimal) -> str:
    """Return points with a comma and two places, as decisions print them."""
    return format_number(value, least_places=2)


# --- Word -----------------------------------------------------------------------------------------------------


def bytes_of(document: "object") -> bytes:
    """Return a python-docx document as bytes; as in Word, a paragraph stands behind the last table."""
    document.add_paragraph("Hết")  # type: ignore[attr-defined]
    data = io.BytesIO()
    document.save(data)  # type: ignore[attr-defined]
    return data.getvalue()


def new_document(*, landscape: bool = False) -> "object":
    """Return a document with a title above where the table will stand."""
    document = Document()
    document.styles["Normal"].font.name = "Times New Roman"
    document.styles["Normal"].font.size = Pt(11)
    if landscape:
        section = document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    document.add_paragraph(TITLE)
    return document


def add_table(document: "object", heads: Sequence[str], widths: Sequence[float] = ()) -> Table:
    """Return a new table with its head, which is repeated on every page."""
    table: Table = document.add_table(rows=1, cols=len(heads))  # type: ignore[attr-defined]
    table.style = "Table Grid"
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.text = head
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for column, width in zip(table.columns, widths, strict=False):
        column.width = Cm(width)
    return table


def add_row(table: Table, *texts: str) -> _Row:
    """Add a row; a line end begins a paragraph."""
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    for cell, text in zip(row.cells, texts, strict=False):
        fill(cell, text)
    return row


def fill(cell: _Cell, text: str) -> None:
    """Write lines into a cell, each a paragraph."""
    first, *rest = text.split("\n")
    cell.paragraphs[0].text = first
    for line in rest:
        cell.add_paragraph(line)


def lines_as_rows(
    criteria: Set, *, landscape: bool = False, ruled: bool = True, total: Decimal | None = None
) -> bytes:
    """Word: codes in a column, scale lines as rows with their points in the column of maxima; the sum last."""
    document = new_document(landscape=landscape)
    table = add_table(document, HEADS, (1.5, 7.5, 2, 3, 2.5))
    if not ruled:
        table.style = "Normal Table"
    for row in criteria:
        mark = " (ĐTXHH)" if row.kind is ScaleKind.SURVEY else ""
        add_row(table, row.code, row.name + mark, points(row.maximum), "; ".join(row.evidence), row.agency)
        for text, amount in row.lines:
            add_row(table, "", text, points(amount))
        if row.note:
            add_row(table, "", row.note)
    if total is None:
        total = sum((row.maximum for row in criteria if row.level == 1), Decimal(0))
    add_row(table, "", "TỔNG CỘNG", points(total))
    return bytes_of(document)


def points_in_names(criteria: Set) -> bytes:
    """Word: no column of points; those of a row stand behind its name, those of a line at its end."""
    document = new_document()
    table = add_table(document, ("STT", "Tiêu chí, tiêu chí thành phần", "Cơ quan chủ trì"), (1.5, 12, 3))
    for row in criteria:
        mark = " (ĐTXHH)" if row.kind is ScaleKind.SURVEY else ""
        name = f"{row.name}{mark} ({format_number(row.maximum)} điểm)"
        lines = [f"- {text}: {format_number(amount)} điểm" for text, amount in row.lines]
        add_row(table, row.code, "\n".join([name, *lines, *([row.note] * bool(row.note))]), row.agency)
    return bytes_of(document)


def landscape_pages(criteria: Set) -> bytes:
    """Word: pages that lie on their long side."""
    return lines_as_rows(criteria, landscape=True)


def numbered(paragraph: Paragraph, list_id: int, level: int) -> None:
    """Give a paragraph an automatic number."""
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')
    )


def add_lists(document: "object") -> tuple[int, int]:
    """Add a list of three levels (1, 1.1, 1.1.1) and one of dashes; return their numbers."""
    numbering = document.part.numbering_part.element  # type: ignore[attr-defined]
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        f'<w:lvlText w:val="{".".join(f"%{step}" for step in range(1, at + 2))}."/></w:lvl>'
        for at in range(3)
    )
    dash = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl>'
    first = numbering.find(qn("w:num"))
    for id_, inner in ((901, levels), (902, dash)):
        first.addprevious(
            parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{id_}">{inner}</w:abstractNum>')
        )
        numbering.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="{id_}"><w:abstractNumId w:val="{id_}"/></w:num>')
        )
    return 901, 902


def automatic_numbers(criteria: Set) -> bytes:
    """Word: codes are automatic numbers, scale lines are paragraphs of a bullet list in the name's cell."""
    document = new_document()
    codes, dashes = add_lists(document)
    heads = ("TT", "Nội dung tiêu chí", "Thang điểm", "Ghi chú")
    table = add_table(document, heads, (1.8, 10, 2, 2.5))
    for row in criteria:
        cells = add_row(
            table,
            "",
            row.name,
            format_number(row.maximum),
            "Điều tra xã hội học" * (row.kind is ScaleKind.SURVEY),
        ).cells
        numbered(cells[0].paragraphs[0], codes, row.level - 1)
        for text, amount in row.lines:
            numbered(cells[1].add_paragraph(f"{text}: {format_number(amount)} điểm"), dashes, 0)
        if row.note:
            cells[1].add_paragraph(row.note)
    return bytes_of(document)


def roman_fields(criteria: Set) -> bytes:
    """Word: roman fields, criteria 1, 2 …, components 1.1 …; a table and a head for each field; points in brackets."""
    document = new_document()
    heads = ("Số TT", "Tiêu chí, tiêu chí thành phần", "Điểm chuẩn", "Hướng dẫn chấm điểm")
    for field, rows in groupby(criteria, key=lambda row: row.code.partition(".")[0]):
        document.add_paragraph(f"Phần về lĩnh vực {field}")  # type: ignore[attr-defined]
        table = add_table(document, heads)
        for row in rows:
            code = roman(int(field)) if row.level == 1 else row.code.partition(".")[2]
            how = [f"+ {text} ({format_number(amount)} điểm)." for text, amount in row.lines]
            how += [row.note] * bool(row.note) + ["ĐTXHH"] * (row.kind is ScaleKind.SURVEY)
            name = row.name.upper() if row.level == 1 else row.name
            add_row(table, code, name, format_number(row.maximum), "\n".join(how))
    return bytes_of(document)


def codes_in_names(criteria: Set) -> bytes:
    """Word: no column of codes; a head of two rows; evidence and agency merged over all rows of a field."""
    document = new_document()
    table: Table = document.add_table(rows=2, cols=5)  # type: ignore[attr-defined]
    table.style = "Table Grid"
    top, below = table.rows[0].cells, table.rows[1].cells
    for at, text in (
        (0, "Lĩnh vực, tiêu chí, tiêu chí thành phần"),
        (3, "Tài liệu minh chứng"),
        (4, "Cơ quan, đơn vị chủ trì"),
    ):
        top[at].merge(below[at]).text = text
    top[1].merge(top[2]).text = "Điểm"
    below[1].text, below[2].text = "Tối đa", "Tự chấm"
    for _, rows in groupby(criteria, key=lambda row: row.code.partition(".")[0]):
        _codes_in_names(table, list(rows))
    return bytes_of(document)


def _codes_in_names(table: Table, rows: Sequence[Row]) -> None:
    first = None
    for row in rows:
        word = {1: "Lĩnh vực ", 2: "Tiêu chí ", 3: ""}[row.level]
        mark = " - Điều tra XHH" if row.kind is ScaleKind.SURVEY else ""
        name = f"{word}{row.code}. {row.name}{mark}"
        added = add_row(table, name, f"{format_number(row.maximum)} điểm")
        for text, amount in row.lines:
            last = add_row(table, f"- {text}", f"({format_number(amount)})")
        if row.note:
            last = add_row(table, row.note, "")
        first = first or added
        last = added if not row.lines and not row.note else last
        if row.evidence:
            added.cells[3].merge(last.cells[3]).text = "\n".join(row.evidence)
    agency = next((row.agency for row in rows if row.agency), "")
    if first is not None and agency:
        first.cells[4].merge(last.cells[4]).text = agency


# --- workbooks --------------------------------------------------------------------------------------------------


def workbook(criteria: Set) -> bytes:
    """XlsxWriter: a title above, scale lines as rows, fields merged over the columns' names, agencies merged."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet = book.add_worksheet("Phụ lục")
    text = book.add_format({"num_format": "@"})
    sheet.merge_range(0, 0, 0, 4, TITLE)
    heads = (
        "STT",
        "Lĩnh vực/Tiêu chí/Tiêu chí thành phần",
        "Điểm tối đa",
        "Điểm tự đánh giá",
        "Cơ quan tham mưu",
    )
    sheet.write_row(2, 0, heads)
    sheet.write_row(3, 0, (1, 2, 3, 4, 5))
    at = 4
    for row in criteria:
        mark = " (ĐTXHH)" if row.kind is ScaleKind.SURVEY else ""
        sheet.write_string(at, 0, row.code, text)
        sheet.write_string(at, 1, row.name + mark)
        sheet.write_number(at, 2, float(row.maximum))
        first, at = at, at + 1
        for line, amount in row.lines:
            sheet.write_string(at, 1, f"- {line}")
            sheet.write_number(at, 2, float(amount))
            at += 1
        if row.note:
            sheet.write_string(at, 1, row.note)
            at += 1
        if row.agency and at - first > 1:
            sheet.merge_range(first, 4, at - 1, 4, row.agency)
    book.close()
    return data.getvalue()


def workbook_of_numbers(criteria: Set) -> bytes:
    """XlsxWriter: codes stored as numbers where they look like one, how to score in one cell with line ends."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet = book.add_worksheet("Bo tieu chi")
    wrap = book.add_format({"text_wrap": True})
    sheet.write_row(
        0,
        0,
        (
            "Mã tiêu chí",
            "Tên tiêu chí",
            "Điểm tối đa",
            "Cách tính điểm",
            "Hình thức đánh giá",
            "Hồ sơ kiểm chứng",
        ),
    )
    for at, row in enumerate(criteria, start=1):
        if row.code and row.level < 3 and not row.code.endswith("0"):
            sheet.write_number(at, 0, float(row.code))
        else:
            sheet.write_string(at, 0, row.code)
        how = [f"• {line}: {points(amount)}đ" for line, amount in row.lines] + [row.note] * bool(row.note)
        sheet.write_string(at, 1, row.name)
        sheet.write_string(at, 2, format_number(row.maximum).replace(",", "."))
        sheet.write_string(at, 3, "\n".join(how), wrap)
        sheet.write_string(
            at, 4, "ĐTXHH" if row.kind is ScaleKind.SURVEY else "Tự đánh giá" * (row.kind is not None)
        )
        sheet.write_string(at, 5, "\n".join(f"- {each}" for each in row.evidence), wrap)
    book.close()
    return data.getvalue()


def comma_separated(criteria: Set) -> bytes:
    """CSV as Excel saves it in Vietnam: UTF-8 with its mark, semicolons."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow([TITLE, "", "", ""])
    writer.writerow(["Mã", "Nội dung", "Điểm tối đa", "Ghi chú"])
    for row in criteria:
        writer.writerow([row.code, row.name, points(row.maximum), "ĐTXHH" * (row.kind is ScaleKind.SURVEY)])
        writer.writerows(["", line, points(amount), ""] for line, amount in row.lines)
        writer.writerows([["", row.note, "", ""]] * bool(row.note))
    return out.getvalue().encode("utf-8-sig")


# --- web pages ----------------------------------------------------------------------------------------------------


def page(criteria: Set) -> bytes:
    """A law website's page: a table of the layout around, hard spaces, line breaks, evidence over several rows."""
    body = "".join(_page_rows(row) for row in criteria)
    heads = "".join(f"<td><b>{head.replace(' ', '&nbsp;', 1)}</b></td>" for head in HEADS[:4])
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><title>x</title></head><body>"
        "<table><tr><td>Menu</td><td><div>" + TITLE + "</div>"
        f"<table border=1><tr>{heads}</tr>{body}</table>"
        "</td></tr></table></body></html>"
    ).encode()


def _page_rows(row: Row) -> str:
    mark = "<br>(Điều tra xã hội học)" if row.kind is ScaleKind.SURVEY else ""
    below = [*((line, points(amount)) for line, amount in row.lines), *([(row.note, "")] * bool(row.note))]
    span = f" rowspan={len(below) + 1}" if below else ""
    evidence = "<br>".join(map(escape, row.evidence))
    first = (
        f"<tr><td{span}>{row.code}.</td><td><p>{escape(row.name)}{mark}</p></td>"
        f"<td>{points(row.maximum)}</td><td{span}>{evidence}</td></tr>"
    )
    return first + "".join(
        f"<tr><td><p>–&nbsp;{escape(line)}</p></td><td>{amount}</td></tr>" for line, amount in below
    )


def page_with_lists(criteria: Set) -> bytes:
    """A page with scale lines as a list in the name's cell and the head repeated before each field."""
    parts = ["<html><meta charset=utf-8><body><table>"]
    head = "<tr><th>STT</th><th>Lĩnh vực, tiêu chí</th><th>Điểm tối đa</th></tr>"
    for row in criteria:
        parts += [head] * (row.level == 1)
        items = "".join(f"<li>{escape(line)}: {format_number(amount)}</li>" for line, amount in row.lines)
        note = f"<p>{escape(row.note)}</p>" if row.note else ""
        mark = " (ĐTXHH)" if row.kind is ScaleKind.SURVEY else ""
        parts.append(
            f"<tr><td>{row.code}</td><td>{escape(row.name)}{mark}<ul>{items}</ul>{note}</td>"
            f"<td>{format_number(row.maximum)}</td></tr>"
        )
    return "".join([*parts, "</table></body></html>"]).encode()


MADE: Mapping[str, Callable[[Set], bytes]] = {
    "word-rows": lines_as_rows,
    "word-numbers": automatic_numbers,
    "word-roman": roman_fields,
    "word-merged": codes_in_names,
    "word-landscape": landscape_pages,
    "xlsx-rows": workbook,
    "xlsx-cells": workbook_of_numbers,
    "csv": comma_separated,
    "html-spans": page,
    "html-lists": page_with_lists,
}
"""Documents that need no other program, by their make."""
CONVERTED = {
    "pdf-rows": ("word-rows", "docx", "pdf"),
    "pdf-numbers": ("word-numbers", "docx", "pdf"),
    "pdf-merged": ("word-merged", "docx", "pdf"),
    "pdf-landscape": ("word-landscape", "docx", "pdf"),
    "xls": ("xlsx-rows", "xlsx", "xls"),
    "ods": ("xlsx-rows", "xlsx", "ods"),
}
"""Documents that LibreOffice makes of others: from which, its extension, the new one."""
