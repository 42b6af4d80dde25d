"""The first page: the periods known on this computer, a sample one, opening a folder."""

from pathlib import Path

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from par_excel.config.editing import SettingsChange
from par_excel.model import ConfigError, OutputError, ParExcelError
from par_excel.panel.jobs import Progress
from par_excel.panel.periods import KnownPeriod, free_place, period_id
from par_excel.panel.running import this_panel
from par_excel.system.desktop import desktop_link, own_opener
from par_excel.vietnamese import said_by_system
from par_excel.workflow.folder.folder import Folder, basis_of, lay_out
from par_excel.workflow.folder.renewing import renew
from par_excel.workflow.folder.settings import change_settings, first_settings

start = Blueprint("start", __name__)


@start.get("/")
def home() -> str:
    """Show the known periods; one whose settings are wrong is shown with what is wrong."""
    return _home()


def _home(linked: Path | None = None) -> str:
    return render_template(
        "start.html",
        periods=[(each, *_title(each)) for each in this_panel().periods.all],
        may_be_linked=own_opener() is not None,
        linked=linked,
    )


def _title(known: KnownPeriod) -> tuple[str, str]:
    """Return what a period is called, and what stands in the way of opening it."""
    if not known.is_there:
        return known.folder.root.name, "Không thấy thư mục này (ổ đĩa chưa nối, hoặc thư mục đã chuyển đi)."
    try:
        period = basis_of(known.folder).period
    except ParExcelError as failure:
        return known.folder.root.name, str(failure)
    return f"{period.title} – {period.province}", ""


@start.post("/lien-ket")
def link() -> str:
    """Put a link to the panel on the desktop, where the program runs out of the folder for Windows."""
    if (opener := own_opener()) is None:
        return _home()
    try:
        return _home(desktop_link("par_excel", opener.with_name("pythonw.exe"), f'-X utf8 "{opener}"'))
    except OSError as failure:
        raise OutputError(
            "biểu tượng trên màn hình nền",
            f"{said_by_system(failure)}; vẫn mở được bằng “Mở par_excel” trong thư mục chương trình.",
        ) from failure


@start.post("/mo")
def open_folder() -> Response:
    """Open a working folder whose place was typed or pasted."""
    said = request.form.get("thu_muc", "").strip().strip('"')  # “Copy as path” of Windows puts quotes around
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
    from par_excel.workflow.demo.commune_demo import run_commune_demo  # noqa: PLC0415 - brings all writers along
    from par_excel.workflow.demo.demo import run_demo  # noqa: PLC0415 - as above

    panel = this_panel()
    communes = request.form.get("xa", "")
    root = free_place("par_excel ky thu")

    def work(progress: Progress) -> str:
        progress(0, 1)
        if communes:
            run_commune_demo(Folder(root), int(communes) if communes.isdecimal() else 0)
        else:
            run_demo(Folder(root))
        panel.periods.add(root)
        return f"Đã tạo kỳ thử trong {root}; nội dung các bản nộp được bịa ra để minh họa."

    panel.jobs.start("Tạo kỳ thử", work, then=f"/ky/{period_id(root)}/tinh-hinh")
    return redirect("/", 303)


@start.get("/ky-moi")
def new_period() -> str:
    """Show the first step of a new period; the second one is the page of its settings."""
    known = this_panel().periods.all
    year = this_panel().clock().year
    return render_template(
        "new.html",
        place=free_place(f"cchc {year}"),
        periods=[(each, *_title(each)) for each in known],
        year=year,
    )


@start.post("/ky-moi")
def lay_out_period() -> Response:
    """Lay out a period, from last year's folder where one is named; the settings come next."""
    panel, form = this_panel(), request.form
    place, year = form.get("thu_muc", "").strip().strip('"'), form.get("nam", "").strip()
    if not place or not year.isdecimal():
        raise ConfigError(
            "Chưa ghi thư mục hoặc năm chỉ số.", "ghi cả hai rồi bấm lại; năm viết bằng bốn chữ số."
        )
    folder = Folder(Path(place).expanduser().resolve())
    former = panel.periods.find(form.get("nam_truoc", ""))
    if former is not None:
        renew(folder, former.folder, year=int(year))
    else:
        lay_out(folder)
    known = panel.periods.add(folder.root)
    values = first_settings(province=form.get("tinh", ""), year=int(year), is_new=former is None)
    problems = change_settings(folder, SettingsChange(values=values, lists={})).problems
    if problems:
        raise problems[0]
    return redirect(f"/ky/{known.id}/thiet-lap/?moi=1", 303)


def _to(known: KnownPeriod) -> Response:
    return redirect(f"/ky/{known.id}/tinh-hinh", 303)
