"""The rows of the report's tables of results."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from par_excel.model import (
    Answer,
    Assignment,
    Basis,
    Contribution,
    Cumulative,
    Initiative,
    LeafResult,
    LeafState,
    Level,
    Levels,
    Method,
    Rate,
    Result,
    SharedCriterion,
    Total,
    Unit,
    UnitResult,
)
from par_excel.vietnamese import format_date, format_number, format_percent
from par_excel.writing.book.figures import leaves_by_field
from par_excel.writing.report.field_text import error_titles, has_evidence
from par_excel.writing.report.ranking import ranking_rows
from par_excel.writing.report.registers import evidence_rows, outstanding_rows, review_note, review_rows
from par_excel.writing.report.rows import (
    NOTHING,
    ReportRow,
    RowStyle,
    reached_text,
    score_text,
    share_text,
)
from par_excel.writing.report.sentences import listed, received_on
from par_excel.writing.report.years import criterion_rows, field_rows

CRITERIA = "bang_tieu_chi"
"""Tables of criteria stand once per field: their name goes on with a colon and the field's code."""


def rows_by_table(basis: Basis, result: Result) -> Mapping[str, Sequence[ReportRow]]:
    """Return the rows of every table of the report, by the table's name."""
    by_field = leaves_by_field(basis, result)
    return {
        "bang_co_quan": _unit_rows(result, basis.period.sender.name),
        "bang_xep_hang": ranking_rows(result),
        "bang_linh_vuc": _field_rows(result),
        **{
            f"{CRITERIA}:{code}": _criteria_rows(leaves, basis.period.sender.name)
            for code, leaves in by_field.items()
        },
        "bang_sang_kien": tuple(
            _initiative_row(number, unit, initiative, _recognised(result, number))
            for number, (unit, initiative) in enumerate(result.initiatives, start=1)
        ),
        "bang_ra_soat": review_rows(result, basis.period.sender.name),
        "bang_phoi_hop": _coordination_rows(basis, result),
        "bang_phu_luc": _annex_rows(basis, result),
        "bang_tai_lieu": evidence_rows(result),
        "bang_ton_tai": outstanding_rows(basis, result),
        "bang_so_sanh": () if result.comparison is None else field_rows(result.comparison),
        "bang_so_sanh_tieu_chi": () if result.comparison is None else criterion_rows(result.comparison),
    }


def _unit_rows(result: Result, office: str) -> tuple[ReportRow, ...]:
    rows = [_unit_row(number, unit) for number, unit in enumerate(result.agencies, start=1)]
    rows += [_office_row(len(rows) + 1, leaf, office) for leaf in scored_by_office(result)]
    total = {
        "stt": "",
        "co_quan": "Tổng cộng",
        "phu_luc": "",
        "ngay_nhan": "",
        "tinh_trang": "",
        "diem_toi_da": score_text(result.total.self_maximum),
        "diem": reached_text(result.total),
    }
    return (*rows, ReportRow(total, RowStyle.TOTAL))


def scored_by_office(result: Result) -> tuple[LeafResult, ...]:
    """Return the leaves of no agency that the office scored; with the agencies' they give the sum."""
    return tuple(leaf for leaf in result.leaves if leaf.unit is None and leaf.score is not None)


def _office_row(number: int, leaf: LeafResult, office: str) -> ReportRow:
    return ReportRow(
        {
            "stt": str(number),
            "co_quan": f"{office} (tiêu chí {leaf.criterion.code})",
            "phu_luc": "",
            "ngay_nhan": "",
            "tinh_trang": "đã chấm",
            "diem_toi_da": score_text(leaf.criterion.maximum),
            "diem": score_text(leaf.score),
        }
    )


def _unit_row(number: int, unit: UnitResult) -> ReportRow:
    return ReportRow(
        {
            "stt": str(number),
            "co_quan": unit.unit.name,
            "phu_luc": unit.unit.appendix,
            "ngay_nhan": format_date(received_on(unit.judged.received)) if unit.judged else NOTHING,
            "tinh_trang": unit.state.value,
            "diem_toi_da": score_text(unit.total.self_maximum) if unit.total.leaves else NOTHING,
            "diem": reached_text(unit.total),
        }
    )


