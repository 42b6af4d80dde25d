"""Catalogue and appendix become a form: the only place that knows where a field stands in a workbook.

The template writer, the reader and the feedback writer all ask the form; none of them counts rows itself.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from par_excel.form.columns import TOTAL_KEY, ClosingField, Column, InitiativeColumn, RowKind, Sheet
from par_excel.model import (
    UPPER,
    Appendix,
    Assignment,
    Basis,
    Catalogue,
    Criterion,
    Cumulative,
    Formula,
    Level,
    Levels,
    Stamp,
    Unit,
    WhenNotArisen,
)
from par_excel.vietnamese import format_number

FORM_VERSION = 1
"""Of the layout, part of every stamp; raised with every change that a reader must know."""
HEADER_ROW = 6
FIRST_ROW = HEADER_ROW + 1
CODE_CELL = "B4"
"""Cell of the score sheet with the stamp in sight; its label stands left of it."""
PROGRESS_CELL = "G4"
INITIATIVE_HEADER_ROW = 4
INITIATIVE_ROWS = 20
CLOSING_FIRST_ROW = 4
RULE_SUFFIX = "-TL"

_SAME_FOR_ALL = ("by_key", "by_number", "computed", "leaves", "contributions")
"""What follows from the rows, whosever form it is."""
_SUMS = frozenset({RowKind.FIELD, RowKind.HEADING, RowKind.TOTAL})
_CHECKED = frozenset({RowKind.LEAF, RowKind.CONTRIBUTION})
_TEXT_INPUTS = frozenset({Column.FIGURES, Column.EVIDENCE, Column.EXPLANATION})
_LEAF_INPUTS = _TEXT_INPUTS | {Column.LEVEL, Column.SCORE}
_CONTRIBUTION_INPUTS = _TEXT_INPUTS | {Column.SCORE}


class FormCell(Struct, frozen=True):
    """A cell of the form as issued."""

    sheet: Sheet
    address: str
    """In A1 form."""


class FormRow(Struct, frozen=True, kw_only=True):
    """One row of the score sheet as issued."""

    number: int
    kind: RowKind
    key: str
    """What binds the row when it is read: stands in the code column, unique in the form."""
    criterion: str
    """The criterion that the row belongs to; empty on the grand total."""
    text: str
    points: Decimal | None
    """What stands in the column of maxima."""
    inputs: frozenset[Column] = frozenset()
    parts: tuple[int, ...] = ()
    """Rows that belong to it: a leaf's own lines, a heading's direct children, the total's fields."""
    optional: tuple[int, ...] = ()
    """Of a sum, the leaves whose maximum is no part of it where they did not arise."""

    def cell(self, column: Column) -> str:
        """Return the A1 address of a column in this row."""
        return f"{column.letter}{self.number}"


class Form(Struct, frozen=True, dict=True):
    """The form of one unit, as issued."""

    stamp: Stamp
    unit: Unit
    basis: Basis
    appendix: Appendix
    rows: tuple[FormRow, ...]
    block_row: int | None
    """Row of the title above contributed criteria; its header follows. None where there are none."""

    def of_unit(self, unit: Unit, *, revision: int = 0) -> "Form":
        """Return the same form for another unit; what was worked out from the rows of this one need not be again."""
        found = {name: getattr(self, name) for name in _SAME_FOR_ALL}
        stamp, mine = (
            replace(self.stamp, unit=unit.id, revision=revision),
            replace(unit, appendix=self.appendix.id),
        )
        made = replace(self, stamp=stamp, unit=mine)
        vars(made).update(found)
        return made

    @cached_property
    def by_key(self) -> Mapping[str, FormRow]:
        """The rows by their key."""
        return {row.key: row for row in self.rows}

    @cached_property
    def by_number(self) -> Mapping[int, FormRow]:
        """The rows by their number."""
        return {row.number: row for row in self.rows}

    @cached_property
    def computed(self) -> Mapping[str, tuple[Column, ...]]:
        """The locked columns in which rows have a live formula, by their key."""
        return {row.key: self._computed(row) for row in self.rows}

    def _computed(self, row: FormRow) -> tuple[Column, ...]:
        if row.kind in _SUMS:
            return (Column.SCORE, Column.MAXIMUM) if row.optional else (Column.SCORE,)
        if row.kind in _CHECKED:
            return (Column.CHECK,)
        has_rate = row.kind is RowKind.RULE and figure_key(row.criterion, UPPER) in self.by_key
        return (Column.FIGURES,) if has_rate else ()

    @cached_property
    def leaves(self) -> tuple[FormRow, ...]:
        """The rows that take a score."""
        return tuple(row for row in self.rows if row.kind is RowKind.LEAF)

    @cached_property
    def contributions(self) -> tuple[FormRow, ...]:
        """The rows that take a contribution."""
        return tuple(row for row in self.rows if row.kind is RowKind.CONTRIBUTION)

    @property
    def total(self) -> FormRow | None:
        """The grand total; None where the appendix scores nothing."""
        return self.by_key.get(TOTAL_KEY)

    @property
    def last_row(self) -> int:
        """The last row of the form."""
        return max((row.number for row in self.rows), default=HEADER_ROW)

    def lines(self, leaf: FormRow, *kinds: RowKind) -> tuple[FormRow, ...]:
        """Return the rows of these kinds that stand under a leaf."""
        return tuple(self.by_number[number] for number in leaf.parts if self.by_number[number].kind in kinds)


