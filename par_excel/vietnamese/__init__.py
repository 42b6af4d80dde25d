"""Vietnamese numbers, dates and text: how they are written, and how they are read back."""

from par_excel.vietnamese.dates import format_date, format_long_date, parse_date
from par_excel.vietnamese.numbers import (
    NumberNote,
    NumberRefusal,
    ReadNumber,
    format_number,
    format_percent,
    parse_number,
    stored_number,
)
from par_excel.vietnamese.text import fold, is_empty_phrase, nfc, slug, tidy, visible

__all__ = [
    "NumberNote",
    "NumberRefusal",
    "ReadNumber",
    "fold",
    "format_date",
    "format_long_date",
    "format_number",
    "format_percent",
    "is_empty_phrase",
    "nfc",
    "parse_date",
    "parse_number",
    "slug",
    "stored_number",
    "tidy",
    "visible",
]
