"""A table as it has to be by the ledger, held against the rows that a reader found: figure by figure, with the place."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from par_excel.reading.office.master import ShownRow
from par_excel.vietnamese import format_number

Figure = Decimal | int | str | None
"""Numbers are compared as numbers, texts as texts; None is an empty cell."""
TOTAL = "Tổng cộng"
CONTINUED = "(tiếp)"
_NEAR = Decimal("1e-12")
"""Spreadsheets keep quotients to 15 digits; sums of points are exact."""


@dataclass(frozen=True, slots=True)
class WantedRow:
    """One row by the ledger."""

    key: str
    """What its key column says; several rows may say the same, in order."""
    figures: Mapping[str, Figure]
    """By the head of their column."""


@dataclass(frozen=True, slots=True)
class WantedTable:
    """One table by the ledger."""

    name: str
    """Of the table, as it is told."""
    key: str
    """The head of the column that tells the rows apart."""
    what: str
    """What a row is about: ``tiêu chí``."""
    rows: tuple[WantedRow, ...]


def told(rows: Iterable[ShownRow], wanted: WantedTable) -> Iterator[str]:
    """Yield every figure that is another one, every row that is not there, and rows that nothing is known of."""
    shown: dict[str, deque[ShownRow]] = {}
    for row in rows:
        if not _is_continued(row):
            shown.setdefault(_key(row, wanted.key), deque()).append(row)
    for expected in wanted.rows:
        found = shown.get(expected.key)
        if found:
            yield from _figures(found.popleft(), expected, wanted.what)
        else:
            yield f"{wanted.name}: không có {_row(wanted.what, expected.key)}."
    more = sum(map(len, shown.values()))
    if more:
        yield f"{wanted.name}: có {more} dòng mà sổ theo dõi không có."


def _figures(row: ShownRow, expected: WantedRow, what: str) -> Iterator[str]:
    for head, value in expected.figures.items():
        if head in row.values and not _is_same(row, head, value):
            yield (
                f"{row.place}: {_named(what, expected.key)}, “{head}” là {_said(row.values[head])}; "
                f"theo sổ theo dõi là {_said(value)}."
            )


def _is_same(row: ShownRow, head: str, value: Figure) -> bool:
    if isinstance(value, str):
        return row.text(head) == value
    shown = row.number(head)
    if value is None or shown is None:
        return value is None and shown is None
    return abs(shown - value) <= _NEAR


def _is_continued(row: ShownRow) -> bool:
    return str(next(iter(row.values.values()), "")).endswith(CONTINUED)


def _key(row: ShownRow, key: str) -> str:
    name = row.text(key)
    return TOTAL if not name and TOTAL in row.values.values() else name


def _named(what: str, key: str) -> str:
    return f"dòng {TOTAL}" if key == TOTAL else f"{what} {key}".strip()


def _row(what: str, key: str) -> str:
    return _named(what, key) if key == TOTAL else f"dòng của {_named(what, key)}"


def _said(value: object) -> str:
    if value is None or value == "":
        return "để trống"
    if isinstance(value, str):
        return f"“{value}”" if " " in value else value
    if isinstance(value, float):
        return format_number(Decimal(repr(value)))
    return format_number(Decimal(value)) if isinstance(value, int | Decimal) else str(value)
