"""The chain of entries inside the ledger: each is added in the transaction that records what it reports.

The functions work within the transaction of their caller. Letters are derived from the steps that were logged: sent, or
begun and not known to have arrived.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from par_excel.ledger.codes import code_of, parse_code
from par_excel.ledger.database import Database
from par_excel.ledger.entries import (
    APPROVED,
    MADE,
    Approval,
    Arrival,
    ArrivalKind,
    End,
    Entry,
    LogLine,
    Made,
    Posted,
    PostKind,
    UnreadableLine,
    following,
    kind_of,
    line_of,
    parse_line,
    utc_text,
)
from par_excel.ledger.failures import BROKEN, LedgerDamaged
from par_excel.model import Decision, LetterState, Parcel, SentLetter

_STEPS = tuple(kind.value for kind in PostKind)
_NO_DECISIONS = (*(kind.value for kind in ArrivalKind), *_STEPS, APPROVED, MADE)
_E = TypeVar("_E", Arrival, Decision, Posted, Approval, Made)


def end_of(database: Database) -> End:
    """Return where the chain ends."""
    row = database.execute("SELECT number, hash FROM entry ORDER BY number DESC LIMIT 1").fetchone()
    return End() if row is None else End(*row)


def anchor_of(database: Database) -> str:
    """Return the code of the newest entry that tells of more than outputs, which carry the code; empty where none does."""
    row = database.execute(
        "SELECT number, hash FROM entry WHERE kind <> ? ORDER BY number DESC LIMIT 1", (MADE,)
    ).fetchone()
    return "" if row is None else code_of(End(*row))


def missing_point(database: Database, code: str) -> str:
    """Say in a sentence why a point of the chain that was there once is there no more; empty where it is.

    Raises:
        ValueError: this is no code.
    """
    number, mark = parse_code(code)
    end = end_of(database)
    if number > end.number:
        return (
            f"sổ theo dõi và nhật ký chỉ còn đến việc số {end.number}, trong khi mã này ghi lúc đã có việc số {number}: "
            "phần cuối đã bị cắt bỏ."
        )
    row = database.execute("SELECT hash FROM entry WHERE number = ?", (number,)).fetchone()
    if row is None or not str(row[0]).startswith(mark):
        return f"việc số {number} trong sổ theo dõi không phải là việc lúc ghi mã này: sổ và nhật ký đã bị lập lại."
    return ""


def texts_of(database: Database, *, after: int = 0) -> Iterator[str]:
    """Yield the lines of all entries after this number; what damage has made no text of is shown as one."""
    found = database.execute("SELECT line FROM entry WHERE number > ? ORDER BY number", (after,))
    return (str(text) for (text,) in found)


def goes_on(database: Database, end: End) -> bool:
    """Say whether the entries after this end are a chain without a break."""
    at = end
    for line in following(texts_of(database, after=end.number), end):
        at = line.end
    return at == end_of(database)


def entries_of(database: Database) -> tuple[Entry, ...]:
    """Return all entries.

    Raises:
        LedgerDamaged: the chain is broken.
    """
    if not goes_on(database, End()):
        raise LedgerDamaged(database.place, BROKEN)
    return tuple(line.entry for line in following(texts_of(database), End()))


def decisions_of(database: Database) -> tuple[Decision, ...]:
    """Return all decisions."""
    return _told(database, Decision, f"kind NOT IN ({_marks(_NO_DECISIONS)})", *_NO_DECISIONS)


def posted_of(database: Database, *, content: str = "") -> tuple[Posted, ...]:
    """Return every step on a letter's way, or of letters with this content."""
    # A content is named by its SHA-256, which holds neither % nor _.
    return _told(database, Posted, f"kind IN ({_marks(_STEPS)}) AND line LIKE ?", *_STEPS, f"%{content}%")


def approvals_of(database: Database) -> tuple[Approval, ...]:
    """Return every approval."""
    return _told(database, Approval, "kind = ?", APPROVED)


def made_of(database: Database) -> tuple[Made, ...]:
    """Return every word of outputs."""
    return _told(database, Made, "kind = ?", MADE)


