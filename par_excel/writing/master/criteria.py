"""Sheets “Chi tiết” and “Điểm bị trừ”: every criterion in the official order, and where points were lost."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from xlsxwriter.utility import xl_col_to_name

from par_excel.model import Basis, Criterion, LeafResult, LeafState, Level, Result, Total
from par_excel.writing.book.line_breaks import height_of
from par_excel.writing.book.looks import BODY_SIZE, HEAD_ROW, HEIGHT_ABOVE, LEFT, CellLook, SheetFrame, Tone
from par_excel.writing.book.page import PageBlock, page_breaks, page_room
from par_excel.writing.book.table import (
    TOTAL_KEY,
    CellFormula,
    Link,
    PlannedTable,
    TableColumn,
    TableRow,
    Value,
    head_height,
    planned,
    retitled,
    sum_above,
    sum_of,
    write_sheet,
)
from par_excel.writing.book.texts import joined, place_text, score_head, text_of
from par_excel.writing.master.texts import (
    figures_of,
    is_only_explained,
    reached_by,
    reviewed_because,
    short,
    state_of,
)

DETAIL = "Chi tiết"
LOST = "Điểm bị trừ"
MAXIMUM, SELF_MAXIMUM, SCORE = 2, 3, 4
"""Indexes of the columns that other sheets add up."""
_STATE = 10

DETAIL_COLUMNS = (
    TableColumn("Mã", 8, CellLook.CODE),
    TableColumn("Lĩnh vực / Tiêu chí / Tiêu chí thành phần", 34),
    TableColumn("Điểm tối đa", 9, CellLook.SCORE),
    TableColumn("Tối đa tự đánh giá", 9.5, CellLook.SCORE),
    TableColumn("Điểm tự đánh giá", 9.5, CellLook.SCORE),
    TableColumn("Mức đạt, cách có điểm", 23),
    TableColumn("Số liệu dẫn chứng", 18),
    TableColumn("Tài liệu kiểm chứng", 30),
    TableColumn("Giải trình", 32),
    TableColumn("Cơ quan", 15),
    TableColumn("Trạng thái", 15),
    TableColumn("Tệp nguồn", 26, CellLook.LINK),
    TableColumn("Ô điểm", 18),
    TableColumn("Nhận lúc", 18, CellLook.MOMENT),
    TableColumn("Mã tệp", 15, CellLook.CODE),
    TableColumn("Đối chiếu văn bản gốc", 16, CellLook.CENTRE),
)
_PRINTED = 11
_TONE_OF_LEVEL = {Level.FIELD: Tone.FIELD, Level.CRITERION: Tone.HEADING, Level.COMPONENT: Tone.PLAIN}
_TONE_OF_STATE = {
    LeafState.COUNTED: Tone.PLAIN,
    LeafState.FAULTY: Tone.ALERT,
    LeafState.UNANSWERED: Tone.WARN,
    LeafState.NO_RETURN: Tone.WARN,
    LeafState.BY_UNIT: Tone.FAINT,
    LeafState.SURVEY: Tone.FAINT,
    LeafState.OFFICE: Tone.FAINT,
    LeafState.REVIEWED: Tone.PLAIN,
    LeafState.LEFT_OUT: Tone.FAINT,
}

LOST_COLUMNS = (
    TableColumn("Mã", 8, CellLook.CODE),
    TableColumn("Tiêu chí", 38),
    TableColumn("Cơ quan", 17),
    TableColumn("Điểm tối đa", 10, CellLook.SCORE),
    TableColumn("Điểm tự đánh giá", 10, CellLook.SCORE),
    TableColumn("Điểm bị trừ", 10, CellLook.SCORE),
    TableColumn("Mức đạt, cách có điểm", 28),
    TableColumn("Số liệu dẫn chứng", 22),
    TableColumn("Giải trình của cơ quan", 42),
)
_LOST_SCORE = 4


def _detail_columns(result: Result) -> tuple[TableColumn, ...]:
    """Return the columns; where the office reviewed, the agencies' own scores stand in a further one."""
    if not result.is_reviewed:
        return DETAIL_COLUMNS
    return (*retitled(DETAIL_COLUMNS, {SCORE: score_head(result)}), DETAIL_COLUMNS[SCORE])


