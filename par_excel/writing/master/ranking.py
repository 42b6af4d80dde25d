"""Sheets “Xếp hạng”, “Điểm”, “Hạng” and one a group: units that fill the same form, side by side."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from xlsxwriter.utility import xl_col_to_name

from par_excel.model import Criterion, Ranked, Ranking
from par_excel.vietnamese import format_number
from par_excel.writing.book.looks import HEAD_ROW, CellLook, SheetFrame, Tone
from par_excel.writing.book.table import (
    TOTAL_KEY,
    CellFormula,
    PlannedTable,
    TableColumn,
    TableRow,
    Value,
    planned,
    quotient,
    runs_of,
    write_sheet,
)
from par_excel.writing.master.agencies import STATE_TONES, state_words
from par_excel.writing.master.distribution import write_distribution
from par_excel.writing.master.texts import divided, ratio_of

PLACE, NAME, GROUP, IN_GROUP = "Hạng", "Đơn vị", "Nhóm", "Hạng trong nhóm"
SCORE, MAXIMUM, RATIO = "Điểm", "Tối đa", "Chỉ số"
_FIXED = (
    TableColumn(PLACE, 8, CellLook.COUNT),
    TableColumn(NAME, 32),
    TableColumn(GROUP, 16),
    TableColumn(IN_GROUP, 9, CellLook.COUNT),
    TableColumn("Trạng thái", 12, CellLook.CENTRE),
    TableColumn(SCORE, 10, CellLook.SCORE),
    TableColumn(MAXIMUM, 10, CellLook.SCORE),
    TableColumn(RATIO, 10, CellLook.RATIO),
)
_BONUS = TableColumn("Điểm thưởng (ngoài tổng điểm)", 12, CellLook.SCORE)
"""Stands last where the set has bonus points."""
_SCORE, _MAXIMUM, _RATIO = 5, 6, 7
_STATE = 4
_FIRST_LEAF = 2
"""Column of the first criterion on the sheets by criterion."""
_LIMIT_NAME = 31
"""Characters that Excel takes of the name of a sheet."""
# what Excel forbids in the name of a sheet; an apostrophe only at its ends
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")


def write_rankings(frame: SheetFrame) -> None:
    """Write the sheets of every ranking; none where each form is filled by one unit."""
    for ranking in frame.result.rankings:
        scores = _score_table(ranking)
        ranks = _rank_table(ranking, scores)
        _write_places(frame, ranking, ranks)
        write_distribution(frame, ranking)
        for group in ranking.groups:
            _write_group(frame, ranking, ranks, group)
        _write_by_leaf(frame, ranking, scores, f"Điểm từng tiêu chí – Phụ lục {ranking.appendix}")
        _write_by_leaf(
            frame, ranking, _leaf_places(ranking), f"Hạng từng tiêu chí – Phụ lục {ranking.appendix}"
        )


def place_sheet(ranking: Ranking) -> str:
    """Return the name of the sheet with the places."""
    return f"Xếp hạng PL {ranking.appendix}"


def score_sheet(ranking: Ranking) -> str:
    """Return the name of the sheet with the scores by criterion."""
    return f"Điểm PL {ranking.appendix}"


def group_sheet(ranking: Ranking, group: str) -> str:
    """Return the name of a group's sheet: none of the signs that Excel forbids, cut to its 31 characters."""
    number = ranking.groups.index(group) + 1
    plain = " ".join(_NOT_IN_NAMES.sub(" ", group).split())
    return f"PL {ranking.appendix} nhóm {number} {plain}"[:_LIMIT_NAME].strip()


def _rank_table(ranking: Ranking, scores: PlannedTable) -> PlannedTable:
    columns = (
        *_FIXED,
        *(TableColumn(f"{field.code}. {field.name}", 15, CellLook.SCORE) for field in ranking.fields),
        *(TableColumn(f"Hạng lĩnh vực {field.code}", 9, CellLook.COUNT) for field in ranking.fields),
        TableColumn("Lỗi", 8, CellLook.COUNT),
        TableColumn("Cảnh báo", 10, CellLook.COUNT),
        TableColumn("Nhận lúc", 18, CellLook.MOMENT),
        *((_BONUS,) if _has_bonus(ranking) else ()),
    )
    rows = (_place_row(ranking, row, scores) for row in ranking.rows)
    return planned(place_sheet(ranking), columns, rows, top=HEAD_ROW)


def _place_row(ranking: Ranking, row: Ranked, scores: PlannedTable) -> TableRow:
    unit = row.unit
    id_ = unit.unit.id
    return TableRow(
        values=(
            row.place,
            unit.unit.name,
            unit.unit.group,
            row.in_group if unit.unit.group else None,
            state_words(unit),
            *_sums(ranking, row),
            *(_field_cell(ranking, row, index, scores) for index in range(len(ranking.fields))),
            *row.by_field,
            unit.errors,
            unit.warnings,
            None if unit.judged is None else unit.judged.received,
            *((unit.total.bonus,) if _has_bonus(ranking) else ()),
        ),
        key=id_,
        tones={_STATE: STATE_TONES[unit.state]},
    )


def _has_bonus(ranking: Ranking) -> bool:
    return any(leaf.is_bonus for leaf in ranking.leaves)


def _sums(ranking: Ranking, row: Ranked) -> tuple[Value, Value, Value]:
    """Return points, maximum and ratio of a row; of a unit without a return the maximum alone."""
    total, id_ = row.unit.total, row.unit.unit.id
    if row.place is None:
        return None, total.self_maximum, None
    first, last = (xl_col_to_name(len(_FIXED) + index) for index in (0, len(ranking.fields) - 1))
    return (
        CellFormula(lambda at: f"=SUM({first}{at[id_]}:{last}{at[id_]})", total.score),
        total.self_maximum,
        quotient(id_, ratio_of(total), upper=xl_col_to_name(_SCORE), lower=xl_col_to_name(_MAXIMUM)),
    )


