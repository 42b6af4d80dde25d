"""All hostile files, by family."""

from collections.abc import Iterator

from tests.hostile import books, contents, foreign, parcels, sheets, texts, values, xmls, zips
from tests.hostile.cases import Case

NOBODY = "http://127.0.0.1:9/"
"""An address at which nobody listens."""


def cases(canary: str = NOBODY) -> Iterator[Case]:
    """Return every hostile file; the canary is an address that may never be asked for."""
    yield from zips.cases()
    yield from xmls.cases(canary)
    yield from sheets.cases()
    yield from books.cases()
    yield from values.cases()
    yield from contents.cases(canary)
    yield from texts.cases()
    yield from foreign.cases()
    yield from parcels.cases()
