"""What `--json` prints for programs: every command on one small period, fact by fact, beside `tests/golden/json.txt`.

Hashes are numbered in the order in which they appear, folders are shown as `…` and sizes as 0: those differ from machine
to machine.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from par_excel.form import Column
from par_excel.ledger import CODE
from par_excel.model import Mail
from par_excel.reading.parcels.mail_preview import LetterPreview
from par_excel.workflow.correspondence.fetch import FetchedMessage, FetchOutcome, FetchState
from par_excel.workflow.folder.folder import Folder
from tests.cli.conftest import Command
from tests.post.servers import CA_FILE, PASSWORD, USER, Mailbox, mail_server
from tests.workflow.periods import basis_of, full_period, good_return, send

NOW = datetime(2021, 2, 19, 2, tzinfo=UTC)
DECISION = ("--decision", "số 12/QĐ-UBND, ngày 18/02/2021", "--by", "Lê Văn B")
SIZE = re.compile(r'(?<="size_bytes": )\d+')
HASH = re.compile(r"\b[0-9a-f]{12,64}\b")
Facts = Callable[..., Any]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    folder = full_period(tmp_path / "ky")
    with mail_server(folder.root) as mailbox:
        _set_mailbox(folder, mailbox)
        yield folder


def _set_mailbox(folder: Folder, mailbox: Mailbox) -> None:
    table = f'[thu]\nmay_chu = "localhost"\ncong = {mailbox.port}\ntai_khoan = "{USER}"\n'
    authority = f'tep_chung_thu = "{CA_FILE}"\n\n'
    receiving = f'[nhan_thu]\nmay_chu = "localhost"\ntai_khoan = "{USER}"\n\n'
    folder.settings.write_text(table + authority + receiving + folder.settings.read_text("utf-8"), "utf-8")


@pytest.fixture
def facts(command: Command, folder: Folder, monkeypatch: pytest.MonkeyPatch) -> Facts:
    """Return what runs a command at a fixed time and gives what it printed as JSON."""
    monkeypatch.setattr("par_excel.cli.clock.now", lambda: NOW)
    monkeypatch.setattr("par_excel.system.account.account_name", lambda: "an.nv")
    monkeypatch.setenv("PAR_EXCEL_SMTP_PASSWORD", PASSWORD)
    monkeypatch.setenv("PAR_EXCEL_IMAP_PASSWORD", PASSWORD)
    monkeypatch.setattr("par_excel.workflow.correspondence.fetch.fetch", lambda *_, **__: _fetched(folder))

    def printed(*arguments: str | Path) -> Any:
        done = command("-C", folder.root, *arguments, "--json")
        assert done.err == ""
        return json.loads(done.out)

    return printed


def _fetched(folder: Folder) -> FetchOutcome:
    unit = basis_of(folder).units["so-b"]
    look = LetterPreview(mail=Mail(sender="b@example.vn", sent_at=NOW, subject="Nộp"), files=2, likely=1)
    letters = (
        FetchedMessage(FetchState.NEW, "b@example.vn", unit, folder.replies / "b.eml", look),
        FetchedMessage(FetchState.KNOWN, "", None),
    )
    return FetchOutcome(letters, before=3)


def _letter(form: bytes) -> bytes:
    """Return a letter with a return and a document that proves one of its criteria."""
    letter = EmailMessage()
    letter["From"], letter["Subject"] = "b@example.vn", "Nộp"
    letter["Date"] = datetime(2021, 2, 18, 3, tzinfo=UTC)
    letter.set_content("Kính gửi")
    letter.add_attachment(form, maintype="application", subtype="octet-stream", filename="so-b.xlsx")
    letter.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="1.3 bao cao.pdf")
    return letter.as_bytes().replace(letter.get_boundary().encode(), b"boundary")  # type: ignore[union-attr]


def _told(folder: Folder, command: Command, facts: Facts) -> Iterator[tuple[str, object]]:
    """Run a period from its first letter to its second approval; yield what each command prints."""
    root = folder.root
    yield "check --list (the first)", facts("check", "--list")[0]
    yield "mail invite", facts("mail", "invite")
    yield "mail invite --send", facts("mail", "invite", "--send", "--yes")
    yield "fetch", facts("fetch")
    send(folder, "la.xlsx", b"no workbook")
    send(folder, "~$so-a.xlsx", b"open in Excel")
    send(folder, "thu.eml", _letter((folder.inbox / "so-b.xlsx").read_bytes()))
    (folder.inbox / "so-b.xlsx").unlink()
    faulty = good_return(
        folder, "so-a", {("1.2-a", Column.LEVEL): "", ("1.1", Column.EVIDENCE): ""}, "2021-02-16T01:00:00Z"
    )
    send(folder, "so-a.xlsx", faulty)
    yield "check", facts("check")
    yield "approve (refused)", facts("approve", *DECISION)
    finding = facts("check")["units"][0]["findings"][0]
    command("-C", root, "waive", "so-a", finding["code"], finding["criterion"], "--reason", "bản giấy")
    yield "check (accepted)", facts("check")["units"][0]["waived"]
    (folder.inbox / "la.xlsx").unlink()
    send(folder, "so-a 2.xlsx", good_return(folder, "so-a", saved="2021-02-17T01:00:00Z"))
    yield "review", facts("review")
    yield "approve", facts("approve", *DECISION)
    yield "verify", facts("verify")
    yield "history", facts("history", "PL1")
    less = good_return(folder, "so-a", {("1.2-a", Column.LEVEL): ""}, "2021-02-18T01:00:00Z")
    send(folder, "so-a 4.xlsx", less)
    yield "merge", facts("merge")
    yield "status", facts("status", "--html")
    command("-C", root, "received", "so-a 4.xlsx", "18/02/2021 10:00", "--reason", "theo sổ văn thư")
    file = root / "xuat.csv"
    file.write_text("Mã,Điểm\n1.1,1\n1.2,1\n1.3,0.96\n", "utf-8")
    yield "entry", facts("entry")
    yield "reconcile", facts("reconcile", file)
    file.write_text("Mã;Điểm thẩm định;Ý kiến\n1.1;1;thiếu minh chứng\n1.3;0,96;\n", "utf-8")
    yield "explain", facts("explain", "--appraisal", file)
    yield "approve (again)", facts("approve", "--decision", "số 13, ngày 19/02/2021")
    yield "log", facts("log")
    yield from _told_of_catalogues(folder, facts)


def _told_of_catalogues(folder: Folder, facts: Facts) -> Iterator[tuple[str, object]]:
    """Bring a new set in, which names no agency, and begin a new year; yield what each command prints."""
    root = folder.root
    yield "catalogue check", facts("catalogue", "check")
    yield "catalogue export", facts("catalogue", "export", root / "xuat")
    document = root / "bo moi.csv"
    document.write_bytes(
        "Mã,Nội dung,Điểm tối đa\n1,Lĩnh vực 1,2\n1.1,Tiêu chí a,1\n,Đạt,1\n,Không đạt,0\n1.2,Tiêu chí b,1.5\n".encode()
    )
    yield "catalogue import", facts("catalogue", "import", document)
    yield "catalogue use (refused)", facts("catalogue", "use", "--by", "An")
    yield "catalogue use", facts("catalogue", "use", root / "xuat" / "tieu_chi.xlsx", "--by", "An")
    yield "catalogue compare", facts("catalogue", "compare", root)
    yield "init --from", facts("init", root / "moi", "--from", root, "--year", "2025")


def _shown(folder: Folder, value: object, hashes: dict[str, str]) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=1).replace(str(folder.root), "…")
    text = CODE.sub("‹mã đối chiếu›", SIZE.sub("0", text))
    return HASH.sub(lambda found: hashes.setdefault(found.group(), f"hash {len(hashes) + 1}"), text)


def test_programs_are_told_the_same_facts(
    folder: Folder, command: Command, facts: Facts, golden: Callable[[str, str], None]
) -> None:
    hashes: dict[str, str] = {}
    parts = [f"== {name}\n{_shown(folder, value, hashes)}\n" for name, value in _told(folder, command, facts)]
    golden("json.txt", "\n".join(parts))
