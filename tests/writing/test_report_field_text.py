"""The report's sentences on one field, for none, one and many."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from par_excel.model import LeafResult, Opinion, Review, Total
from par_excel.writing.report.field_text import deduction, field_summary, no_deductions, reached_in_full
from tests import invented
from tests.writing import sample_result

BASIS = invented.basis()


def total(
    score: str, own: str, *, survey: str = "0", office: str = "0", leaves: int = 2, counted: int = 2
) -> Total:
    parts = [Decimal(each) for each in (own, survey, office)]
    return Total(
        key="1",
        name="Chỉ đạo",
        maximum=sum(parts, Decimal(0)),
        survey_maximum=parts[1],
        office_maximum=parts[2],
        self_maximum=parts[0],
        score=Decimal(score),
        leaves=leaves,
        counted=counted,
    )


def by_code() -> dict[str, LeafResult]:
    return {leaf.criterion.code: leaf for leaf in sample_result.complete(BASIS).leaves}


@pytest.mark.parametrize(
    ("sums", "said"),
    [
        (
            total("3.5", "4"),
            (
                "Lĩnh vực này có tổng điểm tối đa 4 điểm. Kết quả tự đánh giá là 3,5 điểm trên tổng số 4 điểm do tỉnh tự "
                "đánh giá, đạt 87,5%."
            ),
        ),
        (
            total("0", "1", leaves=1, counted=0),
            (
                "Lĩnh vực này có tổng điểm tối đa 1 điểm. Chưa có điểm tự đánh giá trên tổng số 1 điểm do tỉnh tự đánh giá."
            ),
        ),
        (
            total("0", "0", survey="5", leaves=0, counted=0),
            "Lĩnh vực này có tổng điểm tối đa 5 điểm, gồm 5 điểm xác định qua điều tra xã hội học.",
        ),
    ],
)
def test_field_summary(sums: Total, said: str) -> None:
    assert field_summary(sums, (), "tỉnh Thử") == said


@pytest.mark.parametrize(
    ("sums", "said"),
    [
        (total("4", "4"), "Không có tiêu chí chưa đạt điểm tối đa."),
        (total("0", "4", counted=0), "Chưa có điểm tự đánh giá nên chưa xác định hạn chế."),
        (total("0", "0", leaves=0, counted=0), "Không có nội dung tự đánh giá."),
    ],
)
def test_nothing_lost(sums: Total, said: str) -> None:
    assert no_deductions(sums) == said


def test_what_is_missing_stands_with_its_cause() -> None:
    leaves = by_code()
    assert deduction(leaves["1.2"]) == (
        "- Tiêu chí 1.2 “Nội dung 1.2”: đạt 1/1,5 điểm, chưa đạt 0,5 điểm. "
        "Có 02 hồ sơ trễ hạn do hệ thống dừng kỹ thuật."
    )
    assert deduction(leaves["1.3.1"]) == (
        "- Tiêu chí thành phần 1.3.1 “Nội dung 1.3.1”: đạt 0,97/1 điểm, chưa đạt 0,03 điểm."
    )


def test_of_a_score_that_the_office_changed_its_reason_is_the_cause() -> None:
    leaf = by_code()["1.2"]
    opinion = Opinion(
        criterion="1.2", score=Decimal("0.5"), ticks=(), reason="Thiếu 02 báo cáo", over=Decimal(1)
    )
    review = Review(opinion=opinion, by="SNV", at=invented.RECEIVED, value=Decimal("0.5"))
    assert deduction(replace(leaf, score=Decimal("0.5"), review=review)) == (
        "- Tiêu chí 1.2 “Nội dung 1.2”: đạt 0,5/1,5 điểm, chưa đạt 1 điểm. Thiếu 02 báo cáo."
    )


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ("1.3.2", "Chưa có điểm tự đánh giá."),
        ("1.2", "Không có tiêu chí, tiêu chí thành phần nào đạt điểm tối đa."),
        ("1.1", "Nội dung duy nhất đạt điểm tối đa: tiêu chí 1.1."),
        ("1.1 2.1", "Cả 02 tiêu chí, tiêu chí thành phần đều đạt điểm tối đa: tiêu chí 1.1 và 2.1."),
        (
            "1.1 1.2 2.1",
            "Có 02/03 tiêu chí, tiêu chí thành phần đạt điểm tối đa: tiêu chí 1.1 và 2.1.",
        ),
    ],
)
def test_what_was_reached_in_full(chosen: str, said: str) -> None:
    leaves = by_code()
    assert reached_in_full([leaves[code] for code in chosen.split()]) == said
