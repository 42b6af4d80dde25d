"""What an agency wrote, laid into our own form again, and which cell of ours each cell of its file has become.

Values are filled in as they were read; what could not be taken stands there as it stood, so that the agency sees its
own entry. Only in a cell that takes any text such an entry (`#REF!`, a formula never computed) would become an answer:
there the cell stays empty, and the note on it says what stood there.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple, TypeVar

from msgspec import Struct

from par_excel.form import (
    NOT_ARISEN,
    TICK,
    ClosingField,
    Column,
    Entries,
    Form,
    FormCell,
    InitiativeColumn,
    Sheet,
    closing_cell,
    figure_key,
    initiative_cell,
)
from par_excel.model import (
    Answer,
    Basis,
    Cell,
    Closing,
    Contribution,
    Difference,
    DifferenceKind,
    Formula,
    Initiative,
    Place,
    Remark,
    ScoreOrigin,
    Submission,
)
from par_excel.vietnamese import harmless

T = TypeVar("T")

AnyCell = Cell[Decimal] | Cell[str] | Cell[bool]

_OUTSIDE = frozenset(
    {DifferenceKind.STRAY, DifferenceKind.ROW_UNKNOWN, DifferenceKind.TEXT, DifferenceKind.POINTS}
)
"""Differences that are something written where our form has nothing to fill in."""
_OTHER_FORM = "nội dung của biểu mẫu khác"


class Outside(Struct, frozen=True):
    """What an agency wrote where it does not belong."""

    place: Place
    kind: str
    text: str


class Refilled(Struct, frozen=True):
    """A submission laid into our own form."""

    entries: Entries
    cells: Mapping[Place, Mapping[str, FormCell]]
    """Which cell of our form a cell of the file has become, by criterion: a merged cell becomes several."""
    outside: tuple[Outside, ...]


class _ScoreCell(NamedTuple):
    key: str
    column: Column
    criterion: str
    cell: AnyCell
    entry: str | Decimal | None
    at: FormCell | None
    """None where our form takes nothing."""


def refill(form: Form, submission: Submission) -> Refilled:
    """Return what a submission says, laid into this form."""
    scores = list(_score_cells(form, submission))
    own = [each for each in scores if each.at is not None]
    taken = {(each.key, each.column): each.entry for each in own if each.entry is not None}
    initiatives = [_initiative_cells(initiative) for initiative in submission.initiatives]
    closing = _closing_cells(submission.closing)
    return Refilled(
        Entries(
            taken,
            tuple(_texts(cells) for cells in initiatives),
            _texts(closing),
        ),
        _cells(own, initiatives, closing),
        tuple(_outside(submission.differences, [each for each in scores if each.at is None])),
    )


def _at(form: Form, key: str, column: Column) -> FormCell | None:
    row = form.by_key.get(key)
    is_input = row is not None and column in row.inputs
    return FormCell(Sheet.SCORES, row.cell(column)) if row is not None and is_input else None


def _score_cells(form: Form, submission: Submission) -> Iterator[_ScoreCell]:
    for answer in submission.answers:
        for key, column, cell, entry in _answer_cells(form.basis, answer):
            yield _ScoreCell(key, column, answer.criterion, cell, entry, _at(form, key, column))
    for given in submission.contributions:
        for column, cell, entry in _contributed_cells(given):
            yield _ScoreCell(given.id, column, given.criterion, cell, entry, _at(form, given.id, column))


def _answer_cells(
    basis: Basis, answer: Answer
) -> Iterator[tuple[str, Column, AnyCell, str | Decimal | None]]:
    key = answer.criterion
    yield key, Column.LEVEL, answer.not_arisen, _entry(answer.not_arisen, mark=NOT_ARISEN)
    yield key, Column.SCORE, answer.score, _score(basis, answer)
    for tick in answer.ticks:
        yield tick.line, Column.LEVEL, tick.mark, _entry(tick.mark, mark=TICK)
    for amount in answer.amounts:
        yield figure_key(key, amount.figure), Column.FIGURES, amount.cell, _entry(amount.cell)
    for column, cell in _text_columns(answer):
        yield key, column, cell, cell.value


def _contributed_cells(given: Contribution) -> Iterator[tuple[Column, AnyCell, str | Decimal | None]]:
    yield Column.SCORE, given.proposed, _entry(given.proposed)
    for column, cell in _text_columns(given):
        yield column, cell, cell.value


def _text_columns(given: Answer | Contribution) -> Iterable[tuple[Column, Cell[str]]]:
    return (
        (Column.FIGURES, given.figures),
        (Column.EVIDENCE, given.evidence),
        (Column.EXPLANATION, given.explanation),
    )


def _score(basis: Basis, answer: Answer) -> str | Decimal | None:
    """Return what was typed as score; None where our formula stands there again."""
    if answer.score.value is not None:
        return answer.score.value if answer.origin is ScoreOrigin.TYPED else None
    scale = basis.catalogue[answer.criterion].scale if answer.criterion in basis.catalogue else None
    has_formula = not isinstance(scale, Formula) or scale.is_computable
    is_broken_formula = {Remark.FORMULA, Remark.ERROR_VALUE} <= answer.score.remarks
    if has_formula and is_broken_formula and answer.derived is None:
        return None  # our own formula, broken by what it looks at: as text it would never recover
    return _entry(answer.score)


def _entry(cell: AnyCell, *, mark: str = "") -> str | Decimal | None:
    """Return what is filled in where a number or a mark is expected: any other text is refused again."""
    if cell.value is not None and mark:
        return mark if cell.value else None
    if isinstance(cell.value, str | Decimal):
        return cell.value
    return None if cell.is_empty else as_it_stood(cell.raw)


def as_it_stood(raw: str) -> str:
    """Return foreign text with its lines, in which every character that could do something is shown."""
    return "\n".join(harmless(line) for line in raw.splitlines())


def _initiative_cells(given: Initiative) -> Mapping[InitiativeColumn, Cell[str]]:
    columns = (column for column in InitiativeColumn if column.is_input)
    return dict(zip(columns, given.cells, strict=True))


def _closing_cells(given: Closing) -> Mapping[ClosingField, Cell[str]]:
    return {
        ClosingField.DIFFICULTIES: given.difficulties,
        ClosingField.PROPOSALS: given.proposals,
        ClosingField.REPORT_NUMBER: given.report_number,
        ClosingField.AUTHOR: given.author,
        ClosingField.AUTHOR_TITLE: given.author_title,
        ClosingField.PHONE: given.phone,
        ClosingField.HEAD: given.head,
        ClosingField.HEAD_TITLE: given.head_title,
        ClosingField.SIGNED_ON: given.signed_on,
    }


def _texts(cells: Mapping[T, Cell[str]]) -> Mapping[T, str]:
    return {where: cell.value for where, cell in cells.items() if cell.value is not None}


def _cells(
    scores: Iterable[_ScoreCell],
    initiatives: Iterable[Mapping[InitiativeColumn, Cell[str]]],
    closing: Mapping[ClosingField, Cell[str]],
) -> Mapping[Place, Mapping[str, FormCell]]:
    found: dict[Place, dict[str, FormCell]] = {}

    def add(place: Place, criterion: str, at: FormCell | None) -> None:
        if place.cell and at is not None:
            found.setdefault(place, {}).setdefault(criterion, at)

    for each in scores:
        add(each.cell.place, each.criterion, each.at)
    for index, cells in enumerate(initiatives):
        for column, cell in cells.items():
            add(cell.place, "", initiative_cell(index, column))
    for field, cell in closing.items():
        add(cell.place, "", closing_cell(field))
    return found


def _outside(differences: Iterable[Difference], other: Iterable[_ScoreCell]) -> Iterator[Outside]:
    for difference in differences:
        if difference.kind in _OUTSIDE and difference.found:
            yield Outside(difference.place, difference.kind.value, as_it_stood(difference.found))
    for each in other:
        if not each.cell.is_empty and each.cell.raw:
            yield Outside(each.cell.place, _OTHER_FORM, as_it_stood(each.cell.raw))
