"""The fast path: sheets and shared strings as programs usually write them, by regular expressions instead of expat.

Calling Python for each element costs ten times what a regular expression does. Only a block that consists, from its
first to its last letter, of rows, cells and texts in the plainest form is taken here; what such a block says, every
XML parser would say. A comment, CDATA, a prefix, a namespace, an unusual reference, a space between two elements,
any other attribute or a letter that XML does not allow: and expat reads the whole part. What stands around the block
goes through expat in any case. Both ways are held against each other in the tests.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import Any

from msgspec import Struct

from par_excel.reading.bounds.xml import MAIN_NAMESPACES

# Repetitions are possessive (`*+`): nothing that was taken is tried again, so that steps grow with the length alone. What
# may be absent is an alternative to nothing (`|)`), which takes fewer steps than `?`.
_TEXT = (
    r"[^<&\x00-\x08\x0b-\x1f\ufffe\uffff]*+"
    r"(?:(?:&(?:amp|lt|gt|quot|apos|#9|#10|#13);[^<&\x00-\x08\x0b-\x1f\ufffe\uffff]*+)++|)"
)
"""Without a carriage return: XML makes a line feed of it (XML 1.0, 2.11), which is expat's work."""
_SPACE = '(?: xml:space="preserve"|)'
_ATTRIBUTE = re.compile(r' ((?!xmlns)[A-Za-z0-9]++|x14ac:dyDescent)="([^"=]*+)"')
_LOOK = re.compile(r'(?: s="([0-9]{1,9}+)"|)(?: t="([A-Za-z]++)"|)')
"""What is said of a row or cell besides its place is held against these once for all of which the same is said."""
_ROW = r'<row r="([0-9]++)"([ a-zA-Z0-9.:="]*+)'
_CELL = r'<c r="([A-Z]{1,3}+)([0-9]{1,7}+)"([ a-zA-Z0-9="]*+)'
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
"""A row's beginning, a cell that is not blank, or both. Each says what must follow it, so that pieces without anything
between them are rows of cells, and nothing else."""
_STEP = _PIECE.groups + 1
_STRING = re.compile(rf"<si><t{_SPACE}(?:/>|>({_TEXT})</t>)</si>")
_DECLARATION = re.compile(rb"<\?xml [^<>?]*\?>")
_AROUND_STRINGS = re.compile(
    rb'(?:<\?xml [^<>?]*\?>)?\s*<sst xmlns="(?:%s)"[^<>]*></sst>\s*'
    % b"|".join(re.escape(name.encode()) for name in sorted(MAIN_NAMESPACES))
)
_UTF_8 = re.compile(rb"""encoding=["']utf-8["']""", re.IGNORECASE)
_REFERENCES = (
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", '"'),
    ("&apos;", "'"),
    ("&#9;", "\t"),
    ("&#10;", "\n"),
    ("&#13;", "\r"),
    ("&amp;", "&"),
)
"""What may stand for a letter; the ampersand itself comes last."""
_ROWS_START, _ROWS_END = b"<sheetData>", b"</sheetData>"
_DYNAMIC = " x14ac:"
"""A prefix that Excel writes in rows; where the sheet does not declare it, the part is no XML, and expat must say so."""


FastPiece = tuple[str | Any, ...]
"""What `_PIECE` finds, as written, references and all; each None where it is not there:

what stands before the piece, which is nothing; number of a row that begins, what is said of it, whether it is empty;
letters of the column of a cell, its row, what is said of it, whether it has a formula, formula, value, inline text.

A plain tuple, as the expression gives it: a workbook holds hundreds.
"""


class FastSheet(Struct, frozen=True):
    """A sheet parted into its rows and cells, as the expression finds them, and what stands around them."""

    around: bytes
    """The sheet without its rows."""
    pieces: list[str | Any]
    """One `FastPiece` behind the other."""
    hidden: Mapping[str, str | None]
    """What rows say of being hidden, by all that is said of them."""
    looks: Mapping[str, tuple[str, str]]
    """Style and type of cells, by all that is said of them; empty where they say none."""
    count: int
    """Cells, blank ones too."""
    held: int
    """Cells that hold something."""

    def __iter__(self) -> Iterator[FastPiece]:
        return zip(*[iter(self.pieces)] * _STEP, strict=False)


