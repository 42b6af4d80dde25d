"""The sheets of an OpenDocument spreadsheet by expat: blank cells and rows are counted in steps, never spread out.

A cell may say that it stands there a thousand times, a row a million times: what is blank costs nothing, what is
not is counted against the limit of cells before it is laid out. Text is taken from the paragraphs of a cell only;
notes, drawings and what was there before a tracked change are left aside.
"""

import re
from collections.abc import Callable, Iterable, Mapping

from par_excel.model import Limits, RefusalReason
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.bounds.limits import Budget, ensure_count, ensure_length, ensure_merged, may_drop_name
from par_excel.reading.bounds.xml import SEPARATOR, feed, is_true, new_parser
from par_excel.reading.ods.values import cell_of
from par_excel.reading.workbook.addresses import LAST_COLUMN, LAST_ROW, Range, Span, join_span
from par_excel.reading.workbook.workbook import RawCell, RawSheet, SheetState

_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _STYLE, _TABLE, _TEXT = (
    f"{_NAMESPACE}{name}:1.0{SEPARATOR}" for name in ("office", "style", "table", "text")
)
_DRAWING = f"{_NAMESPACE}drawing:1.0{SEPARATOR}"
_PICTURE = _DRAWING + "image"
_LINK = f"http://www.w3.org/1999/xlink{SEPARATOR}href"
# What would else be read as cells or text of a sheet: notes, what was deleted, scenarios, validations' messages, readings.
_LEFT_ASIDE = frozenset(
    {
        _OFFICE + "annotation",
        _OFFICE + "forms",
        _OFFICE + "master-styles",
        _OFFICE + "scripts",
        _TABLE + "content-validations",
        _TABLE + "data-pilot-tables",
        _TABLE + "dde-links",
        _TABLE + "detective",
        _TABLE + "scenario",
        _TABLE + "shapes",
        _TABLE + "tracked-changes",
        _TEXT + "note",
        _TEXT + "ruby-text",
    }
)
_VALUE_TYPE, _FORMULA = _OFFICE + "value-type", _TABLE + "formula"
_CELLS = frozenset({_TABLE + "table-cell", _TABLE + "covered-table-cell"})
_SPACE, _TAB, _BREAK = "\x01", "\x02", "\x03"
"""Spaces that are meant, until those that are not are gone; XML allows none of these characters."""
_MEANT = str.maketrans({_SPACE: " ", _TAB: "\t", _BREAK: "\n"})
_SPACES = re.compile(r"[ \t\r\n]+")
_CACHED_LINK = re.compile(r"'file:.*'#", re.DOTALL)
"""Sheets of other files, of which LibreOffice keeps a copy beside the own ones."""

_Attributes = Mapping[str, str]


