"""One sheet of an old Excel workbook: its cells, each with the formula that gave its value.

Plain arithmetic is written out again; of any other formula what decides anything are the texts that stand in it.
"""

import re
import struct
from collections.abc import Callable, Iterator, Mapping

from msgspec.structs import replace

from par_excel.model import Limits, RefusalReason
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.bounds.limits import Budget, ensure_merged
from par_excel.reading.workbook.addresses import LAST_COLUMN, LAST_ROW, Range
from par_excel.reading.workbook.workbook import CellType, NumberFormat, Pictures, RawCell, Run
from par_excel.reading.xls.biff import FontRun, Record, RecordNumber, joined_text
from par_excel.reading.xls.drawings import anchored_pictures
from par_excel.reading.xls.globals import CellFormat, OldContents
from par_excel.reading.xls.tokens import arithmetic

_SHORT, _LONG, _REAL = struct.Struct("<H"), struct.Struct("<I"), struct.Struct("<d")
_CELL = struct.Struct("<3H")
"""Row and column, from 0, and the number of the cell format."""
_BLOCK = struct.Struct("<4H")
_FORMULA_AT, _SHARED_AT, _ARRAY_AT = 20, 8, 12
"""Where the length of the formula stands in its records."""
_FORMULAS = (RecordNumber.FORMULA, RecordNumber.FORMULA_3, RecordNumber.FORMULA_4)
"""Some programs write the numbers of older versions."""
_CONTINUE = int(RecordNumber.CONTINUE)
_NO_NUMBER = b"\xff\xff"
"""Ends the result of a formula that is no number (FormulaValue in MS-XLS); such a number would be no number either."""
_RESULT_TEXT, _RESULT_TRUTH, _RESULT_ERROR, _RESULT_EMPTY = range(4)
_ELSEWHERE = struct.Struct("<BHH")
"""The token of a formula that is kept with another cell."""
_ELSEWHERE_TOKEN = 0x01
_HIDDEN_ROW, _HIDDEN_COLUMNS = 0x20, 0x01
_WHOLE_NUMBERS = 1e15
"""Below it a whole number is written without a point, as newer workbooks write it; beyond it Excel has no more digits."""
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_TEXT_IN_FORMULA = re.compile(rb"(?=\x17([\x01-\x40])\x00([\x20-\x7e]{1,64}))", re.DOTALL)
"""A text in plain Latin letters (PtgStr), with its length before it, wherever such bytes stand.

The form's own formula is known by such a text (`KPS`).
"""
_PLAIN = CellFormat(NumberFormat.PLAIN, "")


