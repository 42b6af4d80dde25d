"""nhat_ky.jsonl: the entries of the ledger once more, in a file that outlives it and that an inspector can read.

The log follows an open ledger, and is a witness: where the two disagree, the ledger counts. Lines that only the log has
are shown, and taken over only where a person asks for it. A log that contradicts the ledger is renamed, never overwritten;
what is mended in it is told.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from par_excel.ledger.chain import end_of, goes_on, take_over, texts_of
from par_excel.ledger.database import Database
from par_excel.ledger.entries import End, LogLine, UnreadableLine, following, parse_line
from par_excel.ledger.failures import (
    BROKEN,
    LedgerDamaged,
    LedgerLost,
    LogUnreadable,
    made_whole,
    not_told,
    not_written,
    only_in_log,
    put_aside,
)
from par_excel.model import ParExcelError
from par_excel.system import rename, replace_file
from par_excel.vietnamese import VIETNAM, said_by_system

_MARK = b"\xef\xbb\xbf"
"""Notepad used to put it before a text."""


class LogComparison(Struct, frozen=True):
    """What there is to do so that the log says what the ledger says."""

    newer: tuple[LogLine, ...]
    """Lines that go on the ledger's chain and are not in it yet."""
    keep_bytes: int
    """How much of the file stands."""
    add: bytes
    """What follows after that; the newer lines among it."""
    is_foreign: bool
    """Whether something in the file contradicts the ledger."""


def log_bytes(lines: Iterable[str]) -> bytes:
    """Return these lines as they stand in the file; no more of them is held than that."""
    written = BytesIO()
    for line in lines:
        written.write(f"{line}\n".encode())
    return written.getvalue()


