"""Letters as Outlook saves them, made byte by byte; damaged ones too."""

import random
import struct
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from par_excel.checks import RULES
from par_excel.model import DEFAULT_LIMITS, Mail, RefusalReason
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.kinds import FileKind, content_kind
from par_excel.reading.ole.compound_file import CompoundFile
from par_excel.reading.parcels.unpacking import unpack
from par_excel.writing.template.workbook import template_workbook
from tests.reading.ole_files import Attached, Folder, ole_file, outlook_folder
from tests.reading.test_unpacking import PDF, found, outcome, plain_zip
from tests.reading.workbooks import form

GOOD = template_workbook(form(), RULES)
SENT = datetime(2021, 1, 4, 1, 0, tzinfo=UTC)
LARGE = random.Random(2).randbytes(100_001)  # noqa: S311 - no secret
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def msg(*attached: Attached, **more: object) -> bytes:
    return ole_file(outlook_folder(attached=attached, **more))  # type: ignore[arg-type]


def mail(data: bytes) -> Mail:
    piece = next(iter(unpack(data)))
    assert piece.mail is not None
    return piece.mail


def test_streams_small_and_large_and_folders() -> None:
    names = {f"s{number}": bytes([number]) * number * 40 for number in range(200)}
    ole = CompoundFile(ole_file({**names, "large": LARGE, "folder": {"inner": b"x", "none": b""}}))
    assert {name: ole.read(entry) for name, entry in ole.root.items() if entry.is_stream} == {
        **names,
        "large": LARGE,
    }
    inner = ole.inside(ole.root["folder"])
    assert {name: ole.read(entry) for name, entry in inner.items()} == {"inner": b"x", "none": b""}


def test_a_letter_with_a_workbook_a_zip_and_a_letter() -> None:
    inner = outlook_folder(
        subject="Chuyển tiếp", sender="xa-b@quangtri.gov.vn",
        attached=[Attached(name="phuluc_2.xlsx", content=GOOD)], is_inner=True,
    )  # fmt: skip
    data = msg(
        Attached(name="Phụ lục số 1 – bản có chữ ký số.xlsx", content=GOOD),
        Attached(name="minh chứng.zip", content=plain_zip([("BC.pdf", PDF)])),
        Attached(name="Chuyển tiếp", content=inner, method=5),
    )
    pieces = {piece.path: piece for piece in unpack(data)}
    assert {path: outcome(piece) for path, piece in pieces.items()} == {
        "Phụ lục số 1 – bản có chữ ký số.xlsx": GOOD,
        "minh chứng.zip/BC.pdf": PDF,
        "Chuyển tiếp.msg/phuluc_2.xlsx": GOOD,
    }
    assert pieces["minh chứng.zip/BC.pdf"].mail == Mail(
        sender="so-a@quangtri.gov.vn", sent_at=SENT, subject="Nộp phụ lục 1"
    )
    forwarded = pieces["Chuyển tiếp.msg/phuluc_2.xlsx"].mail
    assert forwarded == Mail(sender="xa-b@quangtri.gov.vn", sent_at=SENT, subject="Chuyển tiếp")


def test_a_letter_too_deep_in_others() -> None:
    last = outlook_folder(attached=[Attached(name="a.pdf", content=PDF)], is_inner=True)
    middle = outlook_folder(attached=[Attached(name="2", content=last, method=5)], is_inner=True)
    data = msg(Attached(name="1", content=middle, method=5))
    assert found(data) == {"1.msg/2.msg/a.pdf": PDF}
    (piece,) = unpack(data, replace(DEFAULT_LIMITS, letters=2))
    assert outcome(piece) is RefusalReason.ARCHIVE


def test_texts_of_eight_bits() -> None:
    data = msg(Attached(name="Báo cáo.pdf", content=PDF), subject="Báo cáo", code_page=1252)
    assert found(data) == {"Báo cáo.pdf": PDF}
    assert mail(data).subject == "Báo cáo"


def test_sender_and_time_from_the_headers_where_the_letter_has_no_better() -> None:
    headers = "From: =?utf-8?Q?S=E1=BB=9F?= A <So-A@quangtri.gov.vn>\r\nDate: Mon, 4 Jan 2021 08:00:00 +0700\r\n\r\n"
    exchange = "/O=TINH/OU=SO/CN=RECIPIENTS/CN=SOA"
    data = msg(Attached(name="a.pdf", content=PDF), sender=exchange, sent_at=None, headers=headers)
    hanoi = datetime(2021, 1, 4, 8, 0, tzinfo=timezone(timedelta(hours=7)))
    assert mail(data) == Mail(sender="so-a@quangtri.gov.vn", sent_at=hanoi, subject="Nộp phụ lục 1")


