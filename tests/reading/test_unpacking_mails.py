"""Letters: the files in them, whoever wrote the headers; who sent them and when."""

import base64
import binascii
from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from par_excel.checks import RULES
from par_excel.model import Mail, RefusalReason
from par_excel.reading.parcels.mail_headers import address, decode_words, moment
from par_excel.reading.parcels.pieces import Piece
from par_excel.reading.parcels.unpacking import unpack
from par_excel.writing.template.workbook import template_workbook
from tests.reading.test_unpacking import PDF, found, outcome, plain_zip
from tests.reading.workbooks import form

GOOD = template_workbook(form(), RULES)
HANOI = timezone(timedelta(hours=7))
HEAD = b"From: So A <a@so-a.vn>\r\nDate: Mon, 04 Jan 2021 08:00:00 +0700\r\nSubject: Nop\r\nMIME-Version: 1.0\r\n"
ENCODED = base64.encodebytes(PDF)


def letter(
    subject: str = "Nộp phụ lục 1 – Sở A", sender: str = '"Sở A, Phòng CCHC" <SoA@QuangTri.gov.vn>'
) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Subject"] = sender, subject
    message["Date"] = datetime(2021, 1, 4, 8, 0, tzinfo=HANOI)
    message.set_content("Kính gửi Sở Nội vụ.")
    return message


def attach(message: EmailMessage, name: str, content: bytes) -> None:
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)


def part(headers: bytes, body: bytes, encoding: bytes = b"base64") -> bytes:
    """Return a letter with one part of these headers."""
    top = HEAD + b'Content-Type: multipart/mixed; boundary="b=_1"\r\n\r\nxin chao\r\n'
    return (
        top
        + b"--b=_1\r\n"
        + headers
        + b"\r\nContent-Transfer-Encoding: "
        + encoding
        + b"\r\n\r\n"
        + body
        + b"\r\n--b=_1--\r\n"
    )


def only(data: bytes) -> Piece:
    (piece,) = unpack(data)
    return piece


def test_a_letter_with_a_workbook_a_zip_and_a_forwarded_letter() -> None:
    inner = letter("Chuyển tiếp", "Xã B <xa-b@quangtri.gov.vn>")
    attach(inner, "phuluc_2.xlsx", GOOD)
    outer = letter()
    attach(outer, "Phụ lục số 1 – Sở A, đã điền, bản có chữ ký số của lãnh đạo.xlsx", GOOD)
    attach(
        outer, "minh chứng.zip", plain_zip([("BC 12/BC.pdf", PDF), ("trong.zip", plain_zip([("x", b"x")]))])
    )
    outer.add_attachment(inner)
    pieces = {piece.path: piece for piece in unpack(bytes(outer))}
    assert {path: outcome(piece) for path, piece in pieces.items()} == {
        "Phụ lục số 1 – Sở A, đã điền, bản có chữ ký số của lãnh đạo.xlsx": GOOD,
        "minh chứng.zip/BC 12/BC.pdf": PDF,
        "minh chứng.zip/trong.zip/x": b"x",
        "Chuyển tiếp.eml/phuluc_2.xlsx": GOOD,
    }
    own = Mail(
        sender="soa@quangtri.gov.vn",
        sent_at=datetime(2021, 1, 4, 8, 0, tzinfo=HANOI),
        subject="Nộp phụ lục 1 – Sở A",
    )
    assert pieces["minh chứng.zip/BC 12/BC.pdf"].mail == own
    forwarded = pieces["Chuyển tiếp.eml/phuluc_2.xlsx"].mail
    assert forwarded is not None
    assert (forwarded.sender, forwarded.subject) == ("xa-b@quangtri.gov.vn", "Chuyển tiếp")


