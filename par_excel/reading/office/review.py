"""A review workbook that somebody has worked on is read back: whole, or not at all."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import Enum
from typing import TypeVar

from msgspec.structs import replace

from par_excel.form.office_sheets import (
    INITIATIVE_KEY,
    NOTE_KEY,
    REVIEW_HIDDEN,
    REVIEW_INITIATIVES,
    REVIEW_KIND,
    REVIEW_MARK,
    REVIEW_NOTES,
    REVIEW_SHEET,
    ReviewColumn,
    ReviewInitiativeColumn,
    ReviewNoteColumn,
)
from par_excel.model import (
    Basis,
    InitiativeOpinion,
    MinistryText,
    NoteKind,
    NotReviewed,
    Opinion,
    Remark,
    ReviewSheet,
    SynthesisEntry,
)
from par_excel.reading.bounds.breach import Breach, damage_as_breach
from par_excel.reading.form.located_cells import LocatedSheet
from par_excel.reading.form.values import number_cell, text_cell, tick_cell
from par_excel.reading.office.filled_tables import (
    FilledTable,
    Issued,
    Unfit,
    listed,
    open_sheets,
    read_issued,
    repeated,
    table_on,
)
from par_excel.vietnamese import fold, format_number, harmless

C = TypeVar("C", bound=Enum)
_OF_CRITERIA = (
    ReviewColumn.SCORE,
    ReviewColumn.OPINION,
    ReviewColumn.TOLD_FIGURES,
    ReviewColumn.TOLD_EVIDENCE,
    ReviewColumn.TOLD_EXPLANATION,
)
"""The office's columns that take something in the row of a criterion alone."""
_Facts = Mapping[str, tuple[str, str]]
"""Two facts by key, as issued: of a criterion or line its criterion and the score, of an initiative its unit and name."""


def read_review(data: bytes, basis: Basis) -> ReviewSheet | NotReviewed:
    """Return what a review workbook says of every criterion, or why nothing of it is taken."""
    try:
        with damage_as_breach():
            names = (REVIEW_SHEET, REVIEW_INITIATIVES, REVIEW_NOTES, REVIEW_HIDDEN)
            return _read(open_sheets(data, basis.period.limits, *names), basis)
    except (Unfit, Breach) as unfit:
        return NotReviewed((str(unfit),))


def _read(sheets: Mapping[str, LocatedSheet], basis: Basis) -> ReviewSheet:
    issued = _issued(sheets.get(REVIEW_HIDDEN), basis)
    sheet = sheets.get(REVIEW_SHEET)
    if sheet is None:
        raise Unfit(f"Tệp không còn sheet “{REVIEW_SHEET}”.")
    initiatives = {key: given for key, given in issued.rows.items() if key.startswith(INITIATIVE_KEY)}
    notes = {key: given for key, given in issued.rows.items() if key.startswith(NOTE_KEY)}
    rows = {key: given for key, given in issued.rows.items() if key not in initiatives | notes}
    read = _opinions(basis, _whole_table(sheet, ReviewColumn), rows)
    chosen, unread = _chosen(sheets.get(REVIEW_INITIATIVES), initiatives)
    synthesis = _synthesis(sheets.get(REVIEW_NOTES), notes)
    return replace(read, initiatives=chosen, synthesis=synthesis, unread=(*read.unread, *unread))


def _issued(hidden: LocatedSheet | None, basis: Basis) -> Issued:
    issued = None if hidden is None else read_issued(hidden)
    if issued is None or not issued.mark.startswith(REVIEW_MARK):
        raise Unfit("Tệp không phải bảng rà soát do chương trình lập (không có dấu nhận dạng).")
    if issued.mark != REVIEW_KIND:
        raise Unfit("Bảng rà soát do phiên bản khác của chương trình lập; hãy chạy lại lệnh review.")
    if issued.period != basis.period.id:
        raise Unfit(f"Bảng rà soát thuộc kỳ đánh giá khác ({harmless(issued.period)}).")
    if issued.fingerprint != basis.fingerprint:
        raise Unfit("Bảng rà soát lập theo bộ tiêu chí khác với bộ tiêu chí hiện dùng.")
    return issued


def _whole_table(sheet: LocatedSheet, kind: type[C]) -> FilledTable[C]:
    table = table_on(sheet, kind)
    lost = table.lost(kind)
    if lost:
        raise Unfit(f"Sheet “{table.name}” không còn cột {lost}.")
    return table


def _rows(table: FilledTable[C], column: C, issued: _Facts) -> Mapping[str, int]:
    """Return where every issued row stands by now; rows may be in another order, none may be lost or double."""
    found = [(table.text(row, column), row) for row in table.rows]
    keys = {key for key, _ in found}
    lost = [key for key in issued if key not in keys]
    if lost:
        raise Unfit(f"Sheet “{table.name}” thiếu dòng {listed(lost)}.")
    doubled = repeated(key for key, _ in found)
    twice = [key for key in issued if key in doubled]
    if twice:
        raise Unfit(f"Sheet “{table.name}” có dòng lặp lại {listed(twice)}.")
    return {key: row for key, row in found if key in issued}


def _ensure_name(found: str, key: str, wanted: str) -> None:
    """Refuse a sheet of which some columns were sorted without the others."""
    if fold(found) != fold(wanted):
        raise Unfit(f"Dòng {key} không còn nội dung như khi lập bảng: dòng bị sửa hoặc xáo trộn.")


