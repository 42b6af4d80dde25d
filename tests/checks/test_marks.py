"""SC: ticks, figures and KPS."""

from par_excel.checks import judge as judge_submission
from tests.checks.tables import Judge, basis_of, rows_of, submission_of


def test_sc04_several_levels_ticked(judge: Judge) -> None:
    judge("""
    | mã  | thang                | mức   | phát hiện |
    | 1.1 | một mức: 1,5; 0,5; 0 | a     |           |
    | 1.2 | một mức: 1,5; 0,5; 0 | a b   | SC04      |
    | 1.3 | một mức: 1,5; 0,5; 0 | a b c | SC04      |
    | 1.4 | cộng dồn: 0,5; 1     | a b   |           |
    """)


def test_sc04_names_the_second_tick_and_how_many() -> None:
    rows = rows_of("""
    | mã  | thang                | mức   | phát hiện |
    | 1.1 | một mức: 1,5; 0,5; 0 | a b c | SC04      |
    """)
    basis = basis_of(rows)
    (finding,) = judge_submission(submission_of(rows, basis), basis)
    assert finding.place.cell == "D12"
    assert "3 mức" in finding.why


def test_sc05_nothing_ticked_with_something(judge: Judge) -> None:
    judge("""
    | mã  | thang            | mức | phát hiện |
    | 1.1 | cộng dồn: 0,5; 1 | 0   |           |
    | 1.2 | cộng dồn: 0,5; 1 | a   |           |
    | 1.3 | cộng dồn: 0,5; 1 | a 0 | SC05      |
    """)


def test_sc09_figures_not_valid(judge: Judge) -> None:
    judge("""
    | mã  | thang | điểm | mức | tử số | mẫu số | giải trình  | phát hiện |
    | 1.1 | tỷ lệ |      |     | 97    | 100    |             |           |
    | 1.2 | tỷ lệ |      |     | 97    |        |             | SC09      |
    | 1.3 | tỷ lệ |      |     |       | 100    |             | SC09      |
    | 1.4 | tỷ lệ |      |     | -1    | 100    |             | SC09      |
    | 1.5 | tỷ lệ |      |     | 0     | 0      |             | SC09      |
    | 1.6 | tỷ lệ |      |     | 97    | nhiều  |             | SC09      |
    | 1.7 | tỷ lệ |      |     | 1.234 | #REF!  |             | SC09 SC09 |
    | 1.8 | tỷ lệ | 1    | KPS | 0     | 0      | Không có vụ |           |
    """)


def test_sc10_not_arisen_without_explanation(judge: Judge) -> None:
    judge("""
    | mã  | thang         | điểm | mức | giải trình         | phát hiện |
    | 1.1 | một mức: 1; 0 | 1    | KPS | Năm 2020 không có  |           |
    | 1.2 | một mức: 1; 0 | 1    | KPS |                    | SC10      |
    | 1.3 | một mức: 1; 0 | 1    | KPS | như trên           | SC10      |
    | 1.4 | một mức: 1; 0 |      | a   |                    |           |
    """)


def test_sc11_numerator_above_denominator(judge: Judge) -> None:
    judge("""
    | mã  | thang | tử số | mẫu số | phát hiện |
    | 1.1 | tỷ lệ | 100   | 100    |           |
    | 1.2 | tỷ lệ | 101   | 100    | SC11      |
    """)


def test_sc12_mark_not_readable(judge: Judge) -> None:
    judge("""
    | mã  | thang         | điểm | mức    | phát hiện |
    | 1.1 | một mức: 1; 0 |      | a      |           |
    | 1.2 | một mức: 1; 0 |      | ?a     | SC12      |
    | 1.3 | một mức: 1; 0 |      | a ?b   | SC12      |
    | 1.4 | một mức: 1; 0 |      | a ?KPS | SC12      |
    """)


def test_sc15_not_arisen_with_marks(judge: Judge) -> None:
    judge("""
    | mã  | thang         | điểm | mức   | tử số | mẫu số | giải trình  | phát hiện |
    | 1.1 | một mức: 1; 0 | 1    | KPS   |       |        | Không có vụ |           |
    | 1.2 | một mức: 1; 0 | 1    | KPS a |       |        | Không có vụ | SC15      |
    | 1.3 | tỷ lệ         | 1    | KPS   | 0     | 0      | Không có vụ |           |
    | 1.4 | tỷ lệ         | 1    | KPS   | 9     | 9      | Không có vụ | SC15      |
    """)


def test_sc17_tick_normalised(judge: Judge) -> None:
    judge("""
    | mã  | thang         | mức | phát hiện |
    | 1.1 | một mức: 1; 0 | a   |           |
    | 1.2 | một mức: 1; 0 | ✓a  | SC17      |
    """)


def test_sc30_check_boxes(judge: Judge) -> None:
    judge("""
    | mã  | thang                | mức   | phát hiện |
    | 1.1 | một mức: 1,5; 0,5; 0 | a     |           |
    | 1.2 | một mức: 1,5; 0,5; 0 | TRUEa | SC30      |
    | 1.3 | một mức: 1,5; 0,5; 0 | TRUEb |           |
    """)


def test_sc34_score_against_the_rule(judge: Judge) -> None:
    judge("""
    | mã  | thang         | quy tắc    | điểm | mức | giải trình        | phát hiện |
    | 1.1 | một mức: 1; 0 | không tính |      | KPS | Năm 2020 không có |           |
    | 1.2 | một mức: 1; 0 | không tính | 1    | KPS | Năm 2020 không có | SC34      |
    | 1.3 | một mức: 1; 0 | không tính |      | KPS |                   | SC10      |
    | 1.4 | một mức: 1; 0 | không tính |      |     |                   | SC01      |
    | 1.5 | một mức: 1; 0 | không tính |      | a   |                   |           |
    | 1.6 | một mức: 1; 0 | đủ điểm    |      | KPS | Năm 2020 không có |           |
    | 1.7 | một mức: 1; 0 | đủ điểm    | 1    | KPS | Năm 2020 không có |           |
    | 1.8 | một mức: 1; 0 | đủ điểm    | 0    | KPS | Năm 2020 không có | SC34      |
    | 1.9 | một mức: 1; 0 |            |      | KPS | Năm 2020 không có | SC01      |
    """)
