"""The office's review: its scores and its recognition of initiatives are checked, recorded and applied to the result.

A recorded score holds over the agency's score that it was given over; over another one it is named and not applied.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from par_excel.model import (
    REVIEW_PARTS,
    SUBJECT,
    TOLD,
    Basis,
    Decision,
    DecisionKind,
    FindingKey,
    Initiative,
    InitiativeOpinion,
    InitiativeReview,
    LeafResult,
    LeafState,
    Method,
    MinistryText,
    NoteKind,
    Opinion,
    Review,
    ReviewSheet,
    SynthesisEntry,
    Unit,
    derive_score,
    initiative_names,
)
from par_excel.vietnamese import format_number, is_empty_phrase

TAKEN_BACK = "Bỏ điểm rà soát đã ghi"
"""The reason that is recorded where a review is cleared."""
UNCHANGED = "Đã rà soát, giữ nguyên điểm"
"""The reason that is recorded where the score that was typed is the self-assessed one."""
WORDED = "Đã rà soát, ghi nội dung gửi Bộ"
"""The reason that is recorded where nothing is said but words for the ministry."""
_SCORE, _TICKS, _OVER = REVIEW_PARTS
_WORDS: Mapping[str, str] = {
    "figures": "số liệu",
    "evidence": "tài liệu kiểm chứng",
    "explanation": "giải trình",
}
"""What the parts of the office's words are called in the log."""


def review_key(opinion: Opinion) -> FindingKey:
    """Return how an opinion stands in the log: legible, and exact."""
    parts = {_SCORE: _shown(opinion.score), _TICKS: ",".join(opinion.ticks), _OVER: _shown(opinion.over)}
    # JSON, since words may hold any sign; without words the entry reads as it did before there were any
    told = {name: text for part, name in _WORDS.items() if (text := getattr(opinion.told, part))}
    words = f"{TOLD}{json.dumps(told, ensure_ascii=False)}" if told else ""
    said = "; ".join(f"{name}={text}" for name, text in parts.items())
    return FindingKey("", "", opinion.criterion, said + words)


def recorded_opinions(decisions: Iterable[Decision]) -> Mapping[str, tuple[Opinion, Decision]]:
    """Return the newest recorded opinion on each criterion."""
    found = {}
    for each in sorted(decisions, key=lambda decision: decision.number):
        if each.kind is DecisionKind.REVIEW and each.finding is not None and not each.finding.unit:
            found[each.finding.criterion] = (_opinion(each.finding, each.reason), each)
    return found


def faults_of(basis: Basis, sheet: ReviewSheet) -> tuple[str, ...]:
    """Return every reason why a filled-in workbook cannot be taken, in Vietnamese."""
    return (*sheet.unread, *(fault for opinion in sheet.opinions for fault in _faults(basis, opinion)))


def new_opinions(sheet: ReviewSheet, recorded: Mapping[str, tuple[Opinion, Decision]]) -> tuple[Opinion, ...]:
    """Return what differs from what is recorded over the same self-assessed score."""
    return tuple(each for each in sheet.opinions if each != _standing(each, recorded))


def score_of_opinion(basis: Basis, opinion: Opinion) -> Decimal | None:
    """Return the score that an opinion gives: its own, else what follows from its ticks; None where it gives none."""
    if opinion.score is not None:
        return opinion.score
    scale = basis.catalogue[opinion.criterion].scale
    if scale is None or not opinion.ticks:
        return None
    return derive_score(scale, opinion.ticks, places=basis.period.places).value


class Reviewed(Struct, frozen=True):
    """The leaves with what the office decided, and what of it could not be applied."""

    leaves: tuple[LeafResult, ...]
    reasons: tuple[str, ...]
    """Why a recorded score is not applied, in Vietnamese."""
    stale: frozenset[int]
    """Numbers of the decisions that are not applied."""


def reviewed(basis: Basis, leaves: Iterable[LeafResult], decisions: Iterable[Decision]) -> Reviewed:
    """Return the leaves with what the office decided; a decision over another score is named and not applied."""
    recorded = recorded_opinions(decisions)
    applied = [_applied(basis, leaf, recorded.get(leaf.criterion.code)) for leaf in leaves]
    return Reviewed(
        leaves=tuple(leaf for leaf, _ in applied),
        reasons=tuple(reason for _, reason in applied if reason),
        stale=frozenset(
            recorded[leaf.criterion.code][1].number
            for leaf, reason in applied
            if reason and leaf.criterion.code in recorded
        ),
    )


