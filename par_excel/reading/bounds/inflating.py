"""Inflating step by step: never more at once than a chunk, whatever the packed bytes promise."""

import bz2
import lzma
import zlib
from collections.abc import Callable, Generator

from par_excel.model import RefusalReason
from par_excel.reading.bounds.breach import Breach

CHUNK_BYTES = 1 << 18
"""How many inflated bytes are handed over at once, at most: between two chunks the limits are looked at."""
_FEED_BYTES = 1 << 16
"""How many packed bytes an inflater is given at once."""
_LARGEST_DICTIONARY = 1 << 26
"""Bytes; LZMA takes them at once, as many as the head of a part asks for, however little the part holds."""
_LZMA_HEAD_BYTES = 9
_XZ_MEMORY_BYTES = 1 << 27
"""Memory that an .xz may take; the strongest preset (`xz -9`) needs 65 MiB to inflate."""


class _Deflate:
    """zlib with the attributes that decompressors of bz2 and lzma have."""

    def __init__(self, window: int) -> None:
        self._inflater = zlib.decompressobj(window)

    @property
    def eof(self) -> bool:
        return self._inflater.eof

    @property
    def needs_input(self) -> bool:
        return not self._inflater.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inflater.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        return self._inflater.decompress(self._inflater.unconsumed_tail + data, max_length)


Inflater = _Deflate | bz2.BZ2Decompressor | lzma.LZMADecompressor


def in_chunks(data: bytes | memoryview) -> Generator[bytes, None, None]:
    """Yield bytes that are packed in no way as what inflates does: a chunk at a time."""
    yield from (bytes(data[at : at + CHUNK_BYTES]) for at in range(0, len(data), CHUNK_BYTES))


def deflate() -> Inflater:
    """Return what inflates a part of a zip."""
    return _Deflate(-zlib.MAX_WBITS)  # negative: zlib expects no header of its own, and a zip has none


def gzip() -> Inflater:
    """Return what inflates a .gz."""
    return _Deflate(16 + zlib.MAX_WBITS)  # plus 16: zlib reads the header and checksum of gzip


def bzip2() -> Inflater:
    """Return what inflates a .bz2, or such a part of a zip."""
    return bz2.BZ2Decompressor()


def xz() -> Inflater:
    """Return what inflates an .xz."""
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY_BYTES)


def inflated(
    packed: memoryview, make: Callable[[], Inflater], *, is_repeatable: bool = False
) -> Generator[bytes, None, None]:
    """Yield what is packed, in chunks.

    Args:
        packed: the packed bytes.
        make: makes an inflater.
        is_repeatable: whether several packed streams may follow each other, as in .gz.

    Raises:
        Breach: the packed bytes end before their time.
    """
    inflater, at = make(), 0
    while True:
        feed = bytes(packed[at : at + _FEED_BYTES]) if inflater.needs_input else b""
        is_last = inflater.needs_input and not feed
        at += len(feed)
        chunk = inflater.decompress(feed, CHUNK_BYTES)
        if chunk:
            yield chunk
        if inflater.eof:
            at -= len(inflater.unused_data)
            # A .gz may be several members in a row (RFC 1952, 2.2). Anything else behind one is padding, and left.
            if not is_repeatable or at >= len(packed) or packed[at : at + 2] != packed[:2]:
                return
            inflater = make()
        elif is_last and not chunk:  # zlib may hold back what did not fit into the last chunk, and not say so
            raise Breach(RefusalReason.DAMAGED, "nội dung nén bị ngắt giữa chừng")


def inflated_lzma(packed: memoryview) -> Generator[bytes, None, None]:
    """Yield an LZMA part of a zip: version, length of the properties (5), properties, packed bytes (APPNOTE 5.8).

    Raises:
        Breach: it needs more memory than it may have.
    """
    head = bytes(packed[:_LZMA_HEAD_BYTES])
    if len(head) < _LZMA_HEAD_BYTES or head[2:4] != b"\x05\x00":
        raise Breach(RefusalReason.DAMAGED, "nội dung nén bị ngắt giữa chừng")
    # The first property is (pb × 5 + lp) × 9 + lc in one byte, the other four are the size of the dictionary.
    (rest, lc), dictionary = divmod(head[4], 9), int.from_bytes(head[5:9], "little")
    pb, lp = divmod(rest, 5)
    if dictionary > _LARGEST_DICTIONARY:
        raise Breach(RefusalReason.UNSAFE, "nội dung nén cần quá nhiều bộ nhớ để giải nén")
    # A dictionary below 4 KiB counts as 4 KiB, and liblzma refuses less.
    settings = {"id": lzma.FILTER_LZMA1, "dict_size": max(dictionary, 4096), "lc": lc, "lp": lp, "pb": pb}
    inflater, at = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[settings]), _LZMA_HEAD_BYTES
    # such a part need not mark its end, its size in the directory does
    while not inflater.eof and (at < len(packed) or not inflater.needs_input):
        feed = bytes(packed[at : at + _FEED_BYTES]) if inflater.needs_input else b""
        at += len(feed)
        yield inflater.decompress(feed, CHUNK_BYTES)
