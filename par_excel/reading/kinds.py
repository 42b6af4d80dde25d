"""What kind of file some bytes are, told by their content and never by a name."""

import re
from collections.abc import Collection

from par_excel.model import RefusalReason
from par_excel.reading.breach import Breach

ZIP_START = b"PK\x03\x04"
_HEAD_BYTES = 4_096
_OLE_START = bytes.fromhex("D0CF11E0A1B11AE1")
_DOCUMENTS = (
    (b"%PDF-", "tệp PDF"),
    (b"\xff\xd8\xff", "ảnh JPEG"),
    (b"\x89PNG\r\n\x1a\n", "ảnh PNG"),
    (b"GIF8", "ảnh GIF"),
    (b"II*\x00", "ảnh TIFF"),
    (b"MM\x00*", "ảnh TIFF"),
    (b"BM", "ảnh BMP"),
    (b"{\\rtf", "văn bản RTF"),
)
_ARCHIVES = (
    (b"Rar!\x1a\x07", "tệp nén RAR"),
    (b"7z\xbc\xaf\x27\x1c", "tệp nén 7z"),
    (b"\x1f\x8b", "tệp nén gzip"),
)
_HEIF = re.compile(rb"....ftyp(heic|heix|mif1|avif)", re.DOTALL)
_WEBP = re.compile(rb"RIFF....WEBP", re.DOTALL)
_HTML = re.compile(rb"<\s*(!doctype\s+html|html|head|body|table|meta)\b", re.IGNORECASE)
_MAIL = re.compile(
    rb"^(from|received|return-path|mime-version|message-id|subject|x-unsent): ", re.IGNORECASE | re.MULTILINE
)


def ensure_zip(data: bytes) -> None:
    """Stop with the kind of the bytes unless they begin as a zip does.

    Raises:
        Breach: what the file is instead.
    """
    if data.startswith(ZIP_START):
        return
    if not data:
        raise Breach(RefusalReason.EMPTY, "tệp có 0 byte")
    if data.startswith(_OLE_START):
        raise _ole_breach(data)
    raise _other_breach(data[:_HEAD_BYTES])


def _ole_breach(data: bytes) -> Breach:
    def has_stream(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if has_stream("EncryptedPackage"):
        return Breach(RefusalReason.OLD_FORMAT, "tệp có mật khẩu mở")
    if has_stream("WordDocument"):
        return Breach(RefusalReason.DOCUMENT, "văn bản Word .doc")
    if has_stream("PowerPoint Document"):
        return Breach(RefusalReason.DOCUMENT, "tệp trình chiếu .ppt")
    if has_stream("__substg1.0_"):
        return Breach(RefusalReason.NOT_A_WORKBOOK, "thư Outlook .msg")
    return Breach(RefusalReason.OLD_FORMAT, "tệp .xls")


def _other_breach(head: bytes) -> Breach:
    for start, name in _DOCUMENTS:
        if head.startswith(start):
            return Breach(RefusalReason.DOCUMENT, name)
    if b"%PDF-" in head[:1024]:
        return Breach(RefusalReason.DOCUMENT, "tệp PDF")
    if _HEIF.match(head) or _WEBP.match(head):
        return Breach(RefusalReason.DOCUMENT, "ảnh chụp")
    for start, name in _ARCHIVES:
        if head.startswith(start):
            return Breach(RefusalReason.NOT_A_WORKBOOK, name)
    if head.startswith(b"PK"):
        return Breach(RefusalReason.DAMAGED, "tệp nén rỗng hoặc chỉ có một phần")
    return _text_breach(head)


def _text_breach(head: bytes) -> Breach:
    text = head.replace(b"\x00", b"")
    if _HTML.search(text):
        return Breach(RefusalReason.NOT_A_WORKBOOK, "trang web được đổi tên thành bảng tính")
    if _MAIL.search(text):
        return Breach(RefusalReason.NOT_A_WORKBOOK, "thư điện tử")
    if text.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").startswith(b"<?xml"):
        return Breach(RefusalReason.NOT_A_WORKBOOK, "tệp XML")
    if not text.strip():
        return Breach(RefusalReason.DAMAGED, "tệp chỉ có byte trống")
    if _is_text(head):
        return Breach(RefusalReason.NOT_A_WORKBOOK, "tệp văn bản thuần hoặc .csv")
    return Breach(RefusalReason.NOT_A_WORKBOOK, "không nhận ra được loại tệp")


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not any(byte < 0x20 and byte not in b"\t\n\r\f\x1b" for byte in head)


def ensure_spreadsheet(names: Collection[str], mimetype: str) -> None:
    """Stop where the parts of a zip are those of something else than an Excel workbook.

    Args:
        names: the names of the parts.
        mimetype: what an OpenDocument file says of itself; empty elsewhere.

    Raises:
        Breach: what the file is instead.
    """
    if "opendocument.spreadsheet" in mimetype:
        raise Breach(RefusalReason.NOT_A_WORKBOOK, "bảng tính .ods")
    if "opendocument" in mimetype:
        raise Breach(RefusalReason.DOCUMENT, "văn bản OpenDocument")
    if any(name.startswith("word/") for name in names):
        raise Breach(RefusalReason.DOCUMENT, "văn bản Word")
    if any(name.startswith("ppt/") for name in names):
        raise Breach(RefusalReason.DOCUMENT, "tệp trình chiếu")
    if "xl/workbook.bin" in names:
        raise Breach(RefusalReason.NOT_A_WORKBOOK, "bảng tính nhị phân .xlsb")
    if not any(name.startswith("xl/") for name in names) and "_rels/.rels" not in names:
        raise Breach(RefusalReason.NOT_A_WORKBOOK, "tệp nén chứa các tệp khác")
