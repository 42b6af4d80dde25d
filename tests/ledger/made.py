"""Parcels, readings and findings for the tests of the ledger, and a look into the file by plain SQL."""

import hashlib
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from par_excel.model import Finding, Parcel, Refusal, RefusalReason, Severity, Submission
from tests.invented import answer, contribution, place, submission

SEEN = datetime(2021, 2, 17, 8, 30, tzinfo=UTC)
LATER = datetime(2021, 2, 18, 16, 45, tzinfo=UTC)


def parcel(content: str, *, name: str = "", copies: int = 1) -> Parcel:
    """Return a parcel with this content, repeated so many times; it is named after it unless a name is given."""
    data = content.encode() * copies
    return Parcel(
        name=name or f"{content}.xlsx", data=data, sha256=hashlib.sha256(data).hexdigest(), modified=SEEN
    )


def reading(sha256: str, *, score: str = "1.5") -> Submission:
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


def query(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """Return what plain SQL finds in the file."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def is_sound(path: Path) -> bool:
    """Say whether SQLite finds every page, index and reference in order."""
    return query(path, "PRAGMA integrity_check") == [("ok",)] and not query(path, "PRAGMA foreign_key_check")


def dump(path: Path) -> list[str]:
    """Return all that stands in the file, as SQL."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())
