"""The command `merge`: take in the inbox, merge what counts, write master workbook and report."""

from dataclasses import dataclass
from datetime import datetime

from par_excel.merge import merge
from par_excel.model import Result
from par_excel.workflow.checking import Checked, check_inbox
from par_excel.workflow.folder import Folder
from par_excel.workflow.intake import Progress
from par_excel.workflow.outputs import write_outputs
from par_excel.writing.master import master_workbook
from par_excel.writing.report import report_document


@dataclass(frozen=True, slots=True)
class Merged:
    """What the command `merge` made."""

    checked: Checked
    result: Result

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
    checked = check_inbox(folder, now=now, progress=progress)
    result = merge(checked.basis, checked.intake.collection)
    write_outputs(
        {
            folder.master: master_workbook(checked.basis, result),
            folder.report: report_document(checked.basis, result),
        }
    )
    return Merged(checked, result)
