"""The evidence that a return names, document by document: agencies write several into one cell."""

from collections.abc import Iterator, Mapping

from par_excel.model import Basis, Cell, EvidenceEntry, Judged, Submission, Unit
from par_excel.vietnamese import parse_references, split_documents


def evidence_entries(basis: Basis, current: Mapping[str, Judged]) -> tuple[EvidenceEntry, ...]:
    """Return every document that a current submission names, in the order of units and of the form."""
    return tuple(
        entry
        for unit in basis.period.units
        if unit.id in current
        for entry in _entries(basis, unit, current[unit.id].submission)
    )


def _entries(basis: Basis, unit: Unit, submission: Submission) -> Iterator[EvidenceEntry]:
    for criterion, cell in _evidence_cells(basis, submission):
        place = ", ".join(part for part in (cell.place.file, cell.place.sheet, cell.place.cell) if part)
        for text in split_documents(cell.value or ""):
            reference = next(iter(parse_references(text)), None)
            yield EvidenceEntry(unit=unit, criterion=criterion, text=text, place=place, reference=reference)


def _evidence_cells(basis: Basis, submission: Submission) -> Iterator[tuple[str, Cell[str]]]:
    """Yield the evidence cells as the form orders them, whatever was moved in the return."""
    codes = {code: index for index, code in enumerate(basis.catalogue)}
    rows = {assignment.id: index for index, assignment in enumerate(basis.assignments)}
    for answer in sorted(submission.answers, key=lambda each: codes.get(each.criterion, len(codes))):
        yield answer.criterion, answer.evidence
    for given in sorted(submission.contributions, key=lambda each: rows.get(each.id, len(rows))):
        yield given.criterion, given.evidence
