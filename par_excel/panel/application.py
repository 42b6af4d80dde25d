"""The application: one door before every request, pages by subject, and one page for everything that goes wrong.

The words and shapes that all templates take from the rooms below stand here too.
"""

import logging
import mimetypes
import secrets
from collections.abc import Mapping

from flask import Flask, Response, g, jsonify, redirect, render_template, request
from jinja2 import StrictUndefined
from markupsafe import Markup
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from par_excel import __version__
from par_excel.model import ParExcelError, Severity, UnitState
from par_excel.panel.door import TOKEN, guard
from par_excel.panel.jobs import Jobs, PageJob
from par_excel.panel.pages import BLUEPRINTS
from par_excel.panel.pages.period import on_pages
from par_excel.panel.running import Panel, keep
from par_excel.panel.uploads import UPLOAD_BYTES
from par_excel.system.faults import said_fault
from par_excel.vietnamese import format_date, format_number, format_percent, harmless
from par_excel.workflow.folder.naming import show_moment
from par_excel.writing.status.page import shown
from par_excel.writing.status.words import deadline_text, letters_text, moment_text, unit_margin_text

_KINDS = {"text/javascript": ".js", "text/css": ".css"}
"""On Windows the registry may call them plain text, and a browser then makes no use of them."""
_TROUBLES = {
    400: "Yêu cầu không đúng. Quay lại trang trước và thử lại.",
    403: "Trang này chỉ mở được từ chương trình. Hãy mở lại par_excel (nhấp đúp biểu tượng) để vào bảng điều khiển.",
    404: "Không có trang này. Có thể tệp hoặc kỳ đánh giá đã được chuyển đi nơi khác.",
    405: "Yêu cầu không đúng. Quay lại trang trước và thử lại.",
    413: "Các tệp gửi lên cùng lúc quá lớn. Hãy chép thẳng vào thư mục inbox của kỳ đánh giá.",
    421: "Địa chỉ này không phải của bảng điều khiển.",
}


def make_application(panel: Panel) -> Flask:
    """Return the application of a panel."""
    for kind, ending in _KINDS.items():
        mimetypes.add_type(kind, ending)
    app = Flask("par_excel.panel")
    app.secret_key = secrets.token_bytes()
    # named after the port: browsers send the cookies of a host to all its ports, and another panel would write over it
    app.config["SESSION_COOKIE_NAME"] = f"{panel.door.cookie_name}_ten"
    app.config["SESSION_COOKIE_SAMESITE"] = "Strict"
    keep(app, panel)
    app.config["MAX_FORM_MEMORY_SIZE"] = 4 << 20
    app.config["MAX_CONTENT_LENGTH"] = UPLOAD_BYTES
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.finalize = shown
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(WORDS)
    app.jinja_env.filters["lines"] = _lines
    guard(app, panel.door)
    _add_common(app, panel)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


def _lines(text: str) -> Markup:
    """Return a text of several lines with its line ends; all else as everywhere."""
    return Markup("\n").join(harmless(line) for line in text.splitlines())


def _add_common(app: Flask, panel: Panel) -> None:
    @app.context_processor
    def for_all_pages() -> dict[str, object]:
        return {
            "token": getattr(g, "token", ""),
            "token_field": TOKEN,
            "job": _shown_job(panel) if getattr(g, "token", "") else None,
            "job_number": 0 if panel.jobs.current is None else panel.jobs.current.number,
            "version": __version__,
        }

    @app.post("/go-cua", endpoint="knock")
    def knock() -> Response:
        """Answer another start of the program with a new address."""
        return Response(panel.door.new_address(), mimetype="text/plain")

    @app.get("/viec")
    def job_now() -> Response:
        """Tell how far the work is; a page that asks is open."""
        panel.presence.sign()
        return jsonify(job_facts(panel.jobs))

    @app.post("/viec/dung")
    def stop_job() -> AnyResponse:
        panel.jobs.stop()
        # only to a page of this panel: an address that a form brings along could lead anywhere
        return redirect(
            request.form.get("ve", "/") if request.form.get("ve", "/").startswith("/ky/") else "/", 303
        )

    @app.post("/ket-thuc")
    def end() -> str:
        panel.presence.is_asked_to_end = True
        return render_template("ended.html")

    app.register_error_handler(HTTPException, _told)
    app.register_error_handler(ParExcelError, _told_failure)
    app.register_error_handler(Exception, _told_fault)


def _shown_job(panel: Panel) -> PageJob | None:
    """Return the work under way, or what came of it on the page that it ends on; elsewhere it would be in the way."""
    job = panel.jobs.current
    return job if job is not None and (not job.is_over or request.path == job.then) else None


def job_facts(jobs: Jobs) -> dict[str, object]:
    """Return what a page shows of the work under way."""
    job = jobs.current
    if job is None:
        return {"number": 0}
    return {
        "number": job.number,
        "title": job.title,
        "done": job.done,
        "total": job.total,
        "seconds": round(job.seconds, 1),
        "left": None if job.seconds_left is None else round(job.seconds_left),
        "over": job.is_over,
        "failed": job.has_failed,
        "stopping": job.is_stopping,
        "outcome": harmless(job.outcome),
        "then": job.then,
    }


def _told(failure: HTTPException) -> AnyResponse:
    code = failure.code or 500
    return _page(_TROUBLES.get(code, f"Không thực hiện được ({code})."), code)


def _told_failure(failure: ParExcelError) -> AnyResponse:
    return _page(on_pages(str(failure)), 409)


def _told_fault(failure: Exception) -> AnyResponse:
    logging.getLogger(__name__).error("a page failed", exc_info=failure)
    return _page(said_fault(failure), 500)


def _page(sentence: str, code: int) -> AnyResponse:
    if request.headers.get("Accept", "").startswith("application/json"):
        answer = jsonify({"sentence": harmless(sentence)})
    else:
        answer = Response(render_template("trouble.html", sentence=sentence), mimetype="text/html")
    answer.status_code = code
    return answer


STATE_CLASSES = {
    UnitState.MISSING: "missing",
    UnitState.FAULTY: "faulty",
    UnitState.VALID: "good",
    UnitState.FROZEN: "good",
}
_SEVERITY_CLASSES = {Severity.ERROR: "faulty", Severity.WARNING: "missing", Severity.NOTE: "note"}

WORDS: Mapping[str, object] = {
    "state_class": STATE_CLASSES,
    "state_sign": {"missing": "○", "faulty": "✗", "good": "✓"},
    "severity_class": _SEVERITY_CLASSES,
    "format_date": format_date,
    "points": format_number,
    "percent": format_percent,
    "moment": show_moment,
    "moment_text": moment_text,
    "deadline_text": deadline_text,
    "margin_text": unit_margin_text,
    "letters_text": letters_text,
}
