"""A parcel that was read, as the ledger gives it back."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from sys import intern
from typing import NamedTuple

from msgspec import Struct

from par_excel.ledger.codec import UnreadableBody, current_shape, decode_readings
from par_excel.ledger.failures import LedgerDamaged, OutdatedReading
from par_excel.model import Reading, Submission


class Sighting(Struct, frozen=True):
    """A name under which bytes lay in the inbox."""

    name: str
    seen: datetime
    """For the first time under this name, in UTC."""


class Recorded(Struct, frozen=True, kw_only=True):
    """A parcel that was read, and what came of it."""

    sha256: str
    sightings: tuple[Sighting, ...]
    """In order of first sighting; never empty."""
    size_bytes: int
    received: datetime
    """Of the first intake, in UTC."""
    order: int
    """Of the first intake; 1 came first."""
    readings: tuple[Reading, ...]
    """Of every file of the parcel."""
    reading_key: str
    """Of the reader and basis that it was read with."""

    @property
    def names(self) -> tuple[str, ...]:
        """Under which it lay in the inbox, in order of first sighting."""
        return tuple(sighting.name for sighting in self.sightings)


def submissions_of(recorded: Iterable[Recorded]) -> Mapping[str, Submission]:
    """Return every return that was read, by its SHA-256."""
    return {
        reading.item.sha256: reading.item.outcome
        for each in recorded
        for reading in each.readings
        if isinstance(reading.item.outcome, Submission)
    }


class RecordedRow(NamedTuple):
    """A row of parcel and reading, in the order of the query."""

    sha256: str
    size_bytes: int
    received: str
    order: int
    reading_key: str
    shape: str
    seal: str
    body: bytes


def seal_of(reading_key: str, shape: str, body: bytes) -> str:
    """Return the hash of a reading with all that is stored beside it."""
    return hashlib.sha256(b"\0".join((reading_key.encode(), shape.encode(), body))).hexdigest()


def recorded_of(row: RecordedRow, sightings: Collection[tuple[str, str]], place: Path | str) -> Recorded:
    """Return what a row holds.

    Raises:
        LedgerDamaged: it is not as it was written.
        OutdatedReading: another version of the program has written the reading.
    """
    try:
        if seal_of(row.reading_key, row.shape, row.body) != row.seal:
            raise _damaged(row, place)
        if not sightings:
            raise LedgerDamaged(place, f"tệp có mã {row.sha256} không còn tên nào trong sổ.")
        return Recorded(
            sha256=intern(row.sha256),
            sightings=tuple(Sighting(name, _moment(seen)) for name, seen in sightings),
            size_bytes=row.size_bytes,
            received=_moment(row.received),
            order=row.order,
            readings=decode_readings(row.body),
            reading_key=row.reading_key,
        )
    except UnreadableBody as error:
        raise _damaged(row, place) if row.shape == current_shape() else OutdatedReading(place) from error
    except (TypeError, AttributeError) as error:  # a changed byte has made a value one of another type
        raise _damaged(row, place) from error


@lru_cache
def _moment(text: str) -> datetime:
    """Return a moment that was kept; all that came in one run has the same."""
    return datetime.fromisoformat(text)


def _damaged(row: RecordedRow, place: Path | str) -> LedgerDamaged:
    return LedgerDamaged(place, f"kết quả đọc của tệp có mã {row.sha256} không còn nguyên vẹn.")
