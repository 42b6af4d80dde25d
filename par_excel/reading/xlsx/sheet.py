"""One sheet by expat: only cells that hold something become values, blank ones are merely counted.

This is the hot path of reading. A sheet written as programs usually write one is taken in at once (`fast_path`), any
other element by element: a blank cell costs one call and no object, and the handlers for text are set only while a
value, a formula or an inline text is open, so that nothing else is ever handed over.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from msgspec.structs import replace

from par_excel.model import Limits, RefusalReason
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.bounds.limits import Budget, ensure_length
from par_excel.reading.bounds.xml import MAIN_NAMESPACES, SEPARATOR, feed, new_parser, parse_index, unescape
from par_excel.reading.workbook.addresses import COLUMNS, address, parse_address
from par_excel.reading.workbook.formulas import moved
from par_excel.reading.workbook.workbook import CellType, NumberFormat, RawCell
from par_excel.reading.xlsx.fast_path import fast_sheet, in_one_piece
from par_excel.reading.xlsx.sheet_content import SheetContent, by_name, twice
from par_excel.reading.xlsx.strings import SharedTexts
from par_excel.vietnamese import has_own_letters

_PLAIN = NumberFormat.PLAIN
_MOST_MOVED = 1 << 20
"""Characters of shared formulas that are moved along in a sheet, at most: no form has a hundredth of them. What is not
moved proves nothing."""


class SheetReader(SheetContent):
    """Reads one sheet."""

    def __init__(
        self, texts: SharedTexts, formats: Sequence[NumberFormat], budget: Budget, limits: Limits
    ) -> None:
        super().__init__(texts, formats, budget, limits)
        self._parser = new_parser()
        self._parser.ordered_attributes = True  # one flat list: names and values in turn, `r` first as a rule
        self._parser.StartElementHandler = self._root
        self._cell_name = self._value_name = self._formula_name = ""
        self._run_name = ""
        self._others: dict[str, Any] = {}
        self._depth = 0
        self._is_around = False
        """Whether only what stands around the rows is read."""
        self._ends: list[str] = []
        """Elements that ended since the last one began; a list's own `append` costs far less than a method."""
        self._had_data = self._in_data = self._in_row = self._in_cell = self._in_inline = self._in_run = False
        self._row, self._row_text = 0, "0"
        self._cells: dict[int, RawCell] | None = None
        self._attributes: list[str] = []
        self._is_kept = self._has_value = self._has_formula = False
        self._formula: str | None = None
        self._shared: dict[str, tuple[str, tuple[int, int]]] = {}
        """Shared formulas by their number, each with row and column of its first cell."""
        self._to_move = _MOST_MOVED
        self._shared_id: str | None = None
        self._inline: list[str] = []
        self._pieces: list[str] = []

    def read(self, chunks: Iterable[bytes]) -> None:
        """Parse the sheet.

        Raises:
            Breach: the sheet is no sheet, or goes beyond the limits.
        """
        whole, chunks = in_one_piece(chunks)
        fast = None if whole is None else fast_sheet(whole)
        if fast is None:
            self._feed(chunks)
            return
        self._is_around = True
        self._feed((fast.around,))
        if self._had_data:
            self._add_fast(fast)

    def _feed(self, chunks: Iterable[bytes]) -> None:
        try:
            feed(self._parser, chunks)
        finally:
            self._others.clear()  # these are methods: the reader would hold itself, and all cells until a sweep

    def _root(self, name: str, _: list[str]) -> None:
        namespace, _separator, local = name.rpartition(SEPARATOR)
        if namespace not in MAIN_NAMESPACES or local != "worksheet":
            raise Breach(RefusalReason.DAMAGED, "phần trang tính không đúng cấu trúc")
        full = f"{namespace}{SEPARATOR}"
        self._cell_name, self._value_name, self._formula_name = full + "c", full + "v", full + "f"
        self._run_name = full + "r"
        self._others = {
            full + "sheetData": self._start_data,
            full + "row": self._start_row,
            full + "is": self._start_inline,
            full + "t": self._start_text,
            full + "sheetProtection": self._protect,
            full + "mergeCell": self._merge,
            full + "col": self._take_columns,
            full + "rFont": self._take_font,
        }
        if self._is_around:
            # the fast path has taken all rows and what stands in them: what is left stands where none may be
            misplaced = dict.fromkeys((full + "row", full + "c", full + "v", full + "f"), _refuse_element)
            self._others |= misplaced
        self._parser.StartElementHandler = self._start_around if self._is_around else self._start
        self._parser.EndElementHandler = self._ends.append

    def _start_around(self, name: str, attributes: list[str]) -> None:
        """Take in an element of a sheet without its rows."""
        self._depth += 1
        handle = self._others.get(name)
        if handle is not None:
            self._depth -= len(self._ends)
            self._ends.clear()
            handle(attributes)

    def _start(self, name: str, attributes: list[str]) -> None:
        """Take in an element; the worksheet is at depth 0, its rows at 2, their cells at 3, what these hold at 4."""
        ends = self._ends
        depth = self._depth = self._depth + 1 - len(ends)
        ends.clear()
        if name == self._cell_name:
            if depth != 3 or not self._in_row:
                raise _misplaced()
            if not attributes or attributes[0] != "r":
                attributes = self._placed(attributes)
            self._attributes = attributes
            self._formula = None
            self._in_cell = True
            self._in_inline = self._is_kept = self._has_value = self._has_formula = False
            self._pass_by(1)
        elif name == self._value_name:
            self._ensure_in_cell()
            self._open_text(self._end_value)
        elif name == self._formula_name:
            self._ensure_in_cell()
            self._start_formula(attributes)
        else:
            self._leave(depth, name)
            handle = self._others.get(name)
            if handle is not None:
                handle(attributes)

    def _leave(self, depth: int, name: str) -> None:
        """Note what an element at this depth puts an end to."""
        if depth <= 5:
            self._in_run = name == self._run_name
            self._in_inline = self._in_inline and depth == 5
            self._in_cell = self._in_cell and depth > 3
            self._in_row = self._in_row and depth > 2
            self._in_data = self._in_data and depth > 1

    def _ensure_in_cell(self) -> None:
        if self._depth != 4 or not self._in_cell:
            raise _misplaced()
        self._in_inline = False

    def _open_text(self, end: Callable[[str], None]) -> None:
        """Take the text of an element that holds nothing else."""
        self._parser.CharacterDataHandler = self._pieces.append
        self._parser.StartElementHandler = _refuse_element
        self._parser.EndElementHandler = end

    def _start_data(self, _: list[str]) -> None:
        if self._depth != 1 or self._had_data:
            raise _misplaced()
        self._in_data = self._had_data = True

    def _placed(self, attributes: list[str]) -> list[str]:
        """Return the attributes of a cell with its address first; cells may leave it out (ISO 29500-1, 18.3.1.4)."""
        given = by_name(attributes)
        if "r" not in given:
            column = parse_address(self._attributes[1])[1] if self._attributes else 0
            given["r"] = address(self._row, column + 1)
        found = ["r", given.pop("r")]
        for pair in given.items():
            found.extend(pair)
        return found

    def _start_row(self, attributes: list[str]) -> None:
        if self._depth != 2 or not self._in_data:
            raise _misplaced()
        self._in_row = True
        given = by_name(attributes)
        self._row = parse_index(given["r"]) if "r" in given else self._row + 1
        self._begin_row(self._row, given.get("hidden"))
        self._row_text = str(self._row)
        self._attributes = []
        self._cells = None

    def _start_formula(self, attributes: list[str]) -> None:
        if self._has_formula or self._has_value:
            raise twice(self._attributes[1])
        self._has_formula = True
        self._shared_id = None
        if attributes:
            given = by_name(attributes)
            self._shared_id = given.get("si") if given.get("t") == "shared" else None
        self._open_text(self._end_formula)

    def _end_formula(self, name: str) -> None:
        formula = self._taken(name)
        if self._shared_id is not None:
            if formula:
                self._shared[self._shared_id] = formula, parse_address(self._attributes[1].upper())
            else:
                formula = self._moved_along(self._shared_id)
        self._formula = formula
        self._store("")

    def _moved_along(self, shared: str) -> str:
        """Return a shared formula as it reads in the cell that is open; only its first cell has the text.

        ECMA-376 part 1, 18.3.1.40; Excel shares what somebody fills down.
        """
        formula, (row, column) = self._shared.get(shared, ("", (0, 0)))
        self._to_move -= len(formula)
        if not formula or self._to_move < 0:
            return ""
        here = parse_address(self._attributes[1].upper())
        return moved(formula, here[0] - row, here[1] - column)

    def _end_value(self, name: str) -> None:
        value = self._taken(name)
        ensure_length(value, self._limits)
        # An empty `<v/>` says nothing: openpyxl writes one behind every formula.
        if value:
            if self._has_value:
                raise twice(self._attributes[1])
            self._has_value = True
        self._store(value)

    def _taken(self, name: str) -> str:
        parser, pieces = self._parser, self._pieces
        parser.CharacterDataHandler = None
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._ends.append
        self._ends.append(name)
        text = pieces[0] if len(pieces) == 1 else "".join(pieces)
        pieces.clear()
        return text

    def _store(self, value: str) -> None:
        """Keep the cell that is open, as far as it is known; what follows in it stores it again."""
        attributes, formula = self._attributes, self._formula
        kind_text = style = rich = ""
        for index in range(2, len(attributes), 2):
            if attributes[index] == "t":
                kind_text = attributes[index + 1]
            elif attributes[index] == "vm":  # value metadata, which leads to the rich value (`xlsx.pictures`)
                rich = attributes[index + 1]
            elif attributes[index] == "s":
                style = attributes[index + 1]
        form = self._format(style) if kind_text in {"", "n"} else _PLAIN
        cell = self._cell(kind_text, form, value, formula)
        if rich and cell.kind is CellType.ERROR:  # what older programs show in place of a rich value
            cell = replace(cell, kind=CellType.PICTURE)
            self.rich_values[parse_address(attributes[1].upper())] = rich
        if cell.text or formula is not None:
            self._keep(cell)

    def _keep(self, cell: RawCell) -> None:
        given = self._attributes[1]
        column = COLUMNS.get(given.removesuffix(self._row_text))
        if column is None:
            row, column = parse_address(given.upper())
            cells = self.rows.setdefault(row, {})
        elif self._cells is None:
            cells = self._cells = self.rows.setdefault(self._row, {})
        else:
            cells = self._cells
        if column in cells and not self._is_kept:
            raise twice(self._attributes[1])
        if not self._is_kept:
            self._spend(1)
        self._is_kept = True
        cells[column] = cell

    def _start_inline(self, _: list[str]) -> None:
        self._ensure_in_cell()
        if self._has_value:
            raise twice(self._attributes[1])
        self._in_inline = self._has_value = True
        self._inline.clear()

    def _start_text(self, _: list[str]) -> None:
        """Take the text of `is`, or of a run in it; phonetic guides (`rPh`) are no part of it."""
        if (self._in_inline and self._depth == 5) or (self._in_run and self._depth == 6):
            self._open_text(self._end_text)

    def _end_text(self, name: str) -> None:
        self._inline.append(unescape(self._taken(name)))
        text = "".join(self._inline)
        ensure_length(text, self._limits)
        if text:
            self._keep(RawCell(CellType.TEXT, text, self._formula, _PLAIN))

    def _take_font(self, attributes: list[str]) -> None:
        if any(has_own_letters(value) for value in attributes[1::2]):
            self.has_legacy_fonts = True


def _refuse_element(*_: object) -> None:
    """Stop at an element inside of one that holds nothing but text."""
    raise _misplaced()


def _misplaced() -> Breach:
    return Breach(RefusalReason.DAMAGED, "các ô của trang tính không đúng cấu trúc")
