"""Bytes become a Workbook, in whichever of the formats that are read they stand; told by content."""

from collections.abc import Callable, Collection

from msgspec.structs import replace

from par_excel.model import Limits, RefusalReason
from par_excel.reading.bounds.breach import Breach, damage_as_breach, unless_damaged
from par_excel.reading.bounds.guard import Archive, open_archive
from par_excel.reading.bounds.limits import ensure_file_size
from par_excel.reading.bounds.zip_directory import ZIP_START
from par_excel.reading.kinds import FileKind, content_kind, package_kind, refuse
from par_excel.reading.ole.compound_file import COMPOUND_START
from par_excel.reading.ole.default_password import without_default_password
from par_excel.reading.workbook.media import kept_pictures
from par_excel.reading.workbook.workbook import Workbook
from par_excel.reading.xlsx.active_content import (
    formula_risks,
    in_order,
    old_workbook_risks,
    open_document_risks,
)
from par_excel.reading.xlsx.package import read_workbook

_STAR_OFFICE = "application/vnd.sun.xml.calc"


@damage_as_breach()
def open_workbook(data: bytes, limits: Limits, *, is_wanted: Callable[[str], bool]) -> Workbook:
    """Return a workbook with the content of the sheets that are wanted by name.

    Raises:
        Breach: the bytes are no workbook, or one that is not opened.
    """
    bare = None if data.startswith(ZIP_START) else _bare(data, limits, is_wanted)
    if bare is not None:
        return bare
    archive = _archive(data, limits)
    if not _is_open_document(archive):
        return read_workbook(archive, limits, is_wanted=is_wanted)
    from par_excel.reading.ods.workbook import read_ods  # noqa: PLC0415 - hardly a child meets one

    packed = read_ods(archive, limits, is_wanted=is_wanted)
    risks = (*open_document_risks(archive, limits), *formula_risks(packed.sheets))
    return replace(packed, risks=in_order(risks))


def _bare(data: bytes, limits: Limits, is_wanted: Callable[[str], bool]) -> Workbook | None:
    """Return a workbook that is no package of parts; None where the bytes may be one, encrypted perhaps."""
    from par_excel.reading.ods.workbook import is_flat, read_flat  # noqa: PLC0415 - as above
    from par_excel.reading.xls.workbook import is_xls, read_xls  # noqa: PLC0415 - as above

    # An encrypted .xlsx is a compound file, as an .xls is: its streams tell the two apart.
    if is_xls(data) and content_kind(data) is not FileKind.ENCRYPTED:
        ensure_file_size(data, limits)
        old = read_xls(data, limits, is_wanted=is_wanted)
        return replace(old, risks=in_order((*old.risks, *old_workbook_risks(data))))
    if is_flat(data):
        ensure_file_size(data, limits)
        flat = read_flat(data, limits, is_wanted=is_wanted)
        return replace(flat, risks=in_order(formula_risks(flat.sheets)))
    return None


def _archive(data: bytes, limits: Limits) -> Archive:
    """Return the parts of a packed workbook, taken out of the encryption that asks nobody for a password.

    Raises:
        Breach: it is none, or one that is not opened.
    """
    if data.startswith(ZIP_START):
        return open_archive(data, limits)
    kind = FileKind.BROKEN_ZIP if data.startswith(b"PK") else content_kind(data)
    ensure_file_size(data, limits)
    inner = unless_damaged(None, without_default_password, data) if kind is FileKind.ENCRYPTED else None
    return refuse(kind) if inner is None else open_archive(inner, limits)


def pictures_in(data: bytes, wanted: Collection[str], limits: Limits) -> tuple[tuple[str, bytes], ...]:
    """Return the pictures with these SHA-256 that a workbook brings along; none of what is no workbook or damaged."""
    if not data.startswith((ZIP_START, COMPOUND_START)):
        return ()
    try:
        with damage_as_breach():
            return tuple(kept_pictures(_archive(data, limits), wanted))
    except Breach:
        return ()


def _is_open_document(archive: Archive) -> bool:
    """Say which of the two packed formats it is.

    Raises:
        Breach: it is neither.
    """
    if archive.mimetype.startswith(_STAR_OFFICE):
        raise Breach(RefusalReason.OLD_FORMAT, "bảng tính .sxc của OpenOffice đời cũ")
    if "opendocument.spreadsheet" in archive.mimetype:
        return True
    kind = package_kind(archive.names, archive.mimetype)
    if kind is not FileKind.WORKBOOK:
        refuse(kind)
    return False
