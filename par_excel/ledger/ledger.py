"""What was received, what was read from it, and what was decided, kept in one SQLite file or on a server.

The bytes come first and are never changed or deleted; a reading can always be made anew from them.
Every method is one transaction: after a failure or a power cut all of it is there, or nothing. The log is synchronised as
soon as the ledger has an arrival or a decision, at the latest when the ledger is opened again.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec.structs import replace

from par_excel.ledger.approvals import Approvals
from par_excel.ledger.chain import (
    add_arrival,
    add_content,
    add_entry,
    anchor_of,
    decisions_of,
    entries_of,
    letters_of,
    made_of,
    missing_point,
    posted_of,
)
from par_excel.ledger.codec import current_shape
from par_excel.ledger.database import Database, copy_rows
from par_excel.ledger.entries import Arrival, ArrivalKind, Entry, Made, Posted, PostKind, in_utc, utc_text
from par_excel.ledger.failures import (
    ContentMissing,
    LedgerDamaged,
    NobodyDecides,
    ReasonMissing,
    UnknownParcel,
    bytes_missing,
)
from par_excel.ledger.log import LogBeside
from par_excel.ledger.recorded import Recorded, RecordedRow, recorded_of, seal_of
from par_excel.ledger.verifying import Verification, figures_problems, verify
from par_excel.model import Decision, DecisionKind, FindingKey, LetterKind, Parcel, SentLetter
from par_excel.vietnamese import upright


class Ledger:
    """The open ledger."""

    def __init__(self, database: Database, log: Path | None, *, adopts: bool = False) -> None:
        self.database = database
        self.log = LogBeside(database, log, adopts=adopts)
        self.approvals = Approvals(database, self.log)

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
        """Let go of it; on Windows a file can be moved or copied only then."""
        self.database.close()

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
                # Only at the first that is new: to write is to wait for every other who writes.
                if not self.database.in_transaction:
                    stack.enter_context(self.database.writing())
                new += self._take_in(parcel, when)
        self.log.follow()
        return new

    def unread(self, reading_key: str | None) -> tuple[str, ...]:
        """Return the SHA-256 of the parcels without a reading under this key, in order of intake; of all where it is None."""
        return self._texts(
            "SELECT sha256 FROM parcel WHERE EXISTS (SELECT 1 FROM content WHERE content.sha256 = parcel.sha256) "
            "AND NOT EXISTS (SELECT 1 FROM reading WHERE reading.sha256 = parcel.sha256 AND reading_key = ? "
            "AND shape = ?) ORDER BY intake",
            reading_key,
            current_shape(),
        )

    def data(self, sha256: str) -> bytes:
        """Return the bytes of a parcel, after holding them against their hash."""
        return self.taken(sha256)[1]

    def taken(self, sha256: str) -> tuple[str, bytes]:
        """Return the name under which a parcel was first seen, and its bytes, after holding these against their hash."""
        with self.database.translated_errors():
            row = self.database.execute(
                "SELECT name, data FROM content JOIN sighting USING (sha256) WHERE sha256 = ? "
                "ORDER BY sequence LIMIT 1",
                (sha256,),
            ).fetchone()
        if row is None:
            raise ContentMissing(self.database.place, self.names(sha256)[0])
        name, data = str(row[0]), bytes(row[1])
        if hashlib.sha256(data).hexdigest() != sha256:
            raise LedgerDamaged(
                self.database.place, f"nội dung đã lưu của tệp có mã {sha256} không còn nguyên vẹn."
            )
        return name, data

    def contents(self) -> tuple[str, ...]:
        """Return the SHA-256 of everything that was taken in, in order of intake."""
        return self._texts("SELECT sha256 FROM parcel ORDER BY intake")

    def names(self, sha256: str) -> tuple[str, ...]:
        """Return the names under which a parcel was seen, in order of first sighting."""
        found = self._texts("SELECT name FROM sighting WHERE sha256 = ? ORDER BY sequence", sha256)
        if not found:
            raise UnknownParcel(self.database.place, sha256)
        return found

    def store(self, readings: Iterable[tuple[str, bytes, str]]) -> None:
        """Keep several readings, each given by the SHA-256 of its parcel, what was read, and the reading key.

        All of them or none: waiting for the disk takes as long as reading a return does.
        """
        with self.database.writing():
            for sha256, body, reading_key in readings:
                self._require(sha256)
                self.database.execute(
                    "INSERT INTO reading (sha256, reading_key, shape, seal, body) VALUES (?, ?, ?, ?, ?) "
                    "ON CONFLICT (sha256) DO UPDATE SET reading_key = excluded.reading_key, shape = excluded.shape, "
                    "seal = excluded.seal, body = excluded.body",
                    (
                        sha256,
                        reading_key,
                        current_shape(),
                        seal_of(reading_key, current_shape(), body),
                        body.decode(),
                    ),
                )

    def outcomes(self) -> tuple[Recorded, ...]:
        """Return every parcel that was read, in order of first intake."""
        with self.database.reading():
            sightings = self._sightings()
            rows = self.database.execute(
                "SELECT sha256, size_bytes, received, intake, reading_key, shape, seal, "  # noqa: S608 - own names
                f"{self.database.as_bytes('body')} FROM parcel JOIN reading USING (sha256) ORDER BY intake"
            )
            return tuple(
                recorded_of(row, sightings.pop(row.sha256, []), self.database.place)
                for row in map(RecordedRow._make, rows)
            )

    def lost(self) -> tuple[str, ...]:
        """Return the files that the log tells of and whose bytes were not met again since the ledger was lost."""
        return self._texts(
            "SELECT name FROM sighting WHERE sha256 NOT IN (SELECT sha256 FROM content) AND sequence IN "
            "(SELECT min(sequence) FROM sighting GROUP BY sha256) ORDER BY sequence"
        )

    def lost_contents(self) -> tuple[str, ...]:
        """Return the SHA-256 of what arrived and whose bytes are not there."""
        return self._texts("SELECT sha256 FROM parcel WHERE sha256 NOT IN (SELECT sha256 FROM content)")

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
            by=upright(by.strip()),
            reason=upright(reason.strip()),
            sha256=sha256,
            file=file,
            finding=finding,
            received=None if received is None else in_utc(received),
            account=account,
        )
        with self.database.writing():
            decision = add_entry(self.database, make)
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
        every = [(finding, upright(reason.strip())) for finding, reason in decided]
        if any(not reason for _, reason in every):
            raise ReasonMissing
        if not by.strip():
            raise NobodyDecides
        make = partial(Decision, kind=kind, at=in_utc(at), by=upright(by.strip()))
        makes = [partial(make, reason=reason, finding=finding) for finding, reason in every]
        with self.database.writing():
            kept = tuple(add_entry(self.database, make) for make in makes)
        self.log.follow()
        return kept

    def decisions(self) -> tuple[Decision, ...]:
        """Return every decision, oldest first."""
        with self.database.reading():
            return decisions_of(self.database)

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
        sent_on: datetime | None = None,
        is_again: bool = True,
    ) -> Posted | None:
        """Keep a step on a letter's way; None where the same letter went out and is not to go out again.

        Whoever sends looks here last: another may have sent it since the letters were planned.
        """
        make = partial(
            Posted,
            kind=kind,
            at=in_utc(at),
            by=upright(by.strip()),
            letter=letter,
            unit=unit,
            recipient=recipient,
            content=content,
            sha256=sha256,
            reason=reason,
            sent_on=None if sent_on is None else in_utc(sent_on),
        )
        with self.database.writing():
            if not is_again and self._went_out(unit, letter, content):
                return None
            step = add_entry(self.database, make)
        self.log.follow()
        return step

    def _went_out(self, unit: str, letter: LetterKind, content: str) -> bool:
        sent = letters_of(posted_of(self.database, content=content))
        return any((each.unit, each.kind) == (unit, letter) for each in sent)

    def letters(self) -> tuple[SentLetter, ...]:
        """Return every letter that went out or may have gone out."""
        with self.database.reading():
            return letters_of(posted_of(self.database))

    def entries(self) -> tuple[Entry, ...]:
        """Return all that arrived and all that was decided, oldest first."""
        with self.database.reading():
            return entries_of(self.database)

    def note_outputs(self, hashes: Mapping[str, str], *, at: datetime) -> None:
        """Keep what is about to be written to these places; what was last written there already adds no entry."""
        with self.database.writing():
            former = self._noted()
            new = {name: each for name, each in hashes.items() if former.get(name, ("",))[-1] != each}
            if new:
                add_entry(self.database, partial(Made, at=in_utc(at), files=new))
        if new:
            self.log.follow()

    def outputs(self) -> Mapping[str, tuple[str, ...]]:
        """Return the hashes of what was ever written to each place, the newest last, by path inside the working folder.

        What older versions wrote counts where this one has written nothing yet.
        """
        with self.database.reading():
            rows = self.database.execute("SELECT name, hashes FROM output ORDER BY name").fetchall()
            noted = self._noted()
        own = self.database.folder
        former = {name.removeprefix(own): tuple(each.split()) for name, each in rows if name.startswith(own)}
        return {**former, **noted}

    def _noted(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for each in made_of(self.database):
            for name, sha256 in each.files.items():
                found[name] = (*(known for known in found.get(name, ()) if known != sha256), sha256)
        return found

    def anchor(self) -> str:
        """Return the code of where the chain stands, for places outside of it; empty where nothing was recorded."""
        with self.database.reading():
            return anchor_of(self.database)

    def missing_point(self, code: str) -> str:
        """Say in a sentence why what a code names is there no more; empty where it is.

        Raises:
            ValueError: this is no code.
        """
        with self.database.reading():
            return missing_point(self.database, code)

    def backup(self, target: Path) -> None:
        """Write a copy into a file, whole, whatever others write meanwhile; one that is there is replaced.

        Raises:
            OutputError: it could not be written.
            LedgerDamaged: the ledger is no longer whole.
        """
        self.database.save(target)

    def take_all(self, other: "Ledger") -> None:
        """Take over all that another ledger holds; this one is empty yet.

        Raises:
            LedgerNotEmpty: it is not.
        """
        copy_rows(other.database, self.database)
        self.log.follow()

    def verify(self) -> Verification:
        """Hold all that the ledger keeps against its hashes, and the log against the ledger."""
        found = replace(verify(self.database, self.log.place), anchor=self.anchor())
        for notice in self.log.notices:
            found = found.with_problem(notice)
        return found

    def figures_problems(self) -> tuple[str, ...]:
        """Return in sentences what of all from which results follow is not as it was written."""
        with self.database.reading():
            return figures_problems(self.database)

    def _knows(self, parcel: Parcel) -> bool:
        with self.database.translated_errors():
            found = self.database.execute(
                "SELECT 1 FROM sighting JOIN content USING (sha256) WHERE sha256 = ? AND name = ?",
                (parcel.sha256, parcel.name),
            )
            return found.fetchone() is not None

    def _take_in(self, parcel: Parcel, when: datetime) -> bool:
        _refuse_wrong_hash(parcel)
        is_new, is_named = add_arrival(
            self.database, parcel.sha256, parcel.name, len(parcel.data), utc_text(when)
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
            add_entry(self.database, make)
        return add_content(self.database, parcel)

    def _texts(self, statement: str, *values: object) -> tuple[str, ...]:
        with self.database.reading():
            return tuple(text for (text,) in self.database.execute(statement, values))

    def _require(self, sha256: str) -> None:
        if self.database.execute("SELECT 1 FROM parcel WHERE sha256 = ?", (sha256,)).fetchone() is None:
            raise UnknownParcel(self.database.place, sha256)

    def _sightings(self) -> dict[str, list[tuple[str, str]]]:
        sightings = defaultdict[str, list[tuple[str, str]]](list)
        rows = self.database.execute("SELECT sha256, name, seen FROM sighting ORDER BY sequence")
        for sha256, name, seen in rows:
            sightings[sha256].append((name, seen))
        return sightings


def _refuse_wrong_hash(parcel: Parcel) -> None:
    """What is stored cannot be corrected: a hash that does not belong to the bytes must not get in."""
    if hashlib.sha256(parcel.data).hexdigest() != parcel.sha256:
        message = f"{parcel.name}: the bytes do not have the hash {parcel.sha256}"
        raise ValueError(message)
