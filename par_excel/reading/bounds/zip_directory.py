"""The directory of a zip, read leniently, entry by entry, so that one bad entry costs only itself.

The zipfile module gives up the whole archive for one bad name or extra field; only workbooks go through it (`guard`).
"""

import struct
import zlib
from collections.abc import Collection, Iterator
from itertools import islice

from msgspec import Struct

from par_excel.model import RefusalReason
from par_excel.reading.bounds.breach import Breach
from par_excel.vietnamese import decode_name

ZIP_START, _CENTRAL = b"PK\x03\x04", b"PK\x01\x02"
_END, _END_64, _LOCATOR_64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
LOCAL_RECORD = struct.Struct("<4s5H3L2H")
_CENTRAL_RECORD = struct.Struct("<4s6H3L5H2L")
_END_RECORD = struct.Struct("<4s4H2LH")
_END_64_RECORD = struct.Struct("<4sQ2H2L4Q")
_EXTRA_RECORD = struct.Struct("<2H")
_ENDS_TRIED = 4
"""How many places that look like the end record are tried, from the end on; a comment may hold such bytes too."""
_FULL, _FULL_SHORT = 0xFFFFFFFF, 0xFFFF
"""Values that say: the real one stands in the zip64 record (APPNOTE 4.4)."""
_STORED = 0
_ZIP_64_EXTRA, _UNICODE_PATH_EXTRA = 0x0001, 0x7075
"""Kinds of extra fields (APPNOTE 4.5.3 and 4.6.9)."""


class ZipEntry(Struct, frozen=True, kw_only=True):
    """One entry of a directory, as it claims to be."""

    record: bytes
    """The entry's bytes in the directory, up to the end of its name."""
    raw_name: bytes
    name: str
    flags: int
    method: int
    checksum: int
    packed_bytes: int
    size_bytes: int
    offset: int

    @property
    def is_folder(self) -> bool:
        """Say whether it names a folder only."""
        return self.name.endswith(("/", "\\")) and not self.size_bytes


_Directory = tuple[int, int, int]
"""Where it begins and ends, and the bytes before the zip itself, which offsets do not count."""


def zip_names(data: bytes, most: int, *, until: Collection[str] = ()) -> list[str] | None:
    """Return the first names of a zip in small letters and with `/`, None where its directory is lost.

    Args:
        data: the zip.
        most: how many names are enough.
        until: names that tell enough: none is looked for behind one of them.
    """
    found: list[str] = []
    try:
        for entry in islice(zip_entries(data), most):
            found.append(entry.name.replace("\\", "/").casefold())
            if found[-1] in until:
                break
    except (Breach, struct.error):
        return None
    return found


def first_stored(data: bytes, most: int) -> tuple[str, bytes]:
    """Return name and beginning of the first part of a zip, where it is stored plainly.

    OpenDocument wants `mimetype` to be just that (ODF 1.2 part 3, 3.3), so that a file tells its kind by its first bytes.
    """
    if len(data) < LOCAL_RECORD.size:
        return "", b""
    _, _, _, method, _, _, _, size, _, name_length, extra_length = LOCAL_RECORD.unpack_from(data)
    first = LOCAL_RECORD.size + name_length
    name = data[LOCAL_RECORD.size : first].decode("ascii", "replace")
    start = first + extra_length
    return name, data[start : start + min(size or most, most)] if method == _STORED else b""


def _directory(data: bytes) -> _Directory:
    """Find the directory from the end of the zip; what follows the zip, or stands in its comment, does not mislead."""
    end = len(data)
    for _ in range(_ENDS_TRIED):
        end = data.rfind(_END, 0, end)
        if end < 0:
            break
        found = _directory_before(data, end)
        if found is not None:
            return found
    raise Breach(RefusalReason.DAMAGED, "tệp nén không còn mục lục, có thể do chưa tải xong")