def test_a_letter_that_tells_nothing_of_itself() -> None:
    data = msg(Attached(name="a.pdf", content=PDF), sender="", sent_at=None, subject="")
    assert mail(data) == Mail(sender="", sent_at=None, subject="")


def test_a_time_that_is_nonsense() -> None:
    assert (
        mail(msg(Attached(name="a", content=PDF), sent_at=datetime(1601, 1, 2, tzinfo=UTC))).sent_at is None
    )
    assert (
        mail(msg(Attached(name="a", content=PDF), sent_at=datetime(9999, 1, 2, tzinfo=UTC))).sent_at is None
    )


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (Attached(name="PHULUC~1.XLS", content=GOOD, is_short_name=True), {"PHULUC~1.XLS": GOOD}),
        (Attached(name="", content=PDF), {"tệp không tên": PDF}),
        (Attached(name="rỗng.txt", content=b""), {"rỗng.txt": b""}),
        (Attached(name="lớn.bin", content=LARGE), {"lớn.bin": LARGE}),
        (
            Attached(name="a.png", content=PNG, media_type="image/png", content_id="1", flags=4),
            {"": RefusalReason.NO_FILE},
        ),
        (Attached(name="a.png", content=PNG, media_type="image/png", content_id="1"), {"a.png": PNG}),
        (Attached(name="a.png", content=PNG, media_type="image/png", flags=4), {"a.png": PNG}),
        (Attached(name="đám mây.xlsx", content=None, method=7), {"đám mây.xlsx": RefusalReason.NO_FILE}),
        (Attached(name="bảng", content={"CONTENTS": b"x"}, method=6), {"bảng": RefusalReason.ARCHIVE}),
        (Attached(name="mất.xlsx", content=None), {"mất.xlsx": RefusalReason.DAMAGED}),
    ],
)
def test_attached_files(file: Attached, expected: dict[str, bytes | RefusalReason]) -> None:
    assert found(msg(file)) == expected


def test_a_letter_without_a_file() -> None:
    assert found(msg()) == {"": RefusalReason.NO_FILE}


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        ({"Workbook": b"x"}, FileKind.XLS),
        ({"Book": b"x"}, FileKind.XLS),
        ({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}, FileKind.ENCRYPTED),
        ({"WordDocument": b"x"}, FileKind.DOC),
        ({"PowerPoint Document": b"x"}, FileKind.PPT),
        (
            outlook_folder(attached=[Attached(name="a.doc", content=ole_file({"WordDocument": LARGE}))]),
            FileKind.OUTLOOK,
        ),
        ({"Workbook": b"x", "MBD01": {"WordDocument": b"x"}}, FileKind.XLS),
    ],
)
def test_the_kind_is_told_by_the_uppermost_folder(files: Folder, kind: FileKind) -> None:
    data = ole_file(files)
    assert content_kind(data) is kind
    assert found(data) == {"": data} or kind is FileKind.OUTLOOK


def test_a_stream_in_a_loop_ends() -> None:
    data = bytearray(ole_file({"a": LARGE}))
    ole = CompoundFile(bytes(data))
    first = ole.root["a"].first_sector
    table = len(data) - 2 * 512
    struct.pack_into("<L", data, table + 4 * (first + 5), first)
    looped = CompoundFile(bytes(data))
    assert len(looped.read(looped.root["a"])) == len(LARGE)
    endless = bytearray(data)
    struct.pack_into("<L", endless, table + 4 * first, 0xFFFFFFFE)
    broken = CompoundFile(bytes(endless))
    with pytest.raises(Breach, match="cấu trúc"):
        broken.read(broken.root["a"])


def test_a_table_that_names_every_sector_costs_no_more_than_the_file() -> None:
    sectors = 20_000
    header = bytearray(ole_file({"a": b"x"})[:512])
    struct.pack_into("<L", header, 44, sectors)
    struct.pack_into("<2L", header, 68, 0, sectors)
    numbers = struct.pack("<128L", *range(1, 128), 1)
    started = time.process_time()
    assert list(unpack(bytes(header) + numbers * sectors))
    assert time.process_time() - started < 3


SAMPLE = msg(Attached(name="a.pdf", content=PDF[:500]), Attached(name="b.bin", content=LARGE[:5000]))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.binary(min_size=1, max_size=6)), max_size=8),
       st.integers(0, 3000))  # fmt: skip
def test_no_damaged_letter_raises(changes: list[tuple[int, bytes]], cut: int) -> None:
    data = bytearray(SAMPLE)
    for at, new in changes:
        data[at : at + len(new)] = new
    pieces = list(unpack(bytes(data[: len(data) - cut])))
    assert pieces
    assert all((piece.data is None) is (piece.breach is not None) for piece in pieces)
