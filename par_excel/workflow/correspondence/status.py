"""The command `status`: where every agency stands, how far the deadlines are, and what is to be done next.

It reads ledger and inbox and changes neither; only the page is written, where it is asked for.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from par_excel.checks.documents import signed_report_unknown
from par_excel.config.working_days import working_days
from par_excel.merge.leaves import leaf_results, leaves_of_unit
from par_excel.merge.reviewing import is_reviewed
from par_excel.model import (
    ApprovalStanding,
    Basis,
    ConfigError,
    DeadlineId,
    DeadlineStanding,
    Margin,
    NextStep,
    Receipt,
    Received,
    ReturnState,
    SentLetter,
    Severity,
    Standing,
    Unit,
    UnitStanding,
    UnitState,
    WorkingDays,
)
from par_excel.reading.parcels.inbox import SENT_BY_NOBODY
from par_excel.vietnamese import local_day
from par_excel.workflow.correspondence.next_step import OutputsMade, next_step, outputs_made
from par_excel.workflow.correspondence.own_letters import with_found
from par_excel.workflow.correspondence.undelivered import undelivered_letters
from par_excel.workflow.folder.folder import Folder, basis_of
from par_excel.workflow.folder.outputs import write_outputs
from par_excel.workflow.intake.intake import Intake
from par_excel.workflow.intake.looking import Look, look
from par_excel.workflow.results.approved import Approved, held_now

_COUNTED = frozenset({ReturnState.CURRENT, ReturnState.SUPERSEDED, ReturnState.HELD, ReturnState.JOINED})
_PAGES = frozenset({".html", ".htm"})


def read_standing(folder: Folder, *, now: datetime) -> Standing:
    """Return where the period stands, by what the ledger holds; the inbox is looked at, not taken in.

    Raises:
        ConfigError: settings or catalogue are wrong, or there is no inbox.
        ParExcelError: the ledger cannot be read.
    """
    basis = basis_of(folder)
    seen = look(folder, basis)
    approved = held_now(folder, basis, seen.intake.collection)
    return standing_of(basis, seen, now=now, made=outputs_made(folder), approved=approved)


def standing_of(
    basis: Basis, seen: Look, *, now: datetime, made: OutputsMade, approved: Approved | None = None
) -> Standing:
    """Return where the period stands, by what was seen.

    Args:
        basis: what the returns are judged against.
        seen: what the ledger holds and what waits in the inbox.
        now: the moment that days left or late are counted from.
        made: which outputs there are.
        approved: what was approved, and in what the present differs from it.
    """
    intake = seen.intake
    letters = with_found(basis, intake.collection.received, seen.letters)
    calendar = _calendar(basis, intake, now)
    standing = Standing(
        period=basis.period,
        at=now,
        calendar=calendar,
        deadlines=_deadlines(basis, calendar, now),
        units=_closed(_units(basis, intake, calendar, now, letters), intake, approved),
        untaken=seen.untaken,
        unread=seen.unread,
        left=tuple(
            (each.name, each.reason.value) for each in intake.skipped if each.reason not in SENT_BY_NOBODY
        ),
        refused=tuple(finding.place.file for finding in intake.refusals),
        held=intake.collection.held,
        undelivered=undelivered_letters(basis, intake.collection.received, letters),
        lost=intake.lost,
        notice=intake.notice,
        next_step=NextStep("", is_due=False),
        approval=None if approved is None else _approval(approved),
        anchor=seen.anchor,
        is_example=basis.catalogue.is_example,
    )
    has_review = is_reviewed(intake.collection.decisions)
    return replace(standing, next_step=next_step(standing, made=made, is_reviewed=has_review))


def _approval(approved: Approved) -> ApprovalStanding:
    mark = approved.mark
    return ApprovalStanding(
        mark.version, mark.decision, mark.by, mark.at, mark.fingerprint, len(mark.differences)
    )


def _closed(
    units: tuple[UnitStanding, ...], intake: Intake, approved: Approved | None
) -> tuple[UnitStanding, ...]:
    """Return the agencies; closed are those whose valid return is the one that was approved."""
    if approved is None:
        return units
    fixed = {each["unit"]: each["sha256"] for each in approved.snapshot.result.units}
    current = {unit: each.submission.sha256 for unit, each in intake.collection.current.items()}
    return tuple(
        replace(each, state=UnitState.FROZEN)
        if each.state is UnitState.VALID and current.get(each.unit.id) == fixed.get(each.unit.id)
        else each
        for each in units
    )


def write_status_page(folder: Folder, standing: Standing, target: Path | None = None) -> Path:
    """Write the page, to `outbox/tinh_hinh.html` where no other place is named; return where it is.

    Raises:
        ConfigError: the place lies in the inbox, or its name is not that of a page.
        OutputError: it could not be written; a former one is still there.
    """
    from par_excel.writing.status.page import status_page  # noqa: PLC0415 - jinja2 is loaded only where it is asked for

    place = target or folder.status_page
    if place.suffix.lower() not in _PAGES:
        raise ConfigError(f"“{place.name}” không phải tên trang HTML.", "đặt tên tệp kết thúc bằng .html.")
    if folder.inbox.resolve() in place.resolve().parents:
        raise ConfigError(
            "Chương trình không ghi gì vào thư mục inbox.", "chọn nơi khác cho trang tình hình."
        )
    write_outputs({place: status_page(standing)})
    return place


def _calendar(basis: Basis, intake: Intake, now: datetime) -> WorkingDays:
    # only the days between the first and the last that anything is counted from are asked of the calendar
    days = [local_day(now), *(deadline.day for deadline in basis.period.deadlines)]
    days += [local_day(each.received) for each in intake.collection.received if each.state in _COUNTED]
    return working_days(basis.period, min(days), max(days))


def _deadlines(basis: Basis, calendar: WorkingDays, now: datetime) -> tuple[DeadlineStanding, ...]:
    today = local_day(now)
    return tuple(
        DeadlineStanding(
            deadline, calendar.margin(deadline.day, today), is_day_off=not calendar.is_worked(deadline.day)
        )
        for deadline in sorted(basis.period.deadlines, key=lambda deadline: deadline.day)
    )


def _units(
    basis: Basis, intake: Intake, calendar: WorkingDays, now: datetime, letters: Sequence[SentLetter]
) -> tuple[UnitStanding, ...]:
    findings = {unit.id: intake.findings(unit.id) for unit in basis.period.units}
    counted: dict[str, list[bool]] = {unit.id: [] for unit in basis.period.units}
    for leaf in leaf_results(basis, intake.collection.current, findings):
        if leaf.unit is not None:
            counted[leaf.unit.id].append(leaf.score is not None)
    for unit in basis.period.units:
        if unit.appendix in basis.shared_appendices:
            judged = intake.collection.current.get(unit.id)
            own = leaves_of_unit(basis, unit, judged, findings[unit.id])
            counted[unit.id] = [leaf.score is not None for leaf in own]
    last_day = next(each.day for each in basis.period.deadlines if each.id == DeadlineId.SUBMIT)
    return tuple(
        _unit(unit, intake, counted[unit.id], partial(calendar.margin, last_day), now, letters)
        for unit in basis.period.units
    )


def _unit(  # noqa: PLR0913, PLR0917 - what a unit's standing follows from
    unit: Unit,
    intake: Intake,
    counted: Sequence[bool],
    margin: Callable[[date], Margin],
    now: datetime,
    letters: Iterable[SentLetter],
) -> UnitStanding:
    findings = intake.findings(unit.id)
    severities = [finding.severity for finding in findings]
    returns, current = _returns(intake, unit)
    received = None if current is None else current.received
    return UnitStanding(
        unit=unit,
        state=intake.state(unit.id),
        errors=severities.count(Severity.ERROR),
        warnings=severities.count(Severity.WARNING),
        counted=sum(counted),
        leaves=len(counted),
        file=intake.file(unit.id),
        is_in_inbox=current is not None and current.in_inbox,
        receipts=tuple(
            Receipt(
                each.received, has_errors=each.errors > 0, is_late=margin(local_day(each.received)).is_late
            )
            for each in returns
        ),
        received=received,
        received_note="" if current is None else current.received_note,
        sender="" if current is None else current.sender,
        version=0 if current is None else returns.index(current) + 1,
        margin=margin(local_day(received or now)),
        letters=tuple(letter for letter in letters if letter.unit == unit.id),
        lacks_report=any(finding.code == signed_report_unknown.rule.code for finding in findings),
    )


def _returns(intake: Intake, unit: Unit) -> tuple[list[Received], Received | None]:
    """Return a unit's returns that were not excluded, oldest first, and the current one among them."""
    returns = [each for each in intake.collection.received if each.unit == unit.id and each.state in _COUNTED]
    returns.sort(key=lambda each: each.received)
    return returns, next((each for each in returns if each.state is ReturnState.CURRENT), None)
