"""The fast path: sheets and shared strings as programs usually write them, by regular expressions instead of expat.

Calling Python for each element costs ten times what a regular expression does. Only a block that consists, from its
first to its last letter, of rows, cells and texts in the plainest form is taken here; what such a block says, every
XML parser would say. A comment, CDATA, a prefix, a namespace, an unusual reference, a space between two elements,
any other attribute or a letter that XML does not allow: and expat reads the whole part. What stands around the block
goes through expat in any case. Both ways are held against each other in the tests.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from html import unescape
from itertools import chain
from typing import Any

from msgspec import Struct

from par_excel.reading.bounds.xml import MAIN_NAMESPACES

# Repetitions are possessive (`*+`): nothing that was taken is tried again, so that steps grow with the length alone. What
# may be absent is an alternative to nothing (`|)`), which takes fewer steps than `?`.
_LETTERS = r"[^<&\x00-\x08\x0b-\x1f\ufffe\uffff]*+"
_TEXT = rf"{_LETTERS}(?:(?:&(?:amp|lt|gt|quot|apos|#9|#10|#13);{_LETTERS})++|)"
"""Without a carriage return: XML makes a line feed of it (XML 1.0, 2.11), which is expat's work."""
_SPACE = '(?: xml:space="preserve"|)'
_ATTRIBUTE = re.compile(r' ((?!xmlns)[A-Za-z][A-Za-z0-9]*+|x14ac:dyDescent)="([^"=]*+)"')
_LOOK = re.compile(r'\A(?: s="([0-9]{1,9}+)"|)(?: t="([A-Za-z]++)"|)\Z')
"""What is said of a row or cell besides its place is held against these once for all of which the same is said; it is
remembered, and so it is short."""
_ROW = r'<row r="([0-9]++)"([ a-zA-Z0-9.:="]{0,200}+)'
_CELL = r'<c r="([A-Z]{1,3}+)([0-9]{1,7}+)"([ a-zA-Z0-9="]{0,60}+)'
_BLANK_CELLS = (
    r'(?:<c r="[A-Z]{1,3}+[0-9]{1,7}+"(?: s="[0-9]{1,9}+"(?:/>| t="[A-Za-z]++"/>)|/>| t="[A-Za-z]++"/>))*+'
)
_HELD = (
    rf'(?:(<f)(?: aca="false"|)(?:/>|>({_TEXT})</f>)|)'  # LibreOffice writes `aca` with every formula
    rf"(?:<v{_SPACE}>({_TEXT})</v>|<v/>|<is><t{_SPACE}>({_TEXT})</t></is>|)"
)
_ROW_END = r"(?=<row |\Z)"
_PIECE = re.compile(
    rf"(?:{_ROW}(?:(/)>|>{_BLANK_CELLS})|)"
    rf"(?(3){_ROW_END}|(?:{_CELL}>{_HELD}</c>{_BLANK_CELLS}|)(?:</row>{_ROW_END}|(?=<c )))"
)
"""A row's beginning, a cell that is not blank, or both. Each says what must follow it: pieces of which the first begins a
row, with nothing between them, are rows of cells."""
_STEP = _PIECE.groups + 1
_STRING = re.compile(rf"<si><t{_SPACE}(?:/>|>({_TEXT})</t>)</si>")
_DECLARATION = re.compile(rb"<\?xml [^<>?]*\?>")
_AROUND_STRINGS = re.compile(
    rb'(?:<\?xml [^<>?]*\?>)?\s*<sst xmlns="(?:%s)"[^<>]*></sst>\s*'
    % b"|".join(re.escape(name.encode()) for name in sorted(MAIN_NAMESPACES))
)
_UTF_8 = re.compile(rb"""encoding=["']utf-8["']""", re.IGNORECASE)
_ROWS = b"<sheetData>"
_DYNAMIC = " x14ac:"
"""A prefix that Excel writes in rows; where the sheet does not declare it, the part is no XML, and expat must say so."""
_DECLARES_DYNAMIC = re.compile(rb'<worksheet(?: [A-Za-z0-9:]++="[^"<]*+")*? xmlns:x14ac="')


