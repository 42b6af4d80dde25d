"""ID18, ID19, ID39-ID41, ID45: how a return arrived – which one is the newest, who sent it, under which names.

DL01: whether it arrived in time.
"""
# ruff: noqa: D103 - every check takes the basis; its declared title becomes its docstring

import re
from collections.abc import Iterator, Mapping

from par_excel.checks.declaring import CollectedReturn, check, hit
from par_excel.checks.return_index import ReturnIndex
from par_excel.model import Basis, DeadlineId, Doubt, Hit, Place, Severity, Unit
from par_excel.vietnamese import local_day, slug

_APPENDIX = re.compile(r"(?:^|-)(?:phu-?luc|pl)-?0*([1-9][0-9]*)(?=-|$)")


@check(
    "ID18",
    Severity.WARNING,
    title="Chưa rõ bản nộp nào là bản cuối cùng",
    why="cơ quan đã gửi cả tệp {rival}, chưa rõ tệp nào là bản cuối cùng; tệp này đang được dùng",
    mend="cho {sender} biết tệp nào là bản cuối cùng",
    example="hai tệp khác nhau được gửi cùng lúc, không tệp nào cho biết lưu sau",
)
def newest_submission_unclear(collected: CollectedReturn, basis: Basis) -> Iterator[Hit]:
    for rival in collected.rivals:
        yield hit(Place(collected.submission.file), rival=rival.file, sender=basis.period.sender.name)


@check(
    "ID19",
    Severity.WARNING,
    title="Bản cũ được gửi lại sau bản mới hơn",
    why="tệp {older} giống hệt bản đã nộp trước đó, được gửi lại sau tệp này; tệp này vẫn đang được dùng",
    mend="xác nhận với {sender} bản nào là bản cuối cùng",
    example="cơ quan gửi nhầm lại tệp của lần đầu",
)
def older_submission_sent_again(collected: CollectedReturn, basis: Basis) -> Iterator[Hit]:
    for older in collected.sent_again:
        yield hit(Place(collected.submission.file), older=older.file, sender=basis.period.sender.name)


@check(
    "ID39",
    Severity.WARNING,
    title="Thư gửi từ địa chỉ của cơ quan khác",
    why="thư gửi từ {address} là địa chỉ của {other}, biểu mẫu bên trong là của {unit}{swapped}",
    mend="xác nhận đã gửi đúng tệp của cơ quan mình; nếu nhầm, gửi lại đúng tệp",
    example="Sở Tài chính gửi nhầm tệp của Sở Nội vụ",
)
def sent_by_another_unit(collected: CollectedReturn, basis: Basis) -> Iterator[Hit]:
    unit = basis.units.get(collected.submission.unit)
    mail = collected.judged.mail
    other = None if unit is None or mail is None else basis.another_sender(mail.sender, unit.id)
    if unit is None or other is None:
        return
    is_swapped = collected.index.table(_senders).get(other.id) == unit.id
    yield hit(
        Place(collected.submission.file),
        address=other.email,
        other=other.name,
        unit=unit.name,
        swapped="; hai cơ quan có thể đã đổi nhầm tệp cho nhau" if is_swapped else "",
    )


def _senders(index: ReturnIndex) -> Mapping[str, str]:
    """Return, for each unit, the one from whose address its return came."""
    mails = ((each.submission.unit, each.mail) for each in index.current if each.mail is not None)
    senders = ((unit, unit_with(mail.sender, index.basis)) for unit, mail in mails)
    return {unit: sender.id for unit, sender in senders if sender is not None}


def unit_with(address: str, basis: Basis) -> Unit | None:
    """Return the only unit with an address."""
    found = basis.units_by_address.get(address.casefold(), ()) if address else ()
    return found[0] if len(found) == 1 else None


@check(
    "ID45",
    Severity.WARNING,
    title="Chưa chắc là bản nộp của cơ quan này",
    why="{doubt}; chưa có bản nào khác nên tệp này đang được dùng",
    mend="{sender} xác nhận với cơ quan; nếu không phải, loại tệp này",
    example="thư từ địa chỉ lạ mang biểu mẫu ghi lần phản hồi thứ 99",
)
def not_surely_of_this_unit(collected: CollectedReturn, basis: Basis) -> Iterator[Hit]:
    if collected.doubt is not None and collected.doubt is not Doubt.SENDER:
        yield hit(
            Place(collected.submission.file), doubt=collected.doubt.value, sender=basis.period.sender.name
        )


@check(
    "ID40",
    Severity.WARNING,
    title="Tên tệp ghi phụ lục khác với nội dung",
    why="tên tệp ghi Phụ lục {named}, nội dung là Phụ lục {appendix}; điểm được tính theo nội dung",
    mend="kiểm tra xem đã gửi đúng tệp của cơ quan mình chưa; nếu đúng, đổi lại tên tệp",
    example="tệp phuluc_3.xlsx chứa biểu mẫu Phụ lục 2",
)
def file_named_after_another_appendix(collected: CollectedReturn, basis: Basis) -> Iterator[Hit]:
    name = slug(collected.submission.file.rpartition("/")[2].rpartition(".")[0])
    named = {found[1] for found in _APPENDIX.finditer(name)}
    if len(named) == 1 and named <= basis.appendices.keys() and named != {collected.submission.appendix}:
        yield hit(
            Place(collected.submission.file), named=next(iter(named)), appendix=collected.submission.appendix
        )


@check(
    "ID41",
    Severity.NOTE,
    title="Cùng một bản nộp nằm dưới nhiều tên tệp",
    why="nội dung giống hệt tệp {names}; chỉ được tính một lần",
    mend="không phải sửa gì; có thể để lại một tệp cho dễ theo dõi",
    example="phuluc_1.xlsx và phuluc_1 (1).xlsx",
)
def same_bytes_under_several_names(collected: CollectedReturn, basis: Basis) -> Iterator[Hit]:  # noqa: ARG001 - as every check
    if collected.judged.also_named:
        yield hit(Place(collected.submission.file), names=", ".join(collected.judged.also_named))


@check(
    "DL01",
    Severity.WARNING,
    title="Bản nộp nhận sau thời hạn",
    why="thời hạn là hết ngày {deadline}, nhận lúc {received}{whose}",
    mend="bản nộp vẫn được tiếp nhận; nếu đã gửi đúng hạn, báo {sender} để ghi lại thời điểm nhận",
    example="thời hạn 18/02/2021, nhận ngày 19/02/2021",
)
def received_late(collected: CollectedReturn, basis: Basis) -> Iterator[Hit]:
    deadline = basis.period.deadline(DeadlineId.SUBMIT)
    if deadline is None:
        return
    received, note = collected.judged.received, collected.judged.received_note
    if local_day(received) > deadline.day:
        yield hit(
            Place(collected.submission.file),
            deadline=deadline.day,
            received=received,
            whose=f", {note}" if note else "",
            sender=basis.period.sender.name,
        )
