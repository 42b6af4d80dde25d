"""The records of an old Excel workbook (BIFF8, of Excel 97 to 2003): one pass, bounded, that never goes back.

Documented in MS-XLS. A record is its number, its length and its content; what is longer goes on in CONTINUE records.
Before a text stands a byte that says whether its characters take one byte (Latin-1) or two (UTF-16).
"""

import struct
from collections.abc import Iterator, Sequence
from enum import IntEnum

from msgspec import Struct

from par_excel.model import Limits, RefusalReason
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.bounds.limits import ensure_strings

_HEAD = struct.Struct("<HH")
_SHORT, _LONG = struct.Struct("<H"), struct.Struct("<I")
_RECORDS_PER_CELL = 3
"""How many records are read for each cell that `Limits` allows: there are some for rows, formats and drawings too."""
_WIDE, _PHONETIC, _RICH = 0x01, 0x04, 0x08
"""Bits in front of a text (XLUnicodeRichExtendedString): two bytes a character, phonetic guides, runs of fonts."""


class RecordNumber(IntEnum):
    """The numbers of the records that are read."""

    FORMULA = 0x0006
    EOF = 0x000A
    PROTECT = 0x0012
    NAME = 0x0018
    DATE_MODE = 0x0022
    FILE_PASS = 0x002F
    FONT = 0x0031
    CONTINUE = 0x003C
    COLUMNS = 0x007D
    SHEET = 0x0085
    MANY_RK = 0x00BD
    MANY_BLANK = 0x00BE
    RICH_TEXT = 0x00D6
    FORMAT_OF_CELLS = 0x00E0
    DRAWING = 0x00EC
    MERGED = 0x00E5
    STRINGS = 0x00FC
    SHARED_TEXT = 0x00FD
    BLANK = 0x0201
    REAL = 0x0203
    OTHER_BOOK = 0x01AE
    TEXT = 0x0204
    TRUTH_OR_ERROR = 0x0205
    FORMULA_3 = 0x0206
    RESULT = 0x0207
    ROW = 0x0208
    ARRAY = 0x0221
    RK = 0x027E
    FORMULA_4 = 0x0406
    FORMAT = 0x041E
    SHARED_FORMULA = 0x04BC
    START = 0x0809


_START, _END = int(RecordNumber.START), int(RecordNumber.EOF)


Record = tuple[int, bytes]
"""Number and content; a plain tuple, because a workbook holds many thousands."""


class Records(Struct):
    """The records of a stream; all that are taken out are counted, from wherever they are read."""

    stream: bytes
    limits: Limits
    _left: int = 0

    def __post_init__(self) -> None:
        self._left = _RECORDS_PER_CELL * self.limits.cells

    def substream(self, start: int) -> Iterator[Record]:
        """Yield the records from a START record to its end, without those of what is embedded in between.

        Raises:
            Breach: the stream breaks off, or holds too many records.
        """
        # A chart in a sheet is a substream within that of the sheet; its records have the numbers of others.
        depth, position, stream = 0, start, self.stream
        last = len(stream) - _HEAD.size
        unpack = _HEAD.unpack_from
        while position <= last:
            number, length = unpack(stream, position)
            begin, position = position + 4, position + 4 + length
            self._left -= 1
            if self._left < 0:
                raise _too_many()
            if number == _START:
                depth += 1
            elif number == _END:
                depth -= 1
                if depth == 0:
                    return
            elif depth == 1:
                if position > len(stream):
                    break
                yield number, stream[begin:position]
            if depth <= 0:
                raise Breach(RefusalReason.DAMAGED, "phần trang tính không đúng cấu trúc")
        raise Breach(RefusalReason.DAMAGED, "nội dung bị ngắt giữa chừng")


def heads(stream: bytes, limits: Limits) -> Iterator[tuple[int, int, int]]:
    """Yield number, begin and end of each record of a whole stream, as far as it goes.

    Raises:
        Breach: it holds too many records.
    """
    position, left = 0, _RECORDS_PER_CELL * limits.cells
    while position <= len(stream) - _HEAD.size:
        number, length = _HEAD.unpack_from(stream, position)
        begin, position = position + _HEAD.size, position + _HEAD.size + length
        left -= 1
        if left < 0:
            raise _too_many()
        yield number, begin, min(position, len(stream))


def _too_many() -> Breach:
    return Breach(RefusalReason.TOO_MANY_PARTS, "có quá nhiều bản ghi bên trong tệp .xls")


def short_text(data: bytes, start: int) -> str:
    """Return a text whose length is one byte."""
    return text(data, start + 1, data[start])


