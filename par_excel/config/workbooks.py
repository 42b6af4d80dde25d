"""Catalogue tables that the office keeps as Excel workbooks: the only place of the room that reads them.

These are the office's own files; workbooks from outside are another room's, behind a guard.
"""

import warnings
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from par_excel.config.table import SourceCell, SourceLine
from par_excel.model import ConfigError
from par_excel.vietnamese import fold, format_date, format_number, stored_number

_OLD_OR_ENCRYPTED = bytes.fromhex("D0CF11E0A1B11AE1")
_DAMAGE = (BadZipFile, KeyError, IndexError, ValueError, TypeError, AttributeError, OSError, EOFError)
"""What openpyxl raises on damaged workbooks: measured, it documents none of them."""


def read_workbook_lines(data: bytes, file: str, columns: Sequence[str]) -> tuple[SourceLine, ...]:
    """Return the lines of the sheet that carries the table's header."""
    book = _open(data, file)
    sheet = _sheet(book, columns)
    return tuple(
        SourceLine(number, tuple(_cell(cell) for cell in cells))
        for number, cells in enumerate(sheet.iter_rows(), start=sheet.min_row)
    )


def _open(data: bytes, file: str) -> Workbook:
    if data.startswith(_OLD_OR_ENCRYPTED):
        raise ConfigError(
            "Tệp ở định dạng Excel cũ (.xls) hoặc được đặt mật khẩu mở.",
            "mở bằng Excel, bỏ mật khẩu, rồi lưu thành “Excel Workbook (.xlsx)”.",
            file=file,
        )
    try:
        with warnings.catch_warnings():
            # openpyxl tells the terminal, in English, of drop-downs that it does not keep; nobody writes them back.
            warnings.simplefilter("ignore")
            # data_only: what formulas gave when the file was last saved.
            book = load_workbook(BytesIO(data), data_only=True)
    except _DAMAGE as error:
        raise ConfigError(
            "Tệp không phải là bảng tính .xlsx hoặc đã bị hỏng, không mở được.",
            "mở bằng Excel và lưu lại thành “Excel Workbook (.xlsx)”.",
            file=file,
        ) from error
    if not book.worksheets:
        raise ConfigError("Tệp không có trang tính nào.", "đặt bảng vào một trang tính.", file=file)
    return book


def _sheet(book: Workbook, columns: Sequence[str]) -> Worksheet:
    """Return the sheet whose first filled row names the most columns; people put notes on other sheets."""
    known = {fold(column) for column in columns}

    def known_headers(sheet: Worksheet) -> int:
        for cells in sheet.iter_rows(values_only=True):
            texts = {fold(value) for value in cells if isinstance(value, str)}
            if any(texts):
                return len(known & texts)
        return 0

    return max(book.worksheets, key=known_headers)


def _cell(cell: Cell | MergedCell) -> SourceCell:
    value, address = cell.value, cell.coordinate
    if value is None:
        return SourceCell("", address)
    if isinstance(value, str):
        is_error = cell.data_type == "e"
        return SourceCell(value, address, flaw=f"lỗi công thức {value}" if is_error else "")
    if isinstance(value, (date, datetime, time, timedelta)):
        day = (
            format_date(value.date() if isinstance(value, datetime) else value)
            if isinstance(value, date)
            else ""
        )
        return SourceCell("", address, flaw="ngày tháng do Excel tự đổi", day=day)
    if isinstance(value, bool):
        return SourceCell("", address, flaw="giá trị đúng/sai")
    return _number(str(value), address, is_percent="%" in cell.number_format)


def _number(stored: str, address: str, *, is_percent: bool) -> SourceCell:
    """Return a stored number as the official sees it; a comma, so that 1.234 is not taken for a thousand."""
    number = stored_number(stored)
    if number is None:
        return SourceCell("", address, flaw=f"một số không đọc được ({stored})")
    if is_percent:
        return SourceCell("", address, flaw=f"số ở định dạng phần trăm ({format_number(number * 100)}%)")
    return SourceCell(format_number(number), address, is_fraction=number != number.to_integral_value())
