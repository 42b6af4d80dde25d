"""Letters signed and packed by S/MIME (CMS) and `winmail.dat` (TNEF), made byte by byte."""

import struct
from collections.abc import Sequence

from msgspec import Struct

_SIGNED, _ENVELOPED, _DATA = (bytes.fromhex(f"06092a864886f70d01070{number}") for number in (2, 3, 1))
_VERSION, _DIGESTS = b"\x02\x01\x01", b"\x31\x00"
_SEQUENCE, _OPTION, _OCTETS, _OCTETS_IN_PARTS = 0x30, 0xA0, 0x04, 0x24
_PART = 1000
INNER_LETTER = bytes.fromhex("0703020000000000c000000000000046")
WINMAIL_START = b"\x78\x9f\x3e\x22\x01\x00"


def _told(tag: int, content: bytes) -> bytes:
    """Return an element whose length is told."""
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    size = len(content).to_bytes(4, "big")
    return bytes([tag, 0x84]) + size + content


def _open(tag: int, content: bytes) -> bytes:
    """Return an element whose length is left open."""
    return bytes([tag, 0x80]) + content + b"\0\0"


def signed(content: bytes | None, *, is_open: bool = False) -> bytes:
    """Return what is signed and packed; None is a signature alone."""
    element = _open if is_open else _told
    inner = b""
    if content is not None and is_open:
        parts = (content[at : at + _PART] for at in range(0, len(content), _PART))
        inner = _open(_OPTION, _open(_OCTETS_IN_PARTS, b"".join(_told(_OCTETS, part) for part in parts)))
    elif content is not None:
        inner = _told(_OPTION, _told(_OCTETS, content))
    body = _VERSION + _DIGESTS + element(_SEQUENCE, _DATA + inner) + _told(0x31, b"")
    return element(_SEQUENCE, _SIGNED + element(_OPTION, element(_SEQUENCE, body)))


def sealed() -> bytes:
    """Return what only its receiver can read."""
    return _told(_SEQUENCE, _ENVELOPED + _told(_OPTION, _told(_SEQUENCE, bytes(200))))


class Packed(Struct, frozen=True, kw_only=True):
    """A file in a winmail.dat."""

    title: bytes
    content: bytes
    long_name: str = ""
    is_letter: bool = False
    is_object: bool = False


def _attribute(number: int, content: bytes, level: int = 2) -> bytes:
    return (
        struct.pack("<BII", level, number, len(content)) + content + struct.pack("<H", sum(content) & 0xFFFF)
    )


def _varying(number: int, kind: int, value: bytes) -> bytes:
    return struct.pack("<HHII", kind, number, 1, len(value)) + value.ljust(-(-len(value) // 4) * 4, b"\0")


def _properties(file: Packed) -> bytes:
    found = [
        struct.pack("<HHI", 0x3, 0x3705, 1),
        struct.pack("<HHq", 0x40, 0x3007, 0),
        # a named property, whose name is a text
        struct.pack("<HH16sII", 0x3, 0x8001, bytes(16), 1, 6) + b"a\0b\0\0\0\0\0" + struct.pack("<I", 5),
        struct.pack("<HHIHH", 0x1002, 0x3710, 1, 0, 0),
    ]
    if file.long_name:
        found.append(_varying(0x3707, 0x1F, f"{file.long_name}\0".encode("utf-16-le")))
    if file.is_letter or file.is_object:
        found.append(_varying(0x3701, 0xD, (INNER_LETTER if file.is_letter else bytes(16)) + file.content))
    return struct.pack("<I", len(found)) + b"".join(found)


def winmail(files: Sequence[Packed], code_page: int = 1258) -> bytes:
    """Return a winmail.dat with these files."""
    found = WINMAIL_START + _attribute(0x89006, struct.pack("<I", 0x10000), 1)
    found += _attribute(0x69007, struct.pack("<II", code_page, 0), 1)
    found += _attribute(0x78008, b"IPM.Microsoft Mail.Note\0", 1)
    for file in files:
        found += _attribute(0x69002, struct.pack("<HI8x", 1, 0xFFFFFFFF))
        found += _attribute(0x18010, file.title + b"\0")
        if not (file.is_letter or file.is_object):
            found += _attribute(0x6800F, file.content)
        found += _attribute(0x69005, _properties(file))
    return found
