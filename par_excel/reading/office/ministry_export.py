"""What came out of the ministry's software: a workbook, a CSV file or a saved page becomes rows, by the heads of its columns."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from par_excel.model import Exported, ExportedColumn, ExportedRow, Limits, RefusalReason
from par_excel.reading.bounds.breach import Breach, damage_as_breach
from par_excel.reading.bounds.limits import ensure_file_size
from par_excel.reading.bounds.zip_directory import ZIP_START
from par_excel.reading.form.headers import header_text
from par_excel.reading.form.values import content
from par_excel.reading.formats import open_workbook
from par_excel.reading.ods.workbook import is_flat
from par_excel.reading.tables.grid import GridRow
from par_excel.reading.tables.web_page import page_tables
from par_excel.reading.workbook.workbook import RawSheet, SheetState
from par_excel.reading.xls.workbook import is_xls
from par_excel.vietnamese import fold, nfc

_Grid = Mapping[int, Mapping[int, str]]
"""Texts by row, then column, both from 1."""
_HEADS: Mapping[ExportedColumn, tuple[str, ...]] = {
    ExportedColumn.CODE: ("chỉ mục", "mã", "mã tiêu chí", "mã số", "ký hiệu", "stt", "số tt", "tt"),
    ExportedColumn.NAME: (
        "tiêu chí, tiêu chí thành phần",
        "lĩnh vực / tiêu chí / tiêu chí thành phần",
        "lĩnh vực/tiêu chí/tiêu chí thành phần",
        "lĩnh vực/tiêu chí",
        "tên tiêu chí",
        "tiêu chí",
        "nội dung",
    ),
    ExportedColumn.SCORE: (
        "điểm tự đánh giá",
        "điểm tự chấm",
        "điểm địa phương tự đánh giá",
        "điểm tỉnh tự đánh giá",
        "tự đánh giá",
        "tự chấm",
        "điểm đạt",
        "điểm đạt được",
        "điểm",
    ),
    ExportedColumn.TICKED: (
        "mức cần đánh dấu",
        "mức đạt",
        "mức đạt được",
        "mức đánh giá",
        "mức độ",
        "lựa chọn",
        "phương án",
        "phương án chọn",
    ),
    ExportedColumn.EVIDENCE: ("tài liệu kiểm chứng", "tài liệu minh chứng", "minh chứng", "tài liệu"),
    ExportedColumn.APPRAISED: (
        "điểm thẩm định",
        "điểm hội đồng thẩm định",
        "kết quả thẩm định",
        "thẩm định",
    ),
    ExportedColumn.OPINION: (
        "ý kiến hội đồng thẩm định",
        "ý kiến của hội đồng thẩm định",
        "ý kiến thẩm định",
        "nhận xét thẩm định",
    ),
    ExportedColumn.EXPLANATION: ("giải trình", "giải trình để dán", "nội dung giải trình", "thuyết minh"),
}
"""The heads that are known, the likeliest first."""
_KEYS = {
    "ma": ExportedColumn.CODE,
    "noi_dung": ExportedColumn.NAME,
    "diem": ExportedColumn.SCORE,
    "muc_dat": ExportedColumn.TICKED,
    "tai_lieu": ExportedColumn.EVIDENCE,
    "giai_trinh": ExportedColumn.EXPLANATION,
    "diem_tham_dinh": ExportedColumn.APPRAISED,
    "y_kien_tham_dinh": ExportedColumn.OPINION,
}
"""The keys of `[doi_chieu]` in par.toml."""
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HTML = re.compile(rb"<(!doctype html|html|table|body|head|meta)\b", re.IGNORECASE)
_HEAD_BYTES = 16_384
_LAST_HEAD_ROW = 40
"""The last row in which the heads of a table are looked for."""
_DELIMITERS = ",;\t|"
"""Where the comma is the decimal sign, as in Vietnamese settings, Excel writes CSV with semicolons."""
_KEY_COLUMNS = frozenset({ExportedColumn.CODE, ExportedColumn.NAME})
_POINTS = frozenset({ExportedColumn.SCORE, ExportedColumn.APPRAISED})
"""A table without either says nothing that could be compared criterion by criterion."""
_MOST_HEADS = 12
"""How many heads that were seen a sentence names."""


class _ExportTable(Struct, frozen=True):
    name: str
    grid: _Grid


def read_exported(data: bytes, headers: Mapping[str, str], limits: Limits) -> Exported:
    """Return the rows of every table that has a code or name and at least one thing to compare.

    Args:
        data: the file; its kind is told by content.
        headers: heads of columns that stand in place of the known ones, by the keys of `[doi_chieu]`.
        limits: beyond them no file is read.

    Raises:
        Breach: the file is not read, or has no such table.
    """
    ensure_file_size(data, limits)
    with damage_as_breach():
        return _exported(data, _wanted(headers), limits)


def _exported(data: bytes, wanted: Mapping[ExportedColumn, tuple[str, ...]], limits: Limits) -> Exported:
    rows: list[ExportedRow] = []
    columns: set[ExportedColumn] = set()
    for table in _tables(data, wanted, limits):
        found = _bound(table.grid, wanted)
        if found is not None:
            head, at = found
            columns |= set(at)
            rows += _rows(table, head, at)
    if not rows:
        raise Breach(RefusalReason.FOREIGN, _unknown_heads(_tables(data, wanted, limits)))
    return Exported(frozenset(columns), tuple(rows))


def _unknown_heads(tables: Iterable[_ExportTable]) -> str:
    """Say which heads were seen, which are needed, and the lines for par.toml that name them."""
    rows = (
        [text.strip() for _, text in sorted(cells.items()) if text.strip()]
        for table in tables
        for row, cells in table.grid.items()
        if row <= _LAST_HEAD_ROW
    )
    likely = max((row for row in rows if not any(map(str.isdigit, "".join(row)))), key=len, default=[])
    seen = "; ".join(f"“{text}”" for text in likely[:_MOST_HEADS]) or "không có dòng tiêu đề nào"
    return (
        f"Không thấy đủ cột để đối chiếu nên chưa đối chiếu gì; tiêu đề thấy trong tệp: {seen}; "
        "cần cột mã hoặc tên tiêu chí và cột điểm; nếu các cột đó mang tên khác, ghi tên của chúng vào par.toml: "
        '[doi_chieu] ma = "tên cột mã", noi_dung = "tên cột tên tiêu chí", diem = "tên cột điểm".'
    )


def _wanted(headers: Mapping[str, str]) -> Mapping[ExportedColumn, tuple[str, ...]]:
    own = {_KEYS[key]: (fold(text),) for key, text in headers.items()}
    return {column: own.get(column, texts) for column, texts in _HEADS.items()}


def _tables(
    data: bytes, wanted: Mapping[ExportedColumn, tuple[str, ...]], limits: Limits
) -> Iterator[_ExportTable]:
    if data.startswith(ZIP_START) or is_xls(data) or is_flat(data):
        yield from _sheets(data, limits)
    elif _HTML.search(data[:_HEAD_BYTES].replace(b"\x00", b"")):
        # without zero bytes, UTF-16 looks like UTF-8
        for number, table in enumerate(page_tables(data, limits, bullet=""), start=1):
            yield _ExportTable(f"bảng {number}", {row.number: _own_texts(row) for row in table.rows})
    else:
        yield _ExportTable("", _csv_grid(data, wanted, limits))


def _own_texts(row: GridRow) -> Mapping[int, str]:
    """Return what stands in a row itself, not in cells that reach down from above."""
    return {column + 1: cell.text for column, cell in row.cells.items() if not cell.is_continued}


def _sheets(data: bytes, limits: Limits) -> Iterator[_ExportTable]:
    book = open_workbook(data, limits, is_wanted=lambda _: True)
    for sheet in book.sheets:
        if sheet.state is SheetState.VISIBLE:
            yield _ExportTable(f"sheet “{sheet.name}”", _shown(sheet, is_1904=book.is_1904))


def _shown(sheet: RawSheet, *, is_1904: bool) -> _Grid:
    return {
        row: {column: content(raw, is_1904=is_1904).shown for column, raw in cells.items()}
        for row, cells in sheet.rows.items()
    }


def _csv_grid(data: bytes, wanted: Mapping[ExportedColumn, tuple[str, ...]], limits: Limits) -> _Grid:
    text = _decoded(data)
    if "\0" in text:
        raise Breach(RefusalReason.NOT_A_WORKBOOK, "tệp không phải bảng tính, CSV hay trang HTML")
    known = {head for heads in wanted.values() for head in heads}
    lines = text.splitlines()[:_LAST_HEAD_ROW]

    def heads_under(delimiter: str) -> tuple[int, int]:
        """Return how many known heads a line has, and the parts of the first line: figures have commas, heads seldom."""
        parted = [[header_text(part.strip(' "')) for part in line.split(delimiter)] for line in lines]
        most = max((len(known.intersection(parts)) for parts in parted), default=0)
        return most, len(parted[0]) if parted else 0

    delimiter = max(_DELIMITERS, key=heads_under)
    grid: dict[int, dict[int, str]] = {}
    left = limits.cells
    try:
        for number, cells in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1
        ):
            left -= len(cells)
            if left < 0:
                raise Breach(RefusalReason.TOO_LARGE, "tệp có quá nhiều ô")
            grid[number] = dict(enumerate(cells, start=1))
    except csv.Error as failure:
        raise Breach(RefusalReason.DAMAGED, "không tách được các cột của tệp CSV") from failure
    return grid


def _decoded(data: bytes) -> str:
    """Return a text; what is no Unicode is read as Windows-1258, the code page of Vietnamese Windows."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return nfc(data.decode("cp1258", "replace"))


