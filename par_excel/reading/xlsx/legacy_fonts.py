"""Texts in fonts from before Unicode (TCVN3, VNI): where in a workbook they stand, run by run.

Asked only where a workbook has such a font at all: then its sheets and shared strings are gone through once more,
so that reading a workbook without them costs nothing.
"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from par_excel.reading.bounds.xml import MAIN_NAMESPACES, SEPARATOR, feed, new_parser, unescape
from par_excel.reading.workbook.addresses import parse_address
from par_excel.reading.workbook.workbook import Run
from par_excel.vietnamese import has_own_letters

_INHERITED = "\0"
"""Stands for the font of a run that has none of its own: its cell's."""


class _Runs:
    """Collects runs of text with their fonts, in shared strings as in cells."""

    def __init__(self) -> None:
        self.parser = new_parser()
        self.parser.StartElementHandler = self._start_element
        self.parser.EndElementHandler = self._end_element
        self.runs: list[Run] = []
        self._font = _INHERITED
        self._pieces: list[str] = []
        self._phonetic = 0

    def start(self, local: str, attributes: Mapping[str, str]) -> None:
        """Take in what only this part has."""

    def end(self, local: str, text: str) -> None:
        """Take in the end of what only this part has."""

    def _start_element(self, name: str, attributes: Mapping[str, str]) -> None:
        local = _local(name)
        if local == "r":
            self._font = _INHERITED
        elif local == "rFont":
            font = attributes.get("val", "")
            self._font = font if has_own_letters(font) else ""
        elif local == "rPh":  # a phonetic guide has texts of its own, which are no part of the cell's
            self._phonetic += 1
        elif local in {"t", "v"}:
            self._pieces.clear()
            self.parser.CharacterDataHandler = self._pieces.append
        else:
            self.start(local, attributes)

    def _end_element(self, name: str) -> None:
        local = _local(name)
        if local == "rPh":
            self._phonetic -= 1
        elif local == "t" and not self._phonetic:
            self.runs.append(Run(self._font, unescape("".join(self._pieces))))
        elif local == "r":
            self._font = _INHERITED
        self.end(local, "".join(self._pieces))
        if local in {"t", "v"}:
            self.parser.CharacterDataHandler = None


def _local(name: str) -> str:
    namespace, _, local = name.rpartition(SEPARATOR)
    return local if namespace in MAIN_NAMESPACES else ""


class _StringRuns(_Runs):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[int, tuple[Run, ...]] = {}
        self._count = 0

    def end(self, local: str, text: str) -> None:  # noqa: ARG002 - as the base says
        if local != "si":
            return
        if any(run.font not in {"", _INHERITED} for run in self.runs):
            self.found[self._count] = tuple(self.runs)
        self._count += 1
        self.runs.clear()


def string_runs(chunks: Iterable[bytes]) -> Mapping[int, tuple[Run, ...]]:
    """Return the shared strings that have a run in such a font, by their number."""
    reader = _StringRuns()
    feed(reader.parser, chunks)
    return reader.found


class _SheetRuns(_Runs):
    def __init__(
        self, strings: Sequence[str], rich: Mapping[int, tuple[Run, ...]], fonts: Mapping[int, str]
    ) -> None:
        super().__init__()
        self.found: dict[tuple[int, int], tuple[Run, ...]] = {}
        self._strings, self._rich, self._fonts = strings, rich, fonts
        self._row = self._column = 0
        self._kind = self._cell_font = self._value = ""

    def start(self, local: str, attributes: Mapping[str, str]) -> None:
        if local == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), 0
        elif local == "c":
            given = attributes.get("r")
            self._row, self._column = (
                parse_address(given) if given is not None else (self._row, self._column + 1)
            )
            self._kind = attributes.get("t", "")
            self._cell_font = self._fonts.get(int(attributes.get("s", 0)), "")
            self._value = ""
            self.runs.clear()

    def end(self, local: str, text: str) -> None:
        if local == "v":
            self._value = text
        elif local == "c":
            runs = tuple(
                replace(run, font=self._cell_font) if run.font == _INHERITED else run for run in self._texts()
            )
            if any(run.font for run in runs):
                self.found[self._row, self._column] = runs

    def _texts(self) -> Sequence[Run]:
        if self._kind == "s" and self._value:
            index = int(self._value)
            plain = self._strings[index] if 0 <= index < len(self._strings) else ""
            return self._rich.get(index) or (Run(_INHERITED, plain),)
        if self._kind == "str" and self._value:
            return (Run(_INHERITED, unescape(self._value)),)
        return self.runs if self._kind == "inlineStr" else ()


def sheet_runs(
    chunks: Iterable[bytes],
    strings: Sequence[str],
    rich: Mapping[int, tuple[Run, ...]],
    fonts: Mapping[int, str],
) -> Mapping[tuple[int, int], tuple[Run, ...]]:
    """Return the cells of a sheet of which some text stands in such a font.

    Args:
        chunks: the sheet's part.
        strings: the shared strings.
        rich: those of them that have a run in such a font.
        fonts: such fonts by the index of the cell format.
    """
    reader = _SheetRuns(strings, rich, fonts)
    feed(reader.parser, chunks)
    return reader.found
