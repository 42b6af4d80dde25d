"""What was received becomes a collection: the newest return of each unit, and the fate of every other.

Nothing here depends on the order in which returns are handed over, on file times or on the clock.
"""

from collections.abc import Collection as Group
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from par_excel.model import Collection, Finding, Judged, Received, Refusal, ReturnState, Severity

_EARLIEST = datetime.min.replace(tzinfo=UTC)

_Age = tuple[int, datetime, int, str]


@dataclass(frozen=True, slots=True)
class Refused:
    """A parcel that could not be taken as a submission, with what is said of it."""

    refusal: Refusal
    finding: Finding
    received: datetime
    """When its bytes were first taken in."""
    order: int
    """Order of first intake."""


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
    by_unit = {unit: _oldest_first(returns) for unit, returns in _by_unit(judged).items()}
    current = {unit: returns[-1] for unit, returns in by_unit.items()}
    turned_down = sorted(refused, key=lambda each: (each.received, each.order, each.refusal.sha256))
    lines = [
        _submission_line(each, sizes, in_inbox, is_current=each is returns[-1])
        for returns in by_unit.values()
        for each in returns
    ]
    lines += [_refusal_line(each, sizes, in_inbox) for each in turned_down]
    orders = _orders(by_unit.values(), turned_down)
    return Collection(
        current=current,
        earlier_valid=frozenset(unit for unit, returns in by_unit.items() if _was_valid_before(returns)),
        received=tuple(sorted(lines, key=lambda line: (line.received, orders[line.sha256], line.sha256))),
        refusals=tuple((each.refusal, each.finding) for each in turned_down),
        findings=tuple(findings),
    )


def newest(judged: Iterable[Judged]) -> Mapping[str, Judged]:
    """Return the newest submission of each unit, by unit id."""
    return {unit: _oldest_first(returns)[-1] for unit, returns in _by_unit(judged).items()}


def contradictions(judged: Iterable[Judged]) -> tuple[tuple[Judged, Judged], ...]:
    """Return pairs of a unit's current submission and another that is newer by one of the criteria.

    The revision may be lower although the workbook was saved or arrived later; a workbook that was saved
    earlier may have arrived later. The office has to look: the wrong one may count.
    """
    found: list[tuple[Judged, Judged]] = []
    for returns in _by_unit(judged).values():
        *superseded, current = _oldest_first(returns)
        found += [(current, other) for other in superseded if _may_be_newer(other, current)]
    return tuple(found)


def _may_be_newer(other: Judged, current: Judged) -> bool:
    saved, current_saved = _saved(other), _saved(current)
    was_saved_later = saved is not None and current_saved is not None and saved > current_saved
    return was_saved_later or other.received > current.received


def _by_unit(judged: Iterable[Judged]) -> Mapping[str, Sequence[Judged]]:
    """Return the submissions by unit id, units in alphabetical order."""
    every = list(judged)
    units = sorted({each.submission.unit for each in every})
    return {unit: [each for each in every if each.submission.unit == unit] for unit in units}


def _oldest_first(returns: Iterable[Judged]) -> tuple[Judged, ...]:
    """Return a unit's submissions in their order of age.

    A workbook that does not say when it was saved (Google Sheets leaves it out) counts as saved no earlier
    than any of its revision that was taken in before it; so the order of intake decides where it can, and
    the order stays one without circles.
    """
    latest: dict[int, datetime] = {}
    ages: list[tuple[_Age, Judged]] = []
    for each in sorted(returns, key=lambda one: (one.order, one.submission.sha256)):
        revision = _revision(each)
        before = latest.get(revision, _EARLIEST)
        saved = _saved(each) or before
        latest[revision] = max(before, saved)
        ages.append(((revision, saved, each.order, each.submission.sha256), each))
    return tuple(each for _, each in sorted(ages, key=lambda pair: pair[0]))


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


def _orders(by_unit: Iterable[Sequence[Judged]], refused: Iterable[Refused]) -> Mapping[str, int]:
    taken = {each.submission.sha256: each.order for returns in by_unit for each in returns}
    return taken | {each.refusal.sha256: each.order for each in refused}


def _submission_line(
    judged: Judged, sizes: Mapping[str, int], in_inbox: Group[str], *, is_current: bool
) -> Received:
    submission = judged.submission
    return Received(
        file=submission.file,
        sha256=submission.sha256,
        size_bytes=sizes[submission.sha256],
        unit=submission.unit,
        state=ReturnState.CURRENT if is_current else ReturnState.SUPERSEDED,
        received=judged.received,
        program=submission.program,
        saved_by=submission.saved_by,
        saved_at=submission.saved_at,
        revision=_revision(judged),
        errors=_count(judged.findings, Severity.ERROR),
        warnings=_count(judged.findings, Severity.WARNING),
        notes=_count(judged.findings, Severity.NOTE),
        detail=f"nhận ra theo {submission.recognised_by.value}",
        in_inbox=submission.sha256 in in_inbox,
    )


def _refusal_line(refused: Refused, sizes: Mapping[str, int], in_inbox: Group[str]) -> Received:
    refusal = refused.refusal
    return Received(
        file=refusal.file,
        sha256=refusal.sha256,
        size_bytes=sizes[refusal.sha256],
        unit="",
        state=ReturnState.REFUSED,
        received=refused.received,
        program="",
        saved_by="",
        saved_at=None,
        revision=0,
        errors=_count((refused.finding,), Severity.ERROR),
        warnings=_count((refused.finding,), Severity.WARNING),
        notes=_count((refused.finding,), Severity.NOTE),
        detail=" ".join(part for part in (refusal.reason.value, refusal.detail) if part),
        in_inbox=refusal.sha256 in in_inbox,
    )
