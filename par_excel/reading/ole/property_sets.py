"""What an old Office file says of itself: its property sets (MS-OLEPS), as text by number or by name."""

import struct
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from par_excel.model import Limits
from par_excel.reading.bounds.limits import ensure_count

LAST_AUTHOR, SAVED_AT, PROGRAM = 8, 13, 18
"""Numbers of properties in the summary."""
_DICTIONARY, _CODEPAGE = 0, 1
_UNICODE = 1200
_HEADER, _SECTION = struct.Struct("<24xI"), struct.Struct("<16xI")
_PAIR, _LONG, _SHORT = struct.Struct("<II"), struct.Struct("<I"), struct.Struct("<h")
_NUMBERS = {2: _SHORT, 3: struct.Struct("<i"), 5: struct.Struct("<d")}
"""Types of numbers, as of the others below: VT_I2, VT_I4, VT_R8; VT_BOOL, VT_LPSTR, VT_LPWSTR, VT_FILETIME."""
_TRUTH, _BYTES, _TEXT, _TIME = 11, 30, 31, 64
_FIRST_DAY = datetime(1601, 1, 1, tzinfo=UTC)
"""FILETIME counts tenths of a microsecond from here."""
_MOST_SECTIONS = 8
"""How many sections of a set are read; the format has one, and two where there are properties of people's own."""


class Properties(Struct, frozen=True):
    """The properties of one set, over its sections."""

    by_number: Mapping[int, str]
    """Values of the first section; the numbers of others mean something else."""
    by_name: Mapping[str, str]
    """Those that people or programs added."""


NO_PROPERTIES = Properties({}, {})


def read_properties(data: bytes, limits: Limits) -> Properties:
    """Return what a property set holds; what in it is damaged is left aside, for no answer depends on it."""
    by_number: dict[int, str] = {}
    by_name: dict[str, str] = {}
    try:
        (count,) = _HEADER.unpack_from(data)
        for index in range(min(count, _MOST_SECTIONS)):
            (offset,) = _SECTION.unpack_from(data, _HEADER.size + index * _SECTION.size)
            _take_section(data, offset, limits, by_number if index == 0 else {}, by_name)
    except (struct.error, UnicodeError, ValueError, LookupError, OverflowError):
        pass
    return Properties(by_number, by_name)


def _take_section(
    data: bytes, start: int, limits: Limits, by_number: dict[int, str], by_name: dict[str, str]
) -> None:
    _, count = _PAIR.unpack_from(data, start)
    ensure_count(count, limits)
    places = dict(_PAIR.unpack_from(data, start + (index + 1) * _PAIR.size) for index in range(count))
    codepage = _codepage(data, start + places[_CODEPAGE]) if _CODEPAGE in places else 1252
    names: Mapping[int, str] = {}
    if _DICTIONARY in places:
        names = dict(_names(data, start + places[_DICTIONARY], codepage, limits))
    for number, offset in places.items():
        value = None if number in {_DICTIONARY, _CODEPAGE} else _value(data, start + offset, codepage)
        if value is not None:
            by_number.setdefault(number, value)
            if number in names:
                by_name.setdefault(names[number], value)


def _codepage(data: bytes, start: int) -> int:
    # the type is signed, so that UTF-8 (65001) stands there as -535
    return int(_SHORT.unpack_from(data, start + 4)[0]) & 0xFFFF


def _names(data: bytes, start: int, codepage: int, limits: Limits) -> Iterator[tuple[int, str]]:
    """Yield the names of properties by number; in Unicode their lengths are in characters, and they are padded."""
    (count,) = _LONG.unpack_from(data, start)
    ensure_count(count, limits)
    start += _LONG.size
    for _ in range(count):
        number, length = _PAIR.unpack_from(data, start)
        start += _PAIR.size
        size = 2 * length if codepage == _UNICODE else length
        yield number, _decoded(data[start : start + size], codepage)
        start += size + (-size % 4 if codepage == _UNICODE else 0)


def _value(data: bytes, start: int, codepage: int) -> str | None:
    """Return a value as text; None where it is of a kind that says nothing here."""
    kind, start = _LONG.unpack_from(data, start)[0], start + _LONG.size
    if kind in _NUMBERS:
        return str(_NUMBERS[kind].unpack_from(data, start)[0])
    if kind == _TRUTH:
        return "true" if _SHORT.unpack_from(data, start)[0] else "false"
    if kind == _TIME:
        (moment,) = struct.unpack_from("<Q", data, start)
        return (_FIRST_DAY + timedelta(microseconds=moment // 10)).isoformat() if moment else None
    if kind in {_BYTES, _TEXT}:
        (length,) = _LONG.unpack_from(data, start)
        size = 2 * length if kind == _TEXT else length
        return _decoded(data[start + 4 : start + 4 + size], _UNICODE if kind == _TEXT else codepage)
    return None


def _decoded(text: bytes, codepage: int) -> str:
    encoding = {_UNICODE: "utf-16-le", 10000: "mac_roman"}.get(codepage, f"cp{codepage}")
    return text.decode(encoding, "replace").partition("\x00")[0]
