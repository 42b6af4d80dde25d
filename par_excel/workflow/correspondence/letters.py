"""Letters to the agencies, planned: which unit gets one, and what goes with it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from par_excel.config import ensure_work
from par_excel.form import REPORT_NAMING
from par_excel.model import Basis, Deadline, DeadlineId, LetterKind, Unit, UnitState
from par_excel.post.message import Address, Attachment, Letter
from par_excel.post.wording import Wording, read_wording, written
from par_excel.vietnamese import format_date, local_day, slug
from par_excel.workflow.folder.folder import Folder, basis_of
from par_excel.workflow.folder.naming import find_unit
from par_excel.workflow.intake.feedback import feedback_of_units
from par_excel.workflow.intake.intake import Intake
from par_excel.workflow.intake.looking import look
from par_excel.writing.feedback.letter import unwrapped

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FOLDERS = {LetterKind.INVITE: "moi", LetterKind.REMIND: "nhac", LetterKind.FEEDBACK: "phan_hoi"}
"""Folders of the drafts by kind, below the folder of letters; a letter's identity names its kind by them, too."""


class PlannedLetter(Struct, frozen=True):
    """A letter to an agency, ready to be written or sent."""

    unit: Unit
    letter: Letter
    place: Path
    """Of the draft."""


class PlannedLetters(Struct, frozen=True):
    """The letters of one kind."""

    kind: LetterKind
    letters: tuple[PlannedLetter, ...]

    @property
    def without_address(self) -> tuple[Unit, ...]:
        """Units whose address par.toml does not have."""
        return tuple(each.unit for each in self.letters if each.letter.recipient is None)


def planned(folder: Folder, kind: LetterKind, *, said: str = "", now: datetime) -> PlannedLetters:
    """Return the letters of a kind: invitations to all, reminders where no valid return is, feedback where there is any."""
    basis = basis_of(folder)
    ensure_work(basis)
    wording = read_wording(kind, folder.wordings)
    named = None if not said else find_unit(basis, said)
    files = _files(folder, basis, kind, named, now)
    units = [unit for unit in basis.period.units if unit.id in files and named in {None, unit}]
    return PlannedLetters(
        kind, tuple(_planned(folder, basis, kind, unit, wording, files[unit.id], now) for unit in units)
    )


class _LetterContent(Struct, frozen=True):
    """What one letter is about."""

    attachments: tuple[Attachment, ...]
    state: str = ""
    text: str = ""


def _files(
    folder: Folder, basis: Basis, kind: LetterKind, named: Unit | None, now: datetime
) -> Mapping[str, _LetterContent]:
    """Return what goes with each letter, by unit; units that get none are absent."""
    units = basis.period.units if named is None else (named,)
    if kind is LetterKind.INVITE:
        from par_excel.post.calendar_file import NAME, calendar_file  # noqa: PLC0415 - icalendar, for invitations alone

        calendar = Attachment(name=NAME, data=calendar_file(basis.period), kind="text/calendar")
        return {
            id_: _LetterContent((template, calendar)) for id_, template in _templates(basis, units).items()
        }
    intake = look(folder, basis).intake
    if kind is LetterKind.REMIND:
        states = {unit.id: intake.state(unit.id) for unit in units}
        missing = [unit for unit in units if states[unit.id] is UnitState.MISSING]
        templates = _templates(basis, missing)
        return {
            id_: _LetterContent((templates[id_],) if id_ in templates else (), _standing(intake, id_, state))
            for id_, state in states.items()
            if state in {UnitState.MISSING, UnitState.FAULTY}
        }
    return {
        each.unit.id: _LetterContent(
            (Attachment(name=_named(basis, each.unit, "Phản hồi"), data=each.workbook, kind=_XLSX),),
            text=unwrapped(each.letter),
        )
        for each in feedback_of_units(
            basis, intake.collection, units, lambda unit, _: _named(basis, unit, "Phản hồi"), now=now
        )
    }


def _standing(intake: Intake, unit: str, state: UnitState) -> str:
    """Return where a unit stands, and which of its files it should tell to be the final one."""
    waiting = [
        each.file
        for each in intake.collection.held
        if each.unit == unit and each.against is None and not each.doubt.is_of_sender
    ]
    if not waiting:
        return state.value
    names = ", ".join(name.rpartition("/")[2] for name in waiting)
    return f"đã nhận {len(waiting)} tệp ({names}) nhưng chưa rõ tệp nào là bản cuối cùng; đề nghị cho biết"


def _templates(basis: Basis, units: Sequence[Unit]) -> Mapping[str, Attachment]:
    """Return the template of each of these units, by the unit's id."""
    from par_excel.workflow.folder.catalogue import templates_by_unit  # noqa: PLC0415 - xlsxwriter, as above

    return {
        unit.id: Attachment(name=_named(basis, unit, "Biểu mẫu"), data=data, kind=_XLSX)
        for unit, data in templates_by_unit(basis, units).items()
    }


def _named(basis: Basis, unit: Unit, what: str) -> str:
    """Return a name that says what the file is; signs that Windows forbids in names are left out."""
    plain = "".join(" " if sign in '<>:"/\\|?*' else sign for sign in unit.name)
    return f"{what} Phụ lục {unit.appendix_label} - {' '.join(plain.split())} - {basis.period.year}.xlsx"


def _planned(  # noqa: PLR0913, PLR0917 - a letter follows from these
    folder: Folder,
    basis: Basis,
    kind: LetterKind,
    unit: Unit,
    wording: Wording,
    content: _LetterContent,
    now: datetime,
) -> PlannedLetter:
    period = basis.period
    text = written(wording, _values(basis, unit, content, now))
    letter = Letter(
        sender=Address(period.sender.name, period.sender.email),
        recipient=Address(unit.name, unit.email) if unit.email else None,
        subject=text.subject,
        text=text.text,
        html=text.html,
        attachments=content.attachments,
        identity=f"{period.id}; {unit.id}; {FOLDERS[kind]}; {basis.fingerprint}",
    )
    name = f"phuluc_{slug(unit.appendix)}_{unit.id}.eml"
    return PlannedLetter(unit, letter, folder.letters / FOLDERS[kind] / name)


def _values(basis: Basis, unit: Unit, content: _LetterContent, now: datetime) -> Mapping[str, str]:
    period = basis.period
    deadline = period.deadline(DeadlineId.SUBMIT)
    return {
        "don_vi": unit.name,
        "phu_luc": unit.appendix_label,
        "xung_ho": period.address_of(unit),
        "ky": period.title,
        "nam": str(period.year),
        "tinh": period.province,
        "han_nop": "" if deadline is None else format_date(deadline.day),
        "khi_nao": _until(deadline, now),
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
        "ten_bao_cao": REPORT_NAMING,
        "cac_moc": "\n".join(f"- {format_date(each.day)}: {each.title}" for each in period.deadlines),
        "phan_hoi": content.text,
    }


def _until(deadline: Deadline | None, now: datetime) -> str:
    """Return until when a return is asked for: a day that has passed is none.

    The words are the same on every day after the deadline, so that the same letter is known again.
    """
    if deadline is None:
        return "sớm nhất có thể"
    day = format_date(deadline.day)
    if local_day(now) > deadline.day:
        return f"ngay trong ngày nhận được thư này (thời hạn {day} đã qua)"
    return f"chậm nhất ngày {day}"
