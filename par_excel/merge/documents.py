"""The evidence that a return names, document by document: agencies write several into one cell."""

from array import array
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date

from par_excel.model import (
    Answer,
    Basis,
    Contribution,
    EvidenceEntry,
    Judged,
    Received,
    ReturnState,
    Submission,
    Unit,
)
from par_excel.vietnamese import fold, is_named_after

_NO_DAY, _SEVERAL = 0, -1
"""Stand in the place of the number of a day, of which the first, of year 1, is 1."""


def evidence_entries(
    basis: Basis, current: Mapping[str, Judged], received: Sequence[Received] = ()
) -> Iterator[EvidenceEntry]:
    """Yield every document that a current submission names, in the order of units and of the form.

    Args:
        basis: the period and its catalogue.
        current: the current submission of each unit.
        received: everything that was received: files that came with a return may be named after a document.
    """
    files: dict[str, list[str]] = {}
    for each in received:
        if each.state is ReturnState.ATTACHED:
            files.setdefault(each.unit, []).append(each.file)
    place = _place_in_form(basis)
    for unit in basis.period.units:
        if unit.id in current:
            yield from _entries(unit, current[unit.id].submission, files.get(unit.id, ()), place)


def _place_in_form(basis: Basis) -> Callable[[Answer | Contribution], tuple[bool, int]]:
    """Return what puts rows in the order of the form, whatever was moved in the return."""
    codes = {code: index for index, code in enumerate(basis.catalogue)}
    given = {assignment.id: index for index, assignment in enumerate(basis.assignments)}

    def place(row: Answer | Contribution) -> tuple[bool, int]:
        if isinstance(row, Answer):
            return False, codes.get(row.criterion, len(codes))
        return True, given.get(row.id, len(given))

    return place


def _entries(
    unit: Unit,
    submission: Submission,
    files: Sequence[str],
    place: Callable[[Answer | Contribution], tuple[bool, int]],
) -> Iterator[EvidenceEntry]:
    for row in sorted(submission.rows, key=place):
        for document in submission.documents_of(row):
            reference = document.reference
            file = next((file for file in files if reference and is_named_after(file, reference)), "")
            yield EvidenceEntry(
                unit=unit, submission=submission, row=row, text=document.text, reference=reference, file=file
            )


def by_document(
    entries: Iterable[EvidenceEntry], shared_appendices: Container[str] = ()
) -> tuple[tuple[EvidenceEntry, ...], ...]:
    """Return the entries document by document, however each was spelt, in the order of their first mention.

    A document is known by number, symbol and day, one without a day by number and symbol where only one document
    has them; what has no number and symbol is known by its text.
    Units that fill the same form number their own documents alike (each commune has its `12/BC-UBND`): theirs are
    known by issuer too, or by the unit where none is named.
    """
    every: list[EvidenceEntry] = []
    # arrays of numbers: of hundreds of thousands of documents, lists of objects would take several times as much
    known, said, only = array("q"), array("q"), array("q")
    """The number of each entry's identity; each entry's day; the only day of each identity, none or several."""
    identities: dict[object, int] = {}
    for entry in entries:
        identity, day = _identity(entry, shared_appendices)
        number = identities.setdefault(identity, len(identities))
        if number == len(only):
            only.append(_NO_DAY)
        if day not in {_NO_DAY, only[number]}:
            only[number] = day if only[number] == _NO_DAY else _SEVERAL
        every.append(entry)
        known.append(number)
        said.append(day)
    identities.clear()  # of hundreds of thousands of documents they take more room than what follows
    documents: dict[int, EvidenceEntry | list[EvidenceEntry]] = {}
    for entry, number, day in zip(every, known, said, strict=True):
        # without a day it is the one document that has number and symbol, where there is only one
        dated = day if day != _NO_DAY else max(only[number], _NO_DAY)
        # identity and day in one number
        document = number * (date.max.toordinal() + 1) + dated
        former = documents.setdefault(document, entry)
        if isinstance(former, list):
            former.append(entry)
        elif former is not entry:
            documents[document] = [former, entry]
    return tuple(tuple(found) if isinstance(found, list) else (found,) for found in documents.values())


def _identity(entry: EvidenceEntry, shared_appendices: Container[str]) -> tuple[object, int]:
    """Return by what the document of a citation is known, and its day; by its text where it has no number."""
    reference = entry.reference
    if reference is None or reference.identity is None:
        return _text(entry), _NO_DAY
    day = _NO_DAY if reference.day is None else reference.day.toordinal()
    if entry.unit.appendix not in shared_appendices:
        return reference.identity, day
    issuer = fold(reference.issuer) if reference.issuer else entry.unit.id
    return (*reference.identity, issuer), day


def _text(entry: EvidenceEntry) -> str:
    return fold(entry.text).rstrip(".,;: ")
