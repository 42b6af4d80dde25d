"""Files that a page may open: those that lie in the folders of the period, each under a key; no path comes from a page."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from par_excel.model import DOCUMENTS
from par_excel.workflow.folder.folder import Folder


class Openable(Struct, frozen=True):
    """A file that may be opened."""

    key: str
    path: Path
    name: str
    """Its path within the period's folder, with `/`."""


def openable_files(folder: Folder) -> Iterator[Openable]:
    """Yield what the program made and what was received; links are not followed."""
    for place in (folder.outbox, folder.templates, folder.inbox, folder.root / DOCUMENTS):
        for above, folders, names in os.walk(place):
            folders[:] = sorted(each for each in folders if not each.startswith("."))
            for name in sorted(names):
                path = Path(above, name)
                if not name.startswith(".") and path.is_file() and not path.is_symlink():
                    yield openable(folder, path)


def openable(folder: Folder, path: Path) -> Openable:
    """Return a file of the period with the key under which it may be opened."""
    name = path.relative_to(folder.root).as_posix()
    # on Linux a name may hold bytes that are no UTF-8, which Python keeps as lone surrogates
    return Openable(hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16], path, name)


def openable_among(folder: Folder, paths: Iterable[Path]) -> list[Openable]:
    """Return those of these paths that are files, as they may be opened."""
    return [openable(folder, path) for path in paths if path.is_file()]


def openable_in_inbox(folder: Folder, name: str) -> Openable | None:
    """Return a file where it lies in the inbox by itself; one in an archive or letter is in the folder of evidence."""
    return next(iter(openable_among(folder, [folder.inbox / name])), None)


def find_file(folder: Folder, key: str) -> Openable | None:
    """Return the file that has a key, None where there is none (any more)."""
    return next((each for each in openable_files(folder) if each.key == key), None)