def _directory_before(data: bytes, end: int) -> _Directory | None:
    if end + _END_RECORD.size > len(data):
        return None
    _, disk, first_disk, _, count, size, offset, _ = _END_RECORD.unpack_from(data, end)
    if disk != first_disk or (disk and disk != _FULL_SHORT):
        raise Breach(RefusalReason.ARCHIVE, "tệp nén bị chia thành nhiều phần, đây chỉ là một phần")
    at = end
    if _FULL in (size, offset) or count == _FULL_SHORT:
        at = data.rfind(_END_64, 0, end)
        if at < 0 or data.rfind(_LOCATOR_64, at, end) < 0 or at + _END_64_RECORD.size > len(data):
            return None
        *_, count, size, offset = _END_64_RECORD.unpack_from(data, at)
    # The directory ends where its end record begins. Counting back from there finds it behind bytes that came before the
    # zip (an unpacking program); what the record says is tried second, for a zip with something between the two.
    for start in (at - size, offset):
        if start >= 0 and (data[start : start + 4] == _CENTRAL or (start == at and not count)):
            return start, at, start - offset
    return None


def zip_entries(data: bytes) -> Iterator[ZipEntry]:
    """Yield the entries of a zip.

    Raises:
        Breach: its directory is lost, or damaged from some entry on.
    """
    at, end, shift = _directory(data)
    while at < end:
        if at + _CENTRAL_RECORD.size > end or data[at : at + 4] != _CENTRAL:
            raise Breach(
                RefusalReason.DAMAGED, "mục lục của tệp nén bị hỏng; các tệp sau chỗ hỏng chưa được đọc"
            )
        entry, at = _entry(data, at, shift)
        yield entry


def _entry(data: bytes, at: int, shift: int) -> tuple[ZipEntry, int]:
    (
        _, _, _, flags, method, _, _, checksum, packed_bytes, size_bytes,
        name_length, extra_length, comment_length, _, _, _, offset,
    ) = _CENTRAL_RECORD.unpack_from(data, at)  # fmt: skip
    first = at + _CENTRAL_RECORD.size
    raw_name = data[first : first + name_length]
    extras = _extras(data[first + name_length : first + name_length + extra_length])
    # The zip64 field holds only the values that are full here, always in this order (APPNOTE 4.5.3).
    long = extras.get(_ZIP_64_EXTRA, b"")
    size_bytes, long = _long(size_bytes, long)
    packed_bytes, long = _long(packed_bytes, long)
    offset, long = _long(offset, long)
    entry = ZipEntry(
        record=data[at : first + name_length],
        raw_name=raw_name,
        name=_name(raw_name, extras.get(_UNICODE_PATH_EXTRA, b"")),
        flags=flags,
        method=method,
        checksum=checksum,
        packed_bytes=packed_bytes,
        size_bytes=size_bytes,
        offset=offset + shift,
    )
    return entry, first + name_length + extra_length + comment_length


def _extras(raw: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    at = 0
    while at + _EXTRA_RECORD.size <= len(raw):
        kind, length = _EXTRA_RECORD.unpack_from(raw, at)
        at += _EXTRA_RECORD.size
        found.setdefault(kind, raw[at : at + length])
        at += length
    return found


def _long(value: int, extra: bytes) -> tuple[int, bytes]:
    """Return a value that may stand in the zip64 field instead, and the rest of that field."""
    if value != _FULL or len(extra) < 8:
        return value, extra
    return int.from_bytes(extra[:8], "little"), extra[8:]


def _name(raw: bytes, unicode_path: bytes) -> str:
    """Return a name: as Info-ZIP gives it beside the name, where that belongs to this name, else from its bytes.

    The field begins with its version and the checksum of the name that it goes with: a program that renames an entry
    and does not know the field leaves the old one behind.
    """
    is_told = unicode_path[:1] == b"\x01" and int.from_bytes(unicode_path[1:5], "little") == zlib.crc32(raw)
    return decode_name(unicode_path[5:] if is_told else raw)
