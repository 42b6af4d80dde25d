"""The result as it stands now, and the master workbook and the report made of it: one way for all commands."""

import hashlib
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from par_excel import __version__
from par_excel.merge import merge
from par_excel.merge.contradictions import all_contradictions
from par_excel.model import Basis, Collection, Result
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.folder.ledgers import anchor_of
from par_excel.workflow.results.approved import (
    Approved,
    as_it_stands,
    held_against,
    mark_in_files,
    template_hash,
)
from par_excel.workflow.results.comparing import comparison_of
from par_excel.workflow.results.obstacles import obstacles_of
from par_excel.workflow.results.report_files import own_template


class Present(Struct, frozen=True):
    """The result of what counts now."""

    basis: Basis
    result: Result
    approved: Approved | None
    """The newest approval, and how the result differs from it."""


def present_of(folder: Folder, basis: Basis, collection: Collection) -> Present:
    """Return the result of a collection, beside the year before and as approved where it is.

    Raises:
        ConfigError: the year before cannot be read.
    """
    result = merge(basis, collection)
    result = replace(result, comparison=comparison_of(folder, basis, result))
    approved = held_against(folder, basis, result)
    return Present(basis, as_it_stands(result, approved), approved)


def inputs_of(folder: Folder, present: Present, collection: Collection) -> str:
    """Return what changes with anything of which the outputs are made; empty where something was approved."""
    if present.approved is not None:
        return ""
    result = present.result
    # wherever the folder and its ledger lie
    basis = replace(present.basis, period=replace(present.basis.period, sources={}, shared_ledger=None))
    counting = {
        unit: (each.submission.sha256, each.submission.file) for unit, each in collection.current.items()
    }
    held = [(each.file, each.text) for each in collection.held]
    said = (collection.received, collection.decisions, collection.doubts, result.findings, result.comparison)
    parts = (__version__, basis, counting, held, *said, template_hash(folder), anchor_of(folder))
    return hashlib.sha256("\x1f".join(map(repr, parts)).encode("utf-8", "surrogatepass")).hexdigest()


def made_anew(folder: Folder, output: Path, present: Present) -> bytes:
    """Return an output of the present; where it is as approved, the very file that was approved.

    Raises:
        ConfigError: the office's Word template is wrong.
    """
    result = present.result
    if present.approved is not None:
        result = replace(result, approval=mark_in_files(folder, present.approved))
    return made_output(folder, output, present.basis, result)


def made_output(folder: Folder, output: Path, basis: Basis, result: Result) -> bytes:
    """Return the master workbook, the report or the control sheet, made in memory.

    Raises:
        ConfigError: the office's Word template is wrong.
    """
    if output == folder.master:
        from par_excel.writing.master.workbook import master_workbook  # noqa: PLC0415 - loads the Excel library

        return master_workbook(basis, result)
    if output == folder.report:
        from par_excel.writing.report.document import report_document  # noqa: PLC0415 - loads the Word library

        return report_document(basis, result, template=own_template(folder))
    from par_excel.writing.control.sheet import ResultStanding, control_sheet  # noqa: PLC0415 - the same

    doubts = tuple(all_contradictions(basis, result))
    mark = result.approval
    if mark is not None and mark.holds:
        known = ResultStanding(accepted=mark.accepted, doubts=doubts, anchor=mark.anchor)
        return control_sheet(basis, result, known)
    found = obstacles_of(basis, result)
    left = tuple(each.text for each in found.left)
    known = ResultStanding(left, found.accepted, doubts, anchor_of(folder))
    return control_sheet(basis, result, known)
