"""Renaming a file into its place so that it stays there, on every system."""

import errno
import os
import stat
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

_WINDOWS_ACCESS_DENIED = 5
_WINDOWS_SHARING_VIOLATION = 32
_PASSING = frozenset({_WINDOWS_ACCESS_DENIED, _WINDOWS_SHARING_VIOLATION})
_PAUSES = (0.02, 0.05, 0.1, 0.2, 0.4)
"""Seconds. A virus scanner or the search index lets go of a file within these; Excel does not."""
_ELSEWHERE = stat.FILE_ATTRIBUTE_OFFLINE | 0x40_0000
"""Attributes of Windows; the latter is FILE_ATTRIBUTE_RECALL_ON_DATA_ACCESS of winnt.h, which `stat` does not name."""
_NOT_KNOWN = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.ENOSYS, errno.EACCES, errno.EPERM})
"""What systems say that cannot wait for a folder: network shares, folders without the right to list them."""


def replace_file(new: Path, target: Path) -> None:
    """Rename a file into its place, over what is there, and wait until the disk has it.

    Raises:
        OSError: it could not be done; PermissionError where another program holds the former file open. Only where
            the disk itself fails may the file stand in its place nonetheless.
    """
    wait_out_sharing(partial(os.replace, new, target))
    sync_folder(target.parent)


def wait_out_sharing(do: Callable[[], None], pauses: Iterable[float] = _PAUSES) -> None:
    """Do something with files; where Windows says that another program holds one of them, a few times.

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


def is_elsewhere(status: os.stat_result) -> bool:
    """Say whether a file has but its name on this computer, as OneDrive leaves it: opening it would fetch it, or hang."""
    return bool(getattr(status, "st_file_attributes", 0) & _ELSEWHERE)
