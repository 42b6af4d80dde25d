"""A part of a submission, kept in few letters until it is asked for.

A period may have ten thousand returns, and the commands look at one after the other: what was read of all of them
would take ten times the memory of what is looked at now.
"""

import zlib
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, TypeVar

from par_excel.model import OnDemand

_LEVEL = 1
"""The fastest: a fifth of the letters are left, and at the best level a sixth."""
_OPEN = 64
"""So many are open at a time: those of all agencies of a province, which are looked at again and again."""
_T = TypeVar("_T", covariant=True)  # noqa: PLC0105 - as those of the standard library are named


class Kept(OnDemand[_T]):
    """A sequence that is read anew where it was not asked for of late."""

    __slots__ = ("_letters", "_read")

    def __init__(self, stored: Any, read: Callable[[bytes], tuple[_T, ...]]) -> None:  # noqa: ANN401 - any buffer
        """Keep what is stored; a function of a module reads it."""
        self._letters = zlib.compress(stored, _LEVEL)
        self._read = read

    def _made(self, index: int) -> _T:
        return self._opened[index]

    def __len__(self) -> int:
        return len(self._opened)

    def __iter__(self) -> Iterator[_T]:
        return iter(self._opened)

    @property
    def _opened(self) -> tuple[_T, ...]:
        return _opened(self._letters, self._read)


@lru_cache(maxsize=_OPEN)
def _opened(letters: bytes, read: Callable[[bytes], tuple[Any, ...]]) -> tuple[Any, ...]:
    return read(zlib.decompress(letters))
