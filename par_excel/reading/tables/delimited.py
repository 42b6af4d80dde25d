"""The table of a CSV file: one grid, its delimiter told by which gives the same number of columns in most lines."""

import codecs
import csv
import io
from collections import Counter

from par_excel.model import Limits, RefusalReason
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.tables.grid import Grid, GridCell, GridRow, tidy_lines

_DELIMITERS = ",;\t"
_LEAST_COLUMNS = 2
"""How many columns a line needs to speak for its delimiter."""


def delimited_tables(data: bytes, limits: Limits) -> tuple[Grid, ...]:
    """Return the table of a CSV file; none where its lines have no columns.

    Raises:
        Breach: it is no text in Unicode, or larger than the limits.
    """
    # Excel saves “Unicode Text” in UTF-16 with a mark in front, and “CSV UTF-8” with one, too
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        detail = "bảng mã của tệp không phải Unicode; mở bằng Excel và lưu thành “CSV UTF-8” hoặc .xlsx"
        raise Breach(RefusalReason.OLD_FORMAT, detail) from error
    lines = max((_lines(text, delimiter, limits) for delimiter in _DELIMITERS), key=_agreement)
    rows = tuple(
        GridRow(
            number, {column: GridCell(tidy_lines(cell)) for column, cell in enumerate(line) if cell.strip()}
        )
        for number, line in lines
        if any(cell.strip() for cell in line)
    )
    return (Grid(rows),) if _agreement(lines)[0] else ()


def _lines(text: str, delimiter: str, limits: Limits) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines, cells = list[tuple[int, list[str]]](), 0
    try:
        for number, line in enumerate(reader, start=1):
            cells += len(line)
            if cells > limits.cells:
                raise Breach(RefusalReason.TOO_LARGE, "bảng có quá nhiều ô")
            lines.append((number, line))
    except csv.Error:
        return []
    return lines


def _agreement(lines: list[tuple[int, list[str]]]) -> tuple[int, int]:
    """Return how many lines have the commonest number of columns, and that number."""
    counts = Counter(len(line) for _, line in lines if len(line) >= _LEAST_COLUMNS)
    return max(((count, columns) for columns, count in counts.items()), default=(0, 0))
