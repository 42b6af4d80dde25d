"""What is written into a form's input cells: nothing in a template, an agency's values in a filled copy.

It is looked at as the form's formulas look at it: `TRIM` takes away spaces and nothing else, a mark is a mark only
where nothing stands beside it. What an official may have meant is for the reader to say, not for the form.
"""

from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct, field

from par_excel.form.columns import NOT_ARISEN, TICK, ClosingField, Column, InitiativeColumn


class Entries(Struct, frozen=True):
    """Values for input cells, found by row key and column."""

    scores: Mapping[tuple[str, Column], str | Decimal] = field(default_factory=dict)
    """Texts and numbers typed into the score sheet; a score among them stands instead of the cell's formula."""
    initiatives: tuple[Mapping[InitiativeColumn, str], ...] = ()
    closing: Mapping[ClosingField, str] = field(default_factory=dict)

    def text(self, key: str, column: Column) -> str:
        """Return what stands there as text, without outer spaces."""
        return trimmed(str(self.scores.get((key, column), "")))

    def is_ticked(self, key: str) -> bool:
        """Say whether a scale line is marked."""
        return self._mark(key) == TICK.casefold()

    def is_not_arisen(self, key: str) -> bool:
        """Say whether a criterion is marked as not arisen."""
        return self._mark(key) == NOT_ARISEN.casefold()

    def _mark(self, key: str) -> str:
        return str(self.scores.get((key, Column.LEVEL), "")).casefold()


def trimmed(text: str) -> str:
    """Return a text without outer spaces, as `TRIM` does: line breaks and hard spaces stay."""
    return text.strip(" ")


BLANK = Entries()
"""A template as it is sent out."""
