"""RAR archives made byte by byte, files stored plainly: as RAR 4 writes them, and as RAR 5 does."""

import struct
import zlib


def _old_block(kind: int, flags: int, fields: bytes, content: bytes = b"") -> bytes:
    body = struct.pack("<BHH", kind, flags, 7 + len(fields)) + fields
    return struct.pack("<H", zlib.crc32(body) & 0xFFFF) + body + content


def old_rar(
    name: bytes, content: bytes, *, main_flags: int = 0, file_flags: int = 0, checksum: int | None = None
) -> bytes:
    """Return an archive as RAR 4 writes it."""
    crc = zlib.crc32(content) if checksum is None else checksum
    fields = struct.pack(
        "<LLBLLBBHL", len(content), len(content), 2, crc, 0x52240000, 20, 0x30, len(name), 0x20
    )
    return (
        b"Rar!\x1a\x07\x00"
        + _old_block(0x73, main_flags, bytes(6))
        + _old_block(0x74, 0x8000 | file_flags, fields + name, content)
        + _old_block(0x7B, 0x4000, b"")
    )


def _number(value: int) -> bytes:
    found = b""
    while value > 0x7F:
        found += bytes([value & 0x7F | 0x80])
        value >>= 7
    return found + bytes([value])


def _block(kind: int, flags: int, fields: bytes, *, extra: bytes = b"", content: bytes = b"") -> bytes:
    flags |= (1 if extra else 0) | (2 if content else 0)
    sizes = (_number(len(extra)) if extra else b"") + (_number(len(content)) if content else b"")
    body = _number(kind) + _number(flags) + sizes + fields + extra
    sized = _number(len(body)) + body
    return struct.pack("<L", zlib.crc32(sized)) + sized + content


def rar(
    name: bytes,
    content: bytes,
    *,
    is_part: bool = False,
    is_encrypted: bool = False,
    has_hidden_names: bool = False,
    mode: int = 0o100644,
) -> bytes:
    """Return an archive as RAR 5 writes it."""
    fields = b"".join(map(_number, (4, len(content), mode)))
    fields += struct.pack("<L", zlib.crc32(content)) + b"".join(map(_number, (0, 1, len(name)))) + name
    record = _number(1) + b"\x00\x00\x0f" + bytes(32)
    extra = _number(len(record)) + record if is_encrypted else b""
    return (
        b"Rar!\x1a\x07\x01\x00"
        + (_block(4, 0, bytes(20)) if has_hidden_names else b"")
        + _block(1, 0, _number(1 if is_part else 0))
        + _block(2, 0, fields, extra=extra, content=content)
        + _block(5, 0, _number(0))
    )
