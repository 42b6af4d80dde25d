"""What was received, what was read from it, and what was decided, kept in one SQLite file.

The bytes come first and are never changed or deleted; a reading can always be made anew from them.
Every method is one transaction: after a failure or a power cut all of it is there, or nothing. What arrives and what is
decided is told to the log beside the ledger as soon as the ledger has it, at the latest when it is opened again.
"""

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from par_excel.ledger.approvals import Approvals
from par_excel.ledger.beside import LogBeside
from par_excel.ledger.chain import (
    add_arrival,
    add_content,
    add_entry,
    decisions_of,
    entries_of,
    posted_of,
)
from par_excel.ledger.codec import SHAPE
from par_excel.ledger.copying import copy_database
from par_excel.ledger.entries import (
    Arrival,
    ArrivalKind,
    Entry,
    Posted,
    PostKind,
    in_utc,
    utc_text,
)
from par_excel.ledger.failures import (
    BROKEN,
    ContentMissing,
    LedgerDamaged,
    NobodyDecides,
    ReasonMissing,
    UnknownParcel,
    told_in_words,
)
from par_excel.ledger.notices import bytes_missing
from par_excel.ledger.posted import letters_of
from par_excel.ledger.recorded import Recorded, RecordedRow, recorded_of, seal_of, without_collecting
from par_excel.ledger.schema import connect, transaction
from par_excel.ledger.verifying import Verification, verify
from par_excel.model import Decision, DecisionKind, FindingKey, LetterKind, Parcel, SentLetter

BUSY_SECONDS = 60.0
"""How long to wait while another process writes: it may be taking in a large inbox from a slow disk."""


def open_ledger(
    path: Path,
    *,
    log: Path | None = None,
    busy_seconds: float = BUSY_SECONDS,
    connection_type: type[sqlite3.Connection] = sqlite3.Connection,
) -> "Ledger":
    """Open the ledger, or create it where there is none; use it as a context manager.

    A ledger that lacks what its log tells takes it over; a log that lacks something gets it.

    Raises:
        LedgerDamaged: the file is no whole ledger.
        LogUnreadable: the log is there and cannot be read.
        OutputError: the ledger cannot be opened or written.
    """
    ledger = Ledger(connect(path, busy_seconds=busy_seconds, connection_type=connection_type), path, log)
    try:
        ledger.log.meet()
    except BaseException:
        ledger.close()
        raise
    return ledger


