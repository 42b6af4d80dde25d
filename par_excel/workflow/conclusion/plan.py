"""The command `plan`: lost points become next year's plan."""

from datetime import datetime
from pathlib import Path

from msgspec import Struct

from par_excel.model import Result
from par_excel.workflow.folder.folder import Folder, basis_of
from par_excel.workflow.folder.own_outputs import replace_outputs
from par_excel.workflow.intake.intake import Progress, take_in
from par_excel.workflow.results.present import present_of
from par_excel.writing.control.lost_points import LostPoints, lost_points


class PlanOutcome(Struct, frozen=True):
    """What the command `plan` made."""

    result: Result
    lost: tuple[LostPoints, ...]
    """What can be gained, agency by agency."""
    kept: tuple[Path, ...]
    """Copies of a former plan that a person had changed."""


def make_plan(folder: Folder, *, now: datetime, progress: Progress | None = None) -> PlanOutcome:
    """Take in the inbox, and write the plan from what counts now.

    Raises:
        ConfigError: settings are wrong, or the year before cannot be read.
        OutputError: the plan could not be replaced; the former one is still there.
        ParExcelError: the ledger cannot be used.
    """
    from par_excel.writing.control.plan import plan_document  # noqa: PLC0415 - loads the Word library

    basis = basis_of(folder)
    intake = take_in(folder, basis, now=now, progress=progress)
    result = present_of(folder, basis, intake.collection).result
    kept = replace_outputs(folder, {folder.plan: plan_document(basis, result)}, now=now)
    return PlanOutcome(result, lost_points(basis, result, with_ranked=True), kept)