class FastSheet(Struct, frozen=True):
    """A sheet parted into its rows and cells, as the expression finds them, and what stands around them."""

    around: bytes
    """The sheet without its rows."""
    pieces: list[Any]
    """What `_PIECE` found, one behind the other."""
    hidden: Mapping[str, str | None]
    """What rows say of being hidden, by all that is said of them."""
    looks: Mapping[str, tuple[str, str]]
    """Style and type of cells, by all that is said of them; empty where they say none."""
    count: int
    """Cells, blank ones too."""

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        """Yield each piece as written, references and all, None for what is not there; nothing stands behind the last.

        First what stands before it, which is nothing; number of a row that begins, what is said of it, whether it ends at
        once; letters of the column of a cell, its row, what is said of it, whether it has a formula, formula, value,
        inline text. Plain tuples, as the expression gives them: a workbook holds hundreds.
        """
        return zip(*[iter(self.pieces)] * _STEP, strict=False)


def in_one_piece(chunks: Iterable[bytes]) -> tuple[bytes | None, Iterable[bytes]]:
    """Return a part that comes in one piece, None where it is longer; and its pieces, to be read as they come."""
    rest = iter(chunks)
    first, second = next(rest, b""), next(rest, b"")
    return None if second else first, chain((first, second), rest)


def fast_sheet(part: bytes) -> FastSheet | None:
    """Return the rows of a sheet; None where they are not written in the plainest way."""
    with suppress(ValueError):
        around, block = _parted(part, part.index(_ROWS) + len(_ROWS), part.rindex(b"</sheetData>"))
        # one `sheetData` alone, so that this is the one that expat will meet
        if around.count(b"sheetData") != 2 or (block and not block.startswith("<row ")):
            return None
        pieces = _PIECE.split(block)
        hidden = {said: _hidden(said) for said in {*pieces[2::_STEP]} - {None}}
        looks = {said: _look(said) for said in {*pieces[6::_STEP]} - {None}}
        is_declared = not any(_DYNAMIC in said for said in hidden) or _DECLARES_DYNAMIC.search(around)
        if is_declared and not any(pieces[::_STEP]):
            return FastSheet(around, pieces, hidden, looks, block.count("<c "))
    return None


def fast_strings(part: bytes) -> tuple[bytes, list[str]] | None:
    """Return what stands around shared strings, and these.

    None where they are not written in the plainest way, or one has letters in several fonts.
    """
    with suppress(ValueError):
        around, block = _parted(part, part.index(b"<si>"), part.rindex(b"</si>") + len(b"</si>"))
        pieces = _STRING.split(block)
        texts = pieces[1::2]
        if "&" in block or None in texts:
            texts = [unescape(text or "") for text in texts]
        if not any(pieces[::2]) and _AROUND_STRINGS.fullmatch(around):
            return around, texts
    return None


def _parted(part: bytes, start: int, end: int) -> tuple[bytes, str]:
    """Return what stands around a block, and the block as text.

    Raises:
        ValueError: it may not be where it seems to be.
    """
    head, tail = part[:start], part[end:]
    declared = _DECLARATION.match(head)
    rest = head if declared is None else head[declared.end() :]
    is_utf_8 = declared is None or b"encoding" not in declared[0] or _UTF_8.search(declared[0])
    # within a comment or an instruction, what looks like the block is none
    if not is_utf_8 or any(mark in rest or mark in tail for mark in (b"<!", b"<?")):
        raise ValueError("around")
    block = part[start:end].decode("utf-8")
    if "]]>" in block:  # no text may hold that (XML 1.0, 2.4)
        raise ValueError("]]>")
    return head + tail, block


@lru_cache(maxsize=1024)
def _hidden(said: str) -> str | None:
    """Return what is said of a row being hidden.

    Raises:
        ValueError: that is said in another way, or something twice.
    """
    parts = _ATTRIBUTE.split(said)
    known = dict(zip(parts[1::3], parts[2::3], strict=True))
    if any(parts[::3]) or len(known) < len(parts) // 3 or "r" in known:
        raise ValueError(said)
    return known.get("hidden")


@lru_cache(maxsize=1024)
def _look(said: str) -> tuple[str, str]:
    """Return style and type that are said of a cell.

    Raises:
        ValueError: something else is said, too.
    """
    look: tuple[str, str]
    [look] = _LOOK.findall(said)
    return look
