"""What the master workbook says of an approval: the lines of the first sheet, and sheet “Khác bản phê duyệt”."""

from collections.abc import Iterator

from par_excel.model import ApprovalMark
from par_excel.vietnamese import format_date
from par_excel.writing.master_lists import write_list
from par_excel.writing.master_looks import Frame, Look, Tone
from par_excel.writing.master_table import Column, Row, local

DEPARTURES = "Khác bản phê duyệt"
_COLUMNS = (
    Column("STT", 6, Look.COUNT),
    Column("Nội dung", 14),
    Column("Mã", 12, Look.CODE),
    Column("Tên", 34),
    Column("Mục", 22),
)
_WHY = Column("Do đâu", 44)
_VALUE_WIDTH = 34


def write_departures(frame: Frame) -> None:
    """Write in what the result differs from an approved version; nothing where it does not, or none was approved."""
    mark = frame.result.approval
    if mark is None or not mark.departures:
        return
    before, now = _sides(mark)
    columns = (*_COLUMNS, Column(before, _VALUE_WIDTH), Column(now, _VALUE_WIDTH), _WHY)
    title = f"Thay đổi so với phiên bản {mark.against}" if mark.holds else "Khác bản phê duyệt"
    note = (
        f"Mọi thay đổi từ phiên bản {mark.against} đến phiên bản {mark.version}."
        if mark.holds
        else f"So với {mark.title}; bản đã phê duyệt giữ nguyên trong outbox/phe_duyet/phien_ban_{mark.version}."
    )
    write_list(frame, DEPARTURES, title, columns, _rows(mark), note=note)


def _sides(mark: ApprovalMark) -> tuple[str, str]:
    """Return the heads of both values."""
    if mark.holds:
        return f"Phiên bản {mark.against}", f"Phiên bản {mark.version}"
    return "Bản phê duyệt", "Hiện nay"


def _rows(mark: ApprovalMark) -> Iterator[Row]:
    for number, each in enumerate(mark.departures, start=1):
        values = (number, each.part.value, each.key, each.name, each.what, each.before, each.now, each.why)
        yield Row(values=values, tones={6: Tone.WARN})


def approval_lines(mark: ApprovalMark) -> tuple[str, ...]:
    """Return what the first sheet says of the approved version that it is."""
    there = local(mark.at)
    when = f"{there:%H:%M} ngày {format_date(there.date())}"
    return (
        f"Đã phê duyệt theo Quyết định {mark.decision}: phiên bản {mark.version}, ghi lúc {when} bởi {mark.by}.",
        f"Mã kết quả (SHA-256): {mark.fingerprint}",
    )
