"""EV: the documents that a return cites and those that came with it. Requirements 5, 6 and 8 of the decision."""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from par_excel.checks import Delivered, judge_collection
from par_excel.checks import judge as judge_submission
from par_excel.model import Answer, Finding
from tests import invented
from tests.checks.tables import Judge, Row, compare


def test_ev06_citation_incomplete(judge: Judge) -> None:
    judge("""
    | mã  | tối đa | điểm | tài liệu                                                  | phát hiện |
    | 1.1 | 1      | 1    | Báo cáo số 12/BC-SNV ngày 10/12/2020                      |           |
    | 1.2 | 1      | 1    | Báo cáo số 12/BC-SNV                                      | EV06      |
    | 1.3 | 1      | 1    | Báo cáo 6 tháng đầu năm                                   | EV06      |
    | 1.4 | 1      | 1    | Kế hoạch của Sở; Báo cáo năm                              | EV06      |
    | 1.5 | 1      | 1    | Danh sách 166 cơ quan, đơn vị                             |           |
    | 1.6 | 1      | 1    | Nghị định số 30/2020/NĐ-CP                                |           |
    | 1.7 | 1      | 1    | Thông báo số 5 ngày 1/2/2020 của Sở Nội vụ                |           |
    | 1.8 | 1      | 1    | Thông báo số 5 ngày 1/2/2020                              | EV06      |
    """)


def test_ev06_names_the_first_and_counts_the_others() -> None:
    findings = _judged_alone("Báo cáo số 12/BC-SNV; Kế hoạch 7; QĐ 320")
    (finding,) = [each for each in findings if each.code == "EV06"]
    assert finding.why == (
        "“Báo cáo số 12/BC-SNV” chưa có ngày (và 2 tài liệu khác trong ô) nên khó đối chiếu khi thẩm định"
    )


def test_ev11_document_for_unlike_criteria(judge: Judge) -> None:
    judge("""
    | mã  | tối đa | điểm | tài liệu                                  | phát hiện |
    | 1.1 | 1      | 1    | Báo cáo số 012/BC-SNV ngày 10/12/2020     | EV11      |
    | 1.2 | 1      | 1    | BC số 12/bc-snv ngày 10/12/2020           |           |
    | 1.3 | 1      | 1    | BC số 12/BC‑SNV ngày 10/12/2020           |           |
    | 2.1 | 1      | 1    | báo cáo 12/BC–SNV, 10/12/2020             |           |
    | 2.2 | 1      | 1    | Báo cáo số 13/BC-SNV ngày 10/12/2020      |           |
    | 2.3 | 1      | 1    | Nghị định số 30/2020/NĐ-CP                |           |
    | 3.1 | 1      | 1    | Nghị định số 30/2020/NĐ-CP                |           |
    """)


def test_ev12_address_not_valid(judge: Judge) -> None:
    judge("""
    | mã  | tối đa | điểm | tài liệu                                               | phát hiện |
    | 1.1 | 1      | 1    | https://quangtri.gov.vn/cchc?id=12&p=3                 |           |
    | 1.2 | 1      | 1    | Đăng tại http://snv.quangtri.gov.vn.                   |           |
    | 1.3 | 1      | 1    | http//snv.quangtri.gov.vn                              | EV12      |
    | 1.4 | 1      | 1    | https: //snv.quangtri.gov.vn                           | EV12      |
    | 1.5 | 1      | 1    | htpp://snv.quangtri.gov.vn                             | EV12      |
    | 1.6 | 1      | 1    | www,quangtri.gov.vn                                    | EV12      |
    | 1.7 | 1      | 1    | Trang www.quangtri.gov.vn (mục CCHC)                   |           |
    | 1.8 | 1      | 1    | https://                                               | EV12      |
    | 1.9 | 1      | 1    | Hệ thống https của tỉnh                                |           |
    | 2.1 | 1      | 1    | http://một trang nào đó                                | EV12      |
    """)


def _answer(evidence: str) -> Answer:
    return invented.answer("1.1", "1.5", ticked=["1.1-a"], derived="1.5", evidence=evidence)


def _judged_alone(evidence: str) -> Sequence[Finding]:
    return judge_submission(invented.submission(answers=[_answer(evidence)]), invented.basis())


def _arrived(
    evidence: str, delivered: Sequence[Delivered] | None = None, received: datetime = invented.RECEIVED
) -> tuple[Finding, ...]:
    submission = invented.submission(answers=[_answer(evidence)])
    return judge_collection(
        [invented.judged(submission, received=received)],
        invented.basis(),
        delivered=None if delivered is None else {"so-a": delivered},
    )


def _late(evidence: str) -> tuple[Finding, ...]:
    return _arrived(evidence, received=datetime.fromisoformat("2021-02-22T08:00:00+07:00"))


