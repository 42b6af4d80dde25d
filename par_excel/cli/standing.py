"""The standing of a period, in words."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from par_excel.cli.terminal import say, say_first, table_lines
from par_excel.model import EXAMPLE_REMARK, Standing, UnitStanding, UnitState
from par_excel.vietnamese import format_date, local_day
from par_excel.writing.status.words import deadline_text, letters_text, moment_text, unit_margin_text

_HEADS = ("PL", "Cơ quan", "Trạng thái", "Nhận lúc", "Bản", "Lỗi", "Cảnh báo", "So với hạn (ngày làm việc)")
_SENDER, _LETTERS = "Thư của", "Thư đã gửi"
_SHOWN_ALIKE = 10
_NUMBERS = frozenset({4, 5, 6})
_COLOURS = {UnitState.MISSING: "yellow", UnitState.FAULTY: "red"}


def show_standing(standing: Standing, page: Path | None) -> None:
    """Print deadlines, agencies, what to look after, and what to do next."""
    say(f"Tình hình lúc {moment_text(standing.at)}", bold=True)
    if standing.lost:
        say(standing.lost, colour="red", bold=True)
    if standing.is_example:
        say(EXAMPLE_REMARK, colour="yellow")
    _show_deadlines(standing)
    say()
    head, *lines = table_lines(list(_rows(standing)), _NUMBERS)
    say(head, bold=True)
    for unit, line in zip(standing.units, lines, strict=True):
        say(line, colour=_COLOURS.get(unit.state, "green"))
    say()
    _show_approval(standing)
    for alike in _notes(standing):
        more = "… và {} tệp khác như vậy (xem đủ bằng status --json hoặc --html)."
        say_first(alike, _SHOWN_ALIKE, more, colour="yellow")
    if page is not None:
        say(f"Đã lập {page}.")
    step = standing.next_step
    say(f"Việc tiếp theo: {step.sentence}", colour="red" if step.is_due else "green", bold=True)


def _show_approval(standing: Standing) -> None:
    approval = standing.approval
    if approval is None:
        return
    head = f"Đã phê duyệt phiên bản {approval.version} ({approval.decision}), mã {approval.fingerprint[:12]}"
    if approval.differences:
        say(f"{head}; số liệu hiện nay khác ở {approval.differences} điểm.", colour="yellow")
    else:
        say(f"{head}; số liệu hiện nay đúng bản này.", colour="green")


def _show_deadlines(standing: Standing) -> None:
    rows = [
        (format_date(each.deadline.day), deadline_text(each), each.deadline.title)
        for each in standing.deadlines
    ]
    for each, line in zip(standing.deadlines, table_lines(rows), strict=True):
        say(f"  {line}", colour="red" if each.margin.is_late else None)


def _rows(standing: Standing) -> Iterator[tuple[str, ...]]:
    """Yield head and agencies; narrow enough for a window of 120 letters where no letters came or went out."""
    has_letters = any(unit.letters for unit in standing.units)
    has_senders = any(unit.sender for unit in standing.units)
    yield (*_HEADS, *((_SENDER,) if has_senders else ()), *((_LETTERS,) if has_letters else ()))
    for unit in standing.units:
        sender = (unit.sender,) if has_senders else ()
        yield (*_row(unit, standing), *sender, *((letters_text(unit.letters),) if has_letters else ()))


def _row(unit: UnitStanding, standing: Standing) -> tuple[str, ...]:
    received = unit.received is not None
    numbers = (unit.version, unit.errors, unit.warnings)
    return (
        unit.unit.appendix,
        unit.unit.name,
        unit.state.value,
        moment_text(unit.received, year=local_day(standing.at).year),
        *(str(number) if received else "" for number in numbers),
        unit_margin_text(unit, brief=True),
    )


def _notes(standing: Standing) -> Iterator[Sequence[str]]:
    """Yield what else there is to say, what is alike together."""
    yield [f"Chờ quyết định: {each.text}. Quyết định: {each.commands[0]}" for each in standing.held]
    yield [f"{each.text}." for each in standing.undelivered]
    yield [f"Chưa được nhận: {name}." for name in standing.untaken]
    yield [f"Đã nhận, cần đọc lại: {name}." for name in standing.unread]
    yield [f"{name}: {reason}" for name, reason in standing.left]
    yield [f"Không nhận được: {name}." for name in standing.refused]
    yield [
        f"Không còn trong inbox nhưng vẫn được tính: {unit.file} "
        f'(nếu không dùng bản này: par-excel exclude "{unit.file}" --reason "…").'
        for unit in standing.absent
    ]
    yield [
        f"{unit.unit.name}: nhận lúc {moment_text(unit.received)} ({unit.received_note})."
        for unit in standing.units
        if unit.received_note
    ]
    if standing.without_report:
        names = ", ".join(unit.unit.name for unit in standing.without_report)
        yield [f"Chưa đủ báo cáo bằng văn bản đã ký (số, ngày, tệp PDF): {names}."]
    if standing.notice:
        yield [standing.notice]