class Ledger:
    """The open ledger."""

    def __init__(self, connection: sqlite3.Connection, path: Path, log: Path | None) -> None:
        self._connection = connection
        self._path = path
        self.log = LogBeside(connection, path, log)
        self.approvals = Approvals(connection, path, self.log)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def log_notice(self) -> str:
        """What a person should know of the log since the ledger was opened; empty where all is well."""
        lost = self.lost()
        return " ".join([*self.log.notices, bytes_missing(lost)] if lost else self.log.notices)

    def close(self) -> None:
        """Let go of the file; on Windows it can be moved or copied only then."""
        self._connection.close()

    def record(self, parcels: Iterable[Parcel], *, seen: datetime) -> int:
        """Keep the bytes of every parcel whose content is new, and each new name; return how many were new.

        The parcels are taken one by one and let go of; where none has anything new, nothing waits for other processes.
        """
        when = in_utc(seen)
        new = 0
        with ExitStack() as stack:
            for parcel in parcels:
                if self._knows(parcel):
                    continue
                if not self._connection.in_transaction:
                    stack.enter_context(self._transaction("BEGIN IMMEDIATE"))
                new += self._take_in(parcel, when)
        self.log.follow()
        return new

    def unread(self, reading_key: str) -> tuple[str, ...]:
        """Return the SHA-256 of the parcels without a reading under this key, in order of intake."""
        with self._transaction("BEGIN"):
            return tuple(
                sha256
                for (sha256,) in self._connection.execute(
                    "SELECT sha256 FROM parcel WHERE EXISTS (SELECT 1 FROM content "
                    "WHERE content.sha256 = parcel.sha256) AND NOT EXISTS (SELECT 1 FROM reading "
                    "WHERE reading.sha256 = parcel.sha256 AND reading_key = ? AND shape = ?) ORDER BY intake",
                    (reading_key, SHAPE),
                )
            )

    def data(self, sha256: str) -> bytes:
        """Return the bytes of a parcel, after holding them against their hash."""
        with self._transaction("BEGIN"):
            row = self._connection.execute("SELECT data FROM content WHERE sha256 = ?", (sha256,)).fetchone()
        if row is None:
            raise ContentMissing(self._path, self.names(sha256)[0])
        data: bytes = row[0]
        if _sha256(data) != sha256:
            raise LedgerDamaged(self._path, f"nội dung đã lưu của tệp có mã {sha256} không còn nguyên vẹn.")
        return data

    def contents(self) -> tuple[str, ...]:
        """Return the SHA-256 of everything that was taken in, in order of intake."""
        with self._transaction("BEGIN"):
            found = self._connection.execute("SELECT sha256 FROM parcel ORDER BY intake")
            return tuple(sha256 for (sha256,) in found)

    def names(self, sha256: str) -> tuple[str, ...]:
        """Return the names under which a parcel was seen, in order of first sighting."""
        with self._transaction("BEGIN"):
            self._require(sha256)
            found = self._connection.execute(
                "SELECT name FROM sighting WHERE sha256 = ? ORDER BY sequence", (sha256,)
            )
            return tuple(name for (name,) in found)

    def store(self, sha256: str, body: bytes, *, reading_key: str) -> None:
        """Keep what `encode_readings` made of a parcel; a former reading of it is replaced."""
        self.store_all([(sha256, body, reading_key)])

    def store_all(self, readings: Iterable[tuple[str, bytes, str]]) -> None:
        """Keep several readings, each given by the SHA-256 of its parcel, what was read, and the reading key.

        All of them or none: waiting for the disk takes as long as reading a return does.
        """
        with self._transaction("BEGIN IMMEDIATE"):
            for sha256, body, reading_key in readings:
                self._require(sha256)
                self._connection.execute(
                    "INSERT OR REPLACE INTO reading (sha256, reading_key, shape, seal, body) VALUES (?, ?, ?, ?, ?)",
                    (sha256, reading_key, SHAPE, seal_of(reading_key, SHAPE, body), body.decode()),
                )

    def outcomes(self) -> tuple[Recorded, ...]:
        """Return every parcel that was read, in order of first intake."""
        with self._transaction("BEGIN"), without_collecting():
            sightings = self._sightings()
            rows = self._connection.execute(
                "SELECT sha256, size_bytes, received, intake, reading_key, shape, seal, body "
                "FROM parcel JOIN reading USING (sha256) ORDER BY intake"
            )
            return tuple(
                recorded_of(row, sightings[row.sha256], self._path) for row in map(RecordedRow._make, rows)
            )

    def lost(self) -> tuple[str, ...]:
        """Return the files that the log tells of and whose bytes were not met again since the ledger was lost."""
        with self._transaction("BEGIN"):
            found = self._connection.execute(
                "SELECT name, min(sequence) FROM sighting WHERE sha256 NOT IN (SELECT sha256 FROM content) "
                "GROUP BY sha256 ORDER BY 2"
            )
            return tuple(name for name, _ in found)

    def decide(  # noqa: PLR0913 - a decision has these parts
        self,
        kind: DecisionKind,
        *,
        by: str,
        at: datetime,
        reason: str,
        sha256: str = "",
        file: str = "",
        finding: FindingKey | None = None,
        received: datetime | None = None,
        account: str = "",
    ) -> Decision:
        """Keep a decision.

        Raises:
            ReasonMissing: no reason is given.
            NobodyDecides: nobody answers for it.
        """
        if not reason.strip():
            raise ReasonMissing
        if not by.strip():
            raise NobodyDecides
        make = partial(
            Decision,
            kind=kind,
            at=in_utc(at),
            by=by.strip(),
            reason=reason.strip(),
            sha256=sha256,
            file=file,
            finding=finding,
            received=None if received is None else in_utc(received),
            account=account,
        )
        with self._transaction("BEGIN IMMEDIATE"):
            decision = add_entry(self._connection, lambda number: make(number=number))
        self.log.follow()
        return decision

    def decide_all(
        self, kind: DecisionKind, decided: Iterable[tuple[FindingKey, str]], *, by: str, at: datetime
    ) -> tuple[Decision, ...]:
        """Keep decisions of one person, each with what it is about and its reason: all of them or none.

        Raises:
            ReasonMissing: one has no reason.
            NobodyDecides: nobody answers for them.
        """
        every = [(finding, reason.strip()) for finding, reason in decided]
        if any(not reason for _, reason in every):
            raise ReasonMissing
        if not by.strip():
            raise NobodyDecides
        make = partial(Decision, kind=kind, at=in_utc(at), by=by.strip())
        makes = [partial(make, reason=reason, finding=finding) for finding, reason in every]
        with self._transaction("BEGIN IMMEDIATE"):
            kept = tuple(add_entry(self._connection, _numbered(make)) for make in makes)
        self.log.follow()
        return kept

    def decisions(self) -> tuple[Decision, ...]:
        """Return every decision, oldest first."""
        with self._transaction("BEGIN"):
            decisions = decisions_of(self._connection)
        if decisions is None:
            raise LedgerDamaged(self._path, BROKEN)
        return decisions

    def post(  # noqa: PLR0913 - a step has these parts
        self,
        kind: PostKind,
        *,
        letter: LetterKind,
        unit: str,
        recipient: str,
        content: str,
        sha256: str,
        by: str,
        at: datetime,
        reason: str = "",
        is_again: bool = True,
    ) -> Posted | None:
        """Keep a step on a letter's way; None where the same letter went out and is not to go out again.

        Whoever sends looks here last: another may have sent it since the letters were planned.
        """
        make = partial(
            Posted,
            kind=kind,
            at=in_utc(at),
            by=by.strip(),
            letter=letter,
            unit=unit,
            recipient=recipient,
            content=content,
            sha256=sha256,
            reason=reason,
        )
        with self._transaction("BEGIN IMMEDIATE"):
            if not is_again and self._went_out(unit, letter, content):
                return None
            step = add_entry(self._connection, lambda number: make(number=number))
        self.log.follow()
        return step

    def _went_out(self, unit: str, letter: LetterKind, content: str) -> bool:
        steps = posted_of(self._connection, content=content)
        if steps is None:
            raise LedgerDamaged(self._path, BROKEN)
        return any((each.unit, each.kind) == (unit, letter) for each in letters_of(steps))

    def letters(self) -> tuple[SentLetter, ...]:
        """Return every letter that went out or may have gone out."""
        with self._transaction("BEGIN"):
            steps = posted_of(self._connection)
        if steps is None:
            raise LedgerDamaged(self._path, BROKEN)
        return letters_of(steps)

    def entries(self) -> tuple[Entry, ...]:
        """Return all that arrived and all that was decided, oldest first."""
        with self._transaction("BEGIN"):
            entries = entries_of(self._connection)
        if entries is None:
            raise LedgerDamaged(self._path, BROKEN)
        return entries

    def note_outputs(self, hashes: Mapping[str, str]) -> None:
        """Keep what was last written to these places."""
        with self._transaction("BEGIN IMMEDIATE"):
            self._connection.executemany(
                "INSERT OR REPLACE INTO output (name, hashes) VALUES (?, ?)", hashes.items()
            )

    def outputs(self) -> Mapping[str, str]:
        """Return what was last written to each place, by its path inside the working folder."""
        with self._transaction("BEGIN"):
            return dict(self._connection.execute("SELECT name, hashes FROM output ORDER BY name"))

    def backup(self, target: Path) -> None:
        """Write a copy that is whole, whatever other processes write meanwhile; one that is there is replaced.

        Raises:
            OutputError: it could not be written.
            LedgerDamaged: the ledger is no longer whole.
        """
        copy_database(self._connection, self._path, target)

    def verify(self) -> Verification:
        """Hold all that the ledger keeps against its hashes, and the log against the ledger."""
        found = verify(self._connection, self.log.place)
        for notice in self.log.notices:
            found = found.with_problem(notice)
        return found

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        with told_in_words(self._path), transaction(self._connection, begin):
            yield

    def _knows(self, parcel: Parcel) -> bool:
        with told_in_words(self._path):
            found = self._connection.execute(
                "SELECT 1 FROM sighting JOIN content USING (sha256) WHERE sha256 = ? AND name = ?",
                (parcel.sha256, parcel.name),
            )
            return found.fetchone() is not None

    def _take_in(self, parcel: Parcel, when: datetime) -> bool:
        _refuse_wrong_hash(parcel)
        is_new, is_named = add_arrival(
            self._connection, parcel.sha256, parcel.name, len(parcel.data), utc_text(when)
        )
        if is_named:
            make = partial(
                Arrival,
                kind=ArrivalKind.NEW if is_new else ArrivalKind.RENAMED,
                at=when,
                name=parcel.name,
                sha256=parcel.sha256,
                size_bytes=len(parcel.data),
            )
            add_entry(self._connection, lambda number: make(number=number))
        return add_content(self._connection, parcel)

    def _require(self, sha256: str) -> None:
        if self._connection.execute("SELECT 1 FROM parcel WHERE sha256 = ?", (sha256,)).fetchone() is None:
            raise UnknownParcel(self._path, sha256)

    def _sightings(self) -> Mapping[str, list[tuple[str, str]]]:
        sightings = defaultdict[str, list[tuple[str, str]]](list)
        for sha256, *sighting in self._connection.execute(
            "SELECT sha256, name, seen FROM sighting ORDER BY sequence"
        ):
            sightings[sha256].append((sighting[0], sighting[1]))
        return sightings


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _refuse_wrong_hash(parcel: Parcel) -> None:
    """What is stored cannot be corrected: a hash that does not belong to the bytes must not get in."""
    if _sha256(parcel.data) != parcel.sha256:
        message = f"{parcel.name}: the bytes do not have the hash {parcel.sha256}"
        raise ValueError(message)


def _numbered(make: Callable[..., Decision]) -> Callable[[int], Decision]:
    return lambda number: make(number=number)
