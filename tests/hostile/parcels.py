"""Archives and letters: with a good return in them, with something else, or meant to do harm."""

import base64
import gzip
import tarfile
from collections.abc import Callable, Iterator
from functools import partial

from par_excel.model import RefusalReason as Reason
from tests.hostile.cases import Case, Expected, accepted, good, refused, same_or
from tests.hostile.compound import compound
from tests.hostile.raw_zip import Part, write, zeros


def cases() -> Iterator[Case]:
    """Return all of them."""
    yield from _archives()
    yield from _tars()
    yield from _letters()


def _case(name: str, expected: Expected, make: Callable[[], bytes], suffix: str = ".xlsx") -> Case:
    return Case(name=f"parcel-{name}", make=make, expected=expected, suffix=suffix)


def _bytes(name: str, expected: Expected, data: bytes, suffix: str = ".xlsx") -> Case:
    return _case(name, expected, lambda: data, suffix)


def _archives() -> Iterator[Case]:
    for name, data in {
        "rar-4": b"Rar!\x1a\x07\x00" + bytes(100),
        "rar-5": b"Rar!\x1a\x07\x01\x00" + bytes(100),
        "7z": b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(100),
        "cabinet": b"MSCF\x00\x00\x00\x00" + bytes(100),
    }.items():
        yield _bytes(name, refused(*Reason), data, f".{name.partition('-')[0]}")
    yield _case(
        "gzip", same_or(Reason.ARCHIVE, Reason.NOT_A_WORKBOOK), lambda: gzip.compress(good(), mtime=0), ".gz"
    )
    yield _case("zip-with-return", accepted(), lambda: _zip({"phuluc_4.xlsx": good()}), ".zip")
    yield _case("zip-named-xlsx", accepted(), lambda: _zip({"Phụ lục/phuluc_4.xlsx": good()}))
    yield _case(
        "zip-with-return-and-others",
        accepted(),
        lambda: _zip(
            {
                "bc.pdf": b"%PDF-1.4\n",
                "__MACOSX/._phuluc_4.xlsx": b"\x00\x05\x16\x07",
                "phuluc_4.xlsx": good(),
                "~$phuluc_4.xlsx": b"x" * 165,
            }
        ),
        ".zip",
    )
    yield _case("zip-in-zip", accepted(), lambda: _zip({"a.zip": _zip({"phuluc_4.xlsx": good()})}), ".zip")
    yield _case("zip-of-8-levels", refused(*Reason), lambda: _nested(8), ".zip")
    yield _case(
        "zip-of-2,000-files", refused(*Reason), lambda: _zip({f"{n}.txt": b"x" for n in range(2000)}), ".zip"
    )
    yield _case("zip-empty", refused(Reason.NO_FILE, Reason.DAMAGED, Reason.EMPTY), lambda: write([]), ".zip")
    yield _case(
        "zip-of-folders",
        refused(Reason.NO_FILE, Reason.DAMAGED, Reason.NOT_A_WORKBOOK),
        lambda: _zip({"a/": b"", "a/b/": b""}),
        ".zip",
    )
    bomb = Part(name=b"phuluc_4.xlsx", packed=zeros(1000), crc=0, size=1000 << 20)
    yield _case(
        "zip-bomb", refused(Reason.UNSAFE, Reason.TOO_LARGE, Reason.DAMAGED), lambda: write([bomb]), ".zip"
    )
    yield _case(
        "zip-of-bombs", refused(*Reason), lambda: _zip({f"{n}.zip": write([bomb]) for n in range(5)}), ".zip"
    )
    locked = Part(name=b"phuluc_4.xlsx", data=good(), flags=1)
    yield _case("zip-locked", refused(Reason.PASSWORD), lambda: write([locked]), ".zip")
    for name, path in {
        "parent": b"../phuluc_4.xlsx",
        "root": b"/tmp/phuluc_4.xlsx",
        "drive": b"C:\\phuluc_4.xlsx",
        "nul": b"phuluc_4.xlsx\x00.txt",
    }.items():
        yield _case(
            f"zip-slip-{name}",
            same_or(*Reason),
            partial(write, [Part(name=path, data=good())]),
            ".zip",
        )
    wide = "Phụ lục 4.xlsx"
    for codec in ("utf-8", "cp1258", "cp437"):
        flags = 0x800 if codec == "utf-8" else 0
        named = wide.encode(codec, "replace")
        yield _case(
            f"zip-name-{codec}",
            accepted(),
            partial(write, [Part(name=named, data=good(), flags=flags)]),
            ".zip",
        )
    yield _case(
        "zip-of-damaged", refused(Reason.DAMAGED), lambda: _zip({"phuluc_4.xlsx": good()[:9000]}), ".zip"
    )
    yield _case("zip-cut", refused(Reason.DAMAGED), lambda: _zip({"phuluc_4.xlsx": good()})[:9000], ".zip")
    twice = [Part(name=b"phuluc_4.xlsx", data=good()), Part(name=b"phuluc_4.xlsx", data=good()[:9000])]
    yield _case("zip-name-twice", accepted(), lambda: write(twice), ".zip")


