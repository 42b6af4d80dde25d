"""Page “Thư”: invitations, reminders and feedback as drafts or sent, who got what, and replies from the mailbox."""

from collections.abc import Mapping

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from par_excel.model import LetterKind
from par_excel.panel.files import openable_among
from par_excel.panel.jobs import Progress
from par_excel.panel.pages.period import begin, name_here, page, period_of, view_of
from par_excel.panel.periods import KnownPeriod
from par_excel.panel.running import this_panel
from par_excel.system.passwords import password
from par_excel.workflow.correspondence.letters import planned
from par_excel.workflow.correspondence.mail import (
    Fate,
    LetterDelivery,
    post_office_of,
    send,
    sent_letters,
    to_send,
    write_drafts,
)

letters = Blueprint("letters", __name__, url_prefix="/ky/<id_>/thu")
_HERE = "thu/"
_KINDS: Mapping[str, LetterKind] = {
    "moi": LetterKind.INVITE,
    "nhac": LetterKind.REMIND,
    "phan-hoi": LetterKind.FEEDBACK,
}


@letters.get("/")
def show(id_: str) -> str:
    """Show what can be written, what lies ready, and what went out."""
    known = period_of(id_)
    view = view_of(known)
    period = view.basis.period
    return page(
        "letters.html",
        known,
        _HERE,
        kinds=_KINDS,
        standing=view.standing,
        units=view.basis.units,
        sent=sent_letters(known.folder)[::-1],
        drafts=openable_among(known.folder, sorted(known.folder.letters.rglob("*.eml"))),
        may_send=period.post_office is not None,
        may_fetch=period.postbox is not None,
    )


@letters.post("/lap/<kind>")
def write(id_: str, kind: str) -> Response:
    """Write the letters of a kind as drafts."""
    known, chosen = period_of(id_), _kind(kind)
    panel = this_panel()

    def work(progress: Progress) -> str:
        progress(0, 1)
        drafts = write_drafts(known.folder, chosen, now=panel.clock())
        without = len(drafts.mail.without_address)
        more = f" {without} cơ quan chưa có địa chỉ." if without else ""
        return f"Đã lập {len(drafts.mail.letters)} thư {chosen.value}.{more}"

    return begin(f"Lập thư {chosen.value}", work, then=_address(known))


@letters.get("/gui/<kind>")
def confirm(id_: str, kind: str) -> str:
    """Show what would be sent to whom; nothing is sent before it is confirmed."""
    known, chosen = period_of(id_), _kind(kind)
    plan = to_send(known.folder, planned(known.folder, chosen, now=this_panel().clock()))
    return page(
        "sending.html", known, _HERE, kind=kind, letter=chosen, plan=plan, to_send=_count(plan, Fate.TO_SEND)
    )


@letters.post("/gui/<kind>")
def send_now(id_: str, kind: str) -> Response:
    """Send the letters of a kind."""
    known, chosen = period_of(id_), _kind(kind)
    panel, by = this_panel(), name_here() or "không rõ"
    office = post_office_of(known.folder)
    secret = request.form.get("mat_khau") or (
        password("PAR_EXCEL_SMTP_PASSWORD", "par_excel smtp", office.user) if office.user else None
    )

    def work(progress: Progress) -> str:
        # planned anew: a colleague may have sent some since the page was shown
        plan = to_send(known.folder, planned(known.folder, chosen, now=panel.clock()))
        done = send(known.folder, chosen, plan, by=by, password=secret, clock=panel.clock, progress=progress)
        return (
            "; ".join(f"{_count(done, fate)} thư {fate.value}" for fate in Fate if _count(done, fate)) + "."
        )

    return begin(f"Gửi thư {chosen.value}", work, then=_address(known))


@letters.post("/lay")
def fetch_now(id_: str) -> Response:
    """Fetch the replies, then take them in."""
    from par_excel.workflow.correspondence.fetch import fetch, postbox_of  # noqa: PLC0415 - imapclient

    known = period_of(id_)
    postbox = postbox_of(known.folder)
    secret = request.form.get("mat_khau") or (
        password("PAR_EXCEL_IMAP_PASSWORD", "par_excel imap", postbox.office.user)
        if postbox.office.user
        else None
    )

    def work(progress: Progress) -> str:
        fetched = fetch(known.folder, password=secret, progress=progress)
        return f"Đã xem hộp thư: {len(fetched.letters)} thư lần này, {fetched.before} thư đã lấy trước đó."

    return begin("Lấy thư trả lời", work, then=f"/ky/{known.id}/tinh-hinh", meanwhile=_address(known))


def _kind(said: str) -> LetterKind:
    return _KINDS[said] if said in _KINDS else abort(404)


def _count(plan: tuple[LetterDelivery, ...], fate: Fate) -> int:
    return sum(each.fate is fate for each in plan)


def _address(known: KnownPeriod) -> str:
    return f"/ky/{known.id}/{_HERE}"
