"""The command `check`: take in the inbox, and say what was found."""

from dataclasses import dataclass
from datetime import datetime

from par_excel.checks import RULES
from par_excel.config import load_basis
from par_excel.model import Basis, Rule, UnitState
from par_excel.workflow.folder import Folder
from par_excel.workflow.intake import Intake, Progress, take_in


@dataclass(frozen=True, slots=True)
class Checked:
    """What the command `check` found."""

    basis: Basis
    intake: Intake

    @property
    def is_in_order(self) -> bool:
        """Say whether every unit has sent in a valid return and no file in the inbox needs a person."""
        valid = all(self.intake.state(unit.id) is UnitState.VALID for unit in self.basis.period.units)
        return valid and not self.intake.refusals and not self.intake.is_incomplete


def check_inbox(folder: Folder, *, now: datetime, progress: Progress | None = None) -> Checked:
    """Take in the inbox and judge it.

    Raises:
        ConfigError: settings or catalogue are wrong, or there is no inbox.
        ParExcelError: the ledger cannot be used.
    """
    basis = load_basis(folder.root)
    return Checked(basis, take_in(folder, basis, now=now, progress=progress))


def declared_rules() -> tuple[Rule, ...]:
    """Return every declared check, in order of code."""
    return tuple(RULES.values())
