"""The report on documents, on agencies that are missing, late or faulty, on refused files, and on the office's review.

Each part has a sentence and the rows of a table; of a review that did not take place there is nothing.
"""

from decimal import Decimal

from par_excel.model import Basis, DeadlineId, LeafResult, Period, Result, ReturnState, UnitResult, UnitState
from par_excel.vietnamese import format_date
from par_excel.writing.book.texts import own_score_text
from par_excel.writing.report.rows import NOTHING, ReportRow, RowStyle, score_text, signed
from par_excel.writing.report.sentences import LEAVES, as_list, count, listed, points, received_on


def evidence_rows(result: Result) -> tuple[ReportRow, ...]:
    """Return one row for each document, with all criteria that it proves and all agencies that name it."""
    return tuple(
        ReportRow(
            {
                "stt": str(number),
                "tai_lieu": entries[0].text,
                "tieu_chi": ", ".join(dict.fromkeys(entry.criterion for entry in entries)),
                "co_quan": ", ".join(dict.fromkeys(entry.unit.name for entry in entries)),
            }
        )
        for number, entries in enumerate(result.register, start=1)
    )


def evidence_sentence(result: Result) -> str:
    """Return how many documents were named, for how many criteria."""
    if not result.documents:
        return "Chưa có tài liệu kiểm chứng nào được nêu."
    criteria = len({entry.criterion for entry in result.evidence})
    units = len({entry.unit.id for entry in result.evidence})
    ranked = sum(len(ranking.returned) for ranking in result.rankings)
    elsewhere = (
        f" Tài liệu của {count(ranked)} đơn vị được xếp hạng có ở sheet “Tài liệu kiểm chứng” của bảng tổng hợp."
        if ranked
        else ""
    )
    return (
        f"Có {count(units)} cơ quan, đơn vị nêu {count(len(result.documents))} tài liệu kiểm chứng cho "
        f"{count(criteria)} tiêu chí; một tài liệu dùng cho nhiều tiêu chí được ghi một lần.{elsewhere}"
    )


def outstanding_rows(basis: Basis, result: Result) -> tuple[ReportRow, ...]:
    """Return one row for each agency that is missing, late or faulty."""
    concerned = [unit for unit in result.units if _is_outstanding(basis.period, unit)]
    return tuple(_unit_row(basis.period, number, unit) for number, unit in enumerate(concerned, start=1))


def _is_outstanding(period: Period, unit: UnitResult) -> bool:
    return unit.state in {UnitState.MISSING, UnitState.FAULTY} or _days_late(period, unit) > 0


def _unit_row(period: Period, number: int, unit: UnitResult) -> ReportRow:
    return ReportRow(
        {
            "stt": str(number),
            "co_quan": unit.unit.name,
            "phu_luc": unit.unit.appendix,
            "tinh_trang": unit.state.value,
            "ngay_nhan": format_date(received_on(unit.judged.received)) if unit.judged else NOTHING,
            "ghi_chu": "; ".join(_notes(period, unit)),
        }
    )


def _notes(period: Period, unit: UnitResult) -> list[str]:
    deadline, late = period.deadline(DeadlineId.SUBMIT), _days_late(period, unit)
    notes = []
    if unit.state is UnitState.MISSING and deadline is not None:
        notes.append(f"Thời hạn nộp: {format_date(deadline.day)}")
    if late:
        notes.append(f"Nộp muộn {count(late)} ngày")
    if unit.state is UnitState.FAULTY:
        warnings = [f"{count(unit.warnings)} cảnh báo"] if unit.warnings else []
        notes.append(
            f"Còn {listed([f'{count(unit.errors)} lỗi', *warnings])}, phần có lỗi chưa được tính điểm"
        )
        notes += ["Bản nộp trước đó hợp lệ"] if unit.has_earlier_valid else []
    return notes


