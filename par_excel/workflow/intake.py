"""Intake: what lies in the inbox is recorded, then read, then judged; the order of the stations is known here.

Bytes come first: everything new is in the ledger before anything looks into it. Each parcel's reading is a
transaction of its own, so that a run which is stopped goes on from there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from par_excel import __version__
from par_excel.checks import RULES, judge, judge_collection, judge_refusal
from par_excel.ledger import Ledger, Recorded, open_ledger
from par_excel.merge import Refused, collect, contradictions, newest
from par_excel.model import (
    Basis,
    Collection,
    ConfigError,
    Finding,
    Judged,
    Parcel,
    Refusal,
    ReturnState,
    Severity,
    Submission,
    UnitState,
    fingerprint,
)
from par_excel.reading import Skipped, SkipReason, read_parcel, scan_inbox
from par_excel.workflow.folder import Folder

Progress = Callable[[int, int], None]
"""Told how many parcels are done, of how many."""

_READING = 1
"""Raised when the same bytes would be read otherwise than before; then all are read anew from the ledger."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What the inbox held, and where every unit stands now."""

    collection: Collection
    skipped: tuple[Skipped, ...]
    """Files left in the inbox for the next run, each with its reason."""
    here: frozenset[str]
    """SHA-256 of what lies in the inbox now."""

    @property
    def is_empty(self) -> bool:
        """Say whether the inbox holds nothing that could be a return."""
        return not self.here and not self.is_incomplete

    @property
    def is_incomplete(self) -> bool:
        """Say whether something in the inbox, other than a file of the system, could not be taken in this time."""
        return any(skipped.reason is not SkipReason.SYSTEM for skipped in self.skipped)

    @property
    def refusals(self) -> tuple[Finding, ...]:
        """Why files are no returns; only of those in the inbox: one that was taken out has been dealt with."""
        return tuple(finding for refusal, finding in self.collection.refusals if refusal.sha256 in self.here)

    @property
    def absent(self) -> tuple[str, ...]:
        """Files that have left the inbox and still count."""
        return tuple(
            received.file
            for received in self.collection.received
            if received.state is ReturnState.CURRENT and not received.in_inbox
        )

    def findings(self, unit: str) -> tuple[Finding, ...]:
        """Return what was found in a unit's current return, and across returns, errors first."""
        judged = self.collection.current.get(unit)
        own = () if judged is None else judged.findings
        across = tuple(finding for finding in self.collection.findings if finding.unit == unit)
        return tuple(sorted((*own, *across), key=lambda finding: finding.severity.rank))

    def state(self, unit: str) -> UnitState:
        """Return where a unit stands."""
        if unit not in self.collection.current:
            return UnitState.MISSING
        faulty = any(finding.severity is Severity.ERROR for finding in self.findings(unit))
        return UnitState.FAULTY if faulty else UnitState.VALID

    def file(self, unit: str) -> str:
        """Return the name of a unit's current return; empty where there is none."""
        judged = self.collection.current.get(unit)
        return "" if judged is None else judged.submission.file


def take_in(folder: Folder, basis: Basis, *, now: datetime, progress: Progress | None = None) -> Intake:
    """Record, read and judge everything in the inbox; return where every unit stands.

    Raises:
        ConfigError: there is no inbox.
        ParExcelError: the ledger cannot be opened or written.
    """
    _require_inbox(folder)
    found = list(scan_inbox(folder.inbox))
    parcels = [each for each in found if isinstance(each, Parcel)]
    skipped = tuple(each for each in found if isinstance(each, Skipped))
    with open_ledger(folder.ledger) as ledger:
        ledger.record(parcels, seen=now)
        _read_all(ledger, basis, parcels, progress)
        recorded = ledger.outcomes()
    here = frozenset(parcel.sha256 for parcel in parcels)
    return Intake(_collection(basis, recorded, here), skipped, here)


def _require_inbox(folder: Folder) -> None:
    """An inbox that is not there is more likely a wrong folder than a period without returns."""
    if not folder.inbox.is_dir():
        what = "là một tệp, không phải thư mục" if folder.inbox.exists() else "không có"
        raise ConfigError(
            f"Thư mục inbox {what}.",
            "tạo thư mục inbox trong thư mục làm việc rồi chép các tệp nhận được vào đó, "
            "hoặc chỉ đúng thư mục làm việc bằng tùy chọn -C.",
            file=folder.inbox,
        )


def _read_all(ledger: Ledger, basis: Basis, parcels: Sequence[Parcel], progress: Progress | None) -> None:
    key = reading_key(basis)
    unread = ledger.unread(key)
    at_hand = {parcel.sha256: parcel for parcel in reversed(parcels)}  # of the same bytes, the first name
    for done, sha256 in enumerate(unread, start=1):
        parcel = at_hand.get(sha256) or _from_ledger(ledger, sha256)
        outcome = read_parcel(parcel, basis)
        ledger.store(sha256, outcome, judge_outcome(outcome, basis), reading_key=key)
        if progress is not None:
            progress(done, len(unread))


def _from_ledger(ledger: Ledger, sha256: str) -> Parcel:
    """Return a parcel that has left the inbox since: it still counts."""
    name = ledger.names(sha256)[0]
    return Parcel(name=name, data=ledger.data(sha256), sha256=sha256, modified=datetime.min)  # noqa: DTZ901 - unknown


def judge_outcome(outcome: Submission | Refusal, basis: Basis) -> tuple[Finding, ...]:
    """Return what was found in a parcel, or why it was refused."""
    if isinstance(outcome, Refusal):
        return (judge_refusal(outcome, basis),)
    return judge(outcome, basis)


def reading_key(basis: Basis) -> str:
    """Return what a reading depends on besides the bytes: program, rules, settings, catalogue."""
    settings = repr(replace(basis.period, sources={}))
    rules = repr(
        [(rule.code, rule.severity.value, rule.title, rule.why, rule.mend) for rule in RULES.values()]
    )
    return fingerprint([__version__, str(_READING), basis.fingerprint, settings, rules])


def _collection(basis: Basis, recorded: Sequence[Recorded], here: frozenset[str]) -> Collection:
    judged = [
        Judged(submission=each.outcome, findings=each.findings, received=each.received, order=each.order)
        for each in recorded
        if isinstance(each.outcome, Submission)
    ]
    refused = [
        Refused(each.outcome, each.findings[0], each.received, each.order)
        for each in recorded
        if isinstance(each.outcome, Refusal)
    ]
    current = [each.submission for each in newest(judged).values()]
    received = {each.submission.sha256: each.received for each in judged}
    return collect(
        judged,
        refused,
        sizes={each.sha256: each.size_bytes for each in recorded},
        in_inbox=here,
        findings=judge_collection(current, basis, received, _rivals(judged)),
    )


def _rivals(judged: Sequence[Judged]) -> Mapping[str, Sequence[Submission]]:
    found: dict[str, list[Submission]] = {}
    for current, other in contradictions(judged):
        found.setdefault(current.submission.sha256, []).append(other.submission)
    return found
