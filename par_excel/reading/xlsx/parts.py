"""The small parts of a workbook: relationships, sheets and names, shared strings, cell formats, properties."""

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from par_excel.model import Limits, RefusalReason
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.bounds.guard import Archive
from par_excel.reading.bounds.xml import MAIN_NAMESPACES, SEPARATOR, feed, new_parser, parse_part, unescape
from par_excel.reading.workbook.number_formats import format_meaning
from par_excel.reading.workbook.workbook import NumberFormat, SheetState
from par_excel.reading.xlsx.fast_path import in_one_piece, usual_strings
from par_excel.vietnamese import font_encoding

if TYPE_CHECKING:
    from functools import _lru_cache_wrapper

_REMEMBERED = 16
"""So many parts of a kind are not read again where they are the same, byte for byte: returns filled in with one program
share all that nobody writes into."""
_LONGEST_REMEMBERED_BYTES = 1 << 18
_PACKAGE = "_rels/.rels"
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Relationships:
    """Where the parts that belong to a part are: by kind (`worksheet`, `styles` …) and by id."""

    by_kind: Mapping[str, str]
    by_id: Mapping[str, tuple[str, str]]
    """Kind and part."""
    external: frozenset[str]
    """Kinds of those that lead out of the file: `hyperlink`, `image` …"""

    @property
    def all(self) -> frozenset[tuple[str, str]]:
        """Kind and part of each, also of those that share an id."""
        return frozenset(self.by_id.values()) | frozenset(self.by_kind.items())


def relationships(archive: Archive, part: str, limits: Limits) -> Relationships:
    """Return the relationships of a part; `""` is the package itself."""
    folder, name = posixpath.split(part)
    listed = posixpath.join(folder, "_rels", f"{name}.rels") if part else _PACKAGE
    if listed not in archive:
        return Relationships({}, {}, frozenset())
    return remembered(_relationships, archive.whole(listed), folder, limits)


@lru_cache(maxsize=_REMEMBERED)
def _relationships(content: bytes, folder: str, limits: Limits) -> Relationships:
    by_kind: dict[str, str] = {}
    by_id: dict[str, tuple[str, str]] = {}
    external: set[str] = set()

    def take(attributes: Mapping[str, str]) -> None:
        ensure_count(len(by_id) + len(external), limits)
        kind = attributes.get("Type", "").rpartition("/")[2].replace("-", "").casefold()
        if attributes.get("TargetMode") == "External":
            external.add(kind)
            return
        target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).lstrip("/")
        by_kind.setdefault(kind, target)
        by_id[attributes.get("Id", "")] = kind, target

    parse_part([content], starts={"Relationship": take})
    return Relationships(by_kind, by_id, frozenset(external))


def remembered(read: "_lru_cache_wrapper[_T]", content: bytes, *more: object) -> _T:
    """Return what a function makes of a part, which it remembers unless the part is long."""
    if len(content) > _LONGEST_REMEMBERED_BYTES:
        found: _T = read.__wrapped__(content, *more)
        return found
    return read(content, *more)


def ensure_count(count: int, limits: Limits) -> None:
    """Stop where a list of names, formats or relationships is longer than any form's."""
    if count > limits.names:
        raise Breach(RefusalReason.TOO_LARGE, f"có danh sách dài hơn {limits.names} mục bên trong tệp")


def ensure_length(text: str, limits: Limits) -> None:
    """Stop where the text of one cell is longer than a spreadsheet program lets it be."""
    if len(text) > limits.text_characters:
        raise Breach(RefusalReason.TOO_LARGE, f"có ô dài hơn {limits.text_characters} ký tự")


