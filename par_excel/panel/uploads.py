"""Dropped files become files of the inbox: under their own names, beside what lies there, never over it.

The names come from outside: they become paths inside the inbox here, and nowhere else in the panel.
"""

import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import request
from msgspec import Struct
from werkzeug.datastructures import FileStorage

from par_excel.model import ConfigError, OutputError
from par_excel.system import plain_name, replace_file, without_limit
from par_excel.vietnamese import nfc, said_by_system
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.folder.outputs import make_folder

UPLOAD_BYTES = 1 << 30
"""Bytes of one request, at most: a folder of evidence with its letters; the intake holds each file against the limits."""
_PART_BYTES = 200
"""Bytes of one part of a name; file systems take 255, and a number may be added."""
_DEPTH = 8
"""How many folders of a dropped path are kept, the last ones."""


class Taken(Struct, frozen=True):
    """A dropped file that lies in the inbox now."""

    name: str
    """As it was dropped."""
    place: str
    """Its path in the inbox."""
    remark: str
    """What should be known about it; empty where all is plain."""


class HandedFile(Struct, frozen=True):
    """A file that a form brought along, for work that reads it and keeps nothing of it."""

    name: str
    data: bytes

    @contextmanager
    def on_disk(self) -> Iterator[Path]:
        """Give the file a place, for as long as the block takes."""
        with TemporaryDirectory() as place:
            file = Path(place, self.name)
            file.write_bytes(self.data)
            yield file


def handed_file() -> HandedFile | None:
    """Return the file of the form, None where none was chosen."""
    given = request.files.get("tep")
    if given is None or not given.filename:
        return None
    return HandedFile(inbox_name(given.filename).rpartition("/")[2], given.stream.read())


def required_file(mend: str) -> HandedFile:
    """Return the file of the form.

    Raises:
        ConfigError: none was chosen.
    """
    found = handed_file()
    if found is None:
        raise ConfigError("Chưa chọn tệp.", mend)
    return found


def take_uploads(folder: Folder, files: Iterable[FileStorage], *, note: str = "") -> tuple[Taken, ...]:
    """Lay every file into the inbox, whole or not at all; a note of the official lies beside them as a text.

    Raises:
        OutputError: a file could not be written.
    """
    taken = tuple(_take(folder, each) for each in files if each.filename)
    if note.strip() and taken:
        lay(folder, f"{Path(taken[0].place).name}.ghi_chu.txt", note.strip().encode("utf-8"))
    return taken


def _take(folder: Folder, upload: FileStorage) -> Taken:
    said = upload.filename or ""
    name = inbox_name(said)
    place = lay(folder, name, upload.stream.read())
    remarks = []
    if name != nfc(said).replace("\\", "/"):
        remarks.append("tên tệp có ký tự không dùng được nên đã được thay")
    if place != name:
        remarks.append(f"trong inbox đã có tệp khác cùng tên nên tệp này được lưu là {place}")
    return Taken(said, place, "; ".join(remarks))


def inbox_name(said: str) -> str:
    """Return the path inside the inbox for a name from outside: parts joined by `/`, each one that every system takes."""
    parts = re.split(r"[/\\]", nfc(said))
    kept = [
        plain_name(part, most_characters=_PART_BYTES, most_bytes=_PART_BYTES)
        for part in parts
        if part.strip(" .")
    ]
    return "/".join(kept[-_DEPTH:]) or "tep"


def lay(folder: Folder, name: str, data: bytes) -> str:
    """Write a file into the inbox under its name, or under one with a number where another file has it; return the name.

    Raises:
        OutputError: it could not be written.
    """
    inbox = without_limit(folder.inbox)
    for number in count(1):
        path = inbox / (name if number == 1 else _numbered(name, number))
        if not path.exists():
            break
        if path.is_file() and path.read_bytes() == data:
            return path.relative_to(inbox).as_posix()
    make_folder(path.parent)
    # `.part`: the intake leaves such a file alone until it has its name
    beside = path.with_name(f".par-{secrets.token_hex(4)}.part")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        replace_file(beside, path)
    except OSError as failure:
        beside.unlink(missing_ok=True)
        raise OutputError(folder.inbox / name, f"{said_by_system(failure)}.") from failure
    return path.relative_to(inbox).as_posix()


def _numbered(name: str, number: int) -> str:
    path = Path(name)
    return path.with_name(f"{path.stem} ({number}){path.suffix}").as_posix()
