"""What arrived: a parcel of bytes, the letter that it came in, and the files packed in it."""

from dataclasses import dataclass
from datetime import datetime

from par_excel.model.finding import Finding
from par_excel.model.submission import Refusal, Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Bytes that arrived, before anything has looked into them."""

    name: str
    """Path inside the inbox, with `/`."""
    data: bytes
    sha256: str
    modified: datetime
    """Time of the file, used only where nothing better is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """The letter that a file came in."""

    sender: str
    """Address, in small letters; empty where the letter names none."""
    sent_at: datetime | None
    """As the letter says; None where it does not, or says nonsense. Always with a zone."""
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One file of a parcel as read: the parcel itself, or a file packed in it."""

    path: str
    """Inside the parcel, with `/` for folders, archives and letters alike; empty for the parcel itself."""
    sha256: str
    """Of this file's own bytes."""
    size_bytes: int
    mail: Mail | None
    """The nearest letter around it."""
    outcome: Submission | Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An item with everything that was found in it."""

    item: Item
    findings: tuple[Finding, ...]
