"""Outputs reach their place whole or not at all: all are written beside it first, then renamed into it.

Outputs of one run belong together. Where one of them cannot be renamed, those renamed before it are put back, so that
after a failure all former ones are there. Only a run that is killed between two renames leaves a new one next to a
former one; each of them is whole, and the next run makes them anew.
"""

import errno
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from functools import partial
from itertools import count
from pathlib import Path
from typing import TypeVar

from par_excel.model import OutputError
from par_excel.system import rename, rename_over, replace_file, sync_folder, wait_out_sharing
from par_excel.vietnamese import errno_of, said_by_system

_T = TypeVar("_T")

_PREFIX = ".par-"
"""What the name of a file begins with until it is renamed into its place."""
_FORGOTTEN_SECONDS = 3600
"""How much older than a new file one beside its place is that a killed run has left; a younger one may be under way."""
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_OPEN_ELSEWHERE = "tệp đang mở trong chương trình khác (Excel, Word …). Hãy đóng tệp rồi chạy lại."
_NO_RIGHT = "không có quyền ghi vào thư mục này."
_GONE = "thư mục không còn ở đó; ổ đĩa hoặc thư mục mạng có thể đã ngắt kết nối. Hãy nối lại rồi chạy lại."
_DENIED = frozenset({errno.EACCES, errno.EPERM})
"""Windows reports so what Excel or Word holds open, as well as what one has no right to."""
_REASONS = {
    errno.ENOENT: _GONE,
    errno.ENODEV: _GONE,
    errno.EHOSTDOWN: _GONE,
    errno.EBUSY: _OPEN_ELSEWHERE,
    errno.ENOSPC: "ổ đĩa đã đầy. Hãy giải phóng dung lượng rồi chạy lại.",
    errno.EDQUOT: "đã hết dung lượng được cấp. Hãy giải phóng dung lượng rồi chạy lại.",
    errno.EFBIG: "tệp vượt giới hạn kích thước của hệ thống.",
    errno.EROFS: "thư mục chỉ cho phép đọc.",
    errno.ENOTDIR: "một phần của đường dẫn là tệp, không phải thư mục.",
    errno.EEXIST: "ở vị trí của thư mục đã có một tệp cùng tên. Hãy đổi tên tệp đó rồi chạy lại.",
    errno.EISDIR: "ở vị trí này đã có một thư mục cùng tên. Hãy đổi tên thư mục đó rồi chạy lại.",
    errno.ENAMETOOLONG: "đường dẫn quá dài. Hãy chuyển thư mục làm việc đến nơi có đường dẫn ngắn hơn.",
}


def write_outputs(contents: Mapping[Path, bytes], *, with_sweep: bool = True) -> None:
    """Write every file beside its place, then rename all into place; what was there stays until then.

    What is there already is left alone: a file that stands open elsewhere disturbs only where it would change.

    Args:
        contents: what is to stand where.
        with_sweep: what killed runs have left beside is removed, for which the whole folder is looked through.

    Raises:
        OutputError: a file could not be written or replaced; names it. All former ones are there.
    """
    with ExitStack() as leftovers:
        # All that may fail for want of room or rights comes before the first rename: new files, then copies of the former
        # ones, from which these could be put back.
        new = {target: data for target, data in contents.items() if read_output(target) != data}
        beside = {target: _write_beside(target, data, leftovers) for target, data in new.items()}
        former = {target: _copy_beside(target, leftovers) for target in new}
        if with_sweep:
            _sweep(beside.values())
        _rename_all(beside, former)


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, where there is none.

    Raises:
        OutputError: it cannot be made.
    """
    _with_reason(folder, partial(folder.mkdir, parents=True, exist_ok=True))


def numbered(path: Path) -> Iterator[Path]:
    """Yield a path, then the same with a number, for what stands there is not to be replaced."""
    yield path
    yield from (path.with_stem(f"{path.stem}_{number}") for number in count(2))


def rename_beside(path: Path, wanted: Path) -> Path:
    """Rename a file or folder to the first name that nothing has yet; return it.

    Raises:
        OutputError: it cannot be renamed.
    """
    place = next(name for name in numbered(wanted) if not name.exists())
    try:
        return rename(path, place)
    except OSError as failure:
        raise OutputError(place, f"hệ điều hành báo lỗi {said_by_system(failure)}.") from failure


def _rename_all(beside: Mapping[Path, Path], former: Mapping[Path, Path | None]) -> None:
    try:
        for target, new in beside.items():
            _with_reason(target, partial(_rename, new, target), denied=_OPEN_ELSEWHERE)
        # once for all names of a folder: each time the disk is waited for
        for folder in dict.fromkeys(target.parent for target in beside):
            _with_reason(folder, partial(sync_folder, folder))
    except BaseException:  # Ctrl-C as well: outputs of one run belong together
        for target, new in beside.items():
            _put_back(target, new, former[target])
        raise


def _rename(new: Path, target: Path) -> None:
    if target.is_dir():  # Windows would tell of missing rights instead
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    rename_over(new, target)


def _put_back(target: Path, new: Path, former: Path | None) -> None:
    """Undo a rename, also one that was done and yet reported as failed, as far as the system lets us."""
    with suppress(OSError):  # the failure that made it necessary is the one to tell
        if new.exists():  # it was not renamed yet
            return
        if former is None:
            wait_out_sharing(target.unlink)
        else:
            replace_file(former, target)


def _write_beside(target: Path, data: bytes, leftovers: ExitStack) -> Path:
    make_folder(target.parent)
    beside = target.with_name(f"{_PREFIX}{secrets.token_hex(8)}{target.suffix}")
    leftovers.callback(_remove, beside)
    _with_reason(target, partial(_write, beside, data))
    return beside


def _write(path: Path, data: bytes) -> None:
    """Write a new file and wait until the disk has it; its rights are those of any new file of this user."""
    with os.fdopen(os.open(path, _CREATE, 0o666), "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def read_output(target: Path) -> bytes | None:
    """Return what stands in an output's place, None where nothing does.

    Raises:
        OutputError: it cannot be read.
    """
    return _with_reason(target, partial(_read, target), denied=_OPEN_ELSEWHERE)


def _copy_beside(target: Path, leftovers: ExitStack) -> Path | None:
    """Return a copy of what stands there, None where nothing does."""
    data = read_output(target)
    return None if data is None else _write_beside(target, data, leftovers)


def _read(target: Path) -> bytes | None:
    if target.is_dir():  # Windows would tell of missing rights instead
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    return target.read_bytes() if target.exists() else None


def _sweep(written: Iterable[Path]) -> None:
    """Remove what runs that were killed have left; times are those of the file system, never of a clock.

    Each folder is looked through once, however many files were written into it.
    """
    for path in {path.parent: path for path in written}.values():
        with suppress(OSError):
            now = path.stat().st_mtime
            for old in path.parent.glob(f"{_PREFIX}*"):
                if now - old.stat().st_mtime > _FORGOTTEN_SECONDS:
                    old.unlink()


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def _with_reason(target: Path, do: Callable[[], _T], *, denied: str = _NO_RIGHT) -> _T:
    """Do something with a file; a failure of the system becomes an `OutputError` that says why."""
    try:
        return do()
    except OSError as failure:
        number = errno_of(failure)
        reason = denied if number in _DENIED else _REASONS.get(number, f"{said_by_system(failure)}.")
        raise OutputError(target, reason) from failure
