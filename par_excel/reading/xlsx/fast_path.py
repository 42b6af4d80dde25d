"""The fast path: sheets and shared strings as programs usually write them, by regular expressions instead of expat.

Calling Python for each element costs ten times what a regular expression does. Only a block that consists, from its
first to its last letter, of rows, cells and texts in the plainest form is taken here; what such a block says, every
XML parser would say. A comment, CDATA, a prefix, a namespace, an unusual reference, a space between two elements,
any other attribute or a letter that XML does not allow: and expat reads the whole part. What stands around the block
goes through expat in any case. Both ways are held against each other in the tests.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain

from msgspec import Struct

from par_excel.reading.bounds.xml import MAIN_NAMESPACES

# Repetitions are possessive (`*+`): nothing that was taken is tried again, so that steps grow with the length alone.
_TEXT = r"[^<&\x00-\x08\x0b-\x1f\ufffe\uffff]*+(?:&(?:amp|lt|gt|quot|apos|#9|#10|#13);[^<&\x00-\x08\x0b-\x1f\ufffe\uffff]*+)*+"
"""Without a carriage return: XML makes a line feed of it (XML 1.0, 2.11), which is expat's work."""
_VALUE = r'"[^"<&\x00-\x1f\ufffe\uffff]*+"'
"""Without references, tabs and line ends, which XML turns into something else in attributes (XML 1.0, 3.3.3)."""
_SPACE = r'(?: xml:space="preserve")?'
_ROW = rf'<row r="([0-9]++)"((?: (?!xmlns)[A-Za-z0-9]++={_VALUE}| x14ac:dyDescent={_VALUE})*+)'
_CELL = r'<c r="([A-Z]{1,3}+)([0-9]{1,7}+)"(?: s="([0-9]{1,9}+)")?(?: t="([A-Za-z]++)")?'
_HELD = (
    rf'(?:(<f)(?: aca="false")?(?:/>|>({_TEXT})</f>))?'  # LibreOffice writes `aca` with every formula
    rf"(?:<v{_SPACE}>({_TEXT})</v>|<v/>|<is><t{_SPACE}>({_TEXT})</t></is>)?"
)
_ROWS = re.compile(rf"(?:{_ROW}(?:/>|>(?:{_CELL}(?:/>|>{_HELD}</c>))*+</row>))*+")
_ROW_STARTS = re.compile(_ROW)
_CELLS = re.compile(rf"{_CELL}>{_HELD}</c>")
_STRINGS = re.compile(rf"(?:<si><t{_SPACE}(?:/>|>{_TEXT}</t>)</si>)*+")
_STRING = re.compile(rf"<si><t{_SPACE}(?:/>|>({_TEXT})</t>)</si>")
_ATTRIBUTE = re.compile(rf" ([A-Za-z0-9:]++)=({_VALUE})")
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


FastRow = tuple[str, str | None]
"""Number of a row in plain digits, and what it says of being hidden."""
FastCell = tuple[str, str, str, str, str, str, str, str]
"""Letters of the column, row, style, type, whether there is a formula, formula, value, inline text: as written, references and all.

A plain tuple, as the expression gives it: a workbook holds hundreds.
"""


class FastSheet(Struct, frozen=True):
    """A sheet parted into its rows, as the expressions find them, and what stands around them."""

    around: bytes
    """The sheet without its rows."""
    rows: tuple[FastRow, ...]
    cells: list[FastCell]
    count: int
    """Cells, blank ones too."""


def in_one_piece(chunks: Iterable[bytes]) -> tuple[bytes | None, Iterable[bytes]]:
    """Return a part that comes in one piece, None where it is longer; and its pieces, to be read as they come."""
    rest = iter(chunks)
    first, second = next(rest, b""), next(rest, b"")
    return None if second else first, chain((first, second), rest)


def fast_sheet(part: bytes) -> FastSheet | None:
    """Return the rows of a sheet; None where they are not written in the plainest way."""
    start, end = part.find(_ROWS_START), part.rfind(_ROWS_END)
    found = None if start < 0 or end < 0 else _parted(part, start + len(_ROWS_START), end)
    if found is None or not _ROWS.fullmatch(found[1]):
        return None
    around, block = found
    starts = _ROW_STARTS.findall(block)
    hidden: dict[str, str | None] = {}  # many rows begin with the same attributes
    for attributes in {attributes for _, attributes in starts}:
        known = _row_attributes(attributes)
        is_dynamic = _DYNAMIC in attributes
        if known is None or (is_dynamic and b' xmlns:x14ac="' not in around):
            return None
        hidden[attributes] = known.get("hidden")
    rows = tuple((number, hidden[attributes]) for number, attributes in starts)
    return FastSheet(around, rows, _CELLS.findall(block), block.count("<c "))


def fast_strings(part: bytes) -> tuple[bytes, list[str]] | None:
    """Return what stands around shared strings, and these.

    None where they are not written in the plainest way, or one has letters in several fonts.
    """
    start = part.find(b"<si>")
    end = part.rfind(b"</si>") + len(b"</si>")
    found = None if start < 0 else _parted(part, start, end)
    if found is None or not _STRINGS.fullmatch(found[1]):
        return None
    around, block = found
    if not _AROUND_STRINGS.fullmatch(around):
        return None
    texts: list[str] = _STRING.findall(block)
    return around, [plain(text) for text in texts] if "&" in block else texts


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
    """Return what is said of a row besides its number; None where something is said twice."""
    given = _ATTRIBUTE.findall(text)
    known = {name: value[1:-1] for name, value in given}
    return None if len(known) < len(given) or "r" in known else known
