"""SC: the score. Requirements 2 and 7 of the decision, and the rules for typed numbers."""

import pytest
from msgspec.structs import replace

from par_excel.checks import judge as judge_submission
from par_excel.checks.cells import REASONS
from par_excel.model import (
    REFUSED,
    Basis,
    Cell,
    Difference,
    DifferenceKind,
    Finding,
    Place,
    Remark,
    Submission,
)
from tests import invented
from tests.checks.tables import Judge, Row, basis_of, compare, number_cell, rows_of, submission_of


def test_sc01_score_missing(judge: Judge) -> None:
    judge("""
    | mã  | thang                | điểm | mức | tử số | mẫu số | giải trình   | phát hiện |
    | 1.1 | một mức: 1,5; 0,5; 0 |      | b   |       |        |              |           |
    | 1.2 | một mức: 1,5; 0,5; 0 |      |     |       |        |              | SC01      |
    | 1.3 | cộng dồn: 0,5; 1     |      | 0   |       |        |              |           |
    | 1.4 | cộng dồn: 0,5; 1     |      |     |       |        |              | SC01      |
    | 1.5 | tỷ lệ                |      |     | 97    | 100    |              |           |
    | 1.6 | tỷ lệ                |      |     |       |        |              | SC01      |
    | 1.7 | chưa rõ              | 0    |     |       |        |              |           |
    | 1.8 | chưa rõ              |      |     |       |        |              | SC01      |
    | 2.1 | một mức: 1; 0        | 1    | KPS |       |        | Không có vụ  |           |
    | 2.2 | một mức: 1; 0        |      | KPS |       |        | Không có vụ  | SC01      |
    """)


def test_sc01_names_a_criterion_without_an_answer() -> None:
    findings = judge_submission(
        invented.submission(answers=[invented.answer("1.1", "0.5", ticked=["1.1-b"], derived="0.5")]),
        invented.basis(),
    )
    assert [finding.criterion for finding in findings if finding.code == "SC01"] == ["1.2", "2.3"]


@pytest.mark.parametrize(
    ("kind", "criterion"), [(DifferenceKind.SHEET_MISSING, ""), (DifferenceKind.ROW_MISSING, "1.2")]
)
def test_sc01_leaves_what_the_form_has_lost_to_its_own_finding(kind: DifferenceKind, criterion: str) -> None:
    lost = Difference(
        kind=kind,
        place=Place("", "Chấm điểm"),
        criterion=criterion,
        label="",
        expected="",
        found="",
    )
    given = [invented.answer("1.1", "0.5", ticked=["1.1-b"], derived="0.5"), invented.answer("2.3", "1")]
    submission = invented.submission(answers=given, changes={"differences": (lost,)})
    assert "SC01" not in {finding.code for finding in judge_submission(submission, invented.basis())}


def test_sc02_score_out_of_range(judge: Judge) -> None:
    judge("""
    | mã  | tối đa | điểm  | tài liệu | phát hiện |
    | 1.1 | 1,5    | 1,5   | Sổ 12    |           |
    | 1.2 | 1,5    | 1,51  | Sổ 12    | SC02      |
    | 1.3 | 1,5    | 0     | Sổ 12    |           |
    | 1.4 | 1,5    | -0,25 | Sổ 12    | SC02      |
    """)


def test_sc02_judges_against_the_catalogue_not_the_file() -> None:
    raised = Difference(
        kind=DifferenceKind.POINTS,
        place=invented.place("C10"),
        criterion="1.1",
        label="Điểm tối đa",
        expected="1,5",
        found="3",
    )
    rows = rows_of("""
    | mã  | tối đa | điểm | phát hiện |
    | 1.1 | 1,5    | 3    | SC02 ID21 |
    """)
    basis = basis_of(rows)
    submission = replace(submission_of(rows, basis), differences=(raised,))
    assert [finding.code for finding in judge_submission(submission, basis)] == ["SC02", "ID21"]


