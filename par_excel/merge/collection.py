"""What was received becomes a collection: the newest return of each unit, and the fate of every other.

Nothing here depends on the order in which returns are handed over, on file times or on the clock.
"""

from collections.abc import Collection as Group
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from par_excel.model import (
    Collection,
    Finding,
    Judged,
    Mail,
    Received,
    Refusal,
    RefusalReason,
    ReturnState,
    Severity,
)

_EARLIEST = datetime.min.replace(tzinfo=UTC)

_Age = tuple[int, datetime, datetime, int, str]


@dataclass(frozen=True, slots=True)
class Refused:
    """A parcel that could not be taken as a submission, with what is said of it."""

    refusal: Refusal
    finding: Finding
    received: datetime
    """When its letter was sent, else when its bytes were first taken in."""
    order: int
    """Order of first intake."""
    mail: Mail | None = None
    """The letter that it came in."""
    also_named: tuple[str, ...] = ()
    """Other files of the inbox that hold the same bytes."""
    unit: str = ""
    """The unit with whose return it came: then it is evidence, and not refused; empty where it came with none."""
    is_report: bool = False
    """Whether it is the signed written report of that unit."""

    @property
    def is_explanation(self) -> bool:
        """Say whether it is an additional explanation, which is no return and not refused."""
        return self.refusal.reason is RefusalReason.EXPLANATION

    @property
    def is_taken(self) -> bool:
        """Say whether it belongs to something, so that nobody has to look at it."""
        return bool(self.unit) or self.is_explanation


def collect(
    judged: Iterable[Judged],
    refused: Iterable[Refused] = (),
    *,
    sizes: Mapping[str, int],
    in_inbox: Group[str],
    findings: Sequence[Finding] = (),
) -> Collection:
    """Return all that was received, with the newest submission of each unit as its current one.

    Args:
        judged: every submission ever read, with its findings.
        refused: every parcel that was refused.
        sizes: bytes of each parcel, by SHA-256.
        in_inbox: the SHA-256 of what lies in the inbox now.
        findings: those that look at more than one return; `newest` says which returns to look at.
    """
    every = list(judged)
    by_unit = _counting(every)
    current = {unit: returns[-1] for unit, returns in by_unit.items()}
    others = sorted(refused, key=lambda each: (each.received, each.order, each.refusal.file))
    lines = [
        (
            each.order,
            _submission_line(each, sizes, in_inbox, is_current=each is current.get(each.submission.unit)),
        )
        for each in every
    ]
    lines += [(each.order, _refusal_line(each, sizes, in_inbox)) for each in others]
    return Collection(
        current=current,
        earlier_valid=frozenset(unit for unit, returns in by_unit.items() if _was_valid_before(returns)),
        received=tuple(
            line for _, line in sorted(lines, key=lambda each: (each[1].received, each[0], each[1].file))
        ),
        refusals=tuple((each.refusal, each.finding) for each in others if not each.is_taken),
        findings=tuple(findings),
    )


def newest(judged: Iterable[Judged]) -> Mapping[str, Judged]:
    """Return the newest submission of each unit that is not excluded, by unit id."""
    return {unit: returns[-1] for unit, returns in _counting(judged).items()}


def sent_again(judged: Iterable[Judged]) -> tuple[tuple[Judged, Judged], ...]:
    """Return pairs of a unit's current submission and an older one that came once more after it."""
    return tuple(
        (current, older)
        for *superseded, current in _counting(judged).values()
        for older in superseded
        if older.sent_again is not None and older.sent_again > (current.first_seen or current.received)
    )


def contradictions(judged: Iterable[Judged]) -> tuple[tuple[Judged, Judged], ...]:
    """Return pairs of a unit's current submission and another that is newer by one of the criteria.

    The revision may be lower although the workbook was saved or arrived later; a workbook that was saved
    earlier may have arrived later. The office has to look: the wrong one may count.
    """
    found: list[tuple[Judged, Judged]] = []
    for *superseded, current in _counting(judged).values():
        found += [(current, other) for other in superseded if _may_be_newer(other, current)]
    return tuple(found)


def _may_be_newer(other: Judged, current: Judged) -> bool:
    saved, current_saved = _saved(other), _saved(current)
    was_saved_later = saved is not None and current_saved is not None and saved > current_saved
    return was_saved_later or other.received > current.received


def _counting(judged: Iterable[Judged]) -> Mapping[str, Sequence[Judged]]:
    """Return the submissions that are not excluded by unit id, oldest first; units in alphabetical order."""
    by_unit: dict[str, list[Judged]] = {}
    for each in judged:
        if each.exclusion is None:
            by_unit.setdefault(each.submission.unit, []).append(each)
    return {unit: _oldest_first(by_unit[unit]) for unit in sorted(by_unit)}


