"""The command `review`, and what `merge` takes from the workbook that it made."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from par_excel.ledger import open_ledger
from par_excel.merge import merge
from par_excel.merge.reviewing import (
    faults_of,
    new_opinions,
    reason_of,
    recorded_opinions,
    review_key,
    with_reviews,
)
from par_excel.model import Basis, DecisionKind, NotReviewed, Result, ReviewSheet
from par_excel.reading.review_list import read_review
from par_excel.workflow.checking import Checked, check_inbox
from par_excel.workflow.folder import Folder
from par_excel.workflow.intake import Progress
from par_excel.workflow.outputs import read_output
from par_excel.workflow.own_outputs import replace_outputs


@dataclass(frozen=True, slots=True)
class Taken:
    """The result with the review, and what came of the workbook."""

    result: Result
    recorded: tuple[str, ...] = ()
    """Criteria whose review was recorded now."""
    refused: tuple[str, ...] = ()
    """Why nothing of the workbook was taken; empty where it was."""


@dataclass(frozen=True, slots=True)
class Reviewing:
    """What the command `review` made."""

    checked: Checked
    taken: Taken
    kept: tuple[Path, ...]
    """Copies of a former workbook that a person had changed."""


def make_review(folder: Folder, *, by: str, now: datetime, progress: Progress | None = None) -> Reviewing:
    """Take in what the standing workbook says, then write it anew.

    Raises:
        ConfigError: settings or catalogue are wrong, or there is no inbox.
        OutputError: the workbook could not be replaced.
        ParExcelError: the ledger cannot be used.
    """
    from par_excel.writing.review import review_workbook  # noqa: PLC0415 - heavy, needed here alone

    checked = check_inbox(folder, now=now, progress=progress)
    result = merge(checked.basis, checked.intake.collection)
    taken = take_review(folder, checked.basis, result, by=by, now=now)
    contents = {folder.review: review_workbook(checked.basis, taken.result)}
    return Reviewing(checked, taken, replace_outputs(folder, contents, now=now))


def take_review(folder: Folder, basis: Basis, result: Result, *, by: str, now: datetime) -> Taken:
    """Record what the workbook newly says, and apply all that is recorded; of a faulty workbook nothing is taken."""
    data = read_output(folder.review)
    read = None if data is None else read_review(data, basis)
    refused = read.reasons if isinstance(read, NotReviewed) else ()
    if isinstance(read, ReviewSheet):
        refused = faults_of(basis, read)
    with open_ledger(folder.ledger, log=folder.log) as ledger:
        recorded = recorded_opinions(ledger.decisions())
        new = new_opinions(read, recorded) if isinstance(read, ReviewSheet) and not refused else ()
        for opinion in new:
            ledger.decide(
                DecisionKind.REVIEW, by=by, at=now, reason=reason_of(opinion), finding=review_key(opinion)
            )
        recorded = recorded_opinions(ledger.decisions()) if new else recorded
    return Taken(with_reviews(basis, result, recorded), tuple(each.criterion for each in new), refused)
