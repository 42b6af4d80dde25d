"""The tables of a saved web page: own rows of each table, spans kept, a table within a table one of its own.

What is typed into fields counts as text: `<input>`, `<select>` and `<textarea>` with what the page says of them.
"""

import codecs
import re
from collections.abc import Collection, Iterator

from msgspec import Struct, field

from par_excel.model import Limits, RefusalReason
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.tables.grid import Grid, GridCell, GridRow, tidy_lines
from par_excel.reading.tables.trees import Element, html_tree, local
from par_excel.vietnamese import tidy

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]+)", re.IGNORECASE)
_HEAD_BYTES = 4_096
_SILENT = frozenset({"script", "style", "template", "noscript", "head", "svg", "del", "s", "strike"})
"""Elements that nobody sees, or whose text is struck out and holds no more."""
_BLOCKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol"})
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_MOST_SPAN = 1_000
"""How many rows or columns a cell may reach over; HTML allows 1,000 columns."""
_MOST_ABOVE = 40
"""How many lines before a table are kept: the last ones name it."""
_TICKED_FIELDS = frozenset({"checkbox", "radio"})
_SILENT_FIELDS = frozenset({"hidden", "button", "submit", "image", "reset", "password"})


def page_tables(data: bytes, limits: Limits, *, bullet: str = "- ") -> tuple[Grid, ...]:
    """Return the tables of a page in their order, with this before each item of a list.

    Raises:
        Breach: it has more cells than the limits allow.
    """
    root = html_tree(_decoded(data))
    reader = _PageReader(limits.cells, bullet)
    # what stands behind the end of a page is a page of its own to lxml; pages are joined so, and browsers show all
    for page in () if root is None else (root, *root.itersiblings()):
        reader.read(page)
    return tuple(reader.grids)


def _decoded(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    found = _CHARSET.search(data[:_HEAD_BYTES])
    try:
        name = codecs.lookup(found.group(1).decode("ascii")).name if found else "utf-8"
        text = data.decode(name, "replace")
    except (LookupError, ValueError, TypeError):
        text = data.decode("utf-8", "replace")
    # lxml refuses a text that names an encoding of its own
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text)


class _PageReader(Struct):
    cells_left: int
    bullet: str
    grids: list[Grid] = field(default_factory=list)
    above: list[str] = field(default_factory=list)

    def read(self, element: Element) -> None:
        if _is_silent(element):
            return
        if local(element) == "table":
            self._table(element)
        else:
            self._note(element.text)
            for each in element:
                self.read(each)
        self._note(element.tail)

    def _note(self, text: str | None) -> None:
        line = tidy(text or "")
        if line:
            self.above.append(line)

    def _table(self, table: Element) -> None:
        above, self.above = tuple(self.above[-_MOST_ABOVE:]), []
        place, inner = len(self.grids), list[Element]()
        rows: list[GridRow] = []
        taken: dict[int, tuple[GridCell, int]] = {}
        for number, row in enumerate(_inside(table, {"tr"}), start=1):
            rows.append(GridRow(number, self._row(row, taken, inner)))
        for each in inner:
            self._table(each)
        self.grids.insert(place, Grid(tuple(rows), above))

    def _row(
        self, row: Element, taken: dict[int, tuple[GridCell, int]], inner: list[Element]
    ) -> dict[int, GridCell]:
        """Return the cells of a row; `taken` tells, by column, what reaches down from above and how far."""
        cells = {column: cell for column, (cell, _) in taken.items()}
        covered = {at for column, cell in cells.items() for at in range(column, column + cell.span)}
        below = {column: (cell, rows - 1) for column, (cell, rows) in taken.items() if rows > 1}
        column = 0
        for element in _inside(row, {"td", "th"}):
            self.cells_left -= 1
            if self.cells_left < 0:
                raise Breach(RefusalReason.TOO_LARGE, "bảng có quá nhiều ô")
            while column in covered:
                column += 1
            span, rows = _span(element, "colspan"), _span(element, "rowspan")
            text = tidy_lines("".join(_texts(element, inner, self.bullet)))
            cells[column] = GridCell(text, span)
            if rows > 1:
                below[column] = (GridCell(text, span, is_continued=True), rows - 1)
            column += span
        taken.clear()
        taken.update(below)
        return cells


def _inside(container: Element, names: Collection[str]) -> Iterator[Element]:
    """Yield the own elements of these names, also those in a form or whatever else stands around them."""
    for each in container:
        if local(each) in names:
            yield each
        elif local(each) != "table" and local(each) not in _SILENT:
            yield from _inside(each, names)


def _texts(element: Element, inner: list[Element], bullet: str) -> Iterator[str]:
    """Yield the texts of a cell; line ends of the source count as spaces."""
    if local(element) in _BLOCKS:
        yield "\n"
    if local(element) == "li":
        yield bullet
    if local(element) == "input":
        yield _typed(element)
    yield " ".join((element.text or "").replace("\xa0", " ").split("\n"))
    for each in element:
        if local(each) == "table":
            inner.append(each)
        elif not _is_silent(each):
            yield from _texts(each, inner, bullet)
            if local(each) in _BLOCKS:
                yield "\n"
        yield " ".join((each.tail or "").replace("\xa0", " ").split("\n"))


def _typed(field: Element) -> str:
    """Return what stands in a field of one line; an x where it is ticked."""
    kind = (field.get("type") or "text").lower()
    if kind in _TICKED_FIELDS:
        return "x" if "checked" in field.attrib else ""
    return "" if kind in _SILENT_FIELDS else field.get("value") or ""


def _is_silent(element: Element) -> bool:
    name = local(element)
    is_left = name == "option" and "selected" not in element.attrib
    return not name or is_left or name in _SILENT or bool(_HIDDEN.search(element.get("style") or ""))


def _span(element: Element, name: str) -> int:
    text = (element.get(name) or "1").strip()
    return min(max(int(text), 1), _MOST_SPAN) if text.isdecimal() and len(text) < 6 else 1
