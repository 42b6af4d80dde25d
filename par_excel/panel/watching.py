"""What arrives in the inbox by itself is taken in by itself, as the command `watch` does, while a page of its period is open."""

from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Event, Lock

from msgspec import Struct, field

from par_excel.model import ParExcelError
from par_excel.panel.jobs import Busy, Jobs, Progress
from par_excel.panel.periods import KnownPeriod
from par_excel.workflow.folder.folder import Folder, basis_of
from par_excel.workflow.intake.arrivals import FileState, list_inbox
from par_excel.workflow.intake.looking import look
from par_excel.workflow.watch import Watch

SECONDS = 3.0
"""Seconds between two looks: a file that has not changed from one to the next is complete."""
_QUIET = "Không có gì mới."


class _Watched(Struct):
    watch: Watch
    seen: Mapping[str, FileState] = field(default_factory=dict)
    """At the last look."""
    taken: Mapping[str, FileState] | None = None
    """When the inbox was last taken in; None before the first look."""


class Watcher(Struct):
    """The inboxes of the periods that are looked at.

    Attributes:
        jobs: what takes them in, so that it is shown like all other work.
        clock: tells the time of day.
    """

    jobs: Jobs
    clock: Callable[[], datetime]
    _open: KnownPeriod | None = None
    _watched: dict[Folder, _Watched] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def attend(self, known: KnownPeriod) -> None:
        """Note that a page of this period is open."""
        with self._lock:
            self._open = known

    def run(self, stopped: Event, seconds: float = SECONDS) -> None:
        """Look again and again until it is stopped."""
        while not stopped.wait(seconds):
            self.look()

    def look(self) -> None:
        """Look once, and have taken in what has arrived whole."""
        with self._lock:
            known = self._open
        if known is None or self.jobs.is_busy or not known.is_there:
            return
        watched = self._watched.setdefault(known.folder, _Watched(Watch(known.folder)))
        try:
            files = list_inbox(known.folder.inbox).files
        except ParExcelError:
            return  # a network folder may go at any moment; the page itself says so
        is_still, watched.seen = files == watched.seen, files
        if not is_still or files == watched.taken:
            return
        if not self._waits(known):
            # somebody has taken it in, here or in a terminal, or something was taken away
            watched.taken = files
            return

        def work(progress: Progress) -> str:
            progress(0, 1)
            watched.watch.look(self.clock)  # what it sees for the first time may still be growing
            return " ".join(event.text for event in watched.watch.look(self.clock)) or _QUIET

        try:
            self.jobs.start("Nhận tệp mới trong inbox", work, then=f"/ky/{known.id}/tinh-hinh")
        except Busy:
            return
        watched.taken = files

    def _waits(self, known: KnownPeriod) -> bool:
        """Say whether something lies in the inbox that was never taken in."""
        try:
            seen = look(known.folder, basis_of(known.folder))
        except ParExcelError:
            return False
        return bool(seen.untaken or seen.unread)
