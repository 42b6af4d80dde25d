"""The catalogue as Excel workbooks that the office corrects and puts back into the working folder.

A clean table and nothing else: codes stay text, closed words come from drop-downs, rows that nobody
has held against the official table are tinted. What is exported loads as the same basis.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from par_excel.config.basis import load_basis
from par_excel.config.sheets import Line, Sheet, Value
from par_excel.config.sources import ASSIGNMENTS, CATALOGUE
from par_excel.config.words import (
    EXAMPLE_SHOWN,
    VERIFIED_SHOWN,
    AssignmentColumn,
    CatalogueColumn,
    LineKind,
    ScaleKind,
)
from par_excel.model import (
    EXAMPLE,
    VERIFIED,
    Assignment,
    AssignmentKind,
    Catalogue,
    Criterion,
    Cumulative,
    Level,
    Levels,
    Method,
    Provenance,
    Rate,
    Scale,
    ScaleLine,
    Survey,
)


def export_catalogue(folder: Path) -> Mapping[str, bytes]:
    """Return both tables of a working folder as workbooks, by file name."""
    # openpyxl takes a third of a second to import, and few commands export.
    from par_excel.config.sheet_writer import workbook_bytes  # noqa: PLC0415

    basis = load_basis(folder)
    return {
        f"{CATALOGUE}.xlsx": workbook_bytes(_catalogue_sheet(basis.catalogue)),
        f"{ASSIGNMENTS}.xlsx": workbook_bytes(_assignment_sheet(basis.assignments)),
    }


def _catalogue_sheet(catalogue: Catalogue) -> Sheet:
    return Sheet(
        "Tiêu chí",
        tuple(CatalogueColumn),
        tuple(
            line for criterion in catalogue.criteria for line in _criterion_lines(catalogue.year, criterion)
        ),
        {
            CatalogueColumn.LEVEL: [*(level.value for level in Level), *LineKind],
            CatalogueColumn.METHOD: [method.value for method in Method],
            CatalogueColumn.SCALE: list(ScaleKind),
        },
        {CatalogueColumn.CONFIDENCE: [VERIFIED_SHOWN]},
    )


def _criterion_lines(year: int, criterion: Criterion) -> Iterator[Line]:
    own: dict[str, Value] = {
        CatalogueColumn.YEAR: year,
        CatalogueColumn.CODE: criterion.code,
        CatalogueColumn.LEVEL: criterion.level.value,
        CatalogueColumn.TEXT: criterion.name,
        CatalogueColumn.POINTS: criterion.maximum,
        CatalogueColumn.METHOD: criterion.method.value,
        CatalogueColumn.EVIDENCE: "; ".join(criterion.evidence),
        CatalogueColumn.APPENDIX: criterion.lead or "",
        CatalogueColumn.SOURCE: criterion.provenance.source,
        CatalogueColumn.CONFIDENCE: _confidence(criterion.provenance),
    }
    is_unverified = not criterion.provenance.is_verified
    yield Line(own | _scale_values(criterion.scale), not criterion.is_leaf, is_unverified)
    for below in _scale_rows(criterion.scale):
        shared: dict[str, Value] = {CatalogueColumn.YEAR: year, CatalogueColumn.CODE: criterion.code}
        yield Line(shared | below, is_unverified=is_unverified)


def _scale_values(scale: Scale | None) -> dict[str, Value]:
    """Return what the criterion's own row says of its scale."""
    match scale:
        case Levels():
            return {CatalogueColumn.SCALE: ScaleKind.LEVELS}
        case Cumulative():
            return {CatalogueColumn.SCALE: ScaleKind.CUMULATIVE}
        case Survey():
            return {CatalogueColumn.SCALE: ScaleKind.SURVEY}
        case Rate():
            return {
                CatalogueColumn.SCALE: ScaleKind.RATE,
                CatalogueColumn.THRESHOLD: "" if scale.threshold is None else scale.threshold,
                CatalogueColumn.FACTOR: "" if scale.factor is None else scale.factor,
                CatalogueColumn.CAP: scale.cap,
                CatalogueColumn.NUMERATOR: scale.numerator,
                CatalogueColumn.DENOMINATOR: scale.denominator,
            }
        case None:
            return {}


def _scale_rows(scale: Scale | None) -> tuple[dict[str, Value], ...]:
    """Return what the rows below the criterion say of its scale."""
    match scale:
        case Levels() | Cumulative():
            return tuple(_scale_row(line) for line in scale.lines)
        case Rate(note=note) | Survey(text=note) if note:
            return ({CatalogueColumn.LEVEL: LineKind.NOTE, CatalogueColumn.TEXT: note},)
        case _:
            return ()


def _scale_row(line: ScaleLine) -> dict[str, Value]:
    return {
        CatalogueColumn.LEVEL: LineKind.LINE,
        CatalogueColumn.TEXT: line.text,
        CatalogueColumn.POINTS: line.points,
    }


def _assignment_sheet(assignments: Iterable[Assignment]) -> Sheet:
    return Sheet(
        "Phân công",
        tuple(AssignmentColumn),
        tuple(
            Line(
                {
                    AssignmentColumn.ID: row.id,
                    AssignmentColumn.APPENDIX: row.appendix,
                    AssignmentColumn.CRITERION: row.criterion,
                    AssignmentColumn.KIND: row.kind.value,
                    AssignmentColumn.CONTENT: row.content,
                    AssignmentColumn.SOURCE: row.provenance.source,
                    AssignmentColumn.CONFIDENCE: _confidence(row.provenance),
                },
                is_unverified=not row.provenance.is_verified,
            )
            for row in assignments
        ),
        {AssignmentColumn.KIND: [kind.value for kind in AssignmentKind]},
        {AssignmentColumn.CONFIDENCE: [VERIFIED_SHOWN]},
    )


_SHOWN = {VERIFIED: VERIFIED_SHOWN, EXAMPLE: EXAMPLE_SHOWN}
"""Words of the last column that an official reads in Vietnamese."""


def _confidence(provenance: Provenance) -> str:
    return ";".join(_SHOWN.get(part, part) for part in provenance.confidence)
