"""What the set in use knows and no decision of the ministry says is carried over to a new one, row by row, and marked."""

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from par_excel.merge.pairing import paired
from par_excel.model import (
    Assignment,
    AssignmentKind,
    Basis,
    Criterion,
    Method,
    RowMark,
    ScaleKind,
    Transcript,
    TranscriptDoubt,
    TranscriptRow,
)


class CarriedOver(Struct, frozen=True):
    """A transcript with what was carried over."""

    transcript: Transcript
    assignments: tuple[Assignment, ...]
    dropped: tuple[Assignment, ...]
    """What fits no row any more."""


def carry_over(transcript: Transcript, basis: Basis | None, appendices: Mapping[str, str]) -> CarriedOver:
    """Return a transcript with leads, rows that the office scores and assignments of the set in use.

    Args:
        transcript: what a document says.
        basis: the set in use; None where there is none, or it is faulty.
        appendices: those of the new period, each with the one under which its agency fills all that falls to it.
    """
    if basis is None:
        return CarriedOver(transcript, (), ())
    pairs = paired(basis.catalogue.criteria, transcript.rows)
    rows = tuple(_carried(row, pairs.get(row.code), appendices) for row in transcript.rows)
    codes = {row.code: code for code, row in pairs.items()}
    by_code = {row.code: row for row in rows}
    kept, dropped = list[Assignment](), list[Assignment]()
    for assignment in basis.assignments:
        code = codes.get(assignment.criterion)
        if (
            code is None
            or assignment.appendix not in appendices
            or not _fits(assignment, by_code[code], appendices)
        ):
            dropped.append(assignment)
        else:
            kept.append(
                replace(assignment, criterion=code, id=assignment.id.replace(assignment.criterion, code, 1))
            )
    return CarriedOver(replace(transcript, rows=rows), tuple(kept), tuple(dropped))


def _carried(row: TranscriptRow, former: Criterion | None, appendices: Mapping[str, str]) -> TranscriptRow:
    if former is None or not former.is_leaf or row.scale is None:
        return row
    if former.method is Method.OFFICE and row.method is Method.SELF:
        mark = RowMark(TranscriptDoubt.METHOD_CARRIED, former.method.value)
        return replace(row, method=Method.OFFICE, appendix="", supports=(), marks=(*row.marks, mark))
    if (
        row.method.is_self_assessed
        and not row.appendix
        and former.lead is not None
        and former.lead in appendices
    ):
        lead = appendices[former.lead]
        mark = RowMark(TranscriptDoubt.LEAD_CARRIED, f"phụ lục {lead}")
        return replace(row, appendix=lead, marks=(*row.marks, mark))
    return row


def _fits(assignment: Assignment, row: TranscriptRow, appendices: Mapping[str, str]) -> bool:
    if assignment.kind is AssignmentKind.INITIATIVE:
        return row.method is Method.OFFICE
    return row.appendix != appendices[assignment.appendix] and row.scale is not ScaleKind.SURVEY
