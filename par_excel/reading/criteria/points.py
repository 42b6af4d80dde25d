"""Points as official tables write them: alone in a cell, at the end of a line, in brackets, with or without a unit."""

import re
from decimal import Decimal

from par_excel.vietnamese import NumberRefusal, fold, parse_number
from par_excel.vietnamese.numbers import normal

_AMOUNT = r"\d{1,3}(?:[.,]\d{1,3})?"
_UNIT = r"(?:điểm|đ|diem|d)"
_GIVEN = r"(?:đạt|được|cộng|chấm|tính|cho|tối đa|điểm tối đa|điểm)?"
_ALONE = re.compile(
    rf"(?:điểm|tối đa|điểm tối đa|tổng|tổng điểm)?\s*:?\s*\(?({_AMOUNT})\s*{_UNIT}?\)?\s*[.;]?", re.IGNORECASE
)
# In this order: behind a colon, in brackets, behind a row of dots, and last the loosest, which needs the unit.
_AT_END = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        rf"(?P<text>.*\S)\s*[:：=]\s*{_GIVEN}\s*(?P<amount>{_AMOUNT})\s*{_UNIT}?\s*[.;,]?",
        rf"(?P<text>.*\S)\s*[(\[]\s*{_GIVEN}\s*:?\s*(?P<amount>{_AMOUNT})\s*{_UNIT}?\s*[)\]]\s*[.;,]?",
        rf"(?P<text>.*\S)\s*(?:\.{{3,}}|…+)\s*(?P<amount>{_AMOUNT})\s*{_UNIT}?\s*[.;,]?",
        rf"(?P<text>.*?\S)\s*(?:,?\s*thì)?\s*[,–—-]?\s*{_GIVEN}\s+(?P<amount>{_AMOUNT})\s*{_UNIT}\s*[.;,]?",
    )
)
_PER_ITEM = re.compile(r"\b(mỗi|trừ|giảm trừ|không quá)\b")
_LIST_MARK = re.compile(r"\s*(?:[-–—+•●▪*·]+|[a-zđ]\))\s*")


def alone(text: str) -> Decimal | None:
    """Return the points of a cell that holds nothing else; None where it is blank or holds more."""
    found = _ALONE.fullmatch(text.strip())
    return None if found is None else _amount(found[1])


def all_alone(text: str) -> tuple[Decimal, ...]:
    """Return the points of a cell that holds one amount on each line; none where a line is something else."""
    found = [alone(line) for line in text.split("\n") if line.strip()]
    return tuple(each for each in found if each is not None) if None not in found else ()


def at_end(text: str) -> tuple[str, Decimal] | None:
    """Return a line without the points at its end, and these; None where it ends otherwise.

    What says how much each case adds or takes away is a rule, no level of a scale.
    """
    for pattern in _AT_END:
        found = pattern.fullmatch(text.strip())
        if found is not None:
            amount, rest = _amount(found["amount"]), found["text"].rstrip(" ,;:-–—")
            is_level = rest and not _PER_ITEM.search(fold(rest))
            return (rest, amount) if amount is not None and is_level else None
    return None


def without_list_mark(text: str) -> str:
    """Return a line without the dash, dot or letter that it begins with."""
    return _LIST_MARK.sub("", text, count=1) if _LIST_MARK.match(text) else text


def has_list_mark(text: str) -> bool:
    """Say whether a line begins as an entry of a list."""
    return _LIST_MARK.match(text) is not None


def _amount(text: str) -> Decimal | None:
    read = parse_number(text)
    return None if isinstance(read, NumberRefusal) else normal(read.value)