def test_sc03_score_not_readable(judge: Judge) -> None:
    judge("""
    | mã  | tối đa | điểm       | phát hiện |
    | 1.1 | 2      | 1,23       |           |
    | 1.2 | 2      | 1.234      | SC03      |
    | 1.3 | 2      | 1/2        | SC03      |
    | 1.4 | 2      | 50%        | SC03      |
    | 1.5 | 2      | đạt        | SC03      |
    | 1.6 | 2      | #REF!      | SC03      |
    | 1.7 | 2      | =A1        | SC03      |
    | 1.8 | 2      | 01/02/2021 | SC03      |
    | 1.9 | 2      | TRUE       | SC03      |
    | 2.1 | 2      | ½          | SC03      |
    | 2.2 | 2      | NaN        | SC03      |
    """)


def test_sc03_gives_each_kind_its_own_reason() -> None:
    assert set(REASONS) == REFUSED
    assert len(set(REASONS.values())) == len(REFUSED)
    rows = rows_of("""
    | mã  | tối đa | điểm  | phát hiện |
    | 1.1 | 2      | 1.234 | SC03      |
    | 1.2 | 2      | #REF! | SC03      |
    """)
    basis = basis_of(rows)
    whys = [finding.why for finding in judge_submission(submission_of(rows, basis), basis)]
    assert whys == [REASONS[Remark.AMBIGUOUS_NUMBER], REASONS[Remark.ERROR_VALUE]]


def test_sc06_score_differs_from_marks(judge: Judge) -> None:
    judge("""
    | mã  | thang                | điểm | mức | tử số | mẫu số | giải trình | phát hiện |
    | 1.1 | một mức: 1,5; 0,5; 0 | 0,50 | b   |       |        |            |           |
    | 1.2 | một mức: 1,5; 0,5; 0 | 1,5  | b   |       |        |            | SC06      |
    | 1.3 | cộng dồn: 0,5; 1     | 1,5  | a b |       |        |            |           |
    | 1.4 | cộng dồn: 0,5; 1     | 1    | a b |       |        |            | SC06      |
    | 1.5 | tỷ lệ                | 0,97 |     | 97    | 100    |            |           |
    | 1.6 | tỷ lệ                | 1    |     | 97    | 100    |            | SC06      |
    """)


def test_sc07_score_not_on_scale(judge: Judge) -> None:
    judge("""
    | mã  | thang                | điểm | mức | giải trình  | phát hiện |
    | 1.1 | một mức: 1,5; 0,5; 0 | 0,5  |     |             | SC08      |
    | 1.2 | một mức: 1,5; 0,5; 0 | 0,7  |     |             | SC07      |
    | 1.3 | một mức: 1,5; 0,5; 0 | 2    |     |             | SC02      |
    | 1.4 | cộng dồn: 0,5; 1     | 1,5  |     |             | SC08      |
    | 1.5 | cộng dồn: 0,5; 1     | 0,75 |     |             | SC07      |
    | 1.6 | một mức: 1,5; 0,5; 0 | 0,7  | KPS | Không có vụ |           |
    """)


def test_sc08_score_typed_over_formula(judge: Judge) -> None:
    judge("""
    | mã  | thang                | điểm | mức | tử số | mẫu số | phát hiện |
    | 1.1 | một mức: 1,5; 0,5; 0 | 0,5  | b   |       |        |           |
    | 1.2 | một mức: 1,5; 0,5; 0 | 0,5  |     |       |        | SC08      |
    | 1.3 | cộng dồn: 0,5; 1     | 0    |     |       |        | SC08      |
    | 1.4 | tỷ lệ                | 0,97 |     |       |        | SC08      |
    | 1.5 | tỷ lệ                | 0,97 |     | 97    |        | SC09      |
    | 1.6 | chưa rõ              | 0,97 |     |       |        |           |
    """)


def test_sc13_score_with_too_many_places(judge: Judge) -> None:
    judge("""
    | mã  | thang   | điểm  | phát hiện |
    | 1.1 | chưa rõ | 0,97  |           |
    | 1.2 | chưa rõ | 0,970 |           |
    | 1.3 | chưa rõ | 0,971 | SC13      |
    | 1.4 | tỷ lệ   | 0,971 | SC08      |
    """)


