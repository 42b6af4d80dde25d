"""Returns in the control sheet: what each agency sent and scored, and who is missing, late or faulty."""

from collections import Counter
from collections.abc import Iterator

from par_excel.model import (
    Basis,
    DeadlineId,
    Judged,
    LeafResult,
    Period,
    Result,
    ReturnState,
    Total,
    UnitResult,
    UnitState,
)
from par_excel.vietnamese import format_date, local_day
from par_excel.writing.report.rows import NOTHING, reached_text, score_text
from par_excel.writing.report.sentences import count, listed, listed_units

UNIT_HEADS = (
    "Cơ quan, đơn vị",
    "PL",
    "Ngày nhận",
    "Lần trả lại",
    "Tình trạng",
    "Điểm tối đa",
    "Tự đánh giá",
    "Sau rà soát",
)
"""Heads of the table of agencies; “Lần trả lại” is how often its return had been sent back for mending."""


def unit_rows(result: Result, office: str) -> tuple[tuple[str, ...], ...]:
    """Return one row for each agency, one for each criterion that the office itself scored, and the sums."""
    total = result.total
    rows = [_unit_row(unit) for unit in result.agencies]
    rows += [
        _office_row(leaf, office) for leaf in result.leaves if leaf.unit is None and leaf.score is not None
    ]
    return (*rows, ("Tổng cộng", "", "", "", "", score_text(total.self_maximum), *_own_and_final(total)))


def _unit_row(unit: UnitResult) -> tuple[str, ...]:
    judged = unit.judged
    received = (NOTHING, NOTHING)
    if judged is not None:
        received = (format_date(local_day(judged.received)), str(_revision(judged)))
    maximum = score_text(unit.total.self_maximum) if unit.total.leaves else NOTHING
    name = f"{unit.unit.name} (thư của {unit.sender})" if unit.sender else unit.unit.name
    head = (name, unit.unit.appendix_label, *received, unit.state.value)
    return (*head, maximum, *_own_and_final(unit.total))


def _revision(judged: Judged) -> int:
    """Return which of the office's feedbacks the return answers; 0 for the first form."""
    stamp = judged.submission.stamp
    return 0 if stamp is None else stamp.revision


def _office_row(leaf: LeafResult, office: str) -> tuple[str, ...]:
    name = f"{office} (tiêu chí {leaf.criterion.code})"
    return (name, "", "", "", "đã chấm", score_text(leaf.criterion.maximum), NOTHING, score_text(leaf.score))


def _own_and_final(total: Total) -> tuple[str, str]:
    """Return what agencies scored themselves, and what counts after a review; a dash where there was none."""
    if total.own is None:
        return reached_text(total), NOTHING
    return (NOTHING if not total.self_maximum else score_text(total.own)), reached_text(total)


def standing(result: Result) -> str:
    """Return how many agencies have sent a return, and in what state these are."""
    every = len(result.units)
    by_state = Counter(unit.state for unit in result.units)
    present = every - by_state[UnitState.MISSING]
    parts = [
        f"{count(by_state[state])} {state.value}"
        for state in (UnitState.FROZEN, UnitState.VALID, UnitState.FAULTY)
        if by_state[state]
    ]
    return f"{count(present)}/{count(every)} đã nộp" + (f": {listed(parts)}" if parts else "")


def other_returns(result: Result) -> str:
    """Return how many files do not count, by what became of them; empty where all count."""
    by_state = Counter(each.state for each in result.received)
    aside = (
        ReturnState.SUPERSEDED,
        ReturnState.HELD,
        ReturnState.EXCLUDED,
        ReturnState.BLANK,
        ReturnState.SENT_BACK,
        ReturnState.REFUSED,
    )
    parts = [f"{count(by_state[state])} {state.value}" for state in aside if by_state[state]]
    return f"Tệp nhận được nhưng không tính: {listed(parts)}." if parts else ""


def outstanding(period: Period, result: Result) -> Iterator[str]:
    """Yield a line on agencies that sent nothing, sent late or sent what still has errors."""
    missing = [unit.unit.name for unit in result.units if unit.state is UnitState.MISSING]
    late = [
        f"{unit.unit.name} (muộn {count(days)} ngày)"
        for unit in result.units
        if (days := days_late(period, unit))
    ]
    faulty = [
        f"{unit.unit.name} ({count(unit.errors)} lỗi)"
        for unit in result.units
        if unit.state is UnitState.FAULTY
    ]
    for what, names in (("Chưa nộp", missing), ("Nộp sau thời hạn", late), ("Bản nộp còn lỗi", faulty)):
        if names:
            yield f"{what}: {listed_units(names)}."


def days_late(period: Period, unit: UnitResult) -> int:
    """Return how many days after the deadline a return came; 0 where it was in time or there is none."""
    deadline = period.deadline(DeadlineId.SUBMIT)
    if deadline is None or unit.judged is None:
        return 0
    return max(0, (local_day(unit.judged.received) - deadline.day).days)


def without_initiatives(basis: Basis, result: Result) -> tuple[str, ...]:
    """Return the agencies that were asked for initiatives and proposed none."""
    given = {unit.id for unit, _ in result.initiatives}
    return tuple(
        unit.name
        for unit in basis.period.units
        if unit.id not in given and basis.appendices[unit.appendix].has_initiatives
    )
