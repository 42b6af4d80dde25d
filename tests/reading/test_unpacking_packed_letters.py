"""Letters that mail programs pack once more: signed by S/MIME, winmail.dat, forwarded twenty times; and letters without files."""

import base64
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from par_excel.model import DEFAULT_LIMITS, RefusalReason
from par_excel.reading.kinds import FileKind, content_kind
from par_excel.reading.parcels.unpacking import unpack
from tests.reading.ole_files import Attached, ole_file, outlook_folder
from tests.reading.packed_letters import Packed, sealed, signed, winmail
from tests.reading.test_unpacking import GOOD, PDF, found, outcome, plain_zip
from tests.reading.test_unpacking_mails import attach, letter

INNER = (
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nxin chao\r\n--b\r\n'
    b"Content-Type: application/octet-stream; name=phuluc_1.xlsx\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + base64.encodebytes(GOOD)
    + b"\r\n--b--\r\n"
)
"""What is signed begins with its own type and names no sender."""
IN_CLEAR = b'Content-Type: multipart/signed; boundary="s"\r\n\r\n--s\r\n' + INNER + b"\r\n--s--\r\n"
"""As Outlook keeps a letter that is signed in clear: whole, in one attachment."""
P7M = 'application/pkcs7-mime; name="smime.p7m"'


def packed_in_mail(content: bytes, kind: str) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "so-a@quangtri.gov.vn", "Nộp"
    message["Content-Type"], message["Content-Transfer-Encoding"] = kind, "base64"
    message.set_payload(base64.encodebytes(content).decode())
    return bytes(message)


@pytest.mark.parametrize("is_open", [False, True])
@pytest.mark.parametrize("kind", [P7M, f"{P7M}; smime-type=signed-data"])
def test_a_letter_signed_and_packed(kind: str, *, is_open: bool) -> None:
    data = packed_in_mail(signed(INNER, is_open=is_open), kind)
    assert found(data) == {"smime.p7m/phuluc_1.xlsx": GOOD}
    (piece,) = unpack(data)
    assert piece.mail is not None
    assert (piece.mail.sender, piece.mail.subject) == ("so-a@quangtri.gov.vn", "Nộp")


@pytest.mark.parametrize("content", [signed(INNER), IN_CLEAR, IN_CLEAR.partition(b"--s\r\n")[2]])
def test_a_signed_letter_as_outlook_saves_it(content: bytes) -> None:
    data = ole_file(outlook_folder(attached=[Attached(name="smime.p7m", content=content)]))
    assert found(data) == {"smime.p7m/phuluc_1.xlsx": GOOD}
    assert {piece.mail.sender for piece in unpack(data) if piece.mail} == {"so-a@quangtri.gov.vn"}


def test_a_signed_file_a_signature_alone_and_what_needs_a_key() -> None:
    assert found(signed(GOOD)) == {"nội dung đã ký": GOOD}
    assert found(plain_zip([("a.p7m", signed(None))])) == {"a.p7m": RefusalReason.NO_FILE}
    assert (content_kind(sealed()), FileKind.SEALED.reason) == (FileKind.SEALED, RefusalReason.PASSWORD)
    message = letter()
    attach(message, "phuluc_1.xlsx", GOOD)
    attach(message, "smime.p7s", signed(None))
    assert found(bytes(message)) == {"phuluc_1.xlsx": GOOD}


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 400), st.integers(0, 255), st.booleans())
def test_a_damaged_signed_letter_is_a_piece_with_a_reason(at: int, value: int, is_open: bool) -> None:  # noqa: FBT001
    data = bytearray(signed(INNER[:300], is_open=is_open))
    data[at % len(data)] = value
    for cut in (bytes(data), bytes(data[: at % len(data) + 1])):
        assert all(piece.data is not None or piece.breach is not None for piece in unpack(cut))


def test_elements_in_elements_without_end_are_refused() -> None:
    start = signed(INNER, is_open=True)[:40]
    assert content_kind(start) is FileKind.SIGNED
    assert set(found(start + b"\x24\x80" * 100_000).values()) == {RefusalReason.DAMAGED}


WORKBOOK = Packed(title=b"PHULUC~1.XLS", content=GOOD, long_name="Phụ lục 1 – Sở A.xlsx")


