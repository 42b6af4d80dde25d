"""The command `catalogue`: check what was set, or write it out for correction in Excel."""

from dataclasses import replace
from pathlib import Path

from par_excel.config import CatalogueReport, check_basis, export_catalogue
from par_excel.model import ConfigError
from par_excel.workflow.basis import basis_of
from par_excel.workflow.folder import Folder
from par_excel.workflow.outputs import write_outputs


def check_catalogue(folder: Folder) -> CatalogueReport:
    """Return what is wrong in settings, catalogue and assignments, and what is not verified yet."""
    report = check_basis(folder.root)
    if report.problems:
        return report
    try:
        basis_of(folder)
    except ConfigError as error:
        return replace(report, problems=(*report.problems, error))
    return report


def write_catalogue(folder: Folder, target: Path | None) -> tuple[Path, ...]:
    """Write catalogue and assignments as Excel workbooks; return their paths.

    Raises:
        ConfigError: they cannot be read.
        OutputError: they cannot be written.
    """
    place = folder.outbox if target is None else target
    contents = {place / name: data for name, data in export_catalogue(folder.root).items()}
    write_outputs(contents)
    return tuple(contents)
