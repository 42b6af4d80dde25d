"""The evidence that a return names, document by document: agencies write several into one cell."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date

from par_excel.model import Basis, Cell, EvidenceEntry, Judged, Received, ReturnState, Submission, Unit
from par_excel.vietnamese import fold, is_named_after, parse_references, split_documents


def evidence_entries(
    basis: Basis, current: Mapping[str, Judged], received: Sequence[Received] = ()
) -> tuple[EvidenceEntry, ...]:
    """Return every document that a current submission names, in the order of units and of the form.

    Args:
        basis: the period and its catalogue.
        current: the current submission of each unit.
        received: everything that was received: files that came with a return may be named after a document.
    """
    files: dict[str, list[str]] = {}
    for each in received:
        if each.state is ReturnState.ATTACHED:
            files.setdefault(each.unit, []).append(each.file)
    return tuple(
        entry
        for unit in basis.period.units
        if unit.id in current
        for entry in _entries(basis, unit, current[unit.id].submission, files.get(unit.id, ()))
    )


def _entries(
    basis: Basis, unit: Unit, submission: Submission, files: Sequence[str]
) -> Iterator[EvidenceEntry]:
    for criterion, cell in _evidence_cells(basis, submission):
        for which, text in enumerate(split_documents(cell.value or "")):
            file = _file_of(text, files) if files else ""
            yield EvidenceEntry(
                unit=unit, criterion=criterion, cell=cell, which=which, source=submission.file, file=file
            )


def _file_of(text: str, files: Sequence[str]) -> str:
    reference = next(iter(parse_references(text)), None)
    if reference is None:
        return ""
    return next((file for file in files if is_named_after(file, reference)), "")


def by_document(
    entries: Iterable[EvidenceEntry], shared_appendices: Container[str] = ()
) -> tuple[tuple[EvidenceEntry, ...], ...]:
    """Return the entries document by document, however each was spelt, in the order of their first mention.

    A document is known by number, symbol and day, one without a day by number and symbol where only one document
    has them; what has no number and symbol is known by its text.
    Units that fill the same form number their own documents alike (each commune has its `12/BC-UBND`): theirs are
    known by issuer too, or by the unit where none is named.
    """
    known: list[tuple[object, date | None]] = []
    days: dict[object, date | None] = {}
    for entry in entries:
        identity, day = _identity(entry, shared_appendices)
        if identity is not None and day is not None:
            days[identity] = day if days.setdefault(identity, day) == day else None
        known.append((identity, day))
    documents: dict[object, list[EvidenceEntry]] = {}
    for entry, (identity, day) in zip(entries, known, strict=True):
        document = _text(entry) if identity is None else (identity, day or days.get(identity))
        documents.setdefault(document, []).append(entry)
    return tuple(map(tuple, documents.values()))


def _identity(entry: EvidenceEntry, shared_appendices: Container[str]) -> tuple[object, date | None]:
    """Return by what the document of a citation is known, and its day; None where by its text."""
    reference = entry.reference
    if reference is None or reference.identity is None:
        return None, None
    if entry.unit.appendix not in shared_appendices:
        return reference.identity, reference.day
    issuer = fold(reference.issuer) if reference.issuer else entry.unit.id
    return (reference.identity, issuer), reference.day


def _text(entry: EvidenceEntry) -> str:
    return fold(entry.text).rstrip(".,;: ")


def _evidence_cells(basis: Basis, submission: Submission) -> Iterator[tuple[str, Cell[str]]]:
    """Yield the evidence cells as the form orders them, whatever was moved in the return."""
    codes = {code: index for index, code in enumerate(basis.catalogue)}
    rows = {assignment.id: index for index, assignment in enumerate(basis.assignments)}
    for answer in sorted(submission.answers, key=lambda each: codes.get(each.criterion, len(codes))):
        yield answer.criterion, answer.evidence
    for given in sorted(submission.contributions, key=lambda each: rows.get(each.id, len(rows))):
        yield given.criterion, given.evidence
