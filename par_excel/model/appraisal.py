"""What the ministry's council said of the scores, and what is answered to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from par_excel.model.catalogue import Criterion
from par_excel.model.period import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraisal:
    """The council's score of one criterion, and its opinion."""

    criterion: str
    score: Decimal | None
    """None where the file says none."""
    opinion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppraisalRead:
    """What a file says of the council's scores."""

    appraisals: tuple[Appraisal, ...]
    faults: tuple[str, ...]
    """Why nothing of it is taken, in Vietnamese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppraisalReply:
    """An answer as it came back, to the council's score that stood in its row."""

    text: str
    appraised: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replies:
    """A table for the additional explanation that was filled in."""

    unit: str
    """Id; empty where the office itself answers."""
    by_criterion: Mapping[str, AppraisalReply]


@dataclass(frozen=True, slots=True)
class NotReplied:
    """A file that is such a table, but no whole one; nothing is taken from it."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One criterion on which the council differs or has an opinion, with what is answered."""

    criterion: Criterion
    unit: Unit | None
    """Who answers; None where the office does."""
    score: Decimal | None
    """What was sent to the ministry."""
    appraisal: Appraisal
    answer: str = ""
    answered: datetime | None = None
    """When the answer came; None where there is none."""
    note: str = ""
    """What a person should look at, in Vietnamese."""

    @property
    def difference(self) -> Decimal | None:
        """The council's score less what was sent; None where one of them is missing."""
        given = self.appraisal.score
        return None if given is None else given - (self.score or Decimal(0))
