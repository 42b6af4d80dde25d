"""What was received: every return with what was found in it, and what became of it."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum

from msgspec import Struct, field

from par_excel.model.commands import quoted_word
from par_excel.model.decision import Decision
from par_excel.model.finding import Finding
from par_excel.model.parcel import Mail
from par_excel.model.submission import Refusal, Submission


class ReturnState(Enum):
    """What became of one return."""

    CURRENT = "đang dùng"
    SUPERSEDED = "bị thay thế"
    HELD = "chờ quyết định"
    JOINED = "đã ghép"
    EXCLUDED = "bị loại"
    BLANK = "biểu mẫu chưa điền"
    """A form as it was issued: no return, whoever sent it."""
    SENT_BACK = "tệp phản hồi gửi lại, chưa sửa gì"
    """A workbook that the office itself had filled with an earlier return: no return either."""
    REFUSED = "không nhận được"
    ATTACHED = "tài liệu gửi kèm"
    REPORT = "báo cáo gửi kèm"
    EXPLANATION = "giải trình bổ sung"
    OWN_LETTER = "thư gửi đi"
    """The office's own, from a folder of sent letters."""
    AUTOMATIC = "thư tự động"
    """A bounce, or an answer that no person wrote."""
    ASIDE = "gửi kèm bản không được tính"
    """Beside a return that was excluded or waits: nobody's evidence until that return counts."""


class Doubt(Enum):
    """Why a return does not simply count; the value is what an official reads."""

    SENDER = "thư gửi từ địa chỉ của cơ quan khác"
    SEVERAL_UNITS = "thư từ địa chỉ lạ mang biểu mẫu của nhiều cơ quan"
    NEVER_ISSUED = "mang số lần phản hồi chưa từng được phát hành"
    TIE = "không có căn cứ nào cho biết bản nào mới hơn"
    CONTRADICTION = "các căn cứ về thứ tự (lần phản hồi, thư, thời điểm lưu) mâu thuẫn nhau"
    LOWER_REVISION = "số lần phản hồi thấp hơn bản đang dùng nhưng đến sau"
    DROPS = "để trống hơn một phần mười nội dung mà bản đang dùng đã có"

    @property
    def is_of_sender(self) -> bool:
        """Say whether the return may not be the agency's own, so that no agency is told of it."""
        return self in {Doubt.SENDER, Doubt.SEVERAL_UNITS, Doubt.NEVER_ISSUED}


COUNTING = frozenset({ReturnState.CURRENT, ReturnState.JOINED, ReturnState.ATTACHED, ReturnState.REPORT})
"""States of what a result is made of; all else changes nothing of it."""


class Judged(Struct, frozen=True, kw_only=True):
    """A submission with everything that was found in it."""

    submission: Submission
    findings: tuple[Finding, ...]
    received: datetime
    """As the office decided, else as our server says, else when its letter was sent, else when its bytes were there."""
    order: int
    """Order of first intake, which breaks the last tie."""
    mail: Mail | None = None
    """The letter that it came in."""
    first_seen: datetime | None = None
    """When its bytes were first taken in; None where only `received` is known."""
    sent_again: datetime | None = None
    """When the same bytes came once more, under another name or in another letter; None where they came once."""
    also_named: tuple[str, ...] = ()
    """Other files of the inbox that hold the same bytes."""
    waived: tuple[Finding, ...] = ()
    """What was found and accepted by a decision; it counts no more."""
    exclusion: Decision | None = None
    """The decision that this submission does not count."""
    received_note: str = ""
    """Whose word `received` is and what others say, where somebody should know."""
    beside: frozenset[str] = frozenset()
    """Units whose forms came in the same parcel."""


JOINED_BY = " + "
"""Between the names of files that were joined."""


class Held(Struct, frozen=True, kw_only=True):
    """A return that waits for the office to decide: it counts only if somebody says so."""

    judged: Judged
    doubt: Doubt
    against: Judged | None
    """The return in use; None where none is."""
    difference: str
    """What would be otherwise if this one counted, in one line."""
    completes: int = 0
    """How many answers it has that the one in use leaves blank; 0 where the two contradict each other."""

    @property
    def unit(self) -> str:
        """Id of the unit whose form it is."""
        return self.judged.submission.unit

    @property
    def file(self) -> str:
        """Name of the file."""
        return self.judged.submission.file

    @property
    def text(self) -> str:
        """Both returns, why nothing decides between them, and how they differ, in one line."""
        mail = self.judged.mail
        sender = f" (thư của {mail.sender})" if mail is not None and mail.sender else ""
        instead = (
            "chưa có bản nào đang dùng"
            if self.against is None
            else f"đang dùng {self.against.submission.file}"
        )
        more = f"; {self.completes} nội dung còn thiếu có trong tệp này" if self.completes else ""
        return f"{self.file}{sender}: {self.doubt.value}; {instead}; {self.difference}{more}"

    @property
    def parts(self) -> tuple[str, ...]:
        """The files that become one return where this one completes the one in use."""
        return (
            (self.file,)
            if self.against is None
            else (*self.against.submission.file.split(JOINED_BY), self.file)
        )

    @property
    def commands(self) -> tuple[str, ...]:
        """The commands that decide: to use it, not to, and where it completes the one in use, to join both."""
        file = quoted_word(self.file)
        decide = (
            f'par-excel use {self.unit} {file} --reason "…"',
            f'par-excel exclude {file} --reason "…"',
        )
        if not self.completes or self.against is None:
            return decide
        named = " ".join(map(quoted_word, self.parts))
        return (*decide, f'par-excel join {self.unit} {named} --reason "…"')


class Received(Struct, frozen=True, kw_only=True):
    """One line of the list of all that was received: returns, what came with them, what could not be taken."""

    file: str
    sha256: str
    size_bytes: int
    unit: str
    """Id of the unit; empty where it is not known."""
    state: ReturnState
    received: datetime
    program: str
    saved_by: str
    saved_at: datetime | None
    revision: int
    errors: int
    warnings: int
    notes: int
    detail: str
    """Why it was refused or excluded, or how it was recognised."""
    in_inbox: bool
    mail: Mail | None = None
    """The letter that it came in."""
    also_named: tuple[str, ...] = ()
    """Other files of the inbox that hold the same bytes."""
    received_note: str = ""
    """Whose word `received` is and what others say, where somebody should know."""

    @property
    def sender(self) -> str:
        """Address that it came from; empty where it lay in the inbox by itself."""
        return "" if self.mail is None else self.mail.sender


class Collection(Struct, frozen=True, kw_only=True):
    """All that was received for a period: the newest submission of each unit, and every return's fate."""

    current: Mapping[str, Judged]
    """By unit id; units without a submission are absent."""
    earlier_valid: frozenset[str]
    """Units whose current submission has errors and of which an earlier one had none."""
    received: tuple[Received, ...]
    refusals: tuple[tuple[Refusal, Finding], ...]
    findings: tuple[Finding, ...]
    """Findings that look at more than one return."""
    decisions: tuple[Decision, ...] = ()
    """Of the office, in order."""
    held: tuple[Held, ...] = ()
    """Returns that wait for a decision, by unit."""
    doubts: Mapping[str, Doubt] = field(default_factory=dict)
    """Why somebody should look at a return that is in use, by unit id: nothing else was there to be used."""
