"""Pictures in the cells of a sheet, by the parts that hold them: laid over it, placed in a cell by Excel, by WPS Office.

A drawing has anchors that name a cell (ECMA-376 part 1, 20.5). A cell of Excel names a rich value ([MS-XLSX], 2.6.196
to 2.6.209): the number of a metadata record, which has that of a value, which has that of a relationship. WPS Office
writes a function with the name of a picture in a part of its own.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, field

from par_excel.model import Limits
from par_excel.reading.bounds.breach import unless_damaged
from par_excel.reading.bounds.guard import Archive
from par_excel.reading.bounds.limits import ensure_count
from par_excel.reading.bounds.xml import Start, Text, attribute, parse_index, parse_part
from par_excel.reading.workbook.workbook import Pictures, Rows
from par_excel.reading.xlsx.parts import Relationships, relationships, sound_relationships

_RICH_VALUES = "XLRICHVALUE"
"""The kind of metadata that leads to rich values."""
_LOCAL_PICTURE = "_rvRel:LocalImageIdentifier"
"""The key under which a rich value has the number of its picture's relationship."""
_WPS_NAME = re.compile(r'DISPIMG\("([^"]{1,100})"')
_Attributes = Mapping[str, str]


def pictures(  # noqa: PLR0913, PLR0917 - three places in which pictures are named
    archive: Archive,
    workbook: Relationships,
    sheet: str,
    rows: Rows,
    rich: Mapping[tuple[int, int], str],
    limits: Limits,
) -> Pictures:
    """Return the parts of the pictures by the row and column at which each lies; empty where its part is not known.

    Args:
        archive: the workbook's parts.
        workbook: its relationships.
        sheet: the part of the sheet.
        rows: its cells.
        rich: what its cells say of rich values.
        limits: how many there may be.
    """
    drawing = relationships(archive, sheet, limits).by_kind.get("drawing")
    found = {} if drawing is None else _anchored(archive, drawing, limits).pictures
    if rich:
        placed = _placed(archive, workbook, limits)
        for cell, number in rich.items():
            found.setdefault(cell, []).append(placed.get(number, ""))
    part = workbook.by_kind.get("cellimage")
    if part is not None:
        named = _anchored(archive, part, limits).named
        for cell, name in _named(rows):
            found.setdefault(cell, []).append(named.get(name, ""))
    return {cell: tuple(parts) for cell, parts in found.items()}


