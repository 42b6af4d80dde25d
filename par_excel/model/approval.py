"""What was approved, kept as it was then; what stands in the way of approving; in what the present differs from it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum

from par_excel.model.decision import FindingKey
from par_excel.model.entry import EntryFile
from par_excel.model.finding import Severity
from par_excel.model.period import Basis
from par_excel.model.result import LeafState, ReturnState, UnitState


class ObstacleKind(Enum):
    """What has to be settled or accepted before a result can be approved; the value is its code in a waiver."""

    MISSING = "PD01"
    UNCOUNTED = "PD02"
    OFFICE = "PD03"
    UNVERIFIED = "PD04"
    PROPOSAL = "PD05"
    OTHER = "PD06"
    FINDING = ""
    """A finding in a return, which has a code of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """One thing that stands in the way of approving."""

    kind: ObstacleKind
    key: FindingKey
    """What a waiver of it is about; no unit where it is nobody's own."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenItem:
    """A scored criterion as it was approved; its texts stand as they are typed into the ministry's software."""

    code: str
    unit: str
    """Id; empty where no agency leads."""
    state: LeafState
    score: Decimal | None
    own: Decimal | None
    ticked: tuple[str, ...]
    is_not_arisen: bool
    figures: tuple[str, ...]
    documents: tuple[str, ...]
    files: tuple[EntryFile, ...]
    explanation: str
    changes: tuple[str, ...]
    sha256: str
    """Of the return; empty where there is none."""
    place: str
    """Of the score, for people: file, sheet and cell."""
    review: str
    """What the office said of it; empty where nothing."""


@dataclass(frozen=True, slots=True)
class FrozenSum:
    """A total as it was approved."""

    key: str
    """Code of the field, id of the unit; empty for everything."""
    name: str
    score: Decimal
    maximum: Decimal
    """What could be reached by assessment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenReturn:
    """A file that was there when the result was approved."""

    sha256: str
    file: str
    unit: str
    state: ReturnState
    received: datetime


@dataclass(frozen=True, slots=True)
class FrozenUnit:
    """Where an agency stood."""

    unit: str
    state: UnitState
    sha256: str
    """Of its current return; empty where there is none."""


@dataclass(frozen=True, slots=True)
class FrozenPlace:
    """Where a unit stood among those that fill the same form."""

    appendix: str
    unit: str
    score: Decimal
    place: int | None
    """None where there was no return."""
    in_group: int | None


@dataclass(frozen=True, slots=True)
class FrozenProposal:
    """What a contributor proposed beside the lead's score."""

    id: str
    criterion: str
    unit: str
    proposed: Decimal | None
    lead: Decimal | None


@dataclass(frozen=True, slots=True)
class FrozenInitiative:
    """An initiative, and whether the office recognised it."""

    unit: str
    name: str
    said: str
    """All that the agency wrote of it."""
    recognised: bool | None


@dataclass(frozen=True, slots=True)
class FrozenDecision:
    """A decision that held."""

    number: int
    said: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class FrozenFinding:
    """Something that was found."""

    severity: Severity
    code: str
    unit: str
    criterion: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenResult:
    """The merged period as it was approved."""

    items: tuple[FrozenItem, ...]
    """Of every leaf that the survey does not score, in the order of the catalogue."""
    total: FrozenSum
    fields: tuple[FrozenSum, ...]
    by_unit: tuple[FrozenSum, ...]
    units: tuple[FrozenUnit, ...]
    returns: tuple[FrozenReturn, ...]
    proposals: tuple[FrozenProposal, ...]
    initiatives: tuple[FrozenInitiative, ...]
    findings: tuple[FrozenFinding, ...]
    decisions: tuple[FrozenDecision, ...]
    accepted: tuple[str, ...]
    """What stood in the way and was accepted, each with who and why."""
    loose: tuple[EntryFile, ...]
    ranked: tuple[FrozenItem, ...] = ()
    """What each unit scored that fills the same form as others, unit by unit."""
    places: tuple[FrozenPlace, ...] = ()
    former: str = ""
    """Changes with anything that is shown of the year before."""
    template: str = ""
    """SHA-256 of the office's own Word template; empty where the packaged one was used."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """All that an approval fixes: the result, and what it was judged against."""

    basis: Basis
    result: FrozenResult


class Part(Enum):
    """What a departure is about; the value is what an official reads."""

    CRITERION = "Tiêu chí"
    TOTAL = "Tổng điểm"
    RANKING = "Xếp hạng"
    RETURN = "Bản nộp"
    PROPOSAL = "Điểm đề xuất"
    INITIATIVE = "Sáng kiến"
    DECISION = "Quyết định"
    FINDING = "Phát hiện"
    CATALOGUE = "Bộ tiêu chí"
    SETTING = "Thiết lập"


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """One thing in which two versions of a result differ."""

    part: Part
    key: str
    """Code of the criterion, id of the unit, key of the setting; may be empty."""
    name: str
    what: str
    """Which value of it."""
    before: str
    """As approved; empty where there was nothing."""
    now: str
    why: str
    """Where the other value comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalMark:
    """Which approved version a result is, or differs from."""

    version: int
    decision: str
    """`số 123/QĐ-UBND, ngày 05/03/2021`."""
    by: str
    at: datetime
    fingerprint: str
    """SHA-256 of all that was fixed."""
    holds: bool
    """Whether the result is this version; else it differs from it."""
    accepted: tuple[str, ...] = ()
    against: int = 0
    """The version that the departures are from; 0 where there are none to compare with."""
    departures: tuple[Departure, ...] = ()

    @property
    def title(self) -> str:
        """Name the version: ``phiên bản 1 (số 123/QĐ-UBND, ngày 05/03/2021)``."""
        return f"phiên bản {self.version} ({self.decision})"

    @property
    def short(self) -> str:
        """So much of the fingerprint as people compare."""
        return self.fingerprint[:12]
