"""A table that is to become an Excel workbook for correction by hand: values only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

Value = str | int | Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table."""

    values: Mapping[str, Value]
    is_heading: bool = False
    is_unverified: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with the words that its columns offer."""

    title: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Words of a column; nothing else may be typed."""
    proposals: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Words that a column offers; others may be typed."""
