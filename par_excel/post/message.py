"""A letter as the bytes of a message (RFC 5322), so that every mail program shows what was written.

Headers are folded at whole encoded words by `email.header`: the newer classes of the standard library lose spaces where
they fold a Vietnamese subject (Python 3.11). The name of an attachment stands there twice, as RFC 2231 wants it and as
older programs read it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.encoders import encode_base64
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr

from msgspec import Struct

IDENTITY = "X-Par-Excel"
"""Header with the period, the unit and the kind of the letter; ASCII, so that no mail program changes it."""
CHAIN = "X-Par-Excel-Chain"
"""Header with the code of where the chain of entries stood; no part of what the letter says."""
_LINE = 76
"""How long a line with encoded words may be (RFC 2047, 2)."""


class Attachment(Struct, frozen=True, kw_only=True):
    """A file that goes with a letter."""

    name: str
    data: bytes
    kind: str
    """Media type: `text/calendar`."""


class Address(Struct, frozen=True):
    """A mailbox with the name that is shown for it."""

    name: str
    mailbox: str


class Letter(Struct, frozen=True, kw_only=True):
    """Everything that a letter says, without when it is sent."""

    sender: Address
    recipient: Address | None
    """None where the agency's address is not known: a draft is written all the same."""
    subject: str
    text: str
    html: str
    attachments: Sequence[Attachment]
    identity: str


def draft(letter: Letter, *, anchor: str = "") -> bytes:
    """Return a letter that a mail program opens ready to be sent; the same letter gives the same bytes."""
    # Outlook opens a file with this header as a letter to be sent, not as one that came
    return _bytes(_message(letter), {CHAIN: anchor, "X-Unsent": "1"})


def dispatch(letter: Letter, at: datetime, *, anchor: str = "") -> bytes:
    """Return a letter as it is handed to a server at this moment."""
    return _bytes(_message(letter), {CHAIN: anchor, "Date": format_datetime(at)})


def content_of(letter: Letter) -> str:
    """Return the SHA-256 of what a letter says, to whom, whenever it is sent."""
    return hashlib.sha256(_bytes(_message(letter), {})).hexdigest()


def _message(letter: Letter) -> MIMEMultipart:
    whole = MIMEMultipart("mixed")
    whole["From"] = _shown(letter.sender)
    if letter.recipient is not None:
        whole["To"] = _shown(letter.recipient)
    whole["Reply-To"] = _shown(letter.sender)
    whole["Subject"] = _encoded(letter.subject, after="Subject")
    whole[IDENTITY] = letter.identity
    either = MIMEMultipart("alternative")
    either.attach(MIMEText(letter.text, "plain", "utf-8"))
    either.attach(MIMEText(letter.html, "html", "utf-8"))
    whole.attach(either)
    for each in letter.attachments:
        whole.attach(_attached(each))
    mark = _mark(letter)
    whole["Message-ID"] = _message_id(letter, mark)
    for number, part in enumerate((whole, either)):
        # chance would choose another one each time, and the same letter would be another
        part.set_boundary(f"=_par_{mark[:24]}_{number}")
    return whole


def message_id_of(letter: Letter) -> str:
    """Return by what a mail server knows a letter; it names round, unit and kind, all that automatic replies give back."""
    return _message_id(letter, _mark(letter))


def _message_id(letter: Letter, mark: str) -> str:
    named = ".".join(letter.identity.split("; ")[:3])
    return f"<{named}.{mark[:16]}@{letter.sender.mailbox.rpartition('@')[2]}>"


def _attached(attachment: Attachment) -> MIMEBase:
    main, _, sub = attachment.kind.partition("/")
    part = MIMEBase(main, sub)
    part.set_payload(attachment.data)
    encode_base64(part)
    # Outlook reads the name of the type, all others that of the disposition
    part.set_param("name", _encoded(attachment.name, after="name"))
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", attachment.name))
    return part


def _shown(address: Address) -> str:
    return formataddr((address.name, address.mailbox), charset="utf-8")


def _encoded(text: str, *, after: str) -> str:
    """Return a text as words of ASCII, none of them too long for the line that begins with this name."""
    line = " ".join(text.split())
    if line.isascii():
        return line
    return Header(line, "utf-8", maxlinelen=_LINE, header_name=after).encode(linesep="\n")


def _mark(letter: Letter) -> str:
    parts = [letter.identity, letter.subject, letter.text, letter.html]
    parts += ["" if letter.recipient is None else letter.recipient.mailbox]
    digest = hashlib.sha256("\0".join(parts).encode())
    for each in letter.attachments:
        digest.update(hashlib.sha256(each.data).digest() + each.name.encode())
    return digest.hexdigest()


def _bytes(message: MIMEMultipart, more: Mapping[str, str]) -> bytes:
    """Return a message with these headers besides; one that says nothing is left out."""
    for name, value in more.items():
        if value:
            message[name] = value
    # lines of a message end so on every system (RFC 5322, 2.1), whatever the library and the texts have
    return message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
