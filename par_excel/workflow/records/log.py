"""The command `log`: all that arrived, was decided, sent and approved; by whom, when and why."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum

from msgspec import Struct

from par_excel.ledger import Approval, Arrival, Entry, Ledger, Made, Posted
from par_excel.model import Decision, DecisionKind, Submission, Unit
from par_excel.workflow.folder.folder import Folder, basis_of
from par_excel.workflow.folder.ledgers import ledger_of, require_ledger
from par_excel.workflow.folder.naming import find_unit


class EntryKind(Enum):
    """What can be looked for; the value is what is typed."""

    ARRIVED = "arrival"
    EXCLUDED = "exclude"
    INCLUDED = "include"
    USED = "use"
    JOINED = "join"
    WAIVED = "waive"
    RECEIVED = "received"
    REVIEWED = "review"
    APPRAISED = "appraisal"
    LETTER = "letter"
    APPROVED = "approve"
    RESTORED = "restore"
    MADE = "output"


_OF_DECISIONS = {
    DecisionKind.EXCLUDE: EntryKind.EXCLUDED,
    DecisionKind.INCLUDE: EntryKind.INCLUDED,
    DecisionKind.USE: EntryKind.USED,
    DecisionKind.UNUSE: EntryKind.USED,
    DecisionKind.JOIN: EntryKind.JOINED,
    DecisionKind.UNJOIN: EntryKind.JOINED,
    DecisionKind.WAIVE: EntryKind.WAIVED,
    DecisionKind.UNWAIVE: EntryKind.WAIVED,
    DecisionKind.RECEIVED: EntryKind.RECEIVED,
    DecisionKind.PAPER_REPORT: EntryKind.RECEIVED,
    DecisionKind.NO_PAPER_REPORT: EntryKind.RECEIVED,
    DecisionKind.REVIEW: EntryKind.REVIEWED,
    DecisionKind.SYNTHESIS: EntryKind.REVIEWED,
    DecisionKind.APPRAISAL: EntryKind.APPRAISED,
    DecisionKind.ADOPT: EntryKind.RESTORED,
}


class LogFilter(Struct, frozen=True, kw_only=True):
    """Conditions on entries of the log; one that is not given lets all through."""

    unit: str = ""
    """As a person names it."""
    kinds: frozenset[EntryKind] = frozenset()
    since: datetime | None = None
    only_decisions: bool = False


class LogExcerpt(Struct, frozen=True):
    """The entries that a filter lets through, oldest first."""

    entries: tuple[Entry, ...]
    notice: str
    """What a person should know about the log; empty where all is well."""


def read_trail(folder: Folder, wanted: LogFilter | None = None) -> LogExcerpt:
    """Return all that arrived, was decided, sent and approved, as far as it is wanted.

    Raises:
        ConfigError: nothing was ever recorded in this folder, or it is not clear which unit is meant.
    """
    require_ledger(folder)
    wanted = wanted or LogFilter()
    unit = find_unit(basis_of(folder), wanted.unit) if wanted.unit else None
    with ledger_of(folder) as ledger:
        entries, notice = ledger.entries(), ledger.log_notice
        owners = _owners(ledger) if unit is not None else {}
    return LogExcerpt(
        tuple(
            entry
            for entry in entries
            if _is_wanted(entry, wanted) and (unit is None or _is_of(entry, unit, owners))
        ),
        notice,
    )


def _is_wanted(entry: Entry, wanted: LogFilter) -> bool:
    return (
        (not wanted.kinds or kind_of_entry(entry) in wanted.kinds)
        and (wanted.since is None or entry.at >= wanted.since)
        and (not wanted.only_decisions or isinstance(entry, Decision | Approval))
    )


def kind_of_entry(entry: Entry) -> EntryKind:
    """Return what an entry tells of."""
    match entry:
        case Arrival():
            return EntryKind.ARRIVED
        case Posted():
            return EntryKind.LETTER
        case Approval():
            return EntryKind.APPROVED
        case Made():
            return EntryKind.MADE
        case Decision():
            return _OF_DECISIONS[entry.kind]


def _is_of(entry: Entry, unit: Unit, owners: Mapping[str, frozenset[str]]) -> bool:
    """Say whether an entry is about a unit; an approval is about all of them."""
    match entry:
        case Approval():
            return True
        case Made():
            return False
        case Posted():
            return entry.unit == unit.id
        case Decision() if entry.finding is not None:
            return entry.finding.unit == unit.id
    return unit.id in owners.get(entry.sha256, ())


def _owners(ledger: Ledger) -> Mapping[str, frozenset[str]]:
    """Return whose returns each file holds, by the SHA-256 of parcels and of files in them."""
    # an arrival is told of a parcel, a decision of a file in it: either hash leads to the unit
    owners: dict[str, set[str]] = {}
    for recorded in ledger.outcomes():
        for reading in recorded.readings:
            if isinstance(reading.item.outcome, Submission):
                for sha256 in (recorded.sha256, reading.item.sha256):
                    owners.setdefault(sha256, set()).add(reading.item.outcome.unit)
    return {sha256: frozenset(units) for sha256, units in owners.items()}
