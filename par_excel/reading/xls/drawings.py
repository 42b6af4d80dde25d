"""Where pictures lie on a sheet of an old workbook: their anchors, of all that its drawing records hold.

[MS-ODRAW] 2.2: every entry has eight bytes before it, some hold others. The pictures themselves are not taken out:
current programs save newer workbooks, and whoever has none is told to send the picture as a file.
"""

import struct
from collections import Counter
from collections.abc import Mapping

from par_excel.model import Limits
from par_excel.reading.bounds.limits import ensure_count

_HEAD = struct.Struct("<HHI")
"""Version and kind of its content, what it is, length."""
_ANCHOR = struct.Struct("<HHHH")
"""Flags, column, offset in it, row; the lower right corner follows."""
_HOLDS_OTHERS = 0xF
_SHAPE, _ANCHORED = 0xF00A, 0xF010
_PICTURE_FRAME = 75


def anchored_pictures(drawn: bytes, limits: Limits) -> Mapping[tuple[int, int], tuple[str, ...]]:
    """Return the cells at which pictures begin, as `RawSheet.pictures`; what is damaged ends the list.

    Raises:
        Breach: there are too many.
    """
    found = Counter[tuple[int, int]]()
    at, count, is_picture = 0, 0, False
    while at + _HEAD.size <= len(drawn):
        kind, entry, length = _HEAD.unpack_from(drawn, at)
        at += _HEAD.size
        if entry == _SHAPE:
            is_picture = kind >> 4 == _PICTURE_FRAME
        elif entry == _ANCHORED and is_picture and at + _ANCHOR.size <= len(drawn):
            _, column, _, row = _ANCHOR.unpack_from(drawn, at)
            found[row + 1, column + 1] += 1
            count += 1
            ensure_count(count, limits)
        at += 0 if kind & _HOLDS_OTHERS == _HOLDS_OTHERS else length
    return {cell: ("",) * number for cell, number in found.items()}
