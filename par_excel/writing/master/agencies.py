"""Sheet “Theo cơ quan”: what each agency reached, field by field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

import pandas as pd
from xlsxwriter.chart import Chart
from xlsxwriter.utility import xl_col_to_name

from par_excel.model import Basis, Criterion, Result, UnitResult, UnitState
from par_excel.writing.book.looks import HEAD_ROW, CellLook, SheetFrame, Tone, add_sheet, write_frame
from par_excel.writing.book.table import (
    Formula,
    PlannedTable,
    TableColumn,
    TableRow,
    Value,
    planned,
    sum_of,
    write_table,
)
from par_excel.writing.book.texts import score_head
from par_excel.writing.book.workbook import FONT, Sheet
from par_excel.writing.master.criteria import SCORE, SELF_MAXIMUM
from par_excel.writing.master.texts import divided, ratio_of

AGENCIES = "Theo cơ quan"
STATE_TONES = {
    UnitState.MISSING: Tone.ALERT,
    UnitState.FAULTY: Tone.ALERT,
    UnitState.VALID: Tone.GOOD,
    UnitState.FROZEN: Tone.GOOD,
}
_NAME = 34
_SCORE = 4
_UNIT_COLUMNS = (
    TableColumn("Phụ lục", 9, CellLook.CENTRE),
    TableColumn("Cơ quan", _NAME),
    TableColumn("Trạng thái", 12, CellLook.CENTRE),
    TableColumn("Tối đa tự đánh giá", 12, CellLook.SCORE),
    TableColumn("Điểm tự đánh giá", 12, CellLook.SCORE),
    TableColumn("Chỉ số", 12, CellLook.RATIO),
    TableColumn("Số tiêu chí phải chấm", 12, CellLook.COUNT),
    TableColumn("Đã tính", 12, CellLook.COUNT),
    TableColumn("Lỗi", 12, CellLook.COUNT),
    TableColumn("Cảnh báo", 12, CellLook.COUNT),
    TableColumn("Ghi chú", 12, CellLook.COUNT),
    TableColumn("Nhận lúc", 18, CellLook.MOMENT),
)
_WIDTHS = tuple(column.width for column in _UNIT_COLUMNS)
_TOTAL = "\x00total"
CHART_FONT = {"name": FONT, "size": 10}
GRIDLINES = {"visible": True, "line": {"color": "#D9D9D9"}}
_LIMIT_CHART_HEIGHT = 1200


@dataclass(frozen=True, slots=True)
class Share:
    """What one unit reaches in one field, and the rows of “Chi tiết” that it is added up from."""

    codes: tuple[str, ...]
    maximum: Decimal
    score: Decimal


Shares = Mapping[tuple[str, str], Share]
"""By unit and field."""


def shares_of(basis: Basis, result: Result) -> Shares:
    """Return what each unit reaches in each field; fields in which it scores nothing are absent."""
    scored = [
        leaf for leaf in result.leaves if leaf.unit is not None and leaf.criterion.method.is_self_assessed
    ]
    if not scored:
        return {}
    frame = pd.DataFrame(
        {
            "unit": [leaf.unit.id for leaf in scored if leaf.unit is not None],
            "field": [basis.catalogue.field_of(leaf.criterion.code).code for leaf in scored],
            "code": [leaf.criterion.code for leaf in scored],
            "maximum": pd.Series([leaf.criterion.maximum for leaf in scored], dtype=object),
            "score": pd.Series([leaf.score or Decimal(0) for leaf in scored], dtype=object),
        }
    )
    return {
        (str(unit), str(field)): Share(
            tuple(part["code"]), sum(part["maximum"], Decimal(0)), sum(part["score"], Decimal(0))
        )
        for (unit, field), part in frame.groupby(["unit", "field"], sort=False)
    }


def agency_table(basis: Basis, result: Result, detail: PlannedTable) -> PlannedTable:
    """Return the table of agencies with their sums over the rows of “Chi tiết”."""
    columns = list(_UNIT_COLUMNS)
    columns[_SCORE] = replace(columns[_SCORE], title=score_head(result))
    return planned(AGENCIES, columns, _unit_rows(result, shares_of(basis, result), detail), top=HEAD_ROW)


def write_agencies(frame: SheetFrame, detail: PlannedTable, units: PlannedTable) -> None:
    """Write the agencies with their sums, a chart, and both sums field by field."""
    shares = shares_of(frame.basis, frame.result)
    fields = frame.basis.catalogue.fields
    widths = [*_WIDTHS, *[12] * max(0, len(fields) + 3 - len(_WIDTHS))]
    sheet = add_sheet(frame, AGENCIES, widths, has_one_head=False)
    also = " và tiêu chí do cơ quan tổng hợp chấm" if frame.result.is_reviewed else ""
    head = score_head(frame.result)
    write_frame(
        sheet,
        frame,
        "Kết quả theo cơ quan",
        f"Tiêu chí điều tra xã hội học{also} không thuộc cơ quan nào.",
        frozen=2,
    )
    write_table(sheet, frame.formats, units)
    row = units.bottom + 1
    for title, column in (
        (f"{head.upper()} của từng cơ quan theo lĩnh vực", SCORE),
        ("TỐI ĐA TỰ ĐÁNH GIÁ của từng cơ quan theo lĩnh vực", SELF_MAXIMUM),
    ):
        rows = _pivot_rows(frame.result, fields, shares, detail, column=column)
        pivot = planned(AGENCIES, _pivot_columns(fields, title), rows, top=row)
        write_table(sheet, frame.formats, pivot)
        row = pivot.bottom + 1
    _write_chart(frame, sheet, units, row)


def _unit_rows(result: Result, shares: Shares, detail: PlannedTable) -> Iterator[TableRow]:
    for unit in result.agencies:
        yield _unit_row(unit, shares, detail)
    totals = [unit.total for unit in result.agencies]
    maximum = sum((total.self_maximum for total in totals), Decimal(0))
    score = sum((total.score for total in totals), Decimal(0))
    counts = (
        (6, sum(total.leaves for total in totals)),
        (7, sum(total.counted for total in totals)),
        (8, sum(unit.errors for unit in result.agencies)),
        (9, sum(unit.warnings for unit in result.agencies)),
        (10, sum(unit.notes for unit in result.agencies)),
    )
    yield TableRow(
        values=(
            "",
            "Tổng cộng",
            "",
            _adding(3, maximum),
            _adding(4, score),
            ratio_formula(_TOTAL, divided(score, maximum), upper="E", lower="D"),
            *(_adding(column, value) for column, value in counts),
            None,
        ),
        key=_TOTAL,
        tone=Tone.TOTAL,
    )


def _unit_row(unit: UnitResult, shares: Shares, detail: PlannedTable) -> TableRow:
    total, id_ = unit.total, unit.unit.id
    codes = [code for (owner, _), share in shares.items() if owner == id_ for code in share.codes]
    received = None if unit.judged is None else unit.judged.received
    return TableRow(
        values=(
            unit.unit.appendix,
            unit.unit.name,
            state_words(unit),
            Formula(lambda _: detail.sum(codes, SELF_MAXIMUM), total.self_maximum),
            Formula(lambda _: detail.sum(codes, SCORE), total.score),
            ratio_formula(id_, ratio_of(total), upper="E", lower="D"),
            total.leaves,
            total.counted,
            unit.errors,
            unit.warnings,
            unit.notes,
            received,
        ),
        key=id_,
        tones={2: STATE_TONES[unit.state]},
    )


def state_words(unit: UnitResult) -> str:
    """Return the state of a unit, and whether an earlier return was valid."""
    return f"{unit.state.value} (bản trước hợp lệ)" if unit.has_earlier_valid else unit.state.value


def ratio_formula(key: str, value: Decimal | str, *, upper: str, lower: str) -> Formula:
    """Return the quotient of two cells of a row, empty where the lower one is 0."""
    return Formula(lambda at: f'=IF({lower}{at[key]}=0,"",{upper}{at[key]}/{lower}{at[key]})', value)


def _adding(column: int, value: Decimal | int) -> Formula:
    return Formula(lambda at: sum_of((row for key, row in at.items() if key != _TOTAL), column), value)


def _pivot_columns(fields: tuple[Criterion, ...], title: str) -> list[TableColumn]:
    # The title stands in the head itself, so that a page break cannot part the two.
    names = [
        TableColumn(f"{field.code}. {field.name}", _width(index), CellLook.SCORE)
        for index, field in enumerate(fields, start=2)
    ]
    total = TableColumn("Tổng cộng", _width(len(fields) + 2), CellLook.SCORE)
    return [TableColumn("Phụ lục", 9, CellLook.CENTRE), TableColumn(title, _NAME), *names, total]


def _width(index: int) -> float:
    return _WIDTHS[index] if index < len(_WIDTHS) else 12


def _pivot_rows(
    result: Result, fields: tuple[Criterion, ...], shares: Shares, detail: PlannedTable, *, column: int
) -> Iterator[TableRow]:
    last = len(fields) + 1
    sums = [Decimal(0)] * len(fields)
    for unit in result.agencies:
        given = [shares.get((unit.unit.id, field.code)) for field in fields]
        numbers = [_points(share, column) for share in given]
        sums = [before + number for before, number in zip(sums, numbers, strict=True)]
        cells = [_share_cell(share, detail, column) for share in given]
        whole = _row_sum(unit.unit.id, last, sum(numbers, Decimal(0)))
        yield TableRow(values=(unit.unit.appendix, unit.unit.name, *cells, whole), key=unit.unit.id)
    totals = [_adding(index, value) for index, value in enumerate([*sums, sum(sums, Decimal(0))], start=2)]
    yield TableRow(values=("", "Tổng cộng", *totals), key=_TOTAL, tone=Tone.TOTAL)


def _points(share: Share | None, column: int) -> Decimal:
    if share is None:
        return Decimal(0)
    return share.score if column == SCORE else share.maximum


def _share_cell(share: Share | None, detail: PlannedTable, column: int) -> Value:
    if share is None:
        return None
    return Formula(lambda _: detail.sum(share.codes, column), _points(share, column))


def _row_sum(key: str, last: int, value: Decimal) -> Formula:
    return Formula(lambda at: f"=SUM(C{at[key]}:{xl_col_to_name(last)}{at[key]})", value)


def _write_chart(frame: SheetFrame, sheet: Sheet, units: PlannedTable, row: int) -> None:
    count = len(units.rows) - 1
    if not count:
        return
    chart: Chart = frame.book.add_chart({"type": "bar"})
    for column, colour in ((3, "#B8CCE4"), (4, "#1F4E79")):
        title = units.columns[column].title
        chart.add_series(series_of(units, name=title, names=1, column=column, colour=colour))
    chart.set_y_axis({"reverse": True, "num_font": CHART_FONT})
    chart.set_x_axis({"visible": False, "min": 0, "major_gridlines": GRIDLINES})
    height = min(_LIMIT_CHART_HEIGHT, 110 + 34 * count)
    title = f"{score_head(frame.result)} so với điểm tối đa theo cơ quan"
    finish_chart(chart, title, size=(1080, height))
    sheet.insert_chart(row, 0, chart, {"object_position": 2})


def series_of(  # noqa: PLR0913 - a series: its name, its columns, and how it looks
    table: PlannedTable, *, name: str, names: int, column: int, colour: str, shown: str = "General"
) -> dict[str, object]:
    """Return a series of a chart: one column of a table; `shown` is the number format of its labels."""
    return {
        "name": name,
        "categories": table.cells(names),
        "values": table.cells(column),
        "fill": {"color": colour},
        "gap": 60,
        "data_labels": {"value": True, "num_format": shown, "font": CHART_FONT},
    }


def finish_chart(chart: Chart, title: str, *, size: tuple[int, int], has_legend: bool = True) -> None:
    """Give a chart its title, legend and size in pixels; a single series needs no legend."""
    chart.set_title({"name": title, "name_font": CHART_FONT | {"size": 12, "bold": True}})
    chart.set_legend({"position": "bottom", "font": CHART_FONT} if has_legend else {"none": True})
    chart.set_size({"width": size[0], "height": size[1]})
