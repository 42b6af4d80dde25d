"""An OpenDocument spreadsheet becomes a Workbook: packed as `.ods`, or flat, as one XML file (`.fods`)."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from xml.parsers import expat

from msgspec import Struct
from msgspec.structs import replace

from par_excel.model import FileFormat, Limits, RefusalReason
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.bounds.guard import Archive
from par_excel.reading.bounds.inflating import in_chunks
from par_excel.reading.bounds.limits import Budget, ensure_count
from par_excel.reading.bounds.xml import SEPARATOR, Text, parse_part
from par_excel.reading.ods.sheets import SheetsReader
from par_excel.reading.workbook.media import media_of
from par_excel.reading.workbook.number_formats import parse_time
from par_excel.reading.workbook.workbook import Workbook
from par_excel.vietnamese import VIETNAM

_CONTENT, _META, _MANIFEST = "content.xml", "meta.xml", "META-INF/manifest.xml"
_NAME = f"urn:oasis:names:tc:opendocument:xmlns:meta:1.0{SEPARATOR}name"
_ONLYOFFICE = "ONLYOFFICE"
_FLAT_HEAD_BYTES = 4_096
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe \r\n\t"
"""Marks of byte order and blanks. Zero bytes are taken out before, so that a file in UTF-16 looks like one in UTF-8."""

IsWanted = Callable[[str], bool]


def read_ods(archive: Archive, limits: Limits, *, is_wanted: IsWanted) -> Workbook:
    """Return a packed spreadsheet with the content of the sheets that are wanted by name.

    Raises:
        Breach: it has a password, a part is missing or goes beyond the limits.
    """
    if _MANIFEST in archive:
        parse_part(archive.chunks(_MANIFEST), starts={"encryption-data": _refuse_encrypted})
    meta = _meta(archive.chunks(_META), limits) if _META in archive else _Meta({}, {})
    book = _workbook(archive.chunks(_CONTENT), meta, limits, is_wanted)
    return replace(book, media=media_of(archive, book.sheets))


def is_flat(data: bytes) -> bool:
    """Say whether some bytes are a spreadsheet in one XML file."""
    head = data[:_FLAT_HEAD_BYTES].replace(b"\x00", b"").lstrip(_BEFORE_XML)
    return head.startswith(b"<") and b"<office:document" in head and b"opendocument.spreadsheet" in head


def read_flat(data: bytes, limits: Limits, *, is_wanted: IsWanted) -> Workbook:
    """Return a spreadsheet in one XML file, as `read_ods`.

    Raises:
        Breach: it goes beyond the limits.
    """
    return _workbook(in_chunks(data), _meta(in_chunks(data), limits), limits, is_wanted)


class _Meta(Struct, frozen=True):
    """What a file says of itself, by local name, and its custom properties."""

    said: Mapping[str, str]
    custom: Mapping[str, str]


def _meta(chunks: Iterable[bytes], limits: Limits) -> _Meta:
    said: dict[str, str] = {}
    custom: dict[str, str] = {}
    current = ""

    def begin(attributes: Mapping[str, str]) -> None:
        nonlocal current
        ensure_count(len(custom), limits)
        current = attributes.get(_NAME, "")

    texts: dict[str, Text] = {
        name: partial(said.setdefault, name) for name in ("generator", "creator", "date")
    }
    texts["user-defined"] = lambda text: custom.setdefault(current, text)
    # no answer depends on it, and a damaged flat file is told by reading its sheets
    with suppress(expat.ExpatError):
        parse_part(chunks, starts={"user-defined": begin}, texts=texts)
    return _Meta({name: text.strip() for name, text in said.items()}, custom)


def _workbook(chunks: Iterable[bytes], meta: _Meta, limits: Limits, is_wanted: IsWanted) -> Workbook:
    program = meta.said.get("generator", "")
    has_bare_breaks = program.startswith(_ONLYOFFICE)
    reader = SheetsReader(Budget(limits), limits, is_wanted=is_wanted, has_bare_breaks=has_bare_breaks)
    reader.read(chunks)
    if not reader.sheets:
        raise Breach(RefusalReason.DAMAGED, "bảng tính không có trang tính nào")
    return Workbook(
        sheets=tuple(reader.sheets),
        names=reader.names,
        dropped_names=reader.dropped_names,
        custom=meta.custom,
        program=program,
        saved_by=meta.said.get("creator", ""),
        # OpenDocument gives the clock of the machine, here one in Vietnam.
        saved_at=parse_time(meta.said.get("date", ""), VIETNAM),
        is_1904=False,
        format=FileFormat.ODS,
    )


def _refuse_encrypted(_: Mapping[str, str]) -> None:
    raise Breach(RefusalReason.PASSWORD, "bảng tính .ods có mật khẩu mở")
