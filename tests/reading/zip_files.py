"""Zips as other programs write them, byte by byte: names in old code pages, lying directories, unknown methods."""

import struct
import zlib
from collections.abc import Sequence

from msgspec import Struct

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")


class Packed(Struct, frozen=True, kw_only=True):
    """A file to be put into a zip, stored plainly unless it says otherwise."""

    name: bytes
    content: bytes
    method: int = 0
    flags: int = 0
    extra: bytes = b""
    local_name: bytes | None = None
    """Where it differs from the directory's."""
    size_bytes: int | None = None
    checksum: int | None = None
    shift: int = 0
    """How far the directory misses the file."""


def zip_of(files: Sequence[Packed], *, before: bytes = b"", after: bytes = b"") -> bytes:
    """Return a zip of these files, with other bytes around it."""
    body, directory = b"", b""
    for file in files:
        packed = zlib.compress(file.content, wbits=-15) if file.method == 8 else file.content
        size = len(file.content) if file.size_bytes is None else file.size_bytes
        checksum = zlib.crc32(file.content) if file.checksum is None else file.checksum
        sizes = (checksum, len(packed), size)
        local_name = file.name if file.local_name is None else file.local_name
        directory += _CENTRAL.pack(
            b"PK\x01\x02", 20, 20, file.flags, file.method, 0, 33, *sizes,
            len(file.name), len(file.extra), 0, 0, 0, 0, len(body) + file.shift,
        )  # fmt: skip
        directory += file.name + file.extra
        body += _LOCAL.pack(b"PK\x03\x04", 20, file.flags, file.method, 0, 33, *sizes, len(local_name), 0)
        body += local_name + packed
    end = _END.pack(b"PK\x05\x06", 0, 0, len(files), len(files), len(directory), len(body), 0)
    return before + body + directory + end + after


def unicode_path(name: bytes, real: str) -> bytes:
    """Return Info-ZIP's extra field that gives a name in UTF-8."""
    content = b"\x01" + zlib.crc32(name).to_bytes(4, "little") + real.encode()
    return struct.pack("<2H", 0x7075, len(content)) + content
