"""What an approval fixes as JSON text and back; equal values give equal text, on one line.

Numbers are text, so that no digit is lost. The rows of the result are JSON values already.
"""

from decimal import Decimal

import msgspec

from par_excel.model import (
    Assignment,
    Basis,
    Catalogue,
    Criterion,
    Cumulative,
    Level,
    Levels,
    Method,
    Period,
    Provenance,
    Rate,
    ResultSnapshot,
    Snapshot,
    Survey,
)
from par_excel.model.catalogue import Scale


class _StoredCriterion(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """A row of the catalogue: msgspec takes no union of dataclasses, so each kind of scale has a key."""

    code: str
    parent: str | None = None
    level: Level
    name: str
    maximum: str
    method: Method
    lead: str | None = None
    evidence: tuple[str, ...] = ()
    source: str = ""
    confidence: tuple[str, ...] = ()
    levels: Levels | None = None
    cumulative: Cumulative | None = None
    rate: Rate | None = None
    survey: Survey | None = None


class _Body(msgspec.Struct, kw_only=True, frozen=True):
    period: Period
    year: int
    legal_basis: str
    criteria: tuple[_StoredCriterion, ...]
    assignments: tuple[Assignment, ...]
    result: ResultSnapshot


_DECODER = msgspec.json.Decoder(_Body)


def encode_snapshot(snapshot: Snapshot) -> bytes:
    """Return what an approval fixes as JSON."""
    catalogue = snapshot.basis.catalogue
    body = _Body(
        period=snapshot.basis.period,
        year=catalogue.year,
        legal_basis=catalogue.legal_basis,
        criteria=tuple(map(_row, catalogue.criteria)),
        assignments=snapshot.basis.assignments,
        result=snapshot.result,
    )
    return msgspec.json.encode(body)


def decode_snapshot(body: bytes) -> Snapshot:
    """Return what a text of `encode_snapshot` holds.

    Raises:
        ValueError: it is none.
    """
    said = _DECODER.decode(body)
    catalogue = Catalogue(said.year, said.legal_basis, tuple(map(_criterion, said.criteria)))
    return Snapshot(Basis(said.period, catalogue, said.assignments), said.result)


def _row(criterion: Criterion) -> _StoredCriterion:
    scale = criterion.scale
    return _StoredCriterion(
        code=criterion.code,
        parent=criterion.parent,
        level=criterion.level,
        name=criterion.name,
        maximum=f"{criterion.maximum:f}",
        method=criterion.method,
        lead=criterion.lead,
        evidence=criterion.evidence,
        source=criterion.provenance.source,
        confidence=criterion.provenance.confidence,
        levels=scale if isinstance(scale, Levels) else None,
        cumulative=scale if isinstance(scale, Cumulative) else None,
        rate=scale if isinstance(scale, Rate) else None,
        survey=scale if isinstance(scale, Survey) else None,
    )


def _criterion(row: _StoredCriterion) -> Criterion:
    scale: Scale | None = row.levels or row.cumulative or row.rate or row.survey
    return Criterion(
        code=row.code,
        parent=row.parent,
        level=row.level,
        name=row.name,
        maximum=Decimal(row.maximum),
        method=row.method,
        scale=scale,
        lead=row.lead,
        evidence=row.evidence,
        provenance=Provenance(row.source, row.confidence),
    )
