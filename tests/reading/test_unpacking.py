"""Taking a parcel apart: zips of every kind, limits, names; damage costs only what is damaged."""

import hashlib
import io
import random
import tracemalloc
import unicodedata
import zipfile
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from par_excel.checks import RULES
from par_excel.model import DEFAULT_LIMITS, RefusalReason
from par_excel.reading.kinds import FileKind, content_kind
from par_excel.reading.parcels.pieces import Paths, Piece, is_aside, label
from par_excel.reading.parcels.unpacking import unpack
from par_excel.writing.template.workbook import template_workbook
from tests.reading.workbooks import form
from tests.reading.zip_files import Packed, unicode_path, zip_of

GOOD = template_workbook(form(), RULES)
PDF = b"%PDF-1.7 " + bytes(range(256)) * 8
NOISE = random.Random(1).randbytes(200_000)  # noqa: S311 - no secret
MANY = replace(DEFAULT_LIMITS, file_bytes=100_000)


def plain_zip(files: Sequence[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as file:
        for name, content in files:
            file.writestr(name, content)
    return stream.getvalue()


def found(data: bytes) -> dict[str, bytes | RefusalReason]:
    """Return what became of each file of a parcel."""
    return {piece.path: outcome(piece) for piece in unpack(data)}


def outcome(piece: Piece) -> bytes | RefusalReason:
    if piece.data is None:
        assert piece.breach is not None
        return piece.breach.reason
    assert piece.breach is None
    assert piece.size_bytes == len(piece.data)
    assert piece.sha256 == hashlib.sha256(piece.data).hexdigest()
    return piece.data


@pytest.mark.parametrize(
    "data", [GOOD, PDF, b"", b"M\xc3\xa3,1", plain_zip([("word/document.xml", b"<x/>")])]
)
def test_what_is_no_archive_is_its_own_only_piece(data: bytes) -> None:
    assert found(data) == {"": data}


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_a_zip_of_a_workbook_and_evidence(method: int) -> None:
    files = [
        ("Phụ lục/phuluc_1.xlsx", GOOD),
        ("Minh chứng/BC 12.pdf", PDF),
        ("rỗng.txt", b""),
        ("n.bin", NOISE),
    ]
    assert found(plain_zip([*files, ("Phụ lục/", b"")], method)) == dict(files)


def test_a_zip_written_to_a_pipe_and_one_of_long_sizes() -> None:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = b""

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.data += bytes(data)
            return len(data)

    pipe = Pipe()
    with (
        zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as file,
        file.open("a.pdf", "w", force_zip64=True) as part,
    ):
        part.write(PDF)
    assert found(pipe.data) == {"a.pdf": PDF}


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Phụ lục số 2 – đã ký.xlsx".encode(), "Phụ lục số 2 – đã ký.xlsx"),
        (unicodedata.normalize("NFD", "Phụ lục đã ký.xlsx").encode(), "Phụ lục đã ký.xlsx"),
        ("Báo cáo.xlsx".encode("cp437"), "Báo cáo.xlsx"),
        (b"\x85\x8f.xlsx", "àÅ.xlsx"),
    ],
)
def test_names_in_the_encodings_of_other_machines(raw: bytes, name: str) -> None:
    (path,) = found(zip_of([Packed(name=raw, content=PDF)]))
    assert path == name


def test_a_name_in_the_code_page_of_vietnamese_windows() -> None:
    # a letter with its hat, then the tone as a letter of its own: so does code page 1258
    raw = "Phu\u0323 lu\u0323c sô\u0301 2 đa\u0303 ky\u0301.xlsx".encode("cp1258")
    assert list(found(zip_of([Packed(name=raw, content=PDF)]))) == ["Phụ lục số 2 đã ký.xlsx"]


