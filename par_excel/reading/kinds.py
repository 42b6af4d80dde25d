"""What kind of file some bytes are, told by their content and never by a name."""

import re
import struct
from collections.abc import Collection
from enum import Enum
from typing import NoReturn

from par_excel.model import RefusalReason
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.bounds.zip_directory import ZIP_START, first_stored, zip_names
from par_excel.reading.ole.compound_file import COMPOUND_START, CompoundFile

_HEAD_BYTES = 4_096
"""How much of a file is looked at to tell its kind."""
_MAIL_HEAD_BYTES = 32_768
"""How much where it may be a letter: servers put their lines before those of the sender."""
_MOST_NAMES = 5_000
"""How many names of a zip are looked at for one that tells what it is."""


class FileKind(Enum):
    """What bytes are; the value is what an official calls it."""

    EMPTY = "tệp có 0 byte"
    WORKBOOK = "bảng tính Excel"
    """An Open XML package that is, or may be, a workbook, with macros or without."""
    ODS = "bảng tính .ods"
    FLAT_ODS = "bảng tính .fods"
    XLS = "tệp .xls"
    """BIFF8, or BIFF5, which is refused when it is opened; in a compound file."""
    OLD_XLS = "tệp .xls của Excel 4 trở về trước"
    XLSB = "bảng tính nhị phân .xlsb"
    XML_WORKBOOK = "bảng tính XML của Excel 2003"
    NUMBERS = "bảng tính Numbers của Apple"
    ENCRYPTED = "tệp có mật khẩu mở"
    """An Open XML package within a compound file."""
    LABELLED = "tệp được bảo vệ bằng nhãn hoặc quản lý quyền (Sensitivity Label, RMS), chỉ người được cấp quyền mở được"
    """The same, with a licence in place of a password."""

    ZIP = "tệp nén chứa các tệp khác"
    RAR = "tệp nén RAR"
    SEVEN_ZIP = "tệp nén 7z"
    TAR = "tệp gói .tar"
    GZIP = "tệp nén gzip"
    BZIP2 = "tệp nén bzip2"
    XZ = "tệp nén xz"
    LETTER = "thư điện tử"
    OUTLOOK = "thư Outlook .msg"
    WINMAIL = "gói winmail.dat của Outlook"
    SIGNED = "thư hoặc tệp được ký và đóng gói (S/MIME)"
    SEALED = "thư được mã hóa (S/MIME)"
    """Nothing in it can be read without the key of whom it was sent to."""
    BROKEN_ZIP = "tệp nén rỗng hoặc chỉ có một phần"

    PDF = "tệp PDF"
    JPEG = "ảnh JPEG"
    PNG = "ảnh PNG"
    GIF = "ảnh GIF"
    TIFF = "ảnh TIFF"
    BMP = "ảnh BMP"
    PHOTO = "ảnh chụp"
    RTF = "văn bản RTF"
    DOC = "văn bản Word .doc"
    DOCX = "văn bản Word"
    PPT = "tệp trình chiếu .ppt"
    PPTX = "tệp trình chiếu"
    OPEN_DOCUMENT = "văn bản OpenDocument"

    PROGRAM = "chương trình chạy được (.exe)"
    WEB_PAGE = "trang web được đổi tên thành bảng tính"
    XML = "tệp XML"
    TEXT = "tệp văn bản thuần hoặc .csv"
    BLANK = "tệp chỉ có byte trống"
    UNKNOWN = "không nhận ra được loại tệp"

    @property
    def reason(self) -> RefusalReason:
        """Why such a file is refused where a workbook of a form is asked for."""
        return _REASONS.get(self, RefusalReason.NOT_A_WORKBOOK)


DOCUMENTS = frozenset(
    {
        FileKind.PDF,
        FileKind.JPEG,
        FileKind.PNG,
        FileKind.GIF,
        FileKind.TIFF,
        FileKind.BMP,
        FileKind.PHOTO,
        FileKind.RTF,
        FileKind.DOC,
        FileKind.DOCX,
        FileKind.PPT,
        FileKind.PPTX,
        FileKind.OPEN_DOCUMENT,
    }
)
"""Scans, texts and slides: what evidence and signed reports come as."""
CONTAINERS = frozenset(
    {
        FileKind.ZIP,
        FileKind.LETTER,
        FileKind.OUTLOOK,
        FileKind.SIGNED,
        FileKind.WINMAIL,
        FileKind.TAR,
        FileKind.GZIP,
        FileKind.BZIP2,
        FileKind.XZ,
        FileKind.RAR,
        FileKind.SEVEN_ZIP,
    }
)
"""Archives and letters: what holds other files."""

