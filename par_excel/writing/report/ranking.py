"""What the report says of units that fill the same form: who leads, the means, and the whole ranking."""

from collections.abc import Iterator

from par_excel.model import Ranked, Ranking, Result, UnitState
from par_excel.vietnamese import format_number
from par_excel.writing.book.figures import GroupFigures, group_figures
from par_excel.writing.report.rows import NOTHING, ReportRow, RowStyle, score_text, share_text
from par_excel.writing.report.sentences import count, listed_units

_TOLD = frozenset({UnitState.MISSING, UnitState.FAULTY})
"""States that say something to whoever takes the report."""
_NAMED = 3
"""Units of one place that a sentence names."""


def ranking_sentences(result: Result) -> tuple[str, ...]:
    """Return a few sentences on each ranking: how many, the means, the first and the last, the groups."""
    is_only = len(result.rankings) == 1
    return tuple(sentence for each in result.rankings for sentence in _sentences(each, is_only=is_only))


def _sentences(ranking: Ranking, *, is_only: bool) -> Iterator[str]:
    (every,) = group_figures(ranking, of_all=True)
    form = "Có " if is_only else f"Biểu mẫu phụ lục {ranking.appendix}: "
    head = f"{form}{count(every.returned)}/{count(every.units)} đơn vị đã nộp"
    if every.mean is None or every.best is None or every.least is None:
        yield f"{head}, chưa có điểm được tính để xếp hạng."
        return
    valid = "" if every.valid == every.returned else f", {count(every.valid)} bản nộp hợp lệ"
    yield (
        f"{head}{valid}; chỉ số trung bình {share_text(every.mean)}, "
        f"cao nhất {share_text(every.best)}, thấp nhất {share_text(every.least)}."
    )
    first = [row for row in ranking.rows if row.place == 1]
    sentence = f"Dẫn đầu: {_names(first)}"
    last_place = max(row.place or 0 for row in ranking.rows)
    if last_place > 1:
        sentence += f"; thấp nhất: {_names([row for row in ranking.rows if row.place == last_place])}"
    yield f"{sentence}."
    groups = [_group(each) for each in group_figures(ranking) if each.name and each.mean is not None]
    if groups:
        yield f"Chỉ số trung bình theo nhóm: {'; '.join(groups)}."


def _group(figures: GroupFigures) -> str:
    return f"{figures.name} {share_text(figures.mean)} ({count(figures.returned)}/{count(figures.units)} đơn vị đã nộp)"


def _names(rows: list[Ranked]) -> str:
    names = listed_units([row.unit.unit.name for row in rows], _NAMED)
    return f"{names} ({format_number(rows[0].unit.total.score)} điểm)"


def ranking_rows(result: Result) -> tuple[ReportRow, ...]:
    """Return every ranking under a head of its own; units without a return last."""
    return tuple(row for ranking in result.rankings for row in _rows(ranking))


def _rows(ranking: Ranking) -> Iterator[ReportRow]:
    empty = {"hang": "", "nhom": "", "diem": "", "ty_le": "", "tinh_trang": ""}
    # The largest: a set may leave out of a unit's maximum what did not arise there.
    maximum = max(row.unit.total.self_maximum for row in ranking.rows)
    title = f"Biểu mẫu phụ lục {ranking.appendix} (tối đa {format_number(maximum)} điểm)"
    yield ReportRow({**empty, "don_vi": title}, RowStyle.HEADING)
    for row in ranking.rows:
        total = row.unit.total
        yield ReportRow(
            {
                "hang": NOTHING if row.place is None else str(row.place),
                "don_vi": row.unit.unit.name,
                "nhom": row.unit.unit.group,
                "diem": score_text(None if row.place is None else total.score),
                "ty_le": share_text(None if row.place is None else total.ratio),
                "tinh_trang": row.unit.state.value if row.unit.state in _TOLD else "",
            }
        )