class SheetsReader:
    """Reads the sheets of `content.xml`, or of a whole flat file, by handlers of expat."""

    def __init__(
        self,
        budget: Budget,
        limits: Limits,
        *,
        is_wanted: Callable[[str], bool],
        has_bare_breaks: bool = False,
    ) -> None:
        self._break = _BREAK if has_bare_breaks else "\n"
        """What a line break within a paragraph is: by the format a space, ONLYOFFICE means one."""
        self.sheets: list[RawSheet] = []
        self.names: dict[str, str] = {}
        self.dropped_names = 0
        self._budget, self._limits, self._is_wanted = budget, limits, is_wanted
        self._hidden: set[str] = set()
        self._style = ""
        self._sheet: _SheetRows | None = None
        self._cell: _Attributes | None = None
        self._paragraphs: list[str] = []
        self._pieces: list[str] | None = None
        self._spaces = 0
        self._skipped = 0
        self._drawn: list[str] | None = None
        """The parts of the drawing that is open in a cell."""
        self._starts: Mapping[str, Callable[[_Attributes], None]] = {
            _STYLE + "style": self._start_style,
            _STYLE + "table-properties": self._style_of_table,
            _OFFICE + "body": self._start_body,
            _TABLE + "named-range": self._name,
            _TABLE + "named-expression": self._name,
            _TABLE + "table-column": self._column,
            _TABLE + "table-row": self._start_row,
            _TEXT + "p": self._start_paragraph,
            _TEXT + "s": self._space,
            _TEXT + "tab": lambda _: self._meant(_TAB),
            _TEXT + "line-break": lambda _: self._meant(_BREAK),
        }
        self._ends: Mapping[str, Callable[[], None]] = {
            _TABLE + "table": self._end_table,
            _TABLE + "table-row": self._end_row,
            **dict.fromkeys(_CELLS, self._end_cell),
            _TEXT + "p": self._end_paragraph,
        }
        self._in_body = self._is_spreadsheet = False
        self._parser = new_parser()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def read(self, chunks: Iterable[bytes]) -> None:
        """Parse the content.

        Raises:
            Breach: it is that of another kind of document, or goes beyond the limits.
        """
        feed(self._parser, chunks)
        if not self._is_spreadsheet:
            raise Breach(RefusalReason.DAMAGED, "không có nội dung bảng tính")

    def _start(self, name: str, attributes: _Attributes) -> None:
        if name in _CELLS and self._cell is None:
            self._start_cell(attributes)
            return
        take = self._starts.get(name)
        if take is not None:
            take(attributes)
        elif name == _TABLE + "table":
            self._start_table(attributes)
        elif self._in_body and not self._is_spreadsheet:
            self._ensure_spreadsheet(name)
        elif name in _LEFT_ASIDE or name in _CELLS or name.startswith(_DRAWING):
            self._skip()
            if name.startswith(_DRAWING) and self._cell is not None:
                self._drawn = []

    def _end(self, name: str) -> None:
        take = self._ends.get(name)
        if take is not None:
            take()

    def _text(self, text: str) -> None:
        if self._pieces is not None:
            self._pieces.append(text)

    def _skip(self) -> None:
        """Leave an element aside with all that is in it."""
        self._skipped = 1
        self._parser.StartElementHandler = self._start_skipped
        self._parser.EndElementHandler = self._end_skipped
        self._parser.CharacterDataHandler = None

    def _start_skipped(self, name: str, attributes: _Attributes) -> None:
        self._skipped += 1
        if name == _PICTURE and self._drawn is not None:
            ensure_count(len(self._drawn), self._limits)
            self._drawn.append(attributes.get(_LINK, "").removeprefix("./"))

    def _end_skipped(self, _name: str) -> None:
        self._skipped -= 1
        if not self._skipped:
            if self._drawn and self._sheet is not None:
                self._sheet.picture(self._drawn[-1])  # before it stand other forms of the same, as SVG
            self._drawn = None
            self._parser.StartElementHandler = self._start
            self._parser.EndElementHandler = self._end
            self._parser.CharacterDataHandler = self._text

    def _start_style(self, attributes: _Attributes) -> None:
        is_of_table = attributes.get(_STYLE + "family") == "table"
        self._style = attributes.get(_STYLE + "name", "") if is_of_table else ""

    def _style_of_table(self, attributes: _Attributes) -> None:
        ensure_count(len(self._hidden), self._limits)
        if attributes.get(_TABLE + "display") == "false" and self._style:
            self._hidden.add(self._style)

    def _start_body(self, _: _Attributes) -> None:
        self._in_body = True

    def _ensure_spreadsheet(self, name: str) -> None:
        if name != _OFFICE + "spreadsheet":
            raise Breach(RefusalReason.DOCUMENT, "văn bản OpenDocument")
        self._is_spreadsheet = True

    def _name(self, attributes: _Attributes) -> None:
        meaning = attributes.get(_TABLE + "cell-range-address", attributes.get(_TABLE + "expression", ""))
        if may_drop_name(len(self.names), meaning, self._limits):
            self.dropped_names += 1
        else:
            self.names.setdefault(attributes.get(_TABLE + "name", ""), meaning)

    def _start_table(self, attributes: _Attributes) -> None:
        name = attributes.get(_TABLE + "name", "")
        # A table within a cell, one outside of the spreadsheet, a copy of another file's sheet: none is a sheet of this one.
        if self._sheet is not None or not self._is_spreadsheet or _CACHED_LINK.match(name):
            self._skip()
            return
        ensure_count(len(self.sheets), self._limits)
        is_hidden = attributes.get(_TABLE + "style-name") in self._hidden
        state = SheetState.HIDDEN if is_hidden else SheetState.VISIBLE
        if not self._is_wanted(name):
            self.sheets.append(RawSheet(name=name, state=state))
            self._skip()
            return
        is_protected = is_true(attributes.get(_TABLE + "protected"))
        self._sheet = _SheetRows(name, state, self._budget, self._limits, is_protected=is_protected)

    def _end_table(self) -> None:
        if self._sheet is not None:
            self.sheets.append(self._sheet.read())
            self._sheet = None

    def _column(self, attributes: _Attributes) -> None:
        if self._sheet is not None:
            self._sheet.skip_columns(_repeats(attributes, "columns"), is_hidden=_is_hidden(attributes))

    def _start_row(self, attributes: _Attributes) -> None:
        if self._sheet is not None:
            self._sheet.start_row(_repeats(attributes, "rows"), is_hidden=_is_hidden(attributes))

    def _end_row(self) -> None:
        if self._sheet is not None:
            self._sheet.end_row()

    def _start_cell(self, attributes: _Attributes) -> None:
        if self._sheet is not None:
            self._cell = attributes
            self._paragraphs.clear()

    def _end_cell(self) -> None:
        attributes, self._cell = self._cell, None
        if self._sheet is None or attributes is None:
            return
        text = "\n".join(self._paragraphs) if self._paragraphs else None
        may_hold = text is not None or _VALUE_TYPE in attributes or _FORMULA in attributes
        ensure_length(text or "", self._limits)
        self._sheet.take(cell_of(attributes, text) if may_hold else None, _repeats(attributes, "columns"))
        if attributes:
            self._sheet.merge(
                _number(attributes, "number-rows-spanned"), _number(attributes, "number-columns-spanned")
            )

    def _start_paragraph(self, _: _Attributes) -> None:
        if self._cell is not None:
            self._pieces = []

    def _end_paragraph(self) -> None:
        if self._pieces is not None:
            # Spaces of the XML count once, and not at all at the beginning; what is meant has elements of its own (ODF
            # 1.2 part 1, 6.1.2), which were replaced by signs that no text can hold.
            text = _SPACES.sub(" ", "".join(self._pieces).replace("\n", self._break)).lstrip(" ")
            self._paragraphs.append(text.translate(_MEANT))
            self._pieces = None

    def _space(self, attributes: _Attributes) -> None:
        # One short element may ask for millions of spaces, which no limit of inflating sees.
        count = int(attributes.get(_TEXT + "c", "1"))
        self._spaces += count
        if not 0 <= count <= self._spaces <= self._limits.unpacked_bytes:
            raise Breach(RefusalReason.UNSAFE, "có dãy khoảng trắng dài bất thường")
        self._meant(_SPACE * count)

    def _meant(self, spaces: str) -> None:
        if self._pieces is not None:
            self._pieces.append(spaces)


