"""The merged period: what counts by leaf, heading, field and unit, and everything that stands beside it."""

from collections.abc import Iterable, Mapping, Sequence

from par_excel.merge.decided import in_force
from par_excel.merge.documents import by_document, evidence_entries
from par_excel.merge.draft_reasons import draft_reasons
from par_excel.merge.leaves import leaf_results, leaves_of_unit, shared_criteria
from par_excel.merge.ranking import rankings, with_fields
from par_excel.merge.reviewing import recognised, recorded_synthesis, reviewed
from par_excel.merge.tabulation import Group, totals
from par_excel.model import (
    Basis,
    Collection,
    DecisionKind,
    Finding,
    Initiative,
    LeafResult,
    Result,
    Severity,
    Total,
    Unit,
    UnitResult,
    UnitState,
)


def merge(basis: Basis, collection: Collection) -> Result:
    """Return the merged period; the same collection always gives the same result."""
    findings = _findings_by_unit(basis, collection)
    # that lines of the log were adopted concerns the ledger, no result
    decisions = tuple(each for each in collection.decisions if each.kind is not DecisionKind.ADOPT)
    review = reviewed(basis, leaf_results(basis, collection.current, findings), collection.decisions)
    leaves = review.leaves
    by_unit = _by_unit(basis, leaves, collection, findings)
    headings, units, total = _sums(basis, leaves, by_unit)
    unit_results = with_fields(
        basis,
        [
            _unit_result(unit, units[unit.id], by_unit[unit.id], collection, findings.get(unit.id, ()))
            for unit in basis.period.units
        ],
    )
    by_code = {leaf.criterion.code: leaf for leaf in leaves}
    strangers = [
        each.submission for id_, each in sorted(collection.current.items()) if id_ not in basis.units
    ]
    mentions = evidence_entries(basis, collection.current, collection.received)
    proposed = _initiatives(basis, collection)
    recognition = recognised(basis, proposed, collection.decisions)
    return Result(
        leaves=leaves,
        fields=tuple(headings[field.code] for field in basis.catalogue.counted_fields),
        headings=headings,
        total=total,
        units=unit_results,
        rankings=rankings(basis, unit_results),
        shared=shared_criteria(basis, collection.current, by_code, headings),
        initiatives=proposed,
        initiative_reviews=recognition.given,
        synthesis=recorded_synthesis(collection.decisions),
        documents=by_document(mentions, basis.shared_appendices),
        findings=_in_order(basis, collection, findings),
        received=collection.received,
        held=collection.held,
        decisions=decisions,
        in_force=in_force(decisions) - review.stale - recognition.stale,
        draft_reasons=(
            *draft_reasons(
                basis, _every_leaf(leaves, unit_results), unit_results, strangers, collection.held
            ),
            *review.reasons,
            *recognition.reasons,
        ),
    )


def _findings_by_unit(basis: Basis, collection: Collection) -> Mapping[str, tuple[Finding, ...]]:
    """Return what was found in each current submission: in it alone, then across returns."""
    across: dict[str, list[Finding]] = {}
    for finding in sorted(collection.findings, key=lambda finding: _form_order(basis, finding)):
        across.setdefault(finding.unit, []).append(finding)
    return {unit: (*judged.findings, *across.get(unit, ())) for unit, judged in collection.current.items()}


def _by_unit(
    basis: Basis,
    leaves: Iterable[LeafResult],
    collection: Collection,
    findings: Mapping[str, Sequence[Finding]],
) -> Mapping[str, tuple[LeafResult, ...]]:
    """Return what each unit scores: of the leaves that count for all, or for itself where several fill its form."""
    mine: dict[str, list[LeafResult]] = {}
    for leaf in leaves:
        if leaf.unit is not None:
            mine.setdefault(leaf.unit.id, []).append(leaf)
    return {
        unit.id: leaves_of_unit(basis, unit, collection.current.get(unit.id), findings.get(unit.id, ()))
        if unit.appendix in basis.shared_appendices
        else tuple(mine.get(unit.id, ()))
        for unit in basis.period.units
    }


def _every_leaf(leaves: Iterable[LeafResult], units: Iterable[UnitResult]) -> tuple[LeafResult, ...]:
    """Return the leaves that count for all, then those that units score each for itself."""
    return (*leaves, *(leaf for unit in units if unit.fields for leaf in unit.leaves))


def _form_order(basis: Basis, finding: Finding) -> tuple[int, int, str, str, str, str]:
    criterion = basis.catalogue.position(finding.criterion)
    place = finding.place
    return finding.severity.rank, criterion, finding.code, place.file, place.sheet, place.cell


def _in_order(
    basis: Basis, collection: Collection, findings: Mapping[str, Sequence[Finding]]
) -> tuple[Finding, ...]:
    """Return all findings, errors first, then by unit; within a unit as the checks ordered them."""
    positions = {unit.id: index for index, unit in enumerate(basis.period.units)}
    units = sorted(findings, key=lambda unit: (positions.get(unit, len(positions)), unit))
    elsewhere = [finding for finding in collection.findings if finding.unit not in findings]
    every = [
        *(finding for unit in units for finding in findings[unit]),
        *sorted(elsewhere, key=lambda finding: (finding.unit, _form_order(basis, finding))),
        *(finding for _, finding in collection.refusals),
    ]
    return tuple(sorted(every, key=lambda finding: finding.severity.rank))


def _sums(
    basis: Basis, leaves: Sequence[LeafResult], by_unit: Mapping[str, Sequence[LeafResult]]
) -> tuple[Mapping[str, Total], Mapping[str, Total], Total]:
    """Return the totals of headings by code, of units by id, and of everything."""
    catalogue = basis.catalogue
    headings = [row for row in catalogue.criteria if not row.is_leaf]
    under = {row.code: {leaf.code for leaf in catalogue.leaves_under(row.code)} for row in headings}
    groups = (
        Group("", "Tổng cộng", leaves),
        *(
            Group(row.code, row.name, [leaf for leaf in leaves if leaf.criterion.code in under[row.code]])
            for row in headings
        ),
        *(Group(unit.id, unit.name, by_unit[unit.id]) for unit in basis.period.units),
    )
    total, *rest = totals(groups)
    by_heading, units = rest[: len(headings)], rest[len(headings) :]
    # the total of a bonus heading holds bonus points alone; all others are without any
    by_code = {each.key: each.of_bonus() if catalogue[each.key].is_bonus else each for each in by_heading}
    return by_code, {each.key: each for each in units}, total


def _unit_result(
    unit: Unit,
    total: Total,
    leaves: tuple[LeafResult, ...],
    collection: Collection,
    findings: Iterable[Finding],
) -> UnitResult:
    severities = [finding.severity for finding in findings]
    errors = severities.count(Severity.ERROR)
    judged = collection.current.get(unit.id)
    return UnitResult(
        unit=unit,
        leaves=leaves,
        state=UnitState.MISSING if judged is None else UnitState.FAULTY if errors else UnitState.VALID,
        total=total,
        judged=judged,
        has_earlier_valid=unit.id in collection.earlier_valid,
        errors=errors,
        warnings=severities.count(Severity.WARNING),
        notes=severities.count(Severity.NOTE),
    )


def _initiatives(basis: Basis, collection: Collection) -> tuple[tuple[Unit, Initiative], ...]:
    return tuple(
        (unit, initiative)
        for unit in basis.period.units
        if unit.id in collection.current
        for initiative in collection.current[unit.id].submission.initiatives
    )
