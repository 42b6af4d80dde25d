"""The report's sentences on one field, for none, one and many."""

from dataclasses import replace
from decimal import Decimal

import pytest

from par_excel.model import LeafResult, Total
from par_excel.writing.report.field_text import (
    LIMIT_CODES,
    codes,
    deduction,
    field_summary,
    no_deductions,
    proposals,
    reached_in_full,
)
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


def by_code(*, is_draft: bool = False) -> dict[str, LeafResult]:
    made = sample_result.draft(BASIS) if is_draft else sample_result.complete(BASIS)
    return {leaf.criterion.code: leaf for leaf in made.leaves}


@pytest.mark.parametrize(
    ("sums", "said"),
    [
        (
            total("3.5", "4"),
            (
                "Lĩnh vực này có tổng điểm tối đa 4 điểm. Kết quả tự đánh giá là 3,5 điểm trên tổng số 4 điểm do các cơ quan "
                "tự đánh giá, đạt 87,5%. Kết quả đã tính toàn bộ 02 tiêu chí, tiêu chí thành phần do các cơ quan tự đánh giá."
            ),
        ),
        (
            total("0", "1", leaves=1, counted=0),
            (
                "Lĩnh vực này có tổng điểm tối đa 1 điểm. Chưa có điểm tự đánh giá nào được tính trên tổng số 1 điểm do các "
                "cơ quan tự đánh giá. 01 tiêu chí, tiêu chí thành phần chưa được tính vào tổng điểm."
            ),
        ),
        (
            total("0", "0", survey="5", leaves=0, counted=0),
            "Lĩnh vực này có tổng điểm tối đa 5 điểm, gồm 5 điểm xác định qua điều tra xã hội học.",
        ),
    ],
)
def test_field_summary(sums: Total, said: str) -> None:
    assert field_summary(sums, (), "Sở Nội vụ") == said


@pytest.mark.parametrize(
    ("sums", "said"),
    [
        (total("4", "4"), "Không có điểm bị trừ ở các nội dung đã tính."),
        (total("0", "4", counted=0), "Chưa có điểm nào được tính nên chưa xác định điểm bị trừ."),
        (total("0", "0", leaves=0, counted=0), "Không có nội dung tự đánh giá nên không có điểm bị trừ."),
    ],
)
def test_nothing_lost(sums: Total, said: str) -> None:
    assert no_deductions(sums) == said


def test_deductions_name_the_explanation_or_its_absence() -> None:
    leaves = {leaf.criterion.code: leaf for leaf in sample_result.complete(BASIS).leaves}
    assert deduction(leaves["1.2"], "Sở Nội vụ") == (
        "- Tiêu chí 1.2 “Nội dung 1.2”: bị trừ 0,5 điểm (tự đánh giá 1/1,5 điểm). "
        "Giải trình của Sở A: Có 02 hồ sơ trễ hạn do hệ thống dừng kỹ thuật."
    )
    assert deduction(leaves["1.3.1"], "Sở Nội vụ") == (
        "- Tiêu chí thành phần 1.3.1 “Nội dung 1.3.1”: bị trừ 0,03 điểm (tự đánh giá 0,97/1 điểm). "
        "Sở B chưa có giải trình."
    )


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ("1.3.2", "Chưa có điểm nào được tính nên chưa xác định nội dung đã đạt."),
        ("1.2", "Chưa có nội dung nào trong số 01 tiêu chí, tiêu chí thành phần đã tính đạt điểm tối đa."),
        ("1.1", "Nội dung duy nhất đã tính đạt điểm tối đa: tiêu chí 1.1."),
        ("1.1 2.1", "Cả 02 tiêu chí, tiêu chí thành phần đã tính đều đạt điểm tối đa: tiêu chí 1.1 và 2.1."),
        (
            "1.1 1.2 2.1",
            "Có 02/03 tiêu chí, tiêu chí thành phần đã tính đạt điểm tối đa: tiêu chí 1.1 và 2.1.",
        ),
    ],
)
def test_what_was_reached_in_full(chosen: str, said: str) -> None:
    leaves = by_code()
    assert reached_in_full([leaves[code] for code in chosen.split()]) == said


def test_very_many_codes_are_counted() -> None:
    many = [by_code()["1.1"]] * (LIMIT_CODES + 7)
    assert codes(many).endswith("1.1 và 07 tiêu chí khác")
    assert codes(many[:LIMIT_CODES]).count("1.1") == LIMIT_CODES


def test_proposals_name_every_agency_with_what_is_left_to_do() -> None:
    assert proposals(by_code(is_draft=True).values(), "Sở Nội vụ") == (
        "Đề nghị:",
        (
            "- Sở A: khắc phục nguyên nhân bị trừ 1 điểm ở tiêu chí 1.1; bổ sung tài liệu kiểm chứng cho tiêu chí 1.1; "
            "sửa nội dung có lỗi của bản nộp ở tiêu chí 2.3; chấm điểm tiêu chí 1.2;"
        ),
        "- Sở B: gửi bản nộp để tính điểm tiêu chí 1.3.1 và 2.1;",
        "- Sở Nội vụ: chấm điểm tiêu chí 2.2.",
    )


def test_no_proposal_where_nothing_is_left_to_do() -> None:
    full = [by_code()[code] for code in ("1.1", "2.1", "1.3.2")]
    assert proposals(full, "Sở Nội vụ") == ("Không có đề xuất, kiến nghị đối với lĩnh vực này.",)
    zero = replace(full[0], score=Decimal(0))
    assert (
        proposals([zero], "Sở Nội vụ")[1] == "- Sở A: khắc phục nguyên nhân bị trừ 1,5 điểm ở tiêu chí 1.1."
    )
