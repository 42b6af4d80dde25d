"""A submission as it is stored: a short list for each cell; decoded, alike values are one shared object.

A return has hundreds of cells, of which most stand where they stand in every return of the form and hold nothing, or one
of a few marks and scores. Stored as the model has them, three quarters of the text would be places; decoded without
sharing, each return would take five times the memory (docs/decisions/0020-memory.md).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeVar, get_type_hints

import msgspec
from msgspec.structs import replace

from par_excel.model import (
    LOWER,
    UPPER,
    Amount,
    Answer,
    Cell,
    Closing,
    Contribution,
    Initiative,
    Picture,
    Place,
    Remark,
    ScoreOrigin,
    Stamp,
    StampVote,
    Submission,
    Tick,
)

_SEPARATOR = "!"
_BETWEEN_REMARKS = "|"
_ALIKE = 1 << 13
"""Different values of one kind that are remembered at a time: those of dozens of forms."""
_LONGEST_ALIKE = 20
"""Characters; longer contents are seldom met twice."""
_T = TypeVar("_T")

_StoredValue = str | bool | None
_StoredPlace = str | tuple[str, str, str]
"""`sheet!cell`; in three parts where that would be ambiguous, or where a file is named."""


# gc=False: such values hold no circles, so the collector need not look at each of hundreds of thousands
class StoredCell(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A cell; its value is a text, a truth, or nothing, and of a text cell `true` where it is what stands there."""

    place: _StoredPlace
    raw: str
    value: _StoredValue
    remarks: str


