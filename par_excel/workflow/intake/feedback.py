"""Feedback for the agencies: for each whose current return has errors or warnings, a workbook to mend and a letter.

They lie in `outbox/phan_hoi`, a folder for each appendix, named after the round: `phan_hoi_phuluc_5_lan_1.xlsx`.
Files of earlier rounds are what was sent and stay there; which ones are to be sent now says `danh_sach.txt`,
which also names the agencies that have nothing left to mend.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from par_excel.checks import RULES
from par_excel.form.forms import form_of
from par_excel.model import Basis, Collection, Finding, Judged, Severity, Unit
from par_excel.system import OWN_CORES, Runner
from par_excel.vietnamese import local_day, slug
from par_excel.workflow.folder.folder import Folder
from par_excel.writing.feedback.faults import feedback_of, next_revision
from par_excel.writing.feedback.letter import letter, verdict

_LIST = "danh_sach.txt"
_MENDED = frozenset({Severity.ERROR, Severity.WARNING})
"""What an agency is asked to mend; a note alone is no reason to write to it."""


def feedback_contents(
    folder: Folder, basis: Basis, collection: Collection, runner: Runner = OWN_CORES, *, now: datetime
) -> Mapping[Path, bytes]:
    """Return the feedback files by path: workbook and letter of each unit with something to mend, and the list of them.

    The same collection always gives the same bytes, until the deadline has passed.
    """
    contents: dict[Path, bytes] = {}
    lines = []
    shared = Counter(unit.appendix for unit in basis.period.units)

    def place_of(unit: Unit, revision: int) -> Path:
        return _place(unit, revision, is_shared=shared[unit.appendix] > 1)

    made = feedback_of_units(
        basis,
        collection,
        basis.period.units,
        lambda unit, revision: f"{place_of(unit, revision).name}.xlsx",
        runner,
        now=now,
    )
    given = {each.unit.id: each for each in made}
    for unit in basis.period.units:
        feedback = given.get(unit.id)
        if feedback is None:
            state = _without_feedback(collection, unit)
            lines.append(f"Phụ lục {unit.appendix_label} – {unit.name}: {state}.")
            continue
        place = place_of(unit, feedback.revision)
        contents[folder.feedback / f"{place}.xlsx"] = feedback.workbook
        contents[folder.feedback / f"{place}.txt"] = _text(feedback.letter)
        lines.append(
            f"Phụ lục {unit.appendix_label} – {unit.name}: gửi {place.as_posix()} (.xlsx và .txt). {feedback.verdict}"
        )
    return contents | {folder.feedback / _LIST: _text(_list(lines))} if collection.current else contents


def feedback_files(folder: Folder, basis: Basis, unit: Unit) -> tuple[Path, ...]:
    """Return the workbooks and letters that were made for a unit, of all rounds."""
    is_shared = sum(each.appendix == unit.appendix for each in basis.period.units) > 1
    place = folder.feedback / _place(unit, "*", is_shared=is_shared)
    return tuple(sorted(path for path in place.parent.glob(f"{place.name}.*") if path.is_file()))


def _without_feedback(collection: Collection, unit: Unit) -> str:
    """Return in words where a unit stands to whom nothing is to be said."""
    if unit.id in collection.current:
        return "không có gì phải sửa"
    waiting = sum(held.unit == unit.id for held in collection.held)
    return f"có {waiting} bản nộp chờ quyết định" if waiting else "chưa nộp"


class UnitFeedback(Struct, frozen=True):
    """What is to be said to a unit."""

    unit: Unit
    revision: int
    workbook: bytes
    """To mend, and to send back."""
    letter: str
    """That goes with it."""
    verdict: str
    """How much is to be mended, in a sentence."""


class _Asked(Struct, frozen=True):
    """The input of the task that makes the feedback for one unit."""

    unit: Unit
    judged: Judged
    found: tuple[Finding, ...]
    name: str
    """Of the workbook, as the letter gives it."""
    today: date


def feedback_of_units(  # noqa: PLR0913 - of whom, what, when, and who writes
    basis: Basis,
    collection: Collection,
    units: Iterable[Unit],
    named: Callable[[Unit, int], str],
    runner: Runner = OWN_CORES,
    *,
    now: datetime,
) -> tuple[UnitFeedback, ...]:
    """Return what is to be said to each of these units, by appendix; those with nothing to mend are left out.

    Args:
        basis: what everything was judged against.
        collection: where every unit stands.
        units: whose feedback is wanted.
        named: gives the name of a unit's workbook of a revision, as the letter names it.
        runner: who writes.
        now: when it is said.
    """
    across: dict[str, list[Finding]] = {}
    for finding in collection.findings:
        across.setdefault(finding.unit, []).append(finding)
    asked, today = [], local_day(now)
    # those of one form follow one another, so that it is laid out seldom
    for unit in sorted(units, key=lambda unit: unit.appendix):
        judged = collection.current.get(unit.id)
        found = () if judged is None else (*judged.findings, *across.get(unit.id, ()))
        if judged is not None and any(finding.severity in _MENDED for finding in found):
            # citations, of which there are most, are told to nobody: they need not go to other processes
            bare = replace(judged, submission=replace(judged.submission, documents={}))
            asked.append(_Asked(unit, bare, found, named(unit, next_revision(bare.submission)), today))
    return tuple(runner.spread(_made, basis, asked))


def _made(basis: Basis, asked: Sequence[_Asked]) -> tuple[UnitFeedback, ...]:
    return tuple(_feedback(basis, each) for each in asked)


def _feedback(basis: Basis, asked: _Asked) -> UnitFeedback:
    from par_excel.writing.feedback.workbook import feedback_workbook  # noqa: PLC0415 - loads the Excel library

    revision = next_revision(asked.judged.submission)
    form = form_of(basis, asked.unit.id, asked.unit.appendix, revision=revision)
    feedback = feedback_of(form, asked.judged, asked.found, today=asked.today)
    workbook, text = feedback_workbook(feedback, RULES), letter(feedback, asked.name)
    return UnitFeedback(asked.unit, revision, workbook, text, verdict(feedback.faults))


def _place(unit: Unit, revision: int | str, *, is_shared: bool) -> Path:
    """Return folder and name of a unit's feedback, without ending; the unit's id where several share an appendix."""
    appendix = f"phuluc_{slug(unit.appendix)}"
    owner = f"_{unit.id}" if is_shared else ""
    return Path(appendix) / f"phan_hoi_{appendix}{owner}_lan_{revision}"


def _list(lines: Sequence[str]) -> str:
    head = "PHẢN HỒI CẦN GỬI (chương trình ghi lại tệp này sau mỗi lần kiểm tra)"
    foot = "Các tệp khác trong thư mục này thuộc những lần phản hồi trước, không gửi lại."
    return "\n".join([head, "", *lines, "", foot, ""])


def _text(text: str) -> bytes:
    """Return a text as every Notepad opens it: marked as UTF-8, lines ended as Windows ends them."""
    return text.replace("\n", "\r\n").encode("utf-8-sig")
