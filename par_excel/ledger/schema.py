"""The ledger's tables, and the opening of its file.

Rollback journal and full sync, not WAL: the file may lie on a network share and is copied by hand.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path

from par_excel.ledger.failures import LedgerDamaged, LedgerTooNew, LedgerTooOld, LibraryTooOld, told_in_words

APPLICATION_ID = int.from_bytes(b"PARX", "big")
"""Tells the ledger from the SQLite files of other programs."""
VERSION = 3
"""Version of the tables; the one before gets what it lacks, any other is refused."""
_WITHOUT_KEPT = 2
"""The version before there was a table of approved files."""
_STRICT_SINCE = (3, 37, 0)

_PARCEL = """
CREATE TABLE parcel (
    intake     INTEGER PRIMARY KEY,                -- order of first intake
    sha256     TEXT    NOT NULL UNIQUE CHECK (length(sha256) = 64),
    received   TEXT    NOT NULL,                   -- of the first intake, UTC
    size_bytes INTEGER NOT NULL
) STRICT
"""
_CONTENT = """
CREATE TABLE content (                             -- apart: a ledger made anew from the log waits for the bytes
    sha256 TEXT PRIMARY KEY REFERENCES parcel (sha256),
    data   BLOB NOT NULL
) STRICT
"""
_SIGHTING = """
CREATE TABLE sighting (
    sequence INTEGER PRIMARY KEY,
    sha256   TEXT NOT NULL REFERENCES parcel (sha256),
    name     TEXT NOT NULL,                        -- path inside the inbox
    seen     TEXT NOT NULL,                        -- for the first time under this name, UTC
    UNIQUE (sha256, name)
) STRICT
"""
_READING = """
CREATE TABLE reading (
    sha256      TEXT PRIMARY KEY REFERENCES parcel (sha256),
    reading_key TEXT NOT NULL,                     -- of the reader and basis that it was read with
    shape       TEXT NOT NULL,                     -- of the values in the body
    seal        TEXT NOT NULL,                     -- SHA-256 of key, shape and body, with a zero byte between
    body        TEXT NOT NULL                      -- JSON: every file of the parcel with what was found in it
) STRICT
"""
_ENTRY = """
CREATE TABLE entry (                               -- the log: every arrival and every decision
    number INTEGER PRIMARY KEY,
    kind   TEXT NOT NULL,
    hash   TEXT NOT NULL UNIQUE,
    line   TEXT NOT NULL                           -- as it stands in nhat_ky.jsonl
) STRICT
"""
_OUTPUT = """
CREATE TABLE output (
    name   TEXT PRIMARY KEY,                       -- path inside the working folder
    hashes TEXT NOT NULL                           -- SHA-256 of what the program itself wrote there
) STRICT
"""
_KEPT = """
CREATE TABLE kept (                                -- what was made of approved results, by content
    sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
    data   BLOB NOT NULL
) STRICT
"""


def _append_only(table: str, *, same: str) -> Iterator[str]:
    """Yield the triggers that keep rows as they are; REPLACE would delete a row without any trigger for DELETE."""
    for action in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
        )
    yield (
        f"CREATE TRIGGER {table}_once BEFORE INSERT ON {table} "  # noqa: S608 - own names
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) BEGIN SELECT RAISE(IGNORE); END"
    )


_ADDED = (_KEPT, *_append_only("kept", same="sha256 = NEW.sha256"), f"PRAGMA user_version = {VERSION}")
"""What a ledger of the version before lacks."""
_STATEMENTS = (
    _PARCEL,
    _CONTENT,
    _SIGHTING,
    _READING,
    _ENTRY,
    _OUTPUT,
    *_append_only("parcel", same="sha256 = NEW.sha256 OR intake = NEW.intake"),
    *_append_only("content", same="sha256 = NEW.sha256"),
    *_append_only("sighting", same="sha256 = NEW.sha256 AND name = NEW.name OR sequence = NEW.sequence"),
    *_append_only("entry", same="number = NEW.number OR hash = NEW.hash"),
    f"PRAGMA application_id = {APPLICATION_ID}",
    *_ADDED,
)


def connect(
    path: Path, *, busy_seconds: float, connection_type: type[sqlite3.Connection]
) -> sqlite3.Connection:
    """Open the file, or create it with its tables; a file that cannot be used is closed again and left as it is."""
    if sqlite3.sqlite_version_info < _STRICT_SINCE:
        raise LibraryTooOld(sqlite3.sqlite_version, needed=".".join(map(str, _STRICT_SINCE)))
    with told_in_words(path):
        connection = sqlite3.connect(
            path, timeout=busy_seconds, isolation_level=None, factory=connection_type
        )
        try:
            _prepare(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def declared(connection: sqlite3.Connection) -> frozenset[tuple[str | None, ...]]:
    """Return what all tables, indexes and triggers are, with their declarations."""
    return frozenset(connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema"))


@cache
def as_laid_out() -> frozenset[tuple[str | None, ...]]:
    """Return what a new ledger declares."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        _lay_out(connection)
        return declared(connection)


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    for setting in ("synchronous = FULL", "foreign_keys = ON", "trusted_schema = OFF"):
        connection.execute(f"PRAGMA {setting}")
    if _is_blank(connection):
        _lay_out(connection)
    if _number(connection, "application_id") != APPLICATION_ID:
        raise LedgerDamaged(path, "tệp là cơ sở dữ liệu của chương trình khác.")
    if _number(connection, "user_version") == _WITHOUT_KEPT:
        _add_kept(connection)
    version = _number(connection, "user_version")
    if version > VERSION:
        raise LedgerTooNew(path, version=version, known=VERSION)
    if version < VERSION:
        raise LedgerTooOld(path, version=version, known=VERSION)
    if not as_laid_out() <= declared(connection):
        raise LedgerDamaged(path, "các bảng bên trong tệp đã bị sửa.")
    connection.execute("PRAGMA journal_mode = DELETE").fetchall()


def _is_blank(connection: sqlite3.Connection) -> bool:
    """Say whether nothing was ever written: a new file, or one whose first opening was cut short."""
    return _number(connection, "application_id") == 0 and (
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,)
    )


def _lay_out(connection: sqlite3.Connection) -> None:
    with transaction(connection, "BEGIN IMMEDIATE"):
        if _is_blank(connection):  # another process may have been quicker
            for statement in _STATEMENTS:
                connection.execute(statement)


def _add_kept(connection: sqlite3.Connection) -> None:
    with transaction(connection, "BEGIN IMMEDIATE"):
        if _number(connection, "user_version") == _WITHOUT_KEPT:  # another process may have been quicker
            for statement in _ADDED:
                connection.execute(statement)


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])


@contextmanager
def transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    """Run the block in one transaction: all of it, or nothing."""
    try:
        connection.execute(begin)
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            with suppress(sqlite3.Error):  # closing the connection rolls back as well
                connection.execute("ROLLBACK")
        raise
