"""A table as it stands in a document: texts by row and column, merged cells told apart from blank ones."""

import re
from collections.abc import Mapping

from msgspec import Struct, field

from par_excel.vietnamese import tidy

_HYPHENED = re.compile(r"\w[-–/]$")
"""A line that ends within a word of several parts (CNTT-TT, 2-3-1)."""


class GridCell(Struct, frozen=True):
    """A cell at the column where it begins."""

    text: str
    """Paragraphs and list entries stand on lines of their own; list marks and automatic numbers are part of it."""
    span: int = 1
    """How many columns it takes."""
    is_continued: bool = False
    """Whether it goes on from the row above; the text is that of the whole cell."""
    is_number: bool = False
    """Whether the document stores a number, which has lost the zeros at its end."""
    flaw: str = ""
    """What the cell holds instead of a text or a number."""


BLANK = GridCell("")


class GridRow(Struct, frozen=True):
    """A row with its number within the table, from 1."""

    number: int
    cells: Mapping[int, GridCell]
    """By column, from 0; columns that a cell spans beyond its first are not there."""
    page: int | None = None


class Grid(Struct, frozen=True):
    """A table, and the paragraphs between it and the table before."""

    rows: tuple[GridRow, ...]
    above: tuple[str, ...] = field(default=())


def tidy_lines(text: str) -> str:
    """Return a cell's text without needless spaces and blank lines."""
    return "\n".join(line for line in tidy(text).split("\n") if line)


def has_open_bracket(text: str) -> bool:
    """Say whether a text cannot end here, because a bracket of its last line was not closed."""
    line = text.rpartition("\n")[2]
    return line.count("(") > line.count(")")


def joined(text: str, more: str) -> str:
    """Return a text with what stands on the next line or page."""
    return f"{text}{more}" if _HYPHENED.search(text) else f"{text} {more}".strip()
