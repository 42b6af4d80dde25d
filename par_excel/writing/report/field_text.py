"""The report's sentences on one field: what was reached, what was lost and why."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from par_excel.model import LeafResult, Total, told
from par_excel.vietnamese import format_number
from par_excel.writing.report.sentences import (
    LEAVES,
    bonus_sentence,
    codes,
    count,
    counted_sentence,
    full_stop,
    parts_sentence,
    points,
    score_sentence,
)


def field_summary(total: Total, leaves: Iterable[LeafResult], province: str) -> str:
    """Return the paragraph on one field."""
    sentences = (
        parts_sentence(total, province, whole="Lĩnh vực này"),
        score_sentence("Kết quả tự đánh giá", total, province) if total.self_maximum else "",
        bonus_sentence(total),
        counted_sentence(leaves),
    )
    return " ".join(sentence for sentence in sentences if sentence)


def reached_in_full(leaves: Sequence[LeafResult]) -> str:
    """Return which of the leaves that count have all their points."""
    counted = [leaf for leaf in leaves if leaf.lost is not None]
    full = [leaf for leaf in counted if not leaf.lost]
    if not counted:
        return "Chưa có điểm tự đánh giá."
    if not full:
        return f"Không có {LEAVES} nào đạt điểm tối đa."
    if len(full) == len(counted):
        every = f"Cả {count(len(full))} {LEAVES} đều" if len(full) > 1 else "Nội dung duy nhất"
        return f"{every} đạt điểm tối đa: {codes(full)}."
    return f"Có {count(len(full))}/{count(len(counted))} {LEAVES} đạt điểm tối đa: {codes(full)}."


def no_deductions(total: Total) -> str:
    """Return the sentence that stands where no point was lost."""
    if not total.leaves:
        return "Không có nội dung tự đánh giá."
    if not total.counted:
        return "Chưa có điểm tự đánh giá nên chưa xác định hạn chế."
    return "Không có tiêu chí chưa đạt điểm tối đa."


def deduction(leaf: LeafResult) -> str:
    """Return one score below the maximum with its cause."""
    lost, score = points(leaf.lost or Decimal(0)), format_number(leaf.score or Decimal(0))
    level = leaf.criterion.level.value.capitalize()
    head = (
        f"- {level} {leaf.criterion.code} “{leaf.criterion.name}”: đạt {score}/{points(leaf.criterion.maximum)}, "
        f"chưa đạt {lost}."
    )
    why = told(leaf).explanation
    return f"{head} {full_stop(why)}" if why else head
