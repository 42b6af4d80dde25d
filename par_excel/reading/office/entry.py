"""An entry list that somebody has worked on is read back: whole, or not at all."""

import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from par_excel.form.office_sheets import ENTRY_HIDDEN, ENTRY_KIND, ENTRY_SHEET, EntryColumn
from par_excel.model import Entered, Limits, NotEntered, Remark
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
_NEEDED = (EntryColumn.CODE, EntryColumn.SCORE, EntryColumn.ENTERED, EntryColumn.BY, EntryColumn.SEAL)
_SHOWN = 10


class _Unfit(Exception):  # noqa: N818 - named after what happened
    """The file is not taken; the text says why."""


@dataclass(frozen=True, slots=True)
class _Seal:
    fingerprint: str
    score: str


def read_entered(data: bytes, file: str, period: str, limits: Limits) -> Entered | NotEntered:
    """Return what was marked in an entry list, or why nothing of it is taken.

    Args:
        data: the workbook.
        file: its name, for people.
        period: the list must be one of this period.
        limits: beyond them no workbook is opened.
    """
    try:
        book = open_workbook(
            data, limits, is_wanted=lambda name: fold(name) in {fold(ENTRY_SHEET), fold(ENTRY_HIDDEN)}
        )
        sheets = {fold(sheet.name): sheet for sheet in reversed(book.sheets)}
        return _entered(sheets, file, period)
    except _Unfit as unfit:
        return NotEntered(file, str(unfit))
    except Breach as breach:
        return NotEntered(file, " ".join(filter(None, (breach.reason.value, breach.detail))))
    except _DAMAGE:
        return NotEntered(file, "Tệp bảng tính bị hỏng, không mở được.")


def _entered(sheets: Mapping[str, RawSheet], file: str, period: str) -> Entered:
    hidden, sheet = sheets.get(fold(ENTRY_HIDDEN)), sheets.get(fold(ENTRY_SHEET))
    identity = [] if hidden is None else [_text(hidden, 1, column) for column in (1, 2, 3)]
    if hidden is None or identity[0] != ENTRY_KIND:
        raise _Unfit("Tệp không phải danh sách nhập liệu do chương trình lập (không có dấu nhận dạng).")
    if identity[1] != period:
        raise _Unfit(f"Danh sách nhập liệu thuộc kỳ đánh giá khác ({harmless(identity[1])}).")
    if sheet is None:
        raise _Unfit(f"Tệp không còn sheet “{ENTRY_SHEET}”.")
    header = find_header(sheet, EntryColumn)
    missing = [column.value for column in _NEEDED if header is None or column not in header.columns]
    if header is None or missing:
        raise _Unfit(f"Bảng không còn cột {', '.join(missing)}.")
    seals = dict(_seals(hidden))
    rows = _rows(sheet, header)
    _ensure_whole(rows, seals, Ground(sheet, is_1904=False), header)
    marks, notes = _marks(rows, Ground(sheet, is_1904=False), header)
    order = [code for code, _ in rows]
    if order != list(seals):
        notes.append("Các dòng đã được sắp xếp lại; từng dòng được nhận theo mã.")
    return Entered(
        file=file, fingerprint=identity[2], seals=_fingerprints(seals), marks=marks, notes=tuple(notes)
    )


def _fingerprints(seals: Mapping[str, _Seal]) -> Mapping[str, str]:
    return {code: seal.fingerprint for code, seal in seals.items()}


def _seals(hidden: RawSheet) -> Iterator[tuple[str, _Seal]]:
    for row in sorted(number for number in hidden.rows if number > 1):
        code = _text(hidden, row, 1)
        if code:
            yield code, _Seal(_text(hidden, row, 2), _text(hidden, row, 3))


def _rows(sheet: RawSheet, header: Header[EntryColumn]) -> list[tuple[str, int]]:
    """Return the rows that carry a seal, with their codes."""
    code, seal = header.columns[EntryColumn.CODE], header.columns[EntryColumn.SEAL]
    numbers = sorted(number for number in sheet.rows if number > header.row)
    return [(_text(sheet, row, code), row) for row in numbers if _text(sheet, row, seal)]


def _ensure_whole(
    rows: list[tuple[str, int]], seals: Mapping[str, _Seal], ground: Ground, header: Header[EntryColumn]
) -> None:
    """See that every row is there once, and still is what it was.

    Raises:
        _Unfit: one is not.
    """
    codes = [code for code, _ in rows]
    columns = header.columns
    checks = {
        "Bảng thiếu dòng của tiêu chí": [code for code in seals if code not in codes],
        "Bảng có dòng lặp lại của tiêu chí": [code for code in seals if codes.count(code) > 1],
        "Bảng có dòng không thuộc danh sách": [code for code in codes if code not in seals],
        "Mã và nội dung không còn cùng dòng (có thể chỉ sắp xếp một phần bảng) ở tiêu chí": [
            code
            for code, row in rows
            if code in seals
            and _text(ground.sheet, row, columns[EntryColumn.SEAL]) != seals[code].fingerprint
        ],
        "Điểm đã bị sửa ở tiêu chí": [
            code
            for code, row in rows
            if code in seals and _score(ground, row, columns[EntryColumn.SCORE]) != seals[code].score
        ],
    }
    for what, at in checks.items():
        if at:
            raise _Unfit(f"{what} {_listed(at)}.")


def _marks(
    rows: list[tuple[str, int]], ground: Ground, header: Header[EntryColumn]
) -> tuple[dict[str, str], list[str]]:
    marks: dict[str, str] = {}
    unread = []
    for code, row in rows:
        cell = tick_cell(ground.spot(row, header.columns[EntryColumn.ENTERED]))
        if cell.value:
            marks[code] = text_cell(ground.spot(row, header.columns[EntryColumn.BY])).value or ""
        elif Remark.NOT_A_TICK in cell.remarks:
            unread.append(f"{code} (“{harmless(cell.raw)}”)")
    notes = [f"Ô “{EntryColumn.ENTERED.value}” không ghi dấu x nên chưa tính: {_listed(unread)}."]
    return marks, notes if unread else []


def _score(ground: Ground, row: int, column: int) -> str:
    number = number_cell(ground.spot(row, column)).value
    return "" if number is None else format_number(number)


def _text(sheet: RawSheet, row: int, column: int) -> str:
    raw = sheet.rows.get(row, {}).get(column)
    return "" if raw is None else (raw.text or "").strip()


def _listed(codes: list[str]) -> str:
    more = f" và {len(codes) - _SHOWN} dòng khác" if len(codes) > _SHOWN else ""
    return ", ".join(harmless(code) or "(không có mã)" for code in codes[:_SHOWN]) + more
