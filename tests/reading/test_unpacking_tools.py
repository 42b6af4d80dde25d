"""RAR and 7z by bsdtar, where there is one; tar and single packed files without it."""

import bz2
import gzip
import io
import lzma
import os
import random
import stat
import subprocess
import tarfile
import threading
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from par_excel.checks import RULES
from par_excel.model import DEFAULT_LIMITS, RefusalReason
from par_excel.reading.parcels.unpackers import find_unpacker
from par_excel.reading.parcels.unpacking import unpack
from par_excel.writing.template.workbook import template_workbook
from tests.programs import needs_unpacker
from tests.reading.rar_files import old_rar, rar
from tests.reading.test_unpacking import PDF, found, outcome, plain_zip
from tests.reading.workbooks import form

GOOD = template_workbook(form(), RULES)
LARGE = random.Random(3).randbytes(300_000)  # noqa: S311 - no secret
FILES = {"Phụ lục/phuluc_1.xlsx": GOOD, "BC 12.pdf": PDF, "rỗng.txt": b"", "lớn.bin": LARGE}


def seven_zip(folder: Path, files: Mapping[str, bytes], *options: str) -> bytes:
    source = folder / "source"
    for name, content in files.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes(content)
    subprocess.run(
        ["bsdtar", "-cf", "../a.7z", "--format", "7zip", *options, *files],
        cwd=source, env=os.environ | {"LC_ALL": "C.UTF-8"}, check=True, timeout=60,
    )  # fmt: skip
    return (folder / "a.7z").read_bytes()


