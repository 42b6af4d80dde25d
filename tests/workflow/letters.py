"""Letters as agencies, the office and mail servers send them, for the tests of intake."""

from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage, Message
from email.utils import format_datetime
from pathlib import Path

from par_excel.workflow.folder.folder import Folder
from tests.workflow.periods import period

OFFICE = "snv@example.vn"
ADDRESSES = {"so-a": "a@example.vn", "so-b": "b@example.vn"}
_XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def letter(
    sender: str,
    sent: datetime,
    files: Mapping[str, bytes] | None = None,
    *,
    inner: tuple[Message, ...] = (),
    subject: str = "Nộp biểu mẫu",
    headers: Mapping[str, str] | None = None,
) -> EmailMessage:
    """Return a letter with these workbooks, and these letters in it."""
    message = EmailMessage()
    message["From"], message["To"] = sender, OFFICE
    message["Subject"], message["Date"] = subject, format_datetime(sent)
    for name, value in (headers or {}).items():
        message[name] = value
    message.set_content("Kính gửi Sở Nội vụ.\n")
    for name, data in (files or {}).items():
        message.add_attachment(data, maintype="application", subtype=_XLSX, filename=name)
    for each in inner:
        message.add_attachment(each)
    return message


def bounce(of: EmailMessage, at: datetime, *, recipient: str, why: str = "5.2.2 mailbox full") -> bytes:
    """Return what a server answers that could not hand over a letter: the whole letter comes back in it."""
    boundary = "=_bounce"
    status = (
        "Reporting-MTA: dns; mail.example.vn\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: {why[:5]}\r\n"
        f"Diagnostic-Code: smtp; 552 {why}\r\n"
    )
    parts = [
        "Content-Type: text/plain; charset=us-ascii\r\n\r\nYour message could not be delivered.\r\n",
        f"Content-Type: message/delivery-status\r\n\r\n{status}",
        f"Content-Type: message/rfc822\r\n\r\n{of.as_string()}",
    ]
    body = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts)
    return (
        f"Return-Path: <>\r\nFrom: MAILER-DAEMON@mail.example.vn (Mail Delivery System)\r\nTo: {OFFICE}\r\n"
        f"Subject: Undelivered Mail Returned to Sender\r\nDate: {format_datetime(at)}\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"\r\n\r\n'
        f"{body}--{boundary}--\r\n"
    ).encode()


def mailing_period(root: Path) -> Folder:
    """Lay out the small period, in which the office and every agency have an address."""
    folder = period(root)
    text = folder.settings.read_text("utf-8")
    folder.settings.write_text(text.replace('email = ""', f'email = "{ADDRESSES["so-a"]}"', 1), "utf-8")
    return folder
