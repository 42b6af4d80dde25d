"""Periods to disturb: one that nobody has run anything in, and one with outputs, decisions and returns that came later."""

import io
import shutil
from email.message import EmailMessage
from pathlib import Path
from zipfile import ZipFile

from par_excel.form import Column
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.records.decisions import Decider, exclude
from par_excel.workflow.results.merge import merge_inbox
from tests.workflow.periods import RECEIVED, full_period, good_return, send

SCAN = b"%PDF-1.7\n" + b"scan " * 200
BY_HAND = "Bản của lãnh đạo".encode()


def fresh_period(root: Path) -> Folder:
    """Lay out a period with everything in its inbox and nothing done yet: no ledger, no log, no outbox."""
    folder = full_period(root)
    folder.outbox.rmdir()
    _send_the_rest(folder)
    return folder


def begun_period(root: Path) -> Folder:
    """Lay out a period that was merged once; a return was excluded, an output changed by hand, and more has come."""
    folder = full_period(root)
    send(folder, "nhầm.xlsx", good_return(folder, "so-a", saved="2021-02-16T02:00:00Z"))
    exclude(folder, "nhầm.xlsx", Decider("An", "gửi nhầm", RECEIVED))
    merge_inbox(folder, now=RECEIVED)
    change_by_hand(folder.report)
    _send_the_rest(folder)
    return folder


def complete_period(root: Path) -> Folder:
    """Lay out a period that can be approved: merged once, an output changed by hand, and a newer return has come."""
    folder = full_period(root)
    merge_inbox(folder, now=RECEIVED)
    change_by_hand(folder.report)
    newer = good_return(folder, "so-a", {("1.2-a", Column.LEVEL): ""}, saved="2021-02-17T08:00:00Z")
    send(folder, "so-a lan 2.xlsx", newer)
    return folder


APPROVE = ("approve", "--decision", "số 12/QĐ-UBND, ngày 17/02/2021", "--by", "Lê Văn B")
"""The decision of the day on which the tests of faults take place."""


def change_by_hand(path: Path) -> bytes:
    """Change an output as a person does, so that it still opens; return what stands there now."""
    with ZipFile(path, "a") as archive:
        archive.comment = BY_HAND
    return path.read_bytes()


def copy_of(folder: Folder, root: Path) -> Folder:
    """Return a copy of a period in this place; what stood there is gone."""
    shutil.rmtree(root, ignore_errors=True)
    return Folder(Path(shutil.copytree(folder.root, root)))


def _send_the_rest(folder: Folder) -> None:
    """Put into the inbox a zip with evidence, a letter with evidence, a damaged return and what is no return."""
    newer = good_return(folder, "so-a", {("1.2-a", Column.LEVEL): ""}, saved="2021-02-17T08:00:00Z")
    send(folder, "so-a lan 2.zip", _zip({"so-a lan 2.xlsx": newer, "bang chung.pdf": SCAN}))
    send(folder, "thu so-b.eml", _letter(good_return(folder, "so-b", saved="2021-02-17T07:00:00Z")))
    send(folder, "hong.xlsx", newer[: len(newer) // 2])
    send(folder, "ghi chu.pdf", b"%PDF-1.7\nkhong phai bieu mau")


def _zip(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with ZipFile(made, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def _letter(attached: bytes) -> bytes:
    letter = EmailMessage()
    letter["From"], letter["Subject"] = "Sở B <b@so-b.vn>", "Nộp phụ lục 2"
    letter["Date"] = "Wed, 17 Feb 2021 14:30:00 +0700"
    letter.set_content("Kính gửi Sở Nội vụ.")
    for name, data in {"so-b.xlsx": attached, "quyet dinh.pdf": SCAN + b"b"}.items():
        letter.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return letter.as_bytes()
