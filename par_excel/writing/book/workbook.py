"""A workbook to write: what XlsxWriter leaves open is settled here, once for everything that the office sends out.

Same values give same bytes, numbers and cached results are exact, and text is never anything but text.
What does not fit is split or marked where it shows; nothing is cut silently.
"""

import re
import zlib
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from io import BytesIO, StringIO
from typing import IO, Any, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import _preserve_whitespace, xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import CellStringTuple, Worksheet

from par_excel.vietnamese import visible
from par_excel.writing.book.line_breaks import FONT_SIZE, POINTS_PER_CHARACTER, height_of, line_count
from par_excel.writing.book.package import Package

FONT = "Times New Roman"
CREATED = datetime(2021, 1, 1)  # noqa: DTZ001 - workbooks say their time without a zone
"""The date that a workbook carries where none is given: the clock is never asked."""
LIMIT_CELL = 32_767
"""What goes into one cell, in UTF-16 units."""
LIMIT_NOTE = 1_500
"""What of a text goes into the note of a cell: more than a screen would hold, nobody reads in one."""
LAST_COLUMN = 16_383

_COLUMN_PIXELS, _ROW_PIXELS = 72, 21
"""Default column and row of Times New Roman 12 (Calibri 11 has 64 and 20)."""
_EMPTY_VALUE = "\x00"
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""In a note `_x202E_` would be taken for the character; in cells XlsxWriter takes care of that itself."""
_ESCAPED = re.compile("_x[0-9A-Fa-f]{4}_|[\x00-\x08\x0b-\x1f\ufffe\uffff]")
"""What is written as an escape: Excel undoes it in any cell, openpyxl and pandas in shared texts alone."""
_SETTLED_ROWS = 128
"""So many rows are settled at once: whole groups of 16, for which XlsxWriter says in which columns they stand."""
_NOTE_FONT_SIZE = 10
_NOTE_PIXELS, _NOTE_MARGIN, _LIMIT_NOTE_PIXELS = 320, 16, 640
_POINTS_PER_PIXEL = 0.75


class _Exact(Decimal):
    """A number that is written with all its digits, and no others."""

    def __format__(self, _: str, /, *__: object) -> str:
        return str(self)

    def __str__(self) -> str:
        return format(Decimal(self).normalize(), "f")


class _BookFormat(Format):  # type: ignore[misc]
    """A format that says that it is locked: Excel may otherwise take over Normal's unlocked."""

    says_locked = False

    def _get_protection_properties(self) -> list[tuple[str, int]]:
        properties: list[tuple[str, int]] = super()._get_protection_properties()
        return [("locked", 1), *properties] if self.locked and self.says_locked else properties


class _OwnText(NamedTuple):
    """A text that stands in its cell, and not in the table of texts that all sheets share."""

    text: str
    format: Format | None


