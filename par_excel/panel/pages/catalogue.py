"""Page “Bộ tiêu chí”: copied out of the official document, looked over row by row beside its source, confirmed by name."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from par_excel.model import DOCUMENTS
from par_excel.panel.files import openable_among
from par_excel.panel.jobs import Progress
from par_excel.panel.pages.period import begin, name_here, page, period_of, said_name
from par_excel.panel.periods import KnownPeriod
from par_excel.panel.running import this_panel
from par_excel.panel.uploads import required_file
from par_excel.workflow.catalogue.confirming import candidate_of, confirm_rows

catalogue = Blueprint("catalogue", __name__, url_prefix="/ky/<id_>/bo-tieu-chi")
_HERE = "thiet-lap/"


@catalogue.get("/")
def show(id_: str) -> str:
    """Show every row beside what it was copied from."""
    known = period_of(id_)
    candidate = candidate_of(known.folder)
    rows = () if candidate.basis is None else candidate.basis.catalogue.criteria
    return page(
        "catalogue.html",
        known,
        _HERE,
        candidate=candidate,
        rows=rows,
        left=sum(not row.provenance.is_verified for row in rows),
        documents=openable_among(known.folder, sorted((known.folder.root / DOCUMENTS).glob("*"))),
        workbook=openable_among(known.folder, [known.folder.outbox / "tieu_chi.xlsx"]),
        name=name_here(),
    )


@catalogue.post("/nhap")
def take_document(id_: str) -> Response:
    """Copy the criteria out of a document; the set in use stays as it is."""
    from par_excel.workflow.catalogue.importing import import_catalogue  # noqa: PLC0415 - readers of documents

    known, panel = period_of(id_), this_panel()
    given = required_file("chọn quyết định của Bộ Nội vụ (Word, PDF có chữ, Excel hoặc trang đã lưu).")

    def work(progress: Progress) -> str:
        progress(0, 1)
        with given.on_disk() as file:
            found = import_catalogue(known.folder, file, now=panel.clock()).transcript
        return f"Đã đọc {len(found.rows)} dòng tiêu chí; {len(found.doubtful)} dòng cần xem kỹ."

    return begin("Nhập bộ tiêu chí từ văn bản", work, then=_address(known))


@catalogue.post("/xac-nhan")
def confirm(id_: str) -> Response:
    """Take the set into use, with the rows that were held against the document marked by name."""
    known = period_of(id_)
    used = confirm_rows(known.folder, request.form.getlist("dong"), by=said_name(), now=this_panel().clock())
    if used.problems:
        raise used.problems[0]
    return redirect(_address(known), 303)


@catalogue.post("/bieu-mau")
def make_forms(id_: str) -> Response:
    """Write the form of every agency."""
    from par_excel.workflow.folder.catalogue import make_templates  # noqa: PLC0415 - xlsxwriter

    known = period_of(id_)

    def work(progress: Progress) -> str:
        paths = make_templates(known.folder, progress=progress)
        return (
            f"Đã lập {len(paths)} biểu mẫu trong thư mục templates. Việc tiếp theo: soạn thư mời ở trang Thư."
        )

    return begin("Lập biểu mẫu", work, then=f"/ky/{known.id}/thu/", meanwhile=_address(known))


def _address(known: KnownPeriod) -> str:
    return f"/ky/{known.id}/bo-tieu-chi/"