def test_a_letter_in_a_zip() -> None:
    message = letter()
    attach(message, "a.xlsx", GOOD)
    (piece,) = unpack(plain_zip([("thư/1.eml", bytes(message))]))
    assert piece.path == "thư/1.eml/a.xlsx"
    assert piece.mail is not None


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        (b'Content-Disposition: attachment; filename="phuluc 1.xlsx"', "phuluc 1.xlsx"),
        (b"Content-Disposition: attachment; filename=phuluc.xlsx", "phuluc.xlsx"),
        ('Content-Disposition: attachment; filename="Phụ lục.xlsx"'.encode(), "Phụ lục.xlsx"),
        ('Content-Disposition: attachment; filename="Phu\u0323 lu\u0323c.xlsx"'.encode("cp1258"), "Phụ lục.xlsx"),
        (b"Content-Disposition: attachment; filename*=UTF-8''Ph%E1%BB%A5%20l%E1%BB%A5c.xlsx", "Phụ lục.xlsx"),
        (b"Content-Disposition: attachment; filename*=''Ph%E1%BB%A5.xlsx", "Phụ.xlsx"),
        (b"Content-Disposition: attachment; filename*=NO-SUCH''Ph%E1%BB%A5.xlsx", "Phụ.xlsx"),
        (b"Content-Disposition: attachment;\r\n filename*0*=UTF-8''Ph%E1%BB;\r\n filename*1*=%A5%20;\r\n filename*2=\"l.xlsx\"",
         "Phụ l.xlsx"),
        (b'Content-Disposition: attachment; filename="=?UTF-8?B?UGjhu6UgbOG7pWM=?= =?UTF-8?Q?_1.xlsx?="', "Phụ lục 1.xlsx"),
        (b'Content-Disposition: attachment;\r\n filename="=?utf-8?B?UGjhu6?=\r\n =?utf-8?B?UuG6uw==?="', None),
        (b'Content-Type: application/octet-stream; name="=?utf-8?q?Ph=E1=BB=A5?=.xlsx"', "Phụ.xlsx"),
        (b"Content-Type: application/pdf\r\nContent-Disposition: attachment", "tệp không tên"),
        (b'Content-Type: application/pdf; name=""', "tệp không tên"),
        (b'Content-Type: image/png; name="a.png"\r\nContent-Disposition: inline', "a.png"),
        (b'Content-Type: image/png; name="a.png"\r\nContent-Id: <1>\r\nContent-Disposition: attachment', "a.png"),
        (b'Content-Type: text/csv; name="a.csv"', "a.csv"),
        (b"Content-Type: ;;; nonsense\r\nContent-Disposition: ATTACHMENT; FileName=a.pdf", "a.pdf"),
        (b'Content-Disposition: attachment; filename="C:\\\\So A\\\\a.pdf"', "So A/a.pdf"),
        (b'Content-Disposition: attachment; filename="../../a.pdf"', "a.pdf"),
    ],
)  # fmt: skip
def test_file_names_as_programs_write_them(headers: bytes, name: str | None) -> None:
    piece = only(part(headers, ENCODED))
    assert piece.data == PDF
    assert name is None or piece.path == name


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Type: text/plain; charset=no-such",
        b"Content-Type: text/html",
        b"Content-Type: text/calendar; method=REQUEST",
        b'Content-Type: image/png; name="logo.png"\r\nContent-ID: <logo>\r\nContent-Disposition: inline',
        b"Content-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Disposition: attachment",
        b"Content-Type: message/delivery-status",
        b"X-Nothing: at all",
    ],
)
def test_texts_signatures_and_pictures_in_them_are_left_aside(headers: bytes) -> None:
    assert found(part(headers, ENCODED)) == {"": RefusalReason.NO_FILE}


@pytest.mark.parametrize(
    "data", [bytes(letter()), HEAD + b"\r\n", HEAD, HEAD + b"Content-Type: text/html\r\n\r\n<p>Nop</p>"]
)
def test_a_letter_without_a_file(data: bytes) -> None:
    assert found(data) == {"": RefusalReason.NO_FILE}


