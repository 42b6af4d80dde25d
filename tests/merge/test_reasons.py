"""Requirement: DESIGN §7, what is made from an incomplete result says what is missing."""

import pytest
from msgspec.structs import replace

from par_excel.merge import merge
from par_excel.model import VERIFIED, Basis, Catalogue, Judged, Method, Provenance, Severity
from tests import invented
from tests.merge.returns import collected, complete, day, finding, judged

OFFICE = "Tiêu chí 2.2 (Nội dung 2.2; tối đa 2 điểm): cơ quan tổng hợp chưa chấm."
UNVERIFIED = (
    "Bộ tiêu chí còn 10/10 dòng chưa đối chiếu với văn bản gốc; "
    "tên, điểm tối đa và thang điểm của các dòng đó có thể còn thay đổi."
)


@pytest.fixture(scope="module")
def basis() -> Basis:
    return invented.basis()


def settled(basis: Basis) -> Basis:
    """Return the basis with every row verified and without the row that the office scores."""
    rows = [
        replace(row, provenance=Provenance("bản gốc", (VERIFIED,)))
        for row in basis.catalogue.criteria
        if row.method is not Method.OFFICE
    ]
    assignments = tuple(row for row in basis.assignments if row.criterion != "2.2")
    return Basis(basis.period, Catalogue(2020, basis.catalogue.legal_basis, tuple(rows)), assignments)


def reasons(basis: Basis, *returns: Judged) -> tuple[str, ...]:
    return merge(basis, collected(*returns)).draft_reasons


def test_nothing_missing(basis: Basis) -> None:
    result = merge(settled(basis), collected(*map(complete, basis.units)))
    assert (result.draft_reasons, result.is_draft) == ((), False)


def test_the_office_and_the_catalogue(basis: Basis) -> None:
    assert reasons(basis, *map(complete, basis.units)) == (OFFICE, UNVERIFIED)


def test_a_maximum_reads_with_a_decimal_comma(basis: Basis) -> None:
    rows = tuple(
        replace(row, maximum=row.maximum / 4) if row.method is Method.OFFICE else row
        for row in basis.catalogue.criteria
    )
    changed = Basis(basis.period, Catalogue(2020, "", rows), basis.assignments)
    assert "Tiêu chí 2.2 (Nội dung 2.2; tối đa 0,5 điểm): cơ quan tổng hợp chưa chấm." in reasons(changed)


def test_missing_returns_are_named(basis: Basis) -> None:
    assert reasons(basis) == ("Chưa có bản nộp của: Sở A, Sở B, Sở C.", OFFICE, UNVERIFIED)
    assert reasons(settled(basis), complete("so-a"), complete("so-b")) == ("Chưa có bản nộp của: Sở C.",)


def with_errors(unit: str, *criteria: str) -> Judged:
    return replace(complete(unit), findings=tuple(finding(code, unit=unit) for code in criteria))


def test_errors_are_counted_by_unit(basis: Basis) -> None:
    returns = (with_errors("so-b", "2.1"), with_errors("so-a", "1.1", "1.1", "1.2", ""), complete("so-c"))
    assert reasons(settled(basis), *returns) == (
        "Còn 5 lỗi ở 2 cơ quan: Sở A (4 lỗi), Sở B (1 lỗi); các điểm có lỗi chưa được tính vào tổng.",
    )


def test_errors_that_take_no_score_away(basis: Basis) -> None:
    returns = (with_errors("so-a", ""), complete("so-b"), complete("so-c"))
    assert reasons(settled(basis), *returns) == ("Còn 1 lỗi ở 1 cơ quan: Sở A (1 lỗi).",)


def test_an_earlier_valid_return_is_named(basis: Basis) -> None:
    before = judged("so-b", name="cũ", saved=day(14), order=0)
    answers = [invented.answer("1.3.1", "0.97"), invented.answer("2.1", "1")]
    found = [finding("2.1", unit="so-b")]
    after = judged("so-b", name="mới", saved=day(15), order=1, answers=answers, findings=found)
    assert "".join(reasons(settled(basis), complete("so-a"), before, after, complete("so-c"))) == (
        "Còn 1 lỗi ở 1 cơ quan: Sở B (1 lỗi, bản nộp trước đó hợp lệ); "
        "các điểm có lỗi chưa được tính vào tổng."
    )


def test_a_score_that_is_lacking_without_an_error_is_named(basis: Basis) -> None:
    silent = judged("so-b", answers=[invented.answer("2.1", "1")])
    assert reasons(settled(basis), complete("so-a"), silent, complete("so-c")) == (
        "Chưa có điểm được tính của tiêu chí: 1.3.1.",
    )


def test_warnings_alone_make_no_draft(basis: Basis) -> None:
    warned = replace(complete("so-a"), findings=(finding("1.1", severity=Severity.WARNING),))
    assert reasons(settled(basis), warned, complete("so-b"), complete("so-c")) == ()