@dataclass(frozen=True, slots=True)
class Entry:
    """A sheet as the workbook lists it."""

    name: str
    state: SheetState
    relationship: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What the workbook part says."""

    sheets: tuple[Entry, ...]
    names: Mapping[str, str]
    is_1904: bool
    build: str
    """Of the program that wrote it, as it says; may be empty."""


class _Contents:
    """Takes in the workbook part."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.sheets: list[Entry] = []
        self.names: dict[str, str] = {}
        self.is_1904 = False
        self.build = ""
        self._name = ""

    def settings(self, attributes: Mapping[str, str]) -> None:
        self.is_1904 = is_true(attributes.get("date1904"))

    def version(self, attributes: Mapping[str, str]) -> None:
        self.build = attributes.get("rupBuild", "")

    def sheet(self, attributes: Mapping[str, str]) -> None:
        ensure_count(len(self.sheets), self.limits)
        given = attributes.get("state", "")
        state = next((state for state in SheetState if state.value == given), SheetState.VISIBLE)
        link = next((value for key, value in attributes.items() if key.endswith(f"{SEPARATOR}id")), "")
        self.sheets.append(Entry(unescape(attributes.get("name", "")), state, link))

    def start_name(self, attributes: Mapping[str, str]) -> None:
        ensure_count(len(self.names), self.limits)
        self._name = attributes.get("name", "")

    def end_name(self, text: str) -> None:
        self.names.setdefault(self._name, text.strip())


def contents(archive: Archive, part: str, limits: Limits) -> Contents:
    """Return the sheets, defined names and date system of a workbook."""
    return remembered(_read_contents, archive.whole(part), limits)


@lru_cache(maxsize=_REMEMBERED)
def _read_contents(content: bytes, limits: Limits) -> Contents:
    found = _Contents(limits)
    parse_part(
        [content],
        starts={
            "fileVersion": found.version,
            "workbookPr": found.settings,
            "sheet": found.sheet,
            "definedName": found.start_name,
        },
        texts={"definedName": found.end_name},
        namespaces=MAIN_NAMESPACES,
    )
    return Contents(tuple(found.sheets), found.names, found.is_1904, found.build)


def is_true(value: str | None) -> bool:
    """Say whether an attribute means yes."""
    return value is not None and value.strip().casefold() in {"1", "true", "on"}


class _Strings:
    """Takes in the shared strings; phonetic guides beside them are no part of the text."""

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
        """Take in strings that were read at once."""
        if len(texts) > self._limits.strings:
            raise self._too_many()
        self.found = [unescape(text) for text in texts]
        for text in self.found:
            ensure_length(text, self._limits)

    def _too_many(self) -> Breach:
        return Breach(RefusalReason.TOO_LARGE, f"có hơn {self._limits.strings} đoạn văn bản trong tệp")

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        local = self._locals.get(name) or self._local(name)
        self._steps.append(local)
        if local == "si":
            if self._steps != ["sst", "si"]:
                raise _misplaced()
            if len(self.found) >= self._limits.strings:
                raise self._too_many()
            self.found.append("")
        elif local == "t" and self._steps in _TEXT_STEPS:
            self.parser.CharacterDataHandler = self._pieces.append
        elif self._pieces:
            raise _misplaced()
        elif local == "rFont" and font_encoding(attributes.get("val", "")) is not None:
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


@dataclass(frozen=True, slots=True)
class SharedStrings:
    """The texts that cells refer to by number."""

    texts: Sequence[str]
    """Runs of rich text joined."""
    has_legacy_fonts: bool = False
    """Whether a run stands in a font from before Unicode."""


def shared_strings(archive: Archive, part: str, limits: Limits) -> SharedStrings:
    """Return the shared strings of a workbook."""
    return read_strings(archive.chunks(part), limits)


def read_strings(chunks: Iterable[bytes], limits: Limits) -> SharedStrings:
    """Return the shared strings that a part holds.

    Raises:
        Breach: it is no such part, or goes beyond the limits.
    """
    strings = _Strings(limits)
    whole, chunks = in_one_piece(chunks)
    usual = None if whole is None else usual_strings(whole)
    if usual is None:
        feed(strings.parser, chunks)
    else:
        feed(strings.parser, (usual.around,))
        strings.take(usual.texts)
    return SharedStrings(strings.found, strings.has_legacy_fonts)


@dataclass(frozen=True, slots=True)
class CellFormats:
    """The cell formats, as far as they change what a cell means."""

    numbers: Sequence[NumberFormat]
    """What the number format means, by the index of the cell format."""
    legacy_fonts: Mapping[int, str]
    """Fonts from before Unicode, by the index of the cell format."""


_EXCEL_FORMATS = 1 << 16
"""Excel itself stops at 65,490 formats; files with tens of thousands come from copying between workbooks."""