def test_a_letter_that_is_the_file_itself() -> None:
    head = HEAD + b"Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    assert found(head + ENCODED) == {"a.pdf": PDF}


@pytest.mark.parametrize(
    "start", [b"\xef\xbb\xbf", b"\r\n\n", b"From a@b.vn Mon Jan  4 08:00:00 2021\r\n", b">From - Mon\n"]
)
def test_what_programs_put_before_a_letter(start: bytes) -> None:
    assert found(start + part(b"Content-Type: application/pdf; name=a.pdf", ENCODED)) == {"a.pdf": PDF}


def test_line_ends_of_unix_and_of_old_macs() -> None:
    data = part(b"Content-Type: application/pdf; name=a.pdf", ENCODED)
    assert found(data.replace(b"\r\n", b"\n")) == {"a.pdf": PDF}


def test_a_mailbox_of_several_letters_is_named() -> None:
    one = b"From a@b.vn Mon Jan  4 08:00:00 2021\n" + part(
        b"Content-Type: application/pdf; name=a.pdf", ENCODED
    )
    assert found(one + b"\n" + one) == {"": RefusalReason.ARCHIVE}


UUENCODED = (
    b"begin 644 a.pdf\n"
    + b"".join(binascii.b2a_uu(PDF[at : at + 45]) for at in range(0, len(PDF), 45))
    + b"`\nend\n"
)


@pytest.mark.parametrize(
    ("encoding", "body", "content"),
    [
        (b"base64", ENCODED.rstrip(b"=\n"), PDF),
        (b"BASE64 ", ENCODED.replace(b"\n", b" \r\n\r\n"), PDF),
        (b"base64", ENCODED + b"\r\n\r\n____\r\nDa quet virus: khong co!\r\n", PDF),
        (b"base64", base64.encodebytes(b"1234567") + b"-- \r\nDanh ba\r\n", b"1234567"),
        (b"base64", ENCODED[:80] + b"!!" + ENCODED[80:], RefusalReason.DAMAGED),
        (b"base64", ENCODED[:76] + b"A", RefusalReason.DAMAGED),
        (b"base64", b"", b""),
        (b"quoted-printable", b"Ph=E1=BB=A5 l=\r\n=E1=BB=A5c=Z", "Phụ lục=Z".encode()),
        (b"8bit", PDF, PDF),
        (b"binary", b"a\r\n--b=_12\r\n --b=_1\r\nx--b=_1\r\nb", b"a\r\n--b=_12\r\n --b=_1\r\nx--b=_1\r\nb"),
        (b"x-uuencode", UUENCODED, PDF),
        (b"no-such", b"abc", b"abc"),
    ],
)
def test_contents_as_programs_encode_them(
    encoding: bytes, body: bytes, content: bytes | RefusalReason
) -> None:
    data = part(b"Content-Disposition: attachment; filename=a.pdf", body, encoding)
    assert found(data) == {"a.pdf": content}


def test_a_letter_cut_off_in_the_last_file_still_gives_the_first() -> None:
    message = letter()
    attach(message, "a.pdf", PDF)
    attach(message, "b.pdf", PDF)
    data = bytes(message)
    cut = found(data[: data.index(b"b.pdf") + 1000])
    assert cut["a.pdf"] == PDF
    last = cut["b.pdf"]
    assert last is RefusalReason.DAMAGED or (isinstance(last, bytes) and PDF.startswith(last))


