"""What the office says of a score after the agencies' own: its score, ticked lines and opinion, and over which score."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from par_excel.model.period import Unit
from par_excel.model.submission import Initiative

_LIMIT_NAME = 120


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

    @property
    def is_changed(self) -> bool:
        """Say whether another score counts than the agency's own."""
        return self.value is not None and self.value != self.opinion.over


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeOpinion:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeReview:
    """An opinion on an initiative that is recorded, by whom and when."""

    opinion: InitiativeOpinion
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSheet:
    """A review workbook as it was read."""

    opinions: tuple[Opinion, ...]
    """Of every criterion of the workbook, filled in or not."""
    initiatives: tuple[InitiativeOpinion, ...] = ()
    """On every initiative of the workbook, filled in or not."""
    unread: tuple[str, ...] = ()
    """What stands in a cell and cannot be read, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class NotReviewed:
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
