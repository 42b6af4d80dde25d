"""Page “Kết quả”: what the period comes to, what makes it a draft, the files made of it, and its approval."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from par_excel.model import ConfigError, ObstacleKind
from par_excel.panel.files import openable
from par_excel.panel.jobs import Progress
from par_excel.panel.pages.period import page, period_of, view_of
from par_excel.panel.periods import KnownPeriod
from par_excel.panel.running import this_panel
from par_excel.panel.who import decider, name_here, said_name
from par_excel.system import find_office
from par_excel.system.account import account_name
from par_excel.vietnamese import format_number
from par_excel.workflow.conclusion.approve import Approver, approve, parse_decision
from par_excel.workflow.records import decisions
from par_excel.workflow.results.merge import merge_inbox
from par_excel.workflow.results.obstacles import COMMON, obstacles_of

results = Blueprint("results", __name__, url_prefix="/ky/<id_>/ket-qua")
_HERE = "ket-qua/"


@results.get("/")
def show(id_: str) -> str:
    """Show the totals, what stands in the way, and what was made."""
    known = period_of(id_)
    view = view_of(known)
    folder = known.folder
    made = (folder.master, folder.report, folder.report_pdf)
    return page(
        "results.html",
        known,
        _HERE,
        result=view.result,
        obstacles=obstacles_of(view.basis, view.result),
        made=[openable(folder, path) for path in made if path.exists()],
        has_office=find_office() is not None,
        name=name_here(),
    )


@results.post("/lap")
def make(id_: str) -> Response:
    """Make master workbook and report."""
    known = period_of(id_)
    with_pdf, by = request.form.get("pdf") == "1", name_here() or "không rõ"
    panel = this_panel()

    def work(progress: Progress) -> str:
        merged = merge_inbox(known.folder, now=panel.clock(), progress=progress, with_pdf=with_pdf, by=by)
        total = merged.result.total
        kept = " ".join(
            f"Bản trước đã được sửa bằng tay nên được giữ lại tại {copy}." for copy in merged.kept
        )
        return (
            f"Đã lập bảng tổng hợp và báo cáo: {format_number(total.score)}/{format_number(total.self_maximum)} điểm"
            f"{' (DỰ THẢO)' if merged.result.is_draft else ''}. {merged.pdf_problem} {kept}"
        ).strip()

    panel.jobs.start("Lập bảng tổng hợp và báo cáo", work, then=_address(known))
    return redirect(_address(known), 303)


@results.post("/chap-nhan")
def accept(id_: str) -> Response:
    """Accept what stands in the way of approving, all with one reason."""
    known = period_of(id_)
    chosen = set(request.form.getlist("vuong_mac"))
    view = view_of(known)
    left = obstacles_of(view.basis, view.result).left
    marked = [each for number, each in enumerate(left) if str(number) in chosen]
    if not marked:
        raise ConfigError("Chưa chọn vướng mắc nào.", "đánh dấu các vướng mắc được chấp nhận rồi bấm lại.")
    by = decider()
    for each in marked:
        key = each.key
        value = (
            key.value
            if each.kind in {ObstacleKind.PROPOSAL, ObstacleKind.OTHER, ObstacleKind.FINDING}
            else None
        )
        named = decisions.NamedFinding(key.unit or COMMON, key.code, key.criterion, value or None)
        decisions.waive(known.folder, named, by)
    return redirect(_address(known), 303)


@results.post("/phe-duyet")
def approve_now(id_: str) -> Response:
    """Freeze the result under the decision that is named."""
    known, panel = period_of(id_), this_panel()
    said, at = request.form.get("quyet_dinh", ""), panel.clock()
    parse_decision(said, today=at.date())
    approver = Approver(by=said_name(), account=account_name(), at=at)

    def work(progress: Progress) -> str:
        done = approve(known.folder, said, approver, progress=progress)
        if done.approval is None:
            return f"Chưa phê duyệt được vì còn {len(done.obstacles)} vướng mắc (xem danh sách bên dưới)."
        return (
            f"Đã phê duyệt phiên bản {done.approval.version} theo Quyết định {done.approval.decision}; "
            f"bản lưu ở {known.folder.approved(done.approval.version)}."
        )

    panel.jobs.start("Phê duyệt", work, then=_address(known))
    return redirect(_address(known), 303)


def _address(known: KnownPeriod) -> str:
    return f"/ky/{known.id}/{_HERE}"
