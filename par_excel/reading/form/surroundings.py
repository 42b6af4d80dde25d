"""How the sheets differ from the form as issued around their tables: titles, the unit's name, form code, notices, labels.

A text is looked for in the whole head of its sheet, for rows and columns may have been inserted. What the office itself
changed since is no difference: it stands alike on every sheet, or is a notice that was right before the criteria were
verified.
"""

from collections.abc import Iterator, Mapping

from par_excel.form import (
    CLOSING_FIRST_ROW,
    CODE_CELL,
    HEADER_ROW,
    INITIATIVE_HEADER_ROW,
    ClosingField,
    Column,
    Sheet,
    stamp_text,
)
from par_excel.form.fixed_texts import NOTICE_ROW, NOTICES, UNIT_ROW, FixedText, block_title, fixed_texts
from par_excel.model import Difference, DifferenceKind, StampPlace
from par_excel.reading.form.identity import Identity
from par_excel.reading.form.located_cells import LocatedSheet
from par_excel.reading.form.score_table import ScoreTable
from par_excel.reading.workbook.addresses import parse_address
from par_excel.vietnamese import fold, tidy, visible

_HEADER_ROWS = {
    Sheet.SCORES: HEADER_ROW,
    Sheet.INITIATIVES: INITIATIVE_HEADER_ROW,
    Sheet.CLOSING: CLOSING_FIRST_ROW,
}


def surrounding_differences(
    sheets: Mapping[Sheet, LocatedSheet],
    table: ScoreTable,
    identity: Identity,
    labels: Mapping[ClosingField, object],
) -> Iterator[Difference]:
    """Yield every text around the tables that is not the form's any more.

    Args:
        sheets: those of the form that are there.
        table: the score sheet bound to its form.
        identity: whose form it is.
        labels: the labels of the closing sheet that were found.
    """
    if identity.stamp is None or not identity.is_current:
        return  # copied into another workbook, or made when other texts were right
    heads = {sheet: _head(sheets[sheet], _HEADER_ROWS[sheet]) for sheet in sheets if sheet in _HEADER_ROWS}
    for fixed in fixed_texts(table.form):
        if fixed.sheet in heads and not _stands(fixed, heads):
            yield _changed(sheets[fixed.sheet], fixed.row, 1, fixed.label, fixed.text)
    if Sheet.SCORES in sheets:
        yield from _changed_code(sheets[Sheet.SCORES], heads[Sheet.SCORES], identity)
        yield from _changed_heads(sheets[Sheet.SCORES], table)
    if Sheet.CLOSING in sheets:
        for row, field in enumerate(ClosingField, start=CLOSING_FIRST_ROW):
            if field not in labels:
                yield _changed(sheets[Sheet.CLOSING], row, 1, "nhãn", field.value)


def _head(sheet: LocatedSheet, header_row: int) -> Mapping[str, tuple[int, int]]:
    """Return the texts above a table by what they fold to, with row and column; a few rows may have been inserted."""
    found: dict[str, tuple[int, int]] = {}
    for row in sorted(row for row in sheet.raw.rows if row < 2 * header_row):
        for column, raw in sheet.raw.rows[row].items():
            if raw.text:
                found.setdefault(_key(raw.text), (row, column))
    return found


def _key(text: str) -> str:
    """Return a text as it is compared; a colon behind a label is none."""
    return fold(text).rstrip(" :")


def _stands(fixed: FixedText, heads: Mapping[Sheet, Mapping[str, tuple[int, int]]]) -> bool:
    """Say whether a text stands in the head of its sheet, or what the office had there before."""
    head = heads[fixed.sheet]
    if _key(fixed.text) in head:
        return True
    if fixed.beginning and any(text.startswith(_key(fixed.beginning)) for text in head):
        return True
    if fixed.sheet is Sheet.SCORES and fixed.row == NOTICE_ROW:
        return any(_key(notice) in head for notice in NOTICES)
    return fixed.row == UNIT_ROW and _is_alike(heads)


def _is_alike(heads: Mapping[Sheet, Mapping[str, tuple[int, int]]]) -> bool:
    """Say whether all sheets name one unit, under a name that the office has changed since."""
    names = [text for head in heads.values() for text, at in head.items() if at == (UNIT_ROW, 1)]
    return len(set(names)) == 1 and len(names) == len(_HEADER_ROWS)


def _changed_code(
    sheet: LocatedSheet, head: Mapping[str, tuple[int, int]], identity: Identity
) -> Iterator[Difference]:
    """Yield the form code where it holds no code any more; another form's has a finding of its own."""
    is_said = any(vote.place is StampPlace.VISIBLE_CELL and vote.stamp is not None for vote in identity.votes)
    if identity.stamp is not None and not is_said:
        expected = stamp_text(identity.stamp)
        if _key(expected) not in head:
            yield _changed(sheet, *parse_address(CODE_CELL), "mã biểu mẫu", expected)


def _changed_heads(sheet: LocatedSheet, table: ScoreTable) -> Iterator[Difference]:
    """Yield heads of the tables that nothing else asks for: that of the checks, and the title of the second block."""
    if table.columns and Column.CHECK not in table.columns:
        column = max(table.columns.values()) + 1
        yield _changed(sheet, table.header_row, column, "tên cột", Column.CHECK.value)
    title = block_title(table.form)
    if table.form.block_row is None or not table.headings:
        return
    row = min(table.headings)
    texts = {
        _key(raw.text) for number in table.headings for raw in sheet.raw.rows[number].values() if raw.text
    }
    if _key(title) not in texts:
        yield _changed(sheet, row, 1, "tiêu đề phần phối hợp", title)


def _changed(sheet: LocatedSheet, row: int, column: int, label: str, expected: str) -> Difference:
    return Difference(
        kind=DifferenceKind.TEXT,
        place=sheet.place(row, column),
        label=label,
        expected=expected,
        found=visible(tidy(sheet.text(row, column))),
    )
