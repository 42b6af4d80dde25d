"""The snapshot of a merged period that an approval fixes, and the entry list that is made from it again.

Left out is what changes nothing of the result: addresses, limits of reading, the calendar, notes, files that were
refused, and what the ministry says afterwards.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from msgspec.structs import replace

from par_excel.merge.entry import entry_item, entry_list
from par_excel.model import (
    CHOOSING,
    DEFAULT_LIMITS,
    NO_CHANGES,
    OF_REPORTS,
    OF_RETURNS,
    SAID_IN_WORDS,
    Basis,
    Decision,
    DecisionKind,
    EntryFile,
    EntryItem,
    EntryList,
    LeafResult,
    LeafState,
    Result,
    ResultSnapshot,
    ReturnState,
    Severity,
    Snapshot,
    StoredRow,
    Total,
    UnitState,
    fingerprint,
    initiative_names,
    said_review,
)
from par_excel.model.as_json import facts_of

COMES_LATER = frozenset({ReturnState.REFUSED, ReturnState.EXPLANATION})
"""Files that change nothing of a result: those that were not taken, and answers to the ministry."""
SAID_LATER = frozenset({DecisionKind.APPRAISAL})
"""Decisions that change nothing of a result."""


def take_snapshot(
    basis: Basis, result: Result, *, accepted: Iterable[str] = (), template: str = ""
) -> Snapshot:
    """Return all that an approval of this result fixes.

    Args:
        basis: what everything was judged against.
        result: the merged period.
        accepted: what stood in the way and was accepted, in words.
        template: SHA-256 of the office's own Word template.
    """
    entry = entry_list(basis, result)
    leaves = {leaf.criterion.code: leaf for leaf in result.leaves if leaf.state is not LeafState.SURVEY}
    return Snapshot(
        _of_result(basis),
        ResultSnapshot(
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
            loose=tuple(map(facts_of, entry.loose)),
            ranked=tuple(_ranked(basis, result)),
            places=tuple(_places(result)),
            # approvals of offices hold it: names of classes and fields in model.comparison are part of it
            former="" if result.comparison is None else fingerprint([repr(result.comparison)]),
            template=template,
        ),
    )


def entry_of_snapshot(snapshot: Snapshot) -> EntryList:
    """Return what is to be typed of an approved version, as it was then."""
    return EntryList(
        period=snapshot.basis.period.id,
        items=tuple(_entry_item(snapshot.basis, item) for item in snapshot.result.items),
        loose=tuple(EntryFile(**file) for file in snapshot.result.loose),
        draft_reasons=(),
    )


def score_of(row: StoredRow, name: str = "score") -> Decimal | None:
    """Return a score of a row; None where none counted."""
    return None if row[name] is None else Decimal(row[name])


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


def _item(item: EntryItem, leaf: LeafResult) -> StoredRow:
    review = leaf.review
    return {
        "code": item.criterion.code,
        "unit": "" if item.unit is None else item.unit.id,
        "state": item.state.value,
        "score": _stored(item.score),
        "own": _stored(leaf.own),
        "ticked": [line.id for line in item.ticked],
        "is_not_arisen": item.is_not_arisen,
        "figures": list(item.figures),
        "documents": list(item.documents),
        "files": [facts_of(file) for file in item.files],
        "explanation": item.explanation,
        "changes": list(item.changes),
        **({"doubts": list(item.doubts)} if item.doubts else {}),
        "sha256": "" if leaf.submission is None else leaf.submission.sha256,
        "place": _place(leaf),
        "review": "" if review is None else f"{review.opinion.reason or 'giữ nguyên'} ({review.by})",
    }


def _entry_item(basis: Basis, row: StoredRow) -> EntryItem:
    criterion = basis.catalogue[row["code"]]
    return EntryItem(
        criterion=criterion,
        unit=basis.units.get(row["unit"]),
        state=LeafState(row["state"]),
        score=score_of(row),
        ticked=tuple(line for line in criterion.tick_lines if line.id in row["ticked"]),
        is_not_arisen=row["is_not_arisen"],
        figures=tuple(row["figures"]),
        documents=tuple(row["documents"]),
        files=tuple(EntryFile(**file) for file in row["files"]),
        explanation=row["explanation"],
        changes=tuple(row["changes"]),
        doubts=tuple(row.get("doubts", ())),  # versions that were approved before there were any have none
    )


def _ranked(basis: Basis, result: Result) -> Iterator[StoredRow]:
    """Yield what each unit scored for itself, in the order of the units, whatever their places."""
    forms = {ranking.appendix for ranking in result.rankings}
    for unit in result.units:
        if unit.unit.appendix in forms:
            for leaf in unit.leaves:
                if leaf.state is not LeafState.SURVEY:
                    yield _item(entry_item(basis, leaf), leaf)


def _places(result: Result) -> Iterator[StoredRow]:
    for ranking in result.rankings:
        for row in ranking.rows:
            yield {
                "appendix": ranking.appendix,
                "unit": row.unit.unit.id,
                "score": _stored(row.unit.total.score),
                "place": row.place,
                "in_group": row.in_group,
            }


def _place(leaf: LeafResult) -> str:
    if leaf.answer is None or leaf.submission is None:
        return ""
    place = leaf.answer.score.place
    return ", ".join(filter(None, (place.file or leaf.submission.file, place.sheet, place.cell)))


def _sum(total: Total) -> StoredRow:
    maximum = _stored(total.self_maximum)
    return {"key": total.key, "name": total.name, "score": _stored(total.score), "maximum": maximum}


def _units(result: Result) -> Iterator[StoredRow]:
    for each in result.units:
        # frozen is what a valid unit becomes by the approval itself: it is no difference
        state = UnitState.VALID if each.state is UnitState.FROZEN else each.state
        sha256 = "" if each.judged is None else each.judged.submission.sha256
        yield {"unit": each.unit.id, "state": state.value, "sha256": sha256}


def _returns(result: Result) -> Iterator[StoredRow]:
    for each in result.received:
        # as msgspec writes a moment
        received = each.received.isoformat().replace("+00:00", "Z")
        row = facts_of(each, "sha256 file unit")
        yield {**row, "state": each.state.value, "received": received}


def _proposals(result: Result) -> Iterator[StoredRow]:
    for shared in result.shared:
        for assignment, unit, given in shared.contributions:
            yield {
                "id": assignment.id,
                "criterion": shared.criterion.code,
                "unit": unit.id,
                "proposed": None if given is None else _stored(given.proposed.value),
                "lead": _stored(shared.score),
            }


def _initiatives(result: Result) -> Iterator[StoredRow]:
    reviews = result.initiative_reviews or (None,) * len(result.initiatives)
    names = initiative_names(result.initiatives)
    for (unit, given), name, review in zip(result.initiatives, names, reviews, strict=True):
        recognised = None if review is None else review.opinion.is_recognised
        said = "; ".join(text for cell in given.cells if (text := (cell.value or cell.raw).strip()))
        yield {"unit": unit.id, "name": name, "said": said, "recognised": recognised}


def _findings(result: Result) -> Iterator[StoredRow]:
    for each in result.findings:
        if each.unit and each.severity is not Severity.NOTE:
            yield {"severity": each.severity.value, **facts_of(each, "code unit criterion value")}


def _decisions(result: Result) -> Iterator[StoredRow]:
    for each in result.decisions:
        if each.number in result.in_force and each.kind not in SAID_LATER:
            row = {"number": each.number, "said": _in_words(each), "by": each.by, "reason": each.reason}
            yield {**row, "sha256": each.sha256} if each.kind in OF_RETURNS else row


def _in_words(decision: Decision) -> str:
    """Return what was decided about what."""
    key = decision.finding
    if key is None or decision.kind in CHOOSING | OF_REPORTS:
        return f"{decision.kind.value} {decision.file}".strip()
    if decision.kind in SAID_IN_WORDS:
        return f"{decision.kind.value} {said_review(key)}"
    about = " ".join(filter(None, (key.code, key.unit, key.criterion)))
    return f"{decision.kind.value} {about}" + (f" (“{key.value}”)" if key.value else "")


def _stored(score: Decimal | None) -> str | None:
    return None if score is None else str(score)
