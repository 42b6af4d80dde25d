"""Prints results on a terminal: plain lines, grouped, errors first; control characters of returns are shown, not sent."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from par_excel.cli.terminal import first_named, say, say_first, show_kept, table_lines
from par_excel.model import Basis, Finding, Held, Severity, Unit, UnitState
from par_excel.writing.feedback.letter import count

if TYPE_CHECKING:
    from par_excel.workflow.folder.folder import Folder
    from par_excel.workflow.intake.intake import Intake
    from par_excel.workflow.results.merge import MergeOutcome

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_STATE_COLOURS = {UnitState.MISSING: "yellow", UnitState.FAULTY: "red"}
_SHOWN_ALIKE = 5
_SHOWN_FILES = 10
_HEADS = ("PL", "Cơ quan", "Trạng thái", "Lỗi", "Cảnh báo", "Ghi chú", "Tệp")
_NUMBERS = frozenset({3, 4, 5})


def counts_text(findings: Sequence[Finding]) -> str:
    """Return `2 lỗi, 1 cảnh báo, 3 ghi chú`."""
    return ", ".join(f"{count(findings, severity)} {severity.value}" for severity in Severity)


def show_findings(findings: Sequence[Finding], *, with_notes: bool) -> None:
    """Print findings, errors first; the same finding on many cells is shown a few times and then counted."""
    for severity in Severity:
        if severity is Severity.NOTE and not with_notes:
            continue
        chosen = [finding for finding in findings if finding.severity is severity]
        for code in dict.fromkeys(finding.code for finding in chosen):
            alike = [finding for finding in chosen if finding.code == code]
            for finding in alike[:_SHOWN_ALIKE]:
                click.secho(f"  [{finding.code}] {severity.value}: ", fg=_COLOURS[severity], nl=False)
                say(finding.sentence)
            if len(alike) > _SHOWN_ALIKE:
                say(
                    f"  [{code}] … và {len(alike) - _SHOWN_ALIKE} {severity.value} cùng loại (xem đủ bằng check --xlsx)."
                )


def show_intake(basis: Basis, intake: "Intake") -> None:
    """Print where each unit stands, what was found in the current returns, then the files that are no return."""
    if intake.lost:
        say(intake.lost, colour="red", bold=True)
    _show_states(basis, intake)
    for unit in basis.period.units:
        findings = intake.findings(unit.id)
        if any(finding.severity is not Severity.NOTE for finding in findings):
            say()
            say(f"Phụ lục {unit.appendix_label} – {unit.name}:", bold=True)
            show_findings(findings, with_notes=False)
    say()
    show_held(basis, intake.collection.held)
    _show_left(intake)
    _show_aside(intake)
    if intake.notice:
        say(intake.notice, colour="yellow")
    if intake.absent and not intake.is_empty:
        say(f"Không còn trong inbox nhưng vẫn được tính: {', '.join(intake.absent)}.", colour="yellow")
    if intake.is_empty and intake.collection.current:
        say("Thư mục inbox đang trống; các bản nộp nêu trên được tính theo sổ theo dõi.", colour="yellow")
    elif intake.is_empty:
        say("Thư mục inbox chưa có bản nộp nào: chép các tệp nhận được vào đó rồi chạy lại.", colour="yellow")
    shown = [finding for unit in basis.period.units for finding in intake.findings(unit.id)]
    notes = count(shown, Severity.NOTE)
    if notes:
        say(f"Ngoài ra có {notes} ghi chú (xem bằng check --xlsx).")


def show_held(basis: Basis, held: Sequence[Held]) -> None:
    """Print the returns that wait for a decision, each with what would be otherwise and the commands that decide."""
    if not held:
        return
    say("Bản nộp chờ quyết định:", colour="red", bold=True)
    for each in held[:_SHOWN_FILES]:
        unit = basis.units.get(each.unit)
        say(
            f"  {each.unit if unit is None else f'Phụ lục {unit.appendix_label} – {unit.name}'}: {each.text}."
        )
        for what, command in zip(("Dùng bản này", "Không dùng", "Ghép hai bản"), each.commands, strict=False):
            say(f"    {what}: {command}")
    if len(held) > _SHOWN_FILES:
        say(f"  … và {len(held) - _SHOWN_FILES} bản khác (xem đủ bằng check --json).")


def _show_aside(intake: "Intake") -> None:
    """Print the forms of the inbox that do not count, by what became of them."""
    aside, letters = intake.aside, intake.letters_without_return
    if intake.automatic:
        say("Thư tự động:", bold=True)
        automatic = [f"  {each.file}: {each.detail}" for each in intake.automatic]
        say_first(automatic, _SHOWN_FILES, "  … và {} thư khác")
    if not aside:
        return
    say("Không được tính:", bold=True)
    for state, files in aside.items():
        say(f"  {state.value}: {_files([_sent_by(each.file, each.sender) for each in files])}")
    if letters:
        say(f"  Thư không có bản nộp: {_files(letters)}")


def _files(names: Sequence[str]) -> str:
    """Return the first of many names, and how many more there are."""
    return first_named(names, _SHOWN_FILES, " … và {} tệp khác")


def show_written(folder: "Folder", written: Sequence[Path], kept: Iterable[Path]) -> None:
    """Print how many letters with feedback there are to send, and what a person had changed by hand."""
    letters = sum(path.suffix == ".xlsx" and folder.feedback in path.parents for path in written)
    if letters:
        say(f"Phản hồi cho {letters} cơ quan: {folder.feedback} (xem danh_sach.txt).")
    show_kept(kept)


def _show_states(basis: Basis, intake: "Intake") -> None:
    """Print the table of units."""
    states = [intake.state(unit.id) for unit in basis.period.units]
    rows = [_state_row(unit, state, intake) for unit, state in zip(basis.period.units, states, strict=True)]
    head, *lines = table_lines([_HEADS, *rows], _NUMBERS)
    say(head, bold=True)
    for state, line in zip(states, lines, strict=True):
        say(line, colour=_STATE_COLOURS.get(state, "green"))


def _state_row(unit: Unit, state: UnitState, intake: "Intake") -> tuple[str, ...]:
    head = (unit.appendix, unit.name, state.value)
    if state is UnitState.MISSING:
        return (*head, "", "", "", "")
    findings = intake.findings(unit.id)
    counts = [str(count(findings, severity)) for severity in Severity]
    more = _more(intake.attached(unit.id), len(intake.waived(unit.id)))
    return (*head, *counts, _sent_by(intake.file(unit.id), intake.sender(unit.id)) + more)


def _sent_by(file: str, sender: str) -> str:
    """Return a file with the address that it came from."""
    return f"{file} (thư của {sender})" if sender else file


def _show_left(intake: "Intake") -> None:
    """Print the files that are no return, and those left for the next run."""
    if intake.refusals:
        say("Tệp không nhận được:", colour="red", bold=True)
        show_findings(intake.refusals, with_notes=True)
        alike = [f"  Giống hệt {file}: {_files(others)}" for file, others in intake.refused_alike]
        say_first(alike, _SHOWN_FILES, "  … và {} tệp khác có bản giống hệt")
    if intake.skipped:
        say("Để lại cho lần chạy sau:", colour="yellow", bold=True)
        for reason in dict.fromkeys(skipped.reason for skipped in intake.skipped):
            left = [f"  {each.name}: {reason.value}" for each in intake.skipped if each.reason is reason]
            say_first(left, _SHOWN_FILES, f"  … và {{}} tệp khác: {reason.value}")


def _more(attached: int, waived: int) -> str:
    """Return what else there is to say of a return: files that came with it, exceptions that were accepted."""
    files = f", {attached} tệp gửi kèm" if attached else ""
    return files + (f", {waived} ngoại lệ đã chấp nhận" if waived else "")


def show_pdf(folder: "Folder", merged: "MergeOutcome") -> None:
    """Print whether the report was also made as PDF; nothing where that was not asked for."""
    if merged.pdf is not None:
        say(f"Đã lập {merged.pdf}.")
    if merged.pdf_problem:
        say(merged.pdf_problem, colour="yellow")
        if folder.report_pdf.exists():
            say(f"Tệp {folder.report_pdf} đang có là của lần lập trước.", colour="yellow")
