"""A zip writer that may lie: every field of every header can be given, whatever the content says."""

import struct
import zlib
from collections.abc import Sequence

from msgspec import Struct

STORED, DEFLATED = 0, 8
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")
_FULL_16, _FULL_32 = 0xFFFF, 0xFFFFFFFF


class Part(Struct, frozen=True, kw_only=True):
    """One entry; what is not given is told as it is."""

    name: bytes
    data: bytes = b""
    method: int = DEFLATED
    flags: int = 0
    packed: bytes | None = None
    """What stands in the file, instead of the packed data."""
    local_name: bytes | None = None
    crc: int | None = None
    """In the directory."""
    size: int | None = None
    packed_size: int | None = None
    offset: int | None = None
    local_flags: int | None = None
    local_method: int | None = None
    local_sizes: tuple[int, int, int] | None = None
    """CRC, packed size and size in the part's own header."""
    descriptor: bytes = b""
    """What stands behind the packed data."""
    extra: bytes = b""
    local_extra: bytes = b""
    disk: int = 0


class End(Struct, frozen=True, kw_only=True):
    """What is said at the end of the zip; what is not given is told as it is."""

    count: int | None = None
    size: int | None = None
    offset: int | None = None
    disk: int = 0
    comment: bytes = b""
    is_zip64: bool = False
    locator_offset: int | None = None


def raw_deflate(data: bytes, level: int = 1) -> bytes:
    """Return the deflate stream of some bytes."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def zeros(mebibytes: int) -> bytes:
    """Return the deflate stream of so many MiB of zeros, made of one block repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return block * mebibytes + b"\x03\x00"


def write(parts: Sequence[Part], *, before: bytes = b"", end: End | None = None) -> bytes:
    """Return a zip of these entries as they stand, with what is told of them."""
    body, directory = bytearray(before), bytearray()
    for part in parts:
        packed = _packed(part)
        offset = len(body) if part.offset is None else part.offset
        body += _local(part, packed) + packed + part.descriptor
        directory += _central(part, packed, offset)
    return bytes(body + directory + _end(len(parts), len(directory), len(body), end or End()))


def _packed(part: Part) -> bytes:
    if part.packed is not None:
        return part.packed
    return raw_deflate(part.data) if part.method == DEFLATED else part.data


def _local(part: Part, packed: bytes) -> bytes:
    name = part.name if part.local_name is None else part.local_name
    sizes = part.local_sizes or _sizes(part, packed)
    flags = part.flags if part.local_flags is None else part.local_flags
    method = part.method if part.local_method is None else part.local_method
    head = _LOCAL.pack(b"PK\x03\x04", 20, flags, method, 0, 0x21, *sizes, len(name), len(part.local_extra))
    return head + name + part.local_extra


def _sizes(part: Part, packed: bytes) -> tuple[int, int, int]:
    return (
        zlib.crc32(part.data) if part.crc is None else part.crc,
        len(packed) if part.packed_size is None else part.packed_size,
        len(part.data) if part.size is None else part.size,
    )


def _central(part: Part, packed: bytes, offset: int) -> bytes:
    lengths = (len(part.name), len(part.extra), 0)
    head = _CENTRAL.pack(
        *(b"PK\x01\x02", 20, 20, part.flags, part.method, 0, 0x21),
        *(*_sizes(part, packed), *lengths, part.disk, 0, 0, offset),
    )
    return head + part.name + part.extra


def _end(count: int, size: int, offset: int, end: End) -> bytes:
    told = (
        count if end.count is None else end.count,
        size if end.size is None else end.size,
        offset if end.offset is None else end.offset,
    )
    if not end.is_zip64:
        return _plain_end(end, *told)
    big = _END_64.pack(b"PK\x06\x06", 44, 45, 45, end.disk, end.disk, told[0], *told)
    where = offset + size if end.locator_offset is None else end.locator_offset
    locator = _LOCATOR_64.pack(b"PK\x06\x07", 0, where, 1)
    return big + locator + _plain_end(end, _FULL_16, _FULL_32, _FULL_32)


def _plain_end(end: End, count: int, size: int, offset: int) -> bytes:
    head = _END.pack(b"PK\x05\x06", end.disk, end.disk, count, count, size, offset, len(end.comment))
    return head + end.comment
