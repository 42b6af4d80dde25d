"""A safe copy of the open ledger: a plain copy of a file that is being written may be torn."""

import sqlite3
from contextlib import closing
from pathlib import Path

from par_excel.ledger.failures import LedgerDamaged, told_in_words


def copy_database(connection: sqlite3.Connection, path: Path, target: Path) -> None:
    """Write the ledger as it is now beside the target, look at every page, and rename it into place.

    Raises:
        OutputError: the copy could not be written.
        LedgerDamaged: the ledger at this path is no longer whole.
    """
    beside = target.with_name(f".par-{target.name}")
    try:
        with told_in_words(target, damaged=path):
            beside.unlink(missing_ok=True)
            with closing(sqlite3.connect(beside, isolation_level=None)) as copy:
                connection.backup(copy)
                is_sound = copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            if not is_sound:
                raise LedgerDamaged(path, "cấu trúc bên trong tệp đã hỏng.")
            beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
