"""All that a run leaves, by value: two folders with the same state are the same period.

Looked at by plain SQL, JSON and zip, not by the program's own reading; where the folder lies is part of no value.
"""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from zipfile import ZipFile

from par_excel.workflow.folder.folder import Folder
from tests.ledger.made import is_sound, is_told, query

_TABLES = ("parcel", "content", "sighting", "reading", "entry", "kept")
_ZIPPED = frozenset({".xlsx", ".docx"})
State = Mapping[str, object]


def state_of(folder: Folder) -> State:
    """Return every value of outputs, ledger, log and inbox, each under its name; fails where something is not whole."""
    assert is_sound(folder.ledger)
    assert is_told(folder.ledger)
    return dict((*_outputs(folder), *_recorded(folder), *_inbox(folder)))


def outputs_of(folder: Folder) -> dict[str, bytes]:
    """Return what stands in the outbox, without what is being written."""
    return {name: path.read_bytes() for name, path in _files_in_outbox(folder)}


def parts_of(path: Path) -> dict[str, bytes]:
    """Return the parts of a workbook or document; fails unless it opens and every part is whole."""
    with ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def in_process(folder: Folder) -> list[str]:
    """Return what is left in the folder of files that were being written."""
    return [path.name for path in folder.root.rglob(".par-*")]


def opens(folder: Folder) -> bool:
    """Say whether every output that is there can be opened as a whole."""
    return all(parts_of(path) for _, path in _files_in_outbox(folder) if path.suffix in _ZIPPED)


def _outputs(folder: Folder) -> Iterator[tuple[str, object]]:
    here = str(folder.root).encode()
    for name, path in _files_in_outbox(folder):
        parts = parts_of(path) if path.suffix in _ZIPPED else {"": path.read_bytes()}
        for part, data in parts.items():
            yield f"{name}: {part}", _brief(data.replace(here, b""))


def _files_in_outbox(folder: Folder) -> list[tuple[str, Path]]:
    return [
        (path.relative_to(folder.outbox).as_posix(), path)
        for path in sorted(folder.outbox.rglob("*"))
        if path.is_file() and not path.name.startswith(".par-")
    ]


def _recorded(folder: Folder) -> Iterator[tuple[str, object]]:
    for table in _TABLES:
        rows = sorted(query(folder.ledger, f"SELECT * FROM {table}"))  # noqa: S608 - own names
        yield table, [tuple(map(_shown, row)) for row in rows]
    for name, hashes in query(folder.ledger, "SELECT name, hashes FROM output ORDER BY name"):
        own = hashlib.sha256((folder.root / name).read_bytes()).hexdigest()
        yield f"noted: {name}", hashes.replace(own, "what stands there")


def _inbox(folder: Folder) -> Iterator[tuple[str, object]]:
    for path in sorted(folder.inbox.rglob("*")):
        if path.is_file():
            status = path.stat()
            yield f"inbox: {path.name}", (_brief(path.read_bytes()), status.st_mtime_ns, status.st_mode)


def _shown(value: object) -> object:
    return _brief(value) if isinstance(value, bytes) else value


def _brief(data: bytes) -> str:
    return f"{len(data)} bytes {hashlib.sha256(data).hexdigest()[:16]}"