class _Formats:
    """Takes in the cell formats and their fonts."""

    def __init__(self, limits: Limits) -> None:
        self.codes: dict[str, str] = {}
        self.ids: list[str] = []
        self.fonts: list[str] = []
        self.font_ids: list[str] = []
        self._limits = limits
        self._is_cell_format = self._is_font = False

    def code(self, attributes: Mapping[str, str]) -> None:
        ensure_count(len(self.codes), self._limits)
        self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")

    def begin(self, _: Mapping[str, str]) -> None:
        self._is_cell_format = True

    def begin_fonts(self, _: Mapping[str, str]) -> None:
        self._is_font = True

    def other(self, _: Mapping[str, str]) -> None:
        self._is_cell_format = self._is_font = False

    def font(self, _: Mapping[str, str]) -> None:
        if self._is_font:
            self._ensure_few(self.fonts)
            self.fonts.append("")

    def font_name(self, attributes: Mapping[str, str]) -> None:
        if self._is_font and self.fonts:
            self.fonts[-1] = attributes.get("val", "")

    def cell_format(self, attributes: Mapping[str, str]) -> None:
        if self._is_cell_format:
            self._ensure_few(self.ids)
            self.ids.append(attributes.get("numFmtId", "0"))
            self.font_ids.append(attributes.get("fontId", "0"))

    def _ensure_few(self, found: Sequence[str]) -> None:
        if len(found) > max(self._limits.names, _EXCEL_FORMATS):
            raise Breach(RefusalReason.TOO_LARGE, "có quá nhiều định dạng ô bên trong tệp")

    @property
    def legacy_fonts(self) -> Mapping[int, str]:
        fonts = {str(index): font for index, font in enumerate(self.fonts) if font_encoding(font) is not None}
        if not fonts:
            return {}
        return {index: fonts[font] for index, font in enumerate(self.font_ids) if font in fonts}


def cell_formats(archive: Archive, part: str, limits: Limits) -> CellFormats:
    """Return the cell formats; they are a fifth of the work."""
    return remembered(_cell_formats, archive.whole(part), limits)


@lru_cache(maxsize=_REMEMBERED)
def _cell_formats(content: bytes, limits: Limits) -> CellFormats:
    found = _Formats(limits)
    parse_part(
        [content],
        starts={
            "numFmt": found.code,
            "fonts": found.begin_fonts,
            "font": found.font,
            "name": found.font_name,
            "fills": found.other,
            "cellStyleXfs": found.other,
            "cellXfs": found.begin,
            "cellStyles": found.other,
            "dxfs": found.other,
            "xf": found.cell_format,
        },
        namespaces=MAIN_NAMESPACES,
    )
    meanings = {number: format_meaning(_known(number), found.codes.get(number)) for number in set(found.ids)}
    return CellFormats([meanings[number] for number in found.ids], found.legacy_fonts)


def _known(number: str) -> int:
    """Return the number of a format, 0 (plain) where it is none."""
    return int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0


def properties(archive: Archive, part: str, *names: str) -> Mapping[str, str]:
    """Return the text of the properties of these names."""
    found: dict[str, str] = {}
    parse_part(archive.chunks(part), texts={name: _Keep(found, name) for name in names})
    return found


@dataclass(frozen=True, slots=True)
class _Keep:
    found: dict[str, str]
    name: str

    def __call__(self, text: str) -> None:
        self.found.setdefault(self.name, text.strip())


def custom_properties(archive: Archive, part: str, limits: Limits) -> Mapping[str, str]:
    """Return the custom document properties as text, by name."""
    found: dict[str, str] = {}
    current = ""

    def begin(attributes: Mapping[str, str]) -> None:
        nonlocal current
        ensure_count(len(found), limits)
        current = attributes.get("name", "")

    def take(text: str) -> None:
        found.setdefault(current, text)

    types = ("lpwstr", "lpstr", "bstr", "i4", "i2", "int", "r8", "bool", "filetime", "date")
    parse_part(archive.chunks(part), starts={"property": begin}, texts=dict.fromkeys(types, take))
    return found


def parse_time(text: str) -> datetime | None:
    """Return the time that a property gives, in UTC where it names no zone; None where it gives none."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
