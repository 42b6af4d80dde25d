"""Page “Cơ quan”: the versions of one agency's return, what was found in it, and the decisions about it."""

from collections.abc import Iterable, Mapping

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response

from par_excel.merge.decided import may_be_waived
from par_excel.model import ConfigError, Finding, ReturnState, Severity, UnitResult
from par_excel.panel.files import openable, openable_in_inbox
from par_excel.panel.pages.period import decider, name_here, page, period_of, view_of
from par_excel.workflow.folder.naming import parse_moment
from par_excel.workflow.intake.feedback import feedback_files
from par_excel.workflow.records import decisions
from par_excel.workflow.records.history import history_of

_BESIDE = frozenset({ReturnState.ATTACHED, ReturnState.REPORT, ReturnState.EXPLANATION})
_COUNTED = frozenset({ReturnState.SUPERSEDED, ReturnState.CURRENT})

unit = Blueprint("unit", __name__, url_prefix="/ky/<id_>/co-quan")


@unit.get("/")
def overview(id_: str) -> str:
    """Show every agency."""
    known = period_of(id_)
    view = view_of(known)
    return page("units.html", known, "co-quan/", result=view.result, standing=view.standing)


@unit.get("/<unit_id>")
def show(id_: str, unit_id: str) -> str:
    """Show one agency."""
    known = period_of(id_)
    view = view_of(known)
    chosen = _result_of(view.result.units, unit_id)
    intake = view.seen.intake
    history = history_of(known.folder, chosen.unit, intake)
    return page(
        "unit.html",
        known,
        "co-quan/",
        chosen=chosen,
        standing=next(each for each in view.standing.units if each.unit.id == unit_id),
        groups=_grouped(intake.findings(unit_id)),
        waived=intake.waived(unit_id),
        may_be_waived=may_be_waived,
        has_waivable=any(map(may_be_waived, intake.findings(unit_id))),
        history=history,
        course=[each.received.errors for each in history.versions if each.received.state in _COUNTED],
        held=[each for each in intake.collection.held if each.unit == unit_id],
        undelivered=[each for each in view.standing.undelivered if each.unit.id == unit_id],
        beside=[
            (each, openable_in_inbox(known.folder, each.file))
            for each in intake.collection.received
            if each.unit == unit_id and each.state in _BESIDE
        ],
        files=[
            openable(known.folder, path) for path in feedback_files(known.folder, view.basis, chosen.unit)
        ],
        name=name_here(),
    )


def _result_of(results: Iterable[UnitResult], unit_id: str) -> UnitResult:
    found = next((each for each in results if each.unit.id == unit_id), None)
    return abort(404) if found is None else found


def _grouped(findings: Iterable[Finding]) -> Mapping[Severity, Mapping[str, list[Finding]]]:
    """Return findings by weight, errors first, and within it by what they are."""
    groups: dict[Severity, dict[str, list[Finding]]] = {severity: {} for severity in Severity}
    for finding in findings:
        groups[finding.severity].setdefault(f"{finding.code} {finding.title}", []).append(finding)
    return {severity: group for severity, group in groups.items() if group}


@unit.post("/<unit_id>/chap-nhan")
def accept(id_: str, unit_id: str) -> Response:
    """Accept findings of an agency, all with one reason."""
    known = period_of(id_)
    chosen = request.form.getlist("phat_hien")
    if not chosen:
        raise ConfigError("Chưa chọn phát hiện nào.", "đánh dấu các phát hiện được chấp nhận rồi bấm lại.")
    by = decider()
    for each in chosen:
        code, criterion, value = [*each.split("|", 2), "", ""][:3]
        decisions.waive(known.folder, decisions.NamedFinding(unit_id, code, criterion, value), by)
    return _back(id_, unit_id)


@unit.post("/<unit_id>/bo-chap-nhan")
def accept_no_longer(id_: str, unit_id: str) -> Response:
    """Take back that a finding is accepted."""
    known = period_of(id_)
    form = request.form
    named = decisions.NamedFinding(unit_id, form.get("ma", ""), form.get("tieu_chi", ""), form.get("gia_tri"))
    decisions.unwaive(known.folder, named, decider())
    return _back(id_, unit_id)


@unit.post("/<unit_id>/ban-nop/<sha256>")
def decide(id_: str, unit_id: str, sha256: str) -> Response:
    """Decide about one return: leave it out, take it back in, or correct when it was received."""
    known, by, what = period_of(id_), decider(), request.form.get("viec", "")
    if what == "loai":
        decisions.exclude(known.folder, sha256, by)
    elif what == "dung_lai":
        decisions.include(known.folder, sha256, by)
    elif what == "dung":
        decisions.use(known.folder, unit_id, sha256, by)
    elif what == "ghep":
        held = (each for each in view_of(known).result.held if each.judged.submission.sha256 == sha256)
        decisions.join(known.folder, unit_id, next((each.parts for each in held), ()), (), by)
    elif what == "nhan_luc":
        said = request.form.get("nhan_luc", "").strip()
        decisions.correct_received(known.folder, sha256, parse_moment(said) if said else None, by)
    else:
        abort(400)
    return _back(id_, unit_id)


def _back(id_: str, unit_id: str) -> Response:
    return redirect(f"/ky/{id_}/co-quan/{unit_id}", 303)
