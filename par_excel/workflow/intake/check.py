"""The command `check`: take in the inbox, say what was found, and write to each agency what it has to mend."""

from collections.abc import Collection as Names
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from par_excel.config import OFF
from par_excel.merge import merge
from par_excel.model import Basis, UnitState
from par_excel.system import OWN_CORES, Runner
from par_excel.workflow.folder.folder import Folder, basis_of
from par_excel.workflow.folder.own_outputs import replace_outputs
from par_excel.workflow.intake.intake import Intake, Progress, take_in


class CheckOutcome(Struct, frozen=True):
    """What the command `check` found."""

    basis: Basis
    intake: Intake

    @property
    def is_in_order(self) -> bool:
        """Say whether every unit has sent in a valid return, and no file in the inbox and no return needs a person."""
        valid = all(self.intake.state(unit.id) is UnitState.VALID for unit in self.basis.period.units)
        waits = (
            self.intake.lost
            or self.intake.refusals
            or self.intake.is_incomplete
            or self.intake.collection.held
        )
        return valid and not waits


class Answered(Struct, frozen=True):
    """What the command `check` found, and the files that were written about it."""

    written: tuple[Path, ...]
    kept: tuple[Path, ...] = ()
    """Copies of former outputs that a person had changed by hand."""


def check_inbox(  # noqa: PLR0913 - as of `take_in`, and whether all is read anew
    folder: Folder,
    *,
    now: datetime,
    progress: Progress | None = None,
    leave: Names[str] = (),
    retry: bool = False,
    runner: Runner = OWN_CORES,
) -> CheckOutcome:
    """Take in the inbox and judge it; files that are to be left, by their paths in it, wait for the next time.

    Args:
        folder: the working folder.
        now: the time of the intake.
        progress: told how far the reading is.
        leave: files that are to be left, by their paths in the inbox.
        retry: read all anew from the bytes, also what was read or given up before.
        runner: who reads.

    Raises:
        ConfigError: settings or catalogue are wrong, or there is no inbox.
        ParExcelError: the ledger cannot be used.
    """
    basis = basis_of(folder)
    intake = take_in(folder, basis, now=now, progress=progress, leave=leave, retry=retry, runner=runner)
    return CheckOutcome(basis, intake)


def answer(
    folder: Folder,
    checked: CheckOutcome,
    *,
    now: datetime,
    with_findings: bool = False,
    runner: Runner = OWN_CORES,
) -> Answered:
    """Write the feedback for each agency, and for the office the workbook of all findings where it is asked for.

    Raises:
        OutputError: an output could not be replaced; the former ones are all still there.
        ParExcelError: the ledger cannot be used.
    """
    # made anew each time, unlike outputs of the result: it depends on the day (decision 34)
    contents = dict(feedback_of(folder, checked, runner, now=now))
    if with_findings:
        from par_excel.writing.office.findings_workbook import findings_workbook  # noqa: PLC0415 - only where it is asked for

        result = merge(checked.basis, checked.intake.collection)
        contents[folder.findings] = findings_workbook(checked.basis, result)
    kept = replace_outputs(folder, contents, now=now) if contents else ()
    return Answered(tuple(contents), kept)


def feedback_of(
    folder: Folder, checked: CheckOutcome, runner: Runner = OWN_CORES, *, now: datetime
) -> Mapping[Path, bytes]:
    """Return the feedback files by path."""
    from par_excel.workflow.intake.feedback import feedback_contents  # noqa: PLC0415 - loaded when all is read

    return feedback_contents(folder, checked.basis, checked.intake.collection, runner, now=now)


def changed_weights(folder: Folder) -> Mapping[str, str]:
    """Return how much the findings of changed checks weigh in this folder's period, in words, by code.

    Outside of a working folder there is no period, and nothing is changed.

    Raises:
        ConfigError: the settings are wrong.
    """
    if not folder.settings.is_file():
        return {}
    changes = basis_of(folder).period.severity_changes
    return {code: OFF if each.severity is None else each.severity.value for code, each in changes.items()}
