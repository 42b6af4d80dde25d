"""Page “Tình hình”: who has sent what, how long there is still, what to do next; and where returns are dropped."""

from flask import Blueprint, Response, jsonify, request
from werkzeug.wrappers import Response as AnyResponse

from par_excel.model import Received, StepKind
from par_excel.panel.jobs import Progress
from par_excel.panel.pages.period import STEPS, begin, name_here, on_pages, page, period_of, view_of
from par_excel.panel.periods import KnownPeriod
from par_excel.panel.running import this_panel
from par_excel.panel.uploads import Taken, lay, take_uploads
from par_excel.workflow.demo.mended import FOLDER, mended_returns, sample_review, take_sample_review
from par_excel.workflow.intake.check import answer, check_inbox
from par_excel.workflow.results.merge import merge_inbox

_NEWEST = 20

standing = Blueprint("standing", __name__, url_prefix="/ky/<id_>")


@standing.get("/tinh-hinh")
def show(id_: str) -> str:
    """Show where the period stands."""
    known = period_of(id_)
    view = view_of(known)
    newest = sorted(view.seen.intake.collection.received, key=_when, reverse=True)
    step = view.standing.next_step
    return page(
        "standing.html",
        known,
        "tinh-hinh",
        standing=view.standing,
        newest=newest[:_NEWEST],
        steps={kind: STEPS[kind] for kind in step.kinds if kind in STEPS},
        takes_in=StepKind.TAKE_IN in step.kinds,
        what_next=on_pages(step.sentence),
        mended=mended_returns(known.folder),
        has_sample_review=sample_review(known.folder) is not None and not view.result.is_reviewed,
    )


def _when(received: Received) -> tuple[float, str]:
    return received.received.timestamp(), received.file


@standing.post("/nhan")
def take_in(id_: str) -> AnyResponse:
    """Take in what lies in the inbox, and write the feedback."""
    return _start_intake(period_of(id_))


@standing.post("/ban-sua")
def take_mended(id_: str) -> AnyResponse:
    """Lay the corrected returns of a sample period into its inbox, as if they had been dropped, and take them in."""
    known = period_of(id_)
    for path in mended_returns(known.folder):
        lay(known.folder, f"{FOLDER}/{path.name}", path.read_bytes())
    return _start_intake(known)


@standing.post("/ra-soat-mau")
def take_review(id_: str) -> AnyResponse:
    """Take the review workbook of a sample period, as if the office had just saved it, and merge."""
    known, panel = period_of(id_), this_panel()
    take_sample_review(known.folder)
    by = name_here() or "không rõ"

    def work(progress: Progress) -> str:
        merged = merge_inbox(known.folder, now=panel.clock(), progress=progress, by=by)
        recorded = () if merged.taken is None else merged.taken.recorded
        return f"Đã ghi bảng rà soát mẫu: {len(recorded)} nội dung; đã lập bảng tổng hợp và báo cáo."

    return begin("Ghi bảng rà soát mẫu", work, then=f"/ky/{id_}/tinh-hinh")


@standing.post("/tha-tep")
def drop(id_: str) -> Response:
    """Lay dropped files into the inbox and take them in; tells what became of each."""
    known = period_of(id_)
    taken = take_uploads(known.folder, request.files.getlist("tep"), note=request.form.get("ghi_chu", ""))
    _start_intake(known)
    return jsonify({"files": [_told(each) for each in taken]})


def _told(taken: Taken) -> dict[str, str]:
    return {"name": taken.name, "place": taken.place, "remark": taken.remark}


def _start_intake(known: KnownPeriod) -> AnyResponse:
    panel = this_panel()

    def work(progress: Progress) -> str:
        now = panel.clock()
        checked = check_inbox(known.folder, now=now, progress=progress)
        answer(known.folder, checked, now=now)
        count = len(checked.intake.collection.received)
        return f"Đã đọc và kiểm tra xong; sổ theo dõi có {count} tệp."

    return begin("Nhận và kiểm tra các tệp trong inbox", work, then=f"/ky/{known.id}/tinh-hinh")
