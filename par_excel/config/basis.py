"""The working folder's settings → Basis: all three files together, and what is wrong in any of them."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from par_excel.config.assignments import read_assignments
from par_excel.config.catalogue import Expected, read_criteria
from par_excel.config.problems import Parsed, Problems
from par_excel.config.sections import MENTION
from par_excel.config.settings import Settings, read_settings, read_shared_ledger
from par_excel.config.sources import (
    ASSIGNMENTS,
    CATALOGUE,
    SETTINGS,
    UNITS,
    Source,
    find_own_table,
    find_table,
    packaged_table,
    read_settings_file,
    read_table,
)
from par_excel.config.units import read_units
from par_excel.config.words import AssignmentColumn, CatalogueColumn, UnitColumn
from par_excel.model import Assignment, Basis, Catalogue, ConfigError, Criterion, SharedLedger


class Loaded(Struct, frozen=True, kw_only=True):
    """What could be read of a working folder's settings; the basis is there only where nothing is wrong."""

    sources: Mapping[str, str]
    """The file that each setting was read from."""
    year: int | None
    criteria: tuple[Criterion, ...]
    """Empty where something is wrong with the catalogue."""
    basis: Basis | None
    problems: tuple[ConfigError, ...]


def load_basis(folder: Path) -> Basis:
    """Return what everything is judged against, or raise the first of its problems."""
    loaded = read_folder(folder)
    if loaded.basis is None:
        raise loaded.problems[0]
    return loaded.basis


def find_shared_ledger(folder: Path) -> SharedLedger | None:
    """Return the server that holds the ledger of a folder; None where its par.toml names none, or is not there.

    Whatever else is wrong with the settings: what was recorded can be looked at and saved all the same.

    Raises:
        ConfigError: the table that names it, or the syntax of the file, is wrong.
    """
    if not (folder / SETTINGS).is_file():
        return None
    source = read_settings_file(folder)
    return read_shared_ledger(source.data, source.label) if MENTION.search(source.data) else None


def load_catalogue(place: Path | str) -> Catalogue:
    """Return a set of criteria by itself: of a working folder, of a table, or the packaged one of this name.

    Of a table alone nobody knows which agencies there are, so that its leads are held against none.

    Raises:
        ConfigError: the first of its problems.
    """
    if isinstance(place, Path) and place.is_dir():
        loaded = read_folder(place)
        if not loaded.criteria:
            raise loaded.problems[0]
        return Catalogue(loaded.year or 0, "", loaded.criteria)
    source = read_table(place) if isinstance(place, Path) else packaged_table(place, CATALOGUE)
    problems = Problems(source.label)
    rows = source.rows(tuple(CatalogueColumn), problems)
    criteria = read_criteria(rows, Expected(None, None), problems)
    if problems.found:
        raise problems.found[0]
    years = [row[CatalogueColumn.YEAR] for row in rows]
    year = years[0] if years else ""
    return Catalogue(int(year) if year.isdecimal() else 0, "", criteria)


def load_period(folder: Path) -> Settings:
    """Return what par.toml and the list of units say, whatever is wrong or missing besides.

    Raises:
        ConfigError: the first of their own problems.
    """
    settings = _with_units(folder, {})
    if settings.value is None:
        raise settings.problems[0]
    return settings.value


def read_folder(folder: Path, given: Mapping[str, Source] | None = None) -> Loaded:
    """Return all that the settings of a folder hold, with every problem found.

    Args:
        folder: the working folder.
        given: tables that are to be read in place of those of the folder, by name.
    """
    given = given or {}
    sources: dict[str, str] = {SETTINGS: str(folder / SETTINGS)}
    settings = _with_units(folder, sources)
    expected = _expected(settings.value)
    packaged = None if settings.value is None else settings.value.packaged
    criteria = _criteria(_table(folder, CATALOGUE, packaged, sources, given), expected)
    assignments = _assignments(
        _table(folder, ASSIGNMENTS, packaged, sources, given), expected, criteria.value
    )
    problems = (*settings.problems, *criteria.problems, *assignments.problems)
    return Loaded(
        sources=sources,
        year=expected.year,
        criteria=criteria.value or (),
        basis=None if problems else _basis(settings.value, criteria.value, assignments.value, sources),
        problems=problems,
    )