def detail_table(basis: Basis, result: Result, returns: PlannedTable) -> PlannedTable:
    """Return the table of all criteria; files lead to their row in the list of returns."""
    columns = _detail_columns(result)
    return planned(DETAIL, columns, _detail_rows(basis, result, returns), top=HEAD_ROW)


def write_detail(frame: SheetFrame, table: PlannedTable) -> None:
    """Write the sheet with every criterion and where its score comes from."""
    name = xl_col_to_name(_PRINTED)
    note = f"Các cột nguồn gốc (từ cột {name}) chỉ xem trên màn hình, không in. Bấm tên tệp để tới bản nộp."
    sheet = write_sheet(frame, table, "Kết quả chi tiết theo Bộ tiêu chí", note, frozen=2)
    sheet.outline_settings(symbols_below=False)
    sheet.print_area(0, 0, table.bottom - 1, _PRINTED - 1)
    head = head_height(table.columns, room=0)
    room = page_room([column.width for column in table.columns[:_PRINTED]], left=LEFT)
    above = HEIGHT_ABOVE + head
    blocks = _blocks(table, by_field=HEIGHT_ABOVE + table.height > room)
    sheet.set_h_pagebreaks(page_breaks(blocks, room=room, above=above, repeated=head))


def _blocks(table: PlannedTable, *, by_field: bool) -> Iterator[PageBlock]:
    """Yield what stays on one page: a criterion with the headings above it; a field may begin a page."""
    first, height, row_index, is_open, begins = table.top + 1, 0.0, table.top + 1, False, False
    for row, pieces in zip(table.rows, table.pieces, strict=True):
        if not is_open and row.tone is not Tone.TOTAL and height:
            yield PageBlock(first, height, begins_page=begins)
            first, height, begins = row_index, 0.0, False
        begins = begins or (by_field and row.tone is Tone.FIELD)
        is_open = row.tone in {Tone.FIELD, Tone.HEADING}
        height += sum(height_of(piece.lines, BODY_SIZE) for piece in pieces)
        row_index += len(pieces)
    yield PageBlock(first, height, begins_page=begins)


def _detail_rows(basis: Basis, result: Result, returns: PlannedTable) -> Iterator[TableRow]:
    leaves = {leaf.criterion.code: leaf for leaf in result.leaves}
    is_reviewed = result.is_reviewed  # looks at every leaf
    children: dict[str | None, list[str]] = {}
    for criterion in basis.catalogue.criteria:
        if basis.catalogue.is_summand(criterion.code):
            children.setdefault(criterion.parent, []).append(criterion.code)
    for criterion in basis.catalogue.criteria:
        depth = len(basis.catalogue.ancestors(criterion.code))
        if criterion.code in leaves:
            yield _leaf_row(leaves[criterion.code], depth, returns, is_reviewed=is_reviewed)
        else:
            below = children.get(criterion.code, [])
            yield _heading_row(criterion, result.headings[criterion.code], below, depth)
    yield _sum_row(result.total, children.get(None, []))


def _heading_row(criterion: Criterion, total: Total, below: list[str], depth: int) -> TableRow:
    sums, own = _sums(total, below)
    values = (criterion.code, criterion.full_name, *sums, *[None] * 10, _standing(criterion), *own)
    return TableRow(values=values, key=criterion.code, tone=_TONE_OF_LEVEL[criterion.level], level=depth)


def _sum_row(total: Total, fields: list[str]) -> TableRow:
    sums, own = _sums(total, fields)
    return TableRow(values=("", "Tổng cộng", *sums, *[None] * 11, *own), key=TOTAL_KEY, tone=Tone.TOTAL)


def _sums(total: Total, below: list[str]) -> tuple[tuple[CellFormula, ...], tuple[CellFormula, ...]]:
    """Return the three sums, and that of the agencies' own scores where the office reviewed."""

    def adding(column: int, value: Decimal) -> CellFormula:
        return CellFormula(lambda at: sum_of((at[code] for code in below), column), value)

    sums = (
        adding(MAXIMUM, total.maximum),
        adding(SELF_MAXIMUM, total.self_maximum),
        adding(SCORE, total.score),
    )
    return sums, () if total.own is None else (adding(len(DETAIL_COLUMNS), total.own),)


