"""Formulas that people write into input cells: whether plain arithmetic over the same file gives the value that is stored.

Sums, differences, products, quotients, per cent, powers, `SUM` and `ROUND` over cells of the workbook are worked out, in
decimal, as the formats of Excel and OpenDocument write them. Everything else – dates of today, random numbers, look-ups,
other files – is not, and proves nothing.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Context, Decimal, DecimalException
from typing import Final

from par_excel.reading.bounds.breach import Breach
from par_excel.reading.bounds.limits import LOST_REFERENCE
from par_excel.reading.workbook.addresses import (
    LAST_COLUMN,
    LAST_ROW,
    Range,
    column_letters,
    parse_address,
    parse_range,
)
from par_excel.reading.workbook.workbook import CellType, RawCell, RawSheet
from par_excel.vietnamese import stored_number

_LONGEST, _DEEPEST, _MOST_CELLS, _LARGEST_POWER, _MOST_PLACES = 1_000, 30, 10_000, 20, 15
"""How far a formula is worked out: its characters, formulas behind one another, cells looked at in all, an exponent, and
the places of `ROUND`. Beyond any of them it proves nothing."""
_TOLERANCE: Final = Decimal("1e-12")
"""How much of the value the stored one may differ: spreadsheet programs work in binary, with 15 to 17 digits."""
_CONTEXT = Context(prec=34)
"""Decimal arithmetic of this module's own: how many digits the program around it works with changes nothing here."""
_SHEET = r"(?:\$?(?P<{0}>'(?:[^']|'')+'|[^\W\d][\w.]*)"
_CELL = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}"
_TOKEN = re.compile(
    r"\s*(?:"
    rf"(?P<reference>{_SHEET.format('sheet')}!)?(?P<cells>{_CELL}(?::{_CELL})?)(?![\w(.!]))"
    rf"|(?P<open_reference>\[{_SHEET.format('open_sheet')})?\.(?P<open_first>{_CELL})(?::\.(?P<open_last>{_CELL}))?\])"
    r"|(?P<name>[A-Za-z]+)\("
    r"|(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?)"
    r"|(?P<sign>[-+*/^%();,])"
    r")"
)


_MOVING = re.compile(
    r"""(?P<quoted>"[^"]*"|'[^']*')|(?<![\w.$\\])(?P<column>\$?[A-Z]{1,3})(?P<row>\$?[0-9]{1,7})(?![\w(.!\[])"""
)
"""Texts and names of sheets between quotation marks, in which nothing moves; and references to cells."""


def moved(formula: str, rows: int, columns: int) -> str:
    """Return a formula of Excel as it reads that many rows further down and columns further right.

    References without `$` move along, as when somebody fills a formula down; beyond the sheet they are lost.
    """

    def there(found: re.Match[str]) -> str:
        if found["quoted"]:
            return found[0]
        try:
            row, column = parse_address(found[0])
        except Breach:  # beyond a sheet such letters and digits are a name
            return found[0]
        row += 0 if found["row"].startswith("$") else rows
        column += 0 if found["column"].startswith("$") else columns
        if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
            return LOST_REFERENCE
        down, right = ("$" if found[part].startswith("$") else "" for part in ("row", "column"))
        return f"{right}{column_letters(column)}{down}{row}"

    return _MOVING.sub(there, formula)


class _NotProvedError(Exception):
    """A formula is no plain arithmetic over this file, or does not give what is stored."""


class Formulas:
    """The formulas of a workbook, over the sheets that were read."""

    def __init__(self, sheets: Iterable[RawSheet]) -> None:
        self._sheets = {sheet.name.casefold(): sheet for sheet in sheets if sheet.is_read}

    def gives_stored(self, sheet: str, cell: RawCell) -> bool:
        """Say whether the formula of a cell gives the value that is stored with it."""
        try:
            _Proof(self._sheets).ensure(sheet, cell, 0)
        except (_NotProvedError, DecimalException, RecursionError):
            return False
        return True


class _Proof:
    """One formula worked out, with those of the cells that it refers to."""

    def __init__(self, sheets: Mapping[str, RawSheet]) -> None:
        self._sheets = sheets
        self._cells = 0

    def ensure(self, sheet: str, cell: RawCell, depth: int) -> None:
        """Stop where the formula of a cell does not give what is stored with it.

        The cells that it refers to have to prove theirs too: stored values of formulas may be old or typed in by hand.
        """
        if not cell.formula or depth > _DEEPEST or len(cell.formula) > _LONGEST:
            raise _NotProvedError
        found = _Expression(
            cell.formula, lambda name, cells: self._range(name or sheet, cells, depth)
        ).value()
        if isinstance(found, str):
            if cell.kind is not CellType.TEXT or found != cell.text:
                raise _NotProvedError
            return
        stored = stored_number(cell.text or "") if cell.kind is CellType.NUMBER else None
        if stored is None or abs(found - stored) > _TOLERANCE * max(abs(stored), Decimal(1)):
            raise _NotProvedError

    def _range(self, name: str, cells: Range, depth: int) -> Iterator[Decimal | str | None]:
        """Yield what the cells of a block hold: numbers, texts, None for blank ones."""
        sheet = self._sheets.get(name.casefold())
        self._cells += (cells.bottom - cells.top + 1) * (cells.right - cells.left + 1)
        if sheet is None or self._cells > _MOST_CELLS:
            raise _NotProvedError
        for row in range(cells.top, cells.bottom + 1):
            held = sheet.rows.get(row, {})
            for column in range(cells.left, cells.right + 1):
                yield self._held(sheet.name, held.get(column), depth)

    def _held(self, sheet: str, cell: RawCell | None, depth: int) -> Decimal | str | None:
        if cell is None:
            return None
        if cell.formula is not None:
            self.ensure(sheet, cell, depth + 1)
        if cell.kind is CellType.TEXT:
            return cell.text
        number = stored_number(cell.text or "") if cell.kind is CellType.NUMBER else None
        if number is None:
            raise _NotProvedError
        return number


