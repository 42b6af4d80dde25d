"""How the sheets differ from the form as issued around their tables: titles, the unit's name, form code, notices, labels.

The hidden sheet holds a copy of each such text as it was issued, so that what the office itself changed since is no
difference. Where a form has no copies – older ones, or without their hidden sheet –, the texts are those of the form as
it would be issued now. A text is looked for wherever no row of the table stands: rows and columns may have been inserted.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

from par_excel.form import (
    CLOSING_FIRST_ROW,
    CODE_CELL,
    HEADER_ROW,
    ClosingField,
    Column,
    Form,
    FormCell,
    Sheet,
    stamp_text,
)
from par_excel.form.fixed_texts import COPIES_ROW, LEGAL, NOTICES, FixedText, fixed_texts
from par_excel.model import Difference, DifferenceKind, StampPlace
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.form.differences import first_named
from par_excel.reading.form.identity import Identity
from par_excel.reading.form.located_cells import LocatedSheet
from par_excel.reading.form.score_table import ScoreTable
from par_excel.reading.workbook.addresses import parse_address
from par_excel.vietnamese import fold, tidy, visible

_MOST_COPIES = 200
"""In how many rows of the hidden sheet copies are looked for."""
_COPY_COLUMNS = range(1, 5)
_ROOM = 2
"""How many times the rows of the form are looked through: rows may have been inserted."""
_MOST_OTHER_ROWS = 100
"""The rows that the other sheets of a form have at most."""
_NAMED = (Sheet.SCORES, Sheet.INITIATIVES, Sheet.CLOSING)
_NAME = 2, 1
"""Row and column of the unit's name on each of them."""
_TITLE_CELL, _LEGAL_CELL = FormCell(Sheet.SCORES, "A1"), FormCell(Sheet.SCORES, "A3")
_SHEETS = {sheet.value: sheet for sheet in (Sheet.GUIDE, Sheet.SCORES, Sheet.INITIATIVES, Sheet.CLOSING)}


def surrounding_differences(
    sheets: Mapping[Sheet, LocatedSheet],
    table: ScoreTable,
    identity: Identity,
    labels: Mapping[ClosingField, object],
) -> Iterator[Difference]:
    """Yield every text around the tables that is not the form's any more.

    Args:
        sheets: those of the form that are there, the guide and the hidden one among them.
        table: the score sheet bound to its form.
        identity: whose form it is.
        labels: the labels of the closing sheet that were found.
    """
    if identity.stamp is None:
        return  # copied into another workbook
    hidden = sheets.get(Sheet.HIDDEN)
    issued = () if hidden is None else tuple(_copies(hidden))
    if not issued and identity.is_current:
        issued = tuple(_as_now(sheets, table.form))
    changed = _changed_texts(sheets, table, (*issued, *_code(identity)))
    yield from first_named(DifferenceKind.TEXT, changed)
    if not identity.is_current:
        return  # made when other labels may have been right
    if Sheet.SCORES in sheets:
        yield from _changed_head(sheets[Sheet.SCORES], table)
    if Sheet.CLOSING in sheets:
        for row, field in enumerate(ClosingField, start=CLOSING_FIRST_ROW):
            if field not in labels:
                yield _changed(sheets[Sheet.CLOSING], row, 1, "nhãn", field.value)


def _copies(hidden: LocatedSheet) -> Iterator[FixedText]:
    """Yield the texts as they were issued, up to the first row that holds none."""
    for row in range(COPIES_ROW, COPIES_ROW + _MOST_COPIES):
        cells = hidden.raw.rows.get(row, {})
        name, cell, label, text = [raw and raw.text for raw in map(cells.get, _COPY_COLUMNS)]
        sheet = _SHEETS.get(name or "")
        if sheet is None or not (cell and text):
            return
        yield FixedText(FormCell(sheet, cell), label or "", text)


