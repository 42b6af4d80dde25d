"""Do master workbook and report say what the ledger holds? Both are read back by other readers than what wrote them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from par_excel.merge import merge
from par_excel.model import Basis
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.folder.outputs import read_output
from par_excel.workflow.intake.looking import look
from par_excel.workflow.results.approved import as_it_stands, held_against
from par_excel.workflow.results.comparing import comparison_of
from par_excel.workflow.results.proving_master import master_differences
from par_excel.workflow.results.proving_report import report_differences
from par_excel.workflow.results.report_files import own_template

_LIMIT_NAMED = 10
"""Of differences in one file: after so many it is plain that it has to be made anew."""


def differences(folder: Folder, basis: Basis) -> Iterator[str]:
    """Yield where an output says something else than the ledger, one sentence each; what is not there says nothing.

    What is byte for byte what was approved is held against that, not against the present.

    Raises:
        ConfigError: there is no inbox, or the year before cannot be read.
        ParExcelError: the ledger cannot be read.
    """
    result = merge(basis, look(folder, basis).intake.collection)
    result = replace(result, comparison=comparison_of(folder, basis, result))
    approved = held_against(folder, basis, result)
    result = as_it_stands(result, approved)
    master, report = (
        None if approved is not None and approved.has_made(output.name, data) else data
        for output, data in ((each, read_output(each)) for each in (folder.master, folder.report))
    )
    if master is not None:
        yield from _first(folder.master.name, master_differences(master, basis, result))
    if report is not None:
        found = report_differences(report, own_template(folder), basis, result)
        yield from _first(folder.report.name, found)


def _first(name: str, found: Iterable[str]) -> Iterator[str]:
    every = iter(found)
    yield from (f"{name}: {each}" for each in islice(every, _LIMIT_NAMED))
    more = sum(1 for _ in every)
    if more:
        yield f"{name}: còn {more} chỗ khác không khớp sổ theo dõi; nên chạy lại par-excel merge."
