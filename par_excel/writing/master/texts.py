"""What a return says, in the words of the master workbook: never shortened, and what could not be read as it stands."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Context, Decimal

from par_excel.model import (
    LOWER,
    UPPER,
    Answer,
    Cell,
    Criterion,
    Formula,
    LeafResult,
    LeafState,
    Result,
    ScoreOrigin,
    Share,
    Total,
)
from par_excel.vietnamese import format_number, is_empty_phrase
from par_excel.writing.book.texts import joined, number_of, own_score_text, text_of

_DOUBLE = Context(prec=15)
"""Digits of a number that every spreadsheet program keeps."""
_SHORT = 12
_PER_CENT = Decimal("0.01")
REVIEWED = "[theo kết quả rà soát]"
"""What is shown where the lines and figures of the return do not give the score that counts."""


def number_text(cell: Cell[Decimal]) -> str:
    """Return the number of a cell in words."""
    given = number_of(cell)
    return given if isinstance(given, str) else format_number(given)


def basis_of_score(criterion: Criterion, answer: Answer) -> str:
    """Return the lines that were ticked with their points, and how the score came about."""
    points = _lines(criterion)
    ticked = [points.get(line, line) for line in answer.ticked]
    not_arisen = ["KPS (không phát sinh)"] if answer.not_arisen.value else []
    return joined([*ticked, *not_arisen, *_origin(criterion, answer)])


def _origin(criterion: Criterion, answer: Answer) -> list[str]:
    """Return how the score came about where no line was ticked: `Tỷ lệ 98,39% × 1 điểm`."""
    if answer.origin is ScoreOrigin.TYPED:
        return ["Cơ quan tự nhập điểm"]
    scale = criterion.scale
    if answer.origin is not ScoreOrigin.RATE or not isinstance(scale, Formula):
        return []
    given = [amount.cell.value for amount in answer.amounts]
    if scale.share is None or scale.share.factor is None or len(given) != len((UPPER, LOWER)):
        return ["Tính theo công thức của tiêu chí"]
    upper, lower = given
    return [] if upper is None or not lower else [_share(scale.share, upper, lower)]


def _share(share: Share, upper: Decimal, lower: Decimal) -> str:
    shown = f"Tỷ lệ {format_number((upper * 100 / lower).quantize(_PER_CENT, ROUND_HALF_UP))}%"
    # multiplied out, as in the form: a rounded quotient could lie on the other side of the threshold
    if share.threshold and upper * 100 < share.threshold * lower:
        return f"{shown}, dưới ngưỡng {format_number(share.threshold)}%"
    return f"{shown} × {format_number(share.factor or Decimal(0))} điểm"


def _lines(criterion: Criterion) -> Mapping[str, str]:
    return {line.id: f"{line.text}: {format_number(line.points)}" for line in criterion.tick_lines}


def reached_by(leaf: LeafResult) -> str:
    """Return the lines that the score which counts stands on, and how it came about."""
    if not leaf.is_changed:
        return "" if leaf.answer is None else basis_of_score(leaf.criterion, leaf.answer)
    points = _lines(leaf.criterion)
    return joined([*(points.get(line, line) for line in leaf.ticked), REVIEWED])


def reach_label(result: Result) -> str:
    """Return how the sum of what can be reached by assessment is called."""
    if result.is_reviewed:
        return "Điểm tối đa tự đánh giá, gồm phần cơ quan tổng hợp đã chấm"
    return "Điểm tối đa mà các cơ quan tự đánh giá được"


def figures_of(criterion: Criterion, answer: Answer) -> str:
    """Return the figures of a formula with what they count, and the figures given in words."""
    scale = criterion.scale
    figures = scale.figures if isinstance(scale, Formula) else ()
    given = [
        f"{figure.name}: {shown}"
        for figure, amount in zip(figures, answer.amounts, strict=False)
        if (shown := number_text(amount.cell))
    ]
    return joined([*given, text_of(answer.figures)])


def state_of(leaf: LeafResult) -> str:
    """Return the state of a leaf, with what was given where it does not count and which checks say so."""
    state, answer = leaf.state.value, leaf.answer
    if leaf.state is LeafState.FAULTY:
        codes = ", ".join(sorted({finding.code for finding in leaf.findings}))
        given = number_text(answer.score) if answer is not None else ""
        return joined([f"{state} ({codes})" if codes else state, f"Trong bản nộp: {given}" if given else ""])
    if is_only_explained(leaf):
        state = f"{state}, chỉ có giải trình"
    return joined([state, _review(leaf)])


def reviewed_because(leaf: LeafResult) -> str:
    """Return why the office changed a score; empty where it did not."""
    if leaf.review is None or not leaf.is_changed:
        return ""
    return f"Rà soát: {leaf.review.opinion.reason}"


def _review(leaf: LeafResult) -> str:
    if leaf.review is None:
        return ""
    reason = leaf.review.opinion.reason
    return f"rà soát ({own_score_text(leaf)}){f': {reason}' if reason else ''}"


def is_only_explained(leaf: LeafResult) -> bool:
    """Say whether points count that no document proves: accepted, and shown as such."""
    if leaf.state is not LeafState.COUNTED or not leaf.score or leaf.answer is None:
        return False
    return is_empty_phrase(text_of(leaf.answer.evidence)) and not is_empty_phrase(
        text_of(leaf.answer.explanation)
    )


def short(sha256: str) -> str:
    """Return the first digits of a fingerprint: enough to tell the returns of a period apart."""
    return sha256[:_SHORT]


def ratio_of(total: Total) -> Decimal | str:
    """Return score ÷ self-assessed maximum as spreadsheets keep it; empty where nothing can be reached."""
    return divided(total.score, total.self_maximum)


def divided(upper: Decimal, lower: Decimal) -> Decimal | str:
    """Return a quotient to the 15 digits that spreadsheets keep; empty where there is none."""
    return _DOUBLE.divide(upper, lower) if lower else ""