def test_the_name_that_info_zip_gives_beside_the_name() -> None:
    told = Packed(name=b"Ph? l?c.xlsx", content=PDF, extra=unicode_path(b"Ph? l?c.xlsx", "Phụ lục.xlsx"))
    of_another = Packed(name=b"b.xlsx", content=PDF, extra=unicode_path(b"a.xlsx", "Phụ lục 3.xlsx"))
    assert list(found(zip_of([told, of_another]))) == ["Phụ lục.xlsx", "b.xlsx"]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/tmp/a.xlsx", "tmp/a.xlsx"),  # noqa: S108 - a name in a zip
        ("C:\\Users\\A\\phuluc.xlsx", "Users/A/phuluc.xlsx"),
        ("..", "tệp không tên"),
        ("a\x1b[2J\nb.xlsx", "a‹U+001B›[2J b.xlsx"),
        ("a\u202exslx.exe", "axslx.exe"),
        ("x" * 400 + ".xlsx", "x" * 119 + "…" + "x" * 25 + ".xlsx"),
        ("\udcff.xlsx", "‹U+DCFF›.xlsx"),
    ],
)
def test_a_name_is_a_label_only(name: str, path: str) -> None:
    assert label(name) == path


def test_two_files_of_one_name_are_told_apart() -> None:
    paths = Paths()
    given_paths = [
        paths.unique(path) for path in ("a.xlsx", "A.xlsx", "a (2).xlsx", "a.xlsx", "x.d/b", "x.d/b")
    ]
    assert given_paths == ["a.xlsx", "A (2).xlsx", "a (2) (2).xlsx", "a (3).xlsx", "x.d/b", "x.d/b (2)"]
    twice = zip_of([Packed(name=b"a.pdf", content=PDF), Packed(name=b"a.pdf", content=PDF + b"2")])
    assert found(twice) == {"a.pdf": PDF, "a (2).pdf": PDF + b"2"}


@pytest.mark.parametrize(
    "name", ["__MACOSX/._a.xlsx", "x/.DS_Store", "Thumbs.db", "~$phuluc.xlsx", "._a.xlsx"]
)
def test_what_nobody_sent_on_purpose_is_left_aside(name: str) -> None:
    assert is_aside(name)
    assert found(plain_zip([(name, b"x"), ("a.pdf", PDF)])) == {"a.pdf": PDF}
    assert found(plain_zip([(name, b"x")])) == {"": RefusalReason.NO_FILE}


def test_an_empty_zip_has_no_file() -> None:
    assert found(plain_zip([])) == {"": RefusalReason.NO_FILE}
    assert found(plain_zip([("thư mục/", b"")])) == {"": RefusalReason.NO_FILE}


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (Packed(name=b"b", content=PDF, flags=1), RefusalReason.PASSWORD),
        (Packed(name=b"b", content=PDF, method=99), RefusalReason.PASSWORD),
        (Packed(name=b"b", content=PDF, method=9), RefusalReason.ARCHIVE),
        (Packed(name=b"b", content=PDF, method=93), RefusalReason.ARCHIVE),
        (Packed(name=b"b", content=PDF, checksum=1), RefusalReason.DAMAGED),
        (Packed(name=b"b", content=PDF, size_bytes=len(PDF) + 1), RefusalReason.DAMAGED),
        (Packed(name=b"b", content=PDF, local_name=b"c"), RefusalReason.DAMAGED),
        (Packed(name=b"b", content=PDF, shift=7), RefusalReason.DAMAGED),
        (Packed(name=b"b", content=PDF, shift=1 << 30), RefusalReason.DAMAGED),
        (Packed(name=b"b", content=PDF, method=12), RefusalReason.DAMAGED),
        (Packed(name=b"b", content=PDF, method=14), RefusalReason.DAMAGED),
        (Packed(name=b"b", content=b"\x09\x14\x05\x00\x5d\xff\xff\xff\xff", method=14), RefusalReason.UNSAFE),
        (Packed(name=b"b", content=bytes(2_000_000), method=8), RefusalReason.UNSAFE),
    ],
)
def test_a_bad_file_costs_only_itself(bad: Packed, reason: RefusalReason) -> None:
    good = Packed(name=b"a.xlsx", content=GOOD)
    last = Packed(name=b"z.pdf", content=PDF, method=8)
    assert found(zip_of([good, bad, last])) == {"a.xlsx": GOOD, "b": reason, "z.pdf": PDF}


