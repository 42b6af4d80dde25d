"""What XlsxWriter has no public way for: its private methods are overridden here, and nowhere else.

`pyproject.toml` declares the versions that this was tested with; the lowest of them has a run of its own in CI.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from functools import lru_cache, partial
from io import BytesIO, StringIO
from itertools import chain
from struct import Struct
from typing import IO, Any, NamedTuple, Self, TypeVar
from zlib import DEFLATED, MAX_WBITS, compress, crc32

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell_fast
from xlsxwriter.workbook import WorksheetMeta
from xlsxwriter.worksheet import CellBlankTuple, CellFormulaTuple, CellNumberTuple, CellStringTuple, Worksheet

_T = TypeVar("_T")

LAST_COLUMN = 16_383
_CONTAINERS = (dict, list, set)
_QUICKLY = 1
"""The level of packing at which a form takes a third of the time, and an eighth more room."""
_LOCAL, _LISTED, _END = Struct("<4s5H3L2H"), Struct("<4s6H3L5H2L"), Struct("<4s4H2LH")
"""What an archive says before each part, of each part at its end, and of itself (APPNOTE.TXT 4.3)."""
_VERSION, _UNDATED, _RIGHTS = 20, 1 << 5 | 1, 0o600 << 16
"""The version of the format, the first of January 1980, and the rights of a part: the same for all."""
_TEXTS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="{count}" uniqueCount="{unique_count}">{items}</sst>'
)
"""The table of texts that sheets share."""
_ROWS_A_SPAN = 16
"""Rows for which XlsxWriter says in one how far their cells reach."""
_UNIX = 3 << 8
"""The system on which every workbook says that it was packed."""


class LockedFormat(Format):  # type: ignore[misc]
    """A cell format that writes `locked="1"` where `says_locked` is set; XlsxWriter leaves the default out.

    Excel takes over the protection of the style Normal where a format is silent, and Normal may be unlocked.
    """

    says_locked = False

    def _get_protection_properties(self) -> list[tuple[str, int]]:
        properties: list[tuple[str, int]] = super()._get_protection_properties()
        return [("locked", 1), *properties] if self.locked and self.says_locked else properties


class ReadyCells(NamedTuple):
    """Neighbouring cells of a row as they are written after place and format."""

    cells: Sequence[str]
    formats: Sequence[Format]


class _Finished(NamedTuple):
    """What a sheet that is laid out shares with its copies."""

    parts: dict[str, str]
    """XML of what is alike in all, by the method of XlsxWriter that writes it."""
    rows: dict[int, str]
    """XML of rows as they were laid out."""
    pieces: dict[int, Mapping[int, str]]
    """The same rows in pieces: the head, and cells by column."""
    heights: Mapping[int, Any]
    """Heights and formats of rows."""


_NOTHING = _Finished({}, {}, {}, {})
_HEAD = -1
"""Where the head of a row stands among its cells."""


class _Packed(NamedTuple):
    """A part of a workbook as it is packed."""

    content: str | bytes
    data: bytes
    crc: int
    size: int


class _FinishedBook(NamedTuple):
    """What a workbook that is laid out shares with its copies."""

    formats: Sequence[Format]
    styles: dict[bool, str]
    """The table of these formats as XML, without notes in the workbook and with them."""
    packed: dict[str, _Packed]
    """Parts of the first copy by name: many are alike in all."""


def _copied(laid_out: _T) -> _T:
    """Return a copy that has lists and tables of its own."""
    made = copy(laid_out)
    vars(made).update(
        {name: value.copy() for name, value in vars(laid_out).items() if isinstance(value, _CONTAINERS)}
    )
    return made


def _written_once(name: str) -> Callable[["OverriddenWorksheet"], None]:
    """Return a method of XlsxWriter that writes what is alike in all copies of a sheet, so that they write it once."""
    write = getattr(Worksheet, name)

    def write_part(sheet: "OverriddenWorksheet") -> None:
        parts = sheet.finished.parts
        if sheet.finished is _NOTHING:
            write(sheet)
            return
        if name not in parts:
            parts[name] = sheet.written(partial(write, sheet))
        sheet.fh.write(parts[name])

    return write_part


class OverriddenWorksheet(Worksheet):  # type: ignore[misc]
    """A worksheet with rows that grow, cells that are written at once, and one format for all columns of the rest.

    A sheet that is `laid_out` is finished but for what differs between its copies: they keep its XML, and write only
    the rows into which something was put since.
    """

    fh: IO[str]
    dim_rowmin: int | None
    finished = _NOTHING

    # These do not ask first whether a place is meant as “A1”, for each of the hundreds of cells of a form.
    write_string = Worksheet._write_string  # noqa: SLF001
    write_number = Worksheet._write_number  # noqa: SLF001
    write_blank = Worksheet._write_blank  # noqa: SLF001

    _write_cols = _written_once("_write_cols")
    _write_sheet_protection = _written_once("_write_sheet_protection")
    _write_merge_cells = _written_once("_write_merge_cells")
    _write_conditional_formats = _written_once("_write_conditional_formats")
    _write_data_validations = _written_once("_write_data_validations")
    _write_page_setup = _written_once("_write_page_setup")

    def __init__(self) -> None:
        super().__init__()
        self.growing: set[int] = set()
        """Indexes of the rows that have a height and may grow."""
        self.rest: int | None = None
        """The first of the columns, to the last one of a sheet, that share their format."""

    def lay_out(self) -> None:
        """Finish what copies share; from now on only they are written into."""
        if self.dim_rowmin is not None:
            self._calculate_spans()
        self.finished, self.fh = _Finished({}, {}, {}, self.row_info), StringIO()
        self._write_cols()  # formats are numbered in the order in which they are written
        for row in sorted({*self.table, *self.row_info}):
            self.finished.rows[row], self.finished.pieces[row] = self._row(row)
        self._write_conditional_formats()
        self._write_data_validations()
        self.table.clear()

    def copied(self, book: "OverriddenWorkbook") -> Self:
        """Return this sheet, as it was laid out, as one of another workbook."""
        made = _copied(self)
        made.str_table, made.worksheet_meta = book.str_table, book.worksheet_meta
        made.workbook_add_format = book.add_format
        return made

    def _write_rows(self) -> None:
        rows, heights = self.finished.rows, self.finished.heights
        if not rows:  # copies write the cells that were laid out, and no others
            self._calculate_spans()
        changed = (row for row, info in self.row_info.items() if info is not heights.get(row))
        own = {*self.table, *self.comments, *changed}
        for row in sorted(own | rows.keys()):
            self.fh.write(self._row(row)[0] if row in own else rows[row])

    def _row(self, row: int) -> tuple[str, Mapping[int, str]]:
        """Return a row as XML, whole and in pieces; of a copy, what was laid out but for what was put into it since."""
        laid_out, info = self.finished.pieces.get(row, {}), self.row_info.get(row)
        cells, pieces = self.table.get(row, {}), dict(laid_out)
        if len(laid_out) <= 1 or info is not self.finished.heights.get(row):
            write = self._write_row if cells or len(laid_out) > 1 else self._write_empty_row
            pieces[_HEAD] = self.written(partial(write, row, self.row_spans.get(row // _ROWS_A_SPAN), info))
        for column in sorted(cells):
            pieces[column] = self._cell(row, column, cells[column])
        end = "</row>" if len(pieces) > 1 else ""
        return "".join([pieces[column] for column in sorted(pieces)]) + end, pieces

    def written(self, write: Callable[[], None]) -> str:
        """Return what is written."""
        target, self.fh = self.fh, StringIO()
        write()
        text, self.fh = self.fh.getvalue(), target
        return text

    def _cell(self, row: int, column: int, cell: Any) -> str:  # noqa: ANN401 - XlsxWriter's, which has no types
        # Nearly all cells have a format: written at once, a workbook takes less time.
        content = _CONTENTS.get(cell.__class__)
        if content is not None and cell.format:
            place, style = xl_rowcol_to_cell_fast(row, column), cell.format._get_xf_index()  # noqa: SLF001
            return f'<c r="{place}" s="{style}"{content(cell)}'
        if cell.__class__ is ReadyCells:
            places = [f'<c r="{name}{row + 1}" s="' for name in _names(column, len(cell.cells))]
            styles = [f'{style._get_xf_index()}"' for style in cell.formats]  # noqa: SLF001
            return "".join(chain.from_iterable(zip(places, styles, cell.cells, strict=True)))
        # nothing stands in the last of those that are written at once
        return "" if cell is None else self.written(partial(self._write_cell, row, column, cell))

    def write_ready(self, row: int, column: int, cells: Sequence[str], formats: Sequence[Format]) -> None:
        """Write cells of a row at once, from a column on; `ready_text`, `ready_number` and `READY_BLANK` make them."""
        last = column + len(cells) - 1
        if not self._check_dimensions(row, column) and not self._check_dimensions(row, last):
            self.table[row] |= {last: None, column: ReadyCells(cells, formats)}

    def _write_col_info(self, first: int, last: int, info: Any) -> None:  # noqa: ANN401
        # XlsxWriter keeps an entry for each of 16,384 columns; one that stands for all the rest is 30 times faster.
        super()._write_col_info(first, LAST_COLUMN if last == self.rest else last, info)

    def write_formula(self, row: int, column: int, formula: str, style: Format | None, value: Any) -> None:  # noqa: ANN401
        """Write a formula with the value that it gives."""
        if not self._check_dimensions(row, column):
            self.table[row][column] = CellFormulaTuple(self._prepare_formula(formula), style, value)

    def _prepare_formula(self, formula: str, *_: bool) -> str:
        # XlsxWriter looks for dozens of newer functions in every formula, a twentieth of the time of a form;
        # the program writes only functions that every spreadsheet program knows by the same name.
        return formula.removeprefix("=")

    def _xml_start_tag_unencoded(self, tag: str, attributes: list[tuple[str, Any]]) -> None:
        super()._xml_start_tag_unencoded(tag, self._grown(tag, attributes))

    def _xml_empty_tag_unencoded(self, tag: str, attributes: list[tuple[str, Any]]) -> None:
        super()._xml_empty_tag_unencoded(tag, self._grown(tag, attributes))

    def _grown(self, tag: str, attributes: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
        """Return the attributes of a row that may grow without the mark of a height that was chosen by hand."""
        if tag != "row" or attributes[0][1] - 1 not in self.growing:
            return attributes
        return [pair for pair in attributes if pair[0] != "customHeight"]


@lru_cache(maxsize=4096)  # forms repeat their own texts
def _text_item(text: str) -> str:
    return f"<si>{_marked_up(SharedStrings._escape_control_characters(text))}</si>"  # noqa: SLF001


class _Packager(Packager):  # type: ignore[misc]
    """Puts the parts of a workbook together."""

    def _create_package(self) -> list[Any]:
        files = super()._create_package()
        packed = self.workbook.packed
        self.workbook.parts = [(name, packed(name, content.getvalue())) for content, name, _ in files]
        return []  # the workbook packs them itself

    def _write_shared_strings_file(self) -> None:
        table = self.workbook.str_table
        if table.count:
            items = "".join(map(_text_item, table.string_array))
            part = _TEXTS.format(count=table.count, unique_count=table.unique_count, items=items)
            self._filename("xl/sharedStrings.xml").write(part)

    def _write_styles_file(self) -> None:
        book = self.workbook
        styles = book.finished.styles if book.formats == book.finished.formats else {}
        if book.has_comments in styles:
            self._filename("xl/styles.xml").write(styles[book.has_comments])
        else:
            book.prepare_formats()
            super()._write_styles_file()
            styles[book.has_comments] = self.filenames[-1][0].getvalue()


class OverriddenWorkbook(Workbook):  # type: ignore[misc]
    """A workbook whose structure may be locked, and whose bytes are the same on every system."""

    has_locked_structure = False
    filename: BytesIO
    parts: Sequence[tuple[str, _Packed]] = ()
    """Of the package, by name."""
    finished = _FinishedBook((), {}, {})
    """Of the workbook of which this is a copy; nothing where there is none."""

    def lay_out(self, formats: Iterable[Format] = ()) -> None:
        """Finish what copies of this workbook share; itself it is written no more.

        Args:
            formats: what copies have besides the formats of its cells.
        """
        for sheet in self.worksheets():
            sheet.lay_out()
        for each in formats:
            each._get_xf_index()  # noqa: SLF001 - has it numbered
        self.prepare_formats()  # copies, which may be written at once in several threads, change them no more
        self.finished = _FinishedBook([each for each in self.formats if is_numbered(each)], {}, {})

    def _get_packager(self) -> _Packager:
        return _Packager()

    def _prepare_format_properties(self) -> None:
        """Leave it to the packager: styles alone need it."""

    def prepare_formats(self) -> None:
        """Number fonts, borders and fills of the formats."""
        super()._prepare_format_properties()

    def copied(self, stream: BytesIO, texts: Mapping[str, str]) -> Self:
        """Return a workbook with the formats and texts of this one, which was laid out, and no sheets yet.

        Args:
            stream: takes its bytes.
            texts: what stands in place of texts of this one.
        """
        made = _copied(self)
        made.filename = stream
        made.worksheets_objs, made.sheetnames, made.worksheet_meta = [], {}, WorksheetMeta()
        made.formats = list(self.finished.formats)
        made.str_table = _copied(self.str_table)
        numbers = made.str_table.string_table
        for text in texts.keys() & numbers.keys():
            numbers[texts[text]] = numbers.pop(text)
        return made

    def has_text(self, text: str) -> bool:
        """Say whether a text stands in a cell."""
        return text in self.str_table.string_table

    def add_copy(self, sheet: OverriddenWorksheet) -> Any:  # noqa: ANN401 - of the class of the sheet
        """Add a sheet of the workbook of which this is a copy."""
        made = sheet.copied(self)
        made.index = len(self.worksheets_objs)
        self.worksheets_objs.append(made)
        self.sheetnames[made.name] = made
        return made

    def close(self) -> None:
        """Write the workbook.

        XlsxWriter's own package names the system that it was made on, and is packed tightly, which takes a fifth of the
        time of a copied form.
        """
        target, self.filename = self.filename, BytesIO()
        super().close()
        target.write(_archive(self.parts))
        # sheets know their workbook: left to the collector, hundreds of them wait with all their parts
        self.parts = ()
        self.worksheets_objs.clear()
        self.sheetnames.clear()

    def packed(self, name: str, content: str | bytes) -> _Packed:
        """Return a part as it is packed; one that is alike in copies is packed once."""
        first = self.finished.packed.get(name)
        if first is not None and first.content == content:
            return first
        plain = content.encode() if isinstance(content, str) else content
        made = _Packed(content, compress(plain, _QUICKLY, -MAX_WBITS), crc32(plain), len(plain))
        if first is None and self.finished.formats:
            self.finished.packed[name] = made
        return made

    def _write_book_views(self) -> None:
        # XlsxWriter knows no protection of the structure; the schema wants it before bookViews.
        if self.has_locked_structure:
            self._xml_empty_tag("workbookProtection", [("lockStructure", 1)])
        super()._write_book_views()


def _archive(parts: Sequence[tuple[str, _Packed]]) -> bytes:
    """Return parts as an archive, byte for byte as `zipfile` writes it."""
    local, listed = bytearray(), bytearray()
    for name, part in parts:
        place, at = name.encode(), len(local)
        facts = _VERSION, 0, DEFLATED, 0, _UNDATED, part.crc, len(part.data), part.size, len(place), 0
        local += _LOCAL.pack(b"PK\3\4", *facts) + place + part.data
        listed += _LISTED.pack(b"PK\1\2", _VERSION | _UNIX, *facts, 0, 0, 0, _RIGHTS, at) + place
    end = _END.pack(b"PK\5\6", 0, 0, len(parts), len(parts), len(listed), len(local), 0)
    return bytes(local + listed + end)


READY_BLANK = "/>"


def is_numbered(style: Format) -> bool:
    """Say whether a format has its place in the table of styles: one without would get it from the first copy that uses it."""
    return style.xf_index is not None or style.dxf_index is not None


def ready_number(digits: str) -> str:
    """Return a number with these digits as `write_ready` takes it."""
    return f"><v>{digits}</v></c>"


def ready_text(text: str) -> str:
    """Return a text as `write_ready` takes it: it stands in its cell, not in the table of texts that sheets share."""
    return f' t="inlineStr"><is>{_marked_up(text)}</is></c>'


def _marked_up(text: str) -> str:
    kept = ' xml:space="preserve"' if text.strip() != text else ""
    return text if is_markup(text) else f"<t{kept}>{_escaped(text)}</t>"


def is_markup(text: str) -> bool:
    """Say whether XlsxWriter takes a text for finished markup."""
    return text.startswith("<r>") and text.endswith("</r>")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _formula(cell: Any) -> str:  # noqa: ANN401 - XlsxWriter's, which has no types
    kind = ' t="str"' if isinstance(cell.value, str) else ""
    return f"{kind}><f>{_escaped(cell.formula)}</f><v>{_escaped(str(cell.value))}</v></c>"


_CONTENTS: Mapping[type, Callable[[Any], str]] = {
    CellStringTuple: lambda cell: f' t="s"><v>{cell.string}</v></c>',
    CellNumberTuple: lambda cell: ready_number(f"{cell.number:.16G}"),
    CellBlankTuple: lambda _: READY_BLANK,
    CellFormulaTuple: _formula,
}
"""How a cell of XlsxWriter goes on after place and format."""


@lru_cache
def _names(first: int, count: int) -> Sequence[str]:
    return [xl_col_to_name(column) for column in range(first, first + count)]
