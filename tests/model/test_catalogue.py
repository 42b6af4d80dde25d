"""The catalogue as a tree, and what the forms depend on."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from par_excel.model import (
    AssignmentKind,
    Basis,
    Catalogue,
    Criterion,
    Cumulative,
    Deadline,
    DeadlineId,
    Formula,
    Level,
    Levels,
    Method,
    Provenance,
    fingerprint,
)
from tests.invented import PROVENANCE, basis, catalogue, lines, with_share


def codes(rows: tuple[Criterion, ...]) -> list[str]:
    return [row.code for row in rows]


def test_is_a_mapping_in_the_official_order() -> None:
    found = catalogue()
    assert list(found) == ["1", "1.1", "1.2", "1.3", "1.3.1", "1.3.2", "2", "2.1", "2.2", "2.3"]
    assert len(found) == 10
    assert found["1.3"].level is Level.CRITERION
    assert "9" not in found
    with pytest.raises(KeyError):
        found["9"]


def test_fields_and_leaves() -> None:
    assert codes(catalogue().fields) == ["1", "2"]
    assert codes(catalogue().leaves) == ["1.1", "1.2", "1.3.1", "1.3.2", "2.1", "2.2", "2.3"]


@pytest.mark.parametrize(
    ("code", "above", "under"),
    [
        ("1", [], ["1.1", "1.2", "1.3.1", "1.3.2"]),
        ("1.3", ["1"], ["1.3.1", "1.3.2"]),
        ("1.3.1", ["1", "1.3"], ["1.3.1"]),
        ("2", [], ["2.1", "2.2", "2.3"]),
    ],
)
def test_headings_above_and_leaves_under(code: str, above: list[str], under: list[str]) -> None:
    found = catalogue()
    assert codes(found.ancestors(code)) == above
    assert codes(found.leaves_under(code)) == under
    assert found.field_of(code).code == code[0]


def test_tree_follows_parents_and_not_codes() -> None:
    """A code may mean anything: `10` is no child of `1`."""
    moved = tuple(replace(row, parent="2") if row.code == "1.1" else row for row in catalogue().criteria)
    found = Catalogue(2020, "", moved)
    assert codes(found.leaves_under("2")) == ["1.1", "2.1", "2.2", "2.3"]
    assert found.field_of("1.1").code == "2"


def test_unverified_rows_are_named() -> None:
    verified = Provenance("bảng chính thức", ("verified",))
    partly = Provenance("bảng chính thức", ("verified", "recalled"))
    rows = catalogue().criteria
    changed = (replace(rows[0], provenance=verified), replace(rows[1], provenance=partly), *rows[2:])
    assert codes(Catalogue(2020, "", changed).unverified) == codes(rows[1:])


def test_appendices_hold_what_is_theirs() -> None:
    found = basis().appendices
    assert {
        id_: (codes(each.leaves), [row.id for row in each.contributions], each.has_initiatives)
        for id_, each in found.items()
    } == {
        "1": (["1.1", "1.2", "2.3"], ["2.1/X"], True),
        "2": (["1.3.1", "2.1"], [], True),
        "3": ([], ["1.2/Y"], True),
    }


def test_units_and_deadlines() -> None:
    found = basis()
    assert list(found.units) == ["so-a", "so-b", "so-c"]
    assert found.unit_of("2") == found.units["so-b"]
    assert found.unit_of("9") is None
    deadline = found.period.deadline(DeadlineId.SUBMIT)
    assert deadline == Deadline("nop", date(2021, 2, 18), "Các cơ quan nộp")
    assert found.period.deadline("khác") is None


def with_row(code: str, /, **changes: object) -> Callable[[Basis], Basis]:
    """Return what changes one row of the catalogue."""

    def change(given: Basis) -> Basis:
        rows = tuple(replace(row, **changes) if row.code == code else row for row in given.catalogue.criteria)
        return replace(given, catalogue=replace(given.catalogue, criteria=rows))

    return change


def with_assignment(**changes: object) -> Callable[[Basis], Basis]:
    """Return what changes the first assignment."""
    return lambda given: replace(
        given,
        assignments=(replace(given.assignments[0], **changes), *given.assignments[1:]),
    )


def with_period(**changes: object) -> Callable[[Basis], Basis]:
    """Return what changes the period."""
    return lambda given: replace(given, period=replace(given.period, **changes))


RATE = catalogue()["1.3.1"].scale
assert isinstance(RATE, Formula)
CUMULATIVE = catalogue()["1.2"].scale
assert isinstance(CUMULATIVE, Cumulative)


@pytest.mark.parametrize(
    "change",
    [
        with_row("1", name="Tên khác"),
        with_row("1.1", name="Tên khác"),
        with_row("1.1", maximum=Decimal("1.4")),
        with_row("1.1", lead="2"),
        with_row("1.1", method=Method.OFFICE),
        with_row("1.1", level=Level.COMPONENT),
        with_row("1.1", code="1.9"),
        with_row("1.1", scale=Levels(lines("1.1", "1.5", "0.5"))),
        with_row("1.1", scale=Levels(lines("1.1", "1.5", "0.6", "0"))),
        with_row("1.2", scale=Levels(CUMULATIVE.lines)),
        with_row("1.2", scale=replace(CUMULATIVE, nothing=replace(CUMULATIVE.nothing, text="Không"))),
        with_row("1.3.1", scale=with_share(RATE, threshold=Decimal(90))),
        with_row("1.3.1", scale=with_share(RATE, threshold=None)),
        with_row("1.3.1", scale=with_share(RATE, factor=Decimal(2))),
        with_row("1.3.1", scale=replace(RATE, cap=Decimal(2))),
        with_row("1.3.1", scale=with_share(RATE, numerator="Số khác")),
        with_row("1.3.1", scale=replace(RATE, note="cách khác")),
        with_assignment(id="2.1/Z"),
        with_assignment(appendix="2"),
        with_assignment(criterion="1.1"),
        with_assignment(content="Nội dung khác"),
        with_assignment(kind=AssignmentKind.INITIATIVE),
        with_period(places=3),
        lambda given: replace(given, assignments=given.assignments[1:]),
        lambda given: replace(given, catalogue=replace(given.catalogue, year=2021)),
        lambda given: replace(
            given, catalogue=replace(given.catalogue, criteria=given.catalogue.criteria[:-1])
        ),
        lambda given: replace(
            given, catalogue=replace(given.catalogue, criteria=given.catalogue.criteria[::-1])
        ),
    ],
)
def test_fingerprint_changes_with_what_the_form_depends_on(change: Callable[[Basis], Basis]) -> None:
    assert change(basis()).fingerprint != basis().fingerprint


@pytest.mark.parametrize(
    "change",
    [
        lambda given: given,
        with_row("1.1", provenance=Provenance("bảng chính thức", ("verified",))),
        with_row("1.1", maximum=Decimal("1.50")),
        with_assignment(provenance=replace(PROVENANCE, source="văn bản")),
        with_period(title="Tên khác", deadlines=(), sources={"par.toml": "/khác"}),
        lambda given: replace(given, catalogue=replace(given.catalogue, legal_basis="Quyết định khác")),
    ],
)
def test_fingerprint_stays_where_no_form_changes(change: Callable[[Basis], Basis]) -> None:
    assert change(basis()).fingerprint == basis().fingerprint


def test_fingerprint_keeps_its_parts_apart() -> None:
    assert fingerprint(["ab", "c"]) != fingerprint(["a", "bc"])
    assert len(fingerprint([])) == 12
