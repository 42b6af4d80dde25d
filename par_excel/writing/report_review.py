"""What the report says of the office's review: before and after, what changed and why. Nothing where there is none."""

from decimal import Decimal

from par_excel.model import LeafResult, Result
from par_excel.vietnamese import format_number
from par_excel.writing.report_rows import NOTHING, Row, RowStyle, score_text
from par_excel.writing.report_text import LEAVES, count, points

OWN, FINAL = "Điểm tự đánh giá", "Điểm sau rà soát"


def score_name(result: Result) -> str:
    """Return what the scores that count are called."""
    return FINAL if result.is_reviewed else OWN


def office_name(result: Result) -> str:
    """Return how the points are called that the office has to give."""
    return "Cơ quan tổng hợp chưa chấm" if result.is_reviewed else "Cơ quan tổng hợp chấm"


def review_sentences(result: Result, office: str) -> tuple[str, ...]:
    """Return how much was reviewed, and what it comes to."""
    total, reviewed = result.total, _reviewed(result)
    if total.own is None:
        return ()
    changed = sum(leaf.is_changed for leaf in reviewed)
    same = "điểm giữ nguyên" if not changed else f"{count(changed)} có điểm thay đổi hoặc được chấm"
    return (
        f"{office} đã rà soát {count(len(reviewed))} {LEAVES}, {same}.",
        (
            f"Tổng điểm do các cơ quan tự đánh giá là {points(total.own)}, sau rà soát là {points(total.score)}"
            f"{_by(total.score - total.own)}."
        ),
    )


def _by(difference: Decimal) -> str:
    if not difference:
        return ""
    return f" ({'tăng' if difference > 0 else 'giảm'} {points(abs(difference))})"


def review_rows(result: Result, office: str) -> tuple[Row, ...]:
    """Return one row for each row that was reviewed, and the sums before and after."""
    total = result.total
    if total.own is None:
        return ()
    sums = {"ma": "", "ten": "Tổng cộng", "co_quan": "", "ly_do": ""}
    scores = _scores(total.self_maximum, total.own, total.score)
    return (
        *(_row(leaf, office) for leaf in _reviewed(result)),
        Row({**sums, **scores}, RowStyle.TOTAL),
    )


def _row(leaf: LeafResult, office: str) -> Row:
    values = {
        "ma": leaf.criterion.code,
        "ten": leaf.criterion.name,
        "co_quan": office if leaf.unit is None else leaf.unit.name,
        "ly_do": "" if leaf.review is None else leaf.review.opinion.reason,
    }
    return Row({**values, **_scores(leaf.criterion.maximum, leaf.own, leaf.score)})


def _scores(maximum: Decimal, own: Decimal | None, score: Decimal | None) -> dict[str, str]:
    changed = None if score is None else score - (own or Decimal(0))
    return {
        "diem_toi_da": score_text(maximum),
        "tu_cham": NOTHING if own is None else score_text(own),
        "diem": NOTHING if score is None else score_text(score),
        "thay_doi": NOTHING if changed is None else signed(changed),
    }


def signed(value: Decimal) -> str:
    """Return a difference with its sign: ``−0,46``."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return sign + score_text(abs(value))


def review_note(leaf: LeafResult) -> str:
    """Return that and why the office changed a score; empty where it did not."""
    if leaf.review is None or not leaf.is_changed:
        return ""
    own = "chưa có điểm tự đánh giá" if leaf.own is None else f"tự đánh giá {format_number(leaf.own)}"
    return f"Rà soát ({own}): {leaf.review.opinion.reason}"


def _reviewed(result: Result) -> tuple[LeafResult, ...]:
    return tuple(leaf for leaf in result.leaves if leaf.review is not None)
