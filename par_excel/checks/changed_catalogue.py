"""ID15, SC33: what a form says that was issued before the catalogue changed; only agencies concerned are told.

Points of what was answered do not become others in silence: the agency answers anew, or the office accepts them.
"""
# ruff: noqa: D103 - every check takes the basis; its declared title becomes its docstring

from collections.abc import Iterator

from par_excel.checks.cells import answered_before_a_change
from par_excel.checks.declaring import check, hit, quoted
from par_excel.model import Basis, DifferenceKind, Hit, Severity, Submission


@check(
    "ID15",
    Severity.WARNING,
    title="Bộ tiêu chí đã thay đổi sau khi phát biểu mẫu",
    why="dòng {row} trong biểu mẫu của cơ quan là “{former}”, nay là “{present}”; điểm được đối chiếu với bản hiện hành",
    mend="xem lại nội dung đã điền ở dòng này; nếu cần sửa, điền vào biểu mẫu mới do {sender} gửi",
    example="biểu mẫu phát hành trước khi sửa điểm tối đa của một tiêu chí",
)
def row_changed_since_issued(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for each in submission.differences:
        if each.kind in {DifferenceKind.CHANGED_TEXT, DifferenceKind.CHANGED_POINTS}:
            sides = {"former": quoted(each.found), "present": quoted(each.expected)}
            sender = basis.period.sender.name
            yield hit(each.place, each.criterion, value="", row=each.label, sender=sender, **sides)


@check(
    "SC33",
    Severity.ERROR,
    title="Điểm của phần đã trả lời đã đổi sau khi phát biểu mẫu",
    why="dòng {row} trong biểu mẫu của cơ quan ghi {former} điểm, nay là {present} điểm; điểm theo bản mới chưa được "
    "cơ quan xác nhận",
    mend="điền lại tiêu chí này trong biểu mẫu mới đã điền sẵn phần còn đúng, hoặc báo {sender} chấp nhận điểm mới",
    example="đã đánh dấu mức 0,5 điểm, sau đó mức này được sửa thành 0,75 điểm",
    guards_sums=True,
)
def points_changed_after_answer(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for answer, difference in answered_before_a_change(submission):
        yield hit(
            answer.score,
            answer.criterion,
            row=difference.label,
            former=difference.found or "trống",
            present=difference.expected or "trống",
            sender=basis.period.sender.name,
        )
