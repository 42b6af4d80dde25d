"""Letters as Outlook saves them (.msg): properties in an OLE2 file ([MS-OXMSG]).

A property of fixed length stands in the table of its folder, a longer one in a stream named after it.
"""

import struct
from collections.abc import Generator, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from par_excel.model import Limits, Mail, RefusalReason
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.ole.compound_file import CompoundFile, DirectoryEntry
from par_excel.reading.parcels.mail_headers import address, in_charset, mail_of, parse_headers, subject_line
from par_excel.reading.parcels.pieces import NAMELESS, Container, Enclosed, is_mail_leftover, refusing
from par_excel.vietnamese import tidy

_TABLE = "__properties_version1.0"
_TABLE_ROW = struct.Struct("<HHL8s")
_LETTER_HEAD_BYTES, _INNER_LETTER_HEAD_BYTES, _ATTACHMENT_HEAD_BYTES = 32, 24, 8
"""What stands before the rows of a table, by whose table it is ([MS-OXMSG], 2.4.1)."""
_ATTACHMENT = "__attach_version1.0_#"
_UNICODE, _EIGHT_BIT, _BINARY, _OBJECT = 0x001F, 0x001E, 0x0102, 0x000D
# Types of properties above, their numbers below; [MS-OXPROPS] has them as PidTagSubject, PidTagTransportMessageHeaders …
_SUBJECT, _HEADERS, _SENT_AT, _DELIVERED_AT = 0x0037, 0x007D, 0x0039, 0x0E06
_SENDER_ADDRESSES = (0x5D01, 0x5D02, 0x0C1F, 0x0065)
"""Of the sender and of whom the letter is sent for, first those that are surely Internet addresses."""
_CODE_PAGES = (0x3FFD, 0x3FDE)
_LONG_NAME, _SHORT_NAME, _SHOWN_NAME = 0x3707, 0x3704, 0x3001
_METHOD, _DATA, _MEDIA_TYPE, _CONTENT_ID, _FLAGS, _HIDDEN = 0x3705, 0x3701, 0x370E, 0x3712, 0x3714, 0x7FFE
_INNER_LETTER, _OLE_OBJECT = 5, 6
_REFERENCES = {2, 3, 4, 7}
"""Ways of attaching in which only a path or an address lies in the letter."""
_SHOWN_IN_TEXT = 0x4
_LONGEST_TEXT = 1 << 16
"""Bytes of a text that are read."""
_FIRST_DAY = datetime(1601, 1, 1, tzinfo=UTC)
_YEARS = range(1980, 2200)


def outlook_container(data: bytes, limits: Limits) -> Container:
    """Return the files of a letter.

    Raises:
        Breach: the file is damaged.
    """
    del limits  # the reader of OLE2 files is bounded by the file itself
    ole = CompoundFile(data)
    return _letter(ole, _Storage(ole, ole.root, _LETTER_HEAD_BYTES))


