"""Sheets “Quyết định”, “Khác bản phê duyệt” and “Rà soát”: what persons decided, when and why.

Of an approval, what has changed since then; of a review, self-assessed and reviewed scores side by side. The latter two
stand there only where there is something to say.
"""

from collections.abc import Iterator

from par_excel.model import (
    CHOOSING,
    OF_REPORTS,
    SAID_IN_WORDS,
    ApprovalMark,
    Decision,
    DecisionKind,
    LeafResult,
    Review,
    Total,
    said_review,
)
from par_excel.vietnamese import format_moment
from par_excel.writing.book.looks import HEAD_ROW, CellLook, SheetFrame, Tone
from par_excel.writing.book.table import TableColumn, TableRow, Value, planned, write_sheet
from par_excel.writing.book.texts import FINAL_HEAD, OWN_HEAD
from par_excel.writing.master.lists import write_list
from par_excel.writing.master.texts import short

DECISIONS = "Quyết định"
_DECISION_COLUMNS = (
    TableColumn("Số", 6, CellLook.COUNT),
    TableColumn("Lúc", 18, CellLook.MOMENT),
    TableColumn("Người quyết định", 20),
    TableColumn("Việc", 24),
    TableColumn("Cơ quan", 20),
    TableColumn("Nội dung", 46),
    TableColumn("Lý do", 50),
    TableColumn("Hiệu lực", 14, CellLook.CENTRE),
)
_HOLDS = 7


def write_decisions(frame: SheetFrame) -> None:
    """Write every decision of the office in order; about the same thing the newest holds."""
    note = "Trích nhật ký của kỳ; về cùng một việc, quyết định mới nhất có hiệu lực."
    write_list(
        frame,
        DECISIONS,
        "Quyết định của cơ quan tổng hợp",
        _DECISION_COLUMNS,
        _decision_rows(frame),
        note=note,
    )


def _decision_rows(frame: SheetFrame) -> Iterator[TableRow]:
    units = {unit.id: unit.name for unit in frame.basis.period.units}
    owners = {each.sha256: units.get(each.unit, each.unit) for each in frame.result.received}
    for decision in frame.result.decisions:
        unit = units.get(decision.finding.unit, "") if decision.finding else owners.get(decision.sha256, "")
        holds = decision.number in frame.result.in_force
        values: tuple[Value, ...] = (
            decision.number,
            decision.at,
            decision.by,
            decision.kind.value,
            unit,
            _subject(decision),
            decision.reason,
            "đang áp dụng" if holds else "đã thay",
        )
        yield TableRow(values=values, tones={_HOLDS: Tone.GOOD if holds else Tone.FAINT})


def _subject(decision: Decision) -> str:
    if decision.kind in SAID_IN_WORDS and decision.finding is not None:
        return said_review(decision.finding)
    if decision.finding is not None and decision.kind not in CHOOSING | OF_REPORTS:
        key = decision.finding
        criterion = f", tiêu chí {key.criterion}" if key.criterion else ""
        value = f": “{key.value}”" if key.value else ""
        return f"{key.shown_code}{criterion}{value}"
    if decision.kind is DecisionKind.RECEIVED:
        when = "như đã ghi" if decision.received is None else format_moment(decision.received)
        return f"{decision.file}: {when}"
    return decision.file


DIFFERENCES = "Khác bản phê duyệt"
_DEPARTURE_COLUMNS = (
    TableColumn("STT", 6, CellLook.COUNT),
    TableColumn("Nội dung", 14),
    TableColumn("Mã", 12, CellLook.CODE),
    TableColumn("Tên", 34),
    TableColumn("Mục", 22),
)
_WHY = TableColumn("Do đâu", 44)
_VALUE_WIDTH = 34


