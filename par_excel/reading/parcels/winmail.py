"""`winmail.dat`, in which Outlook packs what it attaches to a letter in Rich Text ([MS-OXTNEF]).

A stream of attributes, of which only those of attachments are read; texts and addresses stand in the letter around it.
"""

import struct
from collections.abc import Iterator

from msgspec import Struct, field

from par_excel.model import Limits, RefusalReason
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.parcels.mail_headers import in_charset
from par_excel.reading.parcels.pieces import NAMELESS, Container, Enclosed, given, is_mail_leftover, refusing
from par_excel.vietnamese import decode_name, tidy

_HEAD_BYTES, _CHECKSUM_BYTES = 6, 2
"""Signature and key before the attributes; a checksum behind each of them, which is not looked at."""
_ATTRIBUTE = struct.Struct("<BII")
"""Level, number and length."""
_PROPERTY, _LONG = struct.Struct("<HH"), struct.Struct("<I")
_START, _TITLE, _DATA, _PROPERTIES, _CODE_PAGE = 0x69002, 0x18010, 0x6800F, 0x69005, 0x69007
_LONG_NAME, _SHORT_NAME, _SHOWN_NAME, _CONTENT = 0x3707, 0x3704, 0x3001, 0x3701
_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}
"""Bytes of a property by its type; shorter ones are filled up to four."""
_OBJECT, _EIGHT_BIT, _UNICODE, _BINARY = 0xD, 0x1E, 0x1F, 0x102
_SEVERAL, _NAMED_FROM, _GUID_BYTES = 0x1000, 0x8000, 16
"""A bit of the type of properties with several values; from which number on a property has a name of its own."""
_MOST_PROPERTIES = 1_000
"""How many properties of an attachment, and values of one, are read."""
_INNER_LETTER = bytes.fromhex("0703020000000000c000000000000046")
"""IID_IMessage: what follows is a letter, packed in the same way."""


class _Attachment(Struct):
    title: bytes = b""
    data: bytes = b""
    texts: dict[int, str] = field(default_factory=dict)
    """Names, by the number of their property."""
    embedded: bytes = b""
    """A letter or object in place of a file, behind the mark of its kind."""


def winmail_container(data: bytes, limits: Limits) -> Container:
    """Return the files that were attached.

    Raises:
        Breach: it is damaged.
    """
    return Container(file for file in map(_enclosed, _attachments(data, limits)) if file is not None)


def _attachments(data: bytes, limits: Limits) -> Iterator[_Attachment]:
    """Yield the attachments one by one; each begins with how it is to be shown."""
    current: _Attachment | None = None
    code_page = 0
    count = 0
    for number, content in _attributes(data):
        if number == _CODE_PAGE and len(content) >= _LONG.size:
            (code_page,) = _LONG.unpack_from(content)
        elif number == _START:
            if current is not None:
                yield current
            count += 1
            if count > limits.entries:
                raise Breach(RefusalReason.PARCEL_TOO_LARGE, f"có hơn {limits.entries} tệp bên trong")
            current = _Attachment()
        elif current is not None:
            _take(current, number, content, code_page)
    if current is not None:
        yield current


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = _HEAD_BYTES
    while at + _ATTRIBUTE.size <= len(data):
        _, number, length = _ATTRIBUTE.unpack_from(data, at)
        at += _ATTRIBUTE.size
        if at + length > len(data):
            raise Breach(RefusalReason.DAMAGED, "winmail.dat bị cắt ngang")
        yield number, data[at : at + length]
        at += length + _CHECKSUM_BYTES


def _take(attachment: _Attachment, number: int, content: bytes, code_page: int) -> None:
    if number == _TITLE:
        attachment.title = content.rstrip(b"\0")
    elif number == _DATA:
        attachment.data = content
    elif number == _PROPERTIES:
        for name, kind, value in _properties(content):
            if name == _CONTENT:
                attachment.embedded = value
            elif kind == _UNICODE:
                attachment.texts[name] = value.decode("utf-16-le", "replace").rstrip("\0")
            else:
                attachment.texts[name] = in_charset(value.rstrip(b"\0"), f"cp{code_page}")


def _properties(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield number, type and value of the properties that matter."""
    (count,) = _LONG.unpack_from(content)
    at = _LONG.size
    for _ in range(min(count, _MOST_PROPERTIES)):
        kind, number = _PROPERTY.unpack_from(content, at)
        at += _PROPERTY.size
        if number >= _NAMED_FROM:
            at = _behind_name(content, at)
        values, at = _values(content, at, kind)
        if values and number in {_LONG_NAME, _SHORT_NAME, _SHOWN_NAME, _CONTENT}:
            yield number, kind, values[0]


def _behind_name(content: bytes, at: int) -> int:
    """Return where the value of a named property begins; its name is a number, or a text filled up to four bytes."""
    kind, size = struct.unpack_from("<II", content, at + _GUID_BYTES)
    at += _GUID_BYTES + 2 * _LONG.size
    return at + _filled(size) if kind else at


def _values(content: bytes, at: int, kind: int) -> tuple[list[bytes], int]:
    """Return the values of a property of varying length, none for others, and where the next property begins."""
    plain = kind & ~_SEVERAL
    is_varying = plain in {_OBJECT, _EIGHT_BIT, _UNICODE, _BINARY}
    if not is_varying and plain not in _FIXED:
        raise Breach(RefusalReason.DAMAGED, "winmail.dat có thuộc tính không đọc được")
    count = 1
    if is_varying or kind & _SEVERAL:
        (count,) = _LONG.unpack_from(content, at)
        at += _LONG.size
    if not is_varying:
        return [], at + count * _FIXED[plain]
    found = []
    for _ in range(min(count, _MOST_PROPERTIES)):
        (size,) = _LONG.unpack_from(content, at)
        at += _LONG.size
        found.append(content[at : at + size])
        at += _filled(size)
    return found, at


def _filled(size: int) -> int:
    return -(-size // 4) * 4


def _enclosed(attachment: _Attachment) -> Enclosed | None:
    """Return an attachment as a file; None for one that no one sent on purpose."""
    texts = attachment.texts
    names = (
        *(texts.get(number, "") for number in (_LONG_NAME, _SHORT_NAME, _SHOWN_NAME)),
        decode_name(attachment.title),
    )
    name = next((text for text in names if tidy(text)), NAMELESS)
    if is_mail_leftover(name):
        return None
    if attachment.data:
        return Enclosed(name=name, packed=attachment.data, content=given(attachment.data))
    if attachment.embedded.startswith(_INNER_LETTER):
        letter = attachment.embedded[len(_INNER_LETTER) :]
        return Enclosed(name=f"{name}.dat", packed=letter, content=given(letter))
    reason = Breach(RefusalReason.ARCHIVE, "đối tượng nhúng trong thư; mở thư và lưu thành tệp riêng")
    return Enclosed(name=name, packed=attachment.embedded, content=refusing(reason))
