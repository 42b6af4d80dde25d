"""What was approved, as it was then; what stands in the way of approving; how two versions of a result differ."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any

from msgspec import Struct

from par_excel.model.decision import FindingKey
from par_excel.model.period import Basis

ANCHOR = "Mã đối chiếu"
"""What the code of a point of the chain of entries is called wherever it stands outside of ledger and log."""


class ObstacleKind(Enum):
    """What has to be settled or accepted before a result can be approved; the value is its code in the log.

    People read and type words instead (`OBSTACLE_WORDS`).
    """

    MISSING = "PD01"
    UNCOUNTED = "PD02"
    OFFICE = "PD03"
    UNVERIFIED = "PD04"
    PROPOSAL = "PD05"
    OTHER = "PD06"
    HELD = "PD07"
    FINDING = ""
    """A finding in a return, which has a code of its own."""


class Obstacle(Struct, frozen=True, kw_only=True):
    """One thing that stands in the way of approving."""

    kind: ObstacleKind
    key: FindingKey
    """What a waiver of it is about; no unit where it is nobody's own."""
    text: str


StoredRow = Mapping[str, Any]
"""A line of what was approved, value by value as JSON holds it: scores are text, states the words that are shown."""


class ResultSnapshot(Struct, frozen=True, kw_only=True):
    """The merged period as it was approved; `par_excel.merge.snapshot` says what stands in each row.

    What later versions of the program add has a default, so that they can read what was approved before.
    """

    items: tuple[StoredRow, ...]
    """Of every leaf that the survey does not score, in the order of the catalogue."""
    total: StoredRow
    fields: tuple[StoredRow, ...]
    by_unit: tuple[StoredRow, ...]
    units: tuple[StoredRow, ...]
    returns: tuple[StoredRow, ...]
    proposals: tuple[StoredRow, ...]
    initiatives: tuple[StoredRow, ...]
    findings: tuple[StoredRow, ...]
    decisions: tuple[StoredRow, ...]
    """Those that held."""
    accepted: tuple[str, ...]
    """What stood in the way and was accepted, each with who and why."""
    loose: tuple[StoredRow, ...]
    """Files of which it is not clear what they prove."""
    ranked: tuple[StoredRow, ...] = ()
    """Like `items`: what each unit scored that fills the same form as others, unit by unit."""
    places: tuple[StoredRow, ...] = ()
    """Where each of these units stood among them."""
    former: str = ""
    """Changes with anything that is shown of the year before."""
    template: str = ""
    """SHA-256 of the office's own Word template; empty where the packaged one was used."""


class Snapshot(Struct, frozen=True):
    """All that an approval fixes: the result, and what it was judged against."""

    basis: Basis
    result: ResultSnapshot


class ComparedPart(Enum):
    """What a difference between two results is about; the value is what an official reads."""

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


class ResultDifference(Struct, frozen=True, kw_only=True):
    """One thing in which two versions of a result differ."""

    part: ComparedPart
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


class ApprovalMark(Struct, frozen=True, kw_only=True):
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
    """The version that it was compared with; 0 where there is none."""
    differences: tuple[ResultDifference, ...] = ()
    anchor: str = ""
    """Code of the point of the chain that the files name."""

    @property
    def title(self) -> str:
        """Name the version: ``phiên bản 1 (số 123/QĐ-UBND, ngày 05/03/2021)``."""
        return f"phiên bản {self.version} ({self.decision})"

    @property
    def short(self) -> str:
        """The beginning of the fingerprint, as much as people compare."""
        return self.fingerprint[:12]