def test_parts_that_cannot_be_found() -> None:
    assert found(HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\nkhong co") == {
        "": RefusalReason.DAMAGED
    }
    assert found(HEAD + b"Content-Type: multipart/mixed\r\n\r\n--x\r\n\r\n--x--") == {
        "": RefusalReason.DAMAGED
    }


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        (b"Content-Type: message/partial; id=1; number=1; total=2", RefusalReason.ARCHIVE),
        (b"Content-Type: message/external-body; access-type=URL", RefusalReason.NO_FILE),
    ],
)
def test_what_cannot_be_taken_out_of_a_letter(headers: bytes, reason: RefusalReason) -> None:
    assert outcome(only(part(headers, ENCODED))) is reason


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("So A <SoA@QuangTri.gov.vn>", "soa@quangtri.gov.vn"),
        ('"Sở A, Phòng B" <a@b.vn>', "a@b.vn"),
        ("a@b.vn", "a@b.vn"),
        ("a@b.vn (Sở A)", "a@b.vn"),
        ("Sở A [mailto:a@b.vn]", "a@b.vn"),
        ("Sở A", ""),
        ("", ""),
        ("(<" * 4000, ""),
        ("undisclosed-recipients:;", ""),
    ],
)
def test_the_address_of_a_sender(text: str, expected: str) -> None:
    assert address(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon, 04 Jan 2021 08:00:00 +0700", datetime(2021, 1, 4, 1, 0, tzinfo=UTC)),
        ("4 Jan 2021 08:00:00 +0700 (ICT)", datetime(2021, 1, 4, 1, 0, tzinfo=UTC)),
        ("Mon, 04 Jan 2021 08:00:00 -0000", datetime(2021, 1, 4, 8, 0, tzinfo=UTC)),
        ("Mon, 04 Jan 2021 08:00:00 GMT", datetime(2021, 1, 4, 8, 0, tzinfo=UTC)),
        ("Mon, 04 Jan 2021 08:00:00", None),
        ("04/01/2021", None),
        ("Mon, 32 Jan 2021 08:00:00 +0700", None),
        ("Mon, 04 Jan 0021 08:00:00 +9999", None),
        ("Mon, 04 Jan 99999 08:00:00 +0700", None),
        ("", None),
    ],
)
def test_the_time_of_a_letter(text: str, expected: datetime | None) -> None:
    assert moment(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nộp phụ lục", "Nộp phụ lục"),
        ("=?utf-8?B?UGjhu6U=?=", "Phụ"),
        ("=?utf-8?Q?Ph=E1=BB?= =?utf-8?Q?=A5?=", "Phụ"),
        ("=?utf-8?Q?a?==?utf-8?Q?b?=", "ab"),
        ("Re: =?utf-8?Q?Ph=E1=BB=A5?= lục", "Re: Phụ lục"),
        ("=?no-such?Q?Ph=E1=BB=A5?=", "Phụ"),
        ("=?utf-8?B?A?=", "=?utf-8?B?A?="),
        ("=?windows-1258?Q?Ph=FA?=", "Phú"),
        ("=?utf-8", "=?utf-8"),
    ],
)
def test_encoded_words(text: str, expected: str) -> None:
    assert decode_words(text) == expected


SAMPLE = letter()
attach(SAMPLE, "Phụ lục.bin", PDF[:200])
SAMPLE.add_attachment(letter())
LETTER = bytes(SAMPLE)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(LETTER) - 1), st.binary(min_size=1, max_size=8)), max_size=8),
       st.integers(0, 400))  # fmt: skip
def test_no_damaged_letter_raises(changes: list[tuple[int, bytes]], cut: int) -> None:
    data = bytearray(LETTER)
    for at, new in changes:
        data[at : at + len(new)] = new
    pieces = list(unpack(bytes(data[: len(data) - cut])))
    assert pieces
    assert all((piece.data is None) is (piece.breach is not None) for piece in pieces)
    assert all(
        piece.mail is None or piece.mail.sent_at is None or piece.mail.sent_at.tzinfo for piece in pieces
    )


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([b"Content-Type: ", b"Content-Disposition: ", b"Subject: ", b"From: ", b"Date: "]),
    st.binary(max_size=200),
)
def test_no_header_raises(name: bytes, value: bytes) -> None:
    assert list(unpack(name + value + b"\r\n" + part(b"Content-Type: application/pdf; name=a.pdf", ENCODED)))
