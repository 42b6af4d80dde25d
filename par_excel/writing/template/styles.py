"""How the cells of a form look: what may be filled in is yellow, what is fixed is not, and is locked."""

from collections.abc import Iterator, Mapping
from enum import Enum
from itertools import product
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from par_excel.model import Severity
from par_excel.writing.book.overrides import is_numbered
from par_excel.writing.book.page import (
    BAD_COLOUR,
    FAINT_COLOUR,
    FIELD_COLOUR,
    GOOD_COLOUR,
    GRID_COLOUR,
    HEAD_COLOUR,
    HEADING_COLOUR,
    INPUT_COLOUR,
    LINK_COLOUR,
    WARN_COLOUR,
)

FAULT_COLOURS: Mapping[Severity, str] = {Severity.ERROR: "#FFC9C9", Severity.WARNING: "#FFCC66"}
"""Fill of cells at fault; their borders differ too, for those who do not see colours or print in black."""

_BOX = {"border": 1, "border_color": GRID_COLOUR, "valign": "top", "font_size": 11}
_WRAP = {"text_wrap": True}
_CENTRE = {"align": "center"}
_TEXT = {"num_format": "@"}
"""Typed text stays text: `- Báo cáo …` is no formula and `12/2020` no date."""
_INPUT = {"locked": False, "bg_color": INPUT_COLOUR}
_VERDICT = {"bold": True, "font_size": 14, "valign": "vcenter", **_WRAP}


class Style(Enum):
    """The looks of a form's cells; each is one cell format."""

    __hash__ = object.__hash__  # there is one of each, and every cell of every form asks for it

    PLAIN = "plain"
    TITLE = "title"
    SUBTITLE = "subtitle"
    FAINT_TEXT = "faint"
    WARNING_TEXT = "warning"
    CODE_LABEL = "code label"
    PROGRESS = "progress"
    HEAD = "head"
    FIELD = "field"
    FIELD_NUMBER = "field number"
    HEADING = "heading"
    HEADING_NUMBER = "heading number"
    CODE = "code"
    LEAF = "leaf"
    LEAF_NUMBER = "leaf number"
    LINE_CODE = "line code"
    LINE = "line"
    LINE_NUMBER = "line number"
    FIXED = "fixed"
    CHECK = "check"
    TICK_INPUT = "tick input"
    NUMBER_INPUT = "number input"
    TEXT_INPUT = "text input"
    WAITING_NUMBER = "waiting number"
    WAITING_INPUT = "waiting input"
    WAITING_CHECK = "waiting check"
    RATE = "rate"
    TOTAL = "total"
    TOTAL_NUMBER = "total number"
    GUIDE = "guide"
    GUIDE_BOLD = "guide bold"
    GUIDE_LINK = "guide link"
    INPUT_SAMPLE = "input sample"
    SIGN = "sign"
    VERDICT_BAD = "verdict bad"
    VERDICT_WARN = "verdict warn"
    VERDICT_GOOD = "verdict good"
    RESULT = "result"
    RESULT_LINK = "result link"
    ERROR = "severity error"
    WARNING = "severity warning"
    NOTE = "severity note"


