"""Letters that were signed and packed by S/MIME (CMS SignedData, RFC 5652): the content stands in them in clear.

Only the way to the content is read, whether lengths are told (DER) or left open (BER, as programs write that sign while
they send). Signatures are not verified: a parcel counts by what it holds, whoever signed it.
"""

from typing import NamedTuple

from par_excel.model import Limits, RefusalReason
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.kinds import FileKind, content_kind
from par_excel.reading.parcels.mails import letter_container
from par_excel.reading.parcels.pieces import Container, Enclosed, given

_SEQUENCE, _OCTETS, _OCTETS_IN_PARTS, _FIRST_OPTION = 0x30, 0x04, 0x24, 0xA0
_LONG_TAG, _OPEN_LENGTH, _LONGEST_LENGTH = 0x1F, 0x80, 8
_DEEPEST = 8
_NAME = "nội dung đã ký"


def signed_container(data: bytes, limits: Limits) -> Container:
    """Return the files of a letter that was signed and packed, or the file that was signed.

    Raises:
        Breach: it is damaged, or a signature alone.
    """
    content = signed_content(data)
    if content_kind(content) is FileKind.LETTER:
        return letter_container(content, limits)
    return Container(iter([Enclosed(name=_NAME, packed=content, content=given(content))]))


def signed_content(data: bytes) -> bytes:
    """Return what was signed.

    Raises:
        Breach: it is damaged, or not there.
    """
    # ContentInfo is a type and [0] SignedData; that is version, digest algorithms, the content, certificates, signatures;
    # the content is a type and [0] a string of octets, which is missing where signature and content are two files.
    message = _inside(data, 0, _SEQUENCE)
    signed = _inside(data, _inside(data, _behind(data, message), _FIRST_OPTION), _SEQUENCE)
    version_and_digests = _behind(data, _behind(data, signed))
    content = _behind(data, _inside(data, version_and_digests, _SEQUENCE))
    if data[content : content + 1] != bytes([_FIRST_OPTION]):
        raise Breach(RefusalReason.NO_FILE, "chỉ có chữ ký số, không kèm nội dung được ký")
    found = bytearray()
    _collect(data, _inside(data, content, _FIRST_OPTION), found, 0)
    return bytes(found)


class _Element(NamedTuple):
    tag: int
    start: int
    """Where its content begins."""
    end: int | None
    """None where its length is left open: two zeros end it."""


def _element(data: bytes, at: int) -> _Element:
    if at + 2 > len(data):
        raise _damaged()
    tag, length = data[at], data[at + 1]
    at += 2
    if tag & _LONG_TAG == _LONG_TAG:
        raise _damaged()
    if length == _OPEN_LENGTH:
        return _Element(tag, at, None)
    if length > _OPEN_LENGTH:
        count = length - _OPEN_LENGTH
        if count > _LONGEST_LENGTH:
            raise _damaged()
        length = int.from_bytes(data[at : at + count], "big")
        at += count
    if at + length > len(data):
        raise _damaged()
    return _Element(tag, at, at + length)


def _inside(data: bytes, at: int, tag: int) -> int:
    """Return where the content of the element begins that must stand here."""
    found = _element(data, at)
    if found.tag != tag:
        raise _damaged()
    return found.start


def _behind(data: bytes, at: int, depth: int = 0) -> int:
    """Return where the element behind the one that begins here begins."""
    found = _element(data, at)
    if found.end is not None:
        return found.end
    if depth == _DEEPEST:
        raise _damaged()
    at = found.start
    while not _is_end(data, at):
        at = _behind(data, at, depth + 1)
    return at + 2


def _collect(data: bytes, at: int, into: bytearray, depth: int) -> int:
    """Add the bytes of a string that may stand in parts; return where the next element begins."""
    found = _element(data, at)
    if found.tag == _OCTETS and found.end is not None:
        into += data[found.start : found.end]
        return found.end
    if found.tag != _OCTETS_IN_PARTS or depth == _DEEPEST:
        raise _damaged()
    at = found.start
    while at < found.end if found.end is not None else not _is_end(data, at):
        at = _collect(data, at, into, depth + 1)
    return at if found.end is not None else at + 2


def _is_end(data: bytes, at: int) -> bool:
    return data[at : at + 2] == b"\0\0"


def _damaged() -> Breach:
    return Breach(RefusalReason.DAMAGED, "thư được ký (S/MIME) bị hỏng, không đọc được nội dung")
