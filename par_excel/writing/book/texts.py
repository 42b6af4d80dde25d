"""Texts that workbooks and the report share: what stands in a cell of a return, and what scores are called."""

from collections.abc import Iterable
from decimal import Decimal

from par_excel.model import Catalogue, Cell, LeafResult, Place, Result
from par_excel.vietnamese import format_number

_LIMIT_SHORT = 32
"""Characters of a name that stand beside the bars of a chart."""
_LEFT_HANGING = frozenset(["và", "của", "cho", "về", "tại", "trong", "các", "những", "theo", "đến", "với"])
"""Words that a shortened name does not end in."""
OWN_HEAD, FINAL_HEAD = "Điểm tự đánh giá", "Điểm sau rà soát"


def text_of(cell: Cell[str]) -> str:
    """Return the text of a cell; what was refused there, as it stands."""
    return cell.raw if cell.value is None else cell.value


def number_of(cell: Cell[Decimal]) -> Decimal | str:
    """Return the number of a cell, or what stands there instead."""
    return cell.raw if cell.value is None else cell.value


def joined(parts: Iterable[str]) -> str:
    """Return the parts that say something, one below the other."""
    return "\n".join(part for part in parts if part)


def short_name(name: str) -> str:
    """Return as many words of a name as fit beside the bars of a chart; the table beside it has the whole one."""
    if len(name) <= _LIMIT_SHORT:
        return name
    words = name[: _LIMIT_SHORT + 1].split(" ")[:-1] or [name[:_LIMIT_SHORT]]
    while len(words) > 1 and words[-1].rstrip(",").casefold() in _LEFT_HANGING:
        words.pop()
    return f"{' '.join(words).rstrip(',')} …"


def place_text(place: Place) -> str:
    """Return sheet and cell."""
    return ", ".join(part for part in (place.sheet, f"ô {place.cell}" if place.cell else "") if part)


def score_head(result: Result) -> str:
    """Return what the column of the scores that count is called."""
    return FINAL_HEAD if result.is_reviewed else OWN_HEAD


def office_head(result: Result, office: str) -> str:
    """Return how the points are called that the office has to give."""
    return f"{office} chưa chấm" if result.is_reviewed else f"{office} chấm"


def own_score_text(leaf: LeafResult) -> str:
    """Return the agency's own score of a criterion that the office reviewed."""
    return "chưa có điểm tự đánh giá" if leaf.own is None else f"tự đánh giá {format_number(leaf.own)}"


def citation(catalogue: Catalogue) -> str:
    """Return which document the catalogue was held against, and by whom; empty where that is not kept."""
    if catalogue.unverified or not catalogue.documents:
        return ""
    files = ", ".join(f"{each.name} (mã {each.sha256[:12]})" for each in catalogue.documents)
    people = ", ".join(f"{each.by} ({each.on})" for each in catalogue.confirmations)
    return f"Bộ tiêu chí đã đối chiếu với văn bản gốc: {files}" + (
        f"; người đối chiếu: {people}" if people else ""
    )
