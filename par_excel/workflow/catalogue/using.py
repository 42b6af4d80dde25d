"""The command `catalogue use`: a catalogue that was looked over takes the place of the one in use, confirmed by name."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from par_excel.checks import ensure_changeable
from par_excel.config.basis import read_folder
from par_excel.config.sources import ASSIGNMENTS, CATALOGUE, Source, find_own_table, read_table
from par_excel.model import DOCUMENTS, Catalogue, ConfigError, Confirmation, Criterion, SourceDocument
from par_excel.vietnamese import VIETNAM, format_date
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.folder.outputs import read_output, write_outputs


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What is in use now."""

    catalogue: Catalogue
    confirmed: tuple[str, ...]
    """Codes of the rows that carry this name and day now."""
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

    path = folder.outbox / "tieu_chi.xlsx" if file is None else file
    given = dict(_given(path))
    loaded = read_folder(folder.root, given)
    if loaded.basis is None:
        return Used(
            catalogue=Catalogue(0, "", ()), confirmed=(), written=(), former=(), problems=loaded.problems
        )
    ensure_changeable(loaded.basis.period)
    fresh = [row.code for row in loaded.basis.catalogue.criteria if _is_newly_confirmed(row)]
    if fresh and not by.strip():
        raise ConfigError(
            f"Có {len(fresh)} dòng mới ghi “đã đối chiếu” nhưng chưa rõ ai đối chiếu.",
            "thêm tùy chọn --by với họ tên người đối chiếu.",
            file=path,
        )
    day = format_date(now.astimezone(VIETNAM).date())
    catalogue = _confirmed(loaded.basis.catalogue, Confirmation(by.strip(), day))
    former = dict(_former(folder, tuple(given), now))
    contents = {folder.root / f"{CATALOGUE}.xlsx": catalogue_workbook(catalogue)}
    if ASSIGNMENTS in given:
        contents[folder.root / f"{ASSIGNMENTS}{given[ASSIGNMENTS].kind}"] = given[ASSIGNMENTS].data
    write_outputs({**{place: data for _, (place, data) in former.items()}, **contents})
    _remove(former, contents)
    return Used(
        catalogue=catalogue,
        confirmed=tuple(fresh),
        written=tuple(contents),
        former=tuple(place for place, _ in former.values()),
    )


def _given(path: Path) -> Iterator[tuple[str, Source]]:
    yield CATALOGUE, read_table(path)
    beside = path.with_name(f"{ASSIGNMENTS}{path.suffix}")
    if beside.is_file():
        yield ASSIGNMENTS, read_table(beside)


def _is_newly_confirmed(row: Criterion) -> bool:
    return row.provenance.is_verified and row.provenance.confirmation is None


def _confirmed(catalogue: Catalogue, confirmation: Confirmation) -> Catalogue:
    rows = (
        replace(row, provenance=replace(row.provenance, confirmation=confirmation))
        if _is_newly_confirmed(row)
        else row
        for row in catalogue.criteria
    )
    return Catalogue(catalogue.year, catalogue.legal_basis, tuple(rows))


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
