"""Sheet “Quyết định”: what persons decided about returns and findings, when and why."""

from collections.abc import Iterator

from par_excel.model import SAID_OF_SCORES, Decision, DecisionKind, said_review
from par_excel.vietnamese import format_date
from par_excel.writing.master_lists import write_list
from par_excel.writing.master_looks import Frame, Look, Tone
from par_excel.writing.master_table import Column, Row, Value, local

DECISIONS = "Quyết định"
_COLUMNS = (
    Column("Số", 6, Look.COUNT),
    Column("Lúc", 18, Look.MOMENT),
    Column("Người quyết định", 20),
    Column("Việc", 24),
    Column("Cơ quan", 20),
    Column("Nội dung", 46),
    Column("Lý do", 50),
    Column("Hiệu lực", 14, Look.CENTRE),
)
_HOLDS = 7


def write_decisions(frame: Frame) -> None:
    """Write every decision of the office in order; about the same thing the newest holds."""
    note = "Trích nhật ký của kỳ; về cùng một việc, quyết định mới nhất có hiệu lực."
    write_list(frame, DECISIONS, "Quyết định của cơ quan tổng hợp", _COLUMNS, _rows(frame), note=note)


def _rows(frame: Frame) -> Iterator[Row]:
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
        yield Row(values=values, tones={_HOLDS: Tone.GOOD if holds else Tone.FAINT})


def _subject(decision: Decision) -> str:
    if decision.kind in SAID_OF_SCORES and decision.finding is not None:
        return said_review(decision.finding)
    if decision.finding is not None:
        key = decision.finding
        criterion = f", tiêu chí {key.criterion}" if key.criterion else ""
        value = f": “{key.value}”" if key.value else ""
        return f"{key.code}{criterion}{value}"
    if decision.kind is DecisionKind.RECEIVED:
        there = None if decision.received is None else local(decision.received)
        when = "như đã ghi" if there is None else f"{there:%H:%M} ngày {format_date(there.date())}"
        return f"{decision.file}: {when}"
    return decision.file
