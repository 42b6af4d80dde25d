"""How an entry of the log is told: the same words on a terminal and on a page."""

from par_excel.ledger import Approval, Arrival, Entry, Made, Posted, kind_of
from par_excel.model import (
    CHOOSING,
    OF_REPORTS,
    SAID_IN_WORDS,
    Decision,
    DecisionKind,
    FindingKey,
    said_review,
)
from par_excel.workflow.folder.naming import short, show_moment
from par_excel.workflow.folder.own_outputs import INPUTS

_SHOWN = 5
"""How many files a line of the log names; of further ones it gives the number."""


def entry_text(entry: Entry) -> str:
    """Return what happened, in one line."""
    if isinstance(entry, Arrival):
        return f"{entry.kind.value} {entry.name} (mã {short(entry.sha256)})"
    if isinstance(entry, Made):
        return _made(entry)
    if isinstance(entry, Posted):
        why = f" – {entry.reason}" if entry.reason else ""
        why += f", gửi lúc {show_moment(entry.sent_on)}" if entry.sent_on else ""
        return f"{entry.kind.value} {entry.letter.value} cho {entry.unit} ({entry.recipient}){why}"
    if isinstance(entry, Approval):
        return (
            f"{kind_of(entry)} phiên bản {entry.version} theo Quyết định {entry.decision} "
            f"(mã {entry.fingerprint[:12]})"
        )
    return _decided(entry)


def _made(made: Made) -> str:
    names = [name.rpartition("/")[2] for name in made.files if name != INPUTS]
    more = " …" if len(names) > _SHOWN else ""
    return f"{kind_of(made)} {', '.join(names[:_SHOWN])}{more} ({len(names)} tệp)"


def _decided(entry: Decision) -> str:
    if entry.kind in SAID_IN_WORDS and entry.finding:
        return f"{entry.kind.value} {said_review(entry.finding)} – lý do: {entry.reason}"
    if entry.kind is DecisionKind.ADOPT:
        return f"{entry.kind.value}: {entry.reason}"
    key = None if entry.kind in CHOOSING | OF_REPORTS else entry.finding
    mark = f" (mã {short(entry.sha256)})" if entry.sha256 else ""
    about = f"{entry.file}{mark}" if key is None else _finding(key)
    when = f" là {show_moment(entry.received)}" if entry.received else ""
    return f"{entry.kind.value} {about}{when} – lý do: {entry.reason}"


def who_text(entry: Entry) -> str:
    """Return who did it; with the account of the computer where that has another name."""
    if isinstance(entry, Arrival | Made):
        return ""
    account = "" if isinstance(entry, Posted) or entry.account == entry.by else entry.account
    return f"{entry.by} (tài khoản {account}): " if account else f"{entry.by}: "


def _finding(key: FindingKey) -> str:
    criterion = f", tiêu chí {key.criterion}" if key.criterion else ""
    value = f", giá trị “{key.value}”" if key.value else ""
    unit = f" của {key.unit}" if key.unit else ""
    return f"{key.shown_code}{unit}{criterion}{value}"
