"""Sheet “Tổng hợp”: the province at a glance."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from par_excel.model import Basis, LeafResult, LeafState, Method, Result, Survey, Total, Unit, UnitResult
from par_excel.vietnamese import format_number
from par_excel.writing.book.figures import leaves_by_field
from par_excel.writing.book.line_breaks import height_of
from par_excel.writing.book.looks import (
    BODY_SIZE,
    HEIGHT_ABOVE,
    LEFT,
    CellLook,
    SheetFrame,
    Tone,
    add_sheet,
    write_mark,
    write_title,
    write_wide,
)
from par_excel.writing.book.page import BAD_COLOUR, PageBlock, page_breaks, page_room
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
    write_value,
)
from par_excel.writing.book.texts import office_head, score_head, short_name
from par_excel.writing.book.workbook import BookSheet, write_text
from par_excel.writing.master.agencies import STATE_TONES, state_words
from par_excel.writing.master.charts import CHART_NAME, POSSIBLE_COLOUR, REACHED_COLOUR, insert_chart
from par_excel.writing.master.criteria import DETAIL_COLUMNS, LOST, MAXIMUM, SCORE, SELF_MAXIMUM
from par_excel.writing.master.decisions import approval_lines
from par_excel.writing.master.distribution import overview_height, write_overview
from par_excel.writing.master.texts import ratio_of, reach_label

SUMMARY = "Tổng hợp"
_PATTERN = re.compile(r"^[=<>]|[~*?]")
_LONGEST_SOUGHT = 255
"""Characters that a text within a formula may have, and that SUMIF compares, at most."""
_FIELD_COLUMNS = (
    TableColumn("Mã", 9, CellLook.CENTRE),
    TableColumn("Lĩnh vực", 50),
    TableColumn("Điểm tối đa", 12, CellLook.SCORE),
    TableColumn("Trong đó: điều tra xã hội học", 12, CellLook.SCORE),
    TableColumn("Trong đó: cơ quan tổng hợp chấm", 12, CellLook.SCORE),
    TableColumn("Tối đa tự đánh giá", 12, CellLook.SCORE),
    TableColumn("Điểm tự đánh giá", 12, CellLook.SCORE),
    TableColumn("Chỉ số", 12, CellLook.RATIO),
    TableColumn("Số tiêu chí tự đánh giá", 12, CellLook.COUNT),
    TableColumn("Đã tính", 18, CellLook.COUNT),
    TableColumn("Điểm chưa đạt", 12, CellLook.SCORE),
    TableColumn(CHART_NAME, 30),
)
_UNIT_COLUMNS = (
    TableColumn("Phụ lục", 9, CellLook.CENTRE),
    TableColumn("Cơ quan", 50),
    TableColumn("Trạng thái", 12, CellLook.CENTRE),
    TableColumn("Tối đa tự đánh giá", 12, CellLook.SCORE),
    TableColumn("Điểm tự đánh giá", 12, CellLook.SCORE),
    TableColumn("Chỉ số", 12, CellLook.RATIO),
    TableColumn("Đã tính", 12, CellLook.CENTRE),
    TableColumn("Lỗi", 12, CellLook.COUNT),
    TableColumn("Cảnh báo", 12, CellLook.COUNT),
    TableColumn("Nhận lúc", 18, CellLook.MOMENT),
    TableColumn("Điểm bị trừ", 12, CellLook.SCORE),
    TableColumn(CHART_NAME, 30),
)
_NAME = len(_UNIT_COLUMNS) - 1
"""Column of the short names, which is not printed."""
_WIDTHS = tuple(column.width for column in _FIELD_COLUMNS[:_NAME])
_RATIO_LABEL = "Chỉ số tự đánh giá (điểm ÷ tối đa tự đánh giá)"
_KEY_ROWS = 7
_KEY_HEIGHT = 27.0
_CHART_PIXELS = (838, 252)
_PAIR_PIXELS = ((676, 330), (744, 330))
_PAIR_HEIGHT = 260.0
"""Height of the charts side by side, with a little room, in points."""
_OFFICE, _SCORE, _UNIT_SCORE = 4, 6, 4
_RATIO, _LOST = 7, 10
"""Columns of the tables by field and by agency that charts show."""
_SECOND_CHART = 4
"""Column at which the second of two charts begins."""


def _field_columns(result: Result) -> tuple[TableColumn, ...]:
    office = f"Trong đó: {office_head(result, 'cơ quan tổng hợp')}"
    return retitled(_FIELD_COLUMNS, {_OFFICE: office, _SCORE: score_head(result)})


def write_summary(frame: SheetFrame, detail: PlannedTable, units: PlannedTable) -> None:
    """Write points, what is missing, the fields with a chart, and where each unit stands."""
    sheet = add_sheet(frame, SUMMARY, [*_WIDTHS, _UNIT_COLUMNS[_NAME].width], has_one_head=False)
    write_title(sheet, frame, "Tổng hợp kết quả tự đánh giá")
    write_mark(sheet, frame, 2, "còn nội dung chưa hoàn thành, nêu dưới đây")
    row = _write_remarks(frame, sheet, 3)
    if frame.result.is_ranking_alone:
        write_overview(frame, sheet, row, _WIDTHS)
    else:
        _write_province(frame, sheet, row, detail, units)
    sheet.activate()
    sheet.set_first_sheet()


def _write_province(
    frame: SheetFrame, sheet: BookSheet, row: int, detail: PlannedTable, units: PlannedTable
) -> None:
    """Write what the agencies reach together: each is the only one with its form, so that their scores add up."""
    above, key_rows = row, _KEY_ROWS + frame.result.is_reviewed + len(_aside(frame.result, detail))
    fields = planned(
        SUMMARY,
        _field_columns(frame.result),
        _field_rows(frame.basis, frame.result, detail),
        top=row + key_rows + overview_height(frame.result) + 3,
    )
    _write_key_figures(frame, sheet, row, fields, detail)
    if frame.result.rankings:
        write_overview(frame, sheet, row + key_rows + 2, _WIDTHS)
    write_text(sheet, fields.top - 1, 0, "Theo lĩnh vực", frame.formats.section)
    write_table(sheet, frame.formats, fields)
    _write_chart(frame, sheet, row, fields)
    row = fields.bottom + 1
    write_text(sheet, row, 0, "Tình hình các cơ quan", frame.formats.section)
    lost = _lost_by_unit(frame.result)
    rows = (_unit_row(unit, units, lost) for unit in frame.result.agencies)
    table = planned(
        SUMMARY, retitled(_UNIT_COLUMNS, {_UNIT_SCORE: score_head(frame.result)}), rows, top=row + 1
    )
    write_table(sheet, frame.formats, table)
    charts = table.bottom + 1
    _write_more_charts(frame, sheet, charts, fields, table)
    sheet.print_area(0, 0, charts + int(_PAIR_HEIGHT // height_of(1)), _NAME - 1)
    blocks = [
        PageBlock(table.top - 1, height_of(1) + table.height),
        PageBlock(charts, _PAIR_HEIGHT),
    ]
    remarks = height_of(1, BODY_SIZE) * (above - 3)
    first = HEIGHT_ABOVE + remarks + key_rows * _KEY_HEIGHT + height_of(4) + fields.height
    first += height_of(1) * overview_height(frame.result)
    room = page_room(_WIDTHS, left=LEFT)
    sheet.set_h_pagebreaks(page_breaks([PageBlock(0, first), *blocks], room=room, above=0, repeated=0))


def _write_remarks(frame: SheetFrame, sheet: BookSheet, row: int) -> int:
    mark, formats = frame.result.approval, frame.formats
    remarks = [(f"– {reason}", formats.remark) for reason in frame.result.draft_reasons]
    if mark is not None and mark.holds:
        remarks += [(line, formats.subtitle) for line in approval_lines(mark)]
        remarks += [(f"– {line}", formats.remark) for line in mark.accepted]
    for number, (remark, style) in enumerate(remarks):
        write_wide(sheet, row + number, remark, style, widths=_WIDTHS)
    return row + len(remarks)


def _write_key_figures(
    frame: SheetFrame, sheet: BookSheet, row: int, fields: PlannedTable, detail: PlannedTable
) -> None:
    total, office = frame.result.total, frame.basis.period.sender.name
    write_text(sheet, row, 0, "Kết quả chung", frame.formats.section)

    def sum_of_fields(column: int, value: Decimal | str) -> CellFormula:
        return fields.shown(TOTAL_KEY, column, value, outside=False)

    score = CellLook.SCORE
    figures: tuple[tuple[str, CellLook, Value], ...] = (
        (score_head(frame.result), score, sum_of_fields(_SCORE, total.score)),
        *_own(total, detail),
        (reach_label(frame.result), score, sum_of_fields(5, total.self_maximum)),
        (_RATIO_LABEL, CellLook.RATIO, sum_of_fields(_RATIO, ratio_of(total))),
        ("Điểm điều tra xã hội học (không tự đánh giá)", score, sum_of_fields(3, total.survey_maximum)),
        (f"Điểm do {office_head(frame.result, office)}", score, sum_of_fields(_OFFICE, total.office_maximum)),
        *_aside(frame.result, detail),
        ("Tổng điểm của Bộ tiêu chí", score, sum_of_fields(2, total.maximum)),
        ("Tiêu chí đã tính / phải tự đánh giá", CellLook.RIGHT, f"{total.counted}/{total.leaves}"),
    )
    for number, (label, look, value) in enumerate(figures, start=1):
        tone = Tone.FIRST_KEY if number == 1 else Tone.KEY
        style = frame.formats[CellLook.TEXT, tone]
        # a height that every program keeps: the chart beside is as high as these rows
        sheet.set_row(row + number, _KEY_HEIGHT)
        sheet.merge_range(row + number, 0, row + number, 1, "", style)
        write_text(sheet, row + number, 0, label, style)
        write_value(sheet, row + number, 2, value, style=frame.formats[look, tone], at=fields.at)


def _aside(result: Result, detail: PlannedTable) -> tuple[tuple[str, CellLook, Value], ...]:
    """Return what is in no percentage, where there is any: what did not arise, and bonus points."""
    total = result.total
    left_out = [leaf.criterion.code for leaf in result.leaves if leaf.state is LeafState.LEFT_OUT]
    bonus = [leaf.criterion.code for leaf in result.leaves if leaf.criterion.is_bonus]
    figures = (
        (
            "Không phát sinh, không tính vào điểm tối đa tự đánh giá",
            total.left_out_maximum,
            CellFormula(lambda _: detail.sum(left_out, MAXIMUM), total.left_out_maximum),
        ),
        (
            f"Điểm thưởng, ngoài tổng điểm (tối đa {format_number(total.bonus_maximum)})",
            total.bonus_maximum,
            CellFormula(lambda _: detail.sum(bonus, SCORE), total.bonus),
        ),
    )
    return tuple((label, CellLook.SCORE, value) for label, maximum, value in figures if maximum)


def _own(total: Total, detail: PlannedTable) -> tuple[tuple[str, CellLook, Value], ...]:
    """Return the sum of the agencies' own scores, where the office reviewed."""
    if total.own is None:
        return ()
    own = detail.shown(TOTAL_KEY, len(DETAIL_COLUMNS), total.own)
    return (("Điểm tự đánh giá của các cơ quan", CellLook.SCORE, own),)