_REASONS = {
    FileKind.EMPTY: RefusalReason.EMPTY,
    FileKind.XLS: RefusalReason.OLD_FORMAT,
    FileKind.OLD_XLS: RefusalReason.OLD_FORMAT,
    FileKind.XML_WORKBOOK: RefusalReason.OLD_FORMAT,
    FileKind.ENCRYPTED: RefusalReason.PASSWORD,
    FileKind.LABELLED: RefusalReason.PASSWORD,
    FileKind.SEALED: RefusalReason.PASSWORD,
    FileKind.BROKEN_ZIP: RefusalReason.DAMAGED,
    FileKind.BLANK: RefusalReason.DAMAGED,
} | dict.fromkeys(DOCUMENTS, RefusalReason.DOCUMENT)

_STARTS = (
    (b"%PDF-", FileKind.PDF),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"GIF8", FileKind.GIF),
    (b"II*\x00", FileKind.TIFF),
    (b"MM\x00*", FileKind.TIFF),
    (b"{\\rtf", FileKind.RTF),
    (b"Rar!\x1a\x07", FileKind.RAR),
    (b"7z\xbc\xaf\x27\x1c", FileKind.SEVEN_ZIP),
    (b"\x1f\x8b", FileKind.GZIP),
    (b"BZh", FileKind.BZIP2),
    (b"\xfd7zXZ\x00", FileKind.XZ),
    (b"\x78\x9f\x3e\x22", FileKind.WINMAIL),
    (b"MZ", FileKind.PROGRAM),
    (b"BM", FileKind.BMP),
    *((bytes([9, version, size, 0]), FileKind.OLD_XLS) for version, size in ((0, 4), (2, 6), (4, 6))),
)
_CMS = re.compile(
    rb"0[\x00-\xff]{1,9}?(?:\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07(\x02|\x03)"
    rb"|\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01(\x17))"
)
"""A sequence that begins with the kind of message: signed, enveloped, authenticated and enveloped (RFC 5652, 5083)."""
_HEIF = re.compile(rb"....ftyp(heic|heix|mif1|avif)", re.DOTALL)
_WEBP = re.compile(rb"RIFF....WEBP", re.DOTALL)
_TAR_MARK, _TAR_MARK_AT = b"ustar", 257
_HTML = re.compile(rb"<\s*(!doctype\s+html|html|head|body|table|meta)\b", re.IGNORECASE)
_MAIL_START = re.compile(rb"(\xef\xbb\xbf)?\s*(>?From [^\r\n]*\r?\n)?(?=[A-Za-z][A-Za-z0-9-]*[ \t]*:)")
_MAIL = re.compile(
    rb"^(?:(?:from|received|return-path|mime-version|message-id|subject|x-unsent|delivered-to|date"
    rb"|content-transfer-encoding)[ \t]*:|content-type[ \t]*:[ \t]*(?:multipart|message)/)",
    re.IGNORECASE | re.MULTILINE,
)
_HEADERS_END = re.compile(rb"\n\r?\n|\r\r")


def content_kind(data: bytes) -> FileKind:
    """Return what the bytes are; damaged ones are still told where their beginning tells."""
    if not data:
        return FileKind.EMPTY
    if data.startswith(b"PK"):
        return _zip_kind(data)
    if data.startswith(COMPOUND_START):
        return _ole_kind(data)
    head = data[:_HEAD_BYTES]
    # A letter comes before HTML and XML: it may hold both, and begins with neither.
    found = _binary_kind(head)
    if found is None and _is_letter(data[:_MAIL_HEAD_BYTES]):
        found = FileKind.LETTER
    return found or _loose_kind(head)


def _binary_kind(head: bytes) -> FileKind | None:
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    packed = _CMS.match(head)
    if packed is not None:
        return FileKind.SIGNED if packed[1] == b"\x02" else FileKind.SEALED
    if _HEIF.match(head) or _WEBP.match(head):
        return FileKind.PHOTO
    return FileKind.TAR if head.startswith(_TAR_MARK, _TAR_MARK_AT) else None


def _zip_kind(data: bytes) -> FileKind:
    names = zip_names(data, _MOST_NAMES, until=_TELLING_NAMES)
    if not data.startswith(ZIP_START):
        return FileKind.ZIP if names == [] else FileKind.BROKEN_ZIP
    if names is None:
        is_workbook = b"xl/workbook" in data or b"[Content_Types].xml" in data[:_HEAD_BYTES]
        return FileKind.WORKBOOK if is_workbook else FileKind.ZIP
    name, start = first_stored(data, 200)
    return package_kind(names, start.decode("ascii", "replace") if name == "mimetype" else "")


