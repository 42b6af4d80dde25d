"""What the ministry is told of a criterion: the office's words where it wrote some, else the agency's.

Report and entry list take it from here alone, so that what is typed coincides with what was signed.
"""

from collections.abc import Sequence
from decimal import Decimal

from par_excel.model.catalogue import Criterion, Formula
from par_excel.model.decision import MinistryText
from par_excel.model.result import LeafResult
from par_excel.model.submission import Answer
from par_excel.vietnamese import NumberRefusal, fold, format_number, is_empty_phrase, parse_number, tidy


def told_by_office(leaf: LeafResult) -> MinistryText:
    """Return the office's own words for the ministry; empty where it wrote none."""
    return MinistryText() if leaf.review is None else leaf.review.opinion.told


def told(leaf: LeafResult) -> MinistryText:
    """Return what the ministry is told; of a score that the office changed, the reason is the explanation."""
    office, answer = told_by_office(leaf), leaf.answer
    because = leaf.review.opinion.reason if leaf.review is not None and leaf.is_changed else ""
    return MinistryText(
        figures=office.figures or ("" if answer is None else "\n".join(figure_lines(leaf.criterion, answer))),
        evidence=office.evidence or ("" if answer is None else _said(answer.evidence.value)),
        explanation=office.explanation
        or because.strip()
        or ("" if answer is None else _said(answer.explanation.value)),
    )


def figure_lines(criterion: Criterion, answer: Answer) -> tuple[str, ...]:
    """Return the agency's figures, each with what it counts, and what it says of them."""
    scale = criterion.scale
    figures = scale.figures if isinstance(scale, Formula) else ()
    lines = [
        f"{figure.name}: {format_number(amount.cell.value)}"
        for figure, amount in zip(figures, answer.amounts, strict=False)
        if amount.cell.value is not None
    ]
    return (*lines, *filter(None, (tidy(answer.figures.value or ""),)))


def told_amounts(leaf: LeafResult, formula: Formula) -> Sequence[Decimal | None]:
    """Return the figures of a formula as the ministry is told them; None where the office's words do not name one."""
    words = told_by_office(leaf).figures
    if not words:
        return () if leaf.answer is None else [amount.cell.value for amount in leaf.answer.amounts]
    # At the last colon: what a figure counts may hold one itself.
    named = {fold(head): number for head, _, number in (line.rpartition(":") for line in words.splitlines())}
    return [_number(named.get(fold(figure.name), "")) for figure in formula.figures]


def _number(text: str) -> Decimal | None:
    read = parse_number(text)
    return None if isinstance(read, NumberRefusal) else read.value


def _said(text: str | None) -> str:
    return "" if is_empty_phrase(text or "") else (text or "").strip()
