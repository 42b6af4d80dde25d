"""The command `catalogue use`: a catalogue that was looked over takes the place of the one in use, confirmed by name."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from par_excel.checks import ensure_changeable
from par_excel.config.assignments import listed_assignments
from par_excel.config.basis import read_folder
from par_excel.config.problems import Problems
from par_excel.config.sources import ASSIGNMENTS, CATALOGUE, Source, find_own_table, read_table
from par_excel.config.words import AssignmentColumn
from par_excel.model import (
    DOCUMENTS,
    Assignment,
    Catalogue,
    ConfigError,
    Confirmation,
    Criterion,
    Provenance,
    SourceDocument,
)
from par_excel.vietnamese import VIETNAM, format_date
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.folder.outputs import read_output, write_outputs

T = TypeVar("T", Criterion, Assignment)


class Used(Struct, frozen=True, kw_only=True):
    """What is in use now."""

    catalogue: Catalogue
    confirmed: tuple[str, ...]
    """Codes of the rows that carry this name and day now."""
    confirmed_assignments: tuple[str, ...] = ()
    """Ids of the rows of phan_cong that do."""
    written: tuple[Path, ...]
    former: tuple[Path, ...]
    """Where the tables lie that were in use before."""
    problems: tuple[ConfigError, ...] = ()
    """Why nothing was changed."""


def use_catalogue(folder: Folder, file: Path | None, *, by: str, now: datetime) -> Used:
    """Put a catalogue that was looked over into use, and the assignments beside it; say who confirmed which rows.

    Args:
        folder: the working folder.
        file: the catalogue; `outbox/tieu_chi.xlsx` where none is given.
        by: who confirms what is newly marked as held against the official table.
        now: the day of that.

    Raises:
        ConfigError: the file is missing, or nobody is named although rows are newly confirmed.
        OutputError: something could not be written; what was there is still there.
    """
    from par_excel.config.export import catalogue_workbook  # noqa: PLC0415 - openpyxl takes its time
    from par_excel.config.transcripts import assignments_workbook  # noqa: PLC0415 - the same

    path = folder.outbox / "tieu_chi.xlsx" if file is None else file
    given = dict(_given(path))
    loaded = read_folder(folder.root, given)
    if loaded.basis is None:
        return Used(
            catalogue=Catalogue(0, "", ()), confirmed=(), written=(), former=(), problems=loaded.problems
        )
    ensure_changeable(loaded.basis.period)
    fresh = [row.code for row in loaded.basis.catalogue.criteria if _is_newly_confirmed(row.provenance)]
    assignments = _assignments(given.get(ASSIGNMENTS))
    assigned = [row.id for row in assignments if _is_newly_confirmed(row.provenance)]
    if (fresh or assigned) and not by.strip():
        raise ConfigError(
            f"Có {len(fresh) + len(assigned)} dòng mới ghi “đã đối chiếu” nhưng chưa rõ ai đối chiếu.",
            "thêm tùy chọn --by với họ tên người đối chiếu.",
            file=path,
        )
    confirmation = Confirmation(by.strip(), format_date(now.astimezone(VIETNAM).date()))
    catalogue = replace(
        loaded.basis.catalogue, criteria=tuple(_confirmed(loaded.basis.catalogue.criteria, confirmation))
    )
    former = dict(_former(folder, tuple(given), now))
    contents = {folder.root / f"{CATALOGUE}.xlsx": catalogue_workbook(catalogue)}
    if ASSIGNMENTS in given:
        confirmed = tuple(_confirmed(assignments, confirmation))
        contents[folder.root / f"{ASSIGNMENTS}.xlsx"] = assignments_workbook(confirmed)
    write_outputs({**{place: data for _, (place, data) in former.items()}, **contents})
    _remove(former, contents)  # only now: their copies are on the disk
    return Used(
        catalogue=catalogue,
        confirmed=tuple(fresh),
        confirmed_assignments=tuple(assigned),
        written=tuple(contents),
        former=tuple(place for place, _ in former.values()),
    )


def _given(path: Path) -> Iterator[tuple[str, Source]]:
    yield CATALOGUE, read_table(path)
    beside = path.with_name(f"{ASSIGNMENTS}{path.suffix}")
    if beside.is_file():
        yield ASSIGNMENTS, read_table(beside)


def _assignments(source: Source | None) -> tuple[Assignment, ...]:
    if source is None:
        return ()
    return listed_assignments(source.rows(tuple(AssignmentColumn), Problems(source.label)))


def _is_newly_confirmed(provenance: Provenance) -> bool:
    return provenance.is_verified and provenance.confirmation is None


def _confirmed(rows: Iterable[T], confirmation: Confirmation) -> Iterator[T]:
    for row in rows:
        if _is_newly_confirmed(row.provenance):
            yield replace(row, provenance=replace(row.provenance, confirmation=confirmation))
        else:
            yield row


def _former(
    folder: Folder, stems: tuple[str, ...], now: datetime
) -> Iterator[tuple[Path, tuple[Path, bytes]]]:
    """Yield the tables in use that are replaced, each with the dated name under which it is kept."""
    for stem in stems:
        source = find_own_table(folder.root, stem)
        if source is not None:
            place = Path(source.label)
            dated = f"{place.stem}_truoc_{now.astimezone(VIETNAM):%Y-%m-%d_%H%M%S}{place.suffix}"
            yield place, (place.with_name(dated), source.data)


def _remove(former: Mapping[Path, tuple[Path, bytes]], contents: Mapping[Path, bytes]) -> None:
    """Remove tables of another kind: two of one name cannot stand side by side."""
    for place in former:
        if place not in contents:
            place.unlink(missing_ok=True)


def altered_documents(folder: Folder, catalogue: Catalogue) -> tuple[SourceDocument, ...]:
    """Return the documents that rows name and that are not there any more, or are not the same."""
    return tuple(document for document in catalogue.documents if not _is_kept(folder, document))


def _is_kept(folder: Folder, document: SourceDocument) -> bool:
    data = read_output(folder.root / DOCUMENTS / document.name)
    return data is not None and hashlib.sha256(data).hexdigest().startswith(document.sha256)
