"""A ledger on a PostgreSQL server, in a schema of its own: what differs there, and what the server reports in sentences.

Who writes first takes a lock that is the ledger's own and lasts as long as the transaction. So writers follow one
another, as they do with a file, and the chain of entries has neither gaps nor branches. Text is compared by its bytes,
as SQLite does, whatever language the server speaks.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

from par_excel.ledger.database import CUT_SHORT, VERSION, Database, Rows, copy_rows
from par_excel.ledger.failures import LedgerDamaged, LedgerTooNew, SharedLedgerFailure
from par_excel.ledger.sqlite import SqliteFile, made_beside
from par_excel.model import SharedLedger

_OLDEST = 130_000
"""PostgreSQL 13, as libpq numbers versions."""
_CONNECT_SECONDS = 15
_SILENT_MS = 30_000
"""Milliseconds after which a server that answers nothing is taken for lost."""
# the first half of the lock's number, so that no other program's lock in the database is this one
_LOCK = int.from_bytes(b"PARX", "big")

_TEXT = 'text COLLATE "C"'
_TABLES = (
    f"""CREATE TABLE parcel (
    intake     bigint PRIMARY KEY,
    sha256     {_TEXT} NOT NULL UNIQUE CHECK (length(sha256) = 64),
    received   {_TEXT} NOT NULL,
    size_bytes bigint NOT NULL
)""",
    f"CREATE TABLE content (sha256 {_TEXT} PRIMARY KEY REFERENCES parcel (sha256), data bytea NOT NULL)",
    f"""CREATE TABLE sighting (
    sequence bigint PRIMARY KEY,
    sha256   {_TEXT} NOT NULL REFERENCES parcel (sha256),
    name     {_TEXT} NOT NULL,
    seen     {_TEXT} NOT NULL,
    UNIQUE (sha256, name)
)""",
    f"""CREATE TABLE reading (
    sha256      {_TEXT} PRIMARY KEY REFERENCES parcel (sha256),
    reading_key {_TEXT} NOT NULL,
    shape       {_TEXT} NOT NULL,
    seal        {_TEXT} NOT NULL,
    body        {_TEXT} NOT NULL
)""",
    f"""CREATE TABLE entry (
    number bigint PRIMARY KEY,
    kind   {_TEXT} NOT NULL,
    hash   {_TEXT} NOT NULL UNIQUE,
    line   {_TEXT} NOT NULL
)""",
    f"CREATE TABLE output (name {_TEXT} PRIMARY KEY, hashes {_TEXT} NOT NULL)",
    f"CREATE TABLE kept (sha256 {_TEXT} PRIMARY KEY CHECK (length(sha256) = 64), data bytea NOT NULL)",
    """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$""",
)
"""The tables of `sqlite.py`, where their columns are explained; text is compared by its bytes, as SQLite does."""
_APPEND_ONLY = ("parcel", "content", "sighting", "entry", "kept")
_DECLARED = """
SELECT 'column ' || relname || ' ' || attname || ' ' || format_type(atttypid, atttypmod) || ' ' || attnotnull::text
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
UNION ALL
SELECT 'constraint ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND contype IN ('p', 'u', 'f', 'c')
UNION ALL
SELECT 'trigger ' || relname || ' ' || tgname || ' ' || tgenabled::text || ' ' || tgtype::text
FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE relnamespace = current_schema()::regnamespace AND NOT tgisinternal
UNION ALL
SELECT 'function ' || proname || prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
"""
"""Tells tables, columns, constraints, triggers and functions as they are, a line each."""

_LOST = (
    "mất kết nối với máy chủ giữa chừng; việc đang ghi dở hoặc đã vào sổ trọn vẹn, hoặc chưa có gì vào sổ. "
    "Xin kiểm tra mạng và máy chủ rồi chạy lại."
)
# by SQLSTATE: what the server says in words is in a language of its own
_REASONS = {
    "25006": "máy chủ chỉ cho đọc (bản dự phòng?); xin báo người quản trị cơ sở dữ liệu.",
    "53100": "ổ đĩa của máy chủ đã đầy; xin báo người quản trị cơ sở dữ liệu rồi chạy lại.",
    "53200": "máy chủ thiếu bộ nhớ; xin đợi ít phút rồi chạy lại.",
    "53300": "máy chủ đã đủ số kết nối; xin đợi ít phút rồi chạy lại.",
    "55P03": "người khác đang ghi vào sổ theo dõi; xin đợi ít phút rồi chạy lại.",
    "57014": "máy chủ đã dừng lệnh giữa chừng; xin chạy lại.",
    "58030": "ổ đĩa của máy chủ báo lỗi khi đọc, ghi; xin báo người quản trị cơ sở dữ liệu.",
}
# data_corrupted, index_corrupted
_DAMAGES = frozenset({"XX001", "XX002"})
# insufficient_privilege; invalid_schema_name, where there is no schema that may be used
_NO_RIGHT = frozenset({"42501", "3F000"})
# connection exceptions; the server is shut down or does not take connections yet
_LOST_CLASSES = ("08", "57P")


class PostgresSchema(Database):
    """A ledger in one schema of a server."""

    failures = psycopg.Error

    def __init__(self, connection: psycopg.Connection[Any], server: SharedLedger, folder: str) -> None:
        self.place: str = str(server)
        self.folder = folder
        self._connection = connection
        self._server = server

    def execute(self, statement: str, values: Sequence[object] = ()) -> Rows:
        """Carry out a statement with these values in the places of its question marks."""
        if not values:
            # as bytes: psycopg's types take a text only where it is a literal, so that nobody puts values into it
            return self._connection.execute(statement.encode(), binary=True)
        return self._connection.execute(_with_marks(statement), values, binary=True)

    def execute_many(self, statement: str, values: Iterable[Sequence[object]]) -> None:
        """Carry out a statement once for each of these."""
        with self._connection.cursor() as cursor:
            cursor.executemany(_with_marks(statement), values)

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction has begun that has not ended; none goes on over a connection that is lost."""
        return self._connection.info.transaction_status not in {
            TransactionStatus.IDLE,
            TransactionStatus.UNKNOWN,
        }

    def as_bytes(self, column: str) -> str:
        """Return the expression for the bytes of a text."""
        return f"convert_to({column}, 'UTF8')"

    @contextmanager
    def translated_errors(self) -> Iterator[None]:
        """Turn what the server reports into a sentence."""
        try:
            yield
        except psycopg.Error as error:
            code = error.sqlstate or ""
            if code in _DAMAGES:
                raise LedgerDamaged(self.place, "máy chủ báo dữ liệu bên trong đã hỏng.") from error
            reason = self._reason(code)
            if not reason:
                raise
            raise SharedLedgerFailure(self.place, reason) from error

    def _reason(self, code: str) -> str:
        if code in _NO_RIGHT:
            return (
                f"tài khoản {self._server.user} chưa được cấp đủ quyền trên lược đồ {self._server.schema}; "
                "xin báo người quản trị cơ sở dữ liệu."
            )
        if self._connection.broken or code.startswith(_LOST_CLASSES):
            return _LOST
        return _REASONS.get(code, "")

    def begin(self, *, writes: bool) -> None:
        """Begin a transaction; who writes waits for the lock, and sees all that was written before."""
        if not writes:
            self.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            return
        self.execute("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
        # ends with the transaction, also where the connection breaks; whoever waits sees then all that was committed
        self.execute("SELECT pg_advisory_xact_lock(?, hashtext(?))", (_LOCK, self._server.schema))

    def save(self, target: Path) -> None:
        """Copy every row into a file beside the target, look at it, and rename it into place."""
        with made_beside(target) as beside, closing(SqliteFile.open(beside)) as copy:
            copy_rows(self, copy)
            if list(copy.unsound()):
                raise LedgerDamaged(self.place, CUT_SHORT)

    def unsound(self) -> Iterator[str]:
        """Yield what is wrong with the tables; pages and references are the server's own care."""
        if self._declared() != self._as_laid_out():
            yield "Các bảng của sổ theo dõi đã bị sửa."

    def close(self) -> None:
        """Let go of the connection."""
        with suppress(psycopg.Error):
            self._connection.close()

    def is_there(self) -> bool:
        """Say whether the tables were laid out."""
        with self.translated_errors():
            found = self.execute("SELECT to_regclass(?)", (f"{self._server.schema}.ledger",)).fetchone()
        return found[0] is not None

    def prepare(self) -> None:
        """Lay out the tables where there are none, and see that they are what they should be."""
        if not self.is_there():
            with self.translated_errors(), self._transaction(writes=True):
                if not self.is_there():  # somebody else may have been quicker
                    self._lay_out()
        with self.reading():
            row = self.execute("SELECT version FROM ledger").fetchone()
            if row is None or row[0] < VERSION:
                raise LedgerDamaged(self.place, CUT_SHORT)
            if row[0] > VERSION:
                raise LedgerTooNew(self.place, version=row[0], known=VERSION)
            # an index or a trigger of the administrator's own does no harm here; `unsound` tells of it
            if not self._as_laid_out() <= self._declared():
                raise LedgerDamaged(self.place, CUT_SHORT)

    def _lay_out(self) -> None:
        schema = self._server.schema
        if self.execute("SELECT to_regnamespace(?)", (schema,)).fetchone()[0] is None:
            self.execute(f"CREATE SCHEMA {schema}")
        if self._declared():
            raise SharedLedgerFailure(
                self.place,
                f"lược đồ {schema} đang được chương trình khác dùng; xin đặt tên khác ở khóa luoc_do của [so_chung].",
            )
        self.execute("CREATE TABLE ledger (version integer NOT NULL, declared text NOT NULL)")
        for statement in _TABLES:
            self.execute(statement)
        for table in _APPEND_ONLY:
            self.execute(
                f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
            # triggers for each row do not fire for TRUNCATE
            self.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse_change()"
            )
        self.execute(
            "INSERT INTO ledger (version, declared) VALUES (?, ?)",
            (VERSION, "\n\n".join(sorted(self._declared()))),
        )

    def _declared(self) -> frozenset[str]:
        return frozenset(line for (line,) in self.execute(_DECLARED))

    def _as_laid_out(self) -> frozenset[str]:
        row = self.execute("SELECT declared FROM ledger").fetchone()
        return frozenset() if row is None else frozenset(row[0].split("\n\n"))


def connect(
    server: SharedLedger, password: str | None, *, folder: str, busy_seconds: float
) -> PostgresSchema:
    """Open a ledger on a server, or lay it out there."""
    opened = _opened(server, password, folder, busy_seconds)
    try:
        opened.prepare()
    except BaseException:
        opened.close()
        raise
    return opened


def is_there(server: SharedLedger, password: str | None) -> bool:
    """Say whether a ledger was ever laid out there."""
    with closing(_opened(server, password, "", 0)) as opened:
        return opened.is_there()


def _opened(server: SharedLedger, password: str | None, folder: str, busy_seconds: float) -> PostgresSchema:
    """Connect, and see whether this server will do."""
    try:
        connection = psycopg.connect(
            host=server.host,
            port=server.port,
            dbname=server.database,
            user=server.user,
            password=password,
            sslmode="verify-full" if server.is_encrypted else "disable",
            # "system" is the system's own store of certificates, known to libpq since version 16
            sslrootcert=server.authority or ("system" if server.is_encrypted else None),
            connect_timeout=_CONNECT_SECONDS,
            tcp_user_timeout=_SILENT_MS,
            keepalives_idle=_SILENT_MS // 1_000,
            client_encoding="UTF8",
            application_name="par_excel",
            # transactions are begun and ended by our own statements, as in SQLite
            autocommit=True,
        )
    except psycopg.Error as error:
        raise SharedLedgerFailure(str(server), _why_not_opened(error, server)) from error
    opened = PostgresSchema(connection, server, folder)
    try:
        with opened.translated_errors():
            _prepare(opened, connection, server, busy_seconds)
    except BaseException:
        opened.close()
        raise
    return opened


def _prepare(
    opened: PostgresSchema, connection: psycopg.Connection[Any], server: SharedLedger, busy_seconds: float
) -> None:
    if connection.info.server_version < _OLDEST:
        raise SharedLedgerFailure(
            str(server), f"máy chủ dùng PostgreSQL quá cũ; cần từ phiên bản {_OLDEST // 10_000} trở lên."
        )
    if connection.info.parameter_status("server_encoding") != "UTF8":
        raise SharedLedgerFailure(
            str(server),
            f"cơ sở dữ liệu {server.database} không dùng mã UTF8; xin tạo cơ sở dữ liệu khác với mã UTF8.",
        )
    for setting, value in (
        ("search_path", server.schema),
        ("lock_timeout", f"{max(1, round(busy_seconds * 1_000))}ms"),
        # a server may be set to answer before its disk has what was committed
        ("synchronous_commit", "on"),
    ):
        opened.execute("SELECT set_config(?, ?, false)", (setting, value))


def _why_not_opened(error: psycopg.Error, server: SharedLedger) -> str:
    """Return why no connection came about, as far as can be told: servers speak in languages of their own."""
    said = " ".join(str(error).split())
    attempt = error.pgconn
    if attempt is not None and attempt.needs_password:
        return (
            f"máy chủ hỏi mật khẩu của tài khoản {server.user} mà chưa có. Xin lưu mật khẩu theo hướng dẫn "
            "“Sổ theo dõi chung” rồi chạy lại."
        )
    if attempt is not None and attempt.used_password:
        return (
            f"máy chủ không chấp nhận tài khoản {server.user}, mật khẩu hoặc cơ sở dữ liệu {server.database} "
            f"({said}). Xin kiểm tra lại bảng [so_chung] và mật khẩu."
        )
    return (
        f"không kết nối được ({said}). Xin kiểm tra mạng, tên máy chủ, cổng và bảo mật ở bảng [so_chung], hoặc hỏi "
        "người quản trị cơ sở dữ liệu."
    )


@cache
def _with_marks(statement: str) -> bytes:
    """Return the statement with the marks of this library."""
    return statement.replace("%", "%%").replace("?", "%s").encode()
