"""Feedback for the agencies: for each whose current return has errors or warnings, a workbook to mend and a letter.

They lie in `outbox/phan_hoi`, a folder for each appendix, named after the round: `phan_hoi_phuluc_5_lan_1.xlsx`.
Files of earlier rounds are what was sent and stay there; which ones are to be sent now says `danh_sach.txt`,
which also names the agencies that have nothing left to mend.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from par_excel.checks import RULES
from par_excel.form import form_for
from par_excel.model import Basis, Collection, Finding, Judged, Severity, Unit
from par_excel.vietnamese import slug
from par_excel.workflow.folder import Folder
from par_excel.writing.feedback import feedback_workbook
from par_excel.writing.feedback_faults import Feedback, feedback_of, next_revision
from par_excel.writing.feedback_words import verdict
from par_excel.writing.letter import letter, unwrapped

_LIST = "danh_sach.txt"
_MENDED = frozenset({Severity.ERROR, Severity.WARNING})


def feedback_contents(folder: Folder, basis: Basis, collection: Collection) -> Mapping[Path, bytes]:
    """Return the feedback files by path: workbook and letter of each unit with something to mend, and the list of them.

    The same collection always gives the same bytes.
    """
    contents: dict[Path, bytes] = {}
    lines = []
    given = {each.unit.id: each.feedback for each in feedback_of_units(basis, collection, basis.period.units)}
    for unit in basis.period.units:
        feedback = given.get(unit.id)
        if feedback is None:
            state = "không có gì phải sửa" if unit.id in collection.current else "chưa nộp"
            lines.append(f"Phụ lục {unit.appendix} – {unit.name}: {state}.")
            continue
        place = feedback_place(basis, unit, feedback.form.stamp.revision)
        contents[folder.feedback / f"{place}.xlsx"] = feedback_workbook(feedback, RULES)
        contents[folder.feedback / f"{place}.txt"] = _text(letter(feedback, f"{place.name}.xlsx"))
        lines.append(
            f"Phụ lục {unit.appendix} – {unit.name}: gửi {place.as_posix()} (.xlsx và .txt). {verdict(feedback.faults)}"
        )
    return contents | {folder.feedback / _LIST: _text(_list(lines))} if collection.current else contents


@dataclass(frozen=True, slots=True)
class UnitFeedback:
    """What is to be said to a unit, as workbook and as letter."""

    unit: Unit
    feedback: Feedback

    def workbook(self) -> bytes:
        """Return the workbook to mend."""
        return feedback_workbook(self.feedback, RULES)

    def letter(self, workbook: str) -> str:
        """Return the letter that goes with the workbook of this name, for a mail program."""
        return unwrapped(letter(self.feedback, workbook))


def feedback_of_units(
    basis: Basis, collection: Collection, units: Iterable[Unit]
) -> tuple[UnitFeedback, ...]:
    """Return what is to be said to each of these units; those with nothing to mend are left out."""
    across: dict[str, list[Finding]] = {}
    for finding in collection.findings:
        across.setdefault(finding.unit, []).append(finding)
    found = (
        (unit, _feedback(basis, unit, collection.current[unit.id], across.get(unit.id, ())))
        for unit in units
        if unit.id in collection.current
    )
    return tuple(UnitFeedback(unit, feedback) for unit, feedback in found if feedback is not None)


def feedback_place(basis: Basis, unit: Unit, revision: int) -> Path:
    """Return folder and name of a unit's feedback, without ending; the unit's id where several share an appendix."""
    shared = Counter(each.appendix for each in basis.period.units)[unit.appendix] > 1
    appendix = f"phuluc_{slug(unit.appendix)}"
    owner = f"_{unit.id}" if shared else ""
    return Path(appendix) / f"phan_hoi_{appendix}{owner}_lan_{revision}"


def _feedback(basis: Basis, unit: Unit, judged: Judged, across: Sequence[Finding]) -> Feedback | None:
    """Return what is to be said to a unit; None where nothing is to be mended."""
    found = [*judged.findings, *across]
    if not any(finding.severity in _MENDED for finding in found):
        return None
    form = form_for(basis, unit, revision=next_revision(judged.submission))
    return feedback_of(form, judged, found)


def _list(lines: Sequence[str]) -> str:
    head = "PHẢN HỒI CẦN GỬI (chương trình ghi lại tệp này sau mỗi lần kiểm tra)"
    foot = "Các tệp khác trong thư mục này thuộc những lần phản hồi trước, không gửi lại."
    return "\n".join([head, "", *lines, "", foot, ""])


def _text(text: str) -> bytes:
    """Return a text as every Notepad opens it: marked as UTF-8, lines ended as Windows ends them."""
    return text.replace("\n", "\r\n").encode("utf-8-sig")
