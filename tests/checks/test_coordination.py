"""CO: returns of several agencies about one criterion. Requirements 12 and 13 of the decision."""

from msgspec.structs import replace

from par_excel.checks import judge_collection
from par_excel.model import Finding
from tests import invented
from tests.checks.tables import Row, compare


def _proposed(row: Row) -> tuple[Finding, ...]:
    contributor = invented.submission(
        "so-c", contributions=[invented.contribution("1.2/Y", "1.2", proposed=row["đề xuất"])]
    )
    lead = invented.submission("so-a", answers=[invented.answer("1.2", row["chủ trì"])])
    returned = [contributor, lead] if row["chủ trì đã nộp"] == "có" else [contributor]
    return judge_collection(list(map(invented.judged, returned)), invented.basis())


def test_co01_proposal_differs_from_lead() -> None:
    compare(
        """
        | đề xuất | chủ trì đã nộp | chủ trì | phát hiện |
        | 1       | có             | 1       |           |
        | 1       | có             | 1.00    |           |
        | 1       | có             | 1.5     | CO01      |
        |         | có             | 1.5     |           |
        | 1       | có             |         |           |
        | 1       | không          | 1.5     |           |
        """,
        _proposed,
    )


def test_co01_tells_the_contributor_that_values_differ_and_the_office_which_ones() -> None:
    (finding,) = _proposed({"đề xuất": "1", "chủ trì đã nộp": "có", "chủ trì": "0.75"})
    assert finding.unit == "so-c"
    assert finding.value == "1"
    assert "0,75" not in finding.why + finding.mend
    assert finding.sentence.count("cơ quan chủ trì (Sở A) chấm 0,75 điểm") == 1  # what the office reads
    assert "0.75" not in finding.sentence


def _proposed_for_heading(row: Row) -> tuple[Finding, ...]:
    plain = invented.basis()
    basis = replace(plain, assignments=(invented.assignment("2/Z", "3", "2"),))
    contributor = invented.submission(
        "so-c", contributions=[invented.contribution("2/Z", "2", proposed=row["đề xuất"])]
    )
    second = invented.submission("so-b", answers=[invented.answer("2.1", row["2.1"])])
    first = invented.submission("so-a", answers=[invented.answer("2.3", row["2.3"])])
    return judge_collection(list(map(invented.judged, [first, second, contributor])), basis)


def test_co01_compares_with_the_sum_of_a_heading() -> None:
    compare(
        """
        | đề xuất | 2.1 | 2.3 | phát hiện |
        | 1.5     | 1   | 0.5 |           |
        | 2       | 1   | 0.5 | CO01      |
        | 2       | 1   |     |           |
        """,
        _proposed_for_heading,
    )


def _both_score(row: Row) -> tuple[Finding, ...]:
    given = [
        invented.submission(unit, answers=[invented.answer("1.1", row[unit])]) for unit in ("so-a", "so-b")
    ]
    return judge_collection(list(map(invented.judged, given)), invented.basis())


def test_co02_score_differs_from_another() -> None:
    compare(
        """
        | so-a | so-b | phát hiện |
        | 0.5  | 0.5  |           |
        | 0.5  |      |           |
        | 0.5  | 1.5  | CO02 CO02 |
        """,
        _both_score,
    )
