"""Sheet `Rà soát` of the master workbook: self-assessed and reviewed scores side by side, and why. Only where there is a review."""

from collections.abc import Iterable
from decimal import Decimal

from par_excel.model import LeafResult, Total
from par_excel.writing.book import set_growing_row, write_number, write_text
from par_excel.writing.lines import row_height
from par_excel.writing.master_looks import BODY_SIZE, HEAD_ROW, Frame, Look, Tone, add_sheet, write_frame
from par_excel.writing.master_table import Column, write_head

REVIEW = "Rà soát"
_HEADS = (
    "Mã",
    "Tiêu chí",
    "Cơ quan",
    "Điểm tối đa",
    "Điểm tự đánh giá",
    "Điểm sau rà soát",
    "Thay đổi",
    "Ý kiến, lý do",
    "Người rà soát",
)
_WIDTHS = (9.0, 40.0, 22.0, 9.0, 10.0, 10.0, 10.0, 45.0, 18.0)
_NOTE = "Chỉ gồm tiêu chí đã ghi ý kiến rà soát; các tiêu chí khác giữ nguyên điểm tự đánh giá."


def write_review(frame: Frame) -> None:
    """Write what was reviewed, then the sums before and after; nothing where there is no review."""
    result = frame.result
    reviewed = [leaf for leaf in result.leaves if leaf.review is not None]
    if not reviewed:
        return
    sheet = add_sheet(frame, REVIEW, _WIDTHS)
    write_frame(sheet, frame, "Kết quả rà soát của cơ quan tổng hợp", _NOTE)
    heads = [Column(head, width) for head, width in zip(_HEADS, _WIDTHS, strict=True)]
    write_head(sheet, frame.formats, heads, HEAD_ROW)
    office = frame.basis.period.sender.name
    rows = [
        *(_leaf(leaf, office) for leaf in reviewed),
        *_totals((*result.fields, *(each.total for each in result.agencies))),
    ]
    rows += [_total(result.total)]
    for row, (values, tone) in enumerate(rows, start=HEAD_ROW + 1):
        for at, value in enumerate(values):
            look = Look.CODE if at == 0 else Look.SCORE if 3 <= at <= 6 else Look.TEXT
            style = frame.formats[look, tone]
            if isinstance(value, str):
                write_text(sheet, row, at, value, style)
            else:
                write_number(sheet, row, at, value, style)
        texts = [(value, _WIDTHS[at]) for at, value in enumerate(values) if isinstance(value, str)]
        set_growing_row(sheet, row, row_height(texts, BODY_SIZE))


def _leaf(leaf: LeafResult, office: str) -> tuple[tuple[str | Decimal, ...], Tone]:
    review = leaf.review
    assert review is not None  # noqa: S101 - chosen so by the caller; tells mypy
    final = "" if leaf.score is None else leaf.score
    changed = "" if leaf.score is None else leaf.score - (leaf.own or 0)
    values = (
        leaf.criterion.code,
        leaf.criterion.name,
        office if leaf.unit is None else leaf.unit.name,
        leaf.criterion.maximum,
        "" if leaf.own is None else leaf.own,
        final,
        changed,
        review.opinion.reason,
        review.by,
    )
    return values, Tone.WARN if changed else Tone.PLAIN


def _totals(totals: Iterable[Total]) -> list[tuple[tuple[str | Decimal, ...], Tone]]:
    return [_total(total, Tone.HEADING) for total in totals]


def _total(total: Total, tone: Tone = Tone.TOTAL) -> tuple[tuple[str | Decimal, ...], Tone]:
    own = total.score if total.own is None else total.own
    values = ("", total.name, "", total.self_maximum, own, total.score, total.score - own, "", "")
    return values, tone
