"""Charts and captions of the report.

The charts of the Word template are native ones: their figures are replaced both in what is shown and in the workbook
that Word opens for editing. Captions hold the fields that Word inserts to number tables and charts; they get their
numbers here, because Word works such fields out only when somebody asks for it.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO

from docx.document import Document
from docx.opc.part import Part
from docx.oxml.ns import qn
from lxml import etree
from msgspec import Struct

from par_excel.model import Result
from par_excel.writing.book.figures import mean
from par_excel.writing.book.overrides import OverriddenWorkbook
from par_excel.writing.book.texts import OWN_HEAD, short_name
from par_excel.writing.report.fill import clean
from par_excel.writing.report.word_page import MADE

_PERCENT_PLACES = Decimal("0.0001")
"""Step to which shares are rounded: what `format_percent` shows, so that chart and table say the same."""


CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_C = f"{{{CHART}}}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SHEET = "Số liệu"


class Chart(Struct, frozen=True, kw_only=True):
    """What a chart shows: one value for each category in each series."""

    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[Decimal, ...]], ...]
    number_format: str = "0.00"


_ENDS: tuple[tuple[str, Callable[[Sequence[Decimal]], Decimal]], ...] = (
    ("Thấp nhất", min),
    ("Trung bình", lambda ratios: mean(ratios) or Decimal(0)),
    ("Cao nhất", max),
)


def charts_by_name(result: Result) -> Mapping[str, Chart]:
    """Return every chart by the name in its alternative text; fields that nobody self-assesses stand in none."""
    fields = [total for total in result.fields if total.ratio is not None]
    return {
        "bieu_do_diem": Chart(
            categories=tuple(clean(total.key) for total in fields),
            series=(
                ("Điểm tối đa tự đánh giá", tuple(total.self_maximum for total in fields)),
                (OWN_HEAD, tuple(total.score for total in fields)),
            ),
        ),
        "bieu_do_ty_le": Chart(
            categories=tuple(clean(f"{total.key}. {short_name(total.name)}") for total in fields),
            series=(
                (
                    "Tỷ lệ điểm đạt được",
                    tuple(
                        (total.ratio or Decimal(0)).quantize(_PERCENT_PLACES, ROUND_HALF_UP)
                        for total in fields
                    ),
                ),
            ),
            number_format="0.00%",
        ),
        "bieu_do_don_vi": _unit_chart(result),
    }


def _unit_chart(result: Result) -> Chart:
    """Return what units that fill the same form reached of each field: in the mean, at best and at least."""
    fields = [(ranking, index) for ranking in result.rankings for index in range(len(ranking.fields))]
    ratios = [
        [row.unit.fields[index].ratio or Decimal(0) for row in ranking.returned] or [Decimal(0)]
        for ranking, index in fields
    ]
    names = [ranking.fields[index] for ranking, index in fields]
    return Chart(
        categories=tuple(clean(f"{field.code}. {short_name(field.name)}") for field in names),
        series=tuple(
            (name, tuple(Decimal(end(each)).quantize(_PERCENT_PLACES, ROUND_HALF_UP) for each in ratios))
            for name, end in _ENDS
        ),
        number_format="0%",
    )


def fill_charts(word: Document, charts: Mapping[str, Chart]) -> None:
    """Replace the figures of every chart whose alternative text is one of the names.

    LibreOffice loses that text: such a chart is known by the names of its series.
    """
    for drawing in word.element.body.iter(qn("w:drawing")):
        described = drawing.find(f".//{qn('wp:docPr')}")
        link = drawing.find(f".//{_C}chart")
        name = "" if described is None else str(described.get("descr", "")).strip()
        part = None if link is None else word.part.related_parts.get(str(link.get(_RELATION)))
        if part is not None:
            tree = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
            chart = charts.get(name) or _with_series_of(tree, charts)
            if chart is not None:
                _fill(part, tree, chart)


def _with_series_of(tree: etree._Element, charts: Mapping[str, Chart]) -> Chart | None:
    shown = [
        "".join(each.text or "" for each in series.iterfind(f"{_C}tx//{_C}v"))
        for series in tree.iter(f"{_C}ser")
    ]
    return next((chart for chart in charts.values() if [name for name, _ in chart.series] == shown), None)


def _fill(part: Part, tree: etree._Element, chart: Chart) -> None:
    for index, shown in enumerate(list(tree.iter(f"{_C}ser"))):
        if index < len(chart.series):
            _fill_series(shown, index, chart)
        else:
            parent = shown.getparent()
            if parent is not None:
                parent.remove(shown)
    _set_blob(part, etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))
    data = tree.find(f"{_C}externalData")
    book = None if data is None else part.related_parts.get(str(data.get(_RELATION)))
    if book is not None:
        _set_blob(book, chart_workbook(chart))


def _set_blob(part: Part, content: bytes) -> None:
    part._blob = content  # noqa: SLF001 - python-docx keeps a part that it does not know as bytes, without a setter


def _fill_series(shown: etree._Element, index: int, chart: Chart) -> None:
    name, values = chart.series[index]
    column, last = chr(ord("B") + index), len(chart.categories) + 1
    _replace(shown, "tx", _texts(f"'{_SHEET}'!${column}$1", (name,)))
    _replace(shown, "cat", _texts(f"'{_SHEET}'!$A$2:$A${last}", chart.categories))
    _replace(shown, "val", _numbers(f"'{_SHEET}'!${column}$2:${column}${last}", values, chart.number_format))


def _replace(shown: etree._Element, tag: str, content: etree._Element) -> None:
    holder = shown.find(f"{_C}{tag}")
    if holder is not None:
        for child in list(holder):
            holder.remove(child)
        holder.append(content)


def _texts(formula: str, texts: Sequence[str]) -> etree._Element:
    return _reference("strRef", "strCache", formula, texts, "")


def _numbers(formula: str, values: Sequence[Decimal], number_format: str) -> etree._Element:
    return _reference("numRef", "numCache", formula, [f"{value:f}" for value in values], number_format)


def _reference(
    kind: str, cache: str, formula: str, points: Sequence[str], number_format: str
) -> etree._Element:
    reference = etree.Element(f"{_C}{kind}")
    etree.SubElement(reference, f"{_C}f").text = formula
    held = etree.SubElement(reference, f"{_C}{cache}")
    if number_format:
        etree.SubElement(held, f"{_C}formatCode").text = number_format
    etree.SubElement(held, f"{_C}ptCount", val=str(len(points)))
    for index, value in enumerate(points):
        etree.SubElement(etree.SubElement(held, f"{_C}pt", idx=str(index)), f"{_C}v").text = value
    return reference


def chart_workbook(chart: Chart) -> bytes:
    """Return the workbook that Word opens when somebody edits the data of the chart."""
    stream = BytesIO()
    # Text stays text, whatever it begins with.
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    book = OverriddenWorkbook(stream, options)
    book.set_properties({"created": MADE})
    sheet = book.add_worksheet(_SHEET)
    sheet.set_column(0, 0, 60)
    shown = book.add_format({"num_format": chart.number_format})
    sheet.write_column(1, 0, chart.categories)
    for index, (name, values) in enumerate(chart.series, start=1):
        sheet.write_string(0, index, name)
        for row, value in enumerate(values, start=1):
            sheet.write_number(row, index, float(value), shown)
    book.close()
    return stream.getvalue()


_SEQUENCE = re.compile(r"\s*SEQ\s+(\S+)")


def number_captions(word: Document) -> None:
    """Give every caption of the document its number, in order and for each kind apart, as Word does on updating."""
    numbers: Counter[str] = Counter()
    for paragraph in word.element.body.iter(qn("w:p")):
        for simple in paragraph.iter(qn("w:fldSimple")):
            found = _SEQUENCE.match(str(simple.get(qn("w:instr"), "")))
            if found:
                numbers[found.group(1)] += 1
                _show(list(simple.iter(qn("w:t"))), numbers[found.group(1)])
        _number_runs(paragraph, numbers)


def _number_runs(paragraph: etree._Element, numbers: Counter[str]) -> None:
    """Number the fields of a paragraph that consist of runs: begin, instruction, separate, what is shown, end."""
    shown: list[etree._Element] = []
    instruction, is_result = "", False
    for node in paragraph.iter(qn("w:fldChar"), qn("w:instrText"), qn("w:t")):
        if node.tag == qn("w:instrText"):
            instruction += node.text or ""
        elif node.tag == qn("w:t") and is_result:
            shown.append(node)
        elif node.tag == qn("w:fldChar"):
            kind = node.get(qn("w:fldCharType"))
            is_result = kind == "separate"
            found = _SEQUENCE.match(instruction) if kind == "end" else None
            if found:
                numbers[found.group(1)] += 1
                _show(shown, numbers[found.group(1)])
            if kind != "separate":
                instruction, shown = "", []


def _show(texts: list[etree._Element], number: int) -> None:
    for index, node in enumerate(texts):
        node.text = "" if index else str(number)
