"""Decisions of a person, with their reasons: nothing else may change what the returns themselves say.

Among them are the office's reviews: its score, ticked lines and opinion, and the agency's score that they are given over.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum

from msgspec import Struct

from par_excel.model.period import Unit
from par_excel.model.submission import Initiative
from par_excel.vietnamese import format_number

_LIMIT_NAME = 120
"""Characters of a title by which an initiative is known."""


class MinistryText(Struct, frozen=True, kw_only=True):
    """What the ministry is told of a criterion beside its score."""

    figures: str = ""
    evidence: str = ""
    explanation: str = ""

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is told."""
        return not (self.figures or self.evidence or self.explanation)


class Opinion(Struct, frozen=True, kw_only=True):
    """What the review workbook says of one criterion."""

    criterion: str
    score: Decimal | None
    """None where the ticks or the self-assessed score hold."""
    ticks: tuple[str, ...]
    """Ids of the scale lines that the office ticked."""
    reason: str
    over: Decimal | None
    """The self-assessed score that it was made over; None where none counted."""
    told: MinistryText = MinistryText()
    """The office's own words for the ministry; where a part is blank, the agency's hold."""

    @property
    def is_of_score(self) -> bool:
        """Say whether something is said of the score itself."""
        return self.score is not None or bool(self.ticks or self.reason)

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was filled in."""
        return not self.is_of_score and self.told.is_empty


class Review(Struct, frozen=True, kw_only=True):
    """An opinion that is recorded, by whom and when."""

    opinion: Opinion
    by: str
    at: datetime
    value: Decimal | None
    """The score that counts by it; None where it changes none."""

    @property
    def is_changed(self) -> bool:
        """Say whether another score counts than the agency's own."""
        return self.value is not None and self.value != self.opinion.over


class InitiativeOpinion(Struct, frozen=True, kw_only=True):
    """What the review workbook says of one proposed initiative."""

    unit: str
    name: str
    """As `initiative_names` gives it."""
    is_recognised: bool
    reason: str

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was filled in."""
        return not self.is_recognised and not self.reason


class InitiativeReview(Struct, frozen=True, kw_only=True):
    """An opinion on an initiative that is recorded, by whom and when."""

    opinion: InitiativeOpinion
    by: str
    at: datetime


class NoteKind(Enum):
    """What a note of an agency, or the office's synthesis of such notes, is about."""

    DIFFICULTY = "khó khăn, vướng mắc"
    PROPOSAL = "kiến nghị, đề xuất"


class SynthesisEntry(Struct, frozen=True, kw_only=True):
    """What the office makes of one agency's note for the report: the subject it belongs to, and its own wording."""

    unit: str
    """Id of the agency; empty where the office adds something of its own."""
    kind: NoteKind
    subject: str
    """Notes of one subject are told once, with the names of their agencies."""
    text: str
    """May be empty: another note of the subject says it."""

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was filled in."""
        return not self.subject and not self.text


class ReviewSheet(Struct, frozen=True, kw_only=True):
    """A review workbook as it was read."""

    opinions: tuple[Opinion, ...]
    """Of every criterion of the workbook, filled in or not."""
    initiatives: tuple[InitiativeOpinion, ...] = ()
    """On every initiative of the workbook, filled in or not."""
    synthesis: tuple[SynthesisEntry, ...] | None = None
    """What is filled in beside difficulties and proposals; None where nothing is said of them."""
    unread: tuple[str, ...] = ()
    """What stands in a cell and cannot be read, in Vietnamese."""


class NotReviewed(Struct, frozen=True):
    """A review workbook of which nothing is taken."""

    reasons: tuple[str, ...]


def initiative_names(proposed: Iterable[tuple[Unit, Initiative]]) -> tuple[str, ...]:
    """Return what each initiative is known by within its unit: its title; one that stands there twice is numbered."""
    seen: dict[tuple[str, str], int] = {}
    names = []
    for unit, given in proposed:
        cells = (given.title, given.content)
        said = next((text for cell in cells if (text := (cell.value or cell.raw).strip())), "(chưa nêu tên)")
        name = " ".join(said.split())[:_LIMIT_NAME]
        number = seen[unit.id, name] = seen.get((unit.id, name), 0) + 1
        names.append(name if number == 1 else f"{name} ({number})")
    return tuple(names)


REVIEW_PARTS = ("điểm", "mức", "tự đánh giá")
"""What a recorded review of a criterion says, each with its value, in the value of its key."""
TOLD = "; gửi Bộ="
"""Before the office's words for the ministry, as JSON, at the end of the value of a recorded review."""
APPRAISED = "điểm thẩm định="
"""Before the council's score in the value of a recorded appraisal."""
SUBJECT = "; sáng kiến="
"""Before the name of an initiative in the value of a recorded review."""


