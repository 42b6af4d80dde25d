"""The guard before any parser: only a sound zip of bounded size is opened, and it is counted while it inflates."""

import zipfile
import zlib
from collections.abc import Collection, Iterator, Sequence
from io import BytesIO

from par_excel.model import Limits, RefusalReason
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.bounds.inflating import deflate, inflated
from par_excel.reading.bounds.limits import ensure_file_size, ensure_ratio, ensure_unpacked
from par_excel.reading.bounds.zip_directory import LOCAL_RECORD, ZIP_START
from par_excel.vietnamese import visible

_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""The ways of packing that Open XML (ECMA-376 part 2) and OpenDocument (ODF 1.2 part 3) allow; zip itself knows more."""
_ENCRYPTED, _UTF_8 = 0x1, 0x800
"""Bits of an entry's flags: packed with a password, name in UTF-8."""
_LONGEST_MIMETYPE = 200
"""Bytes of the part `mimetype`; a longer one is not read, for zipfile counts nothing against the limits."""
OPEN_DOCUMENT = "application/vnd.oasis.opendocument.spreadsheet"


class Archive:
    """The parts of one workbook; what is taken out is counted against the limits.

    The directory is read by zipfile, the parts are inflated here: zipfile's own streams cost more than expat.
    """

    def __init__(self, data: bytes, parts: Sequence[zipfile.ZipInfo], mimetype: str, limits: Limits) -> None:
        self.mimetype = mimetype
        """What an OpenDocument file says of itself; empty elsewhere."""
        self._data = memoryview(data)
        self._limits = limits
        self._parts = {_part_name(info): info for info in parts}
        self._unpacked = 0

    @property
    def names(self) -> Collection[str]:
        """The names of the parts, in small letters and with `/`."""
        return self._parts.keys()

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._parts

    def chunks(self, name: str) -> Iterator[bytes]:
        """Return the content of a part, piece by piece.

        Raises:
            Breach: the part is missing or damaged, or inflates beyond the limits.
        """
        info = self._parts.get(name.casefold())
        if info is None:
            raise Breach(RefusalReason.DAMAGED, f"thiếu phần {visible(name)}")
        # The directory was held against the limits when the archive was opened; what it claims may be a lie.
        size = checksum = 0
        packed = _packed(self._data, info)
        for chunk in (
            inflated(packed, deflate) if info.compress_type == zipfile.ZIP_DEFLATED else (bytes(packed),)
        ):
            size += len(chunk)
            checksum = zlib.crc32(chunk, checksum)
            self._unpacked += len(chunk)
            ensure_unpacked(self._unpacked, self._limits)
            ensure_ratio(size, info.compress_size, self._limits)
            yield chunk
        if (size, checksum) != (info.file_size, info.CRC):
            raise Breach(RefusalReason.DAMAGED, f"nội dung phần {visible(name)} không nguyên vẹn")

    def whole(self, name: str) -> bytes:
        """Return the content of a part in one piece.

        Raises:
            Breach: as above.
        """
        return b"".join(self.chunks(name))


def _part_name(info: zipfile.ZipInfo) -> str:
    """Return the name of a part as it is compared: some programs on Windows write backslashes between folders."""
    return info.filename.replace("\\", "/").casefold()


def _packed(data: memoryview, info: zipfile.ZipInfo) -> memoryview:
    """Return the packed bytes of a part, found behind its own header, which must agree with the directory."""
    start, *_, name_length, extra_length = LOCAL_RECORD.unpack_from(data, info.header_offset)
    first = info.header_offset + LOCAL_RECORD.size
    encoding = "utf-8" if info.flag_bits & _UTF_8 else "cp437"  # as zipfile decoded the name in the directory
    name = bytes(data[first : first + name_length]).decode(encoding)
    first += name_length + extra_length
    packed = data[first : first + info.compress_size]
    if start != ZIP_START or name != info.orig_filename or len(packed) < info.compress_size:
        raise Breach(RefusalReason.DAMAGED, "mục lục bên trong tệp không khớp với nội dung")
    return packed


def open_archive(data: bytes, limits: Limits) -> Archive:
    """Return the parts of a zip, after its directory was held against the limits.

    Raises:
        Breach: it is not opened.
    """
    ensure_file_size(data, limits)
    file = zipfile.ZipFile(BytesIO(data))
    parts = file.infolist()
    if len(parts) > limits.entries:
        raise Breach(RefusalReason.UNSAFE, f"có hơn {limits.entries} phần bên trong tệp")
    ensure_unpacked(sum(info.file_size for info in parts), limits)
    for info in parts:
        _ensure_sound(info, limits)
    # Part names are compared without regard to case (ECMA-376 part 2): two that differ so only are one to Excel.
    names = {_part_name(info) for info in parts}
    if len(names) < len(parts):
        raise Breach(RefusalReason.UNSAFE, "có hai phần bên trong tệp trùng tên nhau")
    return Archive(data, parts, _mimetype(file, names), limits)


def _ensure_sound(info: zipfile.ZipInfo, limits: Limits) -> None:
    name = info.filename
    steps = name.replace("\\", "/").split("/")
    if ".." in steps or name.startswith(("/", "\\")) or ":" in name or "\x00" in info.orig_filename:
        raise Breach(RefusalReason.UNSAFE, f"tên phần bên trong tệp không hợp lệ: {visible(name)[:60]}")
    if info.flag_bits & _ENCRYPTED:
        raise Breach(RefusalReason.PASSWORD, "")
    if info.compress_type not in _METHODS:
        raise Breach(RefusalReason.UNSAFE, "phần bên trong tệp được nén theo cách bảng tính không dùng")
    ensure_ratio(info.file_size, info.compress_size, limits)


def _mimetype(file: zipfile.ZipFile, names: Collection[str]) -> str:
    """Return what an OpenDocument file says of itself; one that was packed again may have lost it."""
    part = next((info for info in file.infolist() if info.filename == "mimetype"), None)
    if part is not None and part.file_size <= _LONGEST_MIMETYPE:
        return file.read(part).decode("ascii", "replace")
    is_likely = part is None and "content.xml" in names and not any(name.startswith("xl/") for name in names)
    return OPEN_DOCUMENT if is_likely else ""
