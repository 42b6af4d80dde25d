"""The headers of a letter: sender, date, subject and file names, however the program that sent it wrote them.

The email package splits and decodes; its newer policy, which also parses every value, takes minutes over hostile ones.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

from par_excel.model import Mail
from par_excel.vietnamese import decode_name, tidy, visible

_LONGEST_VALUE = 8_192
"""Bytes of one header that are read; what a person wrote into one is never as long."""
_LONGEST_SUBJECT = 500
_MOST_HEADERS = 2_000
_LONGEST_HEAD = 524_288
"""Bytes in which the end of the headers is looked for."""
_FOLD = re.compile(r"\r?\n[ \t]*|\r[ \t]*")
_FIELD = re.compile(rb"^([!-9;-~]+)[ \t]*:(.*(?:\r?\n[ \t].*)*)", re.MULTILINE)
_ADDRESS = re.compile(r"(?<![^\s<>\"',;:()\[\]])[^\s<>\"',;:()\[\]]+@[^\s<>\"',;:()\[\]]+")
_YEARS = range(1980, 2200)
"""Years that a letter's date may have; any other is nonsense, and then no date is better."""
_WORDS_APART = re.compile(r"(\?=)\s*(=\?)")
"""Where two encoded words meet: some programs forget the space between them, without which none is decoded."""

Headers = Mapping[str, str]
"""First value of each header, by name in small letters, unfolded."""


def parse_headers(block: bytes) -> Headers:
    """Return the headers of a letter or of a part of one."""
    found: dict[str, str] = {}
    for number, field in enumerate(_FIELD.finditer(block)):
        if number == _MOST_HEADERS:
            break
        name = field[1].decode("ascii").lower()
        found.setdefault(name, _FOLD.sub(" ", decode_name(field[2][:_LONGEST_VALUE])).strip())
    return found


def mail_of(headers: Headers) -> Mail:
    """Return who sent a letter, when, and about what."""
    return Mail(
        sender=next(
            filter(None, (address(headers.get(name, "")) for name in ("from", "sender", "return-path"))), ""
        ),
        sent_at=moment(headers.get("date", "")),
        subject=subject_line(decode_words(headers.get("subject", ""))),
        # Each server puts its own `Received` on top, with the time behind the last semicolon (RFC 5321, 4.4): the first
        # one is of the server that took the letter in last.
        arrived_at=moment(headers.get("received", "").rpartition(";")[2]),
    )


def sender_of(letter: bytes) -> str:
    """Return the address that a whole letter says it comes from; empty where it says none."""
    head = re.split(rb"\r?\n\r?\n", letter[:_LONGEST_HEAD], maxsplit=1)[0]
    return mail_of(parse_headers(head)).sender


def subject_line(text: str) -> str:
    """Return a subject as one line to be shown."""
    return visible(" ".join(tidy(text).split()))[:_LONGEST_SUBJECT]


def address(text: str) -> str:
    """Return the address in a header such as `From`, in small letters; empty where there is none."""
    try:
        _, found = parseaddr(text)
    except (RecursionError, LookupError, TypeError, ValueError):
        found = ""
    if _ADDRESS.fullmatch(found) is None:
        # some programs encode the address with the name
        plain = _ADDRESS.search(text) or _ADDRESS.search(decode_words(text))
        found = plain.group() if plain else ""
    return visible(found.lower())


def moment(text: str) -> datetime | None:
    """Return the time in a header such as `Date`; None where it is none, or its zone is not told."""
    try:
        found = parsedate_to_datetime(text)
        # -0000 says: universal time, whatever the sender's zone is (RFC 5322, 3.3); Python gives it no zone
        if found.tzinfo is None and text.rstrip().endswith("-0000"):
            found = found.replace(tzinfo=UTC)
        return found if found.tzinfo is not None and found.astimezone(UTC).year in _YEARS else None
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def decode_words(text: str) -> str:
    """Return a header with its encoded words (RFC 2047) decoded; what cannot be decoded stays as it is."""
    if "=?" not in text:
        return text
    try:
        words = decode_header(_WORDS_APART.sub(r"\1 \2", text))
        return "".join(_decoded(word, charset) for word, charset in words)
    except (MessageError, ValueError, LookupError, ArithmeticError):
        return text


def _decoded(word: str | bytes, charset: str | None) -> str:
    if isinstance(word, str):
        return word
    if charset is None:
        return word.decode("raw-unicode-escape", "replace")  # as `decode_header` encoded what was in no word
    return in_charset(word, charset)


def in_charset(raw: bytes, charset: str) -> str:
    """Return a text in an encoding (code pages of Windows are `cp1258`); in one that it is not in, as it reads best."""
    try:
        return raw.decode(charset)
    except (LookupError, ValueError):
        return decode_name(raw)


def media_type(headers: Headers) -> str:
    """Return the media type of a part, in small letters; text where none is told."""
    return _message("Content-Type", headers.get("content-type", "")).get_content_type()


def parameter(headers: Headers, header: str, name: str) -> str:
    """Return a parameter of a header, empty where it has none: as RFC 2231 or RFC 2047 or nobody would write it."""
    found = _message(header, headers.get(header, "")).get_param(name, "", header)
    if not isinstance(found, tuple):
        return decode_words(str(found).strip())
    charset, _, text = found
    return in_charset(text.encode("latin-1", "replace"), charset or "utf-8").strip()


def disposition(headers: Headers) -> str:
    """Return whether a part is an `attachment` or `inline`; empty where it does not say."""
    return headers.get("content-disposition", "").partition(";")[0].strip().lower()


def file_name(headers: Headers) -> str:
    """Return the file name of a part, empty where it has none."""
    return parameter(headers, "content-disposition", "filename") or parameter(headers, "content-type", "name")


def _message(header: str, value: str) -> "Message[str, str]":
    message: Message[str, str] = Message()
    message[header] = value
    return message
