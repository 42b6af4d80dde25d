"""On which criteria the council differs from what was sent, who has to answer, and what was answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from par_excel.model import Appraisal, Explanation, LeafResult, LeafState, Replies, Reply, Result
from par_excel.vietnamese import format_number


@dataclass(frozen=True, slots=True)
class Replied:
    """A filled-in table, and when it came."""

    replies: Replies
    received: datetime
    file: str


def explanations(
    result: Result, appraisals: Mapping[str, Appraisal], replied: Sequence[Replied]
) -> tuple[Explanation, ...]:
    """Return what has to be answered, in the order of the catalogue; of several tables of a unit the last holds."""
    newest = {each.replies.unit: each for each in sorted(replied, key=lambda one: (one.received, one.file))}
    return tuple(
        _explanation(
            leaf, appraisals[leaf.criterion.code], newest.get("" if leaf.unit is None else leaf.unit.id)
        )
        for leaf in result.leaves
        if _is_concerned(leaf, appraisals.get(leaf.criterion.code))
    )


def _is_concerned(leaf: LeafResult, appraisal: Appraisal | None) -> bool:
    if appraisal is None or leaf.state is LeafState.SURVEY:
        return False
    differs = appraisal.score is not None and appraisal.score != (leaf.score or Decimal(0))
    return differs or bool(appraisal.opinion)


def _explanation(leaf: LeafResult, appraisal: Appraisal, replied: Replied | None) -> Explanation:
    given = None if replied is None else replied.replies.by_criterion.get(leaf.criterion.code)
    has_answer = given is not None and bool(given.text)
    return Explanation(
        criterion=leaf.criterion,
        unit=leaf.unit,
        score=leaf.score,
        appraisal=appraisal,
        answer="" if given is None else given.text,
        answered=replied.received if replied is not None and has_answer else None,
        note=_note(given, appraisal) if given is not None and has_answer else "",
    )


def _note(given: Reply, appraisal: Appraisal) -> str:
    if given.appraised == appraisal.score:
        return ""
    former = "chưa ghi" if given.appraised is None else format_number(given.appraised)
    return f"Giải trình cho điểm thẩm định {former}, nay đã khác; cần xem lại."
