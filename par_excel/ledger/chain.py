"""The chain of entries inside the ledger: each is added in the same transaction as what it tells of.

The functions work on an open connection, within the transaction of their caller.
"""

import sqlite3
from collections.abc import Callable, Iterable
from typing import TypeVar

from par_excel.ledger.entries import (
    APPROVED,
    Approval,
    Arrival,
    ArrivalKind,
    End,
    Entry,
    Line,
    Posted,
    PostKind,
    UnreadableLine,
    following,
    kind_of,
    line_of,
    parse_line,
    utc_text,
)
from par_excel.model import Decision, Parcel

_NO_DECISIONS = frozenset(kind.value for kind in (*ArrivalKind, *PostKind)) | {APPROVED}
_STEPS = tuple(kind.value for kind in PostKind)
_E = TypeVar("_E", Arrival, Decision, Posted, Approval)


def end_of(connection: sqlite3.Connection) -> End:
    """Return where the chain ends."""
    row = connection.execute("SELECT number, hash FROM entry ORDER BY number DESC LIMIT 1").fetchone()
    return End() if row is None else End(*row)


def texts_of(connection: sqlite3.Connection, *, after: int = 0) -> tuple[str, ...]:
    """Return the lines of all entries after this number; what damage has made no text of is shown as one."""
    found = connection.execute("SELECT line FROM entry WHERE number > ? ORDER BY number", (after,))
    return tuple(str(text) for (text,) in found)


def entries_of(connection: sqlite3.Connection) -> tuple[Entry, ...] | None:
    """Return all entries; None where the chain is broken."""
    texts = texts_of(connection)
    lines = following(texts, End())
    return tuple(line.entry for line in lines) if len(lines) == len(texts) else None


def decisions_of(connection: sqlite3.Connection) -> tuple[Decision, ...] | None:
    """Return all decisions; None where one is not as it was written."""
    found = connection.execute("SELECT kind, line FROM entry ORDER BY number")
    try:
        lines = [parse_line(str(text)) for kind, text in found if kind not in _NO_DECISIONS]
    except UnreadableLine:
        return None
    return tuple(line.entry for line in lines if isinstance(line.entry, Decision))


def posted_of(connection: sqlite3.Connection, *, content: str = "") -> tuple[Posted, ...] | None:
    """Return every step on a letter's way, or of letters with this content; None where one is not as it was written."""
    marks = ", ".join("?" * len(_STEPS))
    found = connection.execute(
        f"SELECT line FROM entry WHERE kind IN ({marks}) AND instr(line, ?) ORDER BY number",  # noqa: S608 - question marks
        (*_STEPS, content),
    )
    try:
        lines = [parse_line(str(text)) for (text,) in found]
    except UnreadableLine:
        return None
    return tuple(line.entry for line in lines if isinstance(line.entry, Posted))


def approvals_of(connection: sqlite3.Connection) -> tuple[Approval, ...] | None:
    """Return every approval; None where one is not as it was written."""
    found = connection.execute("SELECT line FROM entry WHERE kind = ? ORDER BY number", (APPROVED,))
    try:
        lines = [parse_line(str(text)) for (text,) in found]
    except UnreadableLine:
        return None
    return tuple(line.entry for line in lines if isinstance(line.entry, Approval))


def add_entry(connection: sqlite3.Connection, entry: Callable[[int], _E]) -> _E:
    """Add the entry that is made with the next number, and return it."""
    end = end_of(connection)
    made = entry(end.number + 1)
    _insert(connection, line_of(made, end.hash))
    return made


def take_over(connection: sqlite3.Connection, lines: Iterable[Line]) -> None:
    """Add the lines of a log that the ledger does not know, with what they tell of; bytes they have none."""
    for line in lines:
        _insert(connection, line)
        if isinstance(line.entry, Arrival):
            arrival = line.entry
            add_arrival(connection, arrival.sha256, arrival.name, arrival.size_bytes, utc_text(arrival.at))


def add_arrival(
    connection: sqlite3.Connection, sha256: str, name: str, size_bytes: int, seen: str
) -> tuple[bool, bool]:
    """Note that bytes were seen under a name; say whether the bytes are new, and whether the name is."""
    parcel = connection.execute(
        "INSERT INTO parcel (sha256, received, size_bytes) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (sha256, seen, size_bytes),
    )
    sighting = connection.execute(
        "INSERT INTO sighting (sha256, name, seen) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (sha256, name, seen),
    )
    return parcel.rowcount == 1, sighting.rowcount == 1


def add_content(connection: sqlite3.Connection, parcel: Parcel) -> bool:
    """Keep the bytes of a parcel; say whether they were not there yet."""
    stored = connection.execute(
        "INSERT INTO content (sha256, data) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (parcel.sha256, parcel.data),
    )
    return stored.rowcount == 1


def _insert(connection: sqlite3.Connection, line: Line) -> None:
    connection.execute(
        "INSERT INTO entry (number, kind, hash, line) VALUES (?, ?, ?, ?)",
        (line.entry.number, kind_of(line.entry), line.hash, line.text),
    )
