"""The differences between two Word documents: paragraphs, tables cell by cell, headers, footers, values of charts."""

from collections.abc import Iterator
from io import BytesIO
from itertools import count
from typing import Any

from msgspec import Struct

from par_excel.reading.outputs.differences import (
    OutputDifference,
    Passage,
    UnreadableOutput,
    Value,
    differences,
    ensure_size,
)

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LIMIT_TITLE = 60
"""Letters of a paragraph by which its place is named."""
_EDGES = {"header": "đầu trang", "footer": "chân trang"}


class Paragraph(Struct, frozen=True):
    """A paragraph that is not blank, or one value of a chart."""

    place: str
    content: Value

    @property
    def values(self) -> tuple[Value]:
        """Its content, as the only cell."""
        return (self.content,)

    def cell(self, _index: int) -> str:
        """Return where it stands."""
        return self.place


class TablePassage(Struct, frozen=True):
    """A row of a table that is not blank."""

    place: str
    values: tuple[str, ...]
    heads: tuple[str, ...] = ()

    def cell(self, index: int) -> str:
        """Return where one of its cells stands, by the head of its column where it has one of its own."""
        head = self.heads[index] if len(self.heads) == len(self.values) else ""
        return f"{self.place}, cột “{head}”" if head else f"{self.place}, cột {index + 1}"


def document_differences(
    found: bytes, wanted: bytes, *, besides: frozenset[str] = frozenset()
) -> Iterator[OutputDifference]:
    """Yield in what a Word document differs from the one that is wanted.

    Args:
        found: the document.
        wanted: what it should be.
        besides: rows of tables that begin with one of these are not compared.

    Raises:
        UnreadableOutput: what stands there is no Word document.
    """
    ours, theirs = (
        [each for each in read_document(data) if each.values[0] not in besides] for data in (found, wanted)
    )
    yield from differences(ours, theirs)


def read_document(data: bytes) -> tuple[Passage, ...]:
    """Return what a Word document says, in its order.

    Raises:
        UnreadableOutput: it is no Word document, or larger than an output can be.
    """
    from docx import Document  # noqa: PLC0415 - a second reader, needed by one command

    try:
        ensure_size(data)
        word = Document(BytesIO(data))
        return (*_body(word), *_charts(word), *_edges(word))
    except UnreadableOutput:
        raise
    except Exception as failure:  # python-docx raises whatever its parts raise
        raise UnreadableOutput("tệp không mở được như một tài liệu Word .docx") from failure


def _body(word: Any) -> Iterator[Passage]:  # noqa: ANN401 - elements of lxml have no type of their own here
    title, tables, paragraphs = "", count(1), count(1)
    for element in word.element.body.iterchildren():
        if element.tag == f"{_W}tbl":
            yield from _table(element, f"bảng thứ {next(tables)}" + (f" (sau “{title}”)" if title else ""))
            continue
        for paragraph in element.iter(f"{_W}p"):
            number, text = next(paragraphs), _text(paragraph)
            if text:
                begun = text if len(text) <= _LIMIT_TITLE else f"{text[:_LIMIT_TITLE]}…"
                title = title if text.startswith("(") else begun
                yield Paragraph(f"đoạn {number} (“{begun}”)", text)


def _table(table: Any, place: str) -> Iterator[TablePassage]:  # noqa: ANN401 - the same
    heads: tuple[str, ...] = ()
    for number, row in enumerate(table.findall(f"{_W}tr"), start=1):
        values = tuple(map(_text, row.findall(f"{_W}tc")))
        if any(values):
            yield TablePassage(f"{place}, dòng {number}", values, heads)
        if row.find(f"{_W}trPr/{_W}tblHeader") is not None:
            heads = values


def _charts(word: Any) -> Iterator[Paragraph]:  # noqa: ANN401 - the same
    """Yield names and values that a chart shows, whatever the workbook behind it says."""
    from docx.oxml import parse_xml  # noqa: PLC0415 - a second reader, needed by one command

    for number, chart in enumerate(word.element.body.iter(f"{_C}chart"), start=1):
        part = parse_xml(word.part.related_parts[chart.get(_ID)].blob)
        for at, node in enumerate(part.iter(f"{_C}v"), start=1):
            yield Paragraph(f"biểu đồ {number}, giá trị thứ {at}", _number(node.text or ""))


def _number(text: str) -> Value:
    try:
        return float(text)
    except ValueError:
        return text


def _edges(word: Any) -> Iterator[Paragraph]:  # noqa: ANN401 - the same
    """Yield what stands in headers and footers, once; numbers alone are those of pages, which Word counts."""
    for edge, place in _EDGES.items():
        edges = [
            getattr(section, kind + edge)
            for section in word.sections
            for kind in ("", "first_page_", "even_page_")
        ]
        parts = [each.part for each in edges if not each.is_linked_to_previous]
        texts = dict.fromkeys(_text(each) for part in parts for each in part.element.iter(f"{_W}p"))
        yield from (Paragraph(place, text) for text in texts if text and not text.isdigit())


def _text(element: Any) -> str:  # noqa: ANN401 - the same
    """Return the text of a paragraph, or of the paragraphs of a cell."""
    paragraphs = ("".join(node.text or "" for node in each.iter(f"{_W}t")) for each in element.iter(f"{_W}p"))
    return "\n".join(paragraphs).strip()