def _field_rows(result: Result) -> tuple[ReportRow, ...]:
    rows = (ReportRow(_field_values(total, total.key, total.name)) for total in result.fields)
    return (*rows, ReportRow(_field_values(result.total, "", "Tổng cộng"), RowStyle.TOTAL))


def _field_values(total: Total, code: str, name: str) -> Mapping[str, str]:
    return {
        "ma": code,
        "ten": name,
        "diem_toi_da": score_text(total.maximum),
        "dieu_tra": score_text(total.survey_maximum),
        "noi_khac_cham": score_text(total.office_maximum),
        "tu_danh_gia": score_text(total.self_maximum),
        "diem": reached_text(total),
        "ty_le": share_text(total.ratio if total.counted else None),
    }


def _criteria_rows(leaves: Sequence[LeafResult], office: str) -> tuple[ReportRow, ...]:
    shown = (leaf for leaf in leaves if leaf.state is not LeafState.SURVEY)
    return tuple(ReportRow(_leaf_values(leaf, leaf_note(leaf, office))) for leaf in shown)


def _leaf_values(leaf: LeafResult, note: str) -> Mapping[str, str]:
    return {
        "ma": leaf.criterion.code,
        "ten": leaf.criterion.name,
        "diem_toi_da": score_text(leaf.criterion.maximum),
        "diem": score_text(leaf.score),
        "bi_tru": score_text(leaf.lost),
        "ghi_chu": note,
    }


def leaf_note(leaf: LeafResult, office: str) -> str:
    """Return why a leaf has the score that it has, or why it has none."""
    if leaf.is_changed:
        return review_note(leaf)
    if leaf.state is LeafState.COUNTED:
        return "" if leaf.answer is None else _counted_note(leaf, leaf.answer)
    if leaf.state is LeafState.FAULTY:
        errors = error_titles(leaf)
        return f"Có lỗi, chưa tính: {errors}" if errors else "Có lỗi, chưa tính"
    if leaf.state is LeafState.NO_RETURN and leaf.unit is not None:
        return f"Chưa có bản nộp của {leaf.unit.name}"
    if leaf.state is LeafState.OFFICE:
        return f"{office} chấm"
    state: str = leaf.state.value
    return state[:1].upper() + state[1:]


def _counted_note(leaf: LeafResult, answer: Answer) -> str:
    notes = (
        "Không phát sinh" if answer.not_arisen.value else "",
        "" if has_evidence(leaf) or not leaf.score else "Chỉ có giải trình, chưa có tài liệu kiểm chứng",
        _shortfall(leaf, answer) if leaf.lost else "",
    )
    return ". ".join(note for note in notes if note)


def _shortfall(leaf: LeafResult, answer: Answer) -> str:
    scale, ticked = leaf.criterion.scale, answer.ticked
    if isinstance(scale, Levels):
        reached = [line.text for line in scale.lines if line.id in ticked]
        return f"Mức đạt: {'; '.join(reached)}" if reached else ""
    if isinstance(scale, Cumulative) and ticked:
        return "Chưa đạt: " + "; ".join(line.text for line in scale.lines if line.id not in ticked)
    if isinstance(scale, Rate) and answer.numerator and answer.denominator:
        return _rate(answer.numerator.value, answer.denominator.value)
    return ""


def _rate(numerator: Decimal | None, denominator: Decimal | None) -> str:
    if numerator is None or not denominator:
        return ""
    return f"Tỷ lệ {format_number(numerator)}/{format_number(denominator)} = {format_percent(numerator / denominator)}"


def _recognised(result: Result, number: int) -> str:
    """Return what the office decided about an initiative; empty where it decided nothing."""
    found = result.initiative_reviews[number - 1] if result.initiative_reviews else None
    if found is None:
        return ""
    said = "Đã được công nhận" if found.opinion.is_recognised else "Không được công nhận"
    return f"{said}: {found.opinion.reason}" if found.opinion.reason else said