def _tars() -> Iterator[Case]:
    """Yield tape archives: as Linux and bsdtar make them, with entries that are no files, and with huge sizes."""
    yield _case("tar", accepted(), lambda: _tar(_entry("phuluc_4.xlsx", good())), ".tar")
    yield _case(
        "tar-gz", accepted(), lambda: gzip.compress(_tar(_entry("a.xlsx", good())), mtime=0), ".tar.gz"
    )
    for name, kind in {
        "symlink": tarfile.SYMTYPE,
        "hard-link": tarfile.LNKTYPE,
        "device": tarfile.CHRTYPE,
        "pipe": tarfile.FIFOTYPE,
    }.items():
        odd = _entry("lien-ket.xlsx", b"", kind=kind, target="/etc/passwd")
        yield _case(f"tar-{name}", accepted(), partial(_tar, odd, _entry("phuluc_4.xlsx", good())), ".tar")
    for name, path in {"parent": "../../ra-ngoai.xlsx", "root": "/etc/ra-ngoai.xlsx"}.items():
        yield _case(f"tar-slip-{name}", same_or(*Reason), partial(_tar, _entry(path, good())), ".tar")
    cut = _tar(_entry("phuluc_4.xlsx", good()))[:9000]
    yield _bytes("tar-cut", refused(*Reason), cut, ".tar")
    told = _entry("phuluc_4.xlsx", good(), told=1 << 60)
    yield _case("tar-size-huge", refused(*Reason), partial(_tar, told), ".tar")
    bomb = partial(gzip.compress, bytes(200 << 20), 9, mtime=0)
    yield _case("gzip-bomb", refused(*Reason), bomb, ".gz")


