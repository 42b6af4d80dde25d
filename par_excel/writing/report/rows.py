"""A row of a table of the report: texts by the column keys that the Word template names in brackets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from typing import Any, TypeVar

from par_excel.model import OnDemand, Total
from par_excel.vietnamese import format_number

NOTHING = "–"
T = TypeVar("T")


class RowStyle(IntEnum):
    """Which of a table's prototype rows is copied; a table with fewer prototypes takes its last."""

    PLAIN = 0
    HEADING = 1
    TOTAL = 2


@dataclass(frozen=True, slots=True)
class Row:
    """One row: texts by column key."""

    values: Mapping[str, str]
    style: RowStyle = RowStyle.PLAIN


def score_text(value: Decimal) -> str:
    """Return a score as columns show it: ``1,50``."""
    return format_number(value, least_places=2)


def reached_text(total: Total) -> str:
    """Return what was reached; a dash where nothing counts yet."""
    return score_text(total.score) if total.counted else NOTHING


class Rows(OnDemand[Row]):
    """The rows of a long table, each made when it is written."""

    __slots__ = ("_given", "_make")

    def __init__(self, given: Sequence[T], make: Callable[[int, T], Row]) -> None:
        """Take what the rows are of, and what makes one of its number, from 1, and its value."""
        self._given: Sequence[Any] = given
        self._make: Callable[[int, Any], Row] = make

    def __len__(self) -> int:
        return len(self._given)

    def _made(self, index: int) -> Row:
        return self._make(index + 1, self._given[index])
