"""The files of the inbox by name, size and time: which of them are complete, and which may still be on their way.

No file is read. A file is held back while a spreadsheet program keeps its lock beside it, or while it cannot be opened.
"""

# ruff: noqa: N818 - a failure is named after what happened, in the words of the sentence

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct, field

from par_excel.model import ConfigError
from par_excel.system import is_elsewhere, without_limit
from par_excel.vietnamese import visible

_EXCEL_LOCK = "~$"
_OFFICE_LOCK = ".~lock."
_OFFICE_LOCK_END = "#"
"""Excel keeps `~$name` beside an open file, LibreOffice `.~lock.name#`."""
_OPEN_ELSEWHERE = "đang mở trong Excel hoặc LibreOffice, sẽ nhận khi tệp được đóng."
_UNREADABLE = "chưa mở được, có thể đang được chương trình khác giữ; sẽ thử lại."

FileState = tuple[int, int]
"""Size and time of change: while they stay the same, nobody writes."""


class Listing(Struct, frozen=True):
    """The files of the inbox at one moment."""

    files: Mapping[str, FileState] = field(default_factory=dict)
    """By path inside the inbox, with `/`."""
    held: Mapping[str, str] = field(default_factory=dict)
    """Why a file is to be left alone, by path."""


class InboxOutOfReach(ConfigError):
    """The inbox is not there, or cannot be listed: a network folder may have gone."""

    def __init__(self, inbox: Path) -> None:
        super().__init__(
            "Không thấy thư mục inbox.",
            "kiểm tra kết nối mạng hoặc ổ đĩa chứa thư mục làm việc.",
            file=inbox,
        )


def list_inbox(inbox: Path) -> Listing:
    """Return what lies in the inbox now.

    Raises:
        InboxOutOfReach: it is not there or cannot be listed.
    """
    reached = without_limit(inbox)
    try:
        found = {name: (path, state) for name, path, state in _walk(reached, "")}
    except OSError as failure:
        raise InboxOutOfReach(inbox) from failure
    locked = {owner for name in found for owner in _owners(name)}
    files = {name: state for name, (_, state) in found.items() if not _is_lock(name)}
    held = {name: _OPEN_ELSEWHERE for name in files if name.casefold() in locked}
    held |= {name: _UNREADABLE for name in files if name not in held and not _may_be_read(found[name][0])}
    return Listing(files, held)


def _walk(folder: Path, prefix: str) -> Iterator[tuple[str, Path, FileState]]:
    """Yield every file under the name by which it is told, which may have other characters than its path."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        try:
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(Path(entry.path), f"{prefix}{entry.name}/")
            elif entry.is_file(follow_symlinks=False):
                # not entry.stat(): Windows answers it from the folder, which learns of a growing file late
                path = Path(entry.path)
                state = path.stat()
                yield visible(prefix + entry.name), path, (state.st_size, state.st_mtime_ns)
        except OSError:
            if not folder.is_dir():
                raise
            # what has gone meanwhile, or may not be listed, is told by the intake


def _is_lock(name: str) -> bool:
    return name.rpartition("/")[2].startswith((_EXCEL_LOCK, _OFFICE_LOCK))


def _owners(name: str) -> Iterator[str]:
    """Yield the file that a lock belongs to, folded; none where it is no lock."""
    folder, slash, file = name.casefold().rpartition("/")
    if file.startswith(_EXCEL_LOCK):
        yield folder + slash + file.removeprefix(_EXCEL_LOCK)
    elif file.startswith(_OFFICE_LOCK) and file.endswith(_OFFICE_LOCK_END):
        yield folder + slash + file.removeprefix(_OFFICE_LOCK).removesuffix(_OFFICE_LOCK_END)


def _may_be_read(path: Path) -> bool:
    try:
        if is_elsewhere(path.stat()):
            return True  # named by the intake, which does not open it either
        with path.open("rb"):
            return True
    except OSError:
        return False
