"""The command `history`: every version of a unit's return, and what changed from one to the next."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from msgspec import Struct

from par_excel.ledger import submissions_of
from par_excel.merge.changes import ValueChange, changes
from par_excel.model import Received, ReturnState, Submission, Unit
from par_excel.workflow.folder.folder import Folder, basis_of
from par_excel.workflow.folder.ledgers import ledger_of
from par_excel.workflow.folder.naming import RETURNS, find_unit
from par_excel.workflow.intake.intake import Intake, Progress, take_in

_SHOWN = RETURNS | {ReturnState.BLANK, ReturnState.SENT_BACK}
_EARLIEST = datetime.min.replace(tzinfo=UTC)
"""Stands for a time of saving that is not known: such versions come first."""


class Version(Struct, frozen=True):
    """One return of a unit, with what changed in it since the one before."""

    received: Received
    changes: tuple[ValueChange, ...] | None
    """Against the version before; None in the first."""


class History(Struct, frozen=True):
    """The returns of a unit, in the order in which they were received."""

    unit: Unit
    versions: tuple[Version, ...]
    notice: str
    """What a person should know about the log; empty where all is well."""


def unit_history(folder: Folder, said: str, *, now: datetime, progress: Progress | None = None) -> History:
    """Take in the inbox, and return every version of the unit that is named.

    Raises:
        ConfigError: it is not clear which unit, or there is no inbox.
        ParExcelError: the ledger cannot be used.
    """
    basis = basis_of(folder)
    unit = find_unit(basis, said)
    intake = take_in(folder, basis, now=now, progress=progress)
    return history_of(folder, unit, intake)


def history_of(folder: Folder, unit: Unit, intake: Intake) -> History:
    """Return every version of a unit's return, as far as it has been taken in; nothing is written.

    Raises:
        ParExcelError: the ledger cannot be read.
    """
    received = [each for each in intake.collection.received if each.unit == unit.id and each.state in _SHOWN]
    if not received:
        return History(unit, (), intake.notice)
    with ledger_of(folder, with_log=False) as ledger:
        submissions = dict(submissions_of(ledger.outcomes()))
    current = intake.collection.current.get(unit.id)
    if current is not None:  # also what was joined, which no file holds
        submissions[current.submission.sha256] = current.submission
    return History(unit, tuple(_versions(sorted(received, key=_age), submissions)), intake.notice)


def _age(received: Received) -> tuple[datetime, int, datetime]:
    """Return what puts versions in order; those taken in at the same moment follow revision and time of saving."""
    saved = received.saved_at or _EARLIEST
    return received.received, received.revision, saved if saved.tzinfo else saved.replace(tzinfo=UTC)


def _versions(received: Iterable[Received], submissions: Mapping[str, Submission]) -> Iterator[Version]:
    former: Submission | None = None
    for each in received:
        this = submissions[each.sha256]
        yield Version(each, None if former is None else changes(former, this))
        former = this
