"""The command `reconcile`: what came out of the ministry's software, held against the result."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from par_excel.merge.reconciling import reconcile
from par_excel.model import ApprovalMark, ConfigError, EntryList, Reconciled
from par_excel.workflow.conclusion.entry import entry_of
from par_excel.workflow.folder.folder import Folder, basis_of, read_given
from par_excel.workflow.folder.own_outputs import replace_outputs
from par_excel.workflow.intake.intake import Progress
from par_excel.workflow.intake.limited_tasks import exported


class ReconcileOutcome(Struct, frozen=True):
    """What the command `reconcile` found."""

    entry: EntryList
    reconciled: Reconciled
    kept: tuple[Path, ...]
    approval: ApprovalMark | None = None
    """The approved version that was compared, and in what the present differs; None where none was approved."""

    @property
    def is_in_order(self) -> bool:
        """Say whether both sides are the same, and there was something to compare."""
        return not self.reconciled.mismatches and self.reconciled.compared > 0


def reconcile_file(
    folder: Folder, file: Path, *, now: datetime, progress: Progress | None = None
) -> ReconcileOutcome:
    """Take in the inbox, compare, and write every difference to `outbox/doi_chieu.xlsx`.

    Raises:
        ConfigError: settings are wrong, or the file cannot be read.
        OutputError: the output could not be replaced; the former one is still there.
        ParExcelError: the ledger cannot be used.
    """
    from par_excel.writing.office.reconciliation import reconciliation_workbook  # noqa: PLC0415 - only where it is asked for

    basis = basis_of(folder)
    data = read_given(file, basis.period.limits)
    with ThreadPoolExecutor(max_workers=1) as meanwhile:
        reading = meanwhile.submit(exported, data, basis)  # in a child, which takes a while to start
        made = entry_of(folder, basis, now=now, progress=progress)
        found = reading.result()
    if isinstance(found, str):
        raise ConfigError(
            found,
            "xuất lại từ phần mềm thành .xlsx, .csv hoặc lưu trang web (.html).",
            file=file,
        )
    reconciled = reconcile(made.basis, made.entry, found)
    if not reconciled.compared:
        raise ConfigError(
            "Không dòng nào của tệp mang mã hoặc tên của một tiêu chí trong kỳ, nên chưa đối chiếu gì.",
            "kiểm tra tệp có đúng là kết quả của kỳ này không; nếu mã hoặc tên nằm ở cột khác, ghi tên cột ở "
            "bảng [doi_chieu] của par.toml.",
            file=file,
        )
    book = reconciliation_workbook(made.basis, made.result, reconciled, file.name)
    kept = replace_outputs(folder, {folder.reconciliation: book}, now=now)
    return ReconcileOutcome(made.entry, reconciled, kept, made.approval)
