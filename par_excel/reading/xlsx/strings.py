"""Shared strings: the texts of a workbook, to which its cells refer by number."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat

from msgspec import Struct

from par_excel.model import Limits, RefusalReason
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.bounds.limits import ensure_length, ensure_strings
from par_excel.reading.bounds.xml import MAIN_NAMESPACES, SEPARATOR, feed, new_parser, parse_index, unescape
from par_excel.reading.workbook.workbook import CellType, NumberFormat, RawCell
from par_excel.reading.xlsx.fast_path import fast_strings, in_one_piece
from par_excel.vietnamese import has_own_letters


class _Strings:
    """Collects the shared strings by handlers of expat; phonetic guides beside them are no part of the text."""

    def __init__(self, limits: Limits) -> None:
        self.found: list[str] = []
        self.has_legacy_fonts = False
        self.parser = new_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self._limits = limits
        self._pieces: list[str] = []
        self._steps: list[str] = []
        self._locals: dict[str, str] = {}

    def take(self, texts: Sequence[str]) -> None:
        """Take over strings that the fast path found."""
        ensure_strings(len(texts), self._limits)
        self.found = [unescape(text) if "_x" in text else text for text in texts]
        ensure_length(max(self.found, key=len, default=""), self._limits)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        local = self._locals.get(name) or self._local(name)
        self._steps.append(local)
        if local == "si":
            if self._steps != ["sst", "si"]:
                raise _misplaced()
            ensure_strings(len(self.found) + 1, self._limits)
            self.found.append("")
        elif local == "t" and self._steps in _TEXT_STEPS:
            self.parser.CharacterDataHandler = self._pieces.append
        elif self._pieces:
            raise _misplaced()
        elif local == "rFont" and has_own_letters(attributes.get("val", "")):
            self.has_legacy_fonts = True

    def _local(self, name: str) -> str:
        namespace, _, local = name.rpartition(SEPARATOR)
        self._locals[name] = local if namespace in MAIN_NAMESPACES else "?"
        return self._locals[name]

    def _end(self, _: str) -> None:
        if self._steps in _TEXT_STEPS:
            self.parser.CharacterDataHandler = None
            self.found[-1] += unescape("".join(self._pieces))
            self._pieces.clear()
            ensure_length(self.found[-1], self._limits)
        self._steps.pop()


_TEXT_STEPS = (["sst", "si", "t"], ["sst", "si", "r", "t"])
"""Where the text of a shared string stands; that of a phonetic guide (`rPh`) is no part of it."""


def _misplaced() -> Breach:
    return Breach(RefusalReason.DAMAGED, "phần văn bản dùng chung không đúng cấu trúc")


class SharedStrings(Struct, frozen=True):
    """The texts that cells refer to by number."""

    texts: Sequence[str]
    """Runs of rich text joined."""
    has_legacy_fonts: bool = False
    """Whether a run stands in a font from before Unicode."""


def read_strings(chunks: Iterable[bytes], limits: Limits) -> SharedStrings:
    """Return the shared strings that a part holds.

    Raises:
        Breach: it is no such part, or goes beyond the limits.
    """
    strings = _Strings(limits)
    whole, chunks = in_one_piece(chunks)
    fast = None if whole is None else fast_strings(whole)
    if fast is None:
        feed(strings.parser, chunks)
    else:
        around, texts = fast
        feed(strings.parser, (around,))
        strings.take(texts)
    return SharedStrings(strings.found, strings.has_legacy_fonts)


_NUMBERS = tuple(map(str, range(1 << 12)))
"""As cells write them. The cells of so many strings are made at once; of more, no form needs all."""


class SharedTexts(dict[str, RawCell]):
    """The cells that hold nothing but a shared string, by its number as cells write it; all sheets share them.

    Raises:
        Breach: where a cell asks for a string that is not there.
    """

    def __init__(self, strings: Sequence[str]) -> None:
        kind, form = repeat(CellType.TEXT), repeat(NumberFormat.PLAIN)
        super().__init__(zip(_NUMBERS, map(RawCell, kind, strings, repeat(None), form), strict=False))
        self._strings = strings

    def __missing__(self, number: str) -> RawCell:
        # The cell is kept: the same text stands in hundreds of cells, all of which are then one object.
        text = None
        if number:
            index = parse_index(number)
            if index >= len(self._strings):
                raise Breach(RefusalReason.DAMAGED, "thiếu nội dung văn bản của một số ô")
            text = self._strings[index]
        cell = self[number] = RawCell(CellType.TEXT, text, None, NumberFormat.PLAIN)
        return cell