def tar(files: Mapping[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=form) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()


@needs_unpacker
@pytest.mark.parametrize("method", ["copy", "deflate", "bzip2", "lzma1", "lzma2", "ppmd"])
def test_a_7z(tmp_path: Path, method: str) -> None:
    assert found(seven_zip(tmp_path, FILES, "--options", f"7zip:compression={method}")) == FILES


@needs_unpacker
def test_folders_in_a_7z(tmp_path: Path) -> None:
    (tmp_path / "source" / "rỗng").mkdir(parents=True)
    data = seven_zip(tmp_path, {"a/b.pdf": PDF}, "rỗng", "a")
    assert set(found(data).values()) == {PDF}


@needs_unpacker
def test_a_7z_in_a_zip_with_a_zip_in_it(tmp_path: Path) -> None:
    inner = seven_zip(tmp_path, {"a.pdf": PDF, "b.zip": plain_zip([("c", b"c")])})
    assert found(plain_zip([("x.7z", inner), ("d.pdf", PDF)])) == {
        "x.7z/a.pdf": PDF, "x.7z/b.zip": RefusalReason.ARCHIVE, "d.pdf": PDF,
    }  # fmt: skip


@needs_unpacker
@pytest.mark.parametrize("variable", ["C", "POSIX", ""])
def test_names_do_not_depend_on_the_language_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    data = seven_zip(tmp_path, {"Phụ lục.pdf": PDF})
    monkeypatch.setenv("LC_ALL", variable)
    assert found(data) == {"Phụ lục.pdf": PDF}


@needs_unpacker
def test_a_broken_7z_never_gives_wrong_bytes(tmp_path: Path) -> None:
    data = seven_zip(tmp_path, FILES, "--options", "7zip:compression=copy")
    for at in range(40, len(data), 40_000):
        broken = bytearray(data)
        broken[at] ^= 0xFF
        assert found(bytes(broken)) == {"": RefusalReason.DAMAGED}
    assert found(data[: len(data) // 2]) == {"": RefusalReason.DAMAGED}


@needs_unpacker
@pytest.mark.parametrize("archive", [old_rar(b"a/phuluc.xlsx", GOOD), rar(b"a/phuluc.xlsx", GOOD)])
def test_a_rar(archive: bytes) -> None:
    assert found(archive) == {"a/phuluc.xlsx": GOOD}


@needs_unpacker
def test_a_large_rar_is_stopped_at_a_limit() -> None:
    archive = old_rar(b"a.bin", LARGE)
    pieces = list(unpack(archive, replace(DEFAULT_LIMITS, packed_files_bytes=100_000)))
    assert {outcome(piece) for piece in pieces} == {RefusalReason.PARCEL_TOO_LARGE}
    assert [piece.path for piece in pieces] == ["a.bin", ""]


@needs_unpacker
def test_a_file_that_the_program_leaves_out_is_said() -> None:
    assert found(rar(b"a.xlsx", GOOD, mode=0o20)) == {"": RefusalReason.DAMAGED}


@needs_unpacker
def test_a_rar_whose_content_was_changed() -> None:
    assert set(found(old_rar(b"a.xlsx", GOOD, checksum=1)).values()) == {RefusalReason.DAMAGED}
    changed = rar(b"a.xlsx", GOOD).replace(GOOD[:4], b"PK\x03\x05", 1)
    assert found(changed) == {"a.xlsx": RefusalReason.DAMAGED}
    assert set(found(rar(b"a.xlsx", GOOD)[:-3000]).values()) == {RefusalReason.DAMAGED}
    assert set(found(old_rar(b"a.xlsx", GOOD)[:-3000]).values()) == {RefusalReason.DAMAGED}


@pytest.mark.parametrize(
    ("archive", "reason"),
    [
        (old_rar(b"a", GOOD, main_flags=0x0001), RefusalReason.ARCHIVE),
        (old_rar(b"a", GOOD, main_flags=0x0080), RefusalReason.PASSWORD),
        (old_rar(b"a", GOOD, file_flags=0x0004), RefusalReason.PASSWORD),
        (rar(b"a", GOOD, is_part=True), RefusalReason.ARCHIVE),
        (rar(b"a", GOOD, is_encrypted=True), RefusalReason.PASSWORD),
        (rar(b"a", GOOD, has_hidden_names=True), RefusalReason.PASSWORD),
    ],
)
def test_what_bsdtar_would_unpack_wrongly_is_refused_before(archive: bytes, reason: RefusalReason) -> None:
    assert found(archive) == {"": reason}


@pytest.mark.parametrize(
    ("data", "detail"),
    [
        (old_rar(b"a", GOOD), "tệp nén RAR; máy này không có chương trình giải nén"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(40), "tệp nén 7z; máy này không có chương trình giải nén"),
    ],
)
def test_a_machine_without_the_program(
    data: bytes, detail: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("SYSTEMROOT", str(tmp_path))
    (piece,) = unpack(data)
    assert outcome(piece) is RefusalReason.ARCHIVE
    assert piece.breach is not None
    assert piece.breach.detail == detail


def script(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)


@pytest.mark.skipif(os.name != "posix", reason="makes programs as shell scripts")
def test_only_a_bsdtar_in_an_absolute_folder_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, other, here = tmp_path / "good", tmp_path / "other", tmp_path / "here"
    for folder in (good, other, here):
        folder.mkdir()
    script(other / "tar", "echo tar (GNU tar) 1.34")
    script(good / "tar", "echo bsdtar 3.5.2 - libarchive 3.5.2")
    script(here / "bsdtar", "echo bsdtar 3.5.2 - libarchive 3.5.2")
    monkeypatch.chdir(here)
    monkeypatch.setenv("PATH", os.pathsep.join([".", "", str(other), str(good), "/usr/bin/none"]))
    assert find_unpacker() == str(good / "tar")


@pytest.mark.skipif(os.name != "posix", reason="makes programs as shell scripts")
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("exec sleep 600", RefusalReason.NOT_READ),
        ("while :; do echo Enter passphrase: >&2; done", RefusalReason.NOT_READ),
        ("exec cat /dev/zero", RefusalReason.NOT_READ),
        ("exit 1", RefusalReason.DAMAGED),
        ("kill -9 $$", RefusalReason.DAMAGED),
        ("echo 'Encryption is not supported' >&2; exit 1", RefusalReason.PASSWORD),
        ("echo 'Unsupported method' >&2; exit 1", RefusalReason.ARCHIVE),
        ("exit 0", RefusalReason.DAMAGED),
    ],
)
def test_a_program_that_misbehaves_is_ended(
    text: str, reason: RefusalReason, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(tmp_path / "bsdtar", f'[ "$1" = --version ] && {{ echo bsdtar; exit; }}\n{text}')
    monkeypatch.setenv("PATH", os.pathsep.join([str(tmp_path), os.environ["PATH"]]))
    others = set(threading.enumerate())
    (piece,) = unpack(old_rar(b"a", GOOD), replace(DEFAULT_LIMITS, wall_seconds=4))
    assert outcome(piece) is reason
    assert set(threading.enumerate()) <= others


@needs_unpacker
def test_a_program_is_ended_where_a_limit_is_passed(tmp_path: Path) -> None:
    data = seven_zip(tmp_path, {"a.bin": LARGE, "b.bin": LARGE[::-1]})
    (piece,) = unpack(data, replace(DEFAULT_LIMITS, packed_files_bytes=100_000))
    assert outcome(piece) is RefusalReason.PARCEL_TOO_LARGE
    assert found(seven_zip(tmp_path, {"a.bin": bytes(5_000_000)})) == {"": RefusalReason.UNSAFE}
    in_zip = plain_zip([("a.bin", LARGE), ("b.7z", data), ("c", b"c")])
    pieces = {
        piece.path: outcome(piece)
        for piece in unpack(in_zip, replace(DEFAULT_LIMITS, packed_files_bytes=1_250_000))
    }
    assert pieces == {
        "a.bin": LARGE, "b.7z/a.bin": LARGE, "b.7z/b.bin": RefusalReason.PARCEL_TOO_LARGE, "b.7z": RefusalReason.PARCEL_TOO_LARGE,
        "c": RefusalReason.PARCEL_TOO_LARGE,
    }  # fmt: skip


@needs_unpacker
def test_too_many_files_in_a_7z(tmp_path: Path) -> None:
    data = seven_zip(tmp_path, {f"{number}.txt": b"x" for number in range(5)})
    pieces = list(unpack(data, replace(DEFAULT_LIMITS, entries=3)))
    assert [piece.path for piece in pieces] == ["0.txt", "1.txt", "2.txt", ""]
    assert outcome(pieces[-1]) is RefusalReason.PARCEL_TOO_LARGE


@needs_unpacker
def test_a_reader_that_stops_midway_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = seven_zip(tmp_path, FILES)
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    others = set(threading.enumerate())
    pieces = unpack(data)
    assert next(pieces).path in FILES
    assert list(folder.iterdir())
    del pieces
    assert not list(folder.iterdir())
    assert set(threading.enumerate()) <= others


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_a_tar(form: int) -> None:
    assert found(tar(FILES, form)) == FILES


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_packed_tar_and_a_packed_file(pack: "object") -> None:
    assert callable(pack)
    assert found(pack(tar(FILES))) == FILES
    assert found(pack(GOOD)) == {"tệp không tên": GOOD}
    assert found(pack(PDF) + pack(PDF)) == {"tệp không tên": PDF + PDF}
    assert set(found(pack(LARGE)[:-100]).values()) == {RefusalReason.DAMAGED}
    assert found(pack(bytes(3_000_000))) == {"tệp không tên": RefusalReason.UNSAFE}


def test_the_name_in_a_gz() -> None:
    stream = io.BytesIO()
    with gzip.GzipFile("Bao cao.pdf", "wb", fileobj=stream) as file:
        file.write(PDF)
    assert found(stream.getvalue()) == {"Bao cao.pdf": PDF}


def test_a_tar_cut_off_names_the_file_and_itself() -> None:
    data = tar({"a.pdf": PDF, "b.pdf": LARGE})
    assert found(data[:100_000]) == {"a.pdf": PDF, "b.pdf": RefusalReason.DAMAGED, "": RefusalReason.DAMAGED}


def test_links_in_a_tar_are_not_followed() -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE):
            info = tarfile.TarInfo(f"../{kind.decode()}")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    assert found(stream.getvalue()) == dict.fromkeys(("2", "1", "6"), RefusalReason.NOT_A_WORKBOOK)


TAR = tar({"a.pdf": PDF, "b": b"b" * 700})


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(TAR) - 1), st.binary(min_size=1, max_size=8)), max_size=6),
       st.integers(0, 2000), st.booleans())  # fmt: skip
def test_no_damaged_tar_raises(changes: list[tuple[int, bytes]], cut: int, is_packed: bool) -> None:  # noqa: FBT001
    data = bytearray(gzip.compress(TAR) if is_packed else TAR)
    for at, new in changes:
        data[at % len(data) : at % len(data) + len(new)] = new
    assert list(unpack(bytes(data[: max(len(data) - cut, 0)])))


RARS = [rar(b"a.pdf", PDF), old_rar(b"a.pdf", PDF)]


@needs_unpacker
@settings(max_examples=40, deadline=None)
@given(st.sampled_from(RARS), st.integers(8, 2000), st.binary(min_size=1, max_size=4), st.integers(0, 300))
def test_a_damaged_rar_never_gives_wrong_bytes(data: bytes, at: int, new: bytes, cut: int) -> None:
    broken = data[:at] + new + data[at + len(new) :]
    pieces = list(unpack(broken[: len(broken) - cut]))
    assert pieces
    is_in_content = at > data.index(PDF)
    assert all(piece.data in {None, PDF} for piece in pieces) or not is_in_content
