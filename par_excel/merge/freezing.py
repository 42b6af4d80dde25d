"""The merged period becomes what an approval fixes, and what was fixed becomes the entry list again.

Left out is what changes nothing of the result: addresses, limits of reading, the calendar, notes, files that were
refused, and what the ministry says afterwards.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from par_excel.merge.entry import entry_item, entry_list, lines_of
from par_excel.model import (
    DEFAULT_LIMITS,
    NO_CHANGES,
    SAID_OF_SCORES,
    Basis,
    Cell,
    Decision,
    DecisionKind,
    EntryItem,
    EntryList,
    Frozen,
    FrozenDecision,
    FrozenFinding,
    FrozenInitiative,
    FrozenItem,
    FrozenPlace,
    FrozenProposal,
    FrozenResult,
    FrozenReturn,
    FrozenSum,
    FrozenUnit,
    Initiative,
    LeafResult,
    LeafState,
    Result,
    ReturnState,
    Severity,
    Total,
    UnitState,
    fingerprint,
    initiative_names,
    said_review,
)

COMES_LATER = frozenset({ReturnState.REFUSED, ReturnState.EXPLANATION})
"""Files that change nothing of a result: those that were not taken, and answers to the ministry."""
SAID_LATER = frozenset({DecisionKind.APPRAISAL})
"""Decisions that change nothing of a result."""


def freeze(basis: Basis, result: Result, *, accepted: Iterable[str] = (), template: str = "") -> Frozen:
    """Return all that an approval of this result fixes.

    Args:
        basis: what everything was judged against.
        result: the merged period.
        accepted: what stood in the way and was accepted, in words.
        template: SHA-256 of the office's own Word template.
    """
    entry = entry_list(basis, result)
    leaves = {leaf.criterion.code: leaf for leaf in result.leaves if leaf.state is not LeafState.SURVEY}
    return Frozen(
        _of_result(basis),
        FrozenResult(
            items=tuple(_item(each, leaves[each.criterion.code]) for each in entry.items),
            total=_sum(result.total),
            fields=tuple(map(_sum, result.fields)),
            by_unit=tuple(_sum(unit.total) for unit in result.units),
            units=tuple(_units(result)),
            returns=tuple(_returns(result)),
            proposals=tuple(_proposals(result)),
            initiatives=tuple(_initiatives(result)),
            findings=tuple(_findings(result)),
            decisions=tuple(_decisions(result)),
            accepted=tuple(accepted),
            loose=entry.loose,
            ranked=tuple(_ranked(basis, result)),
            places=tuple(_places(result)),
            former="" if result.comparison is None else fingerprint([repr(result.comparison)]),
            template=template,
        ),
    )


def entry_of_frozen(frozen: Frozen) -> EntryList:
    """Return what is to be typed of an approved version, as it was then."""
    return EntryList(
        period=frozen.basis.period.id,
        items=tuple(_entry_item(frozen.basis, item) for item in frozen.result.items),
        loose=frozen.result.loose,
        draft_reasons=(),
    )


def _of_result(basis: Basis) -> Basis:
    """Return the basis as far as a result depends on it."""
    period = basis.period
    changes = {code: replace(each, line=None) for code, each in sorted(period.severity_changes.items())}
    return Basis(
        replace(
            period,
            sources={},
            limits=DEFAULT_LIMITS,
            calendar=NO_CHANGES,
            post_office=None,
            postbox=None,
            shared_ledger=None,
            severity_changes=changes,
            units=tuple(replace(unit, email="", contact="") for unit in period.units),
            sender=replace(period.sender, email="", phone="", contact=""),
        ),
        basis.catalogue,
        basis.assignments,
    )


def _item(item: EntryItem, leaf: LeafResult) -> FrozenItem:
    return FrozenItem(
        code=item.criterion.code,
        unit="" if item.unit is None else item.unit.id,
        state=item.state,
        score=item.score,
        own=leaf.own,
        ticked=tuple(line.id for line in item.ticked),
        is_not_arisen=item.is_not_arisen,
        figures=item.figures,
        documents=item.documents,
        files=item.files,
        explanation=item.explanation,
        changes=item.changes,
        sha256="" if leaf.submission is None else leaf.submission.sha256,
        place=_place(leaf),
        review=""
        if leaf.review is None
        else f"{leaf.review.opinion.reason or 'giữ nguyên'} ({leaf.review.by})",
    )


def _ranked(basis: Basis, result: Result) -> Iterator[FrozenItem]:
    """Yield what each unit scored for itself, in the order of the units, whatever their places."""
    forms = {ranking.appendix for ranking in result.rankings}
    for unit in result.units:
        if unit.unit.appendix in forms:
            for leaf in unit.leaves:
                if leaf.state is not LeafState.SURVEY:
                    yield _item(entry_item(leaf, basis.period.entry), leaf)


def _places(result: Result) -> Iterator[FrozenPlace]:
    for ranking in result.rankings:
        for row in ranking.rows:
            unit = row.unit
            yield FrozenPlace(ranking.appendix, unit.unit.id, unit.total.score, row.place, row.in_group)


def _entry_item(basis: Basis, item: FrozenItem) -> EntryItem:
    criterion = basis.catalogue[item.code]
    return EntryItem(
        criterion=criterion,
        unit=basis.units.get(item.unit),
        state=item.state,
        score=item.score,
        ticked=tuple(line for line in lines_of(criterion) if line.id in item.ticked),
        is_not_arisen=item.is_not_arisen,
        figures=item.figures,
        documents=item.documents,
        files=item.files,
        explanation=item.explanation,
        changes=item.changes,
    )


def _place(leaf: LeafResult) -> str:
    if leaf.answer is None or leaf.submission is None:
        return ""
    place = leaf.answer.score.place
    return ", ".join(filter(None, (leaf.submission.file, place.sheet, place.cell)))


def _sum(total: Total) -> FrozenSum:
    return FrozenSum(total.key, total.name, total.score, total.self_maximum)


def _units(result: Result) -> Iterator[FrozenUnit]:
    for each in result.units:
        state = UnitState.VALID if each.state is UnitState.FROZEN else each.state
        yield FrozenUnit(each.unit.id, state, "" if each.judged is None else each.judged.submission.sha256)


def _returns(result: Result) -> Iterator[FrozenReturn]:
    for each in result.received:
        if each.state not in COMES_LATER:
            yield FrozenReturn(
                sha256=each.sha256, file=each.file, unit=each.unit, state=each.state, received=each.received
            )


def _proposals(result: Result) -> Iterator[FrozenProposal]:
    for shared in result.shared:
        for assignment, unit, given in shared.contributions:
            proposed = None if given is None else given.proposed.value
            yield FrozenProposal(assignment.id, shared.criterion.code, unit.id, proposed, shared.score)


def _initiatives(result: Result) -> Iterator[FrozenInitiative]:
    reviews = result.initiative_reviews or (None,) * len(result.initiatives)
    names = initiative_names(result.initiatives)
    for (unit, given), name, review in zip(result.initiatives, names, reviews, strict=True):
        recognised = None if review is None else review.opinion.is_recognised
        yield FrozenInitiative(unit.id, name, _said_of(given), recognised)


def _said_of(given: Initiative) -> str:
    cells: tuple[Cell[str], ...] = (
        given.title,
        given.content,
        given.reach,
        given.cost,
        given.duration,
        given.effect,
        given.evidence,
    )
    return "; ".join(text for cell in cells if (text := (cell.value or cell.raw).strip()))


def _findings(result: Result) -> Iterator[FrozenFinding]:
    for each in result.findings:
        if each.unit and each.severity is not Severity.NOTE:
            yield FrozenFinding(each.severity, each.code, each.unit, each.criterion, each.value)


def _decisions(result: Result) -> Iterator[FrozenDecision]:
    for each in result.decisions:
        if each.number in result.in_force and each.kind not in SAID_LATER:
            yield FrozenDecision(each.number, said_decision(each), each.by, each.reason)


def said_decision(decision: Decision) -> str:
    """Return in words what was decided about what."""
    key = decision.finding
    if key is None:
        return f"{decision.kind.value} {decision.file}".strip()
    if decision.kind in SAID_OF_SCORES:
        return f"{decision.kind.value} {said_review(key)}"
    about = " ".join(filter(None, (key.code, key.unit, key.criterion)))
    return f"{decision.kind.value} {about}" + (f" (“{key.value}”)" if key.value else "")