def _field_rows(basis: Basis, result: Result, detail: PlannedTable) -> Iterator[TableRow]:
    leaves = leaves_by_field(basis, result)
    for total in result.fields:
        yield _field_row(total, leaves[total.key], detail)
    total = result.total
    sums: tuple[tuple[int, Decimal | int], ...] = (
        (2, total.maximum),
        (3, total.survey_maximum),
        (4, total.office_maximum),
        (5, total.self_maximum),
        (6, total.score),
    )
    yield TableRow(
        values=(
            "",
            "Tổng cộng",
            *(sum_above(column, value) for column, value in sums),
            quotient(TOTAL_KEY, ratio_of(total), upper="G", lower="F"),
            sum_above(8, total.leaves),
            sum_above(9, total.counted),
            sum_above(10, total.self_maximum - total.score),
            None,
        ),
        key=TOTAL_KEY,
        tone=Tone.TOTAL,
    )


def _field_row(total: Total, leaves: Sequence[LeafResult], detail: PlannedTable) -> TableRow:
    inside = [leaf for leaf in leaves if not leaf.criterion.is_bonus]
    survey = [leaf.criterion.code for leaf in inside if isinstance(leaf.criterion.scale, Survey)]
    office = [
        leaf.criterion.code
        for leaf in inside
        if leaf.criterion.method is Method.OFFICE and leaf.self_maximum is None
    ]
    values: tuple[Value, ...] = (
        total.key,
        total.name,
        detail.shown(total.key, MAXIMUM, total.maximum),
        CellFormula(lambda _: detail.sum(survey, MAXIMUM), total.survey_maximum),
        CellFormula(lambda _: detail.sum(office, MAXIMUM), total.office_maximum),
        detail.shown(total.key, SELF_MAXIMUM, total.self_maximum),
        detail.shown(total.key, SCORE, total.score),
        quotient(total.key, ratio_of(total), upper="G", lower="F"),
        total.leaves,
        total.counted,
        CellFormula(lambda at: f"=F{at[total.key]}-G{at[total.key]}", total.self_maximum - total.score),
        short_name(f"{total.key}. {total.name}"),
    )
    return TableRow(values=values, key=total.key, tones={_NAME: Tone.FAINT})