_LOOKS: Mapping[Style, Mapping[str, Any]] = {
    Style.PLAIN: {},
    Style.TITLE: {"bold": True, "font_size": 14, "align": "center", "valign": "vcenter", **_WRAP},
    Style.SUBTITLE: {"font_size": 12, "align": "center", "valign": "vcenter", "italic": True, **_WRAP},
    Style.FAINT_TEXT: {"font_size": 9, "font_color": FAINT_COLOUR, "valign": "vcenter", **_TEXT},
    Style.WARNING_TEXT: {
        "font_color": BAD_COLOUR,
        "italic": True,
        "font_size": 11,
        "valign": "vcenter",
        **_WRAP,
    },
    Style.CODE_LABEL: {"font_size": 9, "font_color": FAINT_COLOUR, "valign": "vcenter"},
    Style.PROGRESS: {"bold": True, "font_size": 12, "font_color": HEAD_COLOUR, "valign": "vcenter"},
    Style.HEAD: {
        **_BOX,
        **_WRAP,
        **_CENTRE,
        "bold": True,
        "valign": "vcenter",
        "bg_color": HEAD_COLOUR,
        "font_color": "white",
    },
    Style.FIELD: {**_BOX, **_WRAP, "bold": True, "bg_color": FIELD_COLOUR},
    Style.FIELD_NUMBER: {**_BOX, **_CENTRE, "bold": True, "bg_color": FIELD_COLOUR},
    Style.HEADING: {**_BOX, **_WRAP, "bold": True, "bg_color": HEADING_COLOUR},
    Style.HEADING_NUMBER: {**_BOX, **_CENTRE, "bold": True, "bg_color": HEADING_COLOUR},
    Style.CODE: {**_BOX, **_TEXT, "bold": True},
    Style.LEAF: {**_BOX, **_WRAP, "bold": True},
    Style.LEAF_NUMBER: {**_BOX, **_CENTRE, "bold": True},
    Style.LINE_CODE: {**_BOX, **_TEXT, "font_size": 9, "font_color": FAINT_COLOUR},
    Style.LINE: {**_BOX, **_WRAP, "italic": True, "indent": 1},
    Style.LINE_NUMBER: {**_BOX, **_CENTRE, "italic": True},
    Style.FIXED: {**_BOX},
    Style.CHECK: {**_BOX, **_WRAP, "font_size": 10},
    Style.TICK_INPUT: {**_BOX, **_CENTRE, **_INPUT, "bold": True},
    Style.NUMBER_INPUT: {**_BOX, **_CENTRE, **_INPUT},
    Style.TEXT_INPUT: {**_BOX, **_WRAP, **_INPUT, **_TEXT},
    Style.WAITING_NUMBER: {
        **_CENTRE,
        "valign": "top",
        "font_size": 11,
        "italic": True,
        "font_color": "white",
    },
    Style.WAITING_INPUT: {**_WRAP, **_TEXT, "valign": "top", "font_size": 11, "locked": False},
    Style.WAITING_CHECK: {**_WRAP, "valign": "top", "font_size": 10},
    Style.RATE: {**_BOX, **_CENTRE, "num_format": '0.00"%"'},
    Style.TOTAL: {**_BOX, **_WRAP, "bold": True, "bg_color": FIELD_COLOUR, "font_size": 12},
    Style.TOTAL_NUMBER: {**_BOX, **_CENTRE, "bold": True, "bg_color": FIELD_COLOUR, "font_size": 12},
    Style.GUIDE: {"font_size": 12, "valign": "top", **_WRAP},
    Style.GUIDE_BOLD: {"font_size": 12, "valign": "top", "bold": True, **_WRAP},
    Style.GUIDE_LINK: {"font_size": 13, "bold": True, "font_color": LINK_COLOUR, "underline": 1},
    Style.INPUT_SAMPLE: {**_BOX, **_CENTRE, "bold": True, "bg_color": INPUT_COLOUR},
    Style.SIGN: {"bold": True, "align": "center", "valign": "top", **_WRAP},
    Style.VERDICT_BAD: {**_VERDICT, "font_color": BAD_COLOUR},
    Style.VERDICT_WARN: {**_VERDICT, "font_color": WARN_COLOUR},
    Style.VERDICT_GOOD: {**_VERDICT, "font_color": GOOD_COLOUR},
    Style.RESULT: {**_BOX, **_WRAP, **_TEXT},
    Style.RESULT_LINK: {**_BOX, **_WRAP, **_TEXT, "font_color": LINK_COLOUR, "underline": 1},
    Style.ERROR: {
        **_BOX,
        **_CENTRE,
        "bold": True,
        "font_color": BAD_COLOUR,
        "bg_color": FAULT_COLOURS[Severity.ERROR],
    },
    Style.WARNING: {
        **_BOX,
        **_CENTRE,
        "bold": True,
        "font_color": WARN_COLOUR,
        "bg_color": FAULT_COLOURS[Severity.WARNING],
    },
    Style.NOTE: {**_BOX, **_CENTRE, "font_color": FAINT_COLOUR},
}
_MEDIUM, _MEDIUM_DASHED = 2, 8
_FAULTS: Mapping[Severity, Mapping[str, Any]] = {
    Severity.ERROR: {
        "border": _MEDIUM,
        "border_color": BAD_COLOUR,
        "bg_color": FAULT_COLOURS[Severity.ERROR],
    },
    Severity.WARNING: {
        "border": _MEDIUM_DASHED,
        "border_color": WARN_COLOUR,
        "bg_color": FAULT_COLOURS[Severity.WARNING],
    },
}
_INPUTS = (Style.TICK_INPUT, Style.NUMBER_INPUT, Style.TEXT_INPUT)
_FORMULA_LIKE = ("=", "+", "-", "@", "'")


class Styles:
    """The cell formats of one workbook, made once each."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._formats: dict[Style, Format] = {}
        self._entered: dict[tuple[Style, Severity | None, bool], Format] = {}

    def __getitem__(self, style: Style) -> Format:
        if style not in self._formats:
            self._formats[style] = self._book.add_format({"locked": True, **_LOOKS[style]})
        return self._formats[style]

    def every(self) -> Iterator[Format]:
        """Yield every format that a form may need when it goes back to its agency."""
        yield from map(self.__getitem__, Style)
        for style, fault, entry in product(_INPUTS, (None, *_FAULTS), ("", _FORMULA_LIKE[0])):
            yield self.entered(style, entry, fault)

    def copied(self, book: Workbook) -> "Styles":
        """Return the cell formats of a copy of the workbook."""
        made = Styles(book)
        made._formats = {key: each for key, each in self._formats.items() if is_numbered(each)}
        made._entered = {key: each for key, each in self._entered.items() if is_numbered(each)}
        return made

    def entered(self, style: Style, entry: object = None, fault: Severity | None = None) -> Format:
        """Return the format of an input cell: marked where it is at fault, and text where it looks like a formula.

        Without that mark of a text (`quotePrefix`) Excel makes a formula of `=…` as soon as somebody edits the cell.
        """
        is_quoted = isinstance(entry, str) and entry.startswith(_FORMULA_LIKE)
        if fault not in _FAULTS and not is_quoted:
            return self[style]
        key = style, fault, is_quoted
        if key not in self._entered:
            marked = _FAULTS.get(fault, {}) if fault is not None else {}
            quoted = {"quote_prefix": True} if is_quoted else {}
            self._entered[key] = self._book.add_format({"locked": True, **_LOOKS[style], **marked, **quoted})
        return self._entered[key]
