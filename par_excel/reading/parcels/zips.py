"""A zip of files: each entry is inflated on its own, so that a bad one costs only itself."""

import zlib
from collections.abc import Generator, Iterator

from par_excel.model import Limits, RefusalReason
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.bounds.inflating import bzip2, deflate, in_chunks, inflated, inflated_lzma
from par_excel.reading.bounds.limits import ensure_ratio
from par_excel.reading.bounds.zip_directory import LOCAL_RECORD, ZIP_START, ZipEntry, zip_entries
from par_excel.reading.parcels.pieces import Container, Enclosed, refusing

_ENCRYPTED = 0x1
_STORED, _DEFLATED, _BZIP2, _LZMA, _AES = 0, 8, 12, 14, 99
# Ways of packing that are not read here, by their numbers (APPNOTE 4.4.5): named, so that the sender can choose another.
_OTHER_METHODS = {
    1: "Shrink",
    6: "Implode",
    9: "Deflate64",
    20: "Zstandard",
    93: "Zstandard",
    95: "XZ",
    98: "PPMd",
}


def zip_container(data: bytes, limits: Limits) -> Container:
    """Return the files of a zip."""
    view = memoryview(data)
    return Container(_enclosed(view, entry, limits) for entry in zip_entries(data) if not entry.is_folder)


def _enclosed(view: memoryview, entry: ZipEntry, limits: Limits) -> Enclosed:
    try:
        packed = _packed(view, entry)
    except Breach as breach:
        return Enclosed(name=entry.name, packed=entry.record, content=refusing(breach))
    return Enclosed(name=entry.name, packed=packed, content=_content(packed, entry, limits))


def _packed(view: memoryview, entry: ZipEntry) -> memoryview:
    """Return the packed bytes of an entry, found behind its own header, which must agree with the directory."""
    if not 0 <= entry.offset <= len(view) - LOCAL_RECORD.size:
        raise Breach(RefusalReason.DAMAGED, "tệp nén bị cắt ngang, không còn phần chứa tệp này")
    start, *_, name_length, extra_length = LOCAL_RECORD.unpack_from(view, entry.offset)
    first = entry.offset + LOCAL_RECORD.size
    if start != ZIP_START or view[first : first + name_length] != entry.raw_name:
        raise Breach(RefusalReason.DAMAGED, "mục lục của tệp nén không khớp với nội dung")
    first += name_length + extra_length
    packed = view[first : first + entry.packed_bytes]
    if len(packed) < entry.packed_bytes:
        raise Breach(RefusalReason.DAMAGED, "tệp nén bị cắt ngang, không còn đủ nội dung của tệp này")
    return packed


def _content(packed: memoryview, entry: ZipEntry, limits: Limits) -> Generator[bytes, None, None]:
    size = checksum = 0
    for chunk in _unpacked(packed, entry):
        size += len(chunk)
        checksum = zlib.crc32(chunk, checksum)
        ensure_ratio(size, len(packed), limits)
        yield chunk
    if (size, checksum) != (entry.size_bytes, entry.checksum):
        raise Breach(RefusalReason.DAMAGED, "nội dung tệp trong tệp nén không nguyên vẹn")


def _unpacked(packed: memoryview, entry: ZipEntry) -> Iterator[bytes]:
    if entry.flags & _ENCRYPTED or entry.method == _AES:
        raise Breach(RefusalReason.PASSWORD, "tệp nén có mật khẩu")
    if entry.method == _STORED:
        return in_chunks(packed)
    if entry.method == _DEFLATED:
        return inflated(packed, deflate)
    if entry.method == _BZIP2:
        return inflated(packed, bzip2)
    if entry.method == _LZMA:
        return inflated_lzma(packed)
    method = _OTHER_METHODS.get(entry.method, f"số {entry.method}")
    raise Breach(RefusalReason.ARCHIVE, f"tệp được nén theo cách {method}, chương trình không giải nén được")