def _leaf_row(leaf: LeafResult, depth: int, returns: PlannedTable, *, is_reviewed: bool) -> TableRow:
    criterion, answer = leaf.criterion, leaf.answer
    given: tuple[Value, ...] = (reached_by(leaf) or None, None, None, None)
    if answer is not None:
        given = (
            reached_by(leaf),
            figures_of(criterion, answer),
            text_of(answer.evidence),
            text_of(answer.explanation),
        )
    unit = "" if leaf.unit is None else leaf.unit.name
    scores = (criterion.maximum, leaf.self_maximum, leaf.score)
    source = _source(leaf, returns)
    values = (
        criterion.code,
        criterion.full_name,
        *scores,
        *given,
        unit,
        state_of(leaf),
        *source,
        _standing(criterion),
        *((leaf.own,) if is_reviewed else ()),
    )
    tone = Tone.WARN if is_only_explained(leaf) else _TONE_OF_STATE[leaf.state]
    return TableRow(values=values, key=criterion.code, tones={_STATE: tone}, level=depth)


def _source(leaf: LeafResult, returns: PlannedTable) -> tuple[Value, Value, Value, Value]:
    submission, answer = leaf.submission, leaf.answer
    if submission is None:
        return "", "", leaf.received, ""
    key = submission.sha256
    target = f"internal:'{returns.sheet}'!A{returns.at[key]}" if key in returns.at else ""
    name = (None if answer is None else answer.score.place.file) or submission.file
    file = Link(target, name) if target else name
    place = "" if answer is None else place_text(answer.score.place)
    return file, place, leaf.received, short(submission.sha256)


def _standing(criterion: Criterion) -> str:
    if criterion.provenance.is_example:
        return "ví dụ"
    return "đã đối chiếu" if criterion.provenance.is_verified else "chưa đối chiếu"


def write_lost(frame: SheetFrame) -> None:
    """Write where points were lost, most first, with the explanation given."""
    columns = retitled(LOST_COLUMNS, {_LOST_SCORE: score_head(frame.result)})
    table = planned(LOST, columns, _lost_rows(frame.result), top=HEAD_ROW)
    write_sheet(frame, table, "Điểm bị trừ", _not_counted(frame.result), frozen=2)


def _lost_rows(result: Result) -> Iterator[TableRow]:
    lost = {leaf.criterion.code: leaf for leaf in result.leaves if leaf.lost}
    ordered = sorted(lost.values(), key=lambda leaf: -(leaf.lost or 0))
    for leaf in ordered:
        yield _lost_row(leaf)
    sums = tuple(sum_above(column, value) for column, value in enumerate(_lost_sums(lost), start=3))
    yield TableRow(values=("", "Tổng cộng", "", *sums, "", "", ""), tone=Tone.TOTAL)


def _lost_sums(lost: Mapping[str, LeafResult]) -> tuple[Decimal, Decimal, Decimal]:
    maximum = sum((leaf.criterion.maximum for leaf in lost.values()), Decimal(0))
    score = sum((leaf.score for leaf in lost.values() if leaf.score is not None), Decimal(0))
    return maximum, score, maximum - score


def _lost_row(leaf: LeafResult) -> TableRow:
    criterion, answer = leaf.criterion, leaf.answer
    given = (reached_by(leaf), "", reviewed_because(leaf))
    if answer is not None:
        explanation = joined([text_of(answer.explanation), reviewed_because(leaf)])
        given = (reached_by(leaf), figures_of(criterion, answer), explanation)
    code = criterion.code
    lost = CellFormula(lambda at: f"=D{at[code]}-E{at[code]}", leaf.lost or Decimal(0))
    unit = "" if leaf.unit is None else leaf.unit.name
    return TableRow(
        values=(code, criterion.name, unit, criterion.maximum, leaf.score, lost, *given), key=code
    )


def _not_counted(result: Result) -> str:
    missing = [leaf for leaf in result.leaves if leaf.score is None and leaf.is_assessed]
    if not missing:
        return "Mọi tiêu chí tự đánh giá đều đã có điểm; xếp theo số điểm bị trừ, nhiều nhất trước."
    return (
        f"Chưa gồm {len(missing)} tiêu chí chưa có điểm được tính (xem cột Trạng thái của sheet “{DETAIL}”); "
        "xếp theo số điểm bị trừ, nhiều nhất trước."
    )
