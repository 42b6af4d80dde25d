"""The pictures that a workbook brings along: what each is by its first bytes, and its bytes where somebody wants them.

Nothing in a picture is read but these bytes; the rest is only counted and hashed.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping

from par_excel.model import PictureKind
from par_excel.reading.bounds.breach import unless_damaged
from par_excel.reading.bounds.guard import Archive
from par_excel.reading.workbook.workbook import Media, RawSheet

MOST_PICTURES = 500
"""How many pictures of a workbook are looked at, at most; no form has a tenth of them."""
_FOLDERS = ("xl/media/", "pictures/", "media/")
"""Where packages keep pictures: Open XML, OpenDocument; in small letters, as an archive names its parts."""
_STARTS = (
    (b"\x89PNG\r\n\x1a\n", PictureKind.PNG),
    (b"\xff\xd8\xff", PictureKind.JPEG),
    (b"GIF87a", PictureKind.GIF),
    (b"GIF89a", PictureKind.GIF),
    (b"\xd7\xcd\xc6\x9a", PictureKind.WMF),
)
_BMP = b"BM"
_EMF, _EMF_AT = b" EMF", 40
"""A signature that does not stand at the beginning ([MS-EMF], 2.3.4.2), and where it does."""
_HEAD_BYTES = 1_024


def picture_kind(head: bytes, size_bytes: int) -> PictureKind:
    """Return what some bytes are that are shown as a picture."""
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return PictureKind.WEBP
    # Two letters are little to go by, so the size that a BMP states has to be its own.
    if head.startswith(_BMP) and int.from_bytes(head[2:6], "little") == size_bytes:
        return PictureKind.BMP
    if head[_EMF_AT:].startswith(_EMF):
        return PictureKind.EMF
    return PictureKind.SVG if b"<svg" in head else PictureKind.UNKNOWN


def media_of(archive: Archive, sheets: Iterable[RawSheet]) -> Mapping[str, Media]:
    """Return what the parts hold that sheets name as pictures; one that is missing or damaged is said to be lost."""
    found: dict[str, Media] = {}
    named = (part for sheet in sheets for parts in sheet.pictures.values() for part in parts)
    for part in named:
        if part not in found and len(found) < MOST_PICTURES:
            found[part] = _media(archive, part)
    return found


def kept_pictures(archive: Archive, wanted: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the pictures with these SHA-256, and their bytes."""
    for name in sorted(archive.names):
        if name.startswith(_FOLDERS) and _media(archive, name).sha256 in wanted:
            body = archive.whole(name)
            yield hashlib.sha256(body).hexdigest(), body


def _media(archive: Archive, part: str) -> Media:
    """Return what a part holds.

    Raises:
        Breach: the workbook inflates beyond the limits.
    """
    lost = Media(PictureKind.LOST, "")
    return unless_damaged(lost, _looked_at, archive, part) if part in archive else lost


def _looked_at(archive: Archive, part: str) -> Media:
    digest, head, size = hashlib.sha256(), b"", 0
    for chunk in archive.chunks(part):
        head = head or chunk[:_HEAD_BYTES]
        size += len(chunk)
        digest.update(chunk)
    kind = picture_kind(head, size)
    return Media(kind, digest.hexdigest() if kind.is_kept else "")
