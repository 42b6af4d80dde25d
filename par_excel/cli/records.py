"""Entries of the log, decisions, versions and findings of `verify`, in words."""

from datetime import UTC
from typing import TYPE_CHECKING

from par_excel.cli.terminal import quoted, say
from par_excel.ledger import Entry, Verification
from par_excel.model import ANCHOR, Received, UnitState
from par_excel.workflow.folder.naming import short, show_moment
from par_excel.workflow.records.wording import entry_text, who_text

if TYPE_CHECKING:
    from par_excel.workflow.records.decisions import DecisionOutcome
    from par_excel.workflow.records.history import History, Version

_MIB = 1024 * 1024


def show_decided(decided: "DecisionOutcome") -> None:
    """Print a decision, and where its unit stands with it."""
    say(f"Đã ghi quyết định số {decided.decision.number}: {entry_text(decided.decision)}.", bold=True)
    unit, intake = decided.unit, decided.intake
    if unit is None:
        show_notice(decided.notice)
        return
    state, file = intake.state(unit.id), intake.file(unit.id)
    using = f" – bản đang dùng: {file}" if file else ""
    colour = "green" if state is UnitState.VALID else "yellow"
    say(f"Phụ lục {unit.appendix_label} – {unit.name}: {state.value}{using}.", colour=colour)
    show_notice(decided.notice)


def show_notice(notice: str) -> None:
    """Print what a person should know about the log, where there is something."""
    if notice:
        say(notice, colour="yellow")


def show_entry(entry: Entry) -> None:
    """Print a line of the log."""
    say(f"{entry.number:>5}  {show_moment(entry.at)}  {who_text(entry)}{entry_text(entry)}")


def show_history(history: "History") -> None:
    """Print every version of a unit's return, with what changed in it."""
    say(
        f"Phụ lục {history.unit.appendix_label} – {history.unit.name}: {len(history.versions)} bản nộp",
        bold=True,
    )
    for number, version in enumerate(history.versions, start=1):
        say(f"{number}. {_line(version.received)}", bold=True)
        say(f"   {_details(version.received)}")
        _show_changes(version)
    show_notice(history.notice)


def show_verification(found: Verification) -> None:
    """Print what was looked at, and what is not as it was written."""
    size = f"{found.size_bytes / _MIB:.1f}".replace(".", ",")
    say(
        f"Đã soát {found.parcels} tệp đã nhận ({size} MB), {found.readings} kết quả đọc, "
        f"{found.entries} dòng nhật ký."
    )
    for problem in found.problems:
        say(f"  - {problem}", colour="red")
    if found.anchor:
        say(f"{ANCHOR} hiện nay: {found.anchor}")
    if not found.problems:
        say("Mọi dữ liệu còn nguyên vẹn.", colour="green")


def _line(received: Received) -> str:
    found = f"{received.errors} lỗi, {received.warnings} cảnh báo, {received.notes} ghi chú"
    return f"{received.file} (mã {short(received.sha256)}): {received.state.value} ({found})"


def _details(received: Received) -> str:
    saved = received.saved_at
    shown = "" if saved is None else show_moment(saved if saved.tzinfo else saved.replace(tzinfo=UTC))
    parts = {
        "nhận": show_moment(received.received)
        + (f" ({received.received_note})" if received.received_note else ""),
        "lưu": shown,
        "bởi": received.saved_by,
        "bằng": received.program,
        "lần phát hành": str(received.revision),
        "": received.detail,
        "thư của": received.sender,
    }
    return "; ".join(f"{name} {part}".strip() for name, part in parts.items() if part)


def _show_changes(version: "Version") -> None:
    if version.changes is None:
        return
    if not version.changes:
        say("   Không có thay đổi so với bản trước.")
        return
    say(f"   {len(version.changes)} thay đổi so với bản trước:")
    for change in version.changes:
        say(f"   - {change.part}, {change.name}: {quoted(change.old)} → {quoted(change.new)}")