class StoredTick(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A scale line."""

    line: str
    mark: StoredCell


class StoredAmount(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A figure of a formula."""

    figure: str
    cell: StoredCell


class StoredAnswer(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """An answer, in the order of its attributes."""

    criterion: str
    place: _StoredPlace
    score: StoredCell
    origin: ScoreOrigin
    derived: str | None
    ticks: tuple[StoredTick, ...]
    not_arisen: StoredCell
    numerator: StoredCell | None
    denominator: StoredCell | None
    figures: StoredCell
    evidence: StoredCell
    explanation: StoredCell
    others: tuple[StoredAmount, ...] = ()
    """Figures of a formula that is no share."""
    pictures: tuple[Picture, ...] = ()


class StoredContribution(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A contribution, in the order of its attributes."""

    id: str
    criterion: str
    place: _StoredPlace
    proposed: StoredCell
    figures: StoredCell
    evidence: StoredCell
    explanation: StoredCell
    pictures: tuple[Picture, ...] = ()


class StoredInitiative(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """An initiative: its place and its texts, in the order of its attributes."""

    place: _StoredPlace
    texts: tuple[StoredCell, ...]


_CELLED = {
    "answers": tuple[StoredAnswer, ...],
    "contributions": tuple[StoredContribution, ...],
    "initiatives": tuple[StoredInitiative, ...],
    "closing": tuple[StoredCell, ...],
}
"""The attributes of a submission that hold cells, as they are stored; all others are stored as they are."""
_OTHERS = tuple(name for name in Submission.__struct_fields__ if name not in _CELLED)
_SAID_OF_INITIATIVE = tuple(name for name in Initiative.__struct_fields__ if name != "place")
_SAID_AT_CLOSING = Closing.__struct_fields__
_others = attrgetter(*_OTHERS)
_texts_of_initiative = attrgetter(*_SAID_OF_INITIATIVE)
_texts_at_closing = attrgetter(*_SAID_AT_CLOSING)

StoredSubmission: Any = msgspec.defstruct(
    "StoredSubmission",
    [*((name, get_type_hints(Submission)[name]) for name in _OTHERS), *_CELLED.items()],
    frozen=True,
)
"""A submission; its attributes have the same names. It is made here, so that no type checker knows it."""


def stored_submission(submission: Submission) -> Any:  # noqa: ANN401 - see above
    """Return a submission as it is stored."""
    return StoredSubmission(
        *_others(submission),
        tuple(map(_stored_answer, submission.answers)),
        tuple(map(_stored_contribution, submission.contributions)),
        tuple(
            (_stored_place(each.place), tuple(map(_stored_text, _texts_of_initiative(each))))
            for each in submission.initiatives
        ),
        tuple(map(_stored_text, _texts_at_closing(submission.closing))),
    )


def submission_of(stored: Any) -> Submission:  # noqa: ANN401 - see above
    """Return the submission that is stored so; what is alike in many of them is one object.

    Raises:
        ValueError: a value is none of its type, or a word is unknown.
    """
    return Submission(
        **_known(stored),
        answers=tuple(map(_answer, stored.answers)),
        contributions=tuple(map(_contribution, stored.contributions)),
        initiatives=tuple(map(_initiative, stored.initiatives)),
    )


def _known(stored: Any) -> dict[str, Any]:  # noqa: ANN401 - see above
    known = {name: getattr(stored, name) for name in _OTHERS}
    known["stamp"], known["votes"] = _stamped(stored.stamp, stored.votes)
    for name in ("unit", "appendix", "program", "saved_by"):
        known[name] = _one(known[name])
    return known | {"closing": Closing(**_named(_SAID_AT_CLOSING, stored.closing))}


def _stamped(stamp: Stamp | None, votes: Sequence[StampVote]) -> tuple[Stamp | None, tuple[StampVote, ...]]:
    """Return the stamp and what each place says of it; most say the same, and returns of a period share its parts."""
    one = stamp if stamp is None else replace(stamp, period=_one(stamp.period), appendix=_one(stamp.appendix))
    return one, tuple(StampVote(vote.place, one) if vote.stamp == one else vote for vote in votes)


def _stored_answer(answer: Answer) -> tuple[object, ...]:
    others = tuple((amount.figure, _stored_number(amount.cell)) for amount in answer.amounts)
    numerator = denominator = None
    # the two figures of a share, which are most, need no names
    if tuple(figure for figure, _ in others) == (UPPER, LOWER):
        (_, numerator), (_, denominator) = others
        others = ()
    stored = (
        answer.criterion,
        _stored_place(answer.place),
        _stored_number(answer.score),
        answer.origin.value,
        None if answer.derived is None else str(answer.derived),
        tuple((tick.line, _stored_mark(tick.mark)) for tick in answer.ticks),
        _stored_mark(answer.not_arisen),
        numerator,
        denominator,
        _stored_text(answer.figures),
        _stored_text(answer.evidence),
        _stored_text(answer.explanation),
    )
    return (*stored, others, answer.pictures) if others or answer.pictures else stored


def _answer(stored: StoredAnswer) -> Answer:
    return Answer(
        criterion=_one(stored.criterion),
        place=_place(stored.place),
        score=_number(stored.score),
        origin=stored.origin,
        derived=None if stored.derived is None else _decimal(stored.derived),
        ticks=tuple(map(_tick, stored.ticks)),
        not_arisen=_mark(stored.not_arisen),
        amounts=tuple(_amounts(stored)),
        figures=_text(stored.figures),
        evidence=_text(stored.evidence),
        explanation=_text(stored.explanation),
        pictures=stored.pictures,
    )


def _amounts(stored: StoredAnswer) -> Iterator[Amount]:
    for figure, cell in ((UPPER, stored.numerator), (LOWER, stored.denominator)):
        if cell is not None:
            yield Amount(figure, _number(cell))
    for other in stored.others:
        yield Amount(_one(other.figure), _number(other.cell))


def _stored_contribution(given: Contribution) -> tuple[object, ...]:
    stored = (
        given.id,
        given.criterion,
        _stored_place(given.place),
        _stored_number(given.proposed),
        _stored_text(given.figures),
        _stored_text(given.evidence),
        _stored_text(given.explanation),
    )
    return (*stored, given.pictures) if given.pictures else stored


def _contribution(stored: StoredContribution) -> Contribution:
    return Contribution(
        id=_one(stored.id),
        criterion=_one(stored.criterion),
        place=_place(stored.place),
        proposed=_number(stored.proposed),
        figures=_text(stored.figures),
        evidence=_text(stored.evidence),
        explanation=_text(stored.explanation),
        pictures=stored.pictures,
    )


def _initiative(stored: StoredInitiative) -> Initiative:
    return Initiative(place=_place(stored.place), **_named(_SAID_OF_INITIATIVE, stored.texts))


def _named(names: Sequence[str], cells: Iterable[StoredCell]) -> dict[str, Cell[str]]:
    return dict(zip(names, map(_text, cells), strict=True))


def _stored_place(place: Place) -> _StoredPlace:
    if place.file or _SEPARATOR in place.cell:
        return place.file, place.sheet, place.cell
    return f"{place.sheet}{_SEPARATOR}{place.cell}"


def _stored_text(cell: Cell[str]) -> tuple[object, ...]:
    value = cell.value
    return _stored_place(cell.place), cell.raw, value == cell.raw or value, _words(cell.remarks)


def _stored_number(cell: Cell[Decimal]) -> tuple[object, ...]:
    value = cell.value
    return _stored_place(cell.place), cell.raw, None if value is None else str(value), _words(cell.remarks)


def _stored_mark(cell: Cell[bool]) -> tuple[object, ...]:
    return _stored_place(cell.place), cell.raw, cell.value, _words(cell.remarks)


@lru_cache(maxsize=_ALIKE)
def _words(remarks: frozenset[Remark]) -> str:
    """Return remarks in an order of their own: Python's differs from run to run."""
    return _BETWEEN_REMARKS.join(sorted(remark.value for remark in remarks))


@lru_cache(maxsize=_ALIKE)
def _remarks(words: str) -> frozenset[Remark]:
    return frozenset(map(Remark, words.split(_BETWEEN_REMARKS))) if words else frozenset()


@lru_cache(maxsize=_ALIKE)
def _place(stored: _StoredPlace) -> Place:
    if isinstance(stored, tuple):
        return Place(*stored)
    sheet, separator, cell = stored.rpartition(_SEPARATOR)
    if not separator:
        raise _wrong(stored)
    return Place("", sheet, cell)


@lru_cache(maxsize=_ALIKE)
def _one(text: str) -> str:
    """Return the same object for the same text."""
    return text


@lru_cache(maxsize=_ALIKE)
def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as failure:
        raise _wrong(text) from failure


def _text(stored: StoredCell) -> Cell[str]:
    value = stored.value
    if value is None and not stored.raw:
        return _blank(stored.place, stored.remarks)
    if value is False:
        raise _wrong(value)
    taken = stored.raw if value is True else value
    return Cell(taken, stored.raw, _place(stored.place), _remarks(stored.remarks))


def _number(stored: StoredCell) -> Cell[Decimal]:
    return _alike(_number_cell, stored)(stored.place, stored.raw, stored.value, stored.remarks)


def _mark(stored: StoredCell) -> Cell[bool]:
    return _alike(_mark_cell, stored)(stored.place, stored.raw, stored.value, stored.remarks)


def _tick(stored: StoredTick) -> Tick:
    mark = stored.mark
    return _alike(_tick_at, mark)(stored.line, mark.place, mark.raw, mark.value, mark.remarks)


def _alike(make: Callable[..., _T], stored: StoredCell) -> Callable[..., _T]:
    """Return the function that makes a cell, or rather itself without its memory where the content is long."""
    return make if len(stored.raw) <= _LONGEST_ALIKE else make.__wrapped__  # type: ignore[attr-defined]


@lru_cache(maxsize=_ALIKE)
def _blank(place: _StoredPlace, remarks: str) -> Cell[Any]:
    return Cell(None, "", _place(place), _remarks(remarks))


@lru_cache(maxsize=_ALIKE)
def _number_cell(place: _StoredPlace, raw: str, value: _StoredValue, remarks: str) -> Cell[Decimal]:
    if isinstance(value, bool):
        raise _wrong(value)
    return Cell(None if value is None else _decimal(value), raw, _place(place), _remarks(remarks))


@lru_cache(maxsize=_ALIKE)
def _mark_cell(place: _StoredPlace, raw: str, value: _StoredValue, remarks: str) -> Cell[bool]:
    if isinstance(value, str):
        raise _wrong(value)
    return Cell(value, raw, _place(place), _remarks(remarks))


@lru_cache(maxsize=_ALIKE)
def _tick_at(line: str, place: _StoredPlace, raw: str, value: _StoredValue, remarks: str) -> Tick:
    return Tick(_one(line), _mark_cell(place, raw, value, remarks))


def _wrong(value: object) -> ValueError:
    return ValueError(f"a stored value that cannot be: {value!r}")
