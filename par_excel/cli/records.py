"""Entries of the log, decisions, versions and findings of `verify`, in words."""

from datetime import UTC
from typing import TYPE_CHECKING

from par_excel.cli.terminal import quoted, say
from par_excel.ledger import Approval, Arrival, Entry, Posted, Verification, kind_of
from par_excel.model import CHOOSING, SAID_OF_SCORES, FindingKey, Received, UnitState, said_review
from par_excel.workflow.folder.naming import short, show_moment

if TYPE_CHECKING:
    from par_excel.workflow.records.decisions import DecisionOutcome
    from par_excel.workflow.records.history import History, Version

_MIB = 1024 * 1024


def show_decided(decided: "DecisionOutcome") -> None:
    """Print a decision, and where its unit stands with it."""
    say(f"Đã ghi quyết định số {decided.decision.number}: {_told(decided.decision)}.", bold=True)
    unit, intake = decided.unit, decided.intake
    if unit is None:
        show_notice(decided.notice)
        return
    state, file = intake.state(unit.id), intake.file(unit.id)
    using = f" – bản đang dùng: {file}" if file else ""
    colour = "green" if state is UnitState.VALID else "yellow"
    say(f"Phụ lục {unit.appendix} – {unit.name}: {state.value}{using}.", colour=colour)
    show_notice(decided.notice)


def show_notice(notice: str) -> None:
    """Print what a person should know about the log, where there is something."""
    if notice:
        say(notice, colour="yellow")


def show_entry(entry: Entry) -> None:
    """Print a line of the log."""
    say(f"{entry.number:>5}  {show_moment(entry.at)}  {_who(entry)}{_told(entry)}")


def _who(entry: Entry) -> str:
    """Return who did it; with the account of the computer where that has another name."""
    if isinstance(entry, Arrival):
        return ""
    account = "" if isinstance(entry, Posted) or entry.account == entry.by else entry.account
    return f"{entry.by} (tài khoản {account}): " if account else f"{entry.by}: "


def show_history(history: "History") -> None:
    """Print every version of a unit's return, with what changed in it."""
    say(f"Phụ lục {history.unit.appendix} – {history.unit.name}: {len(history.versions)} bản nộp", bold=True)
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
    if not found.problems:
        say("Mọi dữ liệu còn nguyên vẹn.", colour="green")


def _told(entry: Entry) -> str:
    if isinstance(entry, Arrival):
        return f"{entry.kind.value} {entry.name} (mã {short(entry.sha256)})"
    if isinstance(entry, Posted):
        why = f" – {entry.reason}" if entry.reason else ""
        return f"{entry.kind.value} {entry.letter.value} cho {entry.unit} ({entry.recipient}){why}"
    if isinstance(entry, Approval):
        return (
            f"{kind_of(entry)} phiên bản {entry.version} theo Quyết định {entry.decision} "
            f"(mã {entry.fingerprint[:12]})"
        )
    if entry.kind in SAID_OF_SCORES and entry.finding:
        return f"{entry.kind.value} {said_review(entry.finding)} – lý do: {entry.reason}"
    key = None if entry.kind in CHOOSING else entry.finding
    about = f"{entry.file} (mã {short(entry.sha256)})" if key is None else _finding(key)
    when = f" là {show_moment(entry.received)}" if entry.received else ""
    return f"{entry.kind.value} {about}{when} – lý do: {entry.reason}"


def _finding(key: FindingKey) -> str:
    criterion = f", tiêu chí {key.criterion}" if key.criterion else ""
    value = f", giá trị “{key.value}”" if key.value else ""
    unit = f" của {key.unit}" if key.unit else ""
    return f"{key.code}{unit}{criterion}{value}"


def _line(received: Received) -> str:
    found = f"{received.errors} lỗi, {received.warnings} cảnh báo, {received.notes} ghi chú"
    return f"{received.file} (mã {short(received.sha256)}): {received.state.value} ({found})"


def _details(received: Received) -> str:
    saved = received.saved_at
    shown = "" if saved is None else show_moment(saved if saved.tzinfo else saved.replace(tzinfo=UTC))
    parts = {
        "nhận": show_moment(received.received),
        "lưu": shown,
        "bởi": received.saved_by,
        "bằng": received.program,
        "lần phát hành": str(received.revision),
        "": received.detail,
        "thư của": received.mail.sender if received.mail else "",
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
