"""What changed between two submissions of a unit: value by value, under the names that the form gives them.

Compared is what an official means, not how it is written: a moved row, another spacing or `1,50` for `1,5` is no change.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from msgspec import Struct

from par_excel.form import NOT_ARISEN, PROPOSED_HEADER, ClosingField, Column, InitiativeColumn, Sheet
from par_excel.model import LOWER, REFUSED, UPPER, Answer, Cell, Remark, Submission
from par_excel.vietnamese import format_number, harmless, tidy

_ANSWER: Mapping[str, str] = {
    Column.FIGURES.value: "figures",
    Column.EVIDENCE.value: "evidence",
    Column.EXPLANATION.value: "explanation",
}
_AMOUNTS: Mapping[str, str] = {UPPER: "Tử số", LOWER: "Mẫu số"}
_CONTRIBUTION: Mapping[str, str] = {
    PROPOSED_HEADER: "proposed",
    Column.FIGURES.value: "figures",
    Column.EVIDENCE.value: "evidence",
    Column.EXPLANATION.value: "explanation",
}
_INITIATIVE: Mapping[str, str] = {
    column.value: column.name.lower() for column in InitiativeColumn if column.is_input
}
_CLOSING: Mapping[str, str] = {field.value: field.name.lower() for field in ClosingField}

_NUMBERS = frozenset({"score", "amount", "proposed"})
_Key = tuple[str, str]
_Shown = Callable[[str, Cell[Any]], str]


class ValueChange(Struct, frozen=True, kw_only=True):
    """One value that is not what it was."""

    part: str
    """The criterion, contribution, initiative or sheet that it belongs to."""
    name: str
    """The column or field, as the form names it."""
    old: str
    """As an official reads it; empty where there was nothing."""
    new: str


def changes(old: Submission, new: Submission) -> tuple[ValueChange, ...]:
    """Return what changed, in the order of the newer form; what only the older one has comes last."""
    before, after = dict(values_of(old)), dict(values_of(new))
    return tuple(
        ValueChange(part=part, name=name, old=before.get((part, name), ""), new=after.get((part, name), ""))
        for part, name in dict.fromkeys([*after, *before])
        if before.get((part, name), "") != after.get((part, name), "")
    )


def content(submission: Submission) -> frozenset[tuple[_Key, str]]:
    """Return all that is filled in, as our own form would show it again: whoever saved it, in whatever layout."""
    return frozenset((key, harmless(text)) for key, text in values_of(submission, _refilled) if text)


def values_of(submission: Submission, text: _Shown | None = None) -> Iterator[tuple[_Key, str]]:
    """Yield everything that was filled in, by part and name; what is empty too, so that the order is the form's."""
    shown = text or _text
    for answer in submission.answers:
        part = f"Tiêu chí {answer.criterion}"
        yield (part, Column.LEVEL.value), _reached(answer)
        yield (part, Column.SCORE.value), shown("score", answer.score)
        for amount in answer.amounts:
            name = _AMOUNTS.get(amount.figure, f"Số liệu {amount.figure}")
            yield (part, name), shown("amount", amount.cell)
        yield from _cells(part, _ANSWER, answer, shown)
    for given in submission.contributions:
        yield from _cells(f"Nội dung phối hợp {given.id}", _CONTRIBUTION, given, shown)
    named = Counter[str]()
    for initiative in submission.initiatives:
        title = _text("title", initiative.title)
        named[title] += 1
        again = f" ({named[title]})" if named[title] > 1 else ""
        yield from _cells(f"Sáng kiến “{title}”{again}", _INITIATIVE, initiative, shown)
    yield from _cells(f"Sheet “{Sheet.CLOSING.value}”", _CLOSING, submission.closing, shown)


def _cells(part: str, names: Mapping[str, str], owner: object, shown: _Shown) -> Iterator[tuple[_Key, str]]:
    for name, attribute in names.items():
        cell: Cell[Any] | None = getattr(owner, attribute)
        yield (part, name), "" if cell is None else shown(attribute, cell)


def _text(attribute: str, cell: Cell[Any]) -> str:
    """Return what was taken; what could not be taken as it stands. What the form's own formula once showed is neither."""
    if isinstance(cell.value, Decimal):
        return format_number(cell.value)
    if attribute == "score" and Remark.FORMULA in cell.remarks and not cell.remarks & REFUSED:
        return ""
    return tidy(cell.raw if cell.value is None else str(cell.value))


def _refilled(attribute: str, cell: Cell[Any]) -> str:
    """Return what a feedback workbook shows: of what could not be taken, only what takes no text shows it as it stood."""
    is_broken_formula = attribute == "score" and {Remark.FORMULA, Remark.ERROR_VALUE} <= cell.remarks
    if cell.value is None and (attribute not in _NUMBERS or is_broken_formula):
        return ""
    return _text(attribute, cell)


def _reached(answer: Answer) -> str:
    """Return the lines that are marked; a mark that could not be taken as it stands."""
    marks = [(tick.line, tick.mark) for tick in answer.ticks] + [(NOT_ARISEN, answer.not_arisen)]
    return ", ".join(
        line if mark.value else f"{line} “{tidy(mark.raw)}”"
        for line, mark in marks
        if mark.value or (mark.value is None and mark.raw.strip())
    )
