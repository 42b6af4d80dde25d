"""What all pages of one period share: which period an address means, and the pages that there are."""

from collections.abc import Mapping

from flask import abort, render_template

from par_excel.model import StepKind
from par_excel.panel.periods import KnownPeriod
from par_excel.panel.running import this_panel
from par_excel.panel.views import PeriodView

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


def page(template: str, known: KnownPeriod, here: str, **values: object) -> str:
    """Return a page of a period."""
    return render_template(template, known=known, here=here, pages=PAGES, **values)
