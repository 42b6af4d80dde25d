"""The master workbook: the whole period in one file, every figure traceable to the cell that it was read from."""

from datetime import datetime

from par_excel.model import Basis, Result
from par_excel.writing.book.looks import SheetFrame, result_workbook
from par_excel.writing.master.agencies import agency_table, write_agencies
from par_excel.writing.master.criteria import detail_table, write_detail, write_lost
from par_excel.writing.master.decisions import write_decisions, write_differences, write_review
from par_excel.writing.master.lists import (
    write_coordination,
    write_difficulties,
    write_evidence,
    write_findings,
    write_initiatives,
)
from par_excel.writing.master.ranking import write_rankings
from par_excel.writing.master.returns import returns_table, write_returns, write_sources
from par_excel.writing.master.summary import write_summary
from par_excel.writing.master.years import write_years

_LIMIT_PROPERTY = 255
"""Characters that Excel takes of a property of a file."""


def master_workbook(basis: Basis, result: Result, *, created: datetime | None = None) -> bytes:
    """Return the workbook of a merged period.

    Args:
        basis: what everything was judged against.
        result: the merged period.
        created: the date that the workbook carries; a fixed one of the period where none is given.
    """
    mark = result.approval
    approved = f"; phiên bản {mark.version}: {mark.fingerprint}" if mark is not None and mark.holds else ""
    return result_workbook(
        basis,
        result,
        _write_sheets,
        title=basis.period.title,
        subject=_subject(result),
        comment=f"{basis.fingerprint}{approved}",
        created=created,
    )


def _write_sheets(frame: SheetFrame) -> None:
    """Write the sheets in order; tables that others point into are placed first."""
    basis, result = frame.basis, frame.result
    returns = returns_table(basis, result)
    detail = detail_table(basis, result, returns)
    agencies = agency_table(basis, result, detail)
    write_summary(frame, detail, agencies)
    write_differences(frame)
    if not result.is_ranking_alone:
        write_agencies(frame, detail, agencies)
    write_detail(frame, detail)
    write_review(frame)
    write_lost(frame)
    write_evidence(frame)
    write_initiatives(frame)
    write_coordination(frame)
    write_difficulties(frame)
    write_findings(frame)
    write_returns(frame, returns)
    write_decisions(frame)
    write_rankings(frame)
    write_years(frame)
    write_sources(frame)


def _subject(result: Result) -> str:
    if result.is_draft:
        return "DỰ THẢO"
    mark = result.approval
    return "" if mark is None else f"Phiên bản {mark.version} – Quyết định {mark.decision}"[:_LIMIT_PROPERTY]
