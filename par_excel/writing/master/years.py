"""Sheet “So với năm trước”: every field and criterion next to the year before, where its result is known."""

from collections.abc import Iterator
from decimal import Decimal

from par_excel.model import Change, ChangeKind, Comparison, YearRow
from par_excel.writing.book.looks import HEAD_ROW, CellLook, SheetFrame, Tone
from par_excel.writing.book.table import (
    TOTAL_KEY,
    CellFormula,
    TableColumn,
    TableRow,
    Value,
    planned,
    write_sheet,
)
from par_excel.writing.master.texts import divided

YEARS = "So với năm trước"
_TONES = {
    ChangeKind.SAME: Tone.PLAIN,
    ChangeKind.RENUMBERED: Tone.PLAIN,
    ChangeKind.OTHER_CONTENT: Tone.WARN,
    ChangeKind.NEW: Tone.FAINT,
    ChangeKind.GONE: Tone.FAINT,
}
_NOTE = 8


def write_years(frame: SheetFrame) -> None:
    """Write the comparison, where there is one; rows of another content are shown side by side, not compared."""
    comparison = frame.result.comparison
    if comparison is None:
        return
    table = planned(YEARS, _columns(comparison), _rows(comparison), top=HEAD_ROW)
    note = f"Năm {comparison.before.year} đọc từ {comparison.before.source}; chỉ so sánh khi cùng mã và cùng nội dung."
    write_sheet(frame, table, f"So với năm {comparison.before.year}", note, frozen=2)


def _columns(comparison: Comparison) -> tuple[TableColumn, ...]:
    before, now = comparison.before.year, comparison.now.year
    return (
        TableColumn("Mã", 8, CellLook.CODE),
        TableColumn("Lĩnh vực / Tiêu chí / Tiêu chí thành phần", 50),
        TableColumn(f"Tối đa tự đánh giá {before}", 11, CellLook.SCORE),
        TableColumn(f"Điểm {before}", 11, CellLook.SCORE),
        TableColumn(f"Tối đa tự đánh giá {now}", 11, CellLook.SCORE),
        TableColumn(f"Điểm {now}", 11, CellLook.SCORE),
        TableColumn("Thay đổi điểm", 11, CellLook.SCORE),
        TableColumn("Thay đổi chỉ số", 11, CellLook.RATIO),
        TableColumn("Ghi chú", 34),
    )


def _rows(comparison: Comparison) -> Iterator[TableRow]:
    for number, change in enumerate(comparison.changes):
        yield _row(change, key=f"{number} {change.row.code}")
    yield _row(comparison.total, key=TOTAL_KEY, tone=Tone.TOTAL)


def _row(change: Change, *, key: str, tone: Tone | None = None) -> TableRow:
    row = change.row
    note = change.note
    if change.kind is ChangeKind.OTHER_CONTENT and change.before is not None:
        note = f"{note}; năm trước là “{change.before.name}”"
    values = (
        row.code,
        row.name,
        *_side(change.before),
        *_side(change.now),
        _points(change, key),
        _ratio(change, key),
        note,
    )
    own = tone or (Tone.FIELD if row.is_field else Tone.PLAIN)
    return TableRow(values=values, key=key, tone=own, tones={_NOTE: _TONES[change.kind]} if note else {})


def _side(row: YearRow | None) -> tuple[Value, Value]:
    return (None, None) if row is None else (row.maximum, row.score)


def _points(change: Change, key: str) -> Value:
    if change.points is None:
        return None
    return CellFormula(lambda at: f"=F{at[key]}-D{at[key]}", change.points)


def _ratio(change: Change, key: str) -> Value:
    before, now = change.before, change.now
    if change.ratio is None or before is None or now is None:
        return None
    value = _divided(now) - _divided(before)
    return CellFormula(lambda at: f"=F{at[key]}/E{at[key]}-D{at[key]}/C{at[key]}", value)


def _divided(row: YearRow) -> Decimal:
    value = divided(row.score or Decimal(0), row.maximum)
    return value if isinstance(value, Decimal) else Decimal(0)