def ensure_work(basis: Basis) -> None:
    """Make sure that every unit has something to fill in, before forms are made.

    Raises:
        ConfigError: the appendix of a unit has neither criteria nor contributions.
    """
    sources = basis.period.sources
    for unit in basis.period.units:
        appendix = basis.appendices[unit.appendix]
        if not (appendix.leaves or appendix.contributions):
            raise ConfigError(
                f"{unit.name} (Phụ lục {unit.appendix}) không chấm tiêu chí nào và không có nội dung phối hợp nào.",
                "ghi số phụ lục này ở cột cơ quan chấm của bộ tiêu chí hoặc ở bảng phân công; "
                "nếu đơn vị không tham gia kỳ này, bỏ khỏi danh sách đơn vị.",
                file=sources.get(ASSIGNMENTS, SETTINGS),
            )


def _basis(
    settings: Settings | None,
    criteria: tuple[Criterion, ...] | None,
    assignments: tuple[Assignment, ...] | None,
    sources: Mapping[str, str],
) -> Basis | None:
    if settings is None or criteria is None or assignments is None:
        return None
    period = replace(settings.period, sources=dict(sources))
    return Basis(period, Catalogue(period.year, settings.catalogue_basis, criteria), assignments)


def _with_units(folder: Path, sources: dict[str, str]) -> Parsed[Settings]:
    """Return par.toml with the units of the list beside it, where there is one."""
    try:
        source = read_settings_file(folder)
        listed = find_own_table(folder, UNITS)
    except ConfigError as error:
        return Parsed(None, (error,))
    settings = read_settings(source.data, source.label, has_units=listed is None)
    if listed is None:
        return settings
    sources[UNITS] = listed.label
    problems = Problems(listed.label)
    known = () if settings.value is None else settings.value.period.units
    units = read_units(listed.rows(tuple(UnitColumn), problems), known, problems)
    if not (known or units or problems.found):
        problems.add(None, "Danh sách không có đơn vị nào.", "ghi mỗi đơn vị một dòng dưới dòng tiêu đề.")
    if settings.value is None or problems.found:
        return Parsed(None, (*settings.problems, *problems.found))
    period = replace(settings.value.period, units=(*known, *units))
    return Parsed(replace(settings.value, period=period))


def _expected(settings: Settings | None) -> Expected:
    if settings is None:
        return Expected(None, None)
    return Expected(settings.period.year, settings.period.main_appendices)


def _criteria(source: Source | tuple[ConfigError, ...], expected: Expected) -> Parsed[tuple[Criterion, ...]]:
    if not isinstance(source, Source):
        return Parsed(None, source)
    problems = Problems(source.label)
    criteria = read_criteria(source.rows(tuple(CatalogueColumn), problems), expected, problems)
    if not criteria and not problems.found:
        problems.add(None, "Bộ tiêu chí không có dòng nào.", "ghi các lĩnh vực, tiêu chí dưới dòng tiêu đề.")
    return Parsed(None if problems.found else criteria, problems.found)


def _assignments(
    source: Source | tuple[ConfigError, ...], expected: Expected, criteria: tuple[Criterion, ...] | None
) -> Parsed[tuple[Assignment, ...]]:
    if not isinstance(source, Source):
        return Parsed(None, source)
    problems = Problems(source.label)
    by_code = None if criteria is None else {criterion.code: criterion for criterion in criteria}
    rows = source.rows(tuple(AssignmentColumn), problems)
    assignments = read_assignments(rows, by_code, expected.appendices, problems)
    return Parsed(None if problems.found else assignments, problems.found)


def _table(
    folder: Path, stem: str, packaged: str | None, sources: dict[str, str], given: Mapping[str, Source]
) -> Source | tuple[ConfigError, ...]:
    """Return the table's file, or why there is none: no problem of its own where par.toml is at fault."""
    try:
        found = find_table(folder, stem, packaged) if folder.is_dir() and stem not in given else None
        source = given.get(stem, found)
    except ConfigError as error:
        return (error,)
    if source is None:
        return ()
    sources[stem] = source.label
    return source
