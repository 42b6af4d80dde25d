"""Opening a ledger: in a file, or on a server where several officials share it."""

from pathlib import Path
from sqlite3 import Connection

from par_excel.ledger.failures import ExtraMissing, LedgerLost
from par_excel.ledger.ledger import Ledger
from par_excel.ledger.log import tells_something
from par_excel.ledger.sqlite import BUSY_SECONDS, SqliteFile
from par_excel.model import SharedLedger


def open_ledger(
    path: Path,
    *,
    log: Path | None = None,
    adopts: bool = False,
    busy_seconds: float = BUSY_SECONDS,
    connection_type: type[Connection] = Connection,
) -> Ledger:
    """Open the ledger, or create it where there is none; use it as a context manager.

    A log that lacks something gets it. What only the log tells is shown, and taken over where `adopts` says so.

    Raises:
        LedgerLost: there is none, or an empty one, and the log tells of something.
        LedgerDamaged: the file is no whole ledger.
        LogUnreadable: the log is there and cannot be read.
        OutputError: the ledger cannot be opened or written.
    """
    if log is not None and not adopts and not path.exists() and tells_something(log):
        raise LedgerLost(path, log)  # before an empty one is made
    database = SqliteFile.open(path, busy_seconds=busy_seconds, connection_type=connection_type)
    return _met(Ledger(database, log, adopts=adopts))


def open_shared_ledger(  # noqa: PLR0913 - as of `open_ledger`, and the server
    server: SharedLedger,
    *,
    password: str | None,
    folder: str,
    log: Path | None = None,
    adopts: bool = False,
    busy_seconds: float = BUSY_SECONDS,
) -> Ledger:
    """Open a ledger that several officials share, or lay it out where there is none.

    Args:
        server: where it is kept.
        password: of the account; None leaves it to what libpq knows (PGPASSWORD, the file of PGPASSFILE).
        folder: tells the outputs of one working folder from those of others; ends with what is in no path.
        log: as with a ledger in a file; every working folder has its own, and each tells all.
        adopts: whether the ledger takes over what only the log tells.
        busy_seconds: how long to wait while somebody else writes.

    Raises:
        ExtraMissing: what speaks to servers is not installed.
        SharedLedgerFailure: the server cannot be reached, or does not allow what is needed.
        LedgerDamaged: what is kept there is no whole ledger.
        LogUnreadable: the log is there and cannot be read.
    """
    try:
        from par_excel.ledger.postgres import connect  # noqa: PLC0415 - an extra that most offices do without
    except ImportError as failure:
        raise ExtraMissing from failure
    return _met(
        Ledger(connect(server, password, folder=folder, busy_seconds=busy_seconds), log, adopts=adopts)
    )


def is_shared_ledger_there(server: SharedLedger, *, password: str | None) -> bool:
    """Say whether a ledger was ever laid out there; nothing is written.

    Raises:
        ExtraMissing: what speaks to servers is not installed.
        SharedLedgerFailure: the server cannot be reached.
    """
    try:
        from par_excel.ledger.postgres import is_there  # noqa: PLC0415 - as above
    except ImportError as failure:
        raise ExtraMissing from failure
    return is_there(server, password)


def _met(ledger: Ledger) -> Ledger:
    """Return a ledger that has met its log."""
    try:
        ledger.log.meet()
    except BaseException:
        ledger.close()
        raise
    return ledger