def test_a_file_that_was_not_taken_out_keeps_the_hash_of_its_packed_bytes() -> None:
    (piece,) = unpack(zip_of([Packed(name=b"b", content=PDF, flags=1)]))
    assert (piece.sha256, piece.size_bytes) == (hashlib.sha256(PDF).hexdigest(), len(PDF))


def test_bytes_around_a_zip_do_not_mislead() -> None:
    files = [Packed(name=b"a.pdf", content=PDF)]
    assert found(zip_of(files, after=b"\r\n" * 50_000)) == {"a.pdf": PDF}
    before = zip_of([Packed(name=b"old", content=b"old")])[:40]
    assert found(zip_of(files, before=before)) == {"a.pdf": PDF}


def test_a_lost_or_broken_directory() -> None:
    data = plain_zip([("a.pdf", PDF), ("b.pdf", PDF), ("c.pdf", PDF)])
    assert found(data[:-200]) == {"": RefusalReason.DAMAGED}
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    broken = data[:second] + b"XX" + data[second + 2 :]
    assert found(broken) == {"a.pdf": PDF, "": RefusalReason.DAMAGED}


def test_a_part_of_a_zip_on_several_disks() -> None:
    data = bytearray(plain_zip([("a.pdf", PDF)]))
    data[-18:-14] = b"\x02\x00\x02\x00"
    assert found(bytes(data)) == {"": RefusalReason.ARCHIVE}


def test_archives_in_archives_as_deep_as_the_limit() -> None:
    inner = plain_zip([("a.xlsx", GOOD)])
    middle = plain_zip([("trong.zip", inner), ("b.pdf", PDF)])
    outer = plain_zip([("giữa.zip", middle)])
    assert found(middle) == {"trong.zip/a.xlsx": GOOD, "b.pdf": PDF}
    assert found(outer) == {"giữa.zip/trong.zip": RefusalReason.ARCHIVE, "giữa.zip/b.pdf": PDF}
    deep = replace(DEFAULT_LIMITS, nesting=3)
    assert [piece.path for piece in unpack(outer, deep)] == ["giữa.zip/trong.zip/a.xlsx", "giữa.zip/b.pdf"]
    (only,) = (piece for piece in unpack(outer) if piece.breach)
    assert only.breach is not None
    assert only.breach.detail == "nằm trong hơn 2 lớp tệp nén"


def test_too_many_files() -> None:
    data = plain_zip([(f"{number}.pdf", PDF) for number in range(6)])
    pieces = list(unpack(data, replace(DEFAULT_LIMITS, entries=4)))
    assert [piece.path for piece in pieces] == ["0.pdf", "1.pdf", "2.pdf", "3.pdf", ""]
    assert outcome(pieces[-1]) is RefusalReason.PARCEL_TOO_LARGE


def test_too_many_bytes_over_all_files() -> None:
    data = plain_zip([("a", NOISE), ("b.zip", plain_zip([("c", NOISE), ("d", b"d")])), ("e", b"e")])
    pieces = list(unpack(data, replace(DEFAULT_LIMITS, packed_files_bytes=450_000)))
    assert [(piece.path, piece.breach is None) for piece in pieces] == [
        ("a", True), ("b.zip/c", False), ("b.zip/d", False), ("e", False),
    ]  # fmt: skip
    assert all(outcome(piece) is RefusalReason.PARCEL_TOO_LARGE for piece in pieces[1:])


