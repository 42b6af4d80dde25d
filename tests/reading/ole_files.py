"""OLE2 files and Outlook letters made byte by byte ([MS-CFB], [MS-OXMSG]): small streams packed, large ones in sectors."""

import itertools
import struct
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from msgspec import Struct

Folder = Mapping[str, "bytes | Folder"]

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_HEADER = struct.Struct("<8s16x5H6x9L")
_ENTRY = struct.Struct("<64sHBB3L16xL16xLQ")
_STORAGE, _STREAM, _ROOT = 1, 2, 5


class _Writer:
    def __init__(self) -> None:
        self.sectors: list[bytes] = []
        self.table: list[int] = []
        self.mini = b""
        self.mini_table: list[int] = []
        self.entries: list[list[object]] = []

    def chain(self, content: bytes) -> int:
        """Write a content into sectors and return the first."""
        count = -(-len(content) // _SECTOR)
        if not count:
            return _END
        first = len(self.sectors)
        for number in range(count):
            self.sectors.append(content[number * _SECTOR : (number + 1) * _SECTOR].ljust(_SECTOR, b"\x00"))
            self.table.append(first + number + 1 if number < count - 1 else _END)
        return first

    def mini_chain(self, content: bytes) -> int:
        count = -(-len(content) // _MINI)
        if not count:
            return _END
        first = len(self.mini_table)
        self.mini += content.ljust(count * _MINI, b"\x00")
        self.mini_table += [*range(first + 1, first + count), _END]
        return first

    def folder(self, files: Folder) -> int:
        """Write the entries of a folder and return its uppermost: each hangs at the right of the one before."""
        numbers = []
        for name in sorted(files):
            content = files[name]
            number = len(self.entries)
            numbers.append(number)
            if isinstance(content, bytes):
                start = self.mini_chain(content) if len(content) < _CUTOFF else self.chain(content)
                self.entries.append([name, _STREAM, _FREE, _FREE, start, len(content)])
            else:
                self.entries.append([name, _STORAGE, _FREE, _FREE, 0, 0])
                self.entries[number][3] = self.folder(content)
        for number, following in itertools.pairwise(numbers):
            self.entries[number][2] = following
        return numbers[0] if numbers else _FREE


def ole_file(files: Folder) -> bytes:
    """Return an OLE2 file of these streams and folders."""
    writer = _Writer()
    writer.entries.append(["Root Entry", _ROOT, _FREE, _FREE, _END, 0])
    writer.entries[0][3] = writer.folder(files)
    writer.entries[0][4:] = [writer.chain(writer.mini), len(writer.mini)]
    directory = b"".join(
        _ENTRY.pack(
            str(name).encode("utf-16-le"),
            2 * len(str(name)) + 2,
            kind,
            1,
            _FREE,
            right,
            child,
            0,
            start,
            size,
        )
        for name, kind, right, child, start, size in writer.entries
    )
    first_entry = writer.chain(directory)
    mini_table = struct.pack(f"<{len(writer.mini_table)}L", *writer.mini_table)
    first_mini = writer.chain(mini_table.ljust(-(-len(mini_table) // _SECTOR) * _SECTOR, b"\xff"))
    return _with_table(writer, first_entry, first_mini)


def _with_table(writer: _Writer, first_entry: int, first_mini: int) -> bytes:
    per_sector, data_sectors = _SECTOR // 4, len(writer.sectors)
    count = 1
    while count * per_sector < data_sectors + count:
        count += 1
    numbers = [*writer.table, *([_TABLE] * count)]
    numbers += [_FREE] * (count * per_sector - len(numbers))
    table = struct.pack(f"<{len(numbers)}L", *numbers)
    start = bytes.fromhex("D0CF11E0A1B11AE1")
    header = _HEADER.pack(
        start, 62, 3, 0xFFFE, 9, 6, 0, count, first_entry, 0, _CUTOFF, first_mini, 1, _END, 0
    )
    places = [*range(data_sectors, data_sectors + count)]
    header += struct.pack("<109L", *places, *([_FREE] * (109 - count)))
    return header + b"".join(writer.sectors) + table


class Attached(Struct, frozen=True, kw_only=True):
    """A file attached to an Outlook letter."""

    name: str
    content: "bytes | Folder | None"
    method: int = 1
    media_type: str = ""
    content_id: str = ""
    flags: int = 0
    is_short_name: bool = False


def outlook_folder(
    *,
    sender: str = "so-a@quangtri.gov.vn",
    sent_at: datetime | None = datetime(2021, 1, 4, 1, 0, tzinfo=UTC),
    subject: str = "Nộp phụ lục 1",
    headers: str = "",
    code_page: int = 0,
    attached: Sequence[Attached] = (),
    is_inner: bool = False,
) -> Folder:
    """Return the streams of an Outlook letter; with a code page its texts are of 8 bits."""
    texts = {0x0037: subject, 0x0C1F: sender, 0x007D: headers}
    rows = [_row(0x0003, 0x3FFD, code_page)] if code_page else []
    if sent_at is not None:
        ticks = int((sent_at - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
        rows.append(_row(0x0040, 0x0039, ticks))
    files: dict[str, bytes | Folder] = {
        "__properties_version1.0": bytes(24 if is_inner else 32) + b"".join(rows),
        **_texts(texts, code_page),
    }
    for number, file in enumerate(attached):
        files[f"__attach_version1.0_#{number:08X}"] = _attachment(file, code_page)
    return files


def _attachment(file: Attached, code_page: int) -> Folder:
    names = {
        0x3704 if file.is_short_name else 0x3707: file.name,
        0x370E: file.media_type,
        0x3712: file.content_id,
    }
    rows = _row(0x0003, 0x3705, file.method) + _row(0x0003, 0x3714, file.flags)
    files: dict[str, bytes | Folder] = {
        "__properties_version1.0": bytes(8) + rows,
        **_texts(names, code_page),
    }
    if isinstance(file.content, bytes):
        files["__substg1.0_37010102"] = file.content
    elif file.content is not None:
        files["__substg1.0_3701000D"] = file.content
    return files


def _texts(texts: Mapping[int, str], code_page: int) -> dict[str, bytes]:
    if code_page:
        return {
            f"__substg1.0_{number:04X}001E": text.encode(f"cp{code_page}")
            for number, text in texts.items()
            if text
        }
    return {
        f"__substg1.0_{number:04X}001F": text.encode("utf-16-le") for number, text in texts.items() if text
    }


def _row(kind: int, number: int, value: int) -> bytes:
    return struct.pack("<HHLQ", kind, number, 6, value)
