"""What is wrong with the settings, gathered, so that the official sees all of it at once.

Here too: what an id, an appendix and an e-mail address look like, in par.toml as in the lists.
"""

import re
from typing import Generic, TypeVar

from msgspec import Struct, field

from par_excel.model import ConfigError
from par_excel.system import is_device
from par_excel.vietnamese import slug

T = TypeVar("T")


class Problems(Struct):
    """What is wrong with one file. The only value of the room that grows: it is a list being written."""

    file: str
    _found: list[ConfigError] = field(default_factory=list)

    def add(self, line: int | None, what: str, mend: str) -> None:
        """Note one problem."""
        self._found.append(ConfigError(what, mend, file=self.file, line=line))

    def add_error(self, error: ConfigError) -> None:
        """Note a problem that was raised, because nothing after it could be read."""
        self._found.append(error)

    @property
    def found(self) -> tuple[ConfigError, ...]:
        """All problems in the order of the file."""
        return tuple(sorted(self._found, key=lambda error: error.line or 0))


class Parsed(Struct, Generic[T], frozen=True):
    """What a file holds, or None where it has problems."""

    value: T | None
    problems: tuple[ConfigError, ...] = ()


APPENDIX = re.compile(r"[0-9A-Za-z]{1,20}")
EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LIMIT_ID = 40
"""Characters of an id."""


def id_flaw(value: str) -> str:
    """Return how to mend what cannot be a name in file names and stamps; nothing where it can."""
    if _is_id(value):
        return ""
    proposal = slug(value)[:_LIMIT_ID].strip("-")
    return f"chỉ dùng chữ thường không dấu, chữ số và dấu gạch nối, không quá {_LIMIT_ID} ký tự" + (
        f", ví dụ “{proposal}”." if _is_id(proposal) else "."
    )


def _is_id(value: str) -> bool:
    # An id names files, and `con` or `nul` would be devices of Windows.
    return bool(_ID.fullmatch(value)) and len(value) <= _LIMIT_ID and not is_device(value)
