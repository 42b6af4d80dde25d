"""Tar archives and single packed files (.gz, .bz2, .xz): read as a stream, nothing is taken out to disk."""

import tarfile
from collections.abc import Callable, Generator, Iterator
from typing import IO, cast

from par_excel.model import Limits, RefusalReason
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.bounds.inflating import CHUNK_BYTES, Inflater, bzip2, gzip, in_chunks, inflated, xz
from par_excel.reading.bounds.limits import ensure_ratio
from par_excel.reading.parcels.pieces import NAMELESS, Container, Enclosed
from par_excel.vietnamese import decode_name

_TAR_MARK, _TAR_MARK_AT = b"ustar", 257
_GZIP_HEAD_BYTES, _GZIP_EXTRA, _GZIP_NAME = 10, 0x04, 0x08
_LONGEST_NAME = 1_000
_MOST_READS_AT_END = 4
"""How often tarfile may read on behind the end: a size that is only claimed it would skip block by block."""


class ByteStream:
    """Chunks as a file that can only be read on, as tarfile wants one."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""
        self._reads_at_end = 0

    def peek(self, size: int) -> bytes:
        """Return so many of the next bytes, which are read again."""
        while len(self._rest) < size and (chunk := next(self._chunks, b"")):
            self._rest += chunk
        return self._rest[:size]

    def read(self, size: int) -> bytes:
        """Return so many bytes, fewer only at the end."""
        found = self.peek(size)
        self._rest = self._rest[len(found) :]
        self._reads_at_end = 0 if found else self._reads_at_end + 1
        if self._reads_at_end > _MOST_READS_AT_END:
            raise tarfile.ReadError("read beyond the end")
        return found

    def chunks(self) -> Generator[bytes, None, None]:
        """Yield what is left."""
        while chunk := self.read(CHUNK_BYTES):
            yield chunk


def open_tar(stream: ByteStream | IO[bytes]) -> tarfile.TarFile:
    """Return a tar archive that is read in the order of its files."""
    return tarfile.open(
        fileobj=cast("IO[bytes]", stream),
        mode="r|",
        bufsize=CHUNK_BYTES,
        encoding="utf-8",
        errors="surrogateescape",
    )


def tar_name(member: tarfile.TarInfo) -> str:
    """Return the name of a file in a tar archive."""
    return decode_name(member.name.encode("utf-8", "surrogateescape"))


def tar_content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> Generator[bytes, None, None]:
    """Yield the content of a file in a tar archive; links and devices have none.

    Raises:
        Breach: it is no plain file.
    """
    file = tar.extractfile(member) if member.isreg() else None
    if file is None:
        raise Breach(RefusalReason.NOT_A_WORKBOOK, "là liên kết hoặc thiết bị, không phải tệp")
    while chunk := file.read(CHUNK_BYTES):
        yield chunk


def tar_packed(member: tarfile.TarInfo) -> bytes:
    """Return what is hashed in place of a file's packed bytes: a stream cannot be read twice."""
    return f"{member.name}\n{member.size}\n{member.mtime}".encode("utf-8", "surrogateescape")


def tar_container(data: bytes, limits: Limits) -> Container:
    """Return the files of a .tar."""
    return Container(_files(ByteStream(in_chunks(memoryview(data))), limits))


def _files(stream: ByteStream, limits: Limits) -> Iterator[Enclosed]:
    with open_tar(stream) as tar:
        for number, member in enumerate(tar, start=1):
            if number > limits.entries:
                raise Breach(RefusalReason.PARCEL_TOO_LARGE, f"có hơn {limits.entries} tệp bên trong")
            if not member.isdir():
                yield Enclosed(
                    name=tar_name(member), packed=tar_packed(member), content=tar_content(tar, member)
                )


def gzip_container(data: bytes, limits: Limits) -> Container:
    """Return the files of a .tar.gz, or the file of a .gz."""
    return _inflated_container(data, gzip, _gzip_name(data), limits)


def bzip2_container(data: bytes, limits: Limits) -> Container:
    """Return the files of a .tar.bz2, or the file of a .bz2."""
    return _inflated_container(data, bzip2, NAMELESS, limits)


def xz_container(data: bytes, limits: Limits) -> Container:
    """Return the files of a .tar.xz, or the file of an .xz."""
    return _inflated_container(data, xz, NAMELESS, limits)


def _inflated_container(data: bytes, make: Callable[[], Inflater], name: str, limits: Limits) -> Container:
    stream = ByteStream(_counted(inflated(memoryview(data), make, is_repeatable=True), len(data), limits))
    return Container(_tar_or_file(stream, data, name, limits))


def _tar_or_file(stream: ByteStream, data: bytes, name: str, limits: Limits) -> Iterator[Enclosed]:
    if stream.peek(_TAR_MARK_AT + len(_TAR_MARK)).endswith(_TAR_MARK):
        yield from _files(stream, limits)
    else:
        yield Enclosed(name=name, packed=data, content=stream.chunks())


def _counted(chunks: Iterator[bytes], packed_bytes: int, limits: Limits) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        ensure_ratio(size, packed_bytes, limits)
        yield chunk


def _gzip_name(data: bytes) -> str:
    """Return the name that a .gz may carry of its file."""
    flags, at = data[3] if len(data) > _GZIP_HEAD_BYTES else 0, _GZIP_HEAD_BYTES
    if not flags & _GZIP_NAME:
        return NAMELESS
    if flags & _GZIP_EXTRA:
        at += 2 + int.from_bytes(data[at : at + 2], "little")
    return decode_name(data[at : at + _LONGEST_NAME].split(b"\x00")[0])
