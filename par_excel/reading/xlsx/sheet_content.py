"""What a sheet is made of, in whichever way it is parsed: rows, cells, merged blocks, what is hidden."""

import html
from collections.abc import Sequence

from msgspec.structs import replace

from par_excel.model import Limits, RefusalReason
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.bounds.limits import Budget, ensure_length, ensure_merged
from par_excel.reading.bounds.xml import is_true, parse_index, unescape
from par_excel.reading.workbook.addresses import (
    COLUMNS,
    LAST_ROW,
    Range,
    Span,
    join_span,
    parse_address,
    parse_range,
    parse_row,
)
from par_excel.reading.workbook.workbook import CellType, NumberFormat, RawCell
from par_excel.reading.xlsx.fast_path import FastSheet
from par_excel.reading.xlsx.strings import SharedTexts

_KINDS = {
    "n": CellType.NUMBER,
    "s": CellType.TEXT,
    "str": CellType.TEXT,
    "inlineStr": CellType.TEXT,
    "b": CellType.TRUTH,
    "e": CellType.ERROR,
    "d": CellType.ISO_DATE,
}
"""By `t` of a cell (ST_CellType, ECMA-376 part 1, 18.18.11)."""
_SHARED, _COMPUTED = "s", "str"
_PLAIN = NumberFormat.PLAIN


class SheetContent:
    """A sheet while it is read: cells are added by row and column, each once."""

    def __init__(
        self, texts: SharedTexts, formats: Sequence[NumberFormat], budget: Budget, limits: Limits
    ) -> None:
        self.rows: dict[int, dict[int, RawCell]] = {}
        self.merged: list[Range] = []
        self.is_protected = self.has_legacy_fonts = False
        self.hidden_rows: list[Span] = []
        self.hidden_columns: list[Span] = []
        self._texts, self._formats, self._limits = texts, formats, limits
        self._spend, self._pass_by = budget.spend, budget.pass_by
        self._row_numbers: set[int] = set()
        self.rich_values: dict[tuple[int, int], str] = {}
        """What cells say of the pictures that are placed in them, by row and column."""

    def _add_fast(self, sheet: FastSheet) -> None:
        """Add the rows that the fast path found."""
        self._pass_by(sheet.count)  # before a single cell is made of them
        cells: dict[int, RawCell] = {}
        begun, before, number = "", "", 0  # the first two as written
        texts = self._texts
        looks = {said: (kind, self._format(style)) for said, (style, kind) in sheet.looks.items()}
        for _, begins, attributes, _, letters, row, look, has_formula, formula, value, inline in sheet:
            if begins is not None:
                begun, number = begins, int(begins)
                self._begin_row(number, sheet.hidden[attributes])
            if letters is None:
                continue
            kind, form = looks[look]
            if kind == _SHARED and not has_formula and not inline:
                cell = texts[value or ""]
            else:
                computed = html.unescape(formula or "") if has_formula else None
                text = unescape(html.unescape(inline)) if inline else html.unescape(value or "")
                ensure_length(text, self._limits)
                if inline:
                    cell = RawCell(CellType.TEXT, text, computed, _PLAIN)
                else:
                    cell = self._cell(kind, form, text, computed)
            if cell.text or cell.formula is not None:
                if row != before:
                    cells = self.rows.setdefault(number if row == begun else parse_row(row), {})
                    before = row
                column = COLUMNS.get(letters) or parse_address(letters + row)[1]
                if column in cells:
                    raise twice(letters + row)
                cells[column] = cell
        self._spend(sum(map(len, self.rows.values())))

    def _begin_row(self, row: int, hidden: str | None) -> None:
        if not 1 <= row <= LAST_ROW:
            raise Breach(RefusalReason.DAMAGED, f"dòng {str(row)[:12]} không có trong trang tính")
        if row in self._row_numbers:
            raise Breach(RefusalReason.DAMAGED, f"dòng {row} có hai lần trong trang tính")
        self._row_numbers.add(row)
        if is_true(hidden):
            self._hide(self.hidden_rows, row, row)

    def _cell(self, kind: str, form: NumberFormat, value: str, formula: str | None) -> RawCell:
        """Return a cell from its type and value as written, its format, where it is a number, and its formula."""
        if kind == _SHARED:
            cell = self._texts[value]
            return cell if formula is None else replace(cell, formula=formula)
        if kind == "" or kind == "n":  # noqa: PLR1714 - a set costs more, and this is the hot path
            return RawCell(CellType.NUMBER, value.strip() or None, formula, form)
        text = unescape(value) if kind == _COMPUTED else value.strip() or None
        return RawCell(_KINDS.get(kind, CellType.UNKNOWN), text, formula, _PLAIN)

    def _format(self, style: str) -> NumberFormat:
        index = parse_index(style) if style else len(self._formats)
        return self._formats[index] if index < len(self._formats) else _PLAIN

    def _hide(self, spans: list[Span], first: int, last: int) -> None:
        """Keep which rows or columns are hidden, neighbours as one; beyond what any form has, no more are kept."""
        if len(spans) < self._limits.names:
            join_span(spans, first, last)

    def _protect(self, attributes: list[str]) -> None:
        self.is_protected = is_true(by_name(attributes).get("sheet"))

    def _merge(self, attributes: list[str]) -> None:
        ensure_merged(len(self.merged) + 1, self._limits)
        self.merged.append(parse_range(by_name(attributes).get("ref", "")))

    def _take_columns(self, attributes: list[str]) -> None:
        if "hidden" not in attributes:  # as of most
            return
        given = by_name(attributes)
        if is_true(given.get("hidden")):
            self._hide(self.hidden_columns, int(given.get("min", 0)), int(given.get("max", 0)))


def by_name(attributes: list[str]) -> dict[str, str]:
    """Return attributes that expat gave as one list (`ordered_attributes`: names and values in turn)."""
    return dict(zip(attributes[::2], attributes[1::2], strict=True))


def twice(place: str) -> Breach:
    """Return the breach for a cell that has more than one content."""
    return Breach(RefusalReason.DAMAGED, f"ô {place[:20]} có hai nội dung khác nhau bên trong tệp")
