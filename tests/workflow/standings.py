"""Small periods at a moment, and what is said of them as short text."""

import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from par_excel.form import Column
from par_excel.ledger import PostKind, open_ledger
from par_excel.model import LetterKind, LetterState, SentLetter, Standing
from par_excel.vietnamese import VIETNAM
from par_excel.workflow.correspondence.status import read_standing
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.intake.intake import take_in
from par_excel.writing.status.words import deadline_text, letters_text, moment_text, unit_margin_text
from tests.workflow.periods import basis_of, good_return, send

NO_EVIDENCE = {("1.1", Column.EVIDENCE): ""}
"""What makes a return of the first unit faulty."""


def vietnam(day: int, hour: int = 9, minute: int = 0, *, month: int = 2) -> datetime:
    """Return a moment of 2021 by the clocks of Vietnam, as the program has it: in UTC."""
    return datetime(2021, month, day, hour, minute, tzinfo=VIETNAM).astimezone(UTC)


def letter(unit: str, kind: LetterKind, at: datetime, state: LetterState = LetterState.SENT) -> SentLetter:
    """Return a letter to a unit."""
    return SentLetter(unit, kind, state, at, f"{unit}@example.vn", "0" * 64)


def received(folder: Folder, unit: str, at: datetime, *, faulty: bool = False, name: str = "") -> None:
    """Let a return of a unit arrive and be taken in."""
    data = good_return(folder, unit, NO_EVIDENCE if faulty else None, saved=f"{at:%Y-%m-%dT%H:%M:%SZ}")
    send(folder, name or f"{unit}.xlsx", data)
    take_in(folder, basis_of(folder), now=at)


def told(standing: Standing) -> str:
    """Return what is said of a period."""
    lines = [f"Lúc {moment_text(standing.at)}", *_deadlines(standing), *_units(standing)]
    due = "phải làm" if standing.next_step.is_due else "chưa phải làm"
    return "\n".join([*lines, f"  {due}: {standing.next_step.sentence}", ""])


def told_at(folder: Folder, moments: Iterable[datetime], letters: tuple[SentLetter, ...] = ()) -> str:
    """Return what is said of a period at some moments, after these letters went out."""
    if letters:
        copy = folder.root.with_name(f"ky_{len(list(folder.root.parent.iterdir()))}")
        folder = Folder(Path(shutil.copytree(folder.root, copy)))
        went_out(folder, letters)
    return "\n".join(told(read_standing(folder, now=moment)) for moment in moments)


def went_out(folder: Folder, letters: Iterable[SentLetter]) -> None:
    """Let the ledger know of letters."""
    with open_ledger(folder.ledger, log=folder.log) as ledger:
        for each in letters:
            steps = [PostKind.SENDING, *([PostKind.SENT] if each.state is LetterState.SENT else [])]
            for step in steps:
                ledger.post(
                    step,
                    letter=each.kind,
                    unit=each.unit,
                    recipient=each.recipient,
                    content=f"{each.at:%d%H%M}".zfill(64),
                    sha256=each.sha256,
                    by="Bà Ba",
                    at=each.at,
                )


def _deadlines(standing: Standing) -> list[str]:
    return [f"  {each.deadline.title}: {deadline_text(each)}" for each in standing.deadlines]


def _units(standing: Standing) -> list[str]:
    return [
        f"  {unit.unit.name}: {unit.state.value}, bản {unit.version}, tính {unit.counted}/{unit.leaves}, "
        f"{unit_margin_text(unit)}" + (f", thư {letters_text(unit.letters)}" if unit.letters else "")
        for unit in standing.units
    ]
