"""SC19, CO03: the same figure, written in two places, is the same number.

The ministry has cut scores because a figure of one report differed from that of another. Figures are those of the formulas,
under the words of the catalogue, and those written as “words: number” in the column of figures. Words that are too
general to mean one thing are left alone.
"""
# ruff: noqa: D103 - every check takes the basis; its declared title becomes its docstring

import re
from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from par_excel.checks.declaring import AnyCell, CollectedReturn, check, hit
from par_excel.checks.return_index import ReturnIndex, ValuesByUnit
from par_excel.model import Answer, Basis, Formula, Hit, Severity, Submission
from par_excel.vietnamese import NumberRefusal, fold, parse_number

_LEAST_WORDS = 3
"""Words of a label from which on it means one thing."""
_PAIR = re.compile(
    r"(?:^|[\n;])\s*[-+•*]?\s*(?P<label>[^\n;:=\d][^\n;:=]{5,150}?)\s*[:=]\s*(?P<number>\d[\d.,]*)(?P<unit>[^\n;,.(]*)"
)
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")


class _Figure(Struct, frozen=True):
    label: str
    """As written."""
    meaning: str
    """The label without what does not change its meaning, and the unit."""
    value: Decimal
    cell: AnyCell
    criterion: str


def _figures(submission: Submission, basis: Basis) -> Iterator[_Figure]:
    for answer in submission.answers:
        yield from _of_formula(answer, basis)
    for row in submission.rows:
        for found in _PAIR.finditer(row.figures.value or ""):
            value = _number(found["number"].rstrip(".,"))
            meaning = f"{fold(found['label'])}|{fold(found['unit'])}"
            if value is not None and _is_specific(found["label"]):
                yield _Figure(found["label"], meaning, value, row.figures, row.criterion)


def _number(text: str) -> Decimal | None:
    """Return a figure of a text; `1.250` counts things, it is no score with three decimals."""
    if _GROUPED.fullmatch(text):
        return Decimal(re.sub("[.,]", "", text))
    read = parse_number(text)
    return None if isinstance(read, NumberRefusal) else read.value


def _all_figures(index: ReturnIndex) -> ValuesByUnit[str, Decimal]:
    return ValuesByUnit(
        (figure.meaning, figure.value, each.submission.unit)
        for each in index.of_own_forms
        for figure in _figures(each.submission, index.basis)
    )


def _of_formula(answer: Answer, basis: Basis) -> Iterator[_Figure]:
    criterion = basis.catalogue.get(answer.criterion)
    scale = None if criterion is None else criterion.scale
    if not isinstance(scale, Formula) or answer.not_arisen.value:
        return
    for figure, amount in zip(scale.figures, answer.amounts, strict=False):
        label, cell = figure.name, amount.cell
        if cell.value is not None and _is_specific(label):
            yield _Figure(label, f"{fold(label)}|", cell.value, cell, answer.criterion)


def _is_specific(label: str) -> bool:
    return len(label.split()) >= _LEAST_WORDS


@check(
    "SC19",
    Severity.WARNING,
    title="Cùng một số liệu nhưng ghi hai giá trị",
    why="“{label}” ở {first} (tiêu chí {elsewhere}) ghi {given}",
    mend="kiểm tra lại, ghi một giá trị ở cả hai nơi; nếu là hai số liệu khác nhau, ghi rõ tên từng số liệu",
    example="tổng số hồ sơ là 120 ở tiêu chí 3.4.1, là 125 ở tiêu chí 7.2.2",
)
def figure_differs_within(submission: Submission, basis: Basis) -> Iterator[Hit]:
    first: dict[str, _Figure] = {}
    for figure in _figures(submission, basis):
        known = first.setdefault(figure.meaning, figure)
        if known.value != figure.value:
            yield hit(
                figure.cell,
                figure.criterion,
                label=figure.label,
                first=f"ô {known.cell.place.cell}",
                elsewhere=known.criterion,
                given=known.value,
            )


@check(
    "CO03",
    Severity.WARNING,
    title="Số liệu không khớp với số liệu cùng tên của cơ quan khác",
    why="một cơ quan khác ghi “{label}” với giá trị khác",
    mend="đối chiếu lại nguồn số liệu; {sender} làm đầu mối thống nhất giữa các cơ quan",
    example="hai cơ quan ghi số thủ tục hành chính của tỉnh khác nhau",
)
def figure_differs_from_another(collected: CollectedReturn, basis: Basis) -> Iterator[Hit]:
    known, unit = collected.index.table(_all_figures), collected.submission.unit
    if known.is_empty:  # with a form that thousands of units fill, each for itself, nothing is compared
        return
    for figure in _figures(collected.submission, basis):
        if known.differs(figure.meaning, figure.value, unit):
            yield hit(figure.cell, figure.criterion, label=figure.label, sender=basis.period.sender.name)
