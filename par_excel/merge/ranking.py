"""Units that fill the same form, each for itself, side by side: who stands where, in all, by field and by criterion."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec.structs import replace

from par_excel.merge.tabulation import Group, totals
from par_excel.model import Basis, Criterion, Ranked, Ranking, Total, UnitResult

Points = Callable[[UnitResult], Decimal | Fraction | None]


def with_fields(basis: Basis, units: Sequence[UnitResult]) -> tuple[UnitResult, ...]:
    """Return the units, those that are ranked with their sums by field."""
    ranked = [unit for unit in units if unit.unit.appendix in basis.shared_appendices]
    fields = {
        appendix: [field.code for field in _fields(basis, appendix)] for appendix in basis.shared_appendices
    }
    field_of = {leaf.code: basis.catalogue.field_of(leaf.code).code for leaf in basis.catalogue.leaves}
    groups = [
        Group(code, "", [leaf for leaf in unit.leaves if field_of[leaf.criterion.code] == code])
        for unit in ranked
        for code in fields[unit.unit.appendix]
    ]
    sums = iter(totals(groups))
    found = {
        unit.unit.id: replace(unit, fields=tuple(next(sums) for _ in fields[unit.unit.appendix]))
        for unit in ranked
    }
    return tuple(found.get(unit.unit.id, unit) for unit in units)


def rankings(basis: Basis, units: Sequence[UnitResult]) -> tuple[Ranking, ...]:
    """Return a ranking for each appendix that several units fill, in the order of the appendices."""
    return tuple(
        _ranking(basis, appendix, [unit for unit in units if unit.unit.appendix == appendix])
        for appendix in basis.appendices
        if appendix in basis.shared_appendices
    )


def _ranking(basis: Basis, appendix: str, units: Sequence[UnitResult]) -> Ranking:
    fields = _fields(basis, appendix)
    leaves = [leaf for leaf in basis.appendices[appendix].leaves if leaf.method.is_self_assessed]
    returned = [unit for unit in units if unit.judged is not None]
    overall = places(returned, lambda unit: _share(unit.total))
    groups = tuple(dict.fromkeys(unit.unit.group for unit in units if unit.unit.group))
    in_group: dict[str, int] = {}
    for group in dict.fromkeys(unit.unit.group for unit in units):
        members = [unit for unit in returned if unit.unit.group == group]
        in_group |= places(members, lambda unit: _share(unit.total))
    by_field = [places(returned, _of_field(index)) for index in range(len(fields))]
    by_leaf = [places(returned, _of_leaf(index)) for index in range(len(leaves))]
    rows = [
        Ranked(
            unit=unit,
            place=overall.get(unit.unit.id),
            in_group=in_group.get(unit.unit.id),
            by_field=tuple(each.get(unit.unit.id) for each in by_field),
            by_leaf=tuple(each.get(unit.unit.id) for each in by_leaf),
        )
        for unit in units
    ]
    # units of equal points stay in the order of the list
    last = len(rows) + 1
    rows.sort(key=lambda row: last if row.place is None else row.place)
    return Ranking(
        appendix=appendix, fields=tuple(fields), leaves=tuple(leaves), rows=tuple(rows), groups=groups
    )


def places(units: Sequence[UnitResult], points: Points) -> Mapping[str, int]:
    """Return the place of each unit that has points, by id: equal points share the better place (1, 2, 2, 4)."""
    given = [(unit.unit.id, value) for unit in units if (value := points(unit)) is not None]
    found: dict[str, int] = {}
    place, last = 0, None
    for number, (id_, value) in enumerate(sorted(given, key=lambda each: -each[1]), start=1):
        place = place if value == last else number
        last = value
        found[id_] = place
    return found


def _of_field(index: int) -> Points:
    return lambda unit: _share(unit.fields[index])


def _share(total: Total) -> Fraction | None:
    """Return the exact index: what did not arise leaves one unit's maximum and not another's."""
    # no rounded percentage: two units that differ in the tenth decimal place must not share a place
    return Fraction(total.score) / Fraction(total.self_maximum) if total.self_maximum else None


def _of_leaf(index: int) -> Points:
    return lambda unit: unit.leaves[index].score


def _fields(basis: Basis, appendix: str) -> list[Criterion]:
    codes = {
        basis.catalogue.field_of(leaf.code).code
        for leaf in basis.appendices[appendix].leaves
        if leaf.method.is_self_assessed
    }
    return [field for field in basis.catalogue.counted_fields if field.code in codes]
