"""A table as it stands in a document: texts by row and column, merged cells told apart from blank ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class GridCell:
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


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row with its number within the table, from 1."""

    number: int
    cells: Mapping[int, GridCell]
    """By column, from 0; columns that a cell spans beyond its first are not there."""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, and the paragraphs between it and the table before."""

    rows: tuple[GridRow, ...]
    above: tuple[str, ...] = field(default=())
