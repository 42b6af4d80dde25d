"""The tables of a Word document (.docx): real cells with their spans, automatic numbers, what was deleted left out."""

from collections.abc import Iterator

from msgspec import Struct, field

from par_excel.model import Limits, RefusalReason
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.bounds.guard import Archive
from par_excel.reading.tables.grid import Grid, GridCell, GridRow, tidy_lines
from par_excel.reading.tables.numbering import Numbering, read_numbering
from par_excel.reading.tables.trees import Element, attribute, child, local, xml_tree
from par_excel.vietnamese.legacy import read_in_font
from par_excel.vietnamese.text import tidy

_DOCUMENT, _NUMBERING, _STYLES = "word/document.xml", "word/numbering.xml", "word/styles.xml"
_WRAPPERS = frozenset(
    {"sdt", "sdtContent", "ins", "smartTag", "customXml", "hyperlink", "fldSimple", "dir", "bdo"}
)
"""What stands around text without being text; what was deleted or moved away is none of them."""
_ALTERNATIVES = frozenset({"AlternateContent", "Choice"})
"""The first way in which something is said twice, for newer and older programs; `Fallback` would say it once more."""
_BREAKS = {"br": "\n", "cr": "\n", "tab": " ", "noBreakHyphen": "-", "softHyphen": ""}
_MOST_SPAN = 100
_MOST_ABOVE = 40
"""How many paragraphs before a table are kept: the last ones name it."""
NOTE_SIGN = "※"
"""Stands for the mark of a footnote, which is no part of the text."""


def word_tables(archive: Archive, limits: Limits) -> tuple[Grid, ...]:
    """Return the tables of a document in their order; one within a cell is one of its own.

    Raises:
        Breach: a part is missing, damaged or not safe, or there are more cells than the limits allow.
    """
    if _DOCUMENT not in archive:
        raise Breach(RefusalReason.DAMAGED, "thiếu nội dung văn bản")
    numbering, styles = (
        xml_tree(archive.whole(part)) if part in archive else None for part in (_NUMBERING, _STYLES)
    )
    reader = _WordReader(read_numbering(numbering, styles), limits.cells)
    body = child(xml_tree(archive.whole(_DOCUMENT)), "body")
    if body is not None:
        reader.read(body)
    return tuple(reader.grids)


class _WordReader(Struct):
    numbering: Numbering
    cells_left: int
    grids: list[Grid] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    breaks: int = 0
    """Page breaks met so far, as Word wrote them down when it last laid the document out."""

    def read(self, container: Element) -> None:
        for each in container:
            match local(each):
                case "p":
                    self.above.extend(line for line in self._paragraph(each).split("\n") if line)
                case "tbl":
                    self._table(each)
                case name if name in _WRAPPERS:
                    self.read(each)

    def _table(self, table: Element) -> None:
        above, self.above = tuple(self.above[-_MOST_ABOVE:]), []
        rows: list[GridRow] = []
        origins: dict[int, GridCell] = {}
        place = len(self.grids)
        kept = (row for row in _inside(table, "tr") if child(row, "trPr", "del") is None)
        for number, row in enumerate(kept, start=1):
            page = self.breaks + 1
            cells, origins = self._row(row, origins)
            rows.append(GridRow(number, cells, page))
        # tables within this one were met while its cells were read, and come after it
        self.grids.insert(place, Grid(_with_pages(rows), above))

    def _row(
        self, row: Element, above: dict[int, GridCell]
    ) -> tuple[dict[int, GridCell], dict[int, GridCell]]:
        """Return the cells of a row, and by column those that may go on below."""
        cells: dict[int, GridCell] = {}
        origins: dict[int, GridCell] = {}
        column = _count(child(row, "trPr", "gridBefore"), 0)
        for cell in _inside(row, "tc"):
            self.cells_left -= 1
            if self.cells_left < 0:
                raise Breach(RefusalReason.TOO_LARGE, "bảng có quá nhiều ô")
            span = _count(child(cell, "tcPr", "gridSpan"), 1)
            merge = child(cell, "tcPr", "vMerge")
            origin = above.get(column)
            # `vMerge` without a value goes on with the cell above; what stands in such a cell Word does not show
            is_continued = merge is not None and attribute(merge, "val", "continue") != "restart"
            text = tidy_lines("\n".join(self._cell_lines(cell)))
            if is_continued and origin is not None:
                cells[column] = GridCell(origin.text, span, is_continued=True)
                origins[column] = origin
            else:
                cells[column] = GridCell(text, span)
                if merge is not None:
                    origins[column] = cells[column]
            column += span
        return cells, origins

    def _cell_lines(self, container: Element) -> Iterator[str]:
        for each in container:
            match local(each):
                case "p":
                    yield self._paragraph(each)
                case "tbl":
                    self._table(each)
                case name if name in _WRAPPERS:
                    yield from self._cell_lines(each)

    def _paragraph(self, paragraph: Element) -> str:
        text = tidy("".join(self._texts(paragraph)))
        label = self.numbering.label(paragraph)
        return f"{label} {text}".strip() if text or label != "-" else ""

    def _texts(self, container: Element) -> Iterator[str]:
        for each in container:
            name = local(each)
            if name == "r":
                yield self._run(each)
            elif name in _WRAPPERS or name in _ALTERNATIVES:
                yield from self._texts(each)

    def _run(self, run: Element) -> str:
        properties = child(run, "rPr")
        vanish = child(properties, "vanish")
        if vanish is not None and attribute(vanish, "val", "1") not in {"0", "false"}:
            return ""
        text = "".join(self._pieces(run))
        # `ascii` first: in fonts from before Unicode, Vietnamese letters stand at places of Latin ones
        fonts = child(properties, "rFonts")
        font = attribute(fonts, "ascii") or attribute(fonts, "hAnsi")
        return (read_in_font(text, font) if font else None) or text

    def _pieces(self, run: Element) -> Iterator[str]:
        for each in run:
            name = local(each)
            if name == "t":
                yield each.text or ""
            elif name in {"footnoteReference", "endnoteReference"}:
                yield NOTE_SIGN
            elif name == "lastRenderedPageBreak" or (name == "br" and attribute(each, "type") == "page"):
                self.breaks += 1
            elif name in _BREAKS:
                yield _BREAKS[name]
            elif name in _ALTERNATIVES:
                yield from self._texts(each)


def _inside(container: Element, name: str) -> Iterator[Element]:
    """Yield the elements of a name, also those with something around them that is none of theirs."""
    for each in container:
        if local(each) == name:
            yield each
        elif local(each) in _WRAPPERS:
            yield from _inside(each, name)


def _with_pages(rows: list[GridRow]) -> tuple[GridRow, ...]:
    """Return the rows without pages where no page break was met: everything would seem to be on the first."""
    if all(row.page == 1 for row in rows):
        return tuple(GridRow(row.number, row.cells) for row in rows)
    return tuple(rows)


def _count(element: Element | None, default: int) -> int:
    text = attribute(element, "val")
    return min(int(text), _MOST_SPAN) if text.isdecimal() and len(text) < 6 else default
