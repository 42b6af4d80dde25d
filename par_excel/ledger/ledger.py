"""What was received and what was read from it, kept in one SQLite file.

The bytes come first and are never changed or deleted; a reading can always be made anew from them.
Every method is one transaction: after a failure or a power cut all of it is there, or nothing.
"""

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from par_excel.ledger.codec import SHAPE, UnreadableBody, decode, encode, kind_of
from par_excel.ledger.failures import LedgerDamaged, OutdatedReading, UnknownParcel, told_in_words
from par_excel.ledger.rows import FindingRow, ValueRow, finding_of, finding_row, value_rows
from par_excel.ledger.schema import connect, transaction
from par_excel.model import Finding, Parcel, Refusal, Submission

BUSY_SECONDS = 10.0
"""How long to wait while another process writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A parcel that was read, and what came of it."""

    sha256: str
    names: tuple[str, ...]
    """Under which it lay in the inbox, in order of first sighting."""
    size_bytes: int
    received: datetime
    """Of the first intake, in UTC."""
    order: int
    """Of the first intake; 1 came first."""
    outcome: Submission | Refusal
    findings: tuple[Finding, ...]


def open_ledger(
    path: Path,
    *,
    busy_seconds: float = BUSY_SECONDS,
    connection_type: type[sqlite3.Connection] = sqlite3.Connection,
) -> "Ledger":
    """Open the ledger, or create it where there is none; use it as a context manager."""
    return Ledger(connect(path, busy_seconds=busy_seconds, connection_type=connection_type), path)


