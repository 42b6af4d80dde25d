"""Where a value stands and what stands there, before anyone says what it means."""

from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache

from msgspec import Struct, field

from par_excel.form import NOT_ARISEN
from par_excel.model import Picture, PictureKind, Place, Remark
from par_excel.reading.workbook.addresses import address
from par_excel.reading.workbook.formulas import Formulas
from par_excel.reading.workbook.workbook import CellType, Media, RawCell, RawSheet, Run
from par_excel.vietnamese import fold

NO_REMARKS: frozenset[Remark] = frozenset()
_MERGED = frozenset({Remark.MERGED})
_MISSING = frozenset({Remark.MISSING})
_PICTURE = frozenset({Remark.PICTURE})
_UNPROVED = frozenset({Remark.UNPROVED_FORMULA})
_MARK = fold(NOT_ARISEN)
_NO_MEDIA = Media(PictureKind.LOST, "")


def is_own_formula(raw: RawCell | None) -> bool:
    """Say whether the formula of a score is the form's: it is known by the mark of what did not arise."""
    return raw is not None and raw.formula is not None and _MARK in raw.formula.casefold()


@lru_cache(maxsize=4096)
def _place(sheet: str, row: int, column: int) -> Place:
    """Return the place of a cell, that of the sheet where row and column are 0; returns of one form share them."""
    return Place("", sheet, address(row, column) if row else "")


class LocatedCell(Struct, frozen=True):
    """A cell of the form in the returned file."""

    raw: RawCell | None
    place: Place
    remarks: frozenset[Remark]
    """That it is merged, missing, under a picture, or holds a formula that proves nothing."""
    is_1904: bool
    runs: tuple[Run, ...] = ()
    """The pieces of its text where some stand in fonts that show other letters or signs."""


class LocatedSheet(Struct, frozen=True, dict=True):
    """A sheet of the returned file, and how its cells are found."""

    raw: RawSheet
    is_1904: bool
    formulas: Formulas | None = None
    """Works out formulas of a person's own once more; None where what they gave is taken as it stands."""
    media: Mapping[str, Media] = field(default_factory=dict)
    """What the parts hold that are named as pictures."""

    def cell(self, row: int | None, column: int | None) -> LocatedCell:
        """Return what stands there; the first cell of a merged block stands for each row of its first column."""
        if row is None or column is None:
            return LocatedCell(None, self.whole, _MISSING, self.is_1904)
        # Of a merged block only the first cell has a value, whatever the others held before; people merge rows downwards,
        # to answer for several at once.
        remarks, anchors = NO_REMARKS, self._anchors
        if anchors and (row, column) in anchors:
            row, remarks = anchors[row, column], _MERGED
        cells = self.raw.rows.get(row)
        raw = None if cells is None else cells.get(column)
        if raw is not None and raw.formula is not None and not self._is_proved(raw):
            remarks |= _UNPROVED
        if (row, column) in self.raw.pictures and (raw is None or not raw.shows_something):
            remarks |= _PICTURE
        runs = self.raw.legacy.get((row, column), ()) if self.raw.legacy else ()
        return LocatedCell(raw, self.place(row, column), remarks, self.is_1904, runs)

    def _is_proved(self, raw: RawCell) -> bool:
        """Say whether what a formula gave may be taken: of a person's own, only what was worked out again."""
        gives_nothing = not raw.text or raw.kind is CellType.ERROR or raw.is_picture
        if self.formulas is None or gives_nothing or is_own_formula(raw):
            return True
        return self.formulas.gives_stored(self.raw.name, raw)

    def pictures(self, row: int, column: int) -> Iterator[Picture]:
        """Yield the pictures that lie in a cell or begin at it."""
        for part in self.raw.pictures.get((row, column), ()):
            media = self.media.get(part, _NO_MEDIA)
            yield Picture(self.place(row, column), media.kind, media.sha256)

    def place(self, row: int, column: int) -> Place:
        """Return the place of a cell."""
        return _place(self.raw.name, row, column)

    def text(self, row: int, column: int) -> str:
        """Return the text that stands there; empty where none does."""
        cells = self.raw.rows.get(row)
        raw = None if cells is None else cells.get(column)
        return "" if raw is None else raw.text or ""

    @property
    def whole(self) -> Place:
        """The sheet itself."""
        return _place(self.raw.name, 0, 0)

    @cached_property
    def last_row(self) -> int:
        """The last row in which something stands."""
        return max(self.raw.rows, default=0)

    @cached_property
    def _anchors(self) -> Mapping[tuple[int, int], int]:
        """First row of the merged block by the cells of the block's first column, within the rows in use."""
        found: dict[tuple[int, int], int] = {}
        for block in self.raw.merged:
            for row in range(block.top, min(block.bottom, self.last_row + 1) + 1):
                found.setdefault((row, block.left), block.top)
        return found
