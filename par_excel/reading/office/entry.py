"""An entry list that somebody has worked on is read back: whole, or not at all."""

from collections.abc import Mapping

from par_excel.form.office_sheets import ENTRY_HIDDEN, ENTRY_KIND, ENTRY_SHEET, EntryColumn
from par_excel.model import Entered, Limits, NotEntered, Remark
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.form.located_cells import LocatedSheet
from par_excel.reading.form.values import number_cell, text_cell, tick_cell
from par_excel.reading.office.filled_tables import (
    FilledTable,
    Unfit,
    listed,
    open_sheets,
    read_issued,
    repeated,
    table_on,
)
from par_excel.vietnamese import format_number, harmless

_NEEDED = (EntryColumn.CODE, EntryColumn.SCORE, EntryColumn.ENTERED, EntryColumn.BY, EntryColumn.SEAL)


def read_entered(data: bytes, file: str, period: str, limits: Limits) -> Entered | NotEntered:
    """Return what was marked in an entry list, or why nothing of it is taken.

    Args:
        data: the workbook.
        file: its name, for people.
        period: the list must be one of this period.
        limits: beyond them no workbook is opened.
    """
    try:
        return _entered(open_sheets(data, limits, ENTRY_SHEET, ENTRY_HIDDEN), file, period)
    except (Unfit, Breach) as unfit:
        return NotEntered(file, str(unfit))


def _entered(sheets: Mapping[str, LocatedSheet], file: str, period: str) -> Entered:
    hidden, sheet = sheets.get(ENTRY_HIDDEN), sheets.get(ENTRY_SHEET)
    issued = None if hidden is None else read_issued(hidden)
    if issued is None or issued.mark != ENTRY_KIND:
        raise Unfit("Tệp không phải danh sách nhập liệu do chương trình lập (không có dấu nhận dạng).")
    if issued.period != period:
        raise Unfit(f"Danh sách nhập liệu thuộc kỳ đánh giá khác ({harmless(issued.period)}).")
    if sheet is None:
        raise Unfit(f"Tệp không còn sheet “{ENTRY_SHEET}”.")
    table = table_on(sheet, EntryColumn)
    lost = table.lost(_NEEDED)
    if lost:
        raise Unfit(f"Bảng không còn cột {lost}.")
    rows = [
        (table.text(row, EntryColumn.CODE), row) for row in table.rows if table.text(row, EntryColumn.SEAL)
    ]
    _ensure_whole(table, rows, issued.rows)
    marks, notes = _marks(table, rows)
    if [code for code, _ in rows] != list(issued.rows):
        notes.append("Các dòng đã được sắp xếp lại; từng dòng được nhận theo mã.")
    return Entered(
        file=file,
        fingerprint=issued.fingerprint,
        seals={code: seal for code, (seal, _) in issued.rows.items()},
        marks=marks,
        notes=tuple(notes),
    )


def _ensure_whole(
    table: FilledTable[EntryColumn], rows: list[tuple[str, int]], issued: Mapping[str, tuple[str, str]]
) -> None:
    """See that every row is there once, and still is what it was.

    Args:
        table: the list.
        rows: code and number of its rows.
        issued: seal and score of every row by its code.

    Raises:
        Unfit: one is not.
    """
    codes = [code for code, _ in rows]
    twice = repeated(codes)
    # Each row has a seal of its own, in the list and on the hidden sheet: sorting some columns without the others parts
    # code and seal, and a mark would stand beside another criterion.
    known = [(code, row, *issued[code]) for code, row in rows if code in issued]
    checks = {
        "Bảng thiếu dòng của tiêu chí": [code for code in issued if code not in codes],
        "Bảng có dòng lặp lại của tiêu chí": [code for code in issued if code in twice],
        "Bảng có dòng không thuộc danh sách": [code for code in codes if code not in issued],
        "Mã và nội dung không còn cùng dòng (có thể chỉ sắp xếp một phần bảng) ở tiêu chí": [
            code for code, row, seal, _ in known if table.text(row, EntryColumn.SEAL) != seal
        ],
        "Điểm đã bị sửa ở tiêu chí": [code for code, row, _, score in known if _score(table, row) != score],
    }
    for what, at in checks.items():
        if at:
            raise Unfit(f"{what} {listed(at)}.")


def _marks(table: FilledTable[EntryColumn], rows: list[tuple[str, int]]) -> tuple[dict[str, str], list[str]]:
    """Return who entered what, by code, and what was written that is no mark."""
    marks: dict[str, str] = {}
    unread = []
    for code, row in rows:
        cell = tick_cell(table.cell(row, EntryColumn.ENTERED))
        if cell.value:
            marks[code] = text_cell(table.cell(row, EntryColumn.BY)).value or ""
        elif Remark.NOT_A_TICK in cell.remarks:
            unread.append(f"{code} (“{harmless(cell.raw)}”)")
    notes = [f"Ô “{EntryColumn.ENTERED.value}” không ghi dấu x nên chưa tính: {listed(unread)}."]
    return marks, notes if unread else []


def _score(table: FilledTable[EntryColumn], row: int) -> str:
    number = number_cell(table.cell(row, EntryColumn.SCORE)).value
    return "" if number is None else format_number(number)
