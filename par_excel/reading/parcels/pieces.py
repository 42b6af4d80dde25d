"""What an archive or letter is taken apart into: files still packed, pieces taken out, and what these are called.

A path inside a parcel is only a label: nothing is ever opened or written under it.
"""

import hashlib
import lzma
import re
import struct
import tarfile
import zlib
from collections.abc import Callable, Generator, Iterator
from email.errors import MessageError

from msgspec import Struct

from par_excel.model import Mail, RefusalReason
from par_excel.reading.bounds.breach import Breach
from par_excel.vietnamese import tidy, visible

DAMAGE = (
    zlib.error,
    lzma.LZMAError,
    tarfile.TarError,
    MessageError,
    struct.error,
    OSError,
    EOFError,
    ArithmeticError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    NotImplementedError,
    RecursionError,
)
"""What the libraries raise on damaged or hostile bytes: `email` any of these, `bz2` an OSError."""

NAMELESS = "tệp không tên"
_LONGEST_STEP = 150
"""Letters of one step of a path as it is shown."""
_LONGEST_PATH = 12
"""Steps of a path as it is shown, the last ones."""
_DRIVE = re.compile(r"[A-Za-z]:")
_SYSTEM_NAMES = frozenset({".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini", "icon"})
_SIGNATURE = ".p7s"
"""A signature that stands beside what it signs."""
_LEFTOVER = re.compile(r"att\d{5}\.(?:txt|html?)|.+\.(?:vcf|ics)", re.IGNORECASE)
"""Exchange cuts the text around an attachment into ATT00001.txt, ATT00002.htm and so on."""
_LOCK_PREFIXES = ("~$", ".~lock.", "._")
"""`._` is where macOS keeps what other systems have no place for."""


class Piece(Struct, frozen=True, kw_only=True):
    """One file of a parcel: its bytes, or why it was not taken out."""

    path: str
    """Inside the parcel, with `/` for folders, archives and letters alike; empty for the parcel itself."""
    data: bytes | None
    """None where `breach` says why not."""
    sha256: str
    """Of the file's own bytes; of its packed bytes where it could not be taken out."""
    size_bytes: int
    mail: Mail | None
    """The nearest letter around it."""
    breach: Breach | None


class Enclosed(Struct, frozen=True, kw_only=True):
    """A file in an archive or letter, not taken out yet."""

    name: str
    """As it is written there."""
    packed: bytes | memoryview
    """What is hashed where the content cannot be taken out."""
    content: Generator[bytes, None, None]
    """May stop with a Breach; to be used before the next file is asked for."""
    container: "Container | None" = None
    """Of a letter in a letter: what it holds, in place of its content."""


def _no_file() -> Breach:
    return Breach(RefusalReason.NO_FILE, "")


class Container(Struct, frozen=True):
    """An open archive or letter; its files are found one after the other, as they are asked for."""

    files: Iterator[Enclosed]
    mail: Mail | None = None
    emptiness: Callable[[], Breach] = _no_file
    """What is said where all files were asked for and there was none."""


def whole_piece(path: str, data: bytes, mail: Mail | None) -> Piece:
    """Return the piece that some bytes are."""
    digest = hashlib.sha256(data).hexdigest()
    return Piece(path=path, data=data, sha256=digest, size_bytes=len(data), mail=mail, breach=None)


def refused_piece(path: str, packed: bytes | memoryview, mail: Mail | None, breach: Breach) -> Piece:
    """Return the piece that stands for a file which was not taken out."""
    return Piece(
        path=path,
        data=None,
        sha256=hashlib.sha256(packed).hexdigest(),
        size_bytes=len(packed),
        mail=mail,
        breach=Breach(breach.reason, breach.detail),  # one that was raised holds on to all that it passed
    )


def refusing(breach: Breach) -> Generator[bytes, None, None]:
    """Return a content that stops with a breach at once."""
    yield from ()
    raise breach


def given(content: bytes) -> Generator[bytes, None, None]:
    """Return a content that is at hand."""
    yield content


def label(name: str) -> str:
    """Return a name from outside as a path to be shown: nothing in it leads anywhere."""
    steps = (_step(step) for step in name.replace("\\", "/").split("/"))
    kept = [step for step in steps if step not in {"", ".", ".."} and not _DRIVE.fullmatch(step)]
    return "/".join(kept[-_LONGEST_PATH:]) or NAMELESS


def _step(text: str) -> str:
    step = visible(" ".join(tidy(text[: _LONGEST_STEP * 10]).split()))
    if len(step) <= _LONGEST_STEP:
        return step
    return f"{step[: _LONGEST_STEP - 31]}…{step[-30:]}"


def is_aside(path: str) -> bool:
    """Say whether a labelled file is an operating system's or a spreadsheet program's own: no one sent it on purpose."""
    *folders, name = path.casefold().split("/")
    is_signature = name.endswith(_SIGNATURE)
    return "__macosx" in folders or name in _SYSTEM_NAMES or name.startswith(_LOCK_PREFIXES) or is_signature


def is_mail_leftover(name: str) -> bool:
    """Say whether an attachment is what mail programs add to letters: parts of their text, cards, invitations."""
    return _LEFTOVER.fullmatch(name.strip()) is not None


class Paths:
    """The paths given so far in one parcel: two files of one name are told apart."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def unique(self, path: str) -> str:
        """Return the path, with ` (2)` before its ending where it was given before."""
        key = path.casefold()
        if key not in self._given:
            self._given[key] = 1
            return path
        stem, dot, ending = path.rpartition(".")
        is_ending = bool(stem) and "/" not in ending
        while True:
            self._given[key] += 1
            number = self._given[key]
            numbered = f"{stem} ({number}){dot}{ending}" if is_ending else f"{path} ({number})"
            if numbered.casefold() not in self._given:
                self._given[numbered.casefold()] = 1
                return numbered
