"""What stands before the sheets of an old Excel workbook: their list, texts, formats, fonts and names."""

import struct
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from par_excel.model import Limits, RefusalReason, Risk
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.bounds.limits import LOST_REFERENCE, ensure_count, ensure_formats, may_drop_name
from par_excel.reading.workbook.number_formats import format_meaning
from par_excel.reading.workbook.workbook import NumberFormat, SheetState
from par_excel.reading.xls.biff import (
    RecordNumber,
    Records,
    SharedText,
    SharedTextsReader,
    long_text,
    short_text,
    text,
)
from par_excel.vietnamese import has_own_letters

_SHORT = struct.Struct("<H")
_SHEET = struct.Struct("<IBB")
_NAME = struct.Struct("<HBBH8x")
_BIFF8, _BIFF5 = 0x0600, 0x0500
_OLDER_STARTS = frozenset({0x0009, 0x0209, 0x0409})
"""Numbers of the first record in files of Excel 2, 3 and 4."""
_STATES = (SheetState.VISIBLE, SheetState.HIDDEN, SheetState.VERY_HIDDEN)
_MACRO_SHEET = 1
_BUILT_IN = 0x20
"""A name that Excel itself gives, as of a print area; its text is a number."""
_OWN_BOOKS = frozenset({0x0401, 0x3A01})
"""What stands for a length in links that lead to no other file: to the workbook itself, to functions of add-ins."""
_LOST_REFERENCES = frozenset({0x1C, 0x2A, 0x2B, 0x3C, 0x3D})
"""Tokens of an error and of references to cells that are gone (PtgErr, PtgRefErr, PtgAreaErr, and both in 3D)."""
_MISSING_FONT = 4
"""Fonts are numbered without it (FontIndex in MS-XLS): the fifth font of the file has number 5."""


class SheetEntry(Struct, frozen=True):
    """A sheet as the workbook lists it."""

    name: str
    state: SheetState
    start: int
    is_worksheet: bool


class CellFormat(Struct, frozen=True):
    """What a cell format means for what stands in the cell."""

    number: NumberFormat
    legacy_font: str
    """A font from before Unicode; empty where it is none."""


class OldContents(Struct, frozen=True):
    """What the workbook says of its sheets."""

    sheets: tuple[SheetEntry, ...]
    texts: tuple[SharedText, ...]
    formats: Sequence[CellFormat]
    legacy_fonts: Mapping[int, str]
    """Fonts from before Unicode, by the number that runs of text use."""
    names: Mapping[str, str]
    """Defined names; what they refer to is said only where it is lost."""
    dropped_names: int
    """How many names that refer to nothing any more were passed over, beyond the limit."""
    is_1904: bool
    risks: frozenset[Risk]


def read_contents(records: Records, limits: Limits) -> OldContents:
    """Return what stands before the sheets.

    Raises:
        Breach: it has a password, is of an older Excel, damaged, or beyond the limits.
    """
    _ensure_version(records.stream)
    found = _Globals(limits)
    for number, content in records.substream(0):
        found.take(number, content)
    return found.read()


def _ensure_version(stream: bytes) -> None:
    number, _, version = struct.unpack_from("<3H", stream)
    if number in _OLDER_STARTS:
        raise Breach(RefusalReason.OLD_FORMAT, "tệp của Excel phiên bản 4 trở về trước")
    if number != RecordNumber.START:
        raise Breach(RefusalReason.DAMAGED, "phần đầu của bảng tính .xls không đúng cấu trúc")
    if version == _BIFF5:
        raise Breach(RefusalReason.OLD_FORMAT, "tệp .xls của Excel 5.0/95, cần lưu lại thành .xlsx")
    if version != _BIFF8:
        raise Breach(RefusalReason.OLD_FORMAT, "tệp .xls của phiên bản Excel không rõ")


