"""A ledger in one SQLite file: its tables, its opening, its copy, and what SQLite reports in sentences.

Rollback journal and full sync, not WAL: the file may lie on a network share and is copied by hand.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Self

from par_excel.ledger.database import CUT_SHORT, VERSION, Database
from par_excel.ledger.failures import LedgerDamaged, LedgerTooNew, LedgerTooOld, LibraryTooOld
from par_excel.model import OutputError
from par_excel.system import replace_file

BUSY_SECONDS = 60.0
"""How long to wait while another process writes: it may be taking in a large inbox from a slow disk."""

APPLICATION_ID = int.from_bytes(b"PARX", "big")
"""Tells the ledger from the SQLite files of other programs."""
_WITHOUT_KEPT = 2
"""The version of tables from before approved files were kept: such a ledger gets what it lacks, any other is refused."""
_STRICT_SINCE = (3, 37, 0)
"""The first SQLite that knows STRICT tables, in which a column holds values of its type alone."""

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
"""Statements that bring a ledger of the version before up to this one."""
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


_NO_RIGHT = "không có quyền ghi vào tệp hoặc thư mục chứa tệp."
_IN_USE = "chương trình khác đang dùng sổ theo dõi; xin đợi ít phút rồi chạy lại."
_REASONS = {
    sqlite3.SQLITE_FULL: "ổ đĩa đã đầy; xin giải phóng dung lượng rồi chạy lại.",
    sqlite3.SQLITE_READONLY: _NO_RIGHT,
    sqlite3.SQLITE_PERM: _NO_RIGHT,
    sqlite3.SQLITE_CANTOPEN: "không mở được tệp; thư mục không có hoặc chưa được cấp quyền.",
    sqlite3.SQLITE_IOERR: "ổ đĩa hoặc mạng báo lỗi khi đọc, ghi; xin kiểm tra kết nối rồi chạy lại.",
    sqlite3.SQLITE_BUSY: _IN_USE,
    sqlite3.SQLITE_LOCKED: _IN_USE,
}
_BROKEN = "cấu trúc bên trong tệp đã hỏng."
_DAMAGES = {
    sqlite3.SQLITE_NOTADB: "tệp không phải là sổ theo dõi, hoặc phần đầu tệp đã hỏng.",
    sqlite3.SQLITE_CORRUPT: _BROKEN,
}
_PRIMARY = 0xFF
"""The extended codes of SQLite keep the general one in their lowest byte."""


class SqliteFile(Database):
    """A ledger in one file."""

    failures = sqlite3.Error

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.place: Path = path
        self.connection = connection

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        busy_seconds: float = BUSY_SECONDS,
        connection_type: type[sqlite3.Connection] = sqlite3.Connection,
    ) -> Self:
        """Open the file, or create it with its tables; a file that cannot be used is closed again and left as it is."""
        if sqlite3.sqlite_version_info < _STRICT_SINCE:
            raise LibraryTooOld(sqlite3.sqlite_version, needed=".".join(map(str, _STRICT_SINCE)))
        with errors_in_words(path):
            # isolation_level None: the module begins no transactions of its own beside ours
            connection = sqlite3.connect(
                path, timeout=busy_seconds, isolation_level=None, factory=connection_type
            )
            try:
                opened = cls(connection, path)
                opened._prepare()
            except BaseException:
                connection.close()
                raise
        return opened

    def execute(self, statement: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        """Carry out a statement with these values in the places of its question marks."""
        return self.connection.execute(statement, values)

    def execute_many(self, statement: str, values: Iterable[Sequence[object]]) -> None:
        """Carry out a statement once for each of these."""
        self.connection.executemany(statement, values)

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction has begun that has not ended."""
        return self.connection.in_transaction

    def as_bytes(self, column: str) -> str:
        """Return the expression for the bytes of a text."""
        return f"CAST({column} AS BLOB)"

    @contextmanager
    def translated_errors(self) -> Iterator[None]:
        """Turn what SQLite reports into a sentence."""
        with errors_in_words(self.place):
            yield

    def begin(self, *, writes: bool) -> None:
        """Begin a transaction."""
        # IMMEDIATE takes the lock at once: two that write queue up, instead of one failing halfway
        self.execute("BEGIN IMMEDIATE" if writes else "BEGIN")

    def save(self, target: Path) -> None:
        """Write the ledger as it is now beside the target, look at every page, and rename it into place."""
        with made_beside(target) as beside, errors_in_words(target, damaged=self.place):
            with closing(sqlite3.connect(beside, isolation_level=None)) as copy:
                # SQLite's own copy is whole whatever others write meanwhile; a plain one may lack what stands in the
                # journal
                self.connection.backup(copy)
                is_sound = copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            if not is_sound:
                raise LedgerDamaged(self.place, _BROKEN)

    def unsound(self) -> Iterator[str]:
        """Yield what is wrong with pages, tables and references."""
        found = [text for (text,) in self.execute("PRAGMA integrity_check")]
        if found != ["ok"]:
            yield f"Cấu trúc bên trong sổ theo dõi đã hỏng ({found[0]})."
        if self.declared() != _as_laid_out():
            yield "Các bảng của sổ theo dõi đã bị sửa."
        if self.execute("PRAGMA foreign_key_check").fetchone() is not None:
            yield "Sổ theo dõi có dòng trỏ đến một tệp không có trong sổ."

    def close(self) -> None:
        """Let go of the file; on Windows it can be moved or copied only then."""
        self.connection.close()

    def _prepare(self) -> None:
        # settings of a connection: the disk has what is committed, references are looked at (off unless asked for),
        # and what a foreign hand has put into the declarations cannot call functions
        for setting in ("synchronous = FULL", "foreign_keys = ON", "trusted_schema = OFF"):
            self.execute(f"PRAGMA {setting}")
        if self._is_blank():
            self.lay_out()
        # looked at before anything is changed: a file that is not ours stays as it is
        if self._number("application_id") != APPLICATION_ID:
            raise LedgerDamaged(self.place, "tệp là cơ sở dữ liệu của chương trình khác.")
        if self._number("user_version") == _WITHOUT_KEPT:
            self._add_kept()
        version = self._number("user_version")
        if version > VERSION:
            raise LedgerTooNew(self.place, version=version, known=VERSION)
        if version < VERSION:
            raise LedgerTooOld(self.place, version=version, known=VERSION)
        # an index of somebody's own does no harm here; `unsound` tells of it
        if not _as_laid_out() <= self.declared():
            raise LedgerDamaged(self.place, CUT_SHORT)
        # a tool may have switched the file to WAL, which loses rows in a plain copy and does not work on network
        # shares
        self.execute("PRAGMA journal_mode = DELETE").fetchall()

    def _is_blank(self) -> bool:
        """Say whether nothing was ever written: a new file, or one whose first opening was cut short."""
        return self._number("application_id") == 0 and (
            self.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,)
        )

    def lay_out(self) -> None:
        """Create all tables, where another process has not done so meanwhile."""
        with self._transaction(writes=True):
            if self._is_blank():  # another process may have been quicker
                for statement in _STATEMENTS:
                    self.execute(statement)

    def _add_kept(self) -> None:
        with self._transaction(writes=True):
            if self._number("user_version") == _WITHOUT_KEPT:  # another process may have been quicker
                for statement in _ADDED:
                    self.execute(statement)

    def _number(self, pragma: str) -> int:
        return int(self.execute(f"PRAGMA {pragma}").fetchone()[0])

    def declared(self) -> frozenset[tuple[str | None, ...]]:
        """Return what all tables, indexes and triggers are, with their declarations."""
        return frozenset(self.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema"))


@cache
def _as_laid_out() -> frozenset[tuple[str | None, ...]]:
    """Return what a new ledger declares."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        new = SqliteFile(connection, Path())
        new.lay_out()
        return new.declared()


@contextmanager
def made_beside(target: Path) -> Iterator[Path]:
    """Hand out a place for a file that is renamed to the target once it is whole; leave nothing behind otherwise."""
    beside = target.with_name(f".par-{target.name}")
    try:
        beside.unlink(missing_ok=True)
        yield beside
        replace_file(beside, target)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def errors_in_words(path: Path, *, damaged: Path | None = None) -> Iterator[None]:
    """Turn what SQLite reports about the file into a sentence; mistakes of the program pass unchanged.

    Args:
        path: what is written.
        damaged: what is named where something is not whole; the same if not given.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = _code(error)
        if code in _REASONS:
            raise OutputError(path, _REASONS[code]) from error
        if code in _DAMAGES:
            raise LedgerDamaged(damaged or path, _DAMAGES[code]) from error
        raise
    except (
        UnicodeDecodeError
    ) as error:  # a name inside the file that is no text any more, in a message of SQLite
        raise LedgerDamaged(damaged or path, _BROKEN) from error


def _code(error: sqlite3.DatabaseError) -> int | None:
    """Return the general code; text that is no UTF-8 any more is reported without one."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return sqlite3.SQLITE_CORRUPT if isinstance(error, sqlite3.OperationalError) else None
    return code & _PRIMARY
