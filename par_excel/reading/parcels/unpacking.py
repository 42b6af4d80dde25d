"""A parcel is taken apart: archives and letters into the files in them, one after the other, under its limits.

Nothing is written where it could be found again, and nothing that lies in the bytes raises: what cannot be taken out
becomes a piece that says why.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import closing

from msgspec import Struct
from msgspec.structs import replace

from par_excel.model import DEFAULT_LIMITS, Limits, Mail, RefusalReason
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.bounds.zip_directory import ZIP_START
from par_excel.reading.kinds import CONTAINERS, DOCUMENTS, FileKind, content_kind
from par_excel.reading.parcels.pieces import (
    DAMAGE,
    Container,
    Enclosed,
    Paths,
    Piece,
    is_aside,
    label,
    refused_piece,
    whole_piece,
)

_MIB = 1024 * 1024
_HEAD_BYTES = 1 << 16
"""How much is kept of a file that is too large, to tell what kind of file it is."""
_LETTERS = frozenset({FileKind.LETTER, FileKind.OUTLOOK, FileKind.SIGNED, FileKind.WINMAIL})
_BROKEN_CONTAINER = Breach(RefusalReason.DAMAGED, "tệp nén hoặc thư bị hỏng, không đọc được hết")
_BROKEN_FILE = Breach(RefusalReason.DAMAGED, "nội dung tệp bên trong không nguyên vẹn")


def _not_sent_by_a_unit(mail: Mail) -> Breach | None:
    """Return what a letter is that no agency wrote; None where one may have."""
    if mail.notice is not None:
        said = (mail.notice.kind.value, mail.notice.recipient, mail.notice.words)
        return Breach(RefusalReason.AUTOMATIC, ": ".join(filter(None, said)))
    return None if mail.own is None else Breach(RefusalReason.OWN_LETTER, mail.subject)


def unpack(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Iterator[Piece]:
    """Yield the files of a parcel, in its own order; what is no archive or letter is its own only piece.

    Each piece is to be done with before the next is asked for: they are never held all at once.
    """
    return _Unpacking(limits).pieces(data, _Spot("", None))


def _nearest(mail: Mail | None, around: Mail | None) -> Mail | None:
    """Return the letter that a file came in; when it arrived only the outermost tells, which our server has seen."""
    if mail is None or around is None:
        return mail or around
    return replace(mail, arrived_at=around.arrived_at) if mail.is_told else around


class _Spot(Struct, frozen=True):
    path: str
    mail: Mail | None
    archives: int = 0
    """Around it."""
    letters: int = 0
    """Around it."""

    def in_archive(self) -> "_Spot":
        return replace(self, archives=self.archives + 1)

    def in_letter(self) -> "_Spot":
        return replace(self, letters=self.letters + 1)


class _Unpacking:
    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._paths = Paths()
        self._files = self._left_aside = self._bytes = 0

    def pieces(self, data: bytes, spot: _Spot) -> Iterator[Piece]:
        kind = content_kind(data)
        if kind not in CONTAINERS:
            yield whole_piece(spot.path, data, spot.mail)
        else:
            from par_excel.reading.parcels.containers import OPENERS  # noqa: PLC0415 - most parcels are workbooks

            deeper = spot.in_letter() if kind in _LETTERS else spot.in_archive()
            yield from self._inside(lambda: OPENERS[kind](data, self._limits), data, deeper)

    def _inside(
        self, opened: Callable[[], Container], packed: bytes | memoryview, spot: _Spot
    ) -> Iterator[Piece]:
        """Yield what is in an archive or letter, and the archive itself where that is not all."""
        try:
            yield from self._files_in(opened, packed, spot)
        except Breach as breach:
            yield refused_piece(spot.path, packed, spot.mail, breach)
        except DAMAGE:
            yield refused_piece(spot.path, packed, spot.mail, _BROKEN_CONTAINER)

    def _files_in(
        self, opened: Callable[[], Container], packed: bytes | memoryview, spot: _Spot
    ) -> Iterator[Piece]:
        if spot.archives > self._limits.nesting:
            raise Breach(RefusalReason.ARCHIVE, f"nằm trong hơn {self._limits.nesting} lớp tệp nén")
        if spot.letters > self._limits.letters:
            raise Breach(RefusalReason.ARCHIVE, f"nằm trong hơn {self._limits.letters} lớp thư")
        container = opened()
        breach = None if container.mail is None else _not_sent_by_a_unit(container.mail)
        if breach is not None:  # whatever lies in it is what we sent
            yield refused_piece(spot.path, packed, container.mail, breach)
            return
        is_empty = True
        for file in container.files:
            name = label(file.name)
            self._count(is_left_aside=is_aside(name))
            if is_aside(name):
                continue
            is_empty = False
            path = self._paths.unique(f"{spot.path}/{name}" if spot.path else name)
            yield from self._taken(file, replace(spot, path=path, mail=_nearest(container.mail, spot.mail)))
        if is_empty:
            raise container.emptiness()

    def _count(self, *, is_left_aside: bool) -> None:
        if is_left_aside:
            self._left_aside += 1
        else:
            self._files += 1
        if max(self._files, self._left_aside) > self._limits.entries:
            raise Breach(RefusalReason.PARCEL_TOO_LARGE, f"có hơn {self._limits.entries} tệp bên trong")

    def _taken(self, file: Enclosed, spot: _Spot) -> Iterator[Piece]:
        inner = file.container
        if inner is not None:
            yield from self._inside(lambda: inner, file.packed, spot.in_letter())
            return
        piece = self._piece(file, spot)
        if piece.data is None:
            yield piece
        else:
            yield from self.pieces(piece.data, spot)

    def _piece(self, file: Enclosed, spot: _Spot) -> Piece:
        """Take one file out; one that is too large is still counted to its end."""
        try:
            with closing(file.content):
                return self._collected(file, spot)
        except Breach as breach:
            return refused_piece(spot.path, file.packed, spot.mail, breach)
        except DAMAGE:
            return refused_piece(spot.path, file.packed, spot.mail, _BROKEN_FILE)

    def _collected(self, file: Enclosed, spot: _Spot) -> Piece:
        digest, size, kept, most = hashlib.sha256(), 0, bytearray(), 0
        for chunk in file.content:
            self._spend(len(chunk))
            digest.update(chunk)
            most = most or self._most_kept(chunk)
            size += len(chunk)
            if size <= most:
                kept += chunk
            else:
                del kept[_HEAD_BYTES:]
        data, breach = bytes(kept), None
        if size > self._limits.file_bytes:
            breach = self._too_large(content_kind(data), is_whole=size <= most)
        return Piece(
            path=spot.path,
            data=data if breach is None else None,
            sha256=digest.hexdigest(),
            size_bytes=size,
            mail=spot.mail,
            breach=breach,
        )

    def _most_kept(self, head: bytes) -> int:
        """Return how large the file may be that begins so: archives and letters hold others, and may be larger."""
        may_hold = head.startswith(ZIP_START) or content_kind(head) in CONTAINERS
        return self._limits.parcel_bytes if may_hold else self._limits.file_bytes

    def _too_large(self, kind: FileKind, *, is_whole: bool) -> Breach | None:
        if is_whole and kind in CONTAINERS:
            return None
        if kind in DOCUMENTS:
            return Breach(kind.reason, kind.value)
        return Breach(RefusalReason.TOO_LARGE, f"tệp lớn hơn {self._limits.file_bytes // _MIB} MB")

    def _spend(self, size: int) -> None:
        self._bytes += size
        if self._bytes > self._limits.packed_files_bytes:
            most = self._limits.packed_files_bytes // _MIB
            raise Breach(RefusalReason.PARCEL_TOO_LARGE, f"các tệp bên trong lớn hơn {most} MB khi giải nén")