class DecisionKind(Enum):
    """What can be decided."""

    EXCLUDE = "loại bản nộp"
    INCLUDE = "dùng lại bản nộp"
    USE = "dùng bản nộp này"
    UNUSE = "thôi dùng bản nộp đã chọn"
    JOIN = "ghép các bản nộp"
    UNJOIN = "thôi ghép các bản nộp"
    WAIVE = "chấp nhận ngoại lệ"
    UNWAIVE = "thôi chấp nhận ngoại lệ"
    RECEIVED = "ghi thời điểm nhận"
    PAPER_REPORT = "ghi nhận báo cáo giấy đã ký"
    NO_PAPER_REPORT = "bỏ ghi nhận báo cáo giấy"
    REVIEW = "rà soát điểm"
    APPRAISAL = "ghi kết quả thẩm định"
    SYNTHESIS = "tổng hợp khó khăn, kiến nghị"
    ADOPT = "nhận các dòng chỉ có trong nhật ký"


CHOOSING = frozenset({DecisionKind.USE, DecisionKind.UNUSE, DecisionKind.JOIN, DecisionKind.UNJOIN})
"""Kinds that say which return of a unit is in use; about one unit the newest of them holds."""
OF_REPORTS = frozenset({DecisionKind.PAPER_REPORT, DecisionKind.NO_PAPER_REPORT})
"""Kinds that say whether the signed report of a unit came on paper."""
OF_RETURNS = CHOOSING | {DecisionKind.EXCLUDE, DecisionKind.INCLUDE}
"""Kinds that let a return count or not: what they come to is seen in the result itself."""
SAID_OF_SCORES = frozenset({DecisionKind.REVIEW, DecisionKind.APPRAISAL})
"""Kinds that say something of a criterion or an initiative."""
SAID_IN_WORDS = SAID_OF_SCORES | {DecisionKind.SYNTHESIS}
"""Kinds that `said_review` puts into words."""
_OF_SYNTHESIS = "["
"""Begins the value of a recorded synthesis, a list of rows of unit, kind, subject and text."""


OBSTACLE_WORDS: Mapping[str, str] = {
    "PD01": "thieu-ban-nop",
    "PD02": "chua-tinh-diem",
    "PD03": "chua-cham",
    "PD04": "chua-doi-chieu",
    "PD05": "khac-de-xuat",
    "PD06": "vuong-mac-khac",
    "PD07": "cho-quyet-dinh",
}
"""What people read and type for what stands in the way of approving, by the code under which the log has it."""


class FindingKey(Struct, frozen=True):
    """Which finding a waiver is about; another value there is another finding."""

    unit: str
    code: str
    criterion: str
    value: str

    @property
    def shown_code(self) -> str:
        """The code as people read and type it."""
        return OBSTACLE_WORDS.get(self.code, self.code)


class Decision(Struct, frozen=True, kw_only=True):
    """One decision of a person; the newest about the same thing holds."""

    number: int
    """Of its entry in the log, from 1."""
    kind: DecisionKind
    at: datetime
    """In UTC."""
    by: str
    """Who decided."""
    reason: str
    """Never empty."""
    sha256: str = ""
    """Of the submission; empty for a waiver."""
    file: str = ""
    """Of the submission as it was named then, for people; empty for a waiver."""
    finding: FindingKey | None = None
    """Of a waiver; of a review or an appraisal, its criterion and what was said of it; of a choice or a report, its unit alone."""
    received: datetime | None = None
    """Of a correction of the time received, in UTC; None takes former corrections back."""
    account: str = ""
    """Who was logged in at the computer; empty where the system does not know."""


def said_review(key: FindingKey) -> str:
    """Return in words what a recorded review or appraisal says: ``tiêu chí 1.3: 0,5 điểm (tự đánh giá 0,96)``."""
    if key.value.startswith(APPRAISED):
        return f"tiêu chí {key.criterion}: {_number(key.value.removeprefix(APPRAISED)) or 'không ghi'} điểm"
    if not key.value or key.value.startswith(_OF_SYNTHESIS):
        rows = json.loads(key.value) if key.value else []
        return "; ".join(": ".join(filter(None, row[1:])) for row in rows) or "bỏ trống"
    if key.unit:
        head, _, name = key.value.partition(SUBJECT)
        return f"sáng kiến “{name}”: {head.replace('=', ': ')}"
    scored, _, told = key.value.partition(TOLD)
    parts = dict(part.partition("=")[::2] for part in scored.split("; "))
    score, ticks, own = (parts.get(each, "") for each in REVIEW_PARTS)
    said = [f"{_number(score)} điểm"] if score else []
    said += [f"mức {ticks.replace(',', ', ')}"] if ticks else []
    words = "".join(f"; {what} gửi Bộ: {text}" for what, text in json.loads(told or "{}").items())
    return f"tiêu chí {key.criterion}: {', '.join(said) or 'giữ nguyên'} (tự đánh giá {_number(own) or 'chưa có'}){words}"


def _number(text: str) -> str:
    return format_number(Decimal(text)) if text else ""
