"""The command `backup`: a verified copy of ledger, log and settings in a dated folder.

Templates and outputs follow from these, and the ledger has every byte of the inbox: copied back into an empty folder
they are the period again. A ledger that is on a server becomes a file.
"""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from par_excel.config.sources import ASSIGNMENTS, CATALOGUE, UNITS
from par_excel.ledger import Verification, open_ledger
from par_excel.model import OutputError
from par_excel.vietnamese import VIETNAM, said_by_system
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.folder.ledgers import ledger_of, require_ledger
from par_excel.workflow.folder.lost_records import COPIES
from par_excel.workflow.folder.outputs import make_folder, rename_beside, write_outputs


class BackupOutcome(Struct, frozen=True):
    """A copy that was made."""

    place: Path
    files: tuple[str, ...]
    verification: Verification
    """Of the copy, and of the log beside the ledger that was copied."""


def back_up(folder: Folder, target: Path | None, *, now: datetime) -> BackupOutcome:
    """Write a copy into a dated folder: under `sao_luu`, or where it is wanted; whole, or not at all.

    Raises:
        ConfigError: nothing was ever recorded in this folder.
        OutputError: the copy could not be written.
        ParExcelError: the ledger cannot be used.
    """
    require_ledger(folder)
    above = folder.root / COPIES if target is None else target
    make_folder(above)
    with ExitStack() as leftovers:
        beside = above / f".par-{secrets.token_hex(8)}"
        make_folder(beside)
        leftovers.callback(shutil.rmtree, beside, ignore_errors=True)
        verification = _fill(folder, Folder(beside))
        files = tuple(sorted(path.name for path in beside.iterdir()))
        place = rename_beside(beside, above / f"{now.astimezone(VIETNAM):%Y-%m-%d_%H%M%S}")
        return BackupOutcome(place, files, verification)


def _fill(folder: Folder, copy: Folder) -> Verification:
    """Copy everything; the log is written from the copied ledger, so that the two say the same."""
    with ledger_of(folder) as ledger:
        ledger.backup(copy.ledger)
        notice = ledger.log_notice
    write_outputs({copy.root / path.name: _read(path) for path in _settings(folder)})
    open_ledger(copy.ledger, log=copy.log).close()  # writes the log, and tells that it was not there
    with open_ledger(copy.ledger, log=copy.log) as ledger:
        verification = ledger.verify()
    return verification.with_problem(notice) if notice else verification


def _settings(folder: Folder) -> Iterator[Path]:
    for path in (folder.settings, folder.report_template):
        if path.is_file():
            yield path
    for path in sorted(folder.root.glob("*")):
        if path.is_file() and path.stem in {CATALOGUE, ASSIGNMENTS, UNITS}:
            yield path


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as failure:
        raise OutputError(path.name, f"không đọc được để sao lưu ({said_by_system(failure)}).") from failure
