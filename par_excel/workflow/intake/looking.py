"""Ledger and inbox read without changing either: where every unit stands, and which files wait to be taken in."""

from msgspec import Struct

from par_excel.ledger import Recorded
from par_excel.model import Basis, Decision, SentLetter
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.folder.ledgers import has_ledger, ledger_of
from par_excel.workflow.folder.lost_records import lost_approvals, lost_records
from par_excel.workflow.intake.collecting import collection_of
from par_excel.workflow.intake.intake import Inbox, Intake, reading_key, require_inbox

_DIFFERS = "Sổ theo dõi và nhật ký nhat_ky.jsonl không khớp nhau; lệnh check sẽ đối chiếu và nêu từng chỗ."
_ONLY_LOG = (
    "Không còn sổ theo dõi ledger.sqlite nhưng còn nhật ký; lệnh restore lập lại sổ từ nhật ký và inbox."
)


class Look(Struct, frozen=True):
    """The intake by the ledger as it is, and what an intake now would add to it."""

    intake: Intake
    untaken: tuple[str, ...] = ()
    """Files of the inbox whose bytes the ledger does not have."""
    unread: tuple[str, ...] = ()
    """Files that the ledger has and that were not read under the settings as they are now."""
    letters: tuple[SentLetter, ...] = ()
    """Those that went out, or may have."""
    anchor: str = ""
    """Code of where the chain of entries stands."""


class _Kept(Struct, frozen=True):
    """What is read from the ledger."""

    recorded: tuple[Recorded, ...] = ()
    decisions: tuple[Decision, ...] = ()
    waiting: tuple[tuple[str, str], ...] = ()
    """SHA-256 and name of what waits to be read."""
    letters: tuple[SentLetter, ...] = ()
    notice: str = ""
    lost: str = ""
    anchor: str = ""


def look(folder: Folder, basis: Basis) -> Look:
    """Return where every unit stands by the ledger, and what lies in the inbox beside it. Nothing is written.

    Raises:
        ConfigError: there is no inbox.
        ParExcelError: the ledger cannot be read.
    """
    require_inbox(folder)
    inbox = Inbox(folder, basis.period.limits.parcel_bytes)
    lying = [(parcel.sha256, parcel.name) for parcel in inbox.parcels()]
    lost, kept = lost_records(folder), _kept(folder, reading_key(basis))
    known = {*(each.sha256 for each in kept.recorded), *(sha256 for sha256, _ in kept.waiting)}
    collection = collection_of(basis, kept.recorded, kept.decisions, inbox.names)
    return Look(
        intake=Intake(
            collection, tuple(inbox.skipped), frozenset(inbox.names), kept.notice, lost or kept.lost
        ),
        untaken=tuple(name for sha256, name in lying if sha256 not in known),
        unread=tuple(name for _, name in kept.waiting),
        letters=kept.letters,
        anchor=kept.anchor,
    )


def _kept(folder: Folder, key: str) -> _Kept:
    """Return what the ledger keeps; it is opened without its log, which opening would mend."""
    if not has_ledger(folder):
        return _Kept(notice=_ONLY_LOG if folder.log.exists() else "")
    with ledger_of(folder, with_log=False) as ledger:
        notices = [] if ledger.log.agrees(folder.log) else [_DIFFERS]
        return _Kept(
            ledger.outcomes(),
            ledger.decisions(),
            tuple((sha256, ledger.names(sha256)[0]) for sha256 in ledger.unread(key)),
            ledger.letters(),
            " ".join(filter(None, [*notices, ledger.log_notice])),
            lost_approvals(folder, ledger.approvals.every()),
            ledger.anchor(),
        )
