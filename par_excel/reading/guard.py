"""The guard before any parser: only a sound zip of bounded size is opened, and it is counted while it inflates."""

import zipfile
from collections.abc import Iterator
from io import BytesIO

from par_excel.model import RefusalReason
from par_excel.reading.breach import Breach
from par_excel.reading.kinds import ensure_spreadsheet, ensure_zip
from par_excel.reading.limits import Limits
from par_excel.vietnamese import format_number, visible
from decimal import Decimal

_CHUNK_BYTES = 1 << 18
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED = 0x1
_MIB = 1024 * 1024


class Archive:
    """The parts of one workbook; what is taken out is counted against the limits."""

    def __init__(self, file: zipfile.ZipFile, limits: Limits) -> None:
        self._file = file
        self._limits = limits
        self._parts = {info.filename.casefold(): info for info in file.infolist()}
        self._unpacked = 0

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._parts

    def chunks(self, name: str) -> Iterator[bytes]:
        """Return the content of a part, piece by piece.

        Raises:
            Breach: the part is missing, or inflates beyond the limits.
        """
        info = self._parts.get(name.casefold())
        if info is None:
            raise Breach(RefusalReason.DAMAGED, f"thiếu phần {visible(name)}")
        size = 0
        with self._file.open(info) as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                size += len(chunk)
                self._unpacked += len(chunk)
                _ensure_size(self._unpacked, self._limits)
                _ensure_ratio(size, info, self._limits)
                yield chunk


def open_archive(data: bytes, limits: Limits) -> Archive:
    """Return the parts of a workbook, after its directory was held against the limits.

    Raises:
        Breach: the bytes are no workbook, or one that is not opened.
    """
    ensure_zip(data)
    if len(data) > limits.file_bytes:
        raise Breach(RefusalReason.TOO_LARGE, f"tệp lớn hơn {_mib(limits.file_bytes)} MB")
    file = zipfile.ZipFile(BytesIO(data))
    parts = file.infolist()
    if len(parts) > limits.entries:
        raise Breach(RefusalReason.UNSAFE, f"có hơn {limits.entries} phần bên trong tệp")
    _ensure_size(sum(info.file_size for info in parts), limits)
    for info in parts:
        _ensure_sound(info, limits)
    names = {info.filename.casefold() for info in parts}
    if len(names) < len(parts):
        raise Breach(RefusalReason.UNSAFE, "có hai phần bên trong tệp trùng tên nhau")
    ensure_spreadsheet(names, _mimetype(file))
    return Archive(file, limits)


def _ensure_sound(info: zipfile.ZipInfo, limits: Limits) -> None:
    name = info.filename
    steps = name.replace("\\", "/").split("/")
    if ".." in steps or name.startswith(("/", "\\")) or ":" in name or "\x00" in info.orig_filename:
        raise Breach(RefusalReason.UNSAFE, f"tên phần bên trong tệp không hợp lệ: {visible(name)[:60]}")
    if info.flag_bits & _ENCRYPTED:
        raise Breach(RefusalReason.OLD_FORMAT, "tệp nén có mật khẩu")
    if info.compress_type not in _METHODS:
        raise Breach(RefusalReason.UNSAFE, "phần bên trong tệp được nén theo cách bảng tính không dùng")
    _ensure_ratio(info.file_size, info, limits)


def _ensure_size(unpacked: int, limits: Limits) -> None:
    if unpacked > limits.unpacked_bytes:
        raise Breach(RefusalReason.TOO_LARGE, f"nội dung giải nén lớn hơn {_mib(limits.unpacked_bytes)} MB")


def _ensure_ratio(size: int, info: zipfile.ZipInfo, limits: Limits) -> None:
    if size > limits.ratio_from_bytes and size > limits.ratio * info.compress_size:
        raise Breach(RefusalReason.UNSAFE, f"nội dung phình to hơn {limits.ratio} lần khi giải nén")


def _mib(size: int) -> str:
    return format_number((Decimal(size) / _MIB).quantize(Decimal("0.1")))


def _mimetype(file: zipfile.ZipFile) -> str:
    """Return what an OpenDocument file says of itself: its first part, stored plainly."""
    first = file.infolist()[0] if file.infolist() else None
    if first is None or first.filename != "mimetype" or first.file_size > 200:
        return ""
    return file.read(first).decode("ascii", "replace")
