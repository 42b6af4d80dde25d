"""Periods that were approved, for the tests of approving and of what follows from it."""

import shutil
from datetime import timedelta
from pathlib import Path

from par_excel.workflow.conclusion.approve import ApproveOutcome, Approver, approve
from par_excel.workflow.folder.folder import Folder
from tests.workflow.periods import RECEIVED, full_period

NOW = RECEIVED + timedelta(days=3)
DECISION = "số 12/QĐ-UBND, ngày 18/02/2021"
NEXT = "số 15/QĐ-UBND, ngày 19/02/2021"


def approved(folder: Folder, decision: str = DECISION, *, days: int = 0) -> ApproveOutcome:
    """Run `approve`."""
    return approve(folder, decision, Approver(by="Lê Văn B", account="b.le", at=NOW + timedelta(days=days)))


def approved_period(root: Path) -> Folder:
    """Lay out the small period with good returns, and approve it."""
    folder = full_period(root)
    assert approved(folder).is_new
    return folder


def copy_of(folder: Folder, root: Path) -> Folder:
    """Return a copy that a test may change."""
    return Folder(Path(shutil.copytree(folder.root, root)))
