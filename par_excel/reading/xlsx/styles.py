"""Cell formats, as far as they change what a cell means: its number format, and a font from before Unicode."""

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial

from msgspec import Struct

from par_excel.model import Limits
from par_excel.reading.bounds.guard import Archive
from par_excel.reading.bounds.limits import ensure_count, ensure_formats
from par_excel.reading.bounds.xml import MAIN_NAMESPACES, parse_part
from par_excel.reading.workbook.number_formats import format_meaning
from par_excel.reading.workbook.workbook import NumberFormat
from par_excel.reading.xlsx.parts import REMEMBERED, remembered
from par_excel.vietnamese import has_own_letters

_LISTS = ("fonts", "fills", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")
"""`font` and `xf` stand in several of them; cells refer by number to those in `fonts` and `cellXfs` alone."""


class FormatMeanings(Struct, frozen=True):
    """The cell formats, as far as they change what a cell means."""

    numbers: Sequence[NumberFormat]
    """What the number format means, by the index of the cell format."""
    legacy_fonts: Mapping[int, str]
    """Fonts from before Unicode, by the index of the cell format."""


class _Formats:
    """Collects the cell formats and their fonts; a method is called for each element of its name."""

    def __init__(self, limits: Limits) -> None:
        self.codes: dict[str, str] = {}
        self.ids: list[str] = []
        self.fonts: list[str] = []
        self.font_ids: list[str] = []
        self._limits = limits
        self._list = ""

    def code(self, attributes: Mapping[str, str]) -> None:
        ensure_count(len(self.codes), self._limits)
        self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")

    def begin(self, name: str, _: Mapping[str, str]) -> None:
        self._list = name

    def font(self, _: Mapping[str, str]) -> None:
        if self._list == "fonts":
            ensure_formats(len(self.fonts), self._limits)
            self.fonts.append("")

    def font_name(self, attributes: Mapping[str, str]) -> None:
        if self._list == "fonts" and self.fonts:
            self.fonts[-1] = attributes.get("val", "")

    def cell_format(self, attributes: Mapping[str, str]) -> None:
        if self._list == "cellXfs":
            ensure_formats(len(self.ids), self._limits)
            self.ids.append(attributes.get("numFmtId", "0"))
            self.font_ids.append(attributes.get("fontId", "0"))

    @property
    def legacy_fonts(self) -> Mapping[int, str]:
        fonts = {str(index): font for index, font in enumerate(self.fonts) if has_own_letters(font)}
        if not fonts:
            return {}
        return {index: fonts[font] for index, font in enumerate(self.font_ids) if font in fonts}


def cell_formats(archive: Archive, part: str, limits: Limits) -> FormatMeanings:
    """Return the cell formats; they are remembered, for they are a fifth of the work of reading a workbook."""
    return remembered(_cell_formats, archive.whole(part), limits)


@lru_cache(maxsize=REMEMBERED)
def _cell_formats(content: bytes, limits: Limits) -> FormatMeanings:
    found = _Formats(limits)
    parse_part(
        [content],
        starts={
            "numFmt": found.code,
            "font": found.font,
            "name": found.font_name,
            "xf": found.cell_format,
            **{name: partial(found.begin, name) for name in _LISTS},
        },
        namespaces=MAIN_NAMESPACES,
    )
    meanings = {number: format_meaning(_known(number), found.codes.get(number)) for number in set(found.ids)}
    return FormatMeanings([meanings[number] for number in found.ids], found.legacy_fonts)


def _known(number: str) -> int:
    """Return the number of a format, 0 (plain) where it is none."""
    return int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0