def write_differences(frame: SheetFrame) -> None:
    """Write in what the result differs from an approved version; nothing where it does not, or none was approved."""
    mark = frame.result.approval
    if mark is None or not mark.differences:
        return
    before, now = _sides(mark)
    columns = (*_DEPARTURE_COLUMNS, TableColumn(before, _VALUE_WIDTH), TableColumn(now, _VALUE_WIDTH), _WHY)
    title = f"Thay đổi so với phiên bản {mark.against}" if mark.holds else "Khác bản phê duyệt"
    note = (
        f"Mọi thay đổi từ phiên bản {mark.against} đến phiên bản {mark.version}."
        if mark.holds
        else f"So với {mark.title}; bản đã phê duyệt giữ nguyên trong outbox/phe_duyet/phien_ban_{mark.version}."
    )
    write_list(frame, DIFFERENCES, title, columns, _difference_rows(mark), note=note)


def _sides(mark: ApprovalMark) -> tuple[str, str]:
    """Return the heads of both values."""
    if mark.holds:
        return f"Phiên bản {mark.against}", f"Phiên bản {mark.version}"
    return "Bản phê duyệt", "Hiện nay"


def _difference_rows(mark: ApprovalMark) -> Iterator[TableRow]:
    for number, each in enumerate(mark.differences, start=1):
        values = (number, each.part.value, each.key, each.name, each.what, each.before, each.now, each.why)
        yield TableRow(values=values, tones={6: Tone.WARN})


def approval_lines(mark: ApprovalMark) -> tuple[str, ...]:
    """Return what the first sheet says of the approved version that it is."""
    return (
        f"Đã phê duyệt theo Quyết định {mark.decision}: phiên bản {mark.version}, ghi lúc {format_moment(mark.at)} bởi {mark.by}.",
        f"Mã kết quả: {short(mark.fingerprint)}",
    )


REVIEW = "Rà soát"
_REVIEW_COLUMNS = (
    TableColumn("Mã", 9.0, CellLook.CODE),
    TableColumn("Tiêu chí", 40.0),
    TableColumn("Cơ quan", 22.0),
    TableColumn("Điểm tối đa", 9.0, CellLook.SCORE),
    TableColumn(OWN_HEAD, 10.0, CellLook.SCORE),
    TableColumn(FINAL_HEAD, 10.0, CellLook.SCORE),
    TableColumn("Thay đổi", 10.0, CellLook.SCORE),
    TableColumn("Ý kiến, lý do", 45.0),
    TableColumn("Người rà soát", 18.0),
)
_NOTE = "Chỉ gồm tiêu chí đã ghi ý kiến rà soát; các tiêu chí khác giữ nguyên điểm tự đánh giá."


def write_review(frame: SheetFrame) -> None:
    """Write what was reviewed, then the sums before and after; nothing where there is no review."""
    result, office = frame.result, frame.basis.period.sender.name
    rows = [_review_row(leaf, leaf.review, office) for leaf in result.leaves if leaf.review is not None]
    if rows:
        totals = (*result.fields, *(each.total for each in result.agencies))
        rows += [_sum_row(total, Tone.HEADING) for total in totals]
        rows += [_sum_row(result.total, Tone.TOTAL)]
        table = planned(REVIEW, _REVIEW_COLUMNS, rows, top=HEAD_ROW)
        write_sheet(frame, table, "Kết quả rà soát của cơ quan tổng hợp", _NOTE, has_filter=False)


def _review_row(leaf: LeafResult, review: Review, office: str) -> TableRow:
    changed = None if leaf.score is None else leaf.score - (leaf.own or 0)
    values = (
        leaf.criterion.code,
        leaf.criterion.name,
        office if leaf.unit is None else leaf.unit.name,
        leaf.criterion.maximum,
        leaf.own,
        leaf.score,
        changed,
        review.opinion.reason,
        review.by,
    )
    return TableRow(values=values, tone=Tone.WARN if changed else Tone.PLAIN)


def _sum_row(total: Total, tone: Tone) -> TableRow:
    own = total.score if total.own is None else total.own
    values = ("", total.name, "", total.self_maximum, own, total.score, total.score - own, "", "")
    return TableRow(values=values, tone=tone)
