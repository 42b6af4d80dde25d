"""The ministry's appraisal: its scores and opinions, which of them are new, and what the agencies answer.

To be explained is a criterion on which the council's score differs from what was sent, or of which it has an opinion.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from par_excel.merge.reconciling import read_score, rows_by_criterion
from par_excel.model import (
    APPRAISED,
    Appraisal,
    AppraisalRead,
    AppraisalReply,
    Basis,
    Decision,
    DecisionKind,
    Explanation,
    Exported,
    ExportedColumn,
    ExportedRow,
    FindingKey,
    LeafResult,
    LeafState,
    Replies,
    Result,
)
from par_excel.vietnamese import format_number, harmless, tidy

NO_OPINION = "Không có ý kiến"
"""The reason that is recorded where the council gave a score alone."""
_NONE_SAID = frozenset({"", "-", "–"})


def appraisals_of(basis: Basis, exported: Exported) -> AppraisalRead:
    """Return the appraisal of every scored row that the file has, and every reason why it cannot be taken."""
    if ExportedColumn.APPRAISED not in exported.columns:
        return AppraisalRead(
            appraisals=(), faults=("Tệp không có cột điểm thẩm định (khóa diem_tham_dinh ở [doi_chieu]).",)
        )
    rows = rows_by_criterion(basis, exported.rows)
    leaves = [leaf for leaf in basis.catalogue.leaves if leaf.code in rows]
    faults = [fault for leaf in leaves for fault in _faults(leaf.code, leaf.maximum, rows[leaf.code])]
    found = () if faults else tuple(_appraisal(leaf.code, rows[leaf.code][0]) for leaf in leaves)
    appraisals = tuple(each for each in found if each.score is not None or each.opinion)
    if not faults and not appraisals:
        faults.append("Tệp không có điểm hoặc ý kiến thẩm định của tiêu chí nào.")
    return AppraisalRead(appraisals=appraisals, faults=tuple(faults))


def _faults(code: str, maximum: Decimal, rows: Sequence[ExportedRow]) -> Iterator[str]:
    if len(rows) > 1:
        yield f"Tiêu chí {code} được ghi nhiều lần ({', '.join(row.place for row in rows)})."
    said = rows[0][ExportedColumn.APPRAISED]
    score = _score(said)
    if score is None and said.strip() not in _NONE_SAID:
        yield f"Tiêu chí {code}: điểm thẩm định “{harmless(said)}” không phải là số ({rows[0].place})."
    if score is not None and not 0 <= score <= maximum:
        top = format_number(maximum)
        yield f"Tiêu chí {code}: điểm thẩm định {format_number(score)} không nằm trong khoảng từ 0 đến {top}."


def _score(said: str) -> Decimal | None:
    return None if said.strip() in _NONE_SAID else read_score(said)


def _appraisal(code: str, row: ExportedRow) -> Appraisal:
    opinion = tidy(row[ExportedColumn.OPINION]).strip()
    return Appraisal(
        criterion=code,
        score=_score(row[ExportedColumn.APPRAISED]),
        opinion="" if opinion in _NONE_SAID else opinion,
    )


def recorded_appraisals(decisions: Iterable[Decision]) -> Mapping[str, Appraisal]:
    """Return the newest recorded appraisal of each criterion."""
    found = {}
    for each in sorted(decisions, key=lambda decision: decision.number):
        if each.kind is DecisionKind.APPRAISAL and each.finding is not None:
            score = each.finding.value.removeprefix(APPRAISED)
            found[each.finding.criterion] = Appraisal(
                criterion=each.finding.criterion,
                score=Decimal(score) if score else None,
                opinion="" if each.reason == NO_OPINION else each.reason,
            )
    return found


def appraisal_key(appraisal: Appraisal) -> FindingKey:
    """Return how an appraisal stands in the log."""
    score = "" if appraisal.score is None else f"{appraisal.score.normalize():f}"
    return FindingKey("", "", appraisal.criterion, f"{APPRAISED}{score}")


def new_appraisals(found: Iterable[Appraisal], recorded: Mapping[str, Appraisal]) -> tuple[Appraisal, ...]:
    """Return what is not recorded yet, or was recorded otherwise."""
    return tuple(each for each in found if recorded.get(each.criterion) != each)


class Replied(Struct, frozen=True):
    """A filled-in table, and when it came."""

    replies: Replies
    received: datetime
    file: str


def explanations(
    result: Result, appraisals: Mapping[str, Appraisal], replied: Sequence[Replied]
) -> tuple[Explanation, ...]:
    """Return what has to be answered, in the order of the catalogue; of several answers of a unit the last holds."""
    newest = _newest(replied)
    return tuple(
        _explanation(
            leaf,
            appraisals[leaf.criterion.code],
            *newest.get(("" if leaf.unit is None else leaf.unit.id, leaf.criterion.code), (None, None)),
        )
        for leaf in result.leaves
        if _is_concerned(leaf, appraisals.get(leaf.criterion.code))
    )


def _newest(replied: Iterable[Replied]) -> Mapping[tuple[str, str], tuple[AppraisalReply, datetime]]:
    """Return the last answer to each criterion by unit: what is left blank, or comes back unchanged, answers nothing."""
    found: dict[tuple[str, str], tuple[AppraisalReply, datetime]] = {}
    seen: set[tuple[str, str, str]] = set()
    for each in sorted(replied, key=lambda one: (one.received, one.file)):
        for code, reply in each.replies.by_criterion.items():
            said = (each.replies.unit, code, reply.text)
            # an older table that is sent once more must not win over a newer answer
            if reply.text and said not in seen:
                found[each.replies.unit, code] = reply, each.received
                seen.add(said)
    return found


def _is_concerned(leaf: LeafResult, appraisal: Appraisal | None) -> bool:
    if appraisal is None or leaf.state is LeafState.SURVEY:
        return False
    differs = appraisal.score is not None and appraisal.score != (leaf.score or Decimal(0))
    return differs or bool(appraisal.opinion)


def _explanation(
    leaf: LeafResult, appraisal: Appraisal, given: AppraisalReply | None, received: datetime | None
) -> Explanation:
    return Explanation(
        criterion=leaf.criterion,
        unit=leaf.unit,
        score=leaf.score,
        appraisal=appraisal,
        answer="" if given is None else given.text,
        answered=received,
        note="" if given is None else _note(given, appraisal),
    )


def _note(given: AppraisalReply, appraisal: Appraisal) -> str:
    if given.appraised == appraisal.score:
        return ""
    former = "chưa ghi" if given.appraised is None else format_number(given.appraised)
    return f"Giải trình cho điểm thẩm định {former}, nay đã khác; cần xem lại."
