"""The rows of tieu_chi, gathered: a criterion with the lines and notes of its scale below it."""

import re
from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from par_excel.config.problems import Problems
from par_excel.config.table import Row, read_amount
from par_excel.config.words import LEVELS, LINE_KINDS, CatalogueColumn, LineKind, listed
from par_excel.model import Level
from par_excel.vietnamese import fold

_CODE = re.compile(r"[0-9A-Za-z]+(\.[0-9A-Za-z]+)*")
_SHARED_COLUMNS = frozenset(
    {
        CatalogueColumn.YEAR,
        CatalogueColumn.CODE,
        CatalogueColumn.LEVEL,
        CatalogueColumn.TEXT,
        # People mark a whole column as verified by pulling the entry down over every row.
        CatalogueColumn.SOURCE,
        CatalogueColumn.CONFIDENCE,
        CatalogueColumn.CONFIRMED_BY,
        CatalogueColumn.CONFIRMED_ON,
    }
)
_ALLOWED = {
    LineKind.LINE: _SHARED_COLUMNS | {CatalogueColumn.POINTS},
    LineKind.NOTE: _SHARED_COLUMNS,
}


class Block(Struct, frozen=True, kw_only=True):
    """A criterion's own row, and the rows of its scale."""

    head: Row
    level: Level
    code: str
    maximum: Decimal | None
    """None where it could not be read."""
    lines: tuple[Row, ...]
    notes: tuple[Row, ...]

    @property
    def parent(self) -> str | None:
        """The code without its last part; None where it has only one."""
        return self.code.rpartition(".")[0] or None


def gather_blocks(rows: Sequence[Row], problems: Problems) -> tuple[tuple[Block, ...], bool]:
    """Return the criteria with their rows, in the order of the file, and whether every one could be placed."""
    blocks = [_block(head, below, problems) for head, below in _groups(rows, problems)]
    placed = tuple(block for block in blocks if block is not None)
    return placed, len(placed) == len(blocks)


def _groups(rows: Sequence[Row], problems: Problems) -> list[tuple[Row, list[Row]]]:
    groups: list[tuple[Row, list[Row]]] = []
    for row in rows:
        if fold(row[CatalogueColumn.LEVEL]) not in LINE_KINDS:
            groups.append((row, []))
        elif groups:
            groups[-1][1].append(row)
        else:
            problems.add(
                row.line,
                f"Dòng “{row[CatalogueColumn.LEVEL]}” đứng trước mọi tiêu chí.",
                "chuyển dòng xuống ngay dưới tiêu chí mà nó thuộc về.",
            )
    return groups


def _block(head: Row, below: Sequence[Row], problems: Problems) -> Block | None:
    level, code = _level(head, problems), _code(head, problems)
    _check_text(head, problems)
    maximum = _maximum(head, problems)
    for row in below:
        _check_below(row, code, problems)
    if level is None or code is None:
        return None
    kinds = [(LINE_KINDS[fold(row[CatalogueColumn.LEVEL])], row) for row in below]
    return Block(
        head=head,
        level=level,
        code=code,
        maximum=maximum,
        lines=tuple(row for kind, row in kinds if kind is LineKind.LINE),
        notes=tuple(row for kind, row in kinds if kind is LineKind.NOTE),
    )


def _level(head: Row, problems: Problems) -> Level | None:
    word = head[CatalogueColumn.LEVEL]
    level = LEVELS.get(fold(word))
    if level is None:
        words = listed([*(each.value for each in Level), *LineKind])
        problems.add(
            head.line, f"Cột “{CatalogueColumn.LEVEL}” ghi “{word}”.", f"chọn một trong các từ: {words}."
        )
    return level


def _code(head: Row, problems: Problems) -> str | None:
    code = head[CatalogueColumn.CODE]
    if _CODE.fullmatch(code):
        return code
    problems.add(
        head.line,
        f"Mã “{code}” không đúng dạng." if code else f"Cột “{CatalogueColumn.CODE}” để trống.",
        "ghi mã gồm các phần cách nhau bằng dấu chấm, ví dụ 3.2.4; trong Excel, đặt định dạng cột mã là Text.",
    )
    return None


def _check_text(row: Row, problems: Problems) -> None:
    if not row[CatalogueColumn.TEXT]:
        problems.add(row.line, f"Cột “{CatalogueColumn.TEXT}” để trống.", "ghi nội dung của dòng này.")


def _maximum(head: Row, problems: Problems) -> Decimal | None:
    maximum = read_amount(head, CatalogueColumn.POINTS, problems)
    if maximum is not None and not maximum:
        problems.add(head.line, "Điểm tối đa là 0.", "ghi điểm tối đa lớn hơn 0.")
        return None
    return maximum


def _check_below(row: Row, code: str | None, problems: Problems) -> None:
    word, own = row[CatalogueColumn.LEVEL], row[CatalogueColumn.CODE]
    _check_text(row, problems)
    if code is not None and own not in {"", code}:
        problems.add(
            row.line,
            f"Dòng “{word}” mang mã {own} nhưng đứng dưới mã {code}.",
            f"sửa mã thành {code}, hoặc chuyển dòng xuống dưới tiêu chí {own}.",
        )
    allowed = _ALLOWED[LINE_KINDS[fold(word)]]
    filled = [column for column in CatalogueColumn if column not in allowed and row[column]]
    if filled:
        problems.add(
            row.line,
            f"Dòng “{word}” có nội dung ở cột {listed(filled)}.",
            "ghi nội dung đó ở dòng của tiêu chí, và để trống ở dòng này.",
        )
