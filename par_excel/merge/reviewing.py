"""What the office decided about scores is judged, told from what is recorded already, and applied to the result."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from par_excel.merge.tabulation import EXACT
from par_excel.model import (
    Basis,
    Cumulative,
    Decision,
    DecisionKind,
    FindingKey,
    LeafResult,
    Levels,
    Method,
    Opinion,
    Result,
    Review,
    ReviewSheet,
    Total,
    derive_score,
)
from par_excel.vietnamese import format_number

TAKEN_BACK = "Bỏ điểm rà soát đã ghi"
"""The reason that is recorded where a review is cleared."""
UNCHANGED = "Đã rà soát, giữ nguyên điểm"
"""The reason that is recorded where the score that was typed is the self-assessed one."""
_SCORE, _TICKS, _OVER = "điểm", "mức", "tự đánh giá"


def review_key(opinion: Opinion) -> FindingKey:
    """Return how an opinion stands in the log: legible, and exact."""
    parts = {_SCORE: _shown(opinion.score), _TICKS: ",".join(opinion.ticks), _OVER: _shown(opinion.over)}
    return FindingKey("", "", opinion.criterion, "; ".join(f"{name}={text}" for name, text in parts.items()))


def recorded_opinions(decisions: Iterable[Decision]) -> Mapping[str, tuple[Opinion, Decision]]:
    """Return the newest recorded opinion on each criterion."""
    found = {}
    for each in sorted(decisions, key=lambda decision: decision.number):
        if each.kind is DecisionKind.REVIEW and each.finding is not None:
            found[each.finding.criterion] = (_opinion(each.finding, each.reason), each)
    return found


def faults_of(basis: Basis, sheet: ReviewSheet) -> tuple[str, ...]:
    """Return every reason why a filled-in workbook cannot be taken, in Vietnamese."""
    return (*sheet.unread, *(fault for opinion in sheet.opinions for fault in _faults(basis, opinion)))


def new_opinions(sheet: ReviewSheet, recorded: Mapping[str, tuple[Opinion, Decision]]) -> tuple[Opinion, ...]:
    """Return what differs from what is recorded over the same self-assessed score."""
    return tuple(each for each in sheet.opinions if each != _standing(each, recorded))


def counted_score(basis: Basis, opinion: Opinion) -> Decimal | None:
    """Return the score that an opinion gives: its own, else what follows from its ticks; None where it gives none."""
    if opinion.score is not None:
        return opinion.score
    scale = basis.catalogue[opinion.criterion].scale
    return (
        derive_score(scale, opinion.ticks, places=basis.period.places).value
        if opinion.ticks and scale is not None
        else None
    )


@dataclass(frozen=True, slots=True)
class _Applied:
    leaf: LeafResult
    stale: Opinion | None = None


def with_reviews(basis: Basis, result: Result, recorded: Mapping[str, tuple[Opinion, Decision]]) -> Result:
    """Return the result with what the office decided; a decision over another score is named and not applied."""
    applied = [_applied(basis, leaf, recorded) for leaf in result.leaves]
    leaves = tuple(each.leaf for each in applied)
    if not any(each.leaf.review or each.stale for each in applied):
        return result
    is_reviewed = any(leaf.review for leaf in leaves)
    reasons = tuple(_stale_reason(each) for each in applied if each.stale)
    if not is_reviewed:
        return replace(result, draft_reasons=(*result.draft_reasons, *reasons))
    catalogue = basis.catalogue
    headings = {
        code: _reviewed(total, _under(leaves, {leaf.code for leaf in catalogue.leaves_under(code)}))
        for code, total in result.headings.items()
    }
    return replace(
        result,
        leaves=leaves,
        headings=headings,
        fields=tuple(headings[field.code] for field in catalogue.fields),
        total=_reviewed(result.total, leaves),
        units=tuple(
            replace(
                each, total=_reviewed(each.total, tuple(leaf for leaf in leaves if leaf.unit == each.unit))
            )
            for each in result.units
        ),
        draft_reasons=(*result.draft_reasons, *reasons),
    )


def _applied(basis: Basis, leaf: LeafResult, recorded: Mapping[str, tuple[Opinion, Decision]]) -> _Applied:
    found = recorded.get(leaf.criterion.code)
    if found is None:
        return _Applied(leaf)
    opinion, decision = found
    value = counted_score(basis, opinion)
    if opinion.over != leaf.score:
        return _Applied(leaf, opinion if value is not None else None)
    if any(True for _ in _faults(basis, opinion)):  # recorded under another catalogue
        return _Applied(leaf, opinion)
    if value is None and opinion.reason == "":
        return _Applied(leaf)
    review = Review(opinion=opinion, by=decision.by, at=decision.at, value=value)
    return _Applied(replace(leaf, review=review))


def _stale_reason(applied: _Applied) -> str:
    opinion = applied.stale
    assert opinion is not None  # noqa: S101 - chosen so by the caller; tells mypy
    now = applied.leaf.score
    return (
        f"Tiêu chí {opinion.criterion}: điểm rà soát đã ghi không áp dụng vì rà soát trên điểm tự đánh giá "
        f"{_said(opinion.over)}, nay là {_said(now)}; cần rà soát lại."
    )


def _under(leaves: Iterable[LeafResult], codes: set[str]) -> tuple[LeafResult, ...]:
    return tuple(leaf for leaf in leaves if leaf.criterion.code in codes)


def _reviewed(total: Total, leaves: Iterable[LeafResult]) -> Total:
    with localcontext(EXACT):
        changes = (
            leaf.final - (leaf.score or Decimal(0))
            for leaf in leaves
            if leaf.review is not None and leaf.final is not None
        )
        return replace(total, reviewed=total.score + sum(changes, Decimal(0)))


def _standing(opinion: Opinion, recorded: Mapping[str, tuple[Opinion, Decision]]) -> Opinion:
    """Return what is recorded over the same score; nothing filled in where there is nothing."""
    found = recorded.get(opinion.criterion)
    empty = replace(opinion, score=None, ticks=(), reason="")
    return found[0] if found is not None and found[0].over == opinion.over else empty


def _faults(basis: Basis, opinion: Opinion) -> Iterator[str]:
    criterion = basis.catalogue.get(opinion.criterion)
    if criterion is None or not criterion.is_leaf:
        yield f"Tiêu chí {opinion.criterion} không có trong bộ tiêu chí."
        return
    where = f"Tiêu chí {opinion.criterion}"
    if not (criterion.method.is_self_assessed or criterion.method is Method.OFFICE):
        if not opinion.is_empty:
            yield f"{where} do điều tra xã hội học xác định nên không ghi điểm rà soát."
        return
    value = counted_score(basis, opinion)
    if value is not None and not 0 <= value <= criterion.maximum:
        yield f"{where}: điểm {_said(value)} không nằm trong khoảng từ 0 đến {_said(criterion.maximum)}."
    known = _line_ids(criterion.scale)
    if opinion.ticks and (value is None or not set(opinion.ticks) <= known):
        yield f"{where}: các mức đã đánh dấu không cho ra một điểm."
    if value is not None and value != opinion.over and not opinion.reason:
        yield f"{where}: điểm {_said(value)} khác điểm tự đánh giá {_said(opinion.over)} nhưng chưa ghi lý do."


def _line_ids(scale: object) -> set[str]:
    if isinstance(scale, Cumulative):
        return {scale.nothing.id, *(line.id for line in scale.lines)}
    return {line.id for line in scale.lines} if isinstance(scale, Levels) else set()


def _opinion(key: FindingKey, reason: str) -> Opinion:
    parts = dict(part.split("=", 1) for part in key.value.split("; "))
    score, over = (Decimal(parts[name]) if parts[name] else None for name in (_SCORE, _OVER))
    ticks = tuple(filter(None, parts[_TICKS].split(",")))
    own = "" if reason in {TAKEN_BACK, UNCHANGED} else reason
    return Opinion(criterion=key.criterion, score=score, ticks=ticks, reason=own, over=over)


def reason_of(opinion: Opinion) -> str:
    """Return the reason under which an opinion is recorded; never empty."""
    return opinion.reason or (TAKEN_BACK if opinion.is_empty else UNCHANGED)


def _shown(score: Decimal | None) -> str:
    return "" if score is None else f"{score.normalize():f}"


def _said(score: Decimal | None) -> str:
    return "chưa có" if score is None else format_number(score)
