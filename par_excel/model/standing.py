"""Where a period stands at a moment: deadlines, every agency with the letters sent to it, and what is to be done next."""

from datetime import datetime
from enum import Enum

from msgspec import Struct

from par_excel.model.period import Deadline, Margin, Period, Unit, WorkingDays
from par_excel.model.received import Held
from par_excel.model.result import UnitState


class LetterKind(Enum):
    """Why a letter is written; the value is the word of the log."""

    INVITE = "mời"
    REMIND = "nhắc"
    FEEDBACK = "phản hồi"


class LetterState(Enum):
    """What is known of a letter; the value is what an official reads."""

    SENT = "đã gửi"
    UNKNOWN = "không rõ đã gửi chưa"
    """The program was stopped between handing over and recording it."""


class SentLetter(Struct, frozen=True):
    """A letter as the log knows it."""

    unit: str
    kind: LetterKind
    state: LetterState
    at: datetime
    """When it was sent, or when sending began; UTC."""
    recipient: str
    sha256: str
    """Of the message's bytes."""
    content: str = ""
    """SHA-256 of what the letter says, whenever it is sent: the same letter is not sent twice."""


class UndeliveredLetter(Struct, frozen=True, kw_only=True):
    """A letter that a mail server could not hand over."""

    unit: Unit
    kind: LetterKind | None
    """None where the server does not say which letter it was."""
    recipient: str
    words: str
    """Of the server."""
    at: datetime
    """When it said so."""
    file: str
    """Of its letter in the inbox."""

    @property
    def text(self) -> str:
        """What happened, in one sentence without its full stop."""
        kind = f"thư {self.kind.value}" if self.kind is not None else "thư"
        corrected = self.recipient.casefold() != self.unit.email.casefold()
        next_step = (
            "địa chỉ đã được sửa, gửi lại" if corrected else "sửa địa chỉ trong danh sách đơn vị rồi gửi lại"
        )
        return f"Không gửi được {kind} đến địa chỉ {self.recipient} ({self.unit.name}): {self.words}; {next_step}"


class DeadlineStanding(Struct, frozen=True):
    """A deadline and how far it is."""

    deadline: Deadline
    margin: Margin
    is_day_off: bool
    """Whether offices do not work on its day."""


class Receipt(Struct, frozen=True):
    """When a return was received."""

    at: datetime
    has_errors: bool
    is_late: bool
    """Whether the deadline of handing in was over."""


class UnitStanding(Struct, frozen=True, kw_only=True):
    """Where an agency stands."""

    unit: Unit
    state: UnitState
    errors: int
    warnings: int
    counted: int
    """Criteria of its appendix whose score counts."""
    leaves: int
    """Criteria that its appendix scores."""
    file: str
    """Of the current return; empty where there is none."""
    is_in_inbox: bool
    """Whether the current return still lies in the inbox; one that has left counts all the same."""
    receipts: tuple[Receipt, ...]
    """Of every return that was not excluded, oldest first."""
    received: datetime | None
    """Of the current return."""
    version: int
    """Of the current return among all that were not excluded, from 1; 0 where there is none."""
    margin: Margin
    """To the deadline of handing in: of the current return, of this moment where there is none."""
    letters: tuple[SentLetter, ...]
    """Oldest first."""
    sender: str = ""
    """Address that the current return came from; empty where it came by no letter."""
    received_note: str = ""
    """Whose word `received` is and what others say, where somebody should know."""
    lacks_report: bool = False
    """Whether a return came, but not the signed report that belongs to it, by number and file."""


class ApprovalStanding(Struct, frozen=True):
    """The approved version that holds, and how far the present is from it."""

    version: int
    decision: str
    by: str
    at: datetime
    fingerprint: str
    differences: int
    """In how many values the present differs; 0 where it is what was approved."""


class StepKind(Enum):
    """What somebody does to take a step; the value is what a button that does it says."""

    TAKE_IN = "Nhận và kiểm tra các tệp trong inbox"
    DECIDE = "Xem bản nộp chờ quyết định"
    LOOK = "Xem các tệp chưa nhận được"
    ADDRESS = "Sửa địa chỉ thư"
    LETTERS = "Soạn và gửi thư"
    FEEDBACK = "Gửi phản hồi cho cơ quan có lỗi"
    WAIT = "Chờ cơ quan gửi"
    MERGE = "Lập bảng tổng hợp và báo cáo"
    APPROVE = "Xem kết quả, phê duyệt"
    ENTRY = "Nhập vào phần mềm của Bộ"


class NextStep(Struct, frozen=True):
    """What is to be done next."""

    sentence: str
    """In Vietnamese."""
    is_due: bool
    """Whether a person should do something now."""
    kinds: tuple[StepKind, ...] = ()
    """What the sentence asks for, part by part."""


class Standing(Struct, frozen=True, kw_only=True):
    """Where a period stands."""

    period: Period
    at: datetime
    calendar: WorkingDays
    deadlines: tuple[DeadlineStanding, ...]
    """In order of days."""
    units: tuple[UnitStanding, ...]
    untaken: tuple[str, ...]
    """Files of the inbox that were not taken in yet."""
    unread: tuple[str, ...]
    """Files that were taken in and wait to be read, or to be read anew under changed settings."""
    left: tuple[tuple[str, str], ...]
    """Files of the inbox that cannot be taken in now, each with the reason."""
    refused: tuple[str, ...]
    """Files of the inbox that are no returns."""
    held: tuple[Held, ...]
    """Returns that wait for a decision."""
    undelivered: tuple[UndeliveredLetter, ...]
    """Letters that came back, and were not sent to another address since."""
    lost: str
    """That ledger and log are gone, and how to get them back; empty where they are there."""
    notice: str
    """What a person should know about ledger and log; empty where all is well."""
    next_step: NextStep
    approval: ApprovalStanding | None = None
    """None where nothing was approved yet."""
    anchor: str = ""
    """Code of where the chain of entries stands; empty where nothing was recorded yet."""
    is_example: bool = False
    """Whether the catalogue is an invented one, so that nothing of the period is official."""

    def with_state(self, state: UnitState) -> tuple[UnitStanding, ...]:
        """Return the agencies in a state."""
        return tuple(unit for unit in self.units if unit.state is state)

    @property
    def without_report(self) -> tuple[UnitStanding, ...]:
        """Return the agencies whose signed report is not there yet."""
        return tuple(unit for unit in self.units if unit.lacks_report)

    @property
    def absent(self) -> tuple[UnitStanding, ...]:
        """The agencies whose current return has left the inbox."""
        return tuple(unit for unit in self.units if unit.file and not unit.is_in_inbox)
