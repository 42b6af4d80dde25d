"""Parcels, readings and findings for the tests of the ledger, and a look into the files by plain SQL and JSON."""

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from par_excel.ledger import encode_readings
from par_excel.model import Finding, Item, Mail, Parcel, Reading, Refusal, RefusalReason, Severity, Submission
from tests.invented import answer, contribution, place, submission

SEEN = datetime(2021, 2, 17, 8, 30, tzinfo=UTC)
LATER = datetime(2021, 2, 18, 16, 45, tzinfo=UTC)


def parcel(content: str, *, name: str = "", copies: int = 1) -> Parcel:
    """Return a parcel with this content, repeated so many times; it is named after it unless a name is given."""
    data = content.encode() * copies
    return Parcel(
        name=name or f"{content}.xlsx", data=data, sha256=hashlib.sha256(data).hexdigest(), modified=SEEN
    )


def filled_in(sha256: str, *, score: str = "1.5") -> Submission:
    """Return a submission of two answers and a contribution."""
    return submission(
        answers=[
            answer("1.1", score, ticked=("1.1-a",), scale_lines=("1.1-a", "1.1-b")),
            answer("1.3.1", "0.97", rate=("97", "100")),
        ],
        contributions=[contribution("2.1/X", "2.1", proposed="0.5")],
        changes={"sha256": sha256},
    )


def refusal(sha256: str) -> Refusal:
    """Return a refusal."""
    return Refusal(sha256=sha256, file="scan.pdf", reason=RefusalReason.DOCUMENT, detail="PDF")


def finding(code: str = "SC02", *, severity: Severity = Severity.ERROR) -> Finding:
    """Return a finding on the score of the first answer."""
    return Finding(
        code=code,
        severity=severity,
        unit="so-a",
        place=place(),
        criterion="1.1",
        value="1,75",
        title="Điểm vượt điểm tối đa",
        why="điểm tối đa của tiêu chí này là 1,5",
        mend="nhập điểm từ 0 đến 1,5",
    )


def reading(
    outcome: Submission | Refusal, *findings: Finding, path: str = "", mail: Mail | None = None
) -> Reading:
    """Return a file as read, with what was found in it."""
    item = Item(path=path, sha256=outcome.sha256, size_bytes=9, mail=mail, outcome=outcome)
    return Reading(item=item, findings=findings)


def body(sha256: str, *, score: str = "1.5", findings: Sequence[Finding] = ()) -> bytes:
    """Return what is stored of a parcel that is one submission; something is found in it unless told otherwise."""
    return encode_readings([reading(filled_in(sha256, score=score), *(findings or [finding()]))])


def log_of(path: Path) -> Path:
    """Return where the log of a ledger lies."""
    return path.with_name("nhat_ky.jsonl")


def query(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """Return what plain SQL finds in the file."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def change(path: Path, *statements: str) -> None:
    """Change the file as no program of ours would."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement).fetchall()


def change_unhindered(path: Path, *statements: str) -> None:
    """Change the file although its triggers forbid it; they stand again afterwards."""
    triggers = query(path, "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    dropped, made = [f"DROP TRIGGER {name}" for name, _ in triggers], [sql for _, sql in triggers]
    change(path, *dropped, *statements, *made)


def flip(path: Path, where: bytes, *, at: int = 0) -> None:
    """Change one byte where these bytes stand for the first time after a position."""
    content = bytearray(path.read_bytes())
    content[content.index(where, at)] ^= 0x80
    path.write_bytes(content)


def is_sound(path: Path) -> bool:
    """Say whether SQLite finds every page, index and reference in order."""
    return query(path, "PRAGMA integrity_check") == [("ok",)] and not query(path, "PRAGMA foreign_key_check")


def is_told(path: Path) -> bool:
    """Say whether the log tells what the ledger does, each thing once, in an unbroken chain of hashes.

    Done without the program's own reading of lines: so anybody could do it.
    """
    lines = log_of(path).read_bytes().split(b"\n")
    former = "0" * 64
    for number, line in enumerate(lines[:-1], start=1):
        said = json.loads(line)
        own = hashlib.sha256(line[: line.rindex(b',"ma":"')] + b"}").hexdigest()
        if (said["so"], said["truoc"], said["ma"]) != (number, former, own):
            return False
        former = own
    told = [(line.decode(),) for line in lines[:-1]]
    return lines[-1] == b"" and told == query(path, "SELECT line FROM entry ORDER BY number")


def dump(path: Path) -> list[str]:
    """Return all that stands in the file, as SQL."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())
