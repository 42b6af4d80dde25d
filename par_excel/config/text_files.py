"""Text files as Vietnamese offices save them: UTF-8 or UTF-16 by their mark, commas or semicolons.

Older encodings (TCVN3, VNI, Windows-1258) are refused with a sentence, never guessed: a wrong guess
would garble every name without an error.
"""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence

from par_excel.config.table import SourceCell, SourceLine
from par_excel.model import ConfigError
from par_excel.vietnamese import fold

# A tab too: what Excel calls "Unicode Text", its only UTF-16 form, is tab-delimited.
_DELIMITERS = ",;\t"
_SAVE_AGAIN = (
    "mở tệp bằng Excel, chọn Lưu thành (Save As), kiểu “CSV UTF-8 (Comma delimited)” hoặc “Excel Workbook (.xlsx)”; "
    "nếu dùng phông cũ (.VnTime, VNI) thì chuyển mã sang Unicode trước."
)
_SAVE_TEXT = "mở tệp bằng Notepad, chọn Lưu thành (Save As) với Mã hóa (Encoding) là UTF-8."
_WORKBOOK_MARKS = (b"PK\x03\x04", bytes.fromhex("D0CF11E0A1B11AE1"))
_LIMIT_FIELD_CHARACTERS = csv.field_size_limit()
"""Characters of a field beyond which Python's reader gives up: a quotation mark without its end would swallow the file."""


def decode_text(data: bytes, file: str, *, is_table: bool) -> str:
    """Return the text of a file, or raise a ConfigError that says how to save it properly."""
    mend = _SAVE_AGAIN if is_table else _SAVE_TEXT
    if data.startswith(_WORKBOOK_MARKS):
        raise ConfigError(
            "Tệp là bảng tính Excel mang đuôi tệp văn bản.",
            "đổi lại đuôi tệp thành .xlsx, hoặc lưu đúng kiểu tệp.",
            file=file,
        )
    # utf-8-sig takes a mark away where there is one.
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(
            _wrong_encoding("không phải Unicode (UTF-8)"), mend, file=file, line=line
        ) from error
    for mark, reason in (("\0", "là UTF-16 không có dấu nhận biết"), ("\ufffd", "đã làm mất chữ có dấu")):
        if mark in text:
            line = text.count("\n", 0, text.index(mark)) + 1
            raise ConfigError(_wrong_encoding(reason), mend, file=file, line=line)
    return text


def _wrong_encoding(reason: str) -> str:
    return f"Bảng mã của tệp {reason}, có thể do lưu theo bảng mã cũ (Windows-1258, TCVN3, VNI)."


def read_csv_lines(data: bytes, file: str, columns: Sequence[str]) -> tuple[SourceLine, ...]:
    """Return the lines of a CSV file, or raise a ConfigError where its quotes do not close."""
    text = decode_text(data, file, is_table=True)
    delimiter = _delimiter(text, columns)
    return tuple(_records(text, delimiter, file))


def _delimiter(text: str, columns: Sequence[str]) -> str:
    """Return the delimiter under which the header shows the most known columns."""
    header = next((line for line in text.splitlines() if line.strip(_DELIMITERS + " ")), "")
    known = {fold(column) for column in columns}
    return max(
        _DELIMITERS,
        key=lambda each: len(known.intersection(fold(part.strip('" ')) for part in header.split(each))),
    )


def _records(text: str, delimiter: str, file: str) -> Iterator[SourceLine]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise ConfigError(
                f"Không tách được các cột từ dòng này (đọc đến dòng {reader.line_num}): dấu ngoặc kép không khớp "
                f"hoặc một ô dài quá {_LIMIT_FIELD_CHARACTERS} ký tự.",
                "kiểm tra dấu ngoặc kép ở dòng này, hoặc lưu tệp bằng Excel ở dạng .xlsx.",
                file=file,
                line=start,
            ) from error
        yield SourceLine(start, tuple(SourceCell(cell.strip()) for cell in cells))
        start = reader.line_num + 1
