"""The settings of a period, changed where they are: nothing that is wrong is ever written."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from par_excel.config.editing import Edited, SettingsChange, edit_settings
from par_excel.config.sources import UNITS, find_own_table, read_settings_file
from par_excel.model import ConfigError
from par_excel.workflow.folder.folder import Folder, basis_of
from par_excel.workflow.folder.outputs import write_outputs


@dataclass(frozen=True, slots=True)
class Changed:
    """What came of a change."""

    problems: tuple[ConfigError, ...]
    """Why nothing was written; empty where it was."""
    places: Mapping[int, tuple[str | int, ...]]
    """Table, number and key to which a problem belongs, by its index."""


def settings_now(folder: Folder) -> Mapping[str, Any]:
    """Return the tables of par.toml as they stand, right or wrong.

    Raises:
        ConfigError: it is not there, or no TOML.
    """
    source = read_settings_file(folder.root)
    try:
        return tomllib.loads(source.data.decode("utf-8-sig"))
    except ValueError as failure:
        raise ConfigError(
            "Tệp không đọc được nên chưa sửa được ở đây.", "mở bằng Notepad và sửa lại.", file=folder.settings
        ) from failure


def change_settings(folder: Folder, change: SettingsChange) -> Changed:
    """Write the settings anew where nothing is wrong with them, the catalogue included; else leave them as they are.

    Raises:
        ConfigError: par.toml is not there, or cannot be read at all.
        OutputError: it could not be written.
    """
    source = read_settings_file(folder.root)
    has_units = find_own_table(folder.root, UNITS) is None
    edited: Edited = edit_settings(source.data, source.label, change, has_units=has_units)
    if edited.problems:
        return Changed(edited.problems, edited.places)
    write_outputs({folder.settings: edited.data})
    try:
        basis_of(folder)
    except ConfigError as failure:  # catalogue and assignments may not fit the new units or year
        write_outputs({folder.settings: source.data})
        return Changed((failure,), {})
    return Changed((), {})