def test_files_letters_and_objects_in_a_winmail() -> None:
    inner = winmail([Packed(title=b"b.pdf", content=PDF)])
    data = winmail(
        [
            WORKBOOK,
            Packed(title="Báo cáo.pdf".encode("cp1258", "replace"), content=PDF),
            Packed(title=b"thu", content=inner, is_letter=True),
            Packed(title=b"bang", content=b"x" * 40, is_object=True),
            Packed(title=b"ATT00001.txt", content=b"-- "),
        ]
    )
    message = letter()
    attach(message, "winmail.dat", data)
    pieces = found(bytes(message))
    assert pieces["winmail.dat/Phụ lục 1 – Sở A.xlsx"] == GOOD
    assert pieces["winmail.dat/thu.dat/b.pdf"] == PDF
    assert pieces["winmail.dat/bang"] is RefusalReason.ARCHIVE
    assert len(pieces) == 4
    assert found(winmail([])) == {"": RefusalReason.NO_FILE}


def test_too_many_files_in_a_winmail() -> None:
    data = winmail([Packed(title=b"a.pdf", content=PDF)] * 6)
    pieces = list(unpack(data, replace(DEFAULT_LIMITS, entries=4)))
    assert outcome(pieces[-1]) is RefusalReason.PARCEL_TOO_LARGE


@settings(max_examples=200, deadline=None)
@given(st.integers(6, 700), st.integers(0, 255))
def test_a_damaged_winmail_is_a_piece_with_a_reason(at: int, value: int) -> None:
    data = bytearray(
        winmail([replace(WORKBOOK, content=PDF), Packed(title=b"t", content=PDF, is_letter=True)])
    )
    data[at % len(data)] = value
    for cut in (bytes(data), bytes(data[: at % len(data) + 1])):
        assert all(piece.data is not None or piece.breach is not None for piece in unpack(cut))


def forwarded(times: int, content: bytes) -> bytes:
    message = letter("Nộp")
    attach(message, "phuluc_1.zip", content)
    for number in range(times):
        outer = letter(f"FW {number}")
        outer.add_attachment(message)
        message = outer
    return bytes(message)


def test_letters_in_letters_do_not_use_up_the_layers_of_archives() -> None:
    content = plain_zip([("trong.zip", plain_zip([("phuluc_1.xlsx", GOOD)]))])
    ((path, data),) = found(forwarded(19, content)).items()
    assert path.endswith("/phuluc_1.zip/trong.zip/phuluc_1.xlsx")
    assert data == GOOD
    assert set(found(forwarded(20, content)).values()) == {RefusalReason.ARCHIVE}


def test_a_letter_with_links_alone_names_them() -> None:
    text, page = letter(), letter()
    text.set_content("Gửi tại https://1drv.ms/x/abc. Cảm ơn!")
    page.set_content(
        "<p xmlns='http://www.w3.org/1999/xhtml'><a href='https://drive.example/a'>tệp</a>", "html"
    )
    told = []
    for message in (text, page):
        (piece,) = unpack(bytes(message))
        assert piece.breach is not None
        assert piece.breach.reason is RefusalReason.NO_FILE
        told.append(piece.breach.detail)
    assert told == [
        "trong thư chỉ có đường dẫn https://1drv.ms/x/abc, chương trình không mở đường dẫn",
        "trong thư chỉ có đường dẫn https://drive.example/a, chương trình không mở đường dẫn",
    ]
    many = letter()
    many.set_content(" ".join(f"https://a.vn/{number}" for number in range(5)))
    (piece,) = unpack(bytes(many))
    assert piece.breach is not None
    assert piece.breach.detail.startswith(
        "trong thư chỉ có đường dẫn https://a.vn/0, https://a.vn/1, https://a.vn/2 và 2 đường"
    )


def test_what_mail_programs_add_is_no_evidence() -> None:
    message = letter()
    for name in (
        "phuluc_1.xlsx",
        "ATT00001.txt",
        "ATT00002.htm",
        "Trần A.vcf",
        "invite.ics",
        "minh chứng.txt",
    ):
        attach(message, name, GOOD if name.endswith("xlsx") else b"x")
    assert set(found(bytes(message))) == {"phuluc_1.xlsx", "minh chứng.txt"}
    data = ole_file(
        outlook_folder(
            attached=[Attached(name="ATT00001.htm", content=b"x"), Attached(name="a.pdf", content=PDF)]
        )
    )
    assert set(found(data)) == {"a.pdf"}
