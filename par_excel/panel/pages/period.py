"""What all pages of one period share: which period an address means, which pages there are, and who decides."""

import re
from collections.abc import Mapping

from flask import abort, redirect, render_template, request, session
from werkzeug.wrappers import Response

from par_excel.model import ConfigError, StepKind
from par_excel.panel.jobs import Work
from par_excel.panel.periods import KnownPeriod
from par_excel.panel.running import this_panel
from par_excel.panel.views import PeriodView
from par_excel.system.account import account_name
from par_excel.workflow.records.decisions import Decider

PAGES: Mapping[str, str] = {
    "tinh-hinh": "Tình hình",
    "co-quan/": "Cơ quan",
    "tieu-chi/": "Tiêu chí",
    "ket-qua/": "Kết quả",
    "thu/": "Thư",
    "nhap/": "Nhập phần mềm",
    "nhat-ky/": "Nhật ký",
    "thiet-lap/": "Thiết lập",
}
"""By the last part of the address; the pages are shown in this order."""

STEPS: Mapping[StepKind, str] = {
    StepKind.DECIDE: "co-quan/",
    StepKind.LOOK: "tinh-hinh#da-nhan",
    StepKind.ADDRESS: "thiet-lap/",
    StepKind.LETTERS: "thu/",
    StepKind.FEEDBACK: "thu/",
    StepKind.MERGE: "ket-qua/",
    StepKind.APPROVE: "ket-qua/",
    StepKind.ENTRY: "nhap/",
}
"""Where a step is taken; what lies in the inbox is taken in from the page itself, and waiting needs no button."""


def period_of(id_: str) -> KnownPeriod:
    """Return the period that an address means; a page that is not there answers for one that is not known."""
    known = this_panel().periods.find(id_)
    if known is None or not known.is_there:
        abort(404)
    this_panel().watcher.attend(known)
    return known


def view_of(known: KnownPeriod) -> PeriodView:
    """Return the period as it stands."""
    return this_panel().views.of(known.folder)


_PLACES: Mapping[str, str] = {
    "templates": "trang “Thiết lập”",
    "mail invite": "trang “Thư”",
    "mail": "trang “Thư”",
    "check": "nút “Nhận và kiểm tra các tệp trong inbox”",
    "merge": "trang “Kết quả”",
    "review": "trang “Tiêu chí”",
    "approve": "trang “Kết quả”",
    "entry": "trang “Nhập phần mềm”",
    "reconcile": "trang “Nhập phần mềm”",
    "explain": "trang “Nhập phần mềm”",
    "use hoặc exclude": "trang “Cơ quan”",
    **dict.fromkeys(("use", "exclude", "include", "join", "waive", "history"), "trang “Cơ quan”"),
    **dict.fromkeys(("log", "verify", "backup", "restore"), "trang “Nhật ký”"),
}
"""Where a page does what a command does."""
# The longest names first: `mail invite` before `mail`, or the rest of it would be left in the sentence.
_BY_COMMAND = re.compile(
    rf"\b(bằng|chạy lại|chạy|dùng) lệnh ({'|'.join(sorted(_PLACES, key=len, reverse=True))})\b"
)


def on_pages(sentence: str) -> str:
    """Return a sentence that names pages and buttons in place of commands."""
    return _BY_COMMAND.sub(lambda found: _on_page(found[1], _PLACES[found[2]]), sentence)


def _on_page(how: str, place: str) -> str:
    if place.startswith("nút"):
        return f"bằng {place}" if how == "bằng" else f"bấm {place}"
    return f"ở {place}" if how == "bằng" else f"vào {place}"


def page(template: str, known: KnownPeriod, here: str, **values: object) -> str:
    """Return a page of a period."""
    return render_template(template, known=known, here=here, pages=PAGES, **values)


def begin(title: str, work: Work, *, then: str, meanwhile: str = "") -> Response:
    """Begin long work; `then` is the page that shows what came of it, `meanwhile` another one that is shown till then.

    Raises:
        Busy: other work is under way.
    """
    this_panel().jobs.start(title, work, then=then)
    return redirect(meanwhile or then, 303)


_NAME = "nguoi"


def name_here() -> str:
    """Return who works here, as far as it is known."""
    return str(session.get(_NAME, "")) or account_name()


def said_name() -> str:
    """Return the name in a form, and remember it for the next one.

    Raises:
        ConfigError: no name is given.
    """
    by = request.form.get("nguoi", "").strip()
    if not by:
        raise ConfigError("Chưa nêu người thực hiện.", "ghi họ tên vào ô “Người thực hiện”.")
    session[_NAME] = by
    return by


def decider() -> Decider:
    """Return who decides, why and when, from the fields of a form.

    Raises:
        ConfigError: no name is given.
        ReasonMissing: no reason is given.
    """
    reason = request.form.get("ly_do", "").strip()
    return Decider(by=said_name(), reason=reason, at=this_panel().clock(), account=account_name())
