"""Old Excel workbooks written record by record, and a workbook of openpyxl turned into one (MS-XLS)."""

import io
import re
import struct
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct
from openpyxl import load_workbook

from tests.hostile.compound import compound

BIFF8, BIFF5 = 0x0600, 0x0500
GLOBALS, WORKSHEET, CHART = 0x0005, 0x0010, 0x0020
END = b"\x0a\x00\x00\x00"
EMPTY_TEXT = b"\x03" + bytes(5) + b"\xff\xff"
TEXT_FOLLOWS = b"\x00" + bytes(5) + b"\xff\xff"


class OldSheet(Struct, frozen=True):
    """A sheet to be written."""

    name: str
    records: bytes
    state: int = 0
    kind: int = 0
    substream: int = WORKSHEET


def record(number: int, data: bytes = b"") -> bytes:
    """Return a record."""
    return struct.pack("<HH", number, len(data)) + data


def start(kind: int, version: int = BIFF8) -> bytes:
    """Return the record with which a part begins."""
    return record(0x0809, struct.pack("<HHHH", version, kind, 0x0DBB, 0x07CC) + bytes(8))


def wide(text: str, size: str = "<H") -> bytes:
    """Return a text of two bytes a character."""
    units = text.encode("utf-16-le")
    return struct.pack(size, len(units) // 2) + b"\x01" + units


def narrow(text: str, size: str = "<H") -> bytes:
    """Return a text of one byte a character."""
    return struct.pack(size, len(text)) + b"\x00" + text.encode("latin-1")


def real(row: int, column: int, value: float, form: int = 0) -> bytes:
    """Return a cell with a number; rows and columns count from 0."""
    return record(0x0203, struct.pack("<HHHd", row, column, form, value))


def text(row: int, column: int, value: str, form: int = 0) -> bytes:
    """Return a cell with a text of its own."""
    return record(0x0204, struct.pack("<HHH", row, column, form) + wide(value))


def shared(row: int, column: int, index: int, form: int = 0) -> bytes:
    """Return a cell with a shared text."""
    return record(0x00FD, struct.pack("<HHHI", row, column, form, index))


def texts(*values: str) -> bytes:
    """Return the shared texts, in a record and those in which it goes on."""
    pieces = [struct.pack("<II", len(values), len(values))]
    for value in values:
        given = wide(value)
        if len(pieces[-1]) + len(given) > 8000:
            pieces.append(b"")
        pieces[-1] += given
    return record(0x00FC, pieces[0]) + b"".join(record(0x003C, piece) for piece in pieces[1:])


def formula(
    row: int, column: int, result: bytes | float, tokens: bytes = b"\x1e\x01\x00", form: int = 0
) -> bytes:
    """Return a cell with a formula and what it gave."""
    given = struct.pack("<d", result) if isinstance(result, float) else result
    head = struct.pack("<HHH", row, column, form) + given
    return record(0x0006, head + bytes(6) + struct.pack("<H", len(tokens)) + tokens)


def quoted(*values: str) -> bytes:
    """Return the tokens of texts in a formula."""
    return b"".join(b"\x17" + narrow(value, "<B") for value in values)


def formats(*numbers: int, fonts: Sequence[int] = ()) -> bytes:
    """Return cell formats with these number formats and, where given, fonts."""
    given = fonts or [0] * len(numbers)
    return b"".join(
        record(0x00E0, struct.pack("<HH", font, number) + bytes(16))
        for font, number in zip(given, numbers, strict=True)
    )


def name(value: str, tokens: bytes = b"\x3b" + bytes(10), options: int = 0) -> bytes:
    """Return a defined name."""
    head = struct.pack("<HBBHHH4x", options, 0, len(value), len(tokens), 0, 0)
    return record(0x0018, head + b"\x00" + value.encode("latin-1") + tokens)


def stream(sheets: Sequence[OldSheet], before: bytes = b"") -> bytes:
    """Return the stream of a workbook."""

    def listed(sheet: OldSheet, offset: int) -> bytes:
        title = wide(sheet.name, "<B")
        return record(0x0085, struct.pack("<IBB", offset, sheet.state, sheet.kind) + title)

    offset = len(start(GLOBALS) + before + END) + sum(len(listed(sheet, 0)) for sheet in sheets)
    heads, bodies = b"", b""
    for sheet in sheets:
        heads += listed(sheet, offset + len(bodies))
        bodies += start(sheet.substream) + sheet.records + END
    return start(GLOBALS) + before + heads + END + bodies


def xls(
    sheets: Sequence[OldSheet],
    before: bytes = b"",
    more: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return a whole file; more streams by name."""
    return compound({"Workbook": stream(sheets, before), **(more or {})})


def property_set(
    values: Mapping[int, bytes], names: Mapping[int, str] | None = None, page: int = 65001
) -> bytes:
    """Return a property set of one section; values are already typed."""
    encoding = {65001: "utf-8", 1200: "utf-16-le", 1252: "cp1252"}[page]
    given = {1: struct.pack("<IHH", 2, page, 0), **values}
    if names:
        listed = b""
        for number, title in names.items():
            raw = f"{title}\0".encode(encoding)
            listed += struct.pack("<II", number, len(raw) // (2 if page == 1200 else 1)) + raw
            listed += bytes(-len(raw) % 4) if page == 1200 else b""
        given[0] = struct.pack("<I", len(names)) + listed
    offset, places, body = 8 + 8 * len(given), b"", b""
    for number, value in given.items():
        padded = value + bytes(-len(value) % 4)
        places += struct.pack("<II", number, offset + len(body))
        body += padded
    section = struct.pack("<II", offset + len(body), len(given)) + places + body
    return (
        b"\xfe\xff\x00\x00" + bytes(20) + struct.pack("<I", 1) + bytes(16) + struct.pack("<I", 48) + section
    )


def said(value: str, page: int = 65001) -> bytes:
    """Return a text as the value of a property."""
    raw = f"{value}\0".encode({65001: "utf-8", 1200: "utf-16-le", 1252: "cp1252"}[page])
    return struct.pack("<II", 30, len(raw)) + raw


def as_xls(data: bytes) -> bytes:
    """Return a workbook of openpyxl as an old one; its formulas gave empty texts."""
    book: Any = load_workbook(io.BytesIO(data))
    strings: dict[str, int] = {}
    sheets = []
    for sheet in book.worksheets:
        cells = b"".join(_cell(cell, strings) for row in sheet.iter_rows() for cell in row)
        protection = record(0x0012, b"\x01\x00") if sheet.protection.sheet else b""
        state = {"visible": 0, "hidden": 1, "veryHidden": 2}[sheet.sheet_state]
        sheets.append(OldSheet(sheet.title, protection + cells, state))
    before = formats(0) + b"".join(map(name, book.defined_names)) + texts(*strings)
    custom = dict(enumerate(book.custom_doc_props.props, start=2))
    more = property_set(
        {number: said(each.value) for number, each in custom.items()},
        {number: each.name for number, each in custom.items()},
    )
    return xls(sheets, before, more={"\x05DocumentSummaryInformation": more})


def _cell(cell: Any, strings: dict[str, int]) -> bytes:
    row, column, value = cell.row - 1, cell.column - 1, cell.value
    if value is None:
        return b""
    if isinstance(value, bool):
        return record(0x0205, struct.pack("<HHHBB", row, column, 0, value, 0))
    if isinstance(value, int | float):
        return real(row, column, value)
    if str(value).startswith("="):
        constants = [found for found in re.findall('"([^"]*)"', str(value)) if found.isascii()]
        return formula(row, column, EMPTY_TEXT, quoted(*constants))
    return shared(row, column, strings.setdefault(str(value), len(strings)))