def form_for(basis: Basis, unit: Unit, *, revision: int = 0) -> Form:
    """Return the form of a unit: its criteria with their scale lines, the total, then what it contributes."""
    appendix = basis.appendices[unit.appendix]
    stamp = Stamp(
        period=basis.period.id,
        appendix=unit.appendix,
        unit=unit.id,
        fingerprint=basis.fingerprint,
        form_version=FORM_VERSION,
        revision=revision,
    )
    scored = tuple(_number(_scored_rows(basis.catalogue, appendix), FIRST_ROW))
    rows = _with_parts(scored, basis.catalogue)
    block_row = None
    if appendix.contributions:
        # a blank row, then the block's title, its header, its rows
        block_row = (rows[-1].number if rows else HEADER_ROW) + 2
        rows += tuple(_number(_contribution_rows(basis.catalogue, appendix.contributions), block_row + 2))
    return Form(stamp, unit, basis, appendix, rows, block_row)


def initiative_cell(index: int, column: InitiativeColumn) -> FormCell:
    """Return where a column of the initiative at this index (from 0) stands."""
    return FormCell(Sheet.INITIATIVES, f"{column.letter}{INITIATIVE_HEADER_ROW + 1 + index}")


def closing_cell(field: ClosingField) -> FormCell:
    """Return the input cell beside a label of the closing sheet."""
    return FormCell(Sheet.CLOSING, f"B{CLOSING_FIRST_ROW + list(ClosingField).index(field)}")


def _number(rows: Iterator[FormRow], first: int) -> Iterator[FormRow]:
    return (replace(row, number=number) for number, row in enumerate(rows, start=first))


def _row(
    kind: RowKind, key: str, criterion: str, text: str, points: Decimal | None, **more: object
) -> FormRow:
    return FormRow(number=0, kind=kind, key=key, criterion=criterion, text=text, points=points, **more)  # type: ignore[arg-type]


def _scored_rows(catalogue: Catalogue, appendix: Appendix) -> Iterator[FormRow]:
    if not appendix.leaves:
        return
    mine = {leaf.code for leaf in appendix.leaves}
    shares: dict[str, Decimal] = {}
    for leaf in appendix.leaves:
        for above in catalogue.ancestors(leaf.code):
            # bonus points stand beside the total and are part of no sum of others
            here = leaf.maximum if leaf.is_bonus == above.is_bonus else Decimal(0)
            shares[above.code] = shares.get(above.code, Decimal(0)) + here
    for criterion in catalogue.criteria:
        if criterion.code in shares:
            yield _heading_row(criterion, shares[criterion.code])
        elif criterion.code in mine:
            yield from _leaf_rows(criterion)
    total = sum((leaf.maximum for leaf in appendix.leaves if not leaf.is_bonus), Decimal(0))
    yield _row(RowKind.TOTAL, TOTAL_KEY, "", f"TỔNG ĐIỂM CỦA PHỤ LỤC {appendix.label}", total)


