"""The commands `catalogue` and `templates`: what comes before the first letter goes out.

`catalogue` checks settings, criteria and assignments, or writes them out for correction in Excel; `templates` makes one
locked workbook for each unit.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from par_excel.checks import RULES
from par_excel.config import CatalogueReport, check_basis, ensure_work, load_basis
from par_excel.form.forms import form_of
from par_excel.model import Basis, ConfigError, Unit
from par_excel.system import OWN_CORES, Runner
from par_excel.workflow.folder.folder import Folder, basis_of
from par_excel.workflow.folder.outputs import write_outputs
from par_excel.writing.template.workbook import template_workbook


def check_catalogue(folder: Folder) -> CatalogueReport:
    """Return what is wrong in settings, catalogue and assignments, and what is not verified yet."""
    report = check_basis(folder.root)
    if report.problems:
        return report
    try:
        ensure_work(basis_of(folder))
    except ConfigError as error:
        return replace(report, problems=(*report.problems, error))
    return report


def write_catalogue(folder: Folder, target: Path | None) -> tuple[Path, ...]:
    """Write catalogue and assignments as Excel workbooks; return their paths.

    Raises:
        ConfigError: they cannot be read.
        OutputError: they cannot be written.
    """
    from par_excel.config.export import export_catalogue  # noqa: PLC0415 - heavy, needed here alone

    place = folder.outbox if target is None else target
    contents = {place / name: data for name, data in export_catalogue(folder.root).items()}
    write_outputs(contents)
    return tuple(contents)


def make_templates(
    folder: Folder, *, progress: Callable[[int, int], None] | None = None, runner: Runner = OWN_CORES
) -> tuple[Path, ...]:
    """Write the templates of a period; return their paths in the order of the units.

    Args:
        folder: the working folder.
        progress: told how many are made, of how many.
        runner: who writes.

    Raises:
        ConfigError: settings or catalogue are wrong.
        OutputError: a template could not be written; those that were there are still there.
    """
    basis = load_basis(folder.root)
    ensure_work(basis)
    contents = template_contents(folder, basis, progress=progress, runner=runner)
    write_outputs(contents)
    return tuple(contents)


def template_contents(
    folder: Folder,
    basis: Basis,
    *,
    progress: Callable[[int, int], None] | None = None,
    runner: Runner = OWN_CORES,
) -> Mapping[Path, bytes]:
    """Return the templates by path: `phuluc_N.xlsx`, or a folder of them where several units share an appendix."""
    shared = Counter(unit.appendix for unit in basis.period.units)
    contents = {}
    for unit, template in templates_by_unit(
        basis, basis.period.units, progress=progress, runner=runner
    ).items():
        name = f"phuluc_{unit.appendix}"
        place = Path(name) / f"{unit.id}.xlsx" if shared[unit.appendix] > 1 else Path(f"{name}.xlsx")
        contents[folder.templates / place] = template
    return contents


def templates_by_unit(
    basis: Basis,
    units: Sequence[Unit],
    *,
    progress: Callable[[int, int], None] | None = None,
    runner: Runner = OWN_CORES,
) -> Mapping[Unit, bytes]:
    """Return the template of each of these units, in their order."""
    # those of one form follow one another, so that it is laid out seldom
    alike = sorted(units, key=lambda unit: unit.appendix)
    made = dict(zip(alike, runner.spread(templates_of, basis, alike, progress=progress), strict=True))
    return {unit: made[unit] for unit in units}


def templates_of(basis: Basis, units: Sequence[Unit]) -> tuple[bytes, ...]:
    """Return the template of each of these units."""
    return tuple(template_workbook(form_of(basis, unit.id, unit.appendix), RULES) for unit in units)