def test_ev07_document_outside_the_year() -> None:
    compare(
        """
        | tài liệu                                                            | phát hiện |
        | Báo cáo số 12/BC-SNV ngày 10/12/2020                                |           |
        | Báo cáo số 1/BC-SNV ngày 15/01/2021                                 |           |
        | Báo cáo số 9/BC-SNV ngày 20/12/2019                                 |           |
        | Báo cáo số 9/BC-SNV ngày 30/11/2019                                 | EV07      |
        | Báo cáo số 9/BC-SNV ngày 30/11/2019 về kế hoạch năm 2020            |           |
        | Báo cáo số 9/BC-SNV ngày 30/11/2018 về kế hoạch năm 2020            | EV07      |
        | Công văn số 9/SNV-CCHC ngày 25/11/2019 hướng dẫn thực hiện năm 2020 |           |
        | Công văn số 9/SNV-CCHC ngày 25/11/2019                              | EV07      |
        | Kế hoạch số 9/KH-SNV ngày 30/11/2019                                |           |
        | Nghị quyết số 9/NQ-HĐND ngày 12/12/2015                             |           |
        | Quyết định số 1/QĐ-UBND ngày 2/3/2011                               |           |
        | Quyết định số 1/QĐ-UBND ngày 2/3/1911                               | EV07      |
        | Nghị định số 30/2016/NĐ-CP ngày 2/3/2016                            |           |
        | Báo cáo số 20/BC-SNV ngày 20/02/2021                                | EV07      |
        | Quyết định số 20/QĐ-SNV ngày 20/02/2021                             | EV07      |
        """,
        lambda row: [each for each in _late(row["tài liệu"]) if each.code != "DL01"],
    )


def test_ev08_document_from_the_future() -> None:
    compare(
        """
        | nhận lúc                  | phát hiện |
        | 2021-02-16T17:30:00+00:00 |           |
        | 2021-02-16T16:30:00+00:00 | EV08      |
        | 2021-02-10T08:00:00+07:00 | EV08      |
        """,
        lambda row: _arrived(
            "Báo cáo số 12/BC-SNV ngày 17/02/2021", received=datetime.fromisoformat(row["nhận lúc"])
        ),
    )


_CITED = "Báo cáo số 12/BC-SNV ngày 10/12/2020; Quyết định số 45/QĐ-SNV ngày 1/3/2020; Ảnh hội nghị CCHC"


def _delivered(row: Row) -> tuple[Finding, ...]:
    names = [name.strip() for name in row["tệp"].split(",") if name.strip()]
    given = [Delivered(f"so-a/{name}", is_report=name.startswith("bao cao cchc")) for name in names]
    return tuple(finding for finding in _arrived(_CITED, given) if finding.code in {"EV09", "EV10"})


def test_ev09_cited_not_delivered() -> None:
    compare(
        """
        | tệp                                          | phát hiện |
        |                                              |           |
        | bao cao cchc.pdf                             |           |
        | 12-BC-SNV.pdf, 45.QĐ-SNV.pdf                 |           |
        | Bao cao 12.pdf, Quyết định 045.docx          |           |
        | BC12_SNV.pdf, QD45.pdf                       |           |
        | BC112_SNV.pdf, QD45.pdf                      | EV09 EV10 |
        | 12-BC-SNV.pdf                                | EV09      |
        """,
        _delivered,
    )


def test_ev10_delivered_not_cited() -> None:
    compare(
        """
        | tệp                                                   | phát hiện |
        | 12-BC-SNV.pdf, 45-QD-SNV.pdf, anh hoi nghi cchc.jpg   |           |
        | 12-BC-SNV.pdf, 45-QD-SNV.pdf, 46-QD-SNV.pdf           | EV10      |
        | 12-BC-SNV.pdf, 45-QD-SNV.pdf, scan0001.pdf            | EV10      |
        """,
        _delivered,
    )


def test_ev09_and_ev10_name_at_most_five() -> None:
    names = [Delivered(f"scan{number}.pdf", is_report=False) for number in range(7)]
    found = {finding.code: finding.why for finding in _arrived("Sổ 12", names)}
    assert found["EV10"].endswith("scan4.pdf; và 2 tài liệu khác")
    assert "EV09" not in found


def test_ev14_signed_report_unknown() -> None:
    compare(
        """
        | số báo cáo   | tệp                       | biết | phát hiện |
        | 12/BC-SA     | bao cao cchc.pdf          | có   |           |
        | ……/BC-SA     |                           | có   | EV14      |
        |              |                           | có   | EV14      |
        |              | 45-QD-SA.pdf              | có   | EV10 EV14 |
        |              |                           |      |           |
        """,
        _reported,
    )


def test_ev15_signed_report_not_recognised() -> None:
    compare(
        """
        | số báo cáo   | tệp                       | biết | phát hiện |
        | 12/BC-SA     | bao cao cchc.pdf          | có   |           |
        | 12/BC-SA     |                           | có   | EV15      |
        | ……/BC-SA     | bao cao cchc.pdf          | có   | EV15      |
        |              | Scan_0001.pdf             | có   | EV10 EV15 |
        | 12/BC-SA     | IMG_20210210_0003.jpg     | có   | EV10 EV15 |
        | 12/BC-SA     | 45-QD-SA.pdf              | có   | EV10 EV15 |
        | 12/BC-SA     |                           |      |           |
        """,
        _reported,
    )


def _reported(row: Row) -> tuple[Finding, ...]:
    plain = invented.submission()
    number = invented.text(row["số báo cáo"], "B13", sheet="Khó khăn, vướng mắc")
    submission = replace(plain, closing=replace(plain.closing, report_number=number))
    name = row["tệp"]
    files = [Delivered(f"so-a/{name}", is_report=name.startswith("bao cao"))] if name else []
    return judge_collection(
        [invented.judged(submission)],
        invented.basis(),
        delivered={"so-a": files} if row["biết"] else None,
    )