def test_a_large_file_is_counted_and_hashed_but_not_kept() -> None:
    scan, blob = PDF + NOISE, b"\x01" + NOISE
    pieces = list(
        unpack(plain_zip([("s.pdf", scan), ("b.bin", blob), ("a.zip", plain_zip([("n", NOISE)]))]), MANY)
    )
    assert [(piece.path, piece.size_bytes, piece.sha256) for piece in pieces] == [
        ("s.pdf", len(scan), hashlib.sha256(scan).hexdigest()),
        ("b.bin", len(blob), hashlib.sha256(blob).hexdigest()),
        ("a.zip/n", len(NOISE), hashlib.sha256(NOISE).hexdigest()),
    ]
    assert [outcome(piece) for piece in pieces] == [
        RefusalReason.DOCUMENT,
        RefusalReason.TOO_LARGE,
        RefusalReason.TOO_LARGE,
    ]


def test_memory_stays_far_below_what_is_unpacked() -> None:
    half = NOISE * 25
    data = plain_zip([(f"{number}.bin", half) for number in range(12)])
    tracemalloc.start()
    total = sum(piece.size_bytes for piece in unpack(data))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert total == 12 * len(half)
    assert peak < 4 * len(half)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (GOOD, FileKind.WORKBOOK),
        (GOOD[:-500], FileKind.WORKBOOK),
        (plain_zip([("xl/workbook.bin", b"")]), FileKind.XLSB),
        (plain_zip([("Index/Document.iwa", b"")]), FileKind.NUMBERS),
        (plain_zip([("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")], 0), FileKind.ODS),
        (plain_zip([("content.xml", b""), ("META-INF/manifest.xml", b"")]), FileKind.ODS),
        (plain_zip([("mimetype", b"application/vnd.oasis.opendocument.text")], 0), FileKind.OPEN_DOCUMENT),
        (plain_zip([("XL/phuluc_1.xlsx", b"")]), FileKind.ZIP),
        (b"MZ\x90\x00", FileKind.PROGRAM),
        (b"\x09\x08\x10\x00", FileKind.UNKNOWN),
        (b"\x09\x04\x06\x00\x00\x00", FileKind.OLD_XLS),
        (b"<?xml version='1.0'?><?mso-application?><x xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>",
         FileKind.XML_WORKBOOK),
        (b"<?xml version='1.0'?><o office:mimetype='application/vnd.oasis.opendocument.spreadsheet'/>",
         FileKind.FLAT_ODS),
        (b"Subject: a\r\nFrom: b@c.vn\r\n\r\n<html>", FileKind.LETTER),
        (b"\xef\xbb\xbfReceived: x\n\n", FileKind.LETTER),
        (b"From: a@b.vn\n\n%PDF-1.7", FileKind.LETTER),
        (b"\x00\x01 %PDF-1.7", FileKind.PDF),
        (b"M\xc3\xa3: 1\nSubject: 2\n", FileKind.TEXT),
        (b"STT: 1\n\nFrom: a@b.vn\n", FileKind.TEXT),
        (b"\x78\x9f\x3e\x22" + bytes(40), FileKind.WINMAIL),
    ],
)  # fmt: skip
def test_the_kind_of_bytes(data: bytes, kind: FileKind) -> None:
    assert content_kind(data) is kind


MIXED = plain_zip(
    [("phuluc_1.xlsx", GOOD[:3000]), ("a.pdf", PDF[:300]), ("k.zip", plain_zip([("b", b"b" * 50)]))],
    zipfile.ZIP_STORED,
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(MIXED) - 1), st.binary(min_size=1, max_size=6)), max_size=6),
       st.integers(0, 200))  # fmt: skip
def test_no_damaged_zip_raises(changes: list[tuple[int, bytes]], cut: int) -> None:
    data = bytearray(MIXED)
    for at, new in changes:
        data[at : at + len(new)] = new
    pieces = list(unpack(bytes(data[: len(data) - cut])))
    assert pieces
    assert len({piece.path for piece in pieces}) == len(pieces)
    assert all((piece.data is None) is (piece.breach is not None) for piece in pieces)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\x00", b"From: a\n",
                        bytes.fromhex("D0CF11E0A1B11AE1")]), st.binary(max_size=600))  # fmt: skip
def test_no_bytes_raise(start: bytes, rest: bytes) -> None:
    assert list(unpack(start + rest))