def test_sc14_proposal_not_valid() -> None:
    compare(
        """
        | đề xuất | phát hiện |
        |         |           |
        | 0,5     |           |
        | 1,5     | SC14      |
        | -1      | SC14      |
        | 1.234   | SC14      |
        | 0.5     | SC16      |
        """,
        _contributed,
    )


def _contributed(row: Row) -> tuple[Finding, ...]:
    given = replace(
        invented.contribution("1.1/X", "1.1", evidence="Sổ 9"), proposed=number_cell(row["đề xuất"], "E40")
    )
    return judge_submission(_contributor(given), _contributing())


def _contributor(*given: object) -> Submission:
    return invented.submission("so-b", changes={"contributions": given})


def _contributing() -> Basis:
    rows = rows_of("""
    | mã  | thang         | phát hiện |
    | 1.1 | một mức: 1; 0 |           |
    """)
    return replace(basis_of(rows), assignments=(invented.assignment("1.1/X", "2", "1.1"),))


def test_sc16_number_normalised(judge: Judge) -> None:
    judge("""
    | mã  | tối đa | điểm      | phát hiện |
    | 1.1 | 2      | 1,5       |           |
    | 1.2 | 2      | 1.5       | SC16      |
    | 1.3 | 2      | 1,50 điểm | SC16      |
    | 1.4 | 2      | １,５     | SC16      |
    """)


def test_sc18_cached_value_stale() -> None:
    compare(
        """
        | dấu hiệu | phát hiện |
        |          |           |
        | cũ       | SC18      |
        """,
        _stale,
    )


def _stale(row: Row) -> tuple[Finding, ...]:
    rows = rows_of("""
    | mã  | thang         | mức | phát hiện |
    | 1.1 | một mức: 1; 0 | a   |           |
    """)
    basis = basis_of(rows)
    submission = submission_of(rows, basis)
    remarks = frozenset({Remark.STALE}) if row["dấu hiệu"] else frozenset[Remark]()
    answer = submission.answers[0]
    score = Cell(answer.score.value, "0", answer.score.place, remarks)
    return judge_submission(replace(submission, answers=(replace(answer, score=score),)), basis)


def test_sc20_typed_sum_differs() -> None:
    compare(
        """
        | ô                           | ghi    | phát hiện |
        | Điểm tự đánh giá dòng TỔNG  | 2,5    | ID22      |
        | Điểm tự đánh giá dòng TỔNG  | 2.50   | ID22      |
        | Điểm tự đánh giá dòng TỔNG  | 3      | ID22 SC20 |
        | Điểm tự đánh giá dòng 1     | 1,5    | ID22      |
        | Điểm tự đánh giá dòng 1     | 2,5    | ID22 SC20 |
        | Điểm tự đánh giá dòng 1     | đủ     | ID22      |
        | Kiểm tra dòng 1.1           | 3      | ID22      |
        """,
        _typed_sum,
    )


def _typed_sum(row: Row) -> list[Finding]:
    difference = Difference(
        kind=DifferenceKind.FORMULA_LOST,
        place=invented.place("E99"),
        criterion="",
        label=row["ô"],
        expected="công thức",
        found=row["ghi"],
    )
    answers = [
        invented.answer("1.1", "1.5", ticked=["1.1-a"], derived="1.5"),
        invented.answer("2.3", "1"),
    ]
    submission = invented.submission(answers=answers, changes={"differences": (difference,)})
    return [each for each in judge_submission(submission, invented.basis()) if each.code in {"ID22", "SC20"}]


def test_sc31_own_formula_taken(judge: Judge) -> None:
    judge("""
    | mã  | thang   | tối đa | điểm  | tử số | mẫu số | phát hiện |
    | 1.1 | chưa rõ | 1      | 0,5   |       |        |           |
    | 1.2 | chưa rõ | 1      | :0,5  |       |        | SC31      |
    | 1.3 | tỷ lệ   | 1      |       | :97   | 100    | SC31      |
    """)


def test_sc32_number_shown_rounded(judge: Judge) -> None:
    judge("""
    | mã  | thang   | tối đa | điểm  | phát hiện |
    | 1.1 | chưa rõ | 1      | 0,5   |           |
    | 1.2 | chưa rõ | 1      | ~0,5  | SC32      |
    """)