class OldSheetReader:
    """Reads one sheet: every kind of record that matters has a method, the others are passed over."""

    def __init__(self, contents: OldContents, budget: Budget, limits: Limits) -> None:
        self.rows: dict[int, dict[int, RawCell]] = {}
        self.merged: list[Range] = []
        self.legacy: dict[tuple[int, int], tuple[Run, ...]] = {}
        self.is_protected = False
        self._drawn = bytearray()
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self._contents, self._budget, self._limits = contents, budget, limits
        self._formulas: dict[tuple[int, int], str] = {}
        """What several cells share, by the cell that it is kept with."""
        self._elsewhere: dict[tuple[int, int], tuple[int, int]] = {}
        """The cells with such a formula, and where it is kept."""
        self._at = (0, 0)
        """The last cell with a formula."""
        self._pieces: list[bytes] = []
        """The records of the text that this formula gave."""
        self._takes: Mapping[int, Callable[[bytes], object]] = {
            RecordNumber.REAL: self._real,
            RecordNumber.RK: self._packed,
            RecordNumber.MANY_RK: self._many_packed,
            RecordNumber.SHARED_TEXT: self._shared_text,
            RecordNumber.TEXT: self._text,
            RecordNumber.RICH_TEXT: self._text,
            RecordNumber.TRUTH_OR_ERROR: self._truth_or_error,
            **dict.fromkeys(_FORMULAS, self._formula),
            RecordNumber.SHARED_FORMULA: lambda data: self._keep_formula(data, _SHARED_AT),
            RecordNumber.ARRAY: lambda data: self._keep_formula(data, _ARRAY_AT),
            RecordNumber.BLANK: lambda _: self._budget.pass_by(1),
            RecordNumber.MANY_BLANK: lambda data: self._budget.pass_by(len(data) // 2),
            RecordNumber.MERGED: self._merge,
            RecordNumber.PROTECT: self._protect,
            RecordNumber.ROW: self._row,
            RecordNumber.COLUMNS: self._columns,
            RecordNumber.RESULT: self._start_result,
            RecordNumber.DRAWING: self._drawn.extend,
            RecordNumber.CONTINUE: self._go_on,
        }

    def read(self, records: Iterator[Record]) -> None:
        """Take in all records of the sheet.

        Raises:
            Breach: the sheet is damaged, or goes beyond the limits.
        """
        for number, data in records:
            if self._pieces and number != _CONTINUE:
                self._take_result()
            take = self._takes.get(number)
            if take is not None:
                take(data)
        self._take_result()
        # Only now: a shared formula comes behind the first cell that has it, an array formula behind its first cell.
        for (row, column), anchor in self._elsewhere.items():
            cell = self.rows[row][column]
            self.rows[row][column] = replace(cell, formula=self._formulas.get(anchor, ""))

    @property
    def pictures(self) -> Pictures:
        """The cells at which pictures begin."""
        return anchored_pictures(bytes(self._drawn), self._limits)

    def _real(self, data: bytes) -> None:
        row, column, form, value = struct.unpack_from("<3Hd", data)
        self._put_number(row, column, form, value)

    def _packed(self, data: bytes) -> None:
        row, column, form, packed = struct.unpack_from("<3HI", data)
        self._put_number(row, column, form, _unpacked(packed))

    def _many_packed(self, data: bytes) -> None:
        # row, first column, then format and number of each cell, and the last column behind them
        row, first = struct.unpack_from("<HH", data)
        numbers = data[4 : 4 + (len(data) - 6) // 6 * 6]
        for column, (form, packed) in enumerate(struct.iter_unpack("<HI", numbers), start=first):
            self._put_number(row, column, form, _unpacked(packed))

    def _shared_text(self, data: bytes) -> None:
        row, column, form, index = struct.unpack_from("<3HI", data)
        if index >= len(self._contents.texts):
            raise Breach(RefusalReason.DAMAGED, "thiếu nội dung văn bản của một số ô")
        shared = self._contents.texts[index]
        self._put_text(row, column, form, shared.text, shared.runs)

    def _text(self, data: bytes) -> None:
        row, column, form = _CELL.unpack_from(data)
        self._put_text(row, column, form, joined_text((data[_CELL.size :],)))

    def _truth_or_error(self, data: bytes) -> None:
        row, column, _ = _CELL.unpack_from(data)
        value, is_error = data[_CELL.size], data[_CELL.size + 1]
        self._put(row, column, _error(value) if is_error else _truth(value))

    def _formula(self, data: bytes) -> None:
        row, column, number = _CELL.unpack_from(data)
        self._at = at = row + 1, column + 1
        tokens = _tokens(data, _FORMULA_AT)
        if len(tokens) >= _ELSEWHERE.size and tokens[0] == _ELSEWHERE_TOKEN:
            _, other_row, other_column = _ELSEWHERE.unpack_from(tokens)
            self._elsewhere[at] = other_row + 1, other_column + 1
        result = data[_CELL.size : _CELL.size + _REAL.size]
        cell = self._result(result, self._format(number).number)
        self._put(row, column, replace(cell, formula=self._written(tokens)))

    @staticmethod
    def _result(result: bytes, form: NumberFormat) -> RawCell:
        """Return what a formula gave; a text comes in the record behind it."""
        if not result.endswith(_NO_NUMBER):
            return RawCell(CellType.NUMBER, _stored(_REAL.unpack(result)[0]), None, form)
        if result[0] == _RESULT_TRUTH:
            return _truth(result[2])
        if result[0] == _RESULT_ERROR:
            return _error(result[2])
        return RawCell(CellType.TEXT, "" if result[0] == _RESULT_EMPTY else None, None, NumberFormat.PLAIN)

    def _start_result(self, data: bytes) -> None:
        self._pieces = [data]

    def _go_on(self, data: bytes) -> None:
        if self._pieces:
            self._pieces.append(data)

    def _take_result(self) -> None:
        """Give the last formula the text that came behind it."""
        pieces, self._pieces = self._pieces, []
        row, column = self._at
        cell = self.rows.get(row, {}).get(column)
        if pieces and cell is not None and cell.kind is CellType.TEXT:
            text = joined_text(pieces)
            self.rows[row][column] = replace(cell, text=text)

    def _keep_formula(self, data: bytes, at: int) -> None:
        row, _, column = struct.unpack_from("<HHB", data)
        texts = self._written(_tokens(data, at))
        self._formulas[row + 1, column + 1] = self._formulas[self._at] = texts

    @staticmethod
    def _written(tokens: bytes) -> str:
        """Return a formula that is plain arithmetic; of any other the texts in it, quoted as there."""
        plain = arithmetic(tokens)
        if plain is not None:
            return plain
        found = ((text, length[0]) for length, text in _TEXT_IN_FORMULA.findall(tokens))
        return ";".join(f'"{text[:length].decode("ascii")}"' for text, length in found if len(text) >= length)

    def _put_number(self, row: int, column: int, form: int, value: float) -> None:
        self._put(row, column, RawCell(CellType.NUMBER, _stored(value), None, self._format(form).number))

    def _put_text(self, row: int, column: int, form: int, text: str, runs: tuple[FontRun, ...] = ()) -> None:
        self._put(row, column, RawCell(CellType.TEXT, text, None, NumberFormat.PLAIN))
        fonts = self._contents.legacy_fonts
        if text and fonts:
            pieces = tuple(_runs(text, runs, self._format(form).legacy_font, fonts))
            if any(piece.font for piece in pieces):
                self.legacy[row + 1, column + 1] = pieces

    def _put(self, row: int, column: int, cell: RawCell) -> None:
        self._budget.pass_by(1)
        self._budget.spend(1)
        if column >= LAST_COLUMN or row >= LAST_ROW:
            raise Breach(RefusalReason.DAMAGED, "có nội dung nằm ngoài trang tính")
        if cell.text or cell.formula is not None:
            self.rows.setdefault(row + 1, {})[column + 1] = cell

    def _format(self, number: int) -> CellFormat:
        formats = self._contents.formats
        return formats[number] if number < len(formats) else _PLAIN

    def _merge(self, data: bytes) -> None:
        (count,) = _SHORT.unpack_from(data)
        ensure_merged(len(self.merged) + count, self._limits)
        for index in range(count):
            top, bottom, left, right = _BLOCK.unpack_from(data, 2 + index * _BLOCK.size)
            self.merged.append(Range(top + 1, left + 1, bottom + 1, right + 1))

    def _protect(self, data: bytes) -> None:
        self.is_protected = bool(_SHORT.unpack_from(data)[0])

    def _row(self, data: bytes) -> None:
        if len(data) >= 16 and _SHORT.unpack_from(data, 12)[0] & _HIDDEN_ROW:
            self.hidden_rows.add(_SHORT.unpack_from(data)[0] + 1)

    def _columns(self, data: bytes) -> None:
        # a last column far to the right may be a lie: no more are noted than a sheet can have
        first, last, _, _, options = struct.unpack_from("<5H", data)
        if options & _HIDDEN_COLUMNS:
            self.hidden_columns.update(range(first + 1, min(last + 1, LAST_COLUMN) + 1))


def _tokens(data: bytes, at: int) -> bytes:
    """Return the tokens of a formula whose length stands there."""
    (size,) = _SHORT.unpack_from(data, at)
    return data[at + 2 : at + 2 + size]


def _unpacked(packed: int) -> float:
    """Return a number that was packed into four bytes: a whole one or the upper half of a real one, or of its hundredfold.

    RkNumber in [MS-XLS]: the lowest bit says hundredfold, the next one whole; a whole one has 30 bits and a sign.
    """
    if packed & 2:
        value: float = (packed >> 2) - ((packed & 0x80000000) >> 1)
    else:
        (value,) = _REAL.unpack(bytes(4) + _LONG.pack(packed & 0xFFFFFFFC))
    return value / 100 if packed & 1 else value


def _stored(value: float) -> str:
    """Return a number as newer workbooks store it."""
    return str(int(value)) if abs(value) < _WHOLE_NUMBERS and value == int(value) else repr(float(value))


def _truth(value: int) -> RawCell:
    return RawCell(CellType.TRUTH, "1" if value else "0", None, NumberFormat.PLAIN)


def _error(value: int) -> RawCell:
    return RawCell(CellType.ERROR, _ERRORS.get(value, "#N/A"), None, NumberFormat.PLAIN)


def _runs(text: str, runs: tuple[FontRun, ...], font: str, fonts: Mapping[int, str]) -> Iterator[Run]:
    """Yield a text in pieces of one font; what stands before the first run has that of the cell."""
    starts = [(0, font), *((start, fonts.get(number, "")) for start, number in runs)]
    ends = [start for start, _ in starts[1:]]
    for (start, name), end in zip(starts, [*ends, len(text)], strict=True):
        if text[start:end]:
            yield Run(name, text[start:end])