def _opinions(basis: Basis, table: FilledTable[ReviewColumn], issued: _Facts) -> ReviewSheet:
    rows = _rows(table, ReviewColumn.CODE, issued)
    unread: list[str] = []
    opinions = []
    for key, (criterion, over) in issued.items():
        if key == criterion:
            _ensure_name(table.text(rows[key], ReviewColumn.NAME), key, _name_of(basis, key))
            lines = {line: rows[line] for line, (owner, _) in issued.items() if owner == key != line}
            opinions.append(_opinion(table, (key, rows[key], over), lines, unread))
    unread += _strayed(table, issued)
    return ReviewSheet(opinions=tuple(opinions), unread=tuple(unread))


def _name_of(basis: Basis, key: str) -> str:
    criterion = basis.catalogue.get(key)
    return "" if criterion is None else criterion.name


def _opinion(
    table: FilledTable[ReviewColumn], given: tuple[str, int, str], lines: Mapping[str, int], unread: list[str]
) -> Opinion:
    key, row, over = given
    # The office judged the score that stood beside its column: another one there means that rows were mixed up.
    own = number_cell(table.cell(row, ReviewColumn.SELF)).value
    if own != (Decimal(over) if over else None):
        shown = "chưa có" if not over else format_number(Decimal(over))
        raise Unfit(
            f"Điểm tự đánh giá của tiêu chí {key} không còn như khi lập bảng ({shown}): dòng bị sửa hoặc xáo trộn."
        )
    score = number_cell(table.cell(row, ReviewColumn.SCORE))
    if score.value is None and not score.is_empty:
        unread.append(f"Tiêu chí {key}: điểm rà soát “{harmless(score.raw)}” không phải là số.")
    marks = {line: tick_cell(table.cell(at, ReviewColumn.TICK)) for line, at in lines.items()}
    for line, mark in marks.items():
        if Remark.NOT_A_TICK in mark.remarks:
            unread.append(f"Dòng {line}: “{harmless(mark.raw)}” không phải dấu x.")
    return Opinion(
        criterion=key,
        score=score.value,
        ticks=tuple(line for line, mark in marks.items() if mark.value),
        reason=_text(table, row, ReviewColumn.OPINION),
        over=own,
        told=MinistryText(
            figures=_text(table, row, ReviewColumn.TOLD_FIGURES),
            evidence=_text(table, row, ReviewColumn.TOLD_EVIDENCE),
            explanation=_text(table, row, ReviewColumn.TOLD_EXPLANATION),
        ),
    )


def _text(table: FilledTable[C], row: int, column: C) -> str:
    return (text_cell(table.cell(row, column)).value or "").strip()


def _strayed(table: FilledTable[ReviewColumn], issued: _Facts) -> Iterator[str]:
    """Yield what was typed where nothing is taken: it would be passed over in silence."""
    for row in table.rows:
        key = table.text(row, ReviewColumn.CODE)
        for column in _closed(key, issued):
            text = table.text(row, column)
            if text:
                where = f"Dòng {key}" if key else f"Dòng thứ {row} của sheet"
                yield f"{where}: cột “{column.value}” không nhận giá trị tại dòng này (“{harmless(text)}”)."


def _closed(key: str, issued: _Facts) -> tuple[ReviewColumn, ...]:
    """Return the columns of the office that take nothing in a row."""
    if key not in issued:
        return (ReviewColumn.TICK, *_OF_CRITERIA)
    is_line = issued[key][0] != key
    return _OF_CRITERIA if is_line else (ReviewColumn.TICK,)


def _chosen(
    sheet: LocatedSheet | None, issued: _Facts
) -> tuple[tuple[InitiativeOpinion, ...], tuple[str, ...]]:
    """Return what the office says of each initiative, and what stands there and cannot be read."""
    if not issued:
        return (), ()
    if sheet is None:
        raise Unfit(f"Tệp không còn sheet “{REVIEW_INITIATIVES}”.")
    table = _whole_table(sheet, ReviewInitiativeColumn)
    rows = _rows(table, ReviewInitiativeColumn.NUMBER, issued)
    chosen, unread = [], []
    for key, (unit, name) in issued.items():
        row = rows[key]
        _ensure_name(table.text(row, ReviewInitiativeColumn.TITLE), key, name)
        mark = tick_cell(table.cell(row, ReviewInitiativeColumn.RECOGNISED))
        if Remark.NOT_A_TICK in mark.remarks:
            unread.append(f"Sáng kiến {key}: “{harmless(mark.raw)}” không phải dấu x.")
        reason = _text(table, row, ReviewInitiativeColumn.OPINION)
        chosen.append(InitiativeOpinion(unit=unit, name=name, is_recognised=bool(mark.value), reason=reason))
    return tuple(chosen), tuple(unread)


def _synthesis(sheet: LocatedSheet | None, issued: _Facts) -> tuple[SynthesisEntry, ...]:
    """Return what the office wrote beside difficulties and proposals, row by row."""
    if not issued:
        return ()
    if sheet is None:
        raise Unfit(f"Tệp không còn sheet “{REVIEW_NOTES}”.")
    table = _whole_table(sheet, ReviewNoteColumn)
    rows = _rows(table, ReviewNoteColumn.NUMBER, issued)
    entries = (_entry(table, rows[key], unit, NoteKind(kind)) for key, (unit, kind) in issued.items())
    return tuple(entry for entry in entries if not entry.is_empty)


def _entry(table: FilledTable[ReviewNoteColumn], row: int, unit: str, kind: NoteKind) -> SynthesisEntry:
    subject = _text(table, row, ReviewNoteColumn.SUBJECT)
    text = _text(table, row, ReviewNoteColumn.TEXT)
    return SynthesisEntry(unit=unit, kind=kind, subject=" ".join(subject.split()), text=text)