def _write_chart(frame: SheetFrame, sheet: BookSheet, row: int, fields: PlannedTable) -> None:
    if frame.result.fields:
        title = f"{score_head(frame.result)} so với điểm tối đa theo lĩnh vực"
        bars = {5: POSSIBLE_COLOUR, _SCORE: REACHED_COLOUR}
        size, offset = _CHART_PIXELS, (12, 2)
        insert_chart(
            frame, sheet, (row, 3), fields, title, bars, names=0, size=size, offset=offset, axis="Lĩnh vực"
        )


def _write_more_charts(
    frame: SheetFrame, sheet: BookSheet, row: int, fields: PlannedTable, units: PlannedTable
) -> None:
    """Draw how much of each field was reached, and what each agency lost, side by side."""
    first, second = _PAIR_PIXELS
    if frame.result.fields:
        title, bars = "Chỉ số tự đánh giá theo lĩnh vực", {_RATIO: REACHED_COLOUR}
        insert_chart(frame, sheet, (row, 0), fields, title, bars, names=_NAME, size=first, is_share=True)
    if units.rows:
        title, bars = "Điểm bị trừ của từng cơ quan (tiêu chí đã tính)", {_LOST: BAD_COLOUR}
        insert_chart(frame, sheet, (row, _SECOND_CHART), units, title, bars, names=_NAME, size=second)


