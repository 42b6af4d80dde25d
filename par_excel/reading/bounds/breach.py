"""The exception for a file that cannot be taken, and what parsers raise on damaged bytes turned into it."""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from xml.parsers import expat

from par_excel.model import RefusalReason

T = TypeVar("T")

_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    struct.error,
    EOFError,
    ArithmeticError,
    ValueError,
    LookupError,
    NotImplementedError,
    RecursionError,
    MemoryError,
)
"""What zipfile, zlib and expat raise on damaged or hostile bytes: none of it says that the program itself has a fault.

UnicodeError is a ValueError; a LookupError is an encoding nobody knows, a NotImplementedError a way of packing.
"""


class Breach(Exception):  # noqa: N818 - it is no error of the program, but what a file does to its reader
    """The file cannot be taken; the detail is a Vietnamese phrase without a full stop.

    It becomes a `Refusal` in a submission, and the reason why a table of the office is not read.
    """

    def __init__(self, reason: RefusalReason, detail: str) -> None:
        super().__init__(f"{reason.value} {detail}".strip())
        self.reason = reason
        self.detail = detail


@contextmanager
def damage_as_breach() -> Iterator[None]:
    """Raise a breach in place of whatever damaged bytes make the parsers raise."""
    # Only what opens and parses a file stands within this: around more, it would hide faults of ours (decision 4).
    try:
        yield
    except _DAMAGE as failure:
        raise Breach(RefusalReason.DAMAGED, "") from failure


def unless_damaged(otherwise: T, read: Callable[..., T], *given: object) -> T:
    """Return what is read of a part on which no value depends, something else where it is damaged.

    Raises:
        Breach: it goes beyond the limits.
    """
    try:
        with damage_as_breach():
            return read(*given)
    except Breach as breach:
        if breach.reason is not RefusalReason.DAMAGED:
            raise
    return otherwise
