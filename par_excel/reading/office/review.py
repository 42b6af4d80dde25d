"""A review workbook that somebody has worked on is read back: whole, or not at all."""

import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from enum import Enum
from typing import TypeVar
from xml.parsers import expat

from par_excel.form.office_sheets import (
    INITIATIVE_KEY,
    REVIEW_HIDDEN,
    REVIEW_INITIATIVES,
    REVIEW_KIND,
    REVIEW_MARK,
    REVIEW_SHEET,
    ReviewColumn,
    ReviewInitiativeColumn,
)
from par_excel.model import Basis, InitiativeOpinion, NotReviewed, Opinion, Remark, ReviewSheet
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.form.headers import Header, find_header
from par_excel.reading.form.located_cells import Ground
from par_excel.reading.form.values import number_cell, text_cell, tick_cell
from par_excel.reading.formats import open_workbook
from par_excel.reading.workbook.workbook import RawSheet
from par_excel.vietnamese import fold, format_number, harmless

_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    struct.error,
    EOFError,
    ArithmeticError,
    ValueError,
    LookupError,
    NotImplementedError,
    RecursionError,
)
_SHOWN = 10
C = TypeVar("C", bound=Enum)


class _Unfit(Exception):  # noqa: N818 - named after what happened
    """The file is not taken; the text says why."""


def read_review(data: bytes, basis: Basis) -> ReviewSheet | NotReviewed:
    """Return what a review workbook says of every criterion, or why nothing of it is taken."""
    wanted = {fold(REVIEW_SHEET), fold(REVIEW_INITIATIVES), fold(REVIEW_HIDDEN)}
    try:
        book = open_workbook(data, basis.period.limits, is_wanted=lambda name: fold(name) in wanted)
        sheets = {fold(sheet.name): sheet for sheet in reversed(book.sheets)}
        return _read(sheets, basis)
    except _Unfit as unfit:
        return NotReviewed((str(unfit),))
    except Breach as breach:
        return NotReviewed((" ".join(filter(None, (breach.reason.value, breach.detail))),))
    except _DAMAGE:
        return NotReviewed(("Tệp bảng tính bị hỏng, không mở được.",))


def _read(sheets: Mapping[str, RawSheet], basis: Basis) -> ReviewSheet:
    hidden, sheet = sheets.get(fold(REVIEW_HIDDEN)), sheets.get(fold(REVIEW_SHEET))
    kind = "" if hidden is None else _text(hidden, 1, 1)
    if hidden is None or not kind.startswith(REVIEW_MARK):
        raise _Unfit("Tệp không phải bảng rà soát do chương trình lập (không có dấu nhận dạng).")
    if kind != REVIEW_KIND:
        raise _Unfit("Bảng rà soát do phiên bản khác của chương trình lập; hãy chạy lại lệnh review.")
    if _text(hidden, 1, 2) != basis.period.id:
        raise _Unfit(f"Bảng rà soát thuộc kỳ đánh giá khác ({harmless(_text(hidden, 1, 2))}).")
    if _text(hidden, 1, 3) != basis.fingerprint:
        raise _Unfit("Bảng rà soát lập theo bộ tiêu chí khác với bộ tiêu chí hiện dùng.")
    if sheet is None:
        raise _Unfit(f"Tệp không còn sheet “{REVIEW_SHEET}”.")
    numbers = sorted(number for number in hidden.rows if number > 1)
    issued = {_text(hidden, row, 1): (_text(hidden, row, 2), _text(hidden, row, 3)) for row in numbers}
    initiatives = {key: given for key, given in issued.items() if key.startswith(INITIATIVE_KEY)}
    rows = {key: given for key, given in issued.items() if key not in initiatives}
    read = _opinions(basis, sheet, rows)
    chosen, unread = _chosen(sheets.get(fold(REVIEW_INITIATIVES)), initiatives)
    return replace(read, initiatives=chosen, unread=(*read.unread, *unread))


def _header(sheet: RawSheet, kind: type[C]) -> Header[C]:
    header = find_header(sheet, kind)
    missing = [each.value for each in kind if header is None or each not in header.columns]
    if header is None or missing:
        raise _Unfit(f"Sheet “{sheet.name}” không còn cột {', '.join(missing)}.")
    return header


def _opinions(basis: Basis, sheet: RawSheet, issued: Mapping[str, tuple[str, str]]) -> ReviewSheet:
    header, ground = _header(sheet, ReviewColumn), Ground(sheet, is_1904=False)
    rows = _rows(sheet, header.columns[ReviewColumn.CODE], header.row, issued)
    unread: list[str] = []
    opinions = []
    for key, (criterion, over) in issued.items():
        if key == criterion:
            _ensure_name(sheet, rows[key], header.columns[ReviewColumn.NAME], (key, _name_of(basis, key)))
            lines = {line: rows[line] for line, (owner, _) in issued.items() if owner == key != line}
            opinions.append(_opinion(ground, header, (key, rows[key], over), lines, unread))
    unread += _strayed(ground, header, issued)
    return ReviewSheet(opinions=tuple(opinions), unread=tuple(unread))


def _strayed(
    ground: Ground, header: Header[ReviewColumn], issued: Mapping[str, tuple[str, str]]
) -> Iterator[str]:
    """Yield what was typed where nothing is taken: it would be passed over in silence."""
    columns, sheet = header.columns, ground.sheet
    for row in sorted(row for row in sheet.rows if row > header.row):
        key = _text(sheet, row, columns[ReviewColumn.CODE])
        for column in _closed(key, issued):
            text = _text(sheet, row, columns[column])
            if text:
                where = f"Dòng {key}" if key else f"Dòng thứ {row} của sheet"
                yield f"{where}: cột “{column.value}” không nhận giá trị tại dòng này (“{harmless(text)}”)."


