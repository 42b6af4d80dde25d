"""The command `templates`: one locked workbook for each unit."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from par_excel.checks import RULES
from par_excel.config import load_basis
from par_excel.form import form_for
from par_excel.model import Basis, Unit
from par_excel.workflow.folder import Folder
from par_excel.workflow.outputs import write_outputs
from par_excel.writing.template import template_workbook


def make_templates(folder: Folder) -> tuple[Path, ...]:
    """Write the templates of a period; return their paths in the order of the units.

    Raises:
        ConfigError: settings or catalogue are wrong.
        OutputError: a template could not be written; those that were there are still there.
    """
    contents = template_contents(folder, load_basis(folder.root))
    write_outputs(contents)
    return tuple(contents)


def template_contents(folder: Folder, basis: Basis) -> Mapping[Path, bytes]:
    """Return the templates by path: `phuluc_N.xlsx`, or a folder of them where several units share an appendix."""
    shared = Counter(unit.appendix for unit in basis.period.units)
    contents = {}
    for unit in basis.period.units:
        name = f"phuluc_{unit.appendix}"
        place = Path(name) / f"{unit.id}.xlsx" if shared[unit.appendix] > 1 else Path(f"{name}.xlsx")
        contents[folder.templates / place] = template_of(basis, unit)
    return contents


def template_of(basis: Basis, unit: Unit) -> bytes:
    """Return the template of a unit."""
    return template_workbook(form_for(basis, unit), RULES)