class _Storage:
    """A letter or attachment: a folder with properties."""

    def __init__(self, ole: CompoundFile, entries: Mapping[str, DirectoryEntry], head_bytes: int) -> None:
        self.entries, self._ole = entries, ole
        self._fixed: dict[int, bytes] = {}
        table = entries.get(_TABLE)
        raw = ole.read(table) if table is not None and table.is_stream else b""
        rows = raw[head_bytes:]
        for _, number, _, value in _TABLE_ROW.iter_unpack(rows[: len(rows) - len(rows) % _TABLE_ROW.size]):
            self._fixed.setdefault(number, value)

    def number(self, number: int) -> int:
        """Return a whole number, 0 where there is none."""
        return int.from_bytes(self._fixed.get(number, b"")[:4], "little")

    def moment(self, number: int) -> datetime | None:
        """Return a time, None where there is none or it is nonsense."""
        ticks = int.from_bytes(self._fixed.get(number, b""), "little")
        try:
            found = _FIRST_DAY + timedelta(microseconds=ticks // 10)
        except OverflowError:
            return None
        return found if found.year in _YEARS else None

    def stream(self, number: int, kind: int) -> DirectoryEntry | None:
        """Return where a long property stands."""
        return self.entries.get(f"__substg1.0_{number:04X}{kind:04X}")

    def text(self, number: int, code_page: int = 0) -> str:
        """Return a text, empty where there is none."""
        entry = self.stream(number, _UNICODE)
        if entry is not None and entry.is_stream:
            return self._beginning(entry).decode("utf-16-le", "replace").rstrip("\x00")
        entry = self.stream(number, _EIGHT_BIT)
        if entry is None or not entry.is_stream:
            return ""
        return in_charset(self._beginning(entry).rstrip(b"\x00"), f"cp{code_page}")

    def _beginning(self, entry: DirectoryEntry) -> bytes:
        found = b""
        for chunk in self._ole.chunks(entry):
            found += chunk
            if len(found) >= _LONGEST_TEXT:
                break
        return found[:_LONGEST_TEXT]


def _letter(ole: CompoundFile, letter: _Storage) -> Container:
    code_page = next(filter(None, map(letter.number, _CODE_PAGES)), 0)
    return Container(_files(ole, letter, code_page), _mail(letter, code_page))


def _mail(letter: _Storage, code_page: int) -> Mail:
    told = mail_of(parse_headers(letter.text(_HEADERS, code_page).encode("utf-8", "replace")))
    found = (letter.text(number, code_page) for number in _SENDER_ADDRESSES)
    # within one Exchange organisation an address is a path of its directory (`/o=…/cn=…`), which is of no use here
    sender = next((address(text) for text in found if "@" in text), "")
    return Mail(
        sender=sender or told.sender,
        sent_at=letter.moment(_SENT_AT) or told.sent_at or letter.moment(_DELIVERED_AT),
        subject=subject_line(letter.text(_SUBJECT, code_page)) or told.subject,
        arrived_at=told.arrived_at or letter.moment(_DELIVERED_AT),
    )


def _files(ole: CompoundFile, letter: _Storage, code_page: int) -> Iterator[Enclosed]:
    for name, entry in sorted(letter.entries.items()):
        if name.startswith(_ATTACHMENT) and entry.is_folder:
            attachment = _Storage(ole, ole.inside(entry), _ATTACHMENT_HEAD_BYTES)
            if not _is_picture_in_text(attachment, code_page):
                attached = _attached(ole, attachment, code_page)
                if not is_mail_leftover(attached.name):
                    yield attached


def _is_picture_in_text(attachment: _Storage, code_page: int) -> bool:
    """Say whether an attachment is a picture of the text, as signatures have them."""
    is_shown = attachment.number(_HIDDEN) & 0xFF or attachment.number(_FLAGS) & _SHOWN_IN_TEXT
    has_id = bool(attachment.text(_CONTENT_ID, code_page))
    return bool(is_shown) and has_id and attachment.text(_MEDIA_TYPE, code_page).startswith("image/")


def _attached(ole: CompoundFile, attachment: _Storage, code_page: int) -> Enclosed:
    names = (attachment.text(number, code_page) for number in (_LONG_NAME, _SHORT_NAME, _SHOWN_NAME))
    name = next((text for text in names if tidy(text)), NAMELESS)
    method = attachment.number(_METHOD)
    table = attachment.entries.get(_TABLE)
    packed = ole.read(table) if table is not None else name.encode("utf-8", "replace")
    inner = attachment.stream(_DATA, _OBJECT)
    if method == _INNER_LETTER and inner is not None and inner.is_folder:
        return _inner_letter(ole, inner, name, packed)
    return Enclosed(name=name, packed=packed, content=_content(ole, attachment, method))


def _inner_letter(ole: CompoundFile, inner: DirectoryEntry, name: str, packed: bytes) -> Enclosed:
    letter = _Storage(ole, ole.inside(inner), _INNER_LETTER_HEAD_BYTES)
    return Enclosed(
        name=name if name.casefold().endswith(".msg") else f"{name}.msg",
        packed=packed,
        content=refusing(Breach(RefusalReason.NO_FILE, "")),
        container=_letter(ole, letter),
    )


def _content(ole: CompoundFile, attachment: _Storage, method: int) -> Generator[bytes, None, None]:
    if method in _REFERENCES:
        raise Breach(RefusalReason.NO_FILE, "tệp đính kèm chỉ là đường dẫn đến nơi khác")
    if method == _OLE_OBJECT:
        raise Breach(RefusalReason.ARCHIVE, "đối tượng nhúng trong thư; mở thư và lưu thành tệp riêng")
    data = attachment.stream(_DATA, _BINARY)
    if data is None or not data.is_stream:
        raise Breach(RefusalReason.DAMAGED, "tệp đính kèm không còn nội dung trong thư")
    yield from ole.chunks(data)
