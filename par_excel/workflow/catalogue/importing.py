"""The command `catalogue import`: criteria out of an official document, to be looked over; the catalogue in use stays."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from par_excel.config import load_basis, load_period
from par_excel.model import (
    DOCUMENTS,
    Assignment,
    Basis,
    ConfigError,
    NoTranscript,
    Period,
    SourceDocument,
    Transcript,
    Unit,
)
from par_excel.workflow.catalogue.carrying import CarriedOver, carry_over
from par_excel.workflow.catalogue.document_reader import assigned, transcribed
from par_excel.workflow.folder.folder import Folder, read_given
from par_excel.workflow.folder.outputs import read_output, write_outputs
from par_excel.workflow.folder.own_outputs import replace_outputs

_SHOWN_DIGITS = 16
"""Digits of a document's SHA-256 in the catalogue, where people see them in each row's source."""


class Imported(Struct, frozen=True, kw_only=True):
    """What came out of a document, and where it lies now."""

    transcript: Transcript
    document: SourceDocument
    catalogue: Path
    assignments: Path
    dropped: tuple[Assignment, ...]
    """Of the set in use, what fits no row of the new one."""
    without_lead: tuple[str, ...]
    """Codes of the rows that agencies score and of which the document does not say which one."""
    idle: tuple[Unit, ...]
    """Units whose appendix has no row."""
    kept: tuple[Path, ...] = ()
    """Copies of what a person had changed in a former one."""


def import_catalogue(
    folder: Folder, file: Path, *, now: datetime, table: int | None = None, plan: Path | None = None
) -> Imported:
    """Copy the criteria out of a document into `outbox/tieu_chi.xlsx`, and keep the document with the period.

    Args:
        folder: the working folder.
        file: the document.
        now: names copies of what a person had changed.
        table: the number of the table to take, where there are several.
        plan: the province's own document that says which appendix each criterion falls to.

    Raises:
        ConfigError: settings are wrong, the file cannot be read, or holds no table of criteria.
        OutputError: something could not be written; what was there is still there.
    """
    from par_excel.config.transcripts import assignments_workbook, transcript_assignments, transcript_workbook  # noqa: PLC0415 - openpyxl takes its time

    period = load_period(folder.root).period
    data = read_given(file, period.limits)
    # the document is kept only once something could be read of it: a wrong file leaves nothing behind
    found = _taken(transcribed(data, period.units, period.limits, table=table), file)
    if plan is not None:
        given = read_given(plan, period.limits)
        found = _taken(assigned(found, given, period.units, period.limits), plan)
        _keep(folder, plan.name, given)
    document = _keep(folder, file.name, data)
    carried = carry_over(found, _in_use(folder, period), period.main_appendices)
    assignments = (*carried.assignments, *transcript_assignments(carried.transcript, document))
    imported = _imported(carried, assignments, document, period, folder)
    contents = {
        imported.catalogue: transcript_workbook(
            carried.transcript, document, period.year, remarks=tuple(_remarks(imported))
        ),
        imported.assignments: assignments_workbook(assignments),
    }
    return replace(imported, kept=replace_outputs(folder, contents, now=now))


def _taken(found: Transcript | NoTranscript, file: Path) -> Transcript:
    if isinstance(found, NoTranscript):
        raise ConfigError(found.reason, found.mend, file=file)
    return found


def _in_use(folder: Folder, period: Period) -> Basis | None:
    """Return the set in use; a new period has none of its own yet, and goes by that of the year before."""
    places = (folder.root, (folder.root / period.former).parent if period.former else folder.root)
    for place in places:
        try:
            return load_basis(place)
        except ConfigError:
            continue
    return None


def _imported(
    carried: CarriedOver,
    assignments: tuple[Assignment, ...],
    document: SourceDocument,
    period: Period,
    folder: Folder,
) -> Imported:
    found = carried.transcript
    scored = [row for row in found.rows if row.method.is_self_assessed and not _has_below(found, row.code)]
    busy = {row.appendix for row in scored} | {each.appendix for each in assignments}
    return Imported(
        transcript=found,
        document=document,
        catalogue=folder.outbox / "tieu_chi.xlsx",
        assignments=folder.outbox / "phan_cong.xlsx",
        dropped=carried.dropped,
        without_lead=tuple(row.code for row in scored if not row.appendix),
        idle=tuple(unit for unit in period.units if busy.isdisjoint(unit.appendices)),
    )


def _remarks(imported: Imported) -> Iterator[str]:
    """Yield what is still open between criteria and agencies."""
    if imported.without_lead:
        yield f"Chưa rõ phụ lục chủ trì: {', '.join(imported.without_lead)}."
    yield from (
        f"Cơ quan chưa có tiêu chí nào: {unit.name} (phụ lục {unit.appendix})." for unit in imported.idle
    )
    yield from (
        f"Không mang theo từ bảng phân công đang dùng: {each.id}, {each.content}."
        for each in imported.dropped
    )


def _has_below(transcript: Transcript, code: str) -> bool:
    return any(row.code.startswith(f"{code}.") for row in transcript.rows)


def _keep(folder: Folder, name: str, data: bytes) -> SourceDocument:
    """Keep a document with the period; another one of the same name stays beside it."""
    digest = hashlib.sha256(data).hexdigest()
    place = folder.root / DOCUMENTS / name
    standing = read_output(place)
    if standing is not None and standing != data:
        place = place.with_name(f"{place.stem}_{digest[:8]}{place.suffix}")
    write_outputs({place: data})
    return SourceDocument(place.name, digest[:_SHOWN_DIGITS])