def _named(rows: Rows) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield the cells that WPS Office shows a picture in, and its name."""
    for row, cells in rows.items():
        for column, raw in cells.items():
            name = _WPS_NAME.search(raw.formula or "") if raw.is_picture else None
            if name is not None:
                yield (row, column), name[1]


class _Anchors(Struct):
    """Takes in a drawing: each picture belongs to the cell named last."""

    links: Mapping[str, tuple[str, str]]
    limits: Limits
    pictures: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    _row: int = 0
    _column: int = 0
    _count: int = 0
    _name: str = ""
    _is_first: bool = False
    _is_open: bool = False
    """Whether a picture has begun whose part is not named yet."""

    @property
    def starts(self) -> Mapping[str, Start]:
        return {
            "oneCellAnchor": self._begin,
            "twoCellAnchor": self._begin,
            "absoluteAnchor": self._begin,
            "from": lambda _: self._first(True),
            "to": lambda _: self._first(False),
            "pic": self._picture,
            "sp": self._other,  # a shape that is filled with a picture names its part in the same way
            "cNvPr": self._take_name,
            "blip": self._part,
        }

    @property
    def texts(self) -> Mapping[str, Text]:
        return {"col": self._take_column, "row": self._take_row}

    def _begin(self, _: _Attributes) -> None:
        self._row = self._column = 0
        self._is_open = False

    def _first(self, is_first: bool) -> None:  # noqa: FBT001 - which of two elements has begun
        self._is_first = is_first

    def _take_column(self, text: str) -> None:
        if self._is_first:  # drawings count columns and rows from 0
            self._column = parse_index(text.strip()) + 1

    def _take_row(self, text: str) -> None:
        if self._is_first:
            self._row = parse_index(text.strip()) + 1

    def _picture(self, _: _Attributes) -> None:
        ensure_count(self._count, self.limits)
        self._count += 1
        self._is_open, self._name = True, ""
        if self._row and self._column:
            self.pictures.setdefault((self._row, self._column), []).append("")

    def _other(self, _: _Attributes) -> None:
        self._is_open = False

    def _take_name(self, attributes: _Attributes) -> None:
        self._name = attributes.get("name", "")

    def _part(self, attributes: _Attributes) -> None:
        link = attribute(attributes, "embed")
        if not self._is_open or not link:
            return
        self._is_open = False
        part = self.links.get(link, ("", ""))[1]
        self.named.setdefault(self._name, part)
        if self._row and self._column:
            self.pictures[self._row, self._column][-1] = part


def _anchored(archive: Archive, drawing: str, limits: Limits) -> _Anchors:
    """Return the pictures of a drawing; a damaged one names those before the damage."""
    anchors = _Anchors(sound_relationships(archive, drawing, limits).by_id, limits)
    unless_damaged(
        None, lambda: parse_part(archive.chunks(drawing), starts=anchors.starts, texts=anchors.texts)
    )
    return anchors


def _placed(archive: Archive, workbook: Relationships, limits: Limits) -> Mapping[str, str]:
    """Return the parts of the pictures that were placed in cells, by what the cells say."""
    metadata, values = _Metadata(limits), _RichValues(limits)
    relations: list[str] = []

    def relate(attributes: _Attributes) -> None:
        ensure_count(len(relations), limits)
        relations.append(attribute(attributes, "id"))

    _parse(archive, workbook, "sheetmetadata", metadata.starts)
    _parse(archive, workbook, "rdrichvaluestructure", values.structure_starts)
    _parse(archive, workbook, "rdrichvalue", values.starts, {"v": values.value})
    _parse(archive, workbook, "richvaluerel", {"rel": relate})
    links = sound_relationships(archive, workbook.by_kind.get("richvaluerel", ""), limits).by_id
    found = {}
    for number, (kind, record) in enumerate(metadata.cells, start=1):  # `vm` counts from 1, as does the kind
        relation = values.picture(metadata.value(kind, record))
        if relation is not None and relation < len(relations):
            found[str(number)] = links.get(relations[relation], ("", ""))[1]
    return found


def _parse(
    archive: Archive,
    workbook: Relationships,
    kind: str,
    starts: Mapping[str, Start],
    texts: Mapping[str, Text] | None = None,
) -> None:
    part = workbook.by_kind.get(kind)
    if part is not None:
        unless_damaged(None, lambda: parse_part(archive.chunks(part), starts=starts, texts=texts))


class _Metadata:
    """What the numbers in cells lead to: kind of metadata and record, then the number of a rich value."""

    def __init__(self, limits: Limits) -> None:
        self.cells: list[tuple[int, int]] = []
        self._kinds: list[str] = []
        self._values: list[int | None] = []
        self._section = ""
        self._limits = limits
        self.starts: Mapping[str, Start] = {
            "metadataType": lambda given: self._kinds.append(given.get("name", "")),
            "futureMetadata": lambda given: self._enter(given.get("name", "")),
            "cellMetadata": lambda _: self._enter(""),
            "valueMetadata": lambda _: self._enter("valueMetadata"),
            "bk": self._block,
            "rvb": self._rich_value,
            "rc": self._record,
        }

    def value(self, kind: int, record: int) -> int | None:
        """Return the number of the rich value of a record; None where it is of another kind."""
        is_rich = 0 < kind <= len(self._kinds) and self._kinds[kind - 1] == _RICH_VALUES
        return self._values[record] if is_rich and record < len(self._values) else None

    def _enter(self, section: str) -> None:
        self._section = section

    def _block(self, _: _Attributes) -> None:
        ensure_count(len(self._values), self._limits)
        if self._section == _RICH_VALUES:
            self._values.append(None)

    def _rich_value(self, attributes: _Attributes) -> None:
        if self._section == _RICH_VALUES and self._values:
            self._values[-1] = parse_index(attributes.get("i", ""))

    def _record(self, attributes: _Attributes) -> None:
        ensure_count(len(self.cells), self._limits)
        if self._section == "valueMetadata":
            self.cells.append((parse_index(attributes.get("t", "")), parse_index(attributes.get("v", ""))))


class _RichValues:
    """The rich values of a workbook, and under which key their structures name a picture."""

    def __init__(self, limits: Limits) -> None:
        self._keys: list[list[str]] = []
        self._values: list[tuple[int, list[str]]] = []
        self._limits = limits
        self.structure_starts: Mapping[str, Start] = {"s": self._structure, "k": self._key}
        self.starts: Mapping[str, Start] = {"rv": self._begin}

    def picture(self, number: int | None) -> int | None:
        """Return the number of the relationship to a value's picture; None where it has none."""
        if number is None or number >= len(self._values):
            return None
        structure, texts = self._values[number]
        keys: Iterable[str] = self._keys[structure] if structure < len(self._keys) else ()
        text = dict(zip(keys, texts, strict=False)).get(_LOCAL_PICTURE, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None

    def _structure(self, _: _Attributes) -> None:
        ensure_count(len(self._keys), self._limits)
        self._keys.append([])

    def _key(self, attributes: _Attributes) -> None:
        if self._keys:
            ensure_count(len(self._keys[-1]), self._limits)
            self._keys[-1].append(attributes.get("n", ""))

    def _begin(self, attributes: _Attributes) -> None:
        ensure_count(len(self._values), self._limits)
        self._values.append((parse_index(attributes.get("s", "")), []))

    def value(self, text: str) -> None:
        """Take in a field of the value that has begun."""
        if self._values:
            ensure_count(len(self._values[-1][1]), self._limits)
            self._values[-1][1].append(text)
