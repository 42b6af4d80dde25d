"""What stands in the way of approving: all that makes a result a draft, item by item, and conflicts nobody decided."""

from collections.abc import Collection as Group
from collections.abc import Iterable, Iterator, Mapping

from par_excel.merge.decided import key_of
from par_excel.merge.draft_reasons import draft_reasons
from par_excel.model import (
    EXAMPLE_REMARK,
    Basis,
    Decision,
    FindingKey,
    LeafResult,
    LeafState,
    Obstacle,
    ObstacleKind,
    Result,
    Severity,
    SharedCriterion,
    Unit,
    UnitState,
)
from par_excel.vietnamese import format_number

_UNCOUNTED = frozenset({LeafState.FAULTY, LeafState.UNANSWERED, LeafState.NO_RETURN})


def obstacles(
    basis: Basis, result: Result, *, asking: Group[str], refused: Iterable[str] = ()
) -> tuple[Obstacle, ...]:
    """Return everything that has to be settled or accepted, the weightiest first.

    Args:
        basis: what everything was judged against.
        result: the merged period.
        asking: codes of the findings by which the office itself is asked to decide.
        refused: why a filled-in review workbook was not taken.
    """
    return (
        *_held(basis, result),
        *_missing(result),
        *_findings(basis, result, asking),
        *_uncounted(result),
        *_office(result),
        *_proposals(result),
        *_others(basis, result, refused),
        *_unverified(basis),
    )


def accepted_by(obstacle: Obstacle, waivers: Mapping[FindingKey, Decision], also: str) -> Decision | None:
    """Return the decision that accepts an obstacle; None where none does.

    Args:
        obstacle: what stands in the way.
        waivers: what the office has accepted.
        also: the code of the finding that says the same of a proposal.
    """
    if obstacle.kind is not ObstacleKind.PROPOSAL or obstacle.key in waivers:
        return waivers.get(obstacle.key)
    about = (obstacle.key.unit, also, obstacle.key.criterion)
    return next((each for key, each in waivers.items() if (key.unit, key.code, key.criterion) == about), None)


def said_accepted(obstacle: Obstacle, decision: Decision) -> str:
    """Return in words what was accepted, by whom and why."""
    return f"{obstacle.text} Đã chấp nhận: {decision.reason} ({decision.by})."


def _held(basis: Basis, result: Result) -> Iterator[Obstacle]:
    for each in result.held:
        text = f"{_name(basis.units.get(each.unit), each.unit)}: bản nộp {each.text}."
        yield _obstacle(ObstacleKind.HELD, each.unit, text, value=each.file)


def _missing(result: Result) -> Iterator[Obstacle]:
    for each in result.units:
        if each.state is UnitState.MISSING:
            yield _obstacle(ObstacleKind.MISSING, each.unit.id, f"{each.unit.name}: chưa có bản nộp.")


def _findings(basis: Basis, result: Result, asking: Group[str]) -> Iterator[Obstacle]:
    """Yield errors that are left, and warnings that ask the office which of two things holds."""
    for each in result.findings:
        if each.unit and (each.severity is Severity.ERROR or each.code in asking):
            name = _name(basis.units.get(each.unit), each.unit)
            where = f", tiêu chí {each.criterion}" if each.criterion else ""
            value = f" (“{each.value}”)" if each.value else ""
            text = f"{name}{where}: {each.title}{value}."
            yield Obstacle(kind=ObstacleKind.FINDING, key=key_of(each), text=text)


def _uncounted(result: Result) -> Iterator[Obstacle]:
    """Yield what has no score although neither a missing return nor an error accounts for it."""
    accounted = {each.unit.id for each in result.units if each.state in {UnitState.MISSING, UnitState.FAULTY}}
    for leaf in (*result.leaves, *_ranked(result)):
        if leaf.state in _UNCOUNTED and (leaf.unit is None or leaf.unit.id not in accounted):
            unit = "" if leaf.unit is None else leaf.unit.id
            name = "" if leaf.unit is None else f"{leaf.unit.name}, "
            text = f"{name}tiêu chí {leaf.criterion.code}: {leaf.state.value}."
            yield _obstacle(ObstacleKind.UNCOUNTED, unit, text, leaf.criterion.code)


def _ranked(result: Result) -> Iterator[LeafResult]:
    return (leaf for ranking in result.rankings for row in ranking.rows for leaf in row.unit.leaves)


def _office(result: Result) -> Iterator[Obstacle]:
    for leaf in result.leaves:
        if leaf.state is LeafState.OFFICE and leaf.score is None:
            text = f"Tiêu chí {leaf.criterion.code}: cơ quan tổng hợp chưa chấm."
            yield _obstacle(ObstacleKind.OFFICE, "", text, leaf.criterion.code)


def _proposals(result: Result) -> Iterator[Obstacle]:
    """Yield proposals that differ from the lead's score where the office has not reviewed that score."""
    for shared in result.shared:
        review = None if shared.lead is None else shared.lead.review
        if shared.score is None or (review is not None and review.opinion.is_of_score):
            continue
        yield from _proposals_of(shared)


def _proposals_of(shared: SharedCriterion) -> Iterator[Obstacle]:
    code = shared.criterion.code
    for assignment, unit, given in shared.contributions:
        proposed = None if given is None else given.proposed.value
        if proposed is None or shared.score is None or proposed == shared.score:
            continue
        sides = f"đề xuất {format_number(proposed)}, chủ trì {format_number(shared.score)}"
        text = f"{unit.name}, tiêu chí {code} ({assignment.id}): {sides}, chưa có quyết định."
        yield _obstacle(ObstacleKind.PROPOSAL, unit.id, text, code, f"{assignment.id}: {sides}")


def _others(basis: Basis, result: Result, refused: Iterable[str]) -> Iterator[Obstacle]:
    """Yield the reasons for a draft that none of the others stands for: strangers, and reviews that do not fit."""
    leaves = (*result.leaves, *_ranked(result))
    known = {*draft_reasons(basis, leaves, result.units, held=result.held)}
    for reason in result.draft_reasons:
        if reason not in known:
            yield _obstacle(ObstacleKind.OTHER, "", reason, value=reason)
    for reason in refused:
        yield _obstacle(ObstacleKind.OTHER, "", f"ra_soat.xlsx: {reason}", value=reason)


def _unverified(basis: Basis) -> Iterator[Obstacle]:
    rows = len(basis.catalogue.unverified)
    if rows:
        text = f"Bộ tiêu chí còn {rows}/{len(basis.catalogue)} dòng chưa đối chiếu với văn bản gốc."
        text = f"{EXAMPLE_REMARK}." if basis.catalogue.is_example else text
        yield _obstacle(ObstacleKind.UNVERIFIED, "", text, value=f"{rows} dòng")


def _name(unit: Unit | None, otherwise: str) -> str:
    return otherwise if unit is None else unit.name


def _obstacle(kind: ObstacleKind, unit: str, text: str, criterion: str = "", value: str = "") -> Obstacle:
    return Obstacle(kind=kind, key=FindingKey(unit, kind.value, criterion, value), text=text)
