"""Writing a workbook with XlsxWriter: numbers, texts, formulas and notes, the same for everything the office sends out.

Same values give same bytes, numbers and cached results are exact, and text is never anything but text.
What does not fit is split or marked where it shows; nothing is cut silently.
"""

import re
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from typing import Any

from xlsxwriter.format import Format

from par_excel.vietnamese import upright
from par_excel.writing.book.line_breaks import FONT_SIZE, POINTS_PER_CHARACTER, height_of, line_count
from par_excel.writing.book.overrides import (
    READY_BLANK,
    LockedFormat,
    OverriddenWorkbook,
    OverriddenWorksheet,
    is_markup,
    ready_number,
    ready_text,
)

FONT = "Times New Roman"
_ROMAN = 1
"""The family of the font: programs that have not this one take another with serifs, not a wider one without."""
CREATED = datetime(2021, 1, 1)  # noqa: DTZ001 - workbooks say their time without a zone
"""The date that a workbook carries where none is given: the clock is never asked."""
LIMIT_CELL = 32_767
"""UTF-16 units that go into one cell."""
LIMIT_NOTE = 1_500
"""Characters of a text that go into the note of a cell: more than a screen would hold, nobody reads in one."""

_COLUMN_PIXELS, _ROW_PIXELS = 72, 21
"""Default column and row of Times New Roman 12 (Calibri 11 has 64 and 20)."""
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""The beginning of what in a note would be taken for a character (`_x202E_`); in cells XlsxWriter takes care of that itself."""
_ESCAPED = re.compile("_x[0-9A-Fa-f]{4}_|[\x00-\x08\x0b-\x1f\ufffe\uffff]")
"""What is written as an escape: Excel undoes it in any cell, openpyxl and pandas in shared texts alone."""
_NOTE_FONT_SIZE = 10
_NOTE_PIXELS, _NOTE_MARGIN, _LIMIT_NOTE_PIXELS = 320, 16, 640
_POINTS_PER_PIXEL = 0.75


class _Exact(Decimal):
    """A number that is written with all its digits, and no others."""

    def __format__(self, _: str, /, *__: object) -> str:
        return str(self)

    def __str__(self) -> str:
        return format(Decimal(self).normalize(), "f")


class _EmptyText(str):
    """A computed empty text: equal to nothing, so that XlsxWriter does not take it for "never computed"."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, _: object) -> bool:
        return False


_EMPTY = _EmptyText()


class BookSheet(OverriddenWorksheet):
    """A sheet of a workbook that is written."""


class Book(OverriddenWorkbook):
    """A workbook in memory whose bytes depend on nothing but what is written into it."""

    worksheet_class = BookSheet

    def __init__(
        self, stream: BytesIO, *, unlocked_normal: bool, lock_structure: bool, created: datetime
    ) -> None:
        self.has_unlocked_normal = unlocked_normal
        self.has_locked_structure = lock_structure
        self.created = created if created.tzinfo is None else created.astimezone(UTC)
        normal = {"font_name": FONT, "font_family": _ROMAN, "font_size": FONT_SIZE}
        normal |= {"locked": 0} if unlocked_normal else {}
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": normal,
            "default_column_width": _COLUMN_PIXELS,
            "default_row_height": _ROW_PIXELS,
        }
        super().__init__(stream, options)
        self.set_properties({})

    def set_properties(self, properties: dict[str, Any]) -> None:
        """Set title, author and the like; the date of making stays the one given."""
        super().set_properties(properties | {"created": self.created})

    def add_format(self, properties: dict[str, Any] | None = None) -> Format:
        """Return a new format; one that is locked says so where Normal is not.

        Its font is none of the theme's: ONLYOFFICE takes the theme's, Calibri, whatever name stands beside it.
        """
        made = LockedFormat(
            self.default_format_properties | {"font_scheme": "none"} | (properties or {}),
            self.xf_format_indices,
            self.dxf_format_indices,
        )
        made.says_locked = self.has_unlocked_normal
        self.formats.append(made)
        return made


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


def write_text(sheet: BookSheet, row: int, column: int, text: str, style: Format | None = None) -> None:
    """Write a text as text, whatever it begins with; characters that XML forbids are shown, not dropped."""
    shown = _shown(text)
    if shown:
        sheet.write_string(row, column, shown, style)
    else:
        sheet.write_blank(row, column, None, style)


@lru_cache(maxsize=4096)  # lists repeat names, kinds and codes
def ready_cell(value: str | Decimal | int | None) -> str | None:
    """Return a value as `BookSheet.write_ready` takes it; None for a text that only the table of shared ones can hold."""
    if value is not None and not isinstance(value, str):
        return ready_number(str(_Exact(value)))
    shown = _shown(value) if value else ""
    if not shown:
        return READY_BLANK
    return None if _ESCAPED.search(shown) else ready_text(shown)


@lru_cache(maxsize=4096)  # forms repeat their own texts
def _shown(text: str) -> str:
    shown = _within_limit(upright(text.replace("\r\n", "\n").replace("\r", "\n")))
    return _as_markup(shown) if is_markup(shown) else shown


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
    sheet: BookSheet, row: int, column: int, number: Decimal | int, style: Format | None = None
) -> None:
    """Write a number with its exact decimal digits: 1.28 arrives as 1.28."""
    sheet.write_number(row, column, _Exact(number), style)


def write_formula_cell(  # noqa: PLR0913, PLR0917 - a cell: where, what, how it looks and what it shows
    sheet: BookSheet, row: int, column: int, formula: str, style: Format | None, value: Decimal | str | int
) -> None:
    """Write a formula with the exact value that it gives; an empty text is stored as a computed empty text."""
    cached = (_within_limit(upright(value)) or _EMPTY) if isinstance(value, str) else _Exact(value)
    sheet.write_formula(row, column, formula, style, cached)


def write_note(  # noqa: PLR0913 - a note: where, what, whose and how it looks
    sheet: BookSheet, row: int, column: int, text: str, *, author: str, colour: str
) -> None:
    """Attach a note to a cell, wide and high enough to be read without pulling at it; its text is only ever text."""
    shown = upright(text)
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
    sheet: BookSheet, row: int, height: float, style: Format | None = None, **options: int
) -> None:
    """Give a row its height and let it grow while people type.

    `set_row` marks the height as chosen by hand (`customHeight`), after which the row never grows again.
    """
    sheet.set_row(row, height, style, options or None)
    sheet.growing.add(row)


def format_rest(sheet: BookSheet, first: int, style: Format) -> None:
    """Give this column (from 0) and all to its right a format."""
    sheet.set_column(first, first, None, style)
    sheet.rest = first
