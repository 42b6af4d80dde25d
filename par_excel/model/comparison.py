"""Two years beside each other: their results, and their sets of criteria.

Of results only what has the same content is compared, also under another code.
"""

from decimal import Decimal
from enum import Enum

from msgspec import Struct

from par_excel.model.catalogue import Criterion


class ChangeKind(Enum):
    """How a row of this year stands to one of the year before; the value is what an official reads."""

    SAME = "cùng nội dung"
    RENUMBERED = "cùng nội dung, năm trước mang mã khác"
    OTHER_CONTENT = "cùng mã nhưng nội dung đã khác, không so sánh"
    NEW = "chỉ có năm nay"
    GONE = "chỉ có năm trước"


_COMPARABLE = frozenset({ChangeKind.SAME, ChangeKind.RENUMBERED})


class YearRow(Struct, frozen=True):
    """A row of the catalogue with what agencies reached in one year; survey points are not in it."""

    code: str
    name: str
    is_field: bool
    maximum: Decimal
    """What agencies can reach."""
    score: Decimal | None
    """None where nothing counts."""

    @property
    def ratio(self) -> Decimal | None:
        """Score ÷ maximum; None where there is no score or nothing can be reached."""
        return None if self.score is None or not self.maximum else self.score / self.maximum


class YearResult(Struct, frozen=True):
    """The result of one year as far as it is compared, and the sum of it."""

    year: int
    source: str
    """The file that it was read from."""
    rows: tuple[YearRow, ...]
    """In the order of the catalogue; headings among them."""

    @property
    def total(self) -> YearRow:
        """The sum of the fields."""
        fields = [row for row in self.rows if row.is_field]
        scores = [row.score for row in fields if row.score is not None]
        maximum = sum((row.maximum for row in fields), Decimal(0))
        return YearRow("", "Tổng cộng", True, maximum, sum(scores, Decimal(0)) if scores else None)


class Change(Struct, frozen=True):
    """One code in both years, or in one of them."""

    kind: ChangeKind
    before: YearRow | None
    now: YearRow | None

    @property
    def row(self) -> YearRow:
        """The row of this year, else of the year before."""
        row = self.now or self.before
        assert row is not None  # noqa: S101 - a change has at least one side
        return row

    @property
    def note(self) -> str:
        """What an official has to know of it; empty where code and content are the same."""
        if self.kind is ChangeKind.RENUMBERED and self.before is not None:
            return f"cùng nội dung, năm trước mang mã {self.before.code}"
        return "" if self.kind is ChangeKind.SAME else self.kind.value

    @property
    def points(self) -> Decimal | None:
        """By how many points more this year; None where the two are not comparable."""
        if self.kind not in _COMPARABLE or self.before is None or self.now is None:
            return None
        if self.before.score is None or self.now.score is None:
            return None
        return self.now.score - self.before.score

    @property
    def ratio(self) -> Decimal | None:
        """By how much the share of the maximum is more this year; None where the two are not comparable."""
        if self.points is None or self.before is None or self.now is None:
            return None
        if self.before.ratio is None or self.now.ratio is None:
            return None
        return self.now.ratio - self.before.ratio


class Comparison(Struct, frozen=True):
    """Two years side by side."""

    before: YearResult
    now: YearResult
    changes: tuple[Change, ...]
    """In the order of this year, then what only the year before had."""

    @property
    def total(self) -> Change:
        """The sums of both years."""
        return Change(ChangeKind.SAME, self.before.total, self.now.total)


class RevisionKind(Enum):
    """How a row differs from that of the former set; the value is what an official reads."""

    NEW = "mới"
    GONE = "bỏ"
    RENUMBERED = "đổi mã"
    RENAMED = "đổi tên"
    MAXIMUM = "đổi điểm tối đa"
    METHOD = "đổi cách chấm"
    SCALE = "đổi thang điểm"
    RULE = "đổi quy định về điểm thưởng hoặc khi không phát sinh"


class Revision(Struct, frozen=True):
    """A row of which something differs."""

    kinds: tuple[RevisionKind, ...]
    before: Criterion | None
    now: Criterion | None

    @property
    def row(self) -> Criterion:
        """The row of this year's set, else of the former one."""
        row = self.now or self.before
        assert row is not None  # noqa: S101 - a revision has at least one side
        return row


class Revisions(Struct, frozen=True):
    """Everything in which two sets differ."""

    found: tuple[Revision, ...]
    """In the order of this year's set, then what only the former one had."""
    same: int
    """How many rows are the same."""
