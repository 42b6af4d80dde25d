"""What a cell of an OpenDocument spreadsheet holds: its stored value by its type, never what merely is shown."""

import re
from collections.abc import Mapping

from par_excel.reading.bounds.xml import SEPARATOR
from par_excel.reading.workbook.workbook import CellType, NumberFormat, RawCell

_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE = (f"{_NAMESPACE}{name}:1.0{SEPARATOR}" for name in ("office", "table"))
_EXTENDED = f"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0{SEPARATOR}"
_FORMULA = re.compile(r"^(?:[A-Za-z]\w*:)?=?")
"""What stands before a formula: the language that it is written in (`of:=`, `oooc:=`)."""
_ERROR = re.compile(r"#(?:REF!|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|N/A)|Err:\d{3}")
_TIME = re.compile(
    r"(?P<sign>-?)PT(?:(?P<hours>\d{1,9})H)?(?:(?P<minutes>\d{1,9})M)?(?:(?P<seconds>\d{1,9})(?:[.,]\d*)?S)?"
)
_NUMBERS = {
    "float": NumberFormat.PLAIN,
    "currency": NumberFormat.PLAIN,
    "percentage": NumberFormat.PERCENT,
}
_PLAIN = NumberFormat.PLAIN


def cell_of(attributes: Mapping[str, str], shown: str | None) -> RawCell | None:
    """Return a cell, or None where it is blank.

    Args:
        attributes: of the cell's element.
        shown: the text of its paragraphs; None where it has none.
    """
    given = attributes.get(_TABLE + "formula")
    formula = None if given is None else _FORMULA.sub("", given, count=1)
    # The format has no type for error values: LibreOffice says it in an attribute of its own, and stores a text beside it.
    kind, extended = attributes.get(_OFFICE + "value-type", ""), attributes.get(_EXTENDED + "value-type")
    if extended == "error" or (extended is None and _shows_error(formula, kind, shown)):
        return RawCell(CellType.ERROR, shown or "#N/A", formula, _PLAIN)
    if kind in _NUMBERS:
        return _cell(CellType.NUMBER, attributes.get(_OFFICE + "value"), formula, _NUMBERS[kind])
    if kind == "date":
        return _cell(CellType.ISO_DATE, attributes.get(_OFFICE + "date-value"), formula)
    if kind == "time":
        return _cell(CellType.ISO_DATE, _time(attributes.get(_OFFICE + "time-value", "")), formula)
    if kind == "boolean":
        return _cell(CellType.TRUTH, attributes.get(_OFFICE + "boolean-value"), formula)
    text = attributes.get(_OFFICE + "string-value") if shown is None else shown
    return _cell(CellType.TEXT, text, formula)


def _cell(
    kind: CellType, text: str | None, formula: str | None, form: NumberFormat = NumberFormat.PLAIN
) -> RawCell | None:
    """Return the cell where it holds something: a value, or a formula, of which no value means never computed."""
    value = text if kind is CellType.TEXT or text is None else text.strip() or None
    return RawCell(kind, value, formula, form) if value or formula is not None else None


def _shows_error(formula: str | None, kind: str, shown: str | None) -> bool:
    """Say whether a formula failed; older programs store such a result as 0 or as an empty text."""
    return formula is not None and kind in {"", "float", "string"} and bool(_ERROR.fullmatch(shown or ""))


def _time(given: str) -> str:
    """Return `08:30` for `PT08H30M00S`, and the text itself where it is no such time."""
    found = _TIME.fullmatch(given.strip())
    if found is None:
        return given
    hours, minutes, seconds = (int(found[part] or 0) for part in ("hours", "minutes", "seconds"))
    whole = (hours * 3600 + minutes * 60 + seconds + 30) // 60  # half a minute counts up
    return f"{found['sign']}{whole // 60:02d}:{whole % 60:02d}"