class Sheet(Worksheet):  # type: ignore[misc]
    """A sheet with rows that may grow or be settled, and formulas whose result is an empty text."""

    fh: IO[str]
    dim_rowmin: int
    dim_rowmax: int

    def __init__(self) -> None:
        super().__init__()
        self.growing: set[int] = set()
        self.rest: int | None = None
        self._is_growing = False
        self.has_own_texts = False
        """Whether texts written from now on stand in their cells: a long list would fill the table of shared ones."""
        self._settled: list[bytes] = []
        self._first = 0
        """Index of the first row that is not settled."""

    def settle(self, below: int) -> None:
        """Say that the rows above this one are final: of a long list, few rows are held as cells.

        Raises:
            ValueError: at a later call or at `close()`, if one of them was written to after that, or a chart shows it.
        """
        end = below - below % _SETTLED_ROWS
        if end <= self._first:
            return
        everything = self.fh, self.dim_rowmin, self.dim_rowmax
        self.fh, self.dim_rowmin, self.dim_rowmax = StringIO(), max(self._first, self.dim_rowmin), end - 1
        super()._write_rows()
        self._settled.append(zlib.compress(self.fh.getvalue().encode(), 1))
        self.fh, self.dim_rowmin, self.dim_rowmax = everything
        for rows in (self.table, self.row_info, self.row_sizes):
            for row in range(self._first, end):
                rows.pop(row, None)
        self.growing.difference_update(range(self._first, end))
        self._first = end
        self._hold_settled()

    def _hold_settled(self) -> None:
        if self._first and min(self.table, default=self._first) < self._first:
            raise ValueError(f"{self.name}: row {min(self.table)} is settled, and was written to again")

    def _get_range_data(self, row: int, *others: int) -> Any:  # noqa: ANN401
        if row < self._first:
            raise ValueError(f"{self.name}: row {row} is settled, and a chart shows it")
        return super()._get_range_data(row, *others)

    def _write_rows(self) -> None:
        self._hold_settled()
        for rows in self._settled:
            self.fh.write(zlib.decompress(rows).decode())
        self.dim_rowmin = max(self.dim_rowmin, self._first)
        super()._write_rows()

    def _write_col_info(self, first: int, last: int, info: Any) -> None:  # noqa: ANN401
        # XlsxWriter keeps an entry for each of 16,384 columns; one that stands for all the rest is 30 times faster.
        super()._write_col_info(first, LAST_COLUMN if last == self.rest else last, info)

    def _write_row(self, row: int, *others: Any, **named: Any) -> None:  # noqa: ANN401
        self._is_growing = row in self.growing
        super()._write_row(row, *others, **named)

    def _write_string(self, row: int, column: int, text: str, style: Format | None = None) -> int:
        if not self.has_own_texts or _ESCAPED.search(text) or self._check_dimensions(row, column):
            known: int = super()._write_string(row, column, text, style)
            return known
        self.table[row][column] = _OwnText(text, style)
        return 0

    def _write_cell(self, row: int, column: int, cell: Any) -> None:  # noqa: ANN401
        # Nearly all cells are texts with a format: written at once, a workbook takes a tenth less time.
        if cell.__class__ is CellStringTuple and cell.format:
            place, style = xl_rowcol_to_cell_fast(row, column), cell.format._get_xf_index()  # noqa: SLF001
            self.fh.write(f'<c r="{place}" s="{style}" t="s"><v>{cell.string}</v></c>')
        elif cell.__class__ is _OwnText:
            place = xl_rowcol_to_cell_fast(row, column)
            style = "" if cell.format is None else f' s="{cell.format._get_xf_index()}"'  # noqa: SLF001
            self.fh.write(f'<c r="{place}"{style} t="inlineStr"><is>{_inline(cell.text)}</is></c>')
        else:
            super()._write_cell(row, column, cell)

    def _xml_start_tag_unencoded(self, tag: str, attributes: list[tuple[str, Any]]) -> None:
        super()._xml_start_tag_unencoded(tag, self._grown(tag, attributes))

    def _xml_empty_tag_unencoded(self, tag: str, attributes: list[tuple[str, Any]]) -> None:
        super()._xml_empty_tag_unencoded(tag, self._grown(tag, attributes))

    def _grown(self, tag: str, attributes: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
        if tag != "row" or not self._is_growing:
            return attributes
        return [pair for pair in attributes if pair[0] != "customHeight"]

    def _xml_formula_element(self, formula: str, result: object, attributes: list[tuple[str, Any]]) -> None:
        # XlsxWriter leaves t="str" out where the result is empty, and readers see "never computed".
        super()._xml_formula_element(formula, "" if result == _EMPTY_VALUE else result, attributes)


class Book(Workbook):  # type: ignore[misc]
    """A workbook in memory whose bytes depend on nothing but what is written into it."""

    worksheet_class = Sheet

    def __init__(
        self, stream: BytesIO, *, unlocked_normal: bool, lock_structure: bool, created: datetime
    ) -> None:
        self.has_unlocked_normal = unlocked_normal
        self._stream = stream
        self.has_locked_structure = lock_structure
        self.created = created if created.tzinfo is None else created.astimezone(UTC)
        normal = {"font_name": FONT, "font_size": FONT_SIZE} | ({"locked": 0} if unlocked_normal else {})
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": normal,
            "default_column_width": _COLUMN_PIXELS,
            "default_row_height": _ROW_PIXELS,
        }
        super().__init__(BytesIO(), options)
        self.set_properties({})

    def _get_packager(self) -> Package:
        return Package(self._stream)

    def set_properties(self, properties: dict[str, Any]) -> None:
        """Set title, author and the like; the date of making stays the one given."""
        super().set_properties(properties | {"created": self.created})

    def add_format(self, properties: dict[str, Any] | None = None) -> Format:
        """Return a new format; one that is locked says so where Normal is not."""
        made = _BookFormat(
            self.default_format_properties | (properties or {}),
            self.xf_format_indices,
            self.dxf_format_indices,
        )
        made.says_locked = self.has_unlocked_normal
        self.formats.append(made)
        return made

    def _write_book_views(self) -> None:
        # XlsxWriter knows no protection of the structure; the schema wants it before bookViews.
        if self.has_locked_structure:
            self._xml_empty_tag("workbookProtection", [("lockStructure", 1)])
        super()._write_book_views()


