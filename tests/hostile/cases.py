"""One hostile file: its bytes, made when asked for, and what must come of it.

A case is a good return, filled in a real LibreOffice, of which one thing was spoilt; or something that is no return
at all. What stands in the good return is known from openpyxl, what was spoilt from the case: never from our reader.
"""

import re
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from msgspec import Struct, field
from openpyxl import load_workbook

from par_excel.form import Column
from par_excel.model import RefusalReason, Risk

RETURNS = Path(__file__).parent.parent.parent / "par_excel" / "workflow" / "demo" / "returns"
SCORES_PART = "xl/worksheets/sheet2.xml"
STRINGS_PART = "xl/sharedStrings.xml"
BOOK_PART = "xl/workbook.xml"
BOOK_RELS_PART = "xl/_rels/workbook.xml.rels"
STYLES_PART = "xl/styles.xml"
SCORES, INITIATIVES, CLOSING = "Chấm điểm", "Sáng kiến", "Khó khăn, vướng mắc"
_INPUTS = (Column.LEVEL, Column.SCORE, Column.FIGURES, Column.EVIDENCE, Column.EXPLANATION)
_INITIATIVE_HEADER = "STT"

Key = tuple[str, str]
"""Code of the row and text of the column; on the other sheets, what takes their place."""
Value = str | Decimal | None
Values = Mapping[Key, Value]


class Expected(Struct, frozen=True, kw_only=True):
    """What must come of a file: it is refused for one of the reasons, or accepted with these values."""

    refused: frozenset[RefusalReason] = frozenset()
    """Empty where it must be accepted."""
    accepted: bool = False
    """Whether it may be accepted; then every value is as in the good return, but for those changed."""
    changed: Values = field(default_factory=dict)
    codes: frozenset[str] = frozenset()
    """Findings that the good return does not have."""
    risks: frozenset[Risk] = frozenset()


class Case(Struct, frozen=True, kw_only=True):
    """A hostile file."""

    name: str
    make: Callable[[], bytes]
    expected: Expected
    suffix: str = ".xlsx"

    @property
    def file(self) -> str:
        """The name under which it lies in an inbox."""
        return self.name + self.suffix


def refused(*reasons: RefusalReason) -> Expected:
    """Expect one of these reasons."""
    return Expected(refused=frozenset(reasons))


def accepted(changed: Values | None = None, *codes: str, risks: frozenset[Risk] = frozenset()) -> Expected:
    """Expect the values of the good return, but for those changed."""
    return Expected(accepted=True, changed=changed or {}, codes=frozenset(codes), risks=risks)


def same_or(*reasons: RefusalReason) -> Expected:
    """Expect the very values of the good return, or one of these reasons: both are safe."""
    return Expected(accepted=True, refused=frozenset(reasons))


# ----- the good return


@cache
def good(number: int = 4) -> bytes:
    """Return a good return: phụ lục 4 has ticks, rates, typed scores, a contribution and initiatives."""
    return (RETURNS / f"phuluc_{number}.xlsx").read_bytes()


@cache
def good_parts() -> Mapping[str, bytes]:
    """Return the parts of the good return by name, in order."""
    with zipfile.ZipFile(BytesIO(good())) as file:
        return {info.filename: file.read(info) for info in file.infolist()}


def text_of(part: str) -> str:
    """Return the XML of a part."""
    return good_parts()[part].decode("utf-8")


def packed(parts: Mapping[str, bytes], *, level: int = 1) -> bytes:
    """Return a zip of these parts."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as file:
        for name, content in parts.items():
            file.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, level)
    return stream.getvalue()


def with_parts(changed: Mapping[str, str | bytes | None]) -> bytes:
    """Return the good return with these parts changed, added or left out."""
    contents = {
        name: content.encode("utf-8") if isinstance(content, str) else content
        for name, content in changed.items()
    }
    return packed({name: part for name, part in {**good_parts(), **contents}.items() if part is not None})


def with_replaced(part: str, old: str, new: str) -> bytes:
    """Return the good return with a text in a part replaced where it first stands."""
    text = text_of(part)
    assert old in text, f"{old} does not stand in {part}"
    return with_parts({part: text.replace(old, new, 1)})


def with_cell(place: str, xml: str) -> bytes:
    """Return the good return with the whole element of a score sheet's cell replaced."""
    return with_parts({SCORES_PART: cell_replaced(text_of(SCORES_PART), place, xml)})


