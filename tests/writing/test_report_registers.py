"""The registers at the end of the report."""

from msgspec.structs import replace

from par_excel.merge.documents import by_document
from par_excel.model import Result
from par_excel.writing.report.registers import evidence_rows, evidence_sentence
from tests import invented
from tests.writing import sample_result

BASIS = invented.basis()


def named(*documents: tuple[str, str, str]) -> Result:
    entries = tuple(invented.evidence_entry(BASIS.units[unit], code, text) for unit, code, text in documents)
    return replace(sample_result.complete(BASIS), documents=by_document(entries))


def test_a_document_stands_once_with_all_its_criteria_and_agencies() -> None:
    made = named(
        ("so-a", "1.1", "Báo cáo số 12/BC-SA ngày 10/12/2020"),
        ("so-a", "1.2", "Kế hoạch số 1/KH-SA"),
        ("so-b", "2.1", "báo cáo  số 12/BC-SA ngày 10/12/2020."),
        ("so-a", "1.1", "Báo cáo số 12/BC-SA ngày 10/12/2020"),
    )
    assert [tuple(row.values.values()) for row in evidence_rows(made, "Sở Nội vụ")] == [
        ("1", "Báo cáo số 12/BC-SA ngày 10/12/2020", "1.1, 2.1", "Sở A, Sở B"),
        ("2", "Kế hoạch số 1/KH-SA", "1.2", "Sở A"),
    ]
    assert evidence_sentence(made, "Sở Nội vụ") == (
        "Có 02 tài liệu kiểm chứng cho 03 tiêu chí, tiêu chí thành phần; "
        "một tài liệu dùng cho nhiều tiêu chí được ghi một lần."
    )


def test_no_evidence_is_said() -> None:
    assert evidence_rows(named(), "Sở Nội vụ") == ()
    assert evidence_sentence(named(), "Sở Nội vụ") == "Không có tài liệu kiểm chứng được nêu."
