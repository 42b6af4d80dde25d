"""The score sheet's rows become answers and contributions, every value with its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from par_excel.form import DENOMINATOR_SUFFIX, NOT_ARISEN, NUMERATOR_SUFFIX, Column, FormRow, RowKind
from par_excel.model import (
    Answer,
    Cell,
    Contribution,
    Derived,
    Remark,
    Scale,
    ScoreOrigin,
    Tick,
    derive_score,
)
from par_excel.reading.form.located_cells import Spot
from par_excel.reading.form.score_table import Table
from par_excel.reading.form.values import content, not_arisen_cell, number_cell, text_cell, tick_cell
from par_excel.reading.workbook.workbook import RawCell
from par_excel.vietnamese import fold

_FORMULA, _STALE = frozenset({Remark.FORMULA}), frozenset({Remark.STALE})
_MARK = fold(NOT_ARISEN)
_LINES = (RowKind.LINE, RowKind.NOTHING)


@dataclass(frozen=True, slots=True)
class _Columns:
    """The numbers of the columns in the returned sheet; None where one is lost."""

    code: int | None
    level: int | None
    score: int | None
    figures: int | None
    evidence: int | None
    explanation: int | None


def _columns(table: Table) -> _Columns:
    known = table.columns
    return _Columns(
        code=known.get(Column.CODE),
        level=known.get(Column.LEVEL),
        score=known.get(Column.SCORE),
        figures=known.get(Column.FIGURES),
        evidence=known.get(Column.EVIDENCE),
        explanation=known.get(Column.EXPLANATION),
    )


def read_answers(table: Table) -> Iterator[Answer]:
    """Return an answer for each criterion that the form scores, lost rows included."""
    scales = {leaf.code: leaf.scale for leaf in table.form.appendix.leaves}
    columns = _columns(table)
    for leaf in table.form.leaves:
        scale = scales[leaf.criterion]
        if scale is not None:
            yield _answer(table, columns, leaf, scale)


def _answer(table: Table, columns: _Columns, leaf: FormRow, scale: Scale) -> Answer:
    lines = table.form.lines(leaf, *_LINES)
    ticks = tuple(Tick(line.key, tick_cell(table.spot(line, columns.level))) for line in lines)
    numerator = _figure(table, columns, leaf, NUMERATOR_SUFFIX)
    denominator = _figure(table, columns, leaf, DENOMINATOR_SUFFIX)
    derived = derive_score(
        scale,
        [tick.line for tick in ticks if tick.mark.value],
        numerator=None if numerator is None else numerator.value,
        denominator=None if denominator is None else denominator.value,
        places=table.form.basis.period.places,
    )
    not_arisen = not_arisen_cell(table.spot(leaf, columns.level))
    score, origin = _score(table.spot(leaf, columns.score), derived, is_not_arisen=bool(not_arisen.value))
    return Answer(
        criterion=leaf.criterion,
        place=table.spot(leaf, columns.code).place,
        score=score,
        origin=origin,
        derived=derived.value,
        ticks=ticks,
        not_arisen=not_arisen,
        numerator=numerator,
        denominator=denominator,
        figures=text_cell(table.spot(leaf, columns.figures)),
        evidence=text_cell(table.spot(leaf, columns.evidence)),
        explanation=text_cell(table.spot(leaf, columns.explanation)),
    )


def _figure(table: Table, columns: _Columns, leaf: FormRow, suffix: str) -> Cell[Decimal] | None:
    row = table.form.by_key.get(leaf.key + suffix)
    return None if row is None else number_cell(table.spot(row, columns.figures))


def _score(spot: Spot, derived: Derived, *, is_not_arisen: bool) -> tuple[Cell[Decimal], ScoreOrigin]:
    """Return the score that counts: typed, else what follows; the cached value of the form's formula never counts.

    Where the criterion is said not to arise, nothing follows: the score is typed.
    """
    follows = Derived(None, ScoreOrigin.NONE) if is_not_arisen else derived
    if spot.raw is not None and _is_own(spot.raw):
        return _computed(spot, spot.raw, follows), follows.origin
    cell = number_cell(spot)
    if cell.value is not None:
        return cell, ScoreOrigin.TYPED
    if not cell.is_empty or follows.value is None:
        return cell, ScoreOrigin.NONE
    remarks = cell.remarks - {Remark.BLANK}
    return Cell(follows.value, cell.raw, cell.place, remarks), follows.origin


def _is_own(raw: RawCell) -> bool:
    """Say whether a score's formula is the form's: it is known by the mark of what did not arise."""
    return raw.formula is not None and _MARK in raw.formula.casefold()


def _computed(spot: Spot, raw: RawCell, follows: Derived) -> Cell[Decimal]:
    """Return the score of a cell that holds the form's formula."""
    if raw.text is None:
        blank = frozenset() if follows.value is not None else frozenset({Remark.BLANK})
        return Cell(follows.value, "", spot.place, _FORMULA | blank | spot.remarks)
    cached = content(raw, is_1904=spot.is_1904)
    if follows.value is None and Remark.ERROR_VALUE in cached.remarks:
        return Cell(None, cached.shown, spot.place, cached.remarks | spot.remarks)
    agrees = cached.number == follows.value and (cached.number is not None or not raw.text)
    stale = frozenset() if agrees else _STALE
    blank = frozenset({Remark.BLANK}) if follows.value is None else frozenset()
    return Cell(follows.value, cached.shown, spot.place, _FORMULA | stale | blank | spot.remarks)


def read_contributions(table: Table) -> Iterator[Contribution]:
    """Return a contribution for each row of the second block, lost rows included."""
    columns = _columns(table)
    for row in table.form.contributions:
        yield Contribution(
            id=row.key,
            criterion=row.criterion,
            place=table.spot(row, columns.code).place,
            proposed=number_cell(table.spot(row, columns.score)),
            figures=text_cell(table.spot(row, columns.figures)),
            evidence=text_cell(table.spot(row, columns.evidence)),
            explanation=text_cell(table.spot(row, columns.explanation)),
        )