def _heading_row(heading: Criterion, here: Decimal) -> FormRow:
    kind = RowKind.FIELD if heading.level is Level.FIELD else RowKind.HEADING
    part = (
        ""
        if here == heading.maximum
        else f" (phần thuộc phụ lục này; toàn bộ: {format_number(heading.maximum)} điểm)"
    )
    return _row(kind, heading.code, heading.code, heading.full_name + part, here)


def _leaf_rows(leaf: Criterion) -> Iterator[FormRow]:
    scale, code = leaf.scale, leaf.code
    inputs = _LEAF_INPUTS
    yield _row(RowKind.LEAF, code, code, leaf.full_name, leaf.maximum, inputs=inputs)
    tick = frozenset({Column.LEVEL})
    if isinstance(scale, Levels | Cumulative):
        for line in scale.lines:
            yield _row(RowKind.LINE, line.id, code, line.text, line.points, inputs=tick)
    if isinstance(scale, Cumulative):
        yield _row(
            RowKind.NOTHING, scale.nothing.id, code, scale.nothing.text, scale.nothing.points, inputs=tick
        )
    if isinstance(scale, Formula):
        yield from _formula_rows(code, scale)


def _formula_rows(code: str, scale: Formula) -> Iterator[FormRow]:
    inputs = frozenset({Column.FIGURES})
    for figure in scale.figures:
        yield _row(RowKind.FIGURE, figure_key(code, figure.id), code, figure.shown, None, inputs=inputs)
    yield _row(RowKind.RULE, code + RULE_SUFFIX, code, _rule_words(scale), None)


def figure_key(code: str, figure: str) -> str:
    """Return the key of the row that takes a figure of a criterion: `3.2.4-TS`."""
    return f"{code}-{figure}"


def _rule_words(scale: Formula) -> str:
    """Return how the score follows, in words."""
    if scale.share is not None:
        return f"Tỷ lệ (%); {scale.note}" if scale.has_figures else f"Cách tính: {scale.note}"
    bounds = f"ít nhất {format_number(scale.floor)}, nhiều nhất {format_number(scale.cap)} điểm"
    rule = f"điểm = {scale.text}, {bounds}" if scale.text else ""
    return "Cách tính: " + "; ".join(part for part in (rule, scale.note) if part)


def _contribution_rows(catalogue: Catalogue, contributions: tuple[Assignment, ...]) -> Iterator[FormRow]:
    for given in contributions:
        criterion = catalogue[given.criterion]
        text = f"{given.content} (đầu vào cho tiêu chí {criterion.code} “{criterion.name}”)"
        yield _row(
            RowKind.CONTRIBUTION,
            given.id,
            criterion.code,
            text,
            criterion.maximum,
            inputs=_CONTRIBUTION_INPUTS,
        )


def _with_parts(rows: tuple[FormRow, ...], catalogue: Catalogue) -> tuple[FormRow, ...]:
    children: dict[str, list[int]] = {}
    for row in rows:
        children.setdefault(_owner(row, catalogue), []).append(row.number)
    optional = [
        row
        for row in rows
        if row.kind is RowKind.LEAF and catalogue[row.criterion].when_not_arisen is WhenNotArisen.LEFT_OUT
    ]
    return tuple(
        replace(
            row,
            parts=tuple(children.get(row.key, ())),
            optional=tuple(leaf.number for leaf in optional if _is_within(leaf, row)),
        )
        for row in rows
    )


def _is_within(leaf: FormRow, row: FormRow) -> bool:
    """Say whether a row is a sum over a leaf."""
    return row.kind is RowKind.TOTAL or (
        row.kind in {RowKind.FIELD, RowKind.HEADING} and leaf.criterion.startswith(f"{row.criterion}.")
    )


def _owner(row: FormRow, catalogue: Catalogue) -> str:
    """Return the key of the row that a row is part of; bonus points are part of no sum of others."""
    if row.kind is RowKind.TOTAL:
        return ""
    if row.key != row.criterion:
        return row.criterion
    return (catalogue[row.criterion].parent or TOTAL_KEY) if catalogue.is_summand(row.criterion) else ""
