"""Records of the ledger become a collection: decisions are applied, letters and files beside a return are considered.

Nothing here reads a file; the same records and decisions always give the same collection.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from par_excel.checks import Delivered, judge_collection
from par_excel.ledger import Recorded
from par_excel.merge import (
    MAY_BE_EVIDENCE,
    Refused,
    collect,
    contradictions,
    is_signed_report,
    newest,
    owners,
    sent_again,
)
from par_excel.merge.decided import corrected, excluded, key_of, waived
from par_excel.model import (
    Basis,
    Collection,
    Decision,
    DecisionKind,
    FindingKey,
    Judged,
    Reading,
    Refusal,
    RefusalReason,
    Severity,
    Submission,
)


@dataclass(frozen=True, slots=True)
class Arrived:
    """One file as it arrived: as read, with the parcel that held it and the paths under which it lies."""

    recorded: Recorded
    reading: Reading
    paths: tuple[str, ...]
    """In the inbox now; where it has left, those that it had."""
    order: int
    """Of the file among all that ever arrived."""

    @property
    def received(self) -> datetime:
        """When it was received: when its letter was sent, unless that lies after the intake; else the intake."""
        mail = self.reading.item.mail
        seen = self.recorded.received
        return seen if mail is None or mail.sent_at is None else min(mail.sent_at, seen)


def collection_of(
    basis: Basis,
    recorded: Sequence[Recorded],
    decisions: Sequence[Decision],
    here: Mapping[str, Sequence[str]],
) -> Collection:
    """Return all that was received, and what counts.

    Args:
        basis: what it is judged against.
        recorded: every parcel that was read, in order of first intake.
        decisions: of the office, in order.
        here: the names under which each parcel lies in the inbox now, by SHA-256.
    """
    arrived = list(_arrived(recorded, here))
    waivers = waived(decisions)
    judged = _judged(arrived, decisions, waivers)
    refused = _refused(arrived)
    findings = judge_collection(
        list(newest(judged).values()),
        basis,
        rivals=_by_current(contradictions(judged)),
        sent_again=_by_current(sent_again(judged)),
        delivered=_delivered(refused),
    )
    collection = collect(
        judged,
        refused,
        sizes={each.reading.item.sha256: each.reading.item.size_bytes for each in arrived},
        in_inbox={each.reading.item.sha256 for each in arrived if each.recorded.sha256 in here},
        findings=[finding for finding in findings if key_of(finding) not in waivers],
    )
    return replace(collection, decisions=tuple(sorted(decisions, key=lambda each: each.number)))


def _arrived(recorded: Sequence[Recorded], here: Mapping[str, Sequence[str]]) -> Iterator[Arrived]:
    order = 0
    for each in recorded:
        names = tuple(here.get(each.sha256, ())) or each.names[:1]
        for reading in each.readings:
            order += 1
            paths = tuple("/".join(filter(None, (name, reading.item.path))) for name in names)
            yield Arrived(each, reading, paths, order)


def _judged(
    arrived: Iterable[Arrived], decisions: Sequence[Decision], waivers: Mapping[FindingKey, Decision]
) -> tuple[Judged, ...]:
    """Return every submission once, whatever the number of its copies, as decided."""
    copies: dict[str, list[Arrived]] = {}
    for each in arrived:
        if isinstance(each.reading.item.outcome, Submission):
            copies.setdefault(each.reading.item.sha256, []).append(each)
    out, times = excluded(decisions), corrected(decisions)
    exclusions = {each.sha256: each for each in decisions if each.kind is DecisionKind.EXCLUDE}
    return tuple(
        replace(
            _as_decided(_one(same), waivers),
            received=times.get(sha256) or min(copy.received for copy in same),
            exclusion=exclusions[sha256] if sha256 in out else None,
        )
        for sha256, same in copies.items()
    )


def _one(copies: Sequence[Arrived]) -> Judged:
    """Return the submission that all these hold; it came in the earliest letter."""
    first = copies[0]
    outcome = first.reading.item.outcome
    assert isinstance(outcome, Submission)  # noqa: S101 - chosen so by the caller; tells mypy
    mails = [copy.reading.item.mail for copy in copies]
    letters = sorted(
        (mail for mail in mails if mail is not None and mail.sent_at), key=lambda mail: str(mail.sent_at)
    )
    paths = [path for copy in copies for path in copy.paths]
    return Judged(
        submission=outcome,
        findings=first.reading.findings,
        received=first.received,
        order=first.order,
        mail=letters[0] if letters else next(filter(None, mails), None),
        first_seen=first.recorded.received,
        sent_again=_sent_again(copies),
        also_named=tuple(path for path in paths if path != outcome.file) if len(paths) > 1 else (),
    )


def _sent_again(copies: Sequence[Arrived]) -> datetime | None:
    """Return when a copy came last: in another parcel, or under another name while the first is still there.

    A file that was merely renamed is not one that was sent again.
    """
    times = [copy.recorded.received for copy in copies[1:]]
    for copy in copies:
        present = set(copy.paths)
        seen = [each for each in copy.recorded.sightings if _path(each.name, copy) in present]
        times += [each.seen for each in seen if len(present) > 1]
    first = copies[0].recorded.received
    return max((time for time in times if time > first), default=None)


def _path(name: str, arrived: Arrived) -> str:
    return "/".join(filter(None, (name, arrived.reading.item.path)))


def _as_decided(judged: Judged, waivers: Mapping[FindingKey, Decision]) -> Judged:
    accepted = tuple(
        finding
        for finding in judged.findings
        if finding.severity is not Severity.NOTE and key_of(finding) in waivers
    )
    if not accepted:
        return judged
    return replace(
        judged,
        findings=tuple(finding for finding in judged.findings if finding not in accepted),
        waived=accepted,
    )


def _refused(arrived: Sequence[Arrived]) -> tuple[Refused, ...]:
    """Return every file that is no submission, with the unit whose return it came with."""
    returns = tuple(_submissions(arrived))
    numbers: dict[str, list[str]] = {}
    for given in returns:
        numbers.setdefault(given.unit, []).append(given.report_number)
    others = [each for each in arrived if isinstance(each.reading.item.outcome, Refusal)]
    owned = owners(
        [(path, given.unit) for given in returns for path in given.paths],
        [path for each in others for path in each.paths],
    )
    found: dict[tuple[str, str], Refused] = {}
    for each in others:
        refusal = each.reading.item.outcome
        assert isinstance(refusal, Refusal)  # noqa: S101 - chosen so above; tells mypy
        may_be = refusal.reason in MAY_BE_EVIDENCE
        unit = next((owned[path] for path in each.paths if path in owned), "") if may_be else ""
        if refusal.reason is RefusalReason.EXPLANATION:
            unit = refusal.detail
        former = found.get((refusal.sha256, unit))
        if former is not None:
            found[refusal.sha256, unit] = replace(former, also_named=(*former.also_named, *each.paths))
            continue
        found[refusal.sha256, unit] = Refused(
            refusal=refusal,
            finding=each.reading.findings[0],
            received=each.received,
            order=each.order,
            mail=each.reading.item.mail,
            also_named=tuple(path for path in each.paths if path != refusal.file),
            unit=unit,
            is_report=may_be and bool(unit) and is_signed_report(refusal.file, numbers.get(unit, ())),
        )
    return tuple(found.values())


def _delivered(refused: Iterable[Refused]) -> Mapping[str, Sequence[Delivered]]:
    found: dict[str, list[Delivered]] = {}
    for each in refused:
        if each.unit and not each.is_explanation:
            found.setdefault(each.unit, []).append(Delivered(each.refusal.file, each.is_report))
    return found


@dataclass(frozen=True, slots=True)
class _Return:
    paths: tuple[str, ...]
    unit: str
    report_number: str


def _submissions(arrived: Iterable[Arrived]) -> Iterator[_Return]:
    for each in arrived:
        outcome = each.reading.item.outcome
        if isinstance(outcome, Submission):
            yield _Return(each.paths, outcome.unit, outcome.closing.report_number.value or "")


def _by_current(pairs: Iterable[tuple[Judged, Judged]]) -> Mapping[str, Sequence[Submission]]:
    found: dict[str, list[Submission]] = {}
    for current, other in pairs:
        found.setdefault(current.submission.sha256, []).append(other.submission)
    return found
