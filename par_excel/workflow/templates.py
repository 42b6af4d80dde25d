"""The command `templates`: one locked workbook for each unit."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from par_excel.checks import RULES
from par_excel.config import load_basis
from par_excel.form import form_for
from par_excel.model import Basis, Unit
from par_excel.system import spread
from par_excel.workflow.folder import Folder
from par_excel.workflow.outputs import write_outputs
from par_excel.writing.template import template_workbook


def make_templates(folder: Folder, *, progress: Callable[[int, int], None] | None = None) -> tuple[Path, ...]:
    """Write the templates of a period; return their paths in the order of the units.

    Args:
        folder: the working folder.
        progress: told how many are made, of how many.

    Raises:
        ConfigError: settings or catalogue are wrong.
        OutputError: a template could not be written; those that were there are still there.
    """
    contents = template_contents(folder, load_basis(folder.root), progress=progress)
    write_outputs(contents)
    return tuple(contents)


def template_contents(
    folder: Folder, basis: Basis, *, progress: Callable[[int, int], None] | None = None
) -> Mapping[Path, bytes]:
    """Return the templates by path: `phuluc_N.xlsx`, or a folder of them where several units share an appendix."""
    shared = Counter(unit.appendix for unit in basis.period.units)
    contents = {}
    made = spread(templates_of, basis, basis.period.units, progress=progress)
    for unit, template in zip(basis.period.units, made, strict=True):
        name = f"phuluc_{unit.appendix}"
        place = Path(name) / f"{unit.id}.xlsx" if shared[unit.appendix] > 1 else Path(f"{name}.xlsx")
        contents[folder.templates / place] = template
    return contents


def templates_of(basis: Basis, units: Sequence[Unit]) -> tuple[bytes, ...]:
    """Return the template of each of these units."""
    return tuple(template_workbook(form_for(basis, unit), RULES) for unit in units)
