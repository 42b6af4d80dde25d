"""What XlsxWriter has no public way for: its private methods are overridden here, and nowhere else.

`pyproject.toml` declares the versions that this was tested with; the lowest of them has a run of its own in CI.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from functools import lru_cache
from io import BytesIO, StringIO
from itertools import chain
from operator import itemgetter
from typing import IO, Any, NamedTuple, Self, TypeVar
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

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
_UNDATED = (1980, 1, 1, 0, 0, 0)
_QUICKLY = 1
"""The level of packing at which a form takes a third of the time, and an eighth more room."""
_ROWS_A_SPAN = 16
"""Rows for which XlsxWriter says in one how far their cells reach."""
_UNIX = 3
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

    parts: dict[int | str, str]
    """XML by row, and of what else is alike in all."""
    cells: dict[tuple[int, int], str | None]
    """XML of cells in rows into which something was put, by row and column."""
    rows: Mapping[int, Any]
    """Heights and formats of rows."""


class _FinishedLooks(NamedTuple):
    """What a workbook that is laid out shares with its copies."""

    formats: Sequence[Format]
    styles: dict[bool, str]
    """The table of these formats as XML, without notes in the workbook and with them."""


def _copied(laid_out: _T, *shared: str) -> _T:
    """Return a copy that has lists and tables of its own, but for those named."""
    made = copy(laid_out)
    for name, value in vars(laid_out).items():
        if isinstance(value, _CONTAINERS) and name not in shared:
            setattr(made, name, value.copy())
    return made


class _Rows(dict[int, dict[int, Any]]):
    """The cells of a copied sheet by row: a row is taken over from the sheet beneath when it is first asked for."""

    def __init__(self, beneath: Mapping[int, Mapping[int, Any]]) -> None:
        self._beneath = beneath

    def __missing__(self, row: int) -> dict[int, Any]:
        self[row] = dict(self.beneath(row))
        return self[row]

    def beneath(self, row: int) -> Mapping[int, Any]:
        """Return the cells of a row as they were laid out."""
        return self._beneath.get(row, {})


class OverriddenWorksheet(Worksheet):  # type: ignore[misc]
    """A worksheet with rows that grow, cells that are written at once, and one format for all columns of the rest.

    A sheet that is `laid_out` is finished but for what differs between its copies: they keep its XML, and write only
    the rows into which something was put since.
    """

    fh: IO[str]
    dim_rowmin: int | None
    dim_rowmax: int | None

    # These do not ask first whether a place is meant as “A1”, for each of the hundreds of cells of a form.
    write_string = Worksheet._write_string  # noqa: SLF001
    write_number = Worksheet._write_number  # noqa: SLF001
    write_blank = Worksheet._write_blank  # noqa: SLF001

    def __init__(self) -> None:
        super().__init__()
        self.growing: set[int] = set()
        """Indexes of the rows that have a height and may grow."""
        self.rest: int | None = None
        """The first of the columns, to the last one of a sheet, that share their format."""
        self._finished: _Finished | None = None
        """None where it is not laid out."""

    def lay_out(self) -> None:
        """Finish what copies share; from now on only they are written into."""
        if self.dim_rowmin is not None:
            self._calculate_spans()
        self._finished = _Finished({}, {}, self.row_info)
        self.fh = StringIO()
        self._write_cols()  # formats are numbered in the order in which they are written
        self._write_sheet_data()
        self._write_conditional_formats()
        self._write_data_validations()

    def copied(self, book: "OverriddenWorkbook") -> Self:
        """Return this sheet, as it was laid out, as one of another workbook."""
        made = _copied(self, "table")
        made.table = _Rows(self.table)
        made.str_table, made.worksheet_meta = book.str_table, book.worksheet_meta
        made.workbook_add_format = book.add_format
        return made

    def _calculate_spans(self) -> None:
        if self._finished is None:  # copies write the cells that were laid out, and no others
            super()._calculate_spans()

    def _write_rows(self) -> None:
        first, last = self.dim_rowmin, self.dim_rowmax
        if self._finished is None or first is None or last is None:
            super()._write_rows()
            return
        for row in range(first, last + 1):
            self.dim_rowmin = self.dim_rowmax = row
            is_own = row in self.table or self.row_info.get(row) is not self._finished.rows.get(row)
            if is_own and isinstance(self.table, _Rows):
                self._write_own_row(row)
            else:
                self._write_finished(row, super()._write_rows)
        self.dim_rowmin, self.dim_rowmax = first, last

    def _write_own_row(self, row: int) -> None:
        """Write a row of a copy, which has cells."""
        self._write_row(row, self.row_spans.get(row // _ROWS_A_SPAN), self.row_info.get(row))
        for column, cell in sorted(self.table[row].items(), key=itemgetter(0)):
            self._write_cell(row, column, cell)
        self._xml_end_tag("row")

    def _write_conditional_formats(self) -> None:
        self._write_finished("conditions", super()._write_conditional_formats)

    def _write_data_validations(self) -> None:
        self._write_finished("validations", super()._write_data_validations)

    def _write_finished(self, key: int | str, write: Callable[[], None]) -> None:
        """Write what is finished under a key; where nothing is yet, or nothing is shared, have it written."""
        if self._finished is None:
            write()
            return
        parts = self._finished.parts
        if key not in parts:
            target, self.fh = self.fh, StringIO()
            write()
            parts[key], self.fh = self.fh.getvalue(), target
        self.fh.write(parts[key])

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
        # XlsxWriter looks for dozens of newer functions in every formula, a twentieth of the time of a form;
        # the program writes only functions that every spreadsheet program knows by the same name.
        if not self._check_dimensions(row, column):
            self.table[row][column] = CellFormulaTuple(formula.removeprefix("="), style, value)

    def _write_cell(self, row: int, column: int, cell: Any) -> None:  # noqa: ANN401
        # Nearly all cells have a format: written at once, a workbook takes less time.
        text = (
            self._finished_cell(row, column, cell)
            if isinstance(self.table, _Rows)
            else _cell(row, column, cell)
        )
        if text is None:
            super()._write_cell(row, column, cell)
        else:
            self.fh.write(text)

    def _finished_cell(self, row: int, column: int, cell: Any) -> str | None:  # noqa: ANN401
        """Return a cell of a copy as XML, that of a cell as it was laid out made once; None for XlsxWriter's own kinds."""
        assert self._finished is not None  # noqa: S101 - only what is laid out has copies
        if cell is not self.table.beneath(row).get(column):
            return _cell(row, column, cell)
        cells = self._finished.cells
        if (row, column) not in cells:
            cells[row, column] = _cell(row, column, cell)
        return cells[row, column]

    def _xml_start_tag_unencoded(self, tag: str, attributes: list[tuple[str, Any]]) -> None:
        super()._xml_start_tag_unencoded(tag, self._grown(tag, attributes))

    def _xml_empty_tag_unencoded(self, tag: str, attributes: list[tuple[str, Any]]) -> None:
        super()._xml_empty_tag_unencoded(tag, self._grown(tag, attributes))

    def _grown(self, tag: str, attributes: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
        """Return the attributes of a row that may grow without the mark of a height that was chosen by hand."""
        if tag != "row" or attributes[0][1] - 1 not in self.growing:
            return attributes
        return [pair for pair in attributes if pair[0] != "customHeight"]


class _Texts(SharedStrings):  # type: ignore[misc]
    """The table of texts, of which each is made XML once for all workbooks."""

    def _write_sst_strings(self) -> None:
        self.fh.write("".join(map(_text_item, self.string_table.string_array)))


@lru_cache(maxsize=4096)  # forms repeat their own texts
def _text_item(text: str) -> str:
    item = SharedStrings()
    item.fh = StringIO()
    item._write_si(text)  # noqa: SLF001
    return str(item.fh.getvalue())


class _Packager(Packager):  # type: ignore[misc]
    """Puts the parts of a workbook together."""

    def _create_package(self) -> list[Any]:
        files = super()._create_package()
        self.workbook.parts = [(name, content.getvalue()) for content, name, _ in files]
        return []  # the workbook packs them itself

    def _write_shared_strings_file(self) -> None:
        texts = _Texts()
        texts.string_table = self.workbook.str_table
        if texts.string_table.count:
            texts._set_xml_writer(self._filename("xl/sharedStrings.xml"))  # noqa: SLF001
            texts._assemble_xml_file()  # noqa: SLF001

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
    parts: Sequence[tuple[str, str | bytes]] = ()
    """Of the package, by name."""
    finished = _FinishedLooks((), {})
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
        self.finished = _FinishedLooks([each for each in self.formats if is_numbered(each)], {})

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
        shared = self.str_table.string_table.items()
        made.str_table.string_table = {texts.get(text, text): number for text, number in shared}
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
        with ZipFile(target, "w") as package:
            for name, content in self.parts:
                place = ZipInfo(name, _UNDATED)
                place.create_system = _UNIX
                package.writestr(place, content, ZIP_DEFLATED, _QUICKLY)
        # sheets know their workbook: left to the collector, hundreds of them wait with all their parts
        self.parts = ()
        self.worksheets_objs.clear()
        self.sheetnames.clear()

    def _write_book_views(self) -> None:
        # XlsxWriter knows no protection of the structure; the schema wants it before bookViews.
        if self.has_locked_structure:
            self._xml_empty_tag("workbookProtection", [("lockStructure", 1)])
        super()._write_book_views()


READY_BLANK = "/>"


def is_numbered(style: Format) -> bool:
    """Say whether a format has its place in the table of styles: one without would get it from the first copy that uses it."""
    return style.xf_index is not None or style.dxf_index is not None


def ready_number(digits: str) -> str:
    """Return a number with these digits as `write_ready` takes it."""
    return f"><v>{digits}</v></c>"


def ready_text(text: str) -> str:
    """Return a text as `write_ready` takes it: it stands in its cell, not in the table of texts that sheets share."""
    if not is_markup(text):
        kept = ' xml:space="preserve"' if text.strip() != text else ""
        text = f"<t{kept}>{_escaped(text)}</t>"
    return f' t="inlineStr"><is>{text}</is></c>'


def is_markup(text: str) -> bool:
    """Say whether XlsxWriter takes a text for finished markup."""
    return text.startswith("<r>") and text.endswith("</r>")


def _cell(row: int, column: int, cell: Any) -> str | None:  # noqa: ANN401 - XlsxWriter's, which has no types
    """Return a cell as XML; None for those that only XlsxWriter writes."""
    content = _CONTENTS.get(cell.__class__)
    if content is not None and cell.format:
        place, style = xl_rowcol_to_cell_fast(row, column), cell.format._get_xf_index()  # noqa: SLF001
        return f'<c r="{place}" s="{style}"{content(cell)}'
    if cell.__class__ is ReadyCells:
        places = [f'<c r="{name}{row + 1}" s="' for name in _names(column, len(cell.cells))]
        styles = [f'{style._get_xf_index()}"' for style in cell.formats]  # noqa: SLF001
        return "".join(chain.from_iterable(zip(places, styles, cell.cells, strict=True)))
    return "" if cell is None else None  # the last of those that are written at once


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
