"""Where a ledger may be kept, alike for tests that say the same of a file and of a server."""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from par_excel.ledger import Ledger, open_ledger, open_shared_ledger
from par_excel.model import SharedLedger
from tests.ledger.made import log_of, query
from tests.postgres import PASSWORD, Server


class Place(ABC):
    """A ledger that is opened, looked into and changed, with the log of the folder beside it."""

    log: Path
    refused: tuple[type[Exception], ...]
    """What plain SQL raises where a trigger forbids something."""

    @abstractmethod
    def open(self, *, with_log: bool = False, busy_seconds: float = 60, adopts: bool = False) -> Ledger: ...

    @abstractmethod
    def query(self, sql: str) -> list[tuple[Any, ...]]: ...

    @abstractmethod
    def change(self, *statements: str, is_hindered: bool = True) -> None: ...

    @abstractmethod
    def somebody_writes(self) -> AbstractContextManager[None]: ...

    @abstractmethod
    def lose(self) -> None: ...


class FilePlace(Place):
    """A ledger in a file."""

    refused = (sqlite3.IntegrityError,)

    def __init__(self, path: Path) -> None:
        self.path, self.log = path, log_of(path)

    def open(self, *, with_log: bool = False, busy_seconds: float = 60, adopts: bool = False) -> Ledger:
        log = self.log if with_log else None
        return open_ledger(self.path, log=log, busy_seconds=busy_seconds, adopts=adopts)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        return query(self.path, sql)

    def change(self, *statements: str, is_hindered: bool = True) -> None:
        triggers = (
            [] if is_hindered else self.query("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        )
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            for statement in (
                *(f"DROP TRIGGER {name}" for name, _ in triggers),
                *statements,
                *(sql for _, sql in triggers),
            ):
                connection.execute(statement)

    @contextmanager
    def somebody_writes(self) -> Iterator[None]:
        with closing(sqlite3.connect(self.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")

    def lose(self) -> None:
        self.path.unlink()


class ServerPlace(Place):
    """A ledger on a server; what changes it unhindered is the administrator."""

    refused = (psycopg.errors.RaiseException,)

    def __init__(self, server: Server, place: SharedLedger, folder: Path) -> None:
        self.server, self.place, self.folder = server, place, folder
        self.log = folder / "nhat_ky.jsonl"
        self._is_laid_out = False

    def open(self, *, with_log: bool = False, busy_seconds: float = 60, adopts: bool = False) -> Ledger:
        if not self._is_laid_out:
            self.server.lay_out(self.place)
            self._is_laid_out = True
        return open_shared_ledger(
            self.place,
            adopts=adopts,
            password=PASSWORD,
            folder=f"{self.folder}|",
            log=self.log if with_log else None,
            busy_seconds=busy_seconds,
        )

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with self.connection() as connection:
            return connection.execute(sql).fetchall()

    def change(self, *statements: str, is_hindered: bool = True) -> None:
        with self.connection() as connection:
            if not is_hindered:
                connection.execute("SET session_replication_role = replica")
            for statement in statements:
                connection.execute(statement)

    @contextmanager
    def somebody_writes(self) -> Iterator[None]:
        with open_shared_ledger(self.place, password=PASSWORD, folder="") as other, other.database.writing():
            yield

    def lose(self) -> None:
        self.change(f"DROP SCHEMA {self.place.schema} CASCADE")
        self._is_laid_out = False

    @contextmanager
    def connection(self) -> Iterator[psycopg.Connection[Any]]:
        with self.server.administrator() as connection:
            connection.execute(f"SET search_path TO {self.place.schema}")
            yield connection
