"""How many lines a text takes in a column, and how high a row must be so that none of them is cut.

Programs lay out text by the widths of its letters; those of Times New Roman are known here, so that heights need no
program to be worked out.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

FONT_SIZE = 12
LIMIT_HEIGHT = 409.5
"""The highest row that Excel shows, in points."""
POINTS_PER_CHARACTER = 6.0
"""Width of one digit of Times New Roman 12: the unit of a column's width."""
_LINE = 1.3125
"""Height of a line ÷ font size, as Excel lays out Times New Roman (15.75 points at 12)."""
_SPARE = 0.96
"""Share of a line that is used: programs differ by a hair in the width of a word."""
_BOLD = 1.09
"""How many times as wide as plain text bold one is taken for."""
_TIMES = {
    0: "\n",
    180: "'",
    250: " ,.\xa0",
    278: "/:;\\ijlt",
    333: "!()-I[]`fr‘’‹›",
    389: "Js",
    408: '"',
    444: "?acez“”",
    470: "^",
    480: "{}",
    500: "#$*0123456789_bdghknopquvxyđ–§€",
    542: "~ơư",
    564: "FPS+<=>×÷≥≤",
    611: "ELTZ",
    667: "BCR",
    722: "ADGHKNOQUVXYwĐƠ",
    778: "&mƯ",
    833: "%",
    889: "M",
    944: "@W",
    1000: "…—\t",
}
"""Characters of Times New Roman by their width in thousandths of the font's size."""
_WIDEST = max(_TIMES)
_UNKNOWN = 620
"""Width taken for a letter that is not listed, in the same unit."""


def row_height(
    texts: Iterable[tuple[str, float]], font_size: float = FONT_SIZE, *, bold: bool = False
) -> float:
    """Return the height in points at which none of these wrapped texts is cut, each given with its column's width."""
    lines = max((line_count(text, width, font_size, bold=bold) for text, width in texts), default=1)
    return min(LIMIT_HEIGHT, height_of(lines, font_size))


def height_of(lines: int, font_size: float = FONT_SIZE) -> float:
    """Return the height in points of so many lines, each rounded up to whole pixels of 0.75 points."""
    return lines * _line_height(font_size)


def lines_within(height: float, font_size: float = FONT_SIZE) -> int:
    """Return how many lines a row of this height shows."""
    return int(height // _line_height(font_size))


def _line_height(font_size: float) -> float:
    return -(-font_size * _LINE // 0.75) * 0.75


@lru_cache(maxsize=4096)  # lists repeat names, kinds and places
def line_count(
    text: str, width_characters: float, font_size: float = FONT_SIZE, *, bold: bool = False
) -> int:
    """Return the number of lines of a text, wrapped in a column of this width."""
    room = _room(width_characters, font_size, bold=bold)
    return sum(_count(part, room) for part in text.split("\n"))


def _count(part: str, room: int) -> int:
    """Return how many lines `_wrapped_part` makes, in a fraction of its time."""
    if len(part) * _WIDEST <= room:
        return 1
    lines, used = 1, 0
    for word in part.split(" "):
        width = _width(word)
        if used and used + width > room:
            lines, used = lines + 1, 0
        if width > room:
            *broken, last = _wrapped_part(word, room)
            lines, width = lines + len(broken), _width(last)
        used += width + _SPACE
    return lines


def wrapped(
    text: str, width_characters: float, font_size: float = FONT_SIZE, *, bold: bool = False
) -> list[str]:
    """Return a text in lines as they fit into a column; joined, they are the text again."""
    room = _room(width_characters, font_size, bold=bold)
    if "\n" not in text:
        return _wrapped_part(text, room)
    *parts, last = text.split("\n")
    lines = [line for part in parts for line in _with_break(_wrapped_part(part, room))]
    return [*lines, *_wrapped_part(last, room)]


def _room(width_characters: float, font_size: float, *, bold: bool) -> int:
    return int(width_characters * POINTS_PER_CHARACTER / font_size * 1000 * _SPARE / (_BOLD if bold else 1))


def _with_break(lines: list[str]) -> list[str]:
    return [*lines[:-1], lines[-1] + "\n"]


def _wrapped_part(part: str, room: int) -> list[str]:
    if len(part) * _WIDEST <= room:
        return [part]
    lines: list[str] = []
    line, used = "", 0
    for word in part.split(" "):
        piece, width = word, _width(word)
        if line and used + width > room:
            lines.append(line)
            line, used = "", 0
        while width > room:
            fitting = _fitting(piece, room)
            lines.append(piece[:fitting])
            piece = piece[fitting:]
            width = _width(piece)
        line, used = f"{line}{piece} ", used + width + _SPACE
    return [*lines, line[:-1]]


def _fitting(word: str, room: int) -> int:
    used = 0
    for index, character in enumerate(word):
        used += _WIDTHS[character]
        if used > room:
            # at least one, or a column that is narrower than a letter would be broken for ever
            return max(1, index)
    return len(word)


@lru_cache(maxsize=16_384)
def _width(word: str) -> int:
    return sum(map(_WIDTHS.__getitem__, word))


class _Widths(dict[str, int]):
    """Widths of characters in thousandths of the font's size; a letter with marks is as wide as without."""

    def __missing__(self, character: str) -> int:
        base = unicodedata.normalize("NFD", character)[0]
        if unicodedata.combining(character):
            width = 0
        elif base != character:
            width = self[base]
        else:
            # letters of East Asia are as wide as the font is high
            width = 1000 if unicodedata.east_asian_width(character) in "WF" else _UNKNOWN
        self[character] = width
        return width


_WIDTHS = _Widths({character: width for width, characters in _TIMES.items() for character in characters})
"""Measured in Times New Roman's metric twin, Liberation Serif."""
_SPACE = _WIDTHS[" "]
