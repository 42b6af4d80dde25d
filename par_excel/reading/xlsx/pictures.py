"""Pictures that lie over the cells of a sheet: at which cell each begins, by the drawing's anchors (ECMA-376 part 1, 20.5)."""

from collections.abc import Mapping
from contextlib import suppress
from xml.parsers import expat

from par_excel.model import Limits, RefusalReason
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.bounds.guard import Archive
from par_excel.reading.bounds.limits import ensure_count
from par_excel.reading.bounds.xml import parse_index, parse_part


class _Anchors:
    """Takes in a drawing: each picture belongs to the cell named last."""

    def __init__(self, limits: Limits) -> None:
        self.found: set[tuple[int, int]] = set()
        self._limits = limits
        self._row = self._column = 0
        self._is_first = False

    def begin(self, _: Mapping[str, str]) -> None:
        self._row = self._column = 0

    def first(self, _: Mapping[str, str]) -> None:
        self._is_first = True

    def last(self, _: Mapping[str, str]) -> None:
        self._is_first = False

    def column(self, text: str) -> None:
        if self._is_first:
            self._column = parse_index(text.strip()) + 1

    def row(self, text: str) -> None:
        if self._is_first:
            self._row = parse_index(text.strip()) + 1

    def picture(self, _: Mapping[str, str]) -> None:
        ensure_count(len(self.found), self._limits)
        if self._row and self._column:
            self.found.add((self._row, self._column))


def picture_cells(archive: Archive, drawing: str, limits: Limits) -> frozenset[tuple[int, int]]:
    """Return row and column of the cells at which a picture begins; a damaged drawing names those before the damage."""
    anchors = _Anchors(limits)
    try:
        with suppress(expat.ExpatError):
            parse_part(
                archive.chunks(drawing),
                starts={
                    "oneCellAnchor": anchors.begin,
                    "twoCellAnchor": anchors.begin,
                    "from": anchors.first,
                    "to": anchors.last,
                    "pic": anchors.picture,
                },
                texts={"col": anchors.column, "row": anchors.row},
            )
    except Breach as breach:
        if breach.reason is not RefusalReason.DAMAGED:
            raise
    return frozenset(anchors.found)
