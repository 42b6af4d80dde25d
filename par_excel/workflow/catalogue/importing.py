"""The command `catalogue import`: criteria out of an official document, to be looked over; the catalogue in use stays."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from par_excel.config import load_period
from par_excel.model import DOCUMENTS, ConfigError, NoTranscript, SourceDocument, Transcript, Unit
from par_excel.workflow.catalogue.document_reader import transcribed
from par_excel.workflow.folder.folder import Folder, read_given
from par_excel.workflow.folder.outputs import read_output, write_outputs
from par_excel.workflow.folder.own_outputs import replace_outputs

_SHOWN_DIGITS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came out of a document, and where it lies now."""

    transcript: Transcript
    document: SourceDocument
    catalogue: Path
    assignments: Path | None
    """None where the document names no contributing agency."""
    kept: tuple[Path, ...]
    """Copies of what a person had changed in a former one."""
    without_lead: tuple[str, ...]
    """Codes of the rows that agencies score and of which the document does not say which one."""
    idle: tuple[Unit, ...]
    """Units whose appendix has no row."""


def import_catalogue(folder: Folder, file: Path, *, now: datetime, table: int | None = None) -> Imported:
    """Copy the criteria out of a document into `outbox/tieu_chi.xlsx`, and keep the document with the period.

    Raises:
        ConfigError: settings are wrong, the file cannot be read, or holds no table of criteria.
        OutputError: something could not be written; what was there is still there.
    """
    from par_excel.config.transcripts import (  # noqa: PLC0415 - openpyxl takes its time
        assignments_workbook,
        transcript_assignments,
        transcript_workbook,
    )

    period = load_period(folder.root).period
    data = read_given(file, period.limits)
    found = transcribed(data, period.units, period.limits, table=table)
    if isinstance(found, NoTranscript):
        raise ConfigError(found.reason, found.mend, file=file)
    document = _keep(folder, file.name, data)
    contents = {folder.outbox / "tieu_chi.xlsx": transcript_workbook(found, document, period.year)}
    assignments = transcript_assignments(found, document)
    if assignments:
        contents[folder.outbox / "phan_cong.xlsx"] = assignments_workbook(assignments)
    kept = replace_outputs(folder, contents, now=now)
    scored = [row for row in found.rows if row.method.is_self_assessed and not _has_below(found, row.code)]
    leads = {row.appendix for row in scored} | {each for row in found.rows for each in row.supports}
    return Imported(
        transcript=found,
        document=document,
        catalogue=folder.outbox / "tieu_chi.xlsx",
        assignments=folder.outbox / "phan_cong.xlsx" if assignments else None,
        kept=kept,
        without_lead=tuple(row.code for row in scored if not row.appendix),
        idle=tuple(unit for unit in period.units if unit.appendix not in leads),
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
