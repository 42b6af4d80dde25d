"""Totals of a set of criteria that were published, each with its source; a catalogue is held against them, never mended."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from msgspec import Struct

from par_excel.config.problems import Problems
from par_excel.config.sources import TOTALS, find_own_table, packaged_totals
from par_excel.config.table import Row, read_amount, read_parts
from par_excel.config.words import METHODS, TotalColumn, listed
from par_excel.model import Catalogue, Method
from par_excel.vietnamese import fold
from par_excel.vietnamese.numbers import normal


class KnownTotal(Struct, frozen=True, kw_only=True):
    """What a part of the 100 points comes to, as somebody published it."""

    part: str
    points: Decimal
    methods: frozenset[Method]
    """The rows that count, by who scores them."""
    codes: tuple[str, ...]
    """Only what stands at or below these; everything where there are none."""
    without: tuple[str, ...]
    """And nothing at or below these."""
    year: str
    """The index year for which it was published."""
    source: str
    note: str


class TotalCheck(Struct, frozen=True):
    """A published total, and what the catalogue has instead."""

    total: KnownTotal
    found: Decimal

    @property
    def is_met(self) -> bool:
        """Say whether they agree."""
        return self.total.points == self.found


def check_totals(folder: Path, catalogue: Catalogue, packaged: str | None) -> tuple[TotalCheck, ...]:
    """Return every published total with what the catalogue comes to.

    Args:
        folder: the working folder, whose own file goes before the packaged one.
        catalogue: what is held against them.
        packaged: name of the packaged set; None where it is not known.

    Raises:
        ConfigError: the file cannot be read.
    """
    source = find_own_table(folder, TOTALS) or (None if packaged is None else packaged_totals(packaged))
    if source is None:
        return ()
    problems = Problems(source.label)
    totals = tuple(_totals(source.rows(tuple(TotalColumn), problems), problems))
    if problems.found:
        raise problems.found[0]
    return tuple(TotalCheck(total, _sum(total, catalogue)) for total in totals)


def _totals(rows: Sequence[Row], problems: Problems) -> Iterator[KnownTotal]:
    for row in rows:
        points = read_amount(row, TotalColumn.POINTS, problems)
        words = read_parts(row[TotalColumn.METHOD])
        methods = frozenset(METHODS[fold(word)] for word in words if fold(word) in METHODS)
        if len(methods) < max(len(words), 1):
            what = f"Cột “{TotalColumn.METHOD}” ghi “{row[TotalColumn.METHOD]}”."
            problems.add(
                row.line,
                what,
                f"ghi một hay nhiều từ, cách nhau bằng “;”: {listed(m.value for m in Method)}.",
            )
        if points is not None:
            yield KnownTotal(
                part=row[TotalColumn.PART],
                points=points,
                methods=methods,
                codes=read_parts(row[TotalColumn.CODES]),
                without=read_parts(row[TotalColumn.WITHOUT]),
                year=row[TotalColumn.YEAR],
                source=row[TotalColumn.SOURCE],
                note=row[TotalColumn.NOTE],
            )


def _sum(total: KnownTotal, catalogue: Catalogue) -> Decimal:
    counted = (
        leaf.maximum
        for leaf in catalogue.leaves
        if leaf.method in total.methods
        and not leaf.is_bonus
        and (not total.codes or _is_below(leaf.code, total.codes))
        and not _is_below(leaf.code, total.without)
    )
    return normal(sum(counted, Decimal(0)))


def _is_below(code: str, headings: Sequence[str]) -> bool:
    return any(code == heading or code.startswith(f"{heading}.") for heading in headings)
