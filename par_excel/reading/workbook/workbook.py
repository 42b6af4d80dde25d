"""A workbook as it stands in the file: raw cells with type and formula, nothing interpreted, and the program that saved it."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from enum import Enum

from msgspec import Struct, field

from par_excel.model import FileFormat, PictureKind, Risk
from par_excel.reading.workbook.addresses import Range, Span


class CellType(Enum):
    """The type of a stored value."""

    NUMBER = "n"
    TEXT = "s"
    TRUTH = "b"
    ERROR = "e"
    ISO_DATE = "d"
    PICTURE = "hình ảnh"
    """A picture placed in the cell, of which formats know nothing but an error value."""
    UNKNOWN = "?"
    """One that the format does not have."""


class NumberFormat(Enum):
    """How a number is shown, as far as it changes what was meant."""

    PLAIN = "số"
    DATE = "ngày"
    PERCENT = "phần trăm"
    WHOLE = "số không có chữ số thập phân"
    ONE_PLACE = "số có một chữ số thập phân"
    TWO_PLACES = "số có hai chữ số thập phân"
    THREE_PLACES = "số có ba chữ số thập phân"

    @property
    def places(self) -> int | None:
        """How many decimal places are shown; None where all that matter are."""
        return _PLACES.get(self)


_PLACES = {
    NumberFormat.WHOLE: 0,
    NumberFormat.ONE_PLACE: 1,
    NumberFormat.TWO_PLACES: 2,
    NumberFormat.THREE_PLACES: 3,
}
FIXED_PLACES = tuple(_PLACES)
"""The formats with a fixed number of decimal places, each at the index of that number."""


_PICTURE = "DISPIMG("
"""The function by which WPS Office shows a picture in a cell."""


class RawCell(Struct, frozen=True, gc=False):
    """One cell that holds something; out of the reach of the collector, because a workbook holds thousands."""

    kind: CellType
    text: str | None
    """The stored value; None where a formula was never computed, empty where it gave an empty text."""
    formula: str | None
    """None where there is none; empty where the program stored it elsewhere (shared, data table)."""
    format: NumberFormat

    @property
    def shows_something(self) -> bool:
        """Say whether more than spaces stands there."""
        return bool(self.text and not self.text.isspace())

    @property
    def is_picture(self) -> bool:
        """Say whether a picture stands in place of a value: as Excel places it, or by a function of WPS Office."""
        return self.kind is CellType.PICTURE or (self.formula is not None and _PICTURE in self.formula)


class SheetState(Enum):
    """Whether people see a sheet."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    VERY_HIDDEN = "veryHidden"


class Run(Struct, frozen=True):
    """A piece of a cell's text in one font."""

    font: str
    """Empty where the font is one with Unicode letters."""
    text: str


Rows = Mapping[int, Mapping[int, RawCell]]
"""Cells that hold something by row, then column, both from 1."""


Pictures = Mapping[tuple[int, int], tuple[str, ...]]
"""By row and column, the parts of the pictures that lie in a cell or begin at it; empty where the part is not known."""


class Media(Struct, frozen=True):
    """What a part that is shown as a picture holds."""

    kind: PictureKind
    sha256: str
    """Empty where it is none that is kept."""


class RawSheet(Struct, frozen=True, kw_only=True):
    """A sheet; one that was not asked for has no content."""

    name: str
    state: SheetState
    is_read: bool = False
    is_protected: bool = False
    rows: Rows = field(default_factory=dict)
    merged: tuple[Range, ...] = ()
    hidden_rows: tuple[Span, ...] = ()
    hidden_columns: tuple[Span, ...] = ()
    legacy: Mapping[tuple[int, int], tuple[Run, ...]] = field(default_factory=dict)
    """By row and column, the texts of which some stands in a font from before Unicode, or of signs."""
    pictures: Pictures = field(default_factory=dict)


class Workbook(Struct, frozen=True, kw_only=True):
    """A workbook: its sheets in order, and what it says of itself."""

    sheets: tuple[RawSheet, ...]
    names: Mapping[str, str]
    """Defined names, with what they refer to."""
    dropped_names: int = 0
    """How many that refer to nothing any more were passed over, beyond the limit."""
    custom: Mapping[str, str]
    """Custom document properties as text."""
    program: str
    """The program that saved it; empty where it does not say."""
    saved_by: str
    saved_at: datetime | None
    is_1904: bool
    """Whether days are counted from 1904, as old Macs did."""
    format: FileFormat = FileFormat.XLSX
    risks: tuple[Risk, ...] = ()
    """What it carries that is never followed, run or copied."""
    media: Mapping[str, Media] = field(default_factory=dict)
    """What the parts hold that are named as pictures."""


_EXCEL = "Microsoft Excel"
_EXCELJS_BUILD = "9303"
_EXCELJS_VERSION = "16."
"""Build of Excel 2010 beside the version of Excel 2016: no Excel writes both."""
_OPENPYXL_VERSION = re.compile(r"[123]\.[0-9]+")
"""Excel's have four decimal places; openpyxl before 3.1.3 gave its own beside Excel's name."""
# Google Sheets and some versions of WPS Office write no name of a program; each leaves one thing that no other writes.
_GOOGLE_RELATIONSHIP = "workbookmetadata"
_WPS_PROPERTY = "KSOProductBuildVer"


def program_name(
    application: str, version: str, build: str, *, kinds: Collection[str], custom: Mapping[str, str]
) -> str:
    """Return the name of the program that saved a workbook; empty where nothing tells.

    Args:
        application: as the extended properties name it; may be empty.
        version: as they give it.
        build: of the program, as the workbook part gives it.
        kinds: of the workbook's relationships.
        custom: the custom document properties.
    """
    if not application:
        if _GOOGLE_RELATIONSHIP in kinds:
            return "Google Sheets"
        return "WPS Office" if _WPS_PROPERTY in custom else ""
    if application == _EXCEL and build == _EXCELJS_BUILD and version.startswith(_EXCELJS_VERSION):
        return "ExcelJS"
    if application == _EXCEL and _OPENPYXL_VERSION.fullmatch(version):
        return f"openpyxl {version}"
    return application
