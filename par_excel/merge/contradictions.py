"""Where what the ministry is told of a criterion does not agree with itself: score, figures, levels and words."""

import re
from collections.abc import Iterator
from decimal import Decimal

from par_excel.model import (
    Basis,
    Formula,
    LeafResult,
    MinistryText,
    Result,
    derive_score,
    told,
    told_amounts,
    told_by_office,
)
from par_excel.vietnamese import NumberRefusal, fold, format_number, parse_number

NO_TICKS = "Điểm rà soát ghi bằng số, không kèm mức đạt; chọn mức phù hợp khi nhập"
# not within a longer number, nor behind a slash: in `0,5/1,5 điểm` the latter is the maximum
_POINTS = re.compile(r"(?<![\d.,/])(\d+(?:[.,]\d+)?)\s*điểm", re.IGNORECASE)
_IN_FULL = re.compile(r"(?<!để )đạt (?:điểm |mức |mức điểm )?tối đa", re.IGNORECASE)
_PROVISIONAL = re.compile(
    r"tạm tính|ước tính|số ước|chưa có số liệu chính thức|số liệu sơ bộ|sẽ bổ sung|đang chờ|chờ (?:số liệu|xác nhận)",
    re.IGNORECASE,
)


def contradictions(leaf: LeafResult, words: MinistryText, places: int) -> Iterator[str]:
    """Yield in words what somebody should look at before a criterion is told to the ministry.

    Args:
        leaf: the criterion with the score that counts.
        words: what is told beside the score.
        places: decimal places of a score that follows from figures.
    """
    if leaf.score is None:
        return
    said = f"{words.figures}\n{words.explanation}"
    if leaf.is_changed and leaf.criterion.tick_lines and not leaf.ticked:
        yield NO_TICKS
    yield from _of_figures(leaf, places)
    yield from _of_words(leaf, said)
    provisional = dict.fromkeys(found[0].casefold() for found in _PROVISIONAL.finditer(said))
    if provisional:
        yield f"Nội dung còn ghi “{'”, “'.join(provisional)}”; cơ quan tổng hợp ghi lời chính thức khi rà soát"


def all_contradictions(basis: Basis, result: Result) -> Iterator[str]:
    """Yield all of a result, each with its criteria."""
    found: dict[str, list[str]] = {}
    for leaf in result.leaves:
        for text in contradictions(leaf, told(leaf), basis.period.places):
            found.setdefault(text, []).append(leaf.criterion.code)
    for text, codes in found.items():
        yield f"Tiêu chí {', '.join(codes)}: {text[:1].lower()}{text[1:]}."


def _of_figures(leaf: LeafResult, places: int) -> Iterator[str]:
    """Yield that another score follows from the figures, where the office gave a score or figures of its own."""
    scale = leaf.criterion.scale
    if not isinstance(scale, Formula) or not (leaf.is_changed or told_by_office(leaf).figures):
        return
    follows = derive_score(scale, (), amounts=told_amounts(leaf, scale), places=places).value
    if follows is not None and follows != leaf.score:
        yield f"{_scored(leaf)} nhưng số liệu cho ra {format_number(follows)} điểm"


def _of_words(leaf: LeafResult, said: str) -> Iterator[str]:
    """Yield that the words name the agency's own score where the office's counts, or all points where some are lost."""
    own = leaf.own
    if leaf.is_changed and own is not None and own != leaf.criterion.maximum and own in _points(said):
        yield f"{_scored(leaf)} nhưng lời giải trình còn nêu {format_number(own)} điểm"
    # "không đạt điểm tối đa" says the opposite; a denial anywhere is enough to say nothing
    if leaf.lost and _IN_FULL.search(said) and "không đạt" not in fold(said) and "chưa đạt" not in fold(said):
        yield f"{_scored(leaf)} nhưng lời giải trình nói đạt điểm tối đa"


def _points(said: str) -> frozenset[Decimal]:
    read = (parse_number(found[1]) for found in _POINTS.finditer(said))
    return frozenset(each.value for each in read if not isinstance(each, NumberRefusal))


def _scored(leaf: LeafResult) -> str:
    return f"Điểm {format_number(leaf.score or Decimal(0))}"
