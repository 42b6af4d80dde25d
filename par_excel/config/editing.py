"""par.toml with other values in some places: comments, order and everything else stay as they are.

What is wrong with the new values is told by the very reader of the settings, and placed by table and key.
"""

from collections.abc import Mapping, Sequence

import tomlkit
from msgspec import Struct
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table

from par_excel.config.settings import read_settings
from par_excel.config.toml_tables import Path, toml_lines
from par_excel.model import ConfigError

Value = str | int | list[str]


class SettingsChange(Struct, frozen=True, kw_only=True):
    """New values for par.toml."""

    values: Mapping[tuple[str, str], Value]
    """By table and key; a key that is not there is added at the end of its table."""
    lists: Mapping[str, Sequence[Mapping[str, Value]]]
    """Tables that stand there several times (`han`, `don_vi`), whole; the comments in the first of them stay."""


class Edited(Struct, frozen=True):
    """The new file, and what is wrong with it."""

    data: bytes
    problems: tuple[ConfigError, ...]
    places: Mapping[int, Path]
    """Where each problem belongs, by its index: table, number and key, as far as it has a line."""


def edit_settings(data: bytes, file: str, change: SettingsChange, *, has_units: bool = True) -> Edited:
    """Return the settings with other values, held against what settings have to be.

    Raises:
        ConfigError: the file as it stands is no TOML; only a person can mend that.
    """
    try:
        document = tomlkit.parse(data.decode("utf-8-sig"))
    except (TOMLKitError, UnicodeDecodeError) as failure:
        raise ConfigError(
            "Tệp không đọc được nên chưa sửa được ở đây.",
            "mở bằng Notepad, sửa dòng mà lệnh catalogue check nêu, rồi thử lại.",
            file=file,
        ) from failure
    for (table, key), value in change.values.items():
        _table(document, table)[key] = value
    for table, rows in change.lists.items():
        _replace_list(document, table, rows)
    text = tomlkit.dumps(document)
    problems = tuple(read_settings(text.encode("utf-8"), file, has_units=has_units).problems)
    return Edited(text.encode("utf-8"), problems, _places(text, problems))


def _table(document: tomlkit.TOMLDocument, name: str) -> Table:
    if name not in document:
        document[name] = tomlkit.table()
    table = document[name]
    assert isinstance(table, Table)  # noqa: S101 - read_settings has told where it is none; tells mypy
    return table


def _replace_list(document: tomlkit.TOMLDocument, name: str, rows: Sequence[Mapping[str, Value]]) -> None:
    """Give the tables of a list the values of these rows; tables that are too many go, missing ones are added."""
    standing = document.get(name)
    tables = standing if isinstance(standing, AoT) else tomlkit.aot()
    while len(tables) > len(rows):
        del tables[len(tables) - 1]
    for index, row in enumerate(rows):
        if index == len(tables):
            tables.append(tomlkit.table())
        for key, value in row.items():
            # What is not changed keeps its way of writing and its comment.
            if tables[index].get(key) != value:
                tables[index][key] = value
        for key in [key for key in tables[index] if key not in row]:
            del tables[index][key]
    if not isinstance(standing, AoT):
        document[name] = tables


def _places(text: str, problems: Sequence[ConfigError]) -> Mapping[int, Path]:
    by_line = {line: path for path, line in toml_lines(text).items()}
    return {
        index: by_line[problem.line]
        for index, problem in enumerate(problems)
        if problem.line is not None and problem.line in by_line
    }