class _Globals:
    """Collects what the records before the sheets say, in their order."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._sheets: list[SheetEntry] = []
        self._pieces: list[bytes] = []
        self._is_strings = self._is_1904 = False
        self._codes: dict[int, str] = {}
        self._formats: list[tuple[int, int]] = []
        self._fonts: list[str] = []
        self._names: dict[str, str] = {}
        self._dropped_names = 0
        self._risks: set[Risk] = set()
        self._takes: Mapping[int, Callable[[bytes], None]] = {
            RecordNumber.FILE_PASS: self._refuse_encrypted,
            RecordNumber.DATE_MODE: self._date_mode,
            RecordNumber.SHEET: self._sheet,
            RecordNumber.FONT: self._font,
            RecordNumber.FORMAT: self._code,
            RecordNumber.FORMAT_OF_CELLS: self._format,
            RecordNumber.NAME: self._name,
            RecordNumber.STRINGS: self._strings,
            RecordNumber.OTHER_BOOK: self._other_book,
        }

    def take(self, number: int, content: bytes) -> None:
        """Take in a record."""
        if number == RecordNumber.CONTINUE:
            if self._is_strings:
                self._pieces.append(content)
            return
        self._is_strings = number == RecordNumber.STRINGS
        take = self._takes.get(number)
        if take is not None:
            take(content)

    def read(self) -> OldContents:
        """Return what was taken in."""
        if not self._sheets:
            raise Breach(RefusalReason.DAMAGED, "bảng tính không có trang tính nào")
        fonts = {
            number + (number >= _MISSING_FONT): font
            for number, font in enumerate(self._fonts)
            if has_own_letters(font)
        }
        return OldContents(
            sheets=tuple(self._sheets),
            texts=SharedTextsReader(self._pieces, self._limits).read() if self._pieces else (),
            formats=[
                CellFormat(format_meaning(number, self._codes.get(number)), fonts.get(font, ""))
                for font, number in self._formats
            ],
            legacy_fonts=fonts,
            names=self._names,
            dropped_names=self._dropped_names,
            is_1904=self._is_1904,
            risks=frozenset(self._risks),
        )

    def _refuse_encrypted(self, _: bytes) -> None:
        raise Breach(RefusalReason.PASSWORD, "bảng tính .xls có mật khẩu mở")

    def _date_mode(self, data: bytes) -> None:
        self._is_1904 = bool(_SHORT.unpack_from(data)[0])

    def _sheet(self, data: bytes) -> None:
        ensure_count(len(self._sheets), self._limits)
        start, state, kind = _SHEET.unpack_from(data)
        name = short_text(data, _SHEET.size)
        if kind == _MACRO_SHEET:
            self._risks.add(Risk.MACRO)
        # two bits say whether people see it; other kinds than 0 are sheets of charts and macros, and Visual Basic
        self._sheets.append(SheetEntry(name, _STATES[min(state & 3, 2)], start, is_worksheet=kind == 0))

    def _font(self, data: bytes) -> None:
        ensure_formats(len(self._fonts), self._limits)
        self._fonts.append(short_text(data, 14))  # behind height, colour, weight and the like

    def _code(self, data: bytes) -> None:
        ensure_count(len(self._codes), self._limits)
        self._codes[_SHORT.unpack_from(data)[0]] = long_text(data, 2)

    def _format(self, data: bytes) -> None:
        ensure_formats(len(self._formats), self._limits)
        # the numbers of font and number format begin an XF
        self._formats.append(struct.unpack_from("<HH", data))

    def _name(self, data: bytes) -> None:
        options, _, length, size = _NAME.unpack_from(data)
        if options & _BUILT_IN:
            return
        name = text(data, _NAME.size, length)
        formula = data[len(data) - size :] if size else b""
        # from 0x20 on, two bits of a token say how its value is wanted: without them 0x5C and 0x7C are 0x3C
        lost = bool(formula) and formula[0] & 0x1F | 0x20 * (formula[0] >= 0x20) in _LOST_REFERENCES
        meaning = LOST_REFERENCE if lost else ""
        if may_drop_name(len(self._names), meaning, self._limits):
            self._dropped_names += 1
        else:
            self._names.setdefault(name, meaning)

    def _other_book(self, data: bytes) -> None:
        """Note a link, unless it is to this workbook itself or to the functions that Excel brings along."""
        sheets, length = struct.unpack_from("<HH", data)
        if length not in _OWN_BOOKS and length > 1:
            self._risks.add(Risk.DDE if sheets == 0 and b"\x03" in data[4:] else Risk.EXTERNAL_LINK)

    def _strings(self, data: bytes) -> None:
        self._pieces = [data]
