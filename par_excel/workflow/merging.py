"""The command `merge`: take in the inbox, merge what counts, write feedback, master workbook and report."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path

from par_excel.merge import merge
from par_excel.model import Result
from par_excel.workflow.checking import Checked, check_inbox, feedback_of
from par_excel.workflow.folder import Folder
from par_excel.workflow.intake import Progress
from par_excel.workflow.own_outputs import replace_outputs

_WRITERS = ("par_excel.writing.master", "par_excel.writing.report", "par_excel.writing.feedback")


@dataclass(frozen=True, slots=True)
class Merged:
    """What the command `merge` made."""

    checked: Checked
    result: Result
    feedback: tuple[Path, ...] = ()
    kept: tuple[Path, ...] = ()
    """Copies of former outputs that a person had changed by hand."""

    @property
    def is_in_order(self) -> bool:
        """Say whether nothing needs a person any more."""
        return self.checked.is_in_order and not self.result.is_draft


def merge_inbox(folder: Folder, *, now: datetime, progress: Progress | None = None) -> Merged:
    """Do what `check` does, then merge and write the outputs; all are made before the first is renamed into place.

    Raises:
        ConfigError: settings or catalogue are wrong.
        OutputError: an output could not be replaced; the former ones are all still there.
        ParExcelError: the ledger cannot be used.
    """
    with ThreadPoolExecutor(max_workers=1) as meanwhile:
        # pandas and the Word library take longer to load than child processes to read eight returns
        meanwhile.submit(_load_writers)
        checked = check_inbox(folder, now=now, progress=progress)
    from par_excel.writing.master import master_workbook  # noqa: PLC0415 - loaded beside the reading
    from par_excel.writing.report import report_document  # noqa: PLC0415 - loaded beside the reading

    result = merge(checked.basis, checked.intake.collection)
    feedback = feedback_of(folder, checked)
    contents = {
        **feedback,
        folder.master: master_workbook(checked.basis, result),
        folder.report: report_document(checked.basis, result),
    }
    return Merged(checked, result, tuple(feedback), replace_outputs(folder, contents, now=now))


def _load_writers() -> None:
    for writer in _WRITERS:
        import_module(writer)
