"""Damaged and lying zips: bombs, headers that disagree, names that lead elsewhere, files cut off."""

import struct
import zlib
from collections.abc import Callable, Iterator
from functools import partial

from msgspec.structs import replace

from par_excel.model import RefusalReason as Reason
from tests.hostile.cases import (
    BOOK_PART,
    SCORES_PART,
    STRINGS_PART,
    Case,
    Expected,
    accepted,
    good,
    good_parts,
    refused,
    same_or,
    with_parts,
)
from tests.hostile.raw_zip import DEFLATED, STORED, End, Part, raw_deflate, write, zeros

_MIB = 1 << 20
_STREAMED = 0x8
_UTF_8 = 0x800
_CUT = 24
_FEW = 2
"""So many overlapping parts have right sums; of more, the sums would cost too much."""
_DAMAGE = refused(Reason.DAMAGED)
_UNSAFE = refused(Reason.UNSAFE)
_BOMB = refused(Reason.UNSAFE, Reason.TOO_LARGE)
_SAFE = same_or(Reason.DAMAGED, Reason.UNSAFE, Reason.NOT_A_WORKBOOK)


def cases() -> Iterator[Case]:
    """Return all of them."""
    yield from _whole()
    yield from _cut()
    yield from _bombs()
    yield from _names()
    yield from _headers()
    yield from _ends()
    yield from _methods()


def _parts() -> list[Part]:
    return [Part(name=name.encode(), data=data) for name, data in good_parts().items()]


def _changed(part: str, change: Callable[[Part], Part]) -> bytes:
    return write([change(each) if each.name == part.encode() else each for each in _parts()])


def _with(*parts: Part, end: End | None = None, before: bytes = b"") -> bytes:
    return write([*_parts(), *parts], end=end, before=before)


def _case(name: str, expected: Expected, make: Callable[[], bytes]) -> Case:
    return Case(name=f"zip-{name}", make=make, expected=expected)


def _whole() -> Iterator[Case]:
    """Yield unusual zips that are sound."""
    yield _case("written-anew", accepted(), lambda: write(_parts()))
    yield _case("stored", accepted(), lambda: write([replace(each, method=STORED) for each in _parts()]))
    yield _case("comment", accepted(), lambda: write(_parts(), end=End(comment=b"x" * 65_535)))
    yield _case("bytes-behind", accepted(), lambda: good() + bytes(64))
    yield _case("line-end-behind", accepted(), lambda: good() + b"\r\n")
    yield _case("zip64-end", accepted(), lambda: write(_parts(), end=End(is_zip64=True)))
    yield _case("zip64-sizes", accepted(), lambda: write([_in_zip64(each) for each in _parts()]))
    for name, mark in (("with-mark", b"PK\x07\x08"), ("without-mark", b"")):
        yield _case(f"streamed-{name}", accepted(), partial(_streamed, mark))
    yield _case("extra-fields", accepted(), lambda: _changed(SCORES_PART, _with_extras))
    yield _case("parts-in-other-order", accepted(), lambda: write(_parts()[::-1]))
    yield _case(
        "empty-parts-and-folders",
        accepted(),
        lambda: _with(Part(name=b"xl/media/"), Part(name=b"xl/media/leer.bin")),
    )
    yield _case(
        "utf-8-name", accepted(), lambda: _with(Part(name="xl/ảnh.bin".encode(), data=b"x", flags=_UTF_8))
    )
    yield _case("bytes-before", same_or(*Reason), lambda: b"HTTP/1.1 200 OK\r\n\r\n" + good())


def _in_zip64(part: Part) -> Part:
    size, packed = len(part.data), len(raw_deflate(part.data))
    extra = struct.pack("<HHQQ", 1, 16, size, packed)
    return replace(part, size=0xFFFFFFFF, packed_size=0xFFFFFFFF, extra=extra, local_extra=extra)


def _streamed(mark: bytes) -> bytes:
    def behind(part: Part) -> Part:
        tail = mark + struct.pack("<3L", zlib.crc32(part.data), len(raw_deflate(part.data)), len(part.data))
        return replace(part, flags=_STREAMED, local_sizes=(0, 0, 0), descriptor=tail)

    return write([behind(each) for each in _parts()])


