"""DL: what was received after its day. What is still to come is for `status` to say, not for a check."""
# ruff: noqa: D103 - every check takes the basis; its declared title becomes its docstring

from collections.abc import Iterator

from par_excel.checks.declaring import CollectedReturn, check, hit
from par_excel.model import Basis, DeadlineId, Hit, Place, Severity
from par_excel.vietnamese import local_day


@check(
    "DL01",
    Severity.WARNING,
    title="Bản nộp nhận sau thời hạn",
    why="thời hạn là hết ngày {deadline}, nhận lúc {received}",
    mend="bản nộp vẫn được tiếp nhận; nếu đã gửi đúng hạn, báo {sender} để ghi lại thời điểm nhận",
    example="thời hạn 18/02/2021, nhận ngày 19/02/2021",
)
def received_late(collected: CollectedReturn, basis: Basis) -> Iterator[Hit]:
    deadline = basis.period.deadline(DeadlineId.SUBMIT)
    if deadline is None:
        return
    received = collected.judged.received
    if local_day(received) > deadline.day:
        yield hit(
            Place(collected.submission.file),
            deadline=deadline.day,
            received=received,
            sender=basis.period.sender.name,
        )
