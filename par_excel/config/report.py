"""What `catalogue check` tells: counts and sums, what is not verified or not known yet, and every problem."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from msgspec import Struct

from par_excel.config.basis import Loaded, read_folder
from par_excel.config.totals import TotalCheck, check_totals
from par_excel.config.words import CatalogueColumn
from par_excel.model import Assignment, Basis, Catalogue, ConfigError, Criterion, Formula, Level, Method, Unit
from par_excel.vietnamese.numbers import normal


class Counts(Struct, frozen=True, kw_only=True):
    """Rows and points of a field, or of the whole catalogue."""

    code: str
    """Empty for the whole."""
    name: str
    criteria: int
    components: int
    leaves: int
    maximum: Decimal
    survey: Decimal
    office: Decimal
    self_assessed: Decimal
    """What agencies score; `maximum` = this + survey + office."""
    bonus: Decimal
    """What lies outside `maximum`."""


class UnknownFormula(Struct, frozen=True):
    """A formula of which the catalogue does not know everything, so that no score can be computed."""

    criterion: Criterion
    missing: tuple[str, ...]
    """The columns that are still blank."""


class CatalogueReport(Struct, frozen=True, kw_only=True):
    """The state of a working folder's settings; nothing is counted where the catalogue itself has a problem."""

    sources: Mapping[str, str]
    """The file that each of par.toml, tieu_chi and phan_cong was read from."""
    year: int | None
    """None where par.toml could not be read."""
    fields: tuple[Counts, ...]
    total: Counts | None
    """None where the catalogue has a problem."""
    assignments: int
    """How many; 0 where anything is wrong."""
    unverified_assignments: tuple[Assignment, ...]
    """Those that nobody has held against the province's decision yet."""
    idle: tuple[Unit, ...]
    """Units whose appendix has neither criteria nor contributions; none where anything is wrong."""
    catalogue: Catalogue
    """Empty where it has a problem."""
    unknown_formulas: tuple[UnknownFormula, ...]
    is_example: bool
    """Whether the catalogue is an invented one."""
    totals: tuple[TotalCheck, ...]
    """What was published of the set, beside what the catalogue comes to; none where it has a problem."""
    problems: tuple[ConfigError, ...]
    """Every problem of every file, in the order of files and lines."""

    @property
    def unverified(self) -> tuple[Criterion, ...]:
        """The rows that nobody has held against the official table yet."""
        return self.catalogue.unverified


def check_basis(folder: Path) -> CatalogueReport:
    """Return the state of a folder's settings; nothing is raised, all problems are in the report."""
    loaded = read_folder(folder)
    catalogue = Catalogue(loaded.year or 0, "", loaded.criteria)
    totals, problems = _totals(folder, catalogue, loaded)
    given = () if loaded.basis is None else loaded.basis.assignments
    return CatalogueReport(
        sources=loaded.sources,
        year=loaded.year,
        fields=tuple(_counts(catalogue, field) for field in catalogue.fields),
        total=_counts(catalogue, None) if loaded.criteria else None,
        assignments=len(given),
        unverified_assignments=tuple(row for row in given if not row.provenance.is_verified),
        idle=() if loaded.basis is None else tuple(_idle(loaded.basis)),
        catalogue=catalogue,
        unknown_formulas=tuple(
            UnknownFormula(leaf, missing) for leaf in catalogue.leaves if (missing := _missing(leaf))
        ),
        is_example=catalogue.is_example,
        totals=totals,
        problems=(*loaded.problems, *problems),
    )


def _idle(basis: Basis) -> Iterator[Unit]:
    for unit in basis.period.units:
        appendix = basis.appendices[unit.appendix]
        if not (appendix.leaves or appendix.contributions):
            yield unit


def _totals(
    folder: Path, catalogue: Catalogue, loaded: Loaded
) -> tuple[tuple[TotalCheck, ...], tuple[ConfigError, ...]]:
    """Return the published totals with what the catalogue comes to, or what is wrong with their file."""
    if not loaded.criteria:
        return (), ()
    try:
        return check_totals(folder, catalogue, None if loaded.year is None else str(loaded.year)), ()
    except ConfigError as error:
        return (), (error,)


def _counts(catalogue: Catalogue, field: Criterion | None) -> Counts:
    rows = [row for row in catalogue.criteria if field is None or catalogue.field_of(row.code) is field]
    leaves = [row for row in rows if row.is_leaf and not row.is_bonus]
    return Counts(
        code=field.code if field else "",
        name=field.name if field else "",
        criteria=sum(row.level is Level.CRITERION for row in rows),
        components=sum(row.level is Level.COMPONENT for row in rows),
        leaves=sum(row.is_leaf for row in rows),
        maximum=_sum(leaves),
        survey=_sum(leaf for leaf in leaves if leaf.method is Method.SURVEY),
        office=_sum(leaf for leaf in leaves if leaf.method is Method.OFFICE),
        self_assessed=_sum(leaf for leaf in leaves if leaf.method.is_self_assessed),
        bonus=_sum(row for row in rows if row.is_leaf and row.is_bonus),
    )


def _sum(leaves: Iterable[Criterion]) -> Decimal:
    return normal(sum((leaf.maximum for leaf in leaves), Decimal(0)))


def _missing(leaf: Criterion) -> tuple[str, ...]:
    scale = leaf.scale
    if not isinstance(scale, Formula):
        return ()
    share = scale.share
    if share is None:
        known = {CatalogueColumn.FIGURES: scale.has_figures, CatalogueColumn.RULE: scale.rule is not None}
    else:
        known = {
            CatalogueColumn.THRESHOLD: share.threshold is not None,
            CatalogueColumn.FACTOR: share.factor is not None,
            CatalogueColumn.NUMERATOR: bool(share.numerator),
            CatalogueColumn.DENOMINATOR: bool(share.denominator),
        }
    return tuple(column.value for column, is_known in known.items() if not is_known)
