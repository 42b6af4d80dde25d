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
    Figure,
    Formula,
    Level,
    Levels,
    Method,
    Period,
    Provenance,
    ResultSnapshot,
    Share,
    Snapshot,
    Survey,
    WhenNotArisen,
    parse_expression,
    share_formula,
)
from par_excel.model.catalogue import Scale


class _StoredRate(msgspec.Struct, kw_only=True, frozen=True):
    """A share of two figures, as the first versions wrote it down."""

    threshold: Decimal | None
    factor: Decimal | None
    cap: Decimal
    numerator: str
    denominator: str
    note: str


class _StoredFormula(msgspec.Struct, kw_only=True, frozen=True):
    """Any other formula: the figures, and the rule as the catalogue writes it."""

    figures: tuple[Figure, ...]
    cap: Decimal
    floor: Decimal
    note: str
    text: str


class _StoredCriterion(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """A row of the catalogue: each kind of scale has a key of its own."""

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
    rate: _StoredRate | None = None
    formula: _StoredFormula | None = None
    survey: Survey | None = None
    is_bonus: bool = False
    when_not_arisen: WhenNotArisen = WhenNotArisen.TYPED


_ALIKE = ("code", "parent", "level", "name", "method", "lead", "evidence", "is_bonus", "when_not_arisen")
"""What a stored row has as the criterion itself has it."""


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
        **{name: getattr(criterion, name) for name in _ALIKE},
        maximum=f"{criterion.maximum:f}",
        source=criterion.provenance.source,
        confidence=criterion.provenance.confidence,
        levels=scale if isinstance(scale, Levels) else None,
        cumulative=scale if isinstance(scale, Cumulative) else None,
        rate=_stored_rate(scale),
        formula=_stored_formula(scale),
        survey=scale if isinstance(scale, Survey) else None,
    )


def _criterion(row: _StoredCriterion) -> Criterion:
    scale: Scale | None = row.levels or row.cumulative or row.survey or _formula(row)
    return Criterion(
        **{name: getattr(row, name) for name in _ALIKE},
        maximum=Decimal(row.maximum),
        scale=scale,
        provenance=Provenance(row.source, row.confidence),
    )


def _stored_rate(scale: Scale | None) -> _StoredRate | None:
    if not isinstance(scale, Formula) or scale.share is None:
        return None
    share = scale.share
    return _StoredRate(
        threshold=share.threshold,
        factor=share.factor,
        cap=scale.cap,
        numerator=share.numerator,
        denominator=share.denominator,
        note=scale.note,
    )


def _stored_formula(scale: Scale | None) -> _StoredFormula | None:
    if not isinstance(scale, Formula) or scale.share is not None:
        return None
    return _StoredFormula(
        figures=scale.figures, cap=scale.cap, floor=scale.floor, note=scale.note, text=scale.text
    )


def _formula(row: _StoredCriterion) -> Formula | None:
    if row.rate is not None:
        stored = row.rate
        share = Share(
            threshold=stored.threshold,
            factor=stored.factor,
            numerator=stored.numerator,
            denominator=stored.denominator,
        )
        return share_formula(share, cap=stored.cap, note=stored.note)
    if row.formula is None:
        return None
    given = row.formula
    rule = parse_expression(given.text, [figure.id for figure in given.figures]) if given.text else None
    return Formula(
        figures=given.figures, rule=rule, cap=given.cap, floor=given.floor, note=given.note, text=given.text
    )
