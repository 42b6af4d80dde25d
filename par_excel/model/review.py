"""What the office says of a score after the agencies' own: its score, ticked lines and opinion, and over which score."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What the review workbook says of one criterion."""

    criterion: str
    score: Decimal | None
    """None where the ticks or the self-assessed score hold."""
    ticks: tuple[str, ...]
    """Ids of the scale lines that the office ticked."""
    reason: str
    over: Decimal | None
    """The self-assessed score that it was made over; None where none counted."""

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was filled in."""
        return self.score is None and not self.ticks and not self.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """An opinion that is recorded, by whom and when."""

    opinion: Opinion
    by: str
    at: datetime
    value: Decimal | None
    """The score that counts by it; None where it changes none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSheet:
    """A review workbook as it was read."""

    opinions: tuple[Opinion, ...]
    """Of every criterion of the workbook, filled in or not."""
    unread: tuple[str, ...] = ()
    """What stands in a cell and cannot be read, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class NotReviewed:
    """A review workbook of which nothing is taken."""

    reasons: tuple[str, ...]
