"""The command `mail`: letters to the agencies, written as drafts or sent, and which of them went out.

A letter is told of in the ledger before it is handed to the server and again afterwards: a run that is stopped in
between leaves no letter that nobody knows of, and the next one sends only the rest.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from hashlib import sha256
from pathlib import Path

from par_excel.ledger import Ledger, PostKind
from par_excel.model import (
    Basis,
    ConfigError,
    DeadlineId,
    LetterKind,
    LetterState,
    PostOffice,
    SentLetter,
    Unit,
    UnitState,
)
from par_excel.post.calendar_file import NAME as CALENDAR_NAME
from par_excel.post.calendar_file import calendar_file
from par_excel.post.message import Address, Attachment, Letter, content_of, dispatch, draft
from par_excel.post.smtp import LetterRefused, Lost, Outgoing
from par_excel.post.wording import Wording, read_wording, written
from par_excel.vietnamese import format_date, slug
from par_excel.workflow.folder.catalogue import templates_by_unit
from par_excel.workflow.folder.folder import Folder, basis_of
from par_excel.workflow.folder.ledgers import has_ledger, ledger_of
from par_excel.workflow.folder.naming import find_unit
from par_excel.workflow.folder.own_outputs import remove_former, replace_outputs
from par_excel.workflow.intake.feedback import feedback_of_units
from par_excel.workflow.intake.looking import look
from par_excel.writing.feedback.letter import unwrapped

Progress = Callable[[int, int], None]
Password = Callable[[PostOffice], str | None]

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FOLDERS = {LetterKind.INVITE: "moi", LetterKind.REMIND: "nhac", LetterKind.FEEDBACK: "phan_hoi"}


@dataclass(frozen=True, slots=True)
class Planned:
    """A letter to an agency, ready to be written or sent."""

    unit: Unit
    letter: Letter
    place: Path
    """Of the draft."""


@dataclass(frozen=True, slots=True)
class Mail:
    """The letters of one kind."""

    kind: LetterKind
    letters: tuple[Planned, ...]

    @property
    def without_address(self) -> tuple[Unit, ...]:
        """Units whose address par.toml does not have."""
        return tuple(each.unit for each in self.letters if each.letter.recipient is None)


@dataclass(frozen=True, slots=True)
class Drafts:
    """Drafts that were written."""

    mail: Mail
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


@dataclass(frozen=True, slots=True)
class Sending:
    """A letter and what becomes of it."""

    planned: Planned
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
    mail = planned(folder, kind, said=said)
    contents = {each.place: draft(each.letter) for each in mail.letters}
    kept = replace_outputs(folder, contents, now=now)
    if not said:  # a reminder to who has answered meanwhile must not lie there ready to be sent
        remove_former(folder, folder.letters / _FOLDERS[kind], keep=contents)
    return Drafts(mail, kept)


def planned(folder: Folder, kind: LetterKind, *, said: str = "") -> Mail:
    """Return the letters of a kind: invitations to all, reminders where no valid return is, feedback where there is any."""
    basis = basis_of(folder)
    wording = read_wording(kind, folder.wordings)
    named = None if not said else find_unit(basis, said)
    files = _files(folder, basis, kind, named)
    units = [unit for unit in basis.period.units if unit.id in files and named in {None, unit}]
    return Mail(kind, tuple(_planned(folder, basis, kind, unit, wording, files[unit.id]) for unit in units))


@dataclass(frozen=True, slots=True)
class _Content:
    """What one letter is about."""

    attachments: tuple[Attachment, ...]
    state: str = ""
    text: str = ""


def _files(folder: Folder, basis: Basis, kind: LetterKind, named: Unit | None) -> Mapping[str, _Content]:
    """Return what goes with each letter, by unit; units that get none are absent."""
    units = basis.period.units if named is None else (named,)
    if kind is LetterKind.INVITE:
        calendar = Attachment(name=CALENDAR_NAME, data=calendar_file(basis.period), kind="text/calendar")
        return {id_: _Content((template, calendar)) for id_, template in _templates(basis, units).items()}
    intake = look(folder, basis).intake
    if kind is LetterKind.REMIND:
        states = {unit.id: intake.state(unit.id) for unit in units}
        missing = [unit for unit in units if states[unit.id] is UnitState.MISSING]
        templates = _templates(basis, missing)
        return {
            id_: _Content((templates[id_],) if id_ in templates else (), state.value)
            for id_, state in states.items()
            if state in {UnitState.MISSING, UnitState.FAULTY}
        }
    return {
        each.unit.id: _Content(
            (Attachment(name=_named(basis, each.unit, "Phản hồi"), data=each.workbook, kind=_XLSX),),
            text=unwrapped(each.letter),
        )
        for each in feedback_of_units(
            basis, intake.collection, units, lambda unit, _: _named(basis, unit, "Phản hồi")
        )
    }


def _templates(basis: Basis, units: Sequence[Unit]) -> Mapping[str, Attachment]:
    """Return the template of each of these units, by the unit's id."""
    return {
        unit.id: Attachment(name=_named(basis, unit, "Biểu mẫu"), data=data, kind=_XLSX)
        for unit, data in templates_by_unit(basis, units).items()
    }


