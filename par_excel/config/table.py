"""A table as read from a CSV file or a workbook: columns bound by header text, every row with its line.

The readers of the two kinds of file hand over raw lines; what is said about them is the same for both.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from par_excel.config.problems import Problems
from par_excel.config.words import CODE_COLUMNS, DATE_COLUMNS, OPTIONAL_COLUMNS
from par_excel.vietnamese import NumberRefusal, fold, parse_number, tidy, visible
from par_excel.vietnamese.numbers import normal

_WRITE_NUMBER = "ghi một số không âm với dấu phẩy thập phân, ví dụ 1,25; không kèm dấu % và không để Excel đổi thành ngày."


class SourceCell(Struct, frozen=True):
    """A cell before anyone knows its column."""

    text: str
    address: str = ""
    """`B12` in a workbook, empty in a CSV file."""
    is_fraction: bool = False
    """A number with decimals that the workbook stores as a number: no code survives that (1.10 → 1.1)."""
    flaw: str = ""
    """What the cell holds instead of text or a number."""
    day: str = ""
    """The day that a workbook stores, as it is written."""


class SourceLine(Struct, frozen=True):
    """A line of a file before its columns are bound."""

    number: int
    cells: tuple[SourceCell, ...]

    @property
    def is_blank(self) -> bool:
        """Say whether nothing stands in the line."""
        return not any(cell.text or cell.flaw for cell in self.cells)


class Row(Struct, frozen=True):
    """A row of a table, its texts by column."""

    line: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]


def bind_rows(lines: Sequence[SourceLine], columns: Sequence[str], problems: Problems) -> tuple[Row, ...]:
    """Return the rows below the header, or none where the header is at fault."""
    filled = [line for line in lines if not line.is_blank]
    if not filled:
        problems.add(1, "Tệp không có nội dung.", f"đặt dòng tiêu đề với các cột {', '.join(columns)}.")
        return ()
    header, *rows = filled
    positions = _positions(header, columns, problems)
    if positions is None:
        return ()
    width = max((index for index, cell in enumerate(header.cells, start=1) if cell.text), default=0)
    for row in rows:
        _check_width(row, width, problems)
    absent = dict.fromkeys((column for column in columns if column not in positions), "")
    return tuple(
        Row(
            row.number,
            absent | {column: _text(row, column, at, problems) for column, at in positions.items()},
        )
        for row in rows
    )


def _positions(header: SourceLine, columns: Sequence[str], problems: Problems) -> dict[str, int] | None:
    found: dict[str, int] = {}
    is_whole = True
    for column in columns:
        places = [index for index, cell in enumerate(header.cells) if fold(cell.text) == fold(column)]
        if len(places) == 1:
            found[column] = places[0]
            continue
        if not places and column in OPTIONAL_COLUMNS:
            continue
        is_whole = False
        if places:
            problems.add(
                header.number, f"Cột “{column}” xuất hiện {len(places)} lần.", "chỉ giữ lại một cột."
            )
        else:
            problems.add(
                header.number,
                f"Thiếu cột “{column}”.",
                f"thêm cột có tiêu đề “{column}” ở dòng {header.number}.",
            )
    return found if is_whole else None


def _check_width(row: SourceLine, width: int, problems: Problems) -> None:
    beyond = next((cell for cell in row.cells[width:] if cell.text), None)
    if beyond is not None:
        where = f" (ô {beyond.address})" if beyond.address else ""
        problems.add(
            row.number,
            f"Có nội dung “{_short(beyond.text)}”{where} nằm ngoài các cột có tiêu đề.",
            "xóa nội dung đó; trong tệp CSV, nội dung có dấu phân cách phải đặt trong ngoặc kép.",
        )


def _text(row: SourceLine, column: str, at: int, problems: Problems) -> str:
    cell = row.cells[at] if at < len(row.cells) else SourceCell("")
    if not cell.text and not cell.flaw:  # as most are
        return ""
    if cell.day and column in DATE_COLUMNS:
        return cell.day
    if cell.flaw:
        problems.add(
            row.number,
            f"Ô {cell.address} (cột “{column}”) chứa {cell.flaw}.",
            "đặt định dạng ô là Text rồi nhập lại nội dung.",
        )
    elif column in CODE_COLUMNS and cell.is_fraction:
        problems.add(
            row.number,
            f"Ô {cell.address} (cột “{column}”) đã bị đổi thành số {cell.text}, không còn rõ mã ban đầu.",
            "đặt định dạng cả cột là Text rồi nhập lại mã.",
        )
    elif visible(cell.text) != cell.text:
        problems.add(
            row.number,
            f"Cột “{column}” có ký tự điều khiển: {_short(visible(cell.text))}.",
            "nhập lại nội dung ô.",
        )
    return tidy(cell.text)


def read_amount(row: Row, column: str, problems: Problems) -> Decimal | None:
    """Return the number of a column, or None with a problem where it is no number of 0 or more."""
    number = parse_number(row[column])
    if isinstance(number, NumberRefusal):
        shown = f"ghi “{_short(row[column])}”: {number.value}" if row[column] else "để trống"
        problems.add(row.line, f"Cột “{column}” {shown}.", _WRITE_NUMBER)
        return None
    if number.value.is_signed():
        problems.add(row.line, f"Cột “{column}” ghi số âm “{row[column]}”.", _WRITE_NUMBER)
        return None
    return normal(number.value)


def read_optional_amount(row: Row, column: str, problems: Problems) -> Decimal | None:
    """Return the number of a column, or None where the column is blank or has a problem."""
    return read_amount(row, column, problems) if row[column] else None


def read_parts(text: str) -> tuple[str, ...]:
    """Return the entries of a cell that holds several, separated by semicolons."""
    return tuple(part for each in text.split(";") if (part := each.strip()))


_LIMIT_SHOWN = 60
"""Characters of a text that a message shows."""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LIMIT_SHOWN else line[: _LIMIT_SHOWN - 1] + "…"
