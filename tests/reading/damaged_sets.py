"""Damage that official documents come with: rows lost, sums wrong, a code twice or gone; to an invented set or its document."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import pairwise
from random import Random

from docx.table import Table
from msgspec.structs import replace

from par_excel.model import ScaleKind
from tests.reading.official_documents import (
    HEADS,
    add_row,
    add_table,
    bytes_of,
    lines_as_rows,
    new_document,
    points,
)
from tests.reading.official_sets import Row, Set

Damage = Callable[[Set, Random], Set]


def _changed(criteria: Set, row: Row, change: Row | None) -> Set:
    return tuple(each for each in (change if each is row else each for each in criteria) if each is not None)


def _leaf(criteria: Set, chance: Random, *kinds: ScaleKind) -> Row:
    return chance.choice([row for row in criteria if row.kind in (kinds or tuple(ScaleKind))])


def lost_row(criteria: Set, chance: Random) -> Set:
    """Lose a scored row with its lines."""
    return _changed(criteria, _leaf(criteria, chance), None)


def lost_heading(criteria: Set, chance: Random) -> Set:
    """Lose a row with rows below it."""
    return _changed(criteria, chance.choice([row for row in criteria if row.kind is None]), None)


def lost_line(criteria: Set, chance: Random) -> Set:
    """Lose a line of a scale."""
    row = _leaf(criteria, chance, ScaleKind.LEVELS, ScaleKind.CUMULATIVE)
    at = chance.randrange(len(row.lines))
    return _changed(criteria, row, replace(row, lines=row.lines[:at] + row.lines[at + 1 :]))


def wrong_maximum(criteria: Set, chance: Random) -> Set:
    """Print another maximum."""
    row = chance.choice(criteria)
    return _changed(criteria, row, replace(row, maximum=row.maximum + Decimal("0.5")))


def same_code_twice(criteria: Set, chance: Random) -> Set:
    """Print the code of the row before once more."""
    pairs = [
        (before, row)
        for before, row in pairwise(criteria)
        if row.level == before.level > 1 and row.kind is not None
    ]
    before, row = chance.choice(pairs)
    return _changed(criteria, row, replace(row, code=before.code))


def lost_code(criteria: Set, chance: Random) -> Set:
    """Print no code in front of a scored row."""
    row = _leaf(criteria, chance)
    return _changed(criteria, row, replace(row, code=""))


def wrong_points(criteria: Set, chance: Random) -> Set:
    """Print other points at a line of a scale."""
    row = _leaf(criteria, chance, ScaleKind.LEVELS, ScaleKind.CUMULATIVE)
    text, amount = row.lines[0]
    return _changed(criteria, row, replace(row, lines=((text, amount + Decimal("0.25")), *row.lines[1:])))


DAMAGES: Mapping[str, Damage] = {
    each.__name__: each
    for each in (
        lost_row,
        lost_heading,
        lost_line,
        wrong_maximum,
        same_code_twice,
        lost_code,
        wrong_points,
    )
}


def _table_of(criteria: Set, between: Callable[[Table, int], None]) -> bytes:
    document = new_document()
    table = add_table(document, HEADS[:3])
    for at, row in enumerate(criteria):
        mark = " (ĐTXHH)" if row.kind is ScaleKind.SURVEY else ""
        add_row(table, row.code, row.name + mark, points(row.maximum))
        for text, amount in row.lines:
            add_row(table, "", text, points(amount))
        if row.note:
            add_row(table, "", row.note)
        between(table, at)
    return bytes_of(document)


def footnotes_inside(criteria: Set) -> bytes:
    """Word: notes and explanations between rows of the table."""

    def note(table: Table, at: int) -> None:
        if at % 20 == 7:
            add_row(table, "", "Ghi chú: nội dung ví dụ này không phải là tiêu chí.")
        if at % 20 == 13:
            row = add_row(table)
            row.cells[0].merge(row.cells[2]).text = "(*) Áp dụng theo hướng dẫn ví dụ."

    return _table_of(criteria, note)


def page_numbers_inside(criteria: Set) -> bytes:
    """Word, as a program makes it of a PDF file: page numbers and the head again between rows."""

    def number(table: Table, at: int) -> None:
        if at % 15 == 14:
            add_row(table, "", str(at // 15 + 2), "")
            add_row(table, *HEADS[:3])

    return _table_of(criteria, number)


def another_table_before(criteria: Set) -> bytes:
    """Word: a table about something else stands before the one that is meant."""
    document = new_document()
    other = add_table(document, ("STT", "Đơn vị", "Số lượng"))
    for at in range(1, 6):
        add_row(other, str(at), f"Đơn vị ví dụ {at}", "10")
    document.add_paragraph("Phụ lục")  # type: ignore[attr-defined]
    table = add_table(document, HEADS[:3])
    for row in criteria:
        mark = " (ĐTXHH)" if row.kind is ScaleKind.SURVEY else ""
        add_row(table, row.code, row.name + mark, points(row.maximum))
        for text, amount in row.lines:
            add_row(table, "", text, points(amount))
        if row.note:
            add_row(table, "", row.note)
    return bytes_of(document)


def landscape_pages(criteria: Set) -> bytes:
    """Word: landscape, with rows that run over many pages."""
    return lines_as_rows(criteria, landscape=True)


def two_sets(criteria: Set) -> bytes:
    """Word: two tables of criteria that both begin with field 1."""
    document = new_document()
    for title in ("Phụ lục I: cấp tỉnh", "Phụ lục II: cấp xã"):
        document.add_paragraph(title)  # type: ignore[attr-defined]
        table = add_table(document, HEADS[:3])
        for row in criteria:
            add_row(table, row.code, row.name, points(row.maximum))
    return bytes_of(document)


TROUBLED: Mapping[str, Callable[[Set], bytes]] = {
    each.__name__: each
    for each in (footnotes_inside, page_numbers_inside, another_table_before, landscape_pages)
}
"""Documents in which everything is there, and something besides."""
