"""Sheet “Quyết định”: what persons decided about returns and findings, when and why.

What the master workbook says of an approval: the lines of the first sheet, and sheet “Khác bản phê duyệt”.
Sheet `Rà soát` of the master workbook: self-assessed and reviewed scores side by side, and why. Only where there is a review.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from par_excel.model import (
    SAID_OF_SCORES,
    ApprovalMark,
    Decision,
    DecisionKind,
    LeafResult,
    Total,
    said_review,
)
from par_excel.vietnamese import format_moment
from par_excel.writing.book.line_breaks import row_height
from par_excel.writing.book.looks import (
    BODY_SIZE,
    HEAD_ROW,
    CellLook,
    SheetFrame,
    Tone,
    add_sheet,
    write_frame,
)
from par_excel.writing.book.table import TableColumn, TableRow, Value, write_head
from par_excel.writing.book.workbook import set_growing_row, write_number, write_text
from par_excel.writing.master.lists import write_list

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
    if decision.kind in SAID_OF_SCORES and decision.finding is not None:
        return said_review(decision.finding)
    if decision.finding is not None:
        key = decision.finding
        criterion = f", tiêu chí {key.criterion}" if key.criterion else ""
        value = f": “{key.value}”" if key.value else ""
        return f"{key.code}{criterion}{value}"
    if decision.kind is DecisionKind.RECEIVED:
        when = "như đã ghi" if decision.received is None else format_moment(decision.received)
        return f"{decision.file}: {when}"
    return decision.file


DEPARTURES = "Khác bản phê duyệt"
_DEPARTURE_COLUMNS = (
    TableColumn("STT", 6, CellLook.COUNT),
    TableColumn("Nội dung", 14),
    TableColumn("Mã", 12, CellLook.CODE),
    TableColumn("Tên", 34),
    TableColumn("Mục", 22),
)
_WHY = TableColumn("Do đâu", 44)
_VALUE_WIDTH = 34


def write_departures(frame: SheetFrame) -> None:
    """Write in what the result differs from an approved version; nothing where it does not, or none was approved."""
    mark = frame.result.approval
    if mark is None or not mark.departures:
        return
    before, now = _sides(mark)
    columns = (*_DEPARTURE_COLUMNS, TableColumn(before, _VALUE_WIDTH), TableColumn(now, _VALUE_WIDTH), _WHY)
    title = f"Thay đổi so với phiên bản {mark.against}" if mark.holds else "Khác bản phê duyệt"
    note = (
        f"Mọi thay đổi từ phiên bản {mark.against} đến phiên bản {mark.version}."
        if mark.holds
        else f"So với {mark.title}; bản đã phê duyệt giữ nguyên trong outbox/phe_duyet/phien_ban_{mark.version}."
    )
    write_list(frame, DEPARTURES, title, columns, _departure_rows(mark), note=note)


def _sides(mark: ApprovalMark) -> tuple[str, str]:
    """Return the heads of both values."""
    if mark.holds:
        return f"Phiên bản {mark.against}", f"Phiên bản {mark.version}"
    return "Bản phê duyệt", "Hiện nay"


def _departure_rows(mark: ApprovalMark) -> Iterator[TableRow]:
    for number, each in enumerate(mark.departures, start=1):
        values = (number, each.part.value, each.key, each.name, each.what, each.before, each.now, each.why)
        yield TableRow(values=values, tones={6: Tone.WARN})


def approval_lines(mark: ApprovalMark) -> tuple[str, ...]:
    """Return what the first sheet says of the approved version that it is."""
    return (
        f"Đã phê duyệt theo Quyết định {mark.decision}: phiên bản {mark.version}, ghi lúc {format_moment(mark.at)} bởi {mark.by}.",
        f"Mã kết quả (SHA-256): {mark.fingerprint}",
    )


REVIEW = "Rà soát"
_HEADS = (
    "Mã",
    "Tiêu chí",
    "Cơ quan",
    "Điểm tối đa",
    "Điểm tự đánh giá",
    "Điểm sau rà soát",
    "Thay đổi",
    "Ý kiến, lý do",
    "Người rà soát",
)
_WIDTHS = (9.0, 40.0, 22.0, 9.0, 10.0, 10.0, 10.0, 45.0, 18.0)
_NOTE = "Chỉ gồm tiêu chí đã ghi ý kiến rà soát; các tiêu chí khác giữ nguyên điểm tự đánh giá."


def write_review(frame: SheetFrame) -> None:
    """Write what was reviewed, then the sums before and after; nothing where there is no review."""
    result = frame.result
    reviewed = [leaf for leaf in result.leaves if leaf.review is not None]
    if not reviewed:
        return
    sheet = add_sheet(frame, REVIEW, _WIDTHS)
    write_frame(sheet, frame, "Kết quả rà soát của cơ quan tổng hợp", _NOTE)
    heads = [TableColumn(head, width) for head, width in zip(_HEADS, _WIDTHS, strict=True)]
    write_head(sheet, frame.formats, heads, HEAD_ROW)
    office = frame.basis.period.sender.name
    rows = [
        *(_leaf(leaf, office) for leaf in reviewed),
        *_totals((*result.fields, *(each.total for each in result.agencies))),
    ]
    rows += [_total(result.total)]
    for row, (values, tone) in enumerate(rows, start=HEAD_ROW + 1):
        for at, value in enumerate(values):
            look = CellLook.CODE if at == 0 else CellLook.SCORE if 3 <= at <= 6 else CellLook.TEXT
            style = frame.formats[look, tone]
            if isinstance(value, str):
                write_text(sheet, row, at, value, style)
            else:
                write_number(sheet, row, at, value, style)
        texts = [(value, _WIDTHS[at]) for at, value in enumerate(values) if isinstance(value, str)]
        set_growing_row(sheet, row, row_height(texts, BODY_SIZE))


def _leaf(leaf: LeafResult, office: str) -> tuple[tuple[str | Decimal, ...], Tone]:
    review = leaf.review
    assert review is not None  # noqa: S101 - chosen so by the caller; tells mypy
    final = "" if leaf.score is None else leaf.score
    changed = "" if leaf.score is None else leaf.score - (leaf.own or 0)
    values = (
        leaf.criterion.code,
        leaf.criterion.name,
        office if leaf.unit is None else leaf.unit.name,
        leaf.criterion.maximum,
        "" if leaf.own is None else leaf.own,
        final,
        changed,
        review.opinion.reason,
        review.by,
    )
    return values, Tone.WARN if changed else Tone.PLAIN


def _totals(totals: Iterable[Total]) -> list[tuple[tuple[str | Decimal, ...], Tone]]:
    return [_total(total, Tone.HEADING) for total in totals]


def _total(total: Total, tone: Tone = Tone.TOTAL) -> tuple[tuple[str | Decimal, ...], Tone]:
    own = total.score if total.own is None else total.own
    values = ("", total.name, "", total.self_maximum, own, total.score, total.score - own, "", "")
    return values, tone