def _lost_by_unit(result: Result) -> Mapping[str, Decimal]:
    lost: dict[str, Decimal] = {}
    for leaf in result.leaves:
        if leaf.unit is not None and leaf.lost:
            lost[leaf.unit.id] = lost.get(leaf.unit.id, Decimal(0)) + leaf.lost
    return lost


def _lost_points(unit: Unit, lost: Mapping[str, Decimal]) -> CellFormula | Decimal:
    """Return the sum of what the sheet of lost points says of an agency; as a number where SUMIF cannot seek its name."""
    sheet, sought, points = f"'{LOST}'!", sumif_criterion(unit.name), lost.get(unit.id, Decimal(0))
    if len(sought or unit.name) > _LONGEST_SOUGHT:
        return points
    return CellFormula(lambda at: f"=SUMIF({sheet}$C:$C,{sought or f'$B{at[unit.id]}'},{sheet}$F:$F)", points)


def sumif_criterion(name: str) -> str:
    """Return what SUMIF is to look for where the name itself would be taken for a pattern; empty where it would not.

    Excel takes * and ? for any letters, ~ for what makes them plain, and a comparison at the beginning for one.
    """
    if not _PATTERN.search(name):
        return ""
    plain = re.sub(r"([~*?])", r"~\1", name).replace('"', '""')
    return f'"={plain}"'


def _unit_row(unit: UnitResult, units: PlannedTable, lost: Mapping[str, Decimal]) -> TableRow:
    total, id_ = unit.total, unit.unit.id
    return TableRow(
        values=(
            unit.unit.appendix,
            unit.unit.name,
            state_words(unit),
            units.shown(id_, 3, total.self_maximum),
            units.shown(id_, 4, total.score),
            quotient(id_, ratio_of(total), upper="E", lower="D"),
            f"{total.counted}/{total.leaves}",
            unit.errors,
            unit.warnings,
            None if unit.judged is None else unit.judged.received,
            _lost_points(unit.unit, lost),
            short_name(unit.unit.name),
        ),
        key=id_,
        tones={2: STATE_TONES[unit.state], _NAME: Tone.FAINT},
    )