def cell_replaced(sheet: str, place: str, xml: str) -> str:
    """Return a sheet with the whole element of a cell replaced."""
    pattern = rf'<c r="{place}"(?:[^>]*/>|.*?</c>)'
    assert len(re.findall(pattern, sheet)) == 1, place
    return re.sub(pattern, lambda _: xml, sheet, count=1)


def cell_xml(place: str) -> str:
    """Return the whole element of a cell of the good score sheet."""
    found = re.search(rf'<c r="{place}"(?:[^>]*/>|.*?</c>)', text_of(SCORES_PART))
    assert found is not None, place
    return found[0]


def row_xml(row: int) -> str:
    """Return the whole element of a row of the good score sheet."""
    found = re.search(rf'<row r="{row}".*?</row>', text_of(SCORES_PART))
    assert found is not None, row
    return found[0]


def inline(place: str, text: str) -> str:
    """Return a cell that holds a text itself."""
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


# ----- what stands in it, by openpyxl


@cache
def truth(number: int = 4) -> Values:
    """Return what was filled in, as openpyxl reads it; the result of a score's formula is LibreOffice's."""
    formulas, results = (
        load_workbook(BytesIO(good(number)), data_only=data_only) for data_only in (False, True)
    )
    return {
        **_scores(formulas[SCORES], results[SCORES]),
        **_initiatives(results[INITIATIVES]),
        **_closing(results[CLOSING]),
    }


@cache
def cells(number: int = 4) -> Mapping[Key, str]:
    """Return where the inputs of the score sheet stand."""
    sheet = load_workbook(BytesIO(good(number)))[SCORES]
    return {
        (str(sheet.cell(row, 1).value), column.value): f"{column.letter}{row}"
        for row in _coded(sheet)
        for column in _INPUTS
    }


def _coded(sheet: Any) -> list[int]:
    return [
        row for row in range(7, sheet.max_row + 1) if re.match(r"\d", str(sheet.cell(row, 1).value or ""))
    ]


def _scores(formulas: Any, results: Any) -> dict[Key, Value]:
    found: dict[Key, Value] = {}
    for row in _coded(formulas):
        for column in _INPUTS:
            place = f"{column.letter}{row}"
            formula = formulas[place].value if formulas[place].data_type == "f" else ""
            is_own = column is Column.SCORE and not formula.startswith("=SUM(")
            if results[place].value is not None and (not formula or is_own):
                found[str(formulas.cell(row, 1).value), column.value] = value_of(results[place].value)
    return found


def _initiatives(sheet: Any) -> dict[Key, Value]:
    header = next(row for row in range(1, 20) if sheet.cell(row, 1).value == _INITIATIVE_HEADER)
    return {
        (f"initiative {row - header}", str(column)): value_of(sheet.cell(row, column).value)
        for row in range(header + 1, sheet.max_row + 1)
        for column in range(2, 9)
        if sheet.cell(row, column).value is not None
    }


def _closing(sheet: Any) -> dict[Key, Value]:
    return {
        ("closing", str(sheet.cell(row, 1).value)): value_of(sheet.cell(row, 2).value)
        for row in range(1, sheet.max_row + 1)
        # beside a locked cell that is no label there stands another of these: where the two sign
        if sheet.cell(row, 2).value is not None and not sheet.cell(row, 2).protection.locked
    }


def value_of(found: object) -> Value:
    """Return a value as it is compared: numbers exact, text with single spaces."""
    if isinstance(found, Decimal | int | float):
        return Decimal(repr(found) if isinstance(found, float) else found).normalize()
    return None if found is None else " ".join(str(found).split())


def first(column: Column, kind: type) -> Key:
    """Return the first row that has such a value in a column, and the column."""
    return next(key for key, value in truth().items() if key[1] == column.value and isinstance(value, kind))


TYPED: Key = ("8.3.3", Column.SCORE.value)
"""A score that is typed as a number; a row without scale lines, of 0.5 points."""
TYPED_AT = cells()[TYPED]
EVIDENCE: Key = ("8.3.3", Column.EVIDENCE.value)
EVIDENCE_AT = cells()[EVIDENCE]
TICK: Key = first(Column.LEVEL, str)
TICK_AT = cells()[TICK]
NUMERATOR: Key = first(Column.FIGURES, Decimal)
NUMERATOR_AT = cells()[NUMERATOR]
ROW = int(TYPED_AT[1:])
