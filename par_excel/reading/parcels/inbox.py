"""The inbox: every file in it becomes a parcel, or is named with why it is left for the next run.

Nothing here changes the inbox or looks into a file. Links are not followed, pipes and devices not opened.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from msgspec import Struct

from par_excel.model import DEFAULT_LIMITS, Parcel
from par_excel.system import is_elsewhere, without_limit
from par_excel.vietnamese import visible

_LOCK_PREFIXES = ("~$", ".~lock.")
_PARTIAL_SUFFIXES = (".part", ".partial", ".crdownload", ".opdownload", ".download", ".tmp")
_SYSTEM_NAMES = frozenset({"desktop.ini", "thumbs.db", "ehthumbs.db", "icon\r", "__macosx"})
_WORKBOOK_FOLDERS = (".xlsx/", ".xlsm/", ".xls/", ".ods/")
_MARK_OF_THE_WEB = ":zone.identifier"
"""Where Windows keeps beside a file that it came from the web; other systems copy it as a file of its own."""
# O_NOFOLLOW: what was a file when it was listed may be a link by now. O_NONBLOCK: opening a pipe would wait for a writer.
_OPEN_FLAGS = (
    os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
)
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class SkipReason(Enum):
    """Why something in the inbox is left for the next run."""

    LOCK = "Tệp khóa tạm của chương trình bảng tính, không phải bản nộp; tệp chính đang được mở."
    PARTIAL = "Tệp đang tải về dở dang."
    SYSTEM = "Tệp của hệ điều hành, không phải bản nộp."
    EMPTY = "Tệp rỗng, chưa có nội dung."
    EMPTY_FOLDER = (
        "Là thư mục rỗng mang tên bảng tính; tệp có thể đã mất khi chép hoặc giải nén, cần lấy lại."
    )
    CHANGING = "Tệp đang được ghi; sẽ được đọc ở lần chạy sau."
    TOO_LARGE = "Tệp vượt dung lượng cho phép nên không được đọc."
    LINK = "Là liên kết đến nơi khác, không được mở."
    ELSEWHERE = (
        "Tệp mới chỉ nằm trên mạng (OneDrive), chưa tải về máy; nhấp chuột phải vào tệp, chọn “Always keep on this "
        "device” (“Luôn giữ trên thiết bị này”), rồi chạy lại."
    )
    SPECIAL = "Không phải là tệp thông thường, không được mở."
    UNREADABLE = "Không mở được tệp; có thể tệp đang được chương trình khác giữ hoặc thiếu quyền đọc."


SENT_BY_NOBODY = frozenset({SkipReason.SYSTEM, SkipReason.LOCK})
"""Files that programs of this computer keep: nobody waits for them."""


class Skipped(Struct, frozen=True):
    """Something in the inbox that was not taken in this time."""

    name: str
    """Path inside the inbox, with `/`."""
    reason: SkipReason


def scan_inbox(folder: Path, *, limit_bytes: int = DEFAULT_LIMITS.parcel_bytes) -> Iterator[Parcel | Skipped]:
    """Return everything in the inbox, in order of names; an inbox that does not exist is empty."""
    yield from _scan(without_limit(folder), "", limit_bytes)


def _scan(folder: Path, prefix: str, limit_bytes: int) -> Iterator[Parcel | Skipped]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    except OSError:
        yield Skipped(prefix or ".", SkipReason.UNREADABLE)
        return
    if not entries and prefix.casefold().endswith(_WORKBOOK_FOLDERS):
        yield Skipped(visible(prefix.rstrip("/")), SkipReason.EMPTY_FOLDER)
    for entry in entries:
        name = visible(prefix + entry.name)
        reason = _reason_to_leave(entry)
        if reason is not None:
            yield Skipped(name, reason)
        elif entry.is_dir(follow_symlinks=False):
            yield from _scan(Path(entry.path), f"{prefix}{entry.name}/", limit_bytes)
        else:
            yield _read(entry.path, name, limit_bytes)


def _reason_to_leave(entry: os.DirEntry[str]) -> SkipReason | None:
    folded = entry.name.casefold()
    if folded.startswith(_LOCK_PREFIXES):
        return SkipReason.LOCK
    if folded.endswith(_PARTIAL_SUFFIXES):
        return SkipReason.PARTIAL
    if folded.startswith(".") or folded in _SYSTEM_NAMES or folded.endswith(_MARK_OF_THE_WEB):
        return SkipReason.SYSTEM
    try:
        return _reason_by_kind(entry)
    except OSError:
        return SkipReason.UNREADABLE


def _reason_by_kind(entry: os.DirEntry[str]) -> SkipReason | None:
    if entry.is_symlink():
        return SkipReason.LINK
    if not (entry.is_dir(follow_symlinks=False) or entry.is_file(follow_symlinks=False)):
        return SkipReason.SPECIAL
    return SkipReason.ELSEWHERE if is_elsewhere(entry.stat(follow_symlinks=False)) else None


def _read(path: str, name: str, limit_bytes: int) -> Parcel | Skipped:
    try:
        descriptor = os.open(path, _OPEN_FLAGS)
    except FileNotFoundError:
        return Skipped(name, SkipReason.CHANGING)
    except OSError:
        return Skipped(name, SkipReason.UNREADABLE)
    try:
        return _read_open(descriptor, name, limit_bytes)
    except OSError:
        return Skipped(name, SkipReason.UNREADABLE)
    finally:
        os.close(descriptor)


def _read_open(descriptor: int, name: str, limit_bytes: int) -> Parcel | Skipped:
    before = os.fstat(descriptor)
    if not stat.S_ISREG(before.st_mode):
        return Skipped(name, SkipReason.SPECIAL)
    if before.st_size > limit_bytes:
        return Skipped(name, SkipReason.TOO_LARGE)
    with open(descriptor, "rb", closefd=False) as file:
        # one byte more shows that it grew; asking for the limit would set aside as much memory for each small file
        data = file.read(before.st_size + 1)
    return _taken(name, data, before, os.fstat(descriptor))


def _taken(name: str, data: bytes, before: os.stat_result, after: os.stat_result) -> Parcel | Skipped:
    """Return the parcel, unless the file changed between the first look and the last."""
    states = {(each.st_size, each.st_mtime_ns) for each in (before, after)}
    if len(states) > 1 or len(data) != after.st_size:
        return Skipped(name, SkipReason.CHANGING)
    if not data:
        return Skipped(name, SkipReason.EMPTY)
    return Parcel(
        name=name, data=data, sha256=hashlib.sha256(data).hexdigest(), modified=_time(after.st_mtime)
    )


def _time(seconds: float) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return _BEGINNING