def _as_now(sheets: Mapping[Sheet, LocatedSheet], form: Form) -> Iterator[FixedText]:
    """Yield the texts of the form as it would be issued now, but for those that the office may have had otherwise before.

    A title and legal bases begin as they did, a unit has one name on all sheets, a notice is one that forms have.
    """
    head = sheets[Sheet.SCORES].raw.rows if Sheet.SCORES in sheets else {}
    rows = [head[row] for row in head if row < _ROOM * HEADER_ROW]
    standing = {_key(raw.text) for row in rows for raw in row.values() if raw.text}
    beginnings = {_TITLE_CELL: f"phụ lục {form.appendix.label} ", _LEGAL_CELL: f"{LEGAL} "}
    names = {sheets[sheet].text(*_NAME) for sheet in _NAMED if sheet in sheets}
    for fixed in fixed_texts(form):
        beginning = beginnings.get(fixed.at)
        is_former = beginning is not None and any(text.startswith(_key(beginning)) for text in standing)
        is_noticed = fixed.text in NOTICES and not standing.isdisjoint(map(_key, NOTICES))
        is_renamed = fixed.text == form.unit.name and len(names) == 1 and "" not in names
        if not (is_former or is_noticed or is_renamed):
            yield fixed


def _changed_texts(
    sheets: Mapping[Sheet, LocatedSheet], table: ScoreTable, issued: Iterable[FixedText]
) -> Iterator[Difference]:
    by_sheet: dict[Sheet, list[FixedText]] = {}
    for fixed in issued:
        by_sheet.setdefault(fixed.at.sheet, []).append(fixed)
    last = _ROOM * max(table.form.last_row, _MOST_OTHER_ROWS)
    for sheet, texts in by_sheet.items():
        if sheet in sheets:
            bound = frozenset(table.rows.values()) if sheet is Sheet.SCORES else frozenset()
            rows = [row for row in sheets[sheet].raw.rows if row <= last and row not in bound]
            yield from _missing(sheets[sheet], texts, rows)


def _missing(sheet: LocatedSheet, texts: Iterable[FixedText], rows: Iterable[int]) -> Iterator[Difference]:
    """Yield which texts stand in none of these rows, neither letter by letter nor alike."""
    standing = {raw.text for row in rows for raw in sheet.raw.rows[row].values() if raw.text}
    lost = [fixed for fixed in texts if fixed.text not in standing]
    alike = frozenset(map(_key, standing)) if lost else frozenset()
    for fixed in lost:
        if _key(fixed.text) not in alike:
            with suppress(Breach):  # what was written over the copies' own cells names none
                yield _changed(sheet, *parse_address(fixed.at.address), fixed.label, fixed.text)


def _key(text: str) -> str:
    """Return a text as it is compared; a colon behind a label is none."""
    return fold(text).rstrip(" :")


def _code(identity: Identity) -> Iterator[FixedText]:
    """Yield the form code where no place of the score sheet says one; another form's has a finding of its own."""
    is_said = any(vote.place is StampPlace.VISIBLE_CELL and vote.stamp is not None for vote in identity.votes)
    if identity.stamp is not None and not is_said:
        yield FixedText(FormCell(Sheet.SCORES, CODE_CELL), "mã biểu mẫu", stamp_text(identity.stamp))


def _changed_head(sheet: LocatedSheet, table: ScoreTable) -> Iterator[Difference]:
    """Yield the one head of the table that nothing else asks for: that of the checks."""
    if table.columns and Column.CHECK not in table.columns:
        column = max(table.columns.values()) + 1
        yield _changed(sheet, table.header_row, column, "tên cột", Column.CHECK.value)


def _changed(sheet: LocatedSheet, row: int, column: int, label: str, expected: str) -> Difference:
    return Difference(
        kind=DifferenceKind.TEXT,
        place=sheet.place(row, column),
        label=label,
        expected=expected,
        found=visible(tidy(sheet.text(row, column))),
    )