def _initiative_row(number: int, unit: Unit, given: Initiative, decided: str) -> ReportRow:
    title = given.title.value or "Chưa nêu tên"
    return ReportRow(
        {
            "stt": str(number),
            "co_quan": unit.name,
            "sang_kien": "\n".join(filter(None, (title, given.content.value, decided))),
            "quy_mo": given.reach.value or "Chưa nêu",
            "kinh_phi": given.cost.value or "Chưa nêu",
            "thoi_gian": given.duration.value or "Chưa nêu",
        }
    )


def _coordination_rows(basis: Basis, result: Result) -> tuple[ReportRow, ...]:
    leads = _leads(basis, result)
    office = basis.period.sender.name
    return tuple(
        row
        for shared in result.shared
        for row in _shared_rows(shared, listed(leads.get(shared.criterion.code, ())) or office)
    )


def _leads(basis: Basis, result: Result) -> Mapping[str, tuple[str, ...]]:
    """Return the names of the agencies that score a row or what stands under it, by the row's code."""
    found: dict[str, dict[str, None]] = {}
    for leaf in result.leaves:
        if leaf.unit is not None:
            for row in (*basis.catalogue.ancestors(leaf.criterion.code), leaf.criterion):
                found.setdefault(row.code, {})[leaf.unit.name] = None
    return {code: tuple(names) for code, names in found.items()}


def _shared_rows(shared: SharedCriterion, lead: str) -> tuple[ReportRow, ...]:
    head = {
        "tieu_chi": f"{shared.criterion.code} {shared.criterion.name}",
        "chu_tri": lead,
        "diem": score_text(shared.score),
    }
    return tuple(
        ReportRow({**head, **_contribution(shared.score, assignment, unit, given)})
        for assignment, unit, given in shared.contributions
    )


def _contribution(
    score: Decimal | None, assignment: Assignment, unit: Unit, given: Contribution | None
) -> Mapping[str, str]:
    proposed = None if given is None else given.proposed.value
    return {
        "phoi_hop": f"{unit.name}: {assignment.content}",
        "de_xuat": score_text(proposed),
        "ghi_chu": _proposal_note(score, given, proposed),
    }


def _proposal_note(score: Decimal | None, given: Contribution | None, proposed: Decimal | None) -> str:
    if given is None:
        return "Chưa có bản nộp"
    if given.is_empty:
        return "Chưa có nội dung phối hợp"
    if proposed is None:
        return "Không đề xuất điểm"
    if score is None:
        return "Chưa có điểm của cơ quan chủ trì để so sánh"
    return "Thống nhất" if proposed == score else "KHÁC điểm của cơ quan chủ trì, đề nghị xem xét"


def _annex_rows(basis: Basis, result: Result) -> tuple[ReportRow, ...]:
    leaves = {leaf.criterion.code: leaf for leaf in result.leaves}
    office = basis.period.sender.name
    rows = [
        _annex_leaf(leaves[row.code], office)
        if row.code in leaves
        else _annex_heading(
            row.code,
            row.name,
            result.headings[row.code],
            RowStyle.TOTAL if row.level is Level.FIELD else RowStyle.HEADING,
        )
        for row in basis.catalogue.criteria
    ]
    return (*rows, _annex_heading("", "Tổng cộng", result.total, RowStyle.TOTAL))


def _annex_heading(code: str, name: str, total: Total, style: RowStyle) -> ReportRow:
    values = {"ma": code, "ten": name, "diem_toi_da": score_text(total.maximum), "diem": reached_text(total)}
    blank = dict.fromkeys(("bi_tru", "co_quan", "tai_lieu", "giai_trinh", "ghi_chu"), "")
    return ReportRow({**values, **blank}, style)


def _annex_leaf(leaf: LeafResult, office: str) -> ReportRow:
    note = leaf_note(leaf, office)
    given: Sequence[str | None] = (leaf.answer.explanation.value if leaf.answer else None, note)
    return ReportRow(
        {
            **_leaf_values(leaf, note),
            "co_quan": leaf.unit.name
            if leaf.unit
            else office
            if leaf.criterion.method is Method.OFFICE
            else NOTHING,
            "tai_lieu": (leaf.answer.evidence.value if leaf.answer else None) or "",
            "giai_trinh": "\n".join(text for text in given if text),
        }
    )
