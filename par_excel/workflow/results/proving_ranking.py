"""What the sheets of a ranking have to show by the ledger."""

from collections.abc import Iterator

from par_excel.model import Ranked, Ranking
from par_excel.vietnamese import format_number
from par_excel.workflow.results.proving_tables import Figure, WantedRow, WantedTable

_UNIT, _PLACE = "Đơn vị", "Hạng"
_MEAN = "Trung bình"


def ranking_tables(ranking: Ranking) -> Iterator[tuple[tuple[str, ...], WantedTable]]:
    """Yield places, scores and places by criterion, each with the heads by which it is known on its sheet."""
    number = ranking.appendix
    places = tuple(_place(ranking, row) for row in ranking.rows)
    yield (_PLACE, _UNIT), WantedTable(f"Xếp hạng PL {number}", _UNIT, "đơn vị", places)
    scores = tuple(_scores(ranking, row) for row in ranking.rows)
    means = WantedRow(_MEAN, {})
    yield (_UNIT,), WantedTable(f"Điểm PL {number}", _UNIT, "đơn vị", (*scores, means))
    by_leaf = tuple(_places(ranking, row) for row in ranking.rows)
    yield (_UNIT,), WantedTable(f"Hạng PL {number}", _UNIT, "đơn vị", by_leaf)


def _place(ranking: Ranking, row: Ranked) -> WantedRow:
    unit, total = row.unit, row.unit.total
    has_return = row.place is not None
    figures: dict[str, Figure] = {
        _PLACE: row.place,
        "Điểm": total.score if has_return else None,
        "Tối đa": total.self_maximum,
        "Chỉ số": total.ratio if has_return else None,
        "Lỗi": unit.errors,
        "Cảnh báo": unit.warnings,
    }
    for index, field in enumerate(ranking.fields):
        figures[f"{field.code}. {field.name}"] = unit.fields[index].score if has_return else None
        figures[f"Hạng lĩnh vực {field.code}"] = row.by_field[index]
    return WantedRow(unit.unit.name, figures)


def _scores(ranking: Ranking, row: Ranked) -> WantedRow:
    heads = _heads(ranking)
    return WantedRow(
        row.unit.unit.name, {head: leaf.score for head, leaf in zip(heads, row.unit.leaves, strict=True)}
    )


def _places(ranking: Ranking, row: Ranked) -> WantedRow:
    return WantedRow(row.unit.unit.name, dict(zip(_heads(ranking), row.by_leaf, strict=True)))


def _heads(ranking: Ranking) -> list[str]:
    return [f"{leaf.code} (tối đa {format_number(leaf.maximum)})" for leaf in ranking.leaves]
