"""The tables of a page that a browser saved: texts only, nothing is followed, loaded or run.

What is typed into fields counts as text: `<input>`, `<select>` and `<textarea>` with what the page says of them.
"""

import codecs
import re
from collections.abc import Mapping
from html.parser import HTMLParser

from msgspec import Struct, field

from par_excel.model import Limits, RefusalReason
from par_excel.reading.bounds.breach import Breach

Grid = Mapping[int, Mapping[int, str]]
"""Texts by row, then column, both from 1."""

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]+)", re.IGNORECASE)
_HEAD_BYTES = 4_096
_SILENT = frozenset({"script", "style", "template", "noscript", "head", "svg"})
"""Elements whose text nobody sees on the page."""
_BREAKS = frozenset({"br", "p", "div", "li", "tr"})
_MOST_SPAN = 1_000
"""How many rows or columns a cell may reach over; HTML allows 1,000 columns."""
_MOST_TABLES = 1_000
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def html_tables(data: bytes, limits: Limits) -> tuple[Grid, ...]:
    """Return the tables of a page, in their order; a table within a table is one of its own.

    Raises:
        Breach: the page is larger than the limits.
    """
    reader = _TableParser(limits.cells)
    reader.feed(_decoded(data))
    reader.close()
    return tuple({row: cells for row, cells in table.rows.items() if cells} for table in reader.tables)


def _decoded(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    found = _CHARSET.search(data[:_HEAD_BYTES])
    named = found.group(1).decode("ascii") if found else "utf-8"
    try:
        return data.decode(codecs.lookup(named).name, "replace")
    except (LookupError, ValueError, TypeError):
        return data.decode("utf-8", "replace")


class _OpenTable(Struct):
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    row: int = 0
    column: int = 0
    taken: dict[int, int] = field(default_factory=dict)
    """Until which row a cell from above reaches down, by column."""
    is_open: bool = False
    parts: list[str] = field(default_factory=list)


class _TableParser(HTMLParser):
    def __init__(self, limit_cells: int) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_OpenTable] = []
        self._open: list[_OpenTable] = []
        self._silent = 0
        self._left = limit_cells
        self._is_chosen = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            self._open_table()
        elif self._open:
            self._within(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "select":
            self._is_chosen = True
        elif self._open and tag == "table":
            self._close_cell()
            self._open.pop()
        elif self._open and tag in {"td", "th", "tr"}:
            self._close_cell()
        elif tag in _BREAKS:
            self._say("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent and self._is_chosen:
            # line breaks of the page's source mean nothing
            self._say(re.sub(r"\s+", " ", data))

    def _open_table(self) -> None:
        if len(self.tables) >= _MOST_TABLES:
            raise Breach(RefusalReason.TOO_LARGE, f"trang có hơn {_MOST_TABLES} bảng")
        table = _OpenTable()
        self.tables.append(table)
        self._open.append(table)

    def _within(self, tag: str, given: Mapping[str, str]) -> None:
        table = self._open[-1]
        if tag == "tr":
            self._close_cell()
            table.row, table.column = table.row + 1, 0
        elif tag in {"td", "th"}:
            self._open_cell(table, given)
        elif tag == "input":
            self._say(_typed(given))
        elif tag == "select":
            self._is_chosen = False
        elif tag == "option":
            self._is_chosen = "selected" in given
        elif tag in _BREAKS:
            self._say("\n")

    def _open_cell(self, table: _OpenTable, given: Mapping[str, str]) -> None:
        self._close_cell()
        self._left -= 1
        if self._left < 0:
            raise Breach(RefusalReason.TOO_LARGE, "các bảng có quá nhiều ô")
        table.row = table.row or 1
        column = table.column + 1
        while table.taken.get(column, 0) >= table.row:
            column += 1
        wide, high = _span(given.get("colspan", "")), _span(given.get("rowspan", ""))
        if high > 1:
            table.taken.update(dict.fromkeys(range(column, column + wide), table.row + high - 1))
        table.rows.setdefault(table.row, {})[column] = ""
        table.parts, table.is_open, table.column = [], True, column + wide - 1

    def _close_cell(self) -> None:
        table = self._open[-1]
        if table.is_open:
            lines = (line.strip() for line in "".join(table.parts).split("\n"))
            last = max(table.rows[table.row])
            table.rows[table.row][last] = "\n".join(line for line in lines if line)
            table.is_open = False

    def _say(self, text: str) -> None:
        if self._open and self._open[-1].is_open:
            self._open[-1].parts.append(text)


def _typed(given: Mapping[str, str]) -> str:
    kind = given.get("type", "text").lower()
    if kind in {"checkbox", "radio"}:
        return "x" if "checked" in given else ""
    return (
        "" if kind in {"hidden", "button", "submit", "image", "reset", "password"} else given.get("value", "")
    )


def _span(text: str) -> int:
    shown = text.strip()
    return (
        min(_MOST_SPAN, max(1, int(shown))) if shown.isascii() and shown.isdigit() and len(shown) < 6 else 1
    )
