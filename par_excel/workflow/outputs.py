"""Outputs reach their place whole or not at all: all are written beside it first, then renamed into it."""

import errno
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from par_excel.model import OutputError


def write_outputs(contents: Mapping[Path, bytes]) -> None:
    """Write every file beside its place, then rename all into place; what was there stays until then.

    Raises:
        OutputError: a file could not be written or replaced; names it.
    """
    written: dict[Path, Path] = {}
    try:
        for target, data in contents.items():
            written[target] = _write_beside(target, data)
        for target in list(written):
            _replace(written[target], target)
            del written[target]
    finally:
        for leftover in written.values():
            with suppress(OSError):
                leftover.unlink()


def _write_beside(target: Path, data: bytes) -> Path:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".par-", suffix=target.suffix, dir=target.parent)
    except OSError as failure:
        raise OutputError(target, _reason(failure)) from failure
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as failure:
        with suppress(OSError):
            beside.unlink()
        raise OutputError(target, _reason(failure)) from failure
    return beside


def _replace(beside: Path, target: Path) -> None:
    try:
        beside.replace(target)
    except PermissionError as failure:
        reason = "tệp đang mở trong chương trình khác (Excel, Word …). Hãy đóng tệp rồi chạy lại."
        raise OutputError(target, reason) from failure
    except OSError as failure:
        raise OutputError(target, _reason(failure)) from failure


def _reason(failure: OSError) -> str:
    known = {
        "ENOSPC": "ổ đĩa đã đầy. Hãy giải phóng dung lượng rồi chạy lại.",
        "EFBIG": "tệp vượt giới hạn kích thước của hệ thống.",
        "EACCES": "không có quyền ghi vào thư mục này.",
        "EROFS": "thư mục chỉ cho phép đọc.",
        "ENOTDIR": "đường dẫn không phải là thư mục.",
        "EEXIST": "đường dẫn đã có tệp cùng tên.",
    }
    name = errno.errorcode.get(failure.errno or 0, "")
    return known.get(name, f"hệ điều hành báo lỗi {failure.strerror or failure}.")
