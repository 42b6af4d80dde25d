"""Year on year: only what has the same code and the same content is compared."""

from decimal import Decimal

from msgspec.structs import replace

from par_excel.merge.years import compared, year_result
from par_excel.model import ChangeKind, YearResult, YearRow
from tests import invented
from tests.writing import sample_result


def _row(code: str, name: str, maximum: str, score: str | None) -> YearRow:
    return YearRow(code, name, "." not in code, Decimal(maximum), None if score is None else Decimal(score))


BEFORE = YearResult(
    2019,
    "tong_hop.xlsx",
    (
        _row("1", "Lĩnh vực một", "10", "8"),
        _row("1.1", "Kế hoạch CCHC năm 2019", "1.5", "1"),
        _row("1.2", "Kiểm tra CCHC", "1", "1"),
        _row("1.3", "Tuyên truyền", "2", None),
        _row("1.4", "Đã bỏ", "5.5", "5"),
    ),
)
NOW = YearResult(
    2020,
    "",
    (
        _row("1", "LĨNH VỰC  một", "8", "7"),
        _row("1.1", "Kế hoạch CCHC năm 2020", "1.5", "1.5"),
        _row("1.2", "Xử lý sau kiểm tra", "1", "0.5"),
        _row("1.3", "Tuyên truyền", "2", "2"),
        _row("1.5", "Mới thêm", "3.5", "3"),
    ),
)


def test_what_is_the_same_is_compared_and_what_is_not_is_named() -> None:
    told = [(each.row.code, each.kind, each.points) for each in compared(BEFORE, NOW).changes]
    assert told == [
        ("1", ChangeKind.SAME, Decimal(-1)),
        ("1.1", ChangeKind.SAME, Decimal("0.5")),
        ("1.2", ChangeKind.OTHER_CONTENT, None),
        ("1.3", ChangeKind.SAME, None),
        ("1.5", ChangeKind.NEW, None),
        ("1.4", ChangeKind.GONE, None),
    ]


def test_shares_are_compared_where_the_maxima_differ() -> None:
    comparison = compared(BEFORE, NOW)
    assert comparison.changes[0].ratio == Decimal("0.075")
    assert (comparison.total.points, comparison.total.ratio) == (Decimal(-1), Decimal("0.075"))


def test_a_year_is_what_agencies_can_reach_and_reached() -> None:
    basis = invented.basis()
    year = year_result(basis, sample_result.complete(basis))
    assert year.year == 2020
    codes = [row.code for row in year.rows]
    assert "1.3.2" not in codes  # survey
    assert "2.2" not in codes  # scored by the office
    total = sample_result.complete(basis).total
    assert (year.total.maximum, year.total.score) == (total.self_maximum, total.score)


def test_the_same_year_twice_changes_nothing() -> None:
    basis = invented.basis()
    year = year_result(basis, sample_result.complete(basis))
    changes = compared(replace(year, year=2019), year).changes
    assert {each.kind for each in changes} == {ChangeKind.SAME}
    assert {each.points for each in changes if each.now is not None and each.now.score is not None} == {
        Decimal(0)
    }
