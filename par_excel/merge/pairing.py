"""Rows of two sets of criteria, paired: by code where the content is the same too, else by a content that is the only one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Protocol, TypeVar

from par_excel.vietnamese import fold

_LIKE = 0.6
"""Share of letters in common (as `SequenceMatcher.ratio` counts them) from which one name is the other, reworded."""


class Coded(Protocol):
    """A row of a set."""

    @property
    def code(self) -> str:
        """Its code."""

    @property
    def name(self) -> str:
        """Its name."""


Former = TypeVar("Former", bound=Coded)


def content(name: str) -> str:
    """Return a name without what does not change its content: case, marks between words, and the year."""
    words = "".join(letter if letter.isalnum() else " " for letter in fold(name)).split()
    # the year of the set stands in many names, and changes in each
    return " ".join(
        word for word in words if not (word.isdigit() and len(word) == 4 and word.startswith("20"))
    )


def paired(before: Sequence[Former], now: Sequence[Coded]) -> Mapping[str, Former]:
    """Return by code the rows of the former set that have the same content, under the same code or another."""
    former = {row.code: row for row in before}
    pairs = {
        row.code: former[row.code]
        for row in now
        if row.code in former and content(former[row.code].name) == content(row.name)
    }
    left = _by_content([row for row in before if row.code not in pairs])
    right = _by_content([row for row in now if row.code not in pairs])
    return pairs | {row.code: left[key] for key, row in right.items() if key in left}


def _by_content(rows: Sequence[Former]) -> dict[tuple[int, str], Former]:
    """Return rows by level and content; a content that several have tells none of them."""
    keys = [(row.code.count("."), content(row.name)) for row in rows]
    counts = Counter(keys)
    return {key: row for key, row in zip(keys, rows, strict=True) if counts[key] == 1}


def is_reworded(before: Coded, now: Coded) -> bool:
    """Say whether two names are likely those of one row."""
    return SequenceMatcher(None, content(before.name), content(now.name), autojunk=False).ratio() >= _LIKE
