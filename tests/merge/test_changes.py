"""What is told of two versions of a return: every value that differs, and nothing else."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from par_excel.merge.changes import ValueChange, changes
from par_excel.model import Cell, Place, Remark, Submission
from tests.invented import answer, contribution, initiative, place, submission, text


def former() -> Submission:
    """Return a version to which others are held."""
    return submission(
        answers=[
            answer("1.1", "0.5", ticked=("1.1-b",), scale_lines=("1.1-a", "1.1-b")),
            answer("1.3.1", "0.97", rate=("97", "100")),
            answer("2.3", "0.33", explanation="Theo số liệu quý IV"),
        ],
        contributions=[contribution("2.1/X", "2.1", proposed="0.5")],
    )


def told(old: Submission, new: Submission) -> list[tuple[str, str, str, str]]:
    return [(each.part, each.name, each.old, each.new) for each in changes(old, new)]


def test_the_same_again_is_no_change() -> None:
    assert changes(former(), former()) == ()
    assert changes(former(), replace(former(), file="khác.xlsx", sha256="1" * 64, program="WPS")) == ()


def test_scores_ticks_figures_and_texts_of_a_criterion() -> None:
    new = replace(
        former(),
        answers=(
            answer("1.1", "1.5", ticked=("1.1-a",), scale_lines=("1.1-a", "1.1-b")),
            answer("1.3.1", "0.98", rate=("98", "100"), figures="98/100 hồ sơ"),
            answer("2.3", "0.33", evidence="Báo cáo số 12/BC-SA\nBáo cáo số 13/BC-SA"),
        ),
    )
    assert told(former(), new) == [
        ("Tiêu chí 1.1", "Mức đạt", "1.1-b", "1.1-a"),
        ("Tiêu chí 1.1", "Điểm tự đánh giá", "0,5", "1,5"),
        ("Tiêu chí 1.3.1", "Điểm tự đánh giá", "0,97", "0,98"),
        ("Tiêu chí 1.3.1", "Tử số", "97", "98"),
        ("Tiêu chí 1.3.1", "Số liệu dẫn chứng", "", "98/100 hồ sơ"),
        (
            "Tiêu chí 2.3",
            "Tài liệu kiểm chứng",
            "Báo cáo số 23/BC-SA ngày 10/12/2020",
            "Báo cáo số 12/BC-SA\nBáo cáo số 13/BC-SA",
        ),
        ("Tiêu chí 2.3", "Giải trình", "Theo số liệu quý IV", ""),
    ]


def test_several_ticks_and_not_arisen_are_named() -> None:
    old = submission(answers=[answer("1.2", scale_lines=("1.2-a", "1.2-b"))])
    new = submission(answers=[answer("1.2", ticked=("1.2-a", "1.2-b"), not_arisen=True)])
    assert told(old, new) == [("Tiêu chí 1.2", "Mức đạt", "", "1.2-a, 1.2-b, KPS")]


def test_what_could_not_be_taken_is_shown_as_it_stands() -> None:
    unclear: Cell[Decimal] = Cell(None, "1.234", place(), frozenset({Remark.AMBIGUOUS_NUMBER}))
    wrong: Cell[bool] = Cell(None, " có ", place("D5"), frozenset({Remark.NOT_A_TICK}))
    old = submission(answers=[answer("1.1", "0.5")])
    given = replace(answer("1.1"), score=unclear, not_arisen=wrong)
    assert told(old, submission(answers=[given])) == [
        ("Tiêu chí 1.1", "Mức đạt", "", "KPS “có”"),
        ("Tiêu chí 1.1", "Điểm tự đánh giá", "0,5", "1.234"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [("1.5", "1.50"), ("1", "1.00"), ("100", "1E+2")],
)
def test_the_same_number_written_otherwise_is_no_change(old: str, new: str) -> None:
    assert changes(submission(answers=[answer("1.1", old)]), submission(answers=[answer("1.1", new)])) == ()


def test_the_same_text_elsewhere_and_spaced_otherwise_is_no_change() -> None:
    old = submission(answers=[answer("1.1", "1", evidence="Báo cáo  số 12 \r\nKế hoạch")])
    moved = replace(
        answer("1.1", "1"),
        place=Place("", "Sheet1", "A99"),
        evidence=text("Báo cáo số 12\nKế hoạch", "C99"),
    )
    assert changes(old, submission(answers=[moved])) == ()
    assert changes(former(), replace(former(), answers=former().answers[::-1])) == ()


def test_a_criterion_that_only_one_of_them_answers() -> None:
    more = replace(former(), answers=(*former().answers, answer("2.1", "1", evidence="")))
    assert told(former(), more) == [("Tiêu chí 2.1", "Điểm tự đánh giá", "", "1")]
    assert told(more, former()) == [("Tiêu chí 2.1", "Điểm tự đánh giá", "1", "")]


def test_contributions() -> None:
    new = replace(former(), contributions=(contribution("2.1/X", "2.1", proposed="1", evidence=""),))
    assert told(former(), new) == [
        ("Nội dung phối hợp 2.1/X", "Điểm đề xuất", "0,5", "1"),
        ("Nội dung phối hợp 2.1/X", "Tài liệu kiểm chứng", "Báo cáo số 9/BC-SC ngày 10/12/2020", ""),
    ]


def test_initiatives_are_told_apart_by_their_titles() -> None:
    one, other = initiative(), initiative(title="Họp không giấy", cost="5 triệu đồng", evidence="")
    old = submission(initiatives=[one])
    new = submission(initiatives=[other, replace(one, reach=text("Toàn sở"))])
    part = "Sáng kiến “Họp không giấy”"
    assert told(old, new) == [
        (part, "Tên sáng kiến, giải pháp mới", "", "Họp không giấy"),
        (part, "Nội dung chính", "", "Thông báo kết quả"),
        (part, "Quy mô áp dụng", "", "Toàn tỉnh"),
        (part, "Kinh phí", "", "5 triệu đồng"),
        (part, "Thời gian", "", "Giảm 2 ngày"),
        ("Sáng kiến “Trả kết quả qua Zalo”", "Quy mô áp dụng", "Toàn tỉnh", "Toàn sở"),
    ]


def test_two_initiatives_of_one_title_are_two() -> None:
    old = submission(initiatives=[initiative()])
    new = submission(initiatives=[initiative(), initiative(effect="Tiết kiệm giấy")])
    parts = {part for part, *_ in told(old, new)}
    assert parts == {"Sáng kiến “Trả kết quả qua Zalo” (2)"}


def test_every_field_of_the_closing_sheet() -> None:
    old = submission()
    empty = {name: text("", sheet="Khó khăn, vướng mắc") for name in old.closing.__struct_fields__}
    new = replace(old, closing=replace(old.closing, **empty))
    assert [change.name for change in changes(old, new)] == [
        "Khó khăn, vướng mắc",
        "Đề xuất, kiến nghị",
        "Báo cáo bằng văn bản (số, ngày)",
        "Người lập biểu",
        "Chức vụ người lập",
        "Điện thoại",
        "Thủ trưởng đơn vị",
        "Chức vụ thủ trưởng",
        "Ngày ký",
    ]
    assert changes(old, new)[0] == ValueChange(
        part="Sheet “Khó khăn, vướng mắc”", name="Khó khăn, vướng mắc", old="có", new=""
    )


def test_back_and_forth_are_each_others_mirror() -> None:
    new = replace(former(), answers=former().answers[1:], initiatives=())
    forth = {(each.part, each.name, each.old, each.new) for each in changes(former(), new)}
    back = {(each.part, each.name, each.new, each.old) for each in changes(new, former())}
    assert forth == back
    assert forth
