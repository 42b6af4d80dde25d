"""Two sets of criteria side by side: what is new, gone, renumbered, or worth something else."""

from dataclasses import dataclass
from enum import Enum

from par_excel.model.catalogue import Criterion


class RevisionKind(Enum):
    """How a row differs from that of the former set; the value is what an official reads."""

    NEW = "mới"
    GONE = "bỏ"
    RENUMBERED = "đổi mã"
    RENAMED = "đổi tên"
    MAXIMUM = "đổi điểm tối đa"
    METHOD = "đổi cách chấm"
    SCALE = "đổi thang điểm"


@dataclass(frozen=True, slots=True)
class Revision:
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


@dataclass(frozen=True, slots=True)
class Revisions:
    """Everything in which two sets differ."""

    found: tuple[Revision, ...]
    """In the order of this year's set, then what only the former one had."""
    same: int
    """How many rows are the same."""
