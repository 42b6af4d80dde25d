"""Hostile entries of an inbox: strange names, links, pipes, circles, files that cannot be read."""

import os
import socket
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from par_excel.reading.parcels.inbox import SkipReason


class Entry(Struct, frozen=True, kw_only=True):
    """Something in an inbox."""

    tag: str
    """Part of the name that every output can show."""
    plant: Callable[[Path, bytes], None]
    """Puts it into the inbox; is given the bytes of a file that is no return."""
    reason: SkipReason | None = None
    """Why it is left; None where it is taken in."""


_NAMES = {
    "reserved-con": "CON.xlsx",
    "reserved-nul": "NUL",
    "reserved-aux": "aux.reserved-aux.xlsx",
    "reserved-com1": "COM1.reserved-com1.xlsx",
    "long-aaa": f"long-{'a' * 245}.xlsx",
    "long-wide": f"long-wide-{'ệ' * 80}.xlsx",
    "escape": "escape-\x1b[2J\x1b[31mđỏ\x1b[0m.xlsx",
    "title": "title-\x1b]0;chiếm\x07.xlsx",
    "8-bit": "8-bit-\x9b2J.xlsx",
    "newline": "newline-a\nphuluc_1.xlsx: hợp lệ.xlsx",
    "return": "return-a\rb.xlsx",
    "backspace": "backspace-ab\x08\x08.xlsx",
    "delete": "delete-\x7f.xlsx",
    "right-to-left": "right-to-left-\u202excod.xlsx",
    "isolate": "isolate-\u2067a\u2069.xlsx",
    "zero-width": "zero-width-\u200b\ufeff.xlsx",
    "line-separator": "line-separator-\u2028b.xlsx",
    "decomposed": unicodedata.normalize("NFD", "decomposed-Sở Nội vụ.xlsx"),
    "emoji": "emoji-👨‍👩‍👧 🇻🇳.xlsx",
    "dot-behind": "dot-behind.xlsx.",
    "space-behind": "space-behind.xlsx ",
    "space-before": " space-before.xlsx",
    "two-endings": "two-endings.xlsx.exe",
    "no-ending": "no-ending",
    "option": "--json option.xlsx",
    "shell": "shell-$(touch ra-ngoai);`id`|&.xlsx",
    "html": "html-<script>alert(1)<&>.xlsx",
    "formula": "=1+1 formula.xlsx",
    "quotes": "quotes-'\"\\.xlsx",
    "percent": "percent-%s%n%2e%2e%2f.xlsx",
    "braces": "braces-{0}{file}.xlsx",
    "glob": "glob-[a-z]*?.xlsx",
    "json-": 'json-","file":"x.xlsx',
    "no-utf-8": os.fsdecode(b"no-utf-8-\xff\xfe\xe1.xlsx"),
    "lone-surrogate": os.fsdecode(b"lone-surrogate-\xed\xa0\x80.xlsx"),
}
_LEFT = {
    "~$lock-phuluc_1.xlsx": ("lock-phuluc", SkipReason.LOCK),
    ".~lock.libre.xlsx#": ("libre.xlsx", SkipReason.LOCK),
    "chrome.xlsx.crdownload": ("chrome.xlsx", SkipReason.PARTIAL),
    "firefox.xlsx.part": ("firefox.xlsx", SkipReason.PARTIAL),
    "word.tmp": ("word.tmp", SkipReason.PARTIAL),
    "Thumbs.db": ("Thumbs.db", SkipReason.SYSTEM),
    ".DS_Store": ("DS_Store", SkipReason.SYSTEM),
}


def entries() -> Iterator[Entry]:
    """Return all that this system can make."""
    for tag, name in _NAMES.items():
        shown = {"reserved-con": "CON.xlsx", "reserved-nul": "NUL"}.get(tag, tag)
        yield Entry(tag=shown, plant=_named(name))
    for name, (tag, reason) in _LEFT.items():
        yield Entry(tag=tag, plant=_named(name), reason=reason)
    yield Entry(
        tag="size-0.xlsx", plant=lambda inbox, _: (inbox / "size-0.xlsx").touch(), reason=SkipReason.EMPTY
    )
    yield Entry(tag="size-3-gib.xlsx", plant=_sparse, reason=SkipReason.TOO_LARGE)
    yield Entry(tag="day-1601.xlsx", plant=_dated("day-1601.xlsx", -11_644_473_600))
    yield Entry(tag="day-9999.xlsx", plant=_dated("day-9999.xlsx", 253_402_300_799))
    yield Entry(tag="ở-dưới.xlsx", plant=_deep)
    yield Entry(
        tag="link-to-file.xlsx", plant=_link("link-to-file.xlsx", "/etc/passwd"), reason=SkipReason.LINK
    )
    yield Entry(
        tag="link-to-nothing.xlsx", plant=_link("link-to-nothing.xlsx", "lost"), reason=SkipReason.LINK
    )
    yield Entry(tag="link-to-inbox", plant=_link("link-to-inbox", "."), reason=SkipReason.LINK)
    yield Entry(tag="link-to-root", plant=_link("link-to-root", "/"), reason=SkipReason.LINK)
    yield Entry(tag="link-to-itself", plant=_link("link-to-itself", "link-to-itself"), reason=SkipReason.LINK)
    yield Entry(tag="pipe.xlsx", plant=_pipe, reason=SkipReason.SPECIAL)
    yield Entry(tag="socket.xlsx", plant=_socket, reason=SkipReason.SPECIAL)
    if os.geteuid():
        yield Entry(tag="locked.xlsx", plant=_locked, reason=SkipReason.UNREADABLE)


def _named(name: str) -> Callable[[Path, bytes], None]:
    return lambda inbox, data: _write(inbox / name, data + os.fsencode(name))


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _sparse(inbox: Path, _: bytes) -> None:
    with (inbox / "size-3-gib.xlsx").open("wb") as file:
        file.truncate(3 << 30)


def _dated(name: str, seconds: int) -> Callable[[Path, bytes], None]:
    def plant(inbox: Path, data: bytes) -> None:
        (inbox / name).write_bytes(data + name.encode())
        os.utime(inbox / name, (seconds, seconds))

    return plant


def _deep(inbox: Path, data: bytes) -> None:
    folder = inbox
    for _ in range(40):
        folder /= "thư mục"
    folder.mkdir(parents=True)
    (folder / "ở-dưới.xlsx").write_bytes(data + b"deep")


def _link(name: str, target: str) -> Callable[[Path, bytes], None]:
    return lambda inbox, _: (inbox / name).symlink_to(target)


def _pipe(inbox: Path, _: bytes) -> None:
    os.mkfifo(inbox / "pipe.xlsx")


def _socket(inbox: Path, _: bytes) -> None:
    """Bind by a short name: the path of a socket may have 108 bytes only."""
    place = os.open(inbox, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(f"/proc/self/fd/{place}/socket.xlsx")
    os.close(place)


def _locked(inbox: Path, data: bytes) -> None:
    path = inbox / "locked.xlsx"
    path.write_bytes(data)
    path.chmod(0)
