"""The score sheet's rows become answers and contributions, every value with its place.

Which score counts is for `model.scoring` to say: here it is only told what stands in the cells.
"""

from collections.abc import Iterator

from par_excel.form import Column, FormRow, RowKind, figure_key
from par_excel.model import (
    Amount,
    Answer,
    Contribution,
    Criterion,
    Formula,
    Scale,
    Tick,
    counted_score,
    derive_score,
    what_follows,
)
from par_excel.reading.form.located_cells import is_own_formula
from par_excel.reading.form.score_table import ScoreTable
from par_excel.reading.form.values import not_arisen_cell, number_cell, text_cell, tick_cell

_LINES = (RowKind.LINE, RowKind.NOTHING)


def read_answers(table: ScoreTable) -> Iterator[Answer]:
    """Return an answer for each criterion that the form scores, lost rows included."""
    criteria = {leaf.code: leaf for leaf in table.form.appendix.leaves}
    for leaf in table.form.leaves:
        criterion = criteria[leaf.criterion]
        if criterion.scale is not None:
            yield _answer(table, leaf, criterion, criterion.scale)


def _answer(table: ScoreTable, leaf: FormRow, criterion: Criterion, scale: Scale) -> Answer:
    lines = table.form.lines(leaf, *_LINES)
    ticks = tuple(Tick(line.key, tick_cell(table.cell(line, Column.LEVEL))) for line in lines)
    amounts = tuple(_amounts(table, leaf, scale))
    # Worked out again from ticks and figures, whatever the cell of the score has stored: a program may have left it as it
    # was, and anybody can type over it.
    derived = derive_score(
        scale,
        [tick.line for tick in ticks if tick.mark.value],
        amounts=[amount.cell.value for amount in amounts],
        places=table.form.basis.period.places,
    )
    not_arisen = not_arisen_cell(table.cell(leaf, Column.LEVEL))
    seen = table.cell(leaf, Column.SCORE)
    follows = what_follows(criterion, derived, is_not_arisen=bool(not_arisen.value))
    score, origin = counted_score(number_cell(seen), follows, is_own_formula=is_own_formula(seen.raw))
    return Answer(
        criterion=leaf.criterion,
        place=table.cell(leaf, Column.CODE).place,
        score=score,
        origin=origin,
        derived=derived.value,
        ticks=ticks,
        not_arisen=not_arisen,
        amounts=amounts,
        figures=text_cell(table.cell(leaf, Column.FIGURES)),
        evidence=text_cell(table.cell(leaf, Column.EVIDENCE)),
        explanation=text_cell(table.cell(leaf, Column.EXPLANATION)),
        pictures=tuple(table.pictures(leaf)),
    )


def _amounts(table: ScoreTable, leaf: FormRow, scale: Scale) -> Iterator[Amount]:
    for figure in scale.figures if isinstance(scale, Formula) else ():
        row = table.form.by_key[figure_key(leaf.key, figure.id)]
        yield Amount(figure.id, number_cell(table.cell(row, Column.FIGURES)))


def read_contributions(table: ScoreTable) -> Iterator[Contribution]:
    """Return a contribution for each row of the second block, lost rows included."""
    for row in table.form.contributions:
        yield Contribution(
            id=row.key,
            criterion=row.criterion,
            place=table.cell(row, Column.CODE).place,
            proposed=number_cell(table.cell(row, Column.SCORE)),
            figures=text_cell(table.cell(row, Column.FIGURES)),
            evidence=text_cell(table.cell(row, Column.EVIDENCE)),
            explanation=text_cell(table.cell(row, Column.EXPLANATION)),
            pictures=tuple(table.pictures(row)),
        )
