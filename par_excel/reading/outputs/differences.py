"""The differences between two files, passage by passage: what was changed, what is missing, what was added.

A passage is a row of a sheet, a row of a table, or a paragraph. Passages are matched in order, as `diff` matches lines:
where one was taken out, those below it still agree.
"""

import zipfile
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from difflib import SequenceMatcher
from io import BytesIO
from itertools import zip_longest
from typing import Protocol

from msgspec import Struct

from par_excel.vietnamese import format_number

Value = str | float | None
"""What a cell shows; None where it is empty."""
_CONTEXT = 20
"""Letters shown on either side of those in which two texts differ."""
_LIMIT_LETTERS = 120
"""Letters of a value that a sentence quotes."""
_LIMIT_LABEL = 40
"""Letters by which passages are taken to begin alike."""


class Passage(Protocol):
    """A row or a paragraph, with its place in the file."""

    @property
    def values(self) -> tuple[Value, ...]:
        """What it says, cell by cell."""

    @property
    def place(self) -> str:
        """Where it stands: `sheet “Chi tiết”, dòng 12`."""

    def cell(self, index: int) -> str:
        """Return where one of its cells stands: `sheet “Chi tiết”, ô E12`."""


class OutputDifference(Struct, frozen=True):
    """A place in which a file says something else than it should."""

    place: str
    found: str | None
    """What stands there; empty for an empty cell, None for a passage that is missing."""
    wanted: str | None
    """What should stand there; None for a passage that was added."""


def differences(found: Sequence[Passage], wanted: Sequence[Passage]) -> Iterator[OutputDifference]:
    """Yield in what a file differs from the one that is wanted."""
    for ours, theirs, is_equal in _blocks(found, wanted, lambda passage: passage.values):
        if is_equal:
            continue
        for one, other in _pairs(ours, theirs):
            if one is not None and other is not None:
                yield from _changed(one, other)
            elif other is not None:
                yield OutputDifference(other.place, None, _line(other))
            elif one is not None:
                yield OutputDifference(one.place, _line(one), None)


def _pairs(
    found: Sequence[Passage], wanted: Sequence[Passage]
) -> Iterator[tuple[Passage | None, Passage | None]]:
    """Yield passages that stand for each other: as many of both in order, else those that begin alike."""
    if len(found) == len(wanted):
        yield from zip(found, wanted, strict=True)
        return
    for ours, theirs, is_equal in _blocks(found, wanted, label):
        if is_equal:
            yield from zip(ours, theirs, strict=True)
        else:
            yield from ((each, None) for each in ours)
            yield from ((None, each) for each in theirs)


def _blocks(
    found: Sequence[Passage], wanted: Sequence[Passage], key: Callable[[Passage], object]
) -> Iterator[tuple[Sequence[Passage], Sequence[Passage], bool]]:
    """Yield runs of passages of both files, and whether they are equal by this key."""
    matcher = SequenceMatcher(None, [*map(key, found)], [*map(key, wanted)])
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        yield found[start:end], wanted[other_start:other_end], tag == "equal"


def label(passage: Passage) -> str:
    """Return how a passage begins, by which a person finds it."""
    first = next((value for value in passage.values if value is not None), None)
    text = shown(first)
    return text if len(text) <= _LIMIT_LABEL else f"{text[:_LIMIT_LABEL]}…"


def _changed(found: Passage, wanted: Passage) -> Iterator[OutputDifference]:
    for index, (one, other) in enumerate(zip_longest(found.values, wanted.values)):
        if one != other:
            yield OutputDifference(found.cell(index), *_excerpts(shown(one), shown(other)))


def _excerpts(one: str, other: str) -> tuple[str, str]:
    """Return two texts without the long parts that they share at both ends."""
    start = _common(one, other)
    end = _common(one[start:][::-1], other[start:][::-1])
    return _excerpt(one, start, end), _excerpt(other, start, end)


def _common(one: str, other: str) -> int:
    """Return how many letters two texts begin with alike."""
    unequal = (at for at, (here, there) in enumerate(zip(one, other, strict=False)) if here != there)
    return next(unequal, min(len(one), len(other)))


def _excerpt(text: str, start: int, end: int) -> str:
    first, last = max(0, start - _CONTEXT), min(len(text), len(text) - end + _CONTEXT)
    return f"{'…' if first else ''}{_cut(text[first:last])}{'…' if last < len(text) else ''}"


def _cut(text: str) -> str:
    return text if len(text) <= _LIMIT_LETTERS else f"{text[:_LIMIT_LETTERS]}…"


def _line(passage: Passage) -> str:
    return _cut(" | ".join(shown(value) for value in passage.values if value is not None))


def shown(value: Value) -> str:
    """Return a value as an official writes it."""
    if isinstance(value, str):
        return value
    return "" if value is None else format_number(Decimal(repr(value)))


_LIMIT_UNPACKED = 1024 * 1024 * 1024
"""The master workbook of 4,000 returns takes a fifth of it."""


class UnreadableOutput(ValueError):  # noqa: N818 - named after what it is
    """The file cannot be opened; the text says why, in Vietnamese."""


def ensure_size(data: bytes) -> None:
    """Stop where a zipped file unpacks to more than any output does.

    Raises:
        UnreadableOutput: it does.
        BadZipFile: it is no zipped file.
    """
    with zipfile.ZipFile(BytesIO(data)) as pack:
        if sum(info.file_size for info in pack.infolist()) > _LIMIT_UNPACKED:
            raise UnreadableOutput("tệp lớn bất thường")
