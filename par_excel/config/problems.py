"""Gathering what is wrong with the settings, so that the official sees all of it at once."""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from par_excel.model import ConfigError

T = TypeVar("T")


@dataclass(slots=True)
class Problems:
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


@dataclass(frozen=True, slots=True)
class Checked(Generic[T]):
    """What a file holds, or None where it has problems."""

    value: T | None
    problems: tuple[ConfigError, ...] = ()
