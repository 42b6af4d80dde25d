"""Sheet “Theo cơ quan”: what each agency reached, field by field."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct
from xlsxwriter.utility import xl_col_to_name

from par_excel.model import Basis, Criterion, LeafResult, Result, UnitResult, UnitState
from par_excel.writing.book.line_breaks import height_of
from par_excel.writing.book.looks import (
    HEAD_ROW,
    HEIGHT_ABOVE,
    LEFT,
    CellLook,
    SheetFrame,
    Tone,
    add_sheet,
    write_frame,
)
from par_excel.writing.book.page import PageBlock, page_breaks, page_room
from par_excel.writing.book.table import (
    TOTAL_KEY,
    CellFormula,
    PlannedTable,
    TableColumn,
    TableRow,
    Value,
    planned,
    quotient,
    retitled,
    sum_above,
    write_table,
)
from par_excel.writing.book.texts import score_head, short_name
from par_excel.writing.book.workbook import BookSheet
from par_excel.writing.master.charts import CHART_NAME, POSSIBLE_COLOUR, REACHED_COLOUR, insert_chart
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
    TableColumn(CHART_NAME, 30),
)
_CHART_COLUMN = len(_UNIT_COLUMNS) - 1
"""Index of the column of short names, which is not printed."""
_WIDTHS = tuple(column.width for column in _UNIT_COLUMNS)
_LIMIT_CHART_HEIGHT = 1200
"""Most pixels of the chart of agencies, which grows with their number."""
_POINTS_PER_PIXEL = 0.75


class AgencyShare(Struct, frozen=True):
    """What one unit reaches in one field, and the rows of “Chi tiết” that it is added up from."""

    codes: tuple[str, ...]
    maximum: Decimal
    score: Decimal


Shares = Mapping[tuple[str, str], AgencyShare]
"""Sums by unit and field."""


def shares_of(basis: Basis, result: Result) -> Shares:
    """Return what each unit reaches in each field; fields in which it scores nothing are absent."""
    leaves: dict[tuple[str, str], list[LeafResult]] = {}
    for leaf in result.leaves:
        if leaf.unit is not None and leaf.criterion.method.is_self_assessed and not leaf.criterion.is_bonus:
            field = basis.catalogue.field_of(leaf.criterion.code).code
            leaves.setdefault((leaf.unit.id, field), []).append(leaf)
    return {key: _share(given) for key, given in leaves.items()}


def _share(leaves: Sequence[LeafResult]) -> AgencyShare:
    return AgencyShare(
        tuple(leaf.criterion.code for leaf in leaves),
        sum((leaf.self_maximum or Decimal(0) for leaf in leaves), Decimal(0)),
        sum((leaf.score or Decimal(0) for leaf in leaves), Decimal(0)),
    )


def agency_table(basis: Basis, result: Result, detail: PlannedTable) -> PlannedTable:
    """Return the table of agencies with their sums over the rows of “Chi tiết”."""
    columns = retitled(_UNIT_COLUMNS, {_SCORE: score_head(result)})
    return planned(AGENCIES, columns, _unit_rows(result, shares_of(basis, result), detail), top=HEAD_ROW)


def write_agencies(frame: SheetFrame, detail: PlannedTable, units: PlannedTable) -> None:
    """Write the agencies with their sums, a chart, and both sums field by field."""
    shares = shares_of(frame.basis, frame.result)
    fields = frame.basis.catalogue.counted_fields
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
    blocks = [PageBlock(0, HEIGHT_ABOVE + units.height)]
    for title, column in (
        (f"{head.upper()} của từng cơ quan theo lĩnh vực", SCORE),
        ("TỐI ĐA TỰ ĐÁNH GIÁ của từng cơ quan theo lĩnh vực", SELF_MAXIMUM),
    ):
        rows = _pivot_rows(frame.result, fields, shares, detail, column=column)
        pivot = planned(AGENCIES, _pivot_columns(fields, title), rows, top=row)
        write_table(sheet, frame.formats, pivot)
        blocks.append(PageBlock(row, height_of(1) + pivot.height))
        row = pivot.bottom + 1
    size = _chart_size(units)
    blocks.append(PageBlock(row, size[1] * _POINTS_PER_PIXEL))
    last = max(_CHART_COLUMN, len(fields) + 3) - 1
    sheet.print_area(0, 0, row + int(size[1] * _POINTS_PER_PIXEL // height_of(1)) + 1, last)
    room = page_room(widths[: last + 1], left=LEFT)
    sheet.set_h_pagebreaks(page_breaks(blocks, room=room, above=0, repeated=0))
    _write_chart(frame, sheet, units, row, size)


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
            sum_above(3, maximum),
            sum_above(4, score),
            quotient(TOTAL_KEY, divided(score, maximum), upper="E", lower="D"),
            *(sum_above(column, value) for column, value in counts),
            None,
            None,
        ),
        key=TOTAL_KEY,
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
            CellFormula(lambda _: detail.sum(codes, SELF_MAXIMUM), total.self_maximum),
            CellFormula(lambda _: detail.sum(codes, SCORE), total.score),
            quotient(id_, ratio_of(total), upper="E", lower="D"),
            total.leaves,
            total.counted,
            unit.errors,
            unit.warnings,
            unit.notes,
            received,
            short_name(unit.unit.name),
        ),
        key=id_,
        tones={2: STATE_TONES[unit.state], _CHART_COLUMN: Tone.FAINT},
    )


def state_words(unit: UnitResult) -> str:
    """Return the state of a unit, and whether an earlier return was valid."""
    return f"{unit.state.value} (bản trước hợp lệ)" if unit.has_earlier_valid else unit.state.value


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
    totals = [sum_above(index, value) for index, value in enumerate([*sums, sum(sums, Decimal(0))], start=2)]
    yield TableRow(values=("", "Tổng cộng", *totals), key=TOTAL_KEY, tone=Tone.TOTAL)


def _points(share: AgencyShare | None, column: int) -> Decimal:
    if share is None:
        return Decimal(0)
    return share.score if column == SCORE else share.maximum


def _share_cell(share: AgencyShare | None, detail: PlannedTable, column: int) -> Value:
    if share is None:
        return None
    return CellFormula(lambda _: detail.sum(share.codes, column), _points(share, column))


def _row_sum(key: str, last: int, value: Decimal) -> CellFormula:
    return CellFormula(lambda at: f"=SUM(C{at[key]}:{xl_col_to_name(last)}{at[key]})", value)


def _chart_size(units: PlannedTable) -> tuple[int, int]:
    return 1080, min(_LIMIT_CHART_HEIGHT, 110 + 34 * (len(units.rows) - 1))


def _write_chart(
    frame: SheetFrame, sheet: BookSheet, units: PlannedTable, row: int, size: tuple[int, int]
) -> None:
    if len(units.rows) == 1:
        return
    title = f"{score_head(frame.result)} so với điểm tối đa theo cơ quan"
    bars = {3: POSSIBLE_COLOUR, _SCORE: REACHED_COLOUR}
    insert_chart(frame, sheet, (row, 0), units, title, bars, names=_CHART_COLUMN, size=size, offset=(0, 0))