def new_book(
    stream: BytesIO,
    *,
    unlocked_normal: bool = False,
    lock_structure: bool = False,
    created: datetime | None = None,
) -> Book:
    """Return a workbook that is written into the stream when it is closed.

    Args:
        stream: takes the bytes at `close()`.
        unlocked_normal: the Normal style is unlocked, so that pasted cells stay editable; fixed cells take
            formats with `locked: 1`.
        lock_structure: sheets cannot be added, removed, renamed or unhidden.
        created: the date that the workbook carries; a fixed one where none is given.
    """
    return Book(
        stream, unlocked_normal=unlocked_normal, lock_structure=lock_structure, created=created or CREATED
    )


@lru_cache(maxsize=4096)
def _inline(text: str) -> str:
    """Return what stands for a text within its cell."""
    if text.startswith("<r>") and text.endswith("</r>"):
        return text
    kept = ' xml:space="preserve"' if _preserve_whitespace(text) else ""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<t{kept}>{plain}</t>"


def write_text(sheet: Worksheet, row: int, column: int, text: str, style: Format | None = None) -> None:
    """Write a text as text, whatever it begins with; characters that XML forbids are shown, not dropped."""
    shown = _within_limit(visible(text.replace("\r\n", "\n").replace("\r", "\n")))
    if not shown:
        sheet.write_blank(row, column, None, style)
        return
    if shown.startswith("<r>") and shown.endswith("</r>"):
        shown = _as_markup(shown)
    sheet.write_string(row, column, shown, style)


def _as_markup(text: str) -> str:
    # XlsxWriter takes a text in <r>…</r> for finished markup: hand it over as markup that says just this text.
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    markup = f'<r><t xml:space="preserve">{escaped}</t></r>'
    return markup if _utf16_length(markup) <= LIMIT_CELL else f"{_within_limit(text, LIMIT_CELL - 1)} "


def _utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _within_limit(text: str, limit: int = LIMIT_CELL) -> str:
    if len(text) <= limit // 2 or _utf16_length(text) <= limit:
        return text
    mark = " […còn {} ký tự, xem tệp gốc]"
    kept = text.encode("utf-16-le")[: 2 * (limit - len(mark) - 8)].decode("utf-16-le", "ignore")
    return kept + mark.format(len(text) - len(kept))


def write_number(
    sheet: Worksheet, row: int, column: int, number: Decimal | int, style: Format | None = None
) -> None:
    """Write a number with its exact decimal digits: 1.28 arrives as 1.28."""
    sheet.write_number(row, column, _Exact(number), style)


def write_formula_cell(  # noqa: PLR0913, PLR0917 - a cell: where, what, how it looks and what it shows
    sheet: Worksheet, row: int, column: int, formula: str, style: Format | None, value: Decimal | str | int
) -> None:
    """Write a formula with the exact value that it gives; an empty text is stored as a computed empty text."""
    cached = (value or _EMPTY_VALUE) if isinstance(value, str) else _Exact(value)
    sheet.write_formula(row, column, formula, style, cached)


def write_note(  # noqa: PLR0913 - a note: where, what, whose and how it looks
    sheet: Worksheet, row: int, column: int, text: str, *, author: str, colour: str
) -> None:
    """Attach a note to a cell, wide and high enough to be read without pulling at it; its text is only ever text."""
    shown = visible(text)
    shown = shown if len(shown) <= LIMIT_NOTE else f"{shown[: LIMIT_NOTE - 1]}…"
    width = (_NOTE_PIXELS - _NOTE_MARGIN) * _POINTS_PER_PIXEL / POINTS_PER_CHARACTER
    lines = line_count(shown, width, _NOTE_FONT_SIZE)
    height = height_of(lines + 1, _NOTE_FONT_SIZE) / _POINTS_PER_PIXEL
    looks = {
        "author": author,
        "color": colour,
        "width": _NOTE_PIXELS,
        "height": min(height, _LIMIT_NOTE_PIXELS),
        "font_name": FONT,
        "font_family": 1,
        "font_size": _NOTE_FONT_SIZE,
    }
    sheet.write_comment(row, column, _ESCAPE_LIKE.sub("_x005F_", shown), looks)


def set_growing_row(
    sheet: Worksheet, row: int, height: float, style: Format | None = None, **options: int
) -> None:
    """Give a row its height and let it grow while people type.

    `set_row` marks the height as chosen by hand (`customHeight`), after which the row never grows again.
    """
    sheet.set_row(row, height, style, options or None)
    sheet.growing.add(row)


def format_rest(sheet: Worksheet, first: int, style: Format) -> None:
    """Give this column (from 0) and all to its right a format."""
    sheet.set_column(first, first, None, style)
    sheet.rest = first
