"""The command `watch`: look at the inbox again and again, and take in what has arrived when it is complete.

The inbox is polled. Each look says what happened, closes everything when it ends, and never stops the watch: a folder
that is out of reach or a file that is in use is named once, and tried again. Whether a file is complete is
told by the file itself, never by a clock, so that a machine that slept or a clock that was set changes nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from enum import Enum

from msgspec import Struct

from par_excel.model import ConfigError, ParExcelError, Received, ReturnState, Standing
from par_excel.reading.parcels.inbox import SENT_BY_NOBODY
from par_excel.vietnamese import local_day, said_by_system
from par_excel.workflow.correspondence.mail import sent_letters
from par_excel.workflow.correspondence.next_step import outputs_made
from par_excel.workflow.correspondence.status import standing_of, write_status_page
from par_excel.workflow.folder.folder import Folder, basis_of
from par_excel.workflow.folder.ledgers import anchor_of
from par_excel.workflow.folder.stamps import stamps_of
from par_excel.workflow.intake.arrivals import FileState, Listing, list_inbox
from par_excel.workflow.intake.check import CheckOutcome, answer, check_inbox
from par_excel.workflow.intake.looking import Look
from par_excel.workflow.results.approved import held_now

_BESIDE = frozenset({ReturnState.ATTACHED, ReturnState.REPORT, ReturnState.EXPLANATION, ReturnState.ASIDE})


class EventKind(Enum):
    """What a look may tell."""

    RECEIVED = "đã nhận"
    REFUSED = "không nhận được"
    WAITING = "đang chờ"
    GONE = "rời inbox"
    KEPT = "giữ bản cũ"
    TROUBLE = "trở ngại"
    RESUMED = "hết trở ngại"
    NEXT = "việc tiếp theo"


class Event(Struct, frozen=True):
    """One thing that happened, in one line."""

    kind: EventKind
    text: str


class Watch:
    """What a watch remembers from one look to the next.

    Args:
        folder: the working folder.
    """

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._seen: Mapping[str, FileState] = {}
        """What lay in the inbox at the last look."""
        self._taken: Mapping[str, FileState] = {}
        """What was complete at an intake and has not changed since."""
        self._known: Mapping[str, Received] | None = None
        """All that was received by the last intake, by SHA-256; None before the first."""
        self._skipped: Mapping[str, str] = {}
        """What that intake left in the inbox, with the reason."""
        self._waiting: Mapping[str, str] = {}
        """What was told to wait, with the reason: told again only where the reason is another one."""
        self._marks: object = None
        """What stood in settings and log, and which day it was, when all was last brought up to date."""
        self._trouble = ""
        """What stands in the way, as it was told; empty where nothing does."""
        self.standing: Standing | None = None
        """As of the last intake."""

    def look(self, clock: Callable[[], datetime]) -> tuple[Event, ...]:
        """Look once, take in what is complete, and bring everything written up to date.

        Raises:
            ConfigError: at the very first look, settings or catalogue are wrong, or there is no inbox.
        """
        events: list[Event] = []
        try:
            if self.standing is None:
                basis_of(self._folder)  # a wrong folder is told as every command tells it
            for event in self._look(clock()):
                events.append(event)  # noqa: PERF402 - what was told before a failure is not lost
        except ParExcelError as failure:
            if self.standing is None and isinstance(failure, ConfigError):
                raise
            return (*events, *self._troubled(str(failure)))
        except OSError as failure:  # a network folder may go at any moment
            return (*events, *self._troubled(f"Hệ điều hành báo lỗi: {said_by_system(failure)}."))
        if self._trouble:
            self._trouble = ""
            events.insert(0, Event(EventKind.RESUMED, "Đã hết trở ngại, tiếp tục theo dõi."))
        return tuple(events)

    def _troubled(self, text: str) -> Iterator[Event]:
        """Tell of what stands in the way, once for as long as it is the same."""
        self._marks = None  # whatever was half done is done again once nothing stands in the way
        if text != self._trouble:
            self._trouble = text
            yield Event(EventKind.TROUBLE, f"{text} Chương trình sẽ thử lại.")

    def _look(self, now: datetime) -> Iterator[Event]:
        listing = list_inbox(self._folder.inbox)
        former, self._seen = self._seen, listing.files
        ready = {
            name: state
            for name, state in listing.files.items()
            if former.get(name) == state and name not in listing.held
        }
        marks = (stamps_of(self._folder), local_day(now))
        has_new = any(self._taken.get(name) != state for name, state in ready.items())
        if has_new or marks != self._marks or not former.keys() <= listing.files.keys():
            yield from self._bring_up_to_date(listing, ready, now)
            still = {name: state for name, state in self._taken.items() if listing.files.get(name) == state}
            self._taken, self._marks = still | ready, marks
        yield from self._tell_waiting(listing)

    def _bring_up_to_date(
        self, listing: Listing, ready: Mapping[str, FileState], now: datetime
    ) -> Iterator[Event]:
        leave = frozenset(listing.files) - frozenset(ready)
        checked = check_inbox(self._folder, now=now, leave=leave)
        self._skipped = {
            each.name: each.reason.value
            for each in checked.intake.skipped
            if each.reason not in SENT_BY_NOBODY and each.name not in leave
        }
        standing = standing_of(
            checked.basis,
            Look(checked.intake, letters=sent_letters(self._folder), anchor=anchor_of(self._folder)),
            now=now,
            made=outputs_made(self._folder),
            approved=held_now(self._folder, checked.basis, checked.intake.collection),
        )
        yield from self._news(checked, listing)
        if self.standing is None or self.standing.next_step != standing.next_step:
            yield Event(EventKind.NEXT, f"Việc tiếp theo: {standing.next_step.sentence}")
        self.standing = standing
        write_status_page(self._folder, standing)
        answered = answer(self._folder, checked, now=now, with_findings=True)
        for copy in answered.kept:
            yield Event(EventKind.KEPT, f"Bản trước đã được sửa bằng tay nên được giữ lại tại {copy}.")

    def _news(self, checked: CheckOutcome, listing: Listing) -> Iterator[Event]:
        """Yield what was received, refused or has left since the last intake; at the first one, nothing."""
        known = {each.sha256: each for each in checked.intake.collection.received}
        former, self._known = self._known, known
        if former is None:
            return
        beside: Counter[str] = Counter()
        for sha256, each in known.items():
            if sha256 not in former and each.state in _BESIDE:
                beside[each.unit] += 1
            elif sha256 not in former:
                yield _arrived(each, checked)
            else:
                yield from _changed(former[sha256], each, listing)
        for unit, count in beside.items():
            name = checked.basis.units[unit].name if unit in checked.basis.units else unit
            yield Event(EventKind.RECEIVED, f"Đã nhận {count} tệp gửi kèm của {name}.")

    def _tell_waiting(self, listing: Listing) -> Iterator[Event]:
        """Yield, once for as long as it is the same, why a file has not been taken in."""
        skipped = {name: reason for name, reason in self._skipped.items() if name in listing.files}
        held = {
            name: reason
            for name, reason in listing.held.items()
            if self._taken.get(name) != listing.files[name]
        }
        waiting = skipped | held
        for name, reason in waiting.items():
            if self._waiting.get(name) != reason:
                yield Event(EventKind.WAITING, f"{name}: {reason}")
        self._waiting = waiting


def _arrived(each: Received, checked: CheckOutcome) -> Event:
    """Return what is told of a file that is new."""
    if each.state is ReturnState.REFUSED:
        return Event(EventKind.REFUSED, f"Không nhận được {each.file}: {each.detail}")
    if each.state is ReturnState.AUTOMATIC:
        return Event(EventKind.RECEIVED, f"Thư tự động {each.file}: {each.detail}.")
    unit = checked.basis.units.get(each.unit)
    whose = each.unit if unit is None else unit.name
    if each.state is not ReturnState.CURRENT:
        return Event(EventKind.RECEIVED, f"Đã nhận {each.file} của {whose}: {each.state.value}.")
    state = checked.intake.state(each.unit).value
    found = f"{each.errors} lỗi, {each.warnings} cảnh báo"
    return Event(EventKind.RECEIVED, f"Đã nhận {each.file} của {whose}: {state} ({found}).")


def _changed(former: Received, each: Received, listing: Listing) -> Iterator[Event]:
    """Yield what is told of a file that was known before: it lies there twice, or no more."""
    for name in each.also_named:
        if name != former.file and name not in former.also_named:
            yield Event(
                EventKind.RECEIVED, f"{name} giống hệt {each.file} đã nhận trước đó, không tính thêm."
            )
    has_left = former.in_inbox and not each.in_inbox and not _lies_there(each.file, listing)
    if has_left and each.state is ReturnState.CURRENT:
        yield Event(EventKind.GONE, f"{each.file} không còn trong inbox nhưng vẫn được tính.")


def _lies_there(file: str, listing: Listing) -> bool:
    """Say whether a file, or the archive or letter that it came in, still has its name in the inbox."""
    return any(file == name or file.startswith(f"{name}/") for name in listing.files)
