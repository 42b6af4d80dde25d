"""EV: evidence and explanation. Requirements 5, 6 and 12 of the decision."""

from msgspec.structs import replace

from par_excel.checks import judge as judge_submission
from par_excel.model import Basis, Contribution, Difference, DifferenceKind, Finding, Submission
from tests import invented
from tests.checks.tables import Judge, Row, basis_of, compare, rows_of, text_cell


def test_ev01_score_without_proof(judge: Judge) -> None:
    judge("""
    | mã  | tối đa | điểm | tài liệu | giải trình             | phát hiện |
    | 1.1 | 1      | 1    | Sổ 12    |                        |           |
    | 1.2 | 1      | 1    |          |                        | EV01      |
    | 1.3 | 1      | 0    |          |                        |           |
    | 1.4 | 1      | 1    | …        | …                      | EV01      |
    | 1.5 | 1      | 1    | không có | ........               | EV01      |
    | 1.6 | 1      | 1    |          | Tính theo sổ theo dõi  | EV02      |
    """)


def test_ev02_explanation_only(judge: Judge) -> None:
    judge("""
    | mã  | tối đa | điểm | tài liệu | giải trình            | phát hiện |
    | 1.1 | 1      | 1    | Sổ 12    | Tính theo sổ theo dõi |           |
    | 1.2 | 1      | 1    |          | Tính theo sổ theo dõi | EV02      |
    | 1.3 | 1      | 0    |          | Chưa thực hiện được   |           |
    """)


def test_ev03_evidence_says_nothing(judge: Judge) -> None:
    judge("""
    | mã  | tối đa | điểm | tài liệu | giải trình            | phát hiện |
    | 1.1 | 1      | 1    | như trên | Tính theo sổ theo dõi | EV03      |
    | 1.2 | 1      | 1    | ......   | Tính theo sổ theo dõi | EV03      |
    | 1.3 | 1      | 0    | không có |                       |           |
    """)


def test_ev03_as_above_needs_something_above(judge: Judge) -> None:
    judge("""
    | mã  | tối đa | điểm | tài liệu | giải trình | phát hiện |
    | 1.1 | 1      | 1    | như trên |            | EV01      |
    | 1.2 | 1      | 1    | Sổ 12    |            |           |
    | 1.3 | 1      | 1    | Như trên |            | EV03      |
    | 1.4 | 1      | 1    | nt       |            | EV03      |
    | 1.5 | 1      | 1    | …        |            | EV01      |
    | 1.6 | 1      | 1    | như trên |            | EV01      |
    """)


def test_ev03_says_which_document_is_meant() -> None:
    first = invented.answer("1.1", "1.5", evidence="Sổ 12")
    second = invented.answer("1.2", "1", evidence="như trên")
    second = replace(second, evidence=invented.text("như trên", "G9"))
    found = judge_submission(invented.submission(answers=[first, second]), invented.basis())
    (finding,) = [each for each in found if each.code == "EV03"]
    assert finding.criterion == "1.2"
    assert finding.why == "ô ghi “như trên” được hiểu là tài liệu của tiêu chí 1.1"


def test_ev04_contribution_empty() -> None:
    compare(
        """
        | có dòng | đề xuất | số liệu | tài liệu | giải trình       | phát hiện |
        | có      |         | 12 vụ   |          |                  |           |
        | có      |         |         | Sổ 9    |                  |           |
        | có      |         |         |          | Đang tổng hợp    |           |
        | có      |         |         |          |                  | EV04      |
        | có      | 1       |         | …        | nt               | EV04      |
        | có      |         | 12 vụ   | như trên |                  | EV03      |
        | không   |         |         |          |                  | EV04      |
        """,
        lambda row: judge_submission(_contributor(row), _contributing()),
    )


def test_ev04_leaves_a_lost_row_to_its_own_finding() -> None:
    lost = Difference(
        kind=DifferenceKind.ROW_MISSING,
        place=invented.place(""),
        criterion="1.1",
        label="1.1/X",
        expected="",
        found="",
    )
    submission = invented.submission("so-b", changes={"differences": (lost,)})
    findings = judge_submission(submission, _contributing())
    assert [finding.code for finding in findings] == ["ID23"]


