"""What the control sheet says of units that fill the same form: by group and by criterion, not unit by unit."""

import re
from collections.abc import Iterable, Iterator

from par_excel.model import Basis, Ranking, Result
from par_excel.writing.book.figures import GroupFigures, group_figures
from par_excel.writing.report.ranked_units import MOST_CRITERIA, UnitFigures, losing_figures, mean_text
from par_excel.writing.report.rows import share_text
from par_excel.writing.report.sentences import count, listed_units

GROUP_HEADS = ("Nhóm đơn vị", "Số đơn vị", "Đã nộp", "Hợp lệ", "Chỉ số trung bình", "Cao nhất", "Thấp nhất")
_LEAST_SHARED = 3
"""Units of which the same is said from which on they stand in one line."""
_NAMED = 5
_NAME_END = re.compile(r"[,:]")


def group_rows(result: Result) -> tuple[tuple[str, ...], ...]:
    """Return one row for each group of each ranking, and one for all its units."""
    return tuple(row for ranking in result.rankings for row in _rows(ranking))


def _rows(ranking: Ranking) -> Iterator[tuple[str, ...]]:
    if ranking.groups:
        for each in group_figures(ranking):
            yield _row(each.name or "Không có nhóm", each)
    (every,) = group_figures(ranking, of_all=True)
    yield _row(f"Phụ lục {ranking.appendix}", every)


def _row(name: str, figures: GroupFigures) -> tuple[str, ...]:
    shares = (figures.mean, figures.best, figures.least)
    return (name, *map(str, (figures.units, figures.returned, figures.valid)), *map(share_text, shares))


def losing_lines(result: Result) -> tuple[str, ...]:
    """Return the criteria in which most units lose points, with the cause that most of them give."""
    return tuple(
        f"Tiêu chí {each.criterion.code}: {each.losing}/{each.counted} đơn vị chưa đạt điểm tối đa, "
        f"bình quân chưa đạt {mean_text(each.lost)} điểm" + _most_given(each)
        for ranking in result.rankings
        for each in losing_figures(ranking)[:MOST_CRITERIA]
    )


def _most_given(figures: UnitFigures) -> str:
    for cause, number in figures.causes[:1]:
        return f"; nguyên nhân nêu nhiều nhất: {cause.rstrip('.;')} ({count(number)} đơn vị)."
    return "."


def shared_lines(basis: Basis, lines: Iterable[str]) -> tuple[str, ...]:
    """Return lines that begin with the name of a unit; where the same is said of several, it stands once with them."""
    names = {unit.name for unit in basis.period.units}
    groups: dict[str, list[str]] = {}
    for line in lines:
        name = _NAME_END.split(line, maxsplit=1)[0]
        about = (name, line.removeprefix(name)) if name in names else ("", line)
        groups.setdefault(about[1], []).append(about[0])
    return tuple(line for said, who in groups.items() for line in _lines(said, who))


def _lines(said: str, who: list[str]) -> Iterator[str]:
    if len(who) < _LEAST_SHARED:
        yield from (f"{name}{said}" for name in who)
    else:
        yield f"{count(len(who))} đơn vị{said.removesuffix('.')}: {listed_units(who, _NAMED)}."
