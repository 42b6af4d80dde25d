"""Letters that no person wrote: bounces of mail servers, and automatic replies (RFC 3464, RFC 3834, RFC 8098).

Only what the letter itself says is taken: whom it could not reach, why, and which letter it answers.
"""

import re
from collections.abc import Iterator

from par_excel.model import Notice, NoticeKind, OwnLetter
from par_excel.reading.parcels.mail_headers import (
    Headers,
    address,
    decode_words,
    media_type,
    parameter,
    parse_headers,
    subject_line,
)

IDENTITY = "x-par-excel"
"""The header by which a letter of this program is known again."""
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
_BLANK_LINE = re.compile(rb"\r?\n[ \t]*\r?\n")
_SERVERS = re.compile(r"^(mailer-daemon|postmaster|mail-daemon)@", re.IGNORECASE)
_WORDS = ("diagnostic-code", "status")
_TYPED = re.compile(r"^[a-z0-9-]+\s*;\s*", re.IGNORECASE)
_LONGEST = 1 << 18
"""Bytes of a letter in which a report and the letter that it is about are looked for."""
_MOST_BLOCKS = 100
"""How many blocks of lines are looked at for headers."""


def notice_of(headers: Headers, body: memoryview) -> Notice | None:
    """Return what an automatic letter says; None where a person wrote it."""
    if media_type(headers) == "multipart/report":
        return _of_report(headers, bytes(body[:_LONGEST]))
    sender = address(headers.get("from", ""))
    if "x-failed-recipients" in headers or (_SERVERS.match(sender) and _is_automatic(headers)):
        failed = address(headers.get("x-failed-recipients", ""))
        return _notice(NoticeKind.BOUNCE, failed, _subject(headers), headers, bytes(body[:_LONGEST]))
    if _is_reply(headers):
        return _notice(NoticeKind.REPLY, sender, _subject(headers), headers, b"")
    return None


def own_letter_of(headers: Headers) -> OwnLetter | None:
    """Return by what a letter that this program wrote is known again; None where it is none, or another answers with it.

    Whoever takes our letter, puts a form into it and sends it back writes another sender than the address for answers.
    """
    identity, answers = subject_line(headers.get(IDENTITY, "")), address(headers.get("reply-to", ""))
    if not identity or not answers or address(headers.get("from", "")) != answers:
        return None
    named = _MESSAGE_ID.search(headers.get("message-id", ""))
    return OwnLetter(
        identity=identity,
        recipient=address(headers.get("to", "")),
        message_id=named.group() if named else "",
    )


def _is_automatic(headers: Headers) -> bool:
    # a bounce has an empty sender, so that nobody bounces it in turn (RFC 5321, 4.5.5)
    has_no_sender = headers.get("return-path", "").strip() == "<>"
    return has_no_sender or headers.get("auto-submitted", "no").lower().startswith("auto-")


def _is_reply(headers: Headers) -> bool:
    """Say whether a program answered; what a system only passes on (`auto-generated`) may be a real letter."""
    said = headers.get("auto-submitted", "").lower()
    if said.startswith("auto-replied") or "x-autoreply" in headers or "x-autorespond" in headers:
        return True
    if headers.get("precedence", "").lower() == "auto_reply":
        return True
    return said.startswith("auto-generated") and "in-reply-to" in headers


def _of_report(headers: Headers, body: bytes) -> Notice:
    """Return what a report says: a bounce where a letter failed, else a word on its way."""
    blocks = list(_blocks(body))
    status = next((each for each in blocks if "action" in each or "final-recipient" in each), {})
    action = status.get("action", "").strip().lower()
    is_receipt = parameter(headers, "content-type", "report-type").lower() == "disposition-notification"
    # other actions: delayed, delivered, relayed, expanded
    failed = action in {"failed", ""} and not is_receipt
    recipient = _untyped(status.get("final-recipient", "") or status.get("original-recipient", ""))
    words = next((_untyped(status[name]) for name in _WORDS if status.get(name)), "")
    kind = NoticeKind.BOUNCE if failed else NoticeKind.REPLY
    return _notice(kind, address(recipient), subject_line(words) or _subject(headers), headers, body)


def _notice(kind: NoticeKind, recipient: str, words: str, headers: Headers, body: bytes) -> Notice:
    original = next((each for each in _blocks(body) if IDENTITY in each), {})
    quoted = [each.get("message-id", "") for each in _blocks(body)]
    named = " ".join((headers.get("in-reply-to", ""), headers.get("references", ""), *quoted))
    return Notice(
        kind=kind,
        recipient=recipient,
        words=words,
        identity=subject_line(original.get(IDENTITY, "")),
        answers=tuple(dict.fromkeys(_MESSAGE_ID.findall(named))),
    )


def _subject(headers: Headers) -> str:
    return subject_line(decode_words(headers.get("subject", "")))


def _untyped(value: str) -> str:
    """Return `a@b.vn` for `rfc822; a@b.vn`, and what stands after the name of the protocol."""
    return _TYPED.sub("", value.strip())


def _blocks(body: bytes) -> Iterator[Headers]:
    """Yield every block of lines that may be headers: those of the parts, of the report and of the letter in it."""
    for block in _BLANK_LINE.split(body)[:_MOST_BLOCKS]:
        yield parse_headers(block)