def _entry(
    name: str, data: bytes, *, kind: bytes = tarfile.REGTYPE, target: str = "", told: int | None = None
) -> bytes:
    """Return an entry of a tape archive; the size may be told otherwise than it is."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    info.size = len(data) if told is None else told
    return info.tobuf(tarfile.GNU_FORMAT) + data.ljust(-(-len(data) // 512) * 512, b"\x00")


def _tar(*entries: bytes) -> bytes:
    return b"".join(entries) + bytes(1024)


def _zip(files: dict[str, bytes]) -> bytes:
    return write([Part(name=name.encode(), data=data, flags=0x800) for name, data in files.items()])


def _nested(levels: int) -> bytes:
    data = good()
    for level in range(levels):
        data = _zip({f"{level}.zip" if level else "phuluc_4.xlsx": data})
    return data


def _letters() -> Iterator[Case]:
    def letter(*parts: str, head: str = "") -> bytes:
        inner = "".join(f"--x\r\n{part}\r\n" for part in parts)
        text = (
            f"From: so@example.vn\r\nTo: snv@example.vn\r\nSubject: =?UTF-8?B?UEwgNA==?=\r\nMIME-Version: 1.0\r\n{head}"
            f'Content-Type: multipart/mixed; boundary="x"\r\n\r\n{inner}--x--\r\n'
        )
        return text.encode("utf-8", "surrogateescape")

    def attached(data: bytes, name: str = 'filename="phuluc_4.xlsx"', encoding: str = "base64") -> str:
        body = base64.encodebytes(data).decode() if encoding == "base64" else data.decode("latin-1")
        return (
            f"Content-Type: application/octet-stream\r\nContent-Disposition: attachment; {name}\r\n"
            f"Content-Transfer-Encoding: {encoding}\r\n\r\n{body}"
        )

    text = "Content-Type: text/plain; charset=utf-8\r\n\r\nKính gửi"
    yield _case("letter", accepted(), lambda: letter(text, attached(good())), ".eml")
    yield _case(
        "letter-with-zip",
        accepted(),
        lambda: letter(text, attached(_zip({"a.xlsx": good()}), 'filename="a.zip"')),
        ".eml",
    )
    for name, given in {
        "parent": 'filename="../../../tmp/ra-ngoai.xlsx"',
        "drive": 'filename="C:\\\\Windows\\\\a.xlsx"',
        "long": f'filename="{"a" * 5000}.xlsx"',
        "newline": "filename*=UTF-8''a%0D%0AX-Injected%3A%201.xlsx",
        "nul": "filename*=UTF-8''a%00.xlsx",
        "script": 'filename="<script>alert(1)</script>.xlsx"',
        "unknown-charset": "filename*=x-khong''a%ff.xlsx",
        "none": "",
    }.items():
        yield _case(
            f"letter-name-{name}",
            accepted(),
            partial(letter, text, attached(good(), given)),
            ".eml",
        )
    yield _case("letter-without-file", refused(Reason.NO_FILE), lambda: letter(text), ".eml")
    html = '<html><body><script>alert(1)</script><img src="http://127.0.0.1:9/a.png"></body></html>'
    yield _case(
        "letter-with-script",
        refused(Reason.NO_FILE),
        lambda: letter(f"Content-Type: text/html\r\n\r\n{html}"),
        ".eml",
    )
    yield _case(
        "letter-base64-broken",
        refused(*Reason),
        lambda: letter(attached(b"x").replace("eA==", "%%%%")),
        ".eml",
    )
    yield _case(
        "letter-base64-cut", refused(*Reason), lambda: letter(text, attached(good()))[:20_000], ".eml"
    )
    yield _case("letter-deep", refused(*Reason), lambda: _deep_letter(500), ".eml")
    yield _case("letter-3,000-parts", refused(*Reason), lambda: letter(*[text] * 3000), ".eml")
    yield _case(
        "letter-date-nonsense",
        accepted(),
        lambda: letter(text, attached(good()), head="Date: ngày 99 tháng 13\r\n"),
        ".eml",
    )
    for size, expected in ((100_000, accepted()), (1_000_000, same_or(*Reason))):
        head = f"X-Dai: {'a' * size}\r\n"
        whole = partial(letter, text, attached(good()), head=head)
        yield _case(f"letter-header-{size:,}", expected, whole, ".eml")
    unknown = attached(good()).replace("base64", "x-khong", 1)
    yield _case("letter-encoding-unknown", refused(*Reason), lambda: letter(text, unknown), ".eml")
    message = compound(
        {"__substg1.0_0037001F": "Chủ đề".encode("utf-16-le"), "__properties_version1.0": bytes(64)}
    )
    yield _bytes("outlook-without-file", refused(*Reason), message, ".msg")
    yield _bytes("outlook-cut", refused(*Reason), message[:3000], ".msg")


def _deep_letter(levels: int) -> bytes:
    text = b"Content-Type: text/plain\r\n\r\nx\r\n"
    for level in range(levels):
        mark = b"b%d" % level
        text = b'Content-Type: multipart/mixed; boundary="%s"\r\n\r\n--%s\r\n%s\r\n--%s--\r\n' % (
            mark,
            mark,
            text,
            mark,
        )
    return b"From: a@example.vn\r\nSubject: x\r\nMIME-Version: 1.0\r\n" + text
