"""The first page: the periods known on this computer, a sample one, opening a folder."""

from pathlib import Path

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from par_excel.model import ConfigError, ParExcelError
from par_excel.panel.jobs import Progress
from par_excel.panel.periods import KnownPeriod
from par_excel.panel.running import this_panel
from par_excel.workflow.folder.folder import Folder, basis_of

start = Blueprint("start", __name__)


@start.get("/")
def home() -> str:
    """Show the known periods; one whose settings are wrong is shown with what is wrong."""
    return render_template("start.html", periods=[(each, *_title(each)) for each in this_panel().periods.all])


def _title(known: KnownPeriod) -> tuple[str, str]:
    """Return what a period is called, and what stands in the way of opening it."""
    if not known.is_there:
        return known.folder.root.name, "Không thấy thư mục này (ổ đĩa chưa nối, hoặc thư mục đã chuyển đi)."
    try:
        period = basis_of(known.folder).period
    except ParExcelError as failure:
        return known.folder.root.name, str(failure)
    return f"{period.title} – {period.province}", ""


@start.post("/mo")
def open_folder() -> Response:
    """Open a working folder whose place was typed or pasted."""
    said = request.form.get("thu_muc", "").strip().strip('"')
    if not said:
        raise ConfigError("Chưa nêu thư mục.", "dán đường dẫn của thư mục có tệp par.toml vào ô.")
    return _to(this_panel().periods.add(Path(said)))


@start.post("/quen/<id_>")
def forget(id_: str) -> Response:
    """Take a period off the list."""
    this_panel().periods.forget(id_)
    return redirect("/", 303)


@start.post("/chay-thu")
def try_out() -> Response:
    """Make the sample period in a folder of its own, and show it."""
    from par_excel.workflow.demo.demo import run_demo  # noqa: PLC0415 - brings all writers along

    panel = this_panel()
    said = request.form.get("thu_muc", "").strip().strip('"')
    root = Path(said).expanduser() if said else _free_place()

    def work(progress: Progress) -> str:
        progress(0, 1)
        run_demo(Folder(root))
        panel.periods.add(root)
        return "Đã tạo kỳ thử: tám cơ quan, nội dung các bản nộp được bịa ra để minh họa."

    panel.jobs.start("Tạo kỳ thử", work, then="/")
    return redirect("/", 303)


def _free_place() -> Path:
    """Return a folder for a sample period that is not there yet, where this user keeps documents."""
    home = Path.home()
    base = home / "Documents" if (home / "Documents").is_dir() else home
    places = (base / f"par_excel ky thu{'' if number == 1 else f' {number}'}" for number in range(1, 1000))
    return next(place for place in places if not place.exists())


def _to(known: KnownPeriod) -> Response:
    return redirect(f"/ky/{known.id}/tinh-hinh", 303)
