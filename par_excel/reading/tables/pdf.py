"""The tables of a PDF file with text and ruled lines; one that runs over several pages is put together again.

A PDF file knows no tables: pdfplumber finds the cells that lines enclose, page by page. Lines of text that ended at the
edge of a cell are joined; a line end that was meant is told by the room that was left.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from itertools import pairwise
from typing import Any

import pdfplumber
from msgspec import Struct
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.table import Table
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from par_excel.model import Limits, RefusalReason
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.tables.grid import Grid, GridCell, GridRow, has_open_bracket, joined, tidy_lines
from par_excel.vietnamese.legacy import guess_encoding

MOST_PAGES = 200
"""No table of criteria is near so long; a longer file is a collection that a person has to cut first."""
_WORD_COPY = "tải bản Word của quyết định trên trang của Bộ Nội vụ, Cổng thông tin điện tử của tỉnh hoặc trang văn bản pháp luật"
_TABLES = {"vertical_strategy": "lines", "horizontal_strategy": "lines", "snap_tolerance": 2}
_SAME_EDGE = 6.0
"""How far apart edges of one table may lie on two pages, in points (1/72 inch)."""
_SAME_LINE = 3.0
"""How far apart words of one line, and ruled lines that are one to the eye, may lie, in points."""
_LEAST_CHARACTERS = 40
"""A page with pictures and fewer letters is taken for a scan; a page number alone is text, too."""
_BAD_SHARE = 100
"""One letter in so many that has no meaning makes a text unreadable."""
_GLYPH_NUMBER = re.compile(r"\(cid:\d+\)")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_LIST_MARK = re.compile(r"([-–—+•●▪*·]|[a-zđ]\))\s")
_MOST_ABOVE = 40
"""How many lines before a table are kept: the last ones name it."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""
Word = dict[str, Any]


def pdf_tables(data: bytes, limits: Limits) -> tuple[Grid, ...]:
    """Return the tables of a PDF file.

    Raises:
        Breach: it has a password, too many pages, no text, or a text that cannot be read; it is damaged.
    """
    try:
        with pdfplumber.open(BytesIO(data)) as document:
            return _tables(document.pages, limits)
    except (PdfminerException, MalformedPDFException) as error:
        if any(isinstance(each, PDFPasswordIncorrect) for each in (*error.args, error.__cause__)):
            raise Breach(RefusalReason.PASSWORD, "") from error
        raise Breach(RefusalReason.DAMAGED, "tệp PDF không mở được") from error


def _tables(pages: Sequence[Page], limits: Limits) -> tuple[Grid, ...]:
    if len(pages) > MOST_PAGES:
        detail = f"tệp có {len(pages)} trang, chương trình đọc nhiều nhất {MOST_PAGES}; hãy tách riêng các trang có bảng"
        raise Breach(RefusalReason.TOO_LARGE, detail)
    parts, texts, blank = list[_PagePart](), list[str](), 0
    cells_left = limits.cells
    for page in pages:
        text, found = _page_parts(page)
        page.close()  # else pdfplumber keeps the letters and lines of every page
        blank += len(text) < _LEAST_CHARACTERS and bool(page.images)
        texts.append(text)
        parts += found
        cells_left -= sum(len(part.cells) for part in found)
        if cells_left < 0:
            raise Breach(RefusalReason.TOO_LARGE, "bảng có quá nhiều ô")
    _ensure_legible("".join(texts), blank, len(pages))
    if not parts:
        raise Breach(RefusalReason.DOCUMENT, f"tệp PDF có chữ nhưng không có bảng kẻ ô; {_WORD_COPY}")
    return _put_together(parts)


def _ensure_legible(text: str, blank: int, pages: int) -> None:
    if blank * 2 > pages or len(text) < _LEAST_CHARACTERS:
        raise Breach(RefusalReason.DOCUMENT, f"tệp PDF là bản chụp (scan), không có chữ để đọc; {_WORD_COPY}")
    unreadable = len(_GLYPH_NUMBER.findall(text)) + len(_PRIVATE.findall(text))
    if unreadable * _BAD_SHARE > len(text) or guess_encoding(text) is not None:
        raise Breach(RefusalReason.DOCUMENT, f"chữ trong tệp PDF mang bảng mã không đọc được; {_WORD_COPY}")


class _PagePart(Struct, frozen=True):
    """What of a table stands on one page."""

    page: int
    width: float
    is_first: bool
    """Whether no table stands above it on its page."""
    edges: tuple[float, ...]
    """Where columns begin, and where the last one ends."""
    rows: int
    cells: Mapping[tuple[int, int], GridCell]
    """By row and column of this part."""
    above: tuple[str, ...]


def _page_parts(page: Page) -> tuple[str, list[_PagePart]]:
    words: list[Word] = page.extract_words(keep_blank_chars=False, use_text_flow=False)
    tables = sorted(page.find_tables(_TABLES), key=lambda table: table.bbox[1])
    found: list[_PagePart] = []
    top = 0.0
    for table in tables:
        above = [word for word in words if top <= _middle(word) < table.bbox[1]]
        lines = tuple(" ".join(word["text"] for word in line) for line in _text_lines(above))
        found.append(_part(page, table, words, lines[-_MOST_ABOVE:], is_first=table is tables[0]))
        top = table.bbox[3]
    return " ".join(word["text"] for word in words), found


