"""Letters that no person wrote, as servers and mail programs write them, and those that only look so."""

from email.message import EmailMessage
from textwrap import dedent

import pytest

from par_excel.model import Mail, Notice, NoticeKind, RefusalReason
from par_excel.reading.parcels.mail_headers import sender_of
from par_excel.reading.parcels.unpacking import unpack

REPORT = """\
    Return-Path: <>
    From: MAILER-DAEMON@mail.tinh.vn (Mail Delivery System)
    Subject: Undelivered Mail Returned to Sender
    Content-Type: multipart/report; report-type={report}; boundary="B"

    --B
    Content-Type: text/plain

    Sorry.
    --B
    Content-Type: message/delivery-status

    Reporting-MTA: dns; mail.tinh.vn

    Final-Recipient: rfc822; A@tinh.vn
    Action: {action}
    Status: 5.1.1
    Diagnostic-Code: smtp; 550 5.1.1 no such user

    --B
    Content-Type: {original}

    From: snv@tinh.vn
    X-Par-Excel: ky-2020; so-a; moi; 0123456789ab
    Message-ID: <ky-2020.so-a.moi.0123456789ab.ff@tinh.vn>
    Content-Type: application/octet-stream; name="phuluc_1.xlsx"
    Content-Disposition: attachment; filename="phuluc_1.xlsx"

    a form
    --B--
    """


def report(
    report_type: str = "delivery-status", action: str = "failed", original: str = "message/rfc822"
) -> bytes:
    return dedent(REPORT).format(report=report_type, action=action, original=original).encode()


def reply(**headers: str) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@tinh.vn", "Vắng mặt đến 20/02"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Tôi đi vắng.")
    message.add_attachment(
        b"a form", maintype="application", subtype="octet-stream", filename="phuluc_1.xlsx"
    )
    return message.as_bytes()


def notice(data: bytes) -> Notice | None:
    pieces = list(unpack(data))
    mail = pieces[0].mail
    assert isinstance(mail, Mail)
    if mail.notice is not None:
        [piece] = pieces
        assert piece.breach is not None
        assert (piece.breach.reason, piece.data) == (RefusalReason.AUTOMATIC, None)
    return mail.notice


@pytest.mark.parametrize("original", ["message/rfc822", "text/rfc822-headers"])
def test_a_bounce_says_whom_it_could_not_reach_why_and_which_letter(original: str) -> None:
    assert notice(report(original=original)) == Notice(
        kind=NoticeKind.BOUNCE,
        recipient="a@tinh.vn",
        words="550 5.1.1 no such user",
        identity="ky-2020; so-a; moi; 0123456789ab",
        answers=("<ky-2020.so-a.moi.0123456789ab.ff@tinh.vn>",),
    )


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (report(action="delayed"), NoticeKind.REPLY),
        (report("disposition-notification", "displayed"), NoticeKind.REPLY),
        (reply(Auto_Submitted="auto-replied"), NoticeKind.REPLY),
        (reply(Auto_Submitted="auto-replied (vacation)"), NoticeKind.REPLY),
        (reply(Auto_Submitted="auto-generated", In_Reply_To="<x@tinh.vn>"), NoticeKind.REPLY),
        (reply(X_Autoreply="yes"), NoticeKind.REPLY),
        (reply(Precedence="auto_reply"), NoticeKind.REPLY),
        (reply(X_Failed_Recipients="a@tinh.vn"), NoticeKind.BOUNCE),
        (reply(), None),
        (reply(Auto_Submitted="no"), None),
        (reply(Auto_Submitted="auto-generated"), None),
        (reply(Precedence="bulk", In_Reply_To="<x@tinh.vn>"), None),
    ],
)
def test_what_no_person_wrote_is_told_from_letters(data: bytes, kind: NoticeKind | None) -> None:
    found = notice(data)
    assert (None if found is None else found.kind) is kind


def test_a_reply_names_the_letter_that_it_answers() -> None:
    found = notice(
        reply(Auto_Submitted="auto-replied", In_Reply_To="<1@tinh.vn>", References="<0@tinh.vn> <1@tinh.vn>")
    )
    assert found is not None
    assert found.answers == ("<1@tinh.vn>", "<0@tinh.vn>")
    assert (found.recipient, found.words) == ("a@tinh.vn", "Vắng mặt đến 20/02")


def test_a_bounce_inside_a_letter_is_one_too() -> None:
    message = EmailMessage()
    message["From"] = "a@tinh.vn"
    message.set_content("Thư này bị trả lại.")
    whole = message.as_bytes()
    whole = whole.replace(b"Content-Type: text/plain", b"Content-Type: message/rfc822", 1)
    head, _, _ = whole.partition(b"\n\n")
    pieces = list(unpack(head + b"\n\n" + report()))
    assert [piece.breach.reason for piece in pieces if piece.breach] == [RefusalReason.AUTOMATIC]


def test_a_sender_whose_address_is_encoded_with_the_name_is_known() -> None:
    encoded = "=?utf-8?b?IlPhu58gVMOgaSBjaMOtbmgiIDxsYW5oLmRhb0BldmlsLmV4YW1wbGUuY29tPg==?="
    data = f"From: {encoded}\nSubject: x\n\nKính gửi".encode()
    assert sender_of(data) == "lanh.dao@evil.example.com"