def _field_cell(ranking: Ranking, row: Ranked, index: int, scores: PlannedTable) -> Value:
    if row.place is None:
        return None
    columns = _columns_of(ranking, index)
    id_ = row.unit.unit.id

    def text(_: object) -> str:
        parts = (
            f"{scores.cell(id_, first, outside=True)}:{scores.cell(id_, last)}"
            for first, last in runs_of(columns)
        )
        return f"=SUM({','.join(parts)})"

    return CellFormula(text, row.unit.fields[index].score)


def _columns_of(ranking: Ranking, field: int) -> Sequence[int]:
    """Return the columns of a field's criteria on the sheet of scores, without bonus points."""
    code = ranking.fields[field].code
    return [
        _FIRST_LEAF + index
        for index, leaf in enumerate(ranking.leaves)
        if not leaf.is_bonus and (leaf.code == code or leaf.code.startswith(f"{code}."))
    ]


def _write_places(frame: SheetFrame, ranking: Ranking, ranks: PlannedTable) -> None:
    note = (
        f"{len(ranking.returned)}/{len(ranking.rows)} đơn vị đã nộp; xếp theo chỉ số, đơn vị bằng nhau đồng hạng; "
        "điểm có lỗi chưa được tính."
    )
    write_sheet(frame, ranks, f"Xếp hạng các đơn vị – Phụ lục {ranking.appendix}", note, frozen=2)


def _write_group(frame: SheetFrame, ranking: Ranking, ranks: PlannedTable, group: str) -> None:
    """Write the units of a group with their places in it; the points are those of the ranking of all."""
    name = group_sheet(ranking, group)
    columns = (
        TableColumn(IN_GROUP, 9, CellLook.COUNT),
        TableColumn(NAME, 32),
        TableColumn("Hạng chung", 9, CellLook.COUNT),
        *_FIXED[_STATE:],
        *(TableColumn(f"{field.code}. {field.name}", 15, CellLook.SCORE) for field in ranking.fields),
    )
    rows = (_group_row(ranking, row, ranks) for row in ranking.rows if row.unit.unit.group == group)
    table = planned(name, columns, rows, top=HEAD_ROW)
    write_sheet(frame, table, f"Xếp hạng nhóm {group} – Phụ lục {ranking.appendix}", frozen=2)


def _group_row(ranking: Ranking, row: Ranked, ranks: PlannedTable) -> TableRow:
    unit, total = row.unit, row.unit.total
    id_ = unit.unit.id
    points: tuple[Value, ...] = (None, total.self_maximum, None, *[None] * len(ranking.fields))
    if row.place is not None:
        own = (total.score, total.self_maximum, ratio_of(total), *(field.score for field in unit.fields))
        columns = (_SCORE, _MAXIMUM, _RATIO, *range(len(_FIXED), len(_FIXED) + len(ranking.fields)))
        points = tuple(ranks.shown(id_, column, value) for column, value in zip(columns, own, strict=True))
    return TableRow(
        values=(row.in_group, unit.unit.name, row.place, state_words(unit), *points),
        key=id_,
        tones={3: STATE_TONES[unit.state]},
    )


def _score_table(ranking: Ranking) -> PlannedTable:
    columns = _leaf_columns(ranking, CellLook.SCORE)
    rows = [
        TableRow(
            values=(row.unit.unit.name, row.unit.unit.group, *(leaf.score for leaf in row.unit.leaves)),
            key=row.unit.unit.id,
        )
        for row in ranking.rows
    ]
    means = [_mean(ranking, index) for index in range(len(ranking.leaves))]
    rows.append(TableRow(values=("Trung bình", "", *means), key=TOTAL_KEY, tone=Tone.TOTAL))
    return planned(score_sheet(ranking), columns, rows, top=HEAD_ROW)


def _leaf_columns(ranking: Ranking, look: CellLook) -> tuple[TableColumn, ...]:
    return (
        TableColumn(NAME, 32),
        TableColumn(GROUP, 16),
        *(TableColumn(f"{leaf.code} (tối đa {_points(leaf)})", 10, look) for leaf in ranking.leaves),
    )


def _points(leaf: Criterion) -> str:
    return format_number(leaf.maximum)


def _mean(ranking: Ranking, index: int) -> Value:
    given = [score for row in ranking.rows if (score := row.unit.leaves[index].score) is not None]
    if not given:
        return None
    column = xl_col_to_name(_FIRST_LEAF + index)

    def text(at: Mapping[str, int]) -> str:
        lines = [row for key, row in at.items() if key != TOTAL_KEY]
        return f"=AVERAGE({column}{min(lines)}:{column}{max(lines)})"

    return CellFormula(text, divided(sum(given, Decimal(0)), Decimal(len(given))))


def _leaf_places(ranking: Ranking) -> PlannedTable:
    rows = (
        TableRow(values=(row.unit.unit.name, row.unit.unit.group, *row.by_leaf), key=row.unit.unit.id)
        for row in ranking.rows
    )
    name = f"Hạng PL {ranking.appendix}"
    return planned(name, _leaf_columns(ranking, CellLook.COUNT), rows, top=HEAD_ROW)


def _write_by_leaf(frame: SheetFrame, ranking: Ranking, table: PlannedTable, title: str) -> None:
    note = f"{len(ranking.leaves)} tiêu chí tự đánh giá; tên tiêu chí ở sheet “Chi tiết”."
    write_sheet(frame, table, title, note, frozen=1)
