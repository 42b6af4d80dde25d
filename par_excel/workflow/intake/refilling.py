"""The command `templates --refill`: a form of the catalogue as it is now, filled in with what an agency's return still says.

What rests on points that changed is left out: the agency answers it anew.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from par_excel.checks import RULES
from par_excel.checks.cells import answered_before_a_change
from par_excel.form import Column, Entries, form_for
from par_excel.model import Basis, ConfigError, Judged
from par_excel.vietnamese import slug
from par_excel.workflow.folder.folder import Folder, basis_of
from par_excel.workflow.folder.naming import find_unit
from par_excel.workflow.folder.own_outputs import replace_outputs
from par_excel.workflow.intake.looking import look
from par_excel.writing.feedback.cells import refill
from par_excel.writing.feedback.faults import next_revision
from par_excel.writing.template.workbook import template_workbook

_SCORED = frozenset({Column.LEVEL, Column.SCORE, Column.FIGURES})
"""Where stands what a score follows from; evidence and explanation hold whatever it comes to."""


def make_refilled(folder: Folder, said: str, *, now: datetime) -> tuple[Path, tuple[str, ...]]:
    """Write the form of a unit anew with what still holds; return where it is, and which criteria are to be answered anew.

    Raises:
        ConfigError: no such unit, or it has no return.
        OutputError: it could not be written.
    """
    basis = basis_of(folder)
    unit = find_unit(basis, said)
    judged = look(folder, basis).intake.collection.current.get(unit.id)
    if judged is None:
        raise ConfigError(
            f"{unit.name} chưa có bản nộp nào để điền sẵn.", "dùng biểu mẫu trong thư mục templates."
        )
    data, changed = refilled(basis, judged)
    place = folder.refilled / f"phuluc_{slug(unit.appendix)}_{unit.id}.xlsx"
    replace_outputs(folder, {place: data}, now=now)
    return place, changed


def refilled(basis: Basis, judged: Judged) -> tuple[bytes, tuple[str, ...]]:
    """Return the form with what a return still says, and the criteria that are left out."""
    submission = judged.submission
    form = form_for(basis, basis.units[submission.unit], revision=next_revision(submission))
    changed = tuple(answer.criterion for answer, _ in answered_before_a_change(submission))
    left = {row.key for row in form.rows if row.criterion in changed}
    return template_workbook(form, RULES, _without(refill(form, submission).entries, left)), changed


def _without(entries: Entries, keys: Iterable[str]) -> Entries:
    """Return entries without what scores follow from in these rows."""
    left = set(keys)
    kept = {
        (key, column): value
        for (key, column), value in entries.scores.items()
        if key not in left or column not in _SCORED
    }
    return replace(entries, scores=kept)
