"""Page “Nhật ký”: all that was received, decided, sent and approved; looking for it; backup and verifying."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from par_excel.model import ANCHOR
from par_excel.panel.jobs import Progress
from par_excel.panel.pages.period import begin, decider, name_here, page, period_of, view_of
from par_excel.panel.running import this_panel
from par_excel.vietnamese import fold
from par_excel.workflow.folder.ledgers import has_ledger
from par_excel.workflow.records.backup import back_up
from par_excel.workflow.records.log import LogFilter, read_trail
from par_excel.workflow.records.restore import restore
from par_excel.workflow.records.wording import entry_text
from par_excel.workflow.results.verify import verify_all

records = Blueprint("records", __name__, url_prefix="/ky/<id_>/nhat-ky")
_HERE = "nhat-ky/"
_SHOWN = 500
"""How many lines of the log a page shows, the newest ones."""


@records.get("/")
def show(id_: str) -> str:
    """Show the log, the newest first, as far as it is wanted."""
    known = period_of(id_)
    said, unit = request.args.get("tim", ""), request.args.get("co_quan", "")
    only_decisions = request.args.get("quyet_dinh") == "1"
    lines: list[tuple[object, str]] = []
    if has_ledger(known.folder):
        trail = read_trail(known.folder, LogFilter(unit=unit, only_decisions=only_decisions))
        lines = [(entry, entry_text(entry)) for entry in reversed(trail.entries)]
    found = [(entry, text) for entry, text in lines if fold(said) in fold(text)]
    return page(
        "records.html",
        known,
        _HERE,
        lines=found[:_SHOWN],
        count=len(found),
        said=said,
        unit=unit,
        only_decisions=only_decisions,
        units=view_of(known).basis.period.units,
        name=name_here(),
    )


@records.post("/sao-luu")
def save(id_: str) -> Response:
    """Make a safe copy."""
    known, panel = period_of(id_), this_panel()

    def work(progress: Progress) -> str:
        progress(0, 1)
        saved = back_up(known.folder, None, now=panel.clock())
        return f"Đã sao lưu {len(saved.files)} tệp vào {saved.place}."

    return begin("Sao lưu", work, then=f"/ky/{known.id}/{_HERE}")


@records.post("/khoi-phuc")
def take_over(id_: str) -> Response:
    """Take over what only the log tells: the ledger was lost, or is older than the log."""
    known, by = period_of(id_), decider()

    def work(progress: Progress) -> str:
        progress(0, 1)
        restored = restore(known.folder, by)
        decided = "; ".join(entry_text(entry) for entry in restored.decided)
        return f"Đã nhận {len(restored.entries)} dòng từ nhật ký. Quyết định: {decided or 'không có'}."

    return begin("Lập lại sổ theo dõi", work, then=f"/ky/{known.id}/{_HERE}")


@records.post("/doi-chieu")
def verify(id_: str) -> Response:
    """Hold everything that is kept and made against what was received, and the chain against a code on paper."""
    known, code = period_of(id_), request.form.get("ma", "").strip()

    def work(progress: Progress) -> str:
        progress(0, 1)
        found = verify_all(known.folder, code=code)
        if found.problems:
            return f"Có {len(found.problems)} điểm: {' '.join(found.problems)}"
        paper = f" Mã {code} trên giấy khớp với sổ theo dõi." if code else ""
        return f"Mọi thứ đều nguyên vẹn.{paper} {ANCHOR} hiện nay: {found.anchor}."

    return begin("Đối chiếu toàn bộ", work, then=f"/ky/{known.id}/{_HERE}")
