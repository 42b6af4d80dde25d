"""Year on year: rows of two results are paired by code and content, and compared only where the content is the same.

The result of the year before is taken from the rows of its master workbook.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from par_excel.merge.pairing import paired
from par_excel.model import Basis, Change, ChangeKind, Comparison, Level, Result, YearResult, YearRow


def year_result(basis: Basis, result: Result, source: str = "") -> YearResult:
    """Return what agencies can reach and reached, row by row; rows that no agency scores are left out."""
    leaves = {leaf.criterion.code: leaf for leaf in result.leaves}
    rows: list[YearRow] = []
    for criterion in basis.catalogue.criteria:
        is_field = criterion.level is Level.FIELD
        leaf, total = leaves.get(criterion.code), result.headings.get(criterion.code)
        if leaf is not None and leaf.self_maximum is not None:
            rows.append(YearRow(criterion.code, criterion.name, is_field, criterion.maximum, leaf.score))
        elif total is not None and total.self_maximum:
            score = total.score if total.counted else None
            rows.append(YearRow(criterion.code, criterion.name, is_field, total.self_maximum, score))
    return YearResult(basis.period.year, source, tuple(rows))


def compared(before: YearResult, now: YearResult) -> Comparison:
    """Return both years side by side, in the order of this year."""
    pairs = paired(before.rows, now.rows)
    taken = {row.code for row in pairs.values()}
    former = {row.code: row for row in before.rows if row.code not in taken}
    changes = [_change(pairs.get(row.code), former.get(row.code), row) for row in now.rows]
    known = {row.code for row in now.rows} | taken
    gone = [Change(ChangeKind.GONE, row, None) for row in before.rows if row.code not in known]
    return Comparison(before, now, (*changes, *gone))


def _change(same: YearRow | None, of_code: YearRow | None, now: YearRow) -> Change:
    if same is not None:
        kind = ChangeKind.SAME if same.code == now.code else ChangeKind.RENUMBERED
        return Change(kind, same, now)
    if of_code is not None:
        return Change(ChangeKind.OTHER_CONTENT, of_code, now)
    return Change(ChangeKind.NEW, None, now)


_DETAIL, _SOURCES = "Chi tiết", "Nguồn và phiên bản"
FORMER_TABLES = {_DETAIL: "Mã", _SOURCES: "Nội dung"}
"""Sheets of a master workbook that are compared with, and what stands above the first column of their tables."""
_NAME, _MAXIMUM, _SCORE, _REVIEWED = (
    "Lĩnh vực / Tiêu chí / Tiêu chí thành phần",
    "Tối đa tự đánh giá",
    "Điểm tự đánh giá",
    "Điểm sau rà soát",
)


class FormerRow(Protocol):
    """A row as a reader shows it."""

    def text(self, head: str) -> str:
        """Return a value as text."""

    def number(self, head: str) -> Decimal | None:
        """Return a number."""


def former_year(tables: Mapping[str, Sequence[FormerRow]], source: str) -> YearResult | None:
    """Return the result of the year that a master workbook is of; None where the workbook does not say it."""
    year = next(
        (row.text("Giá trị") for row in tables.get(_SOURCES, ()) if row.text("Nội dung") == "Năm đánh giá"),
        "",
    )
    rows = [_row(row) for row in tables.get(_DETAIL, ()) if _is_criterion(row)]
    if not year.isdigit() or not rows:
        return None
    return YearResult(int(year), source, tuple(row for row in rows if row is not None))


def _is_criterion(row: FormerRow) -> bool:
    code = row.text("Mã")
    return bool(code) and all(part.isdigit() for part in code.split("."))


def _row(row: FormerRow) -> YearRow | None:
    maximum = row.number(_MAXIMUM)
    if not maximum:
        return None
    code = row.text("Mã")
    reached = row.number(_REVIEWED)  # the head of what counts, where the office reviewed
    score = row.number(_SCORE) if reached is None and not row.text(_REVIEWED) else reached
    return YearRow(code, row.text(_NAME), "." not in code, maximum, score)
