"""The command `fetch`: replies from the mailbox, as whole letters in the inbox.

The file of a message says that it was fetched: its name holds the number (UID) that the server gave, the validity of
numbers there (UIDVALIDITY) and the mailbox, because many servers begin every mailbox with the same validity. So there is
no state that could be lost; a letter whose file was taken away is fetched again, and the ledger knows its content.
"""

from collections.abc import Iterator
from enum import Enum
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from par_excel.checks.arrivals import unit_with
from par_excel.model import Basis, ConfigError, Postbox, Unit
from par_excel.post.imap import ImapMailbox
from par_excel.reading.parcels.mail_headers import sender_of
from par_excel.reading.parcels.mail_preview import LetterPreview, preview_letter
from par_excel.workflow.folder.folder import Folder, basis_of
from par_excel.workflow.folder.ledgers import has_ledger, ledger_of
from par_excel.workflow.folder.letter_names import letter_name, numbers_of
from par_excel.workflow.folder.outputs import make_folder, write_outputs
from par_excel.workflow.intake.intake import Progress, require_inbox

_LETTERS = "[!.]*.eml"
"""Not what a run that was killed left beside its place: that may be whole, and yet is no letter of the inbox."""


class FetchState(Enum):
    """What became of a message; the value is what an official reads."""

    NEW = "thư mới"
    KNOWN = "đã có nội dung này"
    GONE = "không còn trên máy chủ"
    TOO_LARGE = "lớn hơn giới hạn, để lại trên máy chủ"


class FetchedMessage(Struct, frozen=True):
    """A message that was looked at in this run."""

    reply: FetchState
    sender: str
    """Address; empty where none is told."""
    unit: Unit | None
    """The only one with this address; the workbook inside decides at intake."""
    file: Path | None = None
    """Where it lies now; None where it was known."""
    look: LetterPreview | None = None
    """What it shows at first sight; None where nothing of it could be had."""
    uid: int = 0
    """Its number on the server, where it was left there."""
    size_bytes: int = 0
    """As the server says, where it was left there."""

    @property
    def is_stranger(self) -> bool:
        """Say whether it came from an address that no unit has to itself."""
        return self.look is not None and self.unit is None

    @property
    def lacks_form(self) -> bool:
        """Say whether no file in it looks like a form, or like something that may hold one."""
        return self.look is not None and self.look.likely == 0


class FetchOutcome(Struct, frozen=True):
    """What the command `fetch` came to."""

    letters: tuple[FetchedMessage, ...]
    before: int
    """How many had been fetched by earlier runs."""

    def count(self, reply: FetchState) -> int:
        """Return of how many messages this became."""
        return sum(each.reply is reply for each in self.letters)

    @property
    def strangers(self) -> tuple[FetchedMessage, ...]:
        """New letters from addresses of no unit."""
        return tuple(each for each in self._new if each.is_stranger)

    @property
    def without_form(self) -> tuple[FetchedMessage, ...]:
        """New letters in which nothing looks like a form."""
        return tuple(each for each in self._new if each.lacks_form)

    @property
    def too_large(self) -> tuple[FetchedMessage, ...]:
        """Letters that were left on the server, because no such letter would be read."""
        return tuple(each for each in self.letters if each.reply is FetchState.TOO_LARGE)

    @property
    def _new(self) -> Iterator[FetchedMessage]:
        return (each for each in self.letters if each.reply is FetchState.NEW)


def postbox_of(folder: Folder) -> Postbox:
    """Return the mailbox of the office.

    Raises:
        ConfigError: par.toml names none.
    """
    postbox = basis_of(folder).period.postbox
    if postbox is None:
        raise ConfigError(
            "par.toml chưa có hộp thư để nhận.",
            "thêm bảng [nhan_thu] với may_chu, tai_khoan; hoặc lưu thư (.eml, .msg) vào thư mục inbox bằng tay.",
            file=folder.settings,
        )
    return postbox


def fetch(
    folder: Folder, *, password: str | None, is_marking: bool = False, progress: Progress | None = None
) -> FetchOutcome:
    """Fetch every message that has no file yet, oldest first.

    Raises:
        ConfigError: there is no inbox, or par.toml names no mailbox.
        PostError: the server cannot be used, or the connection broke; what was fetched stays.
        OutputError: a letter could not be written.
    """
    require_inbox(folder)
    basis, postbox = basis_of(folder), postbox_of(folder)
    make_folder(folder.replies)
    found: list[FetchedMessage] = []
    with ImapMailbox(postbox, password, folder.root, is_marking=is_marking) as mailbox:
        series = _series(postbox, mailbox.validity)
        known = numbers_of((path.name for path in folder.replies.glob(_LETTERS)), series)
        uids = mailbox.uids()
        waiting = [uid for uid in uids if uid not in known]
        contents = _KnownContents(folder)
        for number, uid in enumerate(waiting, start=1):
            found.append(_taken(folder, basis, mailbox, uid, contents=contents, series=series))
            if progress is not None:
                progress(number, len(waiting))
    return FetchOutcome(tuple(found), len(uids) - len(waiting))


def _taken(  # noqa: PLR0913 - what a letter goes through
    folder: Folder, basis: Basis, mailbox: ImapMailbox, uid: int, *, contents: "_KnownContents", series: str
) -> FetchedMessage:
    size = mailbox.size(uid)
    if size > basis.period.limits.parcel_bytes:
        return FetchedMessage(FetchState.TOO_LARGE, "", None, uid=uid, size_bytes=size)
    message = mailbox.message(uid)
    if message is None:
        return FetchedMessage(FetchState.GONE, "", None)
    sender = sender_of(message.data)
    unit = unit_with(sender, basis)
    look = preview_letter(message.data, basis.period.limits)
    if contents.knows(message.data):
        return FetchedMessage(FetchState.KNOWN, sender, unit, look=look)
    # the mark comes last: a letter that is marked as read on the server surely lies in the inbox
    place = folder.replies / letter_name(message.received, sender, series, uid)
    write_outputs({place: message.data}, with_sweep=not contents.has_grown)
    contents.add(message.data)
    if mailbox.is_marking:
        mailbox.mark(uid)
    return FetchedMessage(FetchState.NEW, sender, unit, place, look)


def _series(postbox: Postbox, validity: int) -> str:
    """Return what is the same for all numbers of a mailbox, and for those of no other."""
    box = f"{postbox.office.user}\0{postbox.office.host}\0{postbox.folder}"
    return f"{sha256(box.encode()).hexdigest()[:8]}-{validity}"


class _KnownContents:
    """Contents that were fetched or taken in before; files are hashed only when a letter of the same size comes."""

    def __init__(self, folder: Folder) -> None:
        self._by_size: dict[int, list[Path]] = {}
        for path in folder.replies.glob(_LETTERS):
            self._by_size.setdefault(path.stat().st_size, []).append(path)
        self._hashes: set[str] = set(_recorded(folder))
        self.has_grown = False

    def knows(self, data: bytes) -> bool:
        """Say whether the same bytes were there before."""
        for path in self._by_size.pop(len(data), ()):
            self._hashes.add(sha256(path.read_bytes()).hexdigest())
        return sha256(data).hexdigest() in self._hashes

    def add(self, data: bytes) -> None:
        """Note bytes that are there now."""
        self._hashes.add(sha256(data).hexdigest())
        self.has_grown = True


def _recorded(folder: Folder) -> Iterator[str]:
    if has_ledger(folder):
        with ledger_of(folder) as ledger:
            yield from ledger.contents()