def _part(
    page: Page, table: Table, words: Sequence[Word], above: tuple[str, ...], *, is_first: bool
) -> _PagePart:
    edges = _merged_edges([x for box in table.cells for x in (box[0], box[2])])
    tops = _merged_edges([y for box in table.cells for y in (box[1], box[3])])
    inside = _words_by_cell(table, words)
    cells: dict[tuple[int, int], GridCell] = {}
    for box in table.cells:
        left, right = _nearest(edges, box[0]), _nearest(edges, box[2])
        first, last = _nearest(tops, box[1]), _nearest(tops, box[3])
        text = _cell_text(inside.get(box, []), box)
        cells[first, left] = GridCell(text, max(right - left, 1))
        for row in range(first + 1, last):
            cells[row, left] = GridCell(text, max(right - left, 1), is_continued=True)
    return _PagePart(page.page_number, float(page.width), is_first, edges, len(tops) - 1, cells, above)


def _words_by_cell(table: Table, words: Sequence[Word]) -> dict[Box, list[Word]]:
    """Return the words of each cell by where their middle lies."""
    left, top, right, bottom = table.bbox
    inside = [word for word in words if top <= _middle(word) <= bottom and left <= word["x0"] <= right]
    found: dict[Box, list[Word]] = {}
    boxes = sorted(table.cells, key=lambda box: box[1])
    for word in inside:
        x, y = (word["x0"] + word["x1"]) / 2, _middle(word)
        for box in boxes:
            if box[1] <= y <= box[3] and box[0] <= x <= box[2]:
                found.setdefault(box, []).append(word)
                break
    return found


def _cell_text(words: Sequence[Word], box: Box) -> str:
    """Return the text of a cell, with a line end only where the next word would have had room."""
    lines = list(_text_lines(words))
    if not lines:
        return ""
    margin = min(line[0]["x0"] for line in lines) - box[0]
    room = box[2] - box[0] - 2 * max(min(margin, 8.0), 0.0)
    text = _joined(lines[0])
    for before, line in pairwise(lines):
        width = before[-1]["x1"] - before[0]["x0"]
        had_room = width + _blank(before) + line[0]["x1"] - line[0]["x0"] < room
        is_new = (had_room or _LIST_MARK.match(_joined(line)) is not None) and not has_open_bracket(text)
        text = f"{text}\n{_joined(line)}" if is_new else joined(text, _joined(line))
    return tidy_lines(text)


def _joined(line: Sequence[Word]) -> str:
    return " ".join(word["text"] for word in line)


def _blank(line: Sequence[Word]) -> float:
    return float(line[0]["bottom"] - line[0]["top"]) / 4


def _text_lines(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Yield words line by line, each from left to right."""
    line: list[Word] = []
    for word in sorted(words, key=_middle):
        if line and _middle(word) - _middle(line[0]) > _SAME_LINE:
            yield sorted(line, key=lambda each: each["x0"])
            line = []
        line.append(word)
    if line:
        yield sorted(line, key=lambda each: each["x0"])


def _middle(word: Word) -> float:
    return float(word["top"] + word["bottom"]) / 2


def _merged_edges(values: Sequence[float]) -> tuple[float, ...]:
    """Return the positions of lines; those that are one to the eye are one."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _SAME_LINE:
            edges.append(value)
    return tuple(edges)


def _nearest(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - value))


def _put_together(parts: Sequence[_PagePart]) -> tuple[Grid, ...]:
    """Return the parts as tables: one that begins a page between the same edges goes on from the page before."""
    tables: list[list[_PagePart]] = []
    for part in parts:
        if tables and _goes_on(tables[-1][-1], part):
            tables[-1].append(part)
        else:
            tables.append([part])
    return tuple(Grid(tuple(_rows(table)), table[0].above) for table in tables)


def _goes_on(before: _PagePart, part: _PagePart) -> bool:
    is_next_page = part.page == before.page + 1 and part.is_first
    same_width = abs(part.width - before.width) < _SAME_EDGE
    ends = ((before.edges[0], part.edges[0]), (before.edges[-1], part.edges[-1]))
    return is_next_page and same_width and all(abs(one - other) < _SAME_EDGE for one, other in ends)


def _rows(table: Sequence[_PagePart]) -> Iterator[GridRow]:
    """Yield the rows of all parts, columns numbered alike though not every page shows every edge."""
    edges = _merged_edges([edge for part in table for edge in part.edges])
    number = 0
    for part in table:
        columns = [_nearest(edges, edge) for edge in part.edges]
        for row in range(part.rows):
            number += 1
            cells = {
                columns[column]: GridCell(
                    cell.text, columns[column + cell.span] - columns[column], is_continued=cell.is_continued
                )
                for (at, column), cell in part.cells.items()
                if at == row
            }
            yield GridRow(number, dict(sorted(cells.items())), part.page)