def _with_extras(part: Part) -> Part:
    times = struct.pack("<HHBL", 0x5455, 5, 1, 0)
    return replace(part, extra=times, local_extra=times + struct.pack("<HH", 0xCAFE, 0))


def _cut() -> Iterator[Case]:
    """Yield files that are cut off, as by a stopped download; the start alone tells nothing."""
    for step in range(1, _CUT):
        yield _case(f"cut-{step:02}", _DAMAGE, partial(_first_bytes, len(good()) * step // _CUT))
    for left in (1, 4, 22, 23):
        yield _case(f"cut-last-{left}", _DAMAGE, partial(_first_bytes, len(good()) - left))
    yield _case("first-4-bytes", refused(Reason.DAMAGED, Reason.NO_FILE), lambda: good()[:4])
    yield _case("first-30-bytes", refused(Reason.DAMAGED, Reason.NO_FILE), lambda: good()[:30])
    yield _case("middle-lost", _DAMAGE, lambda: good()[: len(good()) // 3] + good()[len(good()) // 2 :])
    yield _case("middle-zeros", _DAMAGE, _with_zeros_inside)
    yield _case("end-zeros", _DAMAGE, lambda: good()[:-2000] + bytes(2000))
    yield _case("line-ends-turned", _DAMAGE, lambda: good().replace(b"\n", b"\r\n"))
    yield _case("high-bits-lost", refused(*Reason), lambda: bytes(byte & 0x7F for byte in good()))
    yield _case("read-as-text", refused(*Reason), lambda: good().decode("utf-8", "replace").encode("utf-8"))
    yield _case("in-base64-lines", refused(*Reason), lambda: zlib.compress(good()))


def _first_bytes(count: int) -> bytes:
    return good()[:count]


def _with_zeros_inside() -> bytes:
    at = good().index(SCORES_PART.encode()) + 200
    return good()[:at] + bytes(512) + good()[at + 512 :]


def _bombs() -> Iterator[Case]:
    """Yield zips that grow beyond measure, or seem to."""

    def bomb(name: str, size: int, *, told: int | None = None) -> Callable[[], bytes]:
        def make() -> bytes:
            data = Part(name=name.encode(), packed=zeros(size), crc=0, size=told or size * _MIB)
            return write([*(each for each in _parts() if each.name != name.encode()), data])

        return make

    yield _case("bomb-2-gib", _BOMB, bomb(SCORES_PART, 2047))
    yield _case("bomb-60-mib", _BOMB, bomb(SCORES_PART, 60))
    yield _case("bomb-strings", _BOMB, bomb(STRINGS_PART, 300))
    yield _case("bomb-book", _BOMB, bomb(BOOK_PART, 300))
    yield _case("bomb-in-picture", _BOMB, bomb("xl/media/image1.png", 300))
    told = refused(Reason.UNSAFE, Reason.TOO_LARGE, Reason.DAMAGED)
    yield _case("bomb-told-small", told, bomb(SCORES_PART, 300, told=5000))
    yield _case("bomb-told-4-gib", told, bomb(SCORES_PART, 1, told=0xFFFFFFFE))
    yield _case("bomb-of-spaces", _BOMB, lambda: with_parts({SCORES_PART: b" " * 40 * _MIB}))
    yield _case("bomb-of-rows", _BOMB, _rows_bomb)
    yield _case("overlapping", _BOMB, lambda: _overlapping(300))
    yield _case("overlapping-few", _SAFE, lambda: _overlapping(2))
    yield _case("one-body-many-names", _BOMB, lambda: _one_body(400))
    yield _case("1,001-parts", _UNSAFE, lambda: _many(1_001))
    yield _case("60,000-parts", _UNSAFE, lambda: _many(60_000))
    yield _case("70,000-parts-zip64", _UNSAFE, lambda: _many(70_000, End(is_zip64=True)))
    yield _case("zip-in-part", accepted(), lambda: _with(_zip_of_zips(5)))
    yield _case("part-that-is-huge-and-told", refused(Reason.TOO_LARGE), _three_large_parts)


def _rows_bomb() -> bytes:
    head, _, _tail = good_parts()[SCORES_PART].partition(b"<sheetData>")
    rows = b'<row r="57"><c r="A57" s="1"/></row>' * 1_500_000
    return with_parts({SCORES_PART: head + b"<sheetData>" + rows + b"</sheetData></worksheet>"})


def _overlapping(count: int) -> bytes:
    """Quote each part's header inside the stream of the one before it (Fifield 2019): one kernel, many parts."""
    kernel = 4 * _MIB
    stream, crc, size = zeros(4), zlib.crc32(bytes(kernel)), kernel
    quoted: list[tuple[Part, int]] = []
    for number in reversed(range(count)):
        name = b"xl/media/%04d.bin" % number
        head = struct.pack(
            "<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0x21, crc, len(stream), size, len(name), 0
        )
        head += name
        part = Part(name=name, packed=b"", packed_size=len(stream), size=size, crc=crc)
        quoted.append((part, len(head)))
        if number:
            stream = struct.pack("<BHH", 0, len(head), len(head) ^ 0xFFFF) + head + stream
            crc, size = (zlib.crc32(head + bytes(kernel)) if count <= _FEW else 0), size + len(head)
        else:
            stream = head + stream
    start = offset = len(write(_parts())) - _directory_length()
    inside = []
    for part, length in reversed(quoted):
        inside.append(replace(part, offset=offset))
        offset += length + 5
    whole = write([*_parts(), *inside])
    directory = whole[start + sum(len(part.name) + 30 for part in inside) : -22]
    return whole[:start] + stream + directory + _end_at(whole, start + len(stream), len(_parts()) + count)


def _directory_length() -> int:
    return sum(len(each.name) + 46 for each in _parts()) + 22


def _end_at(whole: bytes, offset: int, count: int) -> bytes:
    size = struct.unpack("<L", whole[-10:-6])[0]
    return struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, size, offset, 0)


def _one_body(count: int) -> bytes:
    """Let many directory entries point to one body; each is within the limits, the sum is not."""
    body = Part(name=b"xl/media/0000.bin", packed=zeros(1), crc=0, size=_MIB)
    start = len(write(_parts())) - _directory_length()
    more = [replace(body, name=f"xl/media/{n:04}.bin".encode(), offset=start) for n in range(1, count)]
    return write([*_parts(), body, *(replace(each, packed=b"", packed_size=1027) for each in more)])


def _many(count: int, end: End | None = None) -> bytes:
    few = [Part(name=b"xl/m/%d" % number, method=STORED) for number in range(count)]
    return _with(*few, end=end)


def _zip_of_zips(levels: int) -> Part:
    inner = b"PK"
    for level in range(levels):
        inner = write([Part(name=b"%d.zip" % level, data=inner), Part(name=b"x", packed=zeros(1), size=_MIB)])
    return Part(name=b"xl/embeddings/oleObject1.bin", data=inner)


def _three_large_parts() -> bytes:
    return _with(*(Part(name=b"xl/media/%d" % n, size=30 * _MIB, packed_size=_MIB) for n in range(3)))


def _names() -> Iterator[Case]:
    """Yield zips with names that lead elsewhere, or stand twice."""
    elsewhere = {
        "parent": b"../../../../tmp/ra-ngoai.txt",
        "parent-inside": b"xl/../../ra-ngoai.txt",
        "root": b"/etc/cron.d/ra-ngoai",
        "drive": b"C:\\Windows\\ra-ngoai.txt",
        "drive-relative": b"C:ra-ngoai.txt",
        "share": b"\\\\127.0.0.1\\c$\\ra-ngoai.txt",
        "parent-backslash": b"..\\..\\ra-ngoai.txt",
        "nul": b"xl/workbook.xml\x00.txt",
        "stream": b"xl/x.txt:ra-ngoai",
    }
    for name, path in elsewhere.items():
        yield _case(f"name-{name}", _UNSAFE, partial(_with, Part(name=path, data=b"x")))
    yield _case(
        "name-backslashes",
        same_or(Reason.NOT_A_WORKBOOK, Reason.DAMAGED, Reason.UNSAFE),
        lambda: write([replace(each, name=each.name.replace(b"/", b"\\")) for each in _parts()]),
    )
    odd = {"empty": b"", "control": b"xl/\x1b[2J\x07.bin", "newline": b"xl/a\nb.bin", "dot": b"./xl/a.bin"}
    for name, path in odd.items():
        yield _case(f"name-{name}", _SAFE, partial(_with, Part(name=path, data=b"x")))
    yield _case("name-65,535", _SAFE, lambda: _with(Part(name=b"x" * 65_535, data=b"x")))
    yield _case("name-no-utf-8", _SAFE, lambda: _with(Part(name=b"xl/\xff\xfe.bin", flags=_UTF_8)))
    yield _case("name-cp437", _SAFE, lambda: _with(Part(name=b"xl/\xe1\x82.bin")))
    other = good_parts()[SCORES_PART].replace(b"<v>0.41</v>", b"<v>0.5</v>")
    score = SCORES_PART.encode()
    yield _case("part-twice", _UNSAFE, lambda: _with(Part(name=score, data=other)))
    yield _case("part-twice-alike", _UNSAFE, lambda: _with(Part(name=score, data=good_parts()[SCORES_PART])))
    yield _case("part-twice-by-case", _UNSAFE, lambda: _with(Part(name=score.upper(), data=other)))
    yield _case(
        "part-twice-by-backslash", _SAFE, lambda: _with(Part(name=score.replace(b"/", b"\\"), data=other))
    )
    yield _case(
        "part-twice-by-dot", _SAFE, lambda: _with(Part(name=b"xl/./worksheets/sheet2.xml", data=other))
    )


def _headers() -> Iterator[Case]:
    """Yield zips of which directory and headers disagree."""
    lies: dict[str, tuple[Expected, Callable[[Part], Part]]] = {
        "other-local-name": (_DAMAGE, lambda each: replace(each, local_name=b"xl/worksheets/sheet9.xml")),
        "no-local-name": (_DAMAGE, lambda each: replace(each, local_name=b"")),
        "wrong-crc": (_DAMAGE, lambda each: replace(each, crc=1)),
        "size-0": (_DAMAGE, lambda each: replace(each, size=0)),
        "size-smaller": (_DAMAGE, lambda each: replace(each, size=len(each.data) - 1)),
        "size-larger": (_DAMAGE, lambda each: replace(each, size=len(each.data) + 1)),
        "packed-smaller": (_DAMAGE, lambda each: replace(each, packed_size=100)),
        "packed-larger": (_SAFE, lambda each: replace(each, packed_size=len(raw_deflate(each.data)) + 9)),
        "packed-beyond-end": (_DAMAGE, lambda each: replace(each, packed_size=50 * _MIB)),
        "offset-beyond-end": (_DAMAGE, lambda each: replace(each, offset=0x7FFFFFFF)),
        "offset-in-directory": (_DAMAGE, lambda each: replace(each, offset=30_000)),
        "offset-of-another": (_DAMAGE, lambda each: replace(each, offset=0)),
        "stream-cut": (_DAMAGE, lambda each: replace(each, packed=raw_deflate(each.data)[:-5])),
        "stream-spoilt": (_DAMAGE, lambda each: replace(each, packed=b"\xff" * 900)),
        "stream-empty": (_DAMAGE, lambda each: replace(each, packed=b"")),
        "stored-told-deflated": (_DAMAGE, lambda each: replace(each, packed=each.data)),
        "deflated-told-stored": (
            _DAMAGE,
            lambda each: replace(each, method=STORED, packed=raw_deflate(each.data)),
        ),
        "local-method-differs": (_SAFE, lambda each: replace(each, local_method=STORED)),
        "local-flags-differ": (_SAFE, lambda each: replace(each, local_flags=_UTF_8)),
        "local-sizes-differ": (_SAFE, lambda each: replace(each, local_sizes=(1, 2, 3))),
        "on-disk-2": (_SAFE, lambda each: replace(each, disk=1)),
        "extra-cut": (_SAFE, lambda each: replace(each, extra=b"\x01\x00\x10\x00\x00")),
        "zip64-size-huge": (
            refused(Reason.DAMAGED, Reason.TOO_LARGE, Reason.UNSAFE),
            lambda each: replace(each, size=0xFFFFFFFF, extra=struct.pack("<HHQ", 1, 8, 1 << 62)),
        ),
        "zip64-size-lost": (
            refused(Reason.DAMAGED, Reason.TOO_LARGE, Reason.UNSAFE),
            lambda each: replace(each, size=0xFFFFFFFF),
        ),
        "zip64-offset-negative": (
            _DAMAGE,
            lambda each: replace(each, offset=0xFFFFFFFF, extra=struct.pack("<HHq", 1, 8, -5)),
        ),
        "lone-zip64-extra": (_SAFE, lambda each: replace(each, extra=struct.pack("<HHQ", 1, 8, 7))),
    }
    for name, (expected, lie) in lies.items():
        yield _case(f"header-{name}", expected, partial(_changed, SCORES_PART, lie))
    yield _case(
        "header-wrong-crc-of-picture",
        _SAFE,
        lambda: _changed("xl/drawings/drawing1.xml", lambda each: replace(each, crc=1)),
    )


def _ends() -> Iterator[Case]:
    """Yield zips that lie at their end."""
    ends: dict[str, tuple[Expected, End]] = {
        "count-0": (_SAFE, End(count=0)),
        "count-larger": (_SAFE, End(count=1000)),
        "count-smaller": (_SAFE, End(count=3)),
        "size-0": (refused(*Reason), End(size=0)),
        "size-larger": (refused(*Reason), End(size=500_000)),
        "offset-larger": (refused(*Reason), End(offset=90_000)),
        "disk-1": (_SAFE, End(disk=1)),
        "zip64-beyond-end": (_SAFE, End(is_zip64=True, locator_offset=1 << 60)),
        "zip64-elsewhere": (_SAFE, End(is_zip64=True, locator_offset=100)),
        "zip64-count-huge": (_SAFE, End(is_zip64=True, count=1 << 62)),
        "zip64-size-huge": (refused(*Reason), End(is_zip64=True, size=1 << 62)),
        "end-in-comment": (same_or(Reason.DAMAGED, Reason.NO_FILE), End(comment=b"PK\x05\x06" + bytes(18))),
        "second-end-in-comment": (
            _SAFE,
            End(comment=struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 46, 0, 0)),
        ),
    }
    for name, (expected, end) in ends.items():
        yield _case(f"end-{name}", expected, partial(write, _parts(), end=end))
    yield _case("two-in-one", same_or(Reason.DAMAGED, Reason.UNSAFE), lambda: good(6) + good())
    yield _case(
        "no-part-at-all",
        refused(Reason.DAMAGED, Reason.NO_FILE, Reason.EMPTY),
        lambda: write([]),
    )


def _methods() -> Iterator[Case]:
    """Yield zips packed as no spreadsheet program packs, or locked."""
    for method in (1, 6, 9, 12, 14, 20, 93, 95, 97, 98):
        yield _case(
            f"method-{method}",
            refused(Reason.UNSAFE, Reason.DAMAGED),
            partial(_changed, SCORES_PART, partial(_with_method, method)),
        )
    locked = refused(Reason.PASSWORD)
    yield _case("locked", locked, lambda: write([replace(each, flags=1) for each in _parts()]))
    yield _case("locked-one-part", locked, lambda: _changed(SCORES_PART, lambda each: replace(each, flags=1)))
    yield _case(
        "locked-aes",
        locked,
        lambda: write([replace(each, flags=1, method=99, packed=b"x" * 99) for each in _parts()]),
    )
    yield _case("locked-strongly", locked, lambda: write([replace(each, flags=0x41) for each in _parts()]))
    yield _case(
        "deflate-with-tail",
        _SAFE,
        lambda: _changed(
            SCORES_PART, lambda each: replace(each, packed=raw_deflate(each.data) + b"PK\x05\x06")
        ),
    )
    yield _case(
        "deflate-in-small-blocks",
        accepted(),
        lambda: _changed(SCORES_PART, lambda each: replace(each, packed=_blocks(each.data), method=DEFLATED)),
    )


def _with_method(method: int, part: Part) -> Part:
    return replace(part, method=method, packed=b"x" * 99)


def _blocks(data: bytes) -> bytes:
    """Return a deflate stream of stored blocks of 100 bytes, empty ones between them."""
    found = bytearray()
    for at in range(0, len(data), 100):
        piece = data[at : at + 100]
        found += struct.pack("<BHH", 0, len(piece), len(piece) ^ 0xFFFF) + piece + b"\x00\x00\x00\xff\xff"
    return bytes(found + b"\x01\x00\x00\xff\xff")
