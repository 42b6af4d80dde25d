"""The registers at the end of the report."""

from dataclasses import replace
from datetime import timedelta

from par_excel.merge.documents import by_document
from par_excel.model import Result
from par_excel.writing.report.registers import (
    evidence_rows,
    evidence_sentence,
    outstanding_rows,
    outstanding_sentence,
    refused_files,
)
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
    assert [tuple(row.values.values()) for row in evidence_rows(made)] == [
        ("1", "Báo cáo số 12/BC-SA ngày 10/12/2020", "1.1, 2.1", "Sở A, Sở B"),
        ("2", "Kế hoạch số 1/KH-SA", "1.2", "Sở A"),
    ]
    assert evidence_sentence(made) == (
        "Có 02 cơ quan, đơn vị nêu 02 tài liệu kiểm chứng cho 03 tiêu chí; "
        "một tài liệu dùng cho nhiều tiêu chí được ghi một lần."
    )


def test_no_evidence_is_said() -> None:
    assert evidence_rows(named()) == ()
    assert evidence_sentence(named()) == "Chưa có tài liệu kiểm chứng nào được nêu."


def test_missing_late_and_faulty_agencies() -> None:
    made = sample_result.draft(BASIS)
    assert [tuple(row.values.values()) for row in outstanding_rows(BASIS, made)] == [
        (
            "1",
            "Sở A",
            "1",
            "có lỗi",
            "17/02/2021",
            "Còn 01 lỗi và 02 cảnh báo, phần có lỗi chưa được tính điểm; Bản nộp trước đó hợp lệ",
        ),
        ("2", "Sở B", "2", "chưa nộp", "–", "Thời hạn nộp: 18/02/2021"),
        ("3", "Sở C", "3", "hợp lệ", "20/02/2021", "Nộp muộn 02 ngày"),
    ]
    assert outstanding_sentence(BASIS, made) == (
        "Có 01 cơ quan, đơn vị chưa nộp, 01 cơ quan, đơn vị nộp sau thời hạn "
        "và 01 cơ quan, đơn vị có bản nộp còn lỗi."
    )


def test_nothing_outstanding_is_said() -> None:
    made = sample_result.complete(BASIS)
    assert outstanding_rows(BASIS, made) == ()
    assert outstanding_sentence(BASIS, made) == (
        "Không có cơ quan, đơn vị chưa nộp hoặc nộp sau thời hạn; các bản nộp đều hợp lệ."
    )


def test_the_last_day_counts_to_its_end_in_vietnam() -> None:
    made = sample_result.complete(BASIS)
    first = made.units[0]
    assert first.judged is not None
    last = invented.RECEIVED.replace(day=18, hour=16, minute=59)
    for received, late in ((last, 0), (last + timedelta(minutes=1), 1)):
        unit = replace(first, judged=replace(first.judged, received=received))
        assert len(outstanding_rows(BASIS, replace(made, units=(unit,)))) == late


def test_refused_files_with_their_reason() -> None:
    assert refused_files(sample_result.draft(BASIS)) == (
        "- Tệp “bao_cao.pdf”: Tệp là văn bản, bản quét hoặc tài liệu khác.",
    )
    assert refused_files(sample_result.complete(BASIS)) == ()
