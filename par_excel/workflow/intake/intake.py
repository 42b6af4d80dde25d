"""Intake: the files of the inbox are recorded in the ledger, then read and judged.

Bytes come first: everything new is in the ledger before anything looks into it. Readings are kept every two seconds, so
that a run which is stopped goes on from there, and a hundred thousand small files do not wait for the disk.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Collection as Names
from datetime import datetime
from functools import cached_property
from time import monotonic

from msgspec import Struct
from msgspec.structs import replace

from par_excel import __version__
from par_excel.checks import RULES
from par_excel.ledger import Ledger
from par_excel.model import (
    DEFAULT_ENTRY_RULES,
    NO_CHANGES,
    Basis,
    Collection,
    ConfigError,
    Finding,
    Parcel,
    ParExcelError,
    Received,
    ReturnState,
    Severity,
    UnitState,
    fingerprint,
)
from par_excel.reading.parcels.inbox import SENT_BY_NOBODY, Skipped, scan_inbox
from par_excel.system import OWN_CORES, ChildNotStarted, Runner
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.folder.ledgers import ledger_of
from par_excel.workflow.folder.lost_records import lost_approvals, lost_records
from par_excel.workflow.intake.attempts import attempts
from par_excel.workflow.intake.collecting import collection_of

Progress = Callable[[int, int], None]
"""Told how many parcels are done, of how many."""

_READING = 6
"""Raised when the same bytes would be read otherwise than before; then all are read anew from the ledger."""
_NO_RETURN = (ReturnState.BLANK, ReturnState.SENT_BACK)
_ASIDE = (ReturnState.SUPERSEDED, ReturnState.JOINED, ReturnState.EXCLUDED, *_NO_RETURN)
_FORMS = frozenset({ReturnState.CURRENT, ReturnState.HELD, *_ASIDE})
_KEEP_SECONDS = 2.0
"""Seconds between two writes of readings: what a killed run had read since then is read again; no bytes are lost."""


class Intake(Struct, frozen=True, dict=True):
    """What the inbox held, and where every unit stands now."""

    collection: Collection
    skipped: tuple[Skipped, ...]
    """Files left in the inbox for the next run, each with its reason."""
    here: frozenset[str]
    """SHA-256 of what lies in the inbox now."""
    notice: str = ""
    """What a person should know about the log of decisions; empty where all is well."""
    lost: str = ""
    """That ledger and log are gone, and how to get them back; empty where they are there."""

    @property
    def is_empty(self) -> bool:
        """Say whether the inbox holds nothing that could be a return."""
        return not self.here and not self.is_incomplete

    @property
    def is_incomplete(self) -> bool:
        """Say whether something in the inbox, other than what no one sent, could not be taken in this time."""
        return any(skipped.reason not in SENT_BY_NOBODY for skipped in self.skipped)

    @property
    def refusals(self) -> tuple[Finding, ...]:
        """Why files are no returns; only of those in the inbox: one that was taken out has been dealt with."""
        here = {received.sha256 for received in self.collection.received if received.in_inbox}
        return tuple(finding for refusal, finding in self.collection.refusals if refusal.sha256 in here)

    @property
    def refused_alike(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return the files that are no returns and lie there more than once, each with its other names."""
        return tuple(
            (received.file, received.also_named)
            for received in self.collection.received
            if received.state is ReturnState.REFUSED and received.in_inbox and received.also_named
        )

    @property
    def aside(self) -> Mapping[ReturnState, tuple[Received, ...]]:
        """Forms in the inbox that do not count, by what became of them; those that wait are in the collection."""
        found: dict[ReturnState, tuple[Received, ...]] = {}
        for each in self.collection.received:
            if each.state in _ASIDE and each.in_inbox:
                found[each.state] = (*found.get(each.state, ()), each)
        return {state: found[state] for state in _ASIDE if state in found}

    @property
    def automatic(self) -> tuple[Received, ...]:
        """Letters in the inbox that no person wrote."""
        return tuple(
            each for each in self.collection.received if each.state is ReturnState.AUTOMATIC and each.in_inbox
        )

    @property
    def letters_without_return(self) -> tuple[str, ...]:
        """Letters in the inbox that brought forms, none of them a return: blank ones, and our own sent back."""
        brought: dict[str, set[bool]] = {}
        for each in self.collection.received:
            if each.mail is not None and each.in_inbox and each.state in _FORMS:
                letter, slash, _ = each.file.rpartition("/")
                if slash:
                    brought.setdefault(letter, set()).add(each.state in _NO_RETURN)
        return tuple(letter for letter, kinds in brought.items() if kinds == {True})

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
        across = self._across.get(unit, ())
        return tuple(sorted((*own, *across), key=lambda finding: finding.severity.rank))

    @cached_property
    def _across(self) -> Mapping[str, Sequence[Finding]]:
        """What was found across returns, by unit: with thousands of units nobody looks through all for each."""
        found: dict[str, list[Finding]] = {}
        for finding in self.collection.findings:
            found.setdefault(finding.unit, []).append(finding)
        return found

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

    def sender(self, unit: str) -> str:
        """Return the address that a unit's current return came from; empty where it came by no letter."""
        judged = self.collection.current.get(unit)
        return "" if judged is None or judged.mail is None else judged.mail.sender

    def attached(self, unit: str) -> int:
        """Return how many files came with a unit's returns: evidence, and the signed report."""
        return self._attached[unit]

    @cached_property
    def _attached(self) -> Counter[str]:
        kinds = {ReturnState.ATTACHED, ReturnState.REPORT}
        return Counter(each.unit for each in self.collection.received if each.state in kinds)

    def waived(self, unit: str) -> tuple[Finding, ...]:
        """Return what was found in a unit's current return and accepted by a decision."""
        judged = self.collection.current.get(unit)
        return () if judged is None else judged.waived