_Cells = Callable[[str, Range], Iterator[Decimal | str | None]]
_Value = Decimal | str
_Block = list[Decimal | str | None]


class _Expression:
    """A formula taken in from left to right: sums of products of powers of signed values."""

    def __init__(self, formula: str, cells: _Cells) -> None:
        self._tokens = list(_tokens(formula))
        self._at = 0
        self._cells = cells

    def value(self) -> _Value:
        """Return what the whole formula gives; a text only where it names one cell."""
        found = self._sum()
        if self._at < len(self._tokens):
            raise _NotProvedError
        if isinstance(found, list):
            (only,) = found if len(found) == 1 else ("",)
            if only is None or only == "":
                raise _NotProvedError
            return only
        return found

    def _next(self) -> re.Match[str] | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _sign(self, *signs: str) -> str:
        """Take one of these signs; empty where none stands here."""
        token = self._next()
        if token is None or token["sign"] not in signs:
            return ""
        self._at += 1
        return str(token["sign"])

    def _sum(self) -> Decimal | _Block:
        left = self._product()
        while sign := self._sign("+", "-"):
            right = _number(self._product())
            left = _CONTEXT.add(_number(left), right if sign == "+" else -right)
        return left

    def _product(self) -> Decimal | _Block:
        left = self._power()
        while sign := self._sign("*", "/"):
            right = _number(self._power())
            work_out = _CONTEXT.multiply if sign == "*" else _CONTEXT.divide
            left = work_out(_number(left), right)
        return left

    # Unlike in mathematics and in Python, a sign binds closer than `^` (-2^2 is 4), and 2^3^2 is (2^3)^2: so in Excel, and
    # in OpenDocument (OpenFormula, 5.5).
    def _power(self) -> Decimal | _Block:
        left = self._signed()
        while self._sign("^"):
            power = _number(self._signed())
            if power != int(power) or abs(power) > _LARGEST_POWER:
                raise _NotProvedError
            left = _CONTEXT.power(_number(left), power)
        return left

    def _signed(self) -> Decimal | _Block:
        if sign := self._sign("+", "-"):
            found = _number(self._signed())
            return found if sign == "+" else -found
        left = self._single()
        while self._sign("%"):
            left = _CONTEXT.divide(_number(left), Decimal(100))
        return left

    def _single(self) -> Decimal | _Block:
        token = self._next()
        if token is None:
            raise _NotProvedError
        self._at += 1
        if token["number"]:
            return Decimal(token["number"])
        if token["cells"] or token["open_first"]:
            return list(self._cells(*_reference(token)))
        if token["name"]:
            return self._function(token["name"].upper())
        if token["sign"] == "(":
            found = self._sum()
            self._close()
            return found
        raise _NotProvedError

    def _close(self) -> None:
        if not self._sign(")"):
            raise _NotProvedError

    def _function(self, name: str) -> Decimal:
        given = [self._sum()]
        while self._sign(",", ";"):
            given.append(self._sum())
        self._close()
        if name == "SUM":
            return sum((number for each in given for number in _numbers(each)), Decimal(0))
        if name == "ROUND" and len(given) == 2:
            return _rounded(*map(_number, given))
        raise _NotProvedError


def _tokens(formula: str) -> Iterator[re.Match[str]]:
    at, text = 0, formula.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise _NotProvedError
        # a function's parenthesis is part of its name: what it is given begins behind it
        yield found
        at = found.end()


def _reference(token: re.Match[str]) -> tuple[str, Range]:
    """Return the sheet, empty for the formula's own, and the block that a reference names."""
    cells = token["cells"] or f"{token['open_first']}:{token['open_last'] or token['open_first']}"
    name = token["sheet"] or token["open_sheet"] or ""
    if name.startswith("'"):
        name = name[1:-1].replace("''", "'")
    try:
        return name, parse_range(cells.upper())
    except Breach as breach:
        raise _NotProvedError from breach


def _number(found: Decimal | _Block) -> Decimal:
    """Return the number of a value; a blank cell is nought."""
    if isinstance(found, Decimal):
        return found
    if len(found) != 1 or isinstance(found[0], str):
        raise _NotProvedError
    return found[0] or Decimal(0)


def _numbers(found: Decimal | _Block) -> Iterator[Decimal]:
    """Yield what `SUM` adds up: of cells the numbers alone."""
    yield from (
        (found,) if isinstance(found, Decimal) else (each for each in found if isinstance(each, Decimal))
    )


def _rounded(number: Decimal, places: Decimal) -> Decimal:
    if places != int(places) or abs(places) > _MOST_PLACES:
        raise _NotProvedError
    step = Decimal(1).scaleb(-int(places))
    return number.quantize(step, rounding="ROUND_HALF_UP", context=_CONTEXT)