class Ledger:
    """The open ledger."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; on Windows it can be moved or copied only then."""
        self._connection.close()

    def record(self, parcels: Sequence[Parcel], *, seen: datetime) -> tuple[Parcel, ...]:
        """Keep the bytes of every parcel whose content is new, and each new name; return the new ones, in order."""
        when = _utc_text(seen)
        for parcel in parcels:
            _refuse_wrong_hash(parcel)
        with self._transaction("BEGIN IMMEDIATE"):
            return tuple(parcel for parcel in parcels if self._take_in(parcel, when))

    def unread(self, reading_key: str) -> tuple[str, ...]:
        """Return the SHA-256 of the parcels without an outcome under this key, in order of intake."""
        with self._transaction("BEGIN"):
            return tuple(
                sha256
                for (sha256,) in self._connection.execute(
                    "SELECT sha256 FROM parcel WHERE NOT EXISTS (SELECT 1 FROM outcome "
                    "WHERE outcome.sha256 = parcel.sha256 AND reading_key = ? AND shape = ?) ORDER BY intake",
                    (reading_key, SHAPE),
                )
            )

    def data(self, sha256: str) -> bytes:
        """Return the bytes of a parcel, after holding them against their hash."""
        with self._transaction("BEGIN"):
            row = self._connection.execute("SELECT data FROM parcel WHERE sha256 = ?", (sha256,)).fetchone()
        if row is None:
            raise UnknownParcel(self._path, sha256)
        data: bytes = row[0]
        if _sha256(data) != sha256:
            raise LedgerDamaged(self._path, f"nội dung đã lưu của tệp có mã {sha256} không còn nguyên vẹn.")
        return data

    def names(self, sha256: str) -> tuple[str, ...]:
        """Return the names under which a parcel was seen, in order of first sighting."""
        with self._transaction("BEGIN"):
            self._require(sha256)
            found = self._connection.execute(
                "SELECT name FROM sighting WHERE sha256 = ? ORDER BY sequence", (sha256,)
            )
            return tuple(name for (name,) in found)

    def store(
        self, sha256: str, outcome: Submission | Refusal, findings: Sequence[Finding], *, reading_key: str
    ) -> None:
        """Keep what came of a parcel; a former reading of it is replaced."""
        head = (sha256, reading_key, SHAPE, kind_of(outcome), encode(outcome))
        with self._transaction("BEGIN IMMEDIATE"):
            self._require(sha256)
            self._connection.execute("DELETE FROM outcome WHERE sha256 = ?", (sha256,))
            self._connection.execute(
                "INSERT INTO outcome (sha256, reading_key, shape, kind, body) VALUES (?, ?, ?, ?, ?)", head
            )
            self._insert("value", ValueRow._fields, sha256, value_rows(outcome))
            self._insert("finding", FindingRow._fields, sha256, map(finding_row, findings))

    def outcomes(self) -> tuple[Recorded, ...]:
        """Return every parcel that was read, in order of first intake."""
        with self._transaction("BEGIN"):
            names, findings = self._all_names(), self._all_findings()
            rows = self._connection.execute(
                "SELECT sha256, size_bytes, received, intake, shape, kind, body "
                "FROM parcel JOIN outcome USING (sha256) ORDER BY intake"
            ).fetchall()
        return tuple(self._recorded(row, names[row[0]], findings[row[0]]) for row in rows)

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        with told_in_words(self._path), transaction(self._connection, begin):
            yield

    def _take_in(self, parcel: Parcel, when: str) -> bool:
        stored = self._connection.execute(
            "INSERT INTO parcel (sha256, received, size_bytes, data) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (parcel.sha256, when, len(parcel.data), parcel.data),
        )
        self._connection.execute(
            "INSERT INTO sighting (sha256, name, seen) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (parcel.sha256, parcel.name, when),
        )
        return stored.rowcount == 1

    def _require(self, sha256: str) -> None:
        if self._connection.execute("SELECT 1 FROM parcel WHERE sha256 = ?", (sha256,)).fetchone() is None:
            raise UnknownParcel(self._path, sha256)

    def _insert(
        self, table: str, columns: Sequence[str], sha256: str, rows: Iterable[tuple[str | None, ...]]
    ) -> None:
        marks = ", ".join("?" * (len(columns) + 2))
        self._connection.executemany(
            f"INSERT INTO {table} (sha256, position, {', '.join(columns)}) VALUES ({marks})",  # noqa: S608 - own names
            ((sha256, position, *row) for position, row in enumerate(rows, start=1)),
        )

    def _all_names(self) -> Mapping[str, list[str]]:
        names = defaultdict[str, list[str]](list)
        for sha256, name in self._connection.execute("SELECT sha256, name FROM sighting ORDER BY sequence"):
            names[sha256].append(name)
        return names

    def _all_findings(self) -> Mapping[str, list[tuple[str, ...]]]:
        findings = defaultdict[str, list[tuple[str, ...]]](list)
        columns = ", ".join(FindingRow._fields)
        for sha256, *row in self._connection.execute(
            f"SELECT sha256, {columns} FROM finding ORDER BY sha256, position"  # noqa: S608 - own names
        ):
            findings[sha256].append(tuple(row))
        return findings

    def _recorded(
        self, row: tuple[Any, ...], names: Iterable[str], findings: Iterable[tuple[str, ...]]
    ) -> Recorded:
        sha256, size_bytes, received, order, shape, kind, body = row
        try:
            return Recorded(
                sha256=sha256,
                names=tuple(names),
                size_bytes=size_bytes,
                received=datetime.fromisoformat(received),
                order=order,
                outcome=decode(kind, body),
                findings=tuple(map(finding_of, findings)),
            )
        except UnreadableBody as error:
            if shape != SHAPE:
                raise OutdatedReading(self._path) from error
            raise LedgerDamaged(
                self._path, f"kết quả đọc của tệp có mã {sha256} không còn nguyên vẹn."
            ) from error


def _utc_text(when: datetime) -> str:
    if when.tzinfo is None:
        message = "a time without a zone means another moment on another computer"
        raise ValueError(message)
    return when.astimezone(UTC).isoformat(timespec="microseconds")


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _refuse_wrong_hash(parcel: Parcel) -> None:
    """What is stored cannot be corrected: a hash that does not belong to the bytes must not get in."""
    if _sha256(parcel.data) != parcel.sha256:
        message = f"{parcel.name}: the bytes do not have the hash {parcel.sha256}"
        raise ValueError(message)
