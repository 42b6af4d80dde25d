"""What the headers of a RAR archive tell: that it is a part of several, that something in it is encrypted, checksums.

bsdtar does not say so itself: what stands in the other parts it fills up with zero bytes, encrypted bytes it takes for
packed ones, and the checksums of files that are stored plainly it does not look at.
"""

import struct
from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from par_excel.model import RefusalReason
from par_excel.reading.bounds.breach import Breach

_OLD_START, _START = b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00"
_OLD_HEADER = struct.Struct("<xxBHH")
_OLD_MAIN, _OLD_FILE, _OLD_HAS_DATA = 0x73, 0x74, 0x8000
_OLD_IS_PART, _OLD_IS_ENCRYPTED, _OLD_FILE_IS_ENCRYPTED = 0x0001, 0x0080, 0x0004
_OLD_CHECKSUM_AT = 9
"""Where the checksum stands in the header of a file: behind packed size, size and system."""
_CHECKSUM_BYTES = 4
_MAIN, _FILE, _ENCRYPTION = 1, 2, 4
_HAS_EXTRA, _HAS_DATA, _IS_PART = 0x1, 0x2, 0x1
_HAS_TIME, _HAS_CHECKSUM = 0x2, 0x4
_ENCRYPTION_RECORD = 1
_LONGEST_NUMBER = 10
"""Bytes of a number: ten times seven bits hold 64."""
_MOST_BLOCKS = 100_000
"""How many blocks of an archive are looked at."""


class _RarBlock(Struct, frozen=True, kw_only=True):
    is_part: bool = False
    is_encrypted: bool = False
    is_file: bool = False
    checksum: int | None = None


def rar_checksums(data: bytes) -> tuple[int | None, ...]:
    """Return the checksum (CRC-32) of each file and folder in the order of the archive, None where it has none.

    Raises:
        Breach: the archive is one part of several, or encrypted.
    """
    blocks = tuple(islice(_blocks(data) if data.startswith(_START) else _old_blocks(data), _MOST_BLOCKS))
    if any(block.is_encrypted for block in blocks):
        raise Breach(RefusalReason.PASSWORD, "tệp nén RAR có mật khẩu")
    if any(block.is_part for block in blocks):
        raise Breach(RefusalReason.ARCHIVE, "tệp nén RAR chia thành nhiều phần, đây chỉ là một phần")
    return tuple(block.checksum for block in blocks if block.is_file)


def _old_blocks(data: bytes) -> Iterator[_RarBlock]:
    """Yield the blocks as RAR 1.5 to 4 writes them."""
    at = len(_OLD_START)
    while at + _OLD_HEADER.size <= len(data):
        kind, flags, size = _OLD_HEADER.unpack_from(data, at)
        start = at + _OLD_HEADER.size
        if kind == _OLD_MAIN:
            is_part, is_encrypted = bool(flags & _OLD_IS_PART), bool(flags & _OLD_IS_ENCRYPTED)
            yield _RarBlock(is_part=is_part, is_encrypted=is_encrypted)
        elif kind == _OLD_FILE:
            checksum = int.from_bytes(data[start + _OLD_CHECKSUM_AT : start + _OLD_CHECKSUM_AT + 4], "little")
            yield _RarBlock(
                is_encrypted=bool(flags & _OLD_FILE_IS_ENCRYPTED), is_file=True, checksum=checksum
            )
        if flags & _OLD_HAS_DATA or kind == _OLD_FILE:
            size += int.from_bytes(data[start : start + 4], "little")
        at += max(size, _OLD_HEADER.size)  # a block that says to be shorter would be read for ever


def _blocks(data: bytes) -> Iterator[_RarBlock]:
    """Yield the blocks as RAR 5 writes them."""
    at = len(_START)
    while at + _CHECKSUM_BYTES < len(data):
        size, start = _number(data, at + _CHECKSUM_BYTES)
        end = start + size
        kind, place = _number(data, start)
        flags, place = _number(data, place)
        extra_bytes, place = _number(data, place) if flags & _HAS_EXTRA else (0, place)
        data_bytes, place = _number(data, place) if flags & _HAS_DATA else (0, place)
        if kind == _FILE:
            is_encrypted = _has_encryption(data[max(end - extra_bytes, place) : end])
            yield _RarBlock(is_encrypted=is_encrypted, is_file=True, checksum=_checksum(data, place))
        else:
            about, _ = _number(data, place)
            yield _RarBlock(
                is_part=kind == _MAIN and bool(about & _IS_PART), is_encrypted=kind == _ENCRYPTION
            )
        at = end + data_bytes


def _checksum(data: bytes, place: int) -> int | None:
    """Return the checksum of a file: behind its flags, size, attributes and, where it has one, time."""
    flags, place = _number(data, place)
    for _ in ("size", "attributes"):
        _, place = _number(data, place)
    place += 4 if flags & _HAS_TIME else 0
    return int.from_bytes(data[place : place + 4], "little") if flags & _HAS_CHECKSUM else None


def _has_encryption(extra: bytes) -> bool:
    at = 0
    while at < len(extra):
        size, start = _number(extra, at)
        kind, _ = _number(extra, start)
        if kind == _ENCRYPTION_RECORD:
            return True
        at = start + size
    return False


def _number(data: bytes, at: int) -> tuple[int, int]:
    """Return a number of seven bits to a byte, and where it ends."""
    value = 0
    for place, byte in enumerate(data[at : at + _LONGEST_NUMBER]):
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return value, at + place + 1
    return value, max(at, len(data))
