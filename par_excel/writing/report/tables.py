"""The rows of the report's tables of results."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from par_excel.model import (
    Answer,
    Basis,
    Cumulative,
    Formula,
    Initiative,
    LeafResult,
    LeafState,
    Level,
    Levels,
    Method,
    Result,
    Total,
    Unit,
    told,
    told_by_office,
)
from par_excel.vietnamese import format_number, format_percent
from par_excel.writing.book.figures import leaves_by_field
from par_excel.writing.report.evidence_gaps import NO_SCORE, gap_rows
from par_excel.writing.report.fields import TABLES
from par_excel.writing.report.ranked_units import annex_figure_rows, field_figure_rows, losing_rows
from par_excel.writing.report.ranking import ranking_rows
from par_excel.writing.report.registers import evidence_rows
from par_excel.writing.report.rows import NOTHING, ReportRow, RowStyle, reached_text, score_text, share_text
from par_excel.writing.report.sentences import shown_initiatives
from par_excel.writing.report.years import criterion_rows, field_rows

CRITERIA = "bang_tieu_chi"
"""Tables of criteria stand once per field: their name goes on with a colon and the field's code."""


def rows_by_table(basis: Basis, result: Result) -> Mapping[str, Sequence[ReportRow]]:
    """Return the rows of every table of the report, by the table's name."""
    by_field = leaves_by_field(basis, result)
    return {
        **{each.name: () for each in TABLES if each.is_retired},
        "bang_xep_hang": ranking_rows(result),
        "bang_don_vi_linh_vuc": field_figure_rows(result),
        "bang_don_vi_tieu_chi": losing_rows(result),
        "bang_don_vi_phu_luc": annex_figure_rows(basis, result),
        "bang_linh_vuc": _field_rows(result),
        **{f"{CRITERIA}:{code}": _criteria_rows(leaves) for code, leaves in by_field.items()},
        "bang_giai_trinh": gap_rows(result),
        "bang_sang_kien": tuple(
            _initiative_row(number, unit, initiative)
            for number, (unit, initiative) in enumerate(shown_initiatives(result), start=1)
        ),
        "bang_phu_luc": _annex_rows(basis, result),
        "bang_tai_lieu": evidence_rows(result, basis.period.sender.name),
        "bang_so_sanh": () if result.comparison is None else field_rows(result.comparison),
        "bang_so_sanh_tieu_chi": () if result.comparison is None else criterion_rows(result.comparison),
    }


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


def _criteria_rows(leaves: Sequence[LeafResult]) -> tuple[ReportRow, ...]:
    shown = (leaf for leaf in leaves if leaf.state is not LeafState.SURVEY)
    return tuple(ReportRow(_leaf_values(leaf, leaf_note(leaf))) for leaf in shown)


def _leaf_values(leaf: LeafResult, note: str) -> Mapping[str, str]:
    return {
        "ma": leaf.criterion.code,
        "ten": leaf.criterion.full_name,
        "diem_toi_da": score_text(leaf.criterion.maximum),
        "diem": score_text(leaf.score),
        "bi_tru": score_text(leaf.lost),
        "ghi_chu": note,
    }


def leaf_note(leaf: LeafResult) -> str:
    """Return which level or rate a score stands on, or that there is none."""
    if leaf.state in {LeafState.SURVEY, LeafState.BY_UNIT, LeafState.LEFT_OUT}:
        state: str = leaf.state.value
        return state[:1].upper() + state[1:]
    if leaf.score is None:
        return NO_SCORE
    figures = told_by_office(leaf).figures
    if leaf.lost and figures:
        return f"Số liệu: {'; '.join(figures.splitlines())}"
    if leaf.is_changed or leaf.answer is None:
        return ""
    not_arisen = "Không phát sinh" if leaf.answer.not_arisen.value else ""
    return not_arisen or (_shortfall(leaf, leaf.answer) if leaf.lost else "")


def _shortfall(leaf: LeafResult, answer: Answer) -> str:
    scale, ticked = leaf.criterion.scale, answer.ticked
    if isinstance(scale, Levels):
        reached = [line.text for line in scale.lines if line.id in ticked]
        return f"Kết quả: {'; '.join(reached)}" if reached else ""
    if isinstance(scale, Cumulative) and ticked:
        return "Chưa đạt: " + "; ".join(line.text for line in scale.lines if line.id not in ticked)
    if isinstance(scale, Formula) and len(answer.amounts) == len(scale.figures):
        amounts = [amount.cell.value for amount in answer.amounts]
        return _rate(*amounts) if scale.share is not None and amounts else _amounts(scale, amounts)
    return ""


def _amounts(scale: Formula, amounts: Sequence[Decimal | None]) -> str:
    """Return the figures from which a score follows."""
    given = [
        f"{figure.name} {format_number(amount)}"
        for figure, amount in zip(scale.figures, amounts, strict=True)
        if amount is not None
    ]
    return f"Số liệu: {'; '.join(given)}" if given else ""


def _rate(numerator: Decimal | None, denominator: Decimal | None) -> str:
    if numerator is None or not denominator:
        return ""
    figures = (format_number(each, grouped=True) for each in (numerator, denominator))
    return f"Tỷ lệ {'/'.join(figures)} = {format_percent(numerator / denominator)}"


def _initiative_row(number: int, unit: Unit, given: Initiative) -> ReportRow:
    return ReportRow(
        {
            "stt": str(number),
            "co_quan": unit.name,
            "sang_kien": "\n".join(filter(None, (given.title.value, given.content.value))),
            "quy_mo": given.reach.value or "",
            "kinh_phi": given.cost.value or "",
            "thoi_gian": given.duration.value or "",
        }
    )


def _annex_rows(basis: Basis, result: Result) -> tuple[ReportRow, ...]:
    leaves = {leaf.criterion.code: leaf for leaf in result.leaves}
    office = basis.period.sender.name
    rows = [
        _annex_leaf(leaves[row.code], office)
        if row.code in leaves
        else _annex_heading(
            row.code,
            row.full_name,
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
    note = leaf_note(leaf)
    words = told(leaf)
    return ReportRow(
        {
            **_leaf_values(leaf, note),
            "co_quan": leaf.unit.name
            if leaf.unit
            else office
            if leaf.criterion.method is Method.OFFICE
            else NOTHING,
            "tai_lieu": words.evidence,
            "giai_trinh": "\n".join(text for text in (note, words.explanation) if text),
        }
    )