def long_text(data: bytes, start: int) -> str:
    """Return a text whose length is two bytes."""
    return text(data, start + 2, _SHORT.unpack_from(data, start)[0])


def text(data: bytes, start: int, length: int) -> str:
    """Return a text of so many characters."""
    if not length:
        return ""
    return _decoded(_units(data[start + 1 :], length, is_wide=bool(data[start] & _WIDE)))


def joined_text(pieces: Sequence[bytes]) -> str:
    """Return the text of a cell, whose length is two bytes, from a record and those in which it goes on.

    Each says anew how wide its characters are.

    Raises:
        Breach: the text breaks off.
    """
    (length,) = _SHORT.unpack_from(pieces[0])
    found = bytearray()
    for piece in (pieces[0][2:], *pieces[1:]):
        if piece:
            found += _units(piece[1:], length - len(found) // 2, is_wide=bool(piece[0] & _WIDE))
    return _decoded(_whole(bytes(found), 2 * length))


def _decoded(units: bytes) -> str:
    return units.decode("utf-16-le", "replace")


def _units(data: bytes, length: int, *, is_wide: bool) -> bytes:
    """Return the first characters of some bytes as UTF-16: fewer than asked for where the bytes end before."""
    if is_wide:
        return data[: min(2 * length, len(data) // 2 * 2)]
    return data[:length].decode("latin-1").encode("utf-16-le")


def _whole(data: bytes, size: int) -> bytes:
    if len(data) < size:
        raise Breach(RefusalReason.DAMAGED, "văn bản của một số ô bị ngắt giữa chừng")
    return data


FontRun = tuple[int, int]
"""The character from which on a text stands in another font, and the number of that font."""


class SharedText(Struct, frozen=True):
    """A text to which cells refer by number."""

    text: str
    runs: tuple[FontRun, ...] = ()


class SharedTextsReader:
    """Reads the shared texts, one after the other; where the record breaks off, the rest is missing."""

    def __init__(self, pieces: Sequence[bytes], limits: Limits) -> None:
        self._pieces = pieces
        self._piece, self._at = 0, 8  # behind two counts: of cells with a shared text, and of texts
        self._limits = limits

    def read(self) -> tuple[SharedText, ...]:
        """Return the texts.

        Raises:
            Breach: there are too many.
        """
        (count,) = _LONG.unpack_from(self._pieces[0], 4)
        ensure_strings(count, self._limits)
        found: list[SharedText] = []
        while len(found) < count and self._has_more():
            found.append(self._text())
        return tuple(found)

    def _has_more(self) -> bool:
        """Say whether more follows, going on to the piece in which it begins; it never lies behind."""
        while self._piece < len(self._pieces) and self._at >= len(self._pieces[self._piece]):
            self._at -= len(self._pieces[self._piece])
            self._piece += 1
        return self._piece < len(self._pieces)

    def _text(self) -> SharedText:
        data = self._pieces[self._piece]
        length, options = struct.unpack_from("<HB", data, self._at)
        self._at += 3
        runs = behind = 0
        if options & _RICH:
            runs = _SHORT.unpack_from(data, self._at)[0]
            self._at += 2
        if options & _PHONETIC:
            behind = _LONG.unpack_from(data, self._at)[0]
            self._at += 4
        # the lengths of all three come first: characters, runs of fonts, phonetic guides
        text = self._characters(length, is_wide=bool(options & _WIDE))
        fonts = tuple(_HEAD.iter_unpack(self._plain(4 * runs)))
        self._at += behind
        return SharedText(text, fonts)

    def _characters(self, length: int, *, is_wide: bool) -> str:
        # Where a record breaks off within a text, the next one says anew how wide its characters are.
        found = bytearray()
        while True:
            units = _units(self._pieces[self._piece][self._at :], length - len(found) // 2, is_wide=is_wide)
            found += units
            self._at += len(units) if is_wide else len(units) // 2
            is_last = self._piece + 1 >= len(self._pieces)
            if len(found) >= 2 * length or is_last or not self._pieces[self._piece + 1]:
                return _decoded(_whole(bytes(found), 2 * length))
            self._piece, self._at = self._piece + 1, 1
            is_wide = bool(self._pieces[self._piece][0] & _WIDE)

    def _plain(self, size: int) -> bytes:
        """Return bytes that are no text; they run on from piece to piece."""
        found = bytearray()
        while len(found) < size and self._has_more():
            part = self._pieces[self._piece][self._at : self._at + size - len(found)]
            self._at += len(part)
            found += part
        return _whole(bytes(found), size)
