"""A first look at a letter, before it is taken in: who sent it, and whether a form may be in it.

It goes by names and first bytes only, so that it is done at once; what a file really is, the intake finds out.
"""

from collections.abc import Generator
from contextlib import closing, suppress

from msgspec import Struct

from par_excel.model import Limits, Mail
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.ole.compound_file import COMPOUND_START
from par_excel.reading.parcels.mails import letter_container
from par_excel.reading.parcels.pieces import DAMAGE, Container, Enclosed

_SHEETS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".fods", ".numbers", ".et")
_PACKED = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".msg", ".eml")
# Documents that begin with the same bytes as workbooks and archives (zip, compound file): only their names tell.
_OTHERS = (
    ".docx",
    ".docm",
    ".doc",
    ".dot",
    ".dotx",
    ".pptx",
    ".ppt",
    ".odt",
    ".odp",
    ".wps",
    ".vsd",
    ".vsdx",
)
_STARTS = (
    b"PK",
    COMPOUND_START,
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\x00",
)


class LetterPreview(Struct, frozen=True, kw_only=True):
    """What a letter shows at first sight."""

    mail: Mail
    files: int
    """Attached, without texts and signature pictures."""
    likely: int
    """Of these, how many may be or hold a filled-in form."""


def preview_letter(data: bytes, limits: Limits) -> LetterPreview:
    """Return what a letter shows; damaged ones show less."""
    mail, names = Mail(sender="", sent_at=None, subject=""), list[bool]()
    with suppress(Breach, *DAMAGE):
        container = letter_container(data, limits)
        mail = container.mail or mail
        for is_likely in _files(container):  # one after the other, so that those before the damage count
            names.append(is_likely)
    return LetterPreview(mail=mail, files=len(names), likely=sum(names))


def _files(container: Container) -> Generator[bool, None, None]:
    """Yield for each file whether it may be or hold a form; a letter in the letter stands for its files."""
    for file in container.files:
        if file.container is not None:
            yield from _files(file.container)
        else:
            yield _may_hold_form(file)


def _may_hold_form(file: Enclosed) -> bool:
    name = file.name.casefold().rstrip(". ")
    if name.endswith((*_SHEETS, *_PACKED)):
        return True
    if name.endswith(_OTHERS):
        return False
    with closing(file.content) as content:
        try:
            return next(content, b"").startswith(_STARTS)
        except (Breach, *DAMAGE):
            return False
