"""What is written into a form's input cells: nothing in a template, an agency's values in a filled copy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from par_excel.form.columns import NOT_ARISEN, TICK, ClosingField, Column, InitiativeColumn


@dataclass(frozen=True, slots=True)
class Entries:
    """Values for input cells, found by row key and column."""

    scores: Mapping[tuple[str, Column], str | Decimal] = field(default_factory=dict)
    """A text or number typed there; a score typed here stands instead of the formula."""
    initiatives: tuple[Mapping[InitiativeColumn, str], ...] = ()
    closing: Mapping[ClosingField, str] = field(default_factory=dict)

    def text(self, key: str, column: Column) -> str:
        """Return what stands there as text, without outer spaces."""
        return str(self.scores.get((key, column), "")).strip()

    def number(self, key: str, column: Column) -> Decimal | None:
        """Return the number that stands there, None where there is none."""
        value = self.scores.get((key, column))
        return value if isinstance(value, Decimal) else None

    def is_ticked(self, key: str) -> bool:
        """Say whether a scale line is marked."""
        return self.text(key, Column.LEVEL).lower() == TICK

    def is_not_arisen(self, key: str) -> bool:
        """Say whether a criterion is marked as not arisen."""
        return self.text(key, Column.LEVEL).upper() == NOT_ARISEN


BLANK = Entries()
"""A template as it is sent out."""
