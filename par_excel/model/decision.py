"""What a person decided, with the reason: nothing else may change what the returns themselves say."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class DecisionKind(Enum):
    """What can be decided."""

    EXCLUDE = "loại bản nộp"
    INCLUDE = "dùng lại bản nộp"
    WAIVE = "chấp nhận ngoại lệ"
    UNWAIVE = "thôi chấp nhận ngoại lệ"
    RECEIVED = "ghi thời điểm nhận"
    REVIEW = "rà soát điểm"


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
    """Of a waiver; of a review, its criterion and what was decided."""
    received: datetime | None = None
    """Of a correction of the time received, in UTC; None takes former corrections back."""