def _closed(key: str, issued: Mapping[str, tuple[str, str]]) -> tuple[ReviewColumn, ...]:
    """Return the columns of the office that take nothing in a row."""
    if key not in issued:
        return (ReviewColumn.TICK, ReviewColumn.SCORE, ReviewColumn.OPINION)
    is_line = issued[key][0] != key
    return (ReviewColumn.SCORE, ReviewColumn.OPINION) if is_line else (ReviewColumn.TICK,)


def _name_of(basis: Basis, key: str) -> str:
    criterion = basis.catalogue.get(key)
    return "" if criterion is None else criterion.name


def _ensure_name(sheet: RawSheet, row: int, column: int, wanted: tuple[str, str]) -> None:
    """Refuse a sheet of which some columns were sorted without the others."""
    key, name = wanted
    if fold(_text(sheet, row, column)) != fold(name):
        raise _Unfit(f"Dòng {key} không còn nội dung như khi lập bảng: dòng bị sửa hoặc xáo trộn.")


def _chosen(
    sheet: RawSheet | None, issued: Mapping[str, tuple[str, str]]
) -> tuple[tuple[InitiativeOpinion, ...], tuple[str, ...]]:
    """Return what the office says of each initiative, and what stands there and cannot be read."""
    if not issued:
        return (), ()
    if sheet is None:
        raise _Unfit(f"Tệp không còn sheet “{REVIEW_INITIATIVES}”.")
    header, ground = _header(sheet, ReviewInitiativeColumn), Ground(sheet, is_1904=False)
    columns = header.columns
    rows = _rows(sheet, columns[ReviewInitiativeColumn.NUMBER], header.row, issued)
    chosen, unread = [], []
    for key, (unit, name) in issued.items():
        _ensure_name(sheet, rows[key], columns[ReviewInitiativeColumn.TITLE], (key, name))
        cell = tick_cell(ground.spot(rows[key], columns[ReviewInitiativeColumn.RECOGNISED]))
        if Remark.NOT_A_TICK in cell.remarks:
            unread.append(f"Sáng kiến {key}: “{harmless(cell.raw)}” không phải dấu x.")
        reason = text_cell(ground.spot(rows[key], columns[ReviewInitiativeColumn.OPINION])).value
        chosen.append(
            InitiativeOpinion(
                unit=unit, name=name, is_recognised=bool(cell.value), reason=(reason or "").strip()
            )
        )
    return tuple(chosen), tuple(unread)


def _rows(
    sheet: RawSheet, column: int, head: int, issued: Mapping[str, tuple[str, str]]
) -> Mapping[str, int]:
    """Return where every issued row stands by now; rows may be in another order, none may be lost or double."""
    found = [(_text(sheet, row, column), row) for row in sorted(sheet.rows) if row > head]
    keys = Counter(key for key, _ in found)
    lost = [key for key in issued if not keys[key]]
    if lost:
        raise _Unfit(f"Sheet “{sheet.name}” thiếu dòng {_listed(lost)}.")
    twice = [key for key in issued if keys[key] > 1]
    if twice:
        raise _Unfit(f"Sheet “{sheet.name}” có dòng lặp lại {_listed(twice)}.")
    return {key: row for key, row in found if key in issued}


def _opinion(
    ground: Ground,
    header: Header[ReviewColumn],
    given: tuple[str, int, str],
    lines: Mapping[str, int],
    unread: list[str],
) -> Opinion:
    key, row, over = given
    columns = header.columns
    own = number_cell(ground.spot(row, columns[ReviewColumn.SELF])).value
    if own != (Decimal(over) if over else None):
        shown = "chưa có" if not over else format_number(Decimal(over))
        raise _Unfit(
            f"Điểm tự đánh giá của tiêu chí {key} không còn như khi lập bảng ({shown}): dòng bị sửa hoặc xáo trộn."
        )
    score = number_cell(ground.spot(row, columns[ReviewColumn.SCORE]))
    if score.value is None and not score.is_empty:
        unread.append(f"Tiêu chí {key}: điểm rà soát “{harmless(score.raw)}” không phải là số.")
    unread.extend(_unread_ticks(ground, columns[ReviewColumn.TICK], lines))
    return Opinion(
        criterion=key,
        score=score.value,
        ticks=tuple(
            line for line, at in lines.items() if tick_cell(ground.spot(at, columns[ReviewColumn.TICK])).value
        ),
        reason=(text_cell(ground.spot(row, columns[ReviewColumn.OPINION])).value or "").strip(),
        over=own,
    )


def _unread_ticks(ground: Ground, column: int, lines: Mapping[str, int]) -> Iterator[str]:
    for line, at in lines.items():
        cell = tick_cell(ground.spot(at, column))
        if Remark.NOT_A_TICK in cell.remarks:
            yield f"Dòng {line}: “{harmless(cell.raw)}” không phải dấu x."


def _text(sheet: RawSheet, row: int, column: int) -> str:
    raw = sheet.rows.get(row, {}).get(column)
    return "" if raw is None else (raw.text or "").strip()


def _listed(keys: list[str]) -> str:
    more = f" và {len(keys) - _SHOWN} dòng khác" if len(keys) > _SHOWN else ""
    return ", ".join(keys[:_SHOWN]) + more