def _oldest_first(returns: Iterable[Judged]) -> tuple[Judged, ...]:
    """Return a unit's submissions in their order of age: revision, letter's date, time of saving, order of intake.

    A workbook that does not say when it was saved (Google Sheets leaves it out), or that came without a letter,
    counts as saved and sent no earlier than any of its revision that was taken in before it; so the order of
    intake decides where it can, and the order stays one without circles.
    """
    latest: dict[int, tuple[datetime, datetime]] = {}
    ages: list[tuple[_Age, Judged]] = []
    for each in sorted(returns, key=lambda one: (one.order, one.submission.sha256)):
        revision = _revision(each)
        sent_before, saved_before = latest.get(revision, (_EARLIEST, _EARLIEST))
        sent, saved = _sent(each) or sent_before, _saved(each) or saved_before
        latest[revision] = max(sent_before, sent), max(saved_before, saved)
        ages.append(((revision, sent, saved, each.order, each.submission.sha256), each))
    return tuple(each for _, each in sorted(ages, key=lambda pair: pair[0]))


def _sent(judged: Judged) -> datetime | None:
    return None if judged.mail is None else judged.mail.sent_at


def _revision(judged: Judged) -> int:
    stamp = judged.submission.stamp
    return 0 if stamp is None else stamp.revision


def _saved(judged: Judged) -> datetime | None:
    """Return when the workbook was saved; workbooks state it in UTC, whether they say so or not."""
    saved = judged.submission.saved_at
    return saved.replace(tzinfo=UTC) if saved is not None and saved.tzinfo is None else saved


def _was_valid_before(returns: Sequence[Judged]) -> bool:
    *superseded, current = returns
    return _has_errors(current) and not all(_has_errors(each) for each in superseded)


def _has_errors(judged: Judged) -> bool:
    return _count(judged.findings, Severity.ERROR) > 0


def _count(findings: Iterable[Finding], severity: Severity) -> int:
    return sum(finding.severity is severity for finding in findings)


def _submission_line(
    judged: Judged, sizes: Mapping[str, int], in_inbox: Group[str], *, is_current: bool
) -> Received:
    submission = judged.submission
    return Received(
        file=submission.file,
        sha256=submission.sha256,
        size_bytes=sizes[submission.sha256],
        unit=submission.unit,
        state=_state(judged, is_current=is_current),
        received=judged.received,
        program=submission.program,
        saved_by=submission.saved_by,
        saved_at=submission.saved_at,
        revision=_revision(judged),
        errors=_count(judged.findings, Severity.ERROR),
        warnings=_count(judged.findings, Severity.WARNING),
        notes=_count(judged.findings, Severity.NOTE),
        detail=_detail(judged),
        in_inbox=submission.sha256 in in_inbox,
        mail=judged.mail,
        also_named=judged.also_named,
    )


def _state(judged: Judged, *, is_current: bool) -> ReturnState:
    if judged.exclusion is not None:
        return ReturnState.EXCLUDED
    return ReturnState.CURRENT if is_current else ReturnState.SUPERSEDED


def _detail(judged: Judged) -> str:
    if judged.exclusion is not None:
        return f"{judged.exclusion.reason} ({judged.exclusion.by})"
    return f"nhận ra theo {judged.submission.recognised_by.value}"


def _refusal_line(refused: Refused, sizes: Mapping[str, int], in_inbox: Group[str]) -> Received:
    refusal = refused.refusal
    found = () if refused.is_taken else (refused.finding,)
    reason = () if refused.is_taken else (refusal.reason.value,)
    return Received(
        file=refusal.file,
        sha256=refusal.sha256,
        size_bytes=sizes[refusal.sha256],
        unit=refused.unit,
        state=_fate(refused),
        received=refused.received,
        program="",
        saved_by="",
        saved_at=None,
        revision=0,
        errors=_count(found, Severity.ERROR),
        warnings=_count(found, Severity.WARNING),
        notes=_count(found, Severity.NOTE),
        detail="" if refused.is_explanation else " ".join(filter(None, (*reason, refusal.detail))),
        in_inbox=refusal.sha256 in in_inbox,
        mail=refused.mail,
        also_named=refused.also_named,
    )


def _fate(refused: Refused) -> ReturnState:
    if refused.is_explanation:
        return ReturnState.EXPLANATION
    if not refused.unit:
        return ReturnState.REFUSED
    return ReturnState.REPORT if refused.is_report else ReturnState.ATTACHED