def take_in(  # noqa: PLR0913 - where, what, when, and by whom
    folder: Folder,
    basis: Basis,
    *,
    now: datetime,
    progress: Progress | None = None,
    leave: Names[str] = (),
    retry: bool = False,
    runner: Runner = OWN_CORES,
) -> Intake:
    """Record, read and judge everything in the inbox; return where every unit stands.

    Args:
        folder: the working folder.
        basis: what it is judged against.
        now: the time of the intake.
        progress: told how far the reading is.
        leave: paths inside the inbox of files that are known not to be complete yet.
        retry: read all anew from the bytes, also what was read or given up before.
        runner: who reads.

    Raises:
        ConfigError: there is no inbox.
        ParExcelError: the ledger cannot be opened or written.
    """
    require_inbox(folder)
    inbox = Inbox(folder, basis.period.limits.parcel_bytes)
    lost = lost_records(folder)
    with ledger_of(folder) as ledger:
        lost = lost or lost_approvals(folder, ledger.approvals.every())
        # all are looked at: what was taken in before and is open again has not left the inbox
        ledger.record((parcel for parcel in inbox.parcels() if parcel.name not in leave), seen=now)
        try:
            _read_all(ledger, basis, progress, runner, retry=retry)
        except ChildNotStarted as failure:
            raise ParExcelError(str(failure)) from failure
        recorded, decisions, notice = ledger.outcomes(), ledger.decisions(), ledger.log_notice
    here: Mapping[str, list[str]] = inbox.names
    collection = collection_of(basis, recorded, decisions, here)
    return Intake(collection, tuple(inbox.skipped), frozenset(here), notice, lost)


class Inbox:
    """The inbox while it is walked through: parcels pass by one at a time, names and skipped files stay."""

    def __init__(self, folder: Folder, limit_bytes: int) -> None:
        self._found = scan_inbox(folder.inbox, limit_bytes=limit_bytes)
        self.skipped: list[Skipped] = []
        self.names: dict[str, list[str]] = {}

    def parcels(self) -> Iterator[Parcel]:
        """Yield what can be taken in."""
        for each in self._found:
            if isinstance(each, Skipped):
                self.skipped.append(each)
            else:
                self.names.setdefault(each.sha256, []).append(each.name)
                yield each


def require_inbox(folder: Folder) -> None:
    """See that there is an inbox: one that is not there is more likely a wrong folder than a period without returns.

    Raises:
        ConfigError: there is none.
    """
    if not folder.inbox.is_dir():
        what = "là một tệp, không phải thư mục" if folder.inbox.exists() else "không có"
        raise ConfigError(
            f"Thư mục inbox {what}.",
            "tạo thư mục inbox trong thư mục làm việc rồi chép các tệp nhận được vào đó, "
            "hoặc chỉ đúng thư mục làm việc bằng tùy chọn -C.",
            file=folder.inbox,
        )


def _read_all(
    ledger: Ledger, basis: Basis, progress: Progress | None, runner: Runner, *, retry: bool
) -> None:
    """Read what has no outcome yet, in child processes: whatever a file does to one, the others are read."""
    key = reading_key(basis)
    unread = ledger.unread(None if retry else key)
    if not unread:
        return
    kept: list[tuple[str, bytes, str]] = []
    since = monotonic()
    if progress is not None:
        progress(0, len(unread))
    try:
        for done, each in enumerate(attempts(ledger, basis, unread, runner), start=1):
            kept.append((each.sha256, each.body, key if each.is_settled else ""))
            if monotonic() - since > _KEEP_SECONDS:
                ledger.store(kept)
                kept.clear()
                since = monotonic()
            if progress is not None:
                progress(done, len(unread))
    finally:  # also where somebody stops the run: what was read need not be read again
        ledger.store(kept)


def reading_key(basis: Basis) -> str:
    """Return what a reading depends on besides the bytes: program, rules, settings, catalogue."""
    # What changes nothing of a reading is left out, so that a new address or a day off does not have all read anew. The
    # words of rules are in it, for findings are stored with their words.
    period = replace(
        basis.period,
        sources={},
        calendar=NO_CHANGES,
        entry=DEFAULT_ENTRY_RULES,
        former="",
        post_office=None,
        postbox=None,
        shared_ledger=None,
    )
    settings = repr(period)
    rules = repr(
        [(rule.code, rule.severity.value, rule.title, rule.why, rule.mend) for rule in RULES.values()]
    )
    return fingerprint([__version__, str(_READING), basis.fingerprint, settings, rules])
