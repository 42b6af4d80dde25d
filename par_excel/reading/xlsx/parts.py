"""The small parts of a workbook: relationships, the list of sheets and names, properties."""

import posixpath
from collections.abc import Mapping
from functools import lru_cache, partial
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from par_excel.model import Limits
from par_excel.reading.bounds.breach import unless_damaged
from par_excel.reading.bounds.guard import Archive
from par_excel.reading.bounds.limits import ensure_count, may_drop_name
from par_excel.reading.bounds.xml import MAIN_NAMESPACES, Text, attribute, is_true, parse_part, unescape
from par_excel.reading.workbook.workbook import SheetState

if TYPE_CHECKING:
    from functools import _lru_cache_wrapper

REMEMBERED = 16
"""How many parts of a kind are remembered by their bytes and not parsed again: returns filled in with one program share
all parts that nobody writes into."""
_LONGEST_REMEMBERED_BYTES = 1 << 18
"""Longer parts are parsed each time: what is remembered keeps their bytes in memory."""
_PACKAGE = "_rels/.rels"
_T = TypeVar("_T")


class Relationships(Struct, frozen=True):
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


NO_LINKS = Relationships({}, {}, frozenset())


def relationships(archive: Archive, part: str, limits: Limits) -> Relationships:
    """Return the relationships of a part; `""` is the package itself."""
    folder, name = posixpath.split(part)
    listed = posixpath.join(folder, "_rels", f"{name}.rels") if part else _PACKAGE
    if listed not in archive:
        return NO_LINKS
    return remembered(_relationships, archive.whole(listed), folder, limits)


def sound_relationships(archive: Archive, part: str, limits: Limits) -> Relationships:
    """Return the relationships of a part; none where their list is damaged, which matters to none who reads values."""
    return unless_damaged(NO_LINKS, relationships, archive, part, limits)


@lru_cache(maxsize=REMEMBERED)
def _relationships(content: bytes, folder: str, limits: Limits) -> Relationships:
    by_kind: dict[str, str] = {}
    by_id: dict[str, tuple[str, str]] = {}
    external: set[str] = set()

    def take(attributes: Mapping[str, str]) -> None:
        ensure_count(len(by_id) + len(external), limits)
        # `…/custom-properties` is transitional, `…/customProperties` strict: both become `customproperties`.
        kind = attributes.get("Type", "").rpartition("/")[2].replace("-", "").casefold()
        if attributes.get("TargetMode") == "External":
            external.add(kind)
            return
        # A target is relative to the folder of its part, or begins with `/` (ECMA-376 part 2); some programs on Windows
        # write backslashes.
        target = posixpath.normpath(
            posixpath.join("/", folder, attributes.get("Target", "").replace("\\", "/"))
        ).lstrip("/")
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


class ListedSheet(Struct, frozen=True):
    """A sheet as the workbook lists it."""

    name: str
    state: SheetState
    relationship: str


class Contents:
    """The sheets, defined names and date system of a workbook, as the workbook part says."""

    def __init__(self, archive: Archive, part: str, limits: Limits) -> None:
        self.sheets: list[ListedSheet] = []
        self.names: dict[str, str] = {}
        self.dropped_names = 0
        """How many names that refer to nothing any more were passed over, beyond the limit."""
        self.is_1904 = False
        self.build = ""
        """Of the program that wrote it, as it says; may be empty."""
        self._limits, self._name = limits, ""
        parse_part(
            [archive.whole(part)],
            starts={
                "fileVersion": self._version,
                "workbookPr": self._settings,
                "sheet": self._sheet,
                "definedName": self._start_name,
            },
            texts={"definedName": self._end_name},
            namespaces=MAIN_NAMESPACES,
        )

    def _settings(self, attributes: Mapping[str, str]) -> None:
        self.is_1904 = is_true(attributes.get("date1904"))

    def _version(self, attributes: Mapping[str, str]) -> None:
        self.build = attributes.get("rupBuild", "")

    def _sheet(self, attributes: Mapping[str, str]) -> None:
        ensure_count(len(self.sheets), self._limits)
        given = attributes.get("state", "")
        state = next((state for state in SheetState if state.value == given), SheetState.VISIBLE)
        name = unescape(attributes.get("name", ""))
        self.sheets.append(ListedSheet(name, state, attribute(attributes, "id")))

    def _start_name(self, attributes: Mapping[str, str]) -> None:
        self._name = attributes.get("name", "")

    def _end_name(self, text: str) -> None:
        if may_drop_name(len(self.names), text, self._limits):
            self.dropped_names += 1
        else:
            self.names.setdefault(self._name, text.strip())


def properties(archive: Archive, part: str, *names: str) -> Mapping[str, str]:
    """Return the text of the properties of these names."""
    found: dict[str, str] = {}
    parse_part(archive.chunks(part), texts={name: partial(found.setdefault, name) for name in names})
    return {name: text.strip() for name, text in found.items()}


def custom_properties(archive: Archive, part: str, limits: Limits) -> Mapping[str, str]:
    """Return the custom document properties as text, by name."""
    found: dict[str, str] = {}
    current = ""

    def begin(attributes: Mapping[str, str]) -> None:
        nonlocal current
        ensure_count(len(found), limits)
        current = attributes.get("name", "")

    types = ("lpwstr", "lpstr", "bstr", "i4", "i2", "int", "r8", "bool", "filetime", "date")
    texts: dict[str, Text] = dict.fromkeys(types, lambda text: found.setdefault(current, text))
    parse_part(archive.chunks(part), starts={"property": begin}, texts=texts)
    return found
