"""Letters as other programs save them (.eml, MIME): the files in them, without text bodies and signature pictures.

A letter is split here, outermost boundary first: the email package holds every line of it as an object of its own, and
asks each line for every boundary around it.
"""

import binascii
import re
import string
from collections.abc import Generator, Iterator
from itertools import islice

from msgspec.structs import replace

from par_excel.model import Limits, RefusalReason
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.bounds.inflating import CHUNK_BYTES, in_chunks
from par_excel.reading.parcels.mail_headers import (
    Headers,
    decode_words,
    disposition,
    file_name,
    mail_of,
    media_type,
    parameter,
    parse_headers,
)
from par_excel.reading.parcels.notices import notice_of, own_letter_of
from par_excel.reading.parcels.pieces import DAMAGE, NAMELESS, Container, Enclosed, is_mail_leftover, refusing
from par_excel.vietnamese import visible

_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:>?From [^\r\n]*\r?\n)?")
_BLANK_LINE = re.compile(rb"(?:\r?\n){2}|\r\r")
_MAILBOX = re.compile(rb"\n\r?\nFrom [^\r\n]{1,200} \d{4}\r?\n[A-Za-z-]{1,60}:")
"""Where a second letter begins in a mailbox (mbox): a line with sender and date that ends in the year, then headers."""
_LONGEST_HEAD = 1 << 18
_DEEPEST = 20
"""How many parts may lie in one another."""
_PARTS_FOR_EACH_FILE = 10
"""How many parts a letter may have for each file that it may hold: texts, reports and signatures are parts too."""
_SIGNATURES = frozenset(
    {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
)
_REPORTS = frozenset(
    {"message/delivery-status", "message/disposition-notification", "message/feedback-report"}
)
_LETTERS = frozenset({"message/rfc822", "message/global", "message/news"})
_BASE64 = (string.ascii_letters + string.digits + "+/=").encode() + b" \t\r\n\x0b\x0c"
_UUENCODED = frozenset({"x-uuencode", "x-uue", "uuencode"})
_SPACES = b" \t\r\n\x0b\x0c"
_PLAIN_ENCODINGS = frozenset({"", "7bit", "8bit", "binary"})
_LONGEST_TEXT, _LONGEST_LINK, _MOST_LINKS, _LINKS_SHOWN = 1 << 18, 150, 20, 3
"""Bytes of a text in which links are looked for, letters of a link, links that are counted, links that are named."""
_LINKS = {
    "text/plain": re.compile(rb"(https?://[^\s<>\"']+)", re.IGNORECASE),
    "text/html": re.compile(rb"href\s*=\s*[\"']?(https?://[^\s<>\"']+)", re.IGNORECASE),
}
"""How links stand in a text, by its kind."""


def letter_container(data: bytes, limits: Limits) -> Container:
    """Return the files of a letter.

    Raises:
        Breach: it is a mailbox of several letters.
    """
    view = _without_start(memoryview(data))
    if b"From " in data[: len(data) - len(view)] and _MAILBOX.search(data):
        raise Breach(RefusalReason.ARCHIVE, "hộp thư gồm nhiều thư; lưu từng thư thành tệp .eml")
    return _letter(view, limits)


def _letter(view: memoryview, limits: Limits) -> Container:
    headers, body = _headers_and_body(view)
    mail = replace(mail_of(headers), notice=notice_of(headers, body), own=own_letter_of(headers))
    parts = _Parts(limits)
    return Container(parts.files(headers, body, 0), mail, parts.emptiness)


def _without_start(letter: memoryview) -> memoryview:
    start = _START.match(letter)
    return letter[start.end() :] if start else letter


def _headers_and_body(view: memoryview) -> tuple[Headers, memoryview]:
    first = bytes(view[:2])
    if first.startswith((b"\r\n", b"\n")):
        return {}, view[2 if first == b"\r\n" else 1 :]
    end = _BLANK_LINE.search(view)
    head, body = (view, view[len(view) :]) if end is None else (view[: end.start()], view[end.end() :])
    return parse_headers(bytes(head[:_LONGEST_HEAD])), body


class _Parts:
    """The parts of one letter; a letter in it has parts of its own."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._parts = 0
        self._links: dict[str, None] = {}

    def emptiness(self) -> Breach:
        """Return what is said of a letter without files: which links it has instead."""
        links = list(self._links)
        shown = ", ".join(links[:_LINKS_SHOWN])
        more = f" và {len(links) - _LINKS_SHOWN} đường dẫn khác" if len(links) > _LINKS_SHOWN else ""
        told = f"trong thư chỉ có đường dẫn {shown}{more}, chương trình không mở đường dẫn" if links else ""
        return Breach(RefusalReason.NO_FILE, told)

    def files(self, headers: Headers, body: memoryview, depth: int) -> Iterator[Enclosed]:
        """Yield the files in a part, or the part itself where it is one."""
        kind = media_type(headers)
        self._parts += 1
        if depth > _DEEPEST or self._parts > self._limits.entries * _PARTS_FOR_EACH_FILE:
            raise Breach(RefusalReason.UNSAFE, "thư có quá nhiều phần hoặc quá nhiều lớp")
        if kind.startswith("multipart/"):
            yield from self._parts_of(headers, body, depth)
        elif kind in _LETTERS:
            yield _letter_in_letter(headers, body, self._limits)
        elif _is_aside(headers, kind):
            if kind in _LINKS:
                self._links |= dict.fromkeys(_links(headers, body, _LINKS[kind]))
        else:
            name = file_name(headers) or NAMELESS
            yield Enclosed(name=name, packed=body, content=_content(headers, body, kind))

    def _parts_of(self, headers: Headers, body: memoryview, depth: int) -> Iterator[Enclosed]:
        boundary = parameter(headers, "content-type", "boundary").encode("utf-8", "replace")
        is_empty = True
        for part in _split(body, boundary) if boundary else ():
            is_empty = False
            yield from self.files(*_headers_and_body(part), depth + 1)
        if is_empty:
            raise Breach(RefusalReason.DAMAGED, "thư bị hỏng, không tách được các tệp đính kèm")


def _split(body: memoryview, boundary: bytes) -> Iterator[memoryview]:
    """Yield the parts between the lines of a boundary; the last one may be cut off."""
    # RFC 2046, 5.1.1: a line of its own, two hyphens before the boundary, two behind the last one, blanks at its end
    line = re.compile(rb"--" + re.escape(boundary) + rb"(--)?[ \t]*(?=\r|\n|\Z)")
    start = None
    for found in line.finditer(body):
        before = bytes(body[max(found.start() - 2, 0) : found.start()])
        if before and not before.endswith((b"\r", b"\n")):
            continue
        if start is not None:
            # the line break before a boundary belongs to the boundary
            end = found.start() - (2 if before == b"\r\n" else 1)
            yield _after_line(body[start : max(end, start)])
        if found[1]:
            return
        start = found.end()
    if start is not None:
        yield _after_line(body[start:])


def _after_line(part: memoryview) -> memoryview:
    first = bytes(part[:2])
    if first == b"\r\n":
        return part[2:]
    return part[1:] if first.startswith((b"\r", b"\n")) else part


def _links(headers: Headers, body: memoryview, pattern: re.Pattern[bytes]) -> Iterator[str]:
    """Yield the addresses of the net that a text names."""
    text = b""
    try:
        for chunk in _decoded(headers, body):
            text += chunk
            if len(text) > _LONGEST_TEXT:
                break
    except (Breach, *DAMAGE):
        return
    for found in islice(pattern.finditer(text[:_LONGEST_TEXT]), _MOST_LINKS):
        link = found[1].decode("utf-8", "replace").rstrip(".,;:!?)]}")
        yield visible(link if len(link) <= _LONGEST_LINK else f"{link[:_LONGEST_LINK]}…")


def _letter_in_letter(headers: Headers, body: memoryview, limits: Limits) -> Enclosed:
    is_plain = headers.get("content-transfer-encoding", "").lower() in _PLAIN_ENCODINGS
    content = body if is_plain else memoryview(b"".join(_decoded(headers, body)))
    view, name = _without_start(content), file_name(headers)
    if not name:
        inner, _ = _headers_and_body(view)
        name = f"{decode_words(inner.get('subject', '')) or 'thư kèm theo'}.eml"
    return Enclosed(
        name=name,
        packed=content,
        content=refusing(Breach(RefusalReason.NO_FILE, "")),
        container=_letter(view, limits),
    )


def _is_aside(headers: Headers, kind: str) -> bool:
    """Say whether a part is no file that someone sent: a text, a signature, a picture in a signature, a report."""
    if kind in _SIGNATURES or kind in _REPORTS or is_mail_leftover(file_name(headers)):
        return True
    if disposition(headers) == "attachment":
        return False
    if kind.startswith("image/"):
        return "content-id" in headers  # the text refers to it by this name: a logo or a signature
    return kind.startswith("text/") and not file_name(headers)


def _content(headers: Headers, body: memoryview, kind: str) -> Generator[bytes, None, None]:
    if kind == "message/partial":
        raise Breach(RefusalReason.ARCHIVE, "thư bị chia thành nhiều phần, đây chỉ là một phần")
    if kind == "message/external-body":
        raise Breach(RefusalReason.NO_FILE, "tệp đính kèm chỉ là đường dẫn đến nơi khác")
    yield from _decoded(headers, body)


def _decoded(headers: Headers, body: memoryview) -> Iterator[bytes]:
    encoding = headers.get("content-transfer-encoding", "").lower()
    if "base64" in encoding:
        yield from _from_base64(body)
    elif encoding in _UUENCODED:
        yield from _from_uuencode(body)
    elif "quoted-printable" in encoding:
        yield binascii.a2b_qp(bytes(body))
    else:
        yield from in_chunks(body)


def _from_uuencode(body: memoryview) -> Iterator[bytes]:
    """Yield decoded bytes: a line each, between `begin` and `end`; programs differ in what they put behind a line."""
    for line in bytes(body).partition(b"begin ")[2].splitlines()[1:]:
        if line.strip() == b"end":
            return
        size = (line[0] - 32) & 63 if line else 0
        if size:
            yield binascii.a2b_uu(line[: 1 + -(-size // 3) * 4])


def _from_base64(body: memoryview) -> Iterator[bytes]:
    """Yield decoded bytes; mailing lists and virus scanners write their own lines behind the last one."""
    foreign = _foreign_to_base64(body)
    if foreign < len(body):
        footer = max(bytes(body[:foreign]).rfind(end) for end in (b"\n\n", b"\n\r\n", b"=\n", b"=\r\n"))
        if footer <= 0:
            raise Breach(RefusalReason.DAMAGED, "tệp đính kèm bị hỏng khi gửi (mã base64)")
        body = body[: footer + 1]
    rest = b""
    for at in range(0, len(body), CHUNK_BYTES):
        letters = rest + bytes(body[at : at + CHUNK_BYTES]).translate(None, _SPACES)
        letters, padding, _ = letters.partition(b"=")
        whole = len(letters) - len(letters) % 4
        rest = letters[whole:]
        yield binascii.a2b_base64(letters[:whole])
        if padding:
            break
    if len(rest) == 1:
        raise Breach(RefusalReason.DAMAGED, "tệp đính kèm bị cắt ngang khi gửi (mã base64)")
    yield binascii.a2b_base64(rest + b"=" * (-len(rest) % 4))


def _foreign_to_base64(body: memoryview) -> int:
    """Return where the first letter stands that base64 does not know, the length where there is none."""
    for at in range(0, len(body), CHUNK_BYTES):
        chunk = bytes(body[at : at + CHUNK_BYTES])
        if foreign := chunk.translate(None, _BASE64):
            return at + chunk.index(foreign[:1])
    return len(body)
