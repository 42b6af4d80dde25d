"""Files on every system: renamed into their places so that they stay there, reached however long their paths are."""

import errno
import os
import stat
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

# a rename over a file that is open fails with the first, taking one away with the second
_WINDOWS_ACCESS_DENIED = 5
_WINDOWS_SHARING_VIOLATION = 32
_PASSING = frozenset({_WINDOWS_ACCESS_DENIED, _WINDOWS_SHARING_VIOLATION})
_PAUSES = (0.02, 0.05, 0.1, 0.2, 0.4)
"""Seconds between attempts, three quarters in all: a virus scanner or the search index lets go within them, Excel
does not."""
_ELSEWHERE = stat.FILE_ATTRIBUTE_OFFLINE | 0x40_0000 | 0x4_0000
"""Attributes of Windows; the latter two are FILE_ATTRIBUTE_RECALL_ON_DATA_ACCESS and …_ON_OPEN of winnt.h, which `stat`
does not name."""
_EXTENDED = "\\\\?\\"
_NOT_KNOWN = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.ENOSYS, errno.EACCES, errno.EPERM})
"""Errors where a folder cannot be written through to the disk: network shares, folders without the right to list them."""


def replace_file(new: Path, target: Path) -> None:
    """Rename a file into its place, over what is there, and wait until the disk has it.

    Raises:
        OSError: it could not be done; PermissionError where another program holds the former file open. Only where
            the disk itself fails may the file stand in its place nonetheless.
    """
    rename_over(new, target)
    # on Unix the new name is the folder's own data: unsynced, a power cut may take the rename back
    sync_folder(target.parent)


def rename_over(new: Path, target: Path) -> None:
    """Rename a file into its place, over what is there; what the disk has is for the caller to ask.

    Raises:
        OSError: it could not be done; PermissionError where another program holds the former file open.
    """
    wait_out_sharing(partial(os.replace, new, target))


def rename(old: Path, new: Path) -> Path:
    """Give a file or folder another name, under which nothing stands; return it.

    Raises:
        OSError: it could not be done; PermissionError where another program holds it, or a file in it, open.
    """
    return wait_out_sharing(partial(old.rename, new))


def wait_out_sharing(do: Callable[[], T], pauses: Iterable[float] = _PAUSES) -> T:
    """Do something with files and return what comes of it; where Windows says that another program holds one, a few times.

    Raises:
        OSError: it could not be done, the last time for the same reason.
    """
    for pause in pauses:
        try:
            return do()
        except PermissionError as failure:
            if getattr(failure, "winerror", None) not in _PASSING:
                raise
        time.sleep(pause)
    return do()


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder, where the system can do that (not on Windows).

    Raises:
        OSError: the disk failed.
    """
    if sys.platform != "win32":
        try:
            opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(opened)
            finally:
                os.close(opened)
        except OSError as failure:
            if failure.errno not in _NOT_KNOWN:
                raise


def without_limit(path: Path) -> Path:
    """Return a path that Windows follows however long it is, not to 259 characters alone; elsewhere the path itself."""
    return Path(extended(os.path.abspath(path))) if sys.platform == "win32" else path  # noqa: PTH100 - links stay links


def extended(whole: str) -> str:
    """Return a whole path of Windows as its own functions take it without a limit; of a network folder too."""
    if whole.startswith(_EXTENDED):
        return whole
    return f"{_EXTENDED}UNC{whole[1:]}" if whole.startswith("\\\\") else f"{_EXTENDED}{whole}"


def is_elsewhere(status: os.stat_result) -> bool:
    """Say whether a file has but its name on this computer, as OneDrive leaves it: opening it would fetch it, or hang."""
    return bool(getattr(status, "st_file_attributes", 0) & _ELSEWHERE)