def _applied(
    basis: Basis, leaf: LeafResult, found: tuple[Opinion, Decision] | None
) -> tuple[LeafResult, str]:
    """Return a leaf with what is recorded of it, or as it was with the reason why that is not applied."""
    if found is None or found[0].is_empty:
        return leaf, ""
    opinion, decision = found
    where = f"Tiêu chí {opinion.criterion}: kết quả rà soát đã ghi không áp dụng"
    # the office judged another score than stands there now: it has to look again
    if opinion.over != leaf.score:
        over, now = _said(opinion.over), _said(leaf.score)
        return leaf, f"{where} vì rà soát trên điểm tự đánh giá {over}, nay là {now}; cần rà soát lại."
    if any(True for _ in _faults(basis, opinion)):  # recorded under another catalogue
        return leaf, f"{where} vì không còn phù hợp với bộ tiêu chí hiện dùng; cần rà soát lại."
    value = score_of_opinion(basis, opinion)
    review = Review(opinion=opinion, by=decision.by, at=decision.at, value=value)
    if value is None:
        return replace(leaf, review=review), ""
    state = LeafState.REVIEWED if leaf.score is None else leaf.state
    return replace(leaf, score=value, state=state, review=review), ""


def _standing(opinion: Opinion, recorded: Mapping[str, tuple[Opinion, Decision]]) -> Opinion:
    """Return what is recorded over the same score; nothing filled in where there is nothing."""
    found = recorded.get(opinion.criterion)
    empty = Opinion(criterion=opinion.criterion, score=None, ticks=(), reason="", over=opinion.over)
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
    if criterion.lead in basis.shared_appendices:
        if not opinion.is_empty:
            yield f"{where} do nhiều đơn vị chấm, mỗi đơn vị tự chấm cho mình, nên không ghi điểm rà soát."
        return
    value = score_of_opinion(basis, opinion)
    if value is not None and not 0 <= value <= criterion.maximum:
        yield f"{where}: điểm {_said(value)} không nằm trong khoảng từ 0 đến {_said(criterion.maximum)}."
    known = {line.id for line in criterion.tick_lines}
    if opinion.ticks and (value is None or not set(opinion.ticks) <= known):
        yield f"{where}: các mức đã đánh dấu không cho ra một điểm."
    if value is not None and value != opinion.over and is_empty_phrase(opinion.reason):
        than = "" if opinion.over is None else f" khác điểm tự đánh giá {_said(opinion.over)}"
        yield f"{where}: chấm {_said(value)} điểm{than} nhưng chưa ghi lý do."


def _opinion(key: FindingKey, reason: str) -> Opinion:
    scored, _, words = key.value.partition(TOLD)
    parts = dict(part.split("=", 1) for part in scored.split("; "))
    score, over = (Decimal(parts[name]) if parts[name] else None for name in (_SCORE, _OVER))
    ticks = tuple(filter(None, parts[_TICKS].split(",")))
    own = "" if reason in {TAKEN_BACK, UNCHANGED, WORDED} else reason
    said = json.loads(words or "{}")
    told = MinistryText(**{part: said.get(name, "") for part, name in _WORDS.items()})
    return Opinion(criterion=key.criterion, score=score, ticks=ticks, reason=own, over=over, told=told)


def reason_of(opinion: Opinion) -> str:
    """Return the reason under which an opinion is recorded; never empty."""
    if opinion.reason or opinion.is_empty:
        return opinion.reason or TAKEN_BACK
    return UNCHANGED if opinion.is_of_score else WORDED


def _shown(score: Decimal | None) -> str:
    return "" if score is None else f"{score.normalize():f}"


def _said(score: Decimal | None) -> str:
    return "chưa có" if score is None else format_number(score)


RECOGNISED = "Công nhận sáng kiến"
NOT_RECOGNISED = "Không công nhận sáng kiến"
"""The reasons that are recorded where the office wrote none."""
_PREFIX, _YES, _NO = "công nhận=", "có", "không"

Recorded = Mapping[tuple[str, str], tuple[InitiativeOpinion, Decision]]
"""The newest opinion by unit and name."""


class Recognised(Struct, frozen=True):
    """What the recorded decisions come to."""

    given: tuple[InitiativeReview | None, ...] = ()
    """Of each initiative, in order; empty where nothing is recorded of any."""
    reasons: tuple[str, ...] = ()
    """Why this needs the office again, in Vietnamese."""
    stale: frozenset[int] = frozenset()
    """Numbers of the decisions that are about nothing any more."""


