"""What the report says of units that fill the same form: who leads, what is usual, and the whole ranking."""

from collections.abc import Iterator
from decimal import Decimal

from par_excel.model import Ranked, Ranking, Result
from par_excel.vietnamese import format_number, format_percent
from par_excel.writing.master.ranking_figures import GroupFigures, group_figures
from par_excel.writing.report.rows import NOTHING, Row, RowStyle, score_text
from par_excel.writing.report.sentences import count, listed_units

_NAMED = 3
"""How many units of one place a sentence names."""


def ranking_sentences(result: Result) -> tuple[str, ...]:
    """Return a few sentences on each ranking: how many, what is usual, the first and the last, the groups."""
    return tuple(sentence for ranking in result.rankings for sentence in _sentences(ranking))


def _sentences(ranking: Ranking) -> Iterator[str]:
    (every,) = group_figures(ranking, of_all=True)
    head = f"Phụ lục {ranking.appendix}: {count(every.returned)}/{count(every.units)} đơn vị đã nộp"
    if every.mean is None or every.best is None or every.least is None:
        yield f"{head}, chưa có điểm được tính để xếp hạng."
        return
    yield (
        f"{head}, {count(every.valid)} bản nộp hợp lệ; chỉ số trung bình {_percent(every.mean)}, "
        f"cao nhất {_percent(every.best)}, thấp nhất {_percent(every.least)}."
    )
    first = [row for row in ranking.rows if row.place == 1]
    sentence = f"Dẫn đầu: {_names(first)}"
    last_place = max(row.place or 0 for row in ranking.rows)
    if last_place > 1:
        sentence += f"; cuối bảng: {_names([row for row in ranking.rows if row.place == last_place])}"
    yield f"{sentence}."
    groups = [_group(each) for each in group_figures(ranking) if each.name and each.mean is not None]
    if groups:
        yield f"Chỉ số trung bình theo nhóm: {'; '.join(groups)}."


def _group(figures: GroupFigures) -> str:
    mean = NOTHING if figures.mean is None else _percent(figures.mean)
    return f"{figures.name} {mean} ({count(figures.returned)}/{count(figures.units)} đơn vị đã nộp)"


def _names(rows: list[Ranked]) -> str:
    names = listed_units([row.unit.unit.name for row in rows], _NAMED)
    return f"{names} ({format_number(rows[0].unit.total.score)} điểm)"


def _percent(ratio: Decimal) -> str:
    return format_percent(ratio, least_places=2)


def ranking_rows(result: Result) -> tuple[Row, ...]:
    """Return every ranking under a head of its own; units without a return last."""
    return tuple(row for ranking in result.rankings for row in _rows(ranking))


def _rows(ranking: Ranking) -> Iterator[Row]:
    empty = {"hang": "", "nhom": "", "diem": "", "ty_le": "", "tinh_trang": ""}
    maximum = ranking.rows[0].unit.total.self_maximum
    title = f"Phụ lục {ranking.appendix} (tối đa {format_number(maximum)} điểm)"
    yield Row({**empty, "don_vi": title}, RowStyle.HEADING)
    for row in ranking.rows:
        total = row.unit.total
        yield Row(
            {
                "hang": NOTHING if row.place is None else str(row.place),
                "don_vi": row.unit.unit.name,
                "nhom": row.unit.unit.group,
                "diem": NOTHING if row.place is None else score_text(total.score),
                "ty_le": NOTHING if row.place is None or total.ratio is None else _percent(total.ratio),
                "tinh_trang": row.unit.state.value,
            }
        )
