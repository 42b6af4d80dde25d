"""What XlsxWriter has no public way for: its private methods are overridden here, and nowhere else.

`pyproject.toml` declares the versions that this was tested with; the lowest of them has a run of its own in CI.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import IO, Any, NamedTuple
from zipfile import ZipFile

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import CellBlankTuple, CellFormulaTuple, CellNumberTuple, CellStringTuple, Worksheet

LAST_COLUMN = 16_383
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


class OverriddenWorksheet(Worksheet):  # type: ignore[misc]
    """A worksheet with rows that grow, cells that are written at once, and one format for all columns of the rest."""

    fh: IO[str]

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
        # Nearly all cells are texts, numbers and blanks with a format: written at once, a workbook takes less time.
        content = _CONTENTS.get(cell.__class__)
        if content is not None and cell.format:
            place, style = xl_rowcol_to_cell_fast(row, column), cell.format._get_xf_index()  # noqa: SLF001
            self.fh.write(f'<c r="{place}" s="{style}"{content(cell)}')
        elif cell.__class__ is ReadyCells:
            places = [f'<c r="{name}{row + 1}" s="' for name in _names(column, len(cell.cells))]
            styles = [f'{style._get_xf_index()}"' for style in cell.formats]  # noqa: SLF001
            self.fh.write("".join(chain.from_iterable(zip(places, styles, cell.cells, strict=True))))
        elif cell is not None:  # the last of those that are written at once
            super()._write_cell(row, column, cell)

    def _xml_start_tag_unencoded(self, tag: str, attributes: list[tuple[str, Any]]) -> None:
        super()._xml_start_tag_unencoded(tag, self._grown(tag, attributes))

    def _xml_empty_tag_unencoded(self, tag: str, attributes: list[tuple[str, Any]]) -> None:
        super()._xml_empty_tag_unencoded(tag, self._grown(tag, attributes))

    def _grown(self, tag: str, attributes: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
        """Return the attributes of a row that may grow without the mark of a height that was chosen by hand."""
        if tag != "row" or attributes[0][1] - 1 not in self.growing:
            return attributes
        return [pair for pair in attributes if pair[0] != "customHeight"]


class OverriddenWorkbook(Workbook):  # type: ignore[misc]
    """A workbook whose structure may be locked, and whose bytes are the same on every system."""

    has_locked_structure = False

    def close(self) -> None:
        """Write the workbook; zipfile notes in its table of contents whether it runs on Windows, and may not."""
        super().close()
        with ZipFile(self.filename, "a") as package:
            for part in package.infolist():
                part.create_system = _UNIX
            package.comment = b""  # has the table written anew

    def _write_book_views(self) -> None:
        # XlsxWriter knows no protection of the structure; the schema wants it before bookViews.
        if self.has_locked_structure:
            self._xml_empty_tag("workbookProtection", [("lockStructure", 1)])
        super()._write_book_views()


READY_BLANK = "/>"


def ready_number(digits: str) -> str:
    """Return a number with these digits as `write_ready` takes it."""
    return f"><v>{digits}</v></c>"


def ready_text(text: str) -> str:
    """Return a text as `write_ready` takes it: it stands in its cell, not in the table of texts that sheets share."""
    if not is_markup(text):
        kept = ' xml:space="preserve"' if text.strip() != text else ""
        plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        text = f"<t{kept}>{plain}</t>"
    return f' t="inlineStr"><is>{text}</is></c>'


def is_markup(text: str) -> bool:
    """Say whether XlsxWriter takes a text for finished markup."""
    return text.startswith("<r>") and text.endswith("</r>")


_CONTENTS: Mapping[type, Callable[[Any], str]] = {
    CellStringTuple: lambda cell: f' t="s"><v>{cell.string}</v></c>',
    CellNumberTuple: lambda cell: ready_number(f"{cell.number:.16G}"),
    CellBlankTuple: lambda _: READY_BLANK,
}
"""How a cell of XlsxWriter goes on after place and format."""


@lru_cache
def _names(first: int, count: int) -> Sequence[str]:
    return [xl_col_to_name(column) for column in range(first, first + count)]
