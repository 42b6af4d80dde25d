"""Sheet “Phân bố”, and the overview of all rankings on the first sheet: how many units lie in which band, and the means."""

from collections.abc import Iterator, Sequence

from par_excel.model import Ranking, Result
from par_excel.writing.book.figures import GroupFigures, bands, field_figures, group_figures
from par_excel.writing.book.looks import HEAD_ROW, CellLook, SheetFrame, add_sheet, write_frame
from par_excel.writing.book.table import PlannedTable, TableColumn, TableRow, Value, planned, write_table
from par_excel.writing.book.texts import short_name
from par_excel.writing.book.workbook import BookSheet, write_text
from par_excel.writing.master.charts import CHART_NAME, REACHED_COLOUR, insert_chart

_NAME_WIDTH = 24
_BAND_COLUMNS = (TableColumn("Khoảng chỉ số", 24), TableColumn("Số đơn vị", 12, CellLook.COUNT))
_FIELD_COLUMNS = (
    TableColumn("Lĩnh vực", 24),
    TableColumn("Tối đa", 12, CellLook.SCORE),
    TableColumn("Điểm trung bình", 12, CellLook.SCORE),
    TableColumn("Chỉ số trung bình", 12, CellLook.RATIO),
    TableColumn(CHART_NAME, _NAME_WIDTH),
)
_FIGURES = (
    ("Số đơn vị", CellLook.COUNT),
    ("Đã nộp", CellLook.COUNT),
    ("Hợp lệ", CellLook.COUNT),
    ("Chỉ số trung bình", CellLook.RATIO),
    ("Cao nhất", CellLook.RATIO),
    ("Thấp nhất", CellLook.RATIO),
)
_GROUP_COLUMNS = (TableColumn("Nhóm", 24), *(TableColumn(title, 12, look) for title, look in _FIGURES))
_OVERVIEW = (("Phụ lục", CellLook.CENTRE), ("Dẫn đầu", CellLook.TEXT), *_FIGURES)
_CHART_PIXELS = (620, 330)
_SECOND_CHART = 6
"""Column at which the second chart begins."""


def write_distribution(frame: SheetFrame, ranking: Ranking) -> None:
    """Write how many units lie in each band of the index, and the means of each field and group."""
    name = f"Phân bố PL {ranking.appendix}"
    sheet = add_sheet(frame, name, [24, 12, 12, 12, _NAME_WIDTH, *[12] * 8], has_one_head=False)
    sheet.fit_to_pages(1, 1)  # no chart is cut by a page
    write_frame(sheet, frame, f"Phân bố kết quả các đơn vị – Phụ lục {ranking.appendix}")
    spread_rows = (TableRow(values=(band.name, band.units)) for band in bands(ranking))
    spread = planned(name, _BAND_COLUMNS, spread_rows, top=HEAD_ROW)
    write_table(sheet, frame.formats, spread)
    field_rows = (TableRow(values=(*figures, short_name(figures[0]))) for figures in field_figures(ranking))
    fields = planned(name, _FIELD_COLUMNS, field_rows, top=spread.bottom + 1)
    write_table(sheet, frame.formats, fields)
    row = fields.bottom + 1
    if ranking.groups:
        groups = planned(name, _GROUP_COLUMNS, map(_group_row, group_figures(ranking)), top=row)
        write_table(sheet, frame.formats, groups)
        row = groups.bottom + 1
    if ranking.returned:
        _write_charts(frame, sheet, spread, fields, row)


def _group_row(figures: GroupFigures) -> TableRow:
    return TableRow(values=(figures.name or "(không có nhóm)", *_values(figures)))


def _values(figures: GroupFigures) -> tuple[Value, ...]:
    return figures.units, figures.returned, figures.valid, figures.mean, figures.best, figures.least


def _write_charts(
    frame: SheetFrame, sheet: BookSheet, spread: PlannedTable, fields: PlannedTable, row: int
) -> None:
    title, size = "Số đơn vị theo chỉ số", _CHART_PIXELS
    insert_chart(
        frame, sheet, (row, 0), spread, title, {1: REACHED_COLOUR}, names=0, size=size, axis="Chỉ số"
    )
    title, at, bars = "Chỉ số trung bình theo lĩnh vực", (row, _SECOND_CHART), {3: REACHED_COLOUR}
    insert_chart(frame, sheet, at, fields, title, bars, names=4, size=size, is_share=True, share_step=0.2)


def overview_height(result: Result) -> int:
    """Return how many rows the overview takes, with the blank one below it."""
    return len(result.rankings) + 3 if result.rankings else 0


def write_overview(frame: SheetFrame, sheet: BookSheet, row: int, widths: Sequence[float]) -> None:
    """Write one row a ranking on the first sheet, in columns of these widths."""
    columns = [
        TableColumn(title, width, look) for (title, look), width in zip(_OVERVIEW, widths, strict=False)
    ]
    write_text(sheet, row, 0, "Xếp hạng các đơn vị cùng biểu mẫu", frame.formats.section)
    write_table(
        sheet, frame.formats, planned(sheet.get_name(), columns, _overview_rows(frame.result), top=row + 1)
    )


def _overview_rows(result: Result) -> Iterator[TableRow]:
    for ranking in result.rankings:
        (figures,) = group_figures(ranking, of_all=True)
        leaders = [row.unit.unit.name for row in ranking.rows if row.place == 1]
        more = f" và {len(leaders) - 3} đơn vị khác" if len(leaders) > 3 else ""
        yield TableRow(values=(ranking.appendix, ", ".join(leaders[:3]) + more, *_values(figures)))