def in_one_piece(chunks: Iterable[bytes]) -> tuple[bytes | None, Iterable[bytes]]:
    """Return a part that comes in one piece, None where it is longer; and its pieces, to be read as they come."""
    rest = iter(chunks)
    first, second = next(rest, b""), next(rest, b"")
    return None if second else first, chain((first, second), rest)


def fast_sheet(part: bytes) -> FastSheet | None:
    """Return the rows of a sheet; None where they are not written in the plainest way."""
    start, end = part.find(_ROWS_START), part.rfind(_ROWS_END)
    found = None if start < 0 or end < 0 else _parted(part, start + len(_ROWS_START), end)
    if found is None:
        return None
    around, block = found
    pieces = _PIECE.split(block)
    if any(pieces[::_STEP]) or (block and not block.startswith("<row ")):
        return None
    hidden: dict[str, str | None] = {}  # many rows begin with the same attributes
    for attributes in {*pieces[2::_STEP]} - {None}:
        known = _row_attributes(attributes)
        is_dynamic = _DYNAMIC in attributes
        if known is None or (is_dynamic and b' xmlns:x14ac="' not in around):
            return None
        hidden[attributes] = known.get("hidden")
    said = pieces[6::_STEP]
    looks: dict[str, tuple[str, str]] = {}
    for given in {*said} - {None}:
        look = _look(given)
        if look is None:
            return None
        looks[given] = look
    return FastSheet(around, pieces, hidden, looks, block.count("<c "), len(said) - said.count(None))


def fast_strings(part: bytes) -> tuple[bytes, list[str]] | None:
    """Return what stands around shared strings, and these.

    None where they are not written in the plainest way, or one has letters in several fonts.
    """
    start = part.find(b"<si>")
    end = part.rfind(b"</si>") + len(b"</si>")
    found = None if start < 0 else _parted(part, start, end)
    if found is None:
        return None
    around, block = found
    between, texts = (pieces := _STRING.split(block))[::2], pieces[1::2]
    if any(between) or not _AROUND_STRINGS.fullmatch(around):
        return None
    return around, [plain(text or "") for text in texts] if "&" in block or None in texts else texts


def plain(text: str) -> str:
    """Return a text with its references to letters replaced."""
    if "&" in text:
        for reference, letter in _REFERENCES:
            text = text.replace(reference, letter)
    return text


def _parted(part: bytes, start: int, end: int) -> tuple[bytes, str] | None:
    """Return what stands around a block, and the block as text; None where it may not be where it seems to be."""
    head, tail = part[:start], part[end:]
    declared = _DECLARATION.match(head)
    rest = head if declared is None else head[declared.end() :]
    if declared is not None and b"encoding" in declared[0] and not _UTF_8.search(declared[0]):
        return None
    if any(mark in rest or mark in tail for mark in (b"<!", b"<?")):
        return None  # within a comment or an instruction, what looks like the block is none
    try:
        block = part[start:end].decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "]]>" in block else (head + tail, block)  # no text may hold that (XML 1.0, 2.4)


@lru_cache(maxsize=1024)
def _row_attributes(text: str) -> Mapping[str, str] | None:
    """Return what is said of a row besides its number; None where that is said in another way, or something twice."""
    parts = _ATTRIBUTE.split(text)
    known = dict(zip(parts[1::3], parts[2::3], strict=True))
    return None if any(parts[::3]) or len(known) < len(parts) // 3 or "r" in known else known


@lru_cache(maxsize=1024)
def _look(text: str) -> tuple[str, str] | None:
    """Return style and type that are said of a cell; None where something else is said, too."""
    found = _LOOK.fullmatch(text)
    return None if found is None else (found[1] or "", found[2] or "")
