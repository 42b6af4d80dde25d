"""The report's sentences, for none, one and many."""

from dataclasses import replace

import pytest

from par_excel.model import Catalogue, Result, ReturnState, UnitState
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


def test_unverified_counts_rows() -> None:
    first, *others = BASIS.catalogue.criteria
    verified = replace(first, provenance=replace(first.provenance, confidence=("verified",)))
    partly = replace(BASIS, catalogue=Catalogue(2020, "", (verified, *others)))
    assert (
        text.unverified(partly)
        == "Chưa đối chiếu với văn bản gốc: 09/10 dòng của bộ tiêu chí dùng để lập báo cáo này."
    )


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ((), "Đến thời điểm tổng hợp, Sở Nội vụ chưa nhận được tệp nào gửi về."),
        (
            ("CURRENT",),
            "Đến thời điểm tổng hợp, Sở Nội vụ đã nhận được 01 tệp gửi về, được dùng để tổng hợp.",
        ),
        (
            ("CURRENT",) * 11,
            "Đến thời điểm tổng hợp, Sở Nội vụ đã nhận được 11 tệp gửi về, đều được dùng để tổng hợp.",
        ),
        (
            ("CURRENT", "SUPERSEDED", "EXCLUDED"),
            (
                "Đến thời điểm tổng hợp, Sở Nội vụ đã nhận được 03 tệp gửi về, "
                "trong đó 01 tệp đang dùng, 01 tệp bị thay thế và 01 tệp bị loại."
            ),
        ),
    ],
)
def test_returns_received(states: tuple[str, ...], said: str) -> None:
    lines = tuple(sample_result.received_line("a.xlsx", ReturnState[state]) for state in states)
    result = replace(sample_result.complete(BASIS), received=lines)
    assert text.course(BASIS, result)[0] == said


def with_states(*states: UnitState) -> Result:
    result = sample_result.complete(BASIS)
    units = tuple(replace(unit, state=state) for unit, state in zip(result.units, states, strict=False))
    return replace(result, units=units)


@pytest.mark.parametrize(
    ("states", "said"),
    [
        (
            "MISSING MISSING",
            "Chưa có cơ quan, đơn vị nào trong số 02 cơ quan, đơn vị có bản nộp được tiếp nhận.",
        ),
        ("VALID", "01 cơ quan, đơn vị đã nộp, bản nộp hợp lệ."),
        ("VALID VALID VALID", "Cả 03 cơ quan, đơn vị đều đã nộp, bản nộp đều hợp lệ."),
        (
            "VALID MISSING FAULTY",
            "Đã có 02/03 cơ quan, đơn vị nộp, trong đó có 01 bản nộp hợp lệ và 01 bản nộp có lỗi.",
        ),
        ("FROZEN MISSING", "Đã có 01/02 cơ quan, đơn vị nộp, bản nộp đã chốt."),
    ],
)
def test_states_of_units(states: str, said: str) -> None:
    assert text.course(BASIS, with_states(*(UnitState[state] for state in states.split())))[1] == said


def test_late_returns_are_named_with_their_day_in_vietnam() -> None:
    result = sample_result.draft(BASIS)
    assert (
        text.course(BASIS, result)[2]
        == "Bản nộp tiếp nhận sau thời hạn (ngày 18/02/2021): Sở C (20/02/2021)."
    )
    assert (
        text.course(BASIS, sample_result.complete(BASIS))[2]
        == "Các bản nộp đang dùng đều được tiếp nhận trong thời hạn."
    )
    evening = invented.RECEIVED.replace(day=18, hour=16, minute=59)
    midnight = invented.RECEIVED.replace(day=18, hour=17, minute=0)
    assert text.received_on(evening).day == 18
    assert text.received_on(midnight).day == 19


def test_of_many_units_the_first_are_named() -> None:
    names = [f"Xã {number}" for number in range(1, 15)]
    assert text.listed_units(names[:12]).endswith("Xã 11 và Xã 12")
    assert text.listed_units(names) == f"{', '.join(names[:12])} và 02 đơn vị khác"


def test_overall() -> None:
    assert text.overall(BASIS, sample_result.complete(BASIS)) == (
        "Tổng điểm tự đánh giá của tỉnh Thử là 5,47 điểm (bằng chữ: năm phẩy bốn bảy điểm) trên tổng số 6 điểm do các cơ quan tự đánh giá, đạt 91,17%.",
        (
            "Bộ tiêu chí có tổng điểm tối đa 10 điểm, gồm 6 điểm do các cơ quan tự đánh giá, 2 điểm xác định qua điều tra "
            "xã hội học và 2 điểm do Sở Nội vụ chấm; phần không do các cơ quan tự đánh giá được tính riêng."
        ),
        "Kết quả đã tính toàn bộ 05 tiêu chí, tiêu chí thành phần do các cơ quan tự đánh giá.",
        "Tỷ lệ điểm đạt cao nhất ở lĩnh vực Nội dung 2 (100%), thấp nhất ở lĩnh vực Nội dung 1 (86,75%).",
    )


def test_overall_of_a_draft_says_what_is_not_counted_and_ranks_nothing() -> None:
    said = text.overall(BASIS, sample_result.draft(BASIS))
    assert said[2] == (
        "Đã tính 01/05 tiêu chí, tiêu chí thành phần; còn 04 chưa được tính vào tổng điểm "
        "(01 có lỗi, chưa tính; 01 chưa chấm; 02 chưa có bản nộp)."
    )
    assert len(said) == 3


def test_initiatives_counted_by_unit() -> None:
    complete = sample_result.complete(BASIS)
    assert text.initiatives(BASIS, complete) == "Có 03 cơ quan, đơn vị đề xuất 03 sáng kiến, giải pháp mới."
    fewer = replace(complete, initiatives=tuple(complete.initiatives[:1]) * 2)
    assert text.initiatives(BASIS, fewer) == (
        "Có 01 cơ quan, đơn vị đề xuất 02 sáng kiến, giải pháp mới. Chưa có đề xuất của Sở B và Sở C."
    )
    assert text.initiatives(BASIS, sample_result.empty(BASIS)).startswith("Chưa có sáng kiến")


def test_coordination() -> None:
    complete = sample_result.complete(BASIS)
    head = "Có 02 tiêu chí do nhiều cơ quan, đơn vị cùng thực hiện; điểm của cơ quan chủ trì được tính."
    assert text.coordination(complete) == (
        f"{head} Điểm đề xuất khác với điểm của cơ quan chủ trì ở tiêu chí 1.2; đề nghị xem xét, quyết định."
    )
    agreed = replace(complete, shared=complete.shared[1:])
    assert text.coordination(agreed) == f"{head.replace('02', '01')} Không có điểm đề xuất khác."
    assert text.coordination(sample_result.draft(BASIS)) == head
    assert text.coordination(replace(complete, shared=())).startswith("Không có tiêu chí cần phối hợp")


def test_difficulties_leave_out_what_says_nothing() -> None:
    first, second, third = sample_result.draft(BASIS).units
    assert [line.split(":")[0] for line in text.difficulties(first)] == ["Khó khăn, vướng mắc"]
    assert text.difficulties(second) == text.difficulties(third) == ()
