"""Verify a ledger: everything stored is compared with the hashes taken when it was written. Nothing is repaired here."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from par_excel.ledger.chain import texts_of
from par_excel.ledger.codec import UnreadableBody, current_shape, decode_readings
from par_excel.ledger.database import Database
from par_excel.ledger.entries import Approval, Arrival, ArrivalKind, End, following, kind_of, utc_text
from par_excel.ledger.log import aside_stem, log_bytes, read_log
from par_excel.ledger.recorded import seal_of

_OTHER_TYPES = (TypeError, ValueError, AttributeError)
"""Exceptions from a value that a changed byte has made one of another type: nothing, a number, no text any more."""


class Verification(Struct, frozen=True, kw_only=True):
    """What was looked at, and what is not as it was written."""

    parcels: int
    size_bytes: int
    """Of all parcels together."""
    readings: int
    entries: int
    problems: tuple[str, ...]
    """In sentences; empty where all is as it was written."""
    anchor: str = ""
    """Code of where the chain stands now."""

    def with_problem(self, problem: str) -> "Verification":
        """Return the same with something more that a person should know."""
        return replace(self, problems=(*self.problems, problem))


def verify(database: Database, log: Path | None) -> Verification:
    """Look at every page, every byte that arrived, every reading, the chain of entries, and the log."""
    seen = _Seen(database)
    problems = [
        problem
        for look in (_structure, _contents, _readings, _entries, _arrivals, _kept)
        for problem in _told(look, seen)
    ]
    if log is not None:
        problems += _told(lambda seen: _log(log, seen), seen)
    return Verification(
        parcels=seen.parcels,
        size_bytes=seen.size_bytes,
        readings=seen.readings,
        entries=seen.entries,
        problems=tuple(problems),
    )


def figures_problems(database: Database) -> tuple[str, ...]:
    """Return what of all from which results follow is not as it was written: readings, entries, arrivals."""
    seen = _Seen(database)
    return tuple(problem for look in (_readings, _entries, _arrivals) for problem in _told(look, seen))


class _Seen(Struct):
    """The open ledger, and how much of it was looked at."""

    database: Database
    parcels: int = 0
    size_bytes: int = 0
    readings: int = 0
    entries: int = 0


def _told(look: Callable[[_Seen], Iterator[str]], seen: _Seen) -> list[str]:
    """Return what a look finds; what the database cannot read is something found."""
    found: list[str] = []
    try:
        found.extend(look(seen))
    except (seen.database.failures, OSError, *_OTHER_TYPES) as failure:
        found.append(f"Không đọc được một phần của sổ theo dõi hoặc nhật ký ({failure}).")
    return found


def _structure(seen: _Seen) -> Iterator[str]:
    yield from seen.database.unsound()


def _contents(seen: _Seen) -> Iterator[str]:
    """Yield the parcels whose bytes are not those that arrived; one at a time is held."""
    for sha256, size_bytes in _all(seen, "SELECT sha256, size_bytes FROM parcel ORDER BY intake"):
        name = _name(seen, sha256)
        row = seen.database.execute("SELECT data FROM content WHERE sha256 = ?", (sha256,)).fetchone()
        if row is None:
            yield f"Không có nội dung của tệp {name}: xin chép lại tệp đó vào thư mục inbox."
            continue
        seen.parcels += 1
        seen.size_bytes += len(row[0])
        if hashlib.sha256(row[0]).hexdigest() != sha256:
            yield f"Nội dung đã lưu của tệp {name} không còn nguyên vẹn (mã {sha256})."
        elif len(row[0]) != size_bytes:
            yield f"Kích thước đã ghi của tệp {name} không đúng."


def _readings(seen: _Seen) -> Iterator[str]:
    rows = seen.database.execute(
        f"SELECT sha256, reading_key, shape, seal, {seen.database.as_bytes('body')} FROM reading"  # noqa: S608 - own names
    )
    for sha256, key, shape, seal, body in rows:
        seen.readings += 1
        if seal_of(key, shape, body) != seal or (shape == current_shape() and not _is_readable(body)):
            yield f"Kết quả đọc của tệp {_name(seen, sha256)} không còn nguyên vẹn."


def _entries(seen: _Seen) -> Iterator[str]:
    line = seen.database.as_bytes("line")
    rows = _all(seen, f"SELECT number, kind, hash, {line} FROM entry ORDER BY number")  # noqa: S608 - own names
    lines = tuple(following((row[3].decode("utf-8", "replace") for row in rows), End()))
    seen.entries = len(lines)
    right = [(line.entry.number, kind_of(line.entry), line.hash) for line in lines]
    for row, expected in zip(rows, [*right, None], strict=False):
        if row[:3] != expected:
            yield f"Nhật ký trong sổ theo dõi bị thay đổi từ việc số {row[0]}."
            return


def _arrivals(seen: _Seen) -> Iterator[str]:
    """Yield what parcels and sightings say otherwise than the entries from which both follow."""
    entries = [line.entry for line in following(texts_of(seen.database), End())]
    arrived = [entry for entry in entries if isinstance(entry, Arrival)]
    new = [entry for entry in arrived if entry.kind is ArrivalKind.NEW]
    parcels = _all(seen, "SELECT sha256, received, size_bytes FROM parcel ORDER BY intake")
    if parcels != [(each.sha256, utc_text(each.at), each.size_bytes) for each in new]:
        yield "Danh sách tệp đã nhận trong sổ theo dõi không khớp với nhật ký."
    sightings = _all(seen, "SELECT sha256, name, seen FROM sighting ORDER BY sequence")
    if sightings != [(each.sha256, each.name, utc_text(each.at)) for each in arrived]:
        yield "Danh sách tên tệp đã nhận trong sổ theo dõi không khớp với nhật ký."


def _kept(seen: _Seen) -> Iterator[str]:
    """Yield approved files whose bytes are not those that were approved, or that no approval knows."""
    for sha256, data in _all(seen, "SELECT sha256, data FROM kept ORDER BY sha256"):
        if hashlib.sha256(data).hexdigest() != sha256:
            yield f"Bản lưu của kết quả đã phê duyệt không còn nguyên vẹn (mã {sha256})."
    lines = following(texts_of(seen.database), End())
    known = {each for line in lines if isinstance(line.entry, Approval) for each in line.entry.files.values()}
    kept = {sha256 for (sha256,) in _all(seen, "SELECT sha256 FROM kept")}
    if kept - known:
        yield "Sổ theo dõi có bản lưu không thuộc lần phê duyệt nào: nhật ký có thể đã bị cắt bớt."


def _log(log: Path, seen: _Seen) -> Iterator[str]:
    if read_log(log) != log_bytes(texts_of(seen.database)):
        yield f"Nhật ký {log.name} không khớp với sổ theo dõi."
    for aside in sorted(log.parent.glob(f"{aside_stem(log)}_*{log.suffix}")):
        yield (
            f"Có một bản nhật ký không khớp với sổ theo dõi, được giữ tại {aside.name}: xin xem lại, rồi chuyển "
            "bản đó ra khỏi thư mục làm việc."
        )


def _all(seen: _Seen, query: str) -> list[tuple[Any, ...]]:
    return seen.database.execute(query).fetchall()


def _name(seen: _Seen, sha256: str) -> str:
    row = seen.database.execute(
        "SELECT name FROM sighting WHERE sha256 = ? ORDER BY sequence LIMIT 1", (sha256,)
    ).fetchone()
    return sha256 if row is None else str(row[0])


def _is_readable(body: bytes) -> bool:
    try:
        decode_readings(body)
    except UnreadableBody:
        return False
    return True
