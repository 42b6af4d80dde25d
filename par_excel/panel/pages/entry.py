"""Page “Nhập phần mềm”: one criterion after the other, ready to be typed or pasted into the ministry's software."""

from contextlib import nullcontext
from threading import Lock

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response

from par_excel.panel.files import openable_among
from par_excel.panel.jobs import Progress
from par_excel.panel.pages.period import begin, name_here, page, period_of, said_name, view_of
from par_excel.panel.running import this_panel
from par_excel.panel.uploads import handed_file, required_file
from par_excel.workflow.conclusion.entry import make_entry_list, mark_entered, standing_marks, to_enter
from par_excel.workflow.conclusion.explain import explain
from par_excel.workflow.conclusion.reconcile import reconcile_file

entry = Blueprint("entry", __name__, url_prefix="/ky/<id_>/nhap")
_HERE = "nhap/"
_ONE_AT_A_TIME = Lock()
"""Two people may mark at the same moment: the list is read and written anew for each."""


@entry.get("/")
def show(id_: str) -> str:
    """Show what is typed and what is left."""
    known = period_of(id_)
    view = view_of(known)
    made = to_enter(view.basis, view.result, view.approved)
    folder = known.folder
    outputs = (folder.entry, folder.reconciliation, *sorted(folder.outbox.glob("giai_trinh*.*")))
    return page(
        "entry.html",
        known,
        _HERE,
        made=made,
        marks=standing_marks(folder, view.basis, made.entry),
        has_list=folder.entry.exists(),
        files=openable_among(folder, outputs),
    )


@entry.post("/lap")
def make(id_: str) -> Response:
    """Write the list and the folder of evidence."""
    known, panel = period_of(id_), this_panel()

    def work(progress: Progress) -> str:
        done = make_entry_list(known.folder, now=panel.clock(), progress=progress)
        return (
            f"Đã lập danh sách nhập liệu: còn {len(done.left)} tiêu chí chưa nhập, {done.files} tệp tài liệu."
        )

    return begin("Lập danh sách nhập liệu", work, then=f"/ky/{known.id}/{_HERE}")


@entry.get("/<code>")
def one(id_: str, code: str) -> str:
    """Show one criterion as it is to be typed."""
    known = period_of(id_)
    view = view_of(known)
    made = to_enter(view.basis, view.result, view.approved)
    codes = [item.criterion.code for item in made.entry.items]
    if code not in codes:
        abort(404)
    at = codes.index(code)
    item = made.entry.items[at]
    return page(
        "entry_item.html",
        known,
        _HERE,
        item=item,
        by=standing_marks(known.folder, view.basis, made.entry).get(code, ""),
        former=codes[at - 1] if at else "",
        following=codes[at + 1] if at + 1 < len(codes) else "",
        number=at + 1,
        count=len(codes),
        has_list=known.folder.entry.exists(),
        files=openable_among(known.folder, [known.folder.entry_files / each.name for each in item.files]),
        name=name_here(),
    )


@entry.post("/<code>")
def mark(id_: str, code: str) -> Response:
    """Keep that a criterion was typed, and go on to the next."""
    known, is_entered = period_of(id_), request.form.get("viec") != "bo"
    by = said_name()
    with _ONE_AT_A_TIME:
        mark_entered(known.folder, code, by=by, is_entered=is_entered, now=this_panel().clock())
    following = request.form.get("tiep", "") if is_entered else code
    return redirect(f"/ky/{id_}/{_HERE}{following}", 303)


@entry.post("/giai-trinh")
def explain_round(id_: str) -> Response:
    """Keep the ministry's appraisal, write a table for each agency to answer, and collect what came back."""
    known, panel, by = period_of(id_), this_panel(), name_here() or "không rõ"
    given = handed_file()

    def work(progress: Progress) -> str:
        with nullcontext() if given is None else given.on_disk() as file:
            made = explain(known.folder, by=by, now=panel.clock(), appraisal=file, progress=progress)
        left = sum(each.answered is None for each in made.explanations)
        told = f"Đã lập bảng giải trình: {len(made.explanations)} tiêu chí, còn {left} chưa giải trình."
        return " ".join([told, *made.refused, *made.notes])

    return begin("Giải trình bổ sung", work, then=f"/ky/{known.id}/{_HERE}")


@entry.post("/doi-chieu")
def reconcile(id_: str) -> Response:
    """Hold an export of the ministry's software against the result."""
    known, panel = period_of(id_), this_panel()
    given = required_file("chọn tệp xuất từ phần mềm (.xlsx, .csv hoặc trang đã lưu .html).")

    def work(progress: Progress) -> str:
        with given.on_disk() as file:
            found = reconcile_file(known.folder, file, now=panel.clock(), progress=progress)
        count = len(found.reconciled.mismatches)
        return (
            f"Đã so {found.reconciled.compared} tiêu chí: "
            f"{f'{count} chỗ khác, xem doi_chieu.xlsx' if count else 'khớp hoàn toàn'}."
        )

    return begin("Đối chiếu với phần mềm", work, then=f"/ky/{known.id}/{_HERE}")