def test_ev05_proof_not_readable(judge: Judge) -> None:
    judge("""
    | mã  | tối đa | điểm | tài liệu | giải trình            | phát hiện |
    | 1.1 | 1      | 1    | Sổ 12    |                       |           |
    | 1.2 | 1      | 1    | #REF!    |                       | EV05      |
    | 1.3 | 1      | 1    | =A1      | Tính theo sổ theo dõi | EV05      |
    | 1.4 | 1      | 0    | #NAME?   | #N/A                  | EV05 EV05 |
    """)


def _contributing() -> Basis:
    rows = rows_of("""
    | mã  | thang         | phát hiện |
    | 1.1 | một mức: 1; 0 |           |
    """)
    return replace(basis_of(rows), assignments=(invented.assignment("1.1/X", "2", "1.1"),))


def _contribution(row: Row) -> Contribution:
    plain = invented.contribution("1.1/X", "1.1", proposed=row["đề xuất"], evidence=row["tài liệu"])
    return replace(
        plain, figures=text_cell(row["số liệu"], "F40"), explanation=text_cell(row["giải trình"], "H40")
    )


def _contributor(row: Row) -> Submission:
    given = (_contribution(row),) if row["có dòng"] == "có" else ()
    return invented.submission("so-b", contributions=given)


def test_ev13_loss_not_explained() -> None:
    compare(
        """
        | điểm | tài liệu             | giải trình                     | phát hiện |
        | 1.5  | Sổ 12                |                                |           |
        | 0.5  | Sổ 12                | Còn 02 nhiệm vụ chưa hoàn thành |           |
        | 0.5  | Sổ 12                |                                | EV13      |
        | 0.5  | Sổ 12                | chưa đạt                       | EV13      |
        | 0.5  | Sổ 12                | ……………………………………                 | EV13      |
        | 0    |                      |                                | EV13      |
        | 1.5  |                      | ok                             | EV02 EV13 |
        | 1.5  | như trên             | ok                             | EV03 EV13 |
        | 0.5  | Sổ 12                | Còn 2 việc chưa xong | |
        | 1.5  |                      | Tính theo sổ theo dõi năm 2020 | EV02      |
        | 0.5  |                      |                                | EV01      |
        |      | Sổ 12                |                                | SC01      |
        """,
        _explained,
    )


def _explained(row: Row) -> list[Finding]:
    plain = invented.basis()
    basis = replace(plain, period=replace(plain.period, minimum_explanation=20))
    answer = invented.answer(
        "1.1",
        row["điểm"],
        ticked=["1.1-a"] if row["điểm"] else (),
        evidence=row["tài liệu"],
        explanation=row["giải trình"],
    )
    findings = judge_submission(invented.submission(answers=[answer]), basis)
    return [finding for finding in findings if finding.criterion == "1.1"]


def test_ev20_cell_holds_picture(judge: Judge) -> None:
    judge("""
    | mã  | thang        | mức | tài liệu                            | giải trình            | phát hiện |
    | 1.1 | một mức: 1; 0 | a  | Báo cáo số 1/BC-SA ngày 10/12/2020  |                       |           |
    | 1.2 | một mức: 1; 0 | a  | hình ảnh                            |                       | EV01 EV20 |
    | 1.3 | một mức: 1; 0 | a  | hình ảnh                            | Tính theo sổ theo dõi | EV02 EV20 |
    """)


def test_ev21_day_year_first(judge: Judge) -> None:
    judge("""
    | mã  | tối đa | điểm | tài liệu                                 | giải trình              | phát hiện |
    | 1.1 | 1      | 1    | Báo cáo số 1/BC-SA ngày 10/12/2020       |                         |           |
    | 1.2 | 1      | 1    | Báo cáo số 2/BC-SA ngày 2020-12-10       |                         | EV21      |
    | 1.3 | 1      | 1    | Báo cáo số 3/BC-SA ngày 10/12/2020       | Họp ngày 2020-2-3       | EV21      |
    | 1.4 | 1      | 1    | Kế hoạch số 4/KH-SA ngày 10/12/2020      | Giai đoạn 2020-2025     |           |
    """)


def test_ev21_names_a_few_days_of_a_cell() -> None:
    days = " ".join(f"2020-{month}-{day}" for month in range(1, 13) for day in range(1, 29))
    answer = invented.answer("1.1", explanation=f"Họp các ngày {days}")
    findings = judge_submission(invented.submission(answers=[answer]), invented.basis())
    assert [each.why for each in findings if each.code == "EV21"] == [
        f"“2020-1-{day}” được hiểu là ngày {day:02d}/01/2020" for day in range(1, 6)
    ]
