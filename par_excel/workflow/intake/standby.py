"""A child that reads returns is started before the program itself is loaded, so that both load at once.

Only what is small is imported here.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from par_excel.system.worker import standing_by

TARGET = "par_excel.workflow.intake.child_reader:reader"
"""Where a child finds what reads parcels."""


@contextmanager
def reader_standing_by(root: Path) -> Iterator[None]:
    """Have a child stand by while a command runs, where there seems to be something to read."""
    with standing_by(TARGET) if _has_news(root / "inbox", root / "ledger.sqlite") else nullcontext():
        yield


def _has_news(inbox: Path, ledger: Path) -> bool:
    """Say whether the inbox was changed after the ledger; where that is wrong, a child starts later, or in vain."""
    with suppress(OSError):
        return inbox.stat().st_mtime_ns > (ledger.stat().st_mtime_ns if ledger.exists() else 0)
    return False
