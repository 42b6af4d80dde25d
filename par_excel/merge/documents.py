"""The evidence that a return names, document by document: agencies write several into one cell."""

import re
from collections.abc import Iterator, Mapping

from par_excel.model import Basis, Cell, EvidenceEntry, Judged, Submission, Unit
from par_excel.vietnamese import is_empty_phrase, tidy

_BETWEEN = re.compile(r"[\n;]")
_BULLET = re.compile(
    r"^(?:[-‐‑–—−•●○▪■◦·∙*+\uf0b7]+\s*"  # U+F0B7 is the bullet that comes with a list copied from Word
    r"|\(?\d{1,2}[.)](?!\d)\s*"
    r"|\(?[a-zđ][.)]\s+)+",
    re.IGNORECASE,
)


def split_documents(text: str) -> tuple[str, ...]:
    """Return the documents that an evidence cell names: one a line, or between semicolons, without bullets."""
    parts = (_BULLET.sub("", part.strip()) for part in _BETWEEN.split(tidy(text)))
    return tuple(part for part in parts if not is_empty_phrase(part))


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
            yield EvidenceEntry(unit=unit, criterion=criterion, text=text, place=place)


def _evidence_cells(basis: Basis, submission: Submission) -> Iterator[tuple[str, Cell[str]]]:
    """Yield the evidence cells as the form orders them, whatever was moved in the return."""
    codes = {code: index for index, code in enumerate(basis.catalogue)}
    rows = {assignment.id: index for index, assignment in enumerate(basis.assignments)}
    for answer in sorted(submission.answers, key=lambda each: codes.get(each.criterion, len(codes))):
        yield answer.criterion, answer.evidence
    for given in sorted(submission.contributions, key=lambda each: rows.get(each.id, len(rows))):
        yield given.criterion, given.evidence
