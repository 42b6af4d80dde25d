"""What the report says of the year before: sentences, a table by field, and one by criterion."""

from collections.abc import Iterable
from decimal import Decimal

from par_excel.model import Change, ChangeKind, Comparison, YearRow
from par_excel.vietnamese import format_number, format_percent
from par_excel.writing.report.rows import NOTHING, ReportRow, RowStyle, score_text, sign_of, signed

_LIMIT_NAMED = 5
"""Fields that one sentence names."""


def sentences(comparison: Comparison) -> tuple[str, ...]:
    """Return what changed on the whole, and where most."""
    year = comparison.before.year
    fields = [each for each in comparison.changes if each.row.is_field and each.points is not None]
    up = sorted((each for each in fields if (each.points or 0) > 0), key=lambda each: -(each.points or 0))
    down = sorted((each for each in fields if (each.points or 0) < 0), key=lambda each: each.points or 0)
    return tuple(
        filter(
            None,
            (
                _on_the_whole(comparison),
                _named(f"Lĩnh vực tăng điểm so với năm {year}", up),
                _named(f"Lĩnh vực giảm điểm so với năm {year}", down),
            ),
        )
    )


def _on_the_whole(comparison: Comparison) -> str:
    total, before, now = comparison.total, comparison.before, comparison.now
    if total.points is None or total.before is None or total.now is None:
        return f"Chưa đủ điểm được tính để so sánh tổng điểm với năm {before.year}."
    return (
        f"Tổng điểm tự đánh giá năm {now.year} là {_of(total.now)}; năm {before.year} là {_of(total.before)}: "
        f"{_moved(total.points)}, {_moved_share(total.ratio)}."
    )


def _of(row: YearRow) -> str:
    share = "" if row.ratio is None else f" (đạt {format_percent(row.ratio)})"
    return f"{format_number(row.score or Decimal(0))} trên {format_number(row.maximum)} điểm{share}"


def _moved(points: Decimal) -> str:
    if not points:
        return "không thay đổi về điểm"
    return f"{'tăng' if points > 0 else 'giảm'} {format_number(abs(points))} điểm"


def _moved_share(ratio: Decimal | None) -> str:
    if not ratio:
        return "tỷ lệ đạt được không đổi"
    share = format_percent(abs(ratio)).removesuffix("%")
    return f"tỷ lệ đạt được {'tăng' if ratio > 0 else 'giảm'} {share} điểm phần trăm"


def _named(what: str, changes: Iterable[Change]) -> str:
    named = [f"{each.row.name} ({signed(each.points)})" for each in changes][:_LIMIT_NAMED]
    return f"{what}: {'; '.join(named)}." if named else ""


def not_compared(comparison: Comparison) -> str:
    """Return which codes mean something else than the year before; empty where none does."""
    other = [each for each in comparison.changes if each.kind is ChangeKind.OTHER_CONTENT]
    if not other:
        return ""
    codes = ", ".join(each.row.code for each in other)
    return (
        f"Không so sánh các tiêu chí {codes}: cùng mã nhưng nội dung năm {comparison.now.year} "
        f"đã khác năm {comparison.before.year}."
    )


def field_rows(comparison: Comparison) -> tuple[ReportRow, ...]:
    """Return a row for each field, then the sums."""
    rows = [_field(each) for each in comparison.changes if each.row.is_field]
    return (*rows, _field(comparison.total, RowStyle.HEADING))


def _field(change: Change, style: RowStyle = RowStyle.PLAIN) -> ReportRow:
    return ReportRow(
        {
            "ma": change.row.code,
            "ten": change.row.name,
            "diem_truoc": _score(change.before),
            "ty_le_truoc": _share(change.before),
            "diem": _score(change.now),
            "ty_le": _share(change.now),
            "thay_doi": signed(change.points),
            "thay_doi_ty_le": NOTHING
            if change.ratio is None
            else sign_of(change.ratio) + format_percent(abs(change.ratio)),
        },
        style,
    )


def criterion_rows(comparison: Comparison) -> tuple[ReportRow, ...]:
    """Return a row for each criterion of either year."""
    return tuple(
        ReportRow(
            {
                "ma": each.row.code,
                "ten": each.row.name,
                "diem_toi_da_truoc": score_text(None if each.before is None else each.before.maximum),
                "diem_truoc": _score(each.before),
                "diem_toi_da": score_text(None if each.now is None else each.now.maximum),
                "diem": _score(each.now),
                "thay_doi": signed(each.points),
                "ghi_chu": each.note,
            }
        )
        for each in comparison.changes
    )


def _score(row: YearRow | None) -> str:
    return score_text(None if row is None else row.score)


def _share(row: YearRow | None) -> str:
    return NOTHING if row is None or row.ratio is None else format_percent(row.ratio)
