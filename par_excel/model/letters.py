"""Letters that went out to the agencies."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


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


@dataclass(frozen=True, slots=True)
class SentLetter:
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
