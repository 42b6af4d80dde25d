"""Tables on a terminal: columns in line, whatever the letters, and lines no longer than the terminal is wide."""

import sys
import unicodedata
from collections.abc import Iterator, Sequence
from shutil import get_terminal_size

from par_excel.vietnamese import harmless

_GAP = "  "
_WIDE = frozenset("WF")
"""Letters that take two places: East Asian wide and full-width (Unicode Standard Annex 11)."""
_LEAST_LAST = 16


def table_lines(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> Iterator[str]:
    """Yield a line for each row; every row has as many cells. What is piped is never cut.

    Args:
        rows: what stands in the cells; the head is the first row.
        right: columns of numbers, which stand at the right.
    """
    shown = [[harmless(cell) for cell in row] for row in rows]
    *widths, _ = (max(map(width, column)) for column in zip(*shown, strict=True))
    room = _columns() - sum(widths) - len(_GAP) * len(widths)
    for row in shown:
        padded = [_padded(cell, widths[at], at in right) for at, cell in enumerate(row[:-1])]
        yield _GAP.join([*padded, _cut(row[-1], max(room, _LEAST_LAST))]).rstrip()


def _columns() -> int:
    return get_terminal_size().columns if sys.stdout.isatty() else sys.maxsize


def width(text: str) -> int:
    """Return how many places of a terminal a text takes; a combining mark takes none."""
    return sum(_places(letter) for letter in text)


def _places(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in _WIDE else 1


def _padded(cell: str, places: int, is_right: bool) -> str:  # noqa: FBT001 - one cell, where it stands
    filling = " " * (places - width(cell))
    return filling + cell if is_right else cell + filling


def _cut(cell: str, places: int) -> str:
    if width(cell) <= places:
        return cell
    kept, used = [], 1
    for letter in cell:
        used += _places(letter)
        if used > places:
            break
        kept.append(letter)
    return "".join(kept) + "…"