class _SheetRows:
    """A sheet while it is read: where the next cell stands, and what stood in those before."""

    def __init__(
        self, name: str, state: SheetState, budget: Budget, limits: Limits, *, is_protected: bool
    ) -> None:
        self._name, self._state, self._is_protected = name, state, is_protected
        self._budget, self._limits = budget, limits
        self._rows: dict[int, Mapping[int, RawCell]] = {}
        self._merged: list[Range] = []
        self._hidden_rows: list[Span] = []
        self._hidden_columns: list[Span] = []
        self._row = self._column = self._next_column = 1
        self._row_repeats = 1
        self._cells: dict[int, RawCell] = {}
        self._pictures: dict[tuple[int, int], tuple[str, ...]] = {}

    def read(self) -> RawSheet:
        """Return the sheet as read so far."""
        return RawSheet(
            name=self._name,
            state=self._state,
            is_read=True,
            is_protected=self._is_protected,
            rows=self._rows,
            merged=tuple(self._merged),
            hidden_rows=tuple(self._hidden_rows),
            hidden_columns=tuple(self._hidden_columns),
            pictures=self._pictures,
        )

    def skip_columns(self, count: int, *, is_hidden: bool) -> None:
        """Take in some columns of one kind."""
        _hide(self._hidden_columns, self._next_column, count if is_hidden else 0, LAST_COLUMN)
        self._budget.pass_by(1)
        self._next_column += count

    def start_row(self, repeats: int, *, is_hidden: bool) -> None:
        """Begin a row that stands there so often."""
        _hide(self._hidden_rows, self._row, repeats if is_hidden else 0, LAST_ROW)
        self._budget.pass_by(1)
        self._cells, self._column, self._row_repeats = {}, 1, repeats

    def end_row(self) -> None:
        """Lay the row out."""
        repeats, cells = self._row_repeats, self._cells
        if cells:
            self._budget.spend((repeats - 1) * len(cells))  # once they were counted when they were taken in
            _ensure_inside(self._row + repeats - 1, LAST_ROW)
            for row in range(self._row, self._row + repeats):
                self._rows[row] = cells  # one object for all of them: nobody changes it any more
        self._row += repeats
        self._cells, self._row_repeats = {}, 1

    def take(self, cell: RawCell | None, repeats: int) -> None:
        """Take in a cell that stands there so often; None where it is blank."""
        self._budget.pass_by(1)
        if cell is not None:
            self._budget.spend(repeats)
            _ensure_inside(self._column + repeats - 1, LAST_COLUMN)
            for column in range(self._column, self._column + repeats):
                self._cells[column] = cell
        self._column += repeats

    def picture(self, part: str) -> None:
        """Note a picture in the cell that is taken in next."""
        cell = self._row, self._column
        ensure_count(len(self._pictures), self._limits)
        self._pictures[cell] = (*self._pictures.get(cell, ()), part)

    def merge(self, rows: int, columns: int) -> None:
        """Note that the cell taken in last reaches over so many rows and columns."""
        if rows <= 1 and columns <= 1:
            return
        ensure_merged(len(self._merged) + 1, self._limits)
        top, left = self._row, self._column - 1
        bottom, right = min(top + max(rows, 1) - 1, LAST_ROW), min(left + max(columns, 1) - 1, LAST_COLUMN)
        self._merged.append(Range(top, left, bottom, right))


def _hide(spans: list[Span], first: int, count: int, last: int) -> None:
    """Add some rows or columns to those that are hidden, joined with the ones right before them."""
    end = min(first + count - 1, last)
    if end >= first:
        join_span(spans, first, end)


# Besides `visible` there are `collapse` for what was hidden by hand and `filter` for what a filter hides.
def _is_hidden(attributes: _Attributes) -> bool:
    return attributes.get(_TABLE + "visibility", "visible") != "visible"


def _repeats(attributes: _Attributes, what: str) -> int:
    return _number(attributes, f"number-{what}-repeated")


def _number(attributes: _Attributes, name: str) -> int:
    given = attributes.get(_TABLE + name)
    if given is None:
        return 1
    number = int(given)
    if number < 1:
        raise Breach(RefusalReason.DAMAGED, f"số lần lặp “{given[:12]}” không hợp lệ")
    return number


def _ensure_inside(number: int, last: int) -> None:
    if number > last:
        raise Breach(RefusalReason.DAMAGED, "có nội dung nằm ngoài trang tính")
