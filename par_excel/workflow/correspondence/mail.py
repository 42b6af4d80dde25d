"""The command `mail`: letters to the agencies, written as drafts or sent, and which of them went out.

A letter is recorded in the ledger before it is handed to the server and again afterwards: a run that is stopped in
between leaves no letter that nobody knows of, and the next one sends only the rest.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from enum import Enum
from hashlib import sha256
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from par_excel.ledger import Ledger, PostKind
from par_excel.model import ConfigError, LetterKind, LetterState, PostOffice, SentLetter, Unit
from par_excel.post.message import content_of, dispatch, draft, message_id_of
from par_excel.post.smtp import ConnectionLost, LetterRefused, SmtpConnection
from par_excel.workflow.correspondence.letters import FOLDERS, PlannedLetter, PlannedLetters, planned
from par_excel.workflow.correspondence.own_letters import with_found
from par_excel.workflow.correspondence.undelivered import undelivered_letters
from par_excel.workflow.folder.folder import Folder, basis_of
from par_excel.workflow.folder.ledgers import anchor_of, has_ledger, ledger_of
from par_excel.workflow.folder.naming import find_unit
from par_excel.workflow.folder.own_outputs import remove_former, replace_outputs
from par_excel.workflow.intake.intake import Progress
from par_excel.workflow.intake.looking import look


class Drafts(Struct, frozen=True):
    """Drafts that were written."""

    mail: PlannedLetters
    kept: tuple[Path, ...]
    """Copies of former drafts that a person had changed."""


class Fate(Enum):
    """What is done with a letter, or was; the value is what an official reads."""

    TO_SEND = "sẽ gửi"
    SENT_BEFORE = "đã gửi trước đó"
    UNKNOWN_BEFORE = "không rõ đã gửi chưa"
    NO_ADDRESS = "chưa có địa chỉ"
    SENT = "đã gửi"
    REFUSED = "không gửi được"
    LOST = "đứt kết nối, không rõ đã gửi chưa"
    BOUNCED = "đã gửi nhưng không đến nơi, cần sửa địa chỉ"


class LetterDelivery(Struct, frozen=True):
    """A letter and what becomes of it."""

    planned: PlannedLetter
    fate: Fate
    former: SentLetter | None = None
    """The same letter, as it went out before."""
    reason: str = ""
    """Why it was refused."""
    content: str = ""
    """SHA-256 of what the letter says; empty where nobody can get it."""


def write_drafts(folder: Folder, kind: LetterKind, *, said: str = "", now: datetime) -> Drafts:
    """Write a draft for each agency concerned, or for one that is named.

    Raises:
        ConfigError: settings or wording are wrong, or no such unit.
        OutputError: a draft could not be written.
        ParExcelError: the ledger cannot be used.
    """
    mail = planned(folder, kind, said=said, now=now)
    anchor = anchor_of(folder)
    contents = {each.place: draft(each.letter, anchor=anchor) for each in mail.letters}
    kept = replace_outputs(folder, contents, now=now)
    if not said:  # a reminder to who has answered meanwhile must not lie there ready to be sent
        remove_former(folder, folder.letters / FOLDERS[kind], keep=contents)
    return Drafts(mail, kept)


def sent_letters(folder: Folder) -> tuple[SentLetter, ...]:
    """Return the letters that went out or may have gone out, oldest first."""
    if not has_ledger(folder):
        return ()
    with ledger_of(folder) as ledger:
        return ledger.letters()


def to_send(folder: Folder, mail: PlannedLetters, *, again: bool = False) -> tuple[LetterDelivery, ...]:
    """Return what would become of each letter: the same letter is never sent twice unless it is asked for."""
    basis, letters = basis_of(folder), sent_letters(folder)
    former = {(each.unit, each.kind, each.content): each for each in letters}
    received = look(folder, basis).intake.collection.received if has_ledger(folder) else ()
    found = {each.mail.own.message_id for each in received if each.mail and each.mail.own}
    letters = with_found(basis, received, letters)
    bounced = {(each.unit.id, each.recipient) for each in undelivered_letters(basis, received, letters)}

    def delivery(each: PlannedLetter) -> LetterDelivery:
        to = each.letter.recipient
        if to is None:
            return LetterDelivery(each, Fate.NO_ADDRESS)
        content = content_of(each.letter)
        before = former.get((each.unit.id, mail.kind, content))
        # one that was never recorded may lie among the sent letters that `fetch` took
        is_sent = before.state is LetterState.SENT if before else message_id_of(each.letter) in found
        if again or not (before or is_sent):
            fate = Fate.TO_SEND
        elif not is_sent:
            fate = Fate.UNKNOWN_BEFORE
        else:  # to another address it is another letter, still to be sent
            fate = Fate.BOUNCED if (each.unit.id, to.mailbox) in bounced else Fate.SENT_BEFORE
        return LetterDelivery(each, fate, before, content=content)

    return tuple(map(delivery, mail.letters))


def record_by_hand(  # noqa: PLR0913 - which letters, when they went out, and who says so
    folder: Folder, kind: LetterKind, *, said: str = "", on: datetime | None, by: str, now: datetime
) -> tuple[Unit, ...]:
    """Record letters that the office sent with its own mail program; return to whom.

    Raises:
        ConfigError: no such unit, or the moment has not come yet.
        ParExcelError: the ledger cannot be used.
    """
    if on is not None and on > now:
        raise ConfigError("Thời điểm gửi thư chưa đến.", "ghi ngày đã gửi.")
    basis = basis_of(folder)
    letters = {each.unit.id: each for each in planned(folder, kind, said=said, now=on or now).letters}
    units = [find_unit(basis, said)] if said else [each.unit for each in letters.values()]
    with ledger_of(folder) as ledger:
        for unit in units:
            letter = letters.get(unit.id)
            ledger.post(
                PostKind.BY_HAND,
                letter=kind,
                unit=unit.id,
                recipient=unit.email,
                content="" if letter is None else content_of(letter.letter),
                sha256="",
                by=by,
                at=now,
                sent_on=on,
            )
    return tuple(units)


def post_office_of(folder: Folder) -> PostOffice:
    """Return the server that letters are handed to.

    Raises:
        ConfigError: par.toml names none.
    """
    office = basis_of(folder).period.post_office
    if office is None:
        raise ConfigError(
            "par.toml chưa có máy chủ gửi thư.",
            "thêm bảng [thu] với may_chu, tai_khoan; hoặc bỏ --send để chỉ lập bản thảo rồi gửi bằng chương trình thư.",
            file=folder.settings,
        )
    return office


def send(  # noqa: PLR0913 - what is sent, by whom, when, and how far it is
    folder: Folder,
    kind: LetterKind,
    sendings: Sequence[LetterDelivery],
    *,
    by: str,
    password: str | None,
    clock: Callable[[], datetime],
    progress: Progress | None = None,
) -> tuple[LetterDelivery, ...]:
    """Send what is to be sent; return what became of every letter.

    Each letter is in the ledger before it is handed over. Where the connection breaks while a letter is under way,
    sending stops: the rest is still to be sent.

    Raises:
        ConfigError: par.toml names no server, or its certificate authority cannot be read.
        OutputError: the ledger cannot be written.
        PostError: the server cannot be used.
    """
    office = post_office_of(folder)
    chosen = [each for each in sendings if each.fate is Fate.TO_SEND]
    done: dict[str, LetterDelivery] = {}
    if chosen:
        with ledger_of(folder) as ledger, SmtpConnection(office, password, folder.root) as server:
            for number, each in enumerate(chosen, start=1):
                done[each.planned.unit.id] = _sent(ledger, server, kind, each, by=by, clock=clock)
                if progress is not None:
                    progress(number, len(chosen))
                # one letter in doubt is for a person to look after; with a line that breaks, the next would be another
                if done[each.planned.unit.id].fate is Fate.LOST:
                    break
    return tuple(done.get(each.planned.unit.id, each) for each in sendings)


def _sent(  # noqa: PLR0913 - as above
    ledger: Ledger,
    server: SmtpConnection,
    kind: LetterKind,
    each: LetterDelivery,
    *,
    by: str,
    clock: Callable[[], datetime],
) -> LetterDelivery:
    letter, at = each.planned.letter, clock()
    assert letter.recipient is not None  # noqa: S101 - what has no address is never to be sent; tells mypy
    data = dispatch(letter, at, anchor=ledger.anchor())
    recipient, digest = letter.recipient.mailbox, sha256(data).hexdigest()

    def told(step: PostKind, reason: str = "", *, is_again: bool = True) -> bool:
        kept = ledger.post(
            step,
            letter=kind,
            unit=each.planned.unit.id,
            recipient=recipient,
            content=each.content,
            sha256=digest,
            by=by,
            at=clock(),
            reason=reason,
            is_again=is_again,
        )
        return kept is not None

    # Connected before anything is noted: a server that cannot be reached leaves no letter of which nobody knows.
    server.be_ready()
    if not told(PostKind.SENDING, is_again=each.former is not None):
        return replace(each, fate=Fate.SENT_BEFORE)  # by somebody else since it was planned
    try:
        server.send(data, sender=letter.sender.mailbox, recipient=recipient)
    except LetterRefused as refused:
        told(PostKind.REFUSED, str(refused))
        return LetterDelivery(each.planned, Fate.REFUSED, reason=str(refused))
    except ConnectionLost as lost:
        return LetterDelivery(each.planned, Fate.LOST, reason=str(lost))
    told(PostKind.SENT)
    return LetterDelivery(each.planned, Fate.SENT)


def is_done(sendings: Iterable[LetterDelivery]) -> bool:
    """Say whether nothing is left for a person to do about these letters."""
    return all(each.fate in {Fate.SENT, Fate.SENT_BEFORE} for each in sendings)
