"""How workbooks made from a result look: the formats of their cells, and what every sheet has above its table."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import Enum
from io import BytesIO
from typing import Any

from msgspec import Struct
from xlsxwriter.format import Format

from par_excel import __version__
from par_excel.model import EXAMPLE_REMARK, Basis, Catalogue, Period, Result
from par_excel.writing.book.line_breaks import height_of, row_height
from par_excel.writing.book.page import (
    BAD_COLOUR,
    FAINT_COLOUR,
    FIELD_COLOUR,
    GOOD_COLOUR,
    GRID_COLOUR,
    HEAD_COLOUR,
    HEADING_COLOUR,
    LINK_COLOUR,
    set_landscape_page,
)
from par_excel.writing.book.texts import citation
from par_excel.writing.book.workbook import Book, BookSheet, new_book, set_growing_row, write_text

BODY_SIZE = 11
HEAD_ROW = 4
"""Index of the row with the heads, below title, subtitle, mark and note."""
HEIGHT_ABOVE = 24 + 3 * height_of(1)
"""Height of the rows above the heads, in points."""
LEFT = 0.4
"""The left margin, in inches."""
_LEAST_PLACES = 2
"""Decimals that scores have at least."""
_LIMIT_FOOTER = 120
"""Excel takes 255 characters of a footer, its codes and doubled ampersands included."""


class CellLook(Enum):
    """How a cell shows what its column holds."""

    __hash__ = object.__hash__  # hashing the name takes a tenth of the whole time at 10,000 rows

    TEXT = "text"
    CODE = "code"
    CENTRE = "centre"
    RIGHT = "right"
    LINK = "link"
    SCORE = "score"
    RATIO = "ratio"
    COUNT = "count"
    MOMENT = "moment"


class Tone(Enum):
    """What a row or a cell is, or wants from its reader."""

    __hash__ = object.__hash__

    PLAIN = "plain"
    FIELD = "field"
    HEADING = "heading"
    TOTAL = "total"
    GOOD = "good"
    WARN = "warn"
    ALERT = "alert"
    FAINT = "faint"
    KEY = "key figure"
    FIRST_KEY = "first key figure"

    @property
    def is_bold(self) -> bool:
        """Say whether texts stand in bold."""
        return self in {Tone.FIELD, Tone.HEADING, Tone.TOTAL}


_LOOKS: Mapping[CellLook, Mapping[str, Any]] = {
    CellLook.TEXT: {"text_wrap": True, "num_format": "@"},
    CellLook.CODE: {"num_format": "@"},
    CellLook.CENTRE: {"align": "center", "text_wrap": True, "num_format": "@"},
    CellLook.RIGHT: {"align": "right", "num_format": "@"},
    CellLook.LINK: {"text_wrap": True, "num_format": "@", "font_color": LINK_COLOUR, "underline": 1},
    CellLook.SCORE: {"align": "right", "indent": 1},  # a number does not touch the text beside it
    CellLook.RATIO: {"align": "right", "indent": 1, "num_format": "0.00%"},
    CellLook.COUNT: {"align": "center", "num_format": "0"},
    CellLook.MOMENT: {"align": "center", "num_format": "dd/mm/yyyy hh:mm"},
}
_TONES: Mapping[Tone, Mapping[str, Any]] = {
    Tone.PLAIN: {},
    Tone.FIELD: {"bold": True, "bg_color": FIELD_COLOUR},
    Tone.HEADING: {"bold": True, "bg_color": HEADING_COLOUR},
    Tone.TOTAL: {"bold": True, "bg_color": FIELD_COLOUR, "top": 2},
    Tone.GOOD: {"bg_color": "#E3F3E6", "font_color": GOOD_COLOUR},
    Tone.WARN: {"bg_color": "#FFF4D6", "font_color": "#7A4B00"},
    Tone.ALERT: {"bg_color": "#FDE7E9", "font_color": BAD_COLOUR},
    Tone.FAINT: {"font_color": FAINT_COLOUR},
    Tone.KEY: {"valign": "vcenter"},
    Tone.FIRST_KEY: {"valign": "vcenter", "bold": True, "font_size": 14, "bg_color": FIELD_COLOUR},
}
_BOX = {"border": 1, "border_color": GRID_COLOUR, "valign": "top", "font_size": BODY_SIZE}


class CellFormats:
    """The cell formats of one workbook, each made when it is first needed."""

    def __init__(self, book: Book, result: Result, more: Iterable[Decimal] = ()) -> None:
        self._book = book
        self._score = {"num_format": "0." + "0" * max(score_places(result), *map(_places, more), 0)}
        self._made: dict[tuple[CellLook, Tone], Format] = {}
        self._rows: dict[tuple[tuple[CellLook, ...], Tone], list[Format]] = {}
        self.head = book.add_format(
            {**_BOX, "bold": True, "align": "center", "valign": "vcenter", "text_wrap": True}
            | {"bg_color": HEAD_COLOUR, "font_color": "white"}
        )
        self.title = book.add_format(
            {"bold": True, "font_size": 15, "font_color": HEAD_COLOUR, "valign": "vcenter"}
        )
        self.subtitle = book.add_format({"italic": True, "valign": "vcenter"})
        self.section = book.add_format(
            {"bold": True, "font_size": 13, "font_color": HEAD_COLOUR, "valign": "vcenter"}
        )
        self.draft = book.add_format({"bold": True, "font_color": BAD_COLOUR, "valign": "vcenter"})
        self.done = book.add_format({"bold": True, "font_color": GOOD_COLOUR, "valign": "vcenter"})
        self.note = book.add_format({"font_size": 10, "font_color": FAINT_COLOUR, "valign": "vcenter"})
        self.remark = book.add_format(
            {"font_size": BODY_SIZE, "font_color": BAD_COLOUR, "text_wrap": True, "valign": "top"}
        )

    def __getitem__(self, wanted: tuple[CellLook, Tone]) -> Format:
        if wanted not in self._made:
            look, tone = wanted
            score = self._score if look is CellLook.SCORE else {}
            self._made[wanted] = self._book.add_format({**_BOX, **_LOOKS[look], **score, **_TONES[tone]})
        return self._made[wanted]

    def of_row(self, looks: tuple[CellLook, ...], tone: Tone, tones: Mapping[int, Tone]) -> list[Format]:
        """Return the formats of the cells of a row, some of which have a tone of their own."""
        if (looks, tone) not in self._rows:
            self._rows[looks, tone] = [self[look, tone] for look in looks]
        styles = list(self._rows[looks, tone])
        for index, own in tones.items():
            styles[index] = self[looks[index], own]
        return styles


class SheetFrame(Struct, frozen=True):
    """What every sheet of one workbook is made from and with."""

    book: Book
    formats: CellFormats
    basis: Basis
    result: Result
    draft_hint: str
    """Where the reasons stand why the result is a draft."""


def result_workbook(  # noqa: PLR0913 - a workbook: what it is made from, its properties, what writes it
    basis: Basis,
    result: Result,
    write: Callable[[SheetFrame], None],
    *,
    title: str,
    subject: str | None = None,
    comment: str = "",
    draft_hint: str = "xem lý do tại sheet “Tổng hợp”",
    more_scores: Iterable[Decimal] = (),
    created: datetime | None = None,
    lock_structure: bool = False,
) -> bytes:
    """Return a workbook made from a result.

    Args:
        basis: what everything was judged against.
        result: the merged period.
        write: writes the sheets.
        title: of the file.
        subject: what the file says of its state.
        comment: follows the version of the program among the file's properties.
        draft_hint: where the reasons stand why the result is a draft.
        more_scores: shown beside those of the result; columns have as many decimal places as the longest needs.
        created: the date that the workbook carries; a fixed one of the period where none is given.
        lock_structure: sheets cannot be added, removed or renamed.
    """
    stream = BytesIO()
    book = new_book(stream, lock_structure=lock_structure, created=created or carried_date(basis.period))
    comments = "; ".join(filter(None, (f"par_excel {__version__}", comment)))
    properties = {"title": title, "author": basis.period.sender.name, "comments": comments}
    book.set_properties(properties if subject is None else properties | {"subject": subject})
    write(SheetFrame(book, CellFormats(book, result, more_scores), basis, result, draft_hint))
    book.close()
    return stream.getvalue()


def carried_date(period: Period) -> datetime:
    """Return the date that the workbooks of a period carry: fixed, so that the same values give the same bytes."""
    return datetime(period.year + 1, 1, 1)  # noqa: DTZ001 - workbooks say their time without a zone


def score_places(result: Result) -> int:
    """Return how many decimal places show every score in full."""
    numbers = [leaf.criterion.maximum for leaf in result.leaves]
    numbers += [leaf.score for leaf in result.leaves if leaf.score is not None]
    return max(_LEAST_PLACES, *map(_places, numbers)) if numbers else _LEAST_PLACES


def _places(number: Decimal) -> int:
    return max(0, -int(number.normalize().as_tuple().exponent))


def add_sheet(
    frame: SheetFrame, name: str, widths: Sequence[float], *, has_one_head: bool = True
) -> BookSheet:
    """Return a new sheet with its columns and its page; one head is repeated on every page, of several none."""
    sheet: BookSheet = frame.book.add_worksheet(name)
    for index, width in enumerate(widths):
        sheet.set_column(index, index, width)
    set_landscape_page(sheet, left=LEFT)
    if has_one_head:
        sheet.repeat_rows(HEAD_ROW)
    sheet.set_footer(f"&L&9{_footer(frame, name)}&R&9Trang &P/&N")
    return sheet


def _footer(frame: SheetFrame, name: str) -> str:
    mark = frame.result.approval
    state = "DỰ THẢO – " if frame.result.is_draft else ""
    if mark is not None and mark.holds:
        state = f"Phiên bản {mark.version}, mã {mark.short} – "
    return f"{state}{frame.basis.period.title} – {name}"[:_LIMIT_FOOTER].replace("&", "&&")


def write_frame(sheet: BookSheet, frame: SheetFrame, title: str, note: str = "", *, frozen: int = 0) -> None:
    """Write title, period, mark and note of a sheet that begins with a table; its head stays in view."""
    write_title(sheet, frame, title)
    write_mark(sheet, frame, 2, frame.draft_hint)
    write_text(sheet, 3, 0, note, frame.formats.note)
    sheet.freeze_panes(HEAD_ROW + 1, frozen)


def write_title(sheet: BookSheet, frame: SheetFrame, title: str) -> None:
    """Write title and period."""
    period = frame.basis.period
    set_growing_row(sheet, 0, 24)
    write_text(sheet, 0, 0, title.upper(), frame.formats.title)
    write_text(sheet, 1, 0, f"{period.title} – {period.province}", frame.formats.subtitle)


def write_mark(sheet: BookSheet, frame: SheetFrame, row: int, hint: str) -> None:
    """Write whether the result is a draft or approved, and whether the catalogue was held against the official table."""
    unverified = _caution(frame.basis.catalogue)
    if frame.result.is_draft:
        write_text(sheet, row, 0, f"DỰ THẢO ({hint}){unverified}", frame.formats.draft)
    elif frame.result.approval is not None:
        mark = frame.result.approval
        text = f"ĐÃ PHÊ DUYỆT – Quyết định {mark.decision} – phiên bản {mark.version}, mã {mark.short}"
        write_text(sheet, row, 0, f"{text}{unverified}", frame.formats.done)
    else:
        write_text(sheet, row, 0, f"Số liệu đã đầy đủ{unverified}", frame.formats.done)


UNVERIFIED = "chưa đối chiếu với văn bản gốc"


def _caution(catalogue: Catalogue) -> str:
    if catalogue.is_example:
        return f" – {EXAMPLE_REMARK}"
    if catalogue.unverified:
        return f" – Bộ tiêu chí {UNVERIFIED}"
    cited = citation(catalogue)
    return f" – {cited}" if cited else ""


def write_wide(  # noqa: PLR0913 - a text, where it stands, how wide, and how it looks
    sheet: BookSheet, row: int, text: str, style: Format, *, widths: Sequence[float], first: int = 0
) -> None:
    """Write a text over several columns, as high as it needs."""
    set_growing_row(sheet, row, max(height_of(1), row_height([(text, sum(widths[first:]))], BODY_SIZE)))
    if len(widths) > first + 1:
        sheet.merge_range(row, first, row, len(widths) - 1, "", style)
    write_text(sheet, row, first, text, style)
