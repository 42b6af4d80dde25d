"""The report's sentences on one field: what was reached, what was lost and why, and what agencies are asked to do."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from par_excel.model import LeafResult, LeafState, Severity, Total
from par_excel.vietnamese import format_number, is_empty_phrase
from par_excel.writing.report.sentences import (
    LEAVES,
    as_list,
    assessed,
    count,
    counted_sentence,
    full_stop,
    listed,
    parts_sentence,
    points,
    score_sentence,
)

LIMIT_CODES = 40
"""Codes that a sentence lists; the table names them all."""


def codes(leaves: Sequence[LeafResult]) -> str:
    """Return ``tiêu chí 1.1, 1.2 và 1.3``; of very many the first ones and how many more there are."""
    named = [leaf.criterion.code for leaf in leaves[:LIMIT_CODES]]
    more = len(leaves) - len(named)
    return f"tiêu chí {listed([*named, f'{count(more)} tiêu chí khác'] if more else named)}"


def field_summary(total: Total, leaves: Iterable[LeafResult], office: str) -> str:
    """Return the paragraph on one field."""
    sentences = (
        parts_sentence(total, office, whole="Lĩnh vực này"),
        score_sentence(f"Kết quả {assessed(total)}", total) if total.self_maximum else "",
        counted_sentence(total, leaves),
    )
    return " ".join(sentence for sentence in sentences if sentence)


def reached_in_full(leaves: Sequence[LeafResult]) -> str:
    """Return which of the leaves that count have all their points."""
    counted = [leaf for leaf in leaves if leaf.score is not None]
    full = [leaf for leaf in counted if not leaf.lost]
    if not counted:
        return "Chưa có điểm nào được tính nên chưa xác định nội dung đã đạt."
    if not full:
        return f"Chưa có nội dung nào trong số {count(len(counted))} {LEAVES} đã tính đạt điểm tối đa."
    if len(full) == len(counted):
        every = (
            f"Cả {count(len(full))} {LEAVES} đã tính đều" if len(full) > 1 else "Nội dung duy nhất đã tính"
        )
        return f"{every} đạt điểm tối đa: {codes(full)}."
    return f"Có {count(len(full))}/{count(len(counted))} {LEAVES} đã tính đạt điểm tối đa: {codes(full)}."


def no_deductions(total: Total) -> str:
    """Return the sentence that stands where no point was lost."""
    if not total.leaves:
        return "Không có nội dung tự đánh giá nên không có điểm bị trừ."
    if not total.counted:
        return "Chưa có điểm nào được tính nên chưa xác định điểm bị trừ."
    return "Không có điểm bị trừ ở các nội dung đã tính."


def deduction(leaf: LeafResult, office: str) -> str:
    """Return one lost score with the explanation the agency gave."""
    unit = office if leaf.unit is None else leaf.unit.name
    explanation = (leaf.answer.explanation.value or "").strip() if leaf.answer else ""
    given = f"Giải trình của {unit}: {explanation}" if explanation else f"{unit} chưa có giải trình"
    lost, score = points(leaf.lost or Decimal(0)), format_number(leaf.score or Decimal(0))
    head = f"- {leaf.criterion.level.value.capitalize()} {leaf.criterion.code} “{leaf.criterion.name}”: bị trừ {lost} "
    if leaf.review is not None and leaf.is_changed:
        own = "" if leaf.own is None else f", cơ quan tự đánh giá {format_number(leaf.own)}"
        reason = full_stop(f"Lý do: {leaf.review.opinion.reason}")
        tail = f" {full_stop(given)}" if explanation else ""
        return f"{head}(sau rà soát {score}/{points(leaf.criterion.maximum)}{own}). {reason}{tail}"
    return f"{head}(tự đánh giá {score}/{points(leaf.criterion.maximum)}). {full_stop(given)}"


def proposals(leaves: Iterable[LeafResult], office: str) -> tuple[str, ...]:
    """Return what each agency is asked to do, as it follows from the state of its leaves."""
    by_unit: dict[str, list[LeafResult]] = {}
    for leaf in leaves:
        if leaf.state is not LeafState.SURVEY:
            by_unit.setdefault(office if leaf.unit is None else leaf.unit.name, []).append(leaf)
    asked = [(name, _tasks(given)) for name, given in by_unit.items()]
    lines = [f"{name}: {'; '.join(tasks)}" for name, tasks in asked if tasks]
    if not lines:
        return ("Không có đề xuất, kiến nghị đối với lĩnh vực này.",)
    return ("Đề nghị:", *as_list(lines))


def _tasks(leaves: Sequence[LeafResult]) -> list[str]:
    by_state = {state: [leaf for leaf in leaves if leaf.state is state] for state in LeafState}
    lost = [leaf for leaf in leaves if leaf.lost]
    unproved = [leaf for leaf in leaves if leaf.score and leaf.unit and not has_evidence(leaf)]
    total = sum((leaf.lost or Decimal(0) for leaf in lost), Decimal(0))
    tasks = (
        (lost, "khắc phục nguyên nhân bị trừ {points} ở {codes}"),
        (unproved, "bổ sung tài liệu kiểm chứng cho {codes}"),
        (by_state[LeafState.FAULTY], "sửa nội dung có lỗi của bản nộp ở {codes}"),
        (by_state[LeafState.UNANSWERED], "chấm điểm {codes}"),
        (by_state[LeafState.NO_RETURN], "gửi bản nộp để tính điểm {codes}"),
        (by_state[LeafState.OFFICE], "chấm điểm {codes}"),
    )
    return [
        sentence.format(points=points(total), codes=codes(concerned))
        for concerned, sentence in tasks
        if concerned
    ]


def has_evidence(leaf: LeafResult) -> bool:
    """Say whether the answer names a document."""
    given = None if leaf.answer is None else leaf.answer.evidence.value
    return given is not None and not is_empty_phrase(given)


def error_titles(leaf: LeafResult) -> str:
    """Return what is wrong with a leaf, each thing once."""
    titles = (finding.title for finding in leaf.findings if finding.severity is Severity.ERROR)
    return "; ".join(dict.fromkeys(titles))
