"""What fills the fields of the Word template: every name that `report_fields` declares, and no other."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from par_excel.model import Basis, LeafResult, LeafState, NoteKind, Result, Total, UnitState, told_by_office
from par_excel.writing.book.figures import leaves_by_field
from par_excel.writing.book.texts import OWN_HEAD
from par_excel.writing.report import sentences as text
from par_excel.writing.report import years as report_years
from par_excel.writing.report.difficulties import Subject, subjects
from par_excel.writing.report.evidence_gaps import gap_rows, gap_sentence
from par_excel.writing.report.field_text import deduction, field_summary, no_deductions, reached_in_full
from par_excel.writing.report.fields import FIELDS, Field, FieldKind
from par_excel.writing.report.fill import clean
from par_excel.writing.report.ranked_units import losing_sentence
from par_excel.writing.report.ranking import ranking_sentences
from par_excel.writing.report.registers import evidence_sentence

Value: TypeAlias = "str | bool | Mapping[str, Value] | Sequence[Value]"

_BROKEN_BRACES = re.compile(r"(?<=[{%}])_(?=[{%}])")
_ROMAN = ("I", "II", "III", "IV", "V", "VI")


def report_context(basis: Basis, result: Result) -> dict[str, Value]:
    """Return the value of every field, cleaned of what a Word file cannot hold; a retired one is blank."""
    filled = {**_head(basis), **_period(basis, result), **_state(result), **_course(basis, result)}
    filled |= {**_parts(basis, result), **_numbers(result), **_comparison(result)}
    return _clean_mapping(_with_retired(filled, FIELDS))


def _with_retired(filled: Mapping[str, Value], fields: Iterable[Field]) -> dict[str, Value]:
    """Return the values with a blank for each field that only older templates of an office's own may name."""
    blanks: dict[FieldKind, Value] = {FieldKind.TEXT: "", FieldKind.CONDITION: False}
    return {**{each.name: blanks.get(each.kind, ()) for each in fields if each.is_retired}, **filled}


def _head(basis: Basis) -> dict[str, Value]:
    head = basis.period.report
    # Decree 30/2020, annex I: each on a line of its own with a hyphen before, a semicolon behind, and a full stop at
    # the end.
    recipients = [f"- {each.rstrip('.; ')}" for each in head.recipients]
    return {
        "co_quan_chu_quan": head.superior,
        "co_quan_ban_hanh": head.issuer,
        "la_mot_ten": text.is_one_name(basis.period),
        "ben_bao_cao": text.reporting(basis),
        "ky_hieu": head.symbol,
        "dia_danh": head.place,
        "thay_mat": head.signed_for,
        "chuc_vu": head.signer_title,
        "nguoi_ky": head.signer,
        "kinh_gui": head.addressee,
        "noi_nhan": (*(f"{each};" for each in recipients[:-1]), *(f"{each}." for each in recipients[-1:])),
    }


def _returned(result: Result) -> str:
    """Return how many agencies have sent a return, and of how many where some have not."""
    missing = sum(unit.state is UnitState.MISSING for unit in result.units)
    every = len(result.units)
    return text.count(every - missing) + (f"/{text.count(every)}" if missing else "")


def _period(basis: Basis, result: Result) -> dict[str, Value]:
    period = basis.period
    return {
        "nam": str(period.year),
        "tinh": period.province,
        "tieu_de": text.subject(period),
        "bo_tieu_chi": period.catalogue_name,
        "co_quan_tong_hop": period.sender.name,
        "so_co_quan": _returned(result),
        "can_cu": text.legal_bases(basis, is_final=result.is_approved),
    }


def _state(result: Result) -> dict[str, Value]:
    return {
        "la_du_thao": result.is_draft,
        "ly_do_du_thao": text.draft_reasons(result),
        "da_phe_duyet": result.is_approved,
        "phe_duyet": text.approval(result),
    }


def _course(basis: Basis, result: Result) -> dict[str, Value]:
    return {
        "co_ket_qua_chung": not result.is_ranking_alone,
        "ket_qua_chung": () if result.is_ranking_alone else text.overall(basis, result),
        "co_xep_hang": bool(result.rankings),
        "xep_hang": ranking_sentences(result),
        "mat_diem": losing_sentence(result),
        "co_bieu_do": bool(result.total.counted),
        "ten_diem": OWN_HEAD,
    }


def _numbers(result: Result) -> dict[str, Value]:
    """Return which parts and annexes the report has, and their numbers: what has nothing to say of units that are ranked is left out."""
    has = {
        "giai_trinh": not result.is_ranking_alone or bool(gap_rows(result)),
        "sang_kien": not result.is_ranking_alone or bool(result.initiatives),
        "kho_khan": True,
        "kien_nghi": True,
    }
    annexes = {
        "tai_lieu": not result.is_ranking_alone or bool(result.register),
        "so_sanh": result.comparison is not None,
        "xep_hang": bool(result.rankings),
    }
    # Parts I and II and annex I are always there.
    parts, annex_numbers = _numbered(has, after=2), _numbered(annexes, after=1)
    return {
        **{f"so_{name}": number for name, number in parts.items()},
        "phu_luc_so_sanh": annex_numbers["so_sanh"],
        "phu_luc_xep_hang": annex_numbers["xep_hang"],
        "co_phan_giai_trinh": has["giai_trinh"],
        "co_phan_sang_kien": has["sang_kien"],
        "co_phu_luc_tai_lieu": annexes["tai_lieu"],
    }


def _numbered(has: Mapping[str, bool], *, after: int) -> dict[str, str]:
    """Return a Roman number for each thing that is there, in order; blank for the others."""
    left = iter(_ROMAN[after:])
    return {name: next(left) if is_there else "" for name, is_there in has.items()}


def _parts(basis: Basis, result: Result) -> dict[str, Value]:
    leaves = leaves_by_field(basis, result)
    province = basis.period.province
    return {
        "linh_vuc": tuple(_field(total, leaves[total.key], province) for total in result.fields),
        "giai_trinh_thieu": gap_sentence(result),
        "co_giai_trinh_thieu": bool(gap_rows(result)),
        "sang_kien": text.initiatives(result),
        "co_sang_kien": any(text.shown_initiatives(result)),
        "kho_khan": _subjects(subjects(basis, result, NoteKind.DIFFICULTY)),
        "kien_nghi": _subjects(subjects(basis, result, NoteKind.PROPOSAL)),
        "tai_lieu": evidence_sentence(result, basis.period.sender.name),
        "co_tai_lieu": bool(result.register) or any(told_by_office(leaf).evidence for leaf in result.leaves),
    }


def _field(total: Total, leaves: Sequence[LeafResult], province: str) -> Mapping[str, Value]:
    lost = tuple(deduction(leaf) for leaf in leaves if leaf.lost and leaf.lost > 0)
    filled: dict[str, Value] = {
        "ma": total.key,
        "ten": total.name,
        "nhan_xet": field_summary(total, leaves, province),
        "co_bang": any(leaf.state is not LeafState.SURVEY for leaf in leaves),
        "da_dat": reached_in_full(leaves),
        "diem_tru": lost or (no_deductions(total),),
    }
    return _with_retired(filled, _members("linh_vuc"))


def _subjects(found: Iterable[Subject]) -> tuple[Mapping[str, Value], ...]:
    """Return an item for each subject; older templates call the subject an agency."""
    return tuple({"chu_de": each.name, "co_quan": each.name, "noi_dung": each.lines} for each in found)


def _members(name: str) -> tuple[Field, ...]:
    return next(field.fields for field in FIELDS if field.name == name)


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
