"""Page “Tiêu chí”: every criterion with what counts and why, and the office's review of its score."""

from collections.abc import Callable, Mapping

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response

from par_excel.model import (
    Catalogue,
    ConfigError,
    Cumulative,
    LeafResult,
    LeafState,
    Levels,
    MinistryText,
    Opinion,
    Result,
    ReviewSheet,
)
from par_excel.panel.files import openable_in_inbox
from par_excel.panel.pages.period import name_here, page, period_of, said_name, view_of
from par_excel.panel.running import this_panel
from par_excel.vietnamese import NumberRefusal, parse_number
from par_excel.workflow.results.review import review

criteria = Blueprint("criteria", __name__, url_prefix="/ky/<id_>/tieu-chi")
_HERE = "tieu-chi/"

_FILTERS: Mapping[str, tuple[str, Callable[[Result, LeafResult], bool]]] = {
    "mat-diem": ("Bị trừ điểm", lambda _, leaf: bool(leaf.lost)),
    "thieu-tai-lieu": (
        "Không có tài liệu",
        lambda _, leaf: leaf.answer is not None and leaf.answer.evidence.is_empty,
    ),
    "khac-nhau": ("Ý kiến khác nhau", lambda result, leaf: _is_disputed(result, leaf.criterion.code)),
    "chua-tinh": ("Chưa tính", lambda _, leaf: leaf.state in {LeafState.FAULTY, LeafState.UNANSWERED}),
    "chua-doi-chieu": ("Chưa đối chiếu", lambda _, leaf: not leaf.criterion.provenance.is_verified),
}


def _is_disputed(result: Result, code: str) -> bool:
    return any(shared.differs and shared.criterion.code == code for shared in result.shared)


@criteria.get("/")
def show(id_: str) -> str:
    """Show the tree, or what a filter leaves of it."""
    known = period_of(id_)
    view = view_of(known)
    result, chosen = view.result, request.args.get("loc", "")
    keep = _FILTERS[chosen][1] if chosen in _FILTERS else lambda *_: True
    leaves = {leaf.criterion.code: leaf for leaf in result.leaves if keep(result, leaf)}
    catalogue = view.basis.catalogue
    shown = {above for code in leaves for above in _with_above(catalogue, code)}
    return page(
        "criteria.html",
        known,
        _HERE,
        rows=[row for row in catalogue.criteria if row.code in shown],
        leaves=leaves,
        filters={key: name for key, (name, _) in _FILTERS.items()},
        chosen=chosen,
    )


def _with_above(catalogue: Catalogue, code: str) -> tuple[str, ...]:
    parent = catalogue[code].parent
    return (code,) if parent is None else (*_with_above(catalogue, parent), code)


@criteria.get("/<code>")
def detail(id_: str, code: str) -> str:
    """Show one criterion, with contributions side by side and the place for the review."""
    known = period_of(id_)
    view = view_of(known)
    leaf = _leaf(view.result, code)
    scale = leaf.criterion.scale
    lines = scale.lines if isinstance(scale, Levels | Cumulative) else ()
    return page(
        "criterion.html",
        known,
        _HERE,
        leaf=leaf,
        lines=lines,
        shared=[each for each in view.result.shared if each.criterion.code == code],
        documents=[
            (each, openable_in_inbox(known.folder, each.file))
            for each in view.result.evidence
            if each.criterion == code
        ],
        name=name_here(),
    )


def _leaf(result: Result, code: str) -> LeafResult:
    found = next((leaf for leaf in result.leaves if leaf.criterion.code == code), None)
    return abort(404) if found is None else found


@criteria.post("/<code>/ra-soat")
def record(id_: str, code: str) -> Response:
    """Record what the office says of the score."""
    known = period_of(id_)
    leaf = _leaf(view_of(known).result, code)
    said = request.form.get("diem", "").strip()
    read = parse_number(said) if said else None
    if isinstance(read, NumberRefusal):
        raise ConfigError(f"“{said}” không phải là điểm.", "ghi điểm bằng số, ví dụ 0,5.")
    opinion = Opinion(
        criterion=code,
        score=None if read is None else read.value,
        ticks=tuple(request.form.getlist("muc")),
        reason=request.form.get("ly_do", "").strip(),
        over=leaf.own,
        told=MinistryText(
            **{part: request.form.get(part, "").strip() for part in ("figures", "evidence", "explanation")}
        ),
    )
    review(known.folder, ReviewSheet(opinions=(opinion,)), by=said_name(), now=this_panel().clock())
    return redirect(f"/ky/{id_}/tieu-chi/{code}", 303)
