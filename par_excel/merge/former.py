"""The year before as a master workbook shows it: its rows become the result that this year is compared with."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from par_excel.model import YearResult, YearRow

_DETAIL, _SOURCES = "Chi tiết", "Nguồn và phiên bản"
_NAME, _MAXIMUM, _SCORE, _REVIEWED = (
    "Lĩnh vực / Tiêu chí / Tiêu chí thành phần",
    "Tối đa tự đánh giá",
    "Điểm tự đánh giá",
    "Điểm sau rà soát",
)


class Shown(Protocol):
    """A row as a reader shows it."""

    def text(self, head: str) -> str:
        """Return a value as text."""

    def number(self, head: str) -> Decimal | None:
        """Return a number."""


def former_year(tables: Mapping[str, Sequence[Shown]], source: str) -> YearResult | None:
    """Return the result of the year that a master workbook is of; None where the workbook does not say it."""
    year = next(
        (row.text("Giá trị") for row in tables.get(_SOURCES, ()) if row.text("Nội dung") == "Năm đánh giá"),
        "",
    )
    rows = [_row(row) for row in tables.get(_DETAIL, ()) if _is_criterion(row)]
    if not year.isdigit() or not rows:
        return None
    return YearResult(int(year), source, tuple(row for row in rows if row is not None))


def _is_criterion(row: Shown) -> bool:
    code = row.text("Mã")
    return bool(code) and all(part.isdigit() for part in code.split("."))


def _row(row: Shown) -> YearRow | None:
    maximum = row.number(_MAXIMUM)
    if not maximum:
        return None
    code = row.text("Mã")
    reached = row.number(_REVIEWED)  # the head of what counts, where the office reviewed
    score = row.number(_SCORE) if reached is None and not row.text(_REVIEWED) else reached
    return YearRow(code, row.text(_NAME), "." not in code, maximum, score)
