"""What is to be done next, in one sentence: from where the agencies stand and which letters went out."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from par_excel.model import (
    ApprovalStanding,
    DeadlineId,
    DeadlineStanding,
    LetterKind,
    LetterState,
    Margin,
    NextStep,
    SentLetter,
    Standing,
    StepKind,
    UnitStanding,
    UnitState,
)
from par_excel.vietnamese import format_date, local_day
from par_excel.workflow.folder.folder import Folder
from par_excel.writing.status.words import days_text

REMIND_WITHIN = 3
"""Working days before the deadline from which on a reminder is due."""


class _StepPart(Struct, frozen=True):
    text: str
    kind: StepKind
    is_due: bool = True


class OutputsMade(Struct, frozen=True, kw_only=True):
    """Which outputs of the period there are: what is to be done next depends on them."""

    forms: bool = True
    master: bool
    entry: bool = False
    reconciliation: bool = False


def outputs_made(folder: Folder) -> OutputsMade:
    """Return which outputs there are in a working folder."""
    return OutputsMade(
        forms=any(folder.templates.rglob("*.xlsx")),
        master=folder.master.exists(),
        entry=folder.entry.exists(),
        reconciliation=folder.reconciliation.exists(),
    )


def next_step(standing: Standing, *, made: OutputsMade, is_reviewed: bool) -> NextStep:
    """Return what is to be done next; `standing.next_step` itself is not looked at.

    Args:
        standing: where the period stands.
        made: which outputs there are.
        is_reviewed: whether the office has recorded something of its review.
    """
    if standing.lost:
        return NextStep("Khôi phục sổ theo dõi và nhật ký từ bản sao lưu trước mọi việc khác.", is_due=True)
    parts = list(_without_forms(standing, made)) or list(_to_take_in(standing))
    if not parts:  # what has just arrived may change all the rest
        parts = [
            *_held(standing),
            *_undelivered(standing),
            *_letters(standing),
            *_missing(standing),
            *_faulty(standing),
            *_not_returns(standing),
        ]
    if standing.approval is not None and standing.approval.differences:
        parts.append(_differing(standing.approval))
    if not parts:
        parts = [_in_order(standing, made, is_reviewed=is_reviewed)]
    sentence = "; ".join(part.text for part in parts)
    kinds = tuple(dict.fromkeys(part.kind for part in parts))
    return NextStep(f"{sentence[0].upper()}{sentence[1:]}.", any(part.is_due for part in parts), kinds)


def _without_forms(standing: Standing, made: OutputsMade) -> Iterator[_StepPart]:
    has_begun = any(unit.state is not UnitState.MISSING or unit.letters for unit in standing.units)
    if not (made.forms or has_begun or standing.untaken or standing.unread):
        yield _StepPart(
            "chưa có biểu mẫu: lập bằng lệnh templates, rồi gửi các cơ quan bằng lệnh mail invite",
            StepKind.LETTERS,
        )


def _to_take_in(standing: Standing) -> Iterator[_StepPart]:
    if standing.untaken:
        yield _StepPart(
            f"có {len(standing.untaken)} tệp trong inbox chưa được nhận: chạy lệnh check", StepKind.TAKE_IN
        )
    elif standing.unread:
        yield _StepPart(
            f"có {len(standing.unread)} tệp đã nhận cần đọc lại: chạy lệnh check", StepKind.TAKE_IN
        )


def _not_returns(standing: Standing) -> Iterator[_StepPart]:
    count = len(standing.refused) + len(standing.left)
    if count:
        yield _StepPart(f"{count} tệp trong inbox chưa nhận được: xem lý do bằng lệnh check", StepKind.LOOK)


def _held(standing: Standing) -> Iterator[_StepPart]:
    if standing.held:
        waiting = {each.unit for each in standing.held}
        units = [unit for unit in standing.units if unit.unit.id in waiting]
        what = f"{len(standing.held)} bản nộp của {_units(units)} chờ quyết định"
        yield _StepPart(f"{what}: chọn bằng lệnh use hoặc exclude", StepKind.DECIDE)


def _undelivered(standing: Standing) -> Iterator[_StepPart]:
    if standing.undelivered:
        names = ", ".join(dict.fromkeys(each.unit.name for each in standing.undelivered))
        yield _StepPart(
            f"thư gửi {names} không đến nơi: sửa địa chỉ rồi gửi lại bằng lệnh mail", StepKind.ADDRESS
        )


def _letters(standing: Standing) -> Iterator[_StepPart]:
    unsure = [unit for unit in standing.units if _is_unsure(unit)]
    if unsure:
        yield _StepPart(
            f"thư gửi {_units(unsure)} không rõ đã đi chưa: xem hộp thư đã gửi, nếu chưa có thì gửi lại",
            StepKind.LETTERS,
        )


def _missing(standing: Standing) -> Iterator[_StepPart]:
    missing = standing.with_state(UnitState.MISSING)
    submit = _deadline(standing, DeadlineId.SUBMIT)
    if not missing or submit is None:
        return
    margin = submit.margin
    what = f"còn {len(missing)} cơ quan chưa nộp, {_when(margin)}"
    if margin.working_days > REMIND_WITHIN:
        yield _StepPart(f"{what}: chờ bản nộp, chưa cần nhắc", StepKind.WAIT, is_due=False)
        return
    today = local_day(standing.at)
    to_remind = [unit for unit in missing if not _sent(unit, LetterKind.REMIND)]
    if to_remind:
        yield _StepPart(f"{what}: gửi thư nhắc{_of(to_remind, missing)}", StepKind.LETTERS)
    elif margin.days <= 0:
        last = max(local_day(letter.at) for unit in missing for letter in _sent(unit, LetterKind.REMIND))
        if last == today:
            yield _StepPart(f"{what}: hôm nay đã nhắc, chờ bản nộp", StepKind.WAIT, is_due=False)
        else:
            yield _StepPart(f"{what}: đã nhắc ngày {format_date(last)}, gọi điện đôn đốc", StepKind.LETTERS)
    else:
        yield _StepPart(f"{what}: đã gửi thư nhắc, chờ bản nộp", StepKind.WAIT, is_due=False)


def _faulty(standing: Standing) -> Iterator[_StepPart]:
    faulty = standing.with_state(UnitState.FAULTY)
    if not faulty:
        return
    waiting = [unit for unit in faulty if not _was_answered(unit)]
    what = f"{len(faulty)} cơ quan có bản nộp còn lỗi"
    if waiting:
        yield _StepPart(
            f"{what}: gửi phản hồi trong outbox/phan_hoi{_of(waiting, faulty)}", StepKind.FEEDBACK
        )
    else:
        yield _StepPart(f"{what}: đã gửi phản hồi, chờ bản sửa", StepKind.WAIT, is_due=False)


def _differing(approval: ApprovalStanding) -> _StepPart:
    return _StepPart(
        f"số liệu hiện nay khác phiên bản {approval.version} đã phê duyệt ở {approval.differences} điểm: "
        "xem bằng lệnh merge, phê duyệt lại nếu chấp nhận thay đổi",
        StepKind.APPROVE,
    )


def _in_order(standing: Standing, made: OutputsMade, *, is_reviewed: bool) -> _StepPart:
    if not made.master:
        return _StepPart("mọi cơ quan đã nộp bản hợp lệ: chạy lệnh merge để tổng hợp", StepKind.MERGE)
    if standing.approval is not None:
        return _after_approval(standing, standing.approval.version, made)
    coming = next(
        (
            each
            for each in standing.deadlines
            if each.deadline.id != DeadlineId.SUBMIT and not each.margin.is_late
        ),
        None,
    )
    review = (
        ", ý kiến rà soát đã được ghi: rà soát tiếp bằng lệnh review nếu cần"
        if is_reviewed
        else ": rà soát bằng lệnh review"
    )
    what = f"mọi cơ quan đã nộp bản hợp lệ{review}, trình, rồi ghi quyết định bằng lệnh approve"
    if coming is None:
        return _StepPart(f"{what}; các thời hạn của kỳ đã qua", StepKind.APPROVE, is_due=False)
    when = "hạn là hôm nay" if coming.margin.days == 0 else f"còn {days_text(coming.margin)}"
    return _StepPart(
        f"{what}; “{coming.deadline.title}”: {when}", StepKind.APPROVE, is_due=coming.margin.days == 0
    )


def _after_approval(standing: Standing, version: int, made: OutputsMade) -> _StepPart:
    entry = _deadline(standing, DeadlineId.ENTRY)
    is_open = entry is not None and not entry.margin.is_late
    until = f", đến hết ngày {format_date(entry.deadline.day)}" if entry is not None and is_open else ""
    approved = f"phiên bản {version} đã được phê duyệt"
    if made.reconciliation:
        what = "đã đối chiếu với phần mềm: xử lý các chỗ khác (nếu có) rồi đối chiếu lại bằng lệnh reconcile"
    elif made.entry:
        what = f"nhập vào phần mềm theo outbox/nhap_lieu.xlsx, rồi đối chiếu bằng lệnh reconcile{until}"
    else:
        what = f"lập danh sách nhập liệu bằng lệnh entry, nhập vào phần mềm, rồi đối chiếu bằng lệnh reconcile{until}"
    return _StepPart(f"{approved}: {what}", StepKind.ENTRY, is_due=False)


def _when(margin: Margin) -> str:
    if margin.days == 0:
        return "hạn nộp là hôm nay"
    if margin.is_late:
        return f"đã quá hạn nộp {days_text(margin)}"
    return f"hạn nộp còn {margin.working_days} ngày làm việc"


def _of(some: Sequence[UnitStanding], every: Sequence[UnitStanding]) -> str:
    """Return ` cho …` where not all are meant."""
    return "" if len(some) == len(every) else f" cho {_units(some)}"


def _units(units: Iterable[UnitStanding]) -> str:
    return ", ".join(unit.unit.name for unit in units)


def _deadline(standing: Standing, id_: str) -> DeadlineStanding | None:
    return next((each for each in standing.deadlines if each.deadline.id == id_), None)


def _sent(unit: UnitStanding, kind: LetterKind) -> list[SentLetter]:
    return [letter for letter in unit.letters if letter.kind is kind and letter.state is LetterState.SENT]


def _was_answered(unit: UnitStanding) -> bool:
    """Say whether feedback went out since the current return was received."""
    return any(
        unit.received is not None and letter.at >= unit.received
        for letter in _sent(unit, LetterKind.FEEDBACK)
    )


def _is_unsure(unit: UnitStanding) -> bool:
    """Say whether the newest letter of some kind may or may not have gone out."""
    newest = {letter.kind: letter for letter in unit.letters}
    return any(letter.state is LetterState.UNKNOWN for letter in newest.values())
