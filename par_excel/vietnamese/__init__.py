"""Vietnamese numbers, dates and text: how they are written, and how they are read back."""

from par_excel.vietnamese.dates import VIETNAM, format_date, format_moment, local_day, local_time
from par_excel.vietnamese.legacy import (
    decode_name,
    font_encoding,
    guess_encoding,
    has_own_letters,
    read_in_encoding,
    read_in_font,
    symbol_mark,
)
from par_excel.vietnamese.numbers import format_number, format_percent, number_words
from par_excel.vietnamese.references import (
    NamedDocument,
    Reference,
    days_year_first,
    documents_in,
    is_named_after,
    parse_references,
    split_documents,
)
from par_excel.vietnamese.system_errors import errno_of, said_by_system
from par_excel.vietnamese.text import (
    fold,
    harmless,
    is_as_above,
    is_empty_phrase,
    is_turned_round,
    nfc,
    slug,
    tidy,
    upright,
    visible,
)
from par_excel.vietnamese.values import (
    NumberNote,
    NumberRefusal,
    ReadNumber,
    parse_date,
    parse_number,
    stored_number,
)
