"""Page “Kết quả”: what the period comes to, what makes it a draft, the files made of it, and its approval."""

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from par_excel.model import ConfigError, ObstacleKind, Total
from par_excel.panel.files import openable_among
from par_excel.panel.jobs import Progress
from par_excel.panel.pages.period import begin, decider, name_here, page, period_of, said_name, view_of
from par_excel.panel.periods import KnownPeriod
from par_excel.panel.running import this_panel
from par_excel.system import find_office
from par_excel.system.account import account_name
from par_excel.vietnamese import format_number, local_day
from par_excel.workflow.conclusion.approve import Approver, approve, parse_decision
from par_excel.workflow.conclusion.plan import make_plan
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.records import decisions
from par_excel.workflow.results.merge import merge_inbox
from par_excel.workflow.results.obstacles import COMMON, obstacles_of
from par_excel.workflow.results.report_files import count_pages, page_picture

results = Blueprint("results", __name__, url_prefix="/ky/<id_>/ket-qua")
_HERE = "ket-qua/"


@results.get("/")
def show(id_: str) -> str:
    """Show the totals, what stands in the way, and what was made."""
    known = period_of(id_)
    view = view_of(known)
    folder = known.folder
    made = (folder.master, folder.report, folder.report_pdf, folder.control_sheet, folder.plan)
    return page(
        "results.html",
        known,
        _HERE,
        result=view.result,
        obstacles=obstacles_of(view.basis, view.result),
        made=openable_among(folder, made),
        page_count=_page_count(folder),
        by_field=[(each.name, each.ratio, _share(each)) for each in view.result.fields],
        by_unit=[(each.unit.name, each.total.ratio, _share(each.total)) for each in view.result.agencies],
        has_office=find_office() is not None,
        name=name_here(),
    )


def _share(total: Total) -> str:
    return f"{format_number(total.score)}/{format_number(total.self_maximum)}"


def _page_count(folder: Folder) -> int:
    """Return how many pages the report's PDF has; 0 where there is none of the report that lies there."""
    return count_pages(folder.report_pdf.read_bytes()) if _has_pages(folder) else 0


def _has_pages(folder: Folder) -> bool:
    pdf, report = folder.report_pdf, folder.report
    # a PDF that is older than the report is of a former one
    return pdf.is_file() and report.is_file() and pdf.stat().st_mtime >= report.stat().st_mtime


@results.get("/trang/<int:number>.png")
def picture(id_: str, number: int) -> Response:
    """Show a page of the report."""
    folder = period_of(id_).folder
    data = page_picture(folder.report_pdf.read_bytes(), number) if _has_pages(folder) else None
    return abort(404) if data is None else Response(data, mimetype="image/png")


@results.post("/lap")
def make(id_: str) -> AnyResponse:
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

    return begin("Lập bảng tổng hợp và báo cáo", work, then=_address(known))


@results.post("/ke-hoach")
def plan(id_: str) -> AnyResponse:
    """Make next year's plan of the points that were lost."""
    known, panel = period_of(id_), this_panel()

    def work(progress: Progress) -> str:
        made = make_plan(known.folder, now=panel.clock(), progress=progress)
        kept = " ".join(f"Bản trước đã sửa bằng tay được giữ tại {copy}." for copy in made.kept)
        return f"Đã lập kế hoạch khắc phục: {len(made.lost)} nội dung chưa đạt điểm tối đa. {kept}".strip()

    return begin("Lập kế hoạch khắc phục", work, then=_address(known))


@results.post("/chap-nhan")
def accept(id_: str) -> AnyResponse:
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
def approve_now(id_: str) -> AnyResponse:
    """Freeze the result under the decision that is named."""
    known, panel = period_of(id_), this_panel()
    said, at = request.form.get("quyet_dinh", ""), panel.clock()
    parse_decision(said, today=local_day(at))
    approver = Approver(by=said_name(), account=account_name(), at=at)

    def work(progress: Progress) -> str:
        done = approve(known.folder, said, approver, progress=progress)
        if done.approval is None:
            return f"Chưa phê duyệt được vì còn {len(done.obstacles)} vướng mắc (xem danh sách bên dưới)."
        return (
            f"Đã phê duyệt phiên bản {done.approval.version} theo Quyết định {done.approval.decision}; "
            f"bản lưu ở {known.folder.approved(done.approval.version)}."
        )

    return begin("Phê duyệt", work, then=_address(known))


def _address(known: KnownPeriod) -> str:
    return f"/ky/{known.id}/{_HERE}"
