"""The command `review`, and what `merge` takes from the workbook that it made."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from par_excel.merge import merge
from par_excel.merge.reviewing import (
    faults_of,
    initiative_key,
    initiative_reason,
    new_initiatives,
    new_opinions,
    reason_of,
    recorded_initiatives,
    recorded_opinions,
    recorded_synthesis,
    review_key,
    synthesis_key,
    synthesis_reason,
)
from par_excel.model import (
    Basis,
    Collection,
    ConfigError,
    Decision,
    DecisionKind,
    FindingKey,
    NotReviewed,
    Result,
    ReviewSheet,
)
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.folder.ledgers import ledger_of
from par_excel.workflow.folder.outputs import read_output
from par_excel.workflow.folder.own_outputs import replace_outputs
from par_excel.workflow.intake.check import CheckOutcome, check_inbox
from par_excel.workflow.intake.intake import Progress


class TakenReview(Struct, frozen=True):
    """What came of the workbook."""

    collection: Collection
    """With the decisions that were recorded now."""
    recorded: tuple[str, ...] = ()
    """What was recorded now: criteria and initiatives, in words."""
    refused: tuple[str, ...] = ()
    """Why nothing of the workbook was taken; empty where it was."""


class ReviewOutcome(Struct, frozen=True):
    """What the command `review` made."""

    checked: CheckOutcome
    result: Result
    taken: TakenReview
    kept: tuple[Path, ...]
    """Copies of a former workbook that a person had changed."""


def make_review(
    folder: Folder, *, by: str, now: datetime, progress: Progress | None = None, is_taken: bool = False
) -> ReviewOutcome:
    """Take in what the standing workbook says, then write it anew.

    Args:
        folder: the working folder.
        by: who reviews.
        now: the time of the review.
        progress: told how far the reading is.
        is_taken: whether what the standing workbook says is recorded already, and something newer too.

    Raises:
        ConfigError: settings or catalogue are wrong, or there is no inbox.
        OutputError: the workbook could not be replaced.
        ParExcelError: the ledger cannot be used.
    """
    checked = check_inbox(folder, now=now, progress=progress)
    from par_excel.writing.office.review import review_workbook  # noqa: PLC0415 - heavy, needed here alone

    collection = checked.intake.collection
    taken = (
        TakenReview(collection)
        if is_taken
        else take_review(folder, checked.basis, collection, by=by, now=now)
    )
    result = merge(checked.basis, taken.collection)
    contents = {folder.review: review_workbook(checked.basis, result)}
    taken_over = frozenset() if taken.refused else frozenset([folder.review])
    kept = replace_outputs(folder, contents, now=now, taken_over=taken_over)
    return ReviewOutcome(checked, result, taken, kept)


def take_review(
    folder: Folder, basis: Basis, collection: Collection, *, by: str, now: datetime
) -> TakenReview:
    """Record what the workbook newly says; of a faulty workbook nothing is taken.

    What is recorded belongs to the collection's decisions, and every result that is merged of it follows it.
    """
    data = read_output(folder.review)
    if data is None:
        return TakenReview(collection)
    from par_excel.reading.office.review import read_review  # noqa: PLC0415 - loads the readers of workbooks

    read = read_review(data, basis)
    refused = read.reasons if isinstance(read, NotReviewed) else faults_of(basis, read)
    if refused or isinstance(read, NotReviewed):
        return TakenReview(collection, refused=refused)
    return _recorded(folder, collection, read, by=by, now=now)


def review(folder: Folder, said: ReviewSheet, *, by: str, now: datetime) -> TakenReview:
    """Record what the office says without the workbook; a standing workbook is taken first, and then made anew.

    Raises:
        ConfigError: what is said cannot be taken.
        OutputError: the workbook could not be replaced.
        ParExcelError: the ledger cannot be used.
    """
    checked = check_inbox(folder, now=now)
    faults = faults_of(checked.basis, said)
    if faults:
        raise ConfigError(" ".join(faults), "sửa lại rồi ghi lại.")
    # In this order: what the workbook said before is older than what is said now, and must not be recorded over it.
    standing = take_review(folder, checked.basis, checked.intake.collection, by=by, now=now)
    taken = _recorded(folder, standing.collection, said, by=by, now=now)
    if folder.review.exists() and not standing.refused:
        make_review(folder, by=by, now=now, is_taken=True)
    return taken


def _recorded(
    folder: Folder, collection: Collection, said: ReviewSheet, *, by: str, now: datetime
) -> TakenReview:
    """Record what is newly said."""
    new = _new_entries(said, collection.decisions)
    synthesis = said.synthesis
    if synthesis == recorded_synthesis(collection.decisions):
        synthesis = None
    if not new and synthesis is None:
        return TakenReview(collection)
    with ledger_of(folder) as ledger:
        ledger.decide_all(DecisionKind.REVIEW, [(each.key, each.reason) for each in new], by=by, at=now)
        if synthesis is not None:
            whole = (synthesis_key(synthesis), synthesis_reason(synthesis))
            ledger.decide_all(DecisionKind.SYNTHESIS, [whole], by=by, at=now)
        decisions = tuple(ledger.decisions())
    names = (*(each.name for each in new), *([] if synthesis is None else ["khó khăn, kiến nghị"]))
    return TakenReview(replace(collection, decisions=decisions), names)


class _NewOpinion(Struct, frozen=True):
    """An opinion in the workbook that the ledger does not have yet."""

    name: str
    key: FindingKey
    reason: str


def _new_entries(read: ReviewSheet, decisions: Sequence[Decision]) -> list[_NewOpinion]:
    opinions = new_opinions(read, recorded_opinions(decisions))
    initiatives = new_initiatives(read.initiatives, recorded_initiatives(decisions))
    return [
        *(_NewOpinion(f"tiêu chí {each.criterion}", review_key(each), reason_of(each)) for each in opinions),
        *(
            _NewOpinion(f"sáng kiến “{each.name}”", initiative_key(each), initiative_reason(each))
            for each in initiatives
        ),
    ]
