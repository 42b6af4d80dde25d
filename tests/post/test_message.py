"""Letters as bytes: what was written is what every reader reads."""

import random
import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header

import pytest

from par_excel.post.message import IDENTITY, Address, Attachment, content_of, dispatch, draft
from par_excel.reading.parcels.mail_headers import mail_of, parse_headers
from tests.post.letters import WORKBOOK, letter, opened

WORDS = [
    "đánh",
    "giá",
    "Chỉ",
    "số",
    "cải",
    "cách",
    "hành",
    "chính",
    "năm",
    "2020",
    "của",
    "Ủy",
    "ban",
    "nhân",
    "dân",
    "tỉnh",
    "Quảng",
    "Trị",
    "–",
    "Phụ",
    "lục",
    "kết",
    "quả",
]


def subjects(count: int) -> list[str]:
    chance = random.Random(320)  # noqa: S311 - no secret
    return [" ".join(chance.choices(WORDS, k=chance.randint(3, 30))) for _ in range(count)]


def test_every_part_is_read_back() -> None:
    message = opened(draft(letter()))
    assert message["From"] == "Sở Nội vụ tỉnh Quảng Trị <snv@quangtri.example.vn>"
    assert message["To"] == "Sở Thông tin và Truyền thông <pl5@quangtri.example.vn>"
    assert message["Reply-To"] == message["From"]
    assert message["Subject"] == letter().subject
    assert message[IDENTITY] == "quang-tri-2020; so-tttt; moi; 0123456789ab"
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content() == "Kính gửi: Sở Thông tin và Truyền thông\n"
    assert html.get_content() == "<p>Kính gửi</p>"
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == WORKBOOK.name
    assert attached.get_content() == WORKBOOK.data
    assert attached.get_content_type() == WORKBOOK.kind


def test_a_draft_is_unsent_and_undated_and_the_same_again() -> None:
    data = draft(letter())
    message = opened(data)
    assert message["X-Unsent"] == "1"
    assert message["Date"] is None
    assert data == draft(letter())


def test_what_is_sent_is_dated_and_no_draft() -> None:
    message = opened(dispatch(letter(), datetime(2021, 2, 1, 1, 30, tzinfo=UTC)))
    assert message["Date"] == "Mon, 01 Feb 2021 01:30:00 +0000"
    assert message["X-Unsent"] is None
    assert message["Message-ID"] == opened(draft(letter()))["Message-ID"]


def test_no_subject_loses_a_space_where_it_is_folded() -> None:
    wanted = subjects(400)
    old = [message_from_bytes(draft(letter(subject=each, attachments=())))["Subject"] for each in wanted]
    assert [str(make_header(decode_header(each))) for each in old] == wanted
    new = [opened(draft(letter(subject=each, attachments=())))["Subject"] for each in wanted]
    assert new == wanted


def test_our_own_reader_of_letters_agrees() -> None:
    for subject in subjects(50):
        head = draft(letter(subject=subject)).partition(b"\r\n\r\n")[0]
        assert mail_of(parse_headers(head + b"\r\n\r\n")).subject == subject


def test_lines_are_short_and_ascii() -> None:
    data = draft(letter(subject=" ".join(subjects(3))))
    head = data.partition(b"\r\n\r\n")[0]
    assert all(len(line) <= 78 for line in head.split(b"\r\n"))
    assert max(map(len, data.split(b"\r\n"))) <= 998
    data.decode("ascii")
    assert not re.search(rb"(?<!\r)\n", data)


@pytest.mark.parametrize(
    "subject", ["Nhắc nộp\r\nBcc: ai-do@example.vn", "Nhắc\nX-Unsent: 0", "Phụ lục\u2028Bcc: x@y.vn"]
)
def test_no_line_break_becomes_a_header(subject: str) -> None:
    message = opened(draft(letter(subject=subject)))
    assert message["Bcc"] is None
    assert message.get_all("X-Unsent") == ["1"]


def test_a_letter_to_nobody_has_no_to() -> None:
    assert opened(draft(letter(recipient=None)))["To"] is None


def test_content_is_what_is_said_and_to_whom() -> None:
    first = content_of(letter())
    assert first == content_of(letter())
    others = [
        letter(subject="Khác"),
        letter(text="Khác\n"),
        letter(recipient=Address("Sở Thông tin và Truyền thông", "khac@quangtri.example.vn")),
        letter(attachments=(Attachment(name=WORKBOOK.name, data=b"another", kind=WORKBOOK.kind),)),
    ]
    assert len({first, *map(content_of, others)}) == 5
