"""A row of a table of the report: texts by the column keys that the Word template names in brackets."""

from collections.abc import Mapping
from decimal import Decimal
from enum import IntEnum

from msgspec import Struct

from par_excel.model import Total
from par_excel.vietnamese import format_number, format_percent

NOTHING = "–"


class RowStyle(IntEnum):
    """Which of a table's prototype rows is copied; a table with fewer prototypes takes its last."""

    PLAIN = 0
    HEADING = 1
    TOTAL = 2


class ReportRow(Struct, frozen=True):
    """One row: texts by column key."""

    values: Mapping[str, str]
    style: RowStyle = RowStyle.PLAIN


def score_text(value: Decimal | None) -> str:
    """Return a score as columns show it: ``1,50``; a dash where there is none."""
    return NOTHING if value is None else format_number(value, least_places=2, grouped=True)


def signed(value: Decimal | None) -> str:
    """Return a difference with its sign: ``−0,46``; a dash where there is none."""
    return NOTHING if value is None else sign_of(value) + score_text(abs(value))


def sign_of(value: Decimal) -> str:
    """Return the sign of a difference; nothing where there is none."""
    return "+" if value > 0 else "−" if value < 0 else ""


def share_text(ratio: Decimal | None) -> str:
    """Return a ratio as columns show it: ``91,50%``; a dash where there is none."""
    return NOTHING if ratio is None else format_percent(ratio, least_places=2)


def reached_text(total: Total) -> str:
    """Return what was reached; a dash where nothing counts yet."""
    return score_text(total.score) if total.counted else NOTHING