def _told(database: Database, kind: type[_E], where: str, *values: str) -> tuple[_E, ...]:
    """Return the entries of a kind that a condition names, oldest first.

    Raises:
        LedgerDamaged: one is not as it was written.
    """
    found = database.execute(f"SELECT line FROM entry WHERE {where} ORDER BY number", values)  # noqa: S608 - own words
    try:
        lines = [parse_line(str(text)) for (text,) in found]
    except UnreadableLine as failure:
        raise LedgerDamaged(database.place, BROKEN) from failure
    return tuple(line.entry for line in lines if isinstance(line.entry, kind))


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def add_entry(database: Database, entry: Callable[..., _E]) -> _E:
    """Add the entry that is made with the next number, and return it."""
    end = end_of(database)
    made = entry(number=end.number + 1)
    _insert(database, line_of(made, end.hash))
    return made


def take_over(database: Database, lines: Iterable[LogLine]) -> None:
    """Add the lines of a log that the ledger does not know, with what they tell of; bytes they have none."""
    for line in lines:
        _insert(database, line)
        if isinstance(line.entry, Arrival):
            arrival = line.entry
            add_arrival(database, arrival.sha256, arrival.name, arrival.size_bytes, utc_text(arrival.at))


def add_arrival(database: Database, sha256: str, name: str, size_bytes: int, seen: str) -> tuple[bool, bool]:
    """Note that bytes were seen under a name; say whether the bytes are new, and whether the name is."""
    # Numbers are given by the statement itself: a sequence of PostgreSQL would leave gaps.
    parcel = database.execute(
        "INSERT INTO parcel (intake, sha256, received, size_bytes) "
        "VALUES ((SELECT coalesce(max(intake), 0) + 1 FROM parcel), ?, ?, ?) ON CONFLICT DO NOTHING",
        (sha256, seen, size_bytes),
    )
    sighting = database.execute(
        "INSERT INTO sighting (sequence, sha256, name, seen) "
        "VALUES ((SELECT coalesce(max(sequence), 0) + 1 FROM sighting), ?, ?, ?) ON CONFLICT DO NOTHING",
        (sha256, name, seen),
    )
    return parcel.rowcount == 1, sighting.rowcount == 1


def add_content(database: Database, parcel: Parcel) -> bool:
    """Keep the bytes of a parcel; say whether they were not there yet."""
    stored = database.execute(
        "INSERT INTO content (sha256, data) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (parcel.sha256, parcel.data),
    )
    return stored.rowcount == 1


def _insert(database: Database, line: LogLine) -> None:
    database.execute(
        "INSERT INTO entry (number, kind, hash, line) VALUES (?, ?, ?, ?)",
        (line.entry.number, kind_of(line.entry), line.hash, line.text),
    )


def letters_of(steps: Iterable[Posted]) -> tuple[SentLetter, ...]:
    """Return every letter that went out or may have gone out, in the order in which sending began.

    A letter that a server refused did not go out; one whose sending was begun and not told of further may have.
    """
    letters: list[SentLetter | None] = []
    open_at: dict[tuple[str, str, str], int] = {}
    for step in steps:
        key = (step.unit, step.letter.value, step.content)
        if step.kind is PostKind.SENDING:
            open_at[key] = len(letters)
            letters.append(_letter(step, LetterState.UNKNOWN))
        elif step.kind is PostKind.BY_HAND:
            if key in open_at:
                letters[open_at.pop(key)] = None
            letters.append(_letter(step, LetterState.SENT))
        elif key in open_at:
            sent = _letter(step, LetterState.SENT) if step.kind is PostKind.SENT else None
            letters[open_at.pop(key)] = sent
    return tuple(letter for letter in letters if letter is not None)


def _letter(step: Posted, state: LetterState) -> SentLetter:
    return SentLetter(
        unit=step.unit,
        kind=step.letter,
        state=state,
        at=step.sent_on or step.at,
        recipient=step.recipient,
        sha256=step.sha256,
        content=step.content,
    )