def package_kind(names: Collection[str], mimetype: str) -> FileKind:
    """Return what a zip of such parts is.

    Args:
        names: the names of the parts, in small letters.
        mimetype: what an OpenDocument file says of itself; empty elsewhere.
    """
    if "opendocument" in mimetype:
        return FileKind.ODS if "opendocument.spreadsheet" in mimetype else FileKind.OPEN_DOCUMENT
    for main_part, kind in _MAIN_PARTS:
        if main_part in names:
            return kind
    if not _PACKAGE_PARTS.isdisjoint(names):
        folders = {name.partition("/")[0] for name in names}
        return next((kind for folder, kind in _FOLDERS if folder in folders), FileKind.WORKBOOK)
    is_open_document = "content.xml" in names and "meta-inf/manifest.xml" in names
    return FileKind.ODS if is_open_document else FileKind.ZIP


_MAIN_PARTS = (
    ("xl/workbook.bin", FileKind.XLSB),
    ("xl/workbook.xml", FileKind.WORKBOOK),
    ("word/document.xml", FileKind.DOCX),
    ("ppt/presentation.xml", FileKind.PPTX),
    ("index/document.iwa", FileKind.NUMBERS),
)
_TELLING_NAMES = frozenset(name for name, _ in _MAIN_PARTS)
_PACKAGE_PARTS = frozenset({"_rels/.rels", "[content_types].xml"})
_FOLDERS = (("word", FileKind.DOCX), ("ppt", FileKind.PPTX))


def _ole_kind(data: bytes) -> FileKind:
    try:
        names = frozenset(CompoundFile(data).root)
    except (Breach, struct.error):
        names = frozenset()
    # Streams of embedded objects lie in folders of their own, so that they do not mislead here.
    for mark, kind in _OLE_MARKS:
        if any(name.startswith(mark) for name in names):
            is_labelled = kind is FileKind.ENCRYPTED and _LICENSED.encode("utf-16-le") in data
            return FileKind.LABELLED if is_labelled else kind
    # The directory of a damaged file cannot be followed, but its names still stand in the bytes.
    for mark, kind in _OLE_MARKS:
        if mark.encode("utf-16-le") in data:
            return kind
    return FileKind.XLS


_LICENSED = "DRMEncrypted"
"""Names of the data space and the transform of a file that needs a licence begin so ([MS-OFFCRYPTO], 2.2)."""
_OLE_MARKS = (
    ("EncryptedPackage", FileKind.ENCRYPTED),
    ("WordDocument", FileKind.DOC),
    ("PowerPoint Document", FileKind.PPT),
    ("__properties_version1.0", FileKind.OUTLOOK),
    ("__substg1.0_", FileKind.OUTLOOK),
    ("Workbook", FileKind.XLS),
    ("Book", FileKind.XLS),
)


def _is_letter(head: bytes) -> bool:
    """Say whether some bytes begin with the headers of a letter."""
    start = _MAIL_START.match(head)
    if start is None:
        return False
    headers = head[start.end() :]
    end = _HEADERS_END.search(headers)
    return bool(_MAIL.search(headers[: end.start() + 1 if end else None]))


def _loose_kind(head: bytes) -> FileKind:
    if b"%PDF-" in head[:1024]:  # readers take a PDF whose mark does not stand at the very beginning
        return FileKind.PDF
    text = head.replace(b"\x00", b"")
    if _HTML.search(text):
        return FileKind.WEB_PAGE
    if text.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").startswith(b"<?xml"):
        return _xml_kind(text)
    if not text.strip():
        return FileKind.BLANK
    return FileKind.TEXT if _is_text(head) else FileKind.UNKNOWN


def _xml_kind(text: bytes) -> FileKind:
    if b"urn:schemas-microsoft-com:office:spreadsheet" in text:
        return FileKind.XML_WORKBOOK
    return FileKind.FLAT_ODS if b"opendocument.spreadsheet" in text else FileKind.XML


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not any(byte < 0x20 and byte not in b"\t\n\r\f\x1b" for byte in head)


def refuse(kind: FileKind) -> NoReturn:
    """Stop because a workbook was asked for.

    Raises:
        Breach: what the file is instead.
    """
    raise Breach(kind.reason, kind.value)