def _days_late(period: Period, unit: UnitResult) -> int:
    deadline = period.deadline(DeadlineId.SUBMIT)
    if deadline is None or unit.judged is None:
        return 0
    return max(0, (received_on(unit.judged.received) - deadline.day).days)


def outstanding_sentence(basis: Basis, result: Result) -> str:
    """Return how many agencies are missing, late or faulty; that there is none where there is none."""
    kinds = (
        (sum(unit.state is UnitState.MISSING for unit in result.units), "chưa nộp"),
        (sum(_days_late(basis.period, unit) > 0 for unit in result.units), "nộp sau thời hạn"),
        (sum(unit.state is UnitState.FAULTY for unit in result.units), "có bản nộp còn lỗi"),
    )
    parts = [f"{count(number)} cơ quan, đơn vị {what}" for number, what in kinds if number]
    if parts:
        return f"Có {listed(parts)}."
    return "Không có cơ quan, đơn vị chưa nộp hoặc nộp sau thời hạn; các bản nộp đều hợp lệ."


def refused_files(result: Result) -> tuple[str, ...]:
    """Return one line for each file that could not be taken, with the reason."""
    refused = [each for each in result.received if each.state is ReturnState.REFUSED]
    return as_list(f"Tệp “{each.file}”: {each.detail or 'chưa rõ lý do'}" for each in refused)


def review_sentences(result: Result, office: str) -> tuple[str, ...]:
    """Return how much was reviewed, and what it comes to."""
    total, reviewed = result.total, _reviewed(result)
    if total.own is None:
        return ()
    changed = sum(leaf.is_changed for leaf in reviewed)
    same = "điểm giữ nguyên" if not changed else f"{count(changed)} có điểm thay đổi hoặc được chấm"
    return (
        f"{office} đã rà soát {count(len(reviewed))} {LEAVES}, {same}.",
        (
            f"Tổng điểm do các cơ quan tự đánh giá là {points(total.own)}, sau rà soát là {points(total.score)}"
            f"{_by(total.score - total.own)}."
        ),
    )


def _by(difference: Decimal) -> str:
    if not difference:
        return ""
    return f" ({'tăng' if difference > 0 else 'giảm'} {points(abs(difference))})"


def review_rows(result: Result, office: str) -> tuple[ReportRow, ...]:
    """Return one row for each row that was reviewed, and the sums before and after."""
    total = result.total
    if total.own is None:
        return ()
    sums = {"ma": "", "ten": "Tổng cộng", "co_quan": "", "ly_do": ""}
    scores = _scores(total.self_maximum, total.own, total.score)
    return (
        *(_row(leaf, office) for leaf in _reviewed(result)),
        ReportRow({**sums, **scores}, RowStyle.TOTAL),
    )


def _row(leaf: LeafResult, office: str) -> ReportRow:
    values = {
        "ma": leaf.criterion.code,
        "ten": leaf.criterion.name,
        "co_quan": office if leaf.unit is None else leaf.unit.name,
        "ly_do": "" if leaf.review is None else leaf.review.opinion.reason,
    }
    return ReportRow({**values, **_scores(leaf.criterion.maximum, leaf.own, leaf.score)})


def _scores(maximum: Decimal, own: Decimal | None, score: Decimal | None) -> dict[str, str]:
    changed = None if score is None else score - (own or Decimal(0))
    return {
        "diem_toi_da": score_text(maximum),
        "tu_cham": score_text(own),
        "diem": score_text(score),
        "thay_doi": signed(changed),
    }


def review_note(leaf: LeafResult) -> str:
    """Return that and why the office changed a score; empty where it did not."""
    if leaf.review is None or not leaf.is_changed:
        return ""
    return f"Rà soát ({own_score_text(leaf)}): {leaf.review.opinion.reason}"


def _reviewed(result: Result) -> tuple[LeafResult, ...]:
    return tuple(leaf for leaf in result.leaves if leaf.review is not None)