def _bound(
    grid: _Grid, wanted: Mapping[ExportedColumn, tuple[str, ...]]
) -> tuple[int, Mapping[ExportedColumn, int]] | None:
    """Return the row of the head and the column of each thing; None where there is too little."""
    heads = ((row, _columns(grid[row], wanted)) for row in sorted(grid) if row <= _LAST_HEAD_ROW)
    sound = (head for head in heads if _KEY_COLUMNS & head[1].keys() and _POINTS & head[1].keys())
    return max(sound, key=lambda head: len(head[1]), default=None)


def _columns(
    cells: Mapping[int, str], wanted: Mapping[ExportedColumn, tuple[str, ...]]
) -> Mapping[ExportedColumn, int]:
    texts: dict[str, int] = {}
    for column in sorted(cells):
        texts.setdefault(header_text(cells[column]), column)
    places = {kind: [texts[head] for head in heads if head in texts] for kind, heads in wanted.items()}
    return {kind: at[0] for kind, at in places.items() if at}


def _rows(table: _ExportTable, head: int, at: Mapping[ExportedColumn, int]) -> Iterator[ExportedRow]:
    for row in sorted(number for number in table.grid if number > head):
        cells = table.grid[row]
        values = {column: cells.get(number, "").strip() for column, number in at.items()}
        if any(values.values()):
            place = f"dòng {row}" if not table.name else f"{table.name}, dòng {row}"
            yield ExportedRow(place, values)