def recognised(
    basis: Basis, proposed: Sequence[tuple[Unit, Initiative]], decisions: Iterable[Decision]
) -> Recognised:
    """Return what is recorded of each initiative; a recognised one that is gone from its return is named."""
    recorded = recorded_initiatives(decisions)
    keys = [(unit.id, name) for (unit, _), name in zip(proposed, initiative_names(proposed), strict=True)]
    given = tuple(_recognition(recorded, key) for key in keys)
    gone = [found for key, found in recorded.items() if key not in keys and not found[0].is_empty]
    return Recognised(
        given=given if any(given) else (),
        reasons=tuple(_gone(basis, opinion) for opinion, _ in gone if opinion.is_recognised),
        stale=frozenset(decision.number for _, decision in gone),
    )


def recorded_initiatives(decisions: Iterable[Decision]) -> Recorded:
    """Return the newest recorded opinion on each initiative."""
    found = {}
    for each in sorted(decisions, key=lambda decision: decision.number):
        if each.kind is DecisionKind.REVIEW and each.finding is not None and each.finding.unit:
            opinion = _initiative_opinion(each.finding, each.reason)
            found[opinion.unit, opinion.name] = (opinion, each)
    return found


def initiative_key(opinion: InitiativeOpinion) -> FindingKey:
    """Return how an opinion on an initiative stands in the log."""
    said = _YES if opinion.is_recognised else _NO
    return FindingKey(opinion.unit, "", "", f"{_PREFIX}{said}{SUBJECT}{opinion.name}")


def initiative_reason(opinion: InitiativeOpinion) -> str:
    """Return the reason under which an opinion is recorded; never empty."""
    return opinion.reason or (RECOGNISED if opinion.is_recognised else NOT_RECOGNISED)


def new_initiatives(
    opinions: Iterable[InitiativeOpinion], recorded: Recorded
) -> tuple[InitiativeOpinion, ...]:
    """Return what differs from what is recorded."""
    return tuple(each for each in opinions if each != _standing_initiatives(each, recorded))


def _standing_initiatives(opinion: InitiativeOpinion, recorded: Recorded) -> InitiativeOpinion:
    found = recorded.get((opinion.unit, opinion.name))
    return replace(opinion, is_recognised=False, reason="") if found is None else found[0]


def _recognition(recorded: Recorded, key: tuple[str, str]) -> InitiativeReview | None:
    if key not in recorded or recorded[key][0].is_empty:
        return None
    opinion, decision = recorded[key]
    return InitiativeReview(opinion=opinion, by=decision.by, at=decision.at)


def _initiative_opinion(key: FindingKey, reason: str) -> InitiativeOpinion:
    said, _, name = key.value.partition(SUBJECT)
    return InitiativeOpinion(
        unit=key.unit,
        name=name,
        is_recognised=said == _PREFIX + _YES,
        reason="" if reason in {RECOGNISED, NOT_RECOGNISED} else reason,
    )


def _gone(basis: Basis, opinion: InitiativeOpinion) -> str:
    unit = basis.units.get(opinion.unit)
    name = opinion.unit if unit is None else unit.name
    return f"Sáng kiến “{opinion.name}” của {name} đã được công nhận nhưng không còn trong bản nộp; cần rà soát lại."


def is_reviewed(decisions: Sequence[Decision]) -> bool:
    """Say whether the office has said something of a score or an initiative that it has not taken back."""
    of_scores, of_initiatives = recorded_opinions(decisions), recorded_initiatives(decisions)
    return any(not opinion.is_empty for opinion, _ in of_scores.values()) or any(
        not opinion.is_empty for opinion, _ in of_initiatives.values()
    )


SYNTHESISED = "Tổng hợp khó khăn, vướng mắc và kiến nghị cho báo cáo"
CLEARED = "Bỏ phần tổng hợp khó khăn, vướng mắc và kiến nghị"
"""The reasons that are recorded: the office is asked for none."""


def synthesis_key(entries: Iterable[SynthesisEntry]) -> FindingKey:
    """Return how a whole synthesis stands in the log: legible, and exact."""
    rows = [[each.unit, each.kind.value, each.subject, each.text] for each in entries]
    return FindingKey("", "", "", json.dumps(rows, ensure_ascii=False) if rows else "")


def synthesis_reason(entries: tuple[SynthesisEntry, ...]) -> str:
    """Return the reason under which a synthesis is recorded."""
    return SYNTHESISED if entries else CLEARED


def recorded_synthesis(decisions: Iterable[Decision]) -> tuple[SynthesisEntry, ...]:
    """Return what the newest recorded synthesis says; nothing where there is none, or it was cleared."""
    newest = max(
        (each for each in decisions if each.kind is DecisionKind.SYNTHESIS),
        key=lambda each: each.number,
        default=None,
    )
    if newest is None or newest.finding is None or not newest.finding.value:
        return ()
    return tuple(
        SynthesisEntry(unit=unit, kind=NoteKind(kind), subject=subject, text=text)
        for unit, kind, subject, text in json.loads(newest.finding.value)
    )