def _named(basis: Basis, unit: Unit, what: str) -> str:
    """Return a name that says what the file is; signs that Windows forbids in names are left out."""
    plain = "".join(" " if sign in '<>:"/\\|?*' else sign for sign in unit.name)
    return f"{what} Phụ lục {unit.appendix} - {' '.join(plain.split())} - {basis.period.year}.xlsx"


def _planned(  # noqa: PLR0913, PLR0917 - a letter follows from these
    folder: Folder, basis: Basis, kind: LetterKind, unit: Unit, wording: Wording, content: _Content
) -> Planned:
    period = basis.period
    text = written(wording, _values(basis, unit, content))
    letter = Letter(
        sender=Address(period.sender.name, period.sender.email),
        recipient=Address(unit.name, unit.email) if unit.email else None,
        subject=text.subject,
        text=text.text,
        html=text.html,
        attachments=content.attachments,
        identity=f"{period.id}; {unit.id}; {_FOLDERS[kind]}; {basis.fingerprint}",
    )
    name = f"phuluc_{slug(unit.appendix)}_{unit.id}.eml"
    return Planned(unit, letter, folder.letters / _FOLDERS[kind] / name)


def _values(basis: Basis, unit: Unit, content: _Content) -> Mapping[str, str]:
    period = basis.period
    deadline = period.deadline(DeadlineId.SUBMIT)
    return {
        "don_vi": unit.name,
        "phu_luc": unit.appendix,
        "ky": period.title,
        "nam": str(period.year),
        "tinh": period.province,
        "han_nop": "" if deadline is None else format_date(deadline.day),
        "tinh_trang": content.state,
        "noi_gui": period.sender.name,
        "lien_he": ", ".join(
            part
            for part in (
                period.sender.contact or period.sender.name,
                f"điện thoại {period.sender.phone}" if period.sender.phone else "",
            )
            if part
        ),
        "thu_dien_tu": period.sender.email,
        "tep": ", ".join(f"“{each.name}”" for each in content.attachments if each.kind == _XLSX),
        "cac_moc": "\n".join(f"- {format_date(each.day)}: {each.title}" for each in period.deadlines),
        "phan_hoi": content.text,
    }


# --- sending ----------------------------------------------------------------------------------------------------------


def sent_letters(folder: Folder) -> tuple[SentLetter, ...]:
    """Return the letters that went out or may have gone out, oldest first."""
    if not has_ledger(folder):
        return ()
    with ledger_of(folder) as ledger:
        return ledger.letters()


def to_send(folder: Folder, mail: Mail, *, again: bool = False) -> tuple[Sending, ...]:
    """Return what would become of each letter: the same letter is never sent twice unless it is asked for."""
    former = {(each.unit, each.kind, each.content): each for each in sent_letters(folder)}
    return tuple(_fate(mail.kind, each, former, again=again) for each in mail.letters)


def _fate(
    kind: LetterKind,
    each: Planned,
    former: Mapping[tuple[str, LetterKind, str], SentLetter],
    *,
    again: bool,
) -> Sending:
    if each.letter.recipient is None:
        return Sending(each, Fate.NO_ADDRESS)
    content = content_of(each.letter)
    found = former.get((each.unit.id, kind, content))
    if found is None or again:
        return Sending(each, Fate.TO_SEND, found, content=content)
    is_sent = found.state is LetterState.SENT
    return Sending(each, Fate.SENT_BEFORE if is_sent else Fate.UNKNOWN_BEFORE, found, content=content)


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
    sendings: Sequence[Sending],
    *,
    by: str,
    password: str | None,
    clock: Callable[[], datetime],
    progress: Progress | None = None,
) -> tuple[Sending, ...]:
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
    done: dict[str, Sending] = {}
    if chosen:
        with (
            ledger_of(folder) as ledger,
            Outgoing(office, password, folder.root) as server,
        ):
            for number, each in enumerate(chosen, start=1):
                done[each.planned.unit.id] = _sent(ledger, server, kind, each, by=by, clock=clock)
                if progress is not None:
                    progress(number, len(chosen))
                if done[each.planned.unit.id].fate is Fate.LOST:
                    break
    return tuple(done.get(each.planned.unit.id, each) for each in sendings)


def _sent(  # noqa: PLR0913 - as above
    ledger: Ledger,
    server: Outgoing,
    kind: LetterKind,
    each: Sending,
    *,
    by: str,
    clock: Callable[[], datetime],
) -> Sending:
    letter, at = each.planned.letter, clock()
    assert letter.recipient is not None  # noqa: S101 - what has no address is never to be sent; tells mypy
    data = dispatch(letter, at)
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

    server.be_ready()
    if not told(PostKind.SENDING, is_again=each.former is not None):
        return replace(each, fate=Fate.SENT_BEFORE)  # by somebody else since it was planned
    try:
        server.send(data, sender=letter.sender.mailbox, recipient=recipient)
    except LetterRefused as refused:
        told(PostKind.REFUSED, str(refused))
        return Sending(each.planned, Fate.REFUSED, reason=str(refused))
    except Lost as lost:
        return Sending(each.planned, Fate.LOST, reason=str(lost))
    told(PostKind.SENT)
    return Sending(each.planned, Fate.SENT)


def is_done(sendings: Iterable[Sending]) -> bool:
    """Say whether nothing is left for a person to do about these letters."""
    return all(each.fate in {Fate.SENT, Fate.SENT_BEFORE} for each in sendings)
