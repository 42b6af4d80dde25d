"""Confirming rows of a catalogue one by one, without its workbook: the same as marking them there and `catalogue use`."""

from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct
from msgspec.structs import replace

from par_excel.config.basis import read_folder
from par_excel.config.sources import ASSIGNMENTS, CATALOGUE, Source, read_table
from par_excel.model import VERIFIED, Basis, Catalogue, ConfigError, Criterion, Provenance
from par_excel.workflow.catalogue.using import Used, use_catalogue
from par_excel.workflow.folder.folder import Folder


class Candidate(Struct, frozen=True):
    """The catalogue that is looked over."""

    basis: Basis | None
    """None where it has faults."""
    is_imported: bool
    """Whether it lies in the outbox and is not in use yet."""
    problems: tuple[ConfigError, ...] = ()


def candidate_of(folder: Folder) -> Candidate:
    """Return the catalogue that was copied out of a document and is not in use yet, else the one in use."""
    used = read_folder(folder.root)
    given = _waiting(folder)
    if not given:
        return Candidate(used.basis, is_imported=False, problems=used.problems)
    loaded = read_folder(folder.root, given)
    if loaded.basis is not None and used.basis is not None and _values(loaded.basis) == _values(used.basis):
        return Candidate(used.basis, is_imported=False)
    return Candidate(loaded.basis, is_imported=True, problems=loaded.problems)


def _waiting(folder: Folder) -> Mapping[str, Source]:
    """Return the tables that lie in the outbox; none where no catalogue does."""
    places = {stem: folder.outbox / f"{stem}.xlsx" for stem in (CATALOGUE, ASSIGNMENTS)}
    if not places[CATALOGUE].is_file():
        return {}
    return {stem: read_table(place) for stem, place in places.items() if place.is_file()}


def _values(basis: Basis) -> list[Criterion]:
    """Return the rows without who confirmed them."""
    unknown = Provenance("", ())
    return [replace(row, provenance=unknown) for row in basis.catalogue.criteria]


def confirm_rows(folder: Folder, codes: Collection[str], *, by: str, now: datetime) -> Used:
    """Say that rows were held against the official table, and take the catalogue into use.

    Raises:
        ConfigError: it has faults, or nobody is named.
        OutputError: something could not be written; what was there is still there.
    """
    from par_excel.config.export import catalogue_workbook  # noqa: PLC0415 - openpyxl takes its time

    candidate = candidate_of(folder)
    basis = candidate.basis
    if basis is None:
        raise ConfigError("Bộ tiêu chí còn lỗi nên chưa xác nhận được.", "sửa các lỗi đã nêu rồi làm lại.")
    rows = tuple(
        replace(row, provenance=replace(row.provenance, confidence=(VERIFIED,), confirmation=None))
        if row.code in codes and not row.provenance.is_verified
        else row
        for row in basis.catalogue.criteria
    )
    marked = Catalogue(basis.catalogue.year, basis.catalogue.legal_basis, rows)
    # By way of a workbook, as a person would: `catalogue use` alone decides what is taken and who has confirmed it.
    with TemporaryDirectory() as place:
        file = Path(place, f"{CATALOGUE}.xlsx")
        file.write_bytes(catalogue_workbook(marked))
        assignments = _waiting(folder).get(ASSIGNMENTS) if candidate.is_imported else None
        if assignments is not None:
            file.with_name(f"{ASSIGNMENTS}.xlsx").write_bytes(assignments.data)
        return use_catalogue(folder, file, by=by, now=now)
