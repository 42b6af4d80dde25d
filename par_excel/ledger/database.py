"""The database of a ledger: an SQLite file, or a PostgreSQL server that several officials share; one copied into another.

The statements are the same for both and stand in the modules that use them; values are always handed over apart, each
in the place of a question mark.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar, Protocol

from par_excel.ledger.failures import LedgerNotEmpty

VERSION = 3
"""Version of the tables; a ledger of a newer one is refused, of older ones see `sqlite.py`."""
CUT_SHORT = "các bảng bên trong đã bị sửa."
"""The sentence on tables that are not declared as they were laid out."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "parcel": ("sha256", "intake", "received", "size_bytes"),
    "content": ("sha256", "data"),
    "sighting": ("sequence", "sha256", "name", "seen"),
    "reading": ("sha256", "reading_key", "shape", "seal", "body"),
    "entry": ("number", "kind", "hash", "line"),
    "kept": ("sha256", "data"),
    "output": ("name", "hashes"),
}
"""What each table holds, the key first; a table stands behind those that it refers to."""


class Rows(Protocol):
    """What a statement found, or how much it changed."""

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""

    def fetchone(self) -> Any:  # noqa: ANN401 - a row is a tuple of whatever the statement asks for
        """Return the next row; None where there is none."""

    def fetchall(self) -> list[Any]:
        """Return all rows that were not taken yet."""

    def __iter__(self) -> Iterator[Any]:
        """Yield the rows."""


class Database(ABC):
    """An open ledger's tables.

    Several threads must not use one at the same time; several processes may each have their own.
    """

    place: Path | str
    """As messages name it: a file, or in words where it is on a server."""
    folder: str = ""
    """Tells what one working folder has written from what others have; empty where there is one folder only."""
    failures: ClassVar[type[Exception]]
    """What the library raises."""

    @abstractmethod
    def execute(self, statement: str, values: Sequence[object] = ()) -> Rows:
        """Carry out a statement with these values in the places of its question marks."""

    @abstractmethod
    def execute_many(self, statement: str, values: Iterable[Sequence[object]]) -> None:
        """Carry out a statement once for each of these."""

    @property
    @abstractmethod
    def in_transaction(self) -> bool:
        """Whether a transaction has begun that has not ended."""

    @abstractmethod
    def as_bytes(self, column: str) -> str:
        """Return the expression for the bytes of a text, which damage may have made no text any more."""

    @abstractmethod
    def translated_errors(self) -> AbstractContextManager[None]:
        """Translate the errors of the library into failures with a sentence; mistakes of the program pass unchanged.

        Raises:
            LedgerDamaged: what is kept is no longer whole.
            OutputError: it cannot be reached, read or written.
        """

    @abstractmethod
    def save(self, target: Path) -> None:
        """Write the ledger as it is now into an SQLite file, whole or not at all; one that is there is replaced.

        Raises:
            OutputError: it could not be written.
            LedgerDamaged: the ledger is no longer whole.
        """

    @abstractmethod
    def unsound(self) -> Iterator[str]:
        """Yield in sentences what is wrong with the tables themselves."""

    @abstractmethod
    def close(self) -> None:
        """Let go of it."""

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Let the block see one state of the ledger, whatever others write meanwhile."""
        with self.translated_errors(), self._transaction(writes=False):
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Let the block alone write: all of it is kept, or nothing.

        Others wait until it ends, so that entries are numbered without gaps and their chain never forks.
        """
        with self.translated_errors(), self._transaction(writes=True):
            yield

    @abstractmethod
    def begin(self, *, writes: bool) -> None:
        """Begin a transaction; one that writes waits for its turn."""

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[None]:
        try:
            self.begin(writes=writes)
            yield
            self.execute("COMMIT")
        except BaseException:
            if self.in_transaction:
                with suppress(self.failures):  # closing the connection rolls back as well
                    self.execute("ROLLBACK")
            raise


_OUTPUT = "output"


def copy_rows(source: Database, target: Database) -> None:
    """Copy all that a ledger holds into an empty one, a row at a time; both are whole, whatever happens meanwhile.

    Of what was written to outputs, only that of the source's own working folder is copied, and becomes that of the
    target's.

    Raises:
        LedgerNotEmpty: the target holds something.
    """
    with source.reading(), target.writing():
        for table in COLUMNS:
            if target.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None:  # noqa: S608 - own names
                raise LedgerNotEmpty(target.place)
        for table in COLUMNS:
            _copy_table(source, target, table)


def _copy_table(source: Database, target: Database, table: str) -> None:
    key, *_ = columns = COLUMNS[table]
    listed, marks = ", ".join(columns), ", ".join("?" * len(columns))
    take = f"SELECT {listed} FROM {table} WHERE {key} = ?"  # noqa: S608 - own names
    put = f"INSERT INTO {table} ({listed}) VALUES ({marks})"  # noqa: S608 - own names
    # keys first, then a row at a time: memory does not grow with the ledger
    keys = source.execute(f"SELECT {key} FROM {table} ORDER BY {key}").fetchall()  # noqa: S608 - own names
    for found in keys:
        row = source.execute(take, found).fetchone()
        if table != _OUTPUT:
            target.execute(put, row)
        elif row[0].startswith(source.folder):
            target.execute(put, (target.folder + row[0].removeprefix(source.folder), *row[1:]))
