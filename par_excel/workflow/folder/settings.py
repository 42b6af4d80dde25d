"""The settings of a period, changed where they are: nothing that is wrong is ever written."""

import tomllib
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from par_excel.config.editing import Edited, SettingsChange, Value, edit_settings
from par_excel.config.sources import UNITS, find_own_table, read_settings_file
from par_excel.model import ConfigError
from par_excel.vietnamese import slug
from par_excel.workflow.folder.folder import Folder, basis_of
from par_excel.workflow.folder.outputs import write_outputs


class Changed(Struct, frozen=True):
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
    # Whether catalogue and assignments fit is known only once the settings stand in their place. A folder that was not
    # whole before (a new period has no catalogue) keeps them all the same, or it could never be mended step by step.
    was_whole = _trouble(folder) is None
    write_outputs({folder.settings: edited.data})
    failure = _trouble(folder)
    if was_whole and failure is not None:  # catalogue and assignments do not fit the new units or year
        write_outputs({folder.settings: source.data})
        return Changed((failure,), {})
    return Changed((), {})


def is_whole(folder: Folder) -> bool:
    """Say whether settings, catalogue and assignments are there and fit together."""
    return _trouble(folder) is None


def first_settings(*, province: str, year: int, is_new: bool) -> Mapping[tuple[str, str], Value]:
    """Return what the province and the year alone say of a period that was just laid out.

    Args:
        province: with “tỉnh” or “thành phố”; empty where it stays what it was.
        year: the index year.
        is_new: whether nothing came from another year, whose period has its names already.
    """
    values: dict[tuple[str, str], Value] = {("ky", "tinh"): province.strip()} if province.strip() else {}
    if is_new:
        values |= {
            ("ky", "nam"): year,
            ("ky", "id"): "-".join(filter(None, [slug(province), str(year)])),
            ("ky", "ten"): f"Tự đánh giá, chấm điểm Chỉ số cải cách hành chính năm {year}",
        }
    return values


def _trouble(folder: Folder) -> ConfigError | None:
    """Return what is wrong with settings, catalogue or assignments; a new period has no catalogue yet."""
    try:
        basis_of(folder)
    except ConfigError as failure:
        return failure
    return None
