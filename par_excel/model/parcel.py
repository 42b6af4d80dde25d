"""What arrived: a parcel of bytes, the letter that it came in, and the files packed in it.

The limits of reading it stand here too, each a setting of par.toml (`[gioi_han]`).
"""

from datetime import datetime
from enum import Enum

from msgspec import Struct

from par_excel.model.finding import Finding
from par_excel.model.submission import Refusal, Submission

_MIB = 1024 * 1024


class Limits(Struct, frozen=True, kw_only=True):
    """Bounds beyond which a file is not read; a real form stays far below all of them."""

    parcel_bytes: int = 100 * _MIB
    """Of a file in the inbox: an archive or letter may hold much evidence."""
    file_bytes: int = 25 * _MIB
    """Of a workbook."""
    entries: int = 1_000
    """Parts in a workbook's zip, files in an archive or letter."""
    unpacked_bytes: int = 64 * _MIB
    """Of all parts of a workbook together, by the zip's directory and counted again while inflating."""
    packed_files_bytes: int = 512 * _MIB
    """Of all files packed in one parcel, counted while unpacking; they are never held all at once."""
    nesting: int = 2
    """Archives in one another."""
    letters: int = 20
    """Letters in one another: one that is forwarded often holds all that came before."""
    # As Apache POI bounds it (`ZipSecureFile`).
    ratio: int = 100
    """Unpacked ÷ packed size of one part."""
    ratio_from_bytes: int = _MIB
    """Parts below this size may have any ratio: blank rows pack very well."""
    cells: int = 200_000
    """Cells that hold something, of the sheets that are read."""
    cells_with_blank: int = 2_000_000
    """The same, blank ones counted: a format given to whole columns leaves hundreds of thousands behind."""
    strings: int = 200_000
    """Shared strings, rich text runs counted as one."""
    text_characters: int = 32_767
    """Of one cell; Excel itself takes no more."""
    merged_ranges: int = 10_000
    """Of one sheet."""
    names: int = 10_000
    """Defined names, sheets, cell formats, relationships and properties, each."""
    memory_bytes: int = 512 * _MIB
    """Of the process that reads a file."""
    cpu_seconds: int = 20
    """Of computing time for one file."""
    wall_seconds: int = 60
    """Of waiting for one file."""
    run_cpu_seconds: int = 600
    """Of computing time that costly files may take in one run; what is left of them waits for the next."""


DEFAULT_LIMITS = Limits()


class Parcel(Struct, frozen=True, kw_only=True):
    """Bytes that arrived, before anything has looked into them."""

    name: str
    """Path inside the inbox, with `/`."""
    data: bytes
    sha256: str
    modified: datetime
    """Time of the file, used only where nothing better is known."""


class NoticeKind(Enum):
    """What a letter is that no person wrote; the value is what an official reads."""

    BOUNCE = "không gửi được"
    REPLY = "trả lời tự động"
    """Also a word that a letter is late, or was read."""


class Notice(Struct, frozen=True, kw_only=True):
    """What a mail server or an absent person's program says about a letter."""

    kind: NoticeKind
    recipient: str
    """Address that could not be reached, or that answers; empty where it is not told."""
    words: str
    """Of the server, else the subject."""
    identity: str
    """Of the letter that it is about, as `X-Par-Excel` says; empty where that did not come back."""
    answers: tuple[str, ...]
    """Message-IDs of letters that it names."""


class OwnLetter(Struct, frozen=True, kw_only=True):
    """By what a letter of this program is known again."""

    identity: str
    """As `X-Par-Excel` says: round, unit and why it was written."""
    recipient: str
    message_id: str


class Mail(Struct, frozen=True, kw_only=True):
    """The letter that a file came in."""

    sender: str
    """Address, in small letters; empty where the letter names none."""
    sent_at: datetime | None
    """As the letter says; None where it does not, or says nonsense. Always with a zone."""
    subject: str
    arrived_at: datetime | None = None
    """As the server says that took it, or the letter around it, in last; None where no server says so."""
    notice: Notice | None = None
    """What it says where no person wrote it."""
    own: OwnLetter | None = None
    """Where the office itself has sent it, with this program's words."""

    @property
    def is_told(self) -> bool:
        """Say whether the letter names anything; what was signed and packed has the names in the letter around it."""
        return bool(self.sender or self.sent_at or self.subject or self.notice)


class Item(Struct, frozen=True, kw_only=True):
    """One file of a parcel as read: the parcel itself, or a file packed in it."""

    path: str
    """Inside the parcel, with `/` for folders, archives and letters alike; empty for the parcel itself."""
    sha256: str
    """Of this file's own bytes."""
    size_bytes: int
    mail: Mail | None
    """The nearest letter around it."""
    outcome: Submission | Refusal


class Reading(Struct, frozen=True, kw_only=True):
    """An item with everything that was found in it."""

    item: Item
    findings: tuple[Finding, ...]
