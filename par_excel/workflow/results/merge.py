"""The command `merge`: take in the inbox, merge what counts, write feedback, master workbook and report."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from importlib import import_module
from pathlib import Path

from msgspec import Struct

from par_excel.model import Result
from par_excel.system import OWN_CORES, Runner
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.folder.own_outputs import replace_outputs, standing_outputs
from par_excel.workflow.intake.check import CheckOutcome, check_inbox, feedback_of
from par_excel.workflow.intake.intake import Progress
from par_excel.workflow.results.approved import approvals_of, copies_made_anew, kept_files, newest_outputs
from par_excel.workflow.results.present import Present, inputs_of, made_anew, present_of
from par_excel.workflow.results.report_files import PdfError, pdf_of, retired_in_template
from par_excel.workflow.results.review import TakenReview, take_review

# Loaded while children read, but only where something is read: a `merge` with nothing new may need none of them.
_WRITERS = (
    "par_excel.writing.master.workbook",
    "par_excel.writing.report.document",
    "par_excel.writing.control.sheet",
    "par_excel.writing.feedback.workbook",
)


class MergeOutcome(Struct, frozen=True):
    """What the command `merge` made."""

    checked: CheckOutcome
    result: Result
    feedback: tuple[Path, ...] = ()
    kept: tuple[Path, ...] = ()
    """Copies of former outputs that a person had changed by hand."""
    taken: TakenReview | None = None
    """What came of the review workbook."""
    pdf: Path | None = None
    """The report as PDF; None where none was asked for or none could be made."""
    pdf_problem: str = ""
    """Why no PDF could be made; empty where none was asked for or one was made."""
    left_out: tuple[str, ...] = ()
    """What the office's own Word template holds and the report has no more, a sentence each."""

    @property
    def is_in_order(self) -> bool:
        """Say whether nothing needs a person any more."""
        return (
            (self.checked.is_in_order or self._is_settled)
            and not self.result.is_draft
            and not self.pdf_problem
            and not self._is_refused
        )

    @property
    def _is_settled(self) -> bool:
        """Say whether what agencies still lack was accepted when the result was approved, and nothing waits."""
        intake = self.checked.intake
        waits = intake.lost or intake.refusals or intake.is_incomplete or intake.collection.held
        return self.result.is_approved and not waits

    @property
    def _is_refused(self) -> bool:
        return self.taken is not None and bool(self.taken.refused)


def merge_inbox(  # noqa: PLR0913 - where, when, what besides, and by whom
    folder: Folder,
    *,
    now: datetime,
    progress: Progress | None = None,
    with_pdf: bool = False,
    by: str = "không rõ",
    runner: Runner = OWN_CORES,
) -> MergeOutcome:
    """Do what `check` does, then merge and write the outputs; all are made before the first is renamed into place.

    Raises:
        ConfigError: settings, catalogue or the office's Word template are wrong.
        OutputError: an output could not be replaced; the former ones are all still there.
        ParExcelError: the ledger cannot be used.
    """
    with ThreadPoolExecutor(max_workers=1) as meanwhile:

        def follow(done: int, count: int) -> None:
            # the Excel and Word libraries take longer to load than child processes to read eight returns
            if not done:
                meanwhile.submit(_load_writers)
            if progress is not None:
                progress(done, count)

        checked = check_inbox(folder, now=now, progress=follow, runner=runner)
    taken = take_review(folder, checked.basis, checked.intake.collection, by=by, now=now)
    present = present_of(folder, checked.basis, taken.collection)
    feedback = feedback_of(folder, checked, runner, now=now)
    inputs = inputs_of(folder, present, taken.collection)
    standing = standing_outputs(folder, folder.made_of_result, inputs)
    contents = {**feedback, **_outputs(folder, present, standing)}
    pdf, problem = _pdf(contents[folder.report]) if with_pdf else (None, "")
    if pdf is not None:
        contents[folder.report_pdf] = pdf
    kept = replace_outputs(folder, contents, now=now, inputs=inputs)
    return MergeOutcome(
        checked,
        present.result,
        feedback=tuple(feedback),
        kept=kept,
        taken=taken,
        pdf=folder.report_pdf if pdf is not None else None,
        pdf_problem=problem,
        left_out=retired_in_template(folder),
    )


def _outputs(folder: Folder, present: Present, standing: Mapping[Path, bytes]) -> dict[Path, bytes]:
    """Return master and report, with the copies of what was approved; where it still holds, the very same bytes.

    What stands there, made of the same, is not made again.
    """
    approved = present.approved
    contents = {**standing, **kept_files(folder, approvals_of(folder))}
    if approved is not None and approved.holds:
        contents |= newest_outputs(folder, approved.approval, contents)
    for output in folder.made_of_result:
        if output not in contents:
            contents[output] = made_anew(folder, output, present)
    if approved is not None and approved.holds:
        contents |= copies_made_anew(folder, approved, contents)
    return contents


def _pdf(report: bytes) -> tuple[bytes | None, str]:
    try:
        return pdf_of(report), ""
    except PdfError as failure:
        return None, str(failure)


def _load_writers() -> None:
    for writer in _WRITERS:
        import_module(writer)
