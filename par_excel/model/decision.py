"""What a person decided, with the reason: nothing else may change what the returns themselves say."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum

from par_excel.vietnamese import format_number

REVIEW_PARTS = ("điểm", "mức", "tự đánh giá")
"""What a recorded review of a criterion says, each with its value, in the value of its key."""
APPRAISED = "điểm thẩm định="
"""Before the council's score in the value of a recorded appraisal."""
SUBJECT = "; sáng kiến="
"""Before the name of an initiative in the value of a recorded review."""


class DecisionKind(Enum):
    """What can be decided."""

    EXCLUDE = "loại bản nộp"
    INCLUDE = "dùng lại bản nộp"
    WAIVE = "chấp nhận ngoại lệ"
    UNWAIVE = "thôi chấp nhận ngoại lệ"
    RECEIVED = "ghi thời điểm nhận"
    REVIEW = "rà soát điểm"
    APPRAISAL = "ghi kết quả thẩm định"


SAID_OF_SCORES = frozenset({DecisionKind.REVIEW, DecisionKind.APPRAISAL})
"""Kinds that `said_review` puts into words."""


@dataclass(frozen=True, slots=True)
class FindingKey:
    """Which finding a waiver is about; another value there is another finding."""

    unit: str
    code: str
    criterion: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
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
    """Of a waiver; of a review or an appraisal, its criterion and what was said of it."""
    received: datetime | None = None
    """Of a correction of the time received, in UTC; None takes former corrections back."""
    account: str = ""
    """Who was logged in at the computer; empty where the system does not know."""


def said_review(key: FindingKey) -> str:
    """Return in words what a recorded review or appraisal says: ``tiêu chí 1.3: 0,5 điểm (tự đánh giá 0,96)``."""
    if key.value.startswith(APPRAISED):
        return f"tiêu chí {key.criterion}: {_number(key.value.removeprefix(APPRAISED)) or 'không ghi'} điểm"
    head, _, name = key.value.partition(SUBJECT)
    if name:
        return f"sáng kiến “{name}”: {head.replace('=', ': ')}"
    parts = dict(part.partition("=")[::2] for part in key.value.split("; "))
    score, ticks, own = (parts.get(each, "") for each in REVIEW_PARTS)
    said = [f"{_number(score)} điểm"] if score else []
    said += [f"mức {ticks.replace(',', ', ')}"] if ticks else []
    return f"tiêu chí {key.criterion}: {', '.join(said) or 'giữ nguyên'} (tự đánh giá {_number(own) or 'chưa có'})"


def _number(text: str) -> str:
    return format_number(Decimal(text)) if text else ""
