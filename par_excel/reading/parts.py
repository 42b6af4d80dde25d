"""The small parts of a workbook: relationships, sheets and names, shared strings, number formats, properties."""

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from par_excel.model import RefusalReason
from par_excel.reading.breach import Breach
from par_excel.reading.guard import Archive
from par_excel.reading.limits import Limits
from par_excel.reading.workbook import NumberFormat, SheetState
from par_excel.reading.xml import MAIN_NAMESPACES, SEPARATOR, feed, new_parser, parse_part, unescape

_PACKAGE = "_rels/.rels"
_DATE_IDS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_PERCENT_IDS = frozenset({9, 10})
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_DATE_CODE = re.compile(r"[ymdhs]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Relationships:
    """Where the parts that belong to a part are: by kind (`worksheet`, `styles` …) and by id."""

    by_kind: Mapping[str, str]
    by_id: Mapping[str, tuple[str, str]]
    """Kind and part."""


def relationships(archive: Archive, part: str, limits: Limits) -> Relationships:
    """Return the relationships of a part; `""` is the package itself."""
    folder, name = posixpath.split(part)
    listed = posixpath.join(folder, "_rels", f"{name}.rels") if part else _PACKAGE
    by_kind: dict[str, str] = {}
    by_id: dict[str, tuple[str, str]] = {}

    def take(attributes: Mapping[str, str]) -> None:
        ensure_count(len(by_id), limits)
        if attributes.get("TargetMode") == "External":
            return
        kind = attributes.get("Type", "").rpartition("/")[2].replace("-", "").casefold()
        target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).lstrip("/")
        by_kind.setdefault(kind, target)
        by_id[attributes.get("Id", "")] = kind, target

    if listed in archive:
        parse_part(archive.chunks(listed), starts={"Relationship": take})
    return Relationships(by_kind, by_id)


def ensure_count(count: int, limits: Limits) -> None:
    """Stop where a list of names, formats or relationships is longer than any form's."""
    if count > limits.names:
        raise Breach(RefusalReason.TOO_LARGE, f"có danh sách dài hơn {limits.names} mục bên trong tệp")


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


class _Contents:
    """Takes in the workbook part."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.sheets: list[Entry] = []
        self.names: dict[str, str] = {}
        self.is_1904 = False
        self._name = ""

    def settings(self, attributes: Mapping[str, str]) -> None:
        self.is_1904 = is_true(attributes.get("date1904"))

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
    found = _Contents(limits)
    parse_part(
        archive.chunks(part),
        starts={"workbookPr": found.settings, "sheet": found.sheet, "definedName": found.start_name},
        texts={"definedName": found.end_name},
        namespaces=MAIN_NAMESPACES,
    )
    return Contents(tuple(found.sheets), found.names, found.is_1904)


def is_true(value: str | None) -> bool:
    """Say whether an attribute means yes."""
    return value is not None and value.strip().casefold() in {"1", "true", "on"}


class _Strings:
    """Takes in the shared strings; phonetic guides beside them are no part of the text."""

    def __init__(self, limits: Limits) -> None:
        self.found: list[str] = []
        self.parser = new_parser()
        self.parser.StartElementHandler = self._start
        self._limit = limits.strings
        self._pieces: list[str] = []
        self._phonetic = 0
        self._locals: dict[str, str] = {}

    def _start(self, name: str, _: Mapping[str, str]) -> None:
        local = self._locals.get(name) or self._local(name)
        if local == "si":
            if len(self.found) >= self._limit:
                raise Breach(RefusalReason.TOO_LARGE, f"có hơn {self._limit} đoạn văn bản trong tệp")
            self.found.append("")
        elif local == "t" and not self._phonetic and self.found:
            self.parser.CharacterDataHandler = self._pieces.append
            self.parser.EndElementHandler = self._end_text
        elif local == "rPh":
            self._phonetic += 1
            self.parser.EndElementHandler = self._end_phonetic

    def _local(self, name: str) -> str:
        namespace, _, local = name.rpartition(SEPARATOR)
        self._locals[name] = local if namespace in MAIN_NAMESPACES else "?"
        return self._locals[name]

    def _end_text(self, _: str) -> None:
        self.parser.CharacterDataHandler = None
        self.parser.EndElementHandler = None
        self.found[-1] += unescape("".join(self._pieces))
        self._pieces.clear()

    def _end_phonetic(self, name: str) -> None:
        if self._locals.get(name) == "rPh":
            self._phonetic -= 1
            self.parser.EndElementHandler = None


def shared_strings(archive: Archive, part: str, limits: Limits) -> Sequence[str]:
    """Return the shared strings, runs of rich text joined."""
    strings = _Strings(limits)
    feed(strings.parser, archive.chunks(part))
    return strings.found


class _Formats:
    """Takes in the cell formats."""

    def __init__(self, limits: Limits) -> None:
        self.codes: dict[str, str] = {}
        self.ids: list[str] = []
        self._limits = limits
        self._is_cell_format = False

    def code(self, attributes: Mapping[str, str]) -> None:
        ensure_count(len(self.codes), self._limits)
        self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")

    def begin(self, _: Mapping[str, str]) -> None:
        self._is_cell_format = True

    def other(self, _: Mapping[str, str]) -> None:
        self._is_cell_format = False

    def cell_format(self, attributes: Mapping[str, str]) -> None:
        if self._is_cell_format:
            # Excel itself stops at 65,490 formats; files with tens of thousands come from copying between workbooks.
            if len(self.ids) > max(self._limits.names, 1 << 16):
                raise Breach(RefusalReason.TOO_LARGE, "có quá nhiều định dạng ô bên trong tệp")
            self.ids.append(attributes.get("numFmtId", "0"))


def number_formats(archive: Archive, part: str, limits: Limits) -> Sequence[NumberFormat]:
    """Return what the number format of each cell format means, by its index."""
    found = _Formats(limits)
    parse_part(
        archive.chunks(part),
        starts={
            "numFmt": found.code,
            "cellStyleXfs": found.other,
            "cellXfs": found.begin,
            "cellStyles": found.other,
            "dxfs": found.other,
            "xf": found.cell_format,
        },
        namespaces=MAIN_NAMESPACES,
    )
    meanings = {number: _meaning(number, found.codes.get(number)) for number in set(found.ids)}
    return [meanings[number] for number in found.ids]


def _meaning(number: str, code: str | None) -> NumberFormat:
    if code is None:
        known = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0
        if known in _PERCENT_IDS:
            return NumberFormat.PERCENT
        return NumberFormat.DATE if known in _DATE_IDS else NumberFormat.PLAIN
    first = code.partition(";")[0]
    bare = "" if first.strip().casefold() == "general" else _LITERAL.sub("", first)
    if "%" in bare:
        return NumberFormat.PERCENT
    return NumberFormat.DATE if _DATE_CODE.search(bare) else NumberFormat.PLAIN


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
