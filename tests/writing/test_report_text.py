"""The report's sentences, for none, one and many."""

import pytest
from msgspec.structs import replace

from par_excel.model import TO_CONFIRM, InitiativeOpinion, InitiativeReview
from par_excel.writing.report import sentences as text
from tests import invented
from tests.writing import sample_result

BASIS = invented.basis()
PERIOD = BASIS.period


@pytest.mark.parametrize(
    ("parts", "said"), [((), ""), (("a",), "a"), (("a", "b"), "a và b"), (("a", "b", "c"), "a, b và c")]
)
def test_listing(parts: tuple[str, ...], said: str) -> None:
    assert text.listed(parts) == said


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Tự đánh giá CCHC", "Kết quả tự đánh giá CCHC của tỉnh Thử"),
        ("Kết quả chấm điểm của Tỉnh Thử", "Kết quả chấm điểm của Tỉnh Thử"),
        ("CCHC năm 2020", "Kết quả CCHC năm 2020 của tỉnh Thử"),
    ],
)
def test_subject(title: str, said: str) -> None:
    assert text.subject(replace(PERIOD, title=title)) == said


def test_legal_bases_name_the_catalogue_once() -> None:
    assert text.legal_bases(BASIS) == (
        "Căn cứ Quyết định số 320/QĐ-UBND ngày 05/02/2021;",
        "Căn cứ Quyết định số 1149/QĐ-BNV.",
    )
    named = replace(
        BASIS, period=replace(PERIOD, legal_bases=("Căn cứ Quyết định số 1149/QĐ-BNV của Bộ Nội vụ;",))
    )
    assert text.legal_bases(named) == ("Căn cứ Quyết định số 1149/QĐ-BNV của Bộ Nội vụ.",)


def test_a_basis_that_is_not_confirmed_is_marked_in_a_draft_alone() -> None:
    unsure = replace(BASIS, period=replace(PERIOD, legal_bases=(f"Công văn số 383/BNV-CCVC{TO_CONFIRM}",)))
    assert text.legal_bases(unsure)[0] == "Căn cứ Công văn số 383/BNV-CCVC (số, ký hiệu cần đối chiếu);"
    assert text.legal_bases(unsure, is_final=True)[0] == "Căn cứ Công văn số 383/BNV-CCVC;"


def test_of_many_units_the_first_are_named() -> None:
    names = [f"Xã {number}" for number in range(1, 15)]
    assert text.listed_units(names[:12]).endswith("Xã 11 và Xã 12")
    assert text.listed_units(names) == f"{', '.join(names[:12])} và 02 đơn vị khác"


def test_overall() -> None:
    assert text.overall(BASIS, sample_result.complete(BASIS)) == (
        (
            "Tổng điểm tự đánh giá của tỉnh Thử là 5,47 điểm (bằng chữ: năm phẩy bốn mươi bảy điểm) trên tổng số 6 điểm do "
            "tỉnh tự đánh giá, đạt 91,17%."
        ),
        (
            "Bộ tiêu chí có tổng điểm tối đa 10 điểm, gồm 6 điểm do tỉnh tự đánh giá, 2 điểm xác định qua điều tra xã hội học "
            "và 2 điểm chưa tự đánh giá. Điểm điều tra xã hội học được xác định riêng, không tính vào tổng điểm tự đánh giá."
        ),
        "Còn 01 tiêu chí, tiêu chí thành phần chưa có điểm tự đánh giá: tiêu chí 2.2.",
        "Tỷ lệ điểm đạt cao nhất ở lĩnh vực “Nội dung 2” (100%), thấp nhất ở lĩnh vực “Nội dung 1” (86,75%).",
    )


def test_a_city_assesses_itself_as_a_city() -> None:
    assert text.by_whom("thành phố Đà Nẵng") == "do thành phố tự đánh giá"


def test_overall_of_a_draft_says_what_has_no_score_and_ranks_nothing() -> None:
    said = text.overall(BASIS, sample_result.draft(BASIS))
    assert said[2].startswith("Còn 05 tiêu chí, tiêu chí thành phần chưa có điểm tự đánh giá: tiêu chí 1.2,")
    assert len(said) == 3


def test_very_many_codes_are_counted() -> None:
    many = [sample_result.complete(BASIS).leaves[0]] * (text.LIMIT_CODES + 7)
    assert text.codes(many).endswith("1.1 và 07 tiêu chí khác")
    assert text.codes(many[: text.LIMIT_CODES]).count("1.1") == text.LIMIT_CODES


def test_initiatives_counted_by_unit_until_the_office_has_chosen() -> None:
    complete = sample_result.complete(BASIS)
    assert text.initiatives(complete) == (
        "Có 03 cơ quan, đơn vị đề xuất 03 sáng kiến, giải pháp mới về cải cách hành chính."
    )
    assert text.initiatives(sample_result.empty(BASIS)).startswith("Không có sáng kiến")
    opinion = InitiativeOpinion(unit="so-b", name="x", is_recognised=True, reason="")
    review = InitiativeReview(opinion=opinion, by="SNV", at=invented.RECEIVED)
    chosen = replace(complete, initiative_reviews=(None, review, None))
    assert text.initiatives(chosen) == (
        "Có 01 sáng kiến, giải pháp mới về cải cách hành chính được công nhận."
    )
    assert [unit.id for unit, _ in text.shown_initiatives(chosen)] == ["so-b"]
    refused = replace(review, opinion=replace(opinion, is_recognised=False))
    none = replace(complete, initiative_reviews=(refused, None, None))
    assert text.initiatives(none) == "Không có sáng kiến, giải pháp mới được công nhận."
