"""Records of the ledger become a collection: decisions are applied, letters and files beside a return are considered.

Nothing here reads a file; the same records and decisions always give the same collection.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from par_excel.checks import Delivered, judge, judge_collection, judge_refusal
from par_excel.ledger import Recorded
from par_excel.merge import (
    MAY_BE_EVIDENCE,
    Joint,
    Owner,
    Refused,
    Returns,
    collect,
    is_signed_report,
    joints_of,
    owners,
)
from par_excel.merge.decided import corrected, excluded, key_of, paper_reports, waived
from par_excel.model import (
    Basis,
    Collection,
    Decision,
    DecisionKind,
    FindingKey,
    Judged,
    Mail,
    Reading,
    ReceivedAt,
    Refusal,
    RefusalReason,
    ReturnState,
    Severity,
    Submission,
    earliest,
    received_at,
)
from par_excel.workflow.folder.letter_names import fetched_at

_SET_ASIDE = frozenset({ReturnState.HELD, ReturnState.EXCLUDED})
_NO_RETURN = frozenset({ReturnState.BLANK, ReturnState.SENT_BACK})
_NOBODY = Owner("", is_aside=False)
_DECIDED = "theo quyết định"


class Arrived(Struct, frozen=True):
    """One file as it arrived: as read, with the parcel that held it and the paths under which it lies."""

    recorded: Recorded
    reading: Reading
    paths: tuple[str, ...]
    """Where it lies in the inbox now; of one that has left, where it lay."""
    order: int
    """Its number among all files that ever arrived."""

    @property
    def received(self) -> ReceivedAt:
        """When it was received, and who says so."""
        fetched = fetched_at(self.recorded.names)
        return received_at(self.reading.item.mail, fetched=fetched, seen=self.recorded.received)


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
    judged = _judged(arrived, basis, decisions, waivers)
    returns = Returns(judged, basis, decisions, _joints(judged, basis, decisions, waivers))
    refused = _refused(arrived, returns, basis)
    findings = judge_collection(
        list(returns.in_use.values()),
        basis,
        rivals=_by_current(
            (each.against, each.judged)
            for each in returns.held
            if each.against is not None and not each.doubt.is_of_sender
        ),
        sent_again=_by_current(returns.sent_again()),
        doubts=returns.doubts,
        delivered=_delivered(refused),
        paper_reports=paper_reports(decisions),
    )
    collection = collect(
        returns,
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
    arrived: Sequence[Arrived],
    basis: Basis,
    decisions: Sequence[Decision],
    waivers: Mapping[FindingKey, Decision],
) -> tuple[Judged, ...]:
    """Return every submission once, whatever the number of its copies, as decided."""
    copies: dict[str, list[Arrived]] = {}
    for each in arrived:
        if isinstance(each.reading.item.outcome, Submission):
            copies.setdefault(each.reading.item.sha256, []).append(each)
    out, times = excluded(decisions), corrected(decisions)
    exclusions = {each.sha256: each for each in decisions if each.kind is DecisionKind.EXCLUDE}
    beside = _units_together(arrived)
    return tuple(
        replace(
            _as_decided(_one(same, basis, times.get(sha256)), waivers),
            exclusion=exclusions[sha256] if sha256 in out else None,
            beside=frozenset.intersection(*(beside[copy.recorded.sha256] for copy in same)),
        )
        for sha256, same in copies.items()
    )


def _joints(
    judged: Sequence[Judged],
    basis: Basis,
    decisions: Sequence[Decision],
    waivers: Mapping[FindingKey, Decision],
) -> Mapping[str, Joint]:
    """Return what the office joined, judged and as decided."""
    found = joints_of(judged, decisions, lambda submission: judge(submission, basis))
    return {unit: replace(each, judged=_as_decided(each.judged, waivers)) for unit, each in found.items()}


def _units_together(arrived: Iterable[Arrived]) -> Mapping[str, frozenset[str]]:
    """Return the units of which each parcel holds a filled-in form, by the SHA-256 of the parcel."""
    found: dict[str, frozenset[str]] = {}
    for each in arrived:
        outcome = each.reading.item.outcome
        units = {outcome.unit} if isinstance(outcome, Submission) and not outcome.is_blank else set()
        found[each.recorded.sha256] = found.get(each.recorded.sha256, frozenset()) | units
    return found


def _one(copies: Sequence[Arrived], basis: Basis, decided: datetime | None) -> Judged:
    """Return the submission that all these hold; it came in the earliest letter of a plausible sender."""
    received = earliest(copy.received for copy in copies)
    first = copies[0]
    outcome = first.reading.item.outcome
    assert isinstance(outcome, Submission)  # noqa: S101 - chosen so by the caller; tells mypy
    unit = outcome.unit

    def order(mail: Mail) -> tuple[bool, bool, str]:
        is_doubtful = basis.another_sender(mail.sender, unit) is not None
        return is_doubtful, mail.sent_at is None, str(mail.sent_at)

    mails = sorted(filter(None, (copy.reading.item.mail for copy in copies)), key=order)
    paths = [path for copy in copies for path in copy.paths]
    return Judged(
        submission=outcome,
        findings=first.reading.findings,
        received=decided or received.at,
        received_note=_DECIDED if decided else received.note,
        order=first.order,
        mail=mails[0] if mails else None,
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


def _refused(arrived: Sequence[Arrived], returns: Returns, basis: Basis) -> tuple[Refused, ...]:
    """Return every file that is no submission, with the unit whose return it came with."""
    delivered = tuple(_submissions(arrived, returns, basis))
    names = {unit.id: unit.name for unit in basis.period.units}
    numbers: dict[str, list[str]] = {}
    for given in delivered:
        numbers.setdefault(given.unit, []).append(given.report_number)
    others = [each for each in arrived if isinstance(each.reading.item.outcome, Refusal)]
    owned = owners(
        [(path, given.unit, given.is_aside) for given in delivered for path in given.paths],
        [path for each in others for path in each.paths],
    )
    found: dict[tuple[str, str], Refused] = {}
    for each in others:
        refusal = each.reading.item.outcome
        assert isinstance(refusal, Refusal)  # noqa: S101 - chosen so above; tells mypy
        may_be = refusal.reason in MAY_BE_EVIDENCE
        owner = next((owned[path] for path in each.paths if path in owned), _NOBODY) if may_be else _NOBODY
        unit = owner.unit
        if refusal.reason is RefusalReason.EXPLANATION:
            unit = refusal.detail
        former = found.get((refusal.sha256, unit))
        if former is not None:
            found[refusal.sha256, unit] = replace(
                former,
                also_named=(*former.also_named, *each.paths),
                mail=former.mail if each.reading.item.mail else None,  # the office has put it there itself
            )
            continue
        found[refusal.sha256, unit] = Refused(
            refusal=refusal,
            finding=next(iter(each.reading.findings), None) or judge_refusal(refusal, basis),
            received=each.received.at,
            received_note=each.received.note,
            order=each.order,
            mail=each.reading.item.mail,
            also_named=tuple(path for path in each.paths if path != refusal.file),
            unit=unit,
            is_aside=owner.is_aside,
            is_report=may_be
            and bool(unit)
            and is_signed_report(
                refusal.file, numbers.get(unit, ()), names.get(unit, ""), opening=refusal.opening
            ),
        )
    return tuple(found.values())


def _delivered(refused: Iterable[Refused]) -> Mapping[str, Sequence[Delivered]]:
    found: dict[str, list[Delivered]] = {}
    for each in refused:
        if each.unit and not each.is_explanation and not each.is_aside:
            found.setdefault(each.unit, []).append(Delivered(each.refusal.file, each.is_report))
    return found


class _Return(Struct, frozen=True):
    paths: tuple[str, ...]
    unit: str
    report_number: str
    is_aside: bool


def _submissions(arrived: Iterable[Arrived], returns: Returns, basis: Basis) -> Iterator[_Return]:
    states = {each.submission.sha256: returns.state(each) for each in returns.every}
    for each in arrived:
        outcome, mail = each.reading.item.outcome, each.reading.item.mail
        if isinstance(outcome, Submission):
            state = states[outcome.sha256]
            is_our_own = mail is not None and mail.sender == basis.period.sender.email.casefold()
            is_aside = state in _SET_ASIDE or (is_our_own and state in _NO_RETURN)
            number = outcome.closing.report_number.value or ""
            yield _Return(each.paths, outcome.unit, number, is_aside)


def _by_current(pairs: Iterable[tuple[Judged, Judged]]) -> Mapping[str, Sequence[Submission]]:
    found: dict[str, list[Submission]] = {}
    for current, other in pairs:
        found.setdefault(current.submission.sha256, []).append(other.submission)
    return found
