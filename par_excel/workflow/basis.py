"""What everything is judged against: the settings and catalogue of a working folder, and what they say about the checks."""

from par_excel.checks import ensure_changeable
from par_excel.config import load_basis
from par_excel.model import Basis
from par_excel.workflow.folder import Folder


def basis_of(folder: Folder) -> Basis:
    """Return the basis of a working folder.

    Raises:
        ConfigError: settings, catalogue or assignments are wrong, or change a check that cannot be changed.
    """
    basis = load_basis(folder.root)
    ensure_changeable(basis.period)
    return basis