def read_log(path: Path) -> bytes:
    """Return what stands in the file; nothing where there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def compare(found: bytes, lines: Iterable[str], end: End) -> LogComparison:
    """Hold a file against the lines of the ledger, whose chain ends there."""
    plain = found.removeprefix(_MARK).replace(b"\r\n", b"\n")
    own = log_bytes(lines)
    if own.startswith(plain):
        whole = LogComparison((), len(plain), own[len(plain) :], is_foreign=False)
    elif plain.startswith(own):
        whole = _longer(plain, own, end)
    else:
        whole = _differing(plain, own)
    if plain == found or whole.is_foreign:
        return whole
    return LogComparison(
        whole.newer, 0, own + log_bytes([line.text for line in whole.newer]), is_foreign=False
    )


def _longer(plain: bytes, own: bytes, end: End) -> LogComparison:
    """The ledger lacks the last lines: it was lost, or taken back to an earlier state by a power cut or a copy."""
    *complete, last = plain[len(own) :].decode("utf-8", "replace").split("\n")
    newer = tuple(following([*complete, last] if last else complete, end))
    added = log_bytes([line.text for line in newer])
    if len(newer) < len(complete):
        return LogComparison(newer, 0, own + added, is_foreign=True)
    standing = len(own) + len(log_bytes(complete))
    return LogComparison(newer, standing, (own + added)[standing:], is_foreign=False)


def _differing(plain: bytes, own: bytes) -> LogComparison:
    """A last line without its end was torn by a power cut; anything else was changed."""
    same = len(os.path.commonprefix([plain, own]))  # noqa: RUF071 - characters are what is compared
    same = plain.rfind(b"\n", 0, same) + 1
    if b"\n" in plain[same:]:
        return LogComparison((), 0, own, is_foreign=True)
    return LogComparison((), same, own[same:], is_foreign=False)


def set_aside(path: Path) -> Path:
    """Give a log that contradicts the ledger another name, with the time of its last change; return it."""
    changed = datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone(VIETNAM)
    stem = f"{aside_stem(path)}_{changed:%Y-%m-%d_%H%M%S}"
    names = (
        path.with_name(f"{stem}{f'_{number}' if number > 1 else ''}{path.suffix}") for number in count(1)
    )
    place = next(name for name in names if not name.exists())
    return rename(path, place)


def aside_stem(path: Path) -> str:
    """Return what the names of logs that were set aside begin with."""
    return f"{path.stem}_khong_khop"


def write_log(path: Path, keep_bytes: int, add: bytes) -> None:
    """Let the first bytes of the file stand and write the rest; what is written anew as a whole is renamed into place."""
    if keep_bytes:
        with path.open("r+b") as file:
            file.seek(keep_bytes)
            file.truncate()
            _write(file, add)
        return
    beside = path.with_name(f".par-{path.name}")
    try:
        with beside.open("wb") as file:
            _write(file, add)
        replace_file(beside, path)
    except OSError:
        with suppress(OSError):  # what hindered the writing is the one to tell
            beside.unlink()
        raise


def _write(file: BinaryIO, data: bytes) -> None:
    file.write(data)
    file.flush()
    os.fsync(file.fileno())


class LogBeside:
    """The log of one open ledger.

    Args:
        database: that the ledger is kept in.
        log: the file; None where the ledger is opened without it.
        adopts: whether the ledger takes over lines that only the log has.
    """

    def __init__(self, database: Database, log: Path | None, *, adopts: bool = False) -> None:
        self._database, self._adopts = database, adopts
        self.place = log
        self.notices: dict[str, None] = {}
        """What a person should know of the log since the ledger was opened, each once."""
        self.adopted: tuple[LogLine, ...] = ()
        """What the ledger has taken over."""
        self._is_following = False
        """Whether the ledger has gone on since it met the log, which lacks the newest lines then."""
        self._left: tuple[int, End] | None = None
        """Size of the file in bytes and end of the chain, when the two were last known to say the same."""

    def meet(self) -> None:
        """Give the log what only the ledger knows; show what only the log knows, or take it over where that is wanted.

        Raises:
            LedgerLost: the ledger holds nothing, and the log does.
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
                self._is_following = True
                self.meet()
        except ParExcelError as failure:
            self.notices[not_told(failure)] = None

    def agrees(self, log: Path) -> bool:
        """Say whether a log tells all that the ledger knows, and nothing else; neither is changed.

        Raises:
            LogUnreadable: the log is there and cannot be read.
        """
        with self._database.translated_errors():
            return _found_in(log) == log_bytes(texts_of(self._database))

    def _goes_on(self) -> bool:
        """Add the newest lines to a log that is as it was left; false where all has to be held against all.

        A thousand letters, each told of twice, would else be compared two thousand times.
        """
        if self.place is None or self._left is None:
            return False
        size, end = self._left
        with self._database.writing():
            try:
                if not size or self.place.stat().st_size != size or not goes_on(self._database, end):
                    return False
                added = log_bytes(texts_of(self._database, after=end.number))
                if added:
                    write_log(self.place, size, added)
                    self._left = size + len(added), end_of(self._database)
            except OSError:
                return False
        return True

    def _is_told(self, log: Path) -> bool:
        with self._database.translated_errors():
            found, end = _found_in(log), end_of(self._database)
            if found != log_bytes(texts_of(self._database)):
                return False
            self._left = len(found), end
            return True

    def _mend(self, log: Path) -> None:
        if not goes_on(self._database, End()):  # a ledger that is broken itself must not change the log
            raise LedgerDamaged(self._database.place, BROKEN)
        data, end = _found_in(log), end_of(self._database)
        found = compare(data, texts_of(self._database), end)
        if found.newer and not self._adopts:
            if not end.number:
                raise LedgerLost(self._database.place, log)
            self.notices[only_in_log(log, found.newer)] = None
            return
        take_over(self._database, found.newer)
        self.adopted += found.newer
        is_told = found.newer or found.is_foreign or _says_all(data, log_bytes(texts_of(self._database)))
        # while the ledger goes on it lacks the newest lines, and of several folders each lags behind the others
        is_behind = self._is_following or bool(self._database.folder)
        if end.number and not (is_told or is_behind):
            self.notices[made_whole(log, data)] = None
        try:
            if found.is_foreign:
                self.notices[put_aside(log, set_aside(log))] = None
            write_log(log, found.keep_bytes, found.add)
        except OSError as failure:
            self.notices[not_written(log, failure)] = None


def _says_all(found: bytes, wanted: bytes) -> bool:
    """Say whether a file only looks another way, with a mark before it or line ends of Windows."""
    return found.removeprefix(_MARK).replace(b"\r\n", b"\n") == wanted


def tells_something(log: Path) -> bool:
    """Say whether a log holds a line that begins a chain.

    Raises:
        LogUnreadable: the log is there and cannot be read.
    """
    return bool(compare(_found_in(log), (), End()).newer)


def end_of_log(log: Path) -> End | None:
    """Return where the chain ends that a log tells, by its last line; None where that is none."""
    last = _found_in(log).rstrip().rpartition(b"\n")[2].decode("utf-8", "replace")
    try:
        line = parse_line(last)
    except UnreadableLine:
        return None
    return line.end


def _found_in(log: Path) -> bytes:
    try:
        return read_log(log)
    except OSError as failure:
        raise LogUnreadable(log, said_by_system(failure)) from failure
