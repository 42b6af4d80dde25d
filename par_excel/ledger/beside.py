"""The log beside an open ledger: it follows the ledger, and gives back what a lost one does not know."""

from pathlib import Path

from par_excel.ledger.chain import end_of, entries_of, take_over, texts_of
from par_excel.ledger.database import Database
from par_excel.ledger.entries import End, following
from par_excel.ledger.failures import BROKEN, LedgerDamaged, LogUnreadable
from par_excel.ledger.log import compare, log_bytes, read_log, set_aside, write_log
from par_excel.ledger.notices import not_told, not_written, put_aside, taken_over
from par_excel.model import ParExcelError


class LogBeside:
    """The log of one open ledger.

    Args:
        database: that the ledger is kept in.
        log: the file; None where the ledger is opened without it.
    """

    def __init__(self, database: Database, log: Path | None) -> None:
        self._database = database
        self.place = log
        self.notices: dict[str, None] = {}
        """What a person should know of the log since the ledger was opened, each once."""
        self._left: tuple[int, End] | None = None
        """Size of the file in bytes and end of the chain, when the two were last known to say the same."""

    def meet(self) -> None:
        """Take over what only the log knows, and give it what only the ledger knows.

        Raises:
            LogUnreadable: the log is there and cannot be read.
            OutputError: another process is busy for too long.
            LedgerDamaged: the ledger and the log differ, and the ledger's own chain is broken.
        """
        self._left = None
        if self.place is None or self._is_told(self.place):
            return
        with self._database.writing():
            if not self._is_told(self.place):  # another process may have been quicker
                self._mend(self.place)
                self._is_told(self.place)

    def follow(self) -> None:
        """Let the log follow; what was recorded stands whatever happens here, and the next opening tries again."""
        try:
            if not self._goes_on():
                self.meet()
        except ParExcelError as failure:
            self.notices[not_told(failure)] = None

    def agrees(self, log: Path) -> bool:
        """Say whether a log tells all that the ledger knows, and nothing else; neither is changed.

        Raises:
            LogUnreadable: the log is there and cannot be read.
        """
        with self._database.told():
            return _found_in(log) == log_bytes(texts_of(self._database))

    def _goes_on(self) -> bool:
        """Add the newest lines to a log that is as it was left; false where all has to be held against all.

        A thousand letters, each told of twice, would else be compared two thousand times.
        """
        if self.place is None or self._left is None:
            return False
        size, end = self._left
        with self._database.writing():
            texts = texts_of(self._database, after=end.number)
            lines = following(texts, end)
            try:
                if not size or len(lines) != len(texts) or self.place.stat().st_size != size:
                    return False
                if lines:
                    added = log_bytes(texts)
                    write_log(self.place, size, added)
                    self._left = size + len(added), End(lines[-1].entry.number, lines[-1].hash)
            except OSError:
                return False
        return True

    def _is_told(self, log: Path) -> bool:
        with self._database.told():
            found, end = _found_in(log), end_of(self._database)
            if found != log_bytes(texts_of(self._database)):
                return False
            self._left = len(found), end
            return True

    def _mend(self, log: Path) -> None:
        if entries_of(self._database) is None:  # a ledger that is broken itself must not change the log
            raise LedgerDamaged(self._database.place, BROKEN)
        found = compare(_found_in(log), texts_of(self._database), end_of(self._database))
        take_over(self._database, found.newer)
        if found.newer:
            self.notices[taken_over(len(found.newer))] = None
        try:
            if found.is_foreign:
                self.notices[put_aside(log, set_aside(log))] = None
            write_log(log, found.keep_bytes, found.add)
        except OSError as failure:
            self.notices[not_written(log, failure)] = None


def _found_in(log: Path) -> bytes:
    try:
        return read_log(log)
    except OSError as failure:
        raise LogUnreadable(log, failure.strerror or str(failure)) from failure
