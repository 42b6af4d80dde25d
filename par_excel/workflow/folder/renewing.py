"""The command `init --from`: a new year's working folder out of the last one's; the catalogue is asked for."""

import os
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct

from par_excel.config import load_basis
from par_excel.config.basis import load_period
from par_excel.config.problems import Problems
from par_excel.config.renewal import Mergers, Renewal, merged_units, read_mergers, renewed_units
from par_excel.config.sources import UNITS, find_own_table, read_settings_file
from par_excel.config.units import read_units, units_csv
from par_excel.config.words import UnitColumn
from par_excel.config.working_days import working_days
from par_excel.model import Basis, ConfigError, Criterion, Cumulative, Levels, Unit
from par_excel.vietnamese import fold
from par_excel.workflow.folder.folder import Folder, lay_out_with
from par_excel.workflow.folder.outputs import read_output


class Renewed(Struct, frozen=True, kw_only=True):
    """A new year's folder, and what a person has to know of it."""

    written: tuple[Path, ...]
    merged: Mapping[str, tuple[Unit, ...]]
    """By the name of the new agency, the old ones that it took or that bore another name."""
    gone: Mapping[str, tuple[str, ...]]
    """By what there is no more, the codes of the former set that speak of it."""


def renew(new: Folder, old: Folder, *, year: int, mergers: Path | None = None) -> Renewed:
    """Lay out a new year's folder: units, addresses, texts, report template and settings come along.

    Args:
        new: the new working folder.
        old: last year's.
        year: the new index year.
        mergers: a table of which agency became which; the packaged one where none is given.

    Raises:
        ConfigError: last year's settings are wrong, the year is not a later one, or there are settings already.
        OutputError: something could not be written.
    """
    period = load_period(old.root).period
    if year <= period.year:
        raise ConfigError(
            f"Thư mục {old.root} là của năm {period.year}.",
            f"chọn năm sau năm đó, ví dụ --year {period.year + 1}.",
        )
    changes = read_mergers(mergers, after=period.year, until=year)
    # deadlines move by whole years, so the calendar is asked until the end of the year of the last one
    until = date(max(each.day.year for each in period.deadlines) + year - period.year + 1, 12, 31)
    listed = _listed(old)
    renewal = Renewal(
        period=period,
        units=tuple(unit for unit in period.units if unit not in listed),
        year=year,
        former=_former(new, old),
        mergers=changes,
        calendar=working_days(period, period.deadlines[0].day, until),
    )
    settings = renewal.settings(read_settings_file(old.root).data.decode("utf-8-sig"))
    contents = {new.settings: settings.encode("utf-8"), **dict(_carried(new, old))}
    if listed:
        contents[new.root / f"{UNITS}.csv"] = units_csv(renewed_units(listed, changes))
    return Renewed(
        written=lay_out_with(new, contents),
        merged={
            name: olds
            for name, olds in merged_units(period.units, changes).items()
            if len(olds) > 1 or olds[0].name != name
        },
        gone=dict(_gone(_basis(old), changes)),
    )


def _former(new: Folder, old: Folder) -> str:
    """Return where last year's result lies, as seen from the new folder; empty where there is none."""
    found = next((path for path in (old.ledger, old.master) if path.is_file()), None)
    return "" if found is None else Path(os.path.relpath(found, new.root)).as_posix()


def _listed(old: Folder) -> tuple[Unit, ...]:
    """Return the units of the list beside the former settings; it was read without fault with them."""
    source = find_own_table(old.root, UNITS)
    if source is None:
        return ()
    problems = Problems(source.label)
    return read_units(source.rows(tuple(UnitColumn), problems), (), problems)


def _carried(new: Folder, old: Folder) -> Iterator[tuple[Path, bytes]]:
    """Yield the office's own texts and templates."""
    own = [old.report_template, old.report_fields, *sorted(old.wordings.glob("*"))]
    for path in own:
        data = read_output(path) if path.is_file() else None
        if data is not None:
            yield new.root / path.relative_to(old.root), data


def _basis(old: Folder) -> Basis | None:
    try:
        return load_basis(old.root)
    except ConfigError:
        return None


def _gone(basis: Basis | None, mergers: Mergers) -> Iterator[tuple[str, tuple[str, ...]]]:
    for word in mergers.gone:
        rows = () if basis is None else basis.catalogue.criteria
        yield word, tuple(row.code for row in rows if fold(word) in fold(_words(row)))


def _words(row: Criterion) -> str:
    lines = row.scale.lines if isinstance(row.scale, (Levels, Cumulative)) else ()
    return " ".join((row.name, *(line.text for line in lines), *row.evidence))
