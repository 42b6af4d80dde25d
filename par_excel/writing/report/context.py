"""What fills the fields of the Word template: every name that `report_fields` declares, and no other."""

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from par_excel.model import Basis, LeafResult, LeafState, Result, Total
from par_excel.vietnamese import fold
from par_excel.writing.book.figures import leaves_by_field
from par_excel.writing.book.texts import office_head, score_head
from par_excel.writing.report import sentences as text
from par_excel.writing.report import years as report_years
from par_excel.writing.report.field_text import (
    deduction,
    field_summary,
    no_deductions,
    proposals,
    reached_in_full,
)
from par_excel.writing.report.fill import clean
from par_excel.writing.report.ranking import ranking_sentences
from par_excel.writing.report.registers import (
    evidence_sentence,
    outstanding_rows,
    outstanding_sentence,
    refused_files,
    review_sentences,
)

Value: TypeAlias = "str | bool | Mapping[str, Value] | Sequence[Value]"

_BROKEN_BRACES = re.compile(r"(?<=[{%}])_(?=[{%}])")
_FIRST_LINES = frozenset({"ủy ban nhân dân", "uỷ ban nhân dân", "hội đồng nhân dân"})
"""First lines that are no agency by themselves: the second one goes on with the name."""


def report_context(basis: Basis, result: Result) -> dict[str, Value]:
    """Return the value of every field, cleaned of what a Word file cannot hold."""
    return _clean_mapping(
        {**_head(basis), **_period(basis), **_state(basis, result), **_course(basis, result)}
        | {**_parts(basis, result), **_comparison(result)}
    )


def _head(basis: Basis) -> dict[str, Value]:
    head = basis.period.report
    recipients = [f"- {each.rstrip('.; ')}" for each in head.recipients]
    return {
        "co_quan_chu_quan": head.superior,
        "co_quan_ban_hanh": head.issuer,
        "la_mot_ten": fold(head.superior) in _FIRST_LINES,
        "ky_hieu": head.symbol,
        "dia_danh": head.place,
        "thay_mat": head.signed_for,
        "chuc_vu": head.signer_title,
        "nguoi_ky": head.signer,
        "noi_nhan": (*(f"{each};" for each in recipients[:-1]), *(f"{each}." for each in recipients[-1:])),
    }


def _period(basis: Basis) -> dict[str, Value]:
    period = basis.period
    return {
        "nam": str(period.year),
        "tinh": period.province,
        "tieu_de": text.subject(period),
        "bo_tieu_chi": period.catalogue_name,
        "co_quan_tong_hop": period.sender.name,
        "so_co_quan": text.count(len(period.units)),
        "can_cu": text.legal_bases(basis),
        "thoi_han": text.deadlines(period),
    }


def _state(basis: Basis, result: Result) -> dict[str, Value]:
    return {
        "la_du_thao": result.is_draft,
        "ly_do_du_thao": text.draft_reasons(result),
        "da_phe_duyet": result.is_approved,
        "phe_duyet": text.approval(result),
        "da_chap_nhan": text.accepted(result),
        "chua_doi_chieu": text.unverified(basis),
    }


def _course(basis: Basis, result: Result) -> dict[str, Value]:
    return {
        "qua_trinh": text.course(basis, result),
        "co_ket_qua_chung": not result.is_ranking_alone,
        "ket_qua_chung": () if result.is_ranking_alone else text.overall(basis, result),
        "co_xep_hang": bool(result.rankings),
        "xep_hang": ranking_sentences(result),
        "co_bieu_do": bool(result.total.counted),
        "ten_diem": score_head(result),
        "ten_con_cham": office_head(result, "Cơ quan tổng hợp"),
        "co_ra_soat": result.is_reviewed,
        "ra_soat": review_sentences(result, basis.period.sender.name),
    }


def _parts(basis: Basis, result: Result) -> dict[str, Value]:
    leaves = leaves_by_field(basis, result)
    office = basis.period.sender.name
    return {
        "linh_vuc": tuple(_field(total, leaves[total.key], office) for total in result.fields),
        "sang_kien": text.initiatives(basis, result),
        "co_sang_kien": bool(result.initiatives),
        "phoi_hop": text.coordination(result),
        "co_phoi_hop": any(shared.contributions for shared in result.shared),
        "kho_khan": _difficulties(result),
        "tai_lieu": evidence_sentence(result),
        "co_tai_lieu": bool(result.register),
        "ton_tai": outstanding_sentence(basis, result),
        "co_ton_tai": bool(outstanding_rows(basis, result)),
        "tep_khong_nhan": refused_files(result),
    }


def _field(total: Total, leaves: Sequence[LeafResult], office: str) -> Mapping[str, Value]:
    lost = tuple(deduction(leaf, office) for leaf in leaves if leaf.lost and leaf.lost > 0)
    return {
        "ma": total.key,
        "ten": total.name,
        "nhan_xet": field_summary(total, leaves, office),
        "co_bang": any(leaf.state is not LeafState.SURVEY for leaf in leaves),
        "da_dat": reached_in_full(leaves),
        "diem_tru": lost or (no_deductions(total),),
        "de_xuat": proposals(leaves, office),
    }


def _difficulties(result: Result) -> tuple[Mapping[str, Value], ...]:
    """Return what each agency wrote, and each ranked unit where these are few; of many, where it can be read."""
    agencies = {unit.unit.id for unit in result.agencies}
    ranked = sum(unit.unit.id not in agencies and bool(text.difficulties(unit)) for unit in result.units)
    named = [unit for unit in result.units if ranked <= text.MOST_NAMED or unit.unit.id in agencies]
    written = [(unit.unit.name, text.difficulties(unit)) for unit in named]
    if ranked > text.MOST_NAMED:
        elsewhere = f"Ý kiến của {text.count(ranked)} đơn vị có ở sheet “Khó khăn” của bảng tổng hợp."
        written.append(("Các đơn vị được xếp hạng", (elsewhere,)))
    return tuple({"co_quan": name, "noi_dung": lines} for name, lines in written if lines)


def _comparison(result: Result) -> dict[str, Value]:
    comparison = result.comparison
    if comparison is None:
        return {"co_so_sanh": False, "nam_truoc": "", "so_sanh": (), "ghi_chu_so_sanh": ""}
    return {
        "co_so_sanh": True,
        "nam_truoc": str(comparison.before.year),
        "so_sanh": report_years.sentences(comparison),
        "ghi_chu_so_sanh": report_years.not_compared(comparison),
    }


def _clean_value(value: Value) -> Value:
    if isinstance(value, str):
        # docxtpl turns {_{ into {{ after rendering; an invisible joiner keeps what was written
        return _BROKEN_BRACES.sub("_\u2060", clean(value))
    if isinstance(value, bool):
        return value
    if isinstance(value, Mapping):
        return _clean_mapping(value)
    return tuple(_clean_value(each) for each in value)


def _clean_mapping(values: Mapping[str, Value]) -> dict[str, Value]:
    return {key: _clean_value(value) for key, value in values.items()}
